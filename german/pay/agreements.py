"""Names of collective agreements and of the civil servants' pay orders, as German ads write them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from german.words.surroundings import find_clause

_TVOED = r"TV[öÖ][Dd]"
_TARIFF = r"Tarifvertr[aä]g\w{0,2}"
_PUBLIC = rf"{_TARIFF}\s(?:(?:für\sden|im|des)\s)?[öÖ]ffentliche[nrs]\sDienst\w{{0,2}}"
_STAFFING = r"(?:iGZ|IGZ|GVP|BAP)"
_METAL = r"(?:[Mm]etall|[Ee]lektro)"

# Every spelling of a scale, the longer before the shorter; None: the name is taken as written. A part or a church
# belongs to a scale only where it is written as part of its name: "AVR Caritas", but "AVR der Caritas" is AVR.
_SCALES: tuple[tuple[str | None, str], ...] = (
    ("TVöD-VKA", rf"{_TVOED}(?:[-–][A-Z])?(?:[\s/(,–-]{{1,3}}|\sfür\sden\sBereich\sder\s)(?:VKA|[Kk]ommun\w+)\b"),
    ("TVöD-Bund", rf"{_TVOED}[\s/(,–-]{{1,3}}(?:des\s)?Bund(?:es)?\b|TV\s?EntgO[\s-]?Bund\b|{_PUBLIC}\sdes\sBundes\b"),
    ("TVöD-SuE", rf"{_TVOED}[\s/(–-]{{1,3}}(?:SuE|S\+E|Sozial)\b"),
    ("TVöD-S", rf"{_TVOED}[-–](?:S|Sparkassen)\b(?!\s?\d)"),
    ("TVöD-P", rf"{_TVOED}[-–](?:P|Pflege)\b(?!\s?\d)"),
    ("TVöD-V", rf"{_TVOED}[-–](?:V|Verwaltung)\b(?!\s?\d)"),
    ("TVöD-B", rf"{_TVOED}[-–]B\b(?!\s?\d)"),
    ("TVöD-K", rf"{_TVOED}[-–]K\b(?!\s?\d)"),
    ("TVöD", rf"{_TVOED}\b|TVoeD\b"),
    ("TVAöD", r"TVA[öÖ]D\b"),
    ("TV-L", rf"TV[\s–-]?L\b|(?:{_PUBLIC}|{_TARIFF})\sder\sLänder|TV-Länder\b"),
    ("TV-H", rf"TV[\s–-]?H\b|(?:{_PUBLIC}|{_TARIFF})\sdes\sLandes\sHessen"),
    ("TV-V", rf"TV[\s–-]?V\b|{_TARIFF}\sVersorgungsbetriebe"),
    ("TV-N", r"TV[\s–-]N(?:[\s-]N[WR]W?)?\b|Spartentarifvertrag\sNahverkehr"),
    ("TV-BA", rf"TV[\s–-]?BA\b|{_TARIFF}\sder\sBundesagentur\sfür\sArbeit"),
    ("TV-AVH", r"TV[\s–-]?AVH\b"),
    ("TV-ITZBund", r"TV[\s–-]?ITZ[\s-]?Bund\b"),
    ("TV-WW/NW", rf"(?:TV[\s–-]?|{_TARIFF}\s)WW/NW"),
    (None, r"TV-(?:Ärzte(?:/VKA|/TdL|-VKA)?|AWO(?:\sNRW)?|DRV|TgDRV|Fleisch|GU|TU|UK|UKN|BVG|DN|Charité|Autobahn)\b"),
    ("AVR Caritas", r"AVR[\s.-]{1,3}(?:Caritas|C)\b"),
    ("AVR Diakonie", r"AVR[\s.-]{1,3}(?:Diakonie|DD|DWBO|EKM|J|KW|Württemberg|Bayern)\b"),
    ("AVR", r"AVR\b|Arbeitsvertragsrichtlinien\b"),
    ("BAT-KF", r"BAT[\s/-]KF\b"),
    ("BAT AOK", r"BAT[\s/-]AOK\b"),
    ("BAT", r"BAT\b"),
    ("ERA", rf"ERA\b(?:-?\s?Tarif\w*\s(?:der|für\sdie)\s(?:IG\sMetall|{_METAL}-?\s?(?:/|und)\s?{_METAL}))?"),
    ("IG Metall", rf"IG[\s-]?[Mm]etall|IGM\b|Metalltarif|{_METAL}-?\s?(?:/|und|&|-|\+|\s)\s?-?{_METAL}|M\+E\b"),
    ("IG BCE", r"IG[\s-]?BCE\b"),
    (None, rf"(?:BZ\s\w+\s?/\s?)?{_STAFFING}(?:[\s/-]{{1,3}}(?:{_STAFFING}|DGB))*\b|DGB[\s/-]{_STAFFING}\b"),
    ("Chemie", rf"[Cc]hemie-?[Tt]arif|IG[\s-]Chemie\b|{_TARIFF}\s(?:der\s|für\sdie\s)?[Cc]hemi\w+|Chemie(?=,?\sE)"),
    ("Tarifvertrag private Versicherungswirtschaft", r"private[ns]?\sVersicherungs(?:wirtschaft|gewerbe)"),
    ("Tarifvertrag privates Bankgewerbe", r"private[ns]?\sBankgewerbe|Bank(?:en)?tarif"),
    ("DRK", r"DRK-(?:Reform)?[Tt]arif|DRK-RTV\b|Reformtarifvertrag"),
    ("Bau", rf"Bautarif|{_TARIFF}\s(?:für\sdas\s|des\s)?Baugewerbe"),
    ("Haustarif", r"(?:Haus|Firmen)tarif"),
    # Named last: the agreement of the public service where nothing nearer says whose.
    ("TVöD", _PUBLIC),
)  # fmt: skip
# The first letters are looked at first: trying the whole table at every letter would take five times as long.
_FIRST = r"(?=T[Va]|AV|Ar|B[AZa]|E[Rl]|IG|M[e+]|GV|DG|DRK|Ref|Ch|Fi|Ha|Sp|iGZ|metall|elektro|chemie|private)"
_NAMES = "|".join(f"({pattern})" for _, pattern in _SCALES)
_SCALE = re.compile(rf"{_FIRST}(?:\b|(?<=\d)|(?<=\d[abc]))(?:{_NAMES})")
_JOINED = re.compile(r"\s?[\s/-]\s?(?=DGB|GVP|BAP|iGZ)")

# How the Land stands in the name of its pay law: "LBesO NRW", "NBesG", "SächsBesG".
_LAENDER = {
    "BBes": "Bund", "Bundes": "Bund", "NRW": "NRW", "NW": "NRW", "Nordrhein": "NRW", "BW": "BW", "Baden": "BW",
    "Bay": "BY", "NBes": "NI", "Nds": "NI", "Niedersachsen": "NI", "HBes": "HE", "Hessen": "HE", "Sächs": "SN",
    "Thür": "TH", "SHBes": "SH", "SH": "SH", "Hmb": "HH", "Hamburg": "HH", "Brem": "HB", "Bbg": "BB", "Berlin": "BE",
    "Brandenburg": "BB", "Rheinland": "RP", "RLP": "RP", "LSA": "ST",
}  # fmt: skip
_LAND = "|".join(sorted(_LAENDER, key=len, reverse=True))
_ORDER = re.compile(
    rf"\b(?:L|B|N|H|S|SH|Bay|Sächs|Thür|Hmb\w?|Brem|Bbg)?Bes[GO]\b(?:\s?[A-Z]\b)?(?:[\s(-]{{1,2}}(?:{_LAND})\b)?"
    rf"|\b(?:Bundes|Landes)?[Bb]esoldungs(?:gesetz|ordnung)\w{{0,2}}(?:\s(?:des\sLandes\s|für\sdas\sLand\s)?\(?(?:{_LAND})\w*)?"
)

_PAY = re.compile(
    r"[Vv]ergüt|VERGÜTUNG|[Bb]ezahl|[Ee]ntlohn|[Ee]ntgelt(?!opt|umw)|[Gg]ehalt(?!svor)|[Gg]ehält|\bLohn|gruppier|esoldung"
    r"|[Ss]alary|[Rr]emunerat|[Cc]ompensat|\bpa(?:y|yment|id)\b|\bwage|\bfee\b|Arbeitsverhältnis|Beschäftigung|Stellenwert"
    r"|bewertet|Konditionen"
)
_PAID_BY = re.compile(
    r"(?:[Vv]ergütung|[Bb]ezahlung|[Ee]ntlohnung|[Ee]ntgelt|[Gg]ehalt|[Ss]alary|[Rr]emuneration|[Cc]ompensation)\s[^.;]{0,40}?"
    r"\b(?:nach|gemäß|gem\.|laut|lt\.|entsprechend|auf\sBasis|im\sRahmen|in\sAnlehnung|according|accordance|based)\b"
)
_TARIFF_WORD = re.compile(r"[Tt]ar[iy]f|agreement")
_BONUS = re.compile(r"[Uu]rlaub|[Ww]eihnacht|[Ss]onder|[Zz]uschl|[Zz]ulage|[Pp]rämie|[Aa]ltersv|[Mm]ehr\sals")
_TASK = re.compile(
    r"[Kk]enntnis|[Ee]rfahrung(?:en)?\s(?:mit|im|in)\b|[Uu]msetz|[Aa]nwend|[Uu]mgang|[Tt]arifrecht|[Kk]nowledge|brechnung"
    r"|experience\s(?:with|in|of)|[Aa]uslegung|[Ss]achbearbeit|[Bb]earbeit|[Dd]urchführ|[Bb]erat"
)


MOST = 40  # mentions read of one kind and place; no ad has so many


class Named(NamedTuple):
    """A scale named in a text, and where."""

    scale: str
    start: int
    end: int
    words: str


def find_agreements(text: str) -> Iterator[Named]:
    """Yield the collective agreements named in a text, whatever is said of them.

    >>> [named.scale for named in find_agreements("Tarifvertrag für den öffentlichen Dienst (TVöD, VKA) oder iGZ-DGB")]
    ['TVöD-VKA', 'iGZ/DGB']
    """
    matches = list(islice(_SCALE.finditer(text), MOST))
    for place, match in enumerate(matches, start=1):
        scale = _SCALES[(match.lastindex or 1) - 1][0]
        nearer = place < len(matches) and matches[place].start() - match.end() <= 30
        if match.lastindex == len(_SCALES) and nearer:
            continue  # "Tarifvertrag für den öffentlichen Dienst (TV-L)": the name in brackets says whose
        scale = scale or _JOINED.sub("/", match[0].replace("IGZ", "iGZ"))
        yield Named(scale, match.start(), match.end(), match[0])


def find_pay_orders(text: str) -> Iterator[Named]:
    """Yield the civil servants' pay orders and laws named in a text; `scale` is the Land, empty where none is named.

    >>> [order.scale for order in find_pay_orders("nach LBesO NRW, NBesG oder der Bundesbesoldungsordnung")]
    ['NRW', 'NI', 'Bund']
    """
    for match in islice(_ORDER.finditer(text), MOST):
        land = re.search(_LAND, match[0])
        yield Named(_LAENDER[land[0]] if land else "", match.start(), match.end(), match[0])


def is_about_pay(text: str, start: int, end: int) -> bool:
    """Whether the clause around a place in a text speaks of pay."""
    return _PAY.search(text, *find_clause(text, start, end)) is not None


def is_paid_by(text: str, named: Named) -> bool:
    """Whether a scale is said of the job's pay: not of leave and bonuses alone, nor as a task or as knowledge.

    >>> [is_paid_by(text, next(find_agreements(text))) for text in ("Vergütung nach TV-L", "Kenntnisse im TV-L")]
    [True, False]
    """
    first, last = find_clause(text, named.start, named.end)
    if _TASK.search(text, first, named.start) and not _PAID_BY.search(text, max(first, named.start - 90), named.start):
        return False
    if _PAY.search(text, first, last):
        return True
    return _TARIFF_WORD.search(text, first, last) is not None and not _BONUS.search(text, first, named.start)
