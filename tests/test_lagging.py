"""Which postings follow another though the two disagree, and which one led a job that split: tables, no publish."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from german.words.signature import SIGNATURE, sign_texts
from snapshots.block import read_block
from snapshots.lag import Past, find_job_mates, find_lagging, find_leading, read_past, was_one
from snapshots.pairs import decide
from storage.layout import started_at
from tests.support.snapshots_rows import RUNS, hash_of, pay, stock_of, tracked

TEXT = " ".join(f"wort{number}" for number in range(60))
OTHER_TEXT = " ".join(f"anders{number}" for number in range(60))
RUN = RUNS[3]
Row = dict[str, Any]


def said(value: float | str, day: int, field: str = "salary_max_eur", may_lag: bool = True) -> Row:
    """What a posting said in a column until a day."""
    word = value if isinstance(value, str) else f"{value}"
    return {"field": field, "value": word, "until_at": started_at(RUNS[day]), "may_lag": may_lag}


def until(low: int, day: int, may_lag: bool = True) -> list[Row]:
    """What a posting said of its pay until a day."""
    columns = {"salary_min_eur": low, "salary_max_eur": low}
    columns |= {"salary_year_min_eur": low * 12, "salary_year_max_eur": low * 12}
    return [said(f"{value:.2f}", day, name, may_lag) for name, value in columns.items()]


def online(ref: str, job: str | None, low: int, *earlier: list[Row], board: str = "alpha", **values: Any) -> Row:
    """A posting that this run carried; `earlier`: see until."""
    text = f"{values.pop('text', TEXT)} {ref}"
    values = {"title": "IT-Leiter Produktion", "run": RUN, "first_seen_at": started_at(RUNS[0])} | values
    values = {"last_seen_at": started_at(RUN)} | values
    words = pay(low, salary_year_min_eur=low * 12.0, salary_year_max_eur=low * 12.0) | values
    row = tracked(ref, job, board, text=text, text_sha256=hash_of(text), **words)
    entries = [entry for one in earlier for entry in one]
    return row | {"said_before": sorted(entries, key=lambda entry: entry["until_at"]), "text": text}


def gone(ref: str, job: str | None, low: int, day: int = 1, **values: Any) -> Row:
    """A posting that closed."""
    at: Row = {"run": RUNS[day], "last_seen_at": started_at(RUNS[day]), "status": "closed"}
    return online(ref, job, low, **at | values)


def past_of(*rows: Row) -> Past:
    texts = {(row["board"], row["board_ref"]): row["text"] for row in rows}
    stock = stock_of(*({name: value for name, value in row.items() if name != "text"} for row in rows))
    keys = zip(stock["board"].to_pylist(), stock["board_ref"].to_pylist(), strict=True)
    return read_past(stock.append_column(SIGNATURE, sign_texts(pa.array([texts[key] for key in keys]))), RUN)


def lagging_in(*rows: Row) -> list[str]:
    """Who follows whom, as their refs, and `x` behind one that has closed: "2<1x"."""
    past = past_of(*rows)
    block = read_block(past.postings, RUN)
    pairs = pd.DataFrame(combinations(range(len(rows)), 2), columns=["a", "b"])
    found = find_lagging(block, past, decide(block.with_titles(), pairs))
    refs = past.postings["board_ref"].to_pylist()
    return [f"{refs[behind]}<{refs[leader]}{'x' * closed}" for behind, leader, closed in found.itertuples(index=False)]


BETA: Row = {"board": "beta"}
GAMMA: Row = {"board": "gamma"}
CANONICAL: Row = {"is_canonical": True}
STAYS = online("2", "J", 4000, **BETA)
CHANGED = online("1", "J", 5000, until(4000, 2))
NOW = online("1", "J", 5000)
CLOSED = gone("1", "J", 4000)


@pytest.mark.parametrize(
    ("rows", "follows", "why"),
    [
        ([online("1", "J", 4000), STAYS], [], "they agree"),
        ([CHANGED, STAYS], ["2<1"], "the first to say it leads"),
        ([online("1", "J", 4000), online("2", "J", 5000, until(4000, 2), **BETA)], ["1<2"], "wherever it stands"),
        ([CHANGED, online("2", "J", 4000)], [], "no board lags behind itself"),
        ([online("1", "J", 5000, until(4000, 2, may_lag=False)), STAYS], [], "it is too long ago"),
        ([NOW, STAYS], [], "nothing is known of before"),
        ([online("1", "J", 5000, until(4500, 2)), STAYS], [], "they never said the same"),
        ([CHANGED, online("2", "K", 4000, **BETA)], [], "they were two jobs"),
        ([CHANGED, online("2", None, 4000, **BETA)], ["2<1"], "a new one says what was said"),
        ([online("1", None, 5000), online("2", "J", 4000, until(5000, 2), **BETA)], ["1<2"], "a new one is behind"),
        ([online("1", None, 5000, until(4000, 2)), online("2", None, 4000, **BETA)], [], "both are new"),
        ([online("1", "J", 5000, until(4000, 1)), online("2", "J", 5500, until(4000, 2), **BETA)], ["1<2"], "later"),
        ([CHANGED, online("2", "J", 5500, until(4000, 1), **BETA)], ["2<1"], "the later change leads"),
        ([CHANGED, online("2", "J", 5500, until(4000, 2), **BETA)], ["2<1"], "both at once: the first by key"),
        ([CHANGED, online("2", "J", 4000, text=OTHER_TEXT, **BETA)], [], "another text is no lag"),
        # What has closed follows what its job became.
        ([NOW, gone("2", "J", 4000, **BETA)], ["2<1x"], "it closed before the other changed"),
        ([NOW, gone("2", "J", 4000)], ["2<1x"], "on the same board, too"),
        ([NOW, gone("2", "K", 4000, **BETA)], [], "they were two jobs"),
        ([online("1", None, 5000), gone("2", "J", 4000, **BETA)], [], "a new one is no part of the job"),
        (
            [online("1", "J", 4000), gone("2", "J", 4000, **BETA)],
            [],
            "they agree",
        ),
        (
            [online("1", "J", 4000), gone("2", "J", 4000, **BETA), online("3", "J", 5000, **GAMMA)],
            [],
            "it is one with an open posting of its job",
        ),
        ([online("1", "J", 4000), gone("2", "J", 4000)], ["2<1x"], "it stays with its board's own"),
        ([CLOSED, gone("2", "J", 5000, 2, **BETA)], ["1<2x"], "of two that closed, the one seen last leads"),
        ([gone("1", "J", 4000, 2), gone("2", "J", 5000, 1, **BETA)], ["2<1x"], "wherever it stands"),
        ([CLOSED, gone("2", "J", 5000, **BETA)], ["2<1x"], "else the first by key"),
        ([gone("1", "J", 4000, 2), gone("2", "J", 5000, **BETA | CANONICAL)], ["1<2x"], "or the canonical one"),
        (
            [CLOSED, online("2", "J", 5000, **BETA), online("3", "J", 6000, **GAMMA | CANONICAL)],
            ["1<3x"],
            "of two that are open, the canonical one leads",
        ),
    ],
)
def test_which_posting_follows_which(rows: list[Row], follows: list[str], why: str) -> None:
    assert lagging_in(*rows) == follows, why
    assert lagging_in(*rows, online("9", "Z", 9000, board="omega", title="CIO")) == follows, why


def test_postings_of_one_job_meet_again_whatever_they_say_now() -> None:
    past = past_of(*(online(ref, job, 1) for ref, job in zip("12345", ("J", "K", "J", None, None), strict=True)))
    assert find_job_mates(past)["row"].tolist() == [0, 2]
    ends = pd.DataFrame({"a": [0, 0, 3, 2], "b": [2, 1, 3, 0]})
    assert was_one(past, ends).tolist() == [True, False, False, True]
    assert past.is_closed.tolist() == past.remembers.tolist() == [False] * 5


STOOD = online("2", "J", 4000, **BETA | CANONICAL)
LATER = online("2", "J", 5500, until(4000, 2), **BETA)
THIRD = online("3", "J", 4000, **GAMMA | CANONICAL)


@pytest.mark.parametrize(
    ("rows", "groups", "led", "why"),
    [
        ([CHANGED, STOOD], [0, 1], "1", "it split off"),
        ([CHANGED, STOOD], [0, 0], "", "it is one"),
        ([CHANGED, online("2", "K", 4000, **BETA | CANONICAL)], [0, 1], "", "two jobs"),
        ([online("1", None, 5000, until(4000, 1)), STOOD], [0, 1], "", "it is new"),
        ([online("1", "J", 5000, until(4500, 1)), STOOD], [0, 1], "", "it never said that"),
        ([NOW, STOOD], [0, 1], "", "nothing is known of before"),
        ([online("1", "J", 5000, until(4000, 3)), STOOD], [0, 1], "", "only now"),
        ([gone("1", "J", 5000) | {"said_before": until(4000, 1)}, STOOD], [0, 1], "", "it has closed"),
        ([CHANGED, STAYS], [0, 1], "", "none stood"),
        ([online("1", "J", 5000, until(4000, 1)), LATER, THIRD], [0, 1, 2], "2", "the one that said it last"),
        ([CHANGED, LATER, THIRD], [0, 1, 1], "1", "the one that stayed did not lead"),
    ],
)
def test_which_posting_led_a_job_that_split(rows: list[Row], groups: list[int], led: str, why: str) -> None:
    past = past_of(online("0", "Z", 1, board="a", title="CIO"), *rows)
    found = find_leading(past, np.array([9, *groups]))
    assert (
        "".join(ref for ref, leads in zip(past.postings["board_ref"].to_pylist(), found, strict=True) if leads) == led
    ), why
