"""What a job says, from its postings: whose words stand, what fills the gaps, its versions. No publish."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from schemas.columns import table_of
from schemas.tables import Job, PlaceOf
from snapshots.canonical import rank_postings
from snapshots.changes import find_changes
from snapshots.history import carry_history, make_history, read_history
from snapshots.job_ids import add_claims, assign_ids, make_id
from snapshots.jobs import build_jobs
from snapshots.reposts import count_reposts, days_since, find_redated
from snapshots.signatures import keep_signatures
from storage.layout import Output, started_at
from storage.snapshot_writing import write_snapshot
from storage.snapshots import verify
from tests.support.snapshot_tables import job
from tests.support.snapshots_rows import RUNS, pay, stock_of, tracked

TODAY = date(2026, 12, 1)
Row = dict[str, Any]


def job_of(*rows: Row) -> Row:
    """The job J of some postings; another job stands beside it."""
    table = build_jobs(stock_of(*rows, tracked("z", "Z", "omega", is_canonical=True)), TODAY)
    assert table["job_id"].to_pylist() == sorted({"J", "Z"})
    return dict(table.to_pylist()[0])


MAIN: Row = {"is_canonical": True, "text_length": 5}


@pytest.mark.parametrize(
    ("one", "other", "column", "value"),
    [
        ({"remote": "full"}, {"remote": "none"}, "remote", "full"),  # the canonical one's
        ({}, {"remote": "none"}, "remote", "none"),  # it states none
        ({}, {"employment_types": ("part_time",)}, "employment_types", ["part_time"]),
        ({"employment_types": ()}, {"employment_types": ("part_time",)}, "employment_types", ["part_time"]),
        ({}, pay(4000), "salary_min_eur", Decimal(4000)),
        (pay(4000, "pay_grade"), pay(5000), "salary_min_eur", Decimal(5000)),  # what is stated beats a table
        (pay(4000, "board_estimate"), pay(5000, "pay_grade"), "salary_min_eur", Decimal(5000)),
        (pay(4000), pay(5000), "salary_from", "alpha"),
        (pay(4000, "pay_grade"), pay(5000), "salary_from", "beta"),
        ({}, {}, "salary_from", None),
        ({"fixed_term": False}, {"fixed_term": True}, "fixed_term", False),
        ({"fixed_term": None}, {"fixed_term": False}, "fixed_term", False),
        ({"apply_by_on": None}, {"apply_by_on": date(2026, 12, 9)}, "apply_by_on", date(2026, 12, 9)),
        ({"apply_by_on": date(2026, 12, 8)}, {"apply_by_on": date(2026, 12, 9)}, "apply_by_on", date(2026, 12, 8)),
        ({}, {"apply_by_on": date(2026, 12, 9), "status": "closed"}, "apply_by_on", None),
        ({"apply_by_on": date(2026, 12, 8), "status": "closed"}, {}, "apply_by_on", None),
        ({"apply_by_on": date(2026, 12, 8), "status": "closed"}, {"apply_by_on": date(2026, 12, 9)}, "apply_by_on",
         date(2026, 12, 9)),
        ({"apply_by_on": date(2026, 12, 8), "status": "closed"}, {"status": "closed"}, "apply_by_on",
         date(2026, 12, 8)),
        ({"town": "Bonn", "distance_km": 60.0}, {"town": "Haan", "distance_km": 8.0}, "town", "Haan"),  # the nearest
        ({"town": "Haan", "distance_km": 8.0}, {"town": "Haan", "distance_km": 9.0, "postal_code": "42781"},
         "postal_code", "42781"),
        ({"town": "Haan", "distance_km": 8.0}, {"town": "Bonn", "distance_km": 60.0, "postal_code": "53111"},
         "postal_code", None),
        ({"distance_km": None, "town": "Bonn"}, {"town": "Haan", "distance_km": 8.0}, "town", "Haan"),
        ({"status": "closed"}, {}, "status", "open"),
        ({"status": "closed"}, {"status": "closed"}, "status", "closed"),
        ({"stale": True}, {}, "stale", False),
        ({"stale": True}, {"stale": True}, "stale", True),
        ({"stale": True}, {"status": "closed"}, "stale", True),
        ({"status": "closed", "stale": True}, {"status": "closed"}, "stale", False),
        ({"status": "closed", "closed_on": date(2026, 11, 20), "closed_reason": "gone"},
         {"status": "closed", "closed_on": date(2026, 11, 25), "closed_reason": "missing"}, "closed_reason", "missing"),
        ({"status": "closed", "closed_on": date(2026, 11, 20), "closed_reason": "gone"},
         {"status": "closed", "closed_on": date(2026, 11, 20), "closed_reason": "missing"}, "closed_reason", "gone"),
        ({"status": "closed", "closed_on": date(2026, 11, 20), "closed_reason": "gone"}, {}, "closed_reason", None),
        ({}, {}, "copies", 2),
        ({"status": "closed"}, {}, "copies", 1),
        ({"reposted": 2}, {"reposted": 3}, "reposted", 5),
        ({"redated": 2}, {"redated": 3}, "redated", 3),
        ({"possible_same_vacancy": "G"}, {"possible_same_vacancy": "H"}, "possible_same_vacancy", "G"),
        ({}, {}, "url", "https://alpha.example/1"),
        ({"town": "Bonn", "distance_km": 60.0}, {"town": "Haan", "distance_km": 8.0}, "url", "https://alpha.example/1"),
        ({"url": "https://z.example"}, {"url": "https://b.example"}, "urls", ["https://b.example", "https://z.example"]),
        ({"url": "https://b.example"}, {"url": "https://b.example"}, "urls", ["https://b.example"]),
        ({}, {}, "boards", ["alpha", "beta"]),
        ({}, {}, "posting_count", 2),
        ({}, {}, "came_by", "board"),
        ({}, {}, "run", None),
    ],
)  # fmt: skip
def test_a_job_says_what_its_postings_say(one: Row, other: Row, column: str, value: Any) -> None:
    both = tracked("1", **MAIN | one), tracked("2", board="beta", **{"text_length": 9} | other)
    assert job_of(*both)[column] == value
    if column not in ("boards", "copies", "posting_count", "salary_from", "url", "closed_reason", "urls"):
        swapped = tracked("1", **{"text_length": 9} | other), tracked("2", board="beta", **MAIN | one)
        assert job_of(*swapped)[column] == value


def test_what_the_canonical_posting_lacks_is_taken_by_rank() -> None:
    first = tracked("1", **MAIN)
    closed = tracked("2", board="beta", status="closed", text_length=9, remote="full")
    short = tracked("3", board="gamma", text_length=5, remote="none")
    long = tracked("4", board="delta", text_length=6, remote="hybrid")
    assert job_of(first, closed, short)["remote"] == "none"
    assert job_of(first, closed, short, long)["remote"] == "hybrid"
    assert job_of(first, closed)["remote"] == "full"


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ({"posted_on": date(2026, 11, 1)}, {}, 9),  # not to the day: since it was first seen
        ({"posted_on": date(2026, 11, 21), "posted_precision": "day"}, {}, 10),
        ({"posted_on": date(2026, 11, 25), "posted_precision": "day"}, {}, 9),
        ({"first_posted_on": date(2026, 11, 2)}, {}, 29),
        ({}, {"posted_on": date(2026, 11, 20), "posted_precision": "day"}, 11),  # the oldest of its postings
        ({"first_seen_at": datetime(2026, 11, 20, 23, 30, tzinfo=UTC)}, {}, 10),  # by Germany's calendar
        ({"status": "closed", "closed_on": date(2026, 11, 28)}, {"status": "closed", "closed_on": date(2026, 11, 29)},
         7),
    ],
)  # fmt: skip
def test_a_job_is_as_old_as_its_oldest_posting(one: Row, other: Row, days: int) -> None:
    late: Row = {"posted_on": None}
    rows = tracked("1", **MAIN | late | one), tracked("2", board="beta", **late | other)
    assert job_of(*rows)["days_open"] == days


def test_a_job_was_first_seen_with_its_first_and_last_with_its_last_posting() -> None:
    instants = [started_at(run) for run in RUNS[:4]]
    rows = (
        tracked("1", **MAIN, first_seen_at=instants[1], last_seen_at=instants[2]),
        tracked("2", board="beta", first_seen_at=instants[0], last_seen_at=instants[3]),
    )
    one = job_of(*rows)
    assert (one["first_seen_at"], one["last_seen_at"]) == (instants[0], instants[3])


BETTER: list[tuple[Row, Row]] = [
    ({}, {"status": "closed", "text_length": 9}),
    ({"status": "closed", "is_canonical": True}, {"status": "closed", "text_length": 9}),
    ({"text_length": 1}, {"text_length": 0, "url": "https://muster.example/1"}),
    ({"url": "https://muster-werke.jobs.example/1"}, {"text_length": 9}),
    ({"via": None}, {"via": "other", "text_length": 9}),
    ({"text_length": 9}, {"text_length": 8}),
    ({"text_length": None, "is_canonical": True}, {"text_length": 9}),
    ({"text_length": 2}, {"text_length": None}),
    ({"posted_on": date(2026, 11, 1)}, {"posted_on": date(2026, 11, 2)}),
    ({"posted_on": date(2026, 11, 1)}, {"posted_on": None}),
    ({"text_length": 1}, {"text_length": 0, "is_canonical": True}),
    ({}, {"url": "https://solingen.example", "employer_key": "solingen", "status": "closed"}),
    ({"url": "HTTPS://x", "posted_on": date(2026, 11, 1)}, {"posted_on": date(2026, 11, 2)}),
    ({"url": "https://Muster.example:80/1".replace("M", "m")}, {"employer_key": None, "text_length": 9}),
]


@pytest.mark.parametrize(("better", "other"), BETTER)
def test_which_posting_stands_for_a_job(better: Row, other: Row) -> None:
    blank: Row = {
        "status": "open", "is_canonical": False, "via": None, "text_length": 5, "posted_on": date(2026, 11, 5),
        "url": "https://stellen.example/1", "employer_key": "muster werke",
    }  # fmt: skip
    for rows, ranks in (([better, other], [0, 1]), ([other, better], [1, 0])):
        frame = pd.DataFrame([blank | row for row in rows], dtype=object).assign(group=7)
        frame = pd.concat([pd.DataFrame([blank], dtype=object).assign(group=9), frame], ignore_index=True)
        frame["is_canonical"] = frame["is_canonical"].astype(bool)
        assert rank_postings(frame).tolist() == [0, *ranks]
    same = pd.DataFrame([blank, blank], dtype=object).assign(group=0)
    assert rank_postings(same.assign(is_canonical=False)).tolist() == [0, 1]  # by key


# Versions


def jobs_of(**titles: str | None) -> pa.Table:
    return table_of(Job, [job(name, title=title) for name, title in titles.items() if title])


def versions(history: pa.Table) -> list[tuple[str, str, int, int | None]]:
    """Job, title, the day that a version began, the day that it ended."""
    first = started_at(RUNS[0])
    return [
        (
            row["job_id"],
            row["title"],
            (row["valid_from"] - first).days,
            row["valid_to"] and (row["valid_to"] - first).days,
        )
        for row in history.to_pylist()
    ]


def test_a_version_of_a_job_stands_until_the_job_is_otherwise() -> None:
    nights = [jobs_of(a="one", b="one"), jobs_of(a="one", b="two"), jobs_of(b="two"), jobs_of(a="one", b="two")]
    history = make_history(zip(RUNS, nights, strict=False))
    assert versions(history) == [
        ("a", "one", 0, 2), ("a", "one", 3, None), ("b", "one", 0, 1), ("b", "two", 1, None)
    ]  # fmt: skip
    assert history["run"].to_pylist() == [RUNS[0], RUNS[3], RUNS[0], RUNS[1]]
    assert make_history(()).num_rows == 0


def test_what_moves_on_is_taken_over_by_the_version_that_stands() -> None:
    def night(number: int, title: str) -> pa.Table:
        seen = started_at(RUNS[number])
        return table_of(Job, [job("a", title=title, days_open=number, last_seen_at=seen)])

    history = make_history(
        (RUNS[number], night(number, title)) for number, title in enumerate(("one", "one", "two", "two"))
    )
    days = [(row["title"], row["days_open"], row["last_seen_at"]) for row in history.to_pylist()]
    assert days == [("one", 1, started_at(RUNS[1])), ("two", 3, started_at(RUNS[3]))]


def test_only_jobs_that_may_have_changed_are_compared() -> None:
    before = make_history([(RUNS[0], jobs_of(a="one", b="one"))])
    now = jobs_of(a="two", b="two", c="new")
    assert versions(carry_history(RUNS[1], before, now, pa.array(["b", "c"]))) == [
        ("a", "one", 0, None), ("b", "one", 0, 1), ("b", "two", 1, None), ("c", "new", 1, None)
    ]  # fmt: skip


def test_where_a_snapshot_has_no_history_it_is_made_of_those_on_the_disk(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    for number, title in enumerate(("one", "two", "three", "four", "five", "six")):
        facts = {"left_out": [RUNS[3]]}
        write_snapshot(output, RUNS[number], {"jobs": jobs_of(a=title)}, facts)
    Path(output.path("snapshots", RUNS[1], "jobs.parquet")).write_bytes(b"PAR1")
    Path(output.path("snapshots", "notes")).mkdir()
    history, told = read_history(verify(output, RUNS[4]))  # the one after is none of its past
    assert versions(history) == [("a", "one", 0, 2), ("a", "three", 2, 4), ("a", "five", 4, None)]
    assert (
        told == f"history.parquet is new: it begins with the snapshot of {RUNS[0]}, the oldest of 3 that could be read"
    )
    write_snapshot(output, RUNS[6], {"jobs": jobs_of(a="x"), "history": history}, {})
    again, told = read_history(verify(output, RUNS[6]))
    assert versions(again) == versions(history) and told is None
    assert read_history(None)[0].num_rows == 0 and read_history(None)[1] is None


# What changed


Told = tuple[str, str, str | None, str | None, str | None]  # job, kind, field, before, after


def changes(before: list[Job], now: list[Job], was: list[Row], are: list[Row], touched: Any = None) -> list[Told]:
    tables = table_of(Job, before), table_of(Job, now), stock_of(*was), stock_of(*are)
    found = find_changes(RUNS[1], *tables, touched)
    names = ("job_id", "kind", "field", "before", "after")
    assert set(found["run"].to_pylist()) <= {RUNS[1]} and set(found["cause"].to_pylist()) <= {"board"}
    return [tuple(row[name] for name in names) for row in found.to_pylist()]


GONE: Row = {"status": "closed", "closed_on": date(2026, 11, 23), "closed_reason": "gone"}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (None, {}, [("J", "new", None, None, None)]),
        ({}, {}, []),
        ({}, {"remote": "full"}, [("J", "changed", "remote", None, "full")]),
        ({"remote": "full"}, {}, [("J", "changed", "remote", "full", None)]),
        ({}, {"employment_types": ("full_time", "part_time")},
         [("J", "changed", "employment_types", None, "full_time, part_time")]),
        ({"employment_types": ("full_time",)}, {"employment_types": ("full_time",)}, []),
        ({}, {"title": "IT-Chef", "remote": "full"},
         [("J", "changed", "remote", None, "full"), ("J", "changed", "title", "IT-Leiter", "IT-Chef")]),
        ({}, {"title_key": "x", "days_open": 9}, []),  # no news
        ({}, GONE, [("J", "closed", None, None, "gone")]),
        (GONE, GONE, []),
        (GONE, {}, [("J", "reopened", None, None, None)]),
        (None, GONE, [("J", "closed", None, None, "gone"), ("J", "new", None, None, None)]),
    ],
)  # fmt: skip
def test_what_changed_in_a_job_is_told(before: Row | None, now: Row, told: list[Told]) -> None:
    rows = [tracked("1", is_canonical=True)]
    other = job("Z")
    was = [other] if before is None else [job("J", **before), other]
    assert changes(was, [job("J", **now), other], rows if before is not None else [], rows) == told
    if before is not None:
        assert changes(was, [job("J", **now), other], rows, rows, pa.array(["J"])) == told
        assert changes(was, [job("J", **now), other], rows, rows, pa.array(["Z"])) == []


def test_jobs_that_merge_and_split_are_told_by_their_ids() -> None:
    one, other = tracked("1", "J", is_canonical=True), tracked("2", "K", is_canonical=True)
    merged = changes([job("J"), job("K")], [job("J")], [one, other], [one, other | {"job_id": "J"}])
    assert merged == [("K", "changed", "job_id", "K", "J")]
    second = tracked("2", "J")
    split = changes([job("J")], [job("J"), job("K")], [one, second], [one, second | {"job_id": "K"}])
    assert split == [("K", "changed", "job_id", "J", "K"), ("K", "new", None, None, None)]
    moved = [one, tracked("2", "J"), tracked("3", "K", is_canonical=True)]
    after = [moved[0], moved[1] | {"job_id": "K"}, moved[2]]
    assert changes([job("J"), job("K")], [job("J"), job("K")], moved, after) == []  # both stay
    two = [one, tracked("2", "J"), tracked("3", "J")]
    apart = [one, two[1] | {"job_id": "K"}, two[2] | {"job_id": "K"}]
    told = changes([job("J")], [job("J"), job("K")], two, apart)
    assert told == [("K", "changed", "job_id", "J", "K"), ("K", "new", None, None, None)]  # once


# Ids


def ids_of(*rows: Row, known: tuple[str, ...] = ()) -> list[str]:
    """The ids of postings, each of the group that it names; those that are known may be of other postings, too."""
    groups = [row.pop("group") for row in rows]
    led = [row.pop("led", False) for row in rows]
    table = stock_of(*rows)
    assert table["board_ref"].to_pylist() == [row["board_ref"] for row in rows]
    claims = add_claims(table, pa.chunked_array([table["job_id"].combine_chunks(), pa.array(known, pa.string())]))
    ids, since = assign_ids(claims.to_pandas().assign(group=groups, led=led), started_at(RUNS[9]))
    assert len(since) == len(rows)
    return list(ids)


def old(ref: str, job_id: str, group: int, born: int = 0, **values: Any) -> Row:
    return tracked(ref, job_id, **{"job_since_at": started_at(RUNS[born])} | values) | {"group": group}


def new(ref: str, group: int, **values: Any) -> Row:
    return tracked(ref, None, **values) | {"group": group}


def test_a_job_keeps_its_id() -> None:
    assert ids_of(old("1", "J", 0, is_canonical=True), new("2", 0), new("3", 1)) == ["J", "J", make_id("alpha", "3")]
    assert ids_of(new("2", 0), new("3", 0)) == [make_id("alpha", "2")] * 2
    assert ids_of(new("2", 0, first_seen_at=started_at(RUNS[1])), new("3", 0)) == [make_id("alpha", "3")] * 2


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        ({"born": 1}, {"born": 0}, "K"),  # given first
        ({"born": 1, "first_seen_at": started_at(RUNS[0])}, {"born": 0, "first_seen_at": started_at(RUNS[1])}, "K"),
        ({"first_seen_at": started_at(RUNS[1])}, {"first_seen_at": started_at(RUNS[0])}, "K"),  # first seen
        ({}, {}, "J"),  # the smallest
    ],
)
def test_when_jobs_merge_the_older_id_stays(one: Row, other: Row, stays: str) -> None:
    rows = old("1", "J", 0, is_canonical=True, **one), old("2", "K", 0, is_canonical=True, **other)
    assert ids_of(*rows) == [stays, stays]


def test_when_a_job_splits_the_canonical_posting_or_the_one_that_led_keeps_the_id() -> None:
    assert ids_of(old("1", "J", 0), old("2", "J", 1, is_canonical=True)) == [make_id("alpha", "1"), "J"]
    assert ids_of(old("1", "J", 0) | {"led": True}, old("2", "J", 1, is_canonical=True)) == ["J", make_id("alpha", "2")]


def test_no_id_is_given_twice() -> None:
    """A posting that leaves the job whose id was made of its own key gets another one."""
    own = make_id("alpha", "1")
    assert ids_of(old("1", own, 0), old("2", own, 1, is_canonical=True)) == [make_id("alpha", "1", 1), own]
    taken = (make_id("alpha", "1", 1), make_id("alpha", "1", 2))
    assert ids_of(old("1", own, 0), old("2", own, 1, is_canonical=True), known=taken)[0] == make_id("alpha", "1", 3)
    assert len({make_id("alpha", "1", attempt) for attempt in range(4)}) == 4
    assert all(len(make_id("alpha", f"{number}")) == 12 for number in range(9))


def test_claims_tell_when_an_id_was_given_and_which_titles_belong_together() -> None:
    seen = [started_at(run) for run in RUNS[:3]]
    rows = [
        tracked("1", "J", title="IT-Leiter", title_key="it leiter", first_seen_at=seen[1]),
        tracked("2", "J", title="IT-Chef", title_key="it chef", first_seen_at=seen[0]),
        tracked("3", "K", title="IT-Chef", title_key="it chef", first_seen_at=seen[2], job_since_at=seen[1]),
        tracked("4", "K", title="Leiter", title_key="leiter it"),
        tracked("5", "L", title="Pförtner", title_key="pfoertner"),
        tracked("6", None, title="IT-Chef", title_key="it chef"),
    ]
    claims = add_claims(stock_of(*rows), pa.chunked_array([pa.array(["J", "K", "L"])]))
    assert claims["born"].to_pylist()[:3] == [seen[0], seen[0], seen[1]]
    assert claims["attempt"].to_pylist() == [0] * 6
    kin = claims["kin"].to_pylist()
    assert len({kin[0], kin[1], kin[2], kin[3], kin[5]}) == 1 and kin[0] and kin[4] != kin[0]
    plain = add_claims(stock_of(rows[0], rows[4]), pa.chunked_array([pa.array(["J", "L"])]))
    assert plain["kin"].to_pylist() == [None, None]
    alike = add_claims(stock_of(rows[0], tracked("2", "J", title_key="leiter it")), pa.chunked_array([pa.array(["J"])]))
    assert alike["kin"].to_pylist() == [None, None]  # the words of one title in another order


# Reposts


def ended(ref: str, days: int, reason: str = "missing", **values: Any) -> Row:
    """A posting that closed so many days before RUNS[20]."""
    seen = started_at(RUNS[20 - days])
    return tracked(ref, **{"status": "closed", "closed_reason": reason, "last_seen_at": seen} | values)


def counts(before: list[Row], after: list[Row]) -> list[int]:
    return list(count_reposts(stock_of(*before), stock_of(*after), RUNS[20])["reposted"].to_pylist())


BACK: Row = {"came_by": "board", "reposted": 1}


@pytest.mark.parametrize(
    ("before", "now", "is_again", "why"),
    [
        (ended("1", 4), {}, True, "it ended"),
        (ended("1", 3), {}, False, "it was given another id"),
        (ended("1", 4, "gone"), {}, True, "it ended"),
        (ended("1", 4, "deadline"), {}, True, "it ended"),
        (ended("1", 4, "unreachable"), {}, False, "nobody knows that it ended"),
        (ended("1", 4), {"came_by": "search"}, False, "by our doing"),
        (ended("1", 4), {"status": "closed"}, False, "it is not back"),
        (ended("1", 4, status="open"), {}, False, "it was never away"),
    ],
)
def test_a_job_that_ended_comes_again(before: Row, now: Row, is_again: bool, why: str) -> None:
    same = tracked("1", **BACK | now)
    assert counts([before], [same]) == [1 + is_again], why
    away = before | {"reposted": 1, "came_by": "board"}
    other = tracked("2", **BACK | now)
    if before["status"] == "closed":
        assert counts([before], [away, other]) == [1, 1 + is_again], why
    elsewhere = tracked("2", "K", **BACK)
    assert counts([before], [away, elsewhere])[1] == 1, "another job"


def test_a_job_comes_again_only_if_all_of_it_was_away_and_its_last_posting_ended() -> None:
    new = tracked("9", **BACK)
    first, second = ended("1", 4), ended("2", 9, "unreachable")
    assert counts([first, second], [first, second, new])[2] == 2
    last = ended("2", 3)
    assert counts([first, last], [first, last, new])[2] == 1
    unknown = ended("2", 4, "unreachable"), ended("1", 9)
    assert counts([*unknown], [*unknown, new])[2] == 1
    still = tracked("2")
    assert counts([first, still], [first, still, new])[2] == 1


AD: Row = {"posted_on": date(2026, 11, 10), "posted_precision": "day", "posted_raw": "10.11.2026", "readers": "a"}
LATER: Row = {"posted_on": date(2026, 11, 12), "posted_raw": "12.11.2026"}


@pytest.mark.parametrize(
    ("before", "now", "is_redated", "why"),
    [
        ({}, LATER, True, "a later date"),
        ({}, LATER | {"posted_on": date(2026, 11, 11)}, False, "a day is no later"),
        ({}, LATER | {"posted_on": date(2026, 11, 1)}, False, "an earlier date"),
        ({}, LATER | {"posted_at_least": True}, False, "the latest possible day"),
        ({}, LATER | {"posted_precision": "month"}, False, "no day"),
        ({"posted_precision": "month"}, LATER, False, "it was no day"),
        ({"posted_on": None}, LATER, False, "it had none"),
        ({}, LATER | {"text": "Ein ganz anderer Text ohne jedes Wort davon."}, False, "another text"),
        ({}, LATER | {"readers": "b"}, True, "other readers, and other words"),
        ({}, {"posted_on": date(2026, 11, 12), "readers": "b"}, False, "other readers of the same words"),
        ({}, {"posted_on": date(2026, 11, 12)}, True, "the same readers"),
        ({"status": "closed"}, LATER, True, "it was away for no more than three days"),
        ({"status": "closed", "last_seen_at": started_at(RUNS[16])}, LATER, False, "it was away for longer"),
        ({"status": None}, LATER, False, "it is new"),
    ],
)
def test_an_ad_that_stays_gets_a_new_date(before: Row, now: Row, is_redated: bool, why: str) -> None:
    text: Row = {"text": "Wir suchen eine IT-Leitung."}
    was = stock_of(tracked("1", **text | AD | {"last_seen_at": started_at(RUNS[17])} | before))
    seen = stock_of(tracked("1", **text | AD | now))

    assert find_redated(was, seen, RUNS[20], sign_nothing).tolist() == [is_redated], why


def sign_nothing(table: pa.Table) -> pa.Table:
    """Texts without signatures: they are alike only where they are the same."""
    return keep_signatures(table.append_column("text_signature", pa.nulls(table.num_rows, pa.list_(pa.uint32()))))


def test_days_are_those_of_the_calendar() -> None:
    instants = pa.chunked_array([pa.array([started_at(RUNS[20]) - timedelta(hours=hours) for hours in (0, 5, 6, 30)])])
    assert days_since(instants, RUNS[20]).tolist() == [0, 0, 1, 2] and np.ndim(days_since(instants, RUNS[20])) == 1


def test_places_count_as_they_are_listed() -> None:
    two = (PlaceOf(town="Haan", distance_km=8.0), PlaceOf(town="Bonn", distance_km=60.0))
    assert [place["town"] for place in job_of(tracked("1", **MAIN, places=two))["places"]] == ["Haan", "Bonn"]
