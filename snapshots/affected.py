"""Which postings a run touched, and whose jobs are therefore decided anew."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column, Mask, Numbers, in_one, spread
from snapshots.assignments import LOOKED_AT
from snapshots.candidates import PROBES, find_meetings
from snapshots.changes import differs
from snapshots.crossings import READ, find_crossings
from snapshots.employers import employer_of
from snapshots.keys import find_rows
from snapshots.said_before import towns_of
from snapshots.signatures import Sign, keep_signatures, own_bands_of
from snapshots.text_signature import Signatures
from snapshots.titles import is_generic, titles_of

# These decide nothing, or follow from others. `run` and `last_seen_at` move on with every run that carries a posting, a
# text's length and signature change with its checksum, and the last five never change or are the last run's results.
UNCOMPARED = {
    *("run", "last_seen_at", "text_length", "text_signature", "places"),
    *("board", "board_ref", "first_seen_at", "job_id", "is_canonical"),
}
COMPARED = tuple(sorted(LOOKED_AT - UNCOMPARED))


def find_affected(
    before: pa.Table,
    after: pa.Table,
    run_before: str | None,
    run: str,
    sign: Sign = keep_signatures,
    bands_of: Callable[[pa.Table], Numbers] = own_bands_of,
) -> Mask:
    """Mask over `after`: the postings that the run touched, and all postings whose jobs these may affect.

    `before`: the stock by key with the jobs that `run_before` left (None: all are to be decided). `after`: the same
    after `run`, with new postings, which have no job_id. `sign` adds the signatures of their texts, `bands_of` gives
    their bands (crossings.read_bands). A posting is touched if it is new, if only one of the two runs carried it, or if
    something changed that the decision looks at. Its state before counts as well as its state now.
    """
    if run_before is None:
        return np.ones(after.num_rows, bool)
    known = pc.is_valid(after["job_id"])
    mask = pc.xor(pc.equal(before["run"], run_before), pc.equal(after["run"].filter(known), run))
    with ThreadPoolExecutor() as threads:  # Arrow releases the interpreter lock
        for differing in threads.map(lambda name: _differ(name, before, after, known), (*COMPARED, "places")):
            mask = pc.or_(mask, differing)
    touched = np.ones(after.num_rows, bool)
    touched[known.to_numpy()] = mask.to_numpy()
    if not touched.any() or touched.all():
        return touched
    names = [name for name in (*READ, "text_sha256") if name in after.column_names]
    rows = pa.concat_tables([after.select(names), before.select(names).filter(mask)])
    bands = bands_of(rows)
    rest = np.ones(rows.num_rows - after.num_rows, bool)
    reached = np.concatenate([_with_mates(after, touched), rest])
    within = across = np.zeros(len(reached), bool)  # of which what they reach is reached, too
    while not (within.all(where=reached) and across.all(where=reached)):
        reached = reached | _reach_within_titles(rows, reached & ~within, sign)
        within, here = reached, reached & ~across
        reached, across = reached | _reach_across_titles(rows, bands, here, sign), within
        reached = np.concatenate([_with_mates(after, reached[: after.num_rows]), reached[after.num_rows :]])
    return reached[: after.num_rows]


def _with_mates(postings: pa.Table, chosen: Mask) -> Mask:
    """Mask: the chosen, and the other postings of their jobs, which need share neither title nor town."""
    of_jobs = postings["job_id"].filter(pa.array(chosen)).unique().drop_null()
    return np.asarray(chosen | pc.is_in(postings["job_id"], of_jobs).to_numpy(), bool)


def _differ(name: str, before: pa.Table, after: pa.Table, known: Column) -> Column:
    """Mask: the known postings in which this column differs; of places, only the towns count."""
    column = {"places": towns_of, "said_before": _told}.get(name, itemgetter(name))
    return differs(column(before), column(after).filter(known))


def _told(postings: pa.Table) -> Column:
    """What was said before as words."""
    said = in_one(postings["said_before"])
    entries = pc.list_flatten(said)
    parts = [pc.struct_field(entries, name).cast(pa.string()) for name in ("field", "value", "until_at", "may_lag")]
    words = pc.binary_join_element_wise(*parts, " ", null_handling="replace", null_replacement="-")
    lengths = pc.fill_null(pc.list_value_length(said), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(offsets, words), "\n")


def _reach_across_titles(rows: pa.Table, bands: Numbers, seeds: Mask, sign: Sign) -> Mask:
    """Mask: the seeds, and the rows that near-identical texts of one employer tie to them under other titles.

    Such texts meet in a band, so that only the signatures of rows that share one with a seed are looked at.
    """
    of_seeds = pd.unique(bands[seeds].ravel())
    meets = pd.Index(bands.ravel()).isin(of_seeds[of_seeds != 0]).reshape(bands.shape).any(axis=1)
    at = np.flatnonzero(meets)
    pairs = find_crossings(sign(rows.filter(pa.array(meets))), near=seeds[at])
    ends = at[np.concatenate([pairs["a"], pairs["b"]]).astype(np.int64)]
    return spread(ends, np.tile(np.arange(len(pairs)), 2), seeds)


def _reach_within_titles(rows: pa.Table, seeds: Mask, sign: Sign) -> Mask:
    """Mask: the seeds, and the rows tied to a seed directly or through others under one title.

    First by title and town, which all tied rows share; among those, by what can join jobs: that they meet, or for a
    title of many words (where group_same_vacancies looks across employers) the town alone.
    """
    titles = titles_of(in_one(rows["title_key"]))
    of_seeds = titles.filter(pa.array(seeds)).unique()
    title = find_rows(titles, of_seeds)
    row, town = number_towns(rows.select(["town", "places"]), np.flatnonzero(title >= 0))
    place = pd.DataFrame({"title": title[row], "town": town}).groupby(["title", "town"], sort=False).ngroup().to_numpy()
    reached = spread(row, place, seeds)

    near = np.flatnonzero(reached)
    rows = sign(rows.filter(pa.array(reached)))
    employers = np.array([employer_of(key or "") for key in rows["employer_key"].to_pylist()], object)
    first_words = np.array([employer.partition(" ")[0] for employer in employers], object)
    at = np.full(len(seeds), -1)
    at[near] = np.where(employers == "", -1, np.arange(len(near)))
    ends = pd.DataFrame({"row": at[row], "place": place})[at[row] >= 0].drop_duplicates()
    generic = np.array(list(map(is_generic, of_seeds.to_pylist())))[title[near[ends["row"]]]]
    probes = Signatures(pc.list_slice(rows["text_signature"], 0, PROBES))
    ties = pd.concat([find_meetings(ends[generic], first_words, probes), ends[~generic].assign(by=0)])
    tie = ties.groupby(["place", "by"], sort=False).ngroup().to_numpy()
    reached[near] = spread(ties["row"].to_numpy(), tie, seeds[near])
    return reached


def number_towns(rows: pa.Table, chosen: Numbers) -> tuple[Numbers, Numbers]:
    """Each town of the chosen rows, as the numbers of the row and of the town; of a row without one, a number of it."""
    rows = rows.take(pa.array(chosen))
    places = in_one(rows["places"])
    listed = pc.struct_field(pc.list_flatten(places), "town")
    towns = pc.dictionary_encode(pa.concat_arrays([in_one(rows["town"]), listed]))
    town = pc.fill_null(towns.indices, -1).to_numpy().astype(np.int64)
    row = np.concatenate([chosen, chosen[pc.list_parent_indices(places).to_numpy()]])
    row, town = row[town >= 0], town[town >= 0]
    nowhere = np.setdiff1d(chosen, row)
    return np.concatenate([row, nowhere]), np.concatenate([town, np.full(len(nowhere), len(towns.dictionary))])
