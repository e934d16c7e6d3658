"""What a word beside a sum of money says: pay, something else, a bound, a period.

German puts the meaning at the end of a compound, so "Willkommensprämie" is a kind of Prämie and "Bruttojahresgehalt" a
kind of Gehalt: compounds are known by their ending, and their period by the part they contain.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

Period = Literal["hour", "day", "week", "month", "year"]
Kind = Literal[
    "pay",  # the sum is pay
    "other",  # the sum is money for something else
    "use",  # something money is given for: "Altersvorsorge"
    "plus",  # what follows comes on top
    "gross",
    "net",
    "floor",
    "ceiling",
    "about",
    "often",  # a period by itself: "monatlich", "p.a."
    "unit",  # a period after "pro", "im" or "/": "Monat"
    "per",
    "filler",  # may stand between a figure and the words that govern it
    "stop",  # ends the phrase behind a figure
    "word",
]


class Word(NamedTuple):
    """Kind of a word, the period it names, whether it means a total with bonus, whether it means a floor."""

    kind: Kind
    period: Period | None = None
    total: bool = False
    floor: bool = False


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_KINDS: dict[Kind, str] = {
    "pay": """fix fixed fixum dotiert verdienen verdienst verdient earn earning earnings pay paid salary salaries wage
        wages compensation remuneration base gage honorar besoldung bezahlt vergütet vergüten ote all-in allin
        package ausbildungsjahr lehrjahr ausbildungsjahres""",
    "other": """bonus bonuses boni vwl vl ad spend spent spenden card commission provision variabel variable variabler
        revenue revenues turnover funding investment investments fee fees referral voucher vouchers allowance stipend
        contribution discount credit credits donation donate streitwert umsätze umsätzen gehaltsvorstellung
        gehaltsvorstellungen gehaltswunsch gehaltswünsche gehaltserhöhung gehaltsumwandlung gehaltsextra wert
        variablen variables erfolgsabhängige erfolgsabhängigen erfolgsabhängiges""",
    "use": """zum neben top
        bav bkv learning training equipment hardware kind kinder kita mobilität essen mittagessen verpflegung
        fortbildung fortbildungen weiterbildungen gesundheit geburtstag heirat hochzeit geburt kaution miete abo preis
        schaden portfolio fitness wellpass hansefit benefit benefits betreuung kinderbetreuung fahrtkosten""",
    "plus": "+ zzgl zuzüglich plus zusätzlich additional additionally extra",
    "gross": "brutto gross",
    "net": "netto net",
    "floor": "ab mindestens mind min minimum from starting über jenseits mehr least >",
    "ceiling": "bis max maximal höchstens maximum up upto < until",
    "about": "ca circa zirka rund etwa ungefähr approx approximately about around durchschnittlich knapp um ~ ≈ ø",
    "per": "pro je per im die der / a an each every in",
    "filler": """zu von zwischen between at to of is höhe i v bei liegt liegen beträgt betragen sind ist mit auf und
        eur euro euros € \x80 : ( ) * . _ = „ “ " ' bereits schon derzeit aktuell the - – — bereich range your ihr
        dein with and te t rate als""",
    "stop": "sowie oder or abhängig depending wobei for",
}
_KIND_OF: dict[str, Kind] = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_UNITS: dict[Period, str] = {
    "year": "jahr jahre jahres year yr yrs annum annual anno pa jährl annually yearly",
    "month": "monat monate month pm mo mth mtl mntl monatl monthly mon",
    "week": "woche week weekly",
    "day": "tag day daily",
    "hour": "stunde stunden std stdn h hour hours hr hourly",
}
_UNIT_OF: dict[str, Period] = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_OFTEN = _list("pa jährl annual annually yearly pm mtl mntl monatl monthly weekly daily hourly")
_ADJECTIVES: tuple[tuple[str, Period], ...] = (
    ("jährlich", "year"),
    ("monatlich", "month"),
    ("wöchentlich", "week"),
    ("täglich", "day"),
    ("stündlich", "hour"),
)
_PARTS: tuple[tuple[str, Period], ...] = (
    ("jahr", "year"),
    ("monat", "month"),
    ("stund", "hour"),
    ("tages", "day"),
    ("wochen", "week"),
)
_PAY_ENDINGS = _list(
    """gehalt gehälter gehältern gehalts gehaltes lohn löhne lohns lohnes entgelt entgelts entgeltes vergütung verdienst
    einkommen entlohnung bezahlung bezüge dotierung brutto gehaltsspanne gehaltsrahmen gehaltsband gehaltsangebot
    gehaltsrange gehaltskorridor gehaltsniveau gehaltsbereich gehaltsgruppe entgeltgruppe
    vergütungsgruppe besoldungsgruppe lohngruppe gehaltsgruppe gehaltsinformation gehaltsinformationen
    gehaltspaket vergütungspaket vergütungsspanne vergütungsrahmen lohnspanne gesamtpaket stundensatz stundensätze
    tagessatz tagesrate stundenrate"""
)
# Towns that end like a word for pay.
_TOWNS = ("iserlohn", "stadtlohn", "südlohn")
_OTHER_ENDINGS = _list(
    """bonus boni prämie prämien praemie zuschuss zuschüsse zuschuß zulage zulagen pauschale pauschalen gutschein
    gutscheine gutscheinen guthaben budget budgets umsatz sachbezug sachbezüge sachbezugs leistung leistungen ticket
    tickets förderung zuzahlung rabatt rabatte rabatten spende spenden investition investitionen volumen summe
    versicherung geschenk geschenke beihilfe beihilfen vorsorge ausgleich geld gelder zahlung zahlungen zuschlag
    zuschläge zuschlägen provision provisionen entschädigung karte card kosten kapital vermögen ausstattung wirksame
    wirksamen stipendium bezuschussung beteiligung gutschrift ersparnis extras steuer beitrag beiträge fonds konto kasse
    weiterbildung aufwand grenze warenwert verkaufswert einkaufswert gegenwert"""
)
_OTHER_PARTS = (
    "empfehl",
    "prämi",
    "gutschein",
    "zuschuss",
    "sachbezug",
    "willkommens",
    "wirksam",
    "inflations",
    "steuerfrei",
    "budget",
    "umsatz",
    "kredit",
    "darlehen",
    "bauspar",
)
_TOTAL_STARTS = ("ziel", "gesamt", "jahresziel", "monatsziel")
_TOTAL_WORDS = ("ote", "all-in", "all in", "allin", "package")
_FLOOR_STARTS = ("mindest", "einstiegs", "einstieg")


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
    kind = _KIND_OF.get(word)
    if kind is None:
        if word in _UNIT_OF:
            return Word("often" if word in _OFTEN else "unit", _UNIT_OF[word])
        for adjective, unit in _ADJECTIVES:
            if word.startswith(adjective):
                return Word("often", unit)
        if word.endswith(_PAY_ENDINGS) and word not in _TOWNS:
            kind = "pay"
        elif word.endswith(_OTHER_ENDINGS) or any(part in word for part in _OTHER_PARTS):
            kind = "other"
        else:
            return Word("word")
    if kind != "pay":
        return Word(kind)
    if word.startswith("netto"):
        return Word("net")
    if word.endswith(("lehrjahr", "ausbildungsjahr", "ausbildungsjahres")):
        return Word("pay")
    period = next((unit for part, unit in _PARTS if part in word), None)
    return Word("pay", period, word.startswith(_TOTAL_STARTS) or word in _TOTAL_WORDS, word.startswith(_FLOOR_STARTS))
