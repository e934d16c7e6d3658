"""Names of collective agreements and of the civil servants' pay orders, as German ads write them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from german.words.denial import is_denied
from german.words.gates import any_of, gate
from german.words.later import when_needed
from german.words.surroundings import find_clause
from german.words.whose import find_owner

# Spellings that are mended first, so that every other pattern knows one alone; "TVOD" is video on demand.
_ODD_TVOED = re.compile(r"\b(?:[Tt][Vv][\s.-]?(?:ö|Ö|oe|OE|Oe)[dD]|TVoD)(?![^\W\d_])")
_ODD_TVL = re.compile(r"\b(?:(?!TV)[tT][vV][\s.–-]?[lL]|TV\.L|TV[\s–-]?l)\b(?!-?[a-z])")
_TVOED = "TVöD"
_TARIFF = r"Tarifvertr[aä]g\w{0,2}"
_PUBLIC = rf"{_TARIFF}\s(?:(?:für\sden|im|des)\s)?[öÖ]ffentliche[nrs]\sDienst\w{{0,2}}"
_STAFFING = r"(?:iGZ|IGZ|GVP|BAP)"
_PARTNERS = rf"(?:[\s/-]{{1,3}}(?:{_STAFFING}|DGB))*\b"
_METAL = r"(?:[Mm]etall|[Ee]lektro)"

# Every spelling of a scale, longer ones before shorter ones; None: the name is taken as written. A part or a church
# belongs to a scale only if it is written as part of its name: "AVR Caritas", but "AVR der Caritas" is AVR.
SCALES: tuple[tuple[str | None, str], ...] = (
    ("TVöD-VKA", rf"{_TVOED}(?:[-–][A-Z])?(?:[\s/(,–-]{{1,3}}|\sfür\sden\sBereich\sder\s)"
     rf"(?:(?:im\s)?Bereich\s(?:der\s)?)?(?:VKA|[Kk]ommun\w+)\b|{_PUBLIC},?\s(?:\(TVöD\)\s?)?\(?(?:im\s)?Bereich\s(?:der\s)?(?:VKA|[Kk]ommun\w+)\b"),
    ("TVöD-Bund", rf"{_TVOED}[\s/(,–-]{{1,3}}(?:(?:im\s)?Bereich\s)?(?:des\s)?Bund(?:es)?\b"
     rf"|{_PUBLIC},?\s\(?(?:im\s)?Bereich\s(?:des\s)?Bund(?:es)?\b|TV\s?EntgO[\s-]?Bund\b|{_PUBLIC}\sdes\sBundes\b"),
    ("TVöD-SuE", rf"{_TVOED}[\s/(–-]{{1,3}}(?:SuE|S\+E|Sozial)\b"),
    ("TVöD-S", rf"{_TVOED}[-–](?:S|Sparkassen)\b(?!\s?\d)"),
    ("TVöD-P", rf"{_TVOED}[-–](?:P|Pflege)\b(?!\s?\d)"),
    ("TVöD-V", rf"{_TVOED}[-–](?:V|Verwaltung)\b(?!\s?\d)"),
    ("TVöD-B", rf"{_TVOED}[-–]B\b(?!\s?\d)"),
    ("TVöD-K", rf"{_TVOED}[-–]K\b(?!\s?\d)"),
    ("TVöD", rf"{_TVOED}\b"),
    ("TVAöD", r"TVA[öÖ]D\b"),
    ("TV-L", rf"TV[\s–-]?L\b|(?:{_PUBLIC}|{_TARIFF})\sder\sLänder|TV-Länder\b"),
    ("TV-H", rf"TV[\s–-]?H\b|(?:{_PUBLIC}|{_TARIFF})\sdes\sLandes\sHessen"),
    ("TV-V", rf"TV[\s–-]?V\b|{_TARIFF}\sVersorgungsbetriebe"),
    ("TV-N", r"TV[\s–-]N(?:[\s-]N[WR]W?)?\b|Spartentarifvertrag\sNahverkehr"),
    ("TV-BA", rf"TV[\s–-]?BA\b|{_TARIFF}\sder\sBundesagentur\sfür\sArbeit"),
    ("TV-AVH", r"TV[\s–-]?AVH\b"),
    ("TV-ITZBund", r"TV[\s–-]?ITZ[\s-]?Bund\b"),
    ("TV-WW/NW", rf"(?:TV[\s–-]?|{_TARIFF}\s)WW/NW"),
    ("TV Dataport", r"TV[\s–-]?Dataport\b"),
    (None, r"TV[\s-](?:BGE|DRV(?:-Bund)?|Fraport|Stadtwerke|Autobahn|Hochschule|Nahverkehr)\b"),
    (None, r"TV-(?:Ärzte(?:/VKA|/TdL|-VKA)?|AWO(?:\sNRW)?|DRV|TgDRV|Fleisch|GU|TU|UK|UKN|BVG|DN|Charité|Autobahn)\b"),
    ("AVR Caritas", r"AVR[\s.-]{1,3}(?:Caritas|C)\b"),
    ("AVR Diakonie", r"AVR[\s.-]{1,3}(?:Diakonie|DD|DWBO|EKM|J|KW|Württemberg|Bayern)\b"),
    ("AVR", r"AVR\b"),
    ("BAT-KF", r"BAT[\s/-]KF\b"),
    ("BAT AOK", r"BAT[\s/-]AOK\b"),
    ("BAT", r"BAT\b"),
    ("IG Metall", r"IG[\s-]?[Mm]etall|IGM\b|Metalltarif"),
    ("IG BCE", r"IG[\s-]?BCE\b"),
    (None, rf"(?:BZ\s\w+\s?/\s?)?(?:IGZ|BAP){_PARTNERS}|DGB[\s/-]{_STAFFING}\b"),
    ("Chemie", rf"[Cc]hemie-?[Tt]arif|IG[\s-]Chemie\b|{_TARIFF}\s(?:der\s|für\sdie\s)?[Cc]hemi\w+"),
    ("Tarifvertrag privates Bankgewerbe", r"Bank(?:en)?tarif"),
    ("DRK", r"DRK-(?:Reform)?[Tt]arif|DRK-RTV\b|Reformtarifvertrag"),
    ("Bau", rf"Bautarif|{_TARIFF}\s(?:für\sdas\s|des\s)?Baugewerbe"),
    ("Haustarif", r"(?:Haus|Firmen)tarif"),
)  # fmt: skip
# Names that may also mean a trade or its firms: they are read in fields, and in ads beside words about pay.
SCALES_BESIDE_PAY: tuple[tuple[str | None, str], ...] = (
    ("AVR", r"Arbeitsvertragsrichtlinien\b"),
    ("ERA", rf"ERA\b(?:-?\s?Tarif\w*\s(?:der|für\sdie)\s(?:IG\sMetall|{_METAL}-?\s?(?:/|und)\s?{_METAL}))?"),
    ("IG Metall", rf"{_METAL}-?\s?(?:/|und|&|-|\+|\s)\s?-?{_METAL}|M\+E\b"),
    (None, rf"(?:BZ\s\w+\s?/\s?)?(?:iGZ|GVP){_PARTNERS}"),
    ("Chemie", r"Chemie(?=,?\sE)"),
    ("Tarifvertrag private Versicherungswirtschaft", r"private[ns]?\sVersicherungs(?:wirtschaft|gewerbe)"),
    ("Tarifvertrag privates Bankgewerbe", r"private[ns]?\sBankgewerbe"),
)  # fmt: skip
# Tried last: the agreement of the public service, if nothing nearer says whose.
PUBLIC_SERVICE = ("TVöD", _PUBLIC)
_NAMED = (*SCALES, *SCALES_BESIDE_PAY, PUBLIC_SERVICE)
_SCALE = when_needed(
    lambda: (
        gate(wording for _, wording in _NAMED)
        + rf"(?:\b|(?<=\d)|(?<=\d[abc]))(?:{'|'.join(f'({wording})' for _, wording in _NAMED)})"
    )
)
_JOINED = re.compile(r"\s?[\s/-]\s?(?=DGB|GVP|BAP|iGZ)")

# How the Land is written in the name of its pay law: before it ("NBesG", "SächsBesG") or after it ("LBesO NRW").
_LAENDER: tuple[tuple[str, str, str], ...] = (
    ("", "L S", ""),
    ("Bund", "B", "Bundes"),
    ("NRW", "", "NRW NW Nordrhein"),
    ("BW", "", "BW Baden"),
    ("BY", "Bay", "Bay"),
    ("NI", "N", "Nds Niedersachsen"),
    ("HE", "H", "Hessen"),
    ("SN", "Sächs", "Sächs"),
    ("TH", "Thür", "Thür"),
    ("SH", "SH", "SH"),
    ("HH", r"Hmb\w?", "Hmb Hamburg"),
    ("HB", "Brem", "Brem"),
    ("BB", "Bbg", "Bbg Brandenburg"),
    ("BE", "", "Berlin"),
    ("RP", "", "Rheinland RLP"),
    ("ST", "", "LSA"),
)
_LAND_BEFORE = "|".join(name for _, before, _ in _LAENDER for name in before.split())
_LAND_BEHIND = "|".join(name for _, _, behind in _LAENDER for name in behind.split())
_LAND_OF = {
    name: land
    for land, before, behind in _LAENDER
    for name in (*behind.split(), *(f"{letter}Bes" for letter in before.split() if land and len(letter) == 1))
}
_LAND = re.compile("|".join(sorted(_LAND_OF, key=len, reverse=True)))


def _law(ending: str) -> str:
    return rf"(?:{_LAND_BEFORE})?{ending}\b(?:\s?[A-Z]\b)?(?:[\s(-]{{1,2}}(?:{_LAND_BEHIND})\b)?"


PAY_ORDERS = (
    _law("BesG"),
    rf"(?:Bundes|Landes)?[Bb]esoldungs(?:gesetz|ordnung)\w{{0,2}}"
    rf"(?:\s(?:des\sLandes\s|für\sdas\sLand\s)?\(?(?:{_LAND_BEHIND})\w*)?",
)
PAY_ORDERS_BESIDE_PAY = (_law("BesO"),)
_ORDER = when_needed(rf"\b{any_of((*PAY_ORDERS, *PAY_ORDERS_BESIDE_PAY))}")

# A clause with one of these is about pay.
_PAY_WORDS = (
    *("[Vv]ergüt", "VERGÜTUNG", "[Bb]ezahl", "[Ee]ntlohn", "[Ee]ntgelt(?!opt|umw)", "[Gg]ehalt(?!svor)", "[Gg]ehält"),
    *(
        r"\bLohn",
        "gruppier",
        "esoldung",
        "Arbeitsverhältnis",
        "Beschäftigung",
        "Stellenwert",
        "bewertet",
        "Konditionen",
    ),
    *("[Ss]alary", "[Rr]emunerat", "[Cc]ompensat", r"\bpa(?:y|yment|id)\b", r"\bwage", r"\bfee\b"),
)
_PAY = when_needed(any_of(_PAY_WORDS))
# "Vergütung nach …": what follows is what the job is paid by.
_PAID = (
    *("[Vv]ergütung", "[Bb]ezahlung", "[Ee]ntlohnung", "[Ee]ntgelt", "[Gg]ehalt"),
    *("[Ss]alary", "[Rr]emuneration", "[Cc]ompensation"),
)
_BY = (
    *(r"nach\b", r"gemäß\b", r"gem\.", r"laut\b", r"lt\.", r"entsprechend\b", r"auf\sBasis\b", r"im\sRahmen\b"),
    *(r"in\sAnlehnung\b", r"according\b", r"accordance\b", r"based\b"),
)
_PAID_BY = when_needed(rf"{any_of(_PAID)}\s[^.;]{{0,40}}?\b(?:{'|'.join(_BY)})")
_TARIFF_WORD = re.compile("[Tt]ar[iy]f|agreement")
# After these, a scale governs leave, bonuses and the like.
_BONUSES = (
    *("[Uu]rlaub", "[Ww]eihnacht", "[Ss]onder", "[Zz]uschl", "[Zz]ulage", "[Pp]rämie", "[Aa]ltersv", r"[Mm]ehr\sals"),
)
_BONUS = re.compile(any_of(_BONUSES))
MOST = 40  # mentions of one kind that are read around one place; no ad has so many


class Named(NamedTuple):
    """A scale named in a text, and where."""

    scale: str
    start: int
    end: int
    words: str


def mend_spellings(text: str) -> str:
    """The text with "TvöD", "TV-ÖD", "tv-l" and the like as everybody else writes them.

    >>> mend_spellings("EG 12 TvöD oder tv-l")
    'EG 12 TVöD oder TV-L'
    """
    if "TV" in text.upper():
        text = _ODD_TVL.sub("TV-L", _ODD_TVOED.sub("TVöD", text))
    return text


def find_agreements(text: str) -> Iterator[Named]:
    """Yield the collective agreements named in a text, whatever is said about them.

    >>> [named.scale for named in find_agreements("Tarifvertrag für den öffentlichen Dienst (TVöD, VKA) oder iGZ-DGB")]
    ['TVöD-VKA', 'iGZ/DGB']
    """
    matches = list(islice(_SCALE.finditer(text), MOST))
    for place, match in enumerate(matches, start=1):
        scale = _NAMED[(match.lastindex or 1) - 1][0]
        nearer = place < len(matches) and matches[place].start() - match.end() <= 30
        if match.lastindex == len(_NAMED) and nearer:
            continue  # "Tarifvertrag für den öffentlichen Dienst (TV-L)": the name in brackets says whose it is
        scale = scale or _JOINED.sub("/", match[0].replace("IGZ", "iGZ"))
        yield Named(scale, match.start(), match.end(), match[0])


def find_pay_orders(text: str) -> Iterator[Named]:
    """Yield the civil servants' pay orders and laws named in a text; `scale` is the Land, empty if none is named.

    >>> [order.scale for order in find_pay_orders("nach LBesO NRW, NBesG oder der Bundesbesoldungsordnung")]
    ['NRW', 'NI', 'Bund']
    """
    for match in islice(_ORDER.finditer(text), MOST):
        land = _LAND.search(match[0])
        yield Named(_LAND_OF[land[0]] if land else "", match.start(), match.end(), match[0])


def is_about_pay(text: str, start: int, end: int) -> bool:
    """Whether the clause around a place in a text is about pay."""
    return _PAY.search(text, *find_clause(text, start, end)) is not None


def is_paid_by(text: str, named: Named) -> bool:
    """Whether a scale governs the job's pay: not only leave and bonuses, and not as a task or as knowledge.

    >>> [is_paid_by(text, next(find_agreements(text))) for text in ("Vergütung nach TV-L", "Kenntnisse im TV-L")]
    [True, False]
    """
    first, last = find_clause(text, named.start, named.end)
    if is_denied(text, named.start, named.end):
        return False
    paid_by = _PAID_BY.search(text, max(first, named.start - 90), named.start)
    if not paid_by and find_owner(text, named.start, named.end) in ("task", "applicant"):
        return False
    if _PAY.search(text, first, last):
        return True
    return _TARIFF_WORD.search(text, first, last) is not None and not _BONUS.search(text, first, named.start)
