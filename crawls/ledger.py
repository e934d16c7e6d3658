"""The request ledger: every scheduled request ends as answered, failed or filtered, or the crawl is not complete."""

from dataclasses import dataclass, field

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from schemas.secrets import hide_secrets
from schemas.wires import Stat

ENTRY = "ledger_entry"  # key in a request's meta; retries and redirects copy it, so that they belong to the same entry


@dataclass(slots=True)
class Entry:
    """One request of the spider, with all requests made on its behalf."""

    url: str
    asked: list[bytes] = field(default_factory=list)  # fingerprints of the requests that the downloader was given
    waiting: bool = True  # scheduled, but not yet given to the downloader


class Ledger:
    """Outermost downloader middleware. In the stats: `ledger/scheduled`, `/answered`, `/failed`, `/filtered`, `/open`.

    answered: the spider was given a response and could read it. failed: it was given none, or could not read it;
    `ledger/first_failure` says which and why. filtered: not requested, because of robots.txt, as a duplicate or on
    another host. open: none of these yet; if any are open after the close, the crawl was cut short. scheduled is always
    the sum of the four.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stats = crawler.stats
        self.entries: dict[int, Entry] = {}  # the open entries
        self.count = 0
        for stat in (Stat.SCHEDULED, Stat.ANSWERED, Stat.FAILED, Stat.FILTERED, Stat.OPEN):
            self.stats.set_value(stat, 0)
        crawler.signals.connect(self.scheduled, signals.request_scheduled)
        crawler.signals.connect(self.dropped, signals.request_dropped)
        crawler.signals.connect(self.misread, signals.spider_error)
        # Middlewares are built before pipelines, so a pipeline's own handler of this signal finds the ledger settled.
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Ledger":
        return cls(crawler)

    def scheduled(self, request: Request) -> None:
        entry = self._entry_of(request)
        if entry is None:  # made by the spider; a meta copied from an answered request does not count
            self.count += 1
            request.meta[ENTRY] = self.count
            entry = self.entries[self.count] = Entry(request.url)
            self.stats.inc_value(Stat.SCHEDULED)
            self.stats.set_value(Stat.OPEN, len(self.entries))
        entry.waiting = True

    def process_request(self, request: Request) -> None:
        if entry := self._entry_of(request):
            entry.waiting = False
            entry.asked.append(self._fingerprint(request))

    def process_response(self, request: Request, response: Response) -> Response:
        if self._is_given_to_spider(request, response):
            self._end(request, Stat.ANSWERED)
        else:
            retries = request.meta.get("retry_times", 0)
            self._end(
                request, Stat.FAILED, f"HTTP {response.status}" + (f" after {retries} retries" if retries else "")
            )
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        entry = self._entry_of(request)
        words = str(exception) or type(exception).__name__
        if entry and isinstance(exception, IgnoreRequest) and len(set(entry.asked)) == 1:
            self._end(request, Stat.FILTERED)
        else:
            self._end(request, Stat.FAILED, words)

    def dropped(self, request: Request) -> None:
        """The duplicate filter refused the request: a loop of redirects, or the same as another request."""
        entry = self._entry_of(request)
        if entry and self._fingerprint(request) in entry.asked:
            self._end(request, Stat.FAILED, "it redirects to itself")
        else:
            self._end(request, Stat.FILTERED)

    def misread(self, failure: Failure, response: Response | Failure | None) -> None:
        """The spider's callback raised, so the request counts as failed."""
        if isinstance(response, Response) and response.request and ENTRY in response.request.meta:
            self.stats.inc_value(Stat.ANSWERED, -1)
            self.stats.inc_value(Stat.FAILED)
            error = f"{type(failure.value).__name__}: {failure.getErrorMessage()}"
            self._note(response.request.url, f"the response could not be read ({error})")

    def closed(self, spider: Spider, reason: str) -> None:
        """After a crawl that finished, an open entry is a request that Scrapy dropped without a signal."""
        if reason != "finished":
            return
        for number, entry in list(self.entries.items()):
            lost = Request(entry.url, meta={ENTRY: number})
            if entry.waiting and not entry.asked:  # a handler of request_scheduled refused it: another host
                self._end(lost, Stat.FILTERED)
            elif entry.waiting:
                self._end(lost, Stat.FAILED, "it redirects to another host")
            else:
                self._end(
                    lost, Stat.FAILED, "its response was given up: too many redirects, too large or not decodable"
                )

    def _entry_of(self, request: Request) -> Entry | None:
        """None: robots.txt and other requests that were never scheduled, or that have ended."""
        return self.entries.get(request.meta[ENTRY]) if ENTRY in request.meta else None

    def _end(self, request: Request, stat: str, words: str = "") -> None:
        entry = self._entry_of(request)
        if entry is None:
            return
        del self.entries[request.meta[ENTRY]]
        self.stats.inc_value(stat)
        self.stats.set_value(Stat.OPEN, len(self.entries))
        if stat == Stat.FAILED:
            self._note(entry.url, words)

    def _note(self, url: str, words: str) -> None:
        if not self.stats.get_value(Stat.FIRST_FAILURE):
            self.stats.set_value(Stat.FIRST_FAILURE, hide_secrets(f"{url}: {words}"))

    def _fingerprint(self, request: Request) -> bytes:
        return self.crawler.request_fingerprinter.fingerprint(request)

    def _is_given_to_spider(self, request: Request, response: Response) -> bool:
        """Whether the spider is given a response, decided as in Scrapy's HttpErrorMiddleware."""
        if 200 <= response.status < 300 or request.meta.get("handle_httpstatus_all"):
            return True
        settings, spider = self.crawler.settings, self.crawler.spider
        if "handle_httpstatus_list" in request.meta:
            return response.status in request.meta["handle_httpstatus_list"]
        if settings.getbool("HTTPERROR_ALLOW_ALL"):
            return True
        allowed = getattr(spider, "handle_httpstatus_list", settings.getlist("HTTPERROR_ALLOWED_CODES"))
        return response.status in [int(code) for code in allowed]
