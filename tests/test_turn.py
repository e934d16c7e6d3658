"""A crawl tells its sites and begins when its parent says so."""

import asyncio
import io
import json
import os
import sys
from collections.abc import AsyncIterator
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from crawls.archive.warc_reader import Recording
from crawls.manners.turn import Turn, find_site
from tests.support.replay import BOARDS, boards

ASKED = [Request("https://b.example/1"), "an item", Request("https://www.a.example/"), Request("https://b.example/2")]


class Ended(Exception):  # noqa: N818
    pass


def turn_of(**settings: Any) -> Turn:
    return Turn(SimpleNamespace(settings=Settings(settings)))  # type: ignore[arg-type]


def start(word: str, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is let through once the parent has said this word; nothing at all is a parent that is gone."""

    async def questions() -> AsyncIterator[Any]:
        for question in ASKED:
            yield question

    async def take() -> list[Any]:
        return [found async for found in turn_of(PROGRESS=True).process_start(questions())]

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(sys, "stdin", io.StringIO(word))
    monkeypatch.setattr(os, "_exit", end)
    return asyncio.run(take())


def test_sites_are_told_in_order_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start("go\n", monkeypatch) == ASKED
    assert json.loads(capsys.readouterr().out) == {"sites": ["a.example", "b.example"]}
    with pytest.raises(Ended):
        start("", monkeypatch)


def test_without_a_parent_and_in_a_replay_nothing_waits() -> None:
    for settings in ({"PROGRESS": False}, {"PROGRESS": True, "REPLAY_FILES": '["a.warc"]'}):
        with pytest.raises(NotConfigured):
            turn_of(**settings)


def test_no_recorded_board_comes_to_another_ones_site() -> None:
    sites = {
        board: {find_site(answer.url) for file in (BOARDS / board).glob("*.warc") for answer in Recording([file])}
        for board in boards()
    }
    assert all(sites.values())
    for one, other in combinations(sites, 2):
        assert not sites[one] & sites[other], f"{one} and {other}"
