"""A board's spider without an engine, and answers made by hand for it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from schemas.raw import RawPosting, Rejected
from settings import SEARCH_LOADER
from spiders._board import Board

ROOT = Path(__file__).parents[2]
ANSWERED = datetime(2026, 3, 30, 6, 0, tzinfo=UTC)

B = TypeVar("B", bound=Board)


def make_board(board: type[B], search: Path = ROOT / "search.toml") -> B:
    """The spider as a crawler makes it."""
    return board.from_crawler(get_crawler(board, {"SEARCH_FILE": str(search), "SEARCH_LOADER": SEARCH_LOADER}))


def stat(board: Board, name: str) -> Any:
    return board.crawler.stats.get_value(f"board/{name}")


def answer(body: Any, url: str = "https://board.example/list", status: int = 200, **facts: Any) -> Response:
    """An answer: JSON of a dict or list, a page of a text, bytes as they are; `facts` are the request's cb_kwargs."""
    request = Request(url, cb_kwargs=facts, meta={"answered_at": ANSWERED})
    if isinstance(body, dict | list):
        return TextResponse(url, status, body=json.dumps(body).encode(), encoding="utf-8", request=request)
    if isinstance(body, bytes):
        return TextResponse(url, status, body=body, encoding="utf-8", request=request)
    return HtmlResponse(url, status, body=body.encode(), encoding="utf-8", request=request)


def answer_to(request: Request, body: Any, status: int = 200) -> Response:
    """An answer to a question that a board has asked."""
    return answer(body, request.url, status, **request.cb_kwargs)


def requests_in(found: list[Any]) -> list[Request]:
    return [one for one in found if isinstance(one, Request)]


def postings_in(found: list[Any]) -> list[RawPosting]:
    return [one for one in found if isinstance(one, RawPosting)]


def rejected_in(found: list[Any]) -> list[Rejected]:
    return [one for one in found if isinstance(one, Rejected)]


def failure(url: str, error: Exception, **facts: Any) -> Failure:
    """A question without an answer, as Scrapy tells it."""
    failed = Failure(error)  # type: ignore[no-untyped-call]
    failed.request = Request(url, cb_kwargs=facts)  # type: ignore[attr-defined]  # as Scrapy does
    return failed
