"""Greenhouse: answers made by hand in the feed's form."""

from typing import Any

import pytest

from schemas.raw import RawPlace, RawSalary
from spiders.greenhouse import Greenhouse
from tests.support.answers import make_board, postings_in, stat
from tests.support.feed_rows import GREENHOUSE, read_feed, read_one


def test_greenhouse_gives_place_dates_reference_and_the_text_unescaped() -> None:
    posting = read_one(
        Greenhouse,
        company_name="Muster Werke ",
        location={"name": "Remote - Germany"},
        first_published="2026-03-02T09:00:00-04:00",
        updated_at="2026-03-29T09:00:00-04:00",
        application_deadline="2026-04-30",
        requisition_id="R-7",
        content="&lt;p&gt;Sie leiten Forschung &amp;amp; IT&lt;/p&gt;",
    )
    assert (posting.board_ref, posting.employer_raw) == ("muster/7", "Muster Werke")
    assert (posting.places, posting.remote_raw) == ((RawPlace(words="Remote - Germany"),), "Remote - Germany")
    assert (posting.posted_raw, posting.apply_by_raw) == ("2026-03-02T09:00:00-04:00", "2026-04-30")
    assert (posting.reference_raw, posting.text_html) == ("R-7", "<p>Sie leiten Forschung &amp; IT</p>")


def range_of(low: Any, high: Any, currency: str = "EUR") -> dict[str, Any]:
    return {"min_cents": low, "max_cents": high, "currency_type": currency}


@pytest.mark.parametrize(
    ("ranges", "pay"),
    [
        ([range_of(7200000, 8450050)], RawSalary(min="72000.0", max="84500.5", currency="EUR")),
        ([range_of(7200000, None)], RawSalary(min="72000.0", currency="EUR")),
        ([range_of(9, 9, "USD"), range_of(7200000, 8400000)], RawSalary(min="72000.0", max="84000.0", currency="EUR")),
        ([range_of(1, 2), range_of(3, 4)], None),  # a zone each: which one counts is not said
        ([range_of(0, 0)], None),
        (None, None),
    ],
)
def test_greenhouse_states_pay_in_cents(ranges: Any, pay: RawSalary | None) -> None:
    assert read_one(Greenhouse, pay_input_ranges=ranges).salary_fields == pay


def test_a_greenhouse_feed_that_is_not_whole_leaves_its_employer_unread() -> None:
    board = make_board(Greenhouse)
    found = read_feed(board, {"jobs": [GREENHOUSE], "meta": {"total": 37}})
    assert len(postings_in(found)) == 1
    assert stat(board, "unread/muster/") == "the feed says 37 postings and carries 1"
