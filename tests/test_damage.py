"""Damaged, unreadable and misplaced files: told in one line with the cure, or read as they were written."""

import argparse
import hashlib
import io
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from commands._command import guarded
from commands.explain import Command as Explain
from commands.export import Command as Export
from commands.publish import Command as Publish
from commands.record import Command as Record
from commands.status import Command as Status
from crawls.collecting import collect
from crawls.nightly import BEGUN, read_begun
from schemas.mistakes import ConfigurationError
from schemas.tables import TABLES
from snapshots.parts import read_part
from snapshots.publish import publish
from storage.layout import WRITTEN, Output, run_id
from storage.parts import read_finished
from storage.snapshots import BrokenSnapshot, open_snapshot, read_snapshot
from tests.support.long_cases import mostly_long
from tests.support.replay import ROOT
from tests.support.snapshots_rows import RUNS, copy_output, leave_part, posting, rows_of

Command = type[Explain | Export | Publish | Record | Status]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """Two snapshots of a few jobs."""
    output = Output.at(tmp_path_factory.mktemp("sound"))
    for day in (0, 1):
        texts = {ref: f"{ref}: Sie leiten die IT von {ref * 40}" for ref in "abcd"}
        leave_part(output, RUNS[day], *(posting(ref, RUNS[day], text=text) for ref, text in texts.items()))
        publish(output)
    return output


@pytest.fixture
def output(sound: Output, tmp_path: Path) -> Output:
    """The two snapshots, to be damaged."""
    return copy_output(sound, tmp_path / "output")


def run(command: Command, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and errors of a command, in this process."""
    one, parser = command(), argparse.ArgumentParser()
    for each in command.options:
        parser.add_argument(each.name, **each.facts)
    options, args = parser.parse_known_args(words)
    said, wrong = io.TextIOWrapper(io.BytesIO(), write_through=True), io.StringIO()
    with redirect_stdout(said), redirect_stderr(wrong):
        code = guarded(lambda: one.execute(args, options))
    said.seek(0)
    return code, said.read(), wrong.getvalue()


def is_one_line(wrong: str) -> bool:
    return wrong.startswith("wupperjobs: ") and wrong.count("\n") == 1


def flip(file: Path, place: int, bit: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 1 << bit
    file.write_bytes(data)


def answers(output: Output, table: str) -> Iterator[tuple[int, str, str]]:
    yield run(Status, "--json", "--output", output.root)
    yield run(Explain, "alpha/a", "--json", "--output", output.root)
    yield run(Export, "-", "--format", "jsonl", "--all", "--table", table, "--output", output.root)


@pytest.mark.parametrize("bits", [60, pytest.param(400, marks=pytest.mark.long)])
def test_any_bit_of_any_file_of_a_snapshot_may_flip_and_no_other_value_is_told(output: Output, bits: int) -> None:
    chance = random.Random(6)
    files = sorted(path for run in RUNS[:2] for path in Path(output.snapshot(run)).iterdir())
    files.append(Path(output.path("latest.json")))
    sound = {name: list(answers(output, name)) for name in TABLES}
    told = 0
    for number in range(bits):
        file = files[number % len(files)]
        table = file.stem if file.stem in TABLES else chance.choice(list(TABLES))
        before = file.read_bytes()
        flip(file, chance.randrange(len(before)), chance.randrange(8))
        for now, right in zip(answers(output, table), sound[table], strict=True):
            if now[0] == 2:
                told += 1
                assert is_one_line(now[2]) and "scrapy publish" in now[2], (file, now[2])
            elif now != right:  # status names the snapshot that was bent; explain leaves out an earlier one's changes
                said = json.loads(now[1])
                words = [*said.get("damaged", ()), *said.get("bent", ())]
                assert any(run in one for run in RUNS[:2] for one in words), file
                told += 1
        file.write_bytes(before)
    assert told > bits * 3 / 4


@pytest.mark.parametrize("name", ["jobs.parquet", "descriptions.parquet", "manifest.json"])
def test_a_torn_or_missing_file_of_the_last_snapshot_is_noticed_by_its_size_alone(output: Output, name: str) -> None:
    file = Path(output.snapshot(RUNS[1]), name)
    data = file.read_bytes()
    file.write_bytes(data + b"\n")
    with pytest.raises(BrokenSnapshot, match=name):
        read_snapshot(output)
    file.unlink()
    with pytest.raises(BrokenSnapshot, match=name):
        read_snapshot(output)


def test_a_manifest_that_is_not_the_one_pointed_to_is_refused(output: Output) -> None:
    file = Path(output.snapshot(RUNS[1]), "manifest.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | {"previous": "20200101T000000Z"}))
    with pytest.raises(BrokenSnapshot, match=r"manifest\.json is not what was published"):
        read_snapshot(output)
    assert open_snapshot(output, RUNS[1]).manifest["previous"] == "20200101T000000Z"  # whole, but not that one


def test_an_earlier_snapshot_that_is_damaged_is_told_with_those_that_are_left(output: Output) -> None:
    flip(Path(output.snapshot(RUNS[0]), "jobs.parquet"), 200, 1)
    code, _, wrong = run(Export, "-", "--run", RUNS[0], "--output", output.root)
    assert code == 2 and is_one_line(wrong) and "jobs.parquet is not what was published (SHA-256 differs)" in wrong
    assert wrong.endswith(f"name another with --run: {RUNS[1]}\n")
    assert run(Export, "-", "--run", RUNS[0], "--table", "changes", "--output", output.root)[0] == 0  # is whole


def pages_of(file: Path) -> list[int]:
    """The place of the last byte of each column's pages, where values are."""
    group = pq.ParquetFile(file).metadata.row_group(0)
    columns = (group.column(number) for number in range(group.num_columns))
    return [(one.dictionary_page_offset or one.data_page_offset) + one.total_compressed_size - 1 for one in columns]


@pytest.mark.parametrize("name", mostly_long(list(TABLES), ["boards", "descriptions", "changes"]))
def test_a_flipped_bit_in_a_page_of_a_snapshot_is_noticed_without_the_manifest_too(output: Output, name: str) -> None:
    file = Path(output.snapshot(RUNS[1]), f"{name}.parquet")
    data = file.read_bytes()
    for place in pages_of(file) if pq.ParquetFile(file).metadata.num_rows else ():
        flip(file, place, 3)
        with pytest.raises(OSError, match=r"(?i)crc|checksum"):
            pq.ParquetFile(file, page_checksum_verification=True).read()
        file.write_bytes(data)


def test_a_table_is_read_with_the_checksums_of_its_pages(output: Output) -> None:
    file = Path(output.snapshot(RUNS[1]), "jobs.parquet")
    flip(file, pages_of(file)[0], 3)
    snapshot = open_snapshot(output, RUNS[1])
    snapshot.manifest["files"]["jobs.parquet"]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(BrokenSnapshot, match=r"(?i)crc|checksum"):
        snapshot.table("jobs")


def test_a_flipped_bit_in_a_page_of_a_part_is_noticed(output: Output) -> None:
    path = Path(output.part(RUNS[1], "alpha"))
    data = path.read_bytes()
    for place in pages_of(path):
        flip(path, place, 3)
        assert re.search("(?i)crc|checksum", read_part(output, str(path)).error or "")
        path.write_bytes(data)


def test_a_part_without_postings_of_another_run_is_refused(output: Output) -> None:
    path = leave_part(output, RUNS[2], board="beta")
    copy = Path(output.part(RUNS[3], "beta"))
    copy.parent.mkdir()
    shutil.copy(path, copy)
    assert read_part(output, str(copy)).error == f"part cannot be read: its verdict is of run {RUNS[2]}"


def test_given_parts_of_a_run_that_is_published_are_not_taken_again(output: Output) -> None:
    parts = [output.part(run, "alpha") for run in RUNS[:2]]
    assert publish(output, parts=parts).runs == ()
    late = leave_part(output, RUNS[0], posting("late", board="beta"), board="beta")
    assert publish(output, parts=[late]).runs == ()
    assert "late" not in rows_of(output, "postings")


@pytest.mark.long
@pytest.mark.parametrize("cut", [300, 0, 4, -1])
def test_a_torn_part_is_collected_again(tmp_path: Path, cut: int) -> None:
    answers = str(ROOT / "tests" / "boards" / "arbeitnow" / "recorded.warc")
    search = str(ROOT / "tests" / "boards" / "search.toml")
    for _ in range(2):
        assert collect(["arbeitnow"], search, str(tmp_path), replay=[answers]) == 0
        (part,) = tmp_path.glob("postings/*/arbeitnow.parquet")
        whole = part.read_bytes()
        assert read_finished(Output.at(tmp_path), part.parent.name, "arbeitnow")
        part.write_bytes(whole[:cut])
        assert not read_finished(Output.at(tmp_path), part.parent.name, "arbeitnow")


@pytest.mark.parametrize("command", [Status, Export, Publish, Explain])
def test_an_output_that_is_a_file_is_told(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, _, wrong = run(command, *["alpha/a"] * (command is Explain), "--output", str(tmp_path / "file"))
    assert (code, wrong) == (2, f"wupperjobs: --output {tmp_path / 'file'} is a file: name a folder\n")


def test_what_is_exported_onto_a_folder_is_told(output: Output, tmp_path: Path) -> None:
    code, _, wrong = run(Export, str(tmp_path), "--output", output.root)
    assert code == 2 and is_one_line(wrong)
    assert wrong.startswith(f"wupperjobs: {tmp_path} is a folder: name a file, such as {tmp_path}/jobs.csv")


def test_a_recording_that_is_not_there_is_told(tmp_path: Path) -> None:
    missing = tmp_path / "missing.warc"
    assert run(Record, "--mend", str(missing)) == (2, "", f"wupperjobs: {missing}: there is no such file\n")
    code, _, wrong = run(Record, "--mend", str(tmp_path))
    assert code == 2 and is_one_line(wrong) and "a folder stands where a file is needed" in wrong


def test_what_may_not_be_read_is_not_called_unwritable(
    output: Output, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(output.snapshot(RUNS[1]), "jobs.parquet")

    def refuse(path: str | Path) -> Callable[[], int]:
        def command() -> int:
            raise PermissionError(13, "Permission denied", str(path))

        return command

    assert guarded(refuse(Path(output.root) / "new" / "file")) == 2
    assert "right to write, or choose another place" in capsys.readouterr().err
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != file)
    assert guarded(refuse(file)) == 2
    assert f"{file}: not readable; give whoever runs this the right" in capsys.readouterr().err


def test_only_a_full_disk_is_asked_for_space(capsys: pytest.CaptureFixture[str]) -> None:
    for number, has_word in ((28, True), (5, False)):

        def fail(number: int = number) -> int:
            raise OSError(number, "no")

        assert guarded(fail) == 2
        wrong = capsys.readouterr().err
        assert is_one_line(wrong) and ("free space" in wrong) == has_word


def test_the_dashboard_tells_damage(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUT", output.root)
    for name, place in (("jobs.parquet", 300), ("manifest.json", 30), ("../../latest.json", 40)):
        file = Path(output.snapshot(RUNS[1]), name)
        before = file.read_bytes()
        flip(file, place, 0)
        app = AppTest.from_file(str(ROOT / "examples" / "dashboard.py"), default_timeout=120).run()
        assert not app.exception and not app.table
        assert "beschädigt" in app.error[0].value and "scrapy publish" in app.error[0].value
        file.write_bytes(before)


@pytest.mark.parametrize("times", [1, 2])
def test_a_folder_in_the_place_of_the_link_is_moved_aside_and_told(output: Output, times: int) -> None:
    root = Path(output.root)
    for number in range(times):
        (root / "latest").unlink()
        shutil.copytree(output.snapshot(RUNS[0]), root / "latest")
        leave_part(output, RUNS[2 + number], "a")
        said = publish(output).pointing
        assert said and said.startswith(f"{root}/latest was a folder, not a link: it was moved to {root}/latest.aside")
    assert (root / "latest").readlink().name == RUNS[1 + times] == json.loads((root / "latest.json").read_text())["run"]
    assert len(list(root.glob("latest.aside*"))) == times
    assert (root / "latest.aside" / "jobs.parquet").exists() and publish(output).pointing is None


def test_a_link_that_cannot_be_set_is_told_truly(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*path: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    leave_part(output, RUNS[2], "a")
    with pytest.raises(ConfigurationError, match=rf"{RUNS[2]} is published and latest\.json names it"):
        publish(output)
    assert json.loads(Path(output.path("latest.json")).read_text())["run"] == RUNS[2]


def test_the_names_are_on_the_disk_before_the_next_ones_count(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []

    def remember(path: str) -> None:
        synced.append((path.removeprefix(output.root), Path(output.path("latest")).readlink().name))

    for module in ("snapshot_writing", "pointer"):
        monkeypatch.setattr(f"storage.{module}.sync_folder", remember)
    leave_part(output, RUNS[2], "a")
    publish(output)
    staging = f"/snapshots/.staging-{RUNS[2]}"
    assert synced == [(staging, RUNS[1]), ("/snapshots", RUNS[1]), ("", RUNS[2])]


@pytest.mark.parametrize("command", [Status, Export, Explain])
def test_a_pointer_that_is_gone_is_damage_where_snapshots_stand(command: Command, output: Output) -> None:
    before = Path(output.path("latest.json")).read_bytes()
    Path(output.path("latest.json")).unlink()
    code, _, wrong = run(command, *["alpha/a"] * (command is Explain), "--output", output.root)
    assert code == 2 and is_one_line(wrong) and "latest.json is missing" in wrong and "scrapy publish" in wrong
    assert publish(output).healed and Path(output.path("latest.json")).read_bytes() == before


@pytest.mark.parametrize("name", ["latest.json", "versions.json"])
def test_a_folder_in_the_place_of_a_file_is_named_with_its_cure(output: Output, name: str) -> None:
    Path(output.path(name)).unlink()
    Path(output.path(name)).mkdir()
    code, _, wrong = run(Status, "--output", output.root)
    assert code == 2 and is_one_line(wrong) and f"{output.path(name)}" in wrong and "move it away" in wrong


@pytest.mark.parametrize("day", [0, 1])
@pytest.mark.parametrize("name", ["manifest.json", "jobs.parquet"])
def test_a_folder_in_the_place_of_a_file_of_a_snapshot_is_damage(output: Output, day: int, name: str) -> None:
    file = Path(output.snapshot(RUNS[day]), name)
    file.unlink()
    file.mkdir()
    code, said, wrong = run(Status, "--output", output.root)
    assert (code == 1 and name in said) if day == 0 else (code == 2 and is_one_line(wrong) and name in wrong)
    assert bool(publish(output).healed) == file.is_file() == (day == 1)


@pytest.mark.parametrize("name", ["", *WRITTEN])
@pytest.mark.parametrize("kind", ["file", "link to nowhere", "not allowed"])
def test_a_folder_that_cannot_be_written_is_named_before_any_board_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    output = Output.at(tmp_path / "output")
    folder = Path(output.root, name)
    output.check_place()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if kind == "file":
        folder.touch()
    elif kind == "link to nowhere":
        folder.symlink_to("nowhere")
    else:
        folder.mkdir()
        output.check_place()
        monkeypatch.setattr("os.access", lambda path, mode: Path(path) != folder)

    def check() -> int:
        output.check_place()
        return 0

    assert guarded(check) == 2
    wrong = capsys.readouterr().err
    assert is_one_line(wrong) and wrong.startswith(f"wupperjobs: {folder}: ")
    assert read_snapshot(output) is None if kind == "not allowed" else "move it away" in wrong


def test_a_run_goes_on_with_what_was_begun_though_the_snapshot_is_damaged(output: Output) -> None:
    begun = run_id(datetime.now(UTC) - timedelta(hours=1))
    Path(output.path(BEGUN)).write_text(json.dumps({"run": begun}))
    assert read_begun(output) == begun
    flip(Path(output.path("latest.json")), 40, 0)
    assert read_begun(output) == begun
    Path(output.snapshot(RUNS[1]), "jobs.parquet").unlink()
    assert read_begun(output) == begun
