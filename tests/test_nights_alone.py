"""A night, the doctor's round and a reread, with all that they call replaced: what is done, told and answered."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from scrapy.settings import Settings

from crawls import examining, nightly, rereading
from crawls.processes import Crawl
from schemas.columns import table_of
from schemas.configuration import Alert
from schemas.mistakes import ConfigurationError
from schemas.results import Collected, Examined, Published
from schemas.tables import Posting
from schemas.verdicts import Finding, Verdict
from storage.layout import Output
from storage.lock import Locked
from tests.support.snapshots_rows import board_run, leave_part, posting

RUN, BEFORE = "20261120T050000Z", "20261119T050000Z"
WELL = board_run(RUN, "alpha", 3)
FAILED = board_run(RUN, "beta", 0, verdict="failed", reason="no answer")


def _collected(*rows: Any) -> Collected:
    return Collected(run=RUN, boards=rows, off={})


def _published(**more: Any) -> Published:
    values: dict[str, Any] = {"run": RUN, "runs": (RUN,), "open_jobs": 2, "changes": {}}
    return Published(**(values | more))


class Night:
    """What one night calls, and in which order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.did: list[Any] = []
        self.output = Output.at(folder)
        self.collected, self.published = _collected(WELL), _published()
        self.troubles: dict[str, str] = {}
        self.complaints: list[str] = []
        self.unpinged: str | None = None
        self.error: Exception | None = None
        search: Any = SimpleNamespace(alert=Alert(), path=Path("search.toml"))
        fakes = {
            "load_search": lambda file: search,
            "ping": self.ping,
            "check_room": lambda output, search: self.did.append("room"),
            "_crawl_and_publish": self.crawl,
            "read_status": lambda output: "status",
            "make_metrics": lambda status: b"metrics of " + status.encode(),
            "find_troubles": lambda status, published: self.troubles,
            "_tell": self.tell,
            "print_collected": lambda collected, output, replayed: self.did.append(("print", replayed)),
            "print_published": lambda published, output: self.did.append("print"),
        }
        for name, fake in fakes.items():
            monkeypatch.setattr(nightly, name, fake)

    def ping(self, alert: Alert, ending: str) -> str | None:
        self.did.append(f"ping {ending}")
        return self.unpinged

    def crawl(self, search: Any, output: Output, where: str, replay: Any, at_once: int | None) -> Any:
        self.did.append(("crawl", tuple(replay), at_once))
        if self.error:
            raise self.error
        return self.collected, self.published

    def tell(self, output: Output, search: Any, troubles: dict[str, str], cure: str, **how: bool) -> list[str]:
        self.did.append(("tell", dict(troubles), how))
        assert cure.startswith("scrapy status")
        return self.complaints

    def run(self, **how: Any) -> int:
        return nightly.run_once("search.toml", self.output.root, **how)


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Night:
    return Night(monkeypatch, tmp_path / "output")


WELL_LINE = f"Run {RUN}: 1 of 1 boards are well. Snapshot {RUN} has 2 open jobs: no change.\n"


@pytest.mark.parametrize(
    ("how", "out", "printed"),
    [({}, WELL_LINE, []), ({"quiet": True}, "", []), ({"verbose": True}, "", [("print", False), "print"]),
     ({"verbose": True, "replay": ["a.warc"]}, "", [("print", True), "print"])],
)  # fmt: skip
def test_a_night_that_is_well_is_one_line(
    night: Night, capsys: pytest.CaptureFixture[str], how: dict[str, Any], out: str, printed: list[Any]
) -> None:
    assert night.run(at_once=3, **how) == 0
    replay = tuple(how.get("replay", ()))
    assert night.did == ["ping /start", "room", ("crawl", replay, 3), ("tell", {}, {"news": True}), *printed]
    assert capsys.readouterr() == (out, "")
    assert Path(night.output.root, "metrics.prom").read_bytes() == b"metrics of status"


@pytest.mark.parametrize(
    ("what", "code", "words"),
    [
        ({"collected": _collected(WELL, FAILED)}, 1, [f"Run {RUN}: 1 of 2 boards are well.", "scrapy status"]),
        ({"collected": _collected(FAILED)}, 1, ["scrapy doctor", "no board answered"]),
        ({"published": _published(stopped="a gate")}, 1, ["1 of 1 boards are well. What to do"]),
        ({"published": _published(pages_failed={"a.html": "no words"})}, 4, ["What to do"]),
        ({"troubles": {"alpha": "alpha is held"}}, 1, ["Alpha is held. What to do"]),
        ({"complaints": ["it could not be sent"]}, 1, ["It could not be sent. What to do"]),
        ({"unpinged": "no check"}, 1, [": no change. No check. What to do"]),
        ({"unpinged": "no check", "complaints": ["no check"]}, 1, [": no change. No check. What to do"]),
    ],
)
@pytest.mark.parametrize("how", [{}, {"quiet": True}])
def test_a_night_that_is_not_well_is_one_paragraph_with_what_to_do(
    night: Night, capsys: pytest.CaptureFixture[str], what: dict[str, Any], code: int, words: list[str], how: Any
) -> None:
    for name, value in what.items():
        setattr(night, name, value)
    assert night.run(**how) == code
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("wupperjobs: ") and err.count("\n") == 1
    assert all(one in err for one in words), err


def test_a_place_that_cannot_be_written_to_is_told(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(output: Output) -> None:
        raise ConfigurationError("no such bucket")

    monkeypatch.setattr(Output, "check_place", fail)
    with pytest.raises(ConfigurationError, match="no such bucket"):
        night.run()
    assert night.did == [("tell", {"run": "the run broke off: no such bucket"}, {"keep": True})]


def test_what_breaks_a_night_off_is_told_and_raised(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    night.error, night.complaints = OSError("no space"), ["it could not be sent"]
    with pytest.raises(OSError, match="no space"):
        night.run()
    assert night.did[-1] == ("tell", {"run": "the run broke off: no space"}, {"keep": True})
    assert capsys.readouterr().err == "wupperjobs: it could not be sent\n"
    night.error, night.did = Locked("another run"), []
    with pytest.raises(Locked):
        night.run()
    assert all(did[0] != "tell" for did in night.did), "that run tells what comes of it"


@pytest.mark.parametrize("replay", [[], ["a.warc"]])
def test_a_run_is_noted_while_it_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, replay: list[str]) -> None:
    output, seen = Output.at(tmp_path), list[Any]()
    note = tmp_path / "begun.json"

    def plan(
        names: list[str], search: Any, output: Output, where: str, replay: Any, *, archive: bool, begun: Any
    ) -> Any:
        seen.append((names, archive, begun))
        return SimpleNamespace(run=RUN)

    def crawl(plan: Any, *others: Any) -> str:
        seen.append(json.loads(note.read_text()))
        return "collected"

    def publish(output: Output, search: Any, is_locked: bool) -> str:
        seen.append((note.exists(), is_locked))
        return "published"

    monkeypatch.setattr(nightly, "read_begun", lambda output: BEFORE)
    monkeypatch.setattr(nightly, "plan_run", plan)
    monkeypatch.setattr(nightly, "crawl_boards", crawl)
    monkeypatch.setattr(nightly, "publish_waiting", publish)
    done: Any = nightly._crawl_and_publish(SimpleNamespace(), output, "out", replay, 2)  # type: ignore[arg-type]
    assert done == ("collected", "published") and not note.exists()
    assert seen == [([], bool(replay), None if replay else BEFORE), {"run": RUN}, (True, True)]


@pytest.mark.parametrize(
    ("how", "is_watched", "troubles", "told"),
    [
        ({}, True, {"a": "new"}, {"a": "new"}),
        ({"news": True}, True, {}, {}),
        ({"news": True}, False, {}, {}),
        ({"keep": True}, True, {"run": "it broke off"}, {"run": "it broke off", "b": "b is failed"}),
        ({"keep": True}, True, {"b": "b is held"}, {"b": "b is held"}),
    ],
)
def test_troubles_and_news_are_noted_then_sent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: Any, is_watched: bool, troubles: Any, told: Any
) -> None:
    did: list[Any] = []

    def send(alert: Alert) -> list[str]:
        did.append("send")
        return ["unsent"]

    def ping(alert: Alert, ending: str, words: str) -> str:
        did.append((ending, words))
        return "no check"

    outbox = SimpleNamespace(
        known={"b": SimpleNamespace(words="b is failed")},
        note=lambda whose, troubles, alert, now, cure: did.append((whose, troubles, cure)),
        send=send,
    )
    search: Any = SimpleNamespace(
        path=Path("jobs.toml"), where=SimpleNamespace(town="Köln"), alert=Alert(), watch=("w",) if is_watched else ()
    )
    monkeypatch.setattr("crawls.nightly.Outbox.read", lambda output: outbox)
    monkeypatch.setattr(nightly, "read_snapshot", lambda output: "snapshot")
    monkeypatch.setattr(nightly, "note_watches", lambda outbox, snapshot, search: did.append("watches"))
    monkeypatch.setattr(nightly, "ping", ping)
    complaints = nightly._tell(Output.at(tmp_path), search, troubles, "scrapy status", **how)
    assert complaints == ["unsent", "no check"]
    watches = ["watches"] if how.get("news") and is_watched else []
    noted = ("jobs (Köln)", told, "scrapy status")
    assert did[:-1] == [*watches, noted, "send"]
    ending, words = did[-1]
    assert ending == ("/fail" if told else "")
    assert bool(words) == bool(told) and all(one[1:] in words for one in told.values())


@pytest.mark.parametrize(
    ("collected", "published", "line"),
    [
        (_collected(WELL, FAILED), _published(changes={"new": 1}),
         f"Run {RUN}: 1 of 2 boards are well. Snapshot {RUN} has 2 open jobs: 1 new."),
        (_collected(WELL), _published(open_jobs=1),
         f"Run {RUN}: 1 of 1 boards are well. Snapshot {RUN} has 1 open job: no change."),
        (_collected(WELL), _published(stopped="a gate"), f"Run {RUN}: 1 of 1 boards are well."),
        (_collected(WELL), _published(run=None), f"Run {RUN}: 1 of 1 boards are well."),
    ],
)  # fmt: skip
def test_a_run_is_summed_up_in_a_line(collected: Collected, published: Published, line: str) -> None:
    assert nightly.sum_up(collected, published) == line


# The doctor's round


def test_little_is_asked_of_a_board() -> None:
    settings = Settings({"SPIDER_MIDDLEWARES": {"a.A": 1}, "DOWNLOADER_MIDDLEWARES": {"b.B": 2}})
    told = examining.ask_little(settings)
    assert json.loads(told.pop("SPIDER_MIDDLEWARES")) == {"a.A": 1, "crawls.archive.sample.Sample": 900}
    assert json.loads(told.pop("DOWNLOADER_MIDDLEWARES")) == {"b.B": 2, "crawls.archive.sample.Witness": 945}
    assert told == {"KNOWN_FILES": "[]", "KNOWN_RUNS": "", "RETRY_TIMES": "0", "CLOSESPIDER_TIMEOUT": "180"}


@pytest.mark.parametrize(("is_sampled", "ended"), [(True, None), (False, None), (True, "it hung")])
def test_a_crawl_is_judged_by_its_sample_unless_it_broke_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_sampled: bool, ended: str | None
) -> None:
    output = Output.at(tmp_path)
    leave_part(output, RUN, "1", "2", board="alpha")
    sample = tmp_path / "alpha.json"
    if is_sampled:
        sample.write_text('{"asked": []}')
    settings = {"SAMPLE_FILE": str(sample), "ARCHIVE_FILE": "its archive"}
    crawl = Crawl("alpha", settings, tmp_path / "logs" / RUN / "alpha.log", 1, {}, ended=ended, result=WELL)

    def diagnose(result: Any, sample: Any, rows: Any, log: str, archive: str | None) -> Any:
        assert (result, log, archive) == (WELL, f"logs/{RUN}/alpha.log", "its archive")
        assert [row["board_ref"] for row in rows] == ["1", "2"]
        return sample

    monkeypatch.setattr(examining, "diagnose", diagnose)
    told: Any = examining.read_crawl(crawl, output, RUN)
    assert told == ({"asked": []} if is_sampled and not ended else None)


@pytest.mark.parametrize(
    ("names", "verdict", "as_json", "code"),
    [([], Finding.WELL, False, 0), (["alpha"], Finding.BLOCKED, False, 1), ([], Finding.WELL, True, 0)],
)
def test_a_round_tells_what_was_found_of_each_board_and_which_are_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], names: Any, verdict: Any,
    as_json: bool, code: int,
) -> None:  # fmt: skip
    crawl = Crawl("alpha", {}, tmp_path / "alpha.log", 1, {})
    plan = SimpleNamespace(crawls=[crawl], run=RUN, settings=Settings(), off={"beta": "its terms forbid it"})
    choices = {"alpha": SimpleNamespace(enabled=True), "gamma": SimpleNamespace(enabled=False)}
    search = SimpleNamespace(boards=choices, path=Path("search.toml"))
    ran: list[Any] = []

    async def run_crawls(crawls: Any, place: Output, run: str, at_once: int) -> None:
        ran.append((run, crawls[0].settings["OUTPUT"] == place.root, crawls[0].settings["SAMPLE_FILE"]))

    monkeypatch.setattr(examining, "load_search", lambda file: search)
    monkeypatch.setattr(examining, "plan_run", lambda *how: plan)
    monkeypatch.setattr(examining, "run_crawls", run_crawls)
    monkeypatch.setattr(
        examining, "read_crawl", lambda crawl, place, run: Examined(board="alpha", verdict=verdict, why="größer")
    )
    how: dict[str, Any] = {"as_json": True} if as_json else {}
    assert examining.examine(names, "search.toml", str(tmp_path), **how) == code
    ((run, is_scratch, file),) = ran
    assert run == RUN and is_scratch and file.endswith("/alpha.json")
    said = capsys.readouterr().out
    if as_json:
        rows = json.loads(said)
        assert rows["run"] == RUN and [one["why"] for one in rows["boards"]] == ["größer", "Its terms forbid it"]
        assert "größer" in said
    else:
        assert "beta: off. Its terms forbid it" in said
        assert ("Off in search.toml: gamma. What each would add" in said) is (not names)


# A reread


def _stock(*pairs: tuple[str, str]) -> pa.Table:
    return table_of(Posting, [posting(f"{at}", run, board) for at, (run, board) in enumerate(pairs)])


@pytest.mark.parametrize(
    ("runs", "wanted"),
    [
        ([], [(BEFORE, "alpha"), (RUN, "alpha")]),
        ([RUN], [(RUN, "alpha")]),
        ([BEFORE, RUN], [(BEFORE, "alpha"), (RUN, "alpha")]),
    ],
)
def test_archives_are_chosen_that_the_stock_was_read_from(tmp_path: Path, runs: list[str], wanted: Any) -> None:
    output = Output.at(tmp_path)
    stock = _stock((RUN, "alpha"), (RUN, "alpha"), (BEFORE, "alpha"), (RUN, "beta"))
    for run in (BEFORE, RUN):
        archive = Path(output.archive(run, "alpha"))
        archive.parent.mkdir(parents=True)
        archive.touch()
    assert rereading._find_archives(output, stock, runs) == wanted
    with pytest.raises(
        ConfigurationError, match=f"^R1: there is no archive of such a run; there are {BEFORE} to {RUN}"
    ):
        rereading._find_archives(output, stock, ["R1"])


def test_without_archives_nothing_is_read_again(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    assert rereading._find_archives(output, _stock((RUN, "alpha")), []) == []
    with pytest.raises(ConfigurationError, match="there is none at all"):
        rereading._find_archives(output, _stock((RUN, "alpha")), [RUN])


def test_only_a_snapshot_of_all_runs_is_put_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    last: Any = SimpleNamespace(run=RUN)
    status = SimpleNamespace(unpublished_runs=())
    monkeypatch.setattr(rereading, "read_status", lambda output: status)
    monkeypatch.setattr(rereading, "read_snapshot", lambda output: last)
    assert rereading._find_last(output) is last
    status.unpublished_runs = (BEFORE, RUN)
    with pytest.raises(ConfigurationError, match=f"^collected, not yet published: {BEFORE}, {RUN}; first: "):
        rereading._find_last(output)
    monkeypatch.setattr(rereading, "read_snapshot", lambda output: None)
    with pytest.raises(ConfigurationError, match="nothing was published yet"):
        rereading._find_last(output)


def test_which_archive_could_not_be_replayed_is_told(tmp_path: Path) -> None:
    crawl = Crawl("beta", {"RUN": RUN}, tmp_path / "log", 1, {})
    assert rereading._tell_failure(crawl) is None
    crawl.result = replace(FAILED, verdict=Verdict.HELD)
    assert rereading._tell_failure(crawl) is None
    crawl.result = FAILED
    assert rereading._tell_failure(crawl) == f"{RUN}/beta: no answer"


def test_parts_that_cannot_be_read_have_no_rows(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    leave_part(output, RUN, "1", board="alpha")
    Path(output.part(RUN, "beta")).write_bytes(b"PAR1 no part PAR1")
    found = list(rereading._read_rows(output, [(RUN, "alpha"), (RUN, "beta"), (RUN, "gamma")]))
    assert [table["board_ref"].to_pylist() for table in found if table.num_rows] == [["1"]]


@pytest.mark.parametrize(("at_once", "number"), [(3, 3), (None, 2)])
def test_archives_are_replayed_run_by_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at_once: int | None, number: int
) -> None:
    output, scratch, ran = Output.at(tmp_path / "out"), Output.at(tmp_path / "scratch"), list[Any]()

    async def run_crawls(crawls: Any, place: Output, run: str, at_once: int) -> None:
        ran.append((run, [crawl.board for crawl in crawls], place is scratch, at_once))

    limits = SimpleNamespace(board_minutes=1, board_disk_mb=1, board_memory_mb=1)
    search: Any = SimpleNamespace(path=tmp_path / "search.toml", limits=limits, log_form="text", read_again_days=7)
    monkeypatch.setattr(rereading, "run_crawls", run_crawls)
    monkeypatch.setattr(rereading, "usual_number", lambda: 2)
    wanted = [(BEFORE, "arbeitnow"), (BEFORE, "gone_board"), (RUN, "arbeitnow"), (RUN, "personio")]
    done = rereading._replay(wanted, search, output, "as named", scratch, at_once)
    assert ran == [(BEFORE, ["arbeitnow"], True, number), (RUN, ["arbeitnow", "personio"], True, number)]
    assert [crawl.board for crawl in done] == ["arbeitnow", "arbeitnow", "personio"]
    first = done[0]
    assert json.loads(first.settings["REPLAY_FILES"]) == [f"{output.root}/archive/{BEFORE}/arbeitnow.warc.gz"]
    assert first.settings["OUTPUT"] == scratch.root and first.log == Path(
        output.root, "logs", BEFORE, "arbeitnow.reread.log"
    )
    assert set(first.facts) == {"access", "checked", "floor"} and first.patience > 0


@pytest.mark.parametrize(
    ("columns", "is_dry", "is_written"), [(("title",), False, True), (("title",), True, False), ((), False, False)]
)
@pytest.mark.parametrize(("stopped", "code"), [(None, 0), ("a gate", 1)])
def test_what_is_read_otherwise_is_published_a_second_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], columns: Any, is_dry: bool,
    is_written: bool, stopped: str | None, code: int,
) -> None:  # fmt: skip
    stock, did = _stock((RUN, "alpha"), (RUN, "alpha"), (RUN, "alpha"), (RUN, "beta")), list[Any]()
    failed = Crawl("beta", {"RUN": RUN}, tmp_path / "log", 1, {}, result=FAILED)
    fakes: dict[str, Any] = {
        "load_search": lambda file: SimpleNamespace(),
        "_find_last": lambda output: SimpleNamespace(run=RUN),
        "read_stock": lambda last: stock,
        "_find_archives": lambda output, stock, runs: [(RUN, "alpha"), (RUN, "beta"), (BEFORE, "alpha")],
        "_replay": lambda *how: [failed],
        "_read_rows": lambda scratch, wanted: iter([stock.slice(0, 2)]),
        "choose_rows": lambda stock, rows: (rows, 1),
        "compare_columns": lambda stock, rows: columns,
        "write_reread": lambda output, run, rows, stock: did.append((run, rows.num_rows)),
        "publish_waiting": lambda output, search, is_locked: _published(stopped=stopped) if is_locked else None,
        "print_reread": lambda result, is_dry: print(f"in words, {is_dry}"),
    }
    for name, fake in fakes.items():
        monkeypatch.setattr(rereading, name, fake)
    expected = code if is_written else 0
    how: dict[str, Any] = {"is_dry": True} if is_dry else {}
    assert rereading.reread([], "search.toml", str(tmp_path), as_json=True, **how) == expected
    assert did == ([("20261120T050001Z", 2)] if is_written else [])
    told = json.loads(capsys.readouterr().out)
    assert (told["postings"], told["left_out"], told["kept"]) == (2, 1, 1)
    assert told["runs"] == [BEFORE, RUN] and told["unread"] == [f"{RUN}/beta: no answer"]
    assert (told["published"] is not None) is is_written
    assert rereading.reread([], "search.toml", str(tmp_path), **how) == expected
    assert capsys.readouterr().out == f"in words, {is_dry}\n"
