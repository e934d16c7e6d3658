"""XML answers: feeds and sitemaps, read without DTD, entities or network."""

from typing import Any, TypeAlias

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number

Element: TypeAlias = Any  # lxml comes without types
UNPACKED = 64 * 1024 * 1024  # bytes; a sitemap may have 50 MB


def read_xml(response: Response) -> Element:
    """The answer's root element. Raises ValueError for broken XML, for a page instead of a feed, and for a DTD.

    A DTD can name files and grow without bound, and no feed needs one.
    """
    body = gunzip(response.body, max_size=UNPACKED) if gzip_magic_number(response) else response.body
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ValueError("the board answers a page instead of XML")
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the answer is broken XML: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("the answer has a DTD, which is not read")
    return root


def words_in(element: Element, path: str) -> str | None:
    """The text at a path of direct children, without its surrounding blanks; None where there is none."""
    found = element.find(path)
    return None if found is None else "".join(found.itertext()).strip() or None


def find_locations(root: Element) -> list[str]:
    """The addresses of a sitemap or of a sitemap of sitemaps. Raises ValueError for another form."""
    if etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise ValueError(f"<{etree.QName(root).localname}> is no sitemap")
    return [loc.text.strip() for loc in root.iter("{*}loc") if loc.text]


def find_lastmods(root: Element) -> dict[str, str]:
    """When each address of a sitemap was changed last, as far as it says so."""
    stated = {words_in(one, "{*}loc"): words_in(one, "{*}lastmod") for one in root}
    return {url: lastmod for url, lastmod in stated.items() if url and lastmod}
