"""What spiders hand over: a board's own words, trimmed, nothing interpreted."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any

from schemas.sound import is_web_address, make_sound, mend_halves
from schemas.vocabulary import Refusal


class Refused(ValueError):  # noqa: N818  # a result, as Unreadable is
    """What a board says cannot become a posting; `code` says of which kind the reason is."""

    def __init__(self, code: Refusal, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def is_object(words: Any) -> bool:
    """Whether these are no words, but an object where words belong: a spider hands it over as its JSON."""
    return isinstance(words, str) and words.startswith('{"')


def refusal_of(error: object) -> Refusal:
    """The code of an error that a row ended in."""
    if isinstance(error, RecursionError):
        return Refusal.DEPTH
    return error.code if isinstance(error, Refused) else Refusal.ROW


class _Sound:
    """What has words: they are made sound when it is made. Raises TypeError where words should be and are none."""

    __slots__ = ()

    def __post_init__(self) -> None:
        row: Any = type(self)
        for name in _texts_of(row):
            words = getattr(self, name)
            if words is None:
                continue
            if isinstance(words, str):
                if not (words.isascii() and words.isprintable()):
                    object.__setattr__(self, name, mend_halves(words) if name == "text_html" else make_sound(words))
            else:
                raise TypeError(f"{name} is {type(words).__name__}, not words")


@cache
def _texts_of(row: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(row) if one.type in (str, str | None))


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPlace(_Sound):
    """A place as a board states it; coordinates only where the board gives numbers."""

    words: str | None = None  # the place in one string, where the board has no fields for it
    street: str | None = None
    postal_code: str | None = None
    town: str | None = None
    district: str | None = None
    region: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def __str__(self) -> str:
        town = " ".join(part for part in (self.postal_code, self.town) if part)
        parts = (self.street, town, self.district, self.region, self.country)
        return self.words or ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSalary(_Sound):
    """Pay as a board states it in fields of their own: figures and units still as words."""

    min: str | None = None
    max: str | None = None
    currency: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        figures = " - ".join(part for part in dict.fromkeys((self.min, self.max)) if part)
        return " ".join(part for part in (figures, self.currency, self.unit) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPosting(_Sound):
    """What one board says of one posting, verbatim. Raises ValueError without key, address, time or title."""

    board: str
    board_ref: str
    url: str
    fetched_at: datetime  # UTC; every relative date is read against it
    title: str
    seen_at: datetime | None = None  # UTC; last answer that showed it; None: that of fetched_at
    employer_raw: str | None = None
    places: tuple[RawPlace, ...] = ()
    text_html: str | None = None  # the ad itself, HTML or plain text
    salary_raw: str | None = None  # pay in words
    salary_fields: RawSalary | None = None  # pay in fields
    salary_estimated: bool = False  # the board marks the figure as its own guess
    pay_grade_raw: str | None = None
    posted_raw: str | None = None
    apply_by_raw: str | None = None
    start_raw: str | None = None
    contract_raw: str | None = None  # fixed term or permanent, in the board's words
    contract_end_raw: str | None = None
    employment_raw: str | None = None  # full time, part time, internship …
    hours_raw: str | None = None
    remote_raw: str | None = None
    industry_raw: str | None = None
    seniority_raw: str | None = None
    education_raw: str | None = None
    experience_raw: str | None = None
    benefits_raw: str | None = None
    bonus_raw: str | None = None  # variable pay and the like
    positions_raw: str | None = None  # how many places are open
    reference_raw: str | None = None  # the employer's own number for the vacancy
    via_raw: str | None = None  # the board this one has the ad from
    employer_url: str | None = None
    other_urls: tuple[str, ...] = field(default=())  # the same ad elsewhere, as this board links it
    assumed: tuple[str, ...] = ()  # names of the above that are employers.toml's words: the board states none

    def __post_init__(self) -> None:
        _Sound.__post_init__(self)
        for name in ("board", "board_ref", "url", "title"):
            if not str(getattr(self, name) or "").strip():
                reason = f"{self.url or self.board}: {name} is empty; see spiders/{self.board}.py"
                raise Refused(Refusal.EMPTY, reason)
        if not is_web_address(self.url):
            raise Refused(Refusal.ADDRESS, f"{self.url[:80]!r} is no address of http or https")
        object.__setattr__(self, "other_urls", tuple(map(make_sound, self.other_urls)))
        if self.fetched_at.utcoffset() is None:
            raise ValueError(f"{self.url}: fetched_at has no time zone; see spiders/{self.board}.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBenchmark(_Sound):
    """A board's editorial text on what a role pays in a town; never a posting's pay."""

    board: str
    url: str
    fetched_at: datetime
    occupation_raw: str
    town_raw: str
    text_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(_Sound):
    """Something that could not become a posting, with the reason and the words it came as."""

    board: str
    url: str
    code: Refusal
    reason: str
    words: dict[str, Any]
    part: str = ""  # how board_refs begin in the part of the board that it came from

    def __post_init__(self) -> None:
        _Sound.__post_init__(self)
        words = {make_sound(str(name)): make_sound(str(word)) for name, word in self.words.items()}
        object.__setattr__(self, "words", words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone(_Sound):
    """A posting that its board says is no more: 404, 410 or marked as expired."""

    board: str
    board_ref: str
    url: str
