"""service.bund.de: its RSS feed and its pages, made by hand."""

import pytest
from scrapy import Request

from pipelines.normalize import read_posting
from schemas.raw import Gone, RawPlace, RawPosting
from spiders._labelled import read_labelled
from spiders.service_bund import ITEM, ServiceBund
from tests.support.answers import answer, answer_to, failure, make_board, postings_in, requests_in, stat
from tests.support.real_answers import SEARCH


def feed(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def item(
    guid: str = "https://www.service.bund.de/IMPORTE/Stellenangebote/editor/Amt/2026/11/1.html", **more: str
) -> str:
    facts = "Arbeitgeber: <strong>Amt f&#252;r Garne</strong><br />Ort: <strong>42103\nWuppertal</strong><br />"
    parts = {"title": "Gärtner", "guid": guid, "pubDate": "Mon, 16 Nov 2026 09:12:40 +0100", **more}
    words = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    facts += "Bewerbungsfrist: <strong>11.12.2026 23:59</strong>"
    return f"<item>{words}<description><![CDATA[{facts}]]></description></item>"


def posting_asked(title: str = "Leitung IT", board: ServiceBund | None = None) -> Request:
    """The request for the page of a feed's one item."""
    (request,) = requests_in(list((board or make_board(ServiceBund)).parse(answer(feed(item(title=title))))))
    return request


def read_item(body: str) -> RawPosting:
    request = posting_asked()
    (posting,) = make_board(ServiceBund).parse_posting(answer_to(request, body), **request.cb_kwargs)
    assert isinstance(posting, RawPosting), posting
    return posting


def test_the_feed_of_the_newest_is_asked_once_and_closes_nothing() -> None:
    board = make_board(ServiceBund)
    (question,) = board.first_requests()
    assert question.url.endswith("/RSSFeed/RSSGenerator_Stellen.xml")
    assert postings_in(list(board.parse(answer_to(question, feed(item(title="Gärtner (m/w/d)"))))))
    assert (stat(board, "read_down"), stat(board, "broken")) == (True, None)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Leitung IT (w/m/d)", True),
        ("Sachgebietsleitung Informationstechnik", True),
        ("Mitarbeiter*in IT-Service", True),
        ("Projektmanagerin", True),
        ("Gärtnerin/Gärtner (m/w/d)", False),
        ("Sachbearbeitung Sitzungsdienst", False),
        ("Titel mit Item", False),
    ],
)
def test_the_page_of_a_posting_is_asked_only_if_its_title_may_be_of_the_search(title: str, asked: bool) -> None:
    found = list(make_board(ServiceBund).parse(answer(feed(item(title=title)))))
    assert (len(requests_in(found)), len(postings_in(found))) == ((1, 0) if asked else (0, 1))


PAGE = """<html><body><nav>Suche</nav><div id="content"><h1>Leitung IT</h1><section class="shortlist"><ul>
<li>Ort: <strong>42103 Wuppertal</strong> <a href="#karte">Karte anschauen</a></li>
<li><h3>Arbeitszeit</h3><p>Teilzeit</p></li><li><h3>Anstellungsdauer</h3><p>Befristet</p></li>
<li><h3>Laufbahn / Entgeltgruppe</h3><p>E 13 TVöD</p></li></ul></section>
<div id="location-map" data-lat="51.2562" data-lon="7.1508"></div>
<!--Tätigkeit einfügen--><h2>Tätigkeitsprofil</h2><p>Sie leiten die IT.</p><!--Tätigkeit ende--></div></body></html>"""


def test_a_posting_s_page_gives_its_text_and_the_facts_beside_it() -> None:
    raw = read_item(PAGE)
    assert raw.text_html == "<h2>Tätigkeitsprofil</h2><p>Sie leiten die IT.</p>"
    assert (raw.board_ref, raw.employer_raw, raw.apply_by_raw) == (
        "editor/Amt/2026/11/1",
        "Amt für Garne",
        "11.12.2026 23:59",
    )
    row = read_posting(raw, "20261122T050000Z", SEARCH)
    assert (row.employment_types, row.fixed_term, row.pay_scale, row.pay_grade_min) == (
        ("part_time",),
        True,
        "TVöD",
        "EG 13",
    )
    assert row.town == "Wuppertal"


def test_a_page_of_another_form_keeps_the_facts_of_the_feed() -> None:
    raw = read_item("<html><body><main><p>Sie leiten die IT.</p></main></body></html>")
    assert (raw.text_html, raw.employer_raw) == ("<main><p>Sie leiten die IT.</p></main>", "Amt für Garne")
    assert read_item("<html><body><p>?</p></body></html>").text_html is None


def test_a_page_that_cannot_be_had_does_not_cost_the_posting() -> None:
    board = make_board(ServiceBund)
    request = posting_asked(board=board)
    found = list(board.posting_failed(failure(request.url, TimeoutError(), **request.cb_kwargs)))
    assert [posting.board_ref for posting in postings_in(found)] == ["editor/Amt/2026/11/1"]
    assert stat(board, "broken")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_no_more_closes_the_posting(status: int) -> None:
    request = posting_asked()
    (gone,) = make_board(ServiceBund).parse_posting(answer_to(request, "", status), **request.cb_kwargs)
    assert isinstance(gone, Gone)


@pytest.mark.parametrize(
    "facts",
    [
        "Arbeitgeber: <strong>Amt f&#252;r Garne</strong><br />Ort: <strong>42103 Wuppertal</strong><br />"
        "Bewerbungsfrist: <strong>11.12.2026 23:59</strong><br />",
        "<p>Arbeitgeber: Amt f&uuml;r Garne  Ort: 42103 Wuppertal  Bewerbungsfrist: 11.12.2026 23:59</p>",
        "Arbeitgeber: Amt für Garne<br/>Ort: 42103 Wuppertal<br/>Bewerbungsfrist: 11.12.2026 23:59",
        "<ul><li>Ort: 42103 Wuppertal<li>Arbeitgeber: Amt für Garne<li>Bewerbungsfrist: 11.12.2026 23:59</ul>",
        "Arbeitgeber:\nAmt für Garne\nOrt:\n42103 Wuppertal\nBewerbungsfrist:\n11.12.2026 23:59",
        "Arbeitgeber: <b>Amt für Garne</b> Ort: <b>42103 Wuppertal</b> Bewerbungsfrist: <b>11.12.2026 23:59</b>"
        " Veröffentlichungsende: <b>12.12.2026</b>",
    ],
)
def test_facts_are_read_in_bold_print_and_without(facts: str) -> None:
    assert {**read_labelled(facts, ITEM), "Veröffentlichungsende": ""} == {
        "Arbeitgeber": "Amt für Garne",
        "Ort": "42103 Wuppertal",
        "Bewerbungsfrist": "11.12.2026 23:59",
        "Veröffentlichungsende": "",
    }


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


@pytest.mark.parametrize(
    ("body", "words"),
    [(feed(), "no postings on the first page"), (b"<html></html>", "page"), (b"<urlset/>", "not <rss>")],
)
def test_a_federal_feed_that_is_cut_or_none_breaks_the_board(body: bytes, words: str) -> None:
    board = make_board(ServiceBund)
    list(board.parse(answer(body)))
    assert words in stat(board, "broken")


def test_an_item_without_a_postings_address_is_rejected() -> None:
    (rejected,) = list(make_board(ServiceBund).parse(answer(feed(item("https://www.service.bund.de/Start.html")))))
    assert "board_ref is empty" in getattr(rejected, "reason", "")
