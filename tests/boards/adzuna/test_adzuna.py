"""Adzuna: its search API, made by hand."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.normalize import read_posting
from spiders.adzuna import Adzuna
from tests.support.answers import answer_to, failure, make_board, postings_in, rejected_in, requests_in, stat
from tests.support.real_answers import SEARCH


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
    assert list(board.first_requests()) == []
    assert "ADZUNA_APP_ID" in stat(board, "broken")


def test_the_key_is_asked_with_and_never_told(key: str) -> None:
    board = make_board(Adzuna)
    question = next(iter(board.first_requests()))
    assert "app_id=0815&app_key=s3cret" in question.url
    found = list(board.parse(answer_to(question, {"count": 2, "results": [adzuna_row(), {"id": "8"}]})))
    (rejected,) = rejected_in(found)
    assert key not in f"{rejected} {postings_in(found)}"
    assert postings_in(found)[0].url == "https://www.adzuna.de/details/7"
    list(board.request_failed(failure(question.url, TimeoutError())))
    assert key not in stat(board, "broken")
    assert "app_key=masked" in stat(board, "broken")


@pytest.mark.parametrize(
    ("predicted", "basis"),
    [("1", "board_estimate"), ("0", "stated"), (0, "stated"), (1, "board_estimate"), (None, "board_estimate")],
)
def test_pay_that_adzuna_predicted_is_its_estimate(key: str, predicted: Any, basis: str) -> None:
    board = make_board(Adzuna)
    row = adzuna_row(salary_min=61234.56, salary_max=70000, salary_is_predicted=predicted)
    (posting,) = board.parse(answer_to(next(iter(board.first_requests())), {"count": 1, "results": [row]}))
    read = read_posting(posting, "20260330T050000Z", SEARCH)  # type: ignore[arg-type]  # a RawPosting
    assert (read.title, read.salary_basis, str(read.salary_min_eur)) == ("IT-Leiter", basis, "61234.56")
    assert (read.town, read.salary_period) == ("Wuppertal", "year")


def test_adzuna_is_asked_page_by_page_until_its_own_count(key: str) -> None:
    board = make_board(Adzuna)
    question = next(iter(board.first_requests()))
    pages = {"count": 60, "results": [adzuna_row(str(number)) for number in range(50)]}
    (second,) = requests_in(list(board.parse(answer_to(question, pages))))
    assert "/search/2?what=IT-Manager&where=Wuppertal&distance=30" in second.url
    assert requests_in(list(board.parse(answer_to(second, {"count": 60, "results": [adzuna_row("99")]})))) == []
    assert stat(board, "broken") is None
    list(board.parse(answer_to(second, {"count": 60, "results": []})))
    assert "page 2 of 60 hits is empty" in stat(board, "broken")
