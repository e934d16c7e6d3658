"""The part: postings of one board from one run, one Parquet file that carries the board's health in its metadata."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import fs

from schemas.boards import BoardRun
from schemas.columns import schema_of
from schemas.postings import Posting
from schemas.verdicts import Verdict
from storage.layout import Output, is_run
from storage.tables import UNREADABLE, open_table, read_bytes, write_table
from storage.texts import KNOWN, Sign, fill_in, read_sums, set_apart, write_texts

_BOARD_RUN = b"board_run"
_GONE = b"gone"
_REFUSED = b"refused"
_CLOCKS = b"clocks"
_SHA256 = b"sha256"  # of the four above: pages have checksums of their own
REREAD = "reread"  # the folder of what was read again from the archive, a run of its own each time
LOOKED_BACK = 10  # runs whose parts are looked through for known texts


def write_part(
    output: Output,
    board_run: BoardRun,
    tables: Sequence[pa.Table],
    gone: Sequence[str] = (),
    refused: Collection[str] = (),
    clocks: Mapping[str, float] | None = None,
    sign: Sign | None = None,
) -> None:
    """Write a board's part, whole or not at all, and before it the texts that are new to the board, each signed once.

    `tables`: its postings with their texts.
    `gone`: board_refs of postings that the board says no longer exist (404, 410, expired).
    `refused`: what names the rows and pages that became no posting: their ids and addresses.
    `clocks`: by how many seconds the machine's clock was ahead of that of each host asked.
    """
    found = pa.concat_tables(tables) if tables else schema_of(Posting).empty_table()
    table = found.sort_by([(name, "ascending") for name in Posting.key])
    table, texts = set_apart(table, _find_known_texts(output, board_run.run, board_run.board), board_run.run)
    if texts.num_rows:
        write_texts(output, board_run.run, board_run.board, texts, sign)
    metadata = {
        **(table.schema.metadata or {}),
        _BOARD_RUN: json.dumps(board_run.as_record(), default=datetime.isoformat).encode(),
        _GONE: json.dumps(sorted(set(gone))).encode(),
        _REFUSED: json.dumps(sorted(refused)).encode(),
        _CLOCKS: json.dumps(clocks or {}, sort_keys=True).encode(),
    }
    path = output.part(board_run.run, board_run.board)
    write_table(output, table.replace_schema_metadata(seal(metadata)), path)


def _find_known_texts(output: Output, run: str, board: str) -> pa.Table:
    """KNOWN of the texts that the last parts of a board name, up to one of a complete run, as far as they are there.

    What lay in a file that is gone or damaged is not known: it is written anew.
    """
    earlier = [output.part(one, board) for one in output.folders("postings") if is_run(one) and one < run]
    tables = [KNOWN.empty_table()]
    for info in _list_files(output, earlier[: -1 - LOOKED_BACK : -1]):
        try:
            file = open_table(read_bytes(output, info.path))
            tables.append(file.read(KNOWN.names).cast(KNOWN))
            verdict = read_board_run(file.metadata.metadata or {})[0].verdict
        except (*UNREADABLE, KeyError, TypeError):  # of before, or damaged
            continue
        if verdict == Verdict.COMPLETE:
            break
    known = pa.concat_tables(tables)
    held = [KNOWN.empty_table()]
    for one in known["text_run"].unique().drop_null().to_pylist():
        of_run = known.filter(pc.equal(known["text_run"], one))
        held.append(of_run.filter(pc.is_in(of_run["text_sha256"], read_sums(output, one, board))))
    return pa.concat_tables(held)


def _list_files(output: Output, paths: list[str]) -> list[Any]:
    """Those of the paths where a file is."""
    return [info for info in output.filesystem.get_file_info(paths) if info.type == fs.FileType.File]


def read_postings(output: Output, path: str) -> pa.Table:
    """The postings of a part with their texts, as its crawl had them. Raises UNREADABLE."""
    table = open_table(read_bytes(output, path)).read()
    board = path.rpartition("/")[2].removesuffix(".parquet")
    return fill_in(output, path, board, table)


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
    """The crawl's own verdict on a part, and the board_refs gone. Raises ValueError if there is none, or damage."""
    _check_seal(metadata)
    if _BOARD_RUN not in metadata:
        raise ValueError("the file is not a part: its metadata says nothing of its crawl")
    record: dict[str, Any] = json.loads(metadata[_BOARD_RUN])
    record["started_at"] = datetime.fromisoformat(record["started_at"])
    return BoardRun.from_record(record), json.loads(metadata.get(_GONE, b"[]"))


def seal(metadata: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The metadata of a part with the checksum of what they say of its crawl."""
    said = b"\0".join(metadata.get(name, b"") for name in (_BOARD_RUN, _GONE, _REFUSED, _CLOCKS))
    return {**metadata, _SHA256: hashlib.sha256(said).hexdigest().encode()}


def reseal(metadata: Mapping[bytes, bytes]) -> Mapping[bytes, bytes]:
    """Changed metadata, sealed anew if they were sealed: those of other files and of parts of before are not."""
    return seal(metadata) if _SHA256 in metadata else metadata


def _check_seal(metadata: Mapping[bytes, bytes]) -> None:
    if reseal(metadata) != metadata:
        raise ValueError("what its metadata says of its crawl is damaged")


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
                metadata = pq.read_schema(stream).metadata or {}
                _check_seal(metadata)
                told = json.loads(metadata.get(_CLOCKS, b"{}"))
        except UNREADABLE:  # publishing will say so
            continue
        for host, ahead in told.items():
            clocks[host] = min(ahead, clocks.get(host, ahead), key=abs)
    return clocks


def is_silent(output: Output, run: str) -> bool:
    """Whether a run left parts, and no board of it had any answer; a part that cannot be read may have had one."""
    if read_clocks(output, run):
        return False
    paths = parts_of(output, run)
    for path in paths:
        try:
            with output.filesystem.open_input_file(path) as stream:
                board_run, _ = read_board_run(pq.read_schema(stream).metadata or {})
        except UNREADABLE:
            return False
        if board_run.verdict is not Verdict.FAILED:
            return False
    return bool(paths)


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
