"""`scrapy forget` on a small output folder that is made here: which files lose what, which stay, and what is told."""

import gzip
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from crawls.archive.warc_writer import records_of, warcinfo
from crawls.forgetting import clean_files, find_left, forget
from german.ads.refusals import Refusals
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from storage.layout import Output
from tests.support.places import make_store, path_of
from tests.support.replay import BOARDS
from tests.support.snapshots_rows import leave_benchmarks, leave_part, posting

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
OLD, NEW = "20261119T050000Z", "20261120T050000Z"
WHO = Refusals(employers=("Hahnerberg Optik GmbH",))
NAMED = b"bei Hahnerberg-Optik"
PAGES = {  # the responses of an archive, and whether they are left
    "https://alpha.example/list": (b"<ul><li>Hahnerberg Optik</li><li>Koch</li></ul>", b"<ul><li>Koch</li></ul>"),
    "https://alpha.example/47110": (b"<p>words of the ad", None),
    "https://alpha.example/47111": (b"<p>words of another", b"<p>words of another"),
    "https://alpha.example/feed": (b'{"ads": [{"id": 47110}, {"id": 47111}]}', b'{"ads": [{"id": 47111}]}'),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two runs of one board, each with a refused ad and another one, an archive, and files that people read."""
    output = Output.at(tmp_path)
    for run in (OLD, NEW):
        refused = posting("47110", run, employer="Hahnerberg Optik", employer_key="hahnerberg optik", title="CIO")
        leave_part(output, run, refused, posting("47111", run))
        _write(tmp_path / f"logs/{run}/alpha.log", b"asked\n" + NAMED + b"\nread\n")
        _write(tmp_path / f"archive/{run}/alpha.warc.gz", _pack(PAGES))
    leave_benchmarks(output, NEW, 4000, url="https://alpha.example/pay/hahnerberg-optik")
    leave_benchmarks(output, NEW, 5000, board="beta")
    _write(tmp_path / f"rejected/{NEW}/alpha.jsonl", b'{"a": "' + NAMED + b'"}\n{"a": "Koch"}')
    _write(tmp_path / "alerts.json", b'{"words": "' + NAMED + b'",\n "n": 1}')
    _write(tmp_path / ".lock", NAMED)
    _write(tmp_path / "latest/copy.txt", NAMED)
    return tmp_path


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _pack(pages: dict[str, tuple[bytes, bytes | None]]) -> bytes:
    records = [warcinfo(AT)]
    for number, (url, (body, _)) in enumerate(pages.items()):
        kind = (("Content-Type", "application/json" if body.startswith(b"{") else "text/html; charset=utf-8"),)
        at = AT + timedelta(seconds=number)
        records += records_of(RecordedResponse(url=url, answered_at=at, headers=kind, body=body), number)
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def _names(folder: Path, files: list[str]) -> list[str]:
    return sorted(Path(file).relative_to(folder).as_posix() for file in files)


def test_every_kind_of_file_loses_what_is_refused_and_nothing_else(folder: Path) -> None:
    output = Output.at(folder)
    assert find_left(output, WHO), "it is named before"
    done = clean_files(output, WHO)
    assert done.ads == 1 and done.left == [] and done.snapshots == []
    texts = folder.glob("postings/texts/*/*.parquet")
    assert _names(folder, done.files) == sorted(
        [
            "alerts.json", f"benchmarks/{NEW}/alpha.parquet", f"rejected/{NEW}/alpha.jsonl",
            *(f"archive/{run}/alpha.warc.gz" for run in (OLD, NEW)), *(f"logs/{run}/alpha.log" for run in (OLD, NEW)),
            *(f"postings/{run}/alpha.parquet" for run in (OLD, NEW)), *_names(folder, [*map(str, texts)]),
        ]
    )  # fmt: skip
    assert (folder / f"logs/{OLD}/alpha.log").read_bytes() == b"asked\nread\n"
    assert (folder / f"rejected/{NEW}/alpha.jsonl").read_bytes() == b'{"a": "Koch"}'
    assert (folder / "alerts.json").read_bytes() == b'{"words": "bei [refused]",\n "n": 1}'
    assert (folder / ".lock").read_bytes() == NAMED == (folder / "latest/copy.txt").read_bytes()
    assert pq.read_table(folder / f"postings/{OLD}/alpha.parquet")["board_ref"].to_pylist() == ["47111"]
    (url,) = pq.read_table(folder / f"benchmarks/{NEW}/alpha.parquet")["url"].to_pylist()
    assert url == "https://alpha.example/pay/[refused]"
    kept = {one.url: one.body for one in Recording([folder / f"archive/{NEW}/alpha.warc.gz"])}
    assert kept == {url: left for url, (_, left) in PAGES.items() if left is not None}
    assert find_left(output, WHO) == []
    again = clean_files(output, WHO)
    assert (again.ads, again.files, again.left) == (0, [], [])


def test_one_run_is_cleaned_alone(folder: Path) -> None:
    done = clean_files(Output.at(folder), WHO, NEW)
    assert done.ads == 1 and done.files and all(f"/{NEW}/" in file for file in done.files)
    assert any("/benchmarks/" in file for file in done.files)
    left = [words.split(" still")[0] for words in find_left(Output.at(folder), WHO)]
    assert {name.split("/")[0] for name in _names(folder, left)} == {"alerts.json", "archive", "logs", "postings"}
    assert all(f"/{NEW}/" not in name for name in left)


def test_of_one_run_only_its_own_ads_are_looked_for(folder: Path) -> None:
    Path(Output.at(folder).part(NEW, "alpha")).unlink()
    assert clean_files(Output.at(folder), WHO, NEW).ads == 0
    assert clean_files(Output.at(folder), WHO, OLD).ads == 1


def test_an_archive_without_it_keeps_its_bytes_and_one_that_cannot_be_read_goes(folder: Path) -> None:
    other = {url: pair for url, pair in PAGES.items() if url.endswith("47111")}
    _write(folder / f"archive/{NEW}/beta.warc.gz", _pack(other))
    plain = gzip.decompress(_pack({"https://alpha.example/list": PAGES["https://alpha.example/list"]}))
    _write(folder / f"archive/{NEW}/alpha.again.warc", plain)
    _write(folder / f"archive/{OLD}/beta.warc.gz", b"no archive")
    done = clean_files(Output.at(folder), WHO)
    assert (folder / f"archive/{NEW}/beta.warc.gz").read_bytes() == _pack(other)
    assert not (folder / f"archive/{OLD}/beta.warc.gz").exists()
    assert any(file.endswith(f"{OLD}/beta.warc.gz") for file in done.files)
    assert (folder / f"archive/{NEW}/alpha.again.warc").read_bytes().startswith(b"WARC/1.1")
    (kept,) = Recording([folder / f"archive/{NEW}/alpha.again.warc"])
    assert kept.body == b"<ul><li>Koch</li></ul>"


def test_an_archive_at_a_url_is_read_by_the_same_way_as_all_else_there(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    file = path_of(store, "archive", NEW, "alpha.warc.gz")
    _write(file, _pack(PAGES))
    _write(path_of(store, "archive", NEW, "beta.warc.gz"), b"no archive")
    assert len(clean_files(store, WHO).files) == 2
    kept = {one.url: one.body for one in Recording([file])}
    assert kept["https://alpha.example/list"] == b"<ul><li>Koch</li></ul>" and len(kept) == len(PAGES)
    assert find_left(store, WHO) == []


def test_an_id_is_looked_for_in_the_archive_of_its_own_board_alone(folder: Path) -> None:
    _write(folder / f"archive/{NEW}/beta.warc.gz", _pack({"https://beta.example/x": (b"[47110]", b"")}))
    before = (folder / f"archive/{NEW}/beta.warc.gz").read_bytes()
    clean_files(Output.at(folder), WHO)
    assert (folder / f"archive/{NEW}/beta.warc.gz").read_bytes() == before


def test_an_archive_of_nothing_but_what_is_refused_is_left_empty(folder: Path) -> None:
    alone = {"https://alpha.example/47110": PAGES["https://alpha.example/47110"]}
    _write(folder / f"archive/{NEW}/alpha.warc.gz", _pack(alone))
    clean_files(Output.at(folder), WHO)
    assert list(Recording([folder / f"archive/{NEW}/alpha.warc.gz"])) == []


def test_an_archive_says_that_something_was_cut_out(folder: Path) -> None:
    clean_files(Output.at(folder), WHO)
    data = gzip.decompress((folder / f"archive/{NEW}/alpha.warc.gz").read_bytes())
    assert b"description: refused ads were cut out\r\n" in data
    assert re.findall(rb"WARC-Date: (\S+)", data)[0] == b"2026-11-20T05:00:00Z"


def test_bytes_that_are_no_text_stay_as_they_are(folder: Path) -> None:
    _write(folder / f"logs/{NEW}/alpha.log", b"\xff\xfe asked\n" + NAMED + b"\n")
    _write(folder / "alerts.json", b"\xff " + NAMED)
    clean_files(Output.at(folder), WHO)
    assert (folder / f"logs/{NEW}/alpha.log").read_bytes() == b"\xff\xfe asked\n"
    assert (folder / "alerts.json").read_bytes() == b"\xff bei [refused]"


def test_a_part_that_cannot_be_read_is_told(folder: Path) -> None:
    _write(folder / f"postings/{OLD}/beta.parquet", b"PAR1 no part PAR1")
    (told,) = clean_files(Output.at(folder), WHO).left
    assert "beta.parquet cannot be read (" in told and told.endswith("); remove it")


@pytest.mark.parametrize(
    ("name", "data", "is_named"),
    [
        ("a.txt", NAMED, True),
        ("a.txt", b"Koch", False),
        ("a.txt.gz", gzip.compress(NAMED, mtime=0), True),
        ("a.txt.gz", gzip.compress(b"Koch", mtime=0), False),
        ("a.parquet", b"no part, " + NAMED, True),
        ("a.parquet", b"no part", False),
        ("a.parquet", {"who": ["Hahnerberg Optik"]}, True),
        ("a.parquet", {"who": ["H\u00e4hnerberg"]}, False),
        ("a.parquet", {"about": NAMED}, True),
        ("deep/er/a.txt", NAMED, True),
        ("latest/a.txt", NAMED, False),
        ("a/.lock", NAMED, False),
    ],
)
def test_a_file_that_still_names_it_is_found_however_it_is_packed(
    tmp_path: Path, name: str, data: bytes | dict[str, object], is_named: bool
) -> None:
    if isinstance(data, bytes):
        _write(tmp_path / name, data)
    else:
        table = pa.table({"n": [1], **({"who": data["who"]} if "who" in data else {})})
        pq.write_table(table.replace_schema_metadata({"about": data.get("about", b"")}), tmp_path / name)
    assert find_left(Output.at(tmp_path), WHO) == [f"{tmp_path}/{name} still names it"] * is_named


def _search(folder: Path, who: str) -> str:
    shutil.copy(BOARDS / "search.toml", folder)
    (folder / "search.local.toml").write_text(f'[refused]\nemployers = ["{who}"]\n', encoding="utf-8")
    row = (
        '[[employer]]\nname = "{}"\nplace = "Wuppertal"\nats = "personio"\ntenant = "{}"\nsource = "x"\nsure = "seen"\n'
    )
    rows = row.format("Hahnerberg Optik", "hahnerberg") + row.format("Koch AG", "koch")
    (folder / "employers.toml").write_text(rows, encoding="utf-8")
    return str(folder / "search.toml")


def test_the_command_says_what_it_did_and_what_is_left(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    search = _search(tmp_path_factory.mktemp("search"), "Hahnerberg Optik GmbH")
    nobody = Path(_search(tmp_path_factory.mktemp("search"), ""))
    nobody.with_name("search.local.toml").unlink()
    with pytest.raises(ConfigurationError, match=r"^search.toml refuses nobody: write a table \[refused\]"):
        forget(str(nobody), str(folder))
    assert forget(search, str(folder)) == ExitCode.WELL
    said = capsys.readouterr().out
    assert "Ads refused: 1. Files rewritten without them: " in said and "; snapshots: 0." in said
    assert "Hahnerberg Optik still has a row in employers.toml: without it, it is not asked any more." in said
    assert "Koch" not in said and "Left:" not in said
    _write(folder / f"postings/{OLD}/beta.parquet", b"PAR1 no part " + NAMED + b" PAR1")
    assert forget(search, str(folder)) == ExitCode.GATED
    said = capsys.readouterr().out
    assert said.count("Left: ") == 2 and "remove it" in said and "still names it" in said
    Path(search).with_name("employers.toml").unlink()
    (folder / f"postings/{OLD}/beta.parquet").unlink()
    assert forget(search, str(folder)) == ExitCode.WELL
