"""The static site: every link of it resolves, nothing leads out of it but to ads, and it follows the output."""

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from crawls.site import publish_site
from german.places.search import load_search
from report.pages import Pages
from report.site import MARK, make_site
from report.site_pages import DICTIONARY, FRONTS, LISTS, REPORTS
from schemas.configuration import Keeping
from schemas.mistakes import ConfigurationError, NothingPublished
from schemas.tables import TABLES
from schemas.watches import Watch
from snapshots.publish import publish
from storage.layout import Output, run_id
from storage.snapshots import verify
from tests.support.snapshots_rows import leave_part, posting

SEARCH = replace(load_search(Path(__file__).parent / "boards" / "search.toml"), watch=(Watch(name="all"),))
FIRST = datetime(2026, 9, 1, 5, tzinfo=UTC)


def live(output: Output, nights: int, first: int = 0) -> None:
    """So many nights, each with a snapshot; `first`: the number of the first."""
    for night in range(first, nights):
        run = run_id(FIRST + timedelta(days=night))
        leave_part(output, run, *(posting(f"{one}", run) for one in range(night // 4, night // 4 + 5)))
        pages = Pages(SEARCH, {})
        publish(output, pages=pages, figures=pages.count, keep=Keeping(all_days=2, weekly_days=14))


class Links(HTMLParser):
    """The addresses that a page leads to, and those that it would load by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.led: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids.add(told.get("id") or "")
        (self.loaded if told.get("rel") in ("stylesheet", "icon") else self.led).append(told.get("href") or "")
        self.loaded.append(told.get("src") or "")


def check_links(site: Path) -> int:
    """Follow every link of every page and feed; how many there are."""
    count = 0
    for file in sorted(site.rglob("*")):
        if file.suffix == ".html":
            links = Links(file.read_text("utf-8"))
            assert all(one.startswith("data:") for one in links.loaded if one), file
            led = [one for one in links.led if one]
        elif file.suffix == ".atom":
            led = [one.get("href") for one in etree.parse(file).iter("{*}link")]
        elif file.suffix == ".md":
            led = re.findall(r"\]\(([^)]*)\)", file.read_text("utf-8"))
        else:
            continue
        for one in led:
            count += 1
            parts = urlsplit(one)
            if parts.scheme in ("http", "https", "data"):
                continue
            assert not parts.scheme and not parts.netloc and not parts.path.startswith("/"), one
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert target.is_file() and target.is_relative_to(site.resolve()), f"{file}: {one}"
            if parts.fragment and target.suffix == ".html" and "=" not in parts.fragment:
                assert parts.fragment in Links(target.read_text("utf-8")).ids, one
    return count


@pytest.mark.parametrize("nights", [7, pytest.param(60, marks=pytest.mark.long)])
def test_a_site_of_many_nights_resolves_and_thins_out_as_the_snapshots_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], nights: int
) -> None:
    output, folder = Output.at(tmp_path / "output"), tmp_path / "site"
    live(output, 3)
    site = make_site(output, SEARCH, Output.at(folder))
    early = set(Output.at(folder).folders("snapshots"))
    assert len(early) == site.snapshots == 3
    live(output, nights, 3)
    site = make_site(output, SEARCH, Output.at(folder))
    there = Output.at(folder).folders("snapshots")
    assert there == output.folders("snapshots") and not early <= set(there)
    assert check_links(folder) > 50
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert (site.files, site.bytes) == (len(files), sum(file.stat().st_size for file in files))
    for run in there:
        verify(Output.at(folder), run)
    assert {"watch-all.atom", "watch-all.ics", "report.html"} <= {file.name for file in (folder / "latest").iterdir()}
    reports = {file.name for file in (folder / REPORTS).iterdir()}
    assert {"index.html", "en.html", "months.json", "2026-09.html", "2026-09-en.html"} <= reports
    for name in (
        *FRONTS.values(),
        *LISTS.values(),
        DICTIONARY,
        *(f"{REPORTS}/{one}" for one in reports if "html" in one),
    ):
        page = (folder / name).read_text("utf-8")
        assert "<script" not in page and "default-src 'none'" in page
    front = (folder / "index.html").read_text("utf-8")
    assert f'<a href="{REPORTS}/2026-09.html">September 2026</a>' in front
    assert "weitere Fassungen sind ausgedünnt" in front and there[-1] in front
    assert all(f'id="{name}"' in (folder / DICTIONARY).read_text("utf-8") for name in TABLES)

    again = {file: file.stat().st_mtime_ns for file in (folder / "snapshots").rglob("*")}
    shutil.rmtree(folder / "latest")
    assert publish_site(str(folder), str(SEARCH.path), output.root) == 0
    assert again == {file: file.stat().st_mtime_ns for file in (folder / "snapshots").rglob("*")}, "not copied anew"
    assert "MB" in capsys.readouterr().out


def test_nothing_private_and_nothing_of_others_is_touched(tmp_path: Path) -> None:
    output, folder = Output.at(tmp_path / "output"), tmp_path / "site"
    with pytest.raises(NothingPublished):
        make_site(output, SEARCH, Output.at(folder))
    live(output, 1)
    for private in ("archive", "logs", "rejected"):
        (tmp_path / "output" / private / "x").mkdir(parents=True)
        (tmp_path / "output" / private / "x" / "y.txt").write_text("unmasked")
    make_site(output, SEARCH, Output.at(folder))
    assert {one.name for one in folder.iterdir()} == {
        *(*FRONTS.values(), *LISTS.values(), DICTIONARY, MARK, REPORTS),
        *("latest", "snapshots", "latest.json", "versions.json"),
    }  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("mine")
    with pytest.raises(ConfigurationError, match="other files"):
        make_site(output, SEARCH, Output.at(other))
    assert [one.name for one in other.iterdir()] == ["thesis.tex"]


@pytest.mark.long
def test_a_damaged_snapshot_and_a_watch_that_is_gone_leave_the_site(tmp_path: Path) -> None:
    output, folder = Output.at(tmp_path / "output"), tmp_path / "site"
    live(output, 2)
    old = output.folders("snapshots")[0]
    jobs = Path(output.snapshot(old)) / "jobs.parquet"
    jobs.write_bytes(jobs.read_bytes()[::-1])
    assert make_site(output, SEARCH, Output.at(folder)).snapshots == 1
    run = run_id(FIRST + timedelta(days=9))
    leave_part(output, run, "z")
    bare = replace(SEARCH, watch=())
    publish(output, pages=Pages(bare, {}))
    stray = folder / REPORTS / "2019-01.html"
    stray.write_text("of another search")
    make_site(output, bare, Output.at(folder))
    assert not stray.exists() and (folder / REPORTS / "2026-09.html").is_file()
    assert not list((folder / "latest").glob("watch-*")) and check_links(folder)
    pointed = json.loads((folder / "latest.json").read_text("utf-8"))["run"]
    assert pointed == run and (folder / "snapshots" / run / "manifest.json").is_file()
