"""The last pipeline, alone: what becomes of each item, and what the part of its board says of the crawl."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scrapy import signals
from scrapy.exceptions import DropItem
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

import pipelines.part
from german.places.search import load_search
from german.words.signature import SIGNATURE
from pipelines.part import LONGEST_NAME, WritePart, add_signatures, is_name
from schemas.raw import Gone, RawBenchmark, RawPosting, Rejected
from schemas.tables import Benchmark, BoardRun, Posting
from schemas.vocabulary import LeftOut, Refusal
from schemas.wires import Stat
from storage.layout import started_at
from storage.parts import read_board_run, read_clocks, read_refused
from tests.support.snapshots_rows import RUNS, posting

RUN = RUNS[0]
SEARCH = """
[what]
keywords = ["IT-Leiter"]
role_families = ["it_lead"]
[where]
town = "Wuppertal"
radius_km = 30
[boards.alpha]
[boards.beta]
floor = 7
[refused]
employers = ["Geheim GmbH"]
postings = ["alpha/forgotten"]
"""
WELL = {Stat.SCHEDULED: 1, Stat.ANSWERED: 1}


class Crawl:
    """A crawl of one board that ends at once: its pipeline, and what that wrote."""

    def __init__(self, folder: Path, name: str = "alpha", stats: Mapping[str, Any] = WELL) -> None:
        (folder / "search.toml").write_text(SEARCH, encoding="utf-8")
        settings = {"RUN": RUN, "OUTPUT": str(folder / "output"), "SEARCH_FILE": str(folder / "search.toml")}
        self.crawler = get_crawler(settings_dict=settings)
        self.spider: Any = SimpleNamespace(name=name, access="open", checked="recorded", floor=3)
        self.part = WritePart.from_crawler(self.crawler)
        for stat, count in (WELL | dict(stats)).items():
            self.part.stats.set_value(stat, count)

    def end(self, *items: Any, how: str = "finished") -> BoardRun:
        """The verdict of the part that these items make."""
        for item in items:
            assert self.part.process_item(item) is item
        self.part.closed(self.spider, how)
        self.path = self.part.output.part(RUN, self.spider.name)
        self.metadata: Mapping[bytes, bytes] = pq.read_schema(self.path).metadata
        run, self.gone = read_board_run(dict(self.metadata))
        self.refs: list[str] = pq.read_table(self.path)["board_ref"].to_pylist()
        return run

    @property
    def rejected(self) -> list[dict[str, Any]]:
        lines = Path(self.part.output.rejected(RUN, self.spider.name)).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    return Crawl(tmp_path)


@pytest.mark.parametrize(
    ("values", "in_area", "kept", "with_salary"),
    [
        ({}, 1, 1, 0),
        ({"distance_km": 30.0}, 1, 1, 0),
        ({"distance_km": 30.1, "left_out": LeftOut.AREA}, 0, 0, 0),
        ({"distance_km": None}, 0, 1, 0),
        ({"salary_basis": "stated"}, 1, 1, 1),
        ({"pay_grade_max": "EG 12"}, 1, 1, 1),
        ({"salary_basis": "stated", "pay_grade_max": "EG 12"}, 1, 1, 1),
        ({"salary_basis": "stated", "left_out": LeftOut.ROLE}, 1, 0, 0),
    ],
)
def test_a_posting_is_counted(crawl: Crawl, values: dict[str, Any], in_area: int, kept: int, with_salary: int) -> None:
    run = crawl.end(posting("a", **values))
    assert (run.postings, run.in_area, run.kept, run.with_salary) == (1, in_area, kept, with_salary)


def test_a_crawl_without_a_posting_has_counted_none(crawl: Crawl) -> None:
    run = crawl.end()
    assert (run.postings, run.in_area, run.kept, run.with_salary, run.rejected) == (0, 0, 0, 0, 0)
    counted = (Stat.POSTINGS, Stat.IN_AREA, Stat.KEPT, Stat.WITH_SALARY)
    assert [crawl.part.stats.get_value(stat) for stat in counted] == [0, 0, 0, 0]
    assert (run.requests, run.answered, run.failed, run.filtered, run.carried) == (1, 1, 0, 0, 0)
    assert crawl.refs == [] and crawl.gone == []
    assert not Path(crawl.part.output.rejected(RUN, "alpha")).exists()
    assert not Path(crawl.part.output.benchmark_part(RUN, "alpha")).exists()


def test_each_kind_of_item_goes_where_it_belongs(crawl: Crawl) -> None:
    pay = Benchmark(
        board="alpha", url="https://a.example/pay", occupation="IT-Leiter", town="Solingen", min_eur=Decimal(6500),
        period="month", period_stated=True, words="6.500 €", seen_at=started_at(RUN),
    )  # fmt: skip
    words = {"board_ref": "odd", "title": "IT-Leitung in Haan"}
    run = crawl.end(
        posting("b"),
        posting("a"),
        Gone(board="alpha", board_ref="over", url="https://alpha.example/over"),
        Rejected(
            board="alpha", url="https://a.example/odd", code=Refusal.ROW, reason="no row", words=words, part="muster/"
        ),
        [pay],
    )
    assert crawl.refs == ["a", "b"] and crawl.gone == ["over"] and run.postings == 2
    assert crawl.rejected == [
        {"url": "https://a.example/odd", "code": "row:unreadable", "reason": "no row", "words": words}
    ]
    assert read_refused(dict(crawl.metadata)) == ["muster/odd"]
    assert (run.rejected, run.refusals) == (1, (Refusal.ROW,))
    found = pq.read_table(crawl.part.output.benchmark_part(RUN, "alpha")).to_pylist()
    assert [(row["url"], row["min_eur"]) for row in found] == [(pay.url, Decimal(6500))]
    with pytest.raises(DropItem, match="dict is not a row class"):
        crawl.part.process_item({"title": "IT-Leitung"})


@pytest.mark.parametrize(
    ("row", "is_listed"),
    [
        (posting("forgotten"), False),
        (posting("a", employer="Geheim GmbH", employer_key="geheim"), False),
        (posting("a"), True),
    ],
)
def test_who_asked_not_to_be_listed_is_in_no_file(crawl: Crawl, row: Posting, is_listed: bool) -> None:
    run = crawl.end(row)
    assert crawl.refs == [row.board_ref] * is_listed and run.rejected == (not is_listed)
    if not is_listed:
        (told,) = crawl.rejected
        assert (told["url"], told["code"], told["words"]) == ("", Refusal.REFUSED, {})
        assert read_refused(dict(crawl.metadata)) == []


@pytest.mark.parametrize(
    ("other", "is_refused"),
    [
        ({"url": "https://alpha.example/again", "distance_km": 5.0}, False),
        ({"title": "Pförtner"}, True),
        ({"employer_raw": "Andere AG"}, True),
        ({"town": "Haan"}, True),
        ({"text": "Wir suchen noch."}, True),
    ],
)
def test_one_id_is_one_posting(crawl: Crawl, other: dict[str, Any], is_refused: bool) -> None:
    one = {"title": "IT-Leitung", "text": "Wir suchen."}
    run = crawl.end(posting("a", **one), posting("a", **one | other), posting("b"))
    assert crawl.refs == ["a", "b"] and run.postings == 2
    assert pq.read_table(crawl.path)["title"].to_pylist()[0] == "IT-Leitung"
    assert (run.rejected, crawl.part.stats.get_value("part/repeated")) == ((1, None) if is_refused else (0, 1))
    if is_refused:
        (told,) = crawl.rejected
        title = (one | other)["title"]
        assert (told["code"], told["words"]) == (Refusal.REPEATED, {"title": title})
        assert told["reason"] == "another posting of this run has the id a"


def test_postings_become_tables_before_they_are_too_many(crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.part, "_BATCH", 2)
    for number in range(5):
        crawl.part.process_item(posting(f"{number}"))
    assert ([table.num_rows for table in crawl.part.tables], len(crawl.part.rows)) == ([2, 2], 1)
    assert crawl.end().postings == 5 and crawl.refs == list("01234")


def test_what_fits_no_column_is_rejected_and_not_counted(crawl: Crawl) -> None:
    odd = posting("odd", salary_basis="stated")
    object.__setattr__(odd, "distance_km", Decimal("1e400"))
    pay = Benchmark(
        board="alpha", url="https://a.example/pay", occupation="IT-Leiter", town="Solingen", min_eur=Decimal(6500),
        period="month", period_stated=True, words="viel", seen_at=started_at(RUN),
    )  # fmt: skip
    object.__setattr__(pay, "min_eur", Decimal(10**30))
    run = crawl.end(posting("a"), odd, posting("b"), [pay])
    assert crawl.refs == ["a", "b"]
    assert (run.postings, run.in_area, run.kept, run.with_salary, run.rejected) == (2, 2, 2, 0, 2)
    told, benchmark = crawl.rejected
    assert (told["url"], told["code"]) == (odd.url, Refusal.VALUE)
    assert told["words"] == {"board_ref": "odd", "title": odd.title} and told["reason"]
    assert (benchmark["url"], benchmark["code"], benchmark["words"]) == (pay.url, Refusal.VALUE, {})
    assert not Path(crawl.part.output.benchmark_part(RUN, "alpha")).exists()


FETCHED = datetime.fromisoformat("2026-11-22T05:01:00Z")
RAW = RawPosting(
    board="alpha", board_ref="4711", url="https://a.example/4711", fetched_at=FETCHED, title="IT-Leitung",
    employer_raw="Muster",
)  # fmt: skip
LIST: Any = SimpleNamespace(url="https://a.example/list")
MARKET = RawBenchmark(
    board="alpha", url="https://a.example/pay", fetched_at=FETCHED, occupation_raw="IT", town_raw="Haan",
    text_html="viel",
)  # fmt: skip


def _failure(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("item", "response", "error", "url", "code", "words"),
    [
        *[(RAW, response, ValueError("no pay"), RAW.url, Refusal.VALUE,
           {"board_ref": "4711", "title": "IT-Leitung", "employer": "Muster"}) for response in (LIST, None)],
        (RAW, LIST, RecursionError("deep"), RAW.url, Refusal.DEPTH,
         {"board_ref": "4711", "title": "IT-Leitung", "employer": "Muster"}),
        (MARKET, LIST, ValueError("no pay"), MARKET.url, Refusal.VALUE, {}),
        ({"an": "item"}, LIST, ValueError("no pay"), LIST.url, Refusal.VALUE, {}),
        ({"an": "item"}, None, ValueError("no pay"), "", Refusal.VALUE, {}),
    ],
)  # fmt: skip
def test_an_item_on_which_a_pipeline_failed_is_told(
    crawl: Crawl, item: Any, response: Any, error: Exception, url: str, code: Refusal, words: dict[str, Any]
) -> None:
    crawl.part.failed(item, response, crawl.spider, _failure(error))
    assert crawl.end().rejected == 1
    reason = f"{type(error).__name__}: {error}"
    assert crawl.rejected == [{"url": url, "code": code, "reason": reason, "words": words}]


def test_what_is_rejected_names_what_it_was_without_secrets(crawl: Crawl) -> None:
    words = {
        "ref": "r-1",
        "url": "https://a.example/r-1?api_key=geheim77",
        "title": "IT-Leitung",
        "none": "",
        "for": "für",
    }
    crawl.part.reject(
        "https://a.example/?api_key=geheim77", Refusal.ROW, "api_key=geheim77 &api_key=geheim77\n  x\x1b", words
    )
    run = crawl.end()
    line = Path(crawl.part.output.rejected(RUN, "alpha")).read_text(encoding="utf-8")
    (told,) = crawl.rejected
    assert "für" in line  # whoever looks into the file reads it
    assert "geheim77" not in told["url"] and "geheim77" not in line.replace("api_key=geheim77 &", "")
    assert told["reason"].endswith(" x") and "\x1b" not in line
    assert set(read_refused(dict(crawl.metadata))) == {"r-1", words["url"], "IT-Leitung", "für"}
    assert run.refusals == (Refusal.ROW,)


@pytest.mark.parametrize(
    ("word", "may_be"),
    [
        ("x" * LONGEST_NAME, True),
        ("x" * (LONGEST_NAME + 1), False),
        ("x", True),
        ("", False),
        ("a b", False),
        ("a\n", False),
    ],
)
def test_a_word_that_may_name_a_posting(word: str, may_be: bool) -> None:
    assert LONGEST_NAME == 300 and is_name(word) is may_be


def test_the_part_says_of_its_crawl_what_the_crawl_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl = Crawl(
        tmp_path,
        stats={
            Stat.SCHEDULED: 12, Stat.ANSWERED: 9, Stat.FAILED: 1, Stat.FILTERED: 2, Stat.CARRIED: 4,
            f"{Stat.UNREAD}zwei/": "HTTP 500", f"{Stat.FEED}zwei/": 1, f"{Stat.FEED}eins/": 1,
            f"{Stat.ASKED}it-leiter": 1, f"{Stat.USAGE}ai-train=no": 1, f"{Stat.UNREAD_KEY}alpha/bonus": 3,
            f"{Stat.STATUS}500": 2, f"{Stat.STATUS}404": 5, f"{Stat.CLOCK}a.example": -2.5,
        },
    )  # fmt: skip
    monkeypatch.setattr("time.monotonic", lambda: crawl.part.began + 61.23456)
    run = crawl.end(*(posting(f"{number}") for number in range(3)))
    search = load_search(tmp_path / "search.toml")
    assert (run.run, run.board, run.started_at) == (RUN, "alpha", started_at(RUN))
    assert (run.access, run.checked, run.floor) == ("open", "recorded", 3)
    assert (run.verdict, run.reason) == ("partial", "zwei: HTTP 500")
    assert (run.requests, run.answered, run.failed, run.filtered, run.carried) == (12, 9, 1, 2, 4)
    assert (run.unread, run.feeds) == (("zwei/",), ("eins/", "zwei/"))
    assert (run.asked, run.usage, run.unread_keys) == (("it-leiter",), ("ai-train=no",), ("bonus",))
    assert (run.unwanted, run.finish_reason, run.wanted) == (2, "finished", search.wanted)
    assert run.search and run.search.split(" ")[0] == search.digest and len(run.search.split(" ")) == 2
    assert run.seconds == 61.235
    assert read_clocks(crawl.part.output, RUN) == {"a.example": -2.5}
    assert crawl.part.stats.get_value("part/verdict") == "partial"


@pytest.mark.parametrize(("name", "floor"), [("alpha", 3), ("beta", 7), ("gamma", 3)])
def test_the_search_may_set_another_floor(tmp_path: Path, name: str, floor: int) -> None:
    run = Crawl(tmp_path, name).end()
    assert (run.floor, run.verdict) == (floor, "incomplete")
    assert run.reason == f"0 postings, fewer than the floor of {floor}"


def test_the_reason_of_a_verdict_keeps_no_secret(tmp_path: Path) -> None:
    run = Crawl(tmp_path, stats={Stat.BROKEN: "https://a.example/?api_key=geheim77 has\x1b no list"}).end()
    assert run.reason and "geheim77" not in run.reason and "\x1b" not in run.reason and "has no list" in run.reason


@pytest.mark.parametrize(
    ("moved", "gone"),
    [((), ["one/over", "two/over"]), (("",), []), (("one/",), ["two/over"]), (("one/", "two/"), [])],
)
def test_no_posting_ends_with_a_board_or_a_feed_that_has_moved(
    tmp_path: Path, moved: tuple[str, ...], gone: list[str]
) -> None:
    crawl = Crawl(tmp_path, stats={f"{Stat.MOVED}{part}": 1 for part in moved})
    over = [Gone(board="alpha", board_ref=ref, url=f"https://alpha.example/{ref}") for ref in ("one/over", "two/over")]
    crawl.end(*over)
    assert crawl.gone == gone


def test_a_crawl_tells_the_pipeline_that_an_item_failed_and_that_it_ended(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    send = crawl.crawler.signals.send_catch_log
    send(signals.item_error, item=RAW, response=None, spider=crawl.spider, failure=_failure(ValueError("no pay")))
    send(signals.spider_closed, spider=crawl.spider, reason="finished")
    assert crawl.rejected[0]["reason"] == "ValueError: no pay"


def test_texts_are_signed_in_a_column_of_their_own() -> None:
    texts = pa.table({"text": ["Wir suchen eine IT-Leitung in Solingen zum nächsten Monat.", "Anderes"]})
    signed = add_signatures(texts)
    assert signed.drop_columns([SIGNATURE.name]).equals(texts)
    one, other = signed[SIGNATURE.name].to_pylist()
    assert one != other
