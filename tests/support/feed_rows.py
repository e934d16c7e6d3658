"""The least that a row of each JSON feed holds, and what its spider makes of it."""

from typing import Any

from scrapy import Request

from schemas.configuration import Employer
from spiders import Employers, FeedBoard
from spiders.ashby import Ashby
from spiders.greenhouse import Greenhouse
from spiders.lever import Lever
from spiders.recruitee import Recruitee
from spiders.teamtailor import Teamtailor
from spiders.workable import Workable
from tests.support.answers import answer, make_board

FEEDS: tuple[type[FeedBoard], ...] = (Ashby, Greenhouse, Lever, Recruitee, Teamtailor, Workable)
MUSTER = Employer(ats="any", tenant="muster", name="Muster GmbH", place="Haan", source="test", sure="seen")

GREENHOUSE = {"id": 7, "absolute_url": "https://g.example/7", "title": " IT-Leiter (m/w/d) ", "location": None}
LEVER = {"id": "a", "hostedUrl": "https://l.example/a", "text": "IT-Leiter (m/w/d)"}
ASHBY = {"id": "a", "jobUrl": "https://a.example/a", "title": "IT-Leiter (m/w/d)"}
RECRUITEE = {"id": 7, "careers_url": "https://r.example/7", "title": "IT-Leiter (m/w/d)"}
WORKABLE = {"shortcode": "A1", "url": "https://w.example/A1", "title": "IT-Leiter (m/w/d)"}
TEAMTAILOR = {"id": "a", "url": "https://t.example/a", "title": "IT-Leiter (m/w/d)"}
LEAST: dict[type[FeedBoard], dict[str, Any]] = dict(
    zip(FEEDS, (ASHBY, GREENHOUSE, LEVER, RECRUITEE, TEAMTAILOR, WORKABLE), strict=True)
)


def employers_of(board: FeedBoard) -> Employers:
    """How a career feed's employers are asked."""
    assert isinstance(board.asks, Employers)
    return board.asks


def feed_of(board: FeedBoard, who: Employer) -> str:
    return employers_of(board).feed_of(who)


def ask_feed(board: FeedBoard, who: Employer) -> Request:
    return employers_of(board).ask_feed(board, who)


def list_of(board: type[FeedBoard], rows: list[Any]) -> Any:
    """An answer in the board's form."""
    if board.rows == "@":
        return rows
    return {board.rows: rows} | ({"meta": {"total": len(rows)}} if board.total else {})


def read_feed(board: FeedBoard, body: Any, employer: Employer = MUSTER) -> list[Any]:
    """What a board makes of an employer's answer."""
    return list(board.parse(answer(body, feed_of(board, employer), employer=employer)))


def read_one(board: type[FeedBoard], **keys: Any) -> Any:
    """The posting of the board's least row with these keys."""
    (posting,) = read_feed(make_board(board), list_of(board, [LEAST[board] | keys]))
    return posting
