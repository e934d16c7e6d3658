"""`scrapy forget`: a refused employer is in no byte of the output, and all else is as it was."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawls.archive.cutting import cut_response, cut_text
from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from crawls.collecting import collect
from crawls.forgetting import find_left, forget
from crawls.publishing import publish_parts
from german.ads.refusals import Refusals
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from snapshots.status import read_status
from storage.layout import Output
from storage.snapshots import read_snapshot, verify
from storage.versions import find_bent
from tests.support.replay import BOARDS

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
WHO = "HAHNERBERG OPTIK"  # two boards carry its job; its legal form is left out, and its spelling is another
FORMS = (rb"(?i)hahnerberg[\s\-_.%20]{0,3}optik",)


@pytest.fixture
def output(demo: tuple[Path, str], tmp_path: Path) -> Path:
    shutil.copytree(demo[0], tmp_path / "output", symlinks=True)
    return tmp_path / "output"


def search_with(folder: Path, refused: str) -> str:
    """The demo's search, with these refusals in a file of one's own beside it."""
    for name in ("search.toml", "employers.toml", "jobboards.toml"):
        if (BOARDS / name).exists():
            shutil.copy(BOARDS / name, folder / name)
    (folder / "search.local.toml").write_text(f"[refused]\n{refused}\n", encoding="utf-8")
    return str(folder / "search.toml")


def bytes_in(output: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of an output, unpacked: Parquet as its rows and its metadata, too."""
    for file in sorted(output.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        data = file.read_bytes()
        yield str(file), data
        if file.suffix == ".gz":
            yield f"{file} unpacked", gzip.decompress(data)
            for response in Recording([file]):
                packed = dict(response.headers).get("Content-Encoding") == "gzip"
                yield f"{file} {response.url}", gzip.decompress(response.body) if packed else response.body
        if file.suffix == ".parquet":
            table = pq.read_table(file)
            yield f"{file} rows", json.dumps(table.to_pylist(), default=str, ensure_ascii=False).encode()
            yield f"{file} metadata", b" ".join((table.schema.metadata or {}).values())


def holding(output: Path, *forms: bytes) -> list[str]:
    return [name for name, data in bytes_in(output) if any(re.search(form, data) for form in forms)]


def own_words(output: Path) -> bytes:
    """The longest line of the refused ad's text that no other ad has."""
    jobs = pq.read_table(output / "latest" / "jobs.parquet", columns=["job_id", "employer"])
    texts = pq.read_table(output / "latest" / "descriptions.parquet", columns=["job_id", "text"])
    refused = {row["job_id"] for row in jobs.to_pylist() if re.search(FORMS[0].decode(), row["employer"] or "")}
    lines: dict[bool, set[str]] = {True: set(), False: set()}
    for row in texts.to_pylist():
        lines[row["job_id"] in refused].update(re.findall(r'(?m)^[^"\\\n]+$', row["text"]))
    return re.escape(max(lines[True] - lines[False], key=len)).encode()


def test_a_refused_employer_is_in_no_byte_after_one_command(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {
        kind: [one for one in holding(output, *FORMS) if kind in one] for kind in ("archive", "snap", "postings/")
    }
    assert all(before.values()), before
    words = own_words(output)
    assert any("postings/texts" in one for one in holding(output, words)), "its text does not name its employer"
    jobs = pq.read_table(output / "latest" / "jobs.parquet")
    search = search_with(tmp_path, f'employers = ["{WHO}"]')
    assert forget(search, str(output)) == ExitCode.WELL
    assert holding(output, *FORMS, words) == []
    place = Output.at(output)
    for run in place.folders("snapshots"):
        verify(place, run)
    assert find_bent(place) == () and read_status(place).bent == ()
    last = read_snapshot(place)
    assert last and last.manifest["previous_sha256"]
    after = pq.read_table(output / "latest" / "jobs.parquet")
    gone = set(jobs["job_id"].to_pylist()) - set(after["job_id"].to_pylist())
    assert len(gone) == 1
    kept = [row for row in jobs.to_pylist() if row["job_id"] not in gone]
    assert after.to_pylist() == kept, "all else is as it was"
    capsys.readouterr()
    assert forget(search, str(output)) == ExitCode.WELL
    assert "Ads refused: 0. Files rewritten without them: 0; snapshots: 0." in capsys.readouterr().out, "once is enough"


@pytest.mark.long
def test_what_is_collected_afterwards_holds_nothing_of_it_either(output: Path, tmp_path: Path) -> None:
    search = search_with(tmp_path, f'employers = ["{WHO}"]')
    fresh = str(tmp_path / "fresh")
    collect(["personio"], search, fresh, replay=[str(BOARDS / "personio" / "recorded.warc")], archive=True)
    publish_parts(fresh, search, [])
    assert holding(Path(fresh), *FORMS) == []
    rejected = [json.loads(line) for file in Path(fresh).glob("rejected/*/*") for line in file.open()]
    refused = [row for row in rejected if row["code"] == "refused"]
    assert refused and all(row["url"] == "" and row["words"] == {} for row in refused)


def test_one_ad_and_an_address_are_refused_alike(output: Path, tmp_path: Path) -> None:
    postings = pq.read_table(output / "latest" / "postings.parquet").to_pylist()
    one = next(row for row in postings if row["board"] == "personio" and row["left_out"] is None)
    other = next(row for row in postings if row["board"] == "karriere_nrw" and row["left_out"] is None)
    refused = f'postings = ["personio/{one["board_ref"]}"]\naddresses = ["{other["url"]}"]'
    assert forget(search_with(tmp_path, refused), str(output)) == ExitCode.WELL
    left = pq.read_table(output / "latest" / "postings.parquet").to_pylist()
    jobs = {one["job_id"], other["job_id"]}
    assert [row for row in left if row["job_id"] in jobs] == []
    assert len(left) == len([row for row in postings if row["job_id"] not in jobs])
    assert holding(output, re.escape(one["url"]).encode(), re.escape(other["url"]).encode()) == []


def test_a_search_without_refusals_says_how_to_write_one(output: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"refuses nobody: write a table \[refused\]"):
        forget(str(BOARDS / "search.toml"), str(output))


REFUSED = Refusals(employers=("Müller & Söhne GmbH",))
CUTS = {
    "rows of JSON": (
        '{"jobs": [{"id": 1, "company": {"name": "MUELLER + SOEHNE GmbH"}}, {"id": 2, "company": {"name": "B"}}]}',
        '{"jobs": [{"id": 2, "company": {"name": "B"}}]}',
    ),
    "JSON with escapes": (
        r'[{"firma": "M\u00fcller & S\u00f6hne"}, {"firma": "B"}]',
        '[{"firma": "B"}]',
    ),
    "a word in a list": ('{"tags": ["IT", "Müller & Söhne"], "id": 1}', '{"tags": ["IT"], "id": 1}'),
    "a value outside of lists": ('{"owner": "Müller & Söhne", "id": 1}', '{"owner": "[refused]", "id": 1}'),
    "entries of XML": (
        "<rss><channel><item><d>bei M&#252;ller &amp; S&#xF6;hne</d></item><item><d>B</d></item></channel></rss>",
        "<rss><channel><item><d>B</d></item></channel></rss>",
    ),
    "rows of a page": (
        "<table><tr><td>CIO</td><td>Müller &amp; Söhne</td></tr><tr><td>Koch</td><td>B</td></tr></table>",
        "<table><tr><td>Koch</td><td>B</td></tr></table>",
    ),
    "an address that holds it": (
        '<div><a href="/jobs/mueller-soehne-cio">CIO</a><a href="/jobs/b-koch">Koch</a></div>',
        '<div><a href="/jobs/b-koch">Koch</a></div>',
    ),
    "plain text": ("Die Müller\n& Söhne sucht", "Die [refused] sucht"),
    "broken JSON": ('{"firma": "Müller & Söhne"', '{"firma": "[refused]"'),
}


@pytest.mark.parametrize("name", CUTS)
def test_what_is_refused_is_cut_out_of_an_answer(name: str) -> None:
    text, left = CUTS[name]
    assert cut_text(text, REFUSED, ()) == left


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress("<p>Müller & Söhne</p>".encode()), "gzip"),
        ("<p>Müller & Söhne</p>".encode("latin-1"), None),
        ("<p>Müller & Söhne</p>".encode("utf-16"), None),
    ],
    ids=["gzip", "latin-1", "utf-16"],
)
def test_packed_answers_and_other_charsets_are_read(body: bytes, coding: str | None) -> None:
    headers = (
        (
            "Content-Type",
            f"text/html; charset={'utf-8' if coding else 'utf-16' if body[:1] == bytes([255]) else 'latin-1'}",
        ),
    )
    page = RecordedResponse(url="https://a.example/", answered_at=AT, headers=headers, body=body)
    page = replace(page, headers=(*headers, ("Content-Encoding", coding))) if coding else page
    cut = cut_response(page, REFUSED, ())
    assert cut and "refused" in cut.body.decode() and b"ller" not in cut.body
    assert cut.headers == (("Content-Type", "text/html; charset=utf-8"),)


def test_an_answer_without_it_stays_the_same_and_one_at_its_address_goes() -> None:
    page = RecordedResponse(url="https://a.example/", answered_at=AT, body=b"<p>B</p>")
    assert cut_response(page, REFUSED, ()) is page
    assert cut_response(replace(page, url="https://jobs.mueller-soehne.example/7"), REFUSED, ()) is None
    assert cut_response(replace(page, body=b'{"jobs": [{"id": 47110}]}'), REFUSED, {"47110"}).body == b'{"jobs": []}'  # type: ignore[union-attr]


def test_what_is_left_is_named(output: Path) -> None:
    left = find_left(Output.at(output), Refusals(employers=(WHO,)))
    assert {Path(words.split(" still")[0]).suffix for words in left} >= {".gz", ".parquet", ".html"}
