"""Replays the recordings of tests/boards through engine and pipelines, as `scrapy collect` does for users."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from schemas.layout import Output
from schemas.parts import read_board_run

ROOT = Path(__file__).parents[1]
BOARDS = ROOT / "tests" / "boards"
_LEFT_OUT = {"run", "text_sha256"}  # told apart by nothing a reader of the diff could judge


def boards() -> list[str]:
    """The boards that have a recording."""
    return sorted(file.parent.name for file in BOARDS.glob("*/board.json"))


def run_scrapy(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A command as a user types it."""
    command = [sys.executable, "-m", "scrapy", *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}  # set by Scrapy in here
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)


def replay(folder: Path, names: list[str], recording: str = "recorded.warc") -> None:
    """Collect the boards from their recordings into `folder`. Raises AssertionError with the command's words."""
    files = [str(BOARDS / name / recording) for name in names]
    done = run_scrapy(
        "collect", *names, "--search", str(BOARDS / "search.toml"), "--output", str(folder), "--replay", *files
    )
    assert done.returncode == 0, done.stdout + done.stderr


def collected(folder: Path, board: str) -> dict[str, Any]:
    """What a board's recording came to: verdict, postings, benchmarks, what was rejected. Empty values are left out."""
    output = Output.at(folder)
    run = next((folder / "postings").iterdir()).name
    part = pq.read_table(output.part(run, board))
    health, gone = read_board_run(part.schema.metadata)
    benchmarks, rejected = Path(output.benchmark_part(run, board)), Path(output.rejected(run, board))
    found = {
        "verdict": health.verdict,
        "reason": health.reason,
        "requests": health.requests,
        "postings": [_plain(row) for row in part.to_pylist()],
        "benchmarks": [_plain(row) for row in pq.read_table(benchmarks).to_pylist()] if benchmarks.exists() else [],
        "rejected": [json.loads(line) for line in rejected.read_text().splitlines()] if rejected.exists() else [],
        "gone": gone,
    }
    return json.loads(json.dumps(_plain(found), ensure_ascii=False, default=str))  # type: ignore[no-any-return]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if value not in (None, [], False) and name not in _LEFT_OUT}
    if "text" in kept:
        kept["text"] = kept["text"][:120]
    return kept
