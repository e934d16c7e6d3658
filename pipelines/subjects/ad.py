"""One posting while it is read: the board's words, the ad's text, and the issues met on the way."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from german.ads.text import read_text
from german.words.markup import without_markup
from german.words.unreadable import Unreadable
from schemas.configuration import Search
from schemas.raw import RawPosting, is_object
from schemas.sound import has_other_scheme
from schemas.vocabulary import Issue

T = TypeVar("T")
Columns = dict[str, Any]  # some columns of a posting by name; a column left out has its default


class Ad:
    """A posting as the readers get it. `title` has no markup, `text` is the ad's text, `words` are both."""

    def __init__(self, raw: RawPosting, search: Search) -> None:
        self.raw = raw
        self.search = search
        self.text = read_text(raw.text_html)
        self.title = without_markup(raw.title)
        self.words = f"{self.title}\n{self.text}"
        self.issues: list[Issue] = []

    def ask(self, issue: Issue, reader: Callable[..., T], *words: Any) -> T | None:
        """What the reader returns; None if it does not understand the words, and then the issue is noted.

        An object where words belong is understood by no reader.
        """
        try:
            if any(map(is_object, words)):
                raise Unreadable("an object where words belong")
            return reader(*words)
        except Unreadable:
            self.issues.append(issue)
            return None


def read_address(url: str | None) -> str | None:
    """An address that the board links, as it stands; Unreadable for another kind than http and https."""
    if url and has_other_scheme(url):
        raise Unreadable(f"no address of http or https: {url[:80]}")
    return one_line(url)


def choose(in_field: T | None, find_in_ad: Callable[[], T | None]) -> T | None:
    """The rule for every fact: what the board's field says, else what the ad says, else nothing.

    Where the field says something, the ad is not read. Values that contradict each other would be weighed here.
    """
    return in_field or find_in_ad()


class Worded(Protocol):
    """What a reader found, with the words it was read from."""

    @property
    def words(self) -> str: ...


def words_of(field: str | None, found: Worded | None) -> str | None:
    """The words that a fact was read from: the board's field, else the words found in the ad."""
    return one_line(field) or (found.words if found else None)


def as_double(number: Decimal | None) -> float | None:
    """A number that was worked out, to two decimals: 39 hours and 25 minutes are 39.42."""
    return None if number is None else float(round(number, 2))


def one_line(text: str | None) -> str | None:
    """The words on one line; None where there are none.

    >>> one_line(" Vollzeit,\\n unbefristet "), one_line(" ")
    ('Vollzeit, unbefristet', None)
    """
    return " ".join(text.split()) or None if text else None
