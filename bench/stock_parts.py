"""The made-up stock as crawls would leave it: parts of two days, with texts of about 3 kB, of all boards."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bench.stock import BOARDS, JOBS_AT_ONCE, MISSED, NEW, RUN, RUN_BEFORE, hash_numbers, make_jobs, make_postings
from pipelines.part import add_signatures
from pipelines.readers import sum_readers
from schemas.columns import schema_of
from schemas.tables import BoardRun, Posting
from storage.layout import Output, started_at
from storage.parts import write_part

WORDS, SENTENCES, OF_EMPLOYER, OF_JOB = 5_000, 200_000, 12, 20
TODAY = datetime(2026, 11, 22, 5, 10, tzinfo=UTC)


def write_parts(folder: Path, postings: int) -> None:
    """Write the parts of two runs: `postings` ads, then the same but for 1 % that is missed, and 1 % new ones."""
    chance = np.random.default_rng(postings)
    jobs = make_jobs(round(postings * (1 + NEW) / 1.29), chance)
    made = [make_postings(some, chance) for _, some in jobs.groupby(np.arange(len(jobs)) // JOBS_AT_ONCE)]
    rows = pd.concat([rows[["job", "number", "firm", "text"]] for rows, _ in made], ignore_index=True)
    table = pa.concat_tables([table.drop_columns("text_signature") for _, table in made])
    sentences = _make_sentences(chance)
    number = np.arange(table.num_rows)
    is_new = number >= postings
    chance.shuffle(is_new)
    missed = ~is_new & (chance.random(len(is_new)) < MISSED)
    for board in BOARDS:  # the texts of all together would not fit into memory
        of_board = pc.equal(table["board"], board).to_numpy()
        ads = _as_posting(table.filter(pa.array(of_board)), rows[of_board], sentences)
        for run, mask in ((RUN_BEFORE, ~is_new), (RUN, ~missed)):
            _write_part(Output.at(folder), run, board, ads.filter(pa.array(mask[of_board])))


def _as_posting(table: pa.Table, rows: pd.DataFrame, sentences: list[str]) -> pa.Table:
    """The postings with all columns of a part: those that the stock has, the text, and what follows from them."""
    texts = _make_texts(rows, sentences)
    count, firm = table.num_rows, [f"Firma{one} Werke GmbH" for one in rows["firm"]]
    paid = pc.is_valid(table["salary_min_eur"])
    year = table["salary_min_eur"].cast(pa.float64())
    none = pa.scalar(None, pa.string())
    told = {
        "title_core": [title.removesuffix(" (m/w/d)") for title in table["title"].to_pylist()],
        "role_family": ["it_lead"] * count,
        "run": [RUN] * count,
        "employer": firm,
        "employer_raw": firm,
        "place": table["town"],
        "state": ["DE-NW"] * count,
        "country": ["DE"] * count,
        "latitude": hash_numbers(7, rows["number"]) % 1000 / 500 + 50.5,
        "longitude": hash_numbers(8, rows["number"]) % 1000 / 500 + 6.5,
        "distance_km": np.round(hash_numbers(9, rows["number"]) % 300 / 10, 1),
        "salary_year_min_eur": year,
        "salary_year_max_eur": year,
        "salary_raw": pc.if_else(paid, "ein Jahresgehalt, wie es die Anzeige nennt", none),
        "posted_raw": ["vor 5 Tagen"] * count,
        "posted_precision": ["day"] * count,
        "employment_raw": ["Vollzeit"] * count,
        "text": texts,
        "readers": [sum_readers()] * count,
        "text_sha256": [text and sha256(text.encode()).hexdigest() for text in texts],
    }
    columns = [
        told[field.name]
        if field.name in told
        else table[field.name]
        if field.name in table.column_names
        else _default(field)
        for field in schema_of(Posting)
    ]
    arrays = [
        pa.repeat(column, count) if isinstance(column, pa.Scalar)
        else column.combine_chunks() if isinstance(column, pa.ChunkedArray)
        else column if isinstance(column, pa.Array) else pa.array(column, field.type)
        for field, column in zip(schema_of(Posting), columns, strict=True)
    ]  # fmt: skip
    return pa.table(arrays, schema=schema_of(Posting))


def _default(field: pa.Field) -> pa.Scalar:
    """What a posting has in a column of which the stock says nothing."""
    if field.nullable:
        return pa.scalar(None, field.type)
    if pa.types.is_list(field.type):
        return pa.scalar([], field.type)
    return pa.scalar(TODAY if pa.types.is_timestamp(field.type) else False, field.type)


def _write_part(output: Output, run: str, board: str, ads: pa.Table) -> None:
    """The part of a board that a run read whole."""
    began = started_at(run)
    at = pa.repeat(pa.scalar(began + timedelta(minutes=10), pa.timestamp("us", "UTC")), ads.num_rows)
    for name, column in (("run", pa.repeat(run, ads.num_rows)), ("fetched_at", at), ("seen_at", at)):
        place = ads.schema.get_field_index(name)
        ads = ads.set_column(place, ads.schema.field(place), column)
    facts: dict[str, Any] = {"access": "open", "checked": "recorded", "verdict": "complete", "seconds": 1.0}
    counts = dict.fromkeys(("postings", "in_area", "kept"), ads.num_rows)
    board_run = BoardRun.blank(run=run, board=board, started_at=began, floor=0, reason=None, **facts, **counts)
    write_part(output, board_run, [ads], sign=add_signatures)


def _make_sentences(chance: Any) -> list[str]:
    letters = np.array(list("eeennniiirrssttaaddhhuullccggmmoobbwwffkkzzppvüäöß"))
    words = np.array(["".join(chance.choice(letters, size)) for size in chance.integers(3, 14, WORDS)], object)
    pool = chance.choice(words, (SENTENCES, 12), p=1 / np.arange(5, WORDS + 5) / (1 / np.arange(5, WORDS + 5)).sum())
    return [" ".join(line).capitalize() + "." for line in pool]


def _make_texts(rows: pd.DataFrame, sentences: list[str]) -> list[str | None]:
    """Texts that share their employer's sentences, and their vacancy's as far as the row's `text` says."""
    job, number, firm = (rows[name].to_numpy() for name in ("job", "number", "firm"))
    kind = rows["text"].to_numpy(object)
    own = hash_numbers(1, firm[:, None], np.arange(OF_EMPLOYER)) % np.uint64(SENTENCES)
    told = np.where(kind == "reworded", -number, job)
    of_job = hash_numbers(2, told[:, None], np.arange(OF_JOB)) % np.uint64(SENTENCES)
    of_job[kind == "edited", 3] = number[kind == "edited"] % SENTENCES
    chosen = np.concatenate([own[:, :4], of_job, own[:, 4:]], axis=1).astype(np.int64)
    step = {"excerpt": 3}
    return [
        None if one == "none" else "\n".join(map(sentences.__getitem__, line[:: step.get(one, 1)]))
        for one, line in zip(kind, chosen.tolist(), strict=True)
    ]
