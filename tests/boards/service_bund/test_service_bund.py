"""service.bund.de: its RSS feeds, made by hand."""

import pytest

from pipelines.normalize import read_posting
from schemas.raw import RawPlace
from spiders.service_bund import ServiceBund
from tests.support.answers import answer, answer_to, make_board, postings_in, stat
from tests.support.real_answers import SEARCH


def feed(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def item(
    guid: str = "https://www.service.bund.de/IMPORTE/Stellenangebote/editor/Amt/2026/11/1.html", **more: str
) -> str:
    facts = "Arbeitgeber: <strong>Amt f&#252;r Garne</strong><br />Ort: <strong>42103\nWuppertal</strong><br />"
    parts = {"title": "Leitung IT", "guid": guid, "pubDate": "Mon, 16 Nov 2026 09:12:40 +0100", **more}
    words = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    facts += "Bewerbungsfrist: <strong>11.12.2026 23:59</strong>"
    return f"<item>{words}<description><![CDATA[{facts}]]></description></item>"


def test_the_federal_form_is_asked_for_each_keyword_within_the_next_larger_distance_it_knows() -> None:
    questions = list(make_board(ServiceBund).first_requests())
    assert len(questions) == len(SEARCH.what.keywords)
    assert "ambit_distance=30&" in questions[0].url
    assert "city_zipcode=42103&templateQueryString=IT-Manager" in questions[0].url


def test_an_item_of_the_federal_feed_is_read_with_the_facts_of_its_description() -> None:
    (posting,) = postings_in(list(make_board(ServiceBund).parse(answer(feed(item())))))
    assert (posting.board_ref, posting.employer_raw) == ("editor/Amt/2026/11/1", "Amt für Garne")
    assert posting.places == (RawPlace(words="42103 Wuppertal"),)
    row = read_posting(posting, "20261122T050000Z", SEARCH)
    assert (str(row.posted_on), str(row.apply_by_on), row.town) == ("2026-11-16", "2026-12-11", "Wuppertal")


def test_sessions_and_tracking_marks_are_no_part_of_a_federal_posting() -> None:
    link = "https://www.service.bund.de/IMPORTE/Stellenangebote/interamt/2.html;jsessionid=1A?nn=4#track=feed-jobs"
    board = make_board(ServiceBund)
    found = postings_in(list(board.parse(answer(feed(item(link), item(link.split(";")[0]), item("", link=link))))))
    assert [posting.url for posting in found] == [link.split(";")[0]]
    assert stat(board, "repeated") == 2


def test_one_empty_federal_feed_is_believed_and_all_of_them_are_not() -> None:
    board = make_board(ServiceBund)
    *first, last = board.first_requests()
    assert [list(board.parse(answer_to(one, feed()))) for one in first] == [[]] * len(first)
    assert stat(board, "broken") is None
    list(board.parse(answer_to(last, feed())))
    assert "every feed is empty" in stat(board, "broken")


@pytest.mark.parametrize(
    ("body", "words"),
    [(feed(*[item()] * 100), "there may be more"), (b"<html></html>", "page"), (b"<urlset/>", "not <rss>")],
)
def test_a_federal_feed_that_is_cut_or_none_breaks_the_board(body: bytes, words: str) -> None:
    board = make_board(ServiceBund)
    list(board.parse(answer(body)))
    assert words in stat(board, "broken")


def test_an_item_without_a_postings_address_is_rejected() -> None:
    (rejected,) = list(make_board(ServiceBund).parse(answer(feed(item("https://www.service.bund.de/Start.html")))))
    assert "board_ref is empty" in getattr(rejected, "reason", "")
