"""The part: postings of one board from one run, one Parquet file that carries the board's health in its metadata."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.columns import schema_of
from schemas.tables import BoardRun, Posting
from storage.layout import Output, is_run
from storage.tables import open_table, read_bytes, write_table

_BOARD_RUN = b"board_run"
_GONE = b"gone"


def write_part(output: Output, board_run: BoardRun, tables: Sequence[pa.Table], gone: Sequence[str] = ()) -> None:
    """Write a board's part whole or not at all: under a temporary name first, then renamed.

    `gone`: board_refs of postings that the board says no longer exist (404, 410, expired).
    """
    table = pa.concat_tables([schema_of(Posting).empty_table(), *tables]).sort_by(
        [(name, "ascending") for name in Posting.key]
    )
    metadata = {
        **(table.schema.metadata or {}),
        _BOARD_RUN: json.dumps(board_run.as_record(), default=datetime.isoformat, sort_keys=True).encode(),
        _GONE: json.dumps(sorted(set(gone))).encode(),
    }
    path = output.part(board_run.run, board_run.board)
    write_table(output, table.replace_schema_metadata(metadata), path)


def read_known(output: Output, run: str, board: str) -> tuple[BoardRun, list[str]] | None:
    """The verdict of a part and its board_refs; None if there is no part, or it cannot be read."""
    try:
        with output.filesystem.open_input_file(output.part(run, board)) as stream:
            part = pq.ParquetFile(stream)
            refs = part.read(["board_ref"])["board_ref"].to_pylist()
            return read_board_run(part.schema_arrow.metadata or {})[0], refs
    except (OSError, ValueError, pa.ArrowException):
        return None


def read_board_run(metadata: dict[bytes, bytes]) -> tuple[BoardRun, list[str]]:
    """The crawl's own verdict on a part, and the board_refs gone. Raises ValueError if the part carries none."""
    if _BOARD_RUN not in metadata:
        raise ValueError("the file is no part: its metadata says nothing of its crawl")
    record: dict[str, Any] = json.loads(metadata[_BOARD_RUN])
    record["started_at"] = datetime.fromisoformat(record["started_at"])
    return BoardRun.from_record(record), json.loads(metadata.get(_GONE, b"[]"))


def find_parts(output: Output, after: str | None, folder: str = "postings") -> list[str]:
    """Paths of the parts of all runs later than `after`; None: of all runs."""
    paths = []
    for entry in _list(output, output.path(folder)):
        if entry.type == fs.FileType.Directory and is_run(entry.base_name) and entry.base_name > (after or ""):
            paths += [
                file.path
                for file in _list(output, output.path(folder, entry.base_name))
                if file.type == fs.FileType.File and file.extension == "parquet" and file.base_name[0] not in "._"
            ]
    return sorted(paths)


def _list(output: Output, path: str) -> list[Any]:
    return list(output.filesystem.get_file_info(fs.FileSelector(path, allow_not_found=True)))


def read_texts(output: Output, path: str, board_refs: Collection[str]) -> Any:
    """Board, board_ref and text of some postings of a part, without those that have no text. Raises UNREADABLE."""
    wanted = pa.array(sorted(board_refs), pa.string())
    file = open_table(read_bytes(output, path))
    columns = pa.schema([*TEXTS, schema_of(Posting).field("fetched_at")])
    tables = [columns.empty_table()]
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=columns.names).select(columns.names).cast(columns)
        tables.append(table.filter(pc.is_in(table["board_ref"], wanted)))
    texts = latest_rows(pa.concat_tables(tables))
    return texts.filter(pc.is_valid(texts["text"])).select(TEXTS.names)


TEXTS = pa.schema([("board", pa.string()), ("board_ref", pa.string()), ("text", pa.large_string())])


def latest_rows(rows: Any) -> Any:
    """The rows fetched last, one for each board_ref."""
    order = pc.sort_indices(rows, [("board_ref", "ascending"), ("fetched_at", "ascending")])
    refs = rows["board_ref"].take(order)
    if rows.num_rows < 2:
        return rows
    last = pc.not_equal(refs[:-1], refs[1:]).combine_chunks()
    keep = pa.concat_arrays([last if isinstance(last, pa.Array) else last.chunk(0), pa.array([True])])
    return rows.take(order.filter(keep))
