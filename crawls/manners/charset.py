"""Corrects the charset where a board declares a wrong one, or none, and the bytes leave no doubt.

The archive keeps the response as it was sent.
"""

import codecs
import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

# The non-ASCII letters of German and its neighbours, and typographic marks, as far as one byte holds them.
LETTERS = frozenset("äöüÄÖÜßéèêëàâáåçñôóòøíìîïúùûšžŠŽÉÈÀÁÅÇÑÓÔØæÆœŒ€§°²³½¼¾·•–—…„“”‚‘’«»‹›©®™´ \u00a0\u00ad×±µ")
_XML_ENCODING = re.compile(r"""\A(\s{0,9}<\?xml[^>]{0,99}?encoding=["'])[^"'>]{0,40}""")
_ONE_BYTE = {"cp1252", "iso8859-1", "iso8859-15", "ascii"}  # Python's names for them


class Charset:
    """Downloader middleware that corrects a response's text in three cases, else leaves it as declared or guessed.

    UTF-8 bytes declared as Latin-1 or Windows-1252; Windows-1252 bytes declared as UTF-8 or not declared; UTF-8 with
    Windows-1252 bytes in between (templates and database of different age). The corrected response is UTF-8.
    Stat: `charset/corrected`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if not isinstance(response, TextResponse) or response.body.isascii():
            return response
        header = (response.headers.get("Content-Type") or b"").decode("latin-1")
        declared = http_content_type_encoding(header) or html_body_declared_encoding(response.body)
        text = read_text(response.body, declared)
        if text is None:
            return response
        assert self.stats
        self.stats.inc_value("charset/corrected")
        return response.replace(body=_XML_ENCODING.sub(r"\1utf-8", text).encode(), encoding="utf-8")


def read_text(body: bytes, declared: str | None) -> str | None:
    """The text of bytes whose declared charset is certainly wrong; None where it is right, or where nothing is certain.

    >>> read_text("Düsseldorf".encode(), "cp1252")
    'Düsseldorf'
    >>> read_text("Köln – 50 €".encode("cp1252"), "utf-8"), read_text("Büro".encode("cp1252"), None)
    ('Köln – 50 €', 'Büro')
    >>> read_text("Köln ".encode() + "Größe".encode("cp1252"), "utf-8")
    'Köln Größe'
    >>> read_text("Köln".encode(), "utf-8"), read_text(b"K\\xf6ln", "cp1252"), read_text(b"\\xff\\x01", None)
    (None, None, None)
    """
    encoding = codecs.lookup(declared).name if declared else None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _read_mixed(body) if encoding in (None, "utf-8") else None
    return text if encoding in _ONE_BYTE and not LETTERS.isdisjoint(text) else None


def _read_mixed(body: bytes) -> str | None:
    """Read UTF-8 sequences as such and the rest as Windows-1252, else all as that; None if neither makes text."""
    for text in (body.decode("utf-8", "cp1252_bytes"), body.decode("cp1252", "replace")):
        if all(map(_is_written, set(text))):
            return text
    return None


def _is_written(letter: str) -> bool:
    """Whether a character was meant. German in Windows-1252 makes no symbols and no emoji in UTF-8 by chance."""
    return letter.isascii() or letter in LETTERS or "\u2000" <= letter <= "\u2bff" or letter >= "\U00010000"


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]  # several bytes: a UTF-8 character that was cut through
    return (wrong.decode("cp1252", "replace") if len(wrong) == 1 else "\ufffd"), error.end


codecs.register_error("cp1252_bytes", _read_as_cp1252)
