"""Whose doing it is that postings come and go, by what is searched, asked for and read: tests/tables/coming.tsv."""

import json
from datetime import date
from typing import Any

import pytest

from schemas.columns import NEWS, fields_of
from schemas.said import KEPT, pack_sums
from schemas.tables import Vacancy
from snapshots.life import day_of
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import open_snapshot
from tests.support.snapshots_rows import RUNS, leave_part, posting
from tests.table_rows import table_rows

STORIES = table_rows("coming")
WANTED = {"role_families": ["it_lead"], "titles": [], "latitude": 51.25, "longitude": 7.15, "radius_km": 30}
NARROW = {**WANTED, "role_families": ["dev_lead"]}
AT = "muster/1"  # the posting of which the stories tell
WORDS = {"title": "IT-Leiter", "places": "Solingen", "text": "Wir suchen."}


def part(story: str, day: int, told: str) -> dict[str, Any] | None:
    """What a run's part is, from the words of the table; None: the board is not asked."""
    facts = set(told.split(", "))
    if "off" in facts:
        return None
    values: dict[str, Any] = {"readers": "new" if "new readers" in facts else "old", "posted_on": date(2026, 11, 1)}
    values |= {"employer": story, "employer_key": story}
    words = WORDS | ({"title": "IT-Chef", "text": "Wir bieten."} if "other words" in facts else {})
    values |= {"said": pack_sums(words), "title": words["title"], "text": words["text"]}
    if "other place" in facts:
        values |= {"said": pack_sums({**words, "places": "Hagen"}), "town": "Hagen", "place": "Hagen"}
    if "posted today" in facts:
        values["posted_on"] = date.fromisoformat(f"{RUNS[day][:4]}-{RUNS[day][4:6]}-{RUNS[day][6:8]}")
    if out := facts & {"out by role", "out by area"}:
        values["left_out"] = out.pop().split()[-1]
    if "read as other role" in facts:
        values["role_family"] = "other_it"
    if "read as other place" in facts:
        values |= {"town": "Hagen", "places": ()}
    if "its deadline is near" in facts:
        values["apply_by_on"] = day_of(RUNS[day])
    other = posting(
        "werke/2", RUNS[day], story, employer=f"{story}, another", employer_key=f"{story}, another", readers="old"
    )
    is_there = "absent" not in facts and "its feed not asked" not in facts
    return {
        "postings": [posting(AT, RUNS[day], story, **values)] * is_there + [other],
        "feeds": ("werke/",) if "its feed not asked" in facts else ("muster/", "werke/"),
        "wanted": json.dumps(NARROW if "not wanted" in facts else WANTED),
        "asked": tuple(f"{feed}/keyword={word}" for feed in ("muster", "werke") for word in _keywords(facts)),
        "gone": (AT,) if "gone" in facts else (),
        "verdict": "incomplete" if "incomplete" in facts else "complete",
    }


def _keywords(facts: set[str]) -> tuple[str, ...]:
    return ("one",) if "fewer keywords" in facts else ("one", "two")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """All stories side by side, each on a board of its own with an employer of its own, of its name."""
    output = Output.at(tmp_path_factory.mktemp("stories"))
    for day in range(3):
        leave_part(output, RUNS[day], posting("z", RUNS[day], "beta"), board="beta")
        for row in STORIES:
            told = row[f"day {day + 1}"]
            if told and (one := part(row["story"], day, told)):
                leave_part(output, RUNS[day], *one.pop("postings"), board=row["story"], **one)
        publish(output)
    return output


@pytest.mark.parametrize("row", STORIES, ids=[row["story"] for row in STORIES])
def test_a_posting_comes_and_goes_as_the_table_says(row: dict[str, str], lived: Output) -> None:
    last = max(day for day in range(3) if row[f"day {day + 1}"])
    snapshot = open_snapshot(lived, RUNS[last])
    changes = snapshot.table("changes").to_pylist()
    found = [change for change in changes if change["employer"] == row["story"]]
    kinds = [(one["kind"], one["cause"]) for one in found if one["kind"] != "changed"]
    assert kinds == ([(row["kind"], row["cause"])] if row["kind"] else [])
    if row["kind"] == "closed":
        assert found[-1]["after"] == row["reason"]


def test_each_column_that_is_news_says_what_it_is_read_from() -> None:
    fields = [field for field in fields_of(Vacancy) if NEWS in field.use.roles]
    assert [field.name for field in fields if not field.use.read_from] == []
    assert {subject for field in fields for subject in field.use.read_from} == KEPT.keys()
