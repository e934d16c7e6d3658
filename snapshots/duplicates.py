"""Which postings are the same job. One block in, groups out: the decision can grow richer without touching the rest."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

REPOSTED_DAYS = 60  # a posting that comes up longer than this after the last sight of its like is a new vacancy

# What the decision may look at. `towns` is the sorted set of towns, "" where none is known.
BLOCK = ("board", "board_ref", "title_key", "employer_key", "towns", "seniority", "first_seen_at", "last_seen_at")


def group_postings(block: pd.DataFrame) -> pd.Series:
    """The group of each posting of a block (columns BLOCK, any order of rows): equal numbers are one job.

    Same title key, employer key and set of towns, all three known; never across two stated seniorities (an unstated
    one joins a stated one only where there is no other), nor over a gap of more than 60 days.

    >>> day = pd.Timestamp("2026-11-22", tz="UTC")
    >>> ad = {"title_key": "it leiter", "employer_key": "stadt solingen", "towns": "Solingen", "seniority": None,
    ...       "first_seen_at": day, "last_seen_at": day}
    >>> unknown = {**ad, "employer_key": None}
    >>> later = {**ad, "first_seen_at": day + pd.Timedelta(days=61), "last_seen_at": day + pd.Timedelta(days=61)}
    >>> groups = group_postings(pd.DataFrame([ad, ad, unknown, unknown, later]))
    >>> groups.tolist()
    [5, 5, 2, 3, 6]
    """
    groups = pd.Series(np.arange(len(block)), index=block.index)
    keys = ["title_key", "employer_key", "towns"]
    same = block[block["employer_key"].notna() & (block["towns"] != "")]
    same = same[same.duplicated(keys, keep=False)]
    if not same.empty:
        key = same.groupby(keys, sort=False).ngroup()
        levels = same.groupby(key, sort=False)["seniority"].transform("nunique")
        key = _split(key, same["seniority"].where(levels > 1).fillna(""))
        groups[same.index] = len(block) + _split(key, _spells(key, same))
    return groups


def _split(key: pd.Series, by: pd.Series) -> pd.Series:
    return pd.DataFrame({"key": key, "by": by}).groupby(["key", "by"], sort=False).ngroup()


def _spells(key: pd.Series, block: pd.DataFrame) -> pd.Series:
    """Numbers the stretches of time of a group that lie more than 60 days apart."""
    times = pd.DataFrame(
        {
            "key": key,
            "first": block["first_seen_at"].to_numpy("datetime64[us]").astype("int64"),
            "last": block["last_seen_at"].to_numpy("datetime64[us]").astype("int64"),
        }
    ).sort_values(["key", "first"])
    latest = times.groupby("key")["last"].cummax().groupby(times["key"]).shift()
    gap = (times["first"] - latest) > REPOSTED_DAYS * 86_400_000_000
    return gap.groupby(times["key"]).cumsum().reindex(block.index)


def towns_of(postings: Any) -> pd.Series:
    """The sorted set of towns of each posting, joined by a line break; "" where none is known."""
    places = postings["places"].combine_chunks()
    places = places if isinstance(places, pa.Array) else pa.concat_arrays(places.chunks)
    listed = pd.DataFrame(
        {
            "row": pc.list_parent_indices(places).to_numpy(zero_copy_only=False),
            "town": pc.struct_field(pc.list_flatten(places), "town").to_numpy(zero_copy_only=False),
        }
    )
    main = pd.DataFrame({"row": np.arange(postings.num_rows), "town": postings["town"].to_numpy(zero_copy_only=False)})
    towns = pd.concat([main, listed]).dropna().drop_duplicates().sort_values(["row", "town"])
    several = towns["row"].duplicated(keep=False)
    joined = pd.concat(
        [
            towns[~several].set_index("row")["town"],
            towns[several].groupby("row")["town"].agg("\n".join),
        ]
    )
    towns_of_row: pd.Series = joined.reindex(np.arange(postings.num_rows)).fillna("").astype(object)
    return towns_of_row


def block_of(stock: Any) -> pd.DataFrame:
    """The columns BLOCK of tracked postings."""
    block: pd.DataFrame = stock.select([name for name in BLOCK if name != "towns"]).to_pandas()
    return block.assign(towns=towns_of(stock))


def describe_duplicates(stock: Any, canonical: Any) -> tuple[Any, Any]:
    """How each posting repeats its job's canonical one, and why, in words; `canonical` is that one's row number.

    full: the same text. partial: one of them has no text. temporal: not up at the same time. semantic: other words.
    """
    rows = np.arange(stock.num_rows)
    other = stock.select(["text_sha256", "first_seen_at", "last_seen_at"]).take(pa.array(canonical))
    equal = pc.equal(stock["text_sha256"], other["text_sha256"])
    apart = pc.or_(
        pc.less(stock["last_seen_at"], other["first_seen_at"]),
        pc.greater(stock["first_seen_at"], other["last_seen_at"]),
    )
    full = pc.fill_null(equal, False).to_numpy(zero_copy_only=False)
    partial = pc.is_null(equal).to_numpy(zero_copy_only=False)
    temporal = np.asarray(apart.to_numpy(zero_copy_only=False), bool)
    kind = np.select([full, temporal, partial], ["full", "temporal", "partial"], "semantic").astype(object)
    reason = "same title, employer and towns" + pd.Series(kind).map(
        {"full": ", same text", "temporal": ", at another time", "partial": ", one without text", "semantic": ""}
    )
    repeats = canonical != rows
    return (
        pa.array(kind, pa.string(), mask=~repeats),
        pa.array(reason.to_numpy(object), pa.string(), mask=~repeats),
    )
