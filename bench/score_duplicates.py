"""Pairs of postings of one vacancy, scored on labelled pairs of real ads, read as a board's postings are."""

import csv
import gzip
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.scoring import SHARED, Score
from german.places.search import load_search
from german.words.signature import SIGNATURE, sign_texts
from pipelines.normalize import read_posting
from schemas.columns import schema_of, table_of
from schemas.raw import RawPlace, RawPosting
from schemas.tables import Posting, TrackedPosting
from snapshots.block import read_block
from snapshots.duplicates import group_postings
from storage.layout import run_id

SEARCH = Path(__file__).resolve().parents[1] / "search.toml"
BOARDS = {"ba": "arbeitsagentur", "an": "arbeitnow"}


def read_stock() -> Any:
    """The labelled ads as tracked postings, seen on the days that the labels' file gives."""
    search, rows, seen = load_search(SEARCH), [], []
    with gzip.open(SHARED / "labels/duplicate_ads.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            ad = json.loads(line)
            known = [ad[name][:10] for name in ("first_seen", "posted", "last_seen") if ad[name]] or ["2026-02-25"]
            first, last = _at(known[0]), max(_at(known[0]), _at((ad["last_seen"] or known[0])[:10]))
            raw = RawPosting(
                board=BOARDS[ad["id"].split(":")[0]],
                board_ref=ad["id"],
                url=f"https://board.example/{ad['id']}",
                fetched_at=last,
                title=ad["title"],
                employer_raw=ad["company"] or None,
                places=tuple(RawPlace(postal_code=place["plz"], town=place["ort"]) for place in ad["locs"]),
                text_html=ad["text"],
                posted_raw=ad["posted"] and date.fromisoformat(ad["posted"][:10]).isoformat(),
            )
            rows.append(read_posting(raw, run_id(last), search))
            seen.append((first, last))
    postings = table_of(Posting, rows)
    schema = schema_of(TrackedPosting)
    moments = [pa.array(column, pa.timestamp("us", "UTC")) for column in zip(*seen, strict=True)]
    tracked = postings.append_column(SIGNATURE, sign_texts(postings["text"]))
    for name, column in zip(("first_seen_at", "last_seen_at"), moments, strict=True):
        tracked = tracked.append_column(schema.field(name), column)
    return tracked


def _at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def score() -> list[Score]:
    """One score for the sure pairs (one vacancy is the value), one for each doubtful kind, one for whole vacancies."""
    stock = read_stock()
    groups = dict(zip(stock["board_ref"].to_pylist(), group_postings(read_block(stock)).groups.tolist(), strict=True))
    pairs, doubtful = Score("duplicates: pairs"), Score("duplicates: uncertain pairs, merged or not")
    agencies = Score("duplicates: agencies' pairs, not merged")
    kinds: dict[str, Score] = {}  # of the sure pairs
    several = dict(zip(stock["board_ref"].to_pylist(), pc.list_value_length(stock["places"]).to_pylist(), strict=True))
    vacancies: defaultdict[str, set[str]] = defaultdict(set)
    with (SHARED / "labels/duplicate_pairs.tsv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            one, other, label = row["id_a"], row["id_b"], row["label"]
            merged = (groups[one] == groups[other]) or None
            expected = True if label == "dup" else None
            into = {"uncertain": doubtful, "agency_same_job": agencies}.get(label, pairs)
            into.add(f"{one} {other} {row['subtype']}", expected, merged)
            if into is pairs:
                places = ["ads of several places"] if max(several[one], several[other]) > 1 else []
                for name in (row["subtype"] or "not named", *places):
                    kinds.setdefault(name, Score(f"  {name}")).add("", expected, merged)
            if expected:
                whole = vacancies[one] | vacancies[other] | {one, other}
                vacancies.update(dict.fromkeys(whole, whole))
    found = Score("duplicates: whole vacancies")
    for vacancy in sorted({tuple(sorted(whole)) for whole in vacancies.values()}):
        found.add(f"{vacancy[0]} of {len(vacancy)}", True, len({groups[one] for one in vacancy}) == 1 or None)
    for kind in kinds.values():
        kind.failures.clear()  # named with the pairs
    return [pairs, *(kinds[name] for name in sorted(kinds)), agencies, doubtful, found]


def f1(pairs: Score) -> float:
    """The harmonic mean of precision and recall."""
    return float(np.round(2 * pairs.precision * pairs.recall / (pairs.precision + pairs.recall), 3))
