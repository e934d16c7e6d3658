"""The dates of a whole ad: until when to apply, when the job starts, when the contract ends."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from german.dates.cues import MOST_PLACES, any_cue, find_pieces, wordings
from german.dates.forms import DATE, DATES, interpret, interpret_first
from german.dates.readings import Kind, ReadDate
from german.dates.soon import says_as_soon_as_possible
from german.words.gates import gated
from german.words.later import when_needed
from german.words.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class AdDates:
    """The dates an ad states, each with its words; None where it states none.

    as_soon_as_possible: the job starts at once or as soon as possible; a date may be stated as well.
    """

    apply_by: ReadDate | None = None
    start: ReadDate | None = None
    contract_end: ReadDate | None = None
    as_soon_as_possible: bool = False


def find_dates(text: str | None, seen_at: datetime) -> AdDates:
    """Find the dates in an ad's plain text.

    seen_at: when the ad was seen (aware); a day without a year takes the nearest year that fits.
    None: not stated; a date that is not in the calendar is ignored. Of several dates, one after a heading
    ("Bewerbungsfrist:") is preferred to one in a sentence, and the first to later ones.

    >>> seen = datetime.fromisoformat("2026-03-30T08:00+02:00")
    >>> dates = find_dates("Ab sofort, befristet bis 31.12.2027. Bewerben Sie sich bis zum 15. April!", seen)
    >>> dates.apply_by.on, dates.apply_by.words, dates.start, dates.contract_end.on, dates.as_soon_as_possible
    (datetime.date(2026, 4, 15), 'bis zum 15. April', None, datetime.date(2027, 12, 31), True)
    """
    if not text:
        return AdDates()
    flat = " ".join(text.replace("*", " ").replace("_", " ").replace("|", " ").replace("\xad", "").split())
    lowered = flat.lower()
    if len(lowered) != len(flat):  # a few capitals have no lower-case letter of the same length
        flat = lowered
    found: dict[Kind, tuple[bool, ReadDate]] = {}
    for match in _dates_in(lowered):
        for kind, heading, begin, one, last in _meanings_of(match, lowered):
            if kind in found and (found[kind][0] or not heading):
                continue
            try:
                words = flat[begin : one.end()]
                read = (
                    interpret_first(one, last, seen_at, kind, words) if last else interpret(one, seen_at, kind, words)
                )
            except Unreadable:
                continue
            if read is not None:
                found[kind] = heading, read
    apply_by, start, end = (found[kind][1] if kind in found else None for kind in _KINDS)
    return AdDates(apply_by, start, end, says_as_soon_as_possible(lowered))


_KINDS: tuple[Kind, ...] = ("apply_by", "start", "contract_end")


# -- where dates stand ------------------------------------------------------------------------------------------------

_FIGURES = re.compile(f"[0-9](?:{'|'.join(dict.fromkeys(piece for form in DATES for piece in form.figures))})")
_NAMES = tuple(dict.fromkeys(name for form in DATES for name in form.names))
_WORD_START = re.compile(r"(?<!\w)\w")
_LONGEST_START = 16  # characters of a date before its figure or name: "donnerstag, den "
_LONG_DAY, _LONGER = "igste", 8  # but "einundzwanzigster "


def _dates_in(lowered: str) -> Iterator[re.Match[str]]:
    places = [hint.start() for hint in islice(_FIGURES.finditer(lowered), MOST_PLACES)]
    places += find_pieces(_NAMES, lowered)
    end = 0
    for place in sorted(places):
        if place < end:
            continue
        reach = _LONGEST_START + (_LONGER if _LONG_DAY in lowered[max(0, place - _LONGEST_START) : place] else 0)
        for begin in _WORD_START.finditer(lowered, max(end, place - reach), place + 2):  # " mai"
            match = DATE.match(lowered, begin.start())
            if match is not None and match.end() > place:
                end = match.end()
                yield match
                break


# -- what a date means by the words around it -------------------------------------------------------------------------

_FAR, _MIDDLE, _NEAR, _AFTER = 300, 150, 90, 90  # characters before and after a date in which its meaning is sought

_LINK = rf"(?:[ :]{{1,2}}{any_cue('until link')}){{0,3}}[ :]{{1,3}}$"  # what ties "bis" to its date
_UNTIL = re.compile(rf"\b{any_cue('until')}{_LINK}")
_DEADLINE = re.compile(rf"({gated(wordings('deadline'))})(?: \([^()]{{0,30}}\))?[^.!?\d]{{0,40}}$")
_APPLYING = re.compile(gated(wordings("applying")))
_NOT_APPLYING = re.compile(any_cue("not applying"))
_NOT_APPLYING_BEHIND = re.compile(any_cue("not applying behind"))
_TO_AN_ADDRESS = re.compile(any_cue("to an address"))
_LIMITED = re.compile(rf"^.*({any_cue('limited')}\b(?P<gap>.{{0,70}}))$")  # the last such words, and the gap after them
_LIMIT_LINK = when_needed(
    rf"[ :(,–-]{{1,4}}(?:\(?(?:bis|until)\)?:? )?(?:zum |am |on )?$|.*\b(?:bis|until|till|to|through|ending){_LINK}"
)
_NOT_LIMITED = re.compile(any_cue("not limited"))
_LIMITED_BEHIND = re.compile(rf"[ ,.(]{{0,3}}(?:\w+ ){{0,6}}{any_cue('limited behind')}")
_LIMIT_OF_SOMETHING_ELSE = re.compile(any_cue("limit of something else"))
_CONTRACT = re.compile(any_cue("contract"))
_START = when_needed(
    rf"(?<![a-zäöü]){any_cue('start')}(?:[ :?–/,-]{{1,3}}{any_cue('start link')}\b){{0,4}}[ :?–/,-]{{1,4}}$"
)
_START_BEHIND = re.compile(rf" {any_cue('start behind')}")
_NOT_START_BEHIND = re.compile(rf"[^.!?]{{0,40}}{any_cue('not start behind')}")
_ON = re.compile(r"\b(?:am|ab|ab dem|zum) $")
_FROM = re.compile(rf"\b(?<!bis ){any_cue('from')}(?: (?:dem|den|frühestens|spätestens)){{0,2}}[ :]{{1,2}}$")
_JOB = when_needed(any_cue("job"))
_NOT_START = re.compile(any_cue("not start"))
_SPAN_LINK = re.compile(r" ?(?:bis|-|–|until|to)(?: zum| einschließlich)? ?")


class _Meaning(NamedTuple):
    """What a date means. heading: a heading says so, not a sentence. begin: where its words begin.

    last: the last date of the span that it begins.
    """

    kind: Kind
    heading: bool
    begin: int
    date: re.Match[str]
    last: re.Match[str] | None = None


class _Found(NamedTuple):
    """A date with the words around it: in a wide, a narrower and a near stretch before it, and after it."""

    date: re.Match[str]
    lowered: str
    far: str
    middle: str
    near: str
    after: str
    until: re.Match[str] | None

    def begin_of(self, words: re.Match[str], group: int = 0) -> int:
        """Where words found in the near stretch before the date begin in the whole ad."""
        return self.date.start() - len(self.near) + words.start(group)

    def end_of_span(self) -> re.Match[str] | None:
        """The date after this one, if the two form a span: "01.05. bis 31.05."."""
        link = _SPAN_LINK.match(self.lowered, self.date.end())
        return DATE.match(self.lowered, link.end()) if link is not None else None


def _meanings_of(date: re.Match[str], lowered: str) -> list[_Meaning]:
    """What a date means by the first rule that fits; nothing if none fits, or if it is part of a file's address."""
    start, end = date.span()
    far, after = lowered[max(0, start - _FAR) : start], lowered[end : end + _AFTER]
    if after.startswith(".pdf"):
        return []
    near = far[-_NEAR:]
    found = _Found(date, lowered, far, far[-_MIDDLE:], near, after, _UNTIL.search(near))
    for rule in RULES:
        if meanings := rule.apply(found):
            return meanings
    return []


def _end_of_limited_contract(found: _Found) -> list[_Meaning]:
    limited = _LIMITED.search(found.near)
    if limited is None or not _LIMIT_LINK.match(limited["gap"]) or _NOT_LIMITED.search(limited["gap"]):
        return []
    if _LIMIT_OF_SOMETHING_ELSE.search(found.middle):
        return []
    begin, last = found.begin_of(limited, 1), found.end_of_span()
    if last is None:
        return [_Meaning("contract_end", True, begin, found.date)]
    return [_Meaning("contract_end", True, begin, last), _Meaning("start", False, found.date.start(), found.date, last)]


def _end_before_limited(found: _Found) -> list[_Meaning]:
    if found.until is None or not _LIMITED_BEHIND.match(found.after):
        return []
    return [_Meaning("contract_end", True, found.begin_of(found.until), found.date)]


def _date_behind_deadline(found: _Found) -> list[_Meaning]:
    noun = _DEADLINE.search(found.near)
    if noun is None or _START.search(found.near, noun.end(1)):
        return []
    return [_Meaning("apply_by", True, found.begin_of(noun), found.end_of_span() or found.date)]


def _until_of_applying(found: _Found) -> list[_Meaning]:
    if found.until is None or not _is_for_applying(found.far, found.after):
        return []
    return [_Meaning("apply_by", False, found.begin_of(found.until), found.date)]


def _is_for_applying(far: str, after: str) -> bool:
    """Whether the words before a date are about applying: the last cue for or against that decides."""
    if _NOT_APPLYING_BEHIND.search(after):
        return False
    if _TO_AN_ADDRESS.match(after):
        return True
    last = max((word.start() for word in _APPLYING.finditer(far)), default=-1)
    other = max((word.start() for word in _NOT_APPLYING.finditer(far)), default=-1)
    if last >= 0:
        return last > other
    return other < 0 and bool(_APPLYING.search(after))


def _date_behind_start(found: _Found) -> list[_Meaning]:
    begin = _START.search(found.near)
    if begin is None or _NOT_START_BEHIND.match(found.after):
        return []
    return _from(found, begin, heading=True)


def _date_before_start(found: _Found) -> list[_Meaning]:
    begin = _ON.search(found.near)
    return [] if begin is None or not _START_BEHIND.match(found.after) else _from(found, begin, heading=False)


def _from_of_a_job(found: _Found) -> list[_Meaning]:
    begin = _FROM.search(found.near)
    if begin is None or not (_JOB.search(found.middle) or _JOB.search(found.after)):
        return []
    if _NOT_START.search(found.near[-50:] + "…" + found.after[:30]):
        return []
    return _from(found, begin, heading=False)


def _from(found: _Found, begin: re.Match[str], *, heading: bool) -> list[_Meaning]:
    """A start; also the end of the contract, if the date begins a span that is surrounded by words about a contract."""
    last = found.end_of_span()
    meanings = [_Meaning("start", heading, found.begin_of(begin), found.date, last)]
    if last is not None and _CONTRACT.search(found.near + found.after):  # otherwise a range of days on which to start
        meanings.append(_Meaning("contract_end", False, found.date.start(), last))
    return meanings


class Rule(NamedTuple):
    """A meaning that a date may have: a sentence with such a date, and what recognises it."""

    example: str
    apply: Callable[[_Found], list[_Meaning]]


# The first rule that fits decides.
RULES = (
    Rule("Die Stelle ist befristet bis 31.12.2027.", _end_of_limited_contract),
    Rule("Die Stelle ist bis 31.12.2027 befristet.", _end_before_limited),
    Rule("Bewerbungsfrist: 01.07.2026", _date_behind_deadline),
    Rule("Bewerben Sie sich bis zum 01.07.2026!", _until_of_applying),
    Rule("Arbeitsbeginn: 01.07.2026", _date_behind_start),
    Rule("Am 01.07.2026 geht es los!", _date_before_start),
    Rule("Wir suchen ab 01.07.2026 Verstärkung.", _from_of_a_job),
)
