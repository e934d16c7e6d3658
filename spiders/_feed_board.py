"""Boards whose lists are rows, of JSON or of XML. A row is a posting, or leads to one."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response

from schemas.configuration import Employer
from schemas.raw import RawPosting
from schemas.wires import Stat
from spiders._board import Board, Found
from spiders._jobposting import JsonObject, find_page_job
from spiders._jobposting_words import read_job_posting
from spiders._paths import as_list, flag_at, rows_at, stated, value_at, words_at
from spiders._posting import fill_in
from spiders._responses import answered_at, read_json, read_page
from spiders._row_words import Row as Row
from spiders._row_words import read_pay, read_places, read_text
from spiders._xml_feed import read_object, read_xml

USUAL = {"board_ref": "id", "title": "title", "url": "url"}  # where a row's words are unless `fields` says otherwise


class FeedBoard(Board):
    """A board whose lists are rows: JSON objects, or an XML feed's elements turned into such objects.

    Its facts are JMESPath paths: to what a response says of itself, and to the words of a row. A board adds in
    `words_of` what no path reaches.

    >>> response = {"anzahl": 1, "jobs": [{"aktiv": False, "nummer": 6}, {
    ...     "aktiv": True, "nummer": 7, "title": "IT-Leitung", "angelegt": "16.11.2026", "homeoffice": True,
    ...     "firma": {"name": "Muster GmbH"}, "modell": ["Vollzeit", "Teilzeit"],
    ...     "text": "<p>Wir</p>", "teile": [{"kopf": "Profil", "html": "<p>Sie</p>"}],
    ...     "werke": [{"name": "Werk 1", "anschrift": {"plz": "42781", "ort": "Haan"}}, {"name": "Werk 2"}],
    ...     "gehalt": {"min": 7200000, "max": 8400000, "currency": "EUR", "period": "year"}}]}
    >>> class Muster(FeedBoard):
    ...     name = "muster"
    ...     rows, total = "jobs", "anzahl"
    ...     keep_rows_where = "aktiv"
    ...     fields = {
    ...         "board_ref": "nummer",
    ...         "url": "link",
    ...         "employer_raw": "firma.name",
    ...         "posted_raw": "online_seit || angelegt",
    ...         "employment_raw": "modell",
    ...         "remote_raw": "homeoffice && 'Homeoffice'",
    ...     }
    ...     text, section = ("text", "teile"), "<h3>{kopf}</h3>{html}"
    ...     places, place, address = ("werke",), {"words": "name"}, "anschrift"
    ...     pay, pay_in_cents = "gehalt", True
    >>> (row,) = Muster().rows_of(response)
    >>> for name, words in Muster().words_of(row).items():
    ...     print(name, "=", [str(one) for one in words] if name == "places" else words)
    board_ref = 7
    title = IT-Leitung
    url = None
    employer_raw = Muster GmbH
    posted_raw = 16.11.2026
    employment_raw = ['Vollzeit', 'Teilzeit']
    remote_raw = Homeoffice
    places = ['42781 Haan', 'Werk 2']
    text_html = <p>Wir</p>
    <h3>Profil</h3><p>Sie</p>
    salary_fields = 72000.0 - 84000.0 EUR year
    """

    root: ClassVar[str | None] = None  # root element of an XML response; without it the response is JSON
    rows: ClassVar[str] = "@"  # the list of rows; "@" where the response is that list
    keep_rows_where: ClassVar[str | None] = None  # rows for which this is false are skipped; it has to be a boolean
    total: ClassVar[str | None] = None  # the response's own count of all rows
    absent_if_none: ClassVar[bool] = False  # whether the response leaves out the list when that count is zero
    pages: ClassVar[str | None] = None  # the response's own count of pages
    next_page: ClassVar[str | None] = None  # the next page's address
    newest_first: ClassVar[bool] = False  # if so, it is read only as far as postings that the last runs know
    newest_only: ClassVar[bool] = False  # if so, its list is of the newest: what it shows no longer is carried over
    posting_url: ClassVar[str | None] = None  # a posting's address, with {board_ref} and the {host} of the response
    text: ClassVar[tuple[str, ...]] = ()  # the ad's parts: words, or sections with their headings
    section: ClassVar[str] = "<h3>{title}</h3>\n{body}"  # a section as HTML
    places: ClassVar[tuple[str, ...]] = ()  # places: words, or objects, "@" for the row itself
    place: ClassVar[dict[str, str]] = {}  # part of a place -> its path in such an object, where that is not PLACE
    address: ClassVar[str] = "@"  # the address within such an object
    pay: ClassVar[str | None] = None  # an object with figures of pay; of several, the one in euros counts
    pay_in_cents: ClassVar[bool] = False
    # Where a row leads to its posting:
    detail_url: ClassVar[str | None] = None  # its JSON overrides the row: an address with {board_ref} or {base64}
    posting_urls: ClassVar[str | None] = None  # a page with a JobPosting: expression for its address
    page_at: ClassVar[str] = "url"  # path of that page's address, unless `address_of` makes it
    stamp: ClassVar[str] = "@"  # path of what in a row changes whenever its posting does

    def read_list(self, response: Response) -> Iterator[Found | None]:
        data = self.open_response(response)
        rows, refs = self.rows_of(data), set()
        if self.newest_only:
            self.crawler.stats.set_value(Stat.READ_DOWN, True)
        for found in self.read_each(response, rows, self.read_kept):
            if isinstance(found, RawPosting):
                refs.add(found.board_ref)
            yield found
        if not (self.newest_first and self.reached_known_postings(refs)):
            yield from self.ask_next(response, data, rows)

    def open_response(self, response: Response) -> Any:
        """The response's JSON, or its XML in the same form. Raises ValueError for any other response."""
        if self.root is None:
            return read_json(response)
        root = read_xml(response, self.rows.split(".")[-1])
        if root.tag != self.root:
            raise ValueError(f"the response is <{root.tag}>, not <{self.root}>")
        return read_object(root)

    def rows_of(self, data: Any) -> list[Row]:
        """A response's rows. Raises ValueError if it has no list of rows."""
        if self.root is not None:
            rows = as_list(value_at(data, self.rows))
            parts = data.values() if isinstance(data, dict) and "." not in self.rows else ()
            if not rows and any(isinstance(one, dict | list) for one in parts):
                raise ValueError(f"<{self.root}> holds no <{self.rows}>, but others")  # that states no zero
        elif self.absent_if_none and value_at(data, self.rows) is None and value_at(data, str(self.total)) == 0:
            rows = []
        else:
            rows = rows_at(data, self.rows)
        return [row for row in rows if not self.is_skipped(row)]

    def is_skipped(self, row: Row) -> bool:
        """Whether a row is none of those to be read; one of which nobody can tell is not skipped, but refused."""
        with suppress(ValueError):
            return not self.is_kept(row)
        return False

    def is_kept(self, row: Row) -> bool:
        """Whether a row is to be read. Raises ValueError where it states so by something else than a boolean."""
        return self.keep_rows_where is None or flag_at(row, self.keep_rows_where, usually=True)

    def read_kept(self, row: Row, response: Response) -> Found | None:
        """What a row that was not skipped becomes."""
        return self.read_row(row, response) if self.is_kept(row) else None

    def ask_next(self, response: Response, data: Any, rows: list[Row]) -> Iterator[Request]:
        """The requests that follow these rows. Raises ValueError if rows are missing that cannot be fetched."""
        yield from self.asks.ask_next(self, response, data, rows)

    def read_row(self, row: Row, response: Response) -> Found | None:
        """The posting of a row, or the request for it; None for a posting met before."""
        if self.detail_url:
            ref = str(row[self.fields["board_ref"]])
            url = self.detail_url.format(board_ref=ref, base64=quote(b64encode(ref.encode()), safe="="))
            return self.ask_row(url, ref, row, response)
        if self.posting_urls:
            url = self.address_of(row, response)
            return self.ask_row(url, self.ref_of(url, response), row, response)
        posting = self.make_posting(row, response)
        return self.only_once(posting)

    def make_posting(self, row: Row, response: Response) -> RawPosting:
        """The posting of a row. Raises ValueError if it lacks a key, an address or a title."""
        words = self.asks.complete(self.words_of(self.noted(row)), response)
        if ref := words["board_ref"]:
            if self.posting_url:
                words["url"] = self.posting_url.format(board_ref=ref, host=urlsplit(response.url).hostname)
            if part := self.asks.part_of(response):
                words["board_ref"] = f"{part}{ref}"
        return self.posting(response, **words)

    def words_of(self, row: Row) -> Row:
        """A row's words by the names of RawPosting; None where it states nothing. `fields` overrides general paths."""
        plain = words_at(row, {**USUAL, **self.fields})
        plain = {name: None if isinstance(value, dict | bool) else value for name, value in plain.items()}
        parts = {
            "places": read_places(row, self.places, self.place, self.address),
            "text_html": read_text(row, self.text, self.section),
            "salary_fields": read_pay(row, self.pay, in_cents=self.pay_in_cents) if self.pay else None,
        }
        return {**plain, **stated(parts), **stated(plain)}

    def address_of(self, row: Row, response: Response) -> str:
        """The address of a row's page."""
        return str(value_at(row, self.page_at))

    def ref_of(self, url: str, response: Response) -> str:
        """The `board_ref` in a page's address. Raises ValueError for an address that is not a posting's."""
        if not (number := re.search(str(self.posting_urls), url)):
            raise ValueError(f"no posting's address: {url}")
        return f"{self.asks.part_of(response)}{number[1]}"

    def ask_row(self, url: str, ref: str, row: Row | None, response: Response) -> Request | None:
        """The request for a row's posting; None for a posting met before."""
        if not self.is_new(ref):
            return None
        facts = {**self.asks.facts_of(response), "row": row, "listed_at": answered_at(response)}
        return self.ask_posting(url, ref, stamp=value_at(row, self.stamp), **facts)

    def read_posting(self, response: Response) -> RawPosting:
        if self.posting_urls:
            return self.read_job(find_page_job(read_page(response).selector), response, url=response.url)
        return self.make_posting(self.read_detail(response), response)

    def read_detail(self, response: Response) -> Row:
        """A row of the list, overridden by what the posting's own response states."""
        return {**response.cb_kwargs["row"], **stated(read_json(response), (None, "", [], {}))}

    def read_job(self, job: JsonObject, response: Response, **words: Any) -> RawPosting:
        """The posting of a JobPosting, whose identifier is the board's own, not the employer's reference number."""
        known = {"board_ref": response.cb_kwargs.get("board_ref"), "reference_raw": None}
        read = {**read_job_posting(job, response.url), **known, **words}
        employer: Employer | None = response.cb_kwargs.get("employer")
        return self.posting(response, **fill_in(read, employer_raw=employer and employer.name))
