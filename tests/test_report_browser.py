"""The page in a browser, from disk: drawn, filtered, read aloud, and asking nobody for anything."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page

from bench.browser import page_clock
from bench.report_page import JOBS, NOW, SEARCH_FOR, TARGET_MB, TARGET_SECONDS, made_up
from report.figures.pay import yearly
from report.page import make_page
from report.wording import tell_reason
from schemas.columns import schema_of
from schemas.tables import JobVersion
from tests.support.in_browser import Watch, choose, titles, violations_of
from tests.support.long_cases import mostly_long
from tests.test_report_page import DOWN, FALLEN, HELD, in_trouble, with_first


@pytest.fixture(scope="module")
def jobs(demo: tuple[Path, str]) -> list[dict[str, Any]]:
    rows = pq.read_table(demo[0] / "latest" / "jobs.parquet").to_pylist()
    return [row for row in rows if row["status"] == "open"]


@pytest.fixture
def page(demo: tuple[Path, str], chromium: Browser) -> Iterator[Page]:
    with Watch(chromium, demo[0] / "latest" / "report.html") as tab:
        yield tab


def open_demo(demo: tuple[Path, str], chromium: Browser, hash_: str = "", **context: Any) -> Watch:
    return Watch(chromium, demo[0] / "latest" / "report.html", hash_, **context)


SCREENS = mostly_long([(390, "dark"), (1280, "light"), (1920, "light")], [(390, "dark"), (1920, "light")])


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_charts_are_drawn_and_fit_and_everyone_can_use_them(
    demo: tuple[Path, str], chromium: Browser, jobs: list[dict[str, Any]], width: int, scheme: Any
) -> None:
    with open_demo(demo, chromium, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for chart in ("svg.days", "svg.flow", "svg.map", "svg.track", "table.bars svg", "svg.overlap"):
            box = page.locator(chart).first.bounding_box()
            assert box and box["width"] > 15 and box["height"] > 5, chart
        assert page.locator("svg.map circle.dot").count() == len({job["town"] for job in jobs})
        assert page.locator("svg.map .names:visible text").count() >= 8
        assert page.locator("svg.map .ground circle").count() > 30
        if width == 1920:
            return
        page.locator("#table button.turn").first.click()
        assert not violations_of(page)


def test_the_head_tells_the_figures_of_the_tables(page: Page, jobs: list[dict[str, Any]]) -> None:
    assert page.inner_text("h1") == f"{len(jobs)} offene Stellen"
    assert page.inner_text("#changes .lead") == "Seit 20.11.2026: 5 neu, 4 geändert, 2 geschlossen."
    paid = sum(job["salary_year_min_eur"] is not None or job["salary_year_max_eur"] is not None for job in jobs)
    assert page.locator(".tiles li").first.inner_text().startswith(f"{paid}\nvon {len(jobs)} mit Gehalt")
    assert "90.000–110.000\u00a0€" in page.inner_text(".change.changed") and "95.000–115.000" in page.inner_text(
        ".change.changed"
    )


def test_search_and_filters_narrow_the_table(page: Page, jobs: list[dict[str, Any]]) -> None:
    assert page.inner_text("#count") == f"{len(jobs)} Stellen"
    choose(page, town="Remscheid")
    expected = [job for job in jobs if job["town"] == "Remscheid"]
    assert page.inner_text("#count") == f"{len(expected)} von {len(jobs)} Stellen"
    choose(page, basis="stated", level="head")
    expected = [job for job in expected if job["salary_basis"] == "stated" and job["seniority"] == "head"]
    assert expected and sorted(titles(page)) == sorted(job["title"] for job in expected)
    page.click("#reset")
    page.fill("#filters [name=q]", "DUSSELDORF engineering")  # as people type it
    assert titles(page) == [
        job["title"] for job in jobs if job["town"] == "Düsseldorf" and "Engineering" in job["title"]
    ]
    page.fill("#filters [name=q]", "no such job")
    assert page.is_visible("#none") and page.is_hidden("#list")
    page.click("#reset-too")
    choose(page, news="new", km="10")
    assert len(titles(page)) == sum(
        job["distance_km"] <= 10 for job in jobs if str(job["first_seen_at"]) > "2026-11-21"
    )
    page.click("#reset")
    choose(page, board="personio", remote="some", family="dev_lead")
    assert set(titles(page)) == {
        job["title"] for job in jobs
        if "personio" in job["boards"] and job["remote"] in ("hybrid", "full") and job["role_family"] == "dev_lead"
    }  # fmt: skip


def test_what_is_asked_and_offered_filters_fills_its_columns_and_is_told(
    page: Page, jobs: list[dict[str, Any]]
) -> None:
    def kept(test: Any) -> list[str]:
        return sorted(job["title"] for job in jobs if test(job))

    assert page.locator("#asks").get_attribute("open") is None, "what few need does not crowd what all need"
    page.click("#asks summary")
    choose(page, leads="disciplinary", experience="several")
    assert sorted(titles(page)) == kept(
        lambda job: job["leads_people"] == "disciplinary" and job["experience_level"] == "several"
    )
    page.click("#reset")
    choose(page, english="yes", benefit="bike_leasing")
    found = kept(
        lambda job: (
            any(one["code"] == "en" and one["required"] for one in job["languages"])
            and "bike_leasing" in job["benefits"]
        )
    )
    assert found and sorted(titles(page)) == found
    assert page.is_hidden("th.c-offered")
    page.click("[data-view=asked]")
    assert page.is_visible("td.c-offered >> nth=0") and page.is_hidden("td.c-pay >> nth=0") and "view=asked" in page.url
    assert page.locator("td.c-english").first.inner_text() in ("gut", "B2", "verlangt", "fließend")
    page.locator("button.turn").first.click()
    assert "Dienstrad" in page.locator("tr.detail dl").last.inner_text()
    page.click("#asked a:has-text('Bachelor')")
    assert sorted(titles(page)) == kept(lambda job: job["education_min"] == "bachelor"), "a bar leads to its jobs"


def test_columns_sort_both_ways_and_say_so(page: Page, jobs: list[dict[str, Any]]) -> None:
    head = page.locator("th.c-pay")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    middles = [sum(yearly(job) or (0, 0)) for job in jobs]
    assert titles(page)[0] == jobs[middles.index(max(middles))]["title"]
    assert page.locator("#table tbody tr").last.locator(".c-pay").inner_text() == "", "without pay comes last"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert titles(page)[0] == jobs[middles.index(min(filter(None, middles)))]["title"]
    page.click("[data-sort=title]")
    assert head.get_attribute("aria-sort") is None
    assert titles(page)[0].startswith("CIO")


def test_a_title_leads_to_its_ad_in_one_click(page: Page, jobs: list[dict[str, Any]]) -> None:
    found = {job["title"]: job["url"] for job in jobs}
    links = page.locator("#table a.title").all()
    assert len(links) == min(len(jobs), 50)
    for link in links:
        assert link.get_attribute("target") == "_blank" and link.get_attribute("rel") == "noopener noreferrer"
    once = [title for title in titles(page) if sum(job["title"] == title for job in jobs) == 1]
    assert {page.locator(f"#table a.title:text-is('{title}')").get_attribute("href") for title in once} == {
        found[title] for title in once
    }
    new = page.locator(".change.new b a").first
    assert new.get_attribute("href") in found.values() and new.get_attribute("target") == "_blank"


def open_job(page: Page, title: str) -> str:
    """Open a job's row, and what it says then."""
    page.fill("#filters [name=q]", title)
    page.locator("button.turn").first.click()
    return page.inner_text("tr.detail")


def test_a_row_opens_to_its_ads_with_links_and_why_they_are_one(page: Page, demo: tuple[Path, str]) -> None:
    ads = pq.read_table(demo[0] / "latest" / "postings.parquet").to_pylist()
    merged = next(ad for ad in ads if ad["duplicate_kind"] == "semantic")
    own = [ad for ad in ads if ad["job_id"] == merged["job_id"]]
    page.fill("#filters [name=q]", next(ad["title"] for ad in own if ad["is_canonical"]))
    page.locator("button.turn").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("button.turn").first.get_attribute("aria-expanded") == "true"
    links = page.locator("tr.detail .ads a")
    assert sorted(link.get_attribute("href") or "" for link in links.all()) == sorted(ad["url"] for ad in own)
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer"}
    assert "andere Worte, dieselbe Stelle, gleicher Titel, Arbeitgeber und Orte, Texte zu" in page.inner_text(
        "tr.detail"
    )
    page.keyboard.press("Enter")
    assert page.locator("tr.detail").count() == 0
    page.click("[data-language=en]")
    page.click("td.c-level >> nth=0")  # anywhere on the row, but for its links
    assert tell_reason(merged["duplicate_reason"]) in page.inner_text("tr.detail")


def test_a_row_opens_to_the_ad_its_first_lines_and_what_it_says(page: Page, demo: tuple[Path, str]) -> None:
    latest = demo[0] / "latest"
    texts = {row["job_id"]: row["text"] for row in pq.read_table(latest / "descriptions.parquet").to_pylist()}
    for job in pq.read_table(latest / "jobs.parquet").to_pylist():
        if job["status"] == "closed":
            continue
        page.goto(page.url.split("#")[0] + f"#job={job['job_id']}")
        detail = page.locator("tr.detail")
        go = detail.locator("a.go")
        assert go.inner_text().startswith("Zur Anzeige auf ") and go.get_attribute("href") == job["url"]
        begins = " ".join(detail.locator(".begins").inner_text().split())
        assert begins and " ".join(texts[job["job_id"]].split()).startswith(begins.removesuffix(" …"))
        says = detail.locator("dl").first.inner_text()
        assert says, job["title"]
        assert not re.search(r"\b\d{10}\b|\d{4}-\d{2}-\d{2}|[A-Z]{2,}_[A-Z]|FULL|YEAR|MONTH|teamleitung|\d\.0\b", says)
    says = open_job(page, "Sachgebietsleitung IT-Service")
    assert "befristet" in says or "Entgeltgruppe" in says


def test_an_ads_markup_is_text(chromium: Browser, tmp_path: Path) -> None:
    evil = '<script>alert("IT")</script> "onerror=alert(1)'
    tables, manifest, search = made_up(3)
    for table, names in {
        "jobs": ("title", "employer"),
        "postings": ("title", "salary_raw"),
        "descriptions": ("text",),
    }.items():
        tables = with_first(tables, table, **dict.fromkeys(names, evil))
    file = tmp_path / "report.html"
    file.write_bytes(make_page(tables, manifest, search))
    with Watch(chromium, file, "#q=script") as page:
        assert titles(page) == [evil]
        page.click("button.turn")
        assert evil in page.inner_text("tr.detail .begins")
        assert page.evaluate("document.querySelectorAll('script, img, iframe, [onerror]').length") == 2  # data, page.js


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose boards are down, held and partly unread, with a job that closed and one that was merged."""
    made = in_trouble(
        made_up(60),
        arbeitsagentur=(DOWN, {"feed_state": "unread"}),
        arbeitnow=(HELD, FALLEN),
        onlyfy=({"verdict": "partial", "unread": ["muster-stahl/"]}, {"feed": "muster-stahl/", "feed_state": "unread"}),
    )
    to = next(row for row in made[0]["jobs"].to_pylist() if row["status"] == "open")
    old = to | {"job_id": "merged", "title": "Alter Titel", "valid_from": NOW, "valid_to": NOW}
    tables = made[0] | {"history": pa.Table.from_pylist([old], schema_of(JobVersion))}
    file = tmp_path_factory.mktemp("troubled") / "report.html"
    file.write_bytes(make_page(tables, *made[1:]))
    return file


READ_ON = mostly_long([(390, "de"), (1280, "de"), (1280, "en")], [(390, "de")])


@pytest.mark.parametrize(("width", "language"), READ_ON)
def test_a_banner_tells_that_figures_are_not_what_they_seem(
    troubled: Path, chromium: Browser, width: int, language: str
) -> None:
    with Watch(chromium, troubled, locale=language, viewport={"width": width, "height": 900}) as page:
        banner = page.locator("aside.banner")
        boxes = [one.bounding_box() for one in (banner, page.locator("h1"))]
        assert boxes[0] and boxes[1] and boxes[0]["y"] + boxes[0]["height"] < boxes[1]["y"]
        words = banner.inner_text()
        assert ("Stellen" in words and "19.11.2026" in words) == (language == "de")
        assert "3 requests" in words if language == "en" else "3 Anfragen" in words
        assert page.evaluate("document.documentElement.scrollWidth") == width
        if language == "de":
            assert not re.search(r"\b(no answer|postings|requests|since|before)\b", page.inner_text("main"))
        assert not violations_of(page)


@pytest.mark.parametrize(
    ("id_", "words", "rows"),
    [
        ("job000000061", "ist seit dem", 0),
        ("merged", "„Alter Titel“ (Beispielwerk", 1),
        ("no-such-job", "Die Stelle no-such-job steht nicht in diesem Stand", 0),
        ("job000000007", "", 1),
    ],
)
def test_a_link_to_a_job_is_answered(troubled: Path, chromium: Browser, id_: str, words: str, rows: int) -> None:
    with Watch(chromium, troubled, f"#job={id_}") as page:
        assert page.is_visible("#answer") == bool(words)
        assert not words or words in page.inner_text("#answer")
        assert page.locator("tr.detail").count() == rows
        if words and rows:
            assert words in page.inner_text("tr.detail .banner"), "the page is scrolled to the row"
        if words:
            page.click("[data-language=en]")
            assert not re.search(r"\b(Stelle|seit|dieselbe)\b", page.inner_text("#answer"))
            page.fill("#filters [name=q]", "leiter")
            assert page.is_hidden("#answer")


def test_only_the_readers_clock_knows_that_a_snapshot_is_old(page: Page) -> None:
    for now, old in {
        "2026-11-22T20:00:00Z": "",
        "2026-11-01T00:00:00Z": "",
        "2026-12-01T05:00:00Z": "10 Tage alt (21.11.2026)",
    }.items():
        page.clock.set_fixed_time(now)
        page.reload()
        assert page.is_visible("#old") == bool(old) and old in page.inner_text("#old"), now
        page.click("[data-language=en]")
        assert page.is_hidden("#old") or "10 days old (21 Nov 2026)" in page.inner_text("#old"), now
        page.click("[data-language=de]")


def test_links_within_the_page_filter_the_table_and_its_address_is_the_view(
    page: Page, demo: tuple[Path, str], chromium: Browser, jobs: list[dict[str, Any]]
) -> None:
    page.click("#places a:text-is('Solingen')")
    assert len(titles(page)) == sum(job["town"] == "Solingen" for job in jobs)
    assert page.evaluate("document.activeElement.id") == "jobs" and "town=Solingen" in page.url
    page.click(".change.new a[href^='#job'] >> nth=0")
    assert page.locator("tr.detail").count() == 1 and page.input_value("#filters [name=town]") == ""
    page.click(".change.changed a:has-text('Mit einer anderen Anzeige als dieselbe Stelle erkannt')")
    assert page.locator("tr.detail").count() == 1, "a merged job leads to where it went"
    page.click("#employers a >> nth=0")
    assert len(titles(page)) == 2 and page.locator(".chip").count() == 1
    page.click(".chip")
    assert page.inner_text("#count") == f"{len(jobs)} Stellen"
    page.click(".tiles a >> nth=2")
    assert len(titles(page)) == sum(job["remote"] in ("hybrid", "full") for job in jobs)
    with open_demo(demo, chromium, "#q=leiter&sort=pay&lang=en&basis=pay_grade") as linked:
        assert linked.input_value("#filters [name=q]") == "leiter"
        assert linked.locator("th.c-pay").get_attribute("aria-sort") == "descending"
        assert set(linked.locator("td.c-pay small").all_inner_texts()) == {"pay grade"}
    with open_demo(demo, chromium, "#%E0%A4%A=1&town=%zz&sort=constructor&lang=xx&job=none") as odd:
        assert odd.inner_text("#count") == f"{len(jobs)} Stellen"


def test_german_and_english_switch_and_stay(demo: tuple[Path, str], chromium: Browser) -> None:
    with open_demo(demo, chromium, locale="en-US") as page:
        assert page.get_attribute("html", "lang") == "en" and page.inner_text("h1").endswith("open jobs")
        english = page.inner_text("main")
        assert not re.search(r"\b(Stellen|Anzeige|geschlossen|Gehalt)\b", re.sub(r".*\b(m/w/d)\b.*", "", english))
        page.click("[data-language=de]")
        assert page.get_attribute("html", "lang") == "de" and "lang=de" in page.url
        assert page.inner_text("h1").endswith("offene Stellen") and "11.12.2026" in page.inner_text("#changes")
        page.reload()
        assert page.get_attribute("[data-language=de]", "aria-pressed") == "true"
        assert page.title().startswith("46 offene Stellen")


def test_light_and_dark_can_be_chosen(page: Page) -> None:
    def paper() -> Any:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = paper()
    page.click(".theme")
    assert paper() == light
    page.click(".theme")
    assert paper() != light and page.inner_text(".theme") == "◐ Dunkel"


def test_figures_and_charts_need_no_script(demo: tuple[Path, str], chromium: Browser) -> None:
    with open_demo(demo, chromium, java_script_enabled=False) as page:
        assert page.inner_text("h1") == "46 offene Stellen"
        assert page.locator("svg.days").is_visible() and page.locator("svg.map").is_visible()
        assert page.locator("noscript").inner_text() and page.locator("#filters").is_hidden()


def test_it_prints_all_rows_in_light_colours(demo: tuple[Path, str], chromium: Browser, tmp_path: Path) -> None:
    tables, manifest, search = made_up(120)
    file = tmp_path / "report.html"
    file.write_bytes(make_page(tables, manifest, search))
    with Watch(chromium, file, color_scheme="dark") as page:
        assert len(titles(page)) == 50
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert len(titles(page)) == 120
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        assert page.locator("#filters").is_hidden() and page.locator(".top").is_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        page.click("#pages button >> nth=1")
        assert page.inner_text("#page") == "51–100 von 120" and len(titles(page)) == 50


def test_print_has_links_level_deadline_and_boards(demo: tuple[Path, str], chromium: Browser) -> None:
    with open_demo(demo, chromium, viewport={"width": 688, "height": 970}) as page:  # A4 between its margins
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        row = page.locator("#table tr.job", has_text="Sachgebietsleitung IT-Service").first
        for cell in ("level", "apply", "boards", "pay", "employer", "place"):
            assert row.locator(f".c-{cell}").is_visible() and row.locator(f".c-{cell}").inner_text(), cell
        assert row.locator("a.title").get_attribute("href")
        shown = "getComputedStyle(document.querySelector('#table a.title'), '::after').content"
        assert str(page.evaluate(shown)).startswith(('"http', "attr(href)"))
        assert page.evaluate("document.documentElement.scrollWidth") == 688


def test_the_tables_head_stays_in_sight(page: Page) -> None:
    page.locator("#table tr.job").nth(20).evaluate("row => row.scrollIntoView({ block: 'center' })")
    head, bar = page.locator("#table thead th").first.bounding_box(), page.locator(".top").bounding_box()
    assert head and bar and abs(head["y"] - bar["height"]) < 2
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("#table tr.job").nth(15).evaluate("row => row.scrollIntoView({ block: 'center' })")
    head = page.locator("#table thead th").first.bounding_box()
    assert head and abs(head["y"]) < 2


def test_on_a_phone_the_jobs_come_early_and_nothing_is_cut(troubled: Path, chromium: Browser) -> None:
    cut = """[...document.querySelectorAll('main table, main .wide, .banner')].filter(one => one.offsetParent
      && (one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth + 1))
      .map(one => one.className)"""
    with Watch(chromium, troubled, viewport={"width": 390, "height": 844}) as page:
        page.locator("button.turn").first.click()
        assert page.evaluate(cut) == []
        page.evaluate("scrollTo(0, 0)")
        bar, last = page.locator(".top nav").bounding_box(), page.locator(".top nav a").last
        assert bar and bar["height"] < 40, "the sections are one line, to scroll"
        last.focus()
        box = last.bounding_box()
        assert box and box["x"] + box["width"] < bar["x"] + bar["width"] - 30, "the last one is out of the fade"
        table, banner = page.locator("#table").bounding_box(), page.locator(".notices").bounding_box()
        assert table and banner and table["y"] - banner["height"] < 2 * 844
        assert page.locator("#table tr.job").count() == 20
        page.set_viewport_size({"width": 1280, "height": 844})
        pay, jobs = page.locator("#pay").bounding_box(), page.locator("#jobs").bounding_box()
        assert pay and jobs and jobs["y"] > pay["y"], "on a wide screen the table is the last"


def test_head_and_page_share_a_grid(page: Page) -> None:
    for width in (1280, 1920, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        edges = [
            page.evaluate(f"one => document.querySelector(one).getBoundingClientRect().{side}", one)
            for side, pair in (("left", (".name", "#headline")), ("right", (".theme", "#changes")))
            for one in pair
        ]
        assert abs(edges[0] - edges[1]) < 2 and abs(edges[2] - edges[3]) < 2, edges


def test_a_snapshot_without_jobs_opens_too(chromium: Browser, tmp_path: Path) -> None:
    tables, manifest, search = made_up(1)
    file = tmp_path / "report.html"
    nothing = {name: table.slice(0, 0) for name, table in tables.items()}
    file.write_bytes(make_page(nothing, manifest | {"previous": None}, search))
    with Watch(chromium, file, "#town=Solingen") as page:
        assert page.inner_text("h1") == "0 offene Stellen" and page.is_visible("#none")


@pytest.mark.parametrize("count", mostly_long([2_000, JOBS], [2_000]))
def test_thousands_of_jobs_stay_smooth(chromium: Browser, tmp_path: Path, count: int) -> None:
    tables, manifest, search = made_up(count)
    file = tmp_path / "report.html"
    file.write_bytes(make_page(tables, manifest, search))
    assert file.stat().st_size < TARGET_MB * 1e6
    with Watch(chromium, file) as page:
        seconds = page_clock(page)
        page.reload()
        page.wait_for_selector("#table tbody tr")
        assert page.inner_text("#count") == f"{count // 1000}.000 Stellen" and JOBS == 10_000
        assert seconds() < TARGET_SECONDS
        for words in ("head", "head klinik", "sap 12"):
            before = seconds()
            page.evaluate(SEARCH_FOR, words)
            assert seconds() - before < TARGET_SECONDS
        assert 0 < len(titles(page)) <= 50


def test_the_manifest_sums_the_page(demo: tuple[Path, str]) -> None:
    folder = demo[0] / "latest"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"]["report.html"]["bytes"] == (folder / "report.html").stat().st_size
    assert f"{folder}/report.html" in demo[1]
