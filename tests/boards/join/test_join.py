"""JOIN: its list pages, and the pages they lead to."""

from scrapy import Request

from schemas.raw import RawPosting
from spiders.join import Join
from tests.support.answers import answer_to, make_board, requests_in
from tests.support.job_pages import json_ld, script
from tests.support.region import JOIN, found_in, join_page, unread


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
