"""The rows of jobboards.toml: boards whose postings' pages carry schema.org JobPosting."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar

from cssselect import SelectorError
from msgspec import Meta
from parsel.csstranslator import css2xpath

from schemas.configuration import Search, Sure
from schemas.key_types import Addresses, Count, Text
from schemas.toml import Key, read_file, refuse_twins
from schemas.vocabulary import Access, Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBoardRow:
    """One row of jobboards.toml: a board whose postings' pages carry schema.org JobPosting."""

    named_by: ClassVar = ("name",)

    name: Annotated[
        str,
        Meta(pattern=r"\A[a-z0-9_]+\Z", description="small letters, digits and _ only"),
        Key("the board's own; `board_ref` begins with it and a slash", "stellenwerk"),
    ]
    list_urls: Annotated[
        Addresses,
        Key(
            "its lists: {keyword} stands for each keyword of search.toml and {town} for its town, as slugs",
            ("https://jobs.example/{town}/{keyword}",),
        ),
    ] = ()
    sitemap_urls: Annotated[Addresses, Key("its sitemaps", ("https://jobs.example/sitemap.xml",))] = ()
    posting_urls: Annotated[
        Text, Key("expression for a posting's address; its group, else the path, is the posting's key", r"/job/(\d+)$")
    ]
    next_page: Annotated[Text | None, Key("CSS selector of the link to a list's next page", "a.next")] = None
    none_words: Annotated[
        Text | None, Key("expression for how a list says that it has no postings", "Keine Treffer")
    ] = None
    floor: Annotated[Count, Key("fewer postings than this: the row counts as unread")] = 0
    access: Annotated[Access, Key("the terms of access", "tolerated")]
    permission: Annotated[bool, Key("you have the board's consent, as in search.toml")] = False
    checked: Annotated[Checked, Key("how far the row was verified", "documented")]
    terms: Annotated[Text, Key("where the terms stand and what they say", "jobs.example/agb: nothing on robots")]
    source: Annotated[Text, Key("where the form of the addresses was seen", "its own pages")]
    sure: Annotated[Sure, Key("`probed`: a public project reports that the address works; `seen`: in a list", "seen")]
    enabled: Annotated[bool, Key("`false` leaves the row out")] = True

    def __post_init__(self) -> None:
        if not (self.list_urls or self.sitemap_urls):
            raise ValueError("list_urls and sitemap_urls are both missing; give one of them")
        for url in (*self.list_urls, *self.sitemap_urls):
            if re.search("[{}]", re.sub("{(?:keyword|town)}", "", url) if url in self.list_urls else url):
                raise ValueError(
                    f"address {url!r}; a list's may hold {{keyword}} and {{town}}, a sitemap's nothing of the kind"
                )
        for name, expression in (("posting_urls", self.posting_urls), ("none_words", self.none_words or "")):
            try:
                groups = re.compile(expression).groups
            except (re.error, OverflowError, RecursionError) as error:
                raise ValueError(f"{name} is not a regular expression: {error}") from None
            if groups > 1:
                raise ValueError(f"{name} has {groups} groups; one at most, others as (?:...)")
        if self.next_page:
            try:
                css2xpath(self.next_page)
            except SelectorError as error:
                raise ValueError(f"next_page is not a CSS selector: {error}") from None
        if self.enabled and self.access == "permission" and not self.permission:
            raise ValueError(
                "its terms forbid automated access; with the board's consent set permission = true, "
                "else enabled = false"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBoardsFile:
    """jobboards.toml."""

    jobboard: tuple[JobBoardRow, ...] = ()


@cache
def load_jobboards(path: str | Path) -> tuple[JobBoardRow, ...]:
    """Read jobboards.toml: one [[jobboard]] a board. Raises ConfigurationError."""
    file = Path(path).absolute()
    rows = read_file(JobBoardsFile, file, "with jobboards_file in search.toml").jobboard
    refuse_twins(f"{file.name} jobboard", [(row.name, f"name {row.name!r}") for row in rows])
    return rows


def jobboards_of(search: Search) -> tuple[JobBoardRow, ...]:
    """The rows that are enabled."""
    return tuple(row for row in load_jobboards(search.jobboards_path) if row.enabled)
