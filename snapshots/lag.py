"""Postings that were one job and disagree because their boards follow each other, or because one has closed since.

A posting that lags behind another has no say of its own: it stays where the one that leads is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schemas.reasons import Reason
from snapshots.arrays import Mask, Numbers
from snapshots.block import Block, read_block
from snapshots.pairs import decide
from snapshots.said_before import REMEMBERED, TEXT, as_text, reconcile, said_otherwise
from storage.layout import started_at

NO_TEXT: dict[str, Any] = {TEXT: None, "text_signature": []}


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the postings of a block before a run decides on them, a value a row."""

    postings: pa.Table  # as INPUTS
    run: str
    job: NDArray[np.object_]  # the job it belonged to; None: it is new
    number: Numbers  # of that job; -1: it is new
    is_closed: Mask
    stood: Mask  # it was its job's canonical posting
    remembers: Mask  # it said other things a few days ago
    lost_text: Mask  # it had a text a few days ago


def read_past(postings: pa.Table, run: str) -> Past:
    """`postings`: a table of INPUTS, as `run` left it."""
    job = postings["job_id"].to_numpy(zero_copy_only=False)
    entries = postings["said_before"].combine_chunks()
    recent, field = (pc.struct_field(pc.list_flatten(entries), name) for name in ("may_lag", "field"))
    remembers, lost_text = np.zeros(len(job), bool), np.zeros(len(job), bool)
    for mask, chosen in ((remembers, recent), (lost_text, pc.and_(recent, pc.equal(field, TEXT)))):
        mask[pc.list_parent_indices(entries).filter(chosen).to_numpy()] = True
    return Past(
        postings=postings,
        run=run,
        job=job,
        number=pd.factorize(job)[0],
        is_closed=pc.equal(postings["status"], "closed").to_numpy(zero_copy_only=False),
        stood=postings["is_canonical"].to_numpy(zero_copy_only=False),
        remembers=remembers,
        lost_text=lost_text,
    )


def find_job_mates(past: Past) -> pd.DataFrame:
    """The postings that were one job with others, as meetings: see candidates.find_meetings."""
    rows = pd.DataFrame({"row": np.arange(len(past.number)), "place": past.number, "by": 0})
    return rows[(rows["place"] >= 0) & rows.duplicated("place", keep=False)]


def keep_apart(past: Past, decided: pd.DataFrame) -> pd.DataFrame:
    """What pairs.decide says of pairs, but that two jobs stay two where they are one only since an ad lost its text."""
    a, b = decided["a"].to_numpy(), decided["b"].to_numpy()
    were_two = (past.number[a] >= 0) & (past.number[b] >= 0) & ~was_one(past, decided)
    apart = decided["same"].to_numpy() & were_two & (past.lost_text[a] | past.lost_text[b])
    if not apart.any():
        return decided
    return decided.assign(
        same=decided["same"] & ~apart,
        score=decided["score"].mask(apart, 0.0),
        reason=decided["reason"].mask(apart, Reason.LOST_ITS_TEXT),
        parts_all=decided["parts_all"] | apart,
    )


def find_lagging(block: Block, past: Past, decided: pd.DataFrame) -> pd.DataFrame:
    """Of the pairs that are two vacancies those that are one job all the same: row `behind`, row `leader`, `closed`.

    `decided`: what pairs.decide says of pairs. A closed posting follows what its job became: its board's open posting
    that it is one with, or else, if it is one with no open one, the first. An open one lags if it was one job with
    another board's, or is new, and the two said the same a few days ago: `behind` is the one whose last change is the
    older. Where one has lost its text since, the rest decides. Of one board a posting is behind another that took its
    place.
    """
    a, b, same = (decided[name].to_numpy() for name in ("a", "b", "same"))
    same_job = was_one(past, decided)
    one_closed = past.is_closed[a] | past.is_closed[b]
    settled = same & same_job & (past.is_closed[a] != past.is_closed[b])
    left = np.ones(len(past.job), bool)
    left[a[settled]] = left[b[settled]] = False
    left &= past.is_closed
    ends = ~same & same_job & (left[a] | left[b])
    closed = _follow_the_open(block, past, a[ends], b[ends])
    closed = closed[left[closed["behind"]]]
    board, first, last = (block.rows[name].to_numpy() for name in ("board", "first", "last"))
    own = settled & (board[a] == board[b])
    closed = pd.concat([closed, _follow_their_own(past, decided[own])], ignore_index=True)
    one_new = (past.number[a] < 0) != (past.number[b] < 0)
    may = ~same & ~one_closed & (same_job | one_new) & (past.remembers[a] | past.remembers[b])
    apart = (first[a] > last[b]) | (first[b] > last[a])
    lost = same_job & (past.lost_text[a] | past.lost_text[b])
    may &= (decided["alike"].to_numpy() | lost) & ((board[a] != board[b]) | apart)  # no board lags behind itself
    lagging = _find_agreed(block, past, a[may], b[may], lost[may])
    return pd.concat([closed.assign(closed=True), lagging.assign(closed=False)], ignore_index=True)


def was_one(past: Past, pairs: pd.DataFrame) -> Mask:
    """The pairs whose postings were one job."""
    one, other = (past.number[pairs[end].to_numpy()] for end in ("a", "b"))
    return np.asarray((one == other) & (one >= 0), bool)


def _follow_the_open(block: Block, past: Past, a: Numbers, b: Numbers) -> pd.DataFrame:
    """Each closed posting behind the first of its job: an open one, then the canonical one, the last seen, by key."""
    rows = pd.DataFrame(
        {
            "row": np.arange(len(past.job)),
            "number": past.number,
            "closed": past.is_closed,
            "other": ~past.stood,
            "ago": -block.rows["last"].to_numpy(),
            "order": block.rows["order"].to_numpy(),
        }
    )
    rows = rows[np.isin(past.number, past.number[a])]
    best = rows.sort_values(["closed", "other", "ago", "order"]).drop_duplicates("number")
    leader = np.full(past.number.max(initial=-1) + 1, -1)
    leader[best["number"]] = best["row"]
    behind = np.unique(np.concatenate([a[past.is_closed[a]], b[past.is_closed[b]]]))
    leads = leader[past.number[behind]]
    is_pair = pd.MultiIndex.from_arrays([behind, leads]).isin(
        pd.MultiIndex.from_arrays([np.concatenate([a, b]), np.concatenate([b, a])])
    )
    return pd.DataFrame({"behind": behind[is_pair], "leader": leads[is_pair]})


def _follow_their_own(past: Past, pairs: pd.DataFrame) -> pd.DataFrame:
    """Of a board's pairs of a closed and an open posting of one job: each closed one behind the best open one."""
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    ends = np.where(past.is_closed[a], (a, b), (b, a))
    found = pd.DataFrame({"behind": ends[0], "leader": ends[1], "score": -pairs["score"].to_numpy()})
    found = found.sort_values(["behind", "score", "leader"]).drop_duplicates("behind")
    return found[["behind", "leader"]]


def _find_agreed(block: Block, past: Past, a: Numbers, b: Numbers, lost: Mask) -> pd.DataFrame:
    """Of some pairs those that were one vacancy by what they said before, but for a text that is `lost`; each with who
    leads."""
    chosen = np.unique(np.concatenate([a, b]))
    if not len(chosen):
        return pd.DataFrame({"behind": [], "leader": []}, dtype=np.int64)
    rows = dict(zip(chosen.tolist(), past.postings.take(pa.array(chosen)).to_pylist(), strict=True))
    pairs = [reconcile(rows[left], rows[right]) for left, right in zip(a.tolist(), b.tolist(), strict=True)]
    texts = [NO_TEXT if one else {} for one in lost.tolist()]
    said = [row | text for pair, text in zip(pairs, texts, strict=True) for row in pair]
    then = pa.Table.from_pylist(said, past.postings.schema)
    ends = pd.DataFrame({"a": np.arange(0, then.num_rows, 2), "b": np.arange(1, then.num_rows, 2)})
    agreed = np.flatnonzero(decide(read_block(then, past.run).with_titles(), ends)["same"].to_numpy())
    changed = {
        row: max((entry["until_at"].timestamp() for entry in said_otherwise(one)), default=0.0)
        for row, one in rows.items()
    }
    order = block.rows["order"].to_numpy()

    leads = [
        sorted((int(a[at]), int(b[at])), key=lambda row: (-changed[row], order[row]))  # the latest change first
        for at in agreed
    ]
    return pd.DataFrame(leads, columns=["leader", "behind"], dtype=np.int64)


def find_leading(past: Past, groups: Numbers) -> Mask:
    """Of jobs that split, the posting whose facts were the job's, though another was canonical: the one that led.

    Before this run it said what the canonical one still says, and then something else.
    """
    led = np.zeros(len(groups), bool)
    frame = pd.DataFrame({"number": past.number, "group": groups})[past.number >= 0]
    split = frame.groupby("number")["group"].transform("nunique") > 1
    for _, job in frame[split].groupby("number"):
        rows = past.postings.take(pa.array(job.index.to_numpy())).to_pylist()
        stood = next((at for at, row in enumerate(rows) if row["is_canonical"]), None)
        if stood is None:
            continue
        said = {name: as_text(value) for name, value in rows[stood].items() if name in REMEMBERED}
        ages = {
            entry["until_at"]: job.index[at]
            for at, row in enumerate(rows)
            if row["status"] == "open" and groups[job.index[at]] != groups[job.index[stood]]
            for entry in said_otherwise(row)
            if entry["until_at"] < started_at(past.run) and entry["value"] == said.get(entry["field"], "")
        }
        if ages:
            led[ages[max(ages)]] = True
    return led
