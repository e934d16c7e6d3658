"""One response of a board as it is kept, and what tells its request from others."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from w3lib.url import canonicalize_url

from schemas.secrets import mask_keys

Headers = tuple[tuple[str, str], ...]
Key = tuple[str, str, bytes]  # method, canonical address, digest of the body


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


def request_key(method: str, url: str, body: bytes) -> Key:
    """What tells two requests apart: the body does, the order of query parameters does not.

    >>> request_key("GET", "https://a.example/?b=2&a=1", b"") == request_key("get", "https://a.example/?a=1&b=2#x", b"")
    True
    """
    return method.upper(), canonicalize_url(mask_keys(url)), hashlib.sha256(body).digest()
