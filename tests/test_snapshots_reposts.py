"""A table of lives: which vacancies come again, which ads get a new date, and how old a job is."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from schemas.tables import Posting
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import verify
from tests.support.snapshots_rows import FIRST, RUNS, leave_part, posting

Facts = dict[int, dict[str, Any]]  # columns of a story's postings from a day on
PUBLISHED = (0, 4, 5, 6, 7, 8, 12, 14, 16, 18)  # days whose runs end in a snapshot; some by themselves, some together


def days(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Story:
    """One vacancy of an employer of its own, and what is to be known of its job on the last day."""

    name: str
    last: int
    expected: dict[str, int]
    carried: dict[str, tuple[int, ...]]  # by board_ref, the days on which board alpha (or beta: "beta b") carries it
    facts: Facts = field(default_factory=dict)

    def told(self, day: int, board: str) -> list[Posting]:
        """Its postings on a board on a day."""
        given: dict[str, Any] = {"posted_precision": "day", "employer": self.name, "employer_key": self.name}
        for since, values in self.facts.items():
            given |= values if since <= day else {}
        refs = [ref for ref, on in self.carried.items() if day in on and ("beta" in ref) == (board == "beta")]
        return [
            posting(f"{self.name} {ref.split()[-1]}", RUNS[day], board, title="IT-Leiter", **given)
            for ref in (refs if day <= self.last else ())
        ]


def reposted(name: str, carried: dict[str, tuple[int, ...]], last: int, times: int, copies: int) -> Story:
    return Story(name, last, {"reposted": times, "copies": copies}, carried)


POSTED = FIRST.date()
SAME, OTHER = (
    "Wir suchen eine Leitung für den IT-Betrieb in Solingen.",
    "Sie führen ein Team von Technikern in Köln an.",
)


def redated(name: str, before: dict[str, Any], after: dict[str, Any], times: int) -> Story:
    facts = {0: {"posted_on": POSTED, "text": SAME} | before, 4: after}
    return Story(name, 5, {"redated": times}, {"a": days(0, 5)}, facts)


def aged(name: str, facts: Facts, carried: tuple[int, ...], days_open: int) -> Story:
    return Story(name, 6, {"days_open": days_open}, {"a": carried}, facts)


STORIES = [
    reposted("a new id each week", {"a": days(0, 6), "b": days(7, 13), "c": days(14, 16)}, 16, 0, 1),
    reposted("a new id after three days", {"a": days(0, 2), "b": days(5, 8)}, 8, 0, 1),
    reposted("a new id after ten days", {"a": days(0, 2), "b": days(12, 14)}, 14, 1, 1),
    reposted("the same id after ten days", {"a": (*days(0, 2), *days(12, 14))}, 14, 1, 1),
    reposted("twice", {"a": days(0, 2), "b": days(8, 9), "c": days(16, 18)}, 18, 2, 1),
    reposted("on two boards on one day", {"a": days(0, 2), "b": days(12, 14), "beta c": days(12, 14)}, 14, 1, 2),
    reposted("on another board a day later", {"a": days(0, 2), "b": days(12, 14), "beta c": days(13, 14)}, 14, 1, 2),
    reposted("a second ad beside the first", {"a": days(0, 14), "beta b": days(8, 14)}, 14, 0, 2),
    reposted("ended on one board", {"a": (*days(0, 2), *days(12, 14)), "beta b": days(0, 14)}, 14, 0, 2),
    reposted("ended for good", {"a": days(0, 2)}, 8, 0, 0),
    redated("the same text", {}, {"posted_on": POSTED + timedelta(3)}, 1),
    redated("another text", {}, {"posted_on": POSTED + timedelta(3), "text": OTHER}, 0),
    redated("later by one day", {}, {"posted_on": POSTED + timedelta(1)}, 0),
    redated("an earlier day", {}, {"posted_on": POSTED - timedelta(3)}, 0),
    redated("to the month", {}, {"posted_on": POSTED + timedelta(9), "posted_precision": "month"}, 0),
    redated("more than 30 days ago", {}, {"posted_on": POSTED + timedelta(9), "posted_at_least": True}, 0),
    redated("no text at all", {"text": None}, {"posted_on": POSTED + timedelta(9)}, 0),
    redated("other readers", {"readers": "1"}, {"posted_on": POSTED + timedelta(9), "readers": "2"}, 0),
    Story(
        "a date that moves on day by day is nobody's doing", 7, {"redated": 0}, {"a": days(0, 7)},
        {day: {"posted_on": POSTED + timedelta(day), "text": SAME} for day in range(8)},
    ),
    aged("old when it was met", {0: {"posted_on": date(2026, 11, 12)}}, days(0, 6), 16),
    aged("of a month", {0: {"posted_on": date(2026, 11, 1), "posted_precision": "month"}}, days(0, 6), 6),
    aged("of no day", {0: {"posted_on": None, "posted_precision": None}}, days(0, 6), 6),
    aged("of a later day", {0: {"posted_on": date(2026, 11, 25)}}, days(0, 6), 6),
    aged("closed on the 26th", {0: {"posted_on": date(2026, 11, 12)}}, days(0, 2), 14),
    aged(
        "of a new day", {0: {"posted_on": date(2026, 11, 12), "text": SAME}, 4: {"posted_on": date(2026, 11, 26)}},
        days(0, 6), 16,
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """All stories day by day on two boards, with other ads enough that no board's closings are held."""
    output = Output.at(tmp_path_factory.mktemp("stories"))
    for day in range(max(PUBLISHED) + 1):
        for board in ("alpha", "beta"):
            others = [posting(f"other {board} {number}", RUNS[day], board) for number in range(60)]
            rows = [row for story in STORIES for row in story.told(day, board)]
            leave_part(output, RUNS[day], *rows, *others, board=board)
        if day in PUBLISHED:
            publish(output)
    return output


@pytest.mark.long
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_reposts_new_dates_and_age_are_told_as_they_were(story: Story, lived: Output) -> None:
    jobs = verify(lived, RUNS[story.last]).table("jobs").to_pylist()
    (job,) = (job for job in jobs if job["employer"] == story.name)
    assert {name: job[name] for name in story.expected} == story.expected
