"""schema.org JobPosting of a page: found in its JSON-LD, or in its microdata."""

import re
from typing import Any

from parsel import Selector

from spiders._json_ld import read_json_ld
from spiders._paths import as_list, merge_rows

JsonObject = dict[str, Any]  # its keys in lower case

# "//" would look for children of every node, which takes three times as long.
_BLOCKS = "/descendant::script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_ONLY_JOBS = {"hiringorganization", "joblocation", "basesalary", "dateposted", "employmenttype"}


def find_job_postings(page: Selector) -> tuple[list[JsonObject], list[str]]:
    """The JobPostings of a page in their order, and why blocks that name one could not be read.

    Microdata is read only where JSON-LD has none.
    """
    found: list[JsonObject] = []
    unreadable: list[str] = []
    for block in page.xpath(_BLOCKS):
        text = "".join(block.xpath("text()").getall())
        try:
            found += find_in_json(read_json_ld(text))
        except ValueError as error:
            if "jobposting" in text.lower():
                unreadable.append(str(error))
    if not found and not unreadable:
        found = [_read_scope(scope) for scope in page.xpath("//*[@itemscope][contains(@itemtype, 'JobPosting')]")]
    return found, unreadable


def find_page_job(page: Selector) -> JsonObject:
    """The one JobPosting of a posting's page. Raises ValueError where there is none, or several."""
    found, unreadable = find_job_postings(page)
    jobs = merge_towns(found)
    if len(jobs) != 1:
        raise ValueError("; ".join(unreadable) or f"the page has {len(jobs)} JobPostings")
    return jobs[0]


def find_in_json(values: Any) -> list[JsonObject]:
    """The JobPostings anywhere in JSON-LD: bare, in a list, an `@graph` or a DataFeed.

    Where a posting names its employer or place by `@id` alone, the object with that id is put in its place.
    """
    found: list[JsonObject] = []
    nodes: dict[str, JsonObject] = {}
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            if len(value) > 1 and isinstance(value.get("@id"), str):
                nodes[value["@id"]] = value
            if _is_job_posting(value):
                found.append(value)
            else:
                waiting.extend(reversed(value.values()))
    return [_resolve_all(posting, nodes) for posting in found]


def _resolve_all(posting: JsonObject, nodes: dict[str, JsonObject]) -> JsonObject:
    try:
        return {name: _resolve(value, nodes) for name, value in posting.items()}
    except RecursionError:  # it is read as it stands, and refused alone
        return posting


def _resolve(value: Any, nodes: dict[str, JsonObject]) -> Any:
    if isinstance(value, list):
        return [_resolve(part, nodes) for part in value]
    if isinstance(value, dict) and list(value) == ["@id"]:
        return nodes.get(str(value["@id"]), value)
    return value


def _is_job_posting(value: JsonObject) -> bool:
    if "@type" not in value:
        return "title" in value and not _ONLY_JOBS.isdisjoint(value)
    return any(re.split("[/:#]", str(kind).rstrip("/"))[-1].lower() == "jobposting" for kind in as_list(value["@type"]))


def merge_towns(postings: list[JsonObject]) -> list[JsonObject]:
    """Merge postings that differ only in their place: some pages list a job once per town."""
    names = ("title", "hiringorganization", "description", "identifier", "url")
    return merge_rows(
        postings,
        "joblocation",
        lambda one: repr([one.get(name) for name in names]),
        lambda one: as_list(one.get("joblocation")),
    )


def _read_scope(scope: Selector) -> JsonObject:
    """A microdata scope as the object that JSON-LD would have; a property given twice becomes a list."""
    found: JsonObject = {"@type": (scope.attrib.get("itemtype") or "").rsplit("/", 1)[-1]}
    depth = len(scope.xpath("ancestor-or-self::*[@itemscope]"))
    for part in scope.xpath(".//*[@itemprop]"):
        nested = part.xpath("@itemscope").get() is not None
        if len(part.xpath("ancestor::*[@itemscope]")) != depth:
            continue  # it belongs to a scope within this one
        value = _read_scope(part) if nested else _read_property(part)
        for name in part.attrib["itemprop"].lower().split():
            found[name] = [*as_list(found.get(name)), value] if name in found else value
    return found


def _read_property(part: Selector) -> str:
    for attribute in ("content", "datetime", "href", "src", "value"):
        if attribute in part.attrib:
            return str(part.attrib[attribute])
    if "description" in part.attrib["itemprop"]:
        return str(part.get())
    return " ".join(part.xpath(".//text()").getall())
