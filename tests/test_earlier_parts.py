"""What earlier parts of a board say of a posting that comes or goes: parts alone, no publish."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from schemas.columns import schema_of
from schemas.feeds import WHOLE
from schemas.tables import PlaceOf, Posting, TrackedPosting
from schemas.vocabulary import Cause, LeftOut
from snapshots.comings import LOOKED_BACK, Earlier, Past, feed_of, find_comings, find_leavings, is_wanted
from snapshots.gates import Judgement
from snapshots.stock import SEEN
from storage.layout import Output
from tests.support.snapshots_rows import RUNS, board_run, leave_part, measured, posting

LAST, RUN = RUNS[20], RUNS[21]
AREA = {"latitude": 51.25, "longitude": 7.15, "radius_km": 30}
WANTED = json.dumps({"role_families": ["it_lead"], "titles": ["Leitstand"], **AREA})
OTHER = json.dumps({"role_families": ["dev_lead"], "titles": [], **AREA})
STOCK = pa.schema(
    [*SEEN, *(one.with_nullable(True) for one in schema_of(TrackedPosting) if one.name not in SEEN.names)]
)
Row = dict[str, Any]


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def look(output: Output, *refs: str, without: tuple[str, ...] = ()) -> dict[str, Earlier]:
    return Past(output, without).look_for(refs, RUN, LAST, "alpha")


def facts(one: Earlier) -> tuple[Any, Any, bool, str | None]:
    return one.row and one.row["run"], one.asked, one.was_looked_at, one.wanted


def test_the_last_part_that_carried_an_ad_tells_how_it_was(output: Output) -> None:
    leave_part(output, RUNS[18], "a", "b", wanted="old")
    leave_part(output, RUNS[19], "a", wanted="new", asked=("keyword=one",))
    leave_part(output, LAST, "c")
    leave_part(output, RUN, "a", "b", "c", "d")
    leave_part(output, LAST, "d", board="beta")
    found = look(output, "a", "b", "c", "d")
    assert list(found) == ["a", "b", "c", "d"]
    assert facts(found["c"]) == (LAST, None, True, None)
    for ref in "abd":  # the last part is of the whole board, and has none of them
        assert facts(found[ref]) == (None, (), True, None)


def test_what_did_not_read_a_feed_whole_says_nothing_of_what_it_lacks(output: Output) -> None:
    leave_part(output, RUNS[17], "a/1", "a/2", feeds=("a/", "b/"), asked=("a/x", "b/y"))
    leave_part(output, RUNS[18], feeds=("a/", "b/"), asked=("a/w", "b/w"), wanted="then")
    leave_part(
        output, RUNS[19], "a/1", feeds=("a/", "b/"), unread=("a/",), verdict="partial", asked=("a/z",), wanted="now"
    )
    leave_part(output, LAST, "b/1", feeds=("b/",), verdict="incomplete", asked=("b/v",))
    found = look(output, "a/1", "a/2", "b/1", "b/2", "c/1")
    assert facts(found["a/1"]) == (RUNS[19], None, False, "now")  # the last run did not ask its feed
    assert facts(found["a/2"]) == (None, ("a/w",), False, "now")
    assert facts(found["b/1"]) == (LAST, None, True, None)
    assert facts(found["b/2"]) == (None, (), True, "now")
    assert facts(found["c/1"]) == (None, None, False, "now")  # its feed has never been asked


def test_a_feed_that_was_never_read_whole_was_asked_for_what_it_was_asked_last(output: Output) -> None:
    for run, word in ((RUNS[18], "a/old"), (RUNS[19], "a/new")):
        leave_part(output, run, feeds=("a/",), unread=("a/",), verdict="partial", asked=(word,))
    assert facts(look(output, "a/1")["a/1"]) == (None, ("a/new",), False, None)


def test_a_damaged_part_is_passed_over_and_the_last_of_all_counts_as_asked(output: Output) -> None:
    leave_part(output, RUNS[18], "a")
    damaged = leave_part(output, RUNS[19], "b")
    for path in (damaged, leave_part(output, LAST, "a")):
        Path(path).write_bytes(b"PAR1")
    found = look(output, "a", "b")
    assert facts(found["a"]) == (RUNS[18], None, True, None)
    assert facts(found["b"]) == (None, (), True, None)
    Path(output.part(LAST, "alpha")).unlink()
    assert facts(look(output, "a")["a"]) == (RUNS[18], None, False, None)


def test_runs_that_were_not_taken_in_say_nothing(output: Output) -> None:
    leave_part(output, RUNS[18], "a")
    leave_part(output, RUNS[19], "b")
    past = Past(output, (RUNS[19],))
    assert past.find(RUN, "alpha") == [output.part(RUNS[18], "alpha")]
    assert facts(past.look_for(["a"], RUN, LAST, "alpha")["a"])[0] == RUNS[18]
    assert Past(output, ()).find(RUNS[19], "alpha") == [output.part(RUNS[18], "alpha")]
    assert Past(output, ()).find(RUN, "alpha") == [output.part(run, "alpha") for run in (RUNS[19], RUNS[18])]


def test_ten_parts_are_looked_through(output: Output) -> None:
    assert LOOKED_BACK == 10
    leave_part(output, RUNS[10], "a")
    for run in RUNS[11:20]:
        leave_part(output, run, verdict="recent")
    assert facts(look(output, "a")["a"])[0] == RUNS[10]
    leave_part(output, LAST, verdict="recent")
    assert facts(look(output, "a")["a"]) == (None, (), False, None)


@pytest.mark.parametrize(
    ("ref", "feeds", "feed"),
    [("a/1", ("b/", "a/"), "a/"), ("c/1", ("a/", "b/"), None), ("1", (), WHOLE), ("a/1", ("a/",), "a/")],
)
def test_an_ad_is_of_a_feed_by_how_its_id_begins(ref: str, feeds: tuple[str, ...], feed: str | None) -> None:
    assert feed_of(ref, iter(feeds)) == feed


def at(latitude: float | None, longitude: float | None = 7.15) -> Row:
    return {"latitude": latitude, "longitude": longitude}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, True),
        ({"role_family": "other_it"}, False),
        ({"role_family": "other_it", "title": "Leitstand"}, True),
        ({"places": [at(51.25)]}, True),
        ({"places": [at(51.51)]}, True),  # 29 km
        ({"places": [at(51.53)]}, False),  # 31 km
        ({"places": [at(53.0), at(51.26)]}, True),  # the nearest counts
        ({"places": [at(None, None)]}, True),  # nobody knows where
        ({"places": [at(None, None), at(53.0)]}, False),
        ({"places": [at(51.25, 7.59)]}, False),  # 31 km to the east
    ],
)
def test_an_ad_is_one_of_a_search_by_its_role_or_title_and_its_places(values: Row, wanted: bool) -> None:
    row = {"role_family": "it_lead", "title": "IT-Leiter", "places": []} | values
    assert is_wanted(row, WANTED) is wanted


def judgement(*rows: Posting, board: str = "alpha", narrowed: tuple[str, ...] = (), **run: Any) -> Judgement:
    return Judgement(row=board_run(RUN, board, **run), rows=measured(list(rows)), narrowed=narrowed)


def stock_of(*rows: Row) -> pa.Table:
    return pa.Table.from_pylist([dict.fromkeys(STOCK.names) | row for row in rows], STOCK)


def known(ref: str, status: str = "open", **values: Any) -> Row:
    life = {"status": status, "missed_runs": values.pop("missed_runs", 0)}
    life |= {name: values.pop(name, None) for name in ("left_by", "closed_reason")}
    return posting(ref, LAST, **{"readers": "a"} | values).as_record() | life | {"text_length": 1}


def nobody(row: Any) -> Posting | None:
    return None


TODAY = date(2026, 12, 13)  # of RUN
COME: list[tuple[Row, Row, Row, Cause, str]] = [
    # the ad now, the stock, the board's run before and now; whose doing, why
    ({}, {}, {}, Cause.BOARD, "the whole board was read the run before"),
    ({}, {"status": "open"}, {}, Cause.BOARD, "it is open"),
    ({}, {"status": "closed", "closed_reason": "missing"}, {}, Cause.BOARD, "it closed by its board"),
    ({}, {"status": "closed", "closed_reason": "not_watched"}, {}, Cause.SEARCH, "it closed by the search"),
    (
        {},
        {"status": "closed", "closed_reason": "missing", "left_by": "reader"},
        {},
        Cause.READER,
        "it left by a reader",
    ),
    ({}, {"status": "closed", "left_by": "board", "closed_reason": "out_of_search"}, {}, Cause.BOARD, "as it is noted"),
    ({}, {}, {"out": "area"}, Cause.SEARCH, "it was left out"),
    (
        {},
        {"status": "closed", "left_by": "reader"},
        {"out": "area"},
        Cause.SEARCH,
        "it was left out, which counts first",
    ),
    ({}, {}, {"carried": True}, Cause.BOARD, "it was carried and left before"),
    ({}, {}, {"board": "beta"}, Cause.SEARCH, "its board is new in the search"),
    ({}, {}, {"wanted": OTHER}, Cause.SEARCH, "another search did not want it"),
    ({}, {}, {"wanted": WANTED}, Cause.BOARD, "the search did want it"),
    ({"posted_on": TODAY}, {}, {"wanted": OTHER}, Cause.SEARCH, "whenever it went up"),
    ({}, {}, {"asked": ("keyword=one",), "now": ("keyword=one", "keyword=two")}, Cause.SEARCH, "asked for more"),
    ({}, {}, {"asked": ("keyword=one", "keyword=two"), "now": ("keyword=one",)}, Cause.BOARD, "asked for less"),
    ({}, {}, {"now": ("keyword=one",)}, Cause.BOARD, "it was asked for all"),
    ({"posted_on": TODAY}, {}, {"asked": ("keyword=one",), "now": ("keyword=two",)}, Cause.BOARD, "it went up since"),
    (
        {"posted_on": date(2026, 12, 12)},
        {},
        {"asked": ("keyword=one",), "now": ("keyword=two",)},
        Cause.SEARCH,
        "before",
    ),
    ({"posted_on": None}, {}, {"asked": ("keyword=one",), "now": ("keyword=two",)}, Cause.SEARCH, "nobody knows when"),
    ({}, {}, {"run": RUNS[19]}, Cause.SEARCH, "the run before did not look"),
    ({"posted_on": TODAY}, {}, {"run": RUNS[19]}, Cause.BOARD, "it went up since"),
]


@pytest.mark.parametrize(("ad", "stock", "before", "cause", "why"), COME, ids=[row[-1] for row in COME])
def test_whose_doing_it_is_that_an_ad_comes(
    output: Output, ad: Row, stock: Row, before: Row, cause: Cause, why: str
) -> None:
    carried = [posting("a", LAST, readers="a")] if before.get("carried") else []
    carried += [posting("a", LAST, left_out=before["out"], readers="a")] if "out" in before else []
    told = {name: before[name] for name in ("wanted", "asked") if name in before}
    run = before.get("run", LAST)
    leave_part(output, run, *carried, posting("z", run), board=before.get("board", "alpha"), **told)
    one = judgement(posting("a", RUN, **{"readers": "a"} | ad), posting("z", RUN), asked=before.get("now", ()))
    held = stock_of(known("z"), *([known("a", **stock)] if stock else []))
    found = find_comings({"alpha": one}, held, Past(output, ()), RUN, LAST, nobody)
    assert found == ({} if cause is Cause.BOARD else {"alpha\x1fa": cause})
    assert find_comings({"alpha": one}, held, Past(output, ()), RUN, None, nobody) == {}  # the first run of all


def test_what_other_feeds_are_asked_for_says_nothing_of_an_ad(output: Output) -> None:
    leave_part(output, LAST, "b/1", feeds=("a/", "b/"), asked=("a/x", "b/x"))
    one = judgement(posting("a/1", RUN), posting("b/2", RUN), feeds=("a/", "b/"), asked=("a/x", "b/x", "b/y"))
    found = find_comings({"alpha": one}, stock_of(), Past(output, ()), RUN, LAST, nobody)
    assert found == {"alpha\x1fb/2": Cause.SEARCH}


def test_left_out_ads_do_not_come_and_each_board_is_asked_by_itself(output: Output) -> None:
    ads = (posting("a", RUN, left_out="role"), posting("b", RUN))
    boards = {"beta": judgement(*(posting("b", RUN, "beta"),), board="beta"), "alpha": judgement(*ads)}
    found = find_comings(boards, stock_of(), Past(output, ()), RUN, LAST, nobody)
    assert found == {"alpha\x1fb": Cause.SEARCH, "beta\x1fb": Cause.SEARCH}
    leave_part(output, LAST, "z", feeds=("z/",))
    two = judgement(posting("z/1", RUN), posting("y/1", RUN), feeds=("z/", "y/"))
    found = find_comings({"alpha": two}, stock_of(), Past(output, ()), RUN, LAST, nobody)
    assert found == {"alpha\x1fy/1": Cause.SEARCH}


@pytest.mark.parametrize(
    ("was", "now", "cause"),
    [
        ({}, {"left_out": LeftOut.ROLE}, Cause.SEARCH),
        ({"role_family": "it_lead"}, {"left_out": LeftOut.ROLE, "role_family": "other_it"}, Cause.READER),
        ({}, {"left_out": LeftOut.ROLE, "title": "Pförtner", "role_family": "not_it"}, None),
        ({}, {"left_out": LeftOut.AREA}, Cause.SEARCH),
        ({}, {"left_out": LeftOut.AREA, "distance_km": None}, None),  # nobody knows where it is
        ({}, {"left_out": LeftOut.ROLE, "distance_km": None}, Cause.SEARCH),
        ({}, {}, None),
        ({"status": "closed"}, {"left_out": LeftOut.ROLE}, None),
    ],
)
def test_whose_doing_it_is_that_an_ad_leaves(was: Row, now: Row, cause: Cause | None) -> None:
    same = {"title": "IT-Leiter", "text": "Wir suchen.", "employer_raw": "m"}
    stock = stock_of(known("a", **same | was), known("b"), known("z"))
    one = judgement(posting("a", RUN, readers="a", **same | now), posting("new", RUN, left_out="role"))
    assert find_leavings({"alpha": one}, stock, nobody) == ({"alpha\x1fa": cause} if cause else {})


@pytest.mark.parametrize(
    ("narrowed", "left"), [((), []), ((WHOLE,), ["a/1", "b/1"]), (("a/",), ["a/1"]), (("c/", "b/"), ["b/1"])]
)
def test_what_was_not_asked_for_any_more_left_by_the_search(narrowed: tuple[str, ...], left: list[str]) -> None:
    stock = stock_of(
        known("a/1"), known("b/1"), known("a/2"), known("a/3", missed_runs=1), known("a/4", "closed"),
        known("a/1") | {"board": "beta"},
    )  # fmt: skip
    found = find_leavings({"alpha": judgement(posting("a/2", RUN), narrowed=narrowed)}, stock, nobody)
    assert found == {f"alpha\x1f{ref}": Cause.SEARCH for ref in left}


def test_places_are_those_of_the_ad() -> None:
    row = posting("a", places=(PlaceOf(town="Haan", latitude=51.19, longitude=7.0),)).as_record()
    assert is_wanted(row, WANTED) and not is_wanted(row, OTHER)
