"""A table of lives: which vacancies come again, which ads get a new date, and how old a job is."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from snapshots.publish import publish
from storage.layout import Output
from tests.support.snapshots_rows import FIRST, RUNS, leave_part, posting, rows_of

TITLE = "IT-Leiter"
Carried = dict[str, tuple[int, ...]]  # by board_ref, the days on which board alpha (or beta: "beta b") carries it


def live(output: Output, carried: Carried, last: int, facts: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    """The job after daily runs to the day `last`; `facts`: columns of its postings from a day on."""
    for day in range(last + 1):
        given = {"title": TITLE, "posted_precision": "day"}
        for since, values in (facts or {}).items():
            given |= values if since <= day else {}
        for board in ("alpha", "beta"):
            refs = [ref for ref, days in carried.items() if day in days and ("beta" in ref) == (board == "beta")]
            rows = [posting(ref.split()[-1], RUNS[day], board, **given) for ref in refs]
            leave_part(output, RUNS[day], *rows, posting(f"other {board}", RUNS[day], board), board=board)
        if day % 4 == 0:
            publish(output)  # some runs by themselves, others together
    publish(output)
    return rows_of(output, "jobs")[TITLE]


def days(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


@pytest.mark.parametrize(
    ("story", "carried", "last", "reposted", "copies"),
    [
        ("a new id each week", {"a": days(0, 6), "b": days(7, 13), "c": days(14, 16)}, 16, 0, 1),
        ("a new id after three days", {"a": days(0, 2), "b": days(5, 8)}, 8, 0, 1),
        ("a new id after ten days", {"a": days(0, 2), "b": days(12, 14)}, 14, 1, 1),
        ("the same id after ten days", {"a": (*days(0, 2), *days(12, 14))}, 14, 1, 1),
        ("twice", {"a": days(0, 2), "b": days(8, 9), "c": days(16, 18)}, 18, 2, 1),
        ("on two boards on one day", {"a": days(0, 2), "b": days(12, 14), "beta c": days(12, 14)}, 14, 1, 2),
        ("on another board a day later", {"a": days(0, 2), "b": days(12, 14), "beta c": days(13, 14)}, 14, 1, 2),
        ("a second ad beside the first", {"a": days(0, 14), "beta b": days(8, 14)}, 14, 0, 2),
        ("ended on one board, up on the other", {"a": (*days(0, 2), *days(12, 14)), "beta b": days(0, 14)}, 14, 0, 2),
        ("ended for good", {"a": days(0, 2)}, 8, 0, 0),
    ],
)
def test_a_vacancy_that_ended_and_came_again_is_reposted(
    story: str, carried: Carried, last: int, reposted: int, copies: int, tmp_path: Path
) -> None:
    job = live(Output.at(tmp_path), carried, last)
    assert (job["reposted"], job["copies"]) == (reposted, copies), story


POSTED = FIRST.date()
SAME, OTHER = (
    "Wir suchen eine Leitung für den IT-Betrieb in Solingen.",
    "Sie führen ein Team von Technikern in Köln an.",
)


@pytest.mark.parametrize(
    ("story", "before", "after", "redated"),
    [
        ("the same text", {}, {"posted_on": POSTED + timedelta(3)}, 1),
        ("another text", {}, {"posted_on": POSTED + timedelta(3), "text": OTHER}, 0),
        ("later by one day", {}, {"posted_on": POSTED + timedelta(1)}, 0),
        ("an earlier day", {}, {"posted_on": POSTED - timedelta(3)}, 0),
        ("to the month", {}, {"posted_on": POSTED + timedelta(9), "posted_precision": "month"}, 0),
        ("more than 30 days ago", {}, {"posted_on": POSTED + timedelta(9), "posted_at_least": True}, 0),
        ("no text at all", {"text": None}, {"posted_on": POSTED + timedelta(9)}, 0),
        ("other readers", {"readers": "1"}, {"posted_on": POSTED + timedelta(9), "readers": "2"}, 0),
    ],
)
def test_an_ad_that_stays_under_a_later_date_is_redated(
    story: str, before: dict[str, Any], after: dict[str, Any], redated: int, tmp_path: Path
) -> None:
    facts = {0: {"posted_on": POSTED, "text": SAME} | before, 4: after}
    job = live(Output.at(tmp_path), {"a": days(0, 5)}, 5, facts)
    assert job["redated"] == redated, story


def test_a_date_that_moves_on_day_by_day_is_nobodys_doing(tmp_path: Path) -> None:
    facts = {day: {"posted_on": POSTED + timedelta(day), "text": SAME} for day in range(8)}
    assert live(Output.at(tmp_path), {"a": days(0, 7)}, 7, facts)["redated"] == 0


@pytest.mark.parametrize(
    ("facts", "carried", "days_open"),
    [
        ({0: {"posted_on": date(2026, 11, 12)}}, days(0, 6), 16),
        ({0: {"posted_on": date(2026, 11, 1), "posted_precision": "month"}}, days(0, 6), 6),
        ({0: {"posted_on": None, "posted_precision": None}}, days(0, 6), 6),
        ({0: {"posted_on": date(2026, 11, 25)}}, days(0, 6), 6),
        ({0: {"posted_on": date(2026, 11, 12)}}, days(0, 2), 14),  # closed on the 26th
        ({0: {"posted_on": date(2026, 11, 12), "text": SAME}, 4: {"posted_on": date(2026, 11, 26)}}, days(0, 6), 16),
    ],
)
def test_a_job_is_as_old_as_its_first_day(
    facts: dict[int, dict[str, Any]], carried: tuple[int, ...], days_open: int, tmp_path: Path
) -> None:
    assert live(Output.at(tmp_path), {"a": carried}, 6, facts)["days_open"] == days_open
