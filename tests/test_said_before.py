"""What postings said before: how it is remembered, for how long, and how it is compared."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from schemas.columns import schema_of
from schemas.tables import PlaceOf, Posting, TrackedPosting
from snapshots.said_before import (
    KEPT,
    LAG_DAYS,
    REMEMBERED,
    SAID,
    as_text,
    find_differences,
    find_lost_texts,
    forget,
    is_changed,
    reconcile,
    remember,
)
from storage.layout import started_at
from tests.support.snapshots_rows import RUNS, posting

AT = [started_at(run) for run in RUNS]


def table_of(*rows: Mapping[str, Any] | None) -> pa.Table:
    """Postings by what differs from another; None: a new one, of which nothing was known."""
    names = schema_of(Posting).names
    records = [dict.fromkeys(names) if row is None else posting("1", **row).as_record() for row in rows]
    schema = pa.schema([field.with_nullable(True) for field in schema_of(Posting)])
    return pa.Table.from_pylist(records, schema)


def said(*rows: list[dict[str, Any]]) -> pa.Array:
    return pa.array(rows, SAID)


def entry(
    field: str, value: str | None, at: datetime = AT[0], *, may_lag: bool = True, reworded: bool | None = None
) -> dict[str, Any]:
    return {"field": field, "value": value, "until_at": at, "may_lag": may_lag, "reworded": reworded}


def places(*towns: str | None, km: float = 1.0) -> tuple[PlaceOf, ...]:
    return tuple(PlaceOf(town=town, country="DE", distance_km=km) for town in towns)


CHANGES: list[tuple[dict[str, Any], dict[str, Any], set[str], bool]] = [
    ({}, {}, set(), False),
    ({"remote": None}, {"remote": "full"}, {"remote"}, True),
    ({"remote": "full"}, {"remote": None}, {"remote"}, True),
    ({"remote": "full"}, {"remote": "full"}, set(), False),
    ({"employment_types": ()}, {"employment_types": ("part_time",)}, {"employment_types"}, True),
    ({"employer_key": "muster"}, {"employer_key": "muster holz"}, {"employer_key"}, False),
    ({"text": "a"}, {"text": "b"}, set(), False),
    ({"posted_on": date(2026, 1, 1)}, {"posted_on": date(2026, 1, 2)}, set(), False),
    ({"places": places("Haan")}, {"places": places("Köln")}, {"places"}, False),
    ({"places": places("Haan")}, {"places": places("Haan", "Köln")}, {"places"}, False),
    ({"places": places("Haan")}, {"places": places("Haan", km=2.0)}, set(), False),
    ({"places": places(None)}, {"places": places(None, km=2.0)}, set(), False),
]


@pytest.mark.parametrize(("before", "now", "found", "is_news"), CHANGES)
def test_what_differs_is_found_column_by_column(
    before: dict[str, Any], now: dict[str, Any], found: set[str], is_news: bool
) -> None:
    same = {"title": "IT-Leiter"}
    tables = table_of(same, same | before), table_of(same, same | now)
    differences = find_differences(*tables)
    assert {name: mask.tolist() for name, mask in differences.items()} == {name: [False, True] for name in found}
    assert is_changed(differences, 2).tolist() == [False, is_news]
    assert is_changed({}, 2).tolist() == [False, False]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None), (True, "true"), (False, "false"), ("Haan", "Haan"), (40, "40"), (Decimal("5000.00"), "5000.00"),
        (date(2026, 1, 2), "2026-01-02"), (AT[0], AT[0].isoformat()), ([], None), (["a", "b"], "a\nb"),
        ([{"town": "Haan"}, {"town": None}], "Haan\n"),
    ],
)  # fmt: skip
def test_values_are_kept_as_text(value: Any, text: str | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("words", "later", "lost"),
    [
        (100, 100, False),  # the same
        (100, None, True),
        (100, 0, True),
        (100, 59, True),
        (100, 61, False),
        (100, 120, False),
        (12, 7, True),
        (11, None, False),  # it said nothing before
        (None, None, False),
        (None, 100, False),
    ],
)
def test_an_ad_has_lost_its_text_that_has_little_of_its_length(
    words: int | None, later: int | None, lost: bool
) -> None:
    sizes = {f"{count}": count for count in (words, later) if count is not None}

    def sign(rows: pa.Table) -> pa.Table:
        hashes = [list(range(sizes.get(one, 0))) for one in rows["text_sha256"].to_pylist()]
        return rows.append_column("text_signature", pa.array(hashes, pa.list_(pa.int32())))

    names = [None if count is None else f"{count}" for count in (words, later)]
    before, now = (pa.table({"text_sha256": ["same", name, None], "language": ["de"] * 3}) for name in names)
    assert find_lost_texts(before, now, sign).tolist() == [False, lost, False]


def test_an_ad_has_lost_its_text_to_one_that_others_have_as_well_or_to_another_language() -> None:
    starts = {"a": 0, "a edited": 5, "b": 200, "c": 400, "n": 600}
    hashes = {name: range(start, start + 100) for name, start in starts.items()} | {"s": range(11)}

    def sign(rows: pa.Table) -> pa.Table:
        told = [list(hashes[one]) for one in rows["text_sha256"].to_pylist()]
        return rows.append_column("text_signature", pa.array(told, pa.list_(pa.int32())))

    def lost(*ads: str) -> list[bool]:
        sides = zip(*(ad.split(" -> ") for ad in ads), strict=True)
        told = ([one.removesuffix(" en") for one in side] for side in sides)
        languages = (["en" if ad.endswith(" en") else "de" for ad in ads], ["de"] * len(ads))
        before, now = (
            pa.table({"text_sha256": texts, "language": spoken})
            for texts, spoken in zip(told, languages[::-1], strict=True)
        )
        found: list[bool] = find_lost_texts(before, now, sign).tolist()
        return found

    assert lost("a -> n", "b -> n") == [True, True]
    assert lost("a -> n", "a -> n") == [False, False]  # copies of one ad, which was written anew
    assert lost("a -> n", "b -> c") == [False, False]
    assert lost("a -> a edited", "b -> a edited") == [False, True]  # the other is as it was, but for an edit
    assert lost("a -> n en", "b -> b") == [True, False]
    assert lost("a -> a en") == [False]
    assert lost("s -> n", "b -> n") == [False, True]  # the one said next to nothing


def test_what_a_run_changes_is_remembered_behind_what_was() -> None:
    before = table_of({"remote": "full", "fixed_term": True}, {"remote": None}, {})
    differences = {"remote": np.array([True, True, False]), "fixed_term": np.array([True, False, False])}
    old = entry("remote", "none", may_lag=False)
    reworded = {"remote": np.array([True, False, False]), "fixed_term": np.zeros(3, bool)}
    now = remember(said([old], [], [old]), before, differences, reworded, RUNS[3])
    assert now.to_pylist() == [
        [old, entry("remote", "full", AT[3], reworded=True), entry("fixed_term", "true", AT[3], reworded=False)],
        [entry("remote", None, AT[3], reworded=False)],
        [old],
    ]
    assert remember(said([old]), before.slice(2), {}, {}, RUNS[3]).to_pylist() == [[old]]


def test_four_values_of_a_column_are_remembered_the_oldest_first() -> None:
    assert KEPT == 4
    known = [entry("remote", f"{number}", AT[number]) for number in range(4)]
    other = entry("title", "IT-Leitung", AT[0])
    column = pa.chunked_array([said([other, *known])])
    mask = {"remote": np.array([True])}
    now = remember(column, table_of({"remote": "full"}), mask, mask, RUNS[9])
    assert now.to_pylist() == [[other, *known[1:], entry("remote", "full", AT[9], reworded=True)]]


@pytest.mark.parametrize(
    ("days_ago", "job", "may_lag", "stays"),
    [
        (7, "one", True, True),
        (8, "one", True, False),
        (8, "silent", True, True),  # a posting of the job is carried over
        (8, "silent", False, True),
        (7, "one", False, True),
        (8, None, True, False),  # no job yet
    ],
)
def test_boards_may_lag_for_so_many_days(days_ago: int, job: str | None, may_lag: bool, stays: bool) -> None:
    told = entry("remote", "full", AT[20 - days_ago] - timedelta(hours=2), may_lag=may_lag)
    old = entry("remote", "none", AT[0], may_lag=False)
    rows = {
        "said_before": pa.chunked_array([said([old, told], [], [])]),
        "job_id": pa.array([job, "silent", None]),
        "stale": pa.array([False, True, True]),
    }
    now = forget(pa.table(rows), RUNS[20], 7).to_pylist()
    assert now == [[old | {"may_lag": job == "silent"}, told | {"may_lag": stays}], [], []]


def test_where_nothing_was_said_before_nothing_is_forgotten() -> None:
    rows = pa.table({"said_before": pa.chunked_array([said([], [])]), "job_id": ["a", "b"], "stale": [True, False]})
    assert forget(rows, RUNS[20], 7) is rows["said_before"] or forget(rows, RUNS[20], 7).to_pylist() == [[], []]


def test_facts_and_what_pairs_are_told_by_are_remembered_and_nothing_else() -> None:
    assert {"remote", "salary_min_eur", "employer_key", "reference", "places"} <= set(REMEMBERED)
    others = {"url", "board", "board_ref", "posted_on", "language", "text_sha256", "issues", "said", "distance_km"}
    assert others.isdisjoint(REMEMBERED) and LAG_DAYS == 7


def ad(*before: dict[str, Any], **values: Any) -> dict[str, Any]:
    return values | {"said_before": list(before)}


@pytest.mark.parametrize(
    ("name", "one", "other", "agreed"),
    [
        ("remote", ad(remote="full"), ad(entry("remote", "full"), remote="none"), "full"),
        ("remote", ad(entry("remote", "none"), remote="full"), ad(remote="none"), "none"),
        ("remote", ad(entry("remote", "none", may_lag=False), remote="full"), ad(remote="none"), ...),
        ("remote", ad(entry("fixed_term", "none"), remote="full"), ad(remote="none"), ...),
        ("remote", ad(remote="full"), ad(remote="none"), ...),
        ("remote", ad(remote="full"), ad(entry("remote", "none"), remote="full"), "full"),
        # what one said last is what counts, of all that both said
        (
            "remote",
            ad(entry("remote", "a"), entry("remote", "b"), remote="c"),
            ad(entry("remote", "b"), entry("remote", "a"), remote="d"),
            "b",
        ),
        ("remote", ad(entry("remote", None), remote="full"), ad(remote=None), None),
        ("fixed_term", ad(entry("fixed_term", "true"), fixed_term=False), ad(fixed_term=True), True),
        ("weekly_hours_min", ad(entry("weekly_hours_min", "38.50"), weekly_hours_min=40.0), ad(weekly_hours_min=38.5),
         38.5),
        ("apply_by_on", ad(entry("apply_by_on", "2026-01-02"), apply_by_on=None), ad(apply_by_on=date(2026, 1, 2)),
         date(2026, 1, 2)),
        ("employment_types", ad(entry("employment_types", "a\nb"), employment_types=[]),
         ad(employment_types=["a", "b"]), ["a", "b"]),
        ("employment_types", ad(entry("employment_types", None), employment_types=["a"]), ad(employment_types=[]), []),
        ("places", ad(entry("places", "Haan\n"), places=[{"town": "Köln"}]),
         ad(places=[{"town": "Haan"}, {"town": None}]), [{"town": "Haan"}, {"town": None}]),
        ("places", ad(entry("places", None), places=[{"town": "Köln"}]), ad(places=[]), []),
    ],
)  # fmt: skip
def test_two_ads_are_compared_as_they_were_when_they_last_said_the_same(
    name: str, one: dict[str, Any], other: dict[str, Any], agreed: Any
) -> None:
    was = [one[name], other[name]] if agreed is ... else [agreed] * 2
    then = reconcile(one, other)
    assert [row[name] for row in then] == was
    assert all({**row, name: 0} == {**side, name: 0} for row, side in zip(then, (one, other), strict=True))


def test_columns_that_are_not_remembered_stay_as_they_are() -> None:
    one, other = ad(entry("url", "b"), url="a"), ad(url="b")
    assert reconcile(one, other) == (one, other)
    types = {schema_of(TrackedPosting).field("said_before").type}
    assert types == {SAID}
