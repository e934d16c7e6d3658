"""StepStone: its result pages, by hand and recorded."""

import csv
import json
import re
from typing import Any

import pytest
from scrapy import Request

from pipelines.normalize import read_posting
from schemas.raw import Gone, RawPosting, Rejected
from spiders.stepstone import Stepstone
from tests.support.answers import answer_to, failure, make_board, postings_in, rejected_in, stat
from tests.support.real_answers import RECORDED, SEARCH, needs_recordings


def result_page(*items: dict[str, Any], total: int | None = None) -> str:
    found = {"items": list(items), "meta": {"total": len(items) if total is None else total}}
    state = json.dumps({"lang": "de", "searchResults": found})
    return f'<script>window.__PRELOADED_STATE__["app-unifiedResultlist"] = {state};\nwindow.x = 1;</script><p>Jobs</p>'


def hit(number: int, section: str = "main", **more: Any) -> dict[str, Any]:
    url = f"/stellenangebote--Leiter-IT--{number}-inline.html?rltr=1_1_25"
    words = {"id": number, "title": "Leiter IT", "companyName": "Wupperwerk AG", "location": "Solingen, Haan"}
    return {**words, "url": url, "section": section, "datePosted": "2026-03-12T01:57:35+01:00", "salary": "", **more}


def ask_stepstone(page: Any) -> tuple[Stepstone, list[Any]]:
    """What the first list leads to: requests for the ads' pages."""
    board = make_board(Stepstone)
    question = next(iter(board.first_requests()))
    return board, list(board.parse(answer_to(question, page)))


def read_stepstone(page: Any) -> tuple[Stepstone, list[Any]]:
    """The postings of the first list as their cards alone have them."""
    board, found = ask_stepstone(page)
    cards = [board.posting_failed(failure(asked.url, TimeoutError(), **asked.cb_kwargs)) for asked in found]
    return board, [posting for card in cards for posting in card]


def ad_page(**more: Any) -> str:
    job = {"@type": "JobPosting", "title": "Leiter IT", "description": "<p>Sie leiten.</p>", **more}
    return f'<script type="application/ld+json">{json.dumps(job)}</script><h1>Leiter IT</h1>'


def test_stepstone_is_asked_with_one_parameter_as_its_robots_txt_allows() -> None:
    urls = [question.url for question in make_board(Stepstone).first_requests()]
    assert urls[0] == "https://www.stepstone.de/jobs/it-manager/in-wuppertal?q=IT-Manager"
    assert urls[3] == "https://www.stepstone.de/jobs/head-of-it/in-wuppertal?q=Head+of+IT"
    assert all("&" not in url and url.count("?") == 1 for url in urls)


def test_results_are_kept_and_recommendations_are_not() -> None:
    sections = ("main", "semantic", "regional", "recommended", "family", "new")
    page = result_page(*(hit(number, section) for number, section in enumerate(sections, 1)), total=3)
    board, found = ask_stepstone(page)
    assert [asked.cb_kwargs["board_ref"] for asked in found] == ["1", "2", "3"]
    assert found[0].url == "https://www.stepstone.de/stellenangebote--Leiter-IT--1-inline.html"
    assert stat(board, "broken") is None


@pytest.mark.parametrize("section", [None, 1, {}, ["main"], {"name": "main"}])
def test_a_result_whose_section_is_no_word_is_refused(section: Any) -> None:
    board, found = ask_stepstone(result_page(hit(1), hit(2) | {"section": section}, total=2))
    assert [type(one) for one in found] == [Request, Rejected]
    assert stat(board, "broken") is None


@pytest.mark.parametrize(
    ("more", "basis", "least"),
    [
        ({"salary": "45.000 - 70.000 €/Jahr  (geschätzt für Vollzeit)"}, "board_estimate", 45000),
        ({"salary": "45.000 - 70.000 €/Jahr"}, "stated", 45000),
        ({"textSnippet": "Vollzeit * 45.000€ - 70.000€/Jahr (geschätzt für Vollzeit) Wir"}, "board_estimate", 45000),
        ({"textSnippet": "Vollzeit - Wir zahlen 45.000 € bis 70.000 € im Jahr."}, "stated", 45000),
        (
            {"unifiedSalary": {"min": 45000, "max": 70000, "currency": "EUR", "period": "YEAR"}},
            "board_estimate",
            45000,
        ),
        ({"unifiedSalary": {"min": None, "max": None, "salaryAvailable": True}}, None, None),
        ({"unifiedSalary": None}, None, None),
    ],
)
def test_pay_on_a_card_is_the_boards_guess_unless_it_says_otherwise(
    more: Any, basis: str | None, least: int | None
) -> None:
    _, (posting,) = read_stepstone(result_page(hit(1, **more)))
    row = read_posting(posting, "20260330T050000Z", SEARCH)
    assert (row.salary_basis, row.salary_min_eur) == (basis, least)


def test_partly_at_home_is_read_and_unknown_codes_are_not() -> None:
    _, found = read_stepstone(result_page(hit(1, workFromHome="2"), hit(2, workFromHome="7"), hit(3)))
    assert [posting.remote_raw for posting in found] == ["Teilweise Home-Office", None, None]


def test_an_ads_page_gives_its_text_and_deadline_and_its_card_the_rest() -> None:
    board, (asked,) = ask_stepstone(result_page(hit(1, salary="45.000 - 70.000 €/Jahr", textSnippet="Sie …")))
    assert asked.url == "https://www.stepstone.de/stellenangebote--Leiter-IT--1-inline.html"
    pay = {"currency": "EUR", "value": {"minValue": 1, "maxValue": 2, "unitText": "YEAR"}}
    place = {"address": {"postalCode": "42781", "addressLocality": "Haan"}}
    page = ad_page(
        validThrough="2026-05-01", employmentType="PART_TIME", baseSalary=pay, jobLocation=[place, "Solingen"]
    )
    (read,) = board.parse_posting(answer_to(asked, page))
    assert isinstance(read, RawPosting)
    assert (read.board_ref, read.url, read.employer_raw) == ("1", asked.url, "Wupperwerk AG")
    assert (read.text_html, read.apply_by_raw, read.employment_raw) == ("<p>Sie leiten.</p>", "2026-05-01", "PART_TIME")
    assert (str(read.places[0]), read.salary_raw, read.salary_fields) == ("42781 Haan", "45.000 - 70.000 €/Jahr", None)
    for fewer in (ad_page(), ad_page(jobLocation=place)):
        (bare,) = board.parse_posting(answer_to(asked, fewer))
        assert isinstance(bare, RawPosting) and str(bare.places[0]) == "Solingen, Haan"


def test_an_ad_whose_page_cannot_be_had_is_read_from_its_card() -> None:
    board, (asked,) = ask_stepstone(result_page(hit(1, textSnippet="Sie leiten …")))
    (card,) = board.posting_failed(failure(asked.url, TimeoutError(), **asked.cb_kwargs))
    assert isinstance(card, RawPosting)
    assert (card.title, card.text_html, card.apply_by_raw) == ("Leiter IT", "Sie leiten …", None)
    assert "TimeoutError" in stat(board, "broken")
    (gone,) = board.parse_posting(answer_to(asked, "", 410))
    (changed,) = board.parse_posting(answer_to(asked, "<h1>Neues Gewand</h1>"))
    assert isinstance(gone, Gone) and isinstance(changed, Rejected)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (result_page(total=0), None),
        (result_page(hit(1), total=85), "85 hits, of which robots.txt lets 1 be seen"),
        (result_page(total=4), "4 hits"),
        ("<p>Jobs</p>", "no script of the page has"),
        ('<script>window.__PRELOADED_STATE__["app-unifiedResultlist"] = {"a": </script>', "Expecting value"),
        (
            f'<script>window.__PRELOADED_STATE__["app-unifiedResultlist"] = {"[" * 200_000}</script>',
            "nested too deeply",
        ),
        (result_page(hit(1)).replace('"items"', '"jobs"'), "missing"),
    ],
)
def test_a_list_that_is_not_whole_breaks_stepstone(page: str, words: str | None) -> None:
    board, _ = ask_stepstone(page)
    assert (words is None and stat(board, "broken") is None) or words in stat(board, "broken")


def snippets(page: str) -> list[str]:
    return re.findall(r'"textSnippet":"(.*?)(?<!\\)"', page)


@needs_recordings
def test_the_recorded_stepstone_page_gives_all_its_results_with_dates_and_no_recommendation() -> None:
    page = (RECORDED / "stepstone" / "listing_duesseldorf_2025-08.html").read_text(encoding="utf-8")
    board, found = read_stepstone(page)
    rows = [read_posting(posting, "20250809T050000Z", SEARCH) for posting in postings_in(found)]
    assert (len(rows), len(rejected_in(found))) == (25, 0)
    assert all(row.posted_on and row.employer and row.town for row in rows)
    assert {row.board_ref for row in rows} == set(re.findall(r'id="job-item-(\d+)"', page))
    assert {row.salary_basis for row in rows} == {None, "board_estimate"}
    assert sum(row.salary_basis is not None for row in rows) == sum("geschätzt" in item for item in snippets(page))
    assert "85 hits" in stat(board, "broken")


@needs_recordings
def test_every_recorded_card_with_pay_is_marked_as_the_boards_estimate() -> None:
    with (RECORDED / "stepstone" / "cards_raw_strings_2026.csv").open(encoding="utf-8") as file:
        cards = [card for card in csv.DictReader(file) if "geschätzt" in card["salary_raw"]]
    assert cards
    for card in cards:
        _, (posting,) = read_stepstone(result_page(hit(int(card["id"]), salary=card["salary_raw"])))
        assert read_posting(posting, "20260330T050000Z", SEARCH).salary_basis in ("board_estimate", None), card["id"]
