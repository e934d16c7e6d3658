"""Refuses requests to any address that is not public, however it is written and wherever it comes from.

ALLOW_LOOPBACK = True lets tests and the bench use 127.0.0.0/8, ::1 and localhost.
"""

import unicodedata
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Self
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawls.archive.http_cache import replay_files

_TRANSLATED = ip_network("64:ff9b::/96")  # NAT64, RFC 6052: the last four bytes are the IPv4 address
_LONGEST_HOST = 300  # characters; a name has 253 at the most


class AddressGuard:
    """Refuses other schemes than http and https, and hosts that are or resolve to addresses that are not public.

    It sees every request: a spider's, a redirect's, one for a sitemap or robots.txt. A name is resolved here, so that
    the refusal says why, and once more by GuardedResolver when the connection is made to the address that it returns: a
    name that changes its address in between gains nothing. In a replay nothing is resolved; behind a proxy the proxy
    resolves names, so that only numeric addresses are refused. Stat: `address_guard/refused`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        self.allow_loopback = crawler.settings.getbool("ALLOW_LOOPBACK")
        proxied = crawler.settings.getbool("HTTPPROXY_ENABLED") and {"http", "https"} & getproxies().keys()
        self.resolves = not replay_files(crawler.settings) and not proxied

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        reason = find_refusal(request.url, allow_loopback=self.allow_loopback)
        if reason is None and self.resolves:
            reason = await self._resolve(urlsplit(request.url).hostname or "")
        if reason:
            assert self.stats
            self.stats.inc_value("address_guard/refused")
            raise IgnoreRequest(reason)

    async def _resolve(self, host: str) -> str | None:
        from twisted.internet import reactor  # imported only now, since importing it installs a reactor

        resolver: Any = reactor
        try:
            found: str = await maybe_deferred_to_future(resolver.resolve(host))
        except RefusedAddress as refused:
            return str(refused)
        except (DNSLookupError, OSError, ValueError):
            return None  # the download will fail and report it
        return refuse_address(host, found, allow_loopback=self.allow_loopback)


class RefusedAddress(DNSLookupError):  # noqa: N818 - reads as what it says
    """A name resolves to an address that is not public."""

    def __str__(self) -> str:
        return str(self.args[0])


class GuardedResolver(CachingThreadedResolver):
    """TWISTED_DNS_RESOLVER: Scrapy's own, without addresses that are not public. Proxies are let through."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.proxies = {urlsplit(url).hostname for url in getproxies().values()}
        self.allow_loopback = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_loopback = crawler.settings.getbool("ALLOW_LOOPBACK")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        found = super().getHostByName(name, timeout)
        return found if name in self.proxies else found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if reason := refuse_address(name, address, allow_loopback=self.allow_loopback):
            raise RefusedAddress(reason)
        return address


def find_refusal(url: str, *, allow_loopback: bool = False) -> str | None:
    """Why no request may go to an address, judged by how it is written alone; None if one may.

    >>> find_refusal("https://www.example.org/jobs")
    >>> find_refusal("ftp://www.example.org/jobs")
    'ftp: is not asked, only http and https'
    >>> find_refusal("http://0x7f.1:8080/")
    '0x7f.1 is 127.0.0.1, which is not public'
    >>> find_refusal("http://[::ffff:169.254.169.254]/latest")
    '::ffff:169.254.169.254 is 169.254.169.254, which is not public'
    >>> find_refusal("http://localhost:6023/")
    'localhost is this machine'
    """
    try:
        parts = urlsplit(url)
        host = unicodedata.normalize("NFKC", unquote(parts.hostname or "")).replace("。", ".").rstrip(".")
    except ValueError as error:
        return f"{url[:100]} is not an address: {error}"
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme}: is not asked, only http and https"
    if not host or len(host) > _LONGEST_HOST:
        return f"{url[:100]} names no host"
    if host == "localhost" or host.endswith(".localhost"):
        return None if allow_loopback else f"{host} is this machine"
    return refuse_address(host, host, allow_loopback=allow_loopback)


def refuse_address(host: str, written: str, *, allow_loopback: bool = False) -> str | None:
    """Why no request may go to a numeric address; None if one may, or if it is a name."""
    address = read_address(written)
    if address is None or is_public(address) or (allow_loopback and address.is_loopback):
        return None
    return f"{host} is {address}, which is not public"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to one host of the public internet.

    >>> [is_public(ip_address(words)) for words in ("9.9.9.9", "2620:fe::fe", "100.64.0.1", "224.0.0.251", "::")]
    [True, True, False, False, False]
    """
    return address.is_global and not address.is_multicast and not address.is_reserved


def read_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host's digits mean to a resolver; None for a name.

    An IPv4 address may have fewer than four parts, each decimal, octal or hexadecimal; one inside an IPv6 address
    (mapped, compatible, 6to4, Teredo, NAT64) is taken out of it. Source: inet_aton(3), WHATWG URL.

    >>> [str(read_address(host)) for host in ("127.1", "0177.0.0.1", "2130706433", "::ffff:7f00:1", "64:ff9b::a00:1")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1', '10.0.0.1']
    >>> read_address("example.org"), read_address("1.2.3.4.example.org"), read_address("1.2.3.999")
    (None, None, None)
    """
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return _read_ipv4_digits(host)
    if isinstance(found, IPv4Address):
        return found
    inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
    if inner is None and (found in _TRANSLATED or 1 < int(found) < 1 << 32):
        inner = IPv4Address(int(found) & 0xFFFFFFFF)
    return inner or found


def _read_ipv4_digits(host: str) -> IPv4Address | None:
    parts = host.split(".")
    if len(parts) > 4:
        return None
    try:
        numbers = [_read_number(part) for part in parts]
    except ValueError:
        return None
    whole = numbers[-1]
    if whole >= 256 ** (5 - len(parts)) or any(number > 255 for number in numbers[:-1]):
        return None
    return IPv4Address(whole + sum(number << 8 * (3 - at) for at, number in enumerate(numbers[:-1])))


def _read_number(digits: str) -> int:
    if not digits.isascii() or not digits.isalnum():
        raise ValueError(digits)
    if digits[:2].lower() == "0x":
        return int(digits[2:] or "0", 16)
    return int(digits, 8 if digits[0] == "0" else 10)
