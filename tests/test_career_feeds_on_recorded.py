"""Career feeds on answers that others recorded: nothing is lost that they state."""

import json
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from schemas.configuration import Employer
from spiders import FeedBoard
from spiders._feed_board import USUAL
from spiders._paths import value_at
from spiders._posting import trim
from spiders.ashby import Ashby
from spiders.greenhouse import Greenhouse
from spiders.guidecom import Guidecom
from spiders.lever import Lever
from spiders.recruitee import Recruitee
from spiders.softgarden import Softgarden
from spiders.talention import Talention
from spiders.teamtailor import Teamtailor
from spiders.workable import Workable
from tests.support.answers import make_board, postings_in, rejected_in
from tests.support.feed_rows import read_feed
from tests.support.real_answers import RECORDED, needs_recordings, recorded, whole
from tests.support.region import GUIDECOM, SOFTGARDEN, TALENTION, found_in, read, unread

RECORDINGS: list[tuple[type[FeedBoard], str]] = [
    (Greenhouse, "ats_greenhouse/*.json"),
    (Lever, "ats_lever/*.json"),
    (Ashby, "ats_ashby/*.json"),
    (Recruitee, "ats_recruitee/*.json"),
    (Workable, "ats_misc/workable*.json"),
    (Teamtailor, "ats_misc/teamtailor*.json"),
]


FILES = [(feed, file) for feed, pattern in RECORDINGS for file in sorted(RECORDED.glob(pattern))]


def towns_in(row: Any) -> Iterator[str]:
    """Every town and place in words that a row states, wherever it stands."""
    names = {"addressLocality", "city", "allLocations", "addressCountry"}
    for name, value in row.items() if isinstance(row, dict) else enumerate(row):
        if isinstance(value, dict | list) and name not in ("translations", "offices", *names):
            yield from towns_in(value)
        elif name in names and value:
            yield from map(str, value if isinstance(value, list) else [value])


@needs_recordings
@pytest.mark.parametrize(("feed", "file"), FILES, ids=lambda one: one.stem if isinstance(one, Path) else "")
def test_a_recorded_feed_keeps_what_it_states(feed: type[FeedBoard], file: Path) -> None:
    board = make_board(feed)
    data = json.loads(file.read_text(encoding="utf-8"))
    found = read_feed(board, data, Employer(ats="any", tenant="muster", name="Muster GmbH", source="test", sure="seen"))
    postings = {posting.board_ref: posting for posting in postings_in(found)}
    for row in value_at(data, feed.rows):
        paths = USUAL | feed.fields
        posting = postings[f"muster/{row[paths['board_ref']]}"]
        assert posting.title == trim(row[paths["title"]])
        posted = [str(row.get(path)) for path in paths["posted_raw"].split(" || ")]
        assert posting.posted_raw in posted
        kept = {word for place in posting.places for word in astuple(place)}
        assert [town for town in towns_in(row) if trim(town) not in kept | {"Germany"}] == []  # its code is kept
        assert bool(posting.text_html) is any(row.get(name) for name in ("content", "description", "descriptionHtml"))
        stated = row.get("salaryRange") or row.get("salary") or (row.get("compensation") or {}).get("summaryComponents")
        assert bool(posting.salary_fields) is bool(stated)
    assert len(rejected_in(found)) == (1 if feed is Greenhouse else 0)  # that recording is cut: its own total says so


REGION: list[tuple[str, type[FeedBoard], Employer, Callable[[Any], Any], str, str]] = [
    ("bilstein.json", Guidecom, GUIDECOM, lambda data: data, "ausschreibungen", "titel"),
    ("erfurt.json", Talention, TALENTION, lambda data: data, "results", "title"),
    (
        "riedel.json",
        Softgarden,
        SOFTGARDEN,
        lambda data: whole(data, "results", "totalNumberOfJobs"),
        "results",
        "title",
    ),
]


@needs_recordings
@pytest.mark.parametrize(("file", "board", "who", "mend", "rows", "title"), REGION)
def test_a_recorded_answer_loses_nothing(
    file: str, board: type[FeedBoard], who: Employer, mend: Callable[[Any], Any], rows: str, title: str
) -> None:
    spider, data = make_board(board), mend(recorded(file))
    found = found_in(spider, who, data)
    postings = postings_in(found)
    assert [posting.title for posting in postings] == [" ".join(row[title].split()) for row in data[rows]]
    assert unread(spider, who) is None
    for posting in map(read, postings):
        assert posting.town and posting.posted_on and posting.employer
        assert posting.salary_basis != "stated"
        assert not [issue for issue in posting.issues if issue.endswith("unreadable")]
