"""The part: postings of one board from one run, one Parquet file that carries the board's health in its metadata."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.columns import schema_of
from schemas.layout import Output
from schemas.tables import BoardRun, Posting

_BOARD_RUN = b"board_run"
_GONE = b"gone"


def write_part(output: Output, board_run: BoardRun, tables: Sequence[pa.Table], gone: Sequence[str] = ()) -> None:
    """Write a board's part whole or not at all: to a neighbouring name first, then renamed.

    `gone`: board_refs that the board says are no more (404, 410, expired).
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
    """The verdict of a part and its board_refs; None where there is none, or it cannot be read."""
    try:
        with output.filesystem.open_input_file(output.part(run, board)) as stream:
            part = pq.ParquetFile(stream)
            refs = part.read(["board_ref"])["board_ref"].to_pylist()
            return read_board_run(part.schema_arrow.metadata or {})[0], refs
    except (OSError, ValueError, pa.ArrowException):
        return None


def write_table(output: Output, table: pa.Table, path: str) -> None:
    """One Parquet file under its name only when it is whole. Raises OSError (disk full, no permission)."""
    filesystem = output.filesystem
    filesystem.create_dir(path.rsplit("/", 1)[0], recursive=True)
    staging = f"{path}.staging"
    pq.write_table(
        table, staging, filesystem=filesystem, compression="zstd", compression_level=3, write_page_checksum=True
    )
    filesystem.move(staging, path)


def read_board_run(metadata: dict[bytes, bytes]) -> tuple[BoardRun, list[str]]:
    """The crawl's own verdict on a part and the board_refs gone. Raises ValueError where the part carries none."""
    if _BOARD_RUN not in metadata:
        raise ValueError("the file is no part: its metadata says nothing of its crawl")
    record: dict[str, Any] = json.loads(metadata[_BOARD_RUN])
    record["started_at"] = datetime.fromisoformat(record["started_at"])
    record |= {name: tuple(record[name]) for name in ("recent_postings", "unread") if name in record}
    return BoardRun(**record), json.loads(metadata.get(_GONE, b"[]"))
