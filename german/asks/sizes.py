"""How many people the employer employs, and how many places are open."""

import re
from typing import NamedTuple

from german.asks.counts import NUMBER, Range, read_range
from german.asks.statements import split_ad
from german.words.gates import any_of, gate, gated
from german.words.later import when_needed

_STAFF = (
    r"mitarbeit(?:er|ende|enden|erinnen|ern)?(?![a-zäöü]*(?:rabatt|event|gespräch))\w*",
    *(r"beschäftigte\w*", r"beamt\w+", r"angestellte\w*", r"kolleg[\w*\\:]*", "employees", "colleagues"),
    *(r"team ?mitglieder\w*", r"mitarbeiter\*?:?\w*", r"people\b", "menschen", "personen", r"köpf\w+", r"staff\b"),
    *("team members", "experts?", r"expert\w+", "talente?n?", "professionals", "team ?player", "persönlichkeiten"),
    *("digital natives", r"kreative\w*", r"spezialist\w+", "minds", r"mann\b", "profis"),
)
_ADJECTIVES = (
    r"(?:[a-zäöü-]+(?:e|en|er|ed|ten|ious|ing|nal|ive|te) |und |hoch |and |kluge |weltweit |global |"
    r"starken? |der |curious |internationale\w* ){0,4}"
)
_SIZE = re.compile(rf"{gate((NUMBER,))}(?P<number>{NUMBER}\+?) ?(?:-köpfig\w*|{_ADJECTIVES}\(?{any_of(_STAFF)})")
_LONGEST_ABOUT = 24
_ABOUT = re.compile(
    r"(?:über|mehr als|rund|ca\.|circa|etwa|knapp|fast|insgesamt|derzeit|more than|over|approximately|around|about|"
    r"mittlerweile|bis zu|weit über|gut|>)? ?(?:circa |ca\. |rund )?$"
)
_LESS = re.compile(
    r"(?:knapp|fast|rund|ca\.|circa|etwa|approximately|around|about|insgesamt|derzeit|mittlerweile|gut) ?"
)
_OF_FIRM = when_needed(
    r"\b(?:wir\b|unser\w*|uns\b|unternehmen\w*|konzern|gruppe|group|firma|betrieb|weltweit|global|"
    r"worldwide|arbeitgeber\w*|standort\w*|team aus|we\b|our|mandant|kunde|gmbh|ag\b|se\b|kg\b|"
    r"hochschule|universität|stadt|klinik\w*|bank|behörde|amt|haus|kanzlei|agentur|international\w*|"
    r"beschäftig\w*|mitarbeit\w*|kolleg|employees|ländern|nationen|umsatz|holding|institut|verband|"
    r"arbeiten|marke|company|europaweit|group's)"
)
_NOT_FIRM = when_needed(
    r"studierend|student|kund(?:en|innen)\b[^.;]{0,12}$|partner(?:firm|untern)|besucher|nutzer|"
    r"customers\b[^.;]{0,12}$|nationen$|sitz des unternehmens mit (?:unter|weniger)|"
    r"(?:community|netzwerk|network|kartei|datenbank|database|pool)\b[^.;]{0,12}$|"
    r"\b(?:suchen|sucht|beraten|berät|betreuen|betreut|vermitteln|coachen|coacht|placed)(?: [^.;,]{0,20})?$"
)
_SERVED = re.compile(
    r"[^.;,]{0,45}(?:versorg|erreich|vertrau|nutz|serve|besuch|leben\b|profitier|mit energie|"
    r"vermittelt|platziert|placed)"
)
_SMALL_TEAM = re.compile(
    r"(?:team|abteilung|gruppe|squad|bereich|dein\w* team|kleinen? team|crew)\w* (?:mit|von|aus|of|"
    r"bestehend aus)(?: [\w.]+){0,3} ?$|verstärk\w+ [^.;]{0,25}$|führ|leit(?:en|ung|est|est)|"
    r"unterstell|verantwort\w* (?:für|von)|auszubild|bis (?:ende|nächst|zum)|wachsen|will grow|"
    r"aktienoption|rabatt|schul\w+ (?:von|für)"
)
_FOREIGN = re.compile(
    r"(?:millionen|mio\.?|kunden|lieferant|clients|customers|companies|für unternehmen mit|"
    r"betrieben? (?:ab|mit)|kommunen|students|patient|gäste|hotels mit|mandanten)[^.;]{0,12}$"
)
_OPEN = when_needed(
    lambda: gated(
        (
            r"(?P<count>\d{1,2}|zwei|drei|vier|fünf|sechs|mehrere|two|three) (?:(?:weitere|neue|offene|"
            r"unbefristete|vakante|volle|freie|open|new|befristete)\w* )*(?:stellen\b|vollzeitstellen|"
            r"planstellen|positions\b|ausbildungsplätze|vacancies|arbeitsplätze (?:zu|frei)|"
            r"ausbildungsstellen)",
            r"(?:anzahl (?:der )?(?:offenen )?(?:stellen|positionen)|number of (?:positions|openings|"
            r"vacancies))[: ]+(?P<count2>\d{1,2})",
            r"(?P<count3>\d{1,2}|two|three) positions available",
        )
    )
)
_NUMBERS = {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "two": 2, "three": 3}
_NO_OPENING = re.compile(
    r"über |mehr als |rund |unsere[rn]? |jährlich|jedes jahr|nachkomma|hinter|dezimal|weitere stellen (?:unter|auf)"
)


_MOST, _FEW = 3_000_000, 30  # no employer has so many; so few may be a team that one joins


class Size(NamedTuple):
    """The number of employees of the employer or its group."""

    employees: Range
    words: str


def find_employer_size(text: str | None) -> Size | None:
    """Find how many people the employer employs. "über 800" has only `least`, "rund 120" both.

    None: no number is stated, or one of a team that one joins or leads, of students, customers, sites. Where several
    are stated, the first. Source: tests/tables/asks.tsv.

    >>> find_employer_size("Wir sind ein Unternehmen mit über 2.000 Beschäftigten.")[0]
    Range(least=2000, most=None)
    >>> find_employer_size("Unser Team aus 17 Nationen") is None
    True
    """
    for statement in split_ad(text or ""):
        if "size" not in statement.topics or statement.zone in ("wish", "law"):
            continue
        low = statement.low
        if not _DIGIT.search(low):
            continue
        for match in _SIZE.finditer(low):
            about = _ABOUT.search(low, max(0, match.start() - _LONGEST_ABOUT), match.start())
            start = about.start() if about else match.start()
            before, number = low[max(0, start - 60) : start], low[start : match.end("number")]
            size = read_range(_LESS.sub("", number))
            count = (size.least or size.most or 0) if size else 0
            if size is None or not 2 < count < _MOST or _is_year(number):
                continue
            if count < _FEW and (statement.zone in ("tasks", "profile") or _SMALL_TEAM.search(before)):
                continue
            if _NOT_FIRM.search(before) or _FOREIGN.search(before) or _SERVED.match(low, match.end()):
                continue
            if _OF_FIRM.search(low):
                return Size(size, statement.text)
    return None


def find_positions(text: str | None) -> int | None:
    """Find how many places the ad says are open; None where it states no number.

    >>> find_positions("Wir besetzen zwei unbefristete Stellen"), find_positions("eine von 2.000 Stellen")
    (2, None)
    """
    for statement in split_ad(text or ""):
        if "positions" not in statement.topics:
            continue
        low = statement.low
        for match in _OPEN.finditer(low):
            count = match["count"] or match["count2"] or match["count3"]
            if _NO_OPENING.search(low, max(0, match.start() - 25), match.end() + 12) or count == "mehrere":
                continue
            number = _NUMBERS[count] if count in _NUMBERS else int(count)
            if number > 1 and not (match.start() and low[match.start() - 1] in ".,-/0123456789"):
                return number
    return None


_DIGIT = re.compile(r"\d|zwei|drei|fünf|zehn|zwölf")


def _is_year(words: str) -> bool:
    digits = words.strip()
    return digits.isdigit() and 1950 <= int(digits) <= 2035
