"""What was refused is cut out of archived responses: rows of JSON, entries of XML, cards of a page."""

import gzip
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Request, TextResponse
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.project import get_project_settings

from crawls.archive.http_cache import make_response
from crawls.archive.recorded_response import RecordedResponse
from german.ads.employers import read_employer
from german.ads.refusals import Refusals

CARDS = ("li", "article", "tr", "script", "a", "meta", "title")  # what of a page goes as a whole
ENTRIES = ("item", "position", "job", "entry", "url", "offer", "vacancy")  # and of XML, beside elements with twins
LONGEST_NAME = 120  # characters of an employer's name
SHORTEST_REF = 5  # characters of an id that may be looked for among all values of a board's answers


def cut_response(recorded: RecordedResponse, refusals: Refusals, refs: Collection[str]) -> RecordedResponse | None:
    """The response without what is refused; the same object where nothing is, None where nothing is left of it.

    `refs`: the board's own ids of the refused ads. A response that is one of them, by its address or as a JSON object,
    goes as a whole. Where something was cut, the body is stored unpacked, in UTF-8.
    """
    if _is_marked(recorded.url, refusals) or _is_marked(recorded.request_body.decode("utf-8", "replace"), refusals):
        return None
    refs = {ref for ref in refs if len(ref) >= SHORTEST_REF}
    headers = tuple((name, refusals.mask(value)) for name, value in recorded.headers)
    text = read_text(recorded)
    if not _is_marked(text, refusals) and not any(ref in text for ref in refs):
        return recorded if headers == recorded.headers else replace(recorded, headers=headers)
    if recorded.body.startswith(b"\x1f\x8b") and not _header(recorded, "content-encoding"):
        return None  # a file packed in itself
    if is_one_ad(text, refusals, refs):
        return None
    body = cut_text(text, refusals, refs)
    if body == text:
        return recorded
    kept = [pair for pair in headers if pair[0].lower() not in ("content-encoding", "content-length", "content-type")]
    kind = _header(recorded, "content-type").partition(";")[0]
    kept += [("Content-Type", f"{kind}; charset=utf-8")] if kind else []
    return replace(recorded, headers=tuple(kept), body=body.encode("utf-8", "replace"))


def is_one_ad(text: str, refusals: Refusals, refs: Collection[str]) -> bool:
    """Whether a JSON object is itself what is refused, as boards answer when they are asked for one ad.

    It names the ad or its employer outside of all lists, in a value that says nothing else.

    >>> who, refs = Refusals(employers=("Muster Werk GmbH",)), ["47110"]
    >>> is_one_ad('{"firma": "Muster-Werk", "text": "Wir"}', who, ()), is_one_ad('{"ad": {"id": 47110}}', who, refs)
    (True, True)
    >>> is_one_ad('{"firma": "Koch AG", "text": "Für Muster Werk"}', who, ()), is_one_ad('{"ads": [47110]}', who, refs)
    (False, False)
    """
    try:
        data = json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and any(word in refs or _is_refused_name(word, refusals) for word in _words_of(data))


def _is_refused_name(word: str, refusals: Refusals) -> bool:
    employer = read_employer(word) if len(word) <= LONGEST_NAME else None
    return employer is not None and employer.key in refusals.keys


def _words_of(value: dict[str, Any]) -> Iterator[str]:
    """What an object says outside of lists."""
    for one in value.values():
        if isinstance(one, dict):
            yield from _words_of(one)
        elif isinstance(one, str | int) and not isinstance(one, bool):
            yield str(one)


def read_text(recorded: RecordedResponse) -> str:
    """The body as text, unpacked. What cannot be unpacked is taken byte by byte."""
    request = Request(recorded.url, method=recorded.method, meta={"download_maxsize": 0})
    response: Any = make_response(recorded, request)
    unpacker = _unpacker()
    try:
        response = unpacker.process_response(request, response)
    except Exception:  # noqa: BLE001 - whatever a torn packing raises
        return recorded.body.decode("latin-1")
    if isinstance(response, TextResponse):
        return response.text
    body: bytes = response.body
    with suppress(OSError, EOFError):
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    return body.decode("utf-8", "replace")


@cache
def _unpacker() -> HttpCompressionMiddleware:
    crawler = Crawler(Spider, get_project_settings())
    crawler.stats = MemoryStatsCollector(crawler)
    return HttpCompressionMiddleware.from_crawler(crawler)


def cut_text(text: str, refusals: Refusals, refs: Collection[str]) -> str:
    """JSON, XML or a page without the rows, entries or cards that are refused; what still names them is masked.

    >>> who = Refusals(employers=("Muster Werk GmbH",))
    >>> cut_text('{"total": 2, "rows": [{"id": 1, "company": "MUSTER-WERK"}, {"id": 2}]}', who, ())
    '{"total": 2, "rows": [{"id": 2}]}'
    >>> cut_text("<rss><item><a>Muster Werk AG</a></item><item><a>B</a></item></rss>", who, ())
    '<rss><item><a>B</a></item></rss>'
    >>> cut_text("<ul><li>CIO<br>Muster Werk</li><li>Koch</li></ul><p>Muster Werk", who, ())
    '<div><ul><li>Koch</li></ul><p>[refused]</p></div>'
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "["):
        try:
            data = json.loads(start)
        except (ValueError, RecursionError):
            return refusals.mask(text)
        return json.dumps(_mask(_cut_json(data, refusals, refs), refusals), ensure_ascii=False)
    if start[:1] != "<":
        return refusals.mask(text)
    parsed = _parse(start)
    if parsed is None:
        return refusals.mask(text)
    root, is_page = parsed
    for element in _find_elements(root, refusals, refs, is_page):
        _remove(element)
    told = lxml_html.tostring(root, encoding="unicode") if is_page else etree.tostring(root, encoding="unicode")
    return refusals.mask(told)


def _remove(element: Any) -> None:
    """Take an element out of its page, but not the text behind it."""
    parent, before, behind = element.getparent(), element.getprevious(), element.tail
    if parent is None:
        return
    if behind and before is not None:
        before.tail = (before.tail or "") + behind
    elif behind:
        parent.text = (parent.text or "") + behind
    parent.remove(element)


def _parse(text: str) -> tuple[Any, bool] | None:
    is_xml = text.startswith(("<?xml", "<rss", "<urlset", "<sitemapindex", "<workzag", "<feed", "<source"))
    try:
        if is_xml:
            parser = etree.XMLParser(resolve_entities=False, recover=True, encoding="utf-8")
            root = etree.fromstring(text.encode(), parser)
        else:
            root = lxml_html.fromstring(text)
    except (etree.LxmlError, ValueError):
        return None
    return (root, not is_xml) if root is not None else None


def _find_elements(root: Any, refusals: Refusals, refs: Collection[str], is_page: bool) -> list[Any]:
    """The smallest cards or entries around each place that is marked."""
    found: dict[Any, None] = {}
    for element in root.iter():
        inside = filter(None, [element.text, *element.attrib.values()])
        if any(_is_marked(word, refusals) or any(ref in word for ref in refs) for word in inside):
            found[_card_of(element, is_page)] = None
        if element.tail and _is_marked(element.tail, refusals):  # which stands in the element around
            found[_card_of(element.getparent(), is_page)] = None
    return [card for card in found if card is not None]


def _card_of(element: Any, is_page: bool) -> Any:
    around = [element, *element.iterancestors()]
    if is_page:
        whole = [one for one in around if one.tag in ("li", "article", "tr")]
        return (whole or [one for one in around if one.tag in CARDS] or [None])[0]
    return next((one for one in around if _local(one) in ENTRIES or _has_twin(one)), None)


def _has_twin(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and len(element) > 0 and sum(one.tag == element.tag for one in parent) > 1


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _cut_json(value: Any, refusals: Refusals, refs: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _cut_json(one, refusals, refs) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    kept = []
    for one in value:
        cut = _cut_json(one, refusals, refs)
        if not isinstance(cut, dict | str) or not _holds(cut, refusals, refs):
            kept.append(cut)
    return kept


def _holds(value: Any, refusals: Refusals, refs: Collection[str]) -> bool:
    return any(word in refs or _is_marked(word, refusals) for word in _words_in(value))


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from _words_in(part)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)


def _mask(value: Any, refusals: Refusals) -> Any:
    if isinstance(value, dict):
        return {refusals.mask(key): _mask(one, refusals) for key, one in value.items()}
    if isinstance(value, list):
        return [_mask(one, refusals) for one in value]
    return refusals.mask(value) if isinstance(value, str) else value


def _is_marked(text: str, refusals: Refusals) -> bool:
    return bool(refusals.trace.search(text))


def _header(recorded: RecordedResponse, name: str) -> str:
    return next((value for key, value in recorded.headers if key.lower() == name), "")
