"""Snapshots as files: written, opened, pointed to, listed and removed, in a folder and at a URL."""

import errno
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import storage.files
import storage.snapshot_writing
from schemas.columns import SCHEMA_VERSION, schema_of, table_of
from schemas.configuration import Keeping
from schemas.mistakes import ConfigurationError
from schemas.tables import Change, Job, JobVersion
from snapshots.thinning import choose_thinned, tidy
from storage.files import (
    remove_folder,
)
from storage.layout import Output, run_id
from storage.long_column import LongTable
from storage.pointer import point_to
from storage.snapshot_writing import _rows_of_a_group, remove_snapshot, remove_staging, write_snapshot
from storage.snapshots import BrokenSnapshot, Snapshot, find_last_valid, open_snapshot, read_snapshot, verify
from storage.versions import find_bent, read_versions, renew_versions
from tests.support.places import make_folder, make_store, path_of
from tests.support.snapshot_tables import change, job

RUNS = [f"202001{day:02}T050000Z" for day in range(1, 10)]
FILES = {"page.html": b"<p>", "jobs.csv": b"1;2"}


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


def put(output: Output, run: str, files: Mapping[str, bytes] = FILES, **facts: Any) -> Snapshot:
    """A snapshot of some files."""
    sums = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    manifest = {"run": run, "files": sums, "schema_version": "2", **facts}
    folder = path_of(output, "snapshots", run)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return open_snapshot(output, run)


def chain(output: Output, *runs: str) -> list[Snapshot]:
    """Snapshots each of which was made of the one before."""
    made: list[Snapshot] = []
    for run in runs:
        told: dict[str, Any] = {}
        if made:
            manifest = path_of(output, "snapshots", made[-1].run, "manifest.json").read_bytes()
            told = {"previous": made[-1].run, "previous_sha256": hashlib.sha256(manifest).hexdigest()}
        made.append(put(output, run, **told))
    return made


def pointed(output: Output) -> str:
    return str(json.loads(path_of(output, "latest.json").read_text())["run"])


# Opened


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ({"run": RUNS[1]}, "is not what was published"),
        ({"files": {"page.html": {"bytes": 3, "sha256": ""}}}, "is not what was published"),
        ({"files": {"page.html": {"bytes": 4, "sha256": "a"}}}, r"page\.html is missing or of another size"),
        ({"files": {"other.html": {"bytes": 3, "sha256": "a"}}}, r"other\.html is missing or of another size"),
        ({"files": {"page.html": {"bytes": 3}}}, "cannot be read"),
        ({"files": []}, "cannot be read"),
    ],
)
def test_a_manifest_that_says_another_thing_is_damage(output: Output, manifest: dict[str, Any], words: str) -> None:
    put(output, RUNS[0])
    path = path_of(output, "snapshots", RUNS[0], "manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | manifest))
    with pytest.raises(BrokenSnapshot, match=words):
        open_snapshot(output, RUNS[0])
    path.write_text("{")
    with pytest.raises(BrokenSnapshot, match=r"manifest\.json cannot be read"):
        open_snapshot(output, RUNS[0])


def test_a_file_is_what_was_published_or_is_not_read(output: Output) -> None:
    snapshot = put(output, RUNS[0])
    assert bytes(snapshot.read("page.html")) == b"<p>"
    assert open_snapshot(output, RUNS[0]) == snapshot
    path_of(output, "snapshots", RUNS[0], "page.html").write_bytes(b"<q>")
    with pytest.raises(BrokenSnapshot, match=r"page\.html is not what was published"):
        open_snapshot(output, RUNS[0]).read("page.html")
    with pytest.raises(BrokenSnapshot, match=r"page\.html is not what was published"):
        verify(output, RUNS[0])
    assert bytes(snapshot.read("page.html")) == b"<q>"  # it was looked at, and is not summed again
    path_of(output, "snapshots", RUNS[0], "jobs.csv").unlink()
    with pytest.raises(BrokenSnapshot, match=r"jobs\.csv is missing"):
        snapshot.read("jobs.csv")
    with pytest.raises(BrokenSnapshot, match="is not what was published"):
        open_snapshot(output, RUNS[0], "0" * 64)


def test_the_snapshot_pointed_to_is_read(output: Output) -> None:
    assert read_snapshot(output) is None and find_last_valid(output) == (None, None)
    for run in RUNS[:2]:
        point_to(put(output, run))
    found = read_snapshot(output)
    assert found and found.run == RUNS[1]
    path_of(output, "latest.json").write_text('{"run": 1}')
    with pytest.raises(BrokenSnapshot, match=r"latest\.json cannot be read"):
        read_snapshot(output)


def test_without_a_sound_one_that_is_pointed_to_the_newest_sound_one_counts(output: Output) -> None:
    for run in RUNS[:4]:
        put(output, run)
    path_of(output, "snapshots", "notes").mkdir()
    found, trouble = find_last_valid(output)
    assert found and (found.run, trouble) == (RUNS[3], None)
    point_to(open_snapshot(output, RUNS[3]))
    path_of(output, "snapshots", RUNS[3], "page.html").write_bytes(b"<q>")
    path_of(output, "snapshots", RUNS[2], "jobs.csv").write_bytes(b"")
    found, trouble = find_last_valid(output)
    assert found and found.run == RUNS[1] and trouble
    assert trouble == f"snapshot {RUNS[3]}: page.html is not what was published (SHA-256 differs)"


def test_a_snapshot_of_a_later_run_is_passed_over(output: Output) -> None:
    for run in RUNS[:3]:
        point_to(put(output, run))
    for until, run, trouble in [
        (RUNS[2], RUNS[2], None),
        (RUNS[1], RUNS[1], f"snapshot {RUNS[2]} is dated in the future"),
        (RUNS[0], RUNS[0], f"snapshot {RUNS[2]} is dated in the future"),
    ]:
        found, said = find_last_valid(output, until)
        assert found and (found.run, said) == (run, trouble)
    assert find_last_valid(output, "20191231T050000Z")[0] is None


# Pointed to


def test_the_pointer_and_the_link_name_the_snapshot(folder: Output) -> None:
    path_of(folder, ".latest.new").symlink_to("what a kill left")
    for run in RUNS[:2]:
        snapshot = put(folder, run)
        assert point_to(snapshot) is None
        assert pointed(folder) == run
        link = path_of(folder, "latest")
        assert link.is_symlink() and str(link.readlink()) == f"snapshots/{run}"
        assert not path_of(folder, ".latest.new").is_symlink()
    told = json.loads(path_of(folder, "latest.json").read_text())
    assert told["snapshot"] == f"snapshots/{RUNS[1]}" and len(told["manifest_sha256"]) == 64
    assert point_to(open_snapshot(folder, RUNS[0])) is None and pointed(folder) == RUNS[0]  # a folder has a lock


def test_a_folder_in_the_place_of_the_link_is_moved_aside_and_told(folder: Output) -> None:
    snapshot = put(folder, RUNS[0])
    for aside in ("latest.aside", "latest.aside1"):
        path_of(folder, "latest").unlink(missing_ok=True)
        path_of(folder, "latest").mkdir()
        told = point_to(snapshot)
        assert told and told.endswith(f"moved to {path_of(folder, aside)}, which nothing here needs any more")
        assert path_of(folder, "latest").is_symlink() and path_of(folder, aside).is_dir()


@pytest.mark.parametrize(
    ("error", "is_told"), [("EPERM", False), ("ENOSYS", False), ("EOPNOTSUPP", False), ("EIO", True)]
)
def test_where_there_are_no_links_the_pointer_is_enough(
    folder: Output, monkeypatch: pytest.MonkeyPatch, error: str, is_told: bool
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(getattr(errno, error), "no link")

    snapshot = put(folder, RUNS[0])
    monkeypatch.setattr(Path, "symlink_to", refuse)
    if is_told:
        with pytest.raises(ConfigurationError, match=rf"snapshot {RUNS[0]} is published and latest\.json names it"):
            point_to(snapshot)
    else:
        assert point_to(snapshot) is None
    assert pointed(folder) == RUNS[0] and not path_of(folder, "latest").exists()


def test_at_a_url_the_newest_sound_snapshot_stays_pointed_to(store: Output) -> None:
    hour = timedelta(hours=1)
    soon, later = (run_id(datetime.now(UTC) + hour + by) for by in (-hour / 60, hour / 60))
    for run in (*RUNS[:4], later, "notes"):
        path_of(store, "snapshots", run).mkdir(parents=True, exist_ok=True)
        if run != "notes":
            put(store, run)
    path_of(store, "snapshots", RUNS[3], "page.html").write_bytes(b"<q>")
    assert point_to(open_snapshot(store, RUNS[2])) is None and pointed(store) == RUNS[2]
    said = point_to(open_snapshot(store, RUNS[0]))
    assert pointed(store) == RUNS[2] and said
    assert said == (
        f"Another run published the newer snapshot {RUNS[2]} meanwhile: latest.json names that one. "
        f"What this run alone had is in bucket/snapshots/{RUNS[0]}"
    )
    put(store, soon)
    point_to(open_snapshot(store, RUNS[0]))
    assert pointed(store) == soon


# Written


def write(output: Output, run: str, *what: Any, **how: Any) -> str | None:
    """Write a snapshot; an object store needs no folders, this one does."""
    if not output.is_local:
        path_of(output, "snapshots", run).mkdir(parents=True, exist_ok=True)
    return write_snapshot(output, run, *what, **how)


def tables_of(count: int) -> dict[str, Any]:
    rows = [job(f"{number}") for number in range(count)]
    return {
        "jobs": table_of(Job, rows),
        "changes": table_of(Change, [change("1", "new")]),
        "history": table_of(JobVersion, []),
    }


def test_what_is_written_is_read_back_as_it_was(output: Output) -> None:
    seen: list[Any] = []

    def pages(manifest: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, bytes]:
        seen.append((dict(manifest["files"]), tables["jobs"].num_rows))
        return {"index.html": b"<p>jobs</p>"}

    tables = tables_of(3)
    assert write(output, RUNS[0], tables, {"runs": [RUNS[0]]}, pages) is None
    snapshot = verify(output, RUNS[0])
    assert pointed(output) == RUNS[0]
    assert snapshot.manifest["runs"] == [RUNS[0]] and snapshot.manifest["schema_version"]
    files = snapshot.manifest["files"]
    assert sorted(files) == ["changes.parquet", "history.parquet", "index.html", "jobs.parquet"]
    ((before, count),) = seen
    assert (sorted(before), count) == (["changes.parquet", "history.parquet", "jobs.parquet"], 3)
    assert files["jobs.parquet"]["rows"] == 3 and "rows" not in files["index.html"]
    for name, told in files.items():
        data = path_of(output, "snapshots", RUNS[0], name).read_bytes()
        assert (told["bytes"], told["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    jobs = snapshot.table("jobs")
    assert jobs["run"].to_pylist() == [RUNS[0]] * 3 and jobs["job_id"].to_pylist() == ["0", "1", "2"]
    assert jobs.schema.equals(schema_of(Job))
    assert snapshot.table("boards").num_rows == 0  # one of before it was there
    assert snapshot.table("jobs", ["job_id"]).column_names == ["job_id"]
    assert [path.name for path in path_of(output, "snapshots").iterdir()] == [RUNS[0]]


def test_a_table_with_a_long_column_is_told_piece_by_piece(output: Output) -> None:
    blank = {name: ["a", "b", "c"] for name in ("board", "board_ref", "text_sha256")}
    rows = pa.table({"job_id": ["1", "2", "3"], **blank})
    texts = pa.array(["one", "two", "three"])
    table = LongTable(rows, "text", "text_sha256", [0, 2], lambda start, end: texts.slice(start, end - start))
    seen: list[Any] = []

    def pages(manifest: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, bytes]:
        for _ in range(2):
            seen.append([batch["text"].to_pylist() for batch in tables["descriptions"].to_batches()])
        return {}

    write(output, RUNS[0], {"descriptions": table}, {}, pages)
    assert seen == [[["one", "two"], ["three"]]] * 2
    found = verify(output, RUNS[0])
    assert found.table("descriptions")["text"].to_pylist() == ["one", "two", "three"]
    assert found.table("descriptions")["run"].to_pylist() == [RUNS[0]] * 3
    assert found.manifest["files"]["descriptions.parquet"]["rows"] == 3


def test_names_are_brought_to_the_disk_before_and_after_a_snapshot_takes_its_own(
    folder: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, list[str]]] = []

    def sync(path: str) -> None:
        synced.append((Path(path).name, sorted(one.name for one in Path(path).iterdir())))

    monkeypatch.setattr(storage.snapshot_writing, "sync_folder", sync)
    write(folder, RUNS[0], {"jobs": tables_of(1)["jobs"]}, {})
    assert synced == [(f".staging-{RUNS[0]}", ["jobs.parquet", "manifest.json"]), ("snapshots", [RUNS[0]])]
    remove_snapshot(folder, RUNS[0])
    assert synced[2:] == [("snapshots", [f".staging-{RUNS[0]}-thinned"])]


def test_what_a_kill_left_is_not_mixed_in_and_what_the_pointer_met_is_told(folder: Output) -> None:
    path_of(folder, "snapshots", f".staging-{RUNS[0]}").mkdir(parents=True)
    with pytest.raises(FileExistsError):
        write(folder, RUNS[0], tables_of(1), {})
    remove_staging(folder)
    path_of(folder, "latest").mkdir()
    told = write(folder, RUNS[0], tables_of(1), {})
    assert told and "latest was a folder, not a link" in told


def test_a_file_that_was_published_and_is_no_table_is_damage(output: Output) -> None:
    with pytest.raises(BrokenSnapshot, match=rf"snapshot {RUNS[0]}, jobs: "):
        put(output, RUNS[0], {"jobs.parquet": b"PAR1"}).table("jobs")


def test_a_snapshot_may_be_written_without_being_the_latest_and_again(output: Output) -> None:
    write(output, RUNS[0], tables_of(3), {})
    write(output, RUNS[1], tables_of(4), {}, is_latest=False)
    assert pointed(output) == RUNS[0]
    write(output, RUNS[1], tables_of(5), {})
    assert pointed(output) == RUNS[1] and verify(output, RUNS[1]).table("jobs").num_rows == 5
    assert sorted(path.name for path in path_of(output, "snapshots").iterdir()) == RUNS[:2]


def test_tables_have_row_groups_of_fixed_size_and_checksums(folder: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = (1, 65_536, 100_000, 2_000_000)
    assert [_rows_of_a_group("history", count) for count in sizes] == [4_096, 4_096, 6_250, 65_536]
    assert {_rows_of_a_group("jobs", count) for count in sizes} == {65_536}
    monkeypatch.setattr(storage.snapshot_writing, "ROW_GROUP", 2)
    write(folder, RUNS[0], tables_of(5), {})
    path = path_of(folder, "snapshots", RUNS[0], "jobs.parquet")
    groups = pq.ParquetFile(path).metadata
    assert [groups.row_group(number).num_rows for number in range(groups.num_row_groups)] == [2, 2, 1]
    data = bytearray(path.read_bytes())
    column = groups.row_group(0).column(0)
    data[column.dictionary_page_offset + column.total_compressed_size - 1] ^= 1
    with pytest.raises(OSError, match="CRC"):
        pq.ParquetFile(pa.BufferReader(bytes(data)), page_checksum_verification=True).read()


def test_what_is_not_read_back_as_it_was_written_is_no_snapshot(
    folder: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = schema_of(Job)
    for rows, fields in ((2, schema), (3, schema.remove(0))):
        back = SimpleNamespace(metadata=SimpleNamespace(num_rows=rows), schema_arrow=fields)
        monkeypatch.setattr(storage.snapshot_writing, "open_table", lambda data, back=back: back)
        with pytest.raises(BrokenSnapshot, match=rf"{rows} rows read back of"):
            write(folder, RUNS[0], {"jobs": tables_of(3)["jobs"]}, {})
        remove_staging(folder)
    assert read_snapshot(folder) is None


def test_a_snapshot_is_removed_whole(output: Output) -> None:
    for run in RUNS[:2]:
        put(output, run)
    remove_snapshot(output, RUNS[0])
    assert [path.name for path in path_of(output, "snapshots").iterdir()] == [RUNS[1]]
    path_of(output, "snapshots", RUNS[1], "manifest.json").unlink()
    remove_snapshot(output, RUNS[1])  # what a kill left
    assert not list(path_of(output, "snapshots").iterdir())


# Listed


def states(output: Output) -> dict[str, str]:
    return {run: one["state"] for run, one in read_versions(output).items()}


def test_all_snapshots_are_listed_with_what_became_of_them(output: Output) -> None:
    made = chain(output, *RUNS[:4])
    assert read_versions(output) == {}
    renew_versions(output, made[3])
    versions = read_versions(output)
    assert list(versions) == RUNS[:4] and set(states(output).values()) == {"kept"}
    assert [one["previous"] for one in versions.values()] == [None, *RUNS[:3]]
    assert versions[RUNS[1]]["previous_sha256"] == versions[RUNS[0]]["manifest_sha256"]
    assert versions[RUNS[0]]["bytes"] == 6 and versions[RUNS[0]]["rows"] == {}
    listed = json.loads(path_of(output, "versions.json").read_text())
    assert (listed["last"], listed["schema_version"]) == (RUNS[3], SCHEMA_VERSION)
    assert find_bent(output) == ()

    renew_versions(output, made[3], thinned=[RUNS[0]])
    remove_snapshot(output, RUNS[0])
    remove_snapshot(output, RUNS[1])
    renew_versions(output, made[3])
    assert list(states(output).values()) == ["thinned", "removed", "kept", "kept"]
    assert read_versions(output)[RUNS[1]]["manifest_sha256"] == versions[RUNS[1]]["manifest_sha256"]
    assert find_bent(output) == ()

    put(output, RUNS[4])  # it was there, but the next was not made of it
    after = put(output, RUNS[5], previous=RUNS[3])
    path_of(output, "snapshots", RUNS[6]).mkdir()
    path_of(output, "snapshots", "notes").mkdir()
    renew_versions(output, after)
    assert list(states(output).values())[2:] == ["kept", "kept", "passed_over", "kept"]
    path_of(output, "snapshots", RUNS[4], "page.html").write_bytes(b"<p> ")
    remove_folder(output, output.path("snapshots", RUNS[3]))
    assert find_bent(output) == ()  # neither is what the snapshots since were made of, and is there


def test_a_snapshot_that_says_it_was_made_of_itself_ends_the_walk(output: Output) -> None:
    renew_versions(output, put(output, RUNS[0], previous=RUNS[0]))
    assert states(output) == {RUNS[0]: "kept"}


def test_rows_are_listed_by_table(output: Output) -> None:
    write(output, RUNS[0], tables_of(3), {}, lambda manifest, tables: {"index.html": b"<p>"})
    renew_versions(output, verify(output, RUNS[0]))
    assert read_versions(output)[RUNS[0]]["rows"] == {"changes": 1, "history": 0, "jobs": 3}


def test_the_list_is_written_only_when_it_changes_and_anew_when_it_is_torn(output: Output) -> None:
    last = chain(output, *RUNS[:3])[-1]
    renew_versions(output, last)
    path = path_of(output, "versions.json")
    before = path.read_bytes()
    os.utime(path, ns=(1, 1))
    renew_versions(output, last)
    assert path.stat().st_mtime_ns == 1
    for torn in ("{", '{"snapshots": [{}]}', "[]"):
        path.write_text(torn)
        with pytest.raises(BrokenSnapshot, match=r"versions\.json cannot be read"):
            read_versions(output)
        assert find_bent(output)[0].endswith("; the next publish makes it anew")
        renew_versions(output, last)
        assert path.read_bytes() == before


def test_a_snapshot_that_was_written_again_is_listed_again(output: Output) -> None:
    last = chain(output, *RUNS[:2])[-1]
    renew_versions(output, last)
    was = read_versions(output)[RUNS[0]]["manifest_sha256"]
    put(output, RUNS[0], {"page.html": b"<p>other</p>"})
    renew_versions(output, last)
    assert read_versions(output)[RUNS[0]]["manifest_sha256"] == was and len(find_bent(output)) == 1
    renew_versions(output, last, again=[RUNS[0]])
    assert read_versions(output)[RUNS[0]]["manifest_sha256"] != was


def test_what_was_changed_since_it_was_published_is_told(output: Output) -> None:
    last = chain(output, *RUNS[:3])[-1]
    renew_versions(output, last)
    page = path_of(output, "snapshots", RUNS[1], "page.html")
    manifest = path_of(output, "snapshots", RUNS[1], "manifest.json")
    page.write_bytes(b"<q>")
    at = manifest.stat().st_mtime_ns
    os.utime(page, ns=(at + 10**9, at + 10**9))  # it was written later than the manifest
    assert find_bent(output) == (f"snapshot {RUNS[1]}: page.html is not what was published (SHA-256 differs)",)
    os.utime(page, ns=(at - 10**9, at - 10**9))
    assert find_bent(output) == ()  # it is compared when it is read
    os.utime(page, ns=(at, at))
    assert find_bent(output) == ()
    page.write_bytes(b"<p> ")
    assert find_bent(output) == (f"snapshot {RUNS[1]}: page.html is missing or of another size",)
    page.write_bytes(b"<p>")
    listed = json.loads(path_of(output, "versions.json").read_text())
    listed["snapshots"][0]["manifest_sha256"] = "0" * 64
    path_of(output, "versions.json").write_text(json.dumps(listed))
    assert find_bent(output) == (
        f"snapshot {RUNS[0]}: manifest.json is not what was published",
        f"snapshot {RUNS[1]} was made of another snapshot {RUNS[0]} than versions.json lists",
    )


# Thinned out


def on(day: int) -> str:
    return run_id(datetime(2020, 1, 1, 5, tzinfo=UTC) + timedelta(days=day))  # a Wednesday


@pytest.mark.parametrize(
    ("days", "gone", "why"),
    [
        ([0, 1, 2, 100], [0, 1], "of a month the newest stays"),
        ([0, 1, 100], [0], "and the one before the last"),
        ([0, 1, 2, 99, 100], [0, 1], "of a month the newest stays"),
        ([60, 61, 62, 99, 100], [61], "later than that, of a week: Sunday, Monday, Tuesday"),
        ([62, 63, 99, 100], [62], "Tuesday and Wednesday"),
        ([90, 91, 92, 99, 100], [], "all of the last days stay"),
        ([89, 90, 99, 100], [], "ten days ago is not older than ten days"),
        ([59, 61, 99, 100], [], "one before forty days ago, one after"),
        ([-5, 1, 99, 100], [], "two months"),
    ],
)
def test_old_snapshots_thin_out(folder: Output, days: list[int], gone: list[int], why: str) -> None:
    made = chain(folder, *map(on, days))
    path_of(folder, "snapshots", "notes").mkdir()
    thinned = choose_thinned(folder, made[-1], Keeping(all_days=10, weekly_days=40))
    assert thinned == tuple(map(on, gone)), why
    if days[0] == 62:  # so many days ago still counts by weeks
        assert choose_thinned(folder, made[-1], Keeping(all_days=10, weekly_days=38)) == (on(62),)
        assert choose_thinned(folder, made[-1], Keeping(all_days=10, weekly_days=37)) == ()


def test_of_a_week_the_newest_sound_one_stays_and_what_is_needed(folder: Output) -> None:
    keep = Keeping(all_days=1, weekly_days=1)
    last = chain(folder, *map(on, (0, 1, 2, 50)))[-1]
    path_of(folder, "snapshots", on(2), "page.html").write_bytes(b"<q>")
    assert choose_thinned(folder, last, keep) == (on(0),)  # the one before the last is needed, the newest sound stays
    for day in (0, 1):
        path_of(folder, "snapshots", on(day), "page.html").write_bytes(b"<q>")
    assert choose_thinned(folder, last, keep) == ()  # where none is sound, all stay
    assert tidy(folder, keep) == ()  # nothing is pointed to yet


@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_removed_is_listed_first(folder: Output, keeps: bool) -> None:
    point_to(chain(folder, *map(on, (0, 1, 2, 99, 100)))[-1])
    gone = tidy(folder, None if keeps else Keeping(all_days=10, weekly_days=40))
    assert gone == (() if keeps else (on(0), on(1)))
    assert folder.folders("snapshots") == [on(day) for day in (0, 1, 2, 99, 100) if on(day) not in gone]
    assert [run for run, state in states(folder).items() if state == "thinned"] == list(gone)


def test_a_file_that_changed_is_given_to_nobody_whole_or_in_pieces(output: Output) -> None:
    snapshot = put(output, RUNS[0])
    assert snapshot.stream("page.html").read() == b"<p>" == snapshot.read("page.html")
    path_of(output, "snapshots", RUNS[0], "page.html").write_bytes(b"<b>")
    for give in (open_snapshot(output, RUNS[0]).stream, open_snapshot(output, RUNS[0]).read):
        with pytest.raises(BrokenSnapshot, match=r"page\.html is not what was published"):
            give("page.html")


def test_where_nothing_was_published_the_place_itself_is_looked_at(
    output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(output: Output) -> None:
        raise ConfigurationError("there is no bucket")

    assert read_snapshot(output) is None
    monkeypatch.setattr(Output, "check_bucket", fail)
    with pytest.raises(ConfigurationError, match="there is no bucket"):
        read_snapshot(output)
