"""Snapshots: the same bytes from the same parts, whole or not at all, read by everyone."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.columns import schema_of
from schemas.tables import TABLES, Posting
from snapshots.parts import read_part
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import BrokenSnapshot, read_snapshot, verify
from tests.support.long_cases import mostly_long
from tests.support.snapshots_rows import RUNS, bytes_of, leave_benchmarks, leave_part, pay, posting, rows_of

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def leave_two_days(output: Output) -> list[str]:
    """Parts of two boards and two runs, with all that can happen between them."""
    shared = {"title": "Leiter IT", "text": "Gesucht: Leiter IT."}
    return [
        leave_part(output, RUNS[0], *"abc", posting("d", **shared), posting("far", left_out="area")),
        leave_part(output, RUNS[0], posting("x", board="beta", **shared, **pay(5000)), board="beta"),
        leave_part(output, RUNS[1], "b", "e", posting("d", RUNS[1], **shared), gone=("c",)),
        leave_part(output, RUNS[1], posting("x", RUNS[1], "beta", **shared, **pay(6000)), board="beta"),
        leave_part(output, RUNS[1], board="gamma", verdict="failed", reason="no answer"),
    ]


def test_the_same_parts_give_the_same_bytes_in_any_order_and_any_process(tmp_path: Path) -> None:
    digests = set()
    script = (
        "import sys; from storage.layout import Output; from snapshots.publish import publish\n"
        "publish(Output.at(sys.argv[1]), parts=sys.argv[2:])"
    )
    for seed in range(2):
        output = Output.at(tmp_path / str(seed))
        paths = leave_two_days(output)
        for run in RUNS[:2]:
            leave_benchmarks(output, run, 3700, 5000)
        copy = Path(paths[0]).with_name("alpha copied.parquet")
        copy.write_bytes(Path(paths[0]).read_bytes())
        if seed:
            paths += [*paths[:3], str(copy)]
        random.Random(seed).shuffle(paths)
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "TZ": ["Asia/Tokyo", "America/Lima"][seed]}
        subprocess.run([sys.executable, "-c", script, output.root, *paths], check=True, cwd=ROOT, env=environment)
        digests.add(tuple(bytes_of(output, RUNS[1]).items()))
    assert len(digests) == 1


def test_the_order_of_rows_and_chunks_in_memory_leaves_no_trace(tmp_path: Path) -> None:
    files = []
    for number, step in enumerate((1, -1)):
        output = Output.at(tmp_path / str(number))
        leave_part(output, RUNS[0], *[f"p{n:03}" for n in range(100)][::step])
        publish(output)
        files.append({name: data for name, data in bytes_of(output, RUNS[0]).items() if name != "manifest.json"})
    assert files[0] == files[1]


KILLED = """
import os, shutil, signal, sys
import pyarrow.parquet as pq
import snapshots.publish
from storage.layout import Output
from storage.snapshot_writing import remove_staging, write_snapshot
from storage.snapshots import read_snapshot, verify
from snapshots.intake import Intake
from snapshots.publish import Published, publish
from tests.support.snapshots_rows import bytes_of

base, first, last, stride = sys.argv[1:]
written = []


def remember(output, *what):
    written.append(what)
    return write_snapshot(output, *what)


snapshots.publish.write_snapshot = remember
publish(Output.at(base + "-undisturbed"))
expected = bytes_of(Output.at(base + "-undisturbed"), last)


def write_again(intake, *made_of_it):
    write_snapshot(intake.output, *written[0])
    return Published(run=last, changes={})


def compute_no_more():  # the tables are those of the undisturbed publish; everything on the disk is done anew
    Intake.take_in = lambda intake, run, paths: None
    snapshots.publish._finish = write_again


def kill_at(step):
    left = step
    def count():
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def before(function):
        def counted(*args, **options):
            count()
            return function(*args, **options)
        return counted
    def audit(event, args):
        changes = event in ("os.rename", "os.symlink", "os.mkdir", "os.remove", "os.rmdir")
        if changes or (event == "open" and str(args[0]).startswith(folder) and "w" in str(args[1])):
            count()
    os.fsync = before(os.fsync)
    pq.ParquetWriter.close = before(pq.ParquetWriter.close)
    sys.addaudithook(audit)


def in_child(work):
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed():
    compute_no_more()
    kill_at(step)
    publish(Output.at(folder))


def stands():
    output = Output.at(folder)
    last_one = read_snapshot(output)
    assert last_one and last_one.run in (first, last), last_one
    verify(output, last_one.run)
    assert last_one.table("jobs").num_rows
    assert os.path.exists(folder + "/latest/jobs.parquet")
    remove_staging(output)
    assert set(os.listdir(folder + "/snapshots")) <= {first, last}
    if is_new:  # a state but for the staging folder that no step before left
        publish(output)
        assert bytes_of(output, last) == expected
        assert os.readlink(folder + "/latest") == "snapshots/" + last
        assert sorted(os.listdir(folder + "/snapshots")) == [first, last]
        assert not [name for name in os.listdir(folder) if "new" in name or "staging" in name]


def what_stands():  # but for what lies in the staging folder
    told = open(folder + "/latest.json").read(), os.readlink(folder + "/latest")
    return (*told, *sorted(os.listdir(folder)), *sorted(os.listdir(folder + "/snapshots")))


step, seen = 0, set()
while True:
    folder = f"{base}-{step}"
    shutil.copytree(base, folder, symlinks=True)
    ended = in_child(killed)
    assert ended in (0, -signal.SIGKILL), f"step {step}: {ended}"
    is_new = what_stands() not in seen
    seen.add(what_stands())
    assert in_child(stands) == 0, f"step {step}"
    shutil.rmtree(folder)
    if ended == 0:
        break
    step += int(stride)
print(step, len(seen))
"""


@pytest.mark.parametrize("stride", mostly_long([5, 1], [5]))
def test_a_publish_killed_at_any_step_leaves_the_last_snapshot_and_the_next_one_heals(
    tmp_path: Path, stride: int
) -> None:
    for name in ("base", "base-undisturbed"):
        output = Output.at(tmp_path / name)
        paths = leave_two_days(output)
        publish(output, parts=paths[:2])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "base"), *RUNS[:2], str(stride)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    steps, states = map(int, done.stdout.split())
    assert steps > 25
    assert states > (5 if stride == 1 else 2)


def test_a_killed_first_publish_leaves_no_snapshot(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    Path(output.snapshot(RUNS[0])).mkdir(parents=True)
    assert read_snapshot(output) is None
    assert publish(output).run == RUNS[0]


def torn(path: Path) -> bytes:
    data = path.read_bytes()
    return data[: len(data) // 2]


def of_other_columns(path: Path) -> bytes:
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["title"]), path)
    return path.read_bytes()


def of_another_type(path: Path) -> bytes:
    table = pq.read_table(path)
    at = table.schema.get_field_index("kldb")
    pq.write_table(table.set_column(at, pa.field("kldb", pa.null()), pa.nulls(table.num_rows)), path)
    return path.read_bytes()


def of_another_run(path: Path) -> bytes:
    return Path(str(path).replace(RUNS[1], RUNS[0])).read_bytes()


def without_verdict(path: Path) -> bytes:
    pq.write_table(pq.read_table(path).replace_schema_metadata(schema_of(Posting).metadata), path)
    return path.read_bytes()


def with_a_broken_verdict(path: Path) -> bytes:
    pq.write_table(pq.read_table(path).replace_schema_metadata({b"board_run": b'{"board": "alpha"}'}), path)
    return path.read_bytes()


def test_a_part_that_cannot_be_read_fails_its_board_and_loses_nothing(output: Output) -> None:
    damages: dict[str, Any] = {
        "empty": lambda path: b"",
        "short": lambda path: b"PAR1",
        "headless": lambda path: path.read_bytes()[4:],
        "page": lambda path: b"<html></html>" * 99,
        **{
            function.__name__: function
            for function in (
                torn,
                of_other_columns,
                of_another_type,
                of_another_run,
                without_verdict,
                with_a_broken_verdict,
            )
        },
    }
    for board in (*damages, "sound"):
        leave_part(output, RUNS[0], posting(board, board=board), board=board)
        leave_part(output, RUNS[1], posting(board, RUNS[1], board=board), board=board)
    for board, damage in damages.items():
        part = Path(output.part(RUNS[1], board))
        part.write_bytes(damage(part))
    published = publish(output)
    assert set(published.refused) == set(damages)
    assert all(reason.startswith("failed: part cannot be read: ") for reason in published.refused.values())
    row = rows_of(output, "boards")["torn"]
    assert (row["verdict"], row["run"], row["access"]) == ("failed", RUNS[1], "open")
    states = {ref: (row["status"], row["stale"]) for ref, row in rows_of(output, "postings").items()}
    assert states == {"sound": ("open", False), **dict.fromkeys(damages, ("open", True))}


def test_a_part_with_flipped_bits_is_read_or_refused(output: Output) -> None:
    part = Path(leave_part(output, RUNS[0], "a", "b"))
    data, chance = part.read_bytes(), random.Random(5)
    answers = set()
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(5):
            damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        part.write_bytes(damaged)
        read = read_part(output, str(part))
        answers.add(read.error is None)
        assert (read.verdict is None) == (read.error is not None)
    assert False in answers


def test_torn_benchmarks_keep_those_known_and_say_so(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    leave_benchmarks(output, RUNS[0], 3700, 5000)
    leave_benchmarks(output, RUNS[0], 4000, url="https://b.example/")
    leave_part(output, RUNS[1], "a")
    Path(leave_benchmarks(output, RUNS[1], 3800)).write_bytes(b"PAR1")
    published = publish(output)
    assert published.refused["alpha"].startswith("incomplete: benchmarks cannot be read: ")


def test_benchmarks_of_a_page_are_replaced_when_it_is_read_again(output: Output) -> None:
    for run, figures, url in [(0, (3700, 5000), "a"), (1, (4000,), "b"), (2, (3800, 3800), "a")]:
        leave_part(output, RUNS[run], "a")
        leave_benchmarks(output, RUNS[run], *figures, url=f"https://{url}.example/")
    publish(output)
    snapshot = read_snapshot(output)
    assert snapshot
    assert [int(row["min_eur"]) for row in snapshot.table("benchmarks").to_pylist()] == [3800, 4000]


def test_pandas_duckdb_and_polars_read_the_same_rows_and_types(output: Output) -> None:
    leave_two_days(output)
    publish(output)
    path = output.path("latest", "jobs.parquet")
    for name in TABLES:
        assert pq.read_schema(output.path("latest", f"{name}.parquet")).equals(schema_of(TABLES[name]))  # type: ignore[arg-type]
    arrow = pq.read_table(path)
    kinds = {field.name: field.type for field in arrow.schema}
    database = duckdb.connect()
    duck = database.sql(f"FROM '{path}'").to_arrow_table().cast(arrow.schema)
    polar = pl.read_parquet(path).to_arrow().cast(arrow.schema)
    pandas = pa.Table.from_pandas(
        pd.read_parquet(path, dtype_backend="pyarrow"), schema=arrow.schema, preserve_index=False
    )
    for other in (duck, polar, pandas):
        assert other.to_pylist() == arrow.to_pylist()
    assert str(kinds["salary_min_eur"]) == "decimal128(12, 2)"
    assert pl.read_parquet_schema(path)["salary_min_eur"] == pl.Decimal(12, 2)
    types = dict(database.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{path}')").fetchall())
    assert (types["salary_min_eur"], types["urls"], types["closed_on"]) == ("DECIMAL(12,2)", "VARCHAR[]", "DATE")


def test_the_manifest_sums_every_file_and_names_the_parts(output: Output) -> None:
    paths = leave_two_days(output)
    publish(output, parts=paths[:2])
    publish(output)
    snapshot = verify(output, RUNS[1])
    manifest = snapshot.manifest
    assert (manifest["run"], manifest["previous"], manifest["runs"]) == (RUNS[1], RUNS[0], [RUNS[1]])
    assert set(manifest["files"]) == {f"{name}.parquet" for name in TABLES}
    assert manifest["files"]["jobs.parquet"]["rows"] == snapshot.table("jobs").num_rows
    assert [(part["board"], part["rows"]) for part in manifest["parts"]] == [("alpha", 3), ("beta", 1), ("gamma", 0)]
    assert output.root not in json.dumps(manifest)


def test_a_flipped_bit_in_the_last_snapshot_is_noticed_and_healed_from_the_parts(output: Output) -> None:
    paths = leave_two_days(output)
    publish(output, parts=paths[:2])
    publish(output)
    sound = bytes_of(output, RUNS[1])
    file = Path(output.snapshot(RUNS[1])) / "jobs.parquet"
    damaged = bytearray(file.read_bytes())
    damaged[100] ^= 4
    file.write_bytes(damaged)
    with pytest.raises(BrokenSnapshot, match=r"jobs\.parquet is not what was published"):
        verify(output, RUNS[1])
    assert "jobs.parquet" in (publish(output).healed or "")
    assert bytes_of(output, RUNS[1]) == sound


def test_a_lost_or_broken_pointer_is_made_anew(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    pointer = Path(output.path("latest.json"))
    told = pointer.read_bytes()
    for damage in ("{", "[]", '{"run": "20261122T050000Z"}'):
        pointer.write_text(damage)
        with pytest.raises(BrokenSnapshot):
            read_snapshot(output)
        assert publish(output).run == RUNS[0]
        assert pointer.read_bytes() == told
    pointer.unlink()
    assert publish(output).run == RUNS[0]
    assert pointer.read_bytes() == told


def test_nothing_new_leaves_everything_as_it_is(output: Output) -> None:
    assert publish(output).run is None
    leave_part(output, RUNS[0], "a")
    publish(output)
    before = bytes_of(output, RUNS[0])
    published = publish(output)
    assert (published.run, published.runs) == (RUNS[0], ())
    assert bytes_of(output, RUNS[0]) == before


def test_a_column_younger_than_a_file_has_its_default(output: Output) -> None:
    part = Path(
        leave_part(output, RUNS[0], posting("a", skills=("sap",), remote="full", start_as_soon_as_possible=True))
    )
    old = pq.read_table(part).drop_columns(["skills", "remote", "start_as_soon_as_possible"])
    pq.write_table(old.append_column("column_of_old", pa.nulls(1)), part)
    publish(output)
    row = rows_of(output, "postings")["a"]
    assert (row["skills"], row["remote"], row["start_as_soon_as_possible"]) == ([], None, False)


def test_only_parts_under_their_name_count(output: Output) -> None:
    part = Path(leave_part(output, RUNS[0], "a"))
    for name in ("beta.parquet.staging", ".beta.parquet", "beta.json"):
        part.with_name(name).write_bytes(b"half")
    (part.parent.parent / "notes").mkdir()
    assert [row.board for row in publish(output).boards] == ["alpha"]


def test_pages_are_published_and_summed_with_the_tables(output: Output) -> None:
    leave_part(output, RUNS[0], "a", "b")

    def pages(manifest: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, bytes]:
        assert manifest["files"]["jobs.parquet"]["rows"] == 2
        return {"report.html": f"{tables['jobs'].num_rows} jobs of {manifest['run']}".encode()}

    publish(output, pages=pages)
    assert bytes_of(output, RUNS[0])["report.html"] == f"2 jobs of {RUNS[0]}".encode()
    Path(output.snapshot(RUNS[0]), "report.html").write_bytes(b"2 jobs of 20261122T050000X")
    with pytest.raises(BrokenSnapshot, match=r"report\.html"):
        verify(output, RUNS[0])


@pytest.mark.long
def test_an_object_store_takes_the_same_snapshot(bucket: str, tmp_path: Path) -> None:
    local, remote = Output.at(tmp_path), Output.at(bucket)
    snapshot = remote.snapshot(RUNS[1])
    with remote.filesystem.open_output_stream(f"{snapshot}/jobs.parquet") as stream:
        stream.write(b"half of a snapshot, killed")
    assert read_snapshot(remote) is None
    for output in (local, remote):
        leave_two_days(output)
        assert publish(output).run == RUNS[1]
    verify(remote, RUNS[1])
    for name, data in bytes_of(local, RUNS[1]).items():
        with remote.filesystem.open_input_file(f"{snapshot}/{name}") as stream:
            assert stream.read() == data, name
    with remote.filesystem.open_input_file(remote.path("latest.json")) as stream:
        assert stream.read() == Path(local.path("latest.json")).read_bytes()
