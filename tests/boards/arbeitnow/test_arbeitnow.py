"""Arbeitnow: its pages, by hand and recorded."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.raw import RawPlace, RawPosting
from spiders._posting import trim
from spiders.arbeitnow import Arbeitnow
from tests.support.answers import answer, answer_to, make_board, postings_in, requests_in, stat
from tests.support.real_answers import (
    RECORDED,
    lost,
    named,
    needs_recordings,
    read_through,
    recorded_files,
    write_and_measure,
)


def arbeitnow_page(*slugs: str, more: bool = False) -> dict[str, Any]:
    rows = [
        {
            "slug": slug,
            "company_name": "Muster GmbH",
            "title": "Head of IT",
            "description": "<p>Text</p>",
            "remote": True,
            "url": f"https://www.arbeitnow.com/jobs/{slug}",
            "tags": ["IT"],
            "job_types": ["Full-time", "berufserfahren"],
            "location": "Wuppertal",
            "created_at": 1774850000,
        }
        for slug in slugs
    ]
    return {"data": rows, "links": {"next": "https://www.arbeitnow.com/api/job-board-api?page=2" if more else None}}


def test_arbeitnow_is_read_page_after_page() -> None:
    board = make_board(Arbeitnow)
    (question,) = board.first_requests()
    found = list(board.parse(answer_to(question, arbeitnow_page("a", "b", more=True))))
    (following,) = requests_in(found)
    assert following.url.endswith("?page=2")
    found += board.parse(answer_to(following, arbeitnow_page("b", "c")))
    assert [posting.board_ref for posting in postings_in(found)] == ["a", "b", "c"]
    assert (stat(board, "repeated"), stat(board, "broken")) == (1, None)
    posting = postings_in(found)[0]
    assert (posting.posted_raw, posting.employment_raw) == ("1774850000", "Full-time, berufserfahren")
    assert (posting.places, posting.remote_raw) == ((RawPlace(words="Wuppertal"),), "remote")


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (1, arbeitnow_page()),
        (1, {"links": {}}),
        (2, {"data": []}),
        (60, arbeitnow_page("a", more=True)),
        (1, b"<html>"),
    ],
)
def test_arbeitnow_is_broken_where_its_end_is_not_known(page: int, body: Any) -> None:
    board = make_board(Arbeitnow)
    assert requests_in(list(board.parse(answer(body, page=page)))) == []
    assert stat(board, "broken")


@needs_recordings
@pytest.mark.parametrize("file", recorded_files("arbeitnow/*.json"), ids=named)
def test_a_recorded_page_of_arbeitnow_keeps_what_it_states(file: Path) -> None:
    rows = json.loads(file.read_bytes())["data"]
    board = make_board(Arbeitnow)
    found = list(board.parse(answer(file.read_bytes())))
    postings = {posting.board_ref: posting for posting in postings_in(found)}
    assert len(postings) == len(rows) == 100
    for row in rows:
        posting = postings[row["slug"]]
        missing = lost(
            title=(posting.title, trim(row["title"])),
            employer=(posting.employer_raw, trim(row["company_name"])),
            posted=(posting.posted_raw, str(row["created_at"])),
            text=(posting.text_html, row["description"].strip()),
            places=([place.words for place in posting.places], [row["location"]]),
        )
        assert not missing, row["slug"]
    whole = "links" in json.loads(file.read_bytes())
    assert bool(requests_in(found)) is whole
    assert bool(stat(board, "broken")) is not whole


@needs_recordings
def test_the_arbeitnow_pages_keep_title_employer_place_and_date(tmp_path: Path) -> None:
    found: list[Any] = []
    for file in sorted((RECORDED / "arbeitnow").glob("*.json")):
        found += make_board(Arbeitnow).parse(answer(file.read_bytes(), "https://www.arbeitnow.com/api/job-board-api"))
    postings = read_through([raw for raw in found if isinstance(raw, RawPosting)])
    assert len(postings) >= 290
    filled = write_and_measure([*{row.board_ref: row for row in postings}.values()], tmp_path)
    assert filled["town"] > 0.9
