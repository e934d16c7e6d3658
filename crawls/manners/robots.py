"""Obeys robots.txt as RFC 9309 has it, and keeps the pace that it asks for.

Scrapy lets everything through when robots.txt cannot be fetched, lets the third and later requests of a host through
while it is being fetched, and ignores Crawl-delay and Request-rate.
"""

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawls.archive.http_cache import MissingRecord, replay_files
from crawls.manners.giving_up import report_without_errback
from crawls.manners.site_files import OncePerSite, ask_site
from crawls.manners.usage import Rule, Wishes, combine, decode_rules, read_rules, wishes_for, wishes_of_headers
from schemas.wires import Stat

READ_AT_MOST = 500 * 1024  # bytes of a robots.txt: the least that RFC 9309 requires to be read


class Robots(RobotsTxtMiddleware):
    """Every host's robots.txt is read before anything else is asked there.

    2xx is obeyed; 4xx except 429 allows everything. Any other outcome (5xx, 429, no response, too many redirects, a
    redirect that the address guard refuses, more than DOWNLOAD_MAXSIZE) means that nothing is requested from the host:
    its requests are refused with the reason. Only a replay that lacks the file goes on: its other responses are there,
    and the missing one is already counted.

    UTF-16 is read as such. What Content-Signal and Content-Usage wish is kept for `reservation.py`.

    Crawl-delay and Request-rate make requests to the host slower, never faster than set here; a host that wants more
    than CRAWL_DELAY_MAX seconds (60) between two requests is refused in the same way. A replay does not wait.
    Stats: `robotstxt/refused` hosts refused, besides Scrapy's own.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.agent = self._robotstxt_useragent or self._default_useragent
        self.replays = bool(replay_files(crawler.settings))
        self.longest = crawler.settings.getfloat("CRAWL_DELAY_MAX", 60)
        self.rules = OncePerSite(self._read)
        self.refused: dict[str, str] = {}  # host and port -> why nothing is requested there
        self.usage: dict[str, list[Rule]] = {}  # host and port -> what its robots.txt lets others use its pages for
        self.delays: dict[str, float] = {}  # downloader slot -> seconds between two requests
        crawler.signals.connect(self.opened, signals.spider_opened)

    def opened(self, spider: Spider) -> None:
        # Connected only now, so that what AutoThrottle makes of a response is seen and corrected.
        self.crawler.signals.connect(self.keep_delay, signals.request_reached_downloader)
        self.crawler.signals.connect(self.keep_delay, signals.response_downloaded)

    async def robot_parser(self, request: Request) -> ProtegoRobotParser | None:
        rules = await self.rules.get(request)
        site = urlparse_cached(request).netloc
        if site in self.refused:
            report_without_errback(self.crawler, request, self.refused[site])
            raise IgnoreRequest(self.refused[site])
        return rules

    async def _read(self, request: Request) -> ProtegoRobotParser | None:
        self._stats.inc_value("robotstxt/request_count")
        response = await ask_site(self.crawler, request, "/robots.txt", dont_obey_robotstxt=True)
        site = urlparse_cached(request).netloc
        if isinstance(response, MissingRecord):
            return None
        if not isinstance(response, Response):
            self._refuse(site, f"gives no answer ({str(response) or type(response).__name__})")
            return None
        self._stats.inc_value("robotstxt/response_count")
        self._stats.inc_value(f"{Stat.ROBOTS_STATUS}{response.status}")
        if 400 <= response.status < 500 and response.status != 429:
            return None
        if not 200 <= response.status < 300:
            self._refuse(site, f"answers {response.status}")
            return None
        body = cut_rules(decode_rules(response.body))
        self.usage[site] = read_rules(body.decode("utf-8-sig", errors="ignore"), self.agent)
        rules = ProtegoRobotParser(body, self.crawler.spider)
        if not self.replays:
            self._slow_down(site, request, read_delay(rules.rp, self.agent))
        return rules

    def wishes_for(self, response: Response) -> Wishes:
        """What a page may be used for, as its site's robots.txt and its own headers say."""
        rules = self.usage.get(urlparse_cached(response).netloc, [])
        return combine([wishes_for(response.url, rules), wishes_of_headers(response)])

    def _refuse(self, site: str, why: str) -> None:
        self.refused[site] = f"robots.txt of {site} {why}, so nothing is asked there"
        self._stats.inc_value(Stat.ROBOTS_REFUSED)

    def _slow_down(self, site: str, request: Request, seconds: float) -> None:
        if seconds > self.longest:
            self._refuse(site, f"wants {seconds:g} s between two requests")
        elif seconds:
            assert self.crawler.engine
            slot = self.crawler.engine.downloader.get_slot_key(request)
            self.delays[slot] = max(seconds, self.delays.get(slot, 0.0))

    def keep_delay(self, request: Request) -> None:
        """Keep a host's slot at the pace that its robots.txt wants, whatever AutoThrottle and jitter set."""
        assert self.crawler.engine
        key = request.meta.get("download_slot", "")
        slot, least = self.crawler.engine.downloader.slots.get(key), self.delays.get(key)
        if slot and least:
            slot.delay = max(slot.delay, least)
            slot.jitter = min(slot.jitter, 1 - least / slot.delay)


def cut_rules(body: bytes) -> bytes:
    """The lines of a robots.txt that count: as many whole lines as READ_AT_MOST bytes hold.

    >>> cut_rules(b"Disallow: /a")
    b'Disallow: /a'
    >>> len(cut_rules(b"Disallow: /a\\n" * 100_000)) <= READ_AT_MOST
    True
    """
    if len(body) <= READ_AT_MOST:
        return body
    return body[: body.rfind(b"\n", 0, READ_AT_MOST) + 1]


def read_delay(rules: Protego, agent: str) -> float:
    """The seconds between two requests that a robots.txt wants: the larger of Crawl-delay and Request-rate.

    0: it names none. A rate for some hours of the day is taken for all of them.

    >>> read_delay(Protego.parse("User-agent: *\\nCrawl-delay: 4\\nRequest-rate: 6/1m"), "wupperjobs")
    10.0
    >>> read_delay(Protego.parse("User-agent: otherbot\\nCrawl-delay: 4"), "wupperjobs")
    0.0
    """
    delay, rate = rules.crawl_delay(agent) or 0.0, rules.request_rate(agent)
    return max(delay, rate.seconds / rate.requests) if rate else delay
