"""Known holes and licences of what is locked."""

import json
import re

import pytest

from bench.dependencies import DOCUMENT, LOCKS, audit, read_lock, write_licences

TEXT = DOCUMENT.read_text(encoding="utf-8")
ROWS = {name: (licence, needed) for name, licence, needed in re.findall(r"^\| (\S+) \| (.+) \| (.+) \|$", TEXT, re.M)}
# A licence that whoever passes the program on would have to think about.
STRONG = re.compile(r"(?i)\b(?:A?GPL|SSPL|BUSL|Commons Clause)|proprietary")
LINKED = re.compile(r"(?i)LGPL|Lesser|GPL.*exception|or later.* OR |MPL")


def test_every_package_that_is_locked_has_its_licence() -> None:
    locked = {**read_lock(LOCKS[0]), **read_lock(LOCKS[1])}
    assert locked.keys() <= ROWS.keys(), "make licences"
    assert {name for name, (_, needed) in ROWS.items() if needed == "yes"} >= read_lock(LOCKS[0]).keys()


def test_nothing_that_is_needed_to_run_has_a_licence_to_think_about() -> None:
    needed = {name: licence for name, (licence, needed) in ROWS.items() if needed == "yes"}
    assert not {name: one for name, one in needed.items() if STRONG.search(one) and not LINKED.search(one)}
    assert not {name for name, one in needed.items() if one == "not stated"}


def test_what_is_not_installed_here_keeps_the_licence_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.dependencies.licence_of", lambda name: None)
    assert write_licences(TEXT) == TEXT
    assert "not installed where this was made" in write_licences()


HOLE = {"name": "lxml", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}


@pytest.mark.parametrize(
    ("told", "code", "says"),
    [
        ({"dependencies": [{"name": "lxml", "version": "2", "vulns": []}]}, 0, "1 packages audited, 0 known holes"),
        ({"dependencies": [HOLE]}, 1, "lxml 1.0: CVE-1, mended in 1.1"),
        (None, 0, "not audited, since the list of known holes could not be asked (no route to host)"),
    ],
)
def test_an_audit_tells_holes_and_that_nobody_could_be_asked(
    told: object, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def run(words: list[str]) -> tuple[int, str, str]:
        asked.append(words)
        return 1, json.dumps(told) if told else "", "Traceback\nno route to host\n"

    assert audit(run) == code
    assert says in capsys.readouterr().out
    assert [words[-1] for words in asked] == list(LOCKS)
