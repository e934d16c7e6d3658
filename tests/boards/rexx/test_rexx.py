"""rexx systems: how its list goes on."""

from typing import Any

import pytest

from schemas.configuration import Employer
from spiders.rexx import Rexx
from tests.support.answers import answer_to, make_board, requests_in, stat

WHO = Employer(ats="rexx", tenant="jobs.werk.example", name="Werk AG", source="test", sure="seen")
LIST = "https://jobs.werk.example/stellenangebote.html"


def page(first: int, count: int, more: str = "") -> str:
    cards = "".join(f'<a href="/Koch-de-j{number}.html">Koch</a>' for number in range(first, first + count))
    return f"<div>{cards}</div>{more}"


def pages_asked(*pages: str) -> tuple[Rexx, list[Any], list[str]]:
    """The postings and the lists that are asked for, if the lists are answered with these pages, the last again."""
    board = make_board(Rexx)
    postings: list[str] = []
    lists: list[str] = []
    waiting = [board.asks.ask_feed(board, WHO)]
    for number in range(10):
        if not waiting:
            break
        body = pages[min(number, len(pages) - 1)]
        for asked in requests_in(list(board.parse(answer_to(waiting.pop(), body)))):
            is_posting = "board_ref" in asked.cb_kwargs
            (postings if is_posting else lists).append(asked.cb_kwargs["board_ref"] if is_posting else asked.url)
            waiting += [] if is_posting else [asked]
    return board, postings, lists


NEXT = '<a class="nav_next" href="/stellenangebote.html?start={}">weiter</a>'


@pytest.mark.parametrize(
    ("pages", "postings", "lists"),
    [
        ([page(1, 3)], 3, []),
        ([page(1, 3, NEXT.format(20)), page(4, 2)], 5, ["?start=20"]),
        ([page(1, 100), page(101, 4)], 104, ["?start=100"]),
        ([page(1, 20), "<p>Ende</p>"], 20, ["?start=20"]),
        ([page(1, 50), page(1, 50)], 50, ["?start=50"]),
        ([page(1, 3, NEXT.format(3))], 3, ["?start=3"]),
        ([page(1, 2, '<i id="joboffer_table_container" data-count="3">'), page(3, 1)], 3, ["?start=2"]),
        (["<p>Aktuell keine offenen Stellen</p>"], 0, []),
    ],
)
def test_the_list_goes_on_as_it_says_or_while_it_is_full_and_brings_news(
    pages: list[str], postings: int, lists: list[str]
) -> None:
    board, found, asked = pages_asked(*pages)
    assert len(set(found)) == postings and all(ref.startswith("jobs.werk.example/j") for ref in found)
    assert asked == [f"{LIST}{start}" for start in lists]
    assert stat(board, "unread/jobs.werk.example/") is None


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        (["<p>Wartung</p>"], "no posting is linked"),
        ([page(1, 2, '<i id="joboffer_table_container" data-count="5">'), "<p>Ende</p>"], "after 2 of 5 postings"),
    ],
)
def test_a_list_that_breaks_off_leaves_its_employer_unread(pages: list[str], says: str) -> None:
    board, _, _ = pages_asked(*pages)
    assert says in (stat(board, "unread/jobs.werk.example/") or "")


def test_a_training_place_and_a_job_of_one_number_are_two_and_a_session_is_no_part_of_an_address() -> None:
    board = make_board(Rexx)
    links = f'<a href="/Koch-de-j7.html?sid={"0a1b" * 8}">x</a><a href="//w.example/Koch-de-f7.html">x</a>'
    asked = board.asks.ask_feed(board, WHO)
    found = requests_in(list(board.parse(answer_to(asked, links))))
    assert [one.url for one in found] == [
        "https://jobs.werk.example/Koch-de-j7.html",
        "https://w.example/Koch-de-f7.html",
    ]
    assert [one.cb_kwargs["board_ref"].rpartition("/")[2] for one in found] == ["j7", "f7"]
