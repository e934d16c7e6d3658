"""An ad in statements, each with its zone: company, tasks, profile, wish, offer, contact or law.

A statement is a sentence or a list item. Its zone is that of the last heading before it, of headings.tsv; a paragraph
or list that no heading opens goes to the offer if it speaks like one. What a statement may be about (its topics) is
told by its words, so that each reader looks only at the few statements that can concern it.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from german.asks.topics import topics_of
from german.words.gates import any_of, gated
from german.words.later import when_needed

Zone = Literal["company", "tasks", "profile", "wish", "offer", "contact", "law"]
_OFFERED = frozenset({"benefits", "leave", "rewards"})  # topics that tell of an offer
_ASKED = frozenset({"education", "experience", "languages"})
# Kinds of benefits that no task and no demand names but by chance.
_SURE_KINDS = (
    "pension",
    "bike_leasing",
    "public_transport",
    "parking",
    "capital_savings",
    "discounts",
    "meals",
    "drinks",
)
_SURELY_OFFERED = frozenset({"leave", *(f"names {kind}" for kind in _SURE_KINDS)})
_NEAR = 4  # statements within which another one makes an offer of them
_LONGEST_HEADING = 65
_LONG = 60  # a line from so many characters may hold several sentences
_LONG_LINE = 400  # and in one from so many the ad has lost its lines
_MOST = 20_000  # characters of an ad that are read
_MARKS = " \t-–•·*○▪►✓→#:!?.>…_|"
_BULLETS = tuple("-–•·*○▪►✓→|")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_WRAPPED, _WIDTH = 48, 85  # a line of so many characters may have been wrapped
_UNFINISHED = (
    *(
        ",",
        " oder",
        " und",
        " der",
        " die",
        " das",
        " den",
        " dem",
        " des",
        " im",
        " in",
        " mit",
        " für",
        " von",
        " bzw.",
    ),
    *(
        " sowie",
        " zum",
        " zur",
        " eine",
        " einen",
        " einer",
        " einem",
        " ein",
        " als",
        " auf",
        " an",
        " bei",
        " aus",
        " wie",
    ),
    *(" and", " or", " of", " the", " to", " with", " &", " unsere", " unserer", " unser", " über", " durch", " z.B."),
)
_ABBREVIATED = ("inkl", "mind", "bspw", "evtl", "bzw", "ggf", "max", "min", "Dipl")
_SENTENCE = re.compile(
    rf"(?:;|[.!?](?<=[\w)\]]{{3}}.){''.join(f'(?<!{word}.)' for word in _ABBREVIATED)}"
    ' +(?=[A-ZÄÖÜ"„])(?!Kein Problem))'
)
_ENDS = (". ", "! ", "? ", ";")
_ITEMS = "•·|✓✔"  # marks between items of one line
# In an ad without lines a new item begins with a new subject.
_SUBJECT = re.compile(r"(?<=[a-zäöüß)]) (?=(?:Du|Sie|Wir) [a-zäöü]+\b)")
# Headings that stand within a line, in an ad that has lost its lines.
_INLINE: tuple[tuple[Zone, str], ...] = (
    ("tasks", "(?:Ihre?|Deine?|IHRE|DEINE|Unsere) (?:Haupt)?(?:[Aa]ufgaben(?:gebiet|bereich)?|AUFGABEN)"),
    ("tasks", "(?:Das sind )?(?:[Dd]ie )?(?:Aufgaben(?:gebiet|bereich)?|AUFGABEN)"),
    ("tasks", "(?:Ihre|Deine) (?:Mission|Tätigkeiten)"),
    ("tasks", "Stellenbeschreibung"),
    ("tasks", "Your (?:[Tt]asks|[Rr]esponsibilities)"),
    ("tasks", "Responsibilities"),
    ("profile", "(?:Ihr|Dein|Das|IHR|DEIN) (?:Profil|PROFIL)(?: bei uns)?"),
    ("profile", "(?:Ihre|Deine|IHRE) (?:Qualifikation(?:en)?|QUALIFIKATION(?:EN)?)"),
    ("profile", "(?:Qualifikation(?:en)?|QUALIFIKATION(?:EN)?|Anforderungen|Voraussetzungen|Profil)"),
    ("profile", "(?:Das|DAS) (?:bring(?:st [Dd]u|en Sie)|BRINGEN SIE) (?:mit|MIT)"),
    ("profile", "(?:Das|DAS) (?:erwarten wir|ERWARTEN WIR) (?:von|VON) (?:Ihnen|[Dd]ir|IHNEN|DIR)"),
    ("profile", "Du bringst (?:viel )?mit"),
    ("profile", "Was (?:[Dd]u mitbringst|Sie mitbringen)"),
    ("profile", "(?:Damit|Womit) (?:überzeug|begeister|punkt|pass)\\w+ (?:Sie|Du|du)(?: uns)?"),
    ("profile", "Your (?:[Pp]rofile|[Qq]ualifications)"),
    ("profile", "(?:Requirements|Qualifications)"),
    ("offer", "(?:Unser|Unsere|Ihr|Ihre|Deine|Dein) (?:Angebot|Benefits|Vorteile|Benefit-Paket)"),
    ("offer", "(?:Wir bieten|WIR BIETEN|Das bieten wir|Was wir bieten)(?: Ihnen| [Dd]ir| IHNEN)?"),
    ("offer", "Was wir (?:Ihnen|[Dd]ir) bieten"),
    ("offer", "Bei uns erwartet (?:[Dd]ich|Sie)"),
    ("offer", "(?:Das|DAS) (?:können Sie|kannst [Dd]u|KÖNNEN SIE) (?:von uns|VON UNS) (?:erwarten|ERWARTEN)"),
    ("offer", "(?:What w|W)e offer"),
    ("offer", "Benefits"),
    ("contact", "(?:Ihr )?Kontakt"),
    ("contact", "(?:Haben wir Ihr )?Interesse(?: geweckt)?\\?"),
)
_POSSESSIVE = re.compile(
    r"(?:Ihre?|Deine?|Unsere?|Was|Das|Damit|Womit|Wir|Bei|We|What|Your|IHRE?|DEINE?|DAS|WIR|Haben)\b"
)
_STRONG = [wording for _, wording in _INLINE if _POSSESSIVE.match(wording.replace("(?:", "").replace("(", ""))]
_HEADING_INLINE = when_needed(
    lambda: (
        rf"(?:(?<=[\w*&…] ){gated(_STRONG)}|(?:(?<=[.!?:)…] )|^){gated(wording for _, wording in _INLINE)}):?"
        r"(?= (?:[-–•*·] ?)?[A-ZÄÖÜ(])"
    )
)
# Pieces of words, one of which each heading within a line contains.
_HEADING_WORDS = (
    *(
        "ufgaben",
        "AUFGABEN",
        "Mission",
        "Tätigkeiten",
        "Stellenbesch",
        "asks",
        "esponsib",
        "Profil",
        "PROFIL",
        "rofile",
    ),
    *(
        "ualifi",
        "QUALIFI",
        "nforder",
        "orausset",
        "equire",
        " mit ",
        " MIT ",
        "mitbring",
        "von Ihnen",
        "von Dir",
        "von dir",
    ),
    *(
        "VON IHNEN",
        "Damit ",
        "Womit ",
        "Angebot",
        "enefit",
        "orteile",
        "bieten",
        "BIETEN",
        "rwarte",
        "ERWARTEN",
        "offer",
    ),
    *("Kontakt", "Interesse"),
)
_HEADING_BEFORE = re.compile(rf" ?{gated(wording for _, wording in _INLINE)}:?(?= (?:[-–•*·] ?)?[A-ZÄÖÜ(])")
# Words with which an ad speaks of the one who is looked for, and of itself.
_ASKS = re.compile(
    gated(
        (
            r"\b(?:du|sie|you|dich|ihnen) (?:\w+ ){0,2}?(?:hast|haben|bring|verfüg|besitz|beherrsch|sprich|"
            r"sprech|have|bring|speak|possess|konnte|überzeug)",
            r"\b(?:hast|haben|bring\w+|verfüg\w+|besitz\w+|beherrsch\w+|sprech\w+|sprichst) (?:du|sie)\b",
            *(r"\babgeschlossene", r"\berfolgreich abg", r"\bmindestens", r"\bmind\.", r"\bmehrjährig", r"\bat least"),
            *(r"\bdeine? ", r"\bihre? (?:abge|mehr|erf)"),
            r"\b(?:setzen wir voraus|wird vorausgesetzt|erforderlich|required)",
        )
    )
)
# With these a statement that asks for something may begin.
_BEGINS_ASKING = re.compile(
    r"(?:\w+ )?(?:\w*erfahrung|experience|kenntnis|ausbildung|studium|degree|bachelor|erste|"
    r"sehr gute|gute|fließend|verhandlung)"
)
_DEMANDS = re.compile(
    r"abgeschlossene|erfolgreich abg|mehrjährige|voraus(?:setzung|gesetzt)|setzen wir voraus|verfügst|"
    r"verfügen"
)
_OFFERING = re.compile(
    r"\b(?:wir (?:bieten|unterstützen|haben|sind|verfügen|blicken)|bei uns|"
    r"unsere[rnms]? (?:\w+ )?(?:mitarb|team|experten|auszub))"
)
_FIRM = re.compile(r"\b(?:wir|uns|unsere?[rnms]?|our|we|seit)\b(?! voraus| von dir| von ihnen)")


class Statement(NamedTuple):
    """A sentence or a list item. `zone`: None before the first heading. `low`: the same in lower case, as long."""

    text: str
    low: str
    zone: Zone | None
    topics: frozenset[str]

    @property
    def may_ask(self) -> bool:
        """Whether it may ask something of the applicant: in the profile, else by its own wording."""
        if self.zone == "profile":
            return True
        if self.zone in ("wish", "contact", "law"):
            return False
        if self.zone == "offer":
            return bool(_DEMANDS.search(self.low)) and not _FIRM.search(self.low)
        if _DEMANDS.search(self.low):
            return not _OFFERING.search(self.low)
        return bool(_BEGINS_ASKING.match(self.low) or _ASKS.search(self.low)) and not _FIRM.search(self.low)


@cache
def _headings() -> tuple[re.Pattern[str], tuple[tuple[Zone, re.Pattern[str]], ...]]:
    """What matches the headings of all zones, and what matches those of each."""
    zones: dict[Zone, list[str]] = {}
    for row in (Path(__file__).parent / "headings.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        zone, wording = row.split("\t")
        zones.setdefault(zone, []).append(wording)  # type: ignore[arg-type]
    every = any_of(wording for wordings in zones.values() for wording in wordings)
    return re.compile(every), tuple((zone, when_needed(any_of(wordings))) for zone, wordings in zones.items())


@lru_cache(maxsize=8192)
def zone_of_heading(line: str) -> Zone | None:
    """The zone that a line opens as its heading; None where it is none.

    >>> zone_of_heading("## **Dein Profil:**"), zone_of_heading("Was wir dir bieten"), zone_of_heading("Python")
    ('profile', 'offer', None)
    """
    words = line.strip(_MARKS).lower()
    every, by_zone = _headings()
    if not every.match(words):
        return None
    return next((zone for zone, heading in by_zone if heading.fullmatch(words)), None)


@lru_cache(maxsize=4)  # many readers read an ad one after the other: its text, its title, fields of its board
def split_ad(text: str) -> tuple[Statement, ...]:
    """The statements of an ad that any reader may look at, in their order.

    >>> for statement in split_ad("Dein Profil\\n- Studium der Informatik\\nWir bieten:\\n- 30 Tage Urlaub"):
    ...     print(statement.zone, statement.text)
    profile Studium der Informatik
    offer 30 Tage Urlaub
    """
    found: list[Statement] = []
    block: list[Statement] = []  # since the last empty line
    zone: Zone | None = None
    opened = False
    for line in (*_lines(text[:_MOST]), ""):
        if not line:
            if not opened and _is_offer(block, zone):
                zone = "offer"
                block = [statement._replace(zone=zone) for statement in block]
            found += block
            block, opened = [], False
            continue
        if len(line) < _LONGEST_HEADING and (heading := zone_of_heading(line)):
            zone, opened = heading, True
            continue
        for heading, words in _sentences(line):
            if heading:
                zone, opened = heading, True
            if topics := topics_of(words):
                low = words.lower()
                block.append(Statement(words if len(words) == len(low) else low, low, zone, topics))
    return tuple(_find_offer(found))


def _find_offer(statements: list[Statement]) -> list[Statement]:
    """The statements; where an offer begins without a heading, it goes on to the end of the zone."""
    told: list[Statement] = []
    begun = None
    for at, statement in enumerate(statements):
        if begun != statement.zone:
            begun = None
        if begun is None and statement.zone in ("tasks", "profile") and statement.topics & _SURELY_OFFERED:
            near = [one for one in statements[at + 1 : at + 1 + _NEAR] if one.zone == statement.zone]
            begun = statement.zone if any(one.topics & _SURELY_OFFERED for one in near) else None
        told.append(statement._replace(zone="offer") if begun else statement)
    return told


def _lines(text: str) -> list[str]:
    """The lines and list items, wrapped lines joined; an empty one between paragraphs."""
    lines: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        written = [line for line in map(str.strip, paragraph.split("\n")) if line]
        is_list = any(line.startswith(_BULLETS) for line in written)
        is_wrapped = not is_list and _is_wrapped(written)
        lines.append("")
        for line in written:
            if lines[-1] and (is_wrapped or _goes_on(lines[-1], line, is_list)):
                lines[-1] += " " + line
            else:
                lines.append(line)
    return lines


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines are those of one paragraph, cut at a width."""
    inner = [len(line) for line in lines[:-1]]
    return len(inner) > 1 and max(inner) <= _WIDTH and sum(length > _WRAPPED for length in inner) * 4 > len(inner) * 3


def _goes_on(before: str, line: str, is_list: bool) -> bool:
    """Whether a line was only wrapped: it begins with a small letter, or the one before is not at its end."""
    if line[0].islower() or line[0] == "(":
        return True
    if len(before) < _WRAPPED or line.startswith(_BULLETS):
        return False
    return before.endswith(_UNFINISHED) or (is_list and before.startswith(_BULLETS) and before[-1] not in ".!?:")


def _sentences(line: str) -> list[tuple[Zone | None, str]]:
    """The sentences of a line, each with the zone of a heading that stands before it within the line."""
    line = line.lstrip(_MARKS)
    if len(line) < _LONG:
        return [(None, line)]
    if len(line) < _LONG_LINE:
        return [_headed(sentence) for sentence in _split(line)]
    parts: list[tuple[Zone | None, str]] = []
    zone, start = None, 0
    for match in (*_find_headings(line), None):
        for sentence in _split(line[start : match.start() if match else len(line)]):
            for item in _SUBJECT.split(sentence):
                parts.append((zone, item))
                zone = None
        if match:
            zone, start = _inline_zone(match[0].rstrip(":")), match.end()
    return parts


def _split(words: str) -> list[str]:
    for mark in _ITEMS:
        if mark in words:
            words = words.replace(mark, ";")
    return _SENTENCE.split(words) if any(end in words for end in _ENDS) else [words]


def _find_headings(line: str) -> list[re.Match[str]]:
    """The headings within a line; looking for their words first is quicker."""
    found: list[re.Match[str]] = []
    last = 0
    for place in sorted(place for word in _HEADING_WORDS if word in line for place in _places(line, word)):
        match = _HEADING_INLINE.search(line, max(last, place - 30), place + 40) if place >= last else None
        if match:
            found.append(match)
            last = match.end()
    return found


def _places(line: str, word: str) -> Iterator[int]:
    place = line.find(word)
    while place >= 0:
        yield place
        place = line.find(word, place + len(word))


def _headed(sentence: str) -> tuple[Zone | None, str]:
    match = _HEADING_BEFORE.match(sentence)
    return (_inline_zone(match[0].strip(": ")), sentence[match.end() :]) if match else (None, sentence)


@cache
def _inline_zone(heading: str) -> Zone | None:
    return next((zone for zone, wording in _INLINE if re.fullmatch(wording, heading)), None)


def _is_offer(block: list[Statement], zone: Zone | None) -> bool:
    """Whether a block without a heading is an offer: two of its statements tell of one, and few ask for something."""
    if zone in ("offer", "contact", "law") or len(block) < 2:
        return False
    offered = sum(bool(statement.topics & _OFFERED) for statement in block)
    asked = sum(bool(statement.topics & _ASKED) for statement in block)
    return offered >= 2 and asked * 2 <= offered
