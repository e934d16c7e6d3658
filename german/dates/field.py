"""One date as a board writes it: German or English, absolute or relative to the moment it was seen."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from unicodedata import normalize

from german.dates.cues import any_cue
from german.dates.forms import DATE, FORMS, RELATIVE, interpret, interpret_first
from german.dates.machine import read_machine_form
from german.dates.readings import LAST_OF_SPAN, Kind, ReadDate, refuse_filler
from german.dates.soon import is_as_soon_as_possible
from german.dates.words import BERLIN, MONTHS
from german.words.gates import any_of
from german.words.later import when_needed
from german.words.unreadable import Unreadable

_LONGEST = 300  # characters of a field; a longer text is an ad, see ad.py
_MARKS = re.compile(r"[*_|\u00ad\u200b-\u200d\u2060\ufeff]+")  # emphasis and invisible characters

# What most fields contain besides their date, for a quick first attempt; `_choose` handles the rest.
HEAD_WORDS: dict[Kind, tuple[str, ...]] = {
    "posted": ("veröffentlicht", "erschienen", "eingestellt", "online", "stand", "seit", "am", "vom", "posted"),
    "apply_by": ("bewerbungsfrist", "bis", "zum"),
    "start": ("eintritt", "beginn", "ab", "dem", "zum"),
    "contract_end": ("befristet", "bis", "zum"),
}
_HEAD = {kind: re.compile(rf"(?:{any_of(words)} ?[:,]? )*") for kind, words in HEAD_WORDS.items()}
_TAIL = re.compile(r" (?:ausgeschrieben|veröffentlicht|online|uhr)")

# Words that say what the date after them is. "ab" makes it a start whatever comes before, "bis" changes nothing.
_ROLES = ("contract_end", "apply_by", "posted", "start")
_ROLE = when_needed(
    "|".join(f"(?P<{role}>{any_cue(f'field {role}')})" for role in _ROLES)
    + rf"|\b(?P<ab>{any_cue('field from')})\b|\b(?P<until>{any_cue('field until')})\b"
)
# A day without its year, a month or a week counts as a date only among words such as these.
PLAIN_WORDS = frozenset(
    re.findall(
        r"\w+",
        """am an zum zur seit vom von im in der die das den dem des on since the of at um ca circa etwa vor
        uhr oder und früher später nach vereinbarung absprache voraussichtlich zunächst vorerst
        spätestens längstens einschließlich sofort job jobs stelle anzeige angebot stellenanzeige datum date neu zuletzt
        zwischen between and or to bzw zeitraum posteingang eingang eingangsdatum eingangsstempel poststempel
        erneut aktiv geschaltet gepostet inseriert bitte sie sich jahr jahres as earliest latest""",
    )
)
_WORD = re.compile(r"[a-zäöüß]+")
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d{1,4}")
_FULL_YEAR = re.compile(r"\d{4}|'\d\d")
_OTHER_MATTER = re.compile(any_cue("field of other matter"))
_JOINER = re.compile(r" ?(?:-|–|—|/|bis(?: einschließlich)?|bzw\.|und|oder|to|until|and|or) ?(?:zum |ab |dem |den )?")
_YEAR_ALONE = re.compile(r"(?:start|beginn|eintritt|ab|bis|befristet|im jahr|[ :])*(20\d\d)")
_SINCE_YEAR = re.compile(r"\b(?:seit|since) (?:dem jahr )?\d")
_VAGUE = when_needed(any_cue("vague"))
_COMPOUND = re.compile(r"(?:vor )?\d{1,3} \w+,?(?: und| and)? \d{1,3} \w+(?: ago)?")


def read_date(text: str | None, seen_at: datetime, kind: Kind) -> ReadDate | None:
    """Read the words of a field that should hold a date.

    seen_at: when the board showed the words (aware): "vor 3 Tagen" counts from it, and a date without a year takes the
    nearest year that fits the kind: posted the past, the others the future. A time without zone is Europe/Berlin's.
    None: no date is stated ("keine Angabe", "ab sofort"), or one of another kind. Raises Unreadable: a date is stated
    in words not understood, is no day of the calendar, or is the empty value of a template (1970-01-01).
    Source: tests/tables/date.tsv.

    >>> seen = datetime(2026, 3, 30, 8, tzinfo=BERLIN)
    >>> read_date("Veröffentlicht am 12.03.2026", seen, "posted").on
    datetime.date(2026, 3, 12)
    >>> read = read_date("vor mehr als 30 Tagen", seen, "posted")
    >>> read.on, read.basis, read.at_least
    (datetime.date(2026, 2, 28), 'relative', True)
    >>> read_date("Mai 2026", seen, "start").on, read_date("Mai 2026", seen, "apply_by").on
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
    >>> read_date("2026-03-28T23:30:00Z", seen, "posted").on
    datetime.date(2026, 3, 29)
    """
    if not text:
        return None
    words = text.strip()
    if words[:1].isdigit() or words[:1] in "/\\":
        read = read_machine_form(words, kind)
        if read is not None:
            return read if kind == "posted" else _unless_filler(read, seen_at, kind)
    lowered = " ".join(words[:_LONGEST].lower().split())
    if ".m." in lowered:
        lowered = lowered.replace("p.m.", "pm").replace("a.m.", "am")
    found = _at_once(lowered, kind)
    if found is None:
        lowered = " ".join(_MARKS.sub(" ", normalize("NFC", lowered)).split())
        every = list(DATE.finditer(lowered)) or list(RELATIVE.finditer(lowered))
        rest = _without(lowered, every)
        dates = [one for one in every if _may_be(one, rest)]
        if not dates:
            return _read_other(words, lowered, seen_at, kind)
        chosen = _choose(lowered, dates, kind)
        if len(chosen) > 1:
            return interpret_first(chosen[0], chosen[1], seen_at, kind, words)
        found = chosen[0] if chosen else None
    return None if found is None else interpret(found, seen_at, kind, words)


def _unless_filler(read: ReadDate, seen_at: datetime, kind: Kind) -> ReadDate:
    try:
        refuse_filler(read.on, seen_at, kind)
    except ValueError as error:
        raise Unreadable(f"{error}: {read.words}") from error
    return read


def _at_once(lowered: str, kind: Kind) -> re.Match[str] | None:
    """The date of a usual field: nothing but a date and words that go with its kind."""
    head = _HEAD[kind].match(lowered)
    start = head.end() if head else 0
    if lowered[start : start + 1].isdigit() and not lowered.endswith("ago"):
        found = DATE.match(lowered, start) or RELATIVE.match(lowered, start)
    else:
        found = RELATIVE.match(lowered, start) or DATE.match(lowered, start)
    if found is None or found.end() == len(lowered) or _TAIL.fullmatch(lowered, found.end()):
        return found
    return None


def _without(lowered: str, every: list[re.Match[str]]) -> str:
    ends = [0, *(one.end() for one in every)]
    starts = [*(one.start() for one in every), len(lowered)]
    return " ".join(lowered[end:start] for end, start in zip(ends, starts, strict=True))


def _may_be(found: re.Match[str], rest: str) -> bool:
    """Whether the words around it allow a date: a day without its year, a month or a week needs plain ones."""
    if _OTHER_MATTER.search(rest):
        return False
    if FORMS[found.lastgroup or ""].is_sure(found.group()):
        return True
    return not _DIGIT.search(rest) and all(word in PLAIN_WORDS or _ROLE.search(word) for word in _WORD.findall(rest))


def _choose(lowered: str, dates: list[re.Match[str]], kind: Kind) -> Sequence[re.Match[str]]:
    """The one date of the kind, or the first with the last of a span; nothing if all are of other kinds.

    Raises Unreadable if several may be meant.
    """
    fitting: list[tuple[str | None, re.Match[str]]] = []
    end = 0
    for one in dates:
        role = _role(lowered[end : one.start()])
        if role is None or role == kind or (role == "until" and kind in LAST_OF_SPAN):
            fitting.append((role, one))
        end = one.end()
    if len(fitting) > 1:
        first, last = fitting[0][1], fitting[1][1]
        if _JOINER.fullmatch(lowered, first.end(), last.start()):
            return (last,) if kind in LAST_OF_SPAN else (first, last)
        fitting = [one for one in fitting if one[0] == kind][:1]
        if not fitting:
            raise Unreadable(f"several dates: {lowered}")
    if kind not in LAST_OF_SPAN and fitting and fitting[0][1] is not dates[-1]:
        one, other = fitting[0][1], dates[dates.index(fitting[0][1]) + 1]
        if _JOINER.fullmatch(lowered, one.end(), other.start()):
            return one, other  # "vom 01.10. bis 31.12.2027"
    return [one for _, one in fitting]


def _role(gap: str) -> str | None:
    """The kind of a date according to the words before it."""
    strong = weak = None
    for word in _ROLE.finditer(gap):
        if word.lastgroup in ("ab", "until"):
            weak = word.lastgroup
        else:
            strong = word.lastgroup
    if weak == "ab":
        return strong if strong == "posted" else "start"
    return strong or weak


def _read_other(words: str, lowered: str, seen_at: datetime, kind: Kind) -> ReadDate | None:
    """Read words that no form matches: a year alone, or what dateparser reads; None without any word of a date."""
    year = _YEAR_ALONE.fullmatch(lowered)
    if year is not None and kind == "start":
        return ReadDate(date(int(year[1]), 1, 1), "year", words=words)
    if year is not None and kind == "contract_end":
        return ReadDate(date(int(year[1]), 12, 31), "year", words=words)
    if _SINCE_YEAR.search(lowered) or _OTHER_MATTER.search(lowered) or is_as_soon_as_possible(lowered):
        return None
    relative = _COMPOUND.fullmatch(lowered) is not None and ("vor " in lowered or " ago" in lowered)
    if relative or (_FULL_YEAR.search(lowered) and any(word in MONTHS for word in _WORD.findall(lowered))):
        on = _ask_dateparser(lowered, seen_at)
        figures = {int(figure) for figure in _FIGURE.findall(lowered)}
        if on is not None and (relative or {on.year, on.day} <= figures):
            return ReadDate(on, "day", "relative" if relative else "stated", words=words)
    if _VAGUE.search(lowered):
        raise Unreadable(f"a date that is not understood: {words}")
    return None


def _ask_dateparser(lowered: str, seen_at: datetime) -> date | None:
    """The last resort. It invents what the words do not name, so the caller checks that they contain year and day."""
    import dateparser  # imported here, because that takes longer than importing all readers together

    settings = {
        "DATE_ORDER": "DMY",
        "STRICT_PARSING": True,
        "TIMEZONE": "Europe/Berlin",
        "TO_TIMEZONE": "Europe/Berlin",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RELATIVE_BASE": seen_at.astimezone(BERLIN).replace(tzinfo=None),
    }
    got: datetime | None = dateparser.parse(lowered, languages=["de", "en"], settings=settings)
    return None if got is None else got.date()
