"""What was refused leaves parts and snapshots: rows go, and where other rows name it, their words are masked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from german.ads.refusals import Refusals
from schemas.tables import TABLES
from storage.layout import Output, is_run
from storage.parts import reseal
from storage.pointer import point_to
from storage.snapshot_writing import Figures, Pages, write_snapshot
from storage.snapshots import BrokenSnapshot, Snapshot, find_last_valid, open_snapshot, sum_manifest, verify
from storage.tables import UNREADABLE, open_table, read_bytes, write_table
from storage.versions import renew_versions

NAMED_BY = ("board", "board_ref", "url", "employer_key")


@dataclass(slots=True)
class Found:
    """The refused ads that tables hold: their board's ids, their addresses, and the sums of their texts."""

    refs: set[tuple[str, str]] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    texts: set[str | None] = field(default_factory=set)

    def look_into(self, table: pa.Table, refusals: Refusals) -> None:
        for row in table.select([*NAMED_BY, "text_sha256"]).to_pylist():
            if refusals.refuse(row["board"], row["board_ref"], row["url"], row["employer_key"]):
                self.refs.add((row["board"], row["board_ref"]))
                self.urls.add(row["url"])
                self.texts.add(row["text_sha256"])


def find_refused(output: Output, parts: Iterable[str], refusals: Refusals) -> Found:
    """The refused ads of parts and of snapshots; what cannot be read holds none that is known."""
    found = Found()
    for path in parts:
        try:
            found.look_into(open_table(read_bytes(output, path)).read([*NAMED_BY, "text_sha256"]), refusals)
        except UNREADABLE:
            continue
    for run in _runs(output):
        try:
            found.look_into(open_snapshot(output, run).table("postings", [*NAMED_BY, "text_sha256"]), refusals)
        except BrokenSnapshot:
            continue
    return found


def clean_part(output: Output, path: str, refusals: Refusals, texts: Collection[str | None] = ()) -> bool:
    """Rewrite a part, or a file of texts, without what is refused; whether it held any. Raises UNREADABLE.

    `texts`: the sums of the texts of refused ads.
    """
    table = open_table(read_bytes(output, path)).read()
    cleaned = clean_table(table, refusals, frozenset())
    if "board_ref" not in table.column_names and "text_sha256" in table.column_names:
        cleaned = cleaned.filter(
            pc.invert(pc.is_in(cleaned["text_sha256"], pa.array(sorted(filter(None, texts)), pa.string())))
        )
    about = {key: refusals.mask(value.decode()).encode() for key, value in (table.schema.metadata or {}).items()}
    if cleaned.equals(table) and about == (table.schema.metadata or {}):
        return False
    write_table(output, cleaned.replace_schema_metadata(reseal(about)), path)
    return True


def clean_snapshots(
    output: Output, refusals: Refusals, pages: Pages | None, figures: Figures | None
) -> tuple[list[str], list[str]]:
    """Rewrite the snapshots that hold what is refused, the oldest first, and those that name the sum of such a one.

    Their `pages` and `figures` are made anew. Returns the runs rewritten, and in words the snapshots that cannot be
    read and so were left as they are. Only the holder of the lock may call this.
    """
    last, _ = find_last_valid(output)
    if last is None:
        return [], []
    sums: dict[str, str] = {}
    rewritten, left = list[str](), list[str]()
    for run in _runs(output):
        try:
            snapshot = verify(output, run)
        except BrokenSnapshot as error:
            left.append(f"{error}; remove its folder")
            continue
        if _rewrite(snapshot, refusals, sums, pages, figures, is_latest=run == last.run):
            rewritten.append(run)
            snapshot = open_snapshot(output, run)
        sums[run] = sum_manifest(snapshot)
    if rewritten:
        last = open_snapshot(output, last.run)
        point_to(last)
        renew_versions(output, last, again=rewritten)
    return rewritten, left


def _rewrite(
    snapshot: Snapshot,
    refusals: Refusals,
    sums: dict[str, str],
    pages: Pages | None,
    figures: Figures | None,
    *,
    is_latest: bool,
) -> bool:
    tables = {name: snapshot.table(name) for name in TABLES}
    found = Found()
    found.look_into(tables["postings"], refusals)
    keys = {"/".join(ref) for ref in found.refs}
    rows = tables["postings"].select(["board", "board_ref", "job_id"]).to_pylist()
    jobs = frozenset(row["job_id"] for row in rows if f"{row['board']}/{row['board_ref']}" in keys)
    of_jobs = [f"{row['board']}/{row['board_ref']}" for row in rows if row["job_id"] in jobs]
    narrow = replace(refusals, postings=(*refusals.postings, *of_jobs))
    cleaned = {name: clean_table(table, narrow, jobs) for name, table in tables.items()}
    facts = {key: value for key, value in snapshot.manifest.items() if key not in ("run", "schema_version", "files")}
    told = mask_words(facts, refusals)
    if (previous := told.get("previous")) in sums and "previous_sha256" in told:
        told["previous_sha256"] = sums[previous]
    if told == facts and all(cleaned[name].equals(table) for name, table in tables.items()):
        return False
    counted = figures(snapshot.run, cleaned) if figures else {}
    write_snapshot(snapshot.output, snapshot.run, {**cleaned, **counted}, told, pages, is_latest=is_latest)
    return True


def clean_table(table: pa.Table, refusals: Refusals, jobs: frozenset[str]) -> pa.Table:
    """The table without the rows of refused ads and of these jobs; words of other rows that name them are masked."""
    names = set(table.column_names)
    drop = pa.repeat(False, table.num_rows)
    if jobs and "job_id" in names:
        drop = pc.or_(drop, pc.is_in(table["job_id"], pa.array(sorted(jobs), pa.string())).combine_chunks())
    if {"board", "board_ref"} <= names:
        columns = [name for name in NAMED_BY if name in names]
        mask = [
            refusals.refuse(row["board"], row["board_ref"], row.get("url") or "", row.get("employer_key"))
            for row in table.select(columns).to_pylist()
        ]
        drop = pc.or_(drop, pa.array(mask, pa.bool_()))
    elif "feed" in names:
        mask = [bool(refusals.trace.search(feed or "")) for feed in table["feed"].to_pylist()]
        drop = pc.or_(drop, pa.array(mask, pa.bool_()))
    kept = table.filter(pc.invert(drop))
    for number, name in enumerate(kept.schema.names):
        if "string" in str(kept.schema.field(name).type):
            values = kept[name].to_pylist()
            masked = [mask_words(value, refusals) for value in values]
            if masked != values:
                kept = kept.set_column(number, kept.schema.field(name), pa.array(masked, kept.schema.field(name).type))
    return kept


def mask_words(value: Any, refusals: Refusals) -> Any:
    """The value with its words masked; items of a list that name what is refused are left out."""
    if isinstance(value, str):
        return refusals.mask(value)
    if isinstance(value, dict):
        return {key: mask_words(one, refusals) for key, one in value.items()}
    if isinstance(value, list):
        return [mask_words(one, refusals) for one in value if not (isinstance(one, str) and refusals.trace.search(one))]
    return value


def _runs(output: Output) -> list[str]:
    return [run for run in output.folders("snapshots") if is_run(run)]
