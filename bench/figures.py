"""What a measurement is, how it is printed and kept: bench/history.jsonl, and docs/performance.md made from it."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[1]
HISTORY = ROOT / "bench" / "history.jsonl"
DOCUMENT = ROOT / "docs" / "performance.md"
HEAD = """# Performance

Made by `make bench`, which measures everything in one run, each figure beside a peer's or a baseline's of the same
run, prints one table, and appends it to [bench/history.jsonl](../bench/history.jsonl) with the machine's facts. A ratio
tells more than seconds do: the machine is another one every time. What was not reached stands here as it is.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement, and the peer's of the same run where there is one; `wanted` is the aim in words."""

    group: str
    name: str
    value: float
    unit: str
    peer: str = ""
    of_peer: float | None = None
    wanted: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the peer's figure ours is."""
        return self.value / self.of_peer if self.of_peer else None

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """As a row of a table: what, ours, the peer's, the ratio, the aim."""
        beside = f"{self.peer} {_number(self.of_peer)} {self.unit}" if self.of_peer is not None else self.peer
        ratio = f"{self.ratio:.2f}" if self.ratio else ""
        return self.name, f"{_number(self.value)} {self.unit}", beside, ratio, self.wanted


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def tell(figures: Iterable[Figure]) -> list[Figure]:
    """Print the figures as they come, a line each, and give them back."""
    told: list[Figure] = []
    for figure in figures:
        if not told or told[-1].group != figure.group:
            print(figure.group, flush=True)
        name, ours, beside, ratio, wanted = figure.cells
        print(f"  {name:<34} {ours:>16}  {beside:<34} {ratio:>6}  {wanted and f'(wanted: {wanted})'}", flush=True)
        told.append(figure)
    return told


def describe_machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),  # of the minute before: above the number of cores, ratios alone count
    }


def keep(figures: Sequence[Figure], machine: dict[str, Any]) -> None:
    """Append the figures to the history, and make the document anew."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    at = datetime.now(UTC).isoformat(timespec="minutes")
    row = {"at": at, "commit": commit, "machine": machine, "figures": [asdict(figure) for figure in figures]}
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    DOCUMENT.write_text(make_document(HISTORY.read_text(encoding="utf-8")), encoding="utf-8")


def make_document(history: str) -> str:
    """docs/performance.md of the lines of bench/history.jsonl: the latest run, with the ratios of the runs before."""
    runs = [json.loads(line) for line in history.splitlines()]
    latest = runs[-1]
    machine = latest["machine"]
    words = f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}"
    parts = [
        HEAD,
        f"Measured {latest['at'][:10]} at {latest['commit']}: {words}, load {machine['load']} when it began.\n",
    ]
    figures = [Figure(**one) for one in latest["figures"]]
    for group, some in groupby(figures, lambda figure: figure.group):
        parts.append(f"## {group}\n")
        parts.append("| what | ours | beside | ratio | wanted | ratios before |\n|---|---|---|---|---|---|")
        for figure in some:
            before = [f"{ratio:.2f}" for run in runs[:-1] if (ratio := _ratio_in(run, figure))]
            parts.append(f"| {' | '.join((*figure.cells, ', '.join(before[-5:])))} |")
        parts.append("")
    return "\n".join(parts)


def _ratio_in(run: dict[str, Any], like: Figure) -> float | None:
    of_run = (Figure(**one) for one in run["figures"])
    return next((one.ratio for one in of_run if (one.group, one.name) == (like.group, like.name)), None)


if __name__ == "__main__":
    sys.stdout.write(make_document(HISTORY.read_text(encoding="utf-8")))
