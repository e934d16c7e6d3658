"""What is made of a snapshot's tables: figures and pages, each of the tables alone, none able to cost the snapshot."""

import sys
import traceback
from collections.abc import Callable, Collection, Mapping, MutableMapping
from functools import partial
from typing import Any

from report.data_package import make_data_package
from report.deadlines import make_deadlines
from report.feed import FEEDS, make_feed
from report.market.market import make_market
from report.page import make_page
from report.skill import make_skill
from schemas.configuration import Search


class Pages:
    """Makes the figures and pages of a snapshot; `failed` says which could not be made, and why."""

    def __init__(self, search: Search, terms: Mapping[str, str], withheld: Collection[str] = ()) -> None:
        """`terms`: board to where its terms are and what they say; `withheld`: boards whose texts are not published."""
        self.search, self.terms, self.withheld = search, terms, withheld
        self.failed: dict[str, str] = {}

    def count(self, run: str, tables: Mapping[str, Any]) -> dict[str, Any]:
        """The tables of figures, counted from the others, by name. One that fails is left out, as a page is."""
        figures: dict[str, Any] = {}
        self._add(figures, "market", lambda: make_market(run, tables))
        return figures

    def __call__(self, manifest: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, bytes]:
        """Make the pages, name to content. A page that fails is left out: correct tables are published without it."""
        pages: dict[str, bytes] = {}
        files, run = manifest["files"], manifest["run"]
        self._add(pages, "report.html", lambda: make_page(tables, manifest, self.search))
        for language, name in FEEDS.items():
            self._add(pages, name, partial(make_feed, tables, run, self.search, language))
        self._add(pages, "SKILL.md", lambda: make_skill(run, tables))
        for watch in self.search.watch:
            of_watch = (tables, run, self.search)
            self._add(pages, f"watch-{watch.name}.atom", partial(make_feed, *of_watch, watch.language, watch))
            self._add(pages, f"watch-{watch.name}.ics", partial(make_deadlines, *of_watch, watch))
        self._add(pages, "datapackage.json", lambda: make_data_package(tables, files, run, self.terms, self.withheld))
        return pages

    def _add(self, made: MutableMapping[str, Any], name: str, make: Callable[[], Any]) -> None:
        try:
            made[name] = make()
        except Exception as error:  # noqa: BLE001
            traceback.print_exc(file=sys.stderr)
            self.failed[name] = f"{type(error).__name__}: {error}"
