"""A board whose answers carry postings as rows, of JSON or of XML, and where a row has its words."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from schemas.raw import RawPlace, RawPosting, RawSalary
from spiders._board import Board, Found, trim
from spiders._json_feed import as_list, figure_of, number_of, read_json, rows_at, value_at, word_at, words_at
from spiders._xml_feed import read_object, read_xml

Row = dict[str, Any]

USUAL = {"board_ref": "id", "title": "title", "url": "url"}  # where they stand unless `fields` says otherwise
PLACE = {  # the parts of a place by their usual names
    "street": "street|streetAddress|strasse hausnummer",
    "postal_code": "postal_code|postalCode|zip_code|zipCode|plz|PLZ",
    "town": "city|addressLocality|stadt|ort|Ort",
    "region": "region|state|state_name|addressRegion|bundesland",
    "country": "country_code|countryCode|country|addressCountry|land",
}
POINT = {"latitude": "latitude|lat|breite|Breite", "longitude": "longitude|lng|long|lon|laenge|Laenge"}
PAY = {
    "min": "min|minValue|min_cents",
    "max": "max|maxValue|max_cents",
    "currency": "currency|currencyCode|currency_type",
    "unit": "period|interval|type",
}
_UNIT = re.compile(r"^(?:1 |per-)|-(?:salary|wage)$")  # `1 YEAR`, `per-year-salary`


class FeedBoard(Board):
    """A board whose answers are rows: objects of JSON, or an XML feed's elements as JSON would have them.

    Facts say by paths (`_json_feed.words_at`) where a row has its words: `fields` the plain ones, the others what has
    parts. `select` adds what no path reaches. A plain word goes before what is selected.
    """

    root: ClassVar[str | None] = None  # root element of an XML answer; without it the answer is JSON
    rows: ClassVar[str] = ""  # path of the list of rows; "" where the answer is that list
    next_page: ClassVar[str | None] = None  # path of the next page's address
    page_url: ClassVar[str | None] = None  # what is asked instead of it: an address with the number of the {page}
    page_limit: ClassVar[int] = 60
    newest_first: ClassVar[bool] = False  # then it is read down to what the last runs know
    only: ClassVar[dict[str, tuple[Any, ...]]] = {}  # path -> values; a row with another value is none of ours
    posting_url: ClassVar[str | None] = None  # a posting's address, with {board_ref} and the {host} of the answer
    unstated: ClassVar[tuple[Any, ...]] = ()  # values that say nothing
    text: ClassVar[tuple[str, ...]] = ()  # paths of the ad's parts: words, or sections with their headings
    section: ClassVar[str] = "<h3>{title}</h3>\n{body}"  # a section as HTML
    places: ClassVar[tuple[str, ...]] = ()  # paths of places: words, or objects, "" for the row itself
    place: ClassVar[dict[str, str]] = {}  # word of a place -> its path in such an object, where that is not PLACE
    address: ClassVar[str] = ""  # path of the address within such an object
    hidden: ClassVar[str] = "hidden"  # path of a tick in it: the place is not to be shown
    pay_at: ClassVar[str | None] = None  # path of pay in fields; of several objects there the one in euros counts
    pay_in_cents: ClassVar[bool] = False
    remote: ClassVar[dict[str, str]] = {}  # path -> what is said by a tick there

    def read_list(self, response: Response) -> Iterator[Found | None]:
        data = self.read_answer(response)
        rows = self.rows_of(data)
        met = set()
        for found in self.read_each(response, rows, self.read_row):
            if isinstance(found, RawPosting):
                met.add(found.board_ref)
            yield found
        if not (self.newest_first and self.is_read_down(met)):
            yield from self.read_on(response, data, rows)

    def read_answer(self, response: Response) -> Any:
        """The answer's JSON, or its XML in the same form. Raises ValueError for any other answer."""
        if self.root is None:
            return read_json(response)
        root = read_xml(response)
        if root.tag != self.root:
            raise ValueError(f"the answer is <{root.tag}>, not <{self.root}>")
        return read_object(root)

    def rows_of(self, data: Any) -> list[Row]:
        """The answer's postings. Raises ValueError where it has no list of them."""
        rows = rows_at(data, self.rows) if self.root is None else as_list(value_at(data, self.rows))
        return [row for row in rows if all(value_at(row, path) in values for path, values in self.only.items())]

    def read_on(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        """The question for the next page. Raises ValueError where these rows are not all there is to be had."""
        page, (around, _, _) = response.cb_kwargs.get("page", 1), (self.next_page or "").rpartition(".")
        if not rows and page == 1:
            raise ValueError("no postings on the first page")
        if value_at(data, around) is None:
            raise ValueError(f"{around!r} is missing: whether there is a next page is not known")
        if self.next_page and (url := value_at(data, self.next_page)):
            if page == self.page_limit:
                raise ValueError(f"more than {page} pages; the rest is not read")
            url = self.page_url.format(page=page + 1) if self.page_url else response.urljoin(url)
            yield self.ask_list(url, page=page + 1)

    def read_row(self, row: Row, response: Response) -> Found | None:
        """The posting of a row, or the question for it; None for one that has been met before."""
        posting = self.posting(response, **self.words_of(self.count_keys(row), response))
        return posting if self.is_new(posting.board_ref) else None

    def words_of(self, row: Row, response: Response) -> dict[str, Any]:
        """A row's words by the names of RawPosting; None where it states nothing."""
        plain = words_at(row, {**USUAL, **self.fields}, self.unstated)
        plain = {name: None if isinstance(value, dict | bool) else value for name, value in plain.items()}
        if self.posting_url and plain["board_ref"]:
            host = urlsplit(response.url).hostname
            plain["url"] = self.posting_url.format(board_ref=plain["board_ref"], host=host)
        return {**plain, **_stated(self.select(row)), **_stated(plain)}

    def select(self, row: Row) -> dict[str, Any]:
        """What stands in no single field: places, pay, the ad's text, remote work."""
        return {
            "places": self.places_of(row),
            "text_html": self.text_of(row),
            "salary_fields": self.pay_of(row),
            "remote_raw": [words for path, words in self.remote.items() if value_at(row, path)] or None,
        }

    def places_of(self, row: Row) -> tuple[RawPlace, ...]:
        """A row's places, each once; its words in one string count only where no town is named."""
        found = (one for paths in self.places for one in as_list(word_at(row, paths)))
        read = (self.read_place(one) for one in found)
        return tuple(dict.fromkeys(place for place in read if str(place) or place.latitude is not None))

    def read_place(self, place: Any) -> RawPlace:
        if not isinstance(place, dict):
            return RawPlace(words=trim(place))
        if value_at(place, self.hidden):
            return RawPlace()
        parts = words_at(value_at(place, self.address), PLACE) | words_at(place, self.place)
        words: dict[str, Any] = {name: _line(value) for name, value in parts.items()}
        words |= {name: number_of(value) for name, value in words_at(place, POINT).items()}
        return RawPlace(**words | {"words": None if words["town"] else words.get("words")})

    def text_of(self, row: Row) -> str | None:
        """The ad's parts, one below the other; HTML that is escaped as a whole is freed of that."""
        found = (one for paths in self.text for one in as_list(word_at(row, paths)))
        parts = [self.section.format_map(_Blank(one)) if isinstance(one, dict) else str(one) for one in found]
        return "\n".join(unescape(one) if "&lt;" in one and "<" not in one else one for one in parts) or None

    def pay_of(self, row: Row) -> RawSalary | None:
        """Pay in fields; None where none is stated, or where it is not clear which of several counts."""
        pays = [] if self.pay_at is None else self.pays_of(row, self.pay_at)
        if len(pays) > 1:
            pays = [pay for pay in pays if word_at(pay, PAY["currency"]) == "EUR"]
        pay = words_at(pays[0] if len(pays) == 1 else None, PAY)
        if self.pay_in_cents:
            pay |= {name: pay[name] and pay[name] / 100 for name in ("min", "max")}
        return make_pay(pay["min"], pay["max"], pay["currency"], pay["unit"])

    def pays_of(self, row: Row, path: str) -> list[Row]:
        """What a row says of pay at a path."""
        return as_list(value_at(row, path))


def make_pay(low: Any, high: Any, currency: str | None, unit: str | None = None) -> RawSalary | None:
    """Pay of a feed's figures; None where it states none.

    >>> str(make_pay(60000, "75000", "EUR", "per-year-salary")), make_pay(None, "", "EUR")
    ('60000 - 75000 EUR year', None)
    """
    low, high, period = figure_of(low), figure_of(high), _UNIT.sub("", str(unit or ""))
    return RawSalary(min=low, max=high, currency=currency, unit=period or None) if low or high else None


class _Blank(dict[str, Any]):
    """A section's parts, with nothing for those that it lacks."""

    def __getitem__(self, key: str) -> Any:
        return self.get(key) or ""

    def __missing__(self, key: str) -> str:
        return ""


def _line(value: Any) -> str | None:
    """A word of a place; what is put together of two has a blank between them, an object is none."""
    return None if isinstance(value, dict) else trim(" ".join(map(str, as_list(value))))


def _stated(words: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value is not None}
