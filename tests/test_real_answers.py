"""Real answers of boards go through spider, normalize and part: nothing crashes, and nothing they state is lost."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from parsel import Selector

from bench.real_ads import arbeitsagentur_ads
from bench.scoring import SHARED
from german.places.search import load_search
from pipelines.normalize import read_posting
from schemas.columns import table_of
from schemas.configuration import Employer
from schemas.raw import RawPosting, Rejected
from schemas.tables import Posting
from spiders._arbeitsagentur_ad import read_ad
from spiders._board import make_posting
from spiders._jobposting import find_job_postings, read_job_posting
from spiders.arbeitnow import Arbeitnow
from spiders.personio import Personio
from storage.layout import Output
from storage.tables import write_table
from tests.answers import answer, make_board

RECORDED = SHARED / "recorded"
SEARCH = load_search(Path(__file__).parents[1] / "search.toml")
needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")


@needs_recordings
def test_every_ad_of_the_arbeitsagentur_keeps_title_employer_place_and_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    postings: list[Posting] = []
    unresolved = []
    for ad, raw in arbeitsagentur_ads():
        posting = read_posting(raw, "20250501T000000Z", SEARCH)
        where = raw.board_ref
        assert posting.title, where
        assert posting.employer or not ad.get("firma"), where
        assert posting.posted_on, where
        stated = [one for one in ad["stellenlokationen"] if one.get("adresse", {}).get("ort")]
        assert posting.place or not stated, where
        if stated and not posting.town:
            assert {"place:ambiguous", "place:unreadable"} & set(posting.issues), where
            unresolved.append(where)
        postings.append(posting)
    assert len(postings) >= 1201
    filled = write_and_measure(postings, tmp_path)
    assert len(unresolved) <= len(postings) / 100
    with capsys.disabled():
        print(
            f"\nfilled, of {len(postings)} ads of the Arbeitsagentur: "
            + ", ".join(f"{k} {v:.0%}" for k, v in filled.items())
        )


def write_and_measure(postings: list[Posting], folder: Path) -> dict[str, float]:
    """Through Parquet and back; the share filled of each column."""
    output = Output.at(folder)
    write_table(output, table_of(Posting, postings), output.path("part.parquet"))
    rows = pq.read_table(output.path("part.parquet")).to_pylist()
    assert len(rows) == len(postings)
    counts = Counter(name for row in rows for name, value in row.items() if value not in (None, []))
    return {name: counts[name] / len(rows) for name in rows[0]}


def read_through(found: list[Any], run: str = "20261120T050000Z") -> list[Posting]:
    """Spiders' postings through normalize; none may lose its employer or its publication date."""
    postings = []
    for raw in found:
        posting = read_posting(raw, run, SEARCH)
        assert posting.title, raw.board_ref
        assert posting.employer or not raw.employer_raw, raw.board_ref
        assert posting.posted_on or not raw.posted_raw, raw.board_ref
        assert posting.place or not raw.places, raw.board_ref
        postings.append(posting)
    return postings


@needs_recordings
def test_the_arbeitnow_pages_keep_title_employer_place_and_date(tmp_path: Path) -> None:
    found: list[Any] = []
    for file in sorted((RECORDED / "arbeitnow").glob("*.json")):
        found += make_board(Arbeitnow).parse(answer(file.read_bytes(), "https://www.arbeitnow.com/api/job-board-api"))
    postings = read_through([raw for raw in found if isinstance(raw, RawPosting)])
    assert len(postings) >= 290
    filled = write_and_measure([*{row.board_ref: row for row in postings}.values()], tmp_path)
    assert filled["town"] > 0.9


@needs_recordings
def test_the_personio_feeds_keep_title_employer_and_date() -> None:
    for file in [*sorted((RECORDED / "ats_personio").glob("*.xml")), RECORDED / "region" / "codecentric.xml"]:
        employer = Employer(ats="personio", tenant="muster", name="Muster GmbH", source="test", sure="seen")
        page = answer(file.read_bytes(), "https://muster.jobs.personio.de/xml", employer=employer)
        found = list(make_board(Personio).parse(page))
        if "faulty" in file.name:
            assert [type(one) for one in found] == [Rejected]
            continue
        assert read_through([raw for raw in found if isinstance(raw, RawPosting)])


@needs_recordings
def test_the_v6_search_and_the_json_ld_page_are_read() -> None:
    search = json.loads((RECORDED / "arbeitsagentur" / "ba_v6_search_berlin_2026-09-26.json").read_text("utf-8"))
    (row,) = read_through([read_ad(hit, datetime(2026, 9, 26, tzinfo=UTC)) for hit in search["ergebnisliste"]])
    assert (row.town, row.salary_basis, row.salary_period) == ("Berlin", "stated", "year")
    page = (RECORDED / "jsonld" / "jsonld_neura_robotics_manager.html").read_text(encoding="utf-8")
    jobs, _ = find_job_postings(Selector(page))
    words = read_job_posting(jobs[0], "https://board.example/1")
    raw = make_posting("page", datetime(2026, 9, 26, tzinfo=UTC), **{**words, "board_ref": "1"})
    assert read_through([raw])[0].employer
