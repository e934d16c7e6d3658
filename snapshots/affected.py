"""Which postings a run touched, and whose jobs are therefore decided anew."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.assignments import LOOKED_AT
from snapshots.changes import differs
from snapshots.pairs import title_of
from snapshots.parts import index_of

# Of a posting that two runs carried, `run` and `last_seen_at` move on and decide nothing. A text's length and signature
# change with its sum. The last five are the posting's for good, or its job, which is as the last run left it.
UNCOMPARED = {
    *("run", "last_seen_at", "text_length", "text_signature", "places"),
    *("board", "board_ref", "first_seen_at", "job_id", "is_canonical"),
}
COMPARED = tuple(sorted(LOOKED_AT - UNCOMPARED))
ROOT = Path(__file__).parents[1]
RULES = (
    *("assignments.py", "canonical.py", "clusters.py", "duplicates.py", "job_ids.py", "pairs.py", "text_signature.py"),
    *("title_synonyms.tsv", "../german/fold.py"),
)


@cache
def rules() -> str:
    """A sum over the code and the words that decide jobs: what was decided by others is decided anew."""
    digest = hashlib.sha256()
    for name in RULES:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


def find_affected(before: Any, after: Any, run_before: str | None, run: str) -> Any:
    """Mask over `after`: the postings that the run touched, and all that share a title and town with one of them.

    `before`: the stock by key with the jobs that `run_before` left (None: all are to be decided), `after`: the same
    after `run`, with new ones besides (without a job_id). Touched is a posting that is new, that one of the two runs
    carried and the other did not, or of which something changed that the decision looks at. Where it stood before
    counts as well as where it stands now.
    """
    if run_before is None:
        return np.ones(after.num_rows, bool)
    known = pc.is_valid(after["job_id"])
    now = after.filter(known)
    mask = pc.xor(pc.equal(before["run"], run_before), pc.equal(now["run"], run))
    for name in COMPARED:
        mask = pc.or_(mask, differs(before[name], now[name]))
    mask = pc.or_(mask, differs(_listed_towns(before), _listed_towns(now)))
    touched = np.ones(after.num_rows, bool)
    touched[known.to_numpy()] = mask.to_numpy()
    if not touched.any() or touched.all():
        return touched
    where = ["title_key", "town", "places"]
    rows = pa.concat_tables([after.select(where), before.select(where).filter(mask)])
    seeds = np.concatenate([touched, np.ones(rows.num_rows - after.num_rows, bool)])
    return _reach(rows, seeds)[: after.num_rows]


def _listed_towns(postings: Any) -> Any:
    """The towns of the listed places as one word."""
    joined = []
    for places in postings["places"].chunks:
        towns = pc.fill_null(pc.struct_field(places.values, "town"), "")
        joined.append(pc.binary_join(pa.ListArray.from_arrays(places.offsets, towns), "\n"))
    return pa.chunked_array(joined, pa.string())


def _reach(rows: Any, seeds: Any) -> Any:
    """Mask: the rows that share a title and a town with a seed, directly or through others, and the seeds."""
    code, keys = pd.factorize(index_of(rows["title_key"]))
    title = pd.factorize(np.array([title_of(key) for key in keys], object))[0][code]
    met = np.zeros(len(keys), bool)
    met[title[seeds]] = True
    at = np.flatnonzero(met[title])  # rows of other titles are out of reach
    near = rows.take(pa.array(at))
    places = near["places"].combine_chunks()
    listed = pc.list_parent_indices(places).to_numpy()
    row = np.concatenate([np.arange(len(at)), listed])
    towns = [near["town"].to_numpy(), pc.struct_field(pc.list_flatten(places), "town").to_numpy(zero_copy_only=False)]
    town, names = pd.factorize(np.concatenate(towns))
    row, town = row[town >= 0], town[town >= 0]
    node, nodes = pd.factorize(title[at][row] * len(names) + town)
    reached = seeds[at]
    while True:
        hit = np.zeros(len(nodes), bool)
        hit[node[reached[row]]] = True
        wider = reached.copy()
        wider[row[hit[node]]] = True
        if np.array_equal(wider, reached):
            break
        reached = wider
    found = np.zeros(len(seeds), bool)
    found[at[reached]] = True
    return found
