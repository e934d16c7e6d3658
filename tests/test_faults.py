"""`make faults`: what it gathers (tests/tables/faults.tsv), and two faults that are played nowhere else."""

import copy
import gc
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawls.archive.recorded_response import request_key
from crawls.archive.warc_reader import Recording
from snapshots.publish import publish
from spiders import FeedBoard
from storage.layout import Output
from storage.snapshots import read_snapshot, verify
from tests.support.answers import answer_to, make_board, postings_in, rejected_in, requests_in
from tests.support.replay import BOARDS, ROOT
from tests.support.snapshots_rows import RUNS, bytes_of, leave_part, posting
from tests.table_rows import table_rows

KINDS = {
    "kill at every step", "full disk at every write", "two runs", "clock", "change of time", "damage",
    "poisoned values", "object store, two publishers", "mail and HTTP servers", "dask with two workers",
}  # fmt: skip


def test_every_fault_has_its_tests_and_each_is_there() -> None:
    rows = table_rows("faults")
    assert {row["fault"] for row in rows} >= KINDS
    for row in rows:
        file, _, name = row["tests"].partition("::")
        path = ROOT / "tests" / file
        assert path.is_file() and (not name or f"def {name}(" in path.read_text(encoding="utf-8")), row["tests"]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Path]:
    """A folder to mount a small disk at; skipped where nobody may."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", place], capture_output=True).returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    subprocess.run(["umount", place], check=True)
    yield place
    subprocess.run(["umount", place], capture_output=True)


@pytest.mark.long
def test_a_disk_that_is_full_at_any_write_leaves_the_last_snapshot(tmp_path: Path, mount: Path) -> None:
    base = Output.at(tmp_path / "base")
    leave_part(base, RUNS[0], "a", "b")
    publish(base)
    leave_part(base, RUNS[1], "a", posting("c", RUNS[1]))
    whole = Output.at(tmp_path / "whole")
    shutil.copytree(base.root, whole.root, symlinks=True)
    publish(whole)
    expected = bytes_of(whole, RUNS[1])
    used = sum(-(-file.stat().st_size // 4096) * 4 for file in Path(base.root).rglob("*") if file.is_file())
    free, failures = 32, 0
    while True:
        options = f"size={used + free}k"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", mount], check=True)
        output = Output.at(mount / "output")
        try:
            shutil.copytree(base.root, output.root, symlinks=True)
            try:
                publish(output)
                break
            except OSError as error:
                assert error.errno == 28, error
                failures += 1
            last = read_snapshot(output)
            assert last and last.run in RUNS[:2]
            verify(output, last.run)
            subprocess.run(["mount", "-o", "remount,size=64m", mount], check=True)
            publish(output)
            assert bytes_of(output, RUNS[1]) == expected
        finally:
            gc.collect()  # the files of a publish that failed are open as long as its error, which is in a cycle
            subprocess.run(["umount", mount], check=True)
        free += 24
    assert failures > 5


LOADER: Any = SpiderLoader.from_settings(get_project_settings())
HOSTILE: tuple[Any, ...] = (None, "", -1, 1e308, [], {"a": {"b": []}}, "\ud800\x00", "9" * 400)


def _lists_in(data: Any) -> Iterator[list[Any]]:
    if isinstance(data, list) and len(data) > 1 and all(isinstance(one, dict) for one in data):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _lists_in(part)


def _paths_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from _paths_in(part, (*path, key))


def _put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def _first_answer(name: str) -> tuple[Request, Any] | None:
    """A board's first request whose recorded answer is JSON with a list of rows, and that answer."""
    board = make_board(LOADER.load(name), BOARDS / "search.toml")
    recording = Recording([BOARDS / name / "recorded.warc"])
    for request in board.first_requests():
        recorded = recording.last_response(request_key(request.method, request.url, request.body))
        if recorded:
            with suppress(ValueError):
                data = json.loads(recorded.body)
                if next(_lists_in(data), None):
                    return request, data
    return None


FEEDS = [name for name in LOADER.list() if issubclass(LOADER.load(name), FeedBoard)]


@pytest.mark.long
@pytest.mark.parametrize("name", FEEDS)
def test_a_board_loses_no_row_beside_one_that_is_bent_at_any_field(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADZUNA_APP_ID", "masked")
    monkeypatch.setenv("ADZUNA_APP_KEY", "masked")
    found = _first_answer(name)
    if not found:
        pytest.skip("its first answer is no JSON with a list of rows")
    _, data = found

    def read(changed: Any) -> set[str]:
        """What becomes of the rows: the titles read or asked for, without those of the first row."""
        board = make_board(LOADER.load(name), BOARDS / "search.toml")
        request = next(one for one in board.first_requests() if one.url == found[0].url and one.body == found[0].body)
        assert request.callback
        given = list(request.callback(answer_to(request, changed), **request.cb_kwargs))
        assert len(rejected_in(given)) <= 1, "only the row that was bent may be refused"
        refs = {one.board_ref for one in postings_in(given)}
        return refs | {one.url for one in requests_in(given) if "row" in one.cb_kwargs}

    rows = max(_lists_in(data), key=len)
    number = next(index for index, one in enumerate(_lists_in(data)) if one is rows)
    others = read(data)
    for path in list(_paths_in(rows[0])):
        for value in HOSTILE:
            changed = copy.deepcopy(data)
            _put(list(_lists_in(changed))[number][0], path, value)
            left = read(changed)
            assert len(others - left) <= 1, (path, value)


def test_the_boards_that_are_bent_are_most_of_those_with_json() -> None:
    assert len([name for name in FEEDS if _first_answer(name)]) > 8
