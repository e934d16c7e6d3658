"""What a page offers a crawl: postings in JSON-LD, a sitemap, feeds, links to postings, a feed of a known kind."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from crawls.archive.recorded_response import RecordedResponse
from crawls.manners.barrier_pages import find_class
from scouting.address_forms import find_patterns, prefer_jobs
from scouting.known_feeds import find_known_feeds
from spiders._jobposting import JsonObject, find_in_json, find_job_postings, merge_towns
from spiders._jobposting_words import read_job_posting
from spiders._json_ld import read_json_ld
from spiders._page_board import find_ref
from spiders._page_links import find_links
from spiders._xml_feed import find_locations, read_xml

MANY = 500  # most postings of a sitemap
_FEEDS = (
    'link[rel~="alternate"][type*="rss"], link[rel~="alternate"][type*="atom"], link[rel~="alternate"][type*="json"]'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was found. `facts` are a PageBoard's, with `list_urls` or `sitemap_urls`; empty if it cannot read it."""

    facts: dict[str, Any]
    postings: int  # JobPostings on the page itself
    feeds: tuple[str, ...] = ()
    is_feed: str | None = None  # JSON or XML: the page itself is a feed of some unknown kind
    known: tuple[dict[str, str], ...] = ()  # employers' feeds of kinds that are already read
    shown: tuple[str, ...] = ()  # what would be read, in words


class Look(Spider):
    """Requests a page, a sitemap that robots.txt names, and one of what may be its postings, or two.

    The second is of another form of addresses, and asked for where the first is no JobPosting.
    """

    name = "look"
    url: str
    sitemaps: ClassVar[int] = 2  # the second is one that the first names

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self.url)

    def parse(self, response: Response) -> Iterator[Request]:
        self.page = response
        yield Request(urljoin(response.url, "/robots.txt"), self.read_robots, errback=self.ask_posting)

    def read_robots(self, response: Response) -> Iterator[Request]:
        if maps := find_sitemaps(response):
            yield Request(maps[0], self.read_map, errback=self.ask_posting, cb_kwargs={"left": self.sitemaps - 1})
        else:
            yield from self.ask_posting()

    def read_map(self, response: Response, left: int) -> Iterator[Request]:
        try:
            root = read_xml(response)
            urls = find_locations(root)
        except ValueError:
            root, urls = None, []
        parts = prefer_jobs(urls) if left and root is not None and root.tag.endswith("sitemapindex") else []
        if parts:
            yield Request(parts[0], self.read_map, errback=self.ask_posting, cb_kwargs={"left": left - 1})
        else:
            yield from self.ask_posting(urls=urls)

    def ask_posting(self, failure: object = None, urls: Sequence[str] = ()) -> Iterator[Request]:
        links, site = [*urls, *find_links(self.page)], urljoin(self.page.url, "/")
        candidates: list[str] = []
        for pattern in find_patterns(links, self.page.url)[:2]:
            candidates += islice((url for url in links if url.startswith(site) and re.search(pattern, url)), 1)
        yield from (Request(url, self.have_posting, cb_kwargs={"others": candidates[1:]}) for url in candidates[:1])

    def have_posting(self, response: Response, others: Sequence[str]) -> Iterator[Request]:
        """The posting is now in the archive. If it is none, another form of addresses may be that of the postings."""
        if not _is_posting(response):
            yield from (Request(url, self.have_posting, cb_kwargs={"others": []}) for url in others)


def find_form(responses: Sequence[RecordedResponse], url: str) -> Form:
    """What the responses to `Look` (or a saved page alone) offer. Raises ValueError if the page could not be had."""
    pages = {response.url: respond(response) for response in responses if response.status == 200}
    page = pages.get(follow(responses, url))
    if page is None:
        status = next((response.status for response in responses if response.url == url), None)
        raise ValueError(f"{url} answers {status}" if status else f"{url} gives no answer, or robots.txt forbids it")
    if not isinstance(page, TextResponse):
        raise ValueError(f"{url} is not a page but another kind of file")
    if in_the_way := find_class(page):
        raise ValueError(f"{url} is not a page of the board but a barrier: {in_the_way[0]} ({in_the_way[1]})")
    robots = next((one for one in pages.values() if urlsplit(one.url).path == "/robots.txt"), None)
    start = page.text.lstrip()[:200].lower()
    if start.startswith(("{", "[")):
        jobs = _jobs_in_json(page.text)
        return _form_of_jobs(jobs, page.url) if jobs else Form(facts={}, postings=0, is_feed="JSON")
    if start.startswith("<?xml") and "<!doctype html" not in start and "<html" not in start:
        return _form_of_xml(page)
    jobs = find_job_postings(page.selector)[0]
    known = tuple(find_known_feeds(f"{page.url}\n{page.text}", page.url))
    feeds = tuple(urljoin(page.url, link) for link in page.css(_FEEDS).xpath("@href").getall())
    facts = _facts(page, robots, pages, len(jobs))
    if len(jobs) > 1 and "posting_urls" not in facts:
        return replace(_form_of_jobs(jobs, page.url), feeds=feeds, known=known)
    return Form(facts=facts, postings=len(jobs), feeds=feeds, known=known, shown=_show_links(facts, pages))


def _form_of_jobs(jobs: list[JsonObject], page_url: str) -> Form:
    """A page that carries its postings itself: read if each has a key."""
    shown = []
    for words in (read_job_posting(job, page_url) for job in merge_towns(jobs)):
        ref = find_ref(words, page_url)
        own = words["board_ref"] or words["url"] != page_url
        key = (
            f"key {ref}"
            if own
            else "key made of title and employer"
            if ref
            else "no key: neither address nor identifier"
        )
        where = " and ".join(str(place) for place in words["places"])
        shown.append("; ".join([*filter(None, (words["title"], words["employer_raw"], where)), key]))
    without = [one for one in shown if "; no key" in one]
    facts = {} if without else {"list_urls": (page_url,)}
    return Form(facts=facts, postings=len(jobs), shown=tuple(without or shown))


def _show_links(facts: dict[str, Any], pages: dict[str, Response]) -> tuple[str, ...]:
    """The addresses that would be taken for postings, and what the one that was looked at says."""
    if "posting_urls" not in facts:
        return ()
    urls = dict.fromkeys(url for page in pages.values() for url in [*locations_in(page), *find_links(page)])
    shown = [url for url in urls if re.search(facts["posting_urls"], url)]
    for url in [url for url in shown if url in pages and _is_posting(pages[url])]:
        words = read_job_posting(_jobs_on(pages[url])[0], url)
        where = " and ".join(str(place) for place in words["places"])
        return ("; ".join(filter(None, (url, words["title"], words["employer_raw"], where))), *shown)
    return tuple(shown)


def _jobs_on(page: Response) -> list[JsonObject]:
    return find_job_postings(page.selector)[0] if isinstance(page, TextResponse) else []


def _is_posting(page: Response) -> bool:
    return bool(_jobs_on(page))


def _facts(page: TextResponse, robots: Response | None, pages: dict[str, Response], jobs: int) -> dict[str, Any]:
    """A sitemap is preferred to the page's links, unless it has more postings than one would request each day."""
    links = find_links(page)
    linked = None if jobs else _choose(links, page.url, pages)
    for place, found in pages.items():
        urls = locations_in(found)
        pattern = _choose(urls, page.url, pages)
        if pattern and not (linked and sum(bool(re.search(pattern, url)) for url in urls) > MANY):
            own = find_sitemaps(robots) if robots else []
            ours = place if place in own or not own else own[0]  # the index of sitemaps, since its parts change
            return {"sitemap_urls": (ours,), "posting_urls": pattern, **_fields(pattern, pages)}
    if jobs > 1:
        return {"list_urls": (page.url,)}
    if linked:
        following = {"next_page": 'a[rel~="next"]::attr(href)'} if page.css('a[rel~="next"]') else {}
        return {"list_urls": (page.url,), "posting_urls": linked, **following, **_fields(linked, pages)}
    return {}


def _choose(urls: Sequence[str], page_url: str, pages: dict[str, Response]) -> str | None:
    """Of the forms that postings' addresses may have, the one whose page was looked at and is a JobPosting."""
    patterns = find_patterns(urls, page_url)
    seen = [url for url, page in pages.items() if url != page_url and _is_posting(page)]
    proven = (pattern for pattern in patterns if any(re.search(pattern, url) for url in seen))
    return next(proven, patterns[0] if patterns else None)


def _form_of_xml(page: TextResponse) -> Form:
    pattern = next(iter(find_patterns(locations_in(page), page.url)), None)
    facts = {"sitemap_urls": (page.url,), "posting_urls": pattern} if pattern else {}
    return Form(facts=facts, postings=0, is_feed=None if pattern else "XML", shown=_show_links(facts, {page.url: page}))


def _fields(pattern: str, pages: dict[str, Response]) -> dict[str, Any]:
    """If the posting that was looked at has no JobPosting, its heading is the title; else no field is needed."""
    for url, page in pages.items():
        if re.search(pattern, url) and isinstance(page, TextResponse) and not find_job_postings(page.selector)[0]:
            return {"fields": {"title": "h1::text"}}
    return {}


def _jobs_in_json(text: str) -> list[JsonObject]:
    try:
        return find_in_json(read_json_ld(text))
    except ValueError:
        return []


def respond(response: RecordedResponse) -> Response:
    """The recorded response as a spider would be given it."""
    headers = Headers(dict(response.headers))
    kind = responsetypes.from_args(headers=headers, url=response.url, body=response.body)
    return kind(url=response.url, status=response.status, headers=headers, body=response.body)


def follow(responses: Sequence[RecordedResponse], url: str) -> str:
    """The address where the redirects from an address end."""
    moved = {response.url: dict(response.headers) for response in responses if 300 <= response.status < 400}
    for _ in moved:
        to = next((value for name, value in moved.get(url, {}).items() if name.lower() == "location"), None)
        url = urljoin(url, to) if to else url
    return url


def find_sitemaps(robots: Response) -> list[str]:
    """The sitemaps that a robots.txt names, those for jobs first."""
    if robots.status != 200:
        return []
    return prefer_jobs(url for url in Protego.parse(robots.body.decode("utf-8", "replace")).sitemaps)


def locations_in(response: Response) -> list[str]:
    """The addresses of a sitemap; none of anything else."""
    try:
        root = read_xml(response)
        return [] if root.tag.endswith("sitemapindex") else find_locations(root)
    except ValueError:
        return []
