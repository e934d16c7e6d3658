"""The part: postings of one board from one run, one Parquet file that carries the board's health in its metadata."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import schema_of
from schemas.tables import BoardRun, Posting
from storage.layout import Output, is_run
from storage.tables import UNREADABLE, open_table, read_bytes, write_table

_BOARD_RUN = b"board_run"
_GONE = b"gone"
_REFUSED = b"refused"
_CLOCKS = b"clocks"
REREAD = "reread"  # the folder of what was read again from the archive, a run of its own each time


def write_part(
    output: Output,
    board_run: BoardRun,
    tables: Sequence[pa.Table],
    gone: Sequence[str] = (),
    refused: Collection[str] = (),
    clocks: Mapping[str, float] | None = None,
) -> None:
    """Write a board's part, whole or not at all. `tables`: its postings, all with their signatures or none.

    `gone`: board_refs of postings that the board says no longer exist (404, 410, expired).
    `refused`: what names the rows and pages that became no posting: their ids and addresses.
    `clocks`: by how many seconds the machine's clock was ahead of that of each host asked.
    """
    found = pa.concat_tables(tables) if tables else schema_of(Posting).empty_table()
    table = found.sort_by([(name, "ascending") for name in Posting.key])
    metadata = {
        **(table.schema.metadata or {}),
        _BOARD_RUN: json.dumps(board_run.as_record(), default=datetime.isoformat, sort_keys=True).encode(),
        _GONE: json.dumps(sorted(set(gone))).encode(),
        _REFUSED: json.dumps(sorted(refused)).encode(),
        _CLOCKS: json.dumps(clocks or {}, sort_keys=True).encode(),
    }
    path = output.part(board_run.run, board_run.board)
    write_table(output, table.replace_schema_metadata(metadata), path)


def read_known(output: Output, run: str, board: str) -> tuple[BoardRun, list[str]] | None:
    """The verdict of a part and its board_refs; None if there is no part, or it cannot be read."""
    try:
        with output.filesystem.open_input_file(output.part(run, board)) as stream:
            part = pq.ParquetFile(stream, page_checksum_verification=True)
            refs = part.read(["board_ref"])["board_ref"].to_pylist()
            return read_board_run(part.schema_arrow.metadata or {})[0], refs
    except UNREADABLE:
        return None


def read_finished(output: Output, run: str, board: str) -> BoardRun | None:
    """The verdict of a part that is whole to its last page; None if there is none, or it is damaged."""
    try:
        table = open_table(read_bytes(output, output.part(run, board))).read()
        return read_board_run(table.schema.metadata or {})[0]
    except (*UNREADABLE, KeyError, TypeError):  # the last two: a verdict of unexpected form
        return None


def read_board_run(metadata: dict[bytes, bytes]) -> tuple[BoardRun, list[str]]:
    """The crawl's own verdict on a part, and the board_refs gone. Raises ValueError if the part carries none."""
    if _BOARD_RUN not in metadata:
        raise ValueError("the file is not a part: its metadata says nothing of its crawl")
    record: dict[str, Any] = json.loads(metadata[_BOARD_RUN])
    record["started_at"] = datetime.fromisoformat(record["started_at"])
    return BoardRun.from_record(record), json.loads(metadata.get(_GONE, b"[]"))


def read_refused(metadata: dict[bytes, bytes]) -> list[str]:
    """What names the rows that became no posting."""
    refused: list[str] = json.loads(metadata.get(_REFUSED, b"[]"))
    return refused


def read_clocks(output: Output, run: str) -> dict[str, float]:
    """By how many seconds the machine's clock was ahead of each host that a run asked; the nearest to 0 of several."""
    clocks: dict[str, float] = {}
    for path in parts_of(output, run):
        try:
            with output.filesystem.open_input_file(path) as stream:
                told = json.loads((pq.read_schema(stream).metadata or {}).get(_CLOCKS, b"{}"))
        except (OSError, ValueError, pa.ArrowException):  # publishing will say so
            continue
        for host, ahead in told.items():
            clocks[host] = min(ahead, clocks.get(host, ahead), key=abs)
    return clocks


def find_parts(output: Output, after: str | None, folder: str = "postings") -> list[str]:
    """Paths of the parts of all runs later than `after`; None: of all runs."""
    paths = []
    for entry in _list(output, output.path(folder)):
        if entry.type == fs.FileType.Directory and is_run(entry.base_name) and entry.base_name > (after or ""):
            paths += parts_of(output, entry.base_name, folder)
    return sorted(paths)


def parts_of(output: Output, run: str, folder: str = "postings") -> list[str]:
    """Paths of the parts of one run."""
    return [
        file.path
        for file in _list(output, output.path(folder, run))
        if file.type == fs.FileType.File and file.extension == "parquet" and file.base_name[0] not in "._"
    ]


def _list(output: Output, path: str) -> list[Any]:
    return list(output.filesystem.get_file_info(fs.FileSelector(path, allow_not_found=True)))
