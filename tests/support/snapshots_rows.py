"""Made-up postings and parts for the tests of snapshots."""

import hashlib
import shutil
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from pipelines.part import add_signatures
from schemas.columns import table_of
from schemas.tables import Benchmark, BoardRun, PlaceOf, Posting
from snapshots.stock import SEEN, STOCK
from storage.layout import Output, run_id, started_at
from storage.parts import write_part
from storage.snapshots import read_snapshot
from storage.tables import write_table
from storage.texts import LENGTH

FIRST = datetime(2026, 11, 22, 5, tzinfo=UTC)
RUNS = tuple(run_id(FIRST + timedelta(days=day)) for day in range(30))  # daily, 6 o'clock in Germany


def posting(ref: str, run: str = RUNS[0], board: str = "alpha", **values: Any) -> Posting:
    """A posting in Solingen; each `ref` another vacancy unless `title` says otherwise."""
    title = values.pop("title", f"IT-Leiter {ref}")
    town = values.pop("town", "Solingen")
    text = values.pop("text", f"Wir suchen: {title}.")
    return Posting(
        **{
            "board": board,
            "board_ref": ref,
            "run": run,
            "fetched_at": started_at(run) + timedelta(minutes=1),
            "seen_at": started_at(run) + timedelta(minutes=1),
            "url": f"https://{board}.example/{ref}",
            "title": title,
            "title_core": title,
            "title_key": title.lower(),
            "role_family": "it_lead",
            "employer": "Muster GmbH",
            "employer_key": "muster",
            "place": town,
            "town": town,
            "distance_km": 11.0,
            "places": (PlaceOf(town=town, country="DE", distance_km=11.0),) if town else (),
            "posted_on": FIRST.date(),
            "text": text,
            "text_sha256": hash_of(text) if text else None,
        }
        | values
    )


def hash_of(text: str) -> str:
    """What the pipeline puts beside a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def pay(low: int, basis: str = "stated", **values: Any) -> dict[str, Any]:
    """Columns of a monthly pay."""
    return {
        "salary_basis": basis,
        "salary_min_eur": Decimal(low),
        "salary_max_eur": Decimal(low),
        "salary_period": "month",
        **values,
    }


def board_run(run: str, board: str = "alpha", postings: int = 0, **values: Any) -> BoardRun:
    """A complete run of a board without a floor."""
    record: dict[str, Any] = {
        "access": "open",
        "checked": "recorded",
        "verdict": "complete",
        "seconds": 1.0,
        "floor": 0,
    }
    record |= {"run": run, "board": board, "started_at": started_at(run), "reason": None, "postings": postings}
    return BoardRun.blank(**record | values)


def measured(postings: list[Posting]) -> pa.Table:
    """The postings as a part that was read has them."""
    table = table_of(Posting, postings)
    return table.append_column(LENGTH, pa.array([1] * table.num_rows, LENGTH.type)).select(SEEN.names)


def leave_part(
    output: Output,
    run: str,
    *postings: Posting | str,
    board: str = "alpha",
    gone: tuple[str, ...] = (),
    refused: tuple[str, ...] = (),
    is_signed: Any = True,
    is_answered: Any = True,
    **verdict: Any,
) -> str:
    """Write a part; a word stands for the posting of that board_ref. Returns its path.

    `is_signed`: with the signatures of its texts, as a crawl writes it. `is_answered`: its host stated the time, if
    only with a refusal.
    """
    rows = [posting(row, run, board) if isinstance(row, str) else row for row in postings]
    told, sign = board_run(run, board, len(rows), **verdict), add_signatures if is_signed else None
    clocks = {f"{board}.example": 0.0} if is_answered else {}
    write_part(output, told, [table_of(Posting, rows)], gone, refused, clocks, sign)
    return output.part(run, board)


def leave_benchmarks(
    output: Output, run: str, *figures: int, board: str = "alpha", url: str = "https://a.example/"
) -> str:
    """Write a benchmark part: monthly pay from each figure. Returns its path."""
    rows = [
        Benchmark(
            board=board, url=url, occupation="IT-Manager", town="Solingen", min_eur=Decimal(figure), period="month",
            period_stated=True, words=f"{figure} €", seen_at=started_at(run),
        )
        for figure in figures
    ]  # fmt: skip
    path = output.benchmark_part(run, board)
    write_table(output, table_of(Benchmark, rows), path)
    return path


def rows_of(output: Output, table: str) -> dict[str, dict[str, Any]]:
    """Rows of a table of the latest snapshot, by board_ref, job title or board."""
    snapshot = read_snapshot(output)
    assert snapshot
    key = {
        "postings": "board_ref",
        "jobs": "title",
        "boards": "board",
        "feeds": "feed",
        "descriptions": "board_ref",
    }[table]
    return {row[key]: row for row in snapshot.table(table).to_pylist()}


def changes_of(output: Output) -> list[tuple[str, str | None, str | None, str | None, str]]:
    """kind, field, before, after, title of each change row of the latest snapshot."""
    snapshot = read_snapshot(output)
    assert snapshot
    rows = snapshot.table("changes").to_pylist()
    return sorted(
        ((row["kind"], row["field"], row["before"], row["after"], row["title"]) for row in rows),
        key=lambda row: str(row),
    )


def bytes_of(output: Output, run: str) -> dict[str, bytes]:
    """Every file of a snapshot."""
    return {path.name: path.read_bytes() for path in sorted(Path(output.snapshot(run)).iterdir())}


def copy_output(output: Output, folder: Path) -> Output:
    """The output once more in another folder: to change what one publish made and many tests begin with."""
    shutil.copytree(output.root, folder, symlinks=True, dirs_exist_ok=True)
    return Output.at(folder)


def upload(output: Output, store: Output) -> None:
    """The output once more in an object store, to begin with: publishing into one takes ten times as long."""
    for path in Path(output.root).iterdir():
        if not path.is_symlink():
            fs.copy_files(str(path), store.path(path.name), destination_filesystem=store.filesystem)


def stock_of(*rows: dict[str, Any]) -> pa.Table:
    """Tracked postings as the stock has them (see `tracked`), by key."""
    ordered = sorted(rows, key=lambda row: (row["board"], row["board_ref"]))
    return pa.Table.from_pylist(ordered, pa.schema([field.with_nullable(True) for field in STOCK])).cast(STOCK)


def tracked(ref: str, job_id: Any = "J", board: Any = "alpha", **values: Any) -> dict[str, Any]:
    """An open posting of a job as the stock has it, with a text that this run did not read unless it has a length."""
    names = {field.name for field in fields(Posting)}
    row = posting(ref, board=board, **{name: value for name, value in values.items() if name in names}).as_record()
    life = {"job_id": job_id, "status": "open", "first_seen_at": row["fetched_at"], "last_seen_at": row["seen_at"]}
    life |= {"is_canonical": False, "stale": False, "missed_runs": 0, "reposted": 0, "redated": 0, "said_before": []}
    life |= {name: value for name, value in values.items() if name not in names}
    return dict.fromkeys(STOCK.names) | {name: row[name] for name in SEEN.names if name in row} | life
