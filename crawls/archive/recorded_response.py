"""One response of a board as it is kept, and what tells its request from others."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from w3lib.url import canonicalize_url

Headers = tuple[tuple[str, str], ...]
Key = tuple[str, str, bytes]  # method, canonical address, digest of the body
_SECRET = re.compile(
    r"(?i)([?&](?:app_key|app_id|api_?key|access_token|auth_token|client_secret|password|token)=)[^&#]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedResponse:
    """A board's response to one request. `answered_at` is aware, in whole seconds; `body` is as sent, maybe compressed.

    `stamp`: a digest of what the list said of the page when it was requested. `carried_at`: the response was taken over
    from an earlier run, and at this time the board showed that it still holds.
    """

    url: str
    answered_at: datetime
    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    method: str = "GET"
    request_body: bytes = b""
    request_headers: Headers = ()
    stamp: str | None = None
    carried_at: datetime | None = None

    @property
    def key(self) -> Key:
        return request_key(self.method, self.url, self.request_body)


def mask_keys(url: str) -> str:
    """The address without the user's keys, which are neither stored nor needed to find the response again.

    >>> mask_keys("https://api.example/jobs?app_id=7&app_key=s3cret&page=2")
    'https://api.example/jobs?app_id=masked&app_key=masked&page=2'
    """
    return _SECRET.sub(r"\g<1>masked", url)


def request_key(method: str, url: str, body: bytes) -> Key:
    """What tells two requests apart: the body does, the order of query parameters does not.

    >>> request_key("GET", "https://a.example/?b=2&a=1", b"") == request_key("get", "https://a.example/?a=1&b=2#x", b"")
    True
    """
    return method.upper(), canonicalize_url(mask_keys(url)), hashlib.sha256(body).digest()
