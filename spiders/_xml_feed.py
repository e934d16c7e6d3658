"""XML responses: feeds and sitemaps, read without DTD, entities or network."""

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from html import escape, unescape
from html.entities import html5
from typing import Any, TypeAlias

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number

from schemas.sound import make_sound
from spiders._xml_rows import BrokenRow, cut_rows

Element: TypeAlias = Any  # lxml comes without types
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_PARSER = etree.XMLParser(**_SAFE, remove_comments=True, remove_pis=True)
_SALVAGE = etree.XMLParser(**_SAFE, remove_comments=True, remove_pis=True, recover=True)
_BROKEN = "{urn:wupperjobs}broken"  # attribute of a row that is broken: the reason
_DEEPEST = 100  # elements within each other
_VERBATIM = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"  # to the end where nothing closes it, looked for once
_TAG = re.compile(rf"{_VERBATIM}|<(/?)[^\s<>/!?][^<>]*?(/?)>", re.DOTALL)
_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>\s*")
_DECLARED = re.compile(rb"""encoding=["']([\w.-]{1,40})["']""")
_DTD = re.compile(r"\s*<!DOCTYPE[^>]*\[\s*<!", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MENDABLE = re.compile(  # at the end: an end of a section that none began, and a sign that begins no tag
    rf"{_VERBATIM}|&(?:\#\d{{1,7}};|\#x[0-9a-fA-F]{{1,6}};|[A-Za-z]\w{{1,31}};)?"
    r"|\]\]>|<(?![^\W\d]|[:/!?])",
    re.DOTALL,
)
_SECTION, _SECTION_END = b"<![CDATA[", b"]]>"
_OPENING, _LONGEST_TAG = re.compile(rb"<([^\s<>/!?]+)(?:\s[^<>]*)?(?<!/)>[^<]*$"), 1_000
_COMMENT = re.compile(rb"<!--[^-]*(?:-[^-]+)*-->")
_OF_XML = ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;")
UNPACKED = 64 * 1024 * 1024  # bytes; a sitemap may have 50 MB


def read_xml(response: Response, *rows: str) -> Element:
    """The response's root element. Raises ValueError for broken XML, for a page instead of a feed, and for a DTD.

    A DTD can refer to files and expand without bound, and no feed needs one; a bare `<!DOCTYPE jobs>` says nothing and
    is passed over. What a template or one posting can do to XML is mended (`_mend`); an end that is cut off is not.
    Where no section is open after all (`<![CDATA[` in a comment or within a section), it is read as it stands.
    `rows`: names of elements that are read one by one where the whole is broken (`_read_rows`).
    """
    body = gunzip(response.body, max_size=UNPACKED) if gzip_magic_number(response) else response.body
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ValueError("the board answered with a page instead of XML")
    try:
        root = etree.fromstring((closed := _close_sections(body)).strip(), _PARSER)
    except etree.XMLSyntaxError as error:
        readings = list(_read_broken(body, closed, rows))
        if not readings:
            raise ValueError(f"the response is broken XML: {error}") from None
        root = max(readings, key=lambda one: sum(_BROKEN not in row.attrib for row in _find_rows(one, rows)))
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and (dtd.external_id or dtd.system_url or any(dtd.iterentities()) or any(dtd.iterelements())):
        raise ValueError("the response has a DTD, which is not read")
    return root


def _read_broken(body: bytes, closed: bytes, rows: Collection[str]) -> Iterator[Element]:
    """The root elements that broken XML has as it may be meant, the likelier ones first."""
    if (root := _parse(_mend(_decode(closed)))) is not None:
        yield root  # nothing else need be tried
        return
    forms = (closed,) if closed == body else (closed, body)
    for form in forms if rows else ():
        with suppress(ValueError, etree.XMLSyntaxError):
            yield _read_rows(form, rows)
    for text in (body.strip(), _mend(_decode(body))) if closed != body else ():
        if (root := _parse(text)) is not None:
            yield root


def _parse(text: str | bytes) -> Element | None:
    """The root element; None for broken XML."""
    with suppress(etree.XMLSyntaxError):
        return etree.fromstring(text if isinstance(text, bytes) else text.encode(), _PARSER)
    return None


def _find_rows(root: Element, names: Collection[str]) -> Iterator[Element]:
    return root.iterdescendants(*(f"{{*}}{name}" for name in names))  # type: ignore[no-any-return]


def _read_rows(body: bytes, names: Collection[str]) -> Element:
    """The root element, its rows read each by itself; one that is broken bears the reason (`_BROKEN`).

    Raises ValueError where the frame around the rows is broken, or where their own tags are.
    """
    frame, rows = cut_rows(_decode(body), *names)
    root = etree.fromstring(_mend(frame).encode(), _PARSER)
    for place, words in zip(list(_find_rows(root, names)), rows, strict=True):
        row = _read_row(words, place.nsmap)
        row.tail = place.tail
        place.getparent().replace(place, row)
    return root


def _read_row(words: str, spaces: Mapping[str | None, str]) -> Element:
    """The element of a row; as much of it as can be told where it is broken."""
    named = (f' xmlns{f":{name}" if name else ""}="{escape(space)}"' for name, space in spaces.items())
    words = _mend(f"<row{''.join(named)}>{words}</row>")
    try:
        return etree.fromstring(words.encode(), _PARSER)[0]
    except etree.XMLSyntaxError as error:
        row = etree.fromstring(words.encode(), _SALVAGE)[0]
        row.set(_BROKEN, _FORBIDDEN.sub("", str(error)))
        return row


def _decode(body: bytes) -> str:
    """The words of XML, with no characters that it forbids, from its root or its DTD on."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n").decode(_encoding(body), "replace")
    text = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))
    return _FORBIDDEN.sub("", text)


def _mend(text: str) -> str:
    r"""XML whose entities are all known: others, a < that begins no tag, and a ]]> that ends no section are words.

    >>> _mend(_decode(b"\n\xef\xbb\xbf<?xml version='1.0'?><a>IT &ndash; R&D\x0b <![CDATA[&ndash;]]></a>"))
    '<a>IT – R&amp;D <![CDATA[&ndash;]]></a>'
    >>> _mend("<a>Team < 10, <5 ]]> mehr</a>")
    '<a>Team &lt; 10, &lt;5 ]]&gt; mehr</a>'
    """
    if _DTD.match(text):
        return text  # its entities are its own: it is refused as it stands
    return _cut_depth(_MENDABLE.sub(lambda found: _mend_words(found[0]), text))


def _close_sections(body: bytes) -> bytes:
    """XML in which each CDATA section ends with the element that it began in: an open one swallows the next posting.

    >>> _close_sections(b"<a><b><![CDATA[1</b><b><![CDATA[2]]></b></a>").decode()
    '<a><b><![CDATA[1]]></b><b><![CDATA[2]]></b></a>'
    """
    kept, done, end, last, around, is_within = list[bytes](), 0, 0, 0, b"", False
    after = 0  # where the last section ends that is not open
    at = body.find(_SECTION)
    while at >= 0:
        following = body.find(_SECTION, at + 1)
        end = body.find(_SECTION_END, at) if 0 <= end < at else end  # looked for once: there may be a million sections
        before = _COMMENT.sub(b"", body[max(done, after, last, at - _LONGEST_TAG) : at])
        if b"<" in before and not is_within:  # else it follows another section of the same element, or is within one
            opening = _OPENING.search(before)
            around = opening[1] if opening else b""
        is_open = end < 0 or 0 <= following < end
        after = after if is_open else end
        is_within = bool(around and is_open)
        if is_within:
            closing = body.find(b"</" + around, at, following if following >= 0 else len(body))
            if closing >= 0:
                kept += [body[done:closing], _SECTION_END]
                done, is_within = closing, False
        last, at = at, following
    return b"".join([*kept, body[done:]])


def _encoding(body: bytes) -> str:
    """UTF-16 by its mark, UTF-8 where the bytes are that, else what the XML declares."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        body.decode()
    except UnicodeDecodeError:
        declared = _DECLARED.search(body[:200])
        with suppress(LookupError):
            return codecs.lookup(declared[1].decode() if declared else "utf-8").name
    return "utf-8"


def _mend_words(found: str) -> str:
    """An entity that XML knows and a CDATA section as they are; an entity of HTML as its character; else bare signs."""
    if found in ("<", "]]>"):
        return escape(found)
    if found[0] == "<" or found in _OF_XML:
        return found
    if found.startswith("&#"):
        words = make_sound(unescape(found))  # of a forbidden character nothing is left
        return escape(words) if words != found else f"&amp;{found[1:]}"
    return escape(html5.get(found[1:], found))


def _cut_depth(text: str) -> str:
    """Leave out what is nested deeper than any posting needs: neither lxml nor we would read the rest then."""
    kept, depth, begin = [], 0, 0
    for tag in _TAG.finditer(text):
        if tag[1] == "/":
            depth -= 1
            if depth == _DEEPEST:
                begin = tag.end()
        elif tag[1] == "" and not tag[2]:
            depth += 1
            if depth == _DEEPEST + 1:
                kept.append(text[begin : tag.start()])
    return "".join([*kept, text[begin:]]) if depth <= _DEEPEST else text


def read_object(element: Element) -> Any:
    """An element as JSON would have it: its children by name, several of one name as a list; else its text.

    None if it is empty; blanks around a text are left out. A name keeps its prefix if its namespace differs from
    that of the element around it. A row that is broken becomes a BrokenRow.

    >>> read_object(etree.fromstring("<a><b>1</b><b> 2 </b><g:c xmlns:g='g'><d/></g:c></a>"))
    {'b': ['1', '2'], 'g:c': {'d': None}}
    """
    words = _read_words(element)
    return BrokenRow(words, element.get(_BROKEN)) if _BROKEN in element.attrib else words


def _read_words(element: Element) -> Any:
    if not len(element) or any((words or "").strip() for words in (element.text, *(part.tail for part in element))):
        return "".join(element.itertext()).strip() or None
    found: dict[str, list[Any]] = {}
    own = element.tag.rpartition("}")[0]
    for part in element.iterchildren("*"):
        space, _, name = part.tag.rpartition("}")
        name = name if space == own or not part.prefix else f"{part.prefix}:{name}"
        found.setdefault(name, []).append(read_object(part))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def find_locations(root: Element) -> list[str]:
    """The addresses in a sitemap or in an index of sitemaps. Raises ValueError for anything else."""
    if etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise ValueError(f"<{etree.QName(root).localname}> is not a sitemap")
    return [loc.text.strip() for loc in root.iter("{*}loc") if loc.text]


def take_broken(root: Element) -> list[BrokenRow]:
    """The rows that are broken; they are taken out of their root element."""
    broken = [one for one in root if _BROKEN in one.attrib]
    for one in broken:
        root.remove(one)
    return [read_object(one) for one in broken]


def find_lastmods(root: Element) -> dict[str, str]:
    """When each address of a sitemap was last changed, as far as the sitemap says so."""
    stated = {(one.findtext("{*}loc") or "").strip(): one.findtext("{*}lastmod") for one in root}
    return {url: lastmod for url, lastmod in stated.items() if lastmod}
