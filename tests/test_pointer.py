"""The pointer of an output in an object store, where nothing keeps two publishers apart."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import storage.snapshots
from commands._command import guarded
from crawls.collecting import collect
from report.export import export
from schemas.mistakes import ConfigurationError
from schemas.tables import TABLES
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, run_id
from storage.pointer import point_to
from storage.snapshots import BrokenSnapshot, Snapshot, open_snapshot, verify
from storage.tables import read_bytes
from tests.support.replay import ROOT
from tests.support.snapshots_rows import copy_output, leave_part, upload

RUNS = [f"202001{day:02}T050000Z" for day in range(1, 5)]  # long past, whatever the machine's clock says


def pointed(output: Output) -> str:
    return str(json.loads(read_bytes(output, output.path("latest.json")).to_pybytes())["run"])


def publish_runs(output: Output, *runs: str) -> None:
    for run in runs:
        leave_part(output, run, "a", "b")
        publish(output)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Output]:
    """An output on this machine as it was after none, one, two and three runs."""
    output = Output.at(tmp_path_factory.mktemp("published"))
    found = [Output.at(tmp_path_factory.mktemp("none"))]
    for run in RUNS[:3]:
        publish_runs(output, run)
        found.append(copy_output(output, tmp_path_factory.mktemp("copies")))
    return found


@pytest.mark.long
def test_a_slower_older_publisher_leaves_the_pointer_to_the_newer_snapshot(
    bucket: str, published: list[Output]
) -> None:
    output = Output.at(bucket)
    upload(published[3], output)
    said = point_to(open_snapshot(output, RUNS[1]))
    assert pointed(output) == RUNS[2]
    assert said and RUNS[2] in said and said.startswith("Another run published the newer snapshot")
    assert point_to(open_snapshot(output, RUNS[2])) is None


def test_a_newer_snapshot_published_between_look_and_write_is_put_back(
    bucket: str, published: list[Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output.at(bucket)
    upload(published[2], output)
    write = storage.pointer._write_pointer
    written: list[str] = []

    def overtaken(snapshot: Snapshot) -> None:
        if not written:  # another run publishes now, and is done before this one writes
            written.append("the other")
            publish_runs(output, RUNS[3])
            assert pointed(output) == RUNS[3]
        written.append(snapshot.run)
        write(snapshot)

    leave_part(output, RUNS[2], "a")
    monkeypatch.setattr("storage.pointer._write_pointer", overtaken)
    late = publish(output)
    assert late.run == RUNS[2] and late.pointing and RUNS[3] in late.pointing
    assert written == ["the other", RUNS[3], RUNS[2], RUNS[3]]
    assert pointed(output) == RUNS[3]


@pytest.mark.long
def test_a_damaged_newer_snapshot_and_one_of_the_future_are_no_reason_to_stay(
    bucket: str, published: list[Output]
) -> None:
    output = Output.at(bucket)
    upload(published[3], output)
    publish_runs(output, run_id(datetime.now(UTC) + timedelta(days=300)))
    with output.filesystem.open_output_stream(f"{output.snapshot(RUNS[2])}/jobs.parquet") as stream:
        stream.write(b"half")
    assert point_to(open_snapshot(output, RUNS[1])) is None
    assert pointed(output) == RUNS[1]


@pytest.mark.long
def test_a_snapshot_that_is_written_again_is_not_valid_meanwhile(
    bucket: str, published: list[Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output.at(bucket)
    upload(published[2], output)
    tables = {name: verify(output, RUNS[1]).table(name) for name in TABLES}

    def fail(*what: Any) -> None:
        raise OSError("the connection is gone")

    monkeypatch.setattr("storage.snapshot_writing._write_table", fail)
    with pytest.raises(OSError, match="gone"):
        storage.snapshot_writing.write_snapshot(output, RUNS[1], tables, {})
    with pytest.raises(BrokenSnapshot, match=r"manifest\.json cannot be read"):
        verify(output, RUNS[1])
    assert storage.snapshots.find_last_valid(output)[0] == verify(output, RUNS[0])


def test_a_bucket_that_is_not_there_is_told(bucket: str, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = bucket.replace("s3://jobs/", "s3://jbos/")
    search = str(ROOT / "tests" / "boards" / "search.toml")
    answers = str(Path(ROOT, "tests", "boards", "arbeitnow", "recorded.warc"))
    for command in (
        lambda: publish(Output.at(wrong)).runs,
        lambda: read_status(Output.at(wrong)).boards,
        lambda: export("-", where=wrong),
        lambda: collect(["arbeitnow"], search, wrong, replay=[answers]),
    ):
        with pytest.raises(ConfigurationError, match="there is no bucket 'jbos'"):
            command()
        assert guarded(command) == 2  # type: ignore[arg-type]
        assert capsys.readouterr().err.count("\n") == 1
    assert read_status(Output.at(bucket)).snapshot is None
