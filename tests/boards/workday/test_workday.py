"""Workday: how it is asked for a place, and its postings, by hand and recorded."""

import json
from typing import Any

import pytest
from scrapy import Request

from schemas.raw import RawPlace
from spiders._board import digest
from spiders.workday import Workday
from tests.support.answers import answer_to, make_board, requests_in
from tests.support.feed_rows import ask_feed
from tests.support.real_answers import RECORDED, needs_recordings, recorded
from tests.support.region import WORKDAY, employer, question_of, read, unread, workday_posting

FACETS = [
    {
        "facetParameter": "locationMainGroup",
        "values": [
            {"facetParameter": "locationCountry", "values": [{"descriptor": "Wuppertal?", "id": "no"}]},
            {
                "facetParameter": "locations",
                "values": [
                    {"descriptor": "Krakow, Poland", "id": "k"},
                    {"descriptor": "Wuppertal, Germany", "id": "w"},
                    {"descriptor": "DEU Wuppertal Plant – MFG", "id": "p"},
                ],
            },
        ],
    }
]


def rows_of_workday(*numbers: int) -> list[dict[str, Any]]:
    return [
        {"title": f"Ingenieur {n}", "externalPath": f"/job/Wuppertal/Ingenieur_J{n}", "postedOn": "Posted 3 Days Ago"}
        for n in numbers
    ]


def workday(total: int, *numbers: int, facets: Any = FACETS) -> dict[str, Any]:
    return {"total": total, "jobPostings": rows_of_workday(*numbers), "facets": facets}


def test_workday_is_asked_for_all_sites_of_the_place_and_paged_by_its_first_total() -> None:
    board = make_board(Workday)
    first = ask_feed(board, WORKDAY)
    assert first.url == "https://stecker.wd5.myworkdayjobs.com/wday/cxs/stecker/JOBS/jobs"
    assert question_of(first) == {"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}
    (second,) = board.parse(answer_to(first, workday(900, 1, 2)))
    assert isinstance(second, Request)
    assert question_of(second)["appliedFacets"] == {"locations": ["w", "p"]}
    asked, following = list[Request](), [second]
    for total, numbers in ((45, range(100, 120)), (0, range(120, 140)), (0, range(140, 145))):
        found = requests_in(list(board.parse(answer_to(following[0], workday(total, *numbers)))))
        asked += [request for request in found if request.method == "GET"]
        following = [request for request in found if request.method == "POST"]
    assert (len(asked), following) == (45, [])
    assert asked[0].url == "https://stecker.wd5.myworkdayjobs.com/wday/cxs/stecker/JOBS/job/Wuppertal/Ingenieur_J100"


def test_workday_a_place_without_a_site_is_asked_for_by_its_name() -> None:
    board = make_board(Workday)
    (second,) = board.parse(answer_to(ask_feed(board, WORKDAY), workday(900, 1, facets=[])))
    assert isinstance(second, Request)
    assert (question_of(second)["appliedFacets"], question_of(second)["searchText"]) == ({}, "Wuppertal")
    assert list(board.parse(answer_to(second, workday(0)))) == []
    assert unread(board, WORKDAY) is None


@pytest.mark.parametrize("body", [{"total": 3}, {"jobPostings": []}, "<html>Wartung</html>", {"errorCode": "HTTP_422"}])
def test_workday_another_form_is_not_no_openings(body: Any) -> None:
    board = make_board(Workday)
    list(board.parse(answer_to(ask_feed(board, WORKDAY), body)))
    assert unread(board, WORKDAY)


def test_workday_an_empty_page_before_the_total_is_not_the_end() -> None:
    board = make_board(Workday)
    list(board.parse(answer_to(board.asks.ask_page(board, WORKDAY, {"locations": ["w"]}, "", 20, 45), workday(0))))
    assert "45" in unread(board, WORKDAY)


@pytest.mark.parametrize(
    ("posted", "start", "day", "at_least"),
    [
        ("Posted 30+ Days Ago", "2026-01-12", "2026-01-12", False),
        ("Posted 30+ Days Ago", None, "2026-02-28", True),
        ("Vor mehr als 30 Tagen ausgeschrieben", None, "2026-02-28", True),
        ("Gestern ausgeschrieben", None, "2026-03-29", False),
    ],
)
def test_workday_the_page_dates_better_than_the_list(posted: str, start: str, day: str, at_least: bool) -> None:
    posting = read(workday_posting(posted, startDate=start))
    assert (str(posting.posted_on), bool(posting.posted_at_least)) == (day, at_least)


def test_workday_a_plant_lies_in_the_town_of_its_name() -> None:
    posting = workday_posting(None, additionalLocations=["Krakow, Poland"])
    assert posting.places == (RawPlace(words="Wuppertal"), RawPlace(words="Krakow, Poland"))
    assert posting.url == "https://stecker.wd5.myworkdayjobs.com/JOBS/job/Wuppertal/Ingenieur_J1"


def test_workday_a_posting_that_is_a_day_older_has_not_changed() -> None:
    board = make_board(Workday)
    question = board.asks.ask_page(board, WORKDAY, {"locations": ["w"]}, "")
    (engineer,) = board.parse(answer_to(question, workday(1, 1)))
    assert isinstance(engineer, Request)
    assert engineer.meta["stamp"] == digest({"title": "Ingenieur 1", "externalPath": "/job/Wuppertal/Ingenieur_J1"})


@needs_recordings
def test_the_recorded_workday_list_leads_to_its_postings() -> None:
    board = make_board(Workday)
    (second,) = board.parse(answer_to(ask_feed(board, WORKDAY), recorded("aptiv.json")))
    assert isinstance(second, Request)
    assert len(question_of(second)["appliedFacets"]["Location"]) == 2
    found = requests_in(list(board.parse(answer_to(second, recorded("aptiv.json")))))
    assert [request.method for request in found] == ["GET", "GET", "GET", "POST"]
    assert (question_of(found[-1])["offset"], found[-1].cb_kwargs["total"]) == (3, 22)
    days = [workday_posting(request.cb_kwargs["posted"]) for request in found[:-1]]
    assert [str(read(one).posted_on) for one in days] == ["2026-03-30", "2026-03-26", "2026-02-28"]
    other = json.loads((RECORDED / "ats_misc/workday_careerkit.json").read_text(encoding="utf-8"))
    anywhere = employer("workday", "stecker.wd5/JOBS", place=None)
    assert len(requests_in(list(make_board(Workday).parse(answer_to(ask_feed(board, anywhere), other))))) == 2


def test_a_namesake_abroad_is_told_by_the_country_of_the_first_site() -> None:
    belgian = workday_posting(None, location="Essen", country={"descriptor": "Belgium", "alpha2Code": "BE"})
    assert read(belgian).town is None
    german = workday_posting(None, location="Essen", additionalLocations=["Wien"], country={"descriptor": "Germany"})
    assert [place.country for place in german.places] == ["Germany", None]
    assert read(german).town == "Essen"
