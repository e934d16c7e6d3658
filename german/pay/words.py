"""What a word or a mark beside a sum of money is: pay, something else, a bound, a period.

German puts the meaning at the end of a compound, so "Willkommensprämie" is a kind of Prämie and "Bruttojahresgehalt" a
kind of Gehalt: compounds are known by their ending, and their period by the part they contain.
What a kind of word says about the sum is decided in before.py and after.py.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Period = Literal["hour", "day", "week", "month", "year"]
Kind = Literal[
    "pay",  # the sum is pay
    "pays",  # pay if "wir" stands beside it
    "other",  # the sum is money for something else
    "use",  # something that money is given for: "Altersvorsorge"
    "plus",  # what follows comes on top
    "gross",
    "net",
    "floor",
    "ceiling",
    "about",
    "upwards",  # a floor, after the figure
    "often",  # a period by itself: "monatlich", "p.a."
    "unit",  # a period after "pro", "im" or "/": "Monat"
    "per",
    "times",
    "filler",  # may stand between a figure and the words that govern it
    "link",  # filler before a figure, the end of the phrase after one
    "stop",  # ends the phrase after a figure
    "open",
    "close",
    "comma",
    "dot",
    "end",
    "star",
    "line",
    "number",
    "mark",  # any other
    "word",  # any other
]


class Word(NamedTuple):
    """Kind of a word, the period it names, whether it means a total with bonus, whether it means a floor."""

    kind: Kind
    period: Period | None = None
    total: bool = False
    floor: bool = False


# A new word is one entry here. "*gehalt": any compound that ends so; "*prämi*": any word with this part.
_WORDS: dict[Kind, str] = {
    "pay": """fix fixed fixum dotiert verdienen verdient earn earning earnings pay paid salary salaries wage wages
        compensation remuneration base gage honorar besoldung bezahlt vergütet vergüten
        *gehalt *gehälter *gehältern *gehalts *gehaltes *lohn *löhne *lohns *lohnes *entgelt *entgelts *entgeltes
        *vergütung *verdienst *einkommen *entlohnung *bezahlung *bezüge *dotierung *brutto
        *gehaltsspanne *gehaltsrahmen *gehaltsband *gehaltsangebot *gehaltsrange *gehaltskorridor *gehaltsniveau
        *gehaltsbereich *gehaltsgruppe *gehaltsinformation *gehaltsinformationen *gehaltspaket
        *entgeltgruppe *vergütungsgruppe *vergütungspaket *vergütungsspanne *vergütungsrahmen *besoldungsgruppe
        *lohngruppe *lohnspanne *gesamtpaket *stundensatz *stundensätze *tagessatz *tagesrate *stundenrate""",
    "pays": "zahlen",
    "other": """bonuses vwl vl ad spend spent commission variabel variable variabler variables variablen revenue
        revenues turnover funding investment investments fee fees referral voucher vouchers allowance stipend
        contribution discount credit credits donation donate streitwert umsätze umsätzen gehaltsvorstellung
        gehaltsvorstellungen gehaltswunsch gehaltswünsche gehaltserhöhung gehaltsumwandlung gehaltsextra wert
        erfolgsabhängige erfolgsabhängigen erfolgsabhängiges
        *bonus *boni *praemie *zuschüsse *zuschuß *zulage *zulagen *pauschale *pauschalen *guthaben *leistung
        *leistungen *ticket *tickets *förderung *rabatt *rabatte *rabatten *spende *spenden *investition
        *investitionen *volumen *summe *versicherung *geschenk *geschenke *beihilfe *beihilfen *vorsorge *ausgleich
        *geld *gelder *zahlung *zahlungen *zuschlag *zuschläge *zuschlägen *provision *provisionen *entschädigung
        *karte *card *kosten *kapital *vermögen *ausstattung *stipendium *beteiligung *gutschrift *ersparnis *extras
        *steuer *beitrag *beiträge *fonds *konto *kasse *weiterbildung *aufwand *grenze *warenwert *verkaufswert
        *einkaufswert *gegenwert
        *empfehl* *prämi* *gutschein* *zuschuss* *sachbezug* *willkommens* *wirksam* *inflations* *steuerfrei*
        *budget* *umsatz* *kredit* *darlehen* *bauspar*""",
    "use": """zum neben top bav bkv learning training equipment hardware kind kinder kita mobilität essen mittagessen
        verpflegung fortbildung fortbildungen weiterbildungen gesundheit geburtstag heirat hochzeit geburt kaution
        miete abo preis schaden portfolio fitness wellpass hansefit benefit benefits betreuung kinderbetreuung
        fahrtkosten""",
    "plus": "+ zzgl zuzüglich plus zusätzlich additional additionally extra",
    "gross": "brutto gross",
    "net": "netto net",
    "floor": """ab mindestens mind min minimum from starting über jenseits mehr least
        wenigstens zumindest >""",
    "ceiling": "bis max maximal höchstens maximum up upto < until",
    "about": "ca circa zirka rund etwa ungefähr approx approximately about around durchschnittlich knapp um ~ ≈ ø",
    "upwards": "aufwärts",
    "per": "pro je per im die der / a an each every in",
    "times": "x ×",
    "filler": """zu von zwischen between to of is höhe i v liegt liegen beträgt betragen auf eur euro euros € \x80 :
        = „ “ " ' bereits schon derzeit aktuell the - – — bereich range your ihr dein te t rate als jedoch aber""",
    "link": "bei mit und with and at ist sind",
    "stop": "sowie oder or abhängig depending wobei for",
    "open": "(",
    "close": ")",
    "comma": ", ; |",
    "dot": ".",
    "end": "! ?",
    "star": "*",
    "word": "iserlohn stadtlohn südlohn",  # towns whose names end like a word for pay
}
_OFTEN: dict[Period, str] = {
    "year": "pa jährl annual annually yearly jährlich*",
    "month": "pm mtl mntl monatl monthly monatlich*",
    "week": "weekly wöchentlich*",
    "day": "daily täglich*",
    "hour": "hourly stündlich*",
}
_UNITS: dict[Period, str] = {
    "year": "jahr jahre jahres year yr yrs annum anno",
    "month": "monat monate month mo mth mon",
    "week": "woche week",
    "day": "tag day",
    "hour": "stunde stunden std stdn h hour hours hr",
}
# One letter names a period only after a slash: "60.000 €/a".
LETTERS: dict[str, Period] = {"a": "year", "j": "year", "m": "month"}

# What else a word for pay says: a part of it names the period, its beginning a total or a floor.
_PERIOD_PARTS: tuple[tuple[str, Period], ...] = (
    ("jahr", "year"),
    ("monat", "month"),
    ("stund", "hour"),
    ("tages", "day"),
    ("wochen", "week"),
)
_TOTAL_BEGINNINGS = ("ziel", "gesamt", "jahresziel", "monatsziel")
_TOTALS = "ote all-in allin package"
_FLOOR_BEGINNINGS = ("mindest", "einstieg")
_TRAINING_YEARS = "ausbildungsjahr ausbildungsjahres lehrjahr"  # pay for such a year, stated by the month

# A compound with hyphens is one word: its last part says what it is ("Mitarbeiter-werben-Mitarbeiter-Prämie").
_TOKEN = re.compile(r"[pP]\.?\s?[aA]\b\.?|[pP]\.\s?[mM]\b\.?|[aA]ll in\b|[^\W\d_]+(?:-[^\W\d_]+)*|[0-9]+|\n|[^\w\s]")


def split_words(text: str) -> list[str]:
    """The words, numbers, marks and line ends of a text.

    >>> split_words("ab 3.000 € p. a.")
    ['ab', '3', '.', '000', '€', 'p. a.']
    """
    return _TOKEN.findall(text)


@lru_cache(maxsize=8192)
def read_word(word: str) -> Word:
    """What a word (or a mark) says about the sum beside it.

    >>> read_word("Bruttojahresgehalt")
    Word(kind='pay', period='year', total=False, floor=False)
    >>> read_word("Willkommensprämie").kind, read_word("mindestens").kind, read_word("Kollegen").kind
    ('other', 'floor', 'word')
    """
    word = word.lower()
    if word[0] == "p" and len(word) < 6 and not word.isalpha():
        word = word.replace(".", "").replace(" ", "").replace("\xa0", "")
    if found := _WHOLE.get(word):
        return found
    for beginning, found in _BEGINNINGS:
        if word.startswith(beginning):
            return found
    if word.endswith(_PAY_ENDINGS):
        return _word_for_pay(word)
    if word.endswith(_OTHER_ENDINGS) or any(part in word for part in _OTHER_PARTS):
        return Word("other")
    return Word("number" if word[0].isdigit() else "word" if word[0].isalpha() else "mark")


def _word_for_pay(word: str) -> Word:
    if word.startswith("netto"):
        return Word("net")
    period = next((unit for part, unit in _PERIOD_PARTS if part in word), None)
    return Word("pay", period, word.startswith(_TOTAL_BEGINNINGS), word.startswith(_FLOOR_BEGINNINGS))


def _endings(kind: Kind) -> tuple[str, ...]:
    return tuple(word[1:] for word in _WORDS[kind].split() if word[0] == "*" != word and word[-1] != "*")


def _whole_words() -> dict[str, Word]:
    """Every whole word in the tables; none is listed twice."""
    rows = [(word, Word(kind)) for kind, words in _WORDS.items() for word in words.split()]
    rows = [(word, _word_for_pay(word) if found.kind == "pay" else found) for word, found in rows]
    rows += [(word, Word("often", period)) for period, words in _OFTEN.items() for word in words.split()]
    rows += [(word, Word("unit", period)) for period, words in _UNITS.items() for word in words.split()]
    rows += [(word, Word("pay", total=True)) for word in _TOTALS.split()]
    rows += [(word, Word("pay")) for word in _TRAINING_YEARS.split()]
    whole = {word: found for word, found in rows if word == "*" or "*" not in word}
    return {"\n": Word("line"), **whole}


_WHOLE = _whole_words()
_BEGINNINGS = tuple(
    (word[:-1], Word("often", period)) for period, words in _OFTEN.items() for word in words.split() if word[-1] == "*"
)
_PAY_ENDINGS, _OTHER_ENDINGS = _endings("pay"), _endings("other")
_OTHER_PARTS = tuple(word[1:-1] for word in _WORDS["other"].split() if word[0] == word[-1] == "*")
