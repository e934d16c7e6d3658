"""The career sites that the region's employers have: lists that lead to pages, their traps, and when they break."""

import json
from typing import Any

import pytest
from scrapy import Request

from schemas.raw import RawPlace, RawPosting
from spiders._board import digest
from spiders.join import Join
from spiders.softgarden import Softgarden
from spiders.successfactors import Successfactors
from spiders.umantis import Umantis
from spiders.workday import Workday
from tests.answers import answer_to, make_board, requests_in
from tests.region import (
    JOIN,
    SOFTGARDEN,
    SUCCESSFACTORS,
    UMANTIS,
    WORKDAY,
    found_in,
    join_page,
    only_posting,
    question_of,
    read,
    umantis_page,
    unread,
    workday_posting,
)

# softgarden


def json_ld(**changes: Any) -> dict[str, Any]:
    amount = {"@type": "QuantitativeValue", "minValue": 0.0, "maxValue": 0.0, "unitText": "MONTH"}
    address = {"streetAddress": "-", "postalCode": "-", "addressLocality": "Wuppertal", "addressCountry": "Deutschland"}
    posting = {
        "@type": "JobPosting",
        "title": "Busfahrer (m/w/d)",
        "datePosted": "2026-03-15T15:02:11.699+01:00",
        "validThrough": "2028-03-15T15:02:11.699+01:00",
        "description": "<p>Sie fahren.</p>",
        "identifier": {"@type": "PropertyValue", "value": "https://talwerke.softgarden.io/#organization"},
        "hiringOrganization": {"name": "Talwerke mobil GmbH"},
        "baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": amount},
        "jobLocation": {"@type": "Place", "address": address},
    }
    return {**posting, **changes}


def script(posting: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps(posting).replace("<", chr(92) + "u003c")}</script>'


def check_bus_driver(raw: RawPosting, ref: str) -> None:
    """What a template prints for nothing is nothing."""
    posting = read(raw)
    assert (posting.board_ref, posting.title, posting.employer) == (ref, "Busfahrer (m/w/d)", "Talwerke mobil GmbH")
    assert (posting.town, posting.place) == ("Wuppertal", "Wuppertal, Deutschland")
    assert (posting.salary_basis, posting.apply_by_on, posting.issues) == (None, None, ())
    assert str(posting.posted_on) == "2026-03-15"
    assert raw.reference_raw != "https://talwerke.softgarden.io/#organization"


@pytest.mark.parametrize("words", ["= jobs_selected = [61110001, 61110002]", "=[61110001,61110002,61110001]"])
def test_softgarden_a_career_page_names_the_ids_of_its_postings(words: str) -> None:
    board = make_board(Softgarden)
    asked = requests_in(found_in(board, SOFTGARDEN, f"<script>var complete_job_id_list {words};</script>"))
    assert [request.url for request in asked] == [
        "https://talwerke.softgarden.io/job/61110001",
        "https://talwerke.softgarden.io/job/61110002",
    ]
    (posting,) = board.parse_posting(answer_to(asked[0], script(json_ld())))
    assert isinstance(posting, RawPosting)
    check_bus_driver(posting, "talwerke/61110001")


def test_softgarden_a_row_of_jobs_json_carries_its_json_ld() -> None:
    config = {"googleForJobsMetadata": [script(json_ld())], "sg_remote_status": ["REMOTE_FLEXIBLE"]}
    rows = [{"jobPostingId": 7, "title": "Busfahrer", "config": {**config, "ProjectReferenceID": ["100002257"]}}]
    posting = only_posting(make_board(Softgarden), SOFTGARDEN, {"totalNumberOfJobs": 1, "results": rows})
    check_bus_driver(posting, "talwerke/7")
    assert (posting.url, posting.reference_raw) == ("https://talwerke.softgarden.io/job/7", "100002257")
    assert read(posting).remote == "hybrid"


def test_softgarden_an_item_of_a_feed_is_known_by_its_address() -> None:
    item = json_ld(url="https://karriere.zangen.example/jobs/46336169/Busfahrer/")
    body = {"@type": "DataFeed", "numberOfItems": 1, "dataFeedElement": [{"item": item}]}
    check_bus_driver(only_posting(make_board(Softgarden), SOFTGARDEN, body), "talwerke/46336169")


def test_softgarden_keeps_an_end_that_somebody_has_set() -> None:
    item = json_ld(url="https://karriere.zangen.example/jobs/4/B/", validThrough="2026-04-30T23:59:59+02:00")
    body = {"numberOfItems": 1, "dataFeedElement": [{"item": item}]}
    posting = read(only_posting(make_board(Softgarden), SOFTGARDEN, body))
    assert str(posting.apply_by_on) == "2026-04-30"


# Workday

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
    first = board.ask_feed(WORKDAY)
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
    (second,) = board.parse(answer_to(board.ask_feed(WORKDAY), workday(900, 1, facets=[])))
    assert isinstance(second, Request)
    assert (question_of(second)["appliedFacets"], question_of(second)["searchText"]) == ({}, "Wuppertal")
    assert list(board.parse(answer_to(second, workday(0)))) == []
    assert unread(board, WORKDAY) is None


@pytest.mark.parametrize("body", [{"total": 3}, {"jobPostings": []}, "<html>Wartung</html>", {"errorCode": "HTTP_422"}])
def test_workday_another_form_is_not_no_openings(body: Any) -> None:
    board = make_board(Workday)
    list(board.parse(answer_to(board.ask_feed(WORKDAY), body)))
    assert unread(board, WORKDAY)


def test_workday_an_empty_page_before_the_total_is_not_the_end() -> None:
    board = make_board(Workday)
    list(board.parse(answer_to(board.ask_page(WORKDAY, {"locations": ["w"]}, "", 20, 45), workday(0))))
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


# SuccessFactors


def test_successfactors_microdata_states_the_place_in_one_string() -> None:
    board = make_board(Successfactors)
    urls = [
        "https://jobs.sauger.example/job/Wuppertal-Monteur-NW-42275/1204/",
        "https://jobs.sauger.example/go/alle/9/",
    ]
    sitemap = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    (asked,) = requests_in(found_in(board, SUCCESSFACTORS, f"<urlset>{sitemap}</urlset>".encode()))
    page = """<div itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">Monteur</h1>
      <span itemprop="jobLocation"><meta itemprop="streetAddress" content="Wuppertal, NW, DE, 42275"></span>
      <span class="jobGeoLocation"> Wuppertal, NW, DE, 42275 </span>
      <meta itemprop="datePosted" content="Mon Mar 16 23:00:00 UTC 2026">
      <meta itemprop="hiringOrganization" content="Sauger SE"><span itemprop="description"><p>Text</p></span></div>"""
    (raw,) = board.parse_posting(answer_to(asked, page))
    assert isinstance(raw, RawPosting)
    posting = read(raw)
    assert raw.places == (RawPlace(words="Wuppertal, NW, DE, 42275"),)
    assert (posting.town, posting.postal_code, posting.employer) == ("Wuppertal", "42275", "Sauger SE")
    assert (str(posting.posted_on), posting.board_ref) == ("2026-03-17", "jobs.sauger.example/1204")


GOOGLEFEED = """<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>
  <title>Monteur (m/w/d) (Wuppertal, DE, 42275)</title><description><![CDATA[&lt;p&gt;Text&lt;/p&gt;]]></description>
  <link>https://jobs.sauger.example/job/x/1/</link><g:id>1</g:id><g:salary>33500.00</g:salary>
  <g:location>Wuppertal, DE, 42275</g:location></item></channel></rss>"""


def test_successfactors_a_googlefeed_ends_titles_in_the_place_and_means_no_pay() -> None:
    posting = read(only_posting(make_board(Successfactors), SUCCESSFACTORS, GOOGLEFEED.encode()))
    assert (posting.title, posting.postal_code, posting.text) == ("Monteur (m/w/d)", "42275", "Text")
    assert posting.salary_basis is None


# umantis


def umantis_row(number: int, words: str) -> str:
    return f'<tr><td><a href="/Vacancies/{number}/Description/1">Dreher (m/w/d)</a> <span>{words}</span></td></tr>'


def test_umantis_follows_its_table_to_the_length_it_states() -> None:
    board = make_board(Umantis)
    rows = umantis_row(1, "Online seit: 02.03.2026 | Art: Vollzeit") + umantis_row(2, "| Arbeitsort: Solingen")
    found = requests_in(found_in(board, UMANTIS, umantis_page(rows, "3", "?tc1=p2&_search_token1=9")))
    *asked, following = found
    assert following.url == "https://recruitingapp-9.de.umantis.com/Jobs/All?tc1=p2&_search_token1=9"
    assert len(requests_in(list(board.parse(answer_to(following, umantis_page(umantis_row(3, ""), "3")))))) == 1
    (first,) = board.parse_posting(answer_to(asked[0], "<h1>Dreher</h1><p>Text</p>"))
    (second,) = board.parse_posting(answer_to(asked[1], "<h1>Dreher</h1><p>Text</p>"))
    assert isinstance(first, RawPosting) and isinstance(second, RawPosting)
    assert (first.posted_raw, first.employment_raw, str(first.places[0])) == ("02.03.2026", "Vollzeit", "Wuppertal")
    assert (second.posted_raw, str(second.places[0])) == (None, "Solingen")


# JOIN


def test_join_follows_its_pages_to_the_count_they_state() -> None:
    board = make_board(Join)
    asked, following = requests_in(found_in(board, JOIN, join_page(2, "11-kranmonteur")))
    assert (asked.url, following.url) == (
        "https://join.com/companies/krane/11-kranmonteur",
        "https://join.com/companies/krane?page=2",
    )
    (last,) = board.parse(answer_to(following, join_page(2, "12-schweisser")))
    assert isinstance(last, Request)
    (posting,) = board.parse_posting(answer_to(asked, script(json_ld(hiringOrganization=None))))
    assert isinstance(posting, RawPosting)
    assert (posting.board_ref, posting.url, posting.employer_raw) == ("krane/11", asked.url, "Muster GmbH")


def test_join_a_page_of_another_company_is_not_the_employer_s() -> None:
    board = make_board(Join)
    assert not requests_in(found_in(board, JOIN, join_page(1, "11-kranmonteur", whose="platzhalter")))
    assert "platzhalter" in unread(board, JOIN)


# What a list knows of a posting's change


def test_a_question_carries_what_the_list_says_of_the_posting() -> None:
    url = "https://jobs.sauger.example/job/Wuppertal-Monteur/1204/"
    sitemap = f"<s:urlset xmlns:s='x'><s:url><s:loc>{url}</s:loc><s:lastmod>2026-03-28</s:lastmod></s:url></s:urlset>"
    (monteur,) = requests_in(found_in(make_board(Successfactors), SUCCESSFACTORS, sitemap.encode()))
    assert (monteur.url, monteur.meta["stamp"]) == (url, digest("2026-03-28"))
    (driver,) = requests_in(found_in(make_board(Softgarden), SOFTGARDEN, "<script>complete_job_id_list=[7]</script>"))
    assert driver.meta["stamp"] is None
    page = umantis_page(umantis_row(1, "Online seit: 02.03.2026"), "1")
    (turner,) = requests_in(found_in(make_board(Umantis), UMANTIS, page))
    assert turner.meta["stamp"] == digest("Dreher (m/w/d) Online seit: 02.03.2026")
    (crane,) = requests_in(found_in(make_board(Join), JOIN, join_page(1, "11-kranmonteur")))
    assert crane.meta["stamp"] == digest({"idparam": "11-kranmonteur"})


def test_workday_a_posting_that_is_a_day_older_has_not_changed() -> None:
    board = make_board(Workday)
    question = board.ask_page(WORKDAY, {"locations": ["w"]}, "")
    (engineer,) = board.parse(answer_to(question, workday(1, 1)))
    assert isinstance(engineer, Request)
    assert engineer.meta["stamp"] == digest({"title": "Ingenieur 1", "externalPath": "/job/Wuppertal/Ingenieur_J1"})
