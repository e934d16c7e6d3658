"""Scrapy's settings: polite, bounded and closed by default. What is searched stands in search.toml."""

import os
import sys

from scrapy.settings import default_settings as _scrapy

from commands._help import group_commands
from commands._interrupts import end_in_one_line

end_in_one_line()
group_commands()

# Nothing here multiplies matrices, but the threads that numpy's library starts for it spin in every process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Arrow's usual pool gives freed memory back late: a tenth more for a publish, 20 MB for a crawl of 500 pages. It is
# chosen when Arrow first takes memory. On other systems this one may not be there.
if sys.platform == "linux":
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")

BOT_NAME = "wupperjobs"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "commands"

# Ours; `scrapy collect` sets them for each board's own process.
SEARCH_FILE = "search.toml"
SEARCH_LOADER = "german.places.search.load_search"  # reads it for the spiders, which know nothing of places
OUTPUT = "output"  # a folder, or any pyarrow.fs URL
RUN = ""  # id of the run, e.g. 20261122T050000Z
ARCHIVE_FILE = ""  # where the answers go; empty in replay
REPLAY_FILES: list[str] = []  # recordings to answer from instead of the network
KNOWN_FILES: list[str] = []  # archives of the last runs; what stands there unchanged is not asked for again
KNOWN_RUNS: list[str] = []  # those runs
PROGRESS = False  # one JSON line a second on standard output, for a parent that says when the crawl may begin
LOG_AS_JSON = False  # a line of JSON for each event of a board's log
DISK_LIMIT_MB = 500  # a crawl that has written more, archive and log together, ends; 0: no limit
HANG_SECONDS = 120  # a board's process that gives no sign of life for so long is killed
DAILY_REQUESTS = 2000  # a board's budget, unless its spider states `daily_requests`; 0: none
CRAWL_DELAY_MAX = 60  # seconds; a host whose robots.txt wants longer between two requests is not asked
RETRY_BACKOFF = 5  # seconds of pause after a 429 or 503 without Retry-After, doubled with each in a row
RETRY_AFTER_MAX = 300  # seconds; a board that wants to be left alone for longer is given up
ALLOW_LOOPBACK = False  # True lets tests and the bench ask servers on this machine

USER_AGENT = "wupperjobs"  # `scrapy collect` adds the contact of search.toml
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "wupperjobs"  # its rules are matched with the name alone, never with words of the contact
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # pipelines wait for nothing; Scrapy would start 100 tasks an answer
DOWNLOAD_DELAY = 3.0
DOWNLOAD_DELAY_JITTER = 0.33  # two to four seconds between two requests to a host
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False

DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "data": None, "s3": None}
CLOSESPIDER_TIMEOUT = 3600
CLOSESPIDER_ERRORCOUNT = 0
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 768
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5
TELNETCONSOLE_ENABLED = False

HTTPCACHE_ENABLED = True
HTTPCACHE_STORAGE = "crawls.archive.http_cache.WarcStorage"
HTTPCACHE_POLICY = "scrapy.extensions.httpcache.DummyPolicy"
DOWNLOADER_MIDDLEWARES = {
    "crawls.ledger.Ledger": 1,
    "crawls.manners.address_guard.AddressGuard": 10,  # before robots.txt is requested
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawls.manners.robots.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawls.manners.retry_after.RetryAfter": 550,
    "crawls.manners.charset.Charset": 585,  # bodies are unpacked already (590)
    "crawls.archive.known.Known": 890,  # before the cache (900), which archives what is carried over
    "crawls.host_clocks.HostClocks": 895,  # sees an answer as it came, once the cache has noted when
    "crawls.manners.budget.Budget": 940,  # between the cache and the network, as the next one
    "crawls.archive.own_keys.OwnKeys": 945,
    "crawls.archive.http_cache.ReplayWall": 950,
}
ADDONS = {"crawls.handed_over.HandedOver": 0}  # before logging begins
SPIDER_MIDDLEWARES = {
    "crawls.manners.barrier_pages.BarrierPages": 55,  # after HttpErrorMiddleware (50)
    "crawls.manners.reservation.Reservation": 60,
    "crawls.manners.turn.Turn": 950,  # next to the spider: it sees the first requests before any other part does
}
TWISTED_DNS_RESOLVER = "crawls.manners.address_guard.GuardedResolver"
EXTENSIONS = {
    "crawls.progress.Progress": 500,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "crawls.manners.memory.Memory": 0,
    "crawls.manners.disk.Disk": 0,
}
# Scrapy imports what stands here even where it is off; a fifth of a second for each board, and CookiesMiddleware loads
# requests and all that belongs to it.
_unused = (".RemoteControl", ".TelnetConsole", ".FeedExporter", ".SpiderState", ".MemoryDebugger", ".CookiesMiddleware")
EXTENSIONS_BASE = {name: order for name, order in _scrapy.EXTENSIONS_BASE.items() if not name.endswith(_unused)}
DOWNLOADER_MIDDLEWARES_BASE = {
    name: order for name, order in _scrapy.DOWNLOADER_MIDDLEWARES_BASE.items() if not name.endswith(_unused)
}
ITEM_PIPELINES = {"pipelines.normalize.Normalize": 100, "pipelines.part.WritePart": 900}

LOG_LEVEL = "INFO"
