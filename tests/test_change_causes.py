"""Whose doing a change of a job is, from its postings as they were and as they are: row by row, no publish."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from schemas.columns import schema_of
from schemas.said import pack_sums
from schemas.tables import Change, Job, Posting, TrackedPosting
from schemas.vocabulary import Cause
from snapshots.causes import ORDER, Causes, Move, first_of, note_comings, tell_causes
from snapshots.twins import Twins
from tests.support.snapshots_rows import RUNS, posting

BOARD, READER, SEARCH, GROUPING = Cause.BOARD, Cause.READER, Cause.SEARCH, Cause.GROUPING
TODAY = date(2026, 11, 24)
SCHEMA = pa.schema([field.with_nullable(True) for field in schema_of(TrackedPosting)])
Row = dict[str, Any]


def ad(ref: str, job: str, says: str = "ja", **values: Any) -> Row:
    """A posting of a job, as a snapshot has it; `says`: what its board says of remote work."""
    words = {"title": "IT-Leiter", "text": "x", "employer": "m", "places": "Solingen", "remote": says}
    facts: Row = {"said": pack_sums(words), "title": "IT-Leiter", "text_sha256": "x", "employer_raw": "m"}
    facts |= {"remote_raw": says, "readers": "a", "text": None}
    row = posting(ref, **facts | {name: one for name, one in values.items() if name not in OF_LIFE}).as_record()
    life = {"job_id": job, "status": "open", "came_by": "board", "last_seen_at": row["fetched_at"]}
    return dict.fromkeys(SCHEMA.names) | row | life | {name: one for name, one in values.items() if name in OF_LIFE}


OF_LIFE = ("status", "came_by", "left_by", "closed_reason")
CLOSED: Row = {"status": "closed", "closed_reason": "missing", "left_by": "board"}


def table_of(rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), SCHEMA)


def nobody(row: Mapping[str, Any]) -> Posting | None:
    return None


def cause(before: Sequence[Row], now: Sequence[Row], change: Row, *, same_rules: bool = True) -> Cause:
    """What is told of a change of the job J."""
    row = {"job_id": "J", "field": None, "before": None, "after": None} | change
    twins = Twins(table_of(before), nobody, same_rules=same_rules)
    return Causes(TODAY, table_of(before), table_of(now), nobody, twins).find(row)


NEW = {"readers": "b"}  # read by other readers than all that was known
AREA = {"came_by": "search"}


@pytest.mark.parametrize(
    ("before", "now", "same_rules", "expected", "why"),
    [
        ([], [ad("1", "J")], True, BOARD, "a new ad"),
        ([], [ad("1", "J", **AREA)], True, SEARCH, "a new ad that the search brings"),
        ([], [ad("1", "J", **AREA), ad("2", "J")], True, BOARD, "what a board did is not lost"),
        ([], [ad("1", "J", **AREA), ad("2", "J", came_by="reader")], True, READER, "of two of our doings the first"),
        ([ad("9", "K")], [ad("9", "K"), ad("1", "J", **NEW)], True, GROUPING, "it has a twin, and readers changed"),
        ([ad("9", "K")], [ad("9", "K"), ad("1", "J", **NEW | AREA)], True, GROUPING, "the same of the search's"),
        ([ad("9", "K")], [ad("9", "K"), ad("1", "J")], True, BOARD, "it has a twin, and nothing of ours changed"),
        ([ad("9", "K")], [ad("9", "K"), ad("1", "J", **NEW), ad("2", "J", title_key="x", **NEW)], True, BOARD,
         "one of its ads has no twin"),
        ([ad("9", "K"), ad("1", "J")], [ad("9", "K"), ad("1", "J"), ad("2", "J", **NEW)], True, BOARD,
         "an ad of it was known"),
        ([ad("1", "J", **CLOSED)], [ad("1", "J")], True, BOARD, "its ad is back"),
        ([ad("1", "J", **CLOSED)], [ad("1", "J", **AREA)], True, SEARCH, "its ad is back by the search"),
        ([ad("1", "J", **CLOSED)], [ad("1", "J", **CLOSED)], True, GROUPING, "no ad came"),
        ([ad("1", "J", **AREA)], [ad("1", "J", **AREA)], True, GROUPING, "no ad came"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K")], True, GROUPING, "it was put apart"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J", "nein"), ad("2", "K")], True, BOARD, "its board words it anew"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K", "nein")], True, BOARD, "the other's board does"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K", "nein")], False, GROUPING, "the rules changed"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K"), ad("3", "K")], True, BOARD, "another ad came"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K"), ad("3", "K", **AREA)], True, GROUPING,
         "another ad came by the search"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K", **CLOSED)], True, BOARD, "another ad left"),
        ([ad("1", "K"), ad("2", "K")], [ad("1", "J"), ad("2", "K", **CLOSED | {"left_by": "search"})], True, GROUPING,
         "another ad left by the search"),
        ([ad("1", "K"), ad("2", "K", **CLOSED)], [ad("1", "J"), ad("2", "K")], True, BOARD, "another ad came back"),
        ([ad("1", "K"), ad("2", "K", **CLOSED)], [ad("1", "J"), ad("2", "K", **AREA)], True, GROUPING,
         "another ad came back by the search"),
        ([ad("1", "K")], [ad("1", "J"), ad("3", "J")], True, BOARD, "a new ad beside it"),
        ([ad("1", "J", **CLOSED, apply_by_on=date(2026, 11, 20)) | {"closed_reason": "deadline"}],
         [ad("1", "J", apply_by_on=date(2026, 12, 20))], True, READER, "its deadline is read otherwise"),
        ([ad("1", "J", **CLOSED, apply_by_on=date(2026, 11, 20)) | {"closed_reason": "deadline"}],
         [ad("1", "J", apply_by_on=date(2026, 11, 20))], True, BOARD, "its deadline is the same"),
        ([ad("1", "J", **CLOSED, apply_by_on=date(2026, 11, 20))],
         [ad("1", "J", apply_by_on=date(2026, 12, 20))], True, BOARD, "it closed for another reason"),
    ],
)  # fmt: skip
def test_whose_doing_it_is_that_a_job_came(
    before: list[Row], now: list[Row], same_rules: bool, expected: Cause, why: str
) -> None:
    for kind in ("new", "reopened"):
        assert cause(before, now, {"kind": kind}, same_rules=same_rules) is expected, why


DEADLINE: Row = CLOSED | {"closed_reason": "deadline"}


@pytest.mark.parametrize(
    ("before", "now", "expected", "why"),
    [
        ([ad("1", "J")], [ad("1", "J", **CLOSED)], BOARD, "its ad is gone"),
        ([ad("1", "J")], [ad("1", "J", **CLOSED | {"left_by": "search"})], SEARCH, "its ad left the search"),
        ([ad("1", "J"), ad("2", "J")], [ad("1", "J", **CLOSED), ad("2", "J", **CLOSED | {"left_by": "search"})], SEARCH,
         "of the second nobody knows how it goes on"),
        ([ad("1", "J", **CLOSED)], [ad("1", "J", **CLOSED)], GROUPING, "none of its ads left"),
        ([ad("1", "J")], [ad("1", "K")], GROUPING, "its ad is another job's"),
        ([], [ad("1", "J", **CLOSED | {"left_by": "search"})], SEARCH, "its ad came closed"),
        ([ad("1", "J", apply_by_on=TODAY)], [ad("1", "J", **DEADLINE, apply_by_on=date(2026, 11, 1))], READER,
         "its deadline is read otherwise"),
        ([ad("1", "J", apply_by_on=date(2026, 11, 23))], [ad("1", "J", **DEADLINE, apply_by_on=date(2026, 11, 1))],
         BOARD, "it was over anyway"),
        ([ad("1", "J")], [ad("1", "J", **DEADLINE, apply_by_on=date(2026, 11, 1))], READER, "it had none"),
        ([ad("1", "J", apply_by_on=TODAY)], [ad("1", "J", **DEADLINE, apply_by_on=TODAY)], BOARD, "it passed"),
        ([ad("1", "J", "ja", apply_by_on=TODAY)], [ad("1", "J", **CLOSED, apply_by_on=date(2026, 11, 1))], BOARD,
         "it closed for another reason"),
    ],
)  # fmt: skip
def test_whose_doing_it_is_that_a_job_closed(before: list[Row], now: list[Row], expected: Cause, why: str) -> None:
    assert cause(before, now, {"kind": "closed"}) is expected, why


@pytest.mark.parametrize(
    ("before", "now", "same_rules", "expected", "why"),
    [
        ([ad("1", "J")], [ad("1", "J", remote="full")], True, READER, "it says what it said"),
        ([ad("1", "J")], [ad("1", "J", "nein", remote="full")], True, BOARD, "it says another thing"),
        ([ad("1", "J"), ad("2", "J")], [ad("1", "J", "nein", remote="full"), ad("2", "J", remote="full")], True, READER,
         "our doing alone explains it"),
        ([], [ad("3", "J", remote="full")], True, BOARD, "a new ad has it"),
        ([], [ad("3", "J", remote="full", **AREA)], True, SEARCH, "an ad has it that the search brought"),
        ([ad("1", "J", remote="none")], [ad("1", "J", remote="none"), ad("3", "J", remote="full")], True, BOARD,
         "a new ad has it"),
        ([ad("3", "J", **CLOSED, remote="full")], [ad("3", "J", remote="full", **AREA)], True, SEARCH, "one is back"),
        ([ad("3", "J", **CLOSED, remote="full")], [ad("3", "J", remote="none", **AREA)], True, READER, "it says no"),
        ([ad("1", "J", remote="none")], [ad("1", "J", "nein")], True, BOARD, "the old value is gone"),
        ([ad("1", "J", remote="none")], [ad("1", "J")], True, READER, "the old value is read otherwise"),
        ([ad("1", "J", remote="none")], [ad("1", "J", remote="none", **CLOSED)], True, BOARD, "its ad is gone"),
        ([ad("1", "J", remote="none")], [ad("1", "J", remote="hybrid", **CLOSED)], True, BOARD, "its ad had it"),
        ([ad("1", "J", remote="none")], [ad("1", "J", remote="none", **CLOSED | {"left_by": "search"})], True, SEARCH,
         "its ad left the search"),
        ([ad("1", "J", remote="full")], [ad("1", "J", remote="full", **CLOSED | {"left_by": "search"})], True, READER,
         "it had another value"),
        ([ad("1", "K", remote="full"), ad("2", "J")], [ad("1", "J", remote="full"), ad("2", "J")], True, GROUPING,
         "an ad of another job has it"),
        ([ad("1", "K", remote="full"), ad("2", "J")], [ad("1", "J", "nein", remote="full"), ad("2", "J")], True, BOARD,
         "which says another thing"),
        ([ad("1", "J", "ja", title_key="a")], [ad("1", "J", "nein", title_key="a")], True, BOARD,
         "another ad's words stand for the job"),
        ([ad("1", "J")], [ad("1", "J")], True, READER, "nothing changed but our reading"),
        ([ad("1", "J")], [ad("1", "J")], False, GROUPING, "nor the rules"),
    ],
)  # fmt: skip
def test_whose_doing_another_fact_is(
    before: list[Row], now: list[Row], same_rules: bool, expected: Cause, why: str
) -> None:
    change = {"kind": "changed", "field": "remote", "before": "none", "after": "full"}
    assert cause(before, now, change, same_rules=same_rules) is expected, why


def test_jobs_are_put_together_or_apart_by_boards_or_by_us() -> None:
    moved = {"kind": "changed", "field": "job_id", "before": "K", "after": "J"}
    before, now = [ad("1", "K"), ad("2", "J")], [ad("1", "J"), ad("2", "J")]
    assert cause(before, now, moved) is GROUPING
    assert cause(before, [ad("1", "J", "nein"), ad("2", "J")], moved) is BOARD
    assert cause(before, [ad("1", "J"), ad("2", "J", "nein")], moved) is BOARD
    assert cause(before, [ad("1", "J", "nein"), ad("2", "J")], moved, same_rules=False) is GROUPING
    assert cause([*before, ad("3", "L")], [*now, ad("3", "L", "nein")], moved) is GROUPING  # a job that is neither


@pytest.mark.parametrize(
    ("now", "is_reworded"),
    [
        ({}, False),
        ({"says": "nein"}, True),
        ({"text_sha256": "y"}, True),
        ({"text_sha256": "y", "readers": "b"}, False),  # it may be read otherwise
        ({"title": "IT-Chef"}, True),
    ],
)
def test_a_board_rewords_an_ad(now: Row, is_reworded: bool) -> None:
    says = now.get("says", "ja")
    after = ad("1", "J", says, **{name: one for name, one in now.items() if name != "says"})
    words = {
        "title": after["title"],
        "text": after["text_sha256"],
        "employer": "m",
        "places": "Solingen",
        "remote": says,
    }
    assert Move(ad("1", "J"), after | {"said": list(pack_sums(words))}).is_reworded is is_reworded


def test_the_first_cause_of_an_order_is_told() -> None:
    assert ORDER == (BOARD, READER, SEARCH, GROUPING)
    assert first_of([None, "search", "reader"], ORDER) is READER
    assert first_of([None, "search", "reader"], ORDER[::-1]) is SEARCH
    assert first_of([None], ORDER) is None


def changes_of(*rows: Row) -> pa.Table:
    blank = {"run": RUNS[2], "title": "IT-Leiter", "cause": "board", "field": None, "before": None, "after": None}
    return pa.Table.from_pylist([blank | row for row in rows], schema_of(Change))


def test_each_row_of_the_changes_is_told_its_cause() -> None:
    before = [ad("1", "J"), ad("2", "K"), ad("3", "L")]
    now = [ad("1", "J", remote="full"), ad("2", "L"), ad("3", "L"), ad("4", "M", town="Haan", **AREA)]
    changes = changes_of(
        {"job_id": "J", "kind": "changed", "field": "remote", "before": None, "after": "full"},
        {"job_id": "K", "kind": "changed", "field": "job_id", "before": "K", "after": "L"},
        {"job_id": "M", "kind": "new"},
    )
    told = tell_causes(changes, table_of(before), table_of(now), nobody, same_rules=True)
    assert told["cause"].to_pylist() == ["reader", "grouping", "search"]
    assert told.drop_columns(["cause"]).equals(changes.drop_columns(["cause"]))
    rules = tell_causes(changes, table_of(before), table_of(now), nobody, same_rules=False)
    assert rules["cause"].to_pylist() == ["reader", "grouping", "search"]
    reworded = [now[0], ad("2", "L", "nein"), *now[2:]]
    for same_rules, cause_of in ((True, "board"), (False, "grouping")):
        told = tell_causes(changes, table_of(before), table_of(reworded), nobody, same_rules=same_rules)
        assert told["cause"].to_pylist()[1] == cause_of
    assert tell_causes(changes, table_of([]), table_of(now), nobody, same_rules=True) is changes  # the first snapshot
    assert tell_causes(changes.slice(0, 0), table_of(before), table_of(now), nobody, same_rules=True).num_rows == 0


def test_a_job_keeps_how_it_came() -> None:
    jobs = pa.table({"job_id": list("JKLM"), "came_by": pa.array([None, "board", "board", None], pa.string())})
    jobs = jobs.cast(pa.schema([schema_of(Job).field("job_id"), schema_of(Job).field("came_by").with_nullable(True)]))
    before = pa.table({"job_id": list("KL"), "came_by": ["reader", "reader"]})
    changes = changes_of(
        {"job_id": "J", "kind": "new", "cause": "search"},
        {"job_id": "L", "kind": "reopened", "cause": "grouping"},
        {"job_id": "K", "kind": "changed", "field": "remote", "cause": "board"},
        {"job_id": "M", "kind": "closed", "cause": "search"},
    )
    told = note_comings(jobs, before, changes)
    assert told["came_by"].to_pylist() == ["search", "reader", "grouping", None] and told.schema.equals(jobs.schema)
