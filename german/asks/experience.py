"""The experience that an ad asks for: years, or a level by its words."""

import re
from typing import Literal, NamedTuple

from german.asks.counts import NUMBERS
from german.asks.statements import Statement, split_ad
from german.asks.topics import DENIED
from german.asks.wishes import is_wished
from german.words.gates import any_of, gated
from german.words.later import when_needed

Level = Literal["entry", "some", "several", "years", "stated"]
_NUMBERS = {"ein": 1, "eine": 1, "einem": 1, "einer": 1, "one": 1} | NUMBERS
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_YEARS = re.compile(
    rf"(?<![\w.,])(?P<low>{_NUMBER}) ?\+?(?: ?(?:-|–|bis|to|oder) ?{_NUMBER})? ?\+?[ -]?(?:\(\w+\) ?)?"
    r"(?:jahre?n?s?\b|years?\b|yrs\b|jährige[rnms]?\b)(?! (?:alt|old))"
)
_EXPERIENCE = (
    *(
        "erfahrung\\w*",
        "experience\\w*",
        "berufspraxis",
        "praxiserfahrung",
        "erfahren (?:in|im|mit)",
        "praktische kenntnisse",
    ),
    *("track record", "(?:schon|bereits|selbst) [^.;]{0,40}gearbeitet", "erfolgsbilanz"),
    "\\bexpertise (?:in|im|with)\\b",
)
_MENTION = re.compile(gated(_EXPERIENCE))
_SOME = re.compile(
    r"\b(?:erste[nrs]?|erste \w+|some|first|initial|grundlegende|ein wenig|etwas)(?: \(?[\w-]+\)?,?){0,4} $"
)
_SEVERAL_WORDS = (
    *(
        "mehrjährig",
        "langjährig",
        "umfangreich",
        "umfassend",
        "fundiert",
        "tiefgehend",
        "several years",
        "extensive",
        "einige jahre",
        "many years",
        "weitreichend",
    ),
    *(
        "mehrere jahre",
        "ausgewiesen",
        "ausgeprägt",
        "solid",
        "profund",
        "broad",
        "in-depth",
        "jahrelang",
        "einschlägige und mehrjährig",
        "mehr-?jähr",
        "tiefe",
    ),
)
_SEVERAL = re.compile(rf"\b{any_of(_SEVERAL_WORDS)}")
_OPEN_TO_ALL = (
    *(
        "berufseinsteiger",
        "berufsanfänger",
        "quereinsteiger",
        "einsteiger",
        "absolvent\\w*",
        "young professionals?",
        "graduates",
        "career starters?",
        "berufseinstieg",
    ),
)
_ENTRY = when_needed(
    rf"\b{any_of(_OPEN_TO_ALL)}[^.;]{{0,60}}(?:willkommen|gerne|geeignet|welcome|herzlich|möglich|"
    rf"gesucht|chance|\bbist\b|\bsind\b)"
    rf"|(?:auch|für|als|oder|egal ob|ob) [^.;]{{0,30}}{any_of(_OPEN_TO_ALL)}"
    r"|(?:keine?(?:rlei)?|no|ohne)(?: \w+){0,3} (?:\w*erfahrung\w*|experience)[^.;]{0,40}(?:nötig|"
    r"notwendig|erforderlich|required|voraussetz|needed|kein problem|necessary|mitbring)"
    r"|(?:erfahrung|experience)[^.;]{0,40}(?:kein muss|nicht (?:nötig|erforderlich|notwendig|"
    r"zwingend)|not (?:required|necessary))"
    r"|(?:hast|haben sie|have) (?:noch )?(?:keine|no) (?:\w*erfahrung|experience)[^.]{0,60}\?"
)
# Experience that is not the applicant's, or not asked: the firm's, others', what the job brings.
_NOT_ASKED = re.compile(
    r"\b(?:unsere[rnms]?|wir (?:haben|blicken|verfügen)|seit|our|we have|customer|user|kunden-?|"
    r"user-?|nutzer|candidate|employee|developer|digital|shopping)\s?(?:[\w-]+ ){0,4}$"
    r"|(?:sammel|gewinn|austausch|teil|weitergeb|gain|share|einbring)\w*(?: \w+){0,3} $"
)
_ITS_OWN = re.compile(
    r"customer|user|nutzer|kunden(?:erfahrung)|einkaufs|shopping|erfahrungsaustausch|erfahrungsgemäß|"
    r"erfahrungsschatz|experience (?:design|center|hub)|erfahrungsstufe|experiences\b|"
    r"erfahrungsbericht|erfahrungswert"
)
_GAINED = re.compile(r"[^.;]{0,25}(?:zu sammeln|sammeln|austausch|gewinnen|zu machen|ausbauen|weitergeben)")
_ALTERNATIVE = re.compile(r"\b(?:oder|bzw\.?|alternativ|or|beziehungsweise|durch)(?: [\w/-]+){0,6} $")
_OF_SAME_VALUE = re.compile(r"(?:gleichwertig|vergleichbar|equivalent)\w* [^.;,]{0,40}$")
_TRAINING_FIRST = re.compile(r"studium|ausbildung|abschluss|degree|qualifikation|bachelor|studies")
_FIRMS_YEARS = re.compile(
    r"\b(?:seit|wir|unsere?[rnm]?|our|for over|markt|gegründet|firmen|unternehmen\w*|tradition|since|we)\b[^.;]{0,40}$"
)
_OTHER_YEARS = re.compile(
    r"[^.;]{0,25}\b(?:ausbildung\b(?! und)|berufsausbildung|garantie|befrist|laufzeit|vertrag|alt\b|"
    r"am markt|tradition|old\b|hochschul|studium)"
)
_TOOL = re.compile(r"[^.;,]{0,10}\b(?:mit|with|in (?:der )?(?:programmier|arbeit mit))\b")


_SENIORS = re.compile(
    r"zusätzliche\w* (?:anforderung|voraussetzung)|\bals senior\b|für (?:die )?senior|interview|gespräch"
)
_FIRST: tuple[Level, ...] = ("years", "entry", "several")  # before what stands first in the ad


_WORD_START = re.compile(r"[\w-]*$")


class Experience(NamedTuple):
    """The experience asked. `years`: the least number of years stated. `words`: what it was read from."""

    level: Level
    years: int | None
    words: str


def find_experience(text: str | None) -> Experience | None:
    """Find the experience that an ad asks of the applicant.

    `years` where a number is stated, else `entry`, `several`, `some`, or `stated` without any of their words. None: no
    experience is asked, or it is only wished for, or is the other way to a degree. Source: tests/tables/asks.tsv.

    >>> find_experience("Ihr Profil\\n- Mindestens drei Jahre Berufserfahrung")[:2]
    ('years', 3)
    >>> find_experience("Ihr Profil\\n- Mehrjährige Erfahrung in der Softwareentwicklung")[:2]
    ('several', None)
    >>> find_experience("Über uns\\n45 Jahre Erfahrung im Maschinenbau") is None
    True
    """
    found: dict[Level, tuple[int | None, str]] = {}
    for statement in split_ad(text or ""):
        if "experience" not in statement.topics or not statement.may_ask or _SENIORS.search(statement.low):
            continue
        for level, years in _read(statement):
            if level not in found:
                found[level] = years, statement.text
    chosen = [*(level for level in _FIRST if level in found), *found]
    return Experience(chosen[0], *found[chosen[0]]) if chosen else None


def _read(statement: Statement) -> list[tuple[Level, int | None]]:
    low = statement.low
    if ("beginners" in statement.topics or DENIED in statement.topics) and _ENTRY.search(low):
        return [("entry", None)]
    found: list[tuple[Level, int | None]] = []
    for match in _MENTION.finditer(low):
        end = match.end()
        start = _WORD_START.search(low, max(0, match.start() - 30), match.start()).start()  # type: ignore[union-attr]
        if _ITS_OWN.match(low, start) or _GAINED.match(low, end) or _NOT_ASKED.search(low, max(0, start - 60), start):
            continue
        if is_wished(low, start, end) or _is_other_way(low, start):
            continue
        if years := _years_beside(low, start, end):
            found.append(("years", years))
        elif _SEVERAL.search(low, max(0, start - 70), end):
            found.append(("several", None))
        elif _SOME.search(low, max(0, start - 60), start):
            found.append(("some" if not _TOOL.match(low, end) else "stated", None))
        else:
            found.append(("stated", None))
    return found


def _is_other_way(low: str, start: int) -> bool:
    """Whether experience is only the other way to a training: "Studium oder entsprechende Berufserfahrung"."""
    if _OF_SAME_VALUE.search(low, max(0, start - 60), start):
        return True
    other = _ALTERNATIVE.search(low, max(0, start - 70), start)
    return bool(other and _TRAINING_FIRST.search(low, 0, other.start()))


def _years_beside(low: str, start: int, end: int) -> int | None:
    for match in _YEARS.finditer(low, max(0, start - 70), min(len(low), end + 50)):
        if _FIRMS_YEARS.search(low, max(0, match.start() - 45), match.start()):
            continue
        if match.end() > start or not _OTHER_YEARS.match(low, match.end()):
            number = match["low"]
            return int(number) if number.isdigit() else _NUMBERS[number]
    return None
