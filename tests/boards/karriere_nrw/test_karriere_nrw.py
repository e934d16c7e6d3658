"""karriere.nrw: lists in both forms and details, made by hand."""

from typing import Any

import pytest

from pipelines.normalize import read_posting
from spiders.karriere_nrw import KarriereNrw
from tests.support.answers import answer_to, make_board, postings_in, requests_in, stat
from tests.support.real_answers import SEARCH

UUID = "0f0e1b5c-0000-4000-8000-000000000001"


ITEM = {
    "uuid": UUID,
    "title": "IT-Leitung",
    "authority": "Stadt Muster",
    "location": "Hagen",
    "published": "2026-03-01",
}


RESULT = {"uuid": UUID, "titel_der_stelle": "IT-Leitung", "ausschreibende_behoerde": "Stadt Muster", "ort": "Hagen"}


JOB = {
    "titel_der_stelle": "Leitung der IT (w/m/d)",
    "behoerde": "Stadt Muster",
    "stellenbeschreibung": "<p>Aufgaben</p>",
    "ergaenzende_inhalte": "<p>Wir</p>",
    "besoldung_entgelt": ["A 14", "TVöD 14"],
    "bewerbungsfrist": "2026-04-14",
    "arbeitszeit_display": ["Vollzeit mit Teilzeitmöglichkeit"],
    "befristung_display": "Unbefristet",
    "address_display": "Rathausstraße 11, 58095 Hagen",
    "ansprechpartner": [{"name": "N. N."}],
}


@pytest.mark.parametrize(("form", "row"), [("items", ITEM), ("results", RESULT)])
def test_karriere_nrw_is_read_in_both_forms_and_says_which_came(form: str, row: dict[str, Any]) -> None:
    board = make_board(KarriereNrw)
    question = next(iter(board.first_requests()))
    (detail,) = requests_in(list(board.parse(answer_to(question, {form: [row], "count": 1, "pages": 1}))))
    assert detail.url == f"https://api.karriere.nrw/v1.0/combined-jobs/{UUID}/"
    assert stat(board, f"form/{form}") == 1
    (posting,) = postings_in(list(board.parse_posting(answer_to(detail, JOB))))
    assert posting.url == f"https://www.karriere.nrw/stellenausschreibung/{UUID}"
    assert (posting.title, posting.employer_raw) == ("Leitung der IT (w/m/d)", "Stadt Muster")
    assert (posting.pay_grade_raw, posting.contract_raw) == ("A 14, TVöD 14", "Unbefristet")
    assert (posting.apply_by_raw, posting.text_html) == ("2026-04-14", "<p>Aufgaben</p>\n<p>Wir</p>")
    assert str(posting.places[0]) == "Rathausstraße 11, 58095 Hagen"
    assert "N. N." not in repr(posting)


@pytest.mark.parametrize(
    ("grades", "scale", "least", "most", "also"),
    [
        (["TVöD 13", "TVöD 14"], "TVöD", "EG 13", "EG 14", None),
        (["TV-L E 12", "TV-L E 11"], "TV-L", "EG 11", "EG 12", None),
        (["TVöD-VKA EG 9b", "TVöD-VKA EG 9c", "TVöD-VKA EG 10"], "TVöD-VKA", "EG 9b", "EG 10", None),
        (["A 13", "A 14"], "BesO A", "A 13", "A 14", None),
        (["A 14", "TVöD 14"], "TVöD", "EG 14", "EG 14", "BesO A A 14"),
        (["A 12", "A 13", "TVöD 12", "TVöD 13"], "TVöD", "EG 12", "EG 13", "BesO A A 13"),
        (["TVöD S 11b", "TVöD S 12"], "TVöD", "S 11b", "S 12", None),
        (["A 13 LBesO", "A 14 LBesO"], "BesO A", "A 13", "A 14", None),
        (["TV-L 13", "TV-L 13"], "TV-L", "EG 13", "EG 13", None),
        ("TVöD 12", "TVöD", "EG 12", "EG 12", None),
        ([], None, None, None, None),
    ],
    ids=str,
)
def test_karriere_nrw_a_list_of_grades_is_read_from_its_lowest_to_its_highest(
    grades: Any, scale: str | None, least: str | None, most: str | None, also: str | None
) -> None:
    board = make_board(KarriereNrw)
    request = board.ask_posting("https://api.karriere.nrw/1", UUID, row=ITEM)
    (raw,) = postings_in(list(board.parse_posting(answer_to(request, {**JOB, "besoldung_entgelt": grades}))))
    row = read_posting(raw, "20260330T060000Z", SEARCH)
    assert (row.pay_scale, row.pay_grade_min, row.pay_grade_max, row.pay_grade_also) == (scale, least, most, also)


@pytest.mark.parametrize(("row", "place"), [(ITEM, "Hagen"), ({**RESULT, "plz": "58095"}, "58095 Hagen")])
def test_a_job_of_karriere_nrw_without_an_address_has_the_town_of_its_list(row: dict[str, Any], place: str) -> None:
    board = make_board(KarriereNrw)
    question = board.ask_posting("https://api.karriere.nrw/1", UUID, row=row)
    (posting,) = postings_in(list(board.parse_posting(answer_to(question, {"lat": "51.36", "lon": 7.47}))))
    assert [(str(one), one.latitude, one.longitude) for one in posting.places] == [(place, 51.36, 7.47)]
    assert posting.title == "IT-Leitung"


@pytest.mark.parametrize(
    ("body", "following", "broken"),
    [
        ({"items": [], "count": 0, "pages": 0}, None, False),
        ({"items": [ITEM], "count": 11, "pages": 2}, 2, False),
        ({"results": [RESULT] * 10, "count": 11}, 2, False),
        ({"results": [RESULT], "count": 1}, None, False),
        ({"items": [], "count": 11, "pages": 2}, None, True),
        ({"items": []}, None, True),
        ({"count": 0}, None, True),
        ([], None, True),
    ],
)
def test_karriere_nrw_is_paged_and_empty_only_when_it_says_so(body: Any, following: int | None, broken: bool) -> None:
    board = make_board(KarriereNrw)
    found = list(board.parse(answer_to(board.asks.ask_page(board, "IT-Leitung", 1), body)))
    pages = [one.cb_kwargs["page"] for one in requests_in(found) if "page" in one.cb_kwargs]
    assert pages == ([following] if following else [])
    assert bool(stat(board, "broken")) is broken
