"""A file is there whole or not at all, on a disk as in an object store, and nothing is left beside it."""

import gzip
import stat
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import fs

from storage.files import open_growing, open_log, scratch_folder, unpack, write_file, write_whole
from storage.layout import Output
from storage.tables import read_bytes, write_table


@pytest.fixture(params=["folder", "object store"])
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Output:
    return Output.at(tmp_path if request.param == "folder" else request.getfixturevalue("bucket"))


def names_in(output: Output) -> list[str]:
    found = output.filesystem.get_file_info(fs.FileSelector(output.root, recursive=True, allow_not_found=True))
    return sorted(info.path.removeprefix(f"{output.root}/") for info in found if info.type == fs.FileType.File)


def read(output: Output, name: str) -> bytes:
    return bytes(read_bytes(output, output.path(name)).to_pybytes())


def test_a_file_takes_its_name_when_it_is_whole(output: Output) -> None:
    for content in (b"first", b"second"):
        with write_whole(output, output.path("budget", "arbeitnow.json")) as stream:
            stream.write(content)
            stream.flush()
            assert content == b"second" or "budget/arbeitnow.json" not in names_in(output)
        assert read(output, "budget/arbeitnow.json") == content
        assert names_in(output) == ["budget/arbeitnow.json"]


def test_an_error_leaves_the_file_that_was_there_and_nothing_beside_it(output: Output) -> None:
    with write_whole(output, output.path("latest.json")) as stream:
        stream.write(b"whole")
    for name in ("latest.json", "new.json"):
        with pytest.raises(ZeroDivisionError), write_whole(output, output.path(name)) as stream:
            stream.write(b"half")
            raise ZeroDivisionError
    assert (names_in(output), read(output, "latest.json")) == (["latest.json"], b"whole")


def test_a_table_that_cannot_be_written_leaves_nothing(output: Output) -> None:
    schema = pa.schema([pa.field("board_ref", pa.string(), nullable=False)])
    table = pa.Table.from_pylist([{"board_ref": None}], schema)  # only the writing of it fails
    with pytest.raises(pa.ArrowException):
        write_table(output, table, output.path("a.parquet"))
    assert names_in(output) == []


def test_an_object_store_is_sent_a_file_once(bucket: str, caplog: pytest.LogCaptureFixture) -> None:
    output = Output.at(bucket)
    with caplog.at_level("INFO", logger="werkzeug"):
        with write_whole(output, output.path("latest.json")) as stream:
            stream.write(b"{")
            stream.write(b"}")
        requests = [record.getMessage() for record in caplog.records]
    assert len([line for line in requests if "PUT " in line]) == 1, requests
    assert not [line for line in requests if "staging" in line or "DELETE " in line], requests


def test_what_is_larger_than_memory_holds_is_sent_whole(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.files.IN_MEMORY", 100)
    table = pa.table({"number": range(1_000)})
    for place in (Output.at(bucket), Output.at(tmp_path)):
        write_table(place, table, place.path("a.parquet"))
    assert read(Output.at(bucket), "a.parquet") == Path(tmp_path, "a.parquet").read_bytes()


def test_a_written_file_has_the_rights_of_any_new_one(tmp_path: Path) -> None:
    write_file(tmp_path / "folder" / "board.json", "Düsseldorf\n")
    (tmp_path / "other").write_text("x")
    assert (tmp_path / "folder" / "board.json").read_bytes() == "Düsseldorf\n".encode()
    rights = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("folder/board.json", "other")}
    assert len(rights) == 1


def test_a_growing_file_is_there_as_far_as_it_is_written(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    stream = open_growing(output, output.path("archive", "arbeitnow.warc.gz"))
    stream.write(b"one answer")
    stream.flush()
    assert Path(tmp_path, "archive", "arbeitnow.warc.gz").read_bytes() == b"one answer"
    stream.close()


def test_a_log_goes_on_where_it_ended(tmp_path: Path) -> None:
    for words in (b"one try\n", b"another\n"):
        with open_log(tmp_path / "logs" / "arbeitnow.log") as log:
            log.write(words)
    assert (tmp_path / "logs" / "arbeitnow.log").read_bytes() == b"one try\nanother\n"


@pytest.mark.parametrize("in_output", [True, False])
def test_a_scratch_folder_is_gone_at_the_end_whatever_happens(output: Output, in_output: bool) -> None:
    with pytest.raises(ZeroDivisionError), scratch_folder(output if in_output else None) as place:
        with open_growing(place, place.path("0.arrow")) as stream:
            stream.write(b"rows")
        assert read(place, "0.arrow") == b"rows"
        assert bool(names_in(output)) == in_output
        raise ZeroDivisionError
    assert (names_in(output), names_in(place)) == ([], [])


def test_what_is_packed_is_read_unpacked() -> None:
    with unpack(BytesIO(gzip.compress(b"one") + gzip.compress(b" and another"))) as content:
        assert content.read() == b"one and another"
