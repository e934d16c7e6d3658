"""What a run is to ask, and how each board's process is run: without a board, and without a crawl."""

import asyncio
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import crawls.processes
from crawls.board_facts import read_facts, read_row, write_into
from crawls.nightly import check_room, read_begun
from crawls.plan import (
    check_names,
    check_rows,
    choose_boards,
    crawl_settings,
    known_runs,
    plan_run,
    user_agent,
)
from crawls.processes import Crawl, _write_failure, run_crawls, run_here, usual_number
from german.places.search import load_search
from schemas.configuration import Search
from schemas.mistakes import ConfigurationError
from schemas.verdicts import Verdict
from storage.layout import Output, run_id
from storage.parts import read_finished
from tests.support.replay import BOARDS
from tests.support.snapshots_rows import leave_part

RUN = "20261120T050000Z"
EMPLOYER = '[[employer]]\nats = "{}"\ntenant = "a"\nname = "A GmbH"\nplace = "{}"\nsource = "x"\nsure = "seen"\n'


def _search(folder: Path, boards: str = "[boards.alpha]\n", local: str = "", employers: str = "") -> Search:
    folder.mkdir(exist_ok=True)
    what = '[what]\nkeywords = ["CIO"]\nrole_families = ["it_lead"]\n[where]\ntown = "Wuppertal"\n'
    (folder / "search.toml").write_text(what + boards)
    (folder / "search.local.toml").write_text(local)
    (folder / "employers.toml").write_text(employers)
    load_search.cache_clear()
    return load_search(folder / "search.toml")


class Spiders:
    """Boards on these terms; those that end in `_feed` read employers.toml."""

    def __init__(self, **access: str) -> None:
        self.access = access

    def list(self) -> list[str]:
        return list(self.access)

    def load(self, name: str) -> Any:
        return SimpleNamespace(access=self.access[name], asks=SimpleNamespace(reads_employers=name.endswith("_feed")))


# Which boards

SPIDERS = Spiders(alpha="open", beta="permission", gamma="tolerated", a_feed="open")
CONSENT = (
    "its terms forbid automated access without consent; with it, set permission = true under [boards.beta] in "
    "search.local.toml"
)


@pytest.mark.parametrize(
    ("names", "boards", "replay", "chosen", "off"),
    [
        ([], "[boards.alpha]\n[boards.gamma]\nenabled = false\n", False, ["alpha"], []),
        (["gamma"], "[boards.alpha]\n[boards.gamma]\nenabled = false\n", False, ["gamma"], []),
        (["gamma", "alpha", "gamma"], "[boards.alpha]\n", False, ["gamma", "alpha"], []),
        ([], "[boards.alpha]\n[boards.beta]\n", False, ["alpha"], ["beta"]),
        ([], "[boards.alpha]\n[boards.beta]\n", True, ["alpha", "beta"], []),
        ([], "[boards.alpha]\n[boards.beta]\npermission = true\n", False, ["alpha", "beta"], []),
        (["beta"], "[boards.alpha]\n", False, [], ["beta"]),
    ],
)
def test_the_boards_named_or_all_enabled_ones_are_asked(
    tmp_path: Path, names: list[str], boards: str, replay: bool, chosen: list[str], off: list[str]
) -> None:
    search = _search(tmp_path, boards)
    assert choose_boards(names, search, SPIDERS, replay=replay) == (chosen, dict.fromkeys(off, CONSENT))


@pytest.mark.parametrize(
    ("names", "boards", "why"),
    [
        (["alpa"], "[boards.alpha]\n", "^unknown board 'alpa'; .*alpha"),
        ([], "[boards.alpa]\n", r"^search.toml \[boards.alpa\]: unknown board 'alpa'"),
        (["alpha"], "[boards.alpa]\n", r"^search.toml \[boards.alpa\]: unknown board 'alpa'"),
        ([], "", "search.toml: no board is enabled; add a table such as"),
    ],
)
def test_a_board_that_is_none_is_named(tmp_path: Path, names: list[str], boards: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        choose_boards(names, _search(tmp_path, boards), SPIDERS, replay=False)


@pytest.mark.parametrize(
    ("rows", "boards", "why"),
    [
        ("", ["a_feed"], None),
        (EMPLOYER.format("a_feed", "Solingen"), ["alpha"], None),
        (
            EMPLOYER.format("a_fed", "Solingen"),
            ["alpha"],
            r"employers.toml employer 1 .*ats is 'a_fed', which no spider",
        ),
        (
            EMPLOYER.format("a_feed", "Nirgendsheim"),
            ["alpha"],
            "place is 'Nirgendsheim', which is not known: write a town",
        ),
        (EMPLOYER.format("a_feed", "Hagen") + EMPLOYER.format("x", "Hagen"), [], "employer 2 "),
    ],
)
def test_mistakes_in_the_rows_of_employers_are_told_before_a_board_is_asked(
    tmp_path: Path, rows: str, boards: list[str], why: str | None
) -> None:
    search = _search(tmp_path, employers=rows)
    if why is None:
        check_rows(boards, search, SPIDERS)
    else:
        with pytest.raises(ConfigurationError, match=why):
            check_rows(boards, search, SPIDERS)
        with pytest.raises(ConfigurationError, match=why):
            choose_boards(["alpha"], search, SPIDERS, replay=False)


def test_a_file_of_rows_may_be_missing_if_no_board_reads_it(tmp_path: Path) -> None:
    search = _search(tmp_path)
    (tmp_path / "employers.toml").unlink()
    check_rows(["alpha"], search, SPIDERS)
    for board in ("a_feed", "jobboard"):
        with pytest.raises((ConfigurationError, OSError)):
            check_rows([board], search, SPIDERS)
    (tmp_path / "jobboards.toml").write_text("[[board]\n")
    with pytest.raises(ConfigurationError):
        check_rows(["alpha"], search, SPIDERS)


def test_names_are_checked_before_those_of_the_search(tmp_path: Path) -> None:
    check_names(["alpha"], _search(tmp_path), {"alpha"})


# Settings


def test_a_crawl_names_itself_with_a_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WUPPERJOBS_CONTACT", raising=False)
    with pytest.raises(ConfigurationError, match=r"^search.toml: contact is missing.*search.local.toml beside it"):
        user_agent(_search(tmp_path / "a"))
    search = _search(tmp_path / "b", local='contact = "jobs@example.org"\n')
    assert user_agent(search) == "wupperjobs (+jobs@example.org)"


def test_each_process_is_given_its_settings(tmp_path: Path) -> None:
    local = 'contact = "jobs@example.org"\nlog_form = "json"\n'
    limits = "[limits]\nboard_minutes = 3\nboard_disk_mb = 4\nboard_memory_mb = 500\n"
    search, output = _search(tmp_path, local=local + limits), Output.at(tmp_path / "out")
    before = "20261119T050000Z"
    leave_part(output, before, "1", board="alpha")
    archive = Path(output.archive(before, "alpha"))
    archive.parent.mkdir(parents=True)
    archive.touch()
    root = output.root
    common = {
        "RUN": RUN, "SEARCH_FILE": str(tmp_path / "search.toml"), "OUTPUT": root, "PROGRESS": "1",
        "CLOSESPIDER_TIMEOUT": "180", "DISK_LIMIT_MB": "4", "MEMUSAGE_LIMIT_MB": "500", "LOG_AS_JSON": "1",
    }  # fmt: skip
    archived = {
        "ARCHIVE_FILE": f"{root}/archive/{RUN}/alpha.warc.gz",
        "KNOWN_FILES": json.dumps([f"{root}/archive/{before}/alpha.warc.gz"]), "KNOWN_RUNS": before,
    }  # fmt: skip
    live = {"USER_AGENT": "wupperjobs (+jobs@example.org)"}
    replayed = {"REPLAY_FILES": json.dumps(["/a.warc"]), "DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0"}
    assert crawl_settings("alpha", RUN, search, output, root, []) == common | archived | live
    assert crawl_settings("alpha", RUN, search, output, root, ["/a.warc"]) == common | replayed
    assert crawl_settings("alpha", RUN, search, output, root, ["/a.warc"], True) == common | archived | replayed


def test_an_output_at_a_url_is_named_with_its_query(tmp_path: Path) -> None:
    search = _search(tmp_path, local='contact = "jobs@example.org"\n')
    elsewhere = SimpleNamespace(is_local=False, root="jobs/out", folders=lambda name: [])
    told = crawl_settings("alpha", RUN, search, elsewhere, "s3://jobs/out?region=x", [])  # type: ignore[arg-type]
    assert told["OUTPUT"] == "s3://jobs/out?region=x" and told["LOG_AS_JSON"] == "0"
    assert told["ARCHIVE_FILE"] == f"s3://jobs/out/archive/{RUN}/alpha.warc.gz?region=x"
    assert (told["KNOWN_FILES"], told["KNOWN_RUNS"]) == ("[]", "")


@pytest.mark.parametrize(
    ("runs", "known"),
    [
        ([], []),
        ([("19", "complete")], ["19"]),
        ([("19", "partial")], ["19"]),
        ([("19", "recent")], []),
        ([("17", "complete"), ("18", "complete"), ("19", "recent")], ["18", "19"]),
        ([("18", "complete"), ("19", "no archive")], []),
        ([("18", "complete"), ("19", "other board")], ["18"]),
        ([("13", "complete")], []),
        ([("14", "complete")], ["14"]),
        ([("20", "complete")], []),
        ([("21", "complete")], []),
    ],
)
def test_a_board_is_known_since_its_last_whole_run(
    tmp_path: Path, runs: list[tuple[str, str]], known: list[str]
) -> None:
    output = Output.at(tmp_path)
    for day, verdict in runs:
        run = f"202611{day}T050000Z"
        board = "beta" if verdict == "other board" else "alpha"
        leave_part(output, run, "1", board=board, verdict=verdict if " " not in verdict else "complete")
        archive = Path(output.archive(run, board))
        archive.parent.mkdir(parents=True)
        if verdict != "no archive":
            archive.touch()
    assert known_runs(output, "alpha", RUN, 7) == [f"202611{day}T050000Z" for day in known]


def test_a_replay_is_planned_at_the_time_of_its_first_answer(tmp_path: Path) -> None:
    folder = tmp_path / "search"
    folder.mkdir()
    for name in ("search.toml", "employers.toml"):
        shutil.copy(BOARDS / name, folder)
    load_search.cache_clear()
    search, output = load_search(folder / "search.toml"), Output.at(tmp_path / "out")
    file = str(BOARDS / "personio" / "recorded.warc")
    plan = plan_run(["personio"], search, output, output.root, [file])
    (crawl,) = plan.crawls
    assert plan.off == {} and crawl.settings["RUN"] == plan.run and "ARCHIVE_FILE" not in crawl.settings
    assert crawl.log == Path(output.root, "logs", plan.run, "personio.log")
    assert set(crawl.facts) == {"access", "checked", "floor"}
    assert crawl.patience == plan.settings.getfloat("HANG_SECONDS") > 0
    begun = plan_run(["personio"], search, output, output.root, [file], begun=RUN)
    assert begun.run == plan.run, "a replay does not go on with a live run"
    with pytest.raises(ConfigurationError, match=r"^--replay none\.warc: there is no such file"):
        plan_run(["personio"], search, output, output.root, ["none.warc"])


def test_a_live_run_begins_now_or_goes_on(tmp_path: Path) -> None:
    search = _search(tmp_path, "[boards.arbeitnow]\n", local='contact = "jobs@example.org"\n')
    output = Output.at(tmp_path / "out")
    assert plan_run([], search, output, output.root, [], begun=RUN).run == RUN
    now = run_id(datetime.now(UTC) - timedelta(seconds=5))
    assert now <= plan_run([], search, output, output.root, []).run <= run_id(datetime.now(UTC))


# Processes

FACTS = {"access": "open", "checked": "recorded", "floor": 3}


def _crawl(folder: Path, board: str = "alpha", patience: float = 5) -> Crawl:
    return Crawl(board, {}, folder / "logs" / RUN / f"{board}.log", patience, FACTS)


def test_how_a_crawl_looks_from_outside(tmp_path: Path) -> None:
    crawl = _crawl(tmp_path)
    assert (crawl.state, crawl.log_words) == ("waiting", f"logs/{RUN}/alpha.log")
    crawl.began = 0.0
    assert crawl.state == "running"
    crawl.result = SimpleNamespace(verdict=Verdict.HELD)  # type: ignore[assignment]
    assert crawl.state == "held"


@pytest.mark.parametrize(
    ("ended", "reason"),
    [
        (None, f"its process ended without a part; see logs/{RUN}/alpha.log"),
        ("no answer from https://a.example/?api_key=geheim77", "no answer from https://a.example/?api_key=masked"),
    ],
)
def test_a_process_without_a_part_leaves_an_empty_one_that_says_why(
    tmp_path: Path, ended: str | None, reason: str
) -> None:
    output, crawl = Output.at(tmp_path), _crawl(tmp_path)
    crawl.ended, crawl.seconds, crawl.counts = ended, 1.23456, {"scheduled": 5, "answered": 3}
    assert _write_failure(output, RUN, crawl) == read_finished(output, RUN, "alpha")
    row = read_finished(output, RUN, "alpha")
    assert row and (row.verdict, row.seconds, row.finish_reason) == ("failed", 1.235, "process_ended")
    assert row.reason == reason
    assert (row.requests, row.answered, row.failed, row.floor, row.postings) == (5, 3, 2, 3, 0)
    crawl.counts = {}
    nothing = _write_failure(output, RUN, crawl)
    assert (nothing.requests, nothing.answered, nothing.failed) == (0, 0, 0)


@pytest.mark.parametrize(
    ("script", "ended", "counts"),
    [
        ("exit 0", None, {}),
        ("""echo '{"scheduled": 2}'; echo noise; echo '{"answered": 1}'""", None, {"scheduled": 2, "answered": 1}),
        ("exit 3", f"its process ended with exit code 3; see logs/{RUN}/alpha.log", {}),
        ("test $(cut -d' ' -f6 /proc/$$/stat) = $$", None, {}),  # it leads a session of its own
        ("exit 1", f"its process ended with exit code 1; see logs/{RUN}/alpha.log", {}),
        ("kill -1 $$", f"its process ended with SIGHUP; see logs/{RUN}/alpha.log", {}),
        ("kill -9 $$", f"its process ended with SIGKILL; see logs/{RUN}/alpha.log", {}),
        ("exec sleep 9", f"no sign of life for 0 s; see logs/{RUN}/alpha.log", {}),
        ("exec >&-; exec sleep 9", f"no sign of life for 0 s; see logs/{RUN}/alpha.log", {}),
        ("""echo '{"sites": ["a", "b"]}'; read word; echo "$word" >&2; test "$word" = go""", None, {}),
    ],
)
def test_how_a_process_ended_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, ended: str | None, counts: dict[str, int]
) -> None:
    monkeypatch.setattr(crawls.processes, "crawl_command", lambda board: ("sh", "-c", script))
    monkeypatch.setattr(crawls.processes, "hand_over", lambda settings: {"PATH": "/usr/bin:/bin"})
    crawl, turns = _crawl(tmp_path, patience=0.4 if "sleep" in script else 20), list[str]()

    class Turn:
        def __init__(self, site: str) -> None:
            self.site = site

        async def __aenter__(self) -> None:
            turns.append(f"take {self.site}")

        async def __aexit__(self, *error: object) -> None:
            turns.append(f"leave {self.site}")

    asyncio.run(run_here(crawl, Turn))
    assert (crawl.ended, crawl.counts) == (ended, counts)
    assert turns == (["take a", "take b", "leave b", "leave a"] if "sites" in script else [])
    assert crawl.log.read_text() == ("go\n" if "sites" in script else "")


def test_a_process_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"echo $$ > {tmp_path}/pid; exec sleep 30"
    monkeypatch.setattr(crawls.processes, "crawl_command", lambda board: ("sh", "-c", script))
    monkeypatch.setattr(crawls.processes, "hand_over", lambda settings: {"PATH": "/usr/bin:/bin"})

    async def run() -> None:
        async with asyncio.timeout(10):
            await run_here(_crawl(tmp_path, patience=0.3), lambda site: SimpleNamespace())
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)

    asyncio.run(run())


def test_what_an_earlier_attempt_finished_is_not_crawled_again(tmp_path: Path) -> None:
    output, ran = Output.at(tmp_path), list[str]()

    async def run_process(crawl: Crawl) -> None:
        ran.append(crawl.board)
        if crawl.board == "delta":
            leave_part(output, RUN, "1", board="delta")

    leave_part(output, RUN, "1", board="alpha")
    leave_part(output, RUN, board="beta", verdict="failed")
    found = [_crawl(tmp_path, board) for board in ("alpha", "beta", "gamma", "delta")]
    asyncio.run(run_crawls(found, output, RUN, 2, run_process))
    assert ran == ["beta", "gamma", "delta"]
    assert [crawl.result and crawl.result.verdict for crawl in found] == ["complete", "failed", "failed", "complete"]
    assert found[0].began is None and found[0].seconds == 0.0


def test_so_many_crawls_run_at_once_and_no_longer_than_the_run(tmp_path: Path) -> None:
    running, most = 0, 0

    async def run_process(crawl: Crawl) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(9 if crawl.board == "e" else 0.01)
        running -= 1

    found = [_crawl(tmp_path, board) for board in "abcde"]
    asyncio.run(run_crawls(found, Output.at(tmp_path), RUN, 2, run_process, minutes=0.005))
    assert most == 2
    assert found[4].ended == "the run was over: its limit is 0.005 minutes (run_minutes in search.toml)"
    assert found[0].ended is None and found[4].seconds == pytest.approx(0.3, abs=0.25)


@pytest.mark.parametrize(("cores", "number"), [(None, 2), (1, 2), (3, 6), (4, 8), (64, 8)])
def test_more_boards_are_crawled_at_once_on_more_cores(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, number: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert usual_number() == number


# Nights


@pytest.mark.parametrize(("free", "is_enough"), [(None, True), (1000, True), (999, False)])
def test_a_run_begins_only_with_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int | None, is_enough: bool
) -> None:
    search = _search(tmp_path, local="[limits]\nfree_mb = 1000\n")
    monkeypatch.setattr("crawls.nightly.free_mb", lambda output: free)
    if is_enough:
        check_room(Output.at(tmp_path), search)
    else:
        with pytest.raises(ConfigurationError, match=r"^999 MB are free at .*, and a run needs 1000 \(free_mb in"):
            check_room(Output.at(tmp_path), search)


@pytest.mark.parametrize(
    ("hours", "snapshot", "goes_on"),
    [
        (1, None, True),
        (11.9, None, True),
        (12.1, None, False),
        (-1, None, False),
        (1, 2, True),
        (1, 0.5, False),
        (1, 1, False),
    ],
)  # fmt: skip
def test_a_run_that_was_killed_a_short_time_ago_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: float, snapshot: float | None, goes_on: bool
) -> None:
    def name(hours: float) -> str:
        return run_id(datetime.now(UTC) - timedelta(hours=hours))

    last = None if snapshot is None else name(snapshot)
    monkeypatch.setattr("crawls.nightly.read_status", lambda output: SimpleNamespace(snapshot=last))
    monkeypatch.setattr("crawls.nightly.read_snapshot", lambda output: last and SimpleNamespace(run=last))
    assert read_begun(Output.at(tmp_path)) is None
    run = name(hours)
    (tmp_path / "begun.json").write_text(json.dumps({"run": run}))
    assert read_begun(Output.at(tmp_path)) == (run if goes_on else None)
    for damage in ("{", "[]", "{}", '{"run": 7}', '{"run": "yesterday"}'):
        (tmp_path / "begun.json").write_text(damage)
        assert read_begun(Output.at(tmp_path)) is None


# What a board is


@pytest.mark.parametrize(
    ("boards", "access", "state", "floor"),
    [
        ("[boards.beta]\n", "open", "off", 5),
        ("[boards.alpha]\n", "open", "on", 5),
        ("[boards.alpha]\nfloor = 0\n", "open", "on", 0),
        ("[boards.alpha]\nenabled = false\nfloor = 7\n", "open", "off", 7),
        ("[boards.alpha]\n", "permission", "consent", 5),
        ("[boards.alpha]\npermission = true\n", "permission", "on", 5),
        ("[boards.alpha]\nenabled = false\n", "permission", "off", 5),
    ],
)
def test_a_board_states_its_terms_and_the_search_if_it_is_on(
    tmp_path: Path, boards: str, access: str, state: str, floor: int
) -> None:
    said = "A board.\n\nMore of it."
    spider = SimpleNamespace(name="alpha", __doc__=said, access=access, checked="live", floor=5, terms="read 2026")
    facts = read_facts(spider, _search(tmp_path, boards))
    assert (facts.what, facts.state, facts.floor, facts.access) == ("A board.", state, floor, access)
    assert (facts.name, facts.checked, facts.terms) == ("alpha", "live", "read 2026")
    for nothing in (None, " \n"):
        spider.__doc__ = nothing
        with pytest.raises(ConfigurationError, match=r"^alpha: its class says nothing of the board"):
            read_facts(spider, _search(tmp_path, boards))


@pytest.mark.parametrize(
    ("lists", "maps", "enabled", "site", "state"),
    [
        (("https://www.a.example/jobs", "https://b.example/"), (), True, "a.example", "on"),
        ((), ("https://c.example/map.xml",), True, "c.example", "on"),
        (("nothing",), (), True, "own", "on"),
        (("https://a.example/",), (), False, "a.example", "off"),
    ],
)
def test_a_row_of_job_boards_is_a_board(
    lists: tuple[str, ...], maps: tuple[str, ...], enabled: bool, site: str, state: str
) -> None:
    row: Any = SimpleNamespace(
        name="own",
        list_urls=lists,
        sitemap_urls=maps,
        enabled=enabled,
        access="open",
        checked="live",
        floor=4,
        terms="t",
    )
    facts = read_row(row, "on")
    assert (facts.name, facts.what, facts.state) == ("jobboard/own", f"Job board at {site}.", state)
    assert (facts.access, facts.checked, facts.floor, facts.terms) == ("open", "live", 4, "t")


def test_a_table_goes_between_its_marks(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("none")
    with pytest.raises(ConfigurationError, match=r"^--write .*a.md: "):
        write_into(document, "| table |")
    assert document.read_text() == "none"
