"""The page of 10,000 made-up jobs: its size, how long it takes to make, to open and to filter in a browser."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bench.browser import browser, find_browser, page_clock
from bench.figures import Figure, tell
from german.places.search import load_search
from report.page import make_page
from schemas.columns import table_of
from schemas.configuration import Search
from schemas.feeds import WHOLE, FeedState
from schemas.languages import LanguageOf
from schemas.tables import TABLES, Benchmark, BoardRun, Change, Description, FeedRun, Job, JobVersion, TrackedPosting
from schemas.verdicts import Verdict
from schemas.vocabulary import ChangeKind, DuplicateKind
from storage.layout import run_id

JOBS = 10_000
MADE = 1_000  # jobs made up one by one; with more, they come again under other names
TARGET_MB, TARGET_SECONDS = 10, 1.0
ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)
HISTORY = 120  # days
BOARDS = (
    "arbeitsagentur",
    "arbeitnow",
    "karriere_nrw",
    "wir_lieben_jobs",
    "personio",
    "softgarden",
    "dvinci",
    "onlyfy",
)
TOWNS = (
    *(("Wuppertal", 51.2562, 7.1508, 0.0), ("Solingen", 51.1714, 7.0845, 10.1), ("Remscheid", 51.1787, 7.1897, 9.0)),
    *(("Düsseldorf", 51.2277, 6.7735, 26.1), ("Essen", 51.4566, 7.0125, 24.3), ("Hagen", 51.3671, 7.4633, 25.0)),
    *(("Velbert", 51.3354, 7.0435, 11.5), ("Mettmann", 51.2498, 6.9763, 12.2), ("Witten", 51.4436, 7.3526, 24.5)),
    *(("Bochum", 51.4818, 7.2162, 25.5), ("Hilden", 51.1678, 6.9393, 17.7), ("Schwelm", 51.2837, 7.2939, 10.4)),
)
TITLES = ("IT-Leiter", "Head of IT", "Teamleiter IT-Infrastruktur", "IT-Service-Manager", "Leiter Softwareentwicklung")
LEVELS = ("head", "head", "lead", None, "lead")
BENEFITS = ("pension", "training", "bike_leasing", "flexible_hours", "health", "meals", "events", "parking")
TEXT = "Sie führen ein Team, verantworten den Betrieb und berichten an die Geschäftsführung. "
SKILLS = ("ITIL", "Netzwerke", "Microsoft 365", "SAP", "IT-Sicherheit", "Kubernetes", "Azure", "Virtualisierung", "ERP")


def made_up(count: int = JOBS) -> tuple[dict[str, Any], dict[str, Any], Search]:
    """Tables and manifest of a snapshot with that many open jobs and a tenth as many closed, and the search."""
    jobs, postings = [], []
    whole = min(count, MADE)
    for number in range(whole + whole // 10):
        job, ads = _job(number, closed=number >= whole)
        jobs.append(job)
        postings += ads
    run, before = run_id(NOW), run_id(NOW - timedelta(days=1))
    changes = [
        Change(run=run, job_id=job.job_id, kind=ChangeKind.NEW, title=job.title, employer=job.employer, town=job.town)
        for job in jobs
        if job.first_seen_at.date() == NOW.date() and job.status == "open"
    ]
    boards = [
        BoardRun.blank(
            run=run, board=board, verdict=Verdict.COMPLETE, reason=None, access="open", checked="recorded", floor=0,
            started_at=NOW, seconds=9.0, postings=sum(ad.board == board for ad in postings),
        )
        for board in BOARDS
    ]  # fmt: skip
    feeds = [
        FeedRun(run=run, board=board, feed=WHOLE, feed_state=FeedState.GOOD, postings=101, usual=(90, 95, 101))
        for board in BOARDS
    ]
    rows: dict[str, list[Any]] = {
        "jobs": jobs, "postings": postings, "changes": changes, "boards": boards, "feeds": feeds
    }  # fmt: skip
    rows["benchmarks"] = [
        Benchmark(
            board="wir_lieben_jobs", url="https://example.org/it-manager", occupation="IT Manager", town="Wuppertal",
            level="entry", min_eur=Decimal(3600), max_eur=Decimal(4300), period="month", period_stated=True,
            words="Wer einsteigt, kann mit 3.600 € bis 4.300 € rechnen", seen_at=NOW,
        )
    ]  # fmt: skip
    rows["descriptions"] = [
        Description(job_id=job.job_id, board=job.boards[0], board_ref="-", text=f"{job.title}: {TEXT * 3}")
        for job in jobs
    ]
    tables = {name: table_of(TABLES[name], found) for name, found in rows.items()}
    tables["history"] = table_of(JobVersion, [])
    for name in ("jobs", "postings", "changes", "descriptions"):
        again = [tables[name], *(_as_others(tables[name], time) for time in range(1, count // whole))]
        tables[name] = pa.concat_tables(again)
    return tables, {"run": run, "previous": before, "files": {}}, load_search(ROOT / "tests" / "boards" / "search.toml")


def _as_others(table: Any, time: int) -> Any:
    """The same rows, as those of other jobs."""
    for name in {"job_id", "title", "url", "text"} & set(table.column_names):
        place = table.schema.get_field_index(name)
        words = pc.binary_join_element_wise(table[name], str(time), "-")
        table = table.set_column(place, table.schema.field(name), words)
    return table


def _job(number: int, *, closed: bool) -> tuple[Job, list[TrackedPosting]]:
    """A job and its one to three postings; numbers take the place of chance, so that it is the same each time."""
    town, latitude, longitude, km = TOWNS[number * 7 % 30 % len(TOWNS)]
    kind = number % len(TITLES)
    title = f"{TITLES[kind]} (m/w/d) {('Produktion', 'Klinikverbund', 'Handel', 'Verwaltung')[number % 4]} {number}"
    first = NOW - timedelta(days=number * 13 % HISTORY)
    low = 52_000 + number * 311 % 50_000
    basis = ("stated", "stated", "pay_grade", None, "stated", None, "board_estimate")[number % 7]
    words = f"Wir zahlen {low // 1000}.000 € bis {low // 1000 + 14}.000 € im Jahr, je nach Erfahrung und Verantwortung"
    job_id = f"job{number:09d}"
    boards = [BOARDS[(number + place) % len(BOARDS)] for place in range(1 + (number % 4 == 0) + (number % 20 == 0))]
    urls = [f"https://www.{board}.example/stellenangebote/it-und-technik/{number}-{kind}-wuppertal" for board in boards]
    shared: dict[str, Any] = {
        "title": title, "title_core": TITLES[kind], "title_key": TITLES[kind].lower(), "role_family": "it_lead",
        "seniority": LEVELS[kind], "employer": f"Beispielwerk {number * 3 % max(1, number // 2 + 1)} Technik GmbH",
        "employer_is_agency": number % 9 == 0, "place": town, "town": town, "latitude": latitude + number % 11 / 400,
        "longitude": longitude + number % 13 / 400, "distance_km": km, "remote": (None, "hybrid", "full")[number % 3],
        "employment_types": ("full_time",), "fixed_term": False, "posted_on": first.date() - timedelta(days=2),
        "posted_precision": "day", "apply_by_on": date(2026, 12, 31) if number % 3 else None, "salary_basis": basis,
        "skills": tuple(SKILLS[(number + place) % len(SKILLS)] for place in range(number % 5)), "status": "open",
        "first_seen_at": first, "last_seen_at": NOW,
        "leads_people": (None, "disciplinary", "functional")[number % 3],
        "education_min": (None, "vocational", "bachelor")[number % 3],
        "experience_level": (None, "several")[number % 2],
        "languages": (LanguageOf(code="en", level="good", required=number % 4 == 0),) if number % 2 else (),
        "benefits": tuple(BENEFITS[(number * 7 + place * 3) % len(BENEFITS)] for place in range(number % 7)),
        "leave_days_min": (None, 30, 28)[number % 3],
    }  # fmt: skip
    if basis:
        shared |= {"salary_min_eur": Decimal(low), "salary_max_eur": Decimal(low + 14_000), "salary_period": "year"}
        shared |= {"salary_year_min_eur": float(low), "salary_year_max_eur": float(low + 14_000)}
    if closed:
        shared |= {
            "status": "closed",
            "closed_on": NOW.date() - timedelta(days=number % 30),
            "closed_reason": "missing",
        }
        shared["first_seen_at"] = NOW - timedelta(days=40 + number % 80)
    job = Job(**shared, job_id=job_id, url=urls[0], urls=tuple(urls), boards=tuple(boards), posting_count=len(boards))
    ads = [
        TrackedPosting(
            **shared, job_id=job_id, board=board, board_ref=f"{number}-{place}", run=run_id(NOW), fetched_at=NOW,
            seen_at=NOW, url=url, is_canonical=place == 0, duplicate_kind=DuplicateKind.FULL if place else None,
            duplicate_reason="same_title same_employer same_towns texts_alike:87" if place else None,
            salary_raw=words if basis else None, posted_raw=str(shared["posted_on"]),
            contract_raw="Die Stelle ist unbefristet und in Vollzeit zu besetzen", employment_raw="Vollzeit",
        )
        for place, (board, url) in enumerate(zip(boards, urls, strict=True))
    ]  # fmt: skip
    return job, ads


SEARCH_FOR = """words => new Promise(done => {
  const field = document.querySelector('#filters [name=q]');
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(done));
})"""


SORT = "document.querySelector('[data-sort=title]').click()"


def measure(page: Path) -> list[tuple[str, float, float]]:
    """What a reader waits for, in seconds of the clock and of the page's own processor time."""
    found = []
    with browser() as chromium:
        tab = chromium.new_page()
        own = page_clock(tab)

        def told(name: str, act: Callable[[], object]) -> None:
            began, before = time.perf_counter(), own()
            act()
            found.append((name, time.perf_counter() - began, own() - before))

        told("opened", lambda: (tab.goto(page.as_uri()), tab.wait_for_selector("#table tbody tr")))
        told("searched", lambda: tab.evaluate(SEARCH_FOR, "head klinik"))
        told("searched again", lambda: tab.evaluate(SEARCH_FOR, "head"))
        told("sorted", lambda: tab.evaluate(SORT))
    return found


def compare() -> Iterator[Figure]:
    """Size and seconds beside their aims."""
    tables, manifest, search = made_up()
    began = time.perf_counter()
    page = make_page(tables, manifest, search)
    made = time.perf_counter() - began
    group = f"Page of {JOBS:,} open jobs with {tables['postings'].num_rows:,} postings"
    yield Figure(group, "size", len(page) / 1e6, "MB", wanted=f"{TARGET_MB} MB")
    yield Figure(group, "made", made, "s")
    if find_browser() is None:
        print("no Chromium on PATH: opening and filtering are not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.html")
        file.write_bytes(page)
        for name, seconds, own in measure(file):
            yield Figure(group, name, own, "s", f"{seconds:.2f} s by the clock", wanted=f"{TARGET_SECONDS} s")


if __name__ == "__main__":
    tell(compare())
