"""A month's report: every figure equals its SQL, what rests on too few is not told, and no picture misleads."""

import random
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from german.places.search import load_search
from report.market.comparisons import COMPARED
from report.market.indicators import INDICATORS
from report.market.market import make_market
from report.market.month import FIGURES, SUM_OF_DAYS, Month, list_gaps, list_months_told
from report.market.past import OF_MONTH
from report.market.queries import DAYS, TIME_OPEN, write_comparison, write_windows
from report.month_page import Origin, name_page, write_month
from report.months import make_reports, read_archive
from report.wording import say
from schemas.columns import table_of
from schemas.market import LEAST, Figure
from storage.layout import Output
from storage.snapshots import Snapshot, open_snapshot, read_snapshot
from tests.support.market_of_figures import live, night, on, tables_of
from tests.support.snapshot_tables import job, make_tables
from tests.test_market import connect

SEARCH = load_search(Path(__file__).parent / "boards" / "search.toml")
SQL = {one.name: one.measure.sql for one in INDICATORS}
RUN = "20261122T050000Z"


class Told(HTMLParser):
    """The exact figures of a page, by the row in which they stand, and its rectangles."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.row, self.heading, self.figures = "", False, dict[str, list[float]]()
        self.rects: list[dict[str, str | None]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "tr":
            self.row = told.get("id") or ""
        self.heading = tag == "th"
        if tag == "data":
            self.figures.setdefault(self.row, []).append(float(told["value"] or ""))
        if tag == "rect":
            self.rects.append(told)

    def handle_data(self, data: str) -> None:
        if self.heading and not self.row:
            self.row = data


def origin(run: str = RUN) -> Origin:
    return Origin(SEARCH, run, "ab" * 32, 0, ())


def months_of(tables: dict[str, pa.Table], run: str, runs: Collection[str]) -> list[Month]:
    return list_months_told(make_market(run, tables), runs)


def expected(con: Any, month: date) -> Iterator[tuple[str, float | None, int]]:
    """The figures of a month by SQL over the other tables: name, value, and the cases it rests on."""
    con.execute(f"CREATE OR REPLACE TABLE those AS {OF_MONTH.format(month=month)}")
    ((jobs,),) = con.execute("SELECT count(*) FROM those").fetchall()
    for one in FIGURES:
        if one.source == "days":
            ((value,),) = con.execute(SUM_OF_DAYS.format(days=DAYS[one.indicator], month=month)).fetchall()
            yield one.name, value, jobs
            continue
        sql = TIME_OPEN if one.source == "snapshot" else SQL[one.indicator]
        found = con.execute(f"SELECT value, n FROM ({sql}) WHERE slice = ?", [one.slice]).fetchall()
        yield one.name, *(found[0] if found else (None, jobs))


def check(tables: dict[str, pa.Table], run: str, runs: Collection[str]) -> list[Month]:
    """Each figure of the pages of each month, in both languages, beside its SQL; none is left over."""
    con, found = connect(tables), months_of(tables, run, runs)
    for month in found:
        pages = [Told(write_month(month, origin(run), language)) for language in ("de", "en")]
        assert pages[0].figures == pages[1].figures
        told = pages[0].figures
        for name, value, n in expected(con, month.month):
            known = None if value is None or n < LEAST else value
            before = month.before.get(name)
            others = [before["value"]] if before and before["value"] is not None else []
            assert told.pop(name, []) == pytest.approx([*([] if known is None else [known]), *others]), (
                month.month,
                name,
            )
            row = month.figures[name]
            assert row is None or row["n"] == n, name
        skills = con.execute(f"SELECT slice, value, n FROM ({SQL['skill']}) ORDER BY value DESC, slice").fetchall()
        shown = [(name, value) for name, value, n in skills if n >= LEAST and round(value * n) >= LEAST]
        assert told == {name: pytest.approx([value]) for name, value in shown[: len(told)]} and len(told) <= 12
        _check_pay(con, month)
        _check_moves(con, month)
        _check_days(con, month, pages[0])
    _check_before(found)
    return found


def _check_pay(con: Any, month: Month) -> None:
    asked = {
        (end, at): dict(
            con.execute(f"SELECT slice, value FROM ({SQL[f'pay_{end}_{at}']}) WHERE n >= {LEAST}").fetchall()
        )
        for end in ("from", "to")
        for at in ("q1", "median", "q3")
    }
    for row in month.pay:
        name = f"{row.basis} / {row.level or 'not stated'}"
        for end, told in (("from", row.low), ("to", row.high)):
            values = [asked[end, at].pop(name, None) for at in ("q1", "median", "q3")]
            assert values == ([None] * 3 if told is None else pytest.approx([told.q1, told.median, told.q3])), name
    assert not [name for values in asked.values() for name in values if " / " in name]


def _check_moves(con: Any, month: Month) -> None:
    con.execute(write_windows(month.on))
    sql = write_comparison(next(one for one in COMPARED if one.name == "skill"))
    changes = dict(con.execute(f"SELECT slice, value FROM ({sql})").fetchall())
    for row in month.moves or ():
        assert row["value"] == pytest.approx(changes[row["slice"]])


def _check_days(con: Any, month: Month, page: Told) -> None:
    """A column for each day that was watched, as tall as its number; a gap for each that was not."""
    days = dict(con.execute(f"SELECT period_on, value FROM ({DAYS['jobs']})").fetchall())
    drawn = [day for day in month.days if day.is_watched and day.open is not None]
    assert [day.open for day in drawn] == [days[day.on] for day in drawn]
    columns = [rect for rect in page.rects if rect.get("class") == "day"]
    assert len(columns) == len(drawn)
    unit = {round(float(rect["height"] or 0) / (day.open or 1), 1) for rect, day in zip(columns, drawn, strict=True)}
    assert len(unit) <= 1, "all of one scale"
    assert {round(float(rect["height"] or 0) + float(rect["y"] or 0), 1) for rect in columns} <= {146.0}, "from zero"
    gaps = [day for day in month.days if day.on <= month.on and day not in drawn]
    assert sum(rect.get("fill") == "url(#gap)" for rect in page.rects) == len(gaps)


def _check_before(months: list[Month]) -> None:
    """What stands beside a month is what its own report says of the month before."""
    for month, before in zip(months[1:], months, strict=False):
        for name, told in month.before.items():
            assert told == before.figures[name], name


def test_each_figure_of_the_demo_equals_its_sql(latest: Path) -> None:
    names = ("jobs", "postings", "history", "benchmarks")
    tables = {name: pq.read_table(latest / f"{name}.parquet") for name in names}
    (month,) = check(tables, "20261121T050000Z", ("20261120T050000Z", "20261121T050000Z"))
    assert not month.is_over and not month.before and sum(day.is_watched for day in month.days) == 2
    assert month.pay and month.skills


def test_each_figure_of_some_nights_equals_its_sql() -> None:
    first, second = check(
        tables_of(live(4, 25), 25), night(24), [night(day) for day in range(25) if day not in (3, 4, 9)]
    )
    assert first.is_over and not second.is_over
    assert list_gaps(first) == [(on(3), on(4)), (on(9), on(9))]


def change_skills(chance: random.Random, day: int) -> dict[str, Any]:
    """From the 33rd day on nearly all ads name another skill."""
    return {"skills": ("IoT",) if day > 32 and chance.random() < 0.8 else ("SAP",)}


@pytest.mark.long
def test_each_figure_of_sixty_nights_equals_its_sql() -> None:
    months = check(
        tables_of(live(5, 60, ask=change_skills), 60), night(59), [night(day) for day in range(60) if day % 7]
    )
    assert [month.is_over for month in months] == [True, True, False]
    assert [row["slice"] for row in months[2].moves or ()] == ["skill: IoT", "skill: SAP"]
    assert months[0].moves is None, "a month long over: what rose since is none of it"
    assert "jobs" not in months[1].before, "September was not watched from its first day"
    assert all((told := months[1].figures[one.name]) and told["value"] is not None for one in FIGURES)


@pytest.mark.parametrize(
    ("since", "on_day", "beside"),
    [
        (date(2026, 9, 1), date(2026, 11, 2), {"jobs", "new", "closed", "hybrid"}),
        (date(2026, 9, 12), date(2026, 11, 2), {"hybrid"}),  # September was not watched from its first day
        (date(2026, 9, 1), date(2026, 10, 30), {"hybrid"}),  # October is not over
    ],
)
def test_counts_stand_beside_those_of_whole_months_alone(since: date, on_day: date, beside: set[str]) -> None:
    months = [month for month in (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)) if month <= on_day]
    row: Any = {"slice": "all", "value": 9.0, "n": 9, "unit": "jobs", "method": "count"}
    rows = [Figure(period="day", period_on=day, indicator="jobs", **row) for day in (since, on_day)]
    rows += [Figure(period="month", period_on=month, indicator="jobs", **row) for month in months]
    september, october, *_ = list_months_told(table_of(Figure, rows), ())
    assert not september.before
    assert october.before.keys() & {"jobs", "new", "closed", "hybrid", "days_open"} == beside


def test_what_rests_on_too_few_is_told_as_such_and_never_as_nothing() -> None:
    few = make_tables(jobs=[job(f"{number}") for number in range(LEAST - 1)])
    few["history"] = _history(few["jobs"])
    (month,) = months_of(few, RUN, (RUN,))
    page = write_month(month, origin(), "de").decode()
    assert "<data" not in page and "<rect" not in page
    assert say("month.few", least=LEAST) in page and say("month.days.none") in page
    enough = make_tables(jobs=[job(f"{number}") for number in range(LEAST)])
    enough["history"] = _history(enough["jobs"])
    (month,) = months_of(enough, RUN, (RUN,))
    page = write_month(month, origin(), "en").decode()
    assert re.search(r'id="new".*?not known yet', page), "of the first day nobody knows what came"
    assert re.search(r'id="hybrid".*?in no ad', page) and re.search(r'id="jobs".*?<data value="5.0">5<', page)
    assert "small n" in page and "Hatched" in page


def _history(jobs: pa.Table) -> pa.Table:
    from snapshots.history import make_history

    return make_history([(RUN, jobs)])


def test_words_of_ads_are_nothing_but_text() -> None:
    bad = '<img src=x onerror=alert(1)>"&'
    rows = make_tables(jobs=[job(f"{number}", skills=(bad,), town=bad) for number in range(9)])
    rows["history"] = _history(rows["jobs"])
    (month,) = months_of(rows, RUN, (RUN,))
    page = write_month(month, origin(), "de").decode()
    assert "<img" not in page and "&lt;img src=x" in page and "<script" not in page
    assert "default-src 'none'" in page and not re.search(r'(?:href|src)="https?:', page)


def bars_of(page: Told) -> list[dict[str, str | None]]:
    return [rect for rect in page.rects if rect.get("class") == "bar"]


def test_bars_begin_at_zero_and_are_as_long_as_their_shares() -> None:
    (month,) = months_of(tables_of(live(6, 12), 12), night(11), ())
    page = Told(write_month(month, origin(), "de"))
    bars, shares = bars_of(page), [row["value"] for row in month.skills[:12]]
    assert {rect["x"] for rect in bars} == {"0"} and len(bars) == len(shares) > 3
    lengths = [float((rect["width"] or "").rstrip("%")) for rect in bars]
    assert [one / lengths[0] for one in lengths] == pytest.approx([one / shares[0] for one in shares], abs=0.001)


def test_what_rises_and_falls_is_told_or_that_nobody_can_know() -> None:
    market = make_market(night(11), tables_of(live(6, 12), 12))
    (month,) = list_months_told(market, ())
    assert month.moves is None and "nicht bekannt" in write_month(month, origin(), "de").decode()
    row = market.filter(pc.equal(market["indicator"], "compared")).to_pylist()[0] | {"value": 40.0, "n": 90}
    kept = market.filter(pc.not_equal(market["indicator"], "compared"))

    def tell(*moved: tuple[str, str, float]) -> str:
        rows = [row | {"indicator": what, "slice": name, "value": value, "low": value - 0.1, "high": value + 0.1,
                       "method": "comparison"} for what, name, value in moved]  # fmt: skip
        (month,) = list_months_told(pa.concat_tables([kept, pa.Table.from_pylist([row, *rows], market.schema)]), ())
        return write_month(month, origin(), "en").decode()

    assert "No skill is asked more or less often" in tell()
    page = tell(("rises", "skill: IoT", 0.43), ("falls", "skill: A&B", -0.2), ("rises", "benefit: pension", 0.3))
    assert "IoT (+43 points, +33 to +53)" in page and "A&amp;B (−20 points, −30 to −10)" in page
    assert "pension" not in page and "comparison" in page


# The archive


@pytest.fixture(scope="module")
def last(demo: tuple[Path, str]) -> Snapshot:
    found = read_snapshot(Output.at(demo[0]))
    assert found
    return found


def told_by(monkeypatch: pytest.MonkeyPatch, last: Snapshot, day: int, tables: dict[str, pa.Table]) -> Snapshot:
    """The demo's snapshot, as if it told of the market of simulated nights."""
    market, run = make_market(night(day), tables), night(day)
    own = Snapshot.table
    monkeypatch.setattr(
        Snapshot, "table", lambda self, name, *columns: market if name == "market" else own(self, name, *columns)
    )
    return replace(last, run=run)


def test_a_month_that_is_over_is_made_once_and_kept(last: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    september, october = on(18).strftime("%Y-%m"), on(19).strftime("%Y-%m")
    assert (september, october) == ("2026-09", "2026-10")
    first = told_by(monkeypatch, last, 10, tables_of(live(3, 11), 11))
    archive, files = make_reports(first, (), SEARCH, {}, ())
    assert archive.keys() == {september} and not archive[september]["is_over"]
    assert say("month.so_far", d=on(10).isoformat()).encode() in files["2026-09.html"]

    there = set(files)
    second = told_by(monkeypatch, last, 24, tables_of(live(3, 25), 25))
    archive, files = make_reports(second, (), SEARCH, read_archive(files["months.json"], SEARCH), there)
    assert archive[september]["is_over"] and not archive[october]["is_over"]
    assert b"so-far" not in files["2026-09.html"].split(b"</style>")[1], "made a last time"

    there |= set(files)
    third = told_by(monkeypatch, last, 27, tables_of(live(3, 28), 28))
    known = read_archive(files["months.json"], SEARCH)
    archive, files = make_reports(third, (), SEARCH, known, there)
    assert "2026-09.html" not in files and "2026-10-en.html" in files
    assert archive[september]["run"] == night(24) and archive[october]["run"] == night(27)
    assert b"2026-09.html" in files["index.html"] and b"2026-10-en.html" in files["en.html"]
    assert say("month.running").encode() in files["index.html"]

    _, files = make_reports(third, (), SEARCH, known, there - {"2026-09-en.html"})
    assert {"2026-09.html", "2026-09-en.html"} <= files.keys(), "one that was removed is made anew"
    other = replace(SEARCH, where=replace(SEARCH.where, radius_km=11))
    assert read_archive(files["months.json"], other) == {} == read_archive(None, SEARCH)
    for damaged in (b"", b"[]", b"{", b'{"search": 1}', files["months.json"][:99]):
        assert read_archive(damaged, SEARCH) == {}


def test_without_figures_of_the_market_there_are_no_reports(last: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = told_by(monkeypatch, last, 1, make_tables())
    monkeypatch.setattr("report.months.list_months_told", lambda *_: [])
    assert make_reports(empty, (), SEARCH, {}, ()) == ({}, {})


def test_a_report_of_a_snapshot_of_before_names_its_run(demo: tuple[Path, str]) -> None:
    output = Output.at(demo[0])
    early = open_snapshot(output, min(output.folders("snapshots")))
    archive, files = make_reports(early, (early.run,), SEARCH, {}, ())
    assert archive["2026-11"]["run"] == early.run and early.run.encode() in files[name_page("2026-11", "en")]
    assert b"Watched on 1 of 20 days" in files["2026-11-en.html"]
