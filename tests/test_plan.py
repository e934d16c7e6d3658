"""What a run is to ask, and with which settings: without a board, and without a crawl."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

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
from german.places.search import load_search
from schemas.mistakes import ConfigurationError
from storage.layout import Output, run_id
from tests.support.replay import BOARDS
from tests.support.searches import RUN, make_search
from tests.support.snapshots_rows import leave_part

EMPLOYER = '[[employer]]\nats = "{}"\ntenant = "a"\nname = "A GmbH"\nplace = "{}"\nsource = "x"\nsure = "seen"\n'


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
    search = make_search(tmp_path, boards)
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
        choose_boards(names, make_search(tmp_path, boards), SPIDERS, replay=False)


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
    search = make_search(tmp_path, employers=rows)
    if why is None:
        check_rows(boards, search, SPIDERS)
    else:
        with pytest.raises(ConfigurationError, match=why):
            check_rows(boards, search, SPIDERS)
        with pytest.raises(ConfigurationError, match=why):
            choose_boards(["alpha"], search, SPIDERS, replay=False)


def test_a_file_of_rows_may_be_missing_if_no_board_reads_it(tmp_path: Path) -> None:
    search = make_search(tmp_path)
    (tmp_path / "employers.toml").unlink()
    check_rows(["alpha"], search, SPIDERS)
    for board in ("a_feed", "jobboard"):
        with pytest.raises((ConfigurationError, OSError)):
            check_rows([board], search, SPIDERS)
    (tmp_path / "jobboards.toml").write_text("[[board]\n")
    with pytest.raises(ConfigurationError):
        check_rows(["alpha"], search, SPIDERS)


def test_names_are_checked_before_those_of_the_search(tmp_path: Path) -> None:
    check_names(["alpha"], make_search(tmp_path), {"alpha"})


# Settings


def test_a_crawl_names_itself_with_a_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WUPPERJOBS_CONTACT", raising=False)
    with pytest.raises(ConfigurationError, match=r"^search.toml: contact is missing.*search.local.toml beside it"):
        user_agent(make_search(tmp_path / "a"))
    search = make_search(tmp_path / "b", local='contact = "jobs@example.org"\n')
    assert user_agent(search) == "wupperjobs (+jobs@example.org)"


def test_each_process_is_given_its_settings(tmp_path: Path) -> None:
    local = 'contact = "jobs@example.org"\nlog_form = "json"\n'
    limits = "[limits]\nboard_minutes = 3\nboard_disk_mb = 4\nboard_memory_mb = 500\n"
    search, output = make_search(tmp_path, local=local + limits), Output.at(tmp_path / "out")
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
    search = make_search(tmp_path, local='contact = "jobs@example.org"\n')
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
    search = make_search(tmp_path, "[boards.arbeitnow]\n", local='contact = "jobs@example.org"\n')
    output = Output.at(tmp_path / "out")
    assert plan_run([], search, output, output.root, [], begun=RUN).run == RUN
    now = run_id(datetime.now(UTC) - timedelta(seconds=5))
    assert now <= plan_run([], search, output, output.root, []).run <= run_id(datetime.now(UTC))


# Nights


@pytest.mark.parametrize(("free", "is_enough"), [(None, True), (1000, True), (999, False)])
def test_a_run_begins_only_with_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int | None, is_enough: bool
) -> None:
    search = make_search(tmp_path, local="[limits]\nfree_mb = 1000\n")
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
