"""The reader's own marks on the page, and the page's filters as a watch: in a browser, without any server."""

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Page

from bench.report_page import NOW, made_up
from report.page import make_page
from report.watching import find_matches, list_open
from schemas.columns import schema_of
from schemas.tables import JobVersion
from schemas.toml import read_table
from schemas.watches import Watch
from tests.support.in_browser import Watch as Tab
from tests.support.in_browser import choose, titles, violations_of

MADE = made_up(60)
JOBS = {row["job_id"]: row for row in MADE[0]["jobs"].to_pylist() if row["status"] == "open"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("marks") / "report.html"
    page.write_bytes(make_page(*MADE))
    return page


def mark(page: Page, job_id: str, *kinds: str, note: str = "") -> None:
    page.evaluate(f"location.hash = 'job={job_id}'")
    for kind in kinds:
        page.click(f"tr.detail [data-mark={kind}]")
    if note:
        page.fill("tr.detail textarea", note)
        page.locator("tr.detail textarea").blur()


def open_next(page: Page, file: Path, *gone: str) -> None:
    """The next snapshot in the same place: one job is new, another came under an id in place of one that is gone."""
    tables, manifest, search = MADE
    rows = [row for row in tables["jobs"].to_pylist() if row["job_id"] not in gone]
    rows[0] = rows[0] | {"first_seen_at": NOW + timedelta(days=1), "title": "Ganz neu"}
    was = [JOBS[one] | {"valid_from": NOW, "valid_to": NOW} for one in gone]
    ads = [row | ({"job_id": "goes-on"} if row["job_id"] in gone else {}) for row in tables["postings"].to_pylist()]
    rows += [JOBS[gone[0]] | {"job_id": "goes-on"}]
    made = {
        "jobs": pa.Table.from_pylist(rows, tables["jobs"].schema),
        "postings": pa.Table.from_pylist(ads, tables["postings"].schema),
        "history": pa.Table.from_pylist(was, schema_of(JobVersion)),
    }
    file.write_bytes(make_page(tables | made, manifest, search))
    page.goto(file.as_uri() + "?next")


def test_marks_stay_filter_and_go_on_when_jobs_are_merged(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(make_page(*MADE))
    with Tab(chromium, file) as page:
        assert page.inner_text("#fresh") == "", "the first visit: nothing is new to whoever knows nothing"
        one, two, three, *_ = JOBS
        mark(page, one, "interesting", note="Frau Klein anrufen")
        mark(page, two, "applied")
        mark(page, three, "hidden")
        page.goto(file.as_uri())
        assert page.inner_text("#count") == "60 Stellen" and "1 ausgeblendet" in page.inner_text("#fresh")
        for kind, ids in (("interesting", [one]), ("applied", [two]), ("hidden", [three]), ("noted", [one])):
            choose(page, mark=kind)
            assert titles(page) == [JOBS[id_]["title"] for id_ in ids]
        choose(page, mark="unseen")
        assert page.inner_text("#count") == "57 von 60 Stellen", "what was opened was seen"
        assert not violations_of(page)


def test_what_is_new_since_the_last_visit_is_told_until_the_next(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(make_page(*MADE))
    watched = Tab(chromium, file)
    with watched as page:
        first, second = list(JOBS)[-1], list(JOBS)[-2]
        mark(page, first, "applied", note="beworben am 1.12.")
        mark(page, second, "interesting")
        open_next(page, file, first)
        watched.wrong.clear()  # the address has a query, so that the page is read anew
        assert "1 neu seit Ihrem letzten Besuch" in page.inner_text("#fresh")
        page.click("#fresh a >> nth=0")
        assert titles(page) == ["Ganz neu"]
        choose(page, mark="applied")
        assert titles(page) == [JOBS[first]["title"]], "its id is another now"
        page.locator("button.turn").first.click()
        assert page.input_value("tr.detail textarea") == "beworben am 1.12."
        page.reload()
        watched.wrong.clear()
        assert "1 neu seit" in page.inner_text("#fresh"), "the same snapshot is the same visit"


def test_a_file_carries_them_to_another_browser(chromium: Browser, file: Path, tmp_path: Path) -> None:
    one = next(iter(JOBS))
    two = next(id_ for id_, job in JOBS.items() if job["employer"] != JOBS[one]["employer"])
    with Tab(chromium, file) as page:
        mark(page, one, "applied", note='„Zitat“ & <b>fett</b>\n"zwei"')
        mark(page, two, "employer")
        page.click("#marks summary")
        with page.expect_download() as download:
            page.click("#save")
        saved = tmp_path / "marks.json"
        download.value.save_as(saved)
        assert download.value.suggested_filename == "wupperjobs-marks.json"
    assert json.loads(saved.read_text("utf-8"))["jobs"][one]["mark"] == "applied"
    with Tab(chromium, file) as page:
        page.click("#marks summary")
        page.set_input_files("#load", saved)
        page.locator("#loaded", has_text="Geladen").wait_for()
        assert "ausgeblendet" in page.inner_text("#fresh")
        assert page.inner_text("#employers-hidden p") == f"{JOBS[two]['employer']} ✕"
        choose(page, mark="noted")
        page.locator("button.turn").first.click()
        assert page.input_value("tr.detail textarea") == '„Zitat“ & <b>fett</b>\n"zwei"'
        page.click("#employers-hidden .chip")
        assert page.inner_text("#fresh") == ""
        for wrong in ("{", "[]", "null", '{"kind": "wupperjobs marks", "jobs": 3}'):
            saved.write_text(wrong)
            page.set_input_files("#load", saved)
            page.locator("#loaded", has_text="Das ist keine").wait_for()
        odd = {one: 3, two: {"mark": "no such", "note": 5, "at": "2099"}, "__proto__": {"mark": "hidden", "at": "2099"}}
        saved.write_text(json.dumps({"kind": "wupperjobs marks", "jobs": odd, "employers": {"x": 5}}))
        page.set_input_files("#load", saved)
        page.locator("#loaded", has_text="Geladen").wait_for()
        choose(page, mark="applied")
        assert len(titles(page)) == 1, "what is not as it should be is passed over"


def test_where_nothing_may_be_kept_it_says_so_and_works(chromium: Browser, file: Path) -> None:
    with Tab(chromium, file) as page:
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
        page.reload()
        mark(page, next(iter(JOBS)), "hidden")
        page.click("#marks summary")
        assert "behält nichts" in page.inner_text("#kept") and "1 ausgeblendet" in page.inner_text("#fresh")


FILTERS = [
    {"town": "Solingen", "level": "lead"},
    {"km": "20", "basis": "stated", "remote": "some"},
    {"basis": "-", "level": "-"},
    {"board": "personio", "leads": "disciplinary"},
    {"education": "vocational", "experience": "several"},
    {"english": "wished", "benefit": "pension"},
    {"english": "-", "family": "it_lead"},
    {"q": "HEAD klinik"},
    {"q": 'dusseldorf "'},
    {"skill": "ITIL", "employer": "Beispielwerk 0 Technik GmbH"},
    {"mark": "unseen", "news": "new"},
]


def test_the_filters_are_a_watch_of_the_same_jobs(chromium: Browser, file: Path) -> None:
    with Tab(chromium, file) as page:
        assert page.is_hidden("#as-watch"), "without filters there is no watch"
        for filters in FILTERS:
            told = "&".join(f"{name}={value}" for name, value in filters.items())
            page.evaluate("told => { location.hash = told }", told)
            if page.is_hidden("#watch"):
                page.click("#as-watch")
            (row,) = tomllib.loads(page.inner_text("#watch pre"))["watch"]
            watch, left = read_table(Watch, row, "watch"), page.inner_text("#watch-left")
            if "mark" in filters:
                assert "Meine Marken, Neuigkeit" in left
                continue
            count = int(page.inner_text("#count").split()[0])
            assert not left and len(find_matches(list_open(MADE[0]), watch, MADE[1]["run"])) == count, filters
        page.click("#copy")
        assert page.inner_text("#copied")
