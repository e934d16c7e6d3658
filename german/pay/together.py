"""Sorts the sums of money which stand together, before any of them becomes pay.

Only the gross base pay of the advertised job in full time is its pay. Set aside are: net beside gross; what part time
pays beside full time; differences ("500 € mehr"); what is paid by nights, on call or by an unknown period; what others
earn, what a law or a statistic names, what a task is about; and whatever is denied.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from german.words.denial import is_denied
from german.words.gates import any_of
from german.words.later import when_needed
from german.words.surroundings import find_clause
from german.words.whose import find_owner, same_line

if TYPE_CHECKING:
    from german.pay.sums import Sum

_LEFT = 140  # characters before a sum in which its owner is named
_REACH = 70  # characters before and after a sum in which its sort is named
_BASE_MONTH = Decimal(1500)  # less than this a month may be paid on top of pay, by nights and the like

# -- gross and net ----------------------------------------------------------------------------------------------------

_GROSS_OR_NET = re.compile(r"(?i)(brutto|gross)|(netto|\bnet\b)")
_ENDS_SORT = re.compile(r"\n|[,;.|=]\s|\s[–(]|[(=]|\b(?:und|oder|bzw|and|or)\b")
_IN_BRACKETS = re.compile(r"\s?\(\s?(?:netto|brutto|gross|net)\b[^()\d]*\)")

# -- differences, and what is paid on top -----------------------------------------------------------------------------

_MORE = (
    *("mehr(?! als)", r"extra\b", "zusätzlich", r"über (?:dem|den|Tarif|Markt|Durchschnitt|unserem)"),
    *("more", r"above\b", "oben ?drauf", "höher", "weniger", r"less\b", "gespart", "sparen", "dazu"),
    *("ergänzt", "aufgestockt", "angehoben", "erhöht"),
)
_MORE_BEHIND = when_needed(
    rf"\s?(?:(?:brutto|gross|netto|pro|im|je|a|per|the|der|die|Monat|Jahr|Stunde|month|year|hour|monatlich|jährlich)\s){{0,3}}"
    rf"{any_of(_MORE)}"
)
_RISES = ("steig", "erhöh", "wächst", "sink", "wachs", "increase", "rise", "raise")
_MORE_BEFORE = when_needed(
    rf"(?i:{any_of(_RISES)})\w*[^.;\n]{{0,60}}\b(?:um|by) (?:bis zu |rund |ca\. |up to )?$"
    r"|\bnicht (?:weniger|mehr) als $|(?:\b[Pp]lus|\w*plus|[Aa]ufschlag|[Ee]rhöhung|[Ss]teigerung|[Dd]ifferenz) "
    r"(?:von |in Höhe von |um |of )?(?:bis zu |rund |ca\. )?$"
)
_ON_CALL = (
    *("ereitschaft", "Nacht(?:dienst|schicht|arbeit|einsatz|zuschl)", "nachts", "Nächte", "Überstunde", "Mehrarbeit"),
    *("Wochenend", "Sonntag", "Feiertag", "Samstag", "on-?call", "overtime", "night shift", "Einsatz vor"),
    *("Spätschicht", "Spätdienst", "Notdienst", "standby", "weekend", "Einspring", "Dienstreise"),
)
_ON_CALL_BEFORE = when_needed(rf"(?i:{'|'.join(_ON_CALL)})\w*(?![^.;]*(?:[Gg]ehalt|lohn\b|[Gg]rundverg))[^.;]*$")
_ON_CALL_BEHIND = re.compile(
    r"[^.;,(]{0,25}\b(?:je|pro|für|per|a|jede[nr]?|im|am|in der)\s(?:\w+\s)?"
    r"(?:\w*[Nn]acht|\w*[Ss]chicht|night|shift|\w*[Ee]insatz|\w*[Dd]ienst|Überstunde|Bereitschaft|Wochenende)"
)

# -- periods that are no period of pay --------------------------------------------------------------------------------

_ODD = (
    r"\b(?:alle|every) (?:zwei|drei|vier|sechs|two|three|four|other|\d+)\s?(?:Wochen|Monate|Tage|weeks?|months?|days)",
    *(r"\b(?:14|zwei|vierzehn)-?\s?(?:tägig|wöchentlich)", "(?:drei|vier|bi-?)wöchentlich", r"\bbi-?weekly"),
    *(r"\bfortnight", r"\b(?:[Hh]alb|[Vv]iertel|[Zz]wei)jähr", r"\b[Qq]uartal", r"\bquarter", "[Hh]albjahr"),
    *(
        r"\b(?:semi|bi)-?(?:monthly|annual)",
        "(?:halb|zwei|drei)monatlich",
        "half-year",
        "twice a",
        "[Zz]weimal (?:im|pro)",
    ),
)
_ODD_PERIOD = when_needed(any_of(_ODD))
_BREAK = re.compile(r"[.;\n]")

# -- what others are paid, what statistics say, what deals are worth --------------------------------------------------

_STATISTICS = (
    *("[Dd]urchschnitts(?:gehalt|lohn|verdienst|einkommen|gehälter)", r"\bBranche\b", "laut (?:Statist|Stud|Gehalts)"),
    *(r"\bim (?:Bundes)?[Dd]urchschnitt\b", r"\bim Schnitt\b", r"\b[Aa]verage\b", r"\b[Mm]edian", "[Ss]tatistisch"),
    *("[Mm]arktgehalt", "Gehaltsreport", "Gehaltsvergleich", "Branchenschnitt", "industry"),
)
_STATISTIC = when_needed(any_of(_STATISTICS))
_THEY_EARN = when_needed(
    r"(?:^|[.:;,!?\n•–-]\s?)\s*(?:\w+ )?(?:[A-ZÄÖÜ][\w/*:-]+(?:innen|en|er|e|s)?(?: \([^)]*\))?)"
    r" (?:verdienen|erhalten|bekommen|earn|get)"
    r"\b(?! (?:[Ss]ie|[Dd]u|wir|Ihr)\b)[^.;]*$"
)
_YOU = re.compile(
    r"\b(?:Sie|[Dd]u|[Yy]ou|[Ii]hr|Ihnen|[Dd]ir|[Dd]ich|[Ww]ir) (?:verdien|erhalt|bekomm|earn|get)|(?:Als|als|As) "
)
_REWARD = re.compile(
    r"\b(?:[Ff]ür|[Pp]ro|[Jj]e) (?:jede[nrs]? )?(?:[a-zäöü]+ )?"
    r"(?:geworben|[Ee]mpfehl|[Vv]ermitt|[Kk]olleg|Idee|Vorschl|Neukund)"
)
_DEALS = (
    *("Auftr[aä]g", "Projekt(?:größe|volum)", r"[Dd]eals?\b", "[Ss]treitwert", "[Vv]ersicher", "Deckung"),
    *("Schäden", "[Ee]insparung", "Transaktion", "Finanzierung", "Vertragswert", "Kaufpreis"),
    *("Forderung", "Immobilien", "Objekte", "Projekte?n? (?:mit|von|über|bis|zwischen|ab|in|im)"),
    *("Etat", "Rechnung", "Mandate", "contract value", "[Oo]rders", "projects", "Umsatz", "Erlös", "Verfahren"),
    *("Vergabe", "Ausschreibung(?:en)? (?:mit|von|über|ab|bis)", "Bestellung", "Beschaffung", "Warenwert", "Bilanz"),
    *("Fördermittel", "Gewinn", "Ersparnis", "Verlust", "Lizenz", "Portfolio"),
)
_BRACKETS = re.compile(r"\([^()]*\)")
_DEAL = when_needed(rf"\b{any_of(_DEALS)}")
_PAY_WORD = re.compile(
    r"[Gg]ehalt(?!s(?:vor|wun))|[Vv]ergüt|[Vv]erdien|[Ee]ntgelt|[Ss]alary|\b[Ll]ohn|lohn\b|[Bb]ezahl|[Ee]inkommen|wage"
    r"|brutto|zahlen wir|wir zahlen"
)


# -- pay in a title ---------------------------------------------------------------------------------------------------

_TITLE_LENGTH = 120
_LEAST_AND_MOST = {"hour": (12, 100), "month": (1_500, 15_000), "year": (20_000, 300_000)}
_LEAST_ALONE = 30_000
_TITLE_BEFORE = when_needed(
    r"(?:[)\]|,–-]\s|[([]\s?|\s[–|-]\s)"
    r"(?:(?:ab|bis(?: zu)?|max\.?|von|mind\.?|mindestens|up to|from|€|EUR|ca\.)\s?){0,2}$"
    r"|\w\s(?:ab|bis(?: zu)?|up to|from)\s(?:€|EUR)?\s?$"
)
_TITLE_AFTER = re.compile(r"\s?[)\]]?\s*(?:$|\n|[|,–(-]\s?|in\s)")
_SENTENCE = re.compile(r"[.!?:]\s|\b(?:[Ww]ir|bieten|Sie|[Dd]u|[Bb]onus|[Pp]rämie|[Bb]udget)\b")
_BUSINESS = re.compile("[Pp]rojekte|[Kk]unden|[Vv]erantwortung|[Mm]itarbeit|[Kk]redit")


def is_in_title(text: str, s: "Sum") -> bool:
    """Whether a sum stands in the first line as titles state pay: "IT-Manager (m/w/d) ab 75.000 €"."""
    line = text.partition("\n")[0]
    start, end = s.amount.start, s.amount.end
    if end > len(line) or len(line) > _TITLE_LENGTH or s.label or s.net or s.after.by_unknown:
        return False
    least, most = _LEAST_AND_MOST.get(s.period or "", (1, 0))
    if s.period == "year" and not (s.floor or s.ceiling):
        least = _LEAST_ALONE
    written = s.amount.currency == "euro" or s.amount.thousands
    if not written or not least <= s.amount.low <= s.amount.high <= most or (s.period == "hour" and not s.stated):
        return False
    if _SENTENCE.search(line, 0, start) or _BUSINESS.search(line, 0, start) or _DEAL.search(line, 0, start):
        return False
    return bool(_TITLE_BEFORE.search(line, 0, start) and _TITLE_AFTER.match(line, end))


def set_aside(text: str, s: "Sum", since: int, until: int) -> bool:
    """Whether the words around a sum say that it is not the job's gross base pay; they reach from `since`
    to `until`.
    """
    start, end = s.amount.start, s.amount.end
    may_be_extra = s.period not in ("month", "year") or s.amount.high < _BASE_MONTH
    before, after = text[max(since, start - _LEFT) : start], text[end : min(until, end + _REACH)]
    return _is_aside(before, after, s.before.length, s.after.length, may_be_extra)


# The same few words surround most sums, whatever their figures, so what they say is remembered.
@lru_cache(maxsize=4096)
def _is_aside(before: str, after: str, length: int, behind: int, may_be_extra: bool) -> bool:
    near = before[-_REACH:]
    if _MORE_BEHIND.match(after) or _MORE_BEFORE.search(near):
        return True
    if _ODD_PERIOD.search(f"{_BREAK.split(near[-40:])[-1]}#{_BREAK.split(after[:50])[0]}"):
        return True
    if may_be_extra:
        sentence = near.rpartition(". ")[2].rpartition("\n")[2]
        if _ON_CALL_BEFORE.search(sentence) or _ON_CALL_BEHIND.match(after):
            return True
    words, start = f"{before}0{after}", len(before)
    stated = start - min(length, 40)
    for first, last in ((start, start + 1), (stated, start + 1 + behind)):
        if is_denied(words, first, last):
            return True
    return _is_of_others(words, stated, start)


def _is_of_others(words: str, stated: int, start: int) -> bool:
    """Whether the sum at a place is what others earn, what a task is about, or the size of a deal."""
    first, last = find_clause(words, start, start + 1)
    before = same_line(words[first:start])
    if _STATISTIC.search(before) or _STATISTIC.search(words, start, min(last, start + 40)):
        return True
    if _REWARD.search(before):
        return True
    if _THEY_EARN.search(before) and not _YOU.search(before):
        return True
    if _DEAL.search(_BRACKETS.sub("", before)) and not _PAY_WORD.search(before):
        return True
    return find_owner(words, stated, start + 1) != "job"


def net_or_gross(text: str, s: "Sum", since: int, until: int) -> str | None:
    """Whether a sum is called gross or net by the words of its own, from `since` to `until`."""
    after = text[s.amount.end : until]
    if bracket := _IN_BRACKETS.match(after):
        own = bracket[0]
    else:
        end = _ENDS_SORT.search(after)
        own = after[: end.start()] if end else after
    found = _GROSS_OR_NET.search(own)
    if not found:
        before = text[max(since, s.amount.start - _REACH) : s.amount.start]
        if since:  # the first words after the sum before are about that one
            end = _ENDS_SORT.search(before)
            before = before[end.start() :] if end else ""
        found = _last(_GROSS_OR_NET, before)
    return None if not found else "gross" if found[1] else "net"


# -- full and part time -----------------------------------------------------------------------------------------------

_SHARES = when_needed(
    r"(?P<full>[Vv]oll-?zeit|\bVZ\b|(?<!\d)100\s?(?:%|Prozent)|[Ff]ull[ -]?time|voller? Stelle|volle Stelle"
    r"|(?:fünf|5) Tage|"
    r"(?:5|[Ff]ünf)-Tage|five days|(?:38|39|40|37|38,5|39,5) (?:Stunden|Std))"
    r"|(?P<part>[Tt]eilzeit|\bTZ\b|(?<!\d)\d{2}\s?(?:%|Prozent|percent)|[Pp]art[ -]?time|[Hh]alb(?:e[nr]? Stelle|tags)"
    r"|(?:vier|drei|4|3) Tage"
    r"|(?:4|3|[Vv]ier|[Dd]rei)-Tage|(?:four|three) days|(?:1\d|2\d|30|32|35)(?:,5)? (?:Stunden|Std))"
)
_SEPARATES = re.compile(r"[;,/|–]|\b(?:und|oder|bzw\.?|and|or|sowie)\b|\((?![^()]*\))")


def drop_part_time(text: str, paid: list["Sum"]) -> list["Sum"]:
    """Of sums for full and for part time those for full time; all of them if only one sort is named."""
    shares = [_share(text, paid, place) for place in range(len(paid))]
    if "part" not in shares or (shares.count("part") == len(paid)):
        return paid
    most = max(s.amount.high for s, share in zip(paid, shares, strict=True) if share != "part")
    return [s for s, share in zip(paid, shares, strict=True) if share != "part" or s.amount.high > most]


def _share(text: str, paid: list["Sum"], place: int) -> str | None:
    """Whether a sum is for full or for part time, by the words up to the sums before and after it."""
    amount = paid[place].amount
    stop = paid[place + 1].amount.start if place + 1 < len(paid) else min(len(text), amount.end + _REACH)
    after = text[amount.end : stop].partition("\n")[0]
    begin = paid[place - 1].amount.end if place else max(0, amount.start - _REACH)
    before = text[begin : amount.start].rpartition("\n")[2]
    own_after = _SEPARATES.split(after)[0] if place + 1 < len(paid) else after
    found = _SHARES.search(own_after)
    if not found:
        parts = _SEPARATES.split(before)
        if place and len(parts) == 1:
            return None
        found = _last(_SHARES, parts[-1])
    return found.lastgroup if found else None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)
