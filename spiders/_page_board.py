"""Boards of pages: lists or sitemaps lead to postings, which carry schema.org JobPosting, `fields`, or both."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag, urlsplit

from scrapy.http import Response, TextResponse

from schemas.raw import RawPlace, RawPosting
from spiders._board import Board, Found, digest
from spiders._jobposting import JsonObject, find_in_json, find_job_postings, merge_towns
from spiders._jobposting_words import read_job_posting
from spiders._json_ld import read_json_ld
from spiders._page_links import find_cards, words_on
from spiders._paths import value_at
from spiders._responses import read_page
from spiders._xml_feed import find_lastmods, find_locations, read_xml, take_broken
from spiders._xml_rows import BrokenRow


class PageBoard(Board):
    r"""A board read from its pages.

    Links and sitemap addresses that match `posting_urls` are postings; the expression's group, else the address's
    path, is their `board_ref`. Without `posting_urls` the lists carry the postings themselves (a list page with
    JSON-LD, or a DataFeed in JSON). `fields` are CSS selectors; the first match with words counts, and overrides
    what the JobPosting says.

    >>> class Muster(PageBoard):
    ...     name = "muster"
    ...     posting_urls = r"/stelle/[a-z-]+-(\d+)$"
    ...     none_words = "keine (?:Stellen|Treffer)"
    ...     fields = {"hours_raw": ".stunden::text", "places": ".ort::text"}
    >>> from scrapy.http import HtmlResponse
    >>> board, page = Muster(), "https://muster.example/stelle/leiter-it-7"
    >>> board.ref_of(page, HtmlResponse("https://muster.example/stellen"))
    '7'
    >>> board.says_none(HtmlResponse(page, body=b"<p>Leider keine Treffer</p>"))
    True
    >>> words = board.words_of_fields(HtmlResponse(page, body=b'<i class="stunden">38,5 </i><i class="ort">Haan</i>'))
    >>> words["hours_raw"], [str(place) for place in words["places"]]
    ('38,5', ['Haan'])
    """

    posting_urls: str | None = None  # matched against this host's addresses; if it contains "//", against any host's
    next_page: str | None = None  # CSS selector of the link to a list's next page
    none_words: str | None = None  # expression for how a list says that it has no postings

    def read_list(self, response: Response) -> Iterator[Found | None]:
        depth = response.cb_kwargs.get("sitemap", 0)
        if depth:
            yield from self.read_sitemap(response, depth)
        elif self.posting_urls is None:
            yield from self.read_postings(response)
        else:
            cards = find_cards(read_page(response), lambda url: self.ref_of(url, response))
            yield from self.ask_postings(cards, response)
            if self.next_page and (following := read_page(response).css(self.next_page).get()):
                yield self.ask_list(response.urljoin(following), **self.asks.facts_of(response))

    def read_sitemap(self, response: Response, depth: int) -> Iterator[Found]:
        """A sitemap, or an index of sitemaps; a sitemap named by an index may be without postings."""
        root = read_xml(response, "url")
        broken = take_broken(root)
        urls, stamps = find_locations(root), find_lastmods(root)
        if root.tag.endswith("sitemapindex") and depth < 3:
            yield from (self.ask_list(url, sitemap=depth + 1) for url in urls)
            return
        yield from self.ask_postings({url: stamps.get(url) for url in urls}, response, broken, may_be_none=depth > 1)

    def ask_postings(
        self,
        stamps: Mapping[str, str | None],
        response: Response,
        broken: Sequence[BrokenRow] = (),
        *,
        may_be_none: bool = False,
    ) -> Iterator[Found]:
        """A request for each posting among these addresses that is new; `broken` names others, which are rejected."""
        refs = {urldefrag(url).url: ref for url in stamps if (ref := self.ref_of(url, response))}
        if not refs and not broken and not may_be_none and not self.says_none(response):
            raise ValueError("no posting is linked, and the page does not say that there are none")

        def ask(url: str, response: Response) -> Found | None:
            if not self.is_new(ref := refs[url]):
                return None
            return self.ask_posting(url, ref, stamp=stamps.get(url), **self.asks.facts_of(response))

        yield from self.read_each(response, [*refs, *broken], ask)

    def ref_of(self, url: str, response: Response) -> str | None:
        """The `board_ref` in a posting's address; None for an address that is not a posting's."""
        pattern = self.posting_urls or ".*"
        match = re.search(pattern, url)
        if match is None or ("//" not in pattern and host_of(url) != host_of(response.url)):
            return None
        return self.asks.part_of(response) + (match.group(1) if match.re.groups else urlsplit(url).path)

    def says_none(self, response: Response) -> bool:
        """Whether a list states, in the board's own words, that it has no postings."""
        return bool(self.none_words and re.search(self.none_words, words_on(read_page(response))))

    def read_postings(self, response: Response) -> Iterator[Found]:
        """The postings that a list carries itself; a DataFeed's own count must agree."""
        page, total, unreadable = read_page(response), None, list[str]()
        if page.text.lstrip()[:1] in ("{", "["):
            feed = read_json_ld(page.text)
            jobs, total = find_in_json(feed), value_at(feed, "[0].numberofitems")
        else:
            jobs, unreadable = find_job_postings(page.selector)
        yield from (self.reject(page.url, reason, {}) for reason in unreadable)
        yield from self.read_each(response, merge_towns(jobs), self.read_job)
        if total is not None and total != len(jobs):
            raise ValueError(f"the feed says {total} postings and carries {len(jobs)}")
        if not jobs and total is None and not self.says_none(response):
            raise ValueError("no JobPosting on this list, and it does not say that there are none")

    def read_job(self, job: JsonObject, response: Response) -> Found | None:
        """One of several postings of a page."""
        words = read_job_posting(job, response.url)
        ref = find_ref(words, response.url)
        words["board_ref"] = ref and self.asks.part_of(response) + ref
        posting = self.posting(response, **self.asks.complete(words, response))
        return self.only_once(posting)

    def read_posting(self, response: Response) -> RawPosting:
        page = read_page(response)
        found, unreadable = find_job_postings(page.selector)
        jobs = merge_towns(found)
        if not jobs and "title" not in self.fields:
            raise ValueError("; ".join(unreadable) or "the page has no JobPosting")
        if len(jobs) > 1:
            jobs = [job for job in jobs if read_job_posting(job, response.url)["url"] == response.url]
            if len(jobs) != 1:
                raise ValueError("the page has several JobPostings, and none names this address")
        words = read_job_posting(jobs[0], response.url) if jobs else {"title": None}
        words |= {"url": response.url, "board_ref": response.cb_kwargs["board_ref"], **self.words_of_fields(page)}
        return self.posting(response, **self.asks.complete(words, response))

    def words_of_fields(self, page: TextResponse) -> dict[str, Any]:
        """The first words that each selector of `fields` finds; for places, all of them."""
        found: dict[str, Any] = {}
        for name, selector in self.fields.items():
            values = [value.strip() for value in page.css(selector).getall() if value.strip()]
            if values:
                found[name] = tuple(RawPlace(words=value) for value in values) if name == "places" else values[0]
        return found


def host_of(url: str) -> str | None:
    """The host of an address; None for what is no address.

    >>> host_of("https://markt.example/stelle/7"), host_of("https://[markt.example/stelle/7")
    ('markt.example', None)
    """
    with suppress(ValueError):
        return urlsplit(url).hostname
    return None


def find_ref(words: Mapping[str, Any], page_url: str) -> str | None:
    """The key of one of several postings of a page: its identifier, or the path of its own address.

    Where it has neither, its title and employer make one, which lasts as long as they do; None where one is missing.

    >>> words = {"board_ref": None, "url": "https://muster.example/", "title": "CIO", "employer_raw": "Muster GmbH"}
    >>> find_ref(words, "https://muster.example/"), find_ref(words | {"employer_raw": None}, "https://muster.example/")
    ('1e65ba8c592ce4a2', None)
    >>> find_ref(words | {"url": "https://muster.example/stelle/7"}, "https://muster.example/")
    '/stelle/7'
    """
    ref: str | None = words["board_ref"]
    if ref or words["url"] != page_url:
        return ref or urlsplit(words["url"]).path
    said = [words["title"], words["employer_raw"]]
    return digest(said) if all(said) else None
