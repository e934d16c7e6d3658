"""Ctrl-C, SIGTERM, SIGHUP: one line, exit code 130, 143 or 129, children gone in two seconds, what is finished kept."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from storage.layout import Output
from storage.lock import locked
from tests.support.local_server import SilentHandler, serving_with
from tests.support.processes import PATIENCE, are_alive, children_of, started, wait_until
from tests.support.replay import BOARDS, ROOT
from tests.support.snapshots_rows import leave_part, posting

LONG_AGO = "20200101T050000Z"
# Each signal is tried in `make test`, at a stand-in, and two commands; each command with each signal in `make long`.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONG_SIGINT, LONG_SIGTERM, LONG_SIGHUP = (pytest.param(one, marks=pytest.mark.long) for one in SIGNALS)

SETTINGS = """
import os, sys, time
sys.path.insert(0, {root!r})
from settings import *
SPIDER_MODULES = ["spiders", "slow_boards"]
ALLOW_LOOPBACK = True
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False

if os.environ.get("SLOW_PUBLISH"):
    from report.pages import Pages

    def wait(*given):
        open(os.environ["SLOW_PUBLISH"], "w").close()
        time.sleep(120)

    Pages.__call__ = wait
"""
SLOW_BOARDS = """
import os
from spiders import PageBoard


class Quick(PageBoard):
    name = "quick"
    access = "open"
    checked = "recorded"
    terms = "our own server"
    posting_urls = r"/stelle/(\\d+)$"
    none_words = "keine Stellen"

    def first_requests(self):
        yield self.ask_list(f"http://localhost:{os.environ['PORT']}/{self.name}")


class Hanging(Quick):
    name = "hanging"

    def first_requests(self):
        yield self.ask_list(f"http://127.0.0.1:{os.environ['PORT']}/{self.name}")
"""
POSTING = """<script type="application/ld+json">{
"@type": "JobPosting", "title": "IT-Leiter (m/w/d)", "hiringOrganization": "Beispielwerk GmbH",
"jobLocation": {"address": {"postalCode": "42103", "addressLocality": "Wuppertal"}}}</script>"""


class Site(SilentHandler):
    """A board that answers, and one that never does."""

    asked: set[str]
    over: threading.Event

    def respond(self) -> None:
        self.asked.add(self.path)
        if self.path == "/hanging":
            self.over.wait()
            return
        page = {"/quick": '<a href="/stelle/1">Stelle</a>', "/stelle/1": POSTING}.get(self.path, "")
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Site]]:
    handler: Any = type("Site", (Site,), {"asked": set(), "over": threading.Event()})
    with serving_with(handler) as port:
        monkeypatch.setenv("PORT", str(port))
        yield handler
        handler.over.set()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project beside ours with a board that is quick and one that hangs."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = slow_settings\n")
    (tmp_path / "slow_settings.py").write_text(SETTINGS.format(root=str(ROOT)))
    (tmp_path / "slow_boards.py").write_text(textwrap.dedent(SLOW_BOARDS))
    search = 'contact = "test@example.org"\n' + (BOARDS / "search.toml").read_text(encoding="utf-8")
    (tmp_path / "search.toml").write_text(search + "\n[boards.quick]\n\n[boards.hanging]\n", encoding="utf-8")
    (tmp_path / "employers.toml").write_text("")
    return tmp_path


def interrupt(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send the signal as a terminal or a service manager does: the process and its children end. What it told."""
    children = children_of(process.pid)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    wait_until(lambda: not are_alive(children), patience=2)
    _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number, complained
    return complained


def is_one_line(words: str) -> bool:
    return words.startswith("wupperjobs: interrupted") and words.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, LONG_SIGTERM, LONG_SIGHUP])
def test_of_an_interrupted_collect_the_boards_that_were_through_stay(
    project: Path, site: type[Site], number: signal.Signals
) -> None:
    output = Output.at(project / "output")
    with started("collect", "quick", "hanging", cwd=project) as collecting:
        parts = wait_until(lambda: list(project.glob("output/postings/*/quick.parquet")))
        wait_until(lambda: "/hanging" in site.asked)
        wait_until(lambda: len(children_of(collecting.pid)) == 1)  # of the board that is through none
        assert is_one_line(interrupt(collecting, number))
    assert pq.read_table(parts[0]).num_rows == 1
    assert [part.name for part in project.glob("output/postings/*/*")] == ["quick.parquet"]
    with locked(output, "test"):
        pass


@pytest.mark.long
@pytest.mark.parametrize("words", [("doctor", "hanging"), ("record", "hanging")], ids=["doctor", "record"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_doctor_and_record_end_as_well(
    project: Path, site: type[Site], words: tuple[str, ...], number: signal.Signals
) -> None:
    with started(*words, cwd=project, ignores_ctrl_c=number == signal.SIGTERM) as asking:
        wait_until(lambda: "/hanging" in site.asked)
        complained = interrupt(asking, number)
    if words[0] == "record":  # its crawl's log is shown as it goes on
        assert "Received SIG" not in complained and "Traceback" not in complained
        complained = complained.splitlines(keepends=True)[-1]
    assert is_one_line(complained)


@pytest.mark.parametrize("number", [LONG_SIGINT, signal.SIGTERM])
def test_an_interrupted_publish_leaves_the_snapshot_before(project: Path, number: signal.Signals) -> None:
    leave_part(Output.at(project / "output"), LONG_AGO, posting("1", LONG_AGO, "quick"), board="quick")
    began = project / "began"
    with started("publish", cwd=project, SLOW_PUBLISH=str(began)) as publishing:
        wait_until(began.exists)
        assert is_one_line(interrupt(publishing, number))
    assert not (project / "output" / "latest.json").exists()
    with locked(Output.at(project / "output"), "test"):
        pass


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_ends_as_well(tmp_path: Path, number: signal.Signals) -> None:
    with started("demo", "--output", str(tmp_path), cwd=ROOT) as playing:
        wait_until(lambda: list(tmp_path.glob("postings/*/*.parquet")))
        assert is_one_line(interrupt(playing, number))


POOL = """
import os, signal, sys, time
from commands._command import guarded
from snapshots.shards import _processes

def work(path):
    open(path, "w").close()
    time.sleep(60)
    return path

def publish():
    with _processes() as each:
        list(each(work, sys.argv[1:]))
    return 0

if __name__ == "__main__":
    sys.exit(guarded(publish))
"""


@pytest.mark.parametrize("number", [LONG_SIGINT, LONG_SIGTERM])
def test_the_processes_of_a_large_publish_end_with_it(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "pool.py").write_text(POOL)
    with started("0", "1", cwd=tmp_path, program=[sys.executable, "pool.py"], PYTHONPATH=str(ROOT)) as publishing:
        wait_until(lambda: all((tmp_path / name).exists() for name in "01"))
        assert is_one_line(interrupt(publishing, number))


MOMENTS = """
import os, signal, sys, time
from commands._command import guarded

def plainly(number):
    os.kill(os.getpid(), number)
    time.sleep(9)

def in_exec(number):  # as dataclasses and named tuples are made, where Python remembers a KeyboardInterrupt
    exec("plainly(number)")

def again_and_again(number):
    try:
        plainly(number)
    finally:
        try:
            plainly(number)
        finally:
            plainly(number)

def ignored(number):  # `nohup`
    os.kill(os.getpid(), number)
    return 0

for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    for moment in (plainly, in_exec, again_and_again, ignored):
        sys.stdout.flush()
        if not (child := os.fork()):
            usual = signal.default_int_handler if name is signal.SIGINT else signal.SIG_DFL
            signal.signal(name, signal.SIG_IGN if moment is ignored else usual)
            sys.exit(guarded(lambda: moment(name)))
        print(name.name, moment.__name__, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_signal_ends_a_command_at_any_moment_alike(tmp_path: Path) -> None:
    (tmp_path / "moments.py").write_text(MOMENTS)
    with started(cwd=tmp_path, program=[sys.executable, "moments.py"], PYTHONPATH=str(ROOT)) as ending:
        told, complained = ending.communicate(timeout=PATIENCE)
    codes = {(name, moment): int(code) for name, moment, code in map(str.split, told.splitlines())}
    assert (
        len(codes) == 12 and complained.count("\n") == complained.count("interrupted; what was finished is kept") == 9
    )
    for (name, moment), code in codes.items():
        assert code == (0 if moment == "ignored" else 128 + signal.Signals[name])


@pytest.mark.parametrize("raised", ["raise KeyboardInterrupt", "exec('raise KeyboardInterrupt')"])
def test_ctrl_c_while_commands_are_loaded_is_told_in_one_line(raised: str) -> None:
    program = [sys.executable, "-c", f"import settings; {raised}"]
    with started(cwd=ROOT, program=program) as starting:
        _, complained = starting.communicate(timeout=PATIENCE)
    assert (starting.returncode, complained) == (130, "wupperjobs: interrupted; what was finished is kept\n")


def test_any_other_error_is_told_as_ever() -> None:
    with started(cwd=ROOT, program=[sys.executable, "-c", "import settings; 1 / 0"]) as starting:
        _, complained = starting.communicate(timeout=PATIENCE)
    assert starting.returncode == 1 and complained.endswith("ZeroDivisionError: division by zero\n")
