"""Answers that were recorded at the region's employers lose nothing, and their traps are not walked into."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from scrapy import Request

from bench.scoring import SHARED
from schemas.configuration import Employer
from schemas.vocabulary import LeftOut
from spiders._career_feeds import CareerFeeds
from spiders.guidecom import Guidecom
from spiders.softgarden import Softgarden
from spiders.successfactors import Successfactors
from spiders.talention import Talention
from spiders.workday import Workday
from tests.answers import answer_to, make_board, postings_in, requests_in
from tests.region import (
    GUIDECOM,
    SOFTGARDEN,
    SUCCESSFACTORS,
    TALENTION,
    WORKDAY,
    employer,
    found_in,
    only_posting,
    question_of,
    read,
    unread,
    workday_posting,
)

RECORDED = SHARED / "recorded"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")


def recorded(name: str) -> Any:
    return json.loads((RECORDED / "region" / name).read_text(encoding="utf-8"))


def whole(data: dict[str, Any], rows: str, total: str) -> dict[str, Any]:
    """A recording that was cut to its first rows, with the total that fits them."""
    return {**data, total: len(data[rows])}


FEEDS: list[tuple[str, type[CareerFeeds], Employer, Callable[[Any], Any], str, str]] = [
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


@pytest.mark.parametrize(("file", "board", "who", "mend", "rows", "title"), FEEDS)
def test_a_recorded_answer_loses_nothing(
    file: str, board: type[CareerFeeds], who: Employer, mend: Callable[[Any], Any], rows: str, title: str
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


@pytest.mark.parametrize("file", ["riedel.json", "knipex.json"])
def test_a_recorded_answer_that_was_cut_is_noticed(file: str) -> None:
    board = make_board(Softgarden)
    assert len(postings_in(found_in(board, SOFTGARDEN, recorded(file)))) == 3
    assert "carries 3" in unread(board, SOFTGARDEN)


def test_the_recorded_data_feed_is_read() -> None:
    board = make_board(Softgarden)
    found = found_in(board, SOFTGARDEN, whole(recorded("knipex.json"), "dataFeedElement", "numberOfItems"))
    postings = [read(posting) for posting in postings_in(found)]
    assert {posting.postal_code for posting in postings} == {"42349"}
    assert all(posting.board_ref.rpartition("/")[2] in posting.url for posting in postings)
    assert [posting.left_out == "not_a_vacancy" for posting in postings].count(True) >= 1
    assert unread(board, SOFTGARDEN) is None


def test_the_recorded_traps_are_not_walked_into() -> None:
    riedel = [read(one) for one in postings_in(found_in(make_board(Softgarden), SOFTGARDEN, recorded("riedel.json")))]
    assert [(one.salary_basis, one.apply_by_on, one.postal_code) for one in riedel] == [(None, None, None)] * 3
    assert [one.remote for one in riedel] == ["hybrid", "hybrid", "none"]
    bilstein = [read(one) for one in postings_in(found_in(make_board(Guidecom), GUIDECOM, recorded("bilstein.json")))]
    assert [one.fixed_term for one in bilstein] == [True, True, True]
    assert [one.remote for one in bilstein] == [None] * 3
    erfurt = [read(one) for one in postings_in(found_in(make_board(Talention), TALENTION, recorded("erfurt.json")))]
    assert [one.left_out for one in erfurt].count(LeftOut.NOT_A_VACANCY) == 2
    assert str(erfurt[1].posted_on) == "2026-07-28"


def test_the_recorded_workday_list_leads_to_its_postings() -> None:
    board = make_board(Workday)
    (second,) = board.parse(answer_to(board.ask_feed(WORKDAY), recorded("aptiv.json")))
    assert isinstance(second, Request)
    assert len(question_of(second)["appliedFacets"]["Location"]) == 2
    found = requests_in(list(board.parse(answer_to(second, recorded("aptiv.json")))))
    assert [request.method for request in found] == ["GET", "GET", "GET", "POST"]
    assert (question_of(found[-1])["offset"], found[-1].cb_kwargs["total"]) == (3, 22)
    days = [workday_posting(request.cb_kwargs["posted"]) for request in found[:-1]]
    assert [str(read(one).posted_on) for one in days] == ["2026-03-30", "2026-03-26", "2026-02-28"]
    other = json.loads((RECORDED / "ats_misc/workday_careerkit.json").read_text(encoding="utf-8"))
    anywhere = employer("workday", "stecker.wd5/JOBS", place=None)
    assert len(requests_in(list(make_board(Workday).parse(answer_to(board.ask_feed(anywhere), other))))) == 2


def test_the_recorded_item_of_a_googlefeed_is_read() -> None:
    text = (RECORDED / "jsonld_in_the_wild/sf_googlefeed_item.xml").read_text(encoding="utf-8")
    feed = text.replace("<rss>", '<rss xmlns:g="http://base.google.com/ns/1.0">')  # the excerpt lost it
    posting = only_posting(make_board(Successfactors), SUCCESSFACTORS, feed.encode())
    assert not posting.title.endswith(")")
    assert posting.places and posting.employer_raw and posting.salary_fields is None
