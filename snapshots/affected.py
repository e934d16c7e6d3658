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
from snapshots.pairs import employer_of, find_meetings, is_generic, title_of
from snapshots.text_signature import Signatures

# Of a posting that two runs carried, `run` and `last_seen_at` move on and decide nothing. A text's length and signature
# change with its sum. The last five are the posting's for good, or its job, which is as the last run left it.
UNCOMPARED = {
    *("run", "last_seen_at", "text_length", "text_signature", "places"),
    *("board", "board_ref", "first_seen_at", "job_id", "is_canonical"),
}
COMPARED = tuple(sorted(LOOKED_AT - UNCOMPARED))
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
    """Mask over `after`: the postings that the run touched, and all whose job theirs may bear upon.

    `before`: the stock by key with the jobs that `run_before` left (None: all are to be decided), `after`: the same
    after `run`, with new ones besides (without a job_id). Touched is a posting that is new, that one of the two runs
    carried and the other did not, or of which something changed that the decision looks at. Where it stood before
    counts as well as where it stands now.
    """
    if run_before is None:
        return np.ones(after.num_rows, bool)
    known = pc.is_valid(after["job_id"])
    now = after.select([*COMPARED, "run", "places"]).filter(known)
    mask = pc.xor(pc.equal(before["run"], run_before), pc.equal(now["run"], run))
    for name in COMPARED:
        mask = pc.or_(mask, differs(before[name], now[name]))
    mask = pc.or_(mask, differs(_listed_towns(before), _listed_towns(now)))
    touched = np.ones(after.num_rows, bool)
    touched[known.to_numpy()] = mask.to_numpy()
    if not touched.any() or touched.all():
        return touched
    where = ["title_key", "town", "places", "employer_key", "text_signature"]
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
    """Mask: the seeds, and the rows tied to one, directly or through others.

    First by title and town, which every tie has in common; among those, by the ties of jobs: that they meet, or under
    a title of many words (where group_same_vacancies looks across employers) the town alone.
    """
    keys = pc.dictionary_encode(rows["title_key"].combine_chunks())
    words = [title_of.__wrapped__(key) for key in keys.dictionary.to_pylist()]
    title, titles = pd.factorize(np.array(words, object))
    title = title[keys.indices.to_numpy()]
    places = rows["places"].combine_chunks()
    listed = pc.struct_field(pc.list_flatten(places), "town")
    towns = pc.dictionary_encode(pa.concat_arrays([rows["town"].combine_chunks(), listed]))
    town = pc.fill_null(towns.indices, -1).to_numpy()
    row = np.concatenate([np.arange(len(seeds)), pc.list_parent_indices(places).to_numpy()])
    met = np.zeros(len(titles), bool)
    met[title[seeds]] = True
    ends = pd.DataFrame({"row": row, "town": town, "title": title[row]})[(town >= 0) & met[title[row]]]
    reached = _spread(ends, ["town", "title"], seeds)

    near = np.flatnonzero(reached)
    rows = rows.select(["employer_key", "text_signature"]).filter(pa.array(reached))
    employers = [employer_of(key or "") for key in rows["employer_key"].to_pylist()]
    at = np.full(len(seeds), -1)
    at[near] = np.where(np.array(employers, object) == "", -1, np.arange(len(near)))
    ends = ends.assign(row=at[ends["row"]]).query("row >= 0").drop_duplicates()
    first_words = np.array([employer.partition(" ")[0] for employer in employers], object)
    meetings = find_meetings(ends, first_words, Signatures(rows["text_signature"]))
    named = [code for code in meetings["title"].unique() if not is_generic(titles[code])]
    meetings.loc[meetings["title"].isin(named), "by"] = 0
    reached[near] = _spread(meetings, ["town", "title", "by"], seeds[near])
    return reached


def _spread(ends: pd.DataFrame, tie: list[str], seeds: Any) -> Any:
    """Mask: the seeds, and the rows that share a tie with a row in the mask."""
    node, row = ends.groupby(tie, sort=False).ngroup().to_numpy(), ends["row"].to_numpy()
    reached = seeds
    while True:
        hit = np.zeros(len(node), bool)
        hit[node[reached[row]]] = True
        wider = reached.copy()
        wider[row[hit[node]]] = True
        if np.array_equal(wider, reached):
            return reached
        reached = wider
