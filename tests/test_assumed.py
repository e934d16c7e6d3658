"""What employers.toml says in a feed's stead is told from what the feed states, so that a feed that states it no more
is held: in the form of every ATS, on recordings whose answers no longer hold the words."""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from crawls.archive.warc_writer import write_warc
from schemas.feeds import WHOLE, FeedRun, FeedState, HeldFor
from schemas.tables import Posting
from snapshots.content import LOOKED_AT
from snapshots.feeds import judge_feed
from snapshots.publish import publish
from spiders import Employers
from storage.layout import Output, is_run
from storage.parts import read_postings
from tests.support.long_cases import mostly_long
from tests.support.replay import BOARDS, boards, replay
from tests.support.snapshots_rows import RUNS, leave_part, posting, rows_of

LOADER = SpiderLoader.from_settings(get_project_settings())
CAREER = [name for name in boards() if isinstance(LOADER.load(name).asks, Employers)]  # type: ignore[attr-defined]
STATED = {  # the column of the words, that of a value that is read from them, and what a feed may be held for
    "place": ("place", "distance_km", (HeldFor.PLACE, HeldFor.STATED_PLACE)),
    "employer": ("employer_raw", "employer", (HeldFor.EMPLOYER, HeldFor.STATED_EMPLOYER)),
}
COUNTRY = {"Deutschland", "Germany", "DEU", "DE"}
MANY = 10  # copies of each posting, since a recording has few of them


def words_of(board: str, subject: str) -> set[str]:
    """The words in which the board's answers state it, in parts as small as they may stand in."""
    rows = json.loads((BOARDS / board / "rows.json").read_text(encoding="utf-8"))["postings"]
    column = STATED[subject][0]
    said = {row[column] for row in rows if row.get(column) and not row.get(f"{subject}_assumed")}
    if subject == "employer":
        return said | set(map(escape, said))
    parts = {part.strip() for words in said for part in re.split(r"[,;/()]|(?<=\b\d{5}) | - ", words)}
    return parts - {""} | COUNTRY


def without(words: Iterable[str], response: RecordedResponse) -> RecordedResponse:
    """The response without these words; addresses keep them, and so does a list that is asked for its places."""
    if b'"facets"' in response.body or "robots" in response.url:
        return response
    any_of = "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
    body = re.sub(rf"(?<![\w./=-])(?:{any_of})(?![\w/=-]|\.\w)", "", response.body.decode())
    return replace(response, body=body.encode())


@pytest.fixture(scope="module", params=mostly_long(list(STATED), ["place"]))
def silent(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A subject, and where the career feeds were collected from answers that do not state it."""
    folder = tmp_path_factory.mktemp(request.param)
    for name in ("search.toml", "jobboards.toml"):
        shutil.copy(BOARDS / name, folder)
    employers = (BOARDS / "employers.toml").read_text(encoding="utf-8").split("[[employer]]")
    placed = (one if "\nplace =" in one else f'\nplace = "Wuppertal"{one}' for one in employers[1:])
    (folder / "employers.toml").write_text("[[employer]]".join(["", *placed]), encoding="utf-8")
    for board in CAREER:
        bent = words_of(board, request.param) or {"nothing at all"}
        (folder / board).mkdir()
        recorded = Recording([BOARDS / board / "recorded.warc"])
        write_warc(folder / board / "recorded.warc", [without(bent, one) for one in recorded])
    replay(folder / "output", CAREER, beside=folder)
    return request.param, folder / "output"


def night(folder: Path, board: str) -> pa.Table:
    """A board's postings, each many times over, as far as a feed is judged by them."""
    output = Output.at(folder)
    run = next(name for name in output.folders("postings") if is_run(name))
    rows = read_postings(output, output.part(run, board)).select(["board_ref", *LOOKED_AT])
    copies = (
        rows.set_column(0, "board_ref", pa.array([f"{ref}.{copy}" for ref in rows["board_ref"].to_pylist()]))
        for copy in range(MANY)
    )
    return pa.concat_tables(copies)


def judged(nights: Iterable[pa.Table]) -> FeedRun:
    """How the last of some nights leaves a feed."""
    feed = FeedRun(run=RUNS[0], board="alpha", feed=WHOLE, feed_state=FeedState.GOOD, postings=0)
    known = None
    for rows in nights:
        feed, known = judge_feed(feed, FeedState.GOOD, rows, rows[:0] if known is None else known, "a"), rows
    return feed


@pytest.mark.parametrize("board", CAREER)
def test_a_feed_that_states_it_no_more_is_held_and_one_that_never_did_is_not(
    board: str, silent: tuple[str, Path], recorded: Path
) -> None:
    (subject, folder), (_, value, reasons) = silent, STATED[silent[0]]
    usual, bent = night(recorded, board), night(folder, board)
    told = [
        sum(one[value] is not None and one[f"{subject}_assumed"] is False for one in rows.to_pylist())
        for rows in (usual, bent)
    ]
    assert bent.num_rows == usual.num_rows and told[1] == 0, "a value that the feed did not state passes for its own"
    assert judged([bent, bent]).feed_state is FeedState.GOOD
    assert judged([usual, usual]).feed_state is FeedState.GOOD
    if told[0]:
        feed = judged([usual, bent])
        assert (feed.feed_state, feed.held_for in reasons) == (FeedState.HELD, True)
    else:
        assert judged([usual, bent]).feed_state is FeedState.GOOD


@pytest.mark.parametrize("is_stated", [True, False])
def test_the_first_night_that_tells_it_holds_nothing(is_stated: bool) -> None:
    """Rows of before do not say whether it was stated."""
    now = [posting(f"{number}", employer_assumed=not is_stated, place_assumed=not is_stated) for number in range(20)]
    told = pa.Table.from_pylist([one.as_record() for one in now]).select(["board_ref", *LOOKED_AT])
    untold = told
    for name in ("employer_assumed", "place_assumed"):
        untold = untold.set_column(untold.schema.get_field_index(name), name, pa.nulls(20, pa.bool_()))
    assert judged([untold, told]).feed_state is FeedState.GOOD
    assert judged([untold, told, told]).feed_state is FeedState.GOOD


AFAR: dict[str, Any] = {"town": "München", "distance_km": 440.0, "left_out": "area", "place_assumed": False}
AT_HOME: dict[str, Any] = {"town": "Solingen", "place_assumed": True}


def stated(run: str, **values: Any) -> list[Posting]:
    """Postings of a feed that names their places: eight in Haan, four in Munich, which are no jobs of the search."""
    places = [{"town": "Haan", "place_assumed": False}] * 8 + [AFAR] * 4
    return [posting(f"muster/{number}", run, **place | values) for number, place in enumerate(places)]


def test_nothing_moves_to_the_employers_place_and_nothing_afar_comes_near(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    leave_part(output, RUNS[0], *stated(RUNS[0]), feeds=("muster/",))
    publish(output)
    before = {ref: row["town"] for ref, row in rows_of(output, "postings").items()}
    for run in RUNS[1:4]:
        home = {**AT_HOME, "distance_km": 11.0, "left_out": None}
        leave_part(output, run, *stated(run, **home), feeds=("muster/",))
        told = publish(output)
        assert told.refused == {"alpha": "held: muster/ 0 of 8 postings with a place that the feed states, before 8"}
        assert told.changes == {}
    assert {ref: row["town"] for ref, row in rows_of(output, "postings").items()} == before
    leave_part(output, RUNS[4], *stated(RUNS[4]), feeds=("muster/",))
    assert publish(output).refused == {}
    leave_part(output, RUNS[5], *stated(RUNS[5], **AT_HOME), feeds=("muster/",))
    assert publish(output, accepted={"alpha/muster"}).refused == {}
    assert {row["town"] for row in rows_of(output, "postings").values()} == {"Solingen"}
    leave_part(output, RUNS[6], *stated(RUNS[6], **AT_HOME), feeds=("muster/",))
    assert publish(output).refused == {}, "what was believed is usual from then on"


@pytest.mark.parametrize(("changed", "is_held"), [(8, True), (1, False)])
def test_small_feeds_whose_ads_are_all_afar_bring_no_new_jobs_together(
    tmp_path: Path, changed: int, is_held: bool
) -> None:
    """None of their ads is known, and each feed alone has too few to tell."""
    output, feeds = Output.at(tmp_path), tuple(f"tenant{number}/" for number in range(8))
    refs = [f"{feed}{ad}" for feed in feeds for ad in "ab"]
    leave_part(output, RUNS[0], *(posting(ref, **AFAR) for ref in refs), feeds=feeds)
    publish(output)
    places = {ref: AT_HOME if ref.startswith(feeds[:changed]) else AFAR for ref in refs}
    leave_part(output, RUNS[1], *(posting(ref, RUNS[1], **place) for ref, place in places.items()), feeds=feeds)
    told = publish(output)
    assert bool(told.refused) is is_held
    assert told.changes == ({} if is_held else {"new": 2})
    held = [row["held_for"] for row in rows_of(output, "feeds").values()]
    assert held == [HeldFor.STATED_PLACE if is_held else None] * 8
