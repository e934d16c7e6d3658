"""JOIN: its list pages, and the pages they lead to."""

from typing import Any

import pytest
from scrapy import Request

from schemas.raw import RawPosting
from schemas.tables import Posting
from spiders.join import Join
from tests.support.answers import answer_to, make_board, requests_in
from tests.support.job_pages import json_ld, script
from tests.support.region import JOIN, found_in, join_page, join_state, read, unread


def read_page(page: str, **row: Any) -> Posting:
    """The posting of a page to which a row of the list leads."""
    board = make_board(Join)
    row = {"idparam": "11-kranmonteur", "key": 7001, "title": "Kranmonteur", "company": "Krane Muster GmbH", **row}
    url = "https://join.com/companies/krane/11-kranmonteur"
    request = board.ask_posting(url, "krane/7001", employer=JOIN, row=row)
    (posting,) = board.parse_posting(answer_to(request, page), **request.cb_kwargs)
    assert isinstance(posting, RawPosting), posting
    assert (posting.board_ref, posting.url) == ("krane/7001", url)
    return read(posting)


def test_join_follows_as_many_pages_as_the_list_counts() -> None:
    board = make_board(Join)
    asked, following = requests_in(found_in(board, JOIN, join_page(2, "11-kranmonteur")))
    assert (asked.url, following.url) == (
        "https://join.com/companies/krane/11-kranmonteur",
        "https://join.com/companies/krane?page=2",
    )
    (last,) = board.parse(answer_to(following, join_page(2, "12-schweisser", first=7002)))
    assert isinstance(last, Request)
    assert unread(board, JOIN) is None


def test_join_past_its_end_the_list_repeats_its_last_page_and_nothing_is_asked_twice() -> None:
    board = make_board(Join)
    _, following = requests_in(found_in(board, JOIN, join_page(2, "11-kranmonteur")))
    assert list(board.parse(answer_to(following, join_page(1, "11-kranmonteur")))) == []
    assert unread(board, JOIN) is None


@pytest.mark.parametrize(("total", "says"), [(1, None), (2, "1 of 2"), (None, None)])
def test_join_a_total_that_is_stated_must_have_come(total: int | None, says: str | None) -> None:
    board = make_board(Join)
    found_in(board, JOIN, join_page(1, "11-kranmonteur", total=total))
    told = unread(board, JOIN)
    assert (says in told) if says else told is None


def test_join_a_page_of_another_company_is_not_the_employer_s() -> None:
    board = make_board(Join)
    assert not requests_in(found_in(board, JOIN, join_page(1, "11-kranmonteur", whose="platzhalter")))
    assert "platzhalter" in unread(board, JOIN)


def test_join_the_key_is_the_id_that_stays_when_an_ad_is_published_again() -> None:
    refs = []
    for name in ("11-kranmonteur", "99-kranmonteur"):
        (request,) = requests_in(found_in(make_board(Join), JOIN, join_page(1, name)))
        refs.append(request.cb_kwargs["board_ref"])
    assert refs == ["krane/7001", "krane/7001"]


def test_join_an_id_that_several_postings_have_is_no_key() -> None:
    page = join_page(1, "11-kranmonteur", "12-schweisser").replace("7002", "7001")
    found = requests_in(found_in(make_board(Join), JOIN, page))
    assert [request.cb_kwargs["board_ref"] for request in found] == ["krane/11", "krane/12"]


STATE = {
    "id": 7001,
    "title": "IT-Leiter (m/w/d)",
    "description": "<p>Sie leiten die IT.</p>",
    "createdAt": "2026-03-15T10:00:00Z",
    "workplaceType": "HYBRID",
    "employmentType": {"name": "Full-time"},
    "city": {"cityName": "Wuppertal", "countryName": "Germany"},
    "salaryAmountFrom": {"amount": 8000000, "currency": "EUR"},
    "salaryAmountTo": {"amount": 9500000, "currency": "EUR"},
    "salaryFrequency": "PER_YEAR",
}


def test_join_a_page_with_the_state_of_a_posting_alone_is_read() -> None:
    row = read_page(join_state(job=STATE))
    assert (row.title, row.employer, row.town, row.remote) == (
        "IT-Leiter (m/w/d)",
        "Krane Muster GmbH",
        "Wuppertal",
        "hybrid",
    )
    assert (row.text, str(row.posted_on), row.employment_types) == ("Sie leiten die IT.", "2026-03-15", ("full_time",))
    assert (row.salary_basis, str(row.salary_year_min_eur), str(row.salary_year_max_eur)) == (
        "stated",
        "80000.0",
        "95000.0",
    )


@pytest.mark.parametrize(
    ("frequency", "amounts", "period", "expected"),
    [
        ("PER_MONTH", (650000, 720000), "month", ("6500.00", "7200.00")),
        ("PER_HOUR", (2250, 2800), "hour", ("22.50", "28.00")),
        ("PER_YEAR", (8000000, None), "year", ("80000.00", "None")),
        ("PER_YEAR", (None, None), None, ("None", "None")),
    ],
)
def test_join_states_money_in_minor_units(
    frequency: str, amounts: tuple[int | None, int | None], period: str | None, expected: tuple[str, str]
) -> None:
    low, high = ({"amount": amount, "currency": "EUR"} if amount else None for amount in amounts)
    row = read_page(
        join_state(job={**STATE, "salaryAmountFrom": low, "salaryAmountTo": high, "salaryFrequency": frequency})
    )
    assert (str(row.salary_min_eur), str(row.salary_max_eur)) == expected
    assert row.salary_period == period


@pytest.mark.parametrize(("workplace", "remote"), [("ONSITE", "none"), ("HYBRID", "hybrid"), ("REMOTE", "full")])
def test_join_every_workplace_is_read(workplace: str, remote: str) -> None:
    assert read_page(join_state(job={**STATE, "workplaceType": workplace})).remote == remote


def test_join_a_text_in_parts_is_put_together_and_a_namesake_abroad_is_no_town() -> None:
    parts = {"description": None, "intro": "<p>Wir</p>", "tasks": "<ul><li>Sie leiten</li></ul>"}
    row = read_page(join_state(job={**STATE, **parts, "city": {"cityName": "Essen", "countryName": "Belgium"}}))
    assert row.text == "Wir\n\n- Sie leiten"
    assert row.town is None


def test_join_what_the_page_s_jobposting_lacks_is_taken_from_its_state_and_the_list() -> None:
    page = script(json_ld(hiringOrganization=None)) + join_state(job=STATE)
    row = read_page(page)
    assert (row.title, row.employer, row.text) == ("Busfahrer (m/w/d)", "Krane Muster GmbH", "Sie fahren.")
    assert (row.remote, str(row.salary_year_max_eur)) == ("hybrid", "95000.0")
    assert read_page(script(json_ld()), workplacetype="REMOTE").remote == "full"


def test_join_a_page_that_carries_no_posting_is_rejected() -> None:
    board = make_board(Join)
    request = board.ask_posting("https://join.com/companies/krane/1-x", "krane/1", employer=JOIN, row={"key": 1})
    for page in ("<p>Not found</p>", join_state(company={"domain": "krane"}), join_state(job={})):
        (rejected,) = board.parse_posting(answer_to(request, page), **request.cb_kwargs)
        assert not isinstance(rejected, RawPosting)
