"""The public sources and job boards: service.bund.de, Interamt, StepStone, Adzuna."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bench.scoring import SHARED
from german import find_pay_grade
from german.places.search import load_search
from pipelines.normalize import read_posting
from schemas.raw import RawPlace
from spiders.adzuna import Adzuna
from spiders.interamt import Interamt
from spiders.service_bund import ServiceBund
from spiders.stepstone import Stepstone
from tests.answers import ROOT, answer, answer_to, failure, make_board, postings_in, rejected_in, requests_in, stat

RECORDED = SHARED / "recorded"
SEARCH = load_search(ROOT / "search.toml")
needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")


# service.bund.de


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
    questions = list(make_board(ServiceBund).first_questions())
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
    *first, last = board.first_questions()
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


# Interamt


def partner_list(*rows: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"Anzahltreffer": len(rows) if total is None else total, "Stellenangebote": list(rows)}


PARTNER_ROW = {
    "Id": 1500001,
    "Behoerde": "Stadt Bergischwald",
    "StellenBezeichnung": "Leitung IT",
    "BeschaeftigungDauer": "unbefristet",
    "Teilzeit": "Vollzeit",
    "Bezahlung": {"Besoldung": "A13", "Entgelt": "TVöD-VKA E 12"},
    "StellenangebotOrt": [{"PLZ": "42275", "Ort": "Wuppertal", "Breite": 51.27, "Laenge": 7.2}],
    "Daten": {"Eingestellt": "04.11.2026", "Bewerbungsfrist": "27.11.2026"},
}


def inventory_row(number: int, north: float | None, east: float | None, **more: Any) -> dict[str, Any]:
    place = {"plz": "40213", "ort": "Düsseldorf", "latitude": north, "longitude": east}
    return {"stellenangebotId": number, "stellenbezeichnung": "Leitung IT", "einsatzorte": [place], **more}


def read_interamt(body: Any, rows: str) -> tuple[Interamt, list[Any]]:
    board = make_board(Interamt)
    return board, list(board.parse(answer(body, rows=rows)))


def test_interamt_is_asked_for_its_partners_of_the_region_and_for_the_inventory() -> None:
    *partners, inventory = make_board(Interamt).first_questions()
    assert [one.url.rpartition("=")[2] for one in partners] == ["1714", "2732", "1409"]
    assert (inventory.method, inventory.body) == ("POST", b'{"search":{}}')
    assert inventory.headers["X-REMOTE-APPLICATION"] == b"Interamtb2c"
    assert inventory.errback is not None


def test_two_pay_paths_of_one_job_are_read_as_alternatives() -> None:
    _, (posting,) = read_interamt(partner_list(PARTNER_ROW), "Stellenangebote")
    assert posting.pay_grade_raw == "A13 / TVöD-VKA E 12"
    row = read_posting(posting, "20261122T050000Z", SEARCH)
    assert (row.pay_grade_min, row.pay_grade_max, row.pay_grade_also) == ("EG 12", "EG 12", "BesO A A 13")
    assert (row.fixed_term, row.employment_types, str(row.apply_by_on)) == (False, ("full_time",), "2026-11-27")


def test_the_inventory_gives_grades_as_spans_and_only_what_may_be_near() -> None:
    spans = {
        "besoldungGruppe": "A9g",
        "besoldungGruppeMax": "A11",
        "tarifEbeneMin": "TV-L E 10",
        "tarifEbeneMax": "TV-L E 10",
    }
    rows = [
        inventory_row(1, 51.2254, 6.7763, **spans),
        inventory_row(2, 48.1, 11.6),
        inventory_row(3, None, None),
        inventory_row(4, 51.2562, 7.66),
    ]
    _, found = read_interamt({"data": rows}, "data")
    assert [posting.board_ref for posting in found] == ["1", "3"]
    assert found[0].pay_grade_raw == "A9g - A11 / TV-L E 10"


def test_a_posting_of_a_partner_and_of_the_inventory_is_one() -> None:
    board, found = read_interamt(partner_list(PARTNER_ROW), "Stellenangebote")
    assert len(found) == 1
    assert list(board.parse(answer({"data": [inventory_row(1500001, 51.2, 7.1)]}, rows="data"))) == []


@pytest.mark.parametrize(
    ("body", "rows", "words"),
    [
        (partner_list(), "Stellenangebote", None),
        (partner_list(PARTNER_ROW, total=3), "Stellenangebote", "1 of 3"),
        ({"error": "Kein Parameter angegeben"}, "Stellenangebote", "missing"),
        ({"Stellenangebote": []}, "Stellenangebote", "no count"),
        ({"data": []}, "data", "0 of 1"),
        ("<html>Wartung</html>", "data", "page instead of JSON"),
    ],
)
def test_interamt_has_no_postings_only_where_its_own_count_says_so(body: Any, rows: str, words: str | None) -> None:
    board, _ = read_interamt(body, rows)
    assert (words is None and stat(board, "broken") is None) or words in stat(board, "broken")


@needs_recordings
def test_the_recorded_list_of_a_partner_is_read_whole() -> None:
    data = json.loads((RECORDED / "region" / "interamt-1714.json").read_text(encoding="utf-8"))
    board, (posting,) = read_interamt(data, "Stellenangebote")
    row = read_posting(posting, "20260915T050000Z", SEARCH)
    assert (row.town, row.postal_code, str(row.posted_on), str(row.apply_by_on)) == (
        "Wuppertal",
        "42275",
        "2026-09-04",
        "2026-09-27",
    )
    assert (row.pay_grade_max, row.pay_grade_also, row.issues, stat(board, "broken")) == (
        "EG 11",
        "BesO A A 12",
        (),
        None,
    )


@needs_recordings
def test_every_grade_and_date_of_the_recorded_table_is_read() -> None:
    """Rows of the older site, put into the form of today's lists."""
    table = json.loads((RECORDED / "interamt" / "job_table_2023-09.json").read_text(encoding="utf-8"))
    rows = [
        {
            "Id": row["ID"],
            "StellenBezeichnung": row["Bezeichnung"],
            "Bezahlung": {"Besoldung": row["Besoldung"], "Entgelt": row["Entgelt"]},
            "Daten": {"Eingestellt": row["Eingestellt"], "Bewerbungsfrist": row["Frist"]},
        }
        for row in table
    ]
    _, found = read_interamt(partner_list(*rows), "Stellenangebote")
    assert len(found) == len(table)
    for number, (posting, row) in enumerate(zip(found, table, strict=True)):
        read = read_posting(posting, "20230903T050000Z", SEARCH)
        grade = find_pay_grade(posting.pay_grade_raw)
        paths = bool(row["Besoldung"]) + bool(row["Entgelt"])
        assert paths == (grade is not None) + (grade is not None and grade.also is not None), number
        assert (read.posted_on is not None, read.issues) == (True, ()), number
        assert (read.apply_by_on is None) == (not re.fullmatch(r"[\d.]+", row["Frist"])), number


# StepStone


def result_page(*items: dict[str, Any], total: int | None = None) -> str:
    found = {"items": list(items), "meta": {"total": len(items) if total is None else total}}
    state = json.dumps({"lang": "de", "searchResults": found})
    return f'<script>window.__PRELOADED_STATE__["app-unifiedResultlist"] = {state};\nwindow.x = 1;</script><p>Jobs</p>'


def hit(number: int, section: str = "main", **more: Any) -> dict[str, Any]:
    url = f"/stellenangebote--Leiter-IT--{number}-inline.html?rltr=1_1_25"
    words = {"id": number, "title": "Leiter IT", "companyName": "Wupperwerk AG", "location": "Solingen, Haan"}
    return {**words, "url": url, "section": section, "datePosted": "2026-03-12T01:57:35+01:00", "salary": "", **more}


def read_stepstone(page: Any) -> tuple[Stepstone, list[Any]]:
    board = make_board(Stepstone)
    question = next(iter(board.first_questions()))
    return board, list(board.parse(answer_to(question, page)))


def test_stepstone_is_asked_with_one_parameter_as_its_robots_txt_allows() -> None:
    urls = [question.url for question in make_board(Stepstone).first_questions()]
    assert urls[0] == "https://www.stepstone.de/jobs/it-manager/in-wuppertal?q=IT-Manager"
    assert urls[3] == "https://www.stepstone.de/jobs/head-of-it/in-wuppertal?q=Head+of+IT"
    assert all("&" not in url and url.count("?") == 1 for url in urls)


def test_results_are_kept_and_recommendations_are_not() -> None:
    sections = ("main", "semantic", "regional", "recommended", "family", "new")
    page = result_page(*(hit(number, section) for number, section in enumerate(sections, 1)), total=3)
    board, found = read_stepstone(page)
    assert [posting.board_ref for posting in found] == ["1", "2", "3"]
    assert found[0].url == "https://www.stepstone.de/stellenangebote--Leiter-IT--1-inline.html"
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
    board, _ = read_stepstone(page)
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


# Adzuna


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("ADZUNA_APP_ID", "0815")
    monkeypatch.setenv("ADZUNA_APP_KEY", "s3cret")
    yield "s3cret"


def adzuna_row(number: str = "7", **more: Any) -> dict[str, Any]:
    words = {
        "title": "<strong>IT</strong>-Leiter",
        "redirect_url": f"https://www.adzuna.de/details/{number}?utm_source=0815",
    }
    return {
        "id": number,
        **words,
        "location": {"display_name": "Elberfeld, Wuppertal"},
        "created": "2026-03-16T07:21:00Z",
        **more,
    }


def test_adzuna_is_off_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADZUNA_APP_ID", raising=False)
    monkeypatch.setenv("ADZUNA_APP_KEY", "s3cret")
    board = make_board(Adzuna)
    assert list(board.first_questions()) == []
    assert "ADZUNA_APP_ID" in stat(board, "broken")


def test_the_key_is_asked_with_and_never_told(key: str) -> None:
    board = make_board(Adzuna)
    question = next(iter(board.first_questions()))
    assert "app_id=0815&app_key=s3cret" in question.url
    found = list(board.parse(answer_to(question, {"count": 2, "results": [adzuna_row(), {"id": "8"}]})))
    (rejected,) = rejected_in(found)
    assert key not in f"{rejected} {postings_in(found)}"
    assert postings_in(found)[0].url == "https://www.adzuna.de/details/7"
    list(board.question_failed(failure(question.url, TimeoutError())))
    assert key not in stat(board, "broken")
    assert "app_key=masked" in stat(board, "broken")


@pytest.mark.parametrize(
    ("predicted", "basis"),
    [("1", "board_estimate"), ("0", "stated"), (0, "stated"), (1, "board_estimate"), (None, "board_estimate")],
)
def test_pay_that_adzuna_predicted_is_its_estimate(key: str, predicted: Any, basis: str) -> None:
    board = make_board(Adzuna)
    row = adzuna_row(salary_min=61234.56, salary_max=70000, salary_is_predicted=predicted)
    (posting,) = board.parse(answer_to(next(iter(board.first_questions())), {"count": 1, "results": [row]}))
    read = read_posting(posting, "20260330T050000Z", SEARCH)  # type: ignore[arg-type]  # a RawPosting
    assert (read.title, read.salary_basis, str(read.salary_min_eur)) == ("IT-Leiter", basis, "61234.56")
    assert (read.town, read.salary_period) == ("Wuppertal", "year")


def test_adzuna_is_asked_page_by_page_until_its_own_count(key: str) -> None:
    board = make_board(Adzuna)
    question = next(iter(board.first_questions()))
    pages = {"count": 60, "results": [adzuna_row(str(number)) for number in range(50)]}
    (second,) = requests_in(list(board.parse(answer_to(question, pages))))
    assert "/search/2?what=IT-Manager&where=Wuppertal&distance=30" in second.url
    assert requests_in(list(board.parse(answer_to(second, {"count": 60, "results": [adzuna_row("99")]})))) == []
    assert stat(board, "broken") is None
    list(board.parse(answer_to(second, {"count": 60, "results": []})))
    assert "page 2 of 60 hits is empty" in stat(board, "broken")
