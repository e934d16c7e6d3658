"""Files and folders of an output: whole or not at all, in their place, and of the right people."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import fs

from schemas.columns import schema_of, table_of
from schemas.mistakes import ConfigurationError
from schemas.tables import Job, TrackedPosting
from storage.files import (
    free_mb,
    open_growing,
    open_log,
    remove_file,
    remove_folder,
    scratch_folder,
    sync_folder,
    write_file,
    write_whole,
)
from storage.layout import Output, is_run, run_id, started_at
from storage.tables import conform, read_bytes
from tests.support.places import make_folder, make_store, path_of
from tests.support.snapshot_tables import job

RUN = "20200101T050000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Output:
    return make_folder(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Output:
    return make_store(tmp_path)


@pytest.fixture(params=[make_folder, make_store], ids=["folder", "store"])
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Output:
    made: Output = request.param(tmp_path)
    return made


@pytest.mark.parametrize("name", ["archive", "logs", "rejected"])
@pytest.mark.parametrize("under", ["", RUN])
def test_what_boards_sent_is_for_its_owner_alone(folder: Output, name: str, under: str) -> None:
    file = path_of(folder, name, under, "alpha.txt")
    file.parent.mkdir(parents=True, mode=0o755)
    file.write_text("of before")
    file.chmod(0o644)
    for write in (lambda: open_log(file), lambda: open_growing(folder, str(file))):
        with write() as stream:
            stream.write(b"an answer")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(path_of(folder, name).stat().st_mode) == 0o700
    assert stat.S_IMODE(path_of(folder).stat().st_mode) == 0o755
    write_file(file, "whole")
    assert file.read_text() == "whole" and stat.S_IMODE(file.stat().st_mode) == 0o600
    new = path_of(folder, name, f"{under}x", "beta.txt")
    write_file(new, "whole")
    assert stat.S_IMODE(new.stat().st_mode) == 0o600


def test_other_files_have_the_rights_of_any_new_one(folder: Output) -> None:
    mask = os.umask(0o022)
    try:
        for names in (("postings", RUN, "alpha.parquet"), ("archive", "a", "b", "c.txt"), ("latest.json",)):
            file = path_of(folder, *names)
            write_file(file, "x")
            assert stat.S_IMODE(file.stat().st_mode) == 0o644
    finally:
        os.umask(mask)


def test_what_is_written_is_brought_to_the_disk_before_it_takes_its_name(
    folder: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[list[str]] = []

    def sync(descriptor: int) -> None:
        assert os.fstat(descriptor)
        there.append(sorted(one.name for one in path_of(folder).iterdir()))

    monkeypatch.setattr(os, "fsync", sync)
    write_file(path_of(folder, "latest.json"), "{}")
    assert there == [["latest.json.staging"]]
    is_open = len(list(Path("/proc/self/fd").iterdir()))
    sync_folder(folder.root)
    assert there[1:] == [["latest.json"]] and len(list(Path("/proc/self/fd").iterdir())) == is_open


def test_an_error_leaves_the_file_that_was_there(output: Output) -> None:
    write_file(path_of(output, "a.txt"), "whole")
    for name in ("a.txt", "b.txt"):
        with pytest.raises(ZeroDivisionError), write_whole(output, output.path(name)) as stream:
            stream.write(b"half")
            raise ZeroDivisionError
    assert [path.name for path in path_of(output).iterdir()] == ["a.txt"]
    assert path_of(output, "a.txt").read_text() == "whole"


def test_a_place_says_how_much_can_still_be_written(
    folder: Output, store: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def usage(path: Path) -> Any:
        asked.append(path)
        return SimpleNamespace(free=7 * 2**20 + 5)

    monkeypatch.setattr("shutil.disk_usage", usage)
    assert free_mb(folder) == 7
    assert free_mb(Output.at(path_of(folder, "not", "yet"))) == 7
    assert asked == [Path(folder.root), Path(folder.root)]
    assert free_mb(store) is None


def test_files_and_folders_are_removed_and_what_is_not_there_is_told(output: Output) -> None:
    file = path_of(output, "snapshots", RUN, "page.html")
    file.parent.mkdir(parents=True)
    file.write_bytes(b"<p>")
    remove_file(output, output.path("snapshots", RUN, "page.html"))
    assert not file.exists()
    remove_folder(output, output.path("snapshots", RUN))
    assert not path_of(output, "snapshots", RUN).exists()
    with pytest.raises(FileNotFoundError):
        remove_file(output, output.path("snapshots", RUN, "page.html"))
    with scratch_folder(output) as place:
        assert place.root.startswith(output.path("snapshots", ".staging-")) and path_of(place).is_dir()
    assert not path_of(place).exists()


def test_a_place_is_a_folder_or_a_url(tmp_path: Path) -> None:
    output = Output.at(tmp_path / "output")
    assert output.is_local and output.root == str(tmp_path / "output")
    assert Output.at(f"file://{tmp_path}/output/").root == str(tmp_path / "output")
    with pytest.raises(ConfigurationError, match="Give a folder or a URL like"):
        Output.at("nowhere://jobs")
    assert Output.of_command(str(tmp_path)).root == str(tmp_path) and Output.of_command(str(tmp_path / "new")).is_local
    write_file(tmp_path / "file", "x")
    with pytest.raises(ConfigurationError, match="is a file: name a folder"):
        Output.of_command(str(tmp_path / "file"))
    output.check_place()
    Output(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "none").check_place()


@pytest.mark.parametrize(("kind", "found", "is_told"), [
    ("s3", fs.FileType.NotFound, True), ("gcs", fs.FileType.NotFound, True),
    ("s3", fs.FileType.Directory, False), ("abfs", fs.FileType.NotFound, False),
])  # fmt: skip
def test_a_bucket_has_to_be_there(kind: str, found: fs.FileType, is_told: bool) -> None:
    asked: list[str] = []

    def info(path: str) -> Any:
        asked.append(path)
        return SimpleNamespace(type=found)

    place: Any = SimpleNamespace(type_name=kind, get_file_info=info)
    if not is_told:
        Output(place, "bucket/jobs").check_place()
        return
    with pytest.raises(ConfigurationError, match="there is no bucket 'bucket'"):
        Output(place, "bucket/jobs").check_place()
    assert asked == ["bucket"]


def test_each_file_has_its_place(folder: Output) -> None:
    root, run = folder.root, RUN
    places = {
        folder.part(run, "a"): f"postings/{run}/a.parquet", folder.texts(run, "a"): f"postings/texts/{run}/a.parquet",
        folder.signatures(run): f"signatures/{run}.parquet",
        folder.benchmark_part(run, "a"): f"benchmarks/{run}/a.parquet",
        folder.rejected(run, "a"): f"rejected/{run}/a.jsonl",
        folder.archive(run, "a"): f"archive/{run}/a.warc.gz", folder.snapshot(run): f"snapshots/{run}",
    }  # fmt: skip
    assert {path: f"{root}/{name}" for path, name in places.items()} == {path: path for path in places}
    path_of(folder, "postings", "b").mkdir(parents=True)
    path_of(folder, "postings", "a").mkdir()
    write_file(path_of(folder, "postings", "c"), "no folder")
    assert folder.folders("postings") == ["a", "b"] and folder.folders("nothing") == []


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        (RUN, True),
        ("20201301T050000Z", False),
        ("2020111T050000Z", False),
        ("texts", False),
        (f"{RUN}1", False),
    ],
)
def test_what_names_a_run(name: str, is_one: bool) -> None:
    assert is_run(name) is is_one
    if is_one:
        assert run_id(started_at(name)) == name and started_at(name).tzinfo is UTC


def test_a_file_that_may_not_be_read_is_named(folder: Output) -> None:
    def refuse(path: str) -> Any:
        raise PermissionError(13, "nobody knows which")

    with pytest.raises(PermissionError, match="cannot be read") as told:
        read_bytes(Output(SimpleNamespace(open_input_file=refuse), "x"), "x/a.parquet")
    assert (told.value.filename, told.value.errno) == ("x/a.parquet", 13)


def test_tables_of_before_have_todays_columns() -> None:
    jobs = table_of(Job, [job("1")])
    assert conform(jobs.drop_columns(["run"]), Job).schema.equals(schema_of(Job))
    assert conform(jobs, Job, ["title"]).column_names == ["title"]
    with pytest.raises(ValueError, match="column job_id is missing"):
        conform(jobs.drop_columns(["job_id"]), Job)
    at = jobs.schema.get_field_index("job_id")
    with pytest.raises(ValueError, match="column job_id is int64, not string"):
        conform(jobs.set_column(at, "job_id", pa.array([1])), Job)
    with pytest.raises(ValueError, match="column job_id has nulls"):
        conform(jobs.set_column(at, "job_id", pa.array([None], pa.string())), Job)
    bent = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    with pytest.raises(pa.ArrowInvalid):
        conform(jobs.set_column(at, "job_id", bent), Job)
    assert conform(jobs.set_column(at, "job_id", bent), Job, is_sound=True).num_rows == 1


def test_records_that_have_a_field_more_since_are_read_with_null_in_it() -> None:
    field = schema_of(TrackedPosting).field("said_before")
    record = {"field": "title", "value": "a", "until_at": datetime(2026, 11, 22, tzinfo=UTC), "may_lag": True}
    now = pa.Table.from_pylist([{field.name: [record | {"reworded": None}]}, {field.name: []}], pa.schema([field]))

    def without(*names: str) -> pa.Table:
        fields = [one for one in field.type.value_type if one.name not in names]
        records = pa.list_(field.type.value_field.with_type(pa.struct(fields)))
        return now.cast(pa.schema([field.with_type(records)]))

    assert conform(without("reworded"), TrackedPosting, [field.name]).equals(now)
    with pytest.raises(pa.ArrowException, match="may_lag"):
        conform(without("reworded", "may_lag"), TrackedPosting, [field.name])
