"""What holds for any small world of postings: order, copies and restarts leave no trace, and no job breaks a veto."""

from datetime import timedelta
from itertools import combinations, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from german.words.signature import SIGNATURE, sign_texts
from schemas.columns import schema_of
from schemas.reasons import GROUNDS, VETOES
from schemas.tables import PlaceOf, Posting, TrackedPosting
from snapshots.block import Block, read_block
from snapshots.duplicates import group_postings
from snapshots.pairs import decide
from snapshots.publish import publish
from storage.layout import Output, started_at
from storage.snapshots import read_snapshot
from tests.support.snapshots_rows import RUNS, bytes_of, leave_part, pay, posting

WORDS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
TEXT = [f"{word} {number}" for number in range(6) for word in WORDS.split()]
OTHER = TEXT[::-1]
SHARES = [" ".join(TEXT[:words] + OTHER[words:]) for words in (0, 35, 47, 65, 82, 92)]  # more and more of TEXT
TEXTS = (*SHARES, " ".join(TEXT[:35]), " ".join(OTHER[:35]), "kurz", None)
TOWNS = (("Solingen",), ("Wuppertal",), ("Solingen", "Wuppertal"), ("Remscheid", "Wuppertal"), ())
TITLES = ("Leitung EDV Vertrieb", "Leiter IT Vertrieb Teilzeit", "Leiter IT Vertrieb Vollzeit", "Leiter IT")
EMPLOYERS = ("muster werke", "muster gmbh", "andere", None)


USUAL = 3  # of four postings so many are alike in a column, or else no two would be worth a look
POOL: dict[str, tuple[Any, ...]] = {
    "title": (*["Leiter IT Vertrieb"] * USUAL, *TITLES),
    "towns": TOWNS,
    "employer_key": (*["muster"] * USUAL * 3, *EMPLOYERS),
    "text": (*[" ".join(TEXT)] * USUAL, *TEXTS),
    "seniority": (*[None] * USUAL, "lead", "head"),
    "pay_grade_max": (*[None] * USUAL * 2, "EG 11", "EG 13"),
    "fixed_term": (*[None] * USUAL, True, False),
    "reference": (*[None] * USUAL, "17", "18"),
    "language": (*[None] * USUAL, "de", "en"),
    "salary": (*[None] * USUAL, 5000, 6000),
    "employer_is_agency": (*[None] * USUAL, True),
    "employment_types": (*[()] * USUAL, ("mini_job",), ("full_time",)),
    "seen": ((0, 9), (0, 0), (3, 9), (40, 41), (75, 80)),
}


ALIKE = {"board": "board0"} | {name: pool[0] for name, pool in POOL.items()}
OF_TWO_TOWNS = [ALIKE | {"towns": towns} for towns in TOWNS[:3]]  # the second could go with the first or the third
OF_TWO_LEVELS = [  # each but near enough in time to the next
    ALIKE | {"seen": (day, day), "seniority": level}
    for day, level in ((0, "lead"), (50, None), (100, None), (150, "head"))
]


def world(size: int, boards: int = 3) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Values of so many postings; drawn evenly, which takes no time, and a failure names its seed."""

    def draw(seed: int) -> list[dict[str, Any]]:
        chance = Random(seed)
        return [
            {"board": f"board{chance.randrange(boards)}"} | {name: chance.choice(pool) for name, pool in POOL.items()}
            for _ in range(size)
        ]

    return st.integers(0, 2**32).map(draw)


def read(ref: int, values: dict[str, Any], run: str = RUNS[0]) -> Posting:
    """The posting of one of the values."""
    given = {name: value for name, value in values.items() if name not in ("towns", "salary", "seen")}
    places = tuple(PlaceOf(town=town, country="DE") for town in values["towns"])
    salary = pay(values["salary"]) if values["salary"] else {}
    return posting(str(ref), run, town=values["towns"][0] if places else None, places=places, **salary, **given)


def block(values: list[dict[str, Any]], order: list[int]) -> Block:
    """The postings in some order, each seen in its span of days."""
    rows = [read(ref, one) for ref, one in enumerate(values)]
    table = pa.Table.from_pylist([rows[at].as_record() for at in order], schema=schema_of(Posting))
    table = table.append_column(SIGNATURE, sign_texts(table["text"]))
    for end, name in enumerate(("first_seen_at", "last_seen_at")):
        days = [started_at(RUNS[0]) + timedelta(days=values[at]["seen"][end]) for at in order]
        table = table.append_column(schema_of(TrackedPosting).field(name), pa.array(days, pa.timestamp("us", "UTC")))
    return read_block(table)


def groups(values: list[dict[str, Any]], order: list[int]) -> set[frozenset[int]]:
    found = pd.Series(order).groupby(group_postings(block(values, order)).groups)
    return {frozenset(group) for _, group in found}


@settings(max_examples=5)
@given(world(40))
def test_what_two_postings_are_to_each_other_is_the_same_from_both_sides(values: list[dict[str, Any]]) -> None:
    known = block(values, list(range(len(values))))
    ends = np.array(list(combinations(range(len(values)), 2)))
    there, back = (
        decide(known.with_titles(), pd.DataFrame({"a": ends[:, one], "b": ends[:, 1 - one]})) for one in (0, 1)
    )
    told = ["same", "score", "kind", "reason"]
    assert there[told].equals(back[told])
    for same, reason in there[["same", "reason"]].drop_duplicates().itertuples(index=False):
        codes = [code.partition(":")[0] for code in reason.split()]
        in_order = [(code,) for code in VETOES] if not same else list(product(*list(GROUNDS.values())[:4]))
        assert tuple(codes[:4]) in in_order and codes[4:] in ([], ["another_time"])


@example(OF_TWO_TOWNS)
@example(OF_TWO_LEVELS)
@settings(max_examples=6)
@given(world(40))
def test_no_job_breaks_a_veto_and_the_order_of_rows_is_none_of_its_business(values: list[dict[str, Any]]) -> None:
    order = list(range(len(values)))
    found = groups(values, order)
    assert groups(values, order[::-1]) == found
    for group in found:
        if len(group) == 1:
            continue
        rows = [values[at] for at in group]
        assert set.intersection(*(set(row["towns"] or [None]) for row in rows)), "no town in common"
        assert all(row["employer_key"] for row in rows)
        for name in ("seniority", "pay_grade_max"):
            assert len({row[name] for row in rows} - {None}) <= 1, name
        forms = {"Teilzeit" if "Teilzeit" in row["title"] else "Vollzeit" for row in rows if "zeit" in row["title"]}
        minor = any(row["employment_types"] == ("mini_job",) and "zeit" not in row["title"] for row in rows)
        assert len(forms) + minor <= 1, "two forms of work"


@pytest.mark.long
@settings(max_examples=3)
@given(world(12, boards=2), st.data())
def test_parts_in_any_order_twice_and_over_any_number_of_publishes_come_to_one_snapshot(
    values: list[dict[str, Any]], data: Any
) -> None:
    """But for `changes` and the manifest, which tell of the snapshot before. The last day brings nothing new."""
    refs = list(range(len(values)))
    some = st.tuples(st.sets(st.sampled_from(refs)), st.sampled_from(("complete", "complete", "incomplete")))
    days = [*data.draw(st.lists(some, min_size=1, max_size=2)), (set(refs), "complete"), (set(refs), "complete")]
    with TemporaryDirectory() as folder:
        at_once, in_steps = (Output.at(Path(folder, name)) for name in ("once", "steps"))
        paths = []
        for run, (carried, verdict) in zip(RUNS, days, strict=False):
            for board in ("board0", "board1"):
                rows = [read(ref, values[ref], run) for ref in sorted(carried) if values[ref]["board"] == board]
                paths.append(leave_part(at_once, run, *rows, board=board, verdict=verdict))
                leave_part(in_steps, run, *rows[::-1], board=board, verdict=verdict)
            if run in RUNS[len(days) - 2 : len(days)] or data.draw(st.booleans()):
                publish(in_steps)
        copy = Path(paths[0]).with_name("copied.parquet")
        copy.write_bytes(Path(paths[0]).read_bytes())
        publish(at_once, parts=data.draw(st.permutations([*paths, str(copy), paths[-1]])))
        run = RUNS[len(days) - 1]
        one, other = bytes_of(at_once, run), bytes_of(in_steps, run)
        for name in ("jobs", "postings", "descriptions", "boards"):
            assert one[f"{name}.parquet"] == other[f"{name}.parquet"], name
        last = read_snapshot(in_steps)
        assert last
        assert last.table("changes").num_rows == 0
        assert publish(in_steps).runs == ()
        assert bytes_of(in_steps, run) == other
