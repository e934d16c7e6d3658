"""`scrapy run`: one lock, quiet when well, one paragraph when not, gone on with after a kill; `status --check`."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from crawls.nightly import BEGUN, RESUMED_HOURS, read_begun, sum_up
from crawls.plan import known_runs
from crawls.processes import Crawl, run_crawls
from german.places.search import load_search
from report.status import check_status
from schemas.configuration import CONTACT
from schemas.mistakes import ConfigurationError
from schemas.news import OurDoing
from schemas.results import Collected, Published
from schemas.vocabulary import Cause
from snapshots.publish import publish
from snapshots.status import read_status
from storage.layout import Output, run_id
from storage.lock import locked
from storage.snapshots import read_snapshot
from tests.support.local_server import SilentHandler, serving_with
from tests.support.long_cases import mostly_long
from tests.support.replay import ROOT
from tests.support.snapshots_rows import leave_part, posting

SETTINGS = """
import sys
sys.path.insert(0, {root!r})
from settings import *
SPIDER_MODULES = ["spiders", "near_boards"]
ALLOW_LOOPBACK = True
DOWNLOAD_DELAY = 0
RETRY_TIMES = 0
RETRY_BACKOFF = 0
AUTOTHROTTLE_ENABLED = False
"""
SPIDER = """
from spiders import PageBoard


class Near(PageBoard):
    name = "near"
    access = "open"
    checked = "recorded"
    terms = "our own server"
    posting_urls = r"/stelle/(\\d+)$"
    none_words = "keine Stellen"
    floor = 0

    def first_requests(self):
        yield self.ask_list("http://localhost:{port}/liste")


class Nearby(Near):
    name = "nearby"

    def first_requests(self):
        yield self.ask_list("http://127.0.0.1:{port}/liste")
"""
AD = """<script type="application/ld+json">{"@type": "JobPosting", "title": "IT-Leiter (m/w/d)",
"hiringOrganization": "Beispielwerk GmbH", "description": "Sie leiten die IT.",
"jobLocation": {"address": {"postalCode": "42103", "addressLocality": "Wuppertal"}}}</script>"""


class Site(SilentHandler):
    """Two boards, of which those whose host is `down` answer with errors; and what was told by alert."""

    down: frozenset[str] = frozenset()
    asked: list[str] = []

    def respond(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        type(self).asked.append(f"{host}{self.path}")
        page = {"/liste": '<a href="/stelle/1">Stelle</a>', "/stelle/1": AD}.get(self.path, "")
        status = 503 if host in self.down else 200 if page else 404
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project beside ours with two boards on this machine."""
    handler = type("Near", (Site,), {"asked": []})
    with serving_with(handler) as port:
        (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = near_settings\n")
        (tmp_path / "near_settings.py").write_text(SETTINGS.format(root=str(ROOT)))
        (tmp_path / "near_boards.py").write_text(SPIDER.replace("{port}", str(port)))
        (tmp_path / "search.toml").write_text(
            '[what]\nkeywords = ["IT-Leiter"]\nrole_families = ["it_lead"]\n\n[where]\ntown = "Wuppertal"\n\n'
            "[boards.near]\n"
        )
        (tmp_path / "employers.toml").write_text("")
        tmp_path.joinpath("search.local.toml").write_text('contact = "jobs@example.org"\n[limits]\nfree_mb = 1\n')
        Site.asked, Site.down = handler.asked, frozenset()  # type: ignore[attr-defined]
        yield tmp_path


def add_second_board(project: Path) -> None:
    with (project / "search.toml").open("a") as file:
        file.write("\n[boards.nearby]\n")


def run_in(project: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command as cron starts it, with hardly any environment."""
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False)


OPTIONS = "--search other.toml --output 'other output'"
UNHEARD = 'url = "http://127.0.0.1:9/topic"\nping_url = "http://127.0.0.1:9/check"\n'


def with_options(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command for the search of other.toml, which is that of search.toml, and for another output."""
    for kind in ("toml", "local.toml"):
        (project / f"other.{kind}").write_text((project / f"search.{kind}").read_text())
    return run_in(project, *words, *shlex.split(OPTIONS))


@pytest.mark.parametrize("is_mended", mostly_long([False, True], [False]))
def test_all_well_is_quiet_and_what_fails_is_one_paragraph_told_once(project: Path, is_mended: bool) -> None:
    told, own = project / "told", project / "search.local.toml"
    with own.open("a") as file:
        file.write(f"[alert]\ncommand = 'cat >> {told}; echo \"$ALERT_EVENT\" >> {told}.events'\n")
        file.write('[[watch]]\nname = "all"\n')
    good = with_options(project, "run", "--quiet")
    assert (good.returncode, good.stdout, good.stderr) == (0, "", "")
    assert told.read_text().count("IT-Leiter (m/w/d) – Beispielwerk GmbH, Wuppertal") == 1
    assert (project / "other output" / "latest" / "watch-all.ics").is_file()
    add_second_board(project)
    own.write_text(own.read_text().replace("[alert]\n", f"[alert]\n{UNHEARD}"))
    Site.down = frozenset({"127.0.0.1"})
    bad = with_options(project, "run", "--quiet")
    assert bad.returncode == 1 and not bad.stdout
    assert "1 of 2 boards are well" in bad.stderr and bad.stderr.count("Nearby is failed") == 1, bad.stderr
    assert "unwanted_codes" not in bad.stderr
    for way in ("The check could not be told (ping_url)", "The alert could not be sent (url)"):
        assert bad.stderr.count(f"{way}: [Errno 111] Connection refused. ") == 1, bad.stderr
    assert bad.stderr.count("\n") == 1 and bad.stderr.endswith(f". What to do: scrapy status {OPTIONS}\n")
    status = with_options(project, "status")
    assert status.returncode == 1 and f"Next: scrapy doctor nearby {OPTIONS}" in status.stdout
    assert "docs/operating.md#alarms" in status.stdout
    assert told.read_text().count("New: nearby is failed") == 1
    events = ["watch", "trouble"]
    if is_mended:
        own.write_text(own.read_text().replace(UNHEARD, ""))
        Site.down = frozenset()
        assert with_options(project, "run", "--quiet").returncode == 0
        assert "Over, after it began" in told.read_text()
        events.append("well")
    assert Path(f"{told}.events").read_text().split() == events, "its one job is told once"
    metrics = (project / "other output" / "metrics.prom").read_text()
    assert re.search(rf'(?m)^wupperjobs_board_well\{{board="nearby"\}} {is_mended:d}$', metrics)
    assert re.search(r"(?m)^wupperjobs_open_jobs \d+$", metrics)
    assert 'wupperjobs_board_monitor_passed{board="nearby",monitor="error_rate"} 1' in metrics
    label = r'(board|monitor)="\w+"'
    for line in metrics.splitlines():
        of = rf"wupperjobs_\w+(\{{{label}(,{label})?\}})? [\d.e+-]+"
        assert re.fullmatch(rf"# (HELP|TYPE) wupperjobs_\w+ .+|{of}", line), line


@pytest.mark.long
def test_a_killed_run_is_gone_on_with(project: Path) -> None:
    add_second_board(project)
    output = Output.at(project / "output")
    begun = run_id(datetime.now(UTC) - timedelta(hours=1))
    leave_part(output, begun, posting("1", begun, "near", title="IT-Leiter"), board="near")
    Path(output.path(BEGUN)).write_text(json.dumps({"run": begun}))
    assert run_in(project, "run", "--quiet").returncode == 0
    assert [one.name for one in (project / "output" / "snapshots").iterdir()] == [begun]
    assert {one for one in Site.asked if "liste" in one} == {"127.0.0.1/liste"}  # near was through
    assert not Path(output.path(BEGUN)).exists()


@pytest.mark.parametrize("content", ["", "{}", '{"run": 7}', '{"run": "yesterday"}', "[1]", '{"run": "OLD"}'])
def test_an_old_or_damaged_note_of_a_begun_run_begins_a_new_one(tmp_path: Path, content: str) -> None:
    old = run_id(datetime.now(UTC) - timedelta(hours=RESUMED_HOURS + 1))
    (tmp_path / BEGUN).write_text(content.replace("OLD", old))
    assert read_begun(Output.at(tmp_path)) is None


@pytest.mark.parametrize("is_mended", mostly_long([False, True], [False]))
def test_a_run_that_cannot_begin_is_told_and_over_when_one_can(project: Path, is_mended: bool) -> None:
    own, told = project / "search.local.toml", project / "told"
    good = own.read_text()
    alert = f"[alert]\ncommand = 'cat >> {told}'\n"
    own.write_text(good.replace("free_mb = 1", "free_mb = 1000000") + alert)
    full = run_in(project, "run", "--quiet")
    assert full.returncode == 2 and "MB are free" in full.stderr and "free_mb" in full.stderr
    assert "the run broke off" in told.read_text() and not Site.asked
    if is_mended:
        own.write_text(good + alert)
        assert run_in(project, "run", "--quiet").returncode == 0
        assert "Over, after it began" in told.read_text()


@pytest.mark.long
def test_where_no_board_answers_it_is_asked_once_whether_there_is_a_network(project: Path) -> None:
    add_second_board(project)
    Site.down = frozenset({"localhost", "127.0.0.1"})
    silent = with_options(project, "run", "--quiet")
    assert silent.returncode == 1 and silent.stderr.count("\n") == 1 and "there is no snapshot yet. " in silent.stderr
    assert silent.stderr.endswith(f"scrapy doctor {OPTIONS} (no board answered: is there a network?)\n")
    assert f"if no board answered: scrapy doctor {OPTIONS}" in with_options(project, "status").stdout


RUN_EACH = """
import json, pathlib, sys
from tests.support.replay import run_here

told = []
for content in json.load(sys.stdin):
    pathlib.Path(sys.argv[1]).write_text(content)
    told.append(run_here(["run", "--quiet"]))
print(json.dumps(told))
"""


def test_a_boards_file_that_cannot_be_loaded_is_named_in_one_line(project: Path) -> None:
    file = project / "near_boards.py"
    good = file.read_text()
    cases = {
        good.replace("floor = 0", "flor = 0"): "TypeError: Near: 'flor' is not a fact of a board; did you mean 'floor'",
        good + "def (": "near_boards.py, line",
        "import nothing_of_this_name\n" + good: "near_boards.py, line 1: ModuleNotFoundError",
    }
    command = [sys.executable, "-c", RUN_EACH, str(file)]
    told = subprocess.run(
        command, cwd=project, env={"PYTHONPATH": str(ROOT)}, input=json.dumps(list(cases)), capture_output=True,
        text=True, timeout=120, check=True,
    )  # fmt: skip
    for said, (code, words) in zip(cases.values(), json.loads(told.stdout), strict=True):
        assert code == 2 and said in words and words.count("\n") == 1, words
        assert "mend or remove this file" in words


def test_the_line_of_a_run_tells_what_came_by_our_own_doing() -> None:
    ours = (OurDoing(cause=Cause.SEARCH, values=0, jobs=0, came=11, left=0),)
    run, collected = "20261129T050000Z", Collected(run="20261129T050000Z", boards=(), off={}, misdated=None)
    said = sum_up(collected, Published(run=run, runs=(run,), changes={}, open_jobs=31, ours=ours))
    assert said.endswith(f"Snapshot {run} has 31 open jobs: no change (and by our own doing: {ours[0]}).")
    assert sum_up(collected, Published(run=run, runs=(run,), changes={"new": 2})).endswith("has 0 open jobs: 2 new.")


def test_a_second_run_waits_for_nothing_and_tells_nobody(project: Path) -> None:
    told = project / "told"
    with (project / "search.local.toml").open("a") as file:
        file.write(f"[alert]\ncommand = 'cat >> {told}'\n")
    with locked(Output.at(project / "output"), "test"):
        second = run_in(project, "run", "--quiet")
    assert second.returncode == 3 and "another run holds" in second.stderr and not told.exists()


def test_the_runs_limit_ends_what_still_runs_and_what_waits(tmp_path: Path) -> None:
    async def hang(crawl: Crawl) -> None:
        await asyncio.sleep(60)

    facts = {"access": "open", "checked": "recorded", "floor": 0}
    crawls = [Crawl(board, {}, tmp_path / "log", 60, facts) for board in ("a", "b")]
    run = run_id(datetime.now(UTC))
    asyncio.run(run_crawls(crawls, Output.at(tmp_path), run, 1, hang, minutes=0.002))
    for crawl in crawls:
        assert crawl.result and crawl.result.verdict == "failed" and "run_minutes" in (crawl.result.reason or "")


def test_the_contact_may_stand_in_the_environment(project: Path) -> None:
    (project / "search.local.toml").write_text("[limits]\nfree_mb = 1\n")
    missing = run_in(project, "run", "--quiet")
    assert missing.returncode == 2 and "search.local.toml" in missing.stderr and "WUPPERJOBS_CONTACT" in missing.stderr
    load_search.cache_clear()
    with patch.dict(os.environ, {CONTACT: "other@example.org"}):
        assert load_search(project / "search.toml").contact == "other@example.org"
    load_search.cache_clear()
    with patch.dict(os.environ, {CONTACT: "me"}), pytest.raises(ConfigurationError, match=f"{CONTACT} in the env"):
        load_search(project / "search.toml")


@pytest.mark.parametrize(
    ("hours", "limits", "code"),
    [
        (25, {"hours": 26, "percent": 80}, 0),
        (30, {"hours": 26, "percent": 80}, 1),
        (30, {"hours": 31, "percent": 80}, 0),
        (1, {"hours": 26, "percent": 81}, 1),
    ],
)
def test_a_watchdog_is_told_of_an_old_snapshot_and_of_boards_that_are_not_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hours: int, limits: dict[str, int], code: int
) -> None:
    output, run = Output.at(tmp_path), run_id(datetime.now(UTC) - timedelta(hours=hours))
    for board in "abcd":
        leave_part(output, run, posting("1", run, board), board=board)
    leave_part(output, run, board="e", verdict="failed")
    publish(output)
    assert check_status(read_status(output), **limits) == code
    told = capsys.readouterr().out
    assert told.count("\n") == code
    if hours == 30 and code:
        assert f"snapshot {run} is 30 hours old" in told


def test_a_backup_without_archive_goes_on_elsewhere(tmp_path: Path) -> None:
    runs = [run_id(datetime.now(UTC) - timedelta(hours=hours)) for hours in (50, 26, 2)]
    here, there = (Output.at(tmp_path / name) for name in ("here", "there"))
    for run in runs[:2]:
        leave_part(here, run, posting("1", run, "near"), posting("2", run, "near"), board="near")
        publish(here)
        archive = Path(here.archive(run, "near"))
        archive.parent.mkdir(parents=True)
        archive.touch()
    shutil.copytree(here.root, there.root, ignore=shutil.ignore_patterns("archive", "logs"), symlinks=True)
    assert known_runs(here, "near", runs[2], 7) == runs[1:2]
    assert known_runs(there, "near", runs[2], 7) == [], "nothing is carried over from an archive that is not there"
    for output in (here, there):
        leave_part(output, runs[2], posting("1", runs[2], "near"), board="near")
        publish(output)
    tables = [read_snapshot(output) for output in (here, there)]
    assert tables[0] and tables[1]
    for name in ("jobs", "changes", "postings", "history"):
        assert tables[0].table(name).equals(tables[1].table(name)), name
