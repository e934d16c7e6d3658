"""A board of pages: lists or a sitemap lead to postings, which carry schema.org JobPosting, `fields`, or both."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, ClassVar
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from schemas.raw import RawPlace, RawPosting
from spiders._board import Board, Found
from spiders._jobposting import JsonObject, find_in_json, find_job_postings, merge_towns, read_job_posting
from spiders._json_feed import value_at
from spiders._json_ld import read_json_ld
from spiders._xml_feed import find_lastmods, find_locations, read_xml


class PageBoard(Board):
    """A board read from its pages.

    Links and sitemap addresses that match `posting_urls` are postings; the expression's group, else the address's
    path, is their `board_ref`. Without `posting_urls` the lists carry the postings themselves (a list page with
    JSON-LD, or a DataFeed in JSON). `fields` are CSS selectors; the first match with words counts and goes before
    what the JobPosting says.
    """

    sitemap_urls: ClassVar[tuple[str, ...]] = ()
    posting_urls: ClassVar[str | None] = None  # matched on this host's addresses; with "//" in it, on any host's
    next_page: ClassVar[str | None] = None  # CSS selector of the link to a list's next page
    none_words: ClassVar[str | None] = None  # expression for how a list says that it has no postings

    def first_questions(self) -> Iterator[Request]:
        yield from super().first_questions()
        for url in self.sitemap_urls:
            yield self.ask_list(url, sitemap=1)

    def read_list(self, response: Response) -> Iterator[Found | None]:
        depth = response.cb_kwargs.get("sitemap", 0)
        if depth:
            root = read_xml(response)
            urls, stamps = find_locations(root), find_lastmods(root)
            if root.tag.endswith("sitemapindex") and depth < 3:
                yield from (self.ask_list(url, sitemap=depth + 1) for url in urls)
                return
        elif self.posting_urls is None:
            yield from self.read_postings(response)
            return
        else:
            stamps = find_cards(read_page(response), lambda url: self.ref_of(url, response.url))
            urls = list(stamps)
        refs = {urldefrag(url).url: ref for url in urls if (ref := self.ref_of(url, response.url))}
        if not refs and depth < 2 and not self.says_none(response):
            raise ValueError("no posting is linked, and the page does not say that there are none")
        for url, ref in refs.items():
            if self.is_new(ref):
                yield self.ask_posting(url, board_ref=ref, stamp=stamps.get(url))
        if not depth and self.next_page and (following := read_page(response).css(self.next_page).get()):
            yield self.ask_list(response.urljoin(following))

    def ref_of(self, url: str, list_url: str) -> str | None:
        """The `board_ref` of a posting's address; None for the address of something else."""
        pattern = self.posting_urls or ".*"
        match = re.search(pattern, url)
        if match is None or ("//" not in pattern and urlsplit(url).hostname != urlsplit(list_url).hostname):
            return None
        return match.group(1) if match.re.groups else urlsplit(url).path

    def says_none(self, response: Response) -> bool:
        """Whether a list states, in the board's own words, that it has no postings."""
        return bool(self.none_words and re.search(self.none_words, words_on(read_page(response))))

    def read_postings(self, response: Response) -> Iterator[Found]:
        """Postings that a list carries itself; a DataFeed's own count must agree."""
        page, stated, unreadable = read_page(response), None, list[str]()
        if page.text.lstrip()[:1] in ("{", "["):
            feed = read_json_ld(page.text)
            jobs, stated = find_in_json(feed), value_at(feed, "numberofitems")
        else:
            jobs, unreadable = find_job_postings(page.selector)
        yield from (self.reject(page.url, reason, {}) for reason in unreadable)
        yield from self.read_each(response, merge_towns(jobs), self.read_job)
        if stated is not None and stated != len(jobs):
            raise ValueError(f"the feed says {stated} postings and carries {len(jobs)}")
        if not jobs and stated is None and not self.says_none(response):
            raise ValueError("no JobPosting on this list, and it does not say that there are none")

    def read_job(self, job: JsonObject, response: Response) -> RawPosting | None:
        """One of several postings of a page: known by its own address or identifier."""
        words = read_job_posting(job, response.url)
        own = urlsplit(words["url"]).path if words["url"] != response.url else None
        posting = self.posting(response, **{**words, "board_ref": words["board_ref"] or own})
        return posting if self.is_new(posting.board_ref) else None

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
        return self.posting(response, **words)

    def words_of_fields(self, page: TextResponse) -> dict[str, Any]:
        """The first words each selector of `fields` finds; of places all."""
        found: dict[str, Any] = {}
        for name, selector in self.fields.items():
            values = [value.strip() for value in page.css(selector).getall() if value.strip()]
            if values:
                found[name] = tuple(RawPlace(words=value) for value in values) if name == "places" else values[0]
        return found


def read_page(response: Response) -> TextResponse:
    """The answer as a page. Raises ValueError for a picture, a PDF and the like."""
    if not isinstance(response, TextResponse):
        raise ValueError("the board answers no page but another kind of file")
    return response


def words_on(page: TextResponse) -> str:
    """All that a page shows, on one line."""
    texts: list[str] = page.xpath("//body//text()[not(parent::script or parent::style)]").getall()
    return " ".join(" ".join(texts).split())


def find_links(page: Response) -> list[str]:
    """The addresses that a page links; what is no address is passed over."""
    return [url for url, _ in _anchors(page)]


def find_cards(page: Response, ref_of: Callable[[str], str | None]) -> dict[str, str]:
    """What a list says of each posting that it links: the words of the largest element that links no other posting."""
    anchors = [(url, ref, anchor) for url, anchor in _anchors(page) if (ref := ref_of(url))]
    linked: dict[Any, set[str]] = {}
    for _, ref, anchor in anchors:
        for element in (anchor, *anchor.iterancestors()):
            linked.setdefault(element, set()).add(ref)
    cards = {}
    for url, _, anchor in anchors:
        card = anchor
        while card.getparent() is not None and len(linked[card.getparent()]) == 1:
            card = card.getparent()
        cards[url] = " ".join("".join(card.itertext()).split())
    return cards


def _anchors(page: Response) -> Iterator[tuple[str, Any]]:
    for anchor in page.css("a[href]") if isinstance(page, TextResponse) else ():
        with suppress(ValueError):
            yield urldefrag(page.urljoin(anchor.attrib["href"])).url, anchor.root
