"""What postings said before: by it a board that lags is told from another vacancy, and a new value from an old one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.asks import Vacancy
from schemas.columns import NEWS, PAIRED, names_with, schema_of
from schemas.postings import Posting, TrackedPosting
from snapshots.arrays import Column, Mask, holds
from snapshots.changes import FACTS, differs
from snapshots.pairs import EDITED, LITTLE, SHORT
from snapshots.signatures import Sign
from snapshots.text_signature import Signatures
from storage.layout import started_at

LAG_DAYS = 7  # where search.toml does not say otherwise
TEXT = "text_sha256"  # remembered of an ad that lost its text, by its sum
AT_ONCE = 50_000  # texts, whose signatures take 50 MB
KEPT = 4  # values of a column that are remembered of a posting
_NO_FACTS = {"board", "board_ref", "posted_on", "language", "text_sha256"}
REMEMBERED = tuple(
    name
    for name in schema_of(Posting).names
    if (name in names_with(Vacancy, NEWS) or name in names_with(TrackedPosting, PAIRED) or name == "places")
    and name not in _NO_FACTS
)
SAID = schema_of(TrackedPosting).field("said_before").type
Entry = dict[str, Any]  # a SaidBefore as a record


def towns_of(postings: pa.Table) -> Column:
    """The towns of the listed places of each posting as one word."""
    joined = []
    for places in postings["places"].chunks:
        towns = pc.fill_null(pc.struct_field(places.values, "town"), "")
        joined.append(pc.binary_join(pa.ListArray.from_arrays(places.offsets, towns), "\n"))
    return pa.chunked_array(joined, pa.string())


def find_differences(before: pa.Table, now: pa.Table) -> dict[str, Mask]:
    """By column, the rows of two aligned tables in which it differs; of places, only the towns count."""
    found = {}
    for name in REMEMBERED:
        sides = (towns_of(table) if name == "places" else table[name] for table in (before, now))
        mask = differs(*sides).to_numpy(zero_copy_only=False)
        if mask.any():
            found[name] = np.asarray(mask, bool)
    return found


def find_lost_texts(before: pa.Table, now: pa.Table, sign: Sign) -> Mask:
    """The rows of two aligned tables whose ad does not say any more what it said: it has no text, or hardly any of its
    length, another one that other ads have got as well, or one in another language.

    `sign` adds the signatures of texts.
    """
    changes = holds(pc.is_valid(before[TEXT])) & holds(differs(before[TEXT], now[TEXT]))
    lost, changed = changes & holds(pc.not_equal(before["language"], now["language"])), np.flatnonzero(changes)
    sums = pd.DataFrame(
        {side: table[TEXT].take(pa.array(changed)).to_numpy() for side, table in enumerate((before, now))}
    )
    is_shared = (sums.groupby(1)[0].transform("nunique") > 1).to_numpy()
    for start in range(0, len(changed), AT_ONCE):
        rows, shared = changed[start : start + AT_ONCE], np.flatnonzero(is_shared[start : start + AT_ONCE])
        signed = [sign(table.select([TEXT]).take(pa.array(rows)))["text_signature"] for table in (before, now)]
        texts = Signatures(pa.chunked_array([chunk for column in signed for chunk in column.chunks]))
        was, said = texts.size[: len(rows)], texts.size[len(rows) :]
        is_other = said < SHORT * was
        is_other[shared] |= texts.compare(shared, shared + len(rows)) < EDITED
        lost[rows] |= (was >= LITTLE) & is_other
    return lost


def is_changed(differences: Mapping[str, Mask], count: int) -> Mask:
    """The rows in which a fact differs whose change is news."""
    mask = np.zeros(count, bool)
    for name in FACTS:
        mask |= differences.get(name, False)
    return mask


def remember(
    said: Column, before: pa.Table, differences: Mapping[str, Mask], reworded: Mapping[str, Mask], run: str
) -> Column:
    """What postings said before, with what a run makes of it: `before` are the first of them as they were.

    `reworded`: by column, which of the `differences` are their boards' doing (same_words.find_reworded).
    """
    added: dict[int, list[Entry]] = {}
    for name, mask in differences.items():
        values = before.select([name]).filter(pa.array(mask))
        told = zip(np.flatnonzero(mask).tolist(), values[name].to_pylist(), reworded[name][mask].tolist(), strict=True)
        for row, value, is_reworded in told:
            entry = {"field": name, "value": as_text(value), "until_at": started_at(run), "may_lag": True}
            added.setdefault(row, []).append(entry | {"reworded": is_reworded})
    old = said.take(pa.array(list(added), pa.int64())).to_pylist()
    return _put(said, {row: _newest([*(was or []), *added[row]]) for row, was in zip(added, old, strict=True)})


def forget(postings: pa.Table, run: str, days: int) -> Column:
    """The column `said_before` of postings after a run: for as long as what boards may still say is marked so.

    That is for so many days, and for as long as a posting of the same job is carried over.
    """
    said = postings["said_before"]
    rows = np.flatnonzero(pc.greater(pc.list_value_length(said), 0).to_numpy(zero_copy_only=False))
    if not len(rows):
        return said
    silent = set(postings["job_id"].filter(postings["stale"]).to_pylist()) - {None}
    today, marked = started_at(run).date(), {}
    known = said.take(pa.array(rows)).to_pylist()
    jobs = postings["job_id"].take(pa.array(rows)).to_pylist()
    for row, entries, job in zip(rows.tolist(), known, jobs, strict=True):
        waits = job in silent
        may = [waits or (today - entry["until_at"].date()).days <= days for entry in entries]
        if may != [entry["may_lag"] for entry in entries]:
            marked[row] = [entry | {"may_lag": one} for entry, one in zip(entries, may, strict=True)]
    return _put(said, marked)


def reconcile(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two postings as they were when they last said the same, column by column, as far as boards may lag.

    A column of which they never said the same stays as it is.
    """
    agreed = {}
    for name in one.keys() & set(REMEMBERED):
        left, right = _recent_values(one, name), _recent_values(other, name)
        if left[0] != right[0] and (common := [value for value in left if value in right]):
            agreed[name] = _as_value(name, common[0])
    return dict(one) | agreed, dict(other) | agreed


def _recent_values(row: Mapping[str, Any], name: str) -> list[str | None]:
    """What a posting says in a column, and what it said before it, latest first."""
    before = [entry["value"] for entry in row["said_before"] if entry["field"] == name and entry["may_lag"]]
    return [as_text(row[name]), *before[::-1]]


def said_otherwise(row: Mapping[str, Any]) -> list[Entry]:
    """What a posting said before, as far as its board has said something else since."""
    return [entry for entry in row["said_before"] if entry["reworded"] is not False]


def _newest(entries: list[Entry]) -> list[Entry]:
    """The last entries of each column, oldest first."""
    kept: list[Entry] = []
    counts: dict[str, int] = {}
    for entry in reversed(entries):
        counts[entry["field"]] = counts.get(entry["field"], 0) + 1
        if counts[entry["field"]] <= KEPT:
            kept.append(entry)
    return kept[::-1]


def _put(said: Column, rows: Mapping[int, list[Entry]]) -> Column:
    """The column with other values in some rows."""
    if not rows:
        return said
    at = np.arange(len(said))
    at[list(rows)] = len(said) + np.arange(len(rows))
    chunks = said.chunks if isinstance(said, pa.ChunkedArray) else [said]
    return pa.chunked_array([*chunks, pa.array(list(rows.values()), SAID)], SAID).take(pa.array(at))


def as_text(value: Any) -> str | None:
    """The value of a column, as SaidBefore has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):  # of words, or of places
        return "\n".join((word["town"] or "") if isinstance(word, dict) else word for word in value) or None
    if isinstance(value, float):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date | datetime) else None if value is None else f"{value}"


def _as_value(name: str, text: str | None) -> Any:
    """The value of a column that was made text."""
    if name == "places":
        return [{"town": town or None} for town in text.split("\n")] if text else []
    if pa.types.is_list(kind := schema_of(TrackedPosting).field(name).type):
        return text.split("\n") if text else []
    return pa.scalar(text, pa.string()).cast(kind).as_py()
