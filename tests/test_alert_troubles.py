"""What is wrong after a run, and in which words it is told."""

from types import SimpleNamespace
from typing import Any

import pytest

from crawls.alerts.troubles import as_paragraph, as_sentence, find_troubles
from schemas.feeds import FeedState
from schemas.verdicts import Verdict


def _status(**more: Any) -> Any:
    nothing: dict[str, Any] = {
        "misdated": (),
        "bent": (),
        "is_ahead": False,
        "is_overdue": False,
        "boards": (),
        "doubts": (),
    }
    return SimpleNamespace(**(nothing | more))


def _published(**more: Any) -> Any:
    nothing: dict[str, Any] = {"misdated": (), "pages_failed": {}, "stopped": None, "stood": "the last snapshot stands"}
    nothing |= {"texts_unread": ()}
    return SimpleNamespace(**(nothing | more))


def _row(board: str, verdict: Verdict, **alarms: str) -> Any:
    return SimpleNamespace(board=board, verdict=verdict, alarms=alarms, reason="few answers")


def _doubt(name: str, state: FeedState) -> Any:
    return SimpleNamespace(name=name, state=state)


DATE = SimpleNamespace(run="R1", reason="it is dated tomorrow")
OLDER = SimpleNamespace(run="R2", reason="it is late")


@pytest.mark.parametrize(
    ("status", "published", "troubles"),
    [
        (_status(), None, {}),
        (_status(), _published(), {}),
        (_status(misdated=(DATE,)), _published(misdated=(DATE, OLDER)),
         {"dates": "run R1 is not published: it is dated tomorrow; run R2 is not published: it is late"}),
        (_status(bent=("jobs.parquet",)), None, {"snapshots": "changed since it was published: jobs.parquet"}),
        (_status(is_ahead=True), None, {"clock": "the snapshot is dated in the future: is the machine's clock right?"}),
        (_status(is_overdue=True), None, {"overdue": "nothing was published for 7 days or more"}),
        (_status(), _published(stopped="a gate"),
         {"publish": "nothing was published: a gate; the last snapshot stands"}),
        (_status(), _published(pages_failed={"a.html": "no words", "b.atom": "no day"}),
         {"pages": "a.html could not be made: no words; the tables are whole; "
                   "b.atom could not be made: no day; the tables are whole"}),
        (_status(), _published(texts_unread=("a.parquet cannot be read",)), {"texts": "a.parquet cannot be read"}),
        (_status(boards=(_row("a", Verdict.FAILED), _row("b", Verdict.COMPLETE), _row("c", Verdict.NOT_RUN))), None,
         {"a": "a is failed: few answers"}),
        (_status(boards=(_row("a", Verdict.COMPLETE, duration="it is slow"),)), None,
         {"a duration": "a (duration): it is slow"}),
        (_status(boards=(_row("a", Verdict.HELD),)), None, {"a": "a is held: few answers"}),
        (_status(boards=(_row("a", Verdict.HELD),), doubts=(_doubt("a", FeedState.HELD),)), None,
         {"a": "a is held: so few"}),
        (_status(boards=(_row("a", Verdict.PARTIAL),), doubts=(
            _doubt("a/x", FeedState.UNREAD), _doubt("a/y", FeedState.HELD), _doubt("ab/z", FeedState.HELD))), None,
         {"a/x": "a/x is unread: so few", "a/y": "a/y is held: so few"}),
        (_status(boards=(_row("a", Verdict.FAILED),), doubts=(_doubt("a", FeedState.HELD),)), None,
         {"a": "a is failed: few answers"}),
    ],
)  # fmt: skip
def test_what_someone_should_look_at_has_a_name_and_words(
    monkeypatch: pytest.MonkeyPatch, status: Any, published: Any, troubles: dict[str, str]
) -> None:
    monkeypatch.setattr("crawls.alerts.troubles.tell_doubt", lambda doubt: "so few")
    assert find_troubles(status, published) == troubles


def test_only_feeds_that_wait_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawls.alerts.troubles.tell_doubt", lambda doubt: "so few")
    other = next(state for state in FeedState if state not in (FeedState.HELD, FeedState.UNREAD))
    status = _status(boards=(_row("a", Verdict.PARTIAL),), doubts=(_doubt("a/x", other),))
    assert find_troubles(status) == {"a": "a is partial: few answers"}


def test_of_more_than_five_troubles_a_paragraph_gives_the_names() -> None:
    troubles = {f"b{number}": f"b{number} is failed" for number in range(7)}
    sentences = [f"B{number} is failed." for number in range(5)]
    assert as_paragraph(troubles) == " ".join([*sentences, "And 2 more: b5, b6."])
    assert as_paragraph(dict(list(troubles.items())[:5])) == " ".join(sentences)
    assert as_paragraph({}) == ""
    assert [as_sentence(words) for words in ("why?", "Go!", "a.", "a")] == ["Why?", "Go!", "A.", "A."]
