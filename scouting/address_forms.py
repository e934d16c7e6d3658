"""The form that the addresses of a board's postings have, as an expression, from what a page or a sitemap links to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from german.places.gazetteer import load
from german.places.town_names import find_town

_JOB_WORDS = re.compile(r"(?i)stelle|job|karriere|career|vacan|position|anzeige|ausschreibung|opening|angebot")
_PLAIN = re.compile(r"https?://[\w.-]+(?::\d+)?/[\w./~%+,=&?@:!*-]*", re.ASCII)  # safe to write into a Python file
_WORDS = r"(?:[^/?#]*[^/?#\d])?"  # what may stand before a number
_LONGEST = 500  # most characters of an address


def prefer_jobs(urls: Any) -> list[str]:
    """The addresses, those that speak of jobs first.

    >>> prefer_jobs(["https://a.example/pages.xml", "https://a.example/stellen.xml"])[0]
    'https://a.example/stellen.xml'
    """
    return sorted((url for url in urls if _PLAIN.fullmatch(url)), key=lambda url: not _JOB_WORDS.search(url))


def find_pattern(urls: Sequence[str], page_url: str) -> str | None:
    """An expression for the postings among the addresses of the page's host; None if none stand out.

    Postings are two or more addresses of one shape that speak of jobs; the largest such group counts. A number in
    the address is the posting's key, else its last part.

    >>> find_pattern(["https://a.example/stelle/koch-1", "https://a.example/stelle/cio-22"], "https://a.example/")
    '/stelle/(?:[^/?#]*[^/?#\\\\d])?(\\\\d+)$'
    >>> find_pattern(["https://a.example/jobs/7/koch", "https://a.example/jobs/8/cio"], "https://a.example/")
    '/jobs/(\\\\d+)/[^/?#]+/?$'
    >>> find_pattern(["https://a.example/job?id=7", "https://a.example/job?x=1&id=8"], "https://a.example/")
    '/job\\\\?(?:[^#]*&)?id=(\\\\d+)'
    >>> find_pattern(["https://a.example/stellen/koch", "https://a.example/stellen/cio/"], "https://a.example/")
    '/stellen/([^/?#]+)/?$'
    >>> urls = ["https://a.example/stellen--koch-2--4711-inline.html", "https://a.example/stellen--cio--4712-inline.html"]
    >>> find_pattern(urls, "https://a.example/")
    '/stellen-(?:[^/?#]*[^/?#\\\\d])?(\\\\d{4,})\\\\-inline\\\\.html$'
    >>> find_pattern(["https://a.example/impressum", "https://a.example/jobs"], "https://a.example/")
    """
    return next(iter(find_patterns(urls, page_url)), None)


def find_patterns(urls: Sequence[str], page_url: str) -> list[str]:
    """All expressions that `find_pattern` chooses from, the likeliest first.

    Addresses with a number come before such that end in words, and more before fewer. A board's own lists for towns,
    "/jobs/in-essen", are no postings.

    >>> urls = [f"https://a.example/jobs/in-{town}" for town in ("essen", "bochum", "hagen")]
    >>> find_patterns([*urls, "https://a.example/jobs/koch-1", "https://a.example/jobs/cio-2"], "https://a.example/")
    ['/jobs/(?:[^/?#]*[^/?#\\\\d])?(\\\\d+)$']
    """
    groups: dict[str, set[str]] = defaultdict(set)
    host = urlsplit(page_url).hostname
    for url in urls:
        plain = len(url) <= _LONGEST and url != page_url and _PLAIN.fullmatch(url)
        if plain and urlsplit(url).hostname == host and (shape := _shape(url)):
            groups[shape].add(url)
    found = [
        (r"(\d" in shape, len(group), shape)
        for shape, group in groups.items()
        if len(group) > 1 and _JOB_WORDS.search(shape) and not _are_towns(group)
    ]
    return [shape for _, _, shape in sorted(found, reverse=True)]


def _are_towns(urls: Iterable[str]) -> bool:
    """Whether most addresses end in a town's name, or in "in-" and one."""
    ends = [unquote(url).rstrip("/").rpartition("/")[2].lower() for url in urls]
    names = [re.sub(r"^(?:[\w-]+-)?in-", "", end) for end in ends]
    begins = {end.removesuffix(name) for end, name in zip(ends, names, strict=True)}
    known = sum(_is_town(name) for name in names)
    return len(begins) == 1 and known * 2 > len(names)


def _is_town(name: str) -> bool:
    return (name.isdigit() and len(name) == 5) or find_town(load(), name.replace("-", " ")) is not None


def _shape(url: str) -> str | None:
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if value.isdigit() and name.lower().endswith("id"):
            return rf"{re.escape(parts.path)}\?(?:[^#]*&)?{re.escape(name)}=(\d+)"
    *folders, last = parts.path.rstrip("/").split("/")
    if parts.query or folders[-1:] in (["page"], ["seite"]):
        return None
    if len(folders) < 2:  # at the root only a word with a long number: /stellenangebote--IT-Leiter--4711-inline.html
        found = re.fullmatch(r"([A-Za-z]+)-[^\d].*?\d{4,}(\D*)", last)
        return rf"/{found[1]}-{_WORDS}(\d{{4,}}){re.escape(found[2])}$" if found else None
    number = next((index for index, name in enumerate(folders) if name.isdigit()), None)
    folder = "/".join(r"(\d+)" if index == number else re.escape(name) for index, name in enumerate(folders))
    if number is not None:
        return rf"{folder}/[^/?#]+/?$"
    if end := re.search(r"\d+(\.html?)?$", last):
        return rf"{folder}/{_WORDS}(\d+){re.escape(end[1] or '')}$"
    return rf"{folder}/([^/?#]+)/?$"
