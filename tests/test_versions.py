"""versions.json, the chain of sums, and old snapshots that thin out."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import storage.snapshot_writing
from german.places.search import load_search
from schemas.columns import SCHEMA_VERSION
from schemas.configuration import Keeping
from schemas.mistakes import ConfigurationError
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, run_id, started_at
from storage.snapshots import find_last_valid, read_snapshot, verify
from storage.tables import read_bytes
from storage.versions import find_bent, read_versions
from tests.support.long_cases import mostly_long
from tests.support.snapshots_rows import copy_output, leave_part, upload


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


FIRST = datetime(2020, 1, 1, 5, tzinfo=UTC)
Lived = Callable[[int], None]
KEEP = Keeping(all_days=10, weekly_days=40)


def run_on(day: int) -> str:
    return run_id(FIRST + timedelta(days=day))


def publish_days(output: Output, *days: int, keep: Keeping | None = None) -> list[Any]:
    done = []
    for day in days:
        leave_part(output, run_on(day), "a", f"day {day}")
        done.append(publish(output, keep=keep))
    return done


@pytest.fixture(scope="module")
def first_days(tmp_path_factory: pytest.TempPathFactory) -> list[Output]:
    """An output as it was after none, one, two … nine days, each published."""
    output = Output.at(tmp_path_factory.mktemp("days"))
    found = [Output.at(tmp_path_factory.mktemp("none"))]
    for day in range(9):
        publish_days(output, day)
        found.append(copy_output(output, tmp_path_factory.mktemp("copies")))
    return found


@pytest.fixture
def lived(output: Output, first_days: list[Output]) -> Lived:
    """Makes the output one of so many days."""

    def live(count: int) -> None:
        copy_output(first_days[count], Path(output.root))

    return live


def kept(output: Output) -> list[int]:
    """The days whose snapshots are there."""
    return [(started_at(run) - FIRST).days for run in output.folders("snapshots") if not run.startswith(".")]


def states(output: Output) -> dict[int, str]:
    return {(started_at(run) - FIRST).days: one["state"] for run, one in read_versions(output).items()}


def listed(output: Output) -> dict[str, Any]:
    return dict(json.loads(read_bytes(output, output.path("versions.json")).to_pybytes()))


def test_the_list_has_rows_sums_and_the_chain(output: Output, lived: Lived) -> None:
    lived(3)
    versions = list(read_versions(output).values())
    assert listed(output)["last"] == run_on(2)
    assert [one["run"] for one in versions] == [run_on(day) for day in range(3)]
    assert [one["rows"]["jobs"] for one in versions] == [2, 3, 4]
    assert all(one["schema_version"] == SCHEMA_VERSION and len(one["manifest_sha256"]) == 64 for one in versions)
    assert versions[0]["previous"] is None and versions[0]["previous_sha256"] is None
    for before, one in zip(versions, versions[1:], strict=False):  # noqa: RUF007
        assert (one["previous"], one["previous_sha256"]) == (before["run"], before["manifest_sha256"])
        assert verify(output, one["run"]).manifest["previous_sha256"] == before["manifest_sha256"]
    assert find_bent(output) == () == read_status(output).bent


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def replace_manifest(path: Path) -> None:
    """As someone would who makes a changed snapshot fit its manifest."""
    manifest = path.with_name("manifest.json")
    manifest.write_text(manifest.read_text().replace('"runs"', '"runs "'))


CHANGED = product([flip, shorten, Path.unlink, replace_manifest], [0, 1])


@pytest.mark.parametrize(("change", "day"), mostly_long(CHANGED, [(flip, 0), (replace_manifest, 1)]))
def test_a_snapshot_that_was_changed_is_named(
    output: Output, lived: Lived, change: Callable[[Path], None], day: int
) -> None:
    lived(3)
    change(Path(output.snapshot(run_on(day)), "changes.parquet"))
    (words,) = find_bent(output)
    assert run_on(day) in words
    status = read_status(output, now=FIRST + timedelta(days=3))
    assert status.bent == (words,) and not status.is_well
    assert status.as_record()["bent"] == (words,)
    publish_days(output, 3)
    assert find_bent(output) == (words,)  # a publish hides nothing


def test_a_list_that_was_changed_with_the_snapshot_is_given_away_by_the_next_one(output: Output, lived: Lived) -> None:
    lived(3)
    replace_manifest(Path(output.snapshot(run_on(1)), "x"))
    path = Path(output.path("versions.json"))
    versions = json.loads(path.read_text())
    manifest = Path(output.snapshot(run_on(1)), "manifest.json").read_bytes()
    versions["snapshots"][1]["manifest_sha256"] = hashlib.sha256(manifest).hexdigest()
    path.write_text(json.dumps(versions))
    (words,) = find_bent(output)
    assert run_on(1) in words and run_on(2) in words


def test_a_list_that_is_lost_or_torn_is_made_anew(output: Output, lived: Lived) -> None:
    lived(2)
    path = Path(output.path("versions.json"))
    whole = path.read_bytes()
    for spoil in (path.unlink, lambda: path.write_bytes(whole[:99]), lambda: path.write_text("[]")):
        spoil()
        assert len(find_bent(output)) == (1 if path.exists() else 0)
        publish(output)
        assert path.read_bytes() == whole


def test_a_snapshot_published_again_is_no_bent_link(output: Output, lived: Lived) -> None:
    lived(2)
    flip(Path(output.snapshot(run_on(1)), "jobs.parquet"))
    assert publish(output).healed
    assert find_bent(output) == ()
    flip(Path(output.snapshot(run_on(1)), "jobs.parquet"))
    publish_days(output, 2)  # made of day 0 and the parts since
    assert states(output)[1] == "passed_over"
    assert find_bent(output) == ()


@pytest.mark.long
def test_one_snapshot_a_week_stays_then_one_a_month(output: Output) -> None:
    publish_days(output, *range(120), keep=KEEP)
    days = kept(output)
    weekly = [day for day in days if 79 <= day < 109]
    assert days[-11:] == list(range(109, 120))
    assert [(FIRST + timedelta(days=day)).isoweekday() for day in weekly[:-1]] == [
        7
    ] * 4  # of the last week not all are old
    older = [FIRST + timedelta(days=day) for day in days if day < 79]
    assert [day.month for day in older] == [1, 2, 3] and all(day.day > 22 for day in older[:-1])
    assert sorted(states(output)) == list(range(120))
    assert {day for day, state in states(output).items() if state == "kept"} == set(days)
    assert set(states(output).values()) == {"kept", "thinned"}
    assert find_bent(output) == ()
    history = read_snapshot(output).table("history")  # type: ignore[union-attr]
    assert {when.date() for when in history["valid_from"].to_pylist()} == {
        (FIRST + timedelta(days=day)).date() for day in range(120)
    }


@pytest.mark.long
def test_all_at_once_after_an_upgrade_keeps_the_same_and_says_what_went(output: Output) -> None:
    publish_days(output, *range(60))
    (published,) = publish_days(output, 60, keep=KEEP)
    assert len(published.thinned) + len(kept(output)) == 61
    assert publish(output, keep=KEEP).thinned == ()


@pytest.mark.long
def test_what_a_publish_may_need_stays(output: Output) -> None:
    keep = Keeping(all_days=1, weekly_days=1)
    publish_days(output, 0, 1, 2, 20, 21, keep=keep)
    assert kept(output)[-2:] == [20, 21]
    publish_days(output, 27, keep=keep)
    assert {21, 27} <= set(kept(output))  # the last, and the one before it, though all are of one month
    assert publish(output, keep=keep).run == run_on(27)


@pytest.mark.long
def test_the_newest_sound_one_of_a_week_stays(output: Output, lived: Lived) -> None:
    lived(9)
    shorten(Path(output.snapshot(run_on(4)), "jobs.parquet"))  # Sunday
    publish_days(output, 30, keep=Keeping(all_days=10, weekly_days=100))
    assert kept(output) == [3, 8, 30]
    publish_days(output, 31)
    for day in (3, 8):
        shorten(Path(output.snapshot(run_on(day)), "jobs.parquet"))
    publish_days(output, 200, keep=Keeping(all_days=1, weekly_days=1))
    assert {3, 8} <= set(kept(output)) or {30, 31} & set(kept(output))


@pytest.mark.long
def test_a_wrong_clock_and_a_snapshot_of_the_future_remove_nothing(output: Output) -> None:
    publish_days(output, 0, 1, 2, 3, keep=Keeping(all_days=60, weekly_days=365))
    publish(output, keep=KEEP, now=FIRST + timedelta(days=9_999))
    assert kept(output) == [0, 1, 2, 3]


def test_a_kill_between_rename_and_removal_is_made_up_for(
    output: Output, lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(9)

    def die(*what: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("storage.snapshot_writing.sync_folder", lambda path: die() if "snapshots" in path else None)
        with pytest.raises(KeyboardInterrupt):
            storage.snapshot_writing.remove_snapshot(output, run_on(0))
    assert list(Path(output.path("snapshots")).glob(".*"))
    with monkeypatch.context() as patch:
        patch.setattr("snapshots.thinning.remove_snapshot", die)
        with pytest.raises(KeyboardInterrupt):
            publish_days(output, 30, keep=KEEP)
    assert states(output)[1] == "thinned" and 1 in kept(output)  # listed, not yet removed
    assert publish(output, keep=KEEP).thinned
    assert kept(output) == [4, 8, 30]
    assert not list(Path(output.path("snapshots")).glob(".*"))
    assert states(output) == {
        0: "removed",
        **dict.fromkeys((1, 2, 3, 5, 6, 7), "thinned"),
        4: "kept",
        8: "kept",
        30: "kept",
    }


def test_what_was_removed_by_hand_is_no_alarm(output: Output, lived: Lived) -> None:
    lived(3)
    shutil.rmtree(output.snapshot(run_on(1)))
    assert find_bent(output) == ()
    publish_days(output, 3)
    assert states(output) == {0: "kept", 1: "removed", 2: "kept", 3: "kept"}


@pytest.mark.long
def test_an_object_store_thins_out_and_ends_what_a_kill_left(
    bucket: str, first_days: list[Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output.at(bucket)
    upload(first_days[4], output)

    def die(*what: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("storage.snapshot_writing.remove_folder", die)
        with pytest.raises(KeyboardInterrupt):
            publish_days(output, 30, keep=KEEP)
    assert 0 in kept(output)
    half = output.filesystem.get_file_info(output.snapshot(run_on(0)) + "/manifest.json")
    assert half.type.name == "NotFound"  # never believed
    assert find_last_valid(output)[0].run == run_on(30)  # type: ignore[union-attr]
    assert find_bent(output) == ()
    publish(output, keep=KEEP)
    assert kept(output) == [3, 30]
    assert states(output) == {0: "thinned", 1: "thinned", 2: "thinned", 3: "kept", 30: "kept"}
    with output.filesystem.open_output_stream(output.snapshot(run_on(3)) + "/changes.parquet") as stream:
        stream.write(b"x")
    (words,) = find_bent(output)
    assert run_on(3) in words


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("all_days = 90\nweekly_days = 30", "weekly_days is 30, fewer than all_days, 90"),
        ("all_days = 0", r"\[snapshots\] all_days is 0"),
        ('weekly_days = "a year"', r"\[snapshots\] weekly_days is .a year."),
        ("days = 3", "days"),
    ],
)
def test_a_mistake_in_the_rule_is_told(tmp_path: Path, lines: str, says: str) -> None:
    text = '[what]\nkeywords = ["IT-Leiter"]\ntitles = ["IT-Leiter"]\n[where]\ntown = "Haan"\n'
    file = tmp_path / "search.toml"
    file.write_text(text)
    assert load_search(file).snapshots == Keeping(all_days=60, weekly_days=365)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(f"{text}[snapshots]\n{lines}\n")
    with pytest.raises(ConfigurationError, match=says):
        load_search(wrong)
