"""Career feeds in JSON: what the employers' feeds of several ATS have in common."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPlace, RawPosting, RawSalary
from spiders._board import Found, trim
from spiders._career_feeds import CareerFeeds
from spiders._json_feed import count_at, figure_of, read_json, rows_at, value_at, words_at

JsonRow = dict[str, Any]


class JsonFeeds(CareerFeeds):
    """Career feeds in JSON: postings are the rows at `rows`, their plain words stand at the paths of `fields`.

    `select` adds what is no plain word. The employer's name and place of employers.toml stand in for what the feed
    leaves out. No rows mean no openings, as the list itself says so; where the feed states a total, it must agree.
    """

    headers: ClassVar[dict[str, str]] = {"Accept": "application/json"}
    rows: ClassVar[str]  # path of the list of postings; "" where the answer is that list
    total: ClassVar[str | None] = None  # path of the feed's own count
    next_page: ClassVar[str | None] = None  # path of the next page's address
    place: ClassVar[dict[str, str]] = {}  # word of a place -> its path

    def read_list(self, response: Response) -> Iterator[Found]:
        data = read_json(response)
        rows = self.rows_of(data)
        yield from self.read_each(response, rows, self.read_row)
        if self.total and (stated := count_at(data, self.total)) != len(rows):
            raise ValueError(f"the feed says {stated} postings and carries {len(rows)}")
        if self.next_page and (url := value_at(data, self.next_page)):
            yield self.ask_list(response.urljoin(url), employer=response.cb_kwargs["employer"])

    def rows_of(self, data: Any) -> list[JsonRow]:
        """The answer's postings. Raises ValueError where it has no list of them."""
        return rows_at(data, self.rows)

    def read_row(self, row: JsonRow, response: Response) -> RawPosting | None:
        employer: Employer = response.cb_kwargs["employer"]
        row = self.count_keys(row)
        plain = words_at(row, self.fields)
        words = {**plain, "employer_raw": employer.name, **_stated(self.select(row)), **_stated(plain)}
        if words["board_ref"]:
            words["board_ref"] = f"{employer.tenant}/{words['board_ref']}"
        words["places"] = tuple(dict.fromkeys(place for place in words.get("places", ()) if str(place)))
        if not words["places"] and not words.get("remote_raw") and employer.place:
            words["places"] = (RawPlace(words=employer.place),)
        posting = self.posting(response, **words)
        return posting if self.is_new(posting.board_ref) else None

    def select(self, row: JsonRow) -> dict[str, Any]:
        """The words of a posting that stand in no single field: places, pay, the ad's text, remote work."""
        raise NotImplementedError(f"{type(self).__name__}.select")

    def read_places(self, rows: Iterable[JsonRow]) -> tuple[RawPlace, ...]:
        """A place a row, by the paths of `place`; its words in one string count only where no town is named."""
        found = []
        for row in rows:
            words: dict[str, Any] = {name: trim(value) for name, value in words_at(row, self.place).items()}
            found.append(RawPlace(**words | {"words": None if words.get("town") else words.get("words")}))
        return tuple(found)


def make_pay(low: Any, high: Any, currency: str | None, unit: str | None = None) -> RawSalary | None:
    """Pay of a feed's figures; None where it states none.

    >>> str(make_pay(60000, "75000", "EUR", "year")), make_pay(None, "", "EUR")
    ('60000 - 75000 EUR year', None)
    """
    low, high = figure_of(low), figure_of(high)
    return RawSalary(min=low, max=high, currency=currency, unit=unit or None) if low or high else None


def pick_pay(ranges: list[JsonRow], currency: str) -> JsonRow:
    """The range of pay that counts: the only one, else the only one in euros; empty where that is not clear.

    >>> pick_pay([{"in": "USD", "max": 9}, {"in": "EUR", "max": 8}], "in")
    {'in': 'EUR', 'max': 8}
    >>> pick_pay([{"in": "EUR", "max": 9}, {"in": "EUR", "max": 8}], "in")
    {}
    """
    chosen = ranges if len(ranges) == 1 else [one for one in ranges if one.get(currency) == "EUR"]
    return chosen[0] if len(chosen) == 1 else {}


def _stated(words: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value is not None}
