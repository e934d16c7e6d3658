"""`scrapy read`: one ad read as a crawl reads it, told with its words, and never obeyed by a terminal."""

import io
import json
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawls.ad_words import find_words
from crawls.reading import read_ad, show_reading
from german.places.search import load_search
from pipelines.normalize import read_posting
from schemas.mistakes import ConfigurationError
from schemas.raw import RawPlace, RawPosting
from schemas.tables import Vacancy
from schemas.vocabulary import LeftOut
from tests.support.replay import ROOT, run_commands
from tests.table_rows import table_rows

SEARCH_FILE = str(ROOT / "search.toml")
SEARCH_TIME = datetime(2026, 11, 20, 5, tzinfo=UTC)
SEARCH = load_search(SEARCH_FILE)
BESIDE = ("place=42103 Wuppertal", "posted=vor 3 Tagen", "fetched_at=2026-11-20T05:00:00+00:00")
ROWS = table_rows("read")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["column"])
def test_a_value_is_told_with_the_words_it_was_read_from(row: dict[str, str]) -> None:
    columns = {column.name: column for column in read_ad(row["ad"], BESIDE, SEARCH).columns}
    told = columns[row["column"]]
    assert str(told.value) == row["value"], row["why"]
    assert told.words is not None and row["words"] in told.words, row["why"]


@pytest.mark.parametrize("ad", dict.fromkeys(row["ad"] for row in ROWS))
def test_what_is_told_is_what_a_crawl_reads(ad: str) -> None:
    raw = RawPosting(
        board="b", board_ref="1", url="https://muster.example/1", fetched_at=SEARCH_TIME, title=ad.partition("\n")[0],
        text_html=ad, places=(RawPlace(words="42103 Wuppertal"),), posted_raw="vor 3 Tagen",
    )  # fmt: skip
    posting, reading = read_posting(raw, "20261120T050000Z", SEARCH), read_ad(ad, BESIDE, SEARCH)
    assert {column.name: column.value for column in reading.columns} == {
        field.name: getattr(posting, field.name) for field in fields(Vacancy) if field.name not in ("url", "issues")
    }
    assert reading.left_out is posting.left_out is None


def test_an_issue_stands_beside_its_words_at_the_first_column_of_its_subject() -> None:
    reading = read_ad("IT-Leiter", ("posted=31.02.2026", "contract_end=31.02.2027"), SEARCH)
    told = {column.name: (column.words, column.issues) for column in reading.columns if column.issues}
    assert told == {
        "posted_on": ("31.02.2026", ("posted:unreadable",)),
        "fixed_term": ("31.02.2027", ("contract_end:unreadable",)),
    }


@pytest.mark.parametrize(
    ("title", "place", "left_out"),
    [
        ("IT-Leiter", "Wuppertal", None),
        ("IT-Leiter", "München", LeftOut.AREA),
        ("IT-Leiter", "", LeftOut.AREA),
        ("Koch", "Wuppertal", LeftOut.ROLE),
        ("Initiativbewerbung IT", "Wuppertal", LeftOut.NOT_A_VACANCY),
    ],
)
def test_why_a_crawl_would_not_keep_it_is_said(
    title: str, place: str, left_out: LeftOut | None, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = [f"title={title}", f"place={place}"]
    assert read_ad("Wir suchen.", pairs, SEARCH).left_out == left_out
    assert show_reading("Wir suchen.", pairs, SEARCH_FILE) == 0
    end = capsys.readouterr().out.splitlines()[-1]
    assert end == (f"Not kept: {left_out}: {left_out.meaning}" if left_out else "Kept: it is a job of this search")


def test_what_a_crawl_rejects_is_told_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_reading("Text", ["title=(m/w/d)\x1b"], SEARCH_FILE) == 0
    assert capsys.readouterr().out.startswith("Rejected: ")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_terminal_is_given_no_control_characters(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    evil = "\x1b[2J\x07\x9b31m\u202e"
    pairs = [f"title=IT-Leiter {evil}", f"employer=Werk {evil}", f"place={evil} Wuppertal", f"salary={evil} nix"]
    show_reading(f"Text {evil}", pairs, SEARCH_FILE, as_json=as_json)
    said = capsys.readouterr().out
    assert said and all(one.isprintable() or one == "\n" for one in said)


def test_files_rows_and_standard_input_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, html, row = tmp_path / "ad.txt", tmp_path / "ad.html", tmp_path / "ad.json"
    text.write_text("IT-Leiter\nFrist", encoding="utf-8")
    html.write_text("<html><head><title>x</title></head><body><h1>IT-Leiter</h1>Frist</body></html>", encoding="utf-8")
    posting = {"title": "IT-Leiter", "employer": "Werk", "employer_raw": "Werk Nord GmbH", "distance_km": 3.1}
    row.write_text("\ufeff" + json.dumps(posting), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"IT-Leiter")))
    for source in (str(text), str(html), str(row), "-"):
        columns = {column.name: column.value for column in read_ad(source, (), SEARCH).columns}
        assert columns["title"] == "IT-Leiter"
    columns = {column.name: column.value for column in read_ad(str(row), (), SEARCH).columns}
    assert columns["employer"] == "Werk Nord GmbH"


@pytest.mark.parametrize(
    ("source", "pairs", "said"),
    [
        ("Text", ["plase=Wuppertal"], "did you mean 'place'?"),
        ("Text", ["place"], "write NAME=VALUE"),
        ("Text", ["place=Hagen", "place=Solingen"], "place is there twice"),
        ("Text", ["fetched_at=gestern"], "2026-11-22T05:00:00+00:00"),
        ("fehlt.html", [], "no such file"),
        (str(ROOT), [], "cannot be read: Is a directory"),
        (" ", [], "is empty"),
        ("<p></p>", [], "--title"),
        ("", [], "is empty"),
        ('{"kaputt', [], "it is not JSON"),
        ('{"a":' * 100_000, [], "it is not JSON"),
        ('{"titel": "IT"}', [], "did you mean 'title'?"),
        ('{"title": ["IT"]}', [], "title is neither text nor a number"),
        ("Text \udcff", [], "not UTF-8"),
        ("Text", ["title=\udcff"], "not UTF-8"),
    ],
)
def test_what_is_no_ad_is_refused(source: str, pairs: list[str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said.replace("?", r"\?").replace("+", r"\+")):
        read_ad(source, pairs, SEARCH)


def test_the_command_ends_with_2_and_one_line_for_what_it_cannot_use() -> None:
    well, wrong, none = run_commands(
        [["read", "IT-Leiter", "--title", "IT-Leiter", "--json"], ["read", "Text", "--field", "plase=x"], ["read"]]
    )
    assert well[0] == 0 and json.loads(well[1])["left_out"] == "area"
    assert wrong == (2, "wupperjobs: --field 'plase' is unknown; did you mean 'place'?\n")
    assert none[0] == 2


@pytest.mark.parametrize("way", ["text", "file", "input"])
@pytest.mark.parametrize(("size", "is_read"), [(8_388_608, True), (8_388_609, False)])
def test_an_ad_of_more_than_8_mib_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, size: int, is_read: bool
) -> None:
    data, source = b"x" * size, "-"
    if way == "text":
        source = data.decode()
    elif way == "file":
        (tmp_path / "ad.txt").write_bytes(data)
        source = str(tmp_path / "ad.txt")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    if is_read:
        assert len(find_words(source, [])["text_html"]) == size
    else:
        with pytest.raises(ConfigurationError, match=r"^the ad is longer than 8 MiB$"):
            find_words(source, [])


def test_what_a_board_says_counts_before_what_was_read_of_it(tmp_path: Path) -> None:
    for row in ({"employer_raw": "A GmbH", "employer": "A"}, {"employer": "A", "employer_raw": "A GmbH"}):
        assert find_words(json.dumps(row), []) == {"employer_raw": "A GmbH"}
    (tmp_path / "ad.json").write_text('["a", "b"]')
    with pytest.raises(ConfigurationError, match=r"^the JSON is not the row of a posting"):
        find_words(str(tmp_path / "ad.json"), [])
