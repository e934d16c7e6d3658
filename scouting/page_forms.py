"""What a page offers a crawl: postings in JSON-LD, a sitemap, feeds, links to postings, a feed of a known kind."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urljoin, urlsplit

from protego import Protego
from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.http.headers import Headers
from scrapy.responsetypes import responsetypes

from crawls.archive.recorded_response import RecordedResponse
from crawls.manners.barrier_pages import find_class
from scouting.known_feeds import find_known_feeds
from spiders._jobposting import find_in_json, find_job_postings
from spiders._json_ld import read_json_ld
from spiders._page_links import find_links
from spiders._xml_feed import find_locations, read_xml

MANY = 500  # most postings of a sitemap
_JOB_WORDS = re.compile(r"(?i)stelle|job|karriere|career|vacan|position|anzeige|ausschreibung|opening|angebot")
_PLAIN = re.compile(r"https?://[\w.-]+(?::\d+)?/[\w./~%+,=&?@:!*-]*", re.ASCII)  # safe to write into a Python file
_WORDS = r"(?:[^/?#]*[^/?#\d])?"  # what may stand before a number
_LONGEST = 500  # most characters of an address
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


class Look(Spider):
    """Requests a page, a sitemap that robots.txt names, and one posting, if the page or the sitemap links to one."""

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
        links = [*urls, *find_links(self.page)]
        if pattern := find_pattern(links, self.page.url):
            site = urljoin(self.page.url, "/")
            postings = (url for url in links if url.startswith(site) and re.search(pattern, url))
            yield from (Request(url, self.have_posting) for url in islice(postings, 1))

    def have_posting(self, response: Response) -> None:
        """Nothing to do: the posting is now in the archive."""


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
        facts = {"list_urls": (page.url,)} if jobs else {}
        return Form(facts=facts, postings=jobs, is_feed=None if jobs else "JSON")
    if start.startswith("<?xml") and "<!doctype html" not in start and "<html" not in start:
        return _form_of_xml(page)
    jobs = len(find_job_postings(page.selector)[0])
    known = tuple(find_known_feeds(f"{page.url}\n{page.text}", page.url))
    feeds = tuple(urljoin(page.url, link) for link in page.css(_FEEDS).xpath("@href").getall())
    return Form(facts=_facts(page, robots, pages, jobs), postings=jobs, feeds=feeds, known=known)


def _facts(page: TextResponse, robots: Response | None, pages: dict[str, Response], jobs: int) -> dict[str, Any]:
    """A sitemap is preferred to the page's links, unless it has more postings than one would request each day."""
    links = find_links(page)
    linked = None if jobs else find_pattern(links, page.url)
    for place, found in pages.items():
        urls = locations_in(found)
        pattern = find_pattern(urls, page.url)
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


def _form_of_xml(page: TextResponse) -> Form:
    pattern = find_pattern(locations_in(page), page.url)
    facts = {"sitemap_urls": (page.url,), "posting_urls": pattern} if pattern else {}
    return Form(facts=facts, postings=0, is_feed=None if pattern else "XML")


def _fields(pattern: str, pages: dict[str, Response]) -> dict[str, Any]:
    """If the posting that was looked at has no JobPosting, its heading is the title; else no field is needed."""
    for url, page in pages.items():
        if re.search(pattern, url) and isinstance(page, TextResponse) and not find_job_postings(page.selector)[0]:
            return {"fields": {"title": "h1::text"}}
    return {}


def _jobs_in_json(text: str) -> int:
    try:
        return len(find_in_json(read_json_ld(text)))
    except ValueError:
        return 0


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


def prefer_jobs(urls: Any) -> list[str]:
    """The addresses, those that speak of jobs first.

    >>> prefer_jobs(["https://a.example/pages.xml", "https://a.example/stellen.xml"])[0]
    'https://a.example/stellen.xml'
    """
    return sorted((url for url in urls if _PLAIN.fullmatch(url)), key=lambda url: not _JOB_WORDS.search(url))


def locations_in(response: Response) -> list[str]:
    """The addresses of a sitemap; none of anything else."""
    try:
        root = read_xml(response)
        return [] if root.tag.endswith("sitemapindex") else find_locations(root)
    except ValueError:
        return []


def find_pattern(urls: Sequence[str], page_url: str) -> str | None:
    """An expression for the postings among the addresses of the page's host; None if none stand out.

    Postings are two or more addresses of one shape that speak of jobs; the largest such group counts. A number in
    the address is the posting's key, else its last part.

    >>> find_pattern(["https://a.example/stelle/koch-1", "https://a.example/stelle/cio-22"], "https://a.example/")
    '/stelle/(?:[^/?#]*[^/?#\\\\d])?(\\\\d+)$'
    >>> find_pattern(["https://a.example/jobs/7/koch", "https://a.example/jobs/8/cio"], "https://a.example/")
    '/jobs/(\\\\d+)/[^/?#]+/?$'
    >>> find_pattern(["https://a.example/job?id=7", "https://a.example/job?x=1&id=8"], "https://a.example/")
    '/job\\\\?(?:[^#]*&)?id=(\\\\d+)'
    >>> find_pattern(["https://a.example/stellen/koch", "https://a.example/stellen/cio/"], "https://a.example/")
    '/stellen/([^/?#]+)/?$'
    >>> urls = ["https://a.example/stellen--koch-2--4711-inline.html", "https://a.example/stellen--cio--4712-inline.html"]
    >>> find_pattern(urls, "https://a.example/")
    '/stellen-(?:[^/?#]*[^/?#\\\\d])?(\\\\d{4,})\\\\-inline\\\\.html$'
    >>> find_pattern(["https://a.example/impressum", "https://a.example/jobs"], "https://a.example/")
    """
    groups: dict[str, set[str]] = defaultdict(set)
    host = urlsplit(page_url).hostname
    for url in urls:
        plain = len(url) <= _LONGEST and url != page_url and _PLAIN.fullmatch(url)
        if plain and urlsplit(url).hostname == host and (shape := _shape(url)):
            groups[shape].add(url)
    found = [(len(group), shape) for shape, group in groups.items() if len(group) > 1 and _JOB_WORDS.search(shape)]
    return max(found)[1] if found else None


def _shape(url: str) -> str | None:
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if value.isdigit() and name.lower().endswith("id"):
            return rf"{re.escape(parts.path)}\?(?:[^#]*&)?{re.escape(name)}=(\d+)"
    *folders, last = parts.path.rstrip("/").split("/")
    if parts.query or folders[-1:] in (["page"], ["seite"]):
        return None
    if len(folders) < 2:  # at the root only a word with a long number: /stellenangebote--IT-Leiter--4711-inline.html
        found = re.fullmatch(r"([A-Za-z]+)-[^\d].*?\d{4,}(\D*)", last)
        return rf"/{found[1]}-{_WORDS}(\d{{4,}}){re.escape(found[2])}$" if found else None
    number = next((index for index, name in enumerate(folders) if name.isdigit()), None)
    folder = "/".join(r"(\d+)" if index == number else re.escape(name) for index, name in enumerate(folders))
    if number is not None:
        return rf"{folder}/[^/?#]+/?$"
    if end := re.search(r"\d+(\.html?)?$", last):
        return rf"{folder}/{_WORDS}(\d+){re.escape(end[1] or '')}$"
    return rf"{folder}/([^/?#]+)/?$"
