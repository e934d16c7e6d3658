"""XML responses: feeds and sitemaps, read without DTD, entities or network."""

from typing import Any, TypeAlias

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number

from spiders._paths import as_list

Element: TypeAlias = Any  # lxml comes without types
UNPACKED = 64 * 1024 * 1024  # bytes; a sitemap may have 50 MB


def read_xml(response: Response) -> Element:
    """The response's root element. Raises ValueError for broken XML, for a page instead of a feed, and for a DTD.

    A DTD can refer to files and expand without bound, and no feed needs one.
    """
    body = gunzip(response.body, max_size=UNPACKED) if gzip_magic_number(response) else response.body
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ValueError("the board answered with a page instead of XML")
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the response is broken XML: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("the response has a DTD, which is not read")
    return root


def read_object(element: Element) -> Any:
    """An element as JSON would have it: its children by name, several of one name as a list; else its text.

    None if it is empty; blanks around a text are left out. A name keeps its prefix if its namespace differs from
    that of the element around it.

    >>> read_object(etree.fromstring("<a><b>1</b><b> 2 </b><g:c xmlns:g='g'><d/></g:c></a>"))
    {'b': ['1', '2'], 'g:c': {'d': None}}
    """
    if not len(element) or any((words or "").strip() for words in (element.text, *(part.tail for part in element))):
        return "".join(element.itertext()).strip() or None
    found: dict[str, Any] = {}
    own = etree.QName(element).namespace
    for part in element:
        name, value = etree.QName(part), read_object(part)
        name = name.localname if name.namespace == own or not part.prefix else f"{part.prefix}:{name.localname}"
        found[name] = [*as_list(found[name]), value] if name in found else value
    return found


def find_locations(root: Element) -> list[str]:
    """The addresses in a sitemap or in an index of sitemaps. Raises ValueError for anything else."""
    if etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise ValueError(f"<{etree.QName(root).localname}> is not a sitemap")
    return [loc.text.strip() for loc in root.iter("{*}loc") if loc.text]


def find_lastmods(root: Element) -> dict[str, str]:
    """When each address of a sitemap was last changed, as far as the sitemap says so."""
    stated = {(one.findtext("{*}loc") or "").strip(): one.findtext("{*}lastmod") for one in root}
    return {url: lastmod for url, lastmod in stated.items() if lastmod}
