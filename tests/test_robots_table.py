"""robots.txt in all its forms, through Scrapy's engine: what is asked, what is kept, and which wishes are passed on."""

from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from tests.support.engine import Page, run_crawls, serving
from tests.table_rows import table_rows
from tests.test_manners import MANNERS

ROWS = {row["name"]: row for row in table_rows("robots")}
VERDICTS = {"kept", "not kept", "forbidden", "refused"}


def _answer(row: dict[str, str], method: str, path: str, body: bytes) -> Page:
    if path == "/robots.txt":
        return int(row["status"]), {"Content-Type": "text/plain"}, row["body"].encode(row["charset"])
    name, _, words = row["header of the page"].partition(": ")
    return 200, {"Content-Type": "text/html", **({name: words} if name else {})}, b"<p>posting"


@pytest.fixture(scope="module")
def crawled() -> dict[str, dict[str, Any]]:
    quick = {**MANNERS, "RETRY_TIMES": 0, "DOWNLOAD_DELAY": 0}
    with ExitStack() as stack:
        sites = [stack.enter_context(serving(partial(_answer, row))) for row in ROWS.values()]
        crawls = [{"requests": [{"url": f"{site}/jobs/7"}], "settings": quick} for site in sites]
        return dict(zip(ROWS, run_crawls(crawls), strict=True))


def test_the_table_has_every_verdict_and_enough_rows() -> None:
    assert {row["verdict"] for row in ROWS.values()} == VERDICTS
    assert len(ROWS) > 25


@pytest.mark.parametrize("name", ROWS)
def test_a_robots_txt_has_its_verdict(crawled: dict[str, dict[str, Any]], name: str) -> None:
    stats = crawled[name]
    if stats.get("robotstxt/refused"):
        verdict = "refused"
    elif stats.get("robotstxt/forbidden"):
        verdict = "forbidden"
    else:
        assert [page["status"] for page in stats["seen"]] == [200]
        verdict = "not kept" if stats.get("reservation/postings") else "kept"
    usage = sorted(stat.removeprefix("usage/") for stat in stats if stat.startswith("usage/"))
    assert (verdict, " ".join(usage)) == (ROWS[name]["verdict"], ROWS[name]["usage"])
