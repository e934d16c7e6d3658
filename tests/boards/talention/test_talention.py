"""Talention: answers made by hand in the feed's form, with its traps, and a recorded one."""

from typing import Any

from schemas.raw import RawPlace
from schemas.vocabulary import LeftOut
from spiders.talention import Talention
from tests.support.answers import answer_to, make_board, postings_in, requests_in
from tests.support.feed_rows import ask_feed
from tests.support.real_answers import needs_recordings, recorded
from tests.support.region import TALENTION, body_of_talention, found_in, only_posting, question_of, read


def campaign(number: int, **changes: Any) -> dict[str, Any]:
    url = f"http://jobs.tapete.example/talention/stellenangebote/{number}"
    row = {"id": number, "title": "Drucker  (w/m/d)", "url": url, "location": "Schwelm ", "enabledDate": "05.03.2026"}
    return {**row, "configuration": {"canonicalLink": url.replace("http:", "https:")}, **changes}


def test_talention_pages_by_post_until_its_total() -> None:
    board = make_board(Talention)
    first = ask_feed(board, TALENTION)
    assert (first.method, question_of(first)) == ("POST", {})
    found = found_in(board, TALENTION, body_of_talention([campaign(n) for n in range(10)], 12))
    (following,) = requests_in(found)
    assert (following.method, question_of(following)) == ("POST", {"offset": 10})
    rest = list(board.parse(answer_to(following, body_of_talention([campaign(n) for n in (10, 11)], 12))))
    assert len(postings_in(found)) + len(postings_in(rest)) == 12
    assert not requests_in(rest)


def test_talention_tidies_titles_towns_and_addresses() -> None:
    posting = only_posting(make_board(Talention), TALENTION, body_of_talention([campaign(7)], 1))
    assert (posting.title, posting.places) == ("Drucker (w/m/d)", (RawPlace(words="Schwelm"),))
    assert posting.url.startswith("https://")
    assert str(read(posting).posted_on) == "2026-03-05"


def test_talention_a_speculative_application_is_no_vacancy() -> None:
    row = campaign(8, title="Initiativbewerbung IT-Leiter", enabledDate="", location=None)
    assert read(only_posting(make_board(Talention), TALENTION, body_of_talention([row], 1))).left_out == "not_a_vacancy"


@needs_recordings
def test_the_recorded_traps_are_not_walked_into() -> None:
    erfurt = [read(one) for one in postings_in(found_in(make_board(Talention), TALENTION, recorded("erfurt.json")))]
    assert [one.left_out for one in erfurt].count(LeftOut.NOT_A_VACANCY) == 2
    assert str(erfurt[1].posted_on) == "2026-07-28"
