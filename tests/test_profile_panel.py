"""The pay panel of the page says what `scrapy pay` says of the same filter, and nothing of too few."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Page

from german.places.search import load_search
from report.figures.days import berlin_day
from report.job_rows import LISTED
from report.market.intervals import find_ranks
from report.page import make_page
from report.pay_profile import End, Profile, find_pay
from report.profile_rows import MOST, pack_profile
from report.wording import say
from schemas.market import LEAST
from storage.layout import Output, started_at
from storage.snapshots import read_snapshot
from tests.support.in_browser import Watch, violations_of
from tests.support.market_of_figures import live, night, tables_of
from tests.support.snapshot_tables import SEEN, job, make_tables, read_tables

SEARCH = load_search(Path(__file__).parent / "boards" / "search.toml")
RUN = "20261122T050000Z"


def write_page(folder: Path, tables: dict[str, Any], run: str = RUN) -> Path:
    file = folder / "report.html"
    file.write_bytes(make_page(tables, {"run": run, "previous": None, "files": {}}, SEARCH))
    return file


def numbers(words: str) -> list[int]:
    return [int(one.replace(".", "")) for one in re.findall(r"\d[\d.]*", words)]


READ = """(choices) => choices.map((choice) => {
  const form = document.getElementById("profile-choices"), told = document.getElementById("profile-told");
  for (const field of form.elements) field.value = choice[field.name] || "";
  form.dispatchEvent(new Event("input"));
  const words = (one) => one.textContent;
  return {
    bases: [...told.querySelectorAll(".of-basis")].map((one) => [words(one.querySelector("h4")),
      ...[...one.querySelectorAll("dd, p")].map((end) => (end.children[0] ? [...end.children] : [end]).map(words))]),
    note: words(told.querySelector(".note")), count: words(document.getElementById("profile-count")),
  };
})"""


def read_end(words: list[str]) -> tuple[int | None, ...]:
    """The median, the quartiles, the interval and n of one end, as the panel says them."""
    if len(words) == 1:
        return (None, None, None, None, None, numbers(words[0])[0])
    (median,), (low, high), sure, (n,) = (numbers(one) for one in words)
    return (median, low, high, *(sure[1:] or (None, None)), n)  # the first number of an interval is its 95


def read_panel(page: Page, *choices: dict[str, str]) -> list[dict[str, Any]]:
    """What the panel says of each choice: of each basis its ads and both ends; how many ads state none, and do."""
    told = []
    for one in page.evaluate(READ, choices):
        bases = {re.sub(r" \d.*", "", name): (numbers(name)[0], *map(read_end, ends)) for name, *ends in one["bases"]}
        told.append(
            {
                "bases": bases,
                "without": numbers(one["note"].partition("keines")[0])[0] if "keines" in one["note"] else 0,
                "paid": numbers(one["count"])[0],
            }
        )
    return told


def as_told(end: End) -> tuple[int | None, ...]:
    values = (end.median, end.q1, end.q3, end.low, end.high)
    return (*(None if value is None else int(value + 0.5) for value in values), end.n)


def expected(found: Profile) -> dict[str, Any]:
    few = (None,) * 5
    bases = {
        say(f"basis.{one.basis}"): (
            one.ads,
            *(map(as_told, one.ends.values()) if one.ads >= LEAST else [(*few, one.ads)]),
        )
        for one in found.bases
    }
    return {"bases": bases, "without": found.without, "paid": len(found.paid)}


def check_all(page: Page, jobs: pa.Table, on: date, skills: int = 9) -> int:
    """Every level, town and skill, and pairs of them: panel and command side by side. How many were told."""
    told = 0
    options = {
        name: page.eval_on_selector_all(f"#profile-choices [name={name}] option", "all => all.map(one => one.value)")
        for name in ("level", "town", "skill")
    }
    choices = [{name: one} for name in options for one in options[name]]
    choices += [{"level": level, "skill": one} for level in options["level"] for one in options["skill"][:skills]]
    for choice, panel in zip(choices, read_panel(page, *choices), strict=True):
        level, town, skill = (choice.get(name) or None for name in ("level", "town", "skill"))
        found = find_pay(jobs, on, level=level, town=town, role=None, skills=[skill] if skill else [])
        assert panel == expected(found), choice
        told += found.is_known
    return told


def test_on_the_demo_it_says_what_the_command_says(demo: tuple[Path, str], chromium: Browser) -> None:
    snapshot = read_snapshot(Output.at(demo[0]))
    assert snapshot
    with Watch(chromium, demo[0] / "latest" / "report.html") as page:
        assert check_all(page, snapshot.table("jobs"), berlin_day(started_at(snapshot.run))) > 8


@pytest.mark.long
def test_of_many_nights_it_counts_closed_ads_and_none_of_more_than_a_year_ago(
    tmp_path: Path, chromium: Browser
) -> None:
    tables = tables_of(live(2, 30, a_day=6), 30)
    old = SEEN - timedelta(days=500)
    pay = {"salary_basis": "stated", "salary_year_min_eur": 10_000.0, "seniority": "head"}
    aged = [job("aged", first_seen_at=old, last_seen_at=old, **pay, status="closed", closed_on=old.date())]
    aged += [job("stale", first_seen_at=old, last_seen_at=old, **pay)]
    tables["jobs"] = pa.concat_tables([tables["jobs"], make_tables(jobs=aged)["jobs"]])
    file, on = write_page(tmp_path, tables, night(29)), berlin_day(started_at(night(29)))
    with Watch(chromium, file, now="2026-10-12T12:00:00Z") as page:
        assert check_all(page, tables["jobs"], on) > 10
        read_panel(page, {})
        page.click("#profile-count")
        assert page.locator("#profile-ads li").count() == 21 and "weitere" in page.inner_text("#profile-ads")
        assert "geschlossen" in page.inner_text("#profile-ads"), "closed ads count, too"


def test_of_too_few_it_tells_how_many_and_no_figure(tmp_path: Path, chromium: Browser) -> None:
    rows = [job(f"{n}", salary_basis="stated", salary_year_min_eur=60_000.0 + n) for n in range(LEAST - 1)]
    rows += [job("plain", town="Hagen", skills=("SAP",))]
    with Watch(chromium, write_page(tmp_path, make_tables(jobs=rows)), now="2026-11-22T12:00:00Z") as page:
        told = page.inner_text("#profile-told")
        assert say("profile.few", n=4, least=LEAST) in told and "Median" not in told and "60.00" not in told
        towns = page.eval_on_selector_all("#profile-choices [name=town] option", "all => all.map(one => one.value)")
        assert towns == ["", "Solingen"], "where no ad states pay nothing can be chosen"


def test_its_ranks_are_those_of_the_market(demo: tuple[Path, str], chromium: Browser) -> None:
    counts = [*range(1, 160), *range(160, 1000, 37), *range(995, 1008), 5000, 10_000]
    with Watch(chromium, demo[0] / "latest" / "report.html") as page:
        for share in (0.25, 0.5, 0.75):
            found = page.evaluate("([counts, share]) => counts.map((n) => findRanks(n, share))", [counts, share])
            assert [tuple(one) if one else None for one in found] == [find_ranks(n, share) for n in counts]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_everyone_can_use_it_and_it_speaks_both_languages(
    demo: tuple[Path, str], chromium: Browser, width: int, scheme: Any
) -> None:
    file = demo[0] / "latest" / "report.html"
    with Watch(chromium, file, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        page.select_option("#profile-choices [name=level]", "head")
        page.click("#profile-count")
        assert not violations_of(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert "Median 80.500\u00a0€" in page.inner_text("#profile-told")
        page.click("[data-language=en]")
        assert page.input_value("#profile-choices [name=level]") == "head"
        assert "Median €80,500" in page.inner_text("#profile-told")


def test_without_a_script_it_says_where_to_ask(demo: tuple[Path, str], chromium: Browser) -> None:
    with Watch(chromium, demo[0] / "latest" / "report.html", java_script_enabled=False) as page:
        assert "scrapy pay --level head" in page.inner_text("#profile") and page.is_hidden("#profile-choices")


def test_words_of_ads_stay_words(tmp_path: Path, chromium: Browser) -> None:
    bad = '<img src=x onerror=alert(1)>"'
    pay = {
        "salary_basis": "stated",
        "salary_year_min_eur": 50_000.0,
        "status": "closed",
        "closed_on": SEEN.date(),
    }
    rows = [job(f"{n}", title=bad, town=bad, skills=(bad,), url="javascript:alert(1)", **pay) for n in range(6)]
    with Watch(chromium, write_page(tmp_path, make_tables(jobs=rows)), now="2026-11-22T12:00:00Z") as page:
        page.select_option("#profile-choices [name=skill]", bad)
        page.click("#profile-count")
        assert bad in page.inner_text("#profile-ads") and page.locator("#profile-ads :is(a, img)").count() == 0


def test_more_ads_than_it_holds_are_told(latest: Path) -> None:
    jobs = read_tables(latest)["jobs"]
    packed = pack_profile(jobs, jobs["job_id"].combine_chunks(), date(2026, 11, 21))
    assert packed["count"] == packed["cut"] == 0 and json.dumps(packed)
    closed = job("x", status="closed", closed_on=SEEN.date())
    table = make_tables(jobs=[closed])["jobs"]
    many = table.take(pa.array([0] * (MOST + 3)))
    packed = pack_profile(many, jobs["job_id"].combine_chunks(), date(2026, 11, 22))
    assert (packed["count"], packed["cut"]) == (MOST, 3) and MOST < LISTED
    assert packed["rows"]["title"] is None, "of an ad without pay only what is chosen by"
