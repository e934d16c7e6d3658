"""Whose jobs are decided anew after a run: what it touched, and all that this may tie; tables, no publish."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from german.words.signature import SIGNATURE, sign_texts
from schemas.tables import PlaceOf
from snapshots.affected import find_affected, number_towns
from storage.layout import started_at
from tests.support.snapshots_rows import RUNS, hash_of, stock_of, tracked

Row = dict[str, Any]
BEFORE, RUN = RUNS[2], RUNS[3]
WORDS = [f"wort{number}" for number in range(60)]
TEXT, OTHER_TEXT = " ".join(WORDS), " ".join(reversed(WORDS))


def in_towns(*towns: str | None) -> tuple[PlaceOf, ...]:
    return tuple(PlaceOf(town=town) for town in towns)


def ad(ref: str, text: str | None = None, **values: Any) -> Row:
    """A posting of a job of its own and of a title, town, employer and text of its own, unless these are named."""
    text = text or " ".join(f"{ref}{number}" for number in range(60))
    own = {"title_key": f"{ref} leit produktion werk", "town": f"Ort {ref}", "places": (), "employer_key": f"haus{ref}"}
    row = tracked(ref, f"J{ref}", **own | {"text": text, "text_sha256": hash_of(text)} | values)
    return row | {"text": text, "run": BEFORE, "last_seen_at": started_at(BEFORE)}


def seen(row: Row, **changed: Any) -> Row:
    """The same in the next run."""
    if "places" in changed:
        changed["places"] = list(map(asdict, changed["places"]))
    return row | {"run": RUN, "last_seen_at": started_at(RUN)} | changed


def table_of(rows: list[Row]) -> pa.Table:
    texts = {row["board_ref"]: row["text"] for row in rows}
    stock = stock_of(*({name: value for name, value in row.items() if name != "text"} for row in rows))
    return stock.append_column(SIGNATURE, sign_texts(pa.array([texts[ref] for ref in stock["board_ref"].to_pylist()])))


def affected(before: list[Row], after: list[Row], run_before: str | None = BEFORE) -> str:
    stock = table_of(after)
    mask = find_affected(table_of(before), stock, run_before, RUN)
    return "".join(ref for ref, is_hit in zip(stock["board_ref"].to_pylist(), mask, strict=True) if is_hit)


def said(value: str) -> list[Row]:
    return [{"field": "town", "value": value, "until_at": started_at(RUNS[1]), "may_lag": True}]


@pytest.mark.parametrize(
    ("changed", "hit"),
    [
        ({}, ""),
        ({"run": BEFORE}, "1"),  # only one of the two runs carried it
        ({"last_seen_at": started_at(RUN) + timedelta(hours=1), "text_length": 9, "url": "https://x.example/1"}, "1"),
        ({"last_seen_at": started_at(RUN) + timedelta(hours=1), "text_length": 9}, ""),
        ({"title_key": "1 leit werk"}, "1"),
        ({"town": "Hagen"}, "1"),
        ({"places": in_towns("Hagen")}, "1"),
        ({"employer_key": "haus"}, "1"),
        ({"seniority": "senior"}, "1"),
        ({"status": "closed"}, "1"),
        ({"fixed_term": True}, "1"),
        ({"apply_by_on": date(2026, 12, 1)}, ""),
        ({"said_before": said("Hagen")}, "1"),
        ({"missed_runs": 1}, ""),  # decides nothing
        ({"stale": True}, ""),
    ],
)
def test_a_posting_is_touched_if_what_the_decision_looks_at_changed(changed: Row, hit: str) -> None:
    known = [ad("1"), ad("2")]
    assert affected(known, [seen(known[0], **changed), seen(known[1])]) == hit


KIN: Row = {"title_key": "leit produktion werk zwei", "town": "Solingen"}
PART: Row = {"text": TEXT, "employer_key": "haus", "town": "Ulm"}  # of one text and employer
PLAIN: Row = {"title_key": "leit", "town": "Ulm"}  # a title of many vacancies
SAME: Row = {"title_key": "1 leit produktion werk", "town": "Ort 1"}


@pytest.mark.parametrize(
    ("others", "new", "hit", "why"),
    [
        ([ad("1"), ad("2")], ad("9"), "9", "a new one alone"),
        ([ad("1", **KIN), ad("2")], ad("9", **KIN), "19", "one of its title and town"),
        ([ad("1", **KIN), ad("2", **KIN)], ad("9", **KIN), "129", "all of them"),
        ([ad("1", **KIN | {"town": "Hagen"})], ad("9", **KIN), "9", "in another town"),
        ([ad("1", **KIN | {"title_key": "leit produktion werk drei"})], ad("9", **KIN), "9", "of another title"),
        (
            [
                ad("1", **KIN),
                ad("2", **KIN | {"town": "Hagen", "places": in_towns("Hagen", "Solingen")}),
                ad("3", **KIN | {"town": "Hagen"}),
                ad("4", **KIN | {"town": "Ulm"}),
            ],
            ad("9", **KIN),
            "1239",
            "through one in two towns",
        ),
        ([ad("1"), ad("2") | {"job_id": "J1"}], ad("9", **SAME), "129", "and what is one job with those"),
        ([ad("1", **PART), ad("2", **PART)], ad("9", **PART), "129", "one text of one employer under several titles"),
        ([ad("1", **PART)], ad("9", **PART | {"town": "Hagen"}), "9", "elsewhere"),
        ([ad("1", **PART)], ad("9", **PART | {"employer_key": "werk"}), "9", "another employer's"),
        ([ad("1", **PART)], ad("9", **PART | {"text": OTHER_TEXT}), "9", "another text"),
        ([ad("1", **PLAIN)], ad("9", **PLAIN), "9", "a title that fits many vacancies"),
        ([ad("1", **PLAIN | {"employer_key": "haus9 werk"})], ad("9", **PLAIN), "19", "unless of one employer"),
        ([ad("1", **PLAIN | {"text": TEXT})], ad("9", **PLAIN | {"text": TEXT}), "19", "or of one text"),
        (
            [ad("1", **PLAIN | {"employer_key": None})],
            ad("9", **PLAIN | {"employer_key": None}),
            "9",
            "of employers that are not named",
        ),
    ],
)
def test_what_a_new_posting_may_tie_is_decided_anew(others: list[Row], new: Row, hit: str, why: str) -> None:
    after = [*(seen(row) for row in others), seen(new, job_id=None)]
    assert affected(others, after) == hit, why


def test_its_state_before_counts_as_well_as_its_state_now() -> None:
    known = [ad("1", **KIN), ad("2", **KIN), ad("3", **KIN | {"town": "Hagen"}), ad("4")]
    assert affected(known, [seen(known[0], town="Hagen"), *map(seen, known[1:])]) == "123"


def test_where_nothing_is_decided_yet_all_is() -> None:
    known = [ad("1"), ad("2")]
    assert affected(known, list(map(seen, known)), None) == "12"
    assert affected(known, [seen(known[0]), known[1]]) == "2"


def test_each_town_of_a_row_is_numbered_and_rows_without_one_share_a_number() -> None:
    both = ad("1", town="Ulm", places=in_towns("Ulm", "Hagen"))
    rows = table_of([both, ad("2", town=None), ad("3", town="Hagen"), ad("4", town=None, places=in_towns(None))])
    row, town = number_towns(rows, np.array([0, 1, 2, 3]))
    of_row: dict[int, set[int]] = {}
    for one, number in zip(row.tolist(), town.tolist(), strict=True):
        of_row.setdefault(one, set()).add(number)
    assert len(of_row[0]) == 2 and of_row[2] < of_row[0]
    assert of_row[1] == of_row[3] and of_row[1].isdisjoint(of_row[0])
    assert number_towns(rows, np.array([2]))[0].tolist() == [2]
