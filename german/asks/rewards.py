"""Pay beside the base: a bonus, a 13th salary or Christmas pay, holiday pay; and whether an ad praises its pay."""

import re
from typing import NamedTuple

from german.asks.statements import Statement, split_ad
from german.words.denial import is_denied
from german.words.gates import any_of
from german.words.later import when_needed

_BONUSES = (
    *(
        "\\b\\w*bonus(?!programm)\\w*",
        "(?:leistungs|erfolgs|jahres|ziel)-?\\w*prämie\\w*",
        "prämien\\b",
        "prämie\\b",
        "prämiensystem\\w*",
        "provision(?:en|smodell|ssystem|s)?\\b",
        "variable\\w* (?:vergütung|gehalt|anteil|entgelt|lohn|bestandteil|pay|compensation|bonus|komponente)\\w*",
        "variablen?\\b(?= (?:anteil|vergüt))",
    ),
    *(
        "(?:erfolgs|gewinn|ergebnis|umsatz)-?beteiligung\\w*",
        "sonderzahlung\\w*",
        "jahressonder\\w*",
        "sonderzuwendung\\w*",
        "tantieme\\w*",
        "gratifikation\\w*",
        "incentives?\\b",
        "commissions?\\b",
        "zielprämie",
        "leistungsentgelt",
        "leistungszulage\\w*",
        "erfolgsprämie\\w*",
        "erfolgsabhängige\\w* (?:vergüt|bestandteil)\\w*",
        "leistungsorientierte\\w* (?:bezahlung|vergütung) (?=nach|gem)",
    ),
)
_BONUS = re.compile(any_of(_BONUSES))
_NO_BONUS = when_needed(
    r"empfehl|werbe|vermittl|werben|willkommens|referral|bonus-?(?:programm|points|meilen|card|karte)|"
    r"verbesserung|vorschlag|vermögens|geburt|hochzeit|heirat|jubiläum|bonusheft|"
    r"antritts|start-?bonus|sign|gesundheitsbonus"
    r"|kunden|provisions?-?frei|provisionsabrechn|bonus points?$|bonusstufe|health bonus|"
    r"bonität|is a bonus|a bonus\b|ein bonus\b|als bonus|fahrrad|mobilitätsbonus|abrechnung|"
    r"kennenlern|anwerb"
)
_REFERRAL = re.compile(r"empfehl|anwerb|werben|vermittl|referral")
_THIRTEENTH = re.compile(
    r"weihnachts-? ?(?:geld|gratifikation|zuwendung)\w*|weihnachts-? ?(?:und|&|/) ?urlaubsgeld|"
    r"13\.? ?(?:monats)?-?(?:gehalt|gehälter|entgelt|lohn|monatsgehalt|monatsentgelt)|13(?:,\d+|,|"
    r" bis 14|\.)? (?:monats)?(?:gehälter|gehalt)|1[34] (?:monats)?gehälter|"
    r"dreizehnte\w* (?:monats)?gehalt|13(?:th|\.) (?:month )?(?:salary|month)|christmas (?:bonus|pay|"
    r"allowance)|weihnachts-? ?,? ?(?:und )?(?:-|und)"
)
_HOLIDAY = re.compile(
    r"urlaubs-? ?(?:und|&|/|sowie) ?weihnachts-?(?:geld|gratifikation|zuwendung)|urlaubs-?geld\w*|"
    r"urlaubsgratifikation|zusätzliche urlaubsvergütung|(?:holiday|vacation) (?:pay|bonus|allowance)"
)
_PAYS = (
    *(
        "vergüt\\w*",
        "\\w*gehalts?\\w*",
        "gehälter\\w*",
        "bezahl(?:ung|t)\\w*",
        "entlohnung\\w*",
        "verdienst(?!ausfall)\\w*",
        "entgelt(?!opti)\\w*",
        "lohn\\b",
        "löhne",
        "salar(?:y|ies)",
        "remuneration",
        "compensation",
        "\\bpay\\b",
        "stundenlohn",
        "konditionen",
        "einkommen\\w*",
        "vergütungspaket",
        "gehaltspaket",
        "paid\\b",
    ),
)
_PRAISES = (
    *(
        "attraktiv",
        "leistungs(?:gerecht|orient|bezogen|stark)",
        "fair",
        "überdurchschnittlich",
        "angemessen",
        "wettbewerbsfähig",
        "competitive",
        "attractive",
        "marktgerecht",
        "übertariflich",
        "tarif",
        "gute[rsn]?\\b",
        "stark",
        "transparent",
        "außertarif",
    ),
    *(
        "nach vereinbarung",
        "verhandelbar",
        "verhandlung",
        "hervorragend",
        "sehr gut",
        "individuell",
        "lukrativ",
        "performance",
        "top\\b",
        "marktüblich",
        "gerecht",
        "pünktlich",
        "branchenüblich",
        "generous",
        "interessant",
        "good\\b",
        "ansprechend",
        "spitzen",
        "konkurrenzfähig",
    ),
    *(
        "qualifikations",
        "erfolgsorient",
        "zuverlässig",
        "anständig",
        "above-average",
        "über(?:n)? durchschnitt",
        "gemäß",
        "nach (?:dem )?(?:tv|avr|tarif)",
        "excellent",
        "übertarif",
        "festgehalt",
        "orientier",
        "fixum",
        "basisgehalt",
        "eingruppierung",
        "jährliche gehalts",
        "gehaltserhöh",
        "solide",
        "sicher",
    ),
)
_PRAISED = when_needed(any_of(_PRAISES))
_PAY = when_needed(any_of(_PAYS))
_TARIFF = re.compile(
    r"\btvöd|\btv-?l\b|\btv-h\b|\bavr\b|tarifvertrag|tariflich|tarifbind|tarifgebunden|haustarif|"
    r"\btvü|\bbat-kf|eingruppierung|tarifentgelt|ig[ -]?metall|\bigz\b|\bgvp\b|\bbap\b|\bera\b(?= |-)|"
    r"collective agreement|\bdgb\b|\btariff"
)
_NO_PRAISE = when_needed(
    r"zusatzvergüt|gehalts-?(?:vorstellung|wunsch|wünsch|angabe|erwartung|abrechn|abrechnung|buchhalt|system|modul|"
    r"daten|analyse|struktur(?:en)? (?:von|der)|bestandteil)|entgelt-?(?:abrechn|fortzahl|umwandl|"
    r"system|ordnung|gruppe [ivx]|transparenz)|lohn-? ?(?:und|&|buchhalt|abrechn|steuer)"
    r"|salary (?:expect|requirement|wish)|vergütungs-?(?:, |system|manag|strukt|daten|bericht)|überstunden|"
    r"mehrarbeit|bezahlte\w* (?:urlaub|weiterbild|freistell|überstund|pause|mittag|tage|auszeit)|"
    r"bezahlbar|bezahlt werden|compensation (?:and|&) benefits manager|well paid users|sondervergüt"
    r"|paid (?:time|leave|vacation|holiday|parental|search|social|media|ads|subscri|days|volunt|"
    r"campaign)|einkommenst|gehaltskonto|verdienst(?:volle|ausfall)|konditionen (?:bei|für|im|in|auf)|"
    r"günstige\w* konditionen|vergünstigte\w* konditionen|vergüteter (?:urlaub)|vermögenswirk|zuschl|"
    r"verbraucher|customer|kunden|conditions for"
)
_PAY_TASK = re.compile(r"\b(?:berät|beraten|beratung|analys|abrechn|erstellung|prüfung|verhandl\w+ (?:von|mit))\w*")


_SURELY_PRAISED = re.compile(
    r"\b(?:attraktive|leistungsgerechte|faire|überdurchschnittliche|übertarifliche|competitive|attractive)\w*"
    r" (?:und \w+ )?\w*(?:vergütung|gehalt|gehälter|bezahlung|entlohnung|salary|compensation)"
)


class Rewards(NamedTuple):
    """Pay beside the base that is promised; None where nothing is said of it, False where it is denied."""

    bonus: bool | None
    thirteenth: bool | None
    holiday_pay: bool | None
    words: str | None


def find_rewards(text: str | None) -> Rewards:
    """Find the pay beside the base: bonus, 13th salary or Christmas pay, holiday pay.

    Premiums for referrals, suggestions or a start are no bonus; a yearly special payment is, unless it is named as
    Christmas or holiday pay. Source: tests/tables/asks.tsv.

    >>> find_rewards("Urlaubs- und Weihnachtsgeld, Jahresbonus")[:3], find_rewards("Prämie für Empfehlungen")[:3]
    ((True, True, True), (None, None, None))
    """
    read: dict[str, bool] = {}
    words: list[str] = []
    for statement in split_ad(text or ""):
        if "rewards" not in statement.topics or statement.zone in ("tasks", "profile", "wish", "law"):
            continue
        for name, pattern in (("bonus", _BONUS), ("thirteenth", _THIRTEENTH), ("holiday", _HOLIDAY)):
            if name in read or (name == "bonus" and statement.zone in ("tasks", "profile")):
                continue
            promised = _promised(statement, pattern, name)
            if promised is not None:
                read[name] = promised
                words.append(statement.text)
    return Rewards(
        read.get("bonus"), read.get("thirteenth"), read.get("holiday"), " … ".join(dict.fromkeys(words)) or None
    )


def _promised(statement: Statement, pattern: re.Pattern[str], name: str) -> bool | None:
    for match in pattern.finditer(statement.low):
        start, end = match.span()
        around = statement.low[max(0, start - 45) : end + 45]
        if name == "bonus" and (_REFERRAL.search(around) or _NO_BONUS.search(around, 20, len(around) - 20)):
            continue
        if name == "bonus" and "sonderzahl" in match[0] and (_THIRTEENTH.search(around) or _HOLIDAY.search(around)):
            continue
        return not is_denied(statement.text, start, end)
    return None


def find_pay_phrase(text: str | None) -> str | None:
    """Find words that promise pay without a figure or a grade ("attraktive Vergütung", "Bezahlung nach Tarif").

    None: there are none. What the applicant is to expect, payrolls and paid leave are no such words.

    >>> find_pay_phrase("Eine leistungsgerechte Vergütung"), find_pay_phrase("Nennen Sie Ihre Gehaltsvorstellung")
    ('Eine leistungsgerechte Vergütung', None)
    """
    for statement in split_ad(text or ""):
        if "pay" not in statement.topics or statement.zone in ("wish", "law"):
            continue
        low = statement.low
        if statement.zone in ("tasks", "profile"):
            if _SURELY_PRAISED.search(low) and not _PAY_TASK.search(low):
                return statement.text
            continue
        for match in _PAY.finditer(low):
            start, end = max(0, match.start() - 60), min(len(low), match.end() + 60)
            if _NO_PRAISE.search(low, max(0, match.start() - 25), match.end() + 25) or _PAY_TASK.search(
                low, start, end
            ):
                continue
            if _PRAISED.search(low, start, end) or _TARIFF.search(low, start, end):
                return statement.text
        if _TARIFF.search(low) and statement.zone == "offer":
            return statement.text
    return None
