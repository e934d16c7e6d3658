"""What the project depends on: known holes (`make audit`), and licences (`make licences`, docs/licences.md)."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from storage.files import write_file

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
DOCUMENT = ROOT / "docs" / "licences.md"
AUDIT = (
    "tool",
    "run",
    "--from",
    "pip-audit==2.10.1",
    "pip-audit",
    "--format",
    "json",
    "--disable-pip",
    "--timeout",
    "20",
)
Run = Callable[[list[str]], tuple[int, str, str]]  # a command: its exit code, standard output and standard error
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_OSI = re.compile(r"^License :: (?:OSI Approved :: )?(.+)$")


def read_lock(name: str) -> dict[str, str]:
    """The packages of a lock file and their versions."""
    return dict(_PINNED.findall((ROOT / name).read_text(encoding="utf-8")))


def run(words: list[str]) -> tuple[int, str, str]:
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    return done.returncode, done.stdout, done.stderr


def audit(run: Run = run) -> int:
    """Ask for known holes of all that is locked, and print them: 1 if there are any, else 0.

    Where nobody can be asked (no network), that is said, and nothing counts as found. pip-audit runs in an environment
    of its own, which uv makes.
    """
    code = 0
    for lock in LOCKS:
        _, told, complaint = run([str(Path(sys.executable).with_name("uv")), *AUDIT, "--requirement", lock])
        try:
            packages = json.loads(told)["dependencies"]
        except (ValueError, KeyError):
            lines = complaint.strip().splitlines() or ["no answer"]
            print(f"{lock}: not audited, since the list of known holes could not be asked ({lines[-1].strip()[:200]})")
            continue
        holes = [(one["name"], one["version"], hole) for one in packages for hole in one.get("vulns", ())]
        for name, version, hole in holes:
            cure = f"mended in {', '.join(hole['fix_versions'])}" if hole.get("fix_versions") else "not mended yet"
            print(f"{lock}: {name} {version}: {hole['id']}, {cure}")
        print(f"{lock}: {len(packages)} packages audited, {len(holes)} known holes")
        code = max(code, bool(holes))
    return code


def licence_of(package: str) -> str | None:
    """The licence that an installed package states; None where it is not installed here."""
    try:
        about: Any = metadata(package)
    except PackageNotFoundError:
        return None
    if expression := about.get("License-Expression"):
        return str(expression)
    classes = [found[1] for one in about.get_all("Classifier") or () if (found := _OSI.match(one))]
    stated = (about.get("License") or "").strip().splitlines()
    return ", ".join(classes) or (stated[0][:60] if stated else "not stated")


def write_licences(known: str = "") -> str:
    """docs/licences.md. `known`: the document of before, for packages that are not installed here."""
    before = dict(re.findall(r"^\| ([\w.-]+) \| (.+?) \|", known, re.MULTILINE))
    used = read_lock(LOCKS[0])
    rows = []
    for name in sorted({**used, **read_lock(LOCKS[1])}, key=str.lower):
        licence = licence_of(name) or before.get(name) or "not installed where this was made"
        rows.append(f"| {name} | {licence} | {'yes' if name in used else 'development only'} |")
    head = """\
# Licences of what the project uses

Made by `make licences` from what the installed packages state of themselves; their versions are in `requirements*.txt`,
and `make sbom` writes a bill of materials with sums (CycloneDX). The project's own licence is in [LICENSE](../LICENSE).
Data: places are GeoNames' (CC BY 4.0); the ads belong to their boards and employers ([boards.md](boards.md)).

| package | licence | needed to run |
|---|---|---|
"""
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["audit"]:
        sys.exit(audit())
    write_file(DOCUMENT, write_licences(DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""))
