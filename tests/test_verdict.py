"""The rule for the verdict of a crawl, as a table: statistics and how it ended, and what that makes."""

from typing import Any

import pytest

from pipelines.verdict import find_named, judge_crawl
from schemas.verdicts import Verdict
from schemas.wires import Stat

WELL = {Stat.ANSWERED: 9, Stat.POSTINGS: 5}
FEED = f"{Stat.UNREAD}muster/"

CASES: dict[str, tuple[dict[str, Any], str, Verdict, str | None]] = {
    "well": ({}, "finished", Verdict.COMPLETE, None),
    "nothing answered": ({Stat.ANSWERED: 0}, "finished", Verdict.FAILED, "no answer: finished"),
    "nothing answered, and why": (
        *({Stat.ANSWERED: 0, Stat.FIRST_FAILURE: "/a: HTTP 500"}, "finished"),
        *(Verdict.FAILED, "no answer: /a: HTTP 500"),
    ),
    "another form": ({Stat.BROKEN: "'jobs' is missing"}, "finished", Verdict.INCOMPLETE, "'jobs' is missing"),
    "cut short": ({}, "closespider_timeout", Verdict.INCOMPLETE, "the crawl was ended: closespider_timeout"),
    "a hole in the recording": (
        *({Stat.MISSING: 2, Stat.FIRST_MISSING: "GET /b"}, "finished"),
        *(Verdict.INCOMPLETE, "2 answers are not in the recording: GET /b"),
    ),
    "an answer lost": (
        *({Stat.FAILED: 1, Stat.OPEN: 1, Stat.FIRST_FAILURE: "/c"}, "finished"),
        *(Verdict.INCOMPLETE, "2 requests without an answer: /c"),
    ),
    "read down": (
        *({Stat.READ_DOWN: True, Stat.POSTINGS: 0}, "finished"),
        *(Verdict.RECENT, "newest first, read down to what is known; the rest is carried over"),
    ),
    "few": ({Stat.POSTINGS: 2}, "finished", Verdict.INCOMPLETE, "2 postings, fewer than the floor of 3"),
    "as many as the floor": ({Stat.POSTINGS: 3}, "finished", Verdict.COMPLETE, None),
    "a feed unread": ({FEED: "no answer", Stat.FAILED: 1}, "finished", Verdict.PARTIAL, "muster: no answer"),
    "a feed unread, and more lost": (
        *({FEED: "no answer", Stat.FAILED: 2}, "finished"),
        *(Verdict.INCOMPLETE, "2 requests without an answer: "),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_crawl_has_the_verdict_of_the_first_rule_that_holds(name: str) -> None:
    stats, ended, verdict, reason = CASES[name]
    stats = {**WELL, **stats}
    assert judge_crawl(stats, ended, 3, find_named(stats, Stat.UNREAD)) == (verdict, reason)
