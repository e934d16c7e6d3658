"""From which posting of a job a fact is taken while its boards follow each other: a table of what they said."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import pyarrow as pa
import pytest

from snapshots.leading import Leads
from snapshots.said_before import SAID

FIRST = datetime(2026, 9, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """What one posting says, from the day that it is first seen: each value until a day, and the last one now."""

    words: str  # such as "junior 3 senior": junior until day 3, and senior since
    since: int = 0
    is_open: bool = True
    may_lag: bool = True
    column: str = "seniority"
    reworded: bool | None = None


titled = partial(Said, column="title")


def leads_of(*job: Said, name: str = "seniority") -> list[int]:
    """The numbers of the postings of one job that a fact is taken from before others."""
    rows = []
    for posting in job:
        *earlier, now = (None if word == "-" else word.replace("_", " ") for word in posting.words.split(" "))
        told = [
            {"field": posting.column, "value": value, "until_at": FIRST + timedelta(days=int(day or 0)),
             "may_lag": posting.may_lag, "reworded": posting.reworded}
            for value, day in zip(earlier[::2], earlier[1::2], strict=True)
        ]  # fmt: skip
        row: dict[str, str | None] = {
            "seniority": None,
            "title_key": None,
            "title": None,
            "town": None,
            "employer_key": None,
        }
        row |= {posting.column: now}
        rows.append(
            row
            | {
                "said_before": told,
                "first_seen_at": FIRST + timedelta(days=posting.since),
                "status": "open" if posting.is_open else "closed",
            }
        )
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    types = {"said_before": SAID, "first_seen_at": pa.timestamp("us", "UTC")}
    stock = pa.table({key: pa.array(column, types.get(key, pa.string())) for key, column in columns.items()})
    other = pa.Table.from_pylist([rows[0]], stock.schema)  # a job of one posting, which leads nothing
    leads = Leads(pa.concat_tables([stock, other]), np.array([0] * len(job) + [1]))
    return [row for row, leads_its_job in enumerate(leads.find(name, [name]).tolist()) if leads_its_job]


@pytest.mark.parametrize(
    ("job", "leads", "why"),
    [
        ((Said("junior 3 senior"), Said("junior")), [0], "the first to say something new"),
        ((Said("junior"), Said("junior 3 senior")), [1], "wherever it stands"),
        ((Said("junior 3 senior"), Said("junior 4 senior")), [0], "the other follows"),
        ((Said("junior 4 senior"), Said("junior 3 senior")), [1], "it followed"),
        ((Said("junior 3 senior"), Said("junior 3 senior")), [0, 1], "both on one day"),
        ((Said("junior 3 senior 5 lead"), Said("junior 3 senior")), [0], "one is further"),
        ((Said("junior 3 senior 5 lead"), Said("junior 6 senior")), [0], "what another says later is no news"),
        ((Said("junior 3 senior 5 -"), Said("junior")), [], "in the end it says nothing"),
        ((Said("junior 5 lead"), Said("junior 3 senior")), [0], "the value that was reached last"),
        ((Said("junior 3 lead"), Said("junior 5 senior")), [1], "the value that was reached last"),
        ((Said("junior 2 senior 5 junior"), Said("junior 2 senior")), [0], "and back again"),
        ((Said("junior 2 senior 5 junior"), Said("junior")), [], "and back to what the other said all along"),
        ((Said("junior 3 senior"), Said("senior")), [], "what the other said all along is nothing new"),
        ((Said("junior 3 senior"), Said("senior", since=3)), [0], "the other came with what was new"),
        ((Said("junior 3 senior"), Said("senior", since=5)), [0], "the other came later"),
        ((Said("junior 3 senior"), Said("senior", since=2)), [], "the other said so before"),
        ((Said("junior 3 -"), Said("junior")), [], "to say nothing is nothing new"),
        ((Said("- 3 senior"), Said("-")), [0], "to say something is"),
        ((Said("junior 3 senior", is_open=False), Said("junior")), [0], "it closed while the other may lag"),
        ((Said("junior 3 senior", is_open=False, may_lag=False), Said("junior")), [], "it closed, and long ago"),
        ((Said("junior 3 senior", is_open=False), Said("junior", is_open=False)), [], "all closed"),
        ((Said("junior 3 senior", may_lag=False), Said("junior")), [0], "long ago, and it is still up"),
        ((Said("junior 3 senior", reworded=True), Said("junior 3 lead", reworded=False)), [0], "one is read otherwise"),
        ((Said("junior 3 senior", reworded=False), Said("junior 3 lead", reworded=False)), [], "both are"),
        ((Said("junior"), Said("senior")), [], "nothing changed"),
        ((Said("junior 3 senior"),), [], "nobody to follow"),
        (
            (Said("a_b 3 b_a", column="title_key"), Said("a_b", column="title_key")),
            [],
            "a title's words in another order",
        ),
        ((Said("a_b 5 b_a", column="title_key"), Said("d 3 c", column="title_key")), [1], "which hide nothing new"),
        (
            (titled("Leiter_IT_(50_%) 3 Leiter_IT_(75_%)"), titled("Leiter_IT_(50_%)")),
            [0],
            "another share of full time",
        ),
        ((titled("Leiter_IT 3 Leiter_IT,_30_Stunden"), titled("Leiter_IT")), [0], "hours that were not stated"),
        ((titled("Leiter_IT_EG_11 3 Leiter_IT_EG_12"), titled("Leiter_IT_EG_11")), [0], "another grade"),
        ((titled("Leiter_IT_Essen 3 Leiter_IT_Köln"), titled("Leiter_IT_Essen")), [0], "another site"),
        ((titled("Trainee_2026 3 Trainee_2027"), titled("Trainee_2026")), [0], "another start"),
        ((titled("Leiter_IT_(m/w/d) 3 Leiter_IT_(d/m/w)"), titled("Leiter_IT")), [], "other words, and the same title"),
        (
            (titled("Leiter_(75_%)"), titled("Leiter_IT_(50_%) 3 Leiter_IT_(75_%)")),
            [],
            "the share that is stated already",
        ),
    ],
)
def test_a_fact_is_taken_from_the_first_posting_that_said_the_new_value(
    job: tuple[Said, ...], leads: list[int], why: str
) -> None:
    name = {"title_key": "title"}.get(job[0].column, job[0].column)
    assert leads_of(*job, name=name) == leads, why
