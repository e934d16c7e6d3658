"""A made-up stock of postings like a whole job market's: what the comparing of postings looks at, and no person's text.

Shaped after what boards list: of 5,634 titles of one board 92 % stand there once and the commonest makes 0.5 %. A job
has 1.3 postings, 8 % of jobs are in several towns, towns come up by their population, employers by a long tail.
"""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from german.words.signature import SIZE
from snapshots.assignments import INPUTS
from snapshots.job_ids import CLAIMS

RUN_BEFORE, RUN = "20261121T050000Z", "20261122T050000Z"
NOW = np.datetime64("2026-11-21T05:10:00", "us")
SCHEMA = pa.schema([field for field in INPUTS if field.name not in CLAIMS.names])
NEW, MISSED, CHANGED = 0.01, 0.01, 0.005  # shares of the stock that a day touches
BOARDS = np.array(["arbeitsagentur", "stepstone", "indeed", "arbeitnow", "linkedin", "karriere"], object)
SHARE_OF_BOARD = [0.35, 0.2, 0.2, 0.1, 0.1, 0.05]
ROW_GROUP = 65_536
JOBS_AT_ONCE = 20_000
HASHES, OF_EMPLOYER = 360, 144  # of the longest text: those that an employer says of itself in all its ads
NONE = np.uint64(1 << 31)  # larger than any hash


def write_stock(folder: Path, postings: int) -> None:
    """Write `stock.parquet`, as the run before today's left it but without jobs, and `news.parquet`, today's 1 %."""
    chance = np.random.default_rng(postings)
    jobs = make_jobs(round(postings * (1 + NEW) / 1.29), chance)
    parts = [make_postings(part, chance)[1] for _, part in jobs.groupby(np.arange(len(jobs)) // JOBS_AT_ONCE)]
    stock = pa.concat_tables(parts)
    is_new = np.zeros(stock.num_rows, bool)
    is_new[postings:] = True
    chance.shuffle(is_new)
    for name, mask in (("stock", ~is_new), ("news", is_new)):
        _write(stock.filter(pa.array(mask)), folder / f"{name}.parquet")


def write_next_day(folder: Path) -> None:
    """From the stock and its jobs in `assigned.parquet` write both days: `before.parquet`, and `after.parquet`.

    The day brings the news; what was up is seen again, but for 1 % that is missed; 0.5 % of it has changed.
    """
    stock, news = (pq.read_table(folder / f"{name}.parquet", schema=SCHEMA) for name in ("stock", "news"))
    assigned = pq.read_table(folder / "assigned.parquet")
    stock = _with(stock, {name: assigned[name] for name in ("job_id", "is_canonical")})
    _write(stock, folder / "before.parquet")
    chance = np.random.default_rng(1)
    up = pc.equal(stock["run"], RUN_BEFORE).to_numpy()
    seen = up & (chance.random(len(up)) >= MISSED)
    changed = pa.array(seen & (chance.random(len(up)) < CHANGED))
    today = pa.scalar(NOW.item() + timedelta(days=1), SCHEMA.field("last_seen_at").type)
    stock = _with(
        stock,
        {
            "run": pc.if_else(pa.array(seen), RUN, stock["run"]),
            "last_seen_at": pc.if_else(pa.array(seen), today, stock["last_seen_at"]),
            "text_length": pc.if_else(pa.array(seen), stock["text_length"], pa.scalar(None, pa.int32())),
            "reference": pc.if_else(changed, "changed today", stock["reference"]),
        },
    )
    first = {"run": RUN, "first_seen_at": today, "last_seen_at": today, "status": "open"}
    news = _with(news, {name: pa.repeat(value, news.num_rows) for name, value in first.items()})
    news = _with(news, {"text_length": pc.fill_null(news["text_length"], 2000)})
    _write(pa.concat_tables([stock, news]), folder / "after.parquet")


def _with(table: Any, columns: dict[str, Any]) -> Any:
    for name, column in columns.items():
        table = table.set_column(SCHEMA.get_field_index(name), SCHEMA.field(name), column)
    return table


def _write(table: Any, path: Path) -> None:
    table = table.sort_by([("board", "ascending"), ("board_ref", "ascending")])
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def _shares(count: int, flat: float) -> Any:
    """Falling shares that sum to one; the flatter, the less the first has."""
    share = 1 / (np.arange(count) + flat)
    return share / share.sum()


def make_jobs(count: int, chance: Any) -> pd.DataFrame:
    """One row a vacancy: its employer, title, towns, and how many postings it has."""
    with (Path(__file__).resolve().parents[1] / "german" / "words" / "towns.tsv").open(
        encoding="utf-8", newline=""
    ) as rows:
        known = [(row["name"], float(row["population"] or 0)) for row in csv.DictReader(rows, delimiter="\t")]
    towns = np.array([name for name, _ in known], object)
    share = np.array([max(size, 50.0) for _, size in known])
    share /= share.sum()
    firms = max(count // 6, 10)
    firm = chance.choice(firms, count, p=_shares(firms, firms / 200))
    homes = chance.choice(towns, (firms, 3), p=share)
    home = homes[firm, chance.choice(3, count, p=[0.7, 0.2, 0.1])]
    others = chance.choice(towns, (count, 4), p=share)
    extra = np.where(chance.random(count) < 0.08, chance.integers(1, 5, count), 0)
    role = chance.choice(2_000, count, p=_shares(2_000, 10))
    fields = chance.choice(8_000, (count, 2), p=_shares(8_000, 60))
    named = chance.choice(3, count, p=[0.4, 0.25, 0.35])  # how many fields a title names beside the role
    return pd.DataFrame(
        {
            "job": np.arange(count),
            "firm": firm,
            "title": [
                " ".join(sorted({f"rolle{one}", *(f"fach{name}" for name in more[:number])}))
                for one, more, number in zip(role, fields, named, strict=True)
            ],
            "towns": [[town, *more[:number]] for town, more, number in zip(home, others, extra, strict=True)],
            "level": chance.choice(
                np.array([None, "senior", "lead", "junior"], object), count, p=[0.7, 0.14, 0.1, 0.06]
            ),
            "pay": np.where(chance.random(count) < 0.3, chance.integers(30, 90, count) * 1000, 0),
            "hashes": chance.integers(90, HASHES, count),
            "age": chance.exponential(25 * 86_400e6, count).astype("timedelta64[us]"),
            "copies": chance.choice([1, 2, 3, 4], count, p=[0.78, 0.16, 0.05, 0.01]),
        }
    )


def make_postings(jobs: pd.DataFrame, chance: Any) -> tuple[pd.DataFrame, pa.Table]:
    """The postings of some jobs, each as its board words it: what they were made from, and SCHEMA."""
    rows = jobs.loc[jobs.index.repeat(jobs["copies"])].reset_index(drop=True)
    count = len(rows)
    copy = rows.groupby("job").cumcount().to_numpy()
    rows["number"] = rows["job"] * 4 + copy
    texts = np.array(["same", "edited", "excerpt", "none", "reworded"], object)
    rows["text"] = np.where(copy == 0, "same", chance.choice(texts, count, p=[0.45, 0.3, 0.1, 0.05, 0.1]))
    board = BOARDS[(chance.choice(len(BOARDS), count, p=SHARE_OF_BOARD) + copy) % len(BOARDS)]
    number = rows["number"].to_numpy()  # in the ids, since no two ads of a board share one
    refs = [f"{mixed:08x}{one:x}" for mixed, one in zip(hash_numbers(number), number, strict=True)]
    sums = np.where(rows["text"] == "same", rows["job"], -rows["number"])
    first = NOW - rows["age"].to_numpy()
    up = chance.random(count) < 0.88
    last = np.minimum(first + np.timedelta64(20, "D"), NOW - np.timedelta64(1, "D"))
    paid = rows["pay"].to_numpy() > 0
    pay = pa.array(rows["pay"].to_numpy(), mask=~paid).cast(pa.int32()).cast(pa.decimal128(12, 2))
    odd = chance.random(count) < 0.03
    rows.loc[rows["text"] == "reworded", "firm"] = rows["firm"] // 20 * 20  # an agency relays it
    columns = {
        "board": board,
        "board_ref": refs,
        "run": np.where(up, RUN_BEFORE, "20261101T050000Z").astype(object),
        "url": [f"https://{name}.example/{ref}" for name, ref in zip(board, refs, strict=True)],
        "title": [f"{title.title()} (m/w/d)" for title in rows["title"]],
        "title_key": rows["title"].to_numpy(object),
        "seniority": rows["level"].to_numpy(object),
        "employer_key": [
            f"{'stadt ' if firm % 25 == 1 else ''}firma{firm} werke{' gruppe' if also else ''}"
            for firm, also in zip(rows["firm"], odd, strict=True)
        ],
        "employer_is_agency": (rows["firm"] % 20 == 0).to_numpy(),
        "town": [towns[0] for towns in rows["towns"]],
        "places": [[{"town": town} for town in towns] for towns in rows["towns"]],
        "employment_types": [("full_time",)] * count,
        "salary_basis": ["stated" if one else None for one in paid],
        "salary_min_eur": pay,
        "salary_max_eur": pay,
        "salary_year_min_eur": pay.cast(pa.float64()),
        "salary_year_max_eur": pay.cast(pa.float64()),
        "salary_period": ["year" if one else None for one in paid],
        "posted_on": first.astype("datetime64[D]"),
        "text_sha256": [
            None if text == "none" else f"{one:064x}" for text, one in zip(rows["text"], sums, strict=True)
        ],
        "text_length": pa.array(rows["hashes"].to_numpy() * 8, pa.int32(), mask=~up),
        "text_signature": _sign(rows),
        "first_seen_at": first,
        "last_seen_at": np.where(up, NOW, last),
        "status": np.where(up, "open", "closed").astype(object),
        "is_canonical": np.zeros(count, bool),
    }
    return rows, pa.table(
        [
            columns[field.name] if isinstance(columns.get(field.name), pa.Array)
            else pa.array(columns[field.name], field.type, from_pandas=True) if field.name in columns
            else pa.nulls(count, field.type)
            for field in SCHEMA
        ],
        schema=SCHEMA,
    )  # fmt: skip


def hash_numbers(*numbers: Any) -> Any:
    """31 bits made of numbers, the same in every process."""
    value: Any = np.full(1, 0x9E3779B97F4A7C15, np.uint64)
    for number in numbers:
        value = (value ^ np.asarray(number, np.uint64)) * np.uint64(0xD6E8FEB86659FD93)
        value ^= value >> np.uint64(29)
    return (value * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(33)


def _sign(rows: pd.DataFrame) -> Any:
    """Signatures as of texts that share their employer's words, and their vacancy's as far as `text` says."""
    at = np.arange(HASHES)
    job, number, firm, size = (rows[name].to_numpy()[:, None] for name in ("job", "number", "firm", "hashes"))
    text = rows["text"].to_numpy(object)[:, None]
    hashes = np.where(
        at < OF_EMPLOYER, hash_numbers(1, firm, at), hash_numbers(2, np.where(text == "reworded", -number, job), at)
    )
    edited = (text == "edited") & (hash_numbers(3, number, at) % np.uint64(100) < 5)
    hashes = np.where(edited, hash_numbers(4, number, at), hashes)
    left_out = (at >= size) | ((text == "excerpt") & (at % 3 > 0)) | (text == "none")
    least = np.sort(np.partition(np.where(left_out, NONE, hashes), SIZE - 1, axis=1)[:, :SIZE], axis=1)
    kept = least < NONE
    offsets = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int32)
    values = pa.array(least[kept].astype(np.int32))
    return pa.ListArray.from_arrays(pa.array(offsets), values, type=SCHEMA.field("text_signature").type)
