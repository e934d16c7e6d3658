"""`scrapy reread`: what was read wrong is put right from the archive; lives and ids stay, and no board is blamed."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crawls.collecting import collect
from crawls.plan import known_runs
from crawls.publishing import publish_parts
from crawls.rereading import reread
from schemas.columns import table_of
from schemas.mistakes import ConfigurationError
from schemas.results import Published
from schemas.tables import Posting
from snapshots.publish import publish
from snapshots.reread import choose_rows, compare_columns, write_reread
from snapshots.status import read_status
from snapshots.stock import read_stock
from storage.layout import Output, run_id, started_at
from storage.snapshots import read_snapshot
from tests.support.long_cases import mostly_long
from tests.support.replay import ROOT
from tests.support.snapshots_rows import FIRST, RUNS, bytes_of, hash_of, leave_part, pay, posting, rows_of

SEARCH = str(ROOT / "tests" / "boards" / "search.toml")
WORDS: dict[str, Any] = {"said": ("pay:1", "title:2"), "readers": "old"}  # the board says the same all the time
AGAIN = run_id(started_at(RUNS[1]) + timedelta(seconds=1))  # the run of what is read again after two nights
LIFE = (
    "job_id",
    "status",
    "first_seen_at",
    "last_seen_at",
    "missed_runs",
    "stale",
    "run",
    "closed_reason",
    "closed_on",
)


def ad(ref: str, night: int = 1, **values: Any) -> Posting:
    return posting(ref, RUNS[night], **WORDS | values)


def read_today(one: Posting, **values: Any) -> Posting:
    """The same ad as today's readers read it."""
    return replace(one, readers="new", **values)


def two_nights(output: Output, *ads: Posting) -> None:
    """Publish two nights with some ads, read by older readers; one more, `x`, is there in the first night alone."""
    leave_part(output, RUNS[0], ad("x", 0), *(replace(one, run=RUNS[0]) for one in ads))
    publish(output)
    leave_part(output, RUNS[1], *ads)
    publish(output)


def put_right(output: Output, *ads: Posting) -> Published:
    write_reread(output, AGAIN, table_of(Posting, ads))
    return publish(output)


def changes_of(output: Output) -> list[tuple[str, str | None, str | None, str]]:
    snapshot = read_snapshot(output)
    assert snapshot
    rows = snapshot.table("changes").to_pylist()
    return sorted((row["kind"], row["field"], row["after"], row["cause"]) for row in rows)


def life_of(output: Output) -> dict[str, tuple[Any, ...]]:
    return {ref: tuple(row[name] for name in LIFE) for ref, row in rows_of(output, "postings").items()}


def test_values_are_put_right_by_our_doing_and_lives_stay(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    a, b = ad("a", **pay(500)), ad("b")
    two_nights(output, a, b)
    lives, boards, feeds = life_of(output), rows_of(output, "boards"), rows_of(output, "feeds")
    published = put_right(output, read_today(a, **pay(5000)), read_today(b, seniority="head"))
    assert published.run == AGAIN and published.changes == {} and published.exit_code == 0
    assert {(field, after, cause) for _, field, after, cause in changes_of(output)} == {
        ("salary_min_eur", "5000.00", "reader"),
        ("salary_max_eur", "5000.00", "reader"),
        ("seniority", "head", "reader"),
    }
    assert life_of(output) == lives
    assert (rows_of(output, "boards"), rows_of(output, "feeds").keys()) == (boards, feeds.keys())
    assert rows_of(output, "postings")["a"]["said_before"] == []  # the board never said 500


def test_closed_jobs_are_put_right_too_and_history_tells_since_when(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    for night in range(3):
        leave_part(output, RUNS[night], ad("a", night), *([ad("gone", night)] if not night else []))
        publish(output)
    assert rows_of(output, "postings")["gone"]["status"] == "closed"
    lives = life_of(output)
    again = run_id(started_at(RUNS[2]) + timedelta(seconds=1))
    write_reread(output, again, table_of(Posting, [read_today(ad("gone", 0), seniority="head")]))
    publish(output)
    assert life_of(output) == lives
    assert rows_of(output, "postings")["gone"]["seniority"] == "head"
    history = read_snapshot(output).table("history").to_pylist()  # type: ignore[union-attr]
    versions = [row for row in history if row["title"] == "IT-Leiter gone"]
    assert [(row["seniority"], row["valid_to"]) for row in versions][-1] == ("head", None)
    assert versions[-1]["valid_from"] == started_at(again) == versions[-2]["valid_to"]


def test_only_the_last_answer_of_a_posting_counts_and_others_stay(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    a, b = ad("a"), ad("b")
    two_nights(output, a, b)
    stock = read_stock(read_snapshot(output))  # type: ignore[arg-type]
    older, left_out = read_today(ad("a", 0), seniority="junior"), read_today(b, left_out="role", role_family="not_it")
    stranger = read_today(ad("new"))
    rows, count = choose_rows(stock, table_of(Posting, [older, left_out, stranger]))
    assert (rows.num_rows, count) == (0, 1)
    before = rows_of(output, "postings")
    put_right(output, older, left_out, stranger)
    after = rows_of(output, "postings")
    assert {ref: row | {"snapshot_run": None} for ref, row in after.items()} == {
        ref: row | {"snapshot_run": None} for ref, row in before.items()
    }


@pytest.mark.long
def test_a_new_text_is_the_jobs_description(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    a, b = ad("a", text="Mail: a@b.de"), ad("b")
    two_nights(output, a, b)
    put_right(output, read_today(a, text="Mail: [email]", text_sha256=hash_of("Mail: [email]")))
    texts = {ref: row["text"] for ref, row in rows_of(output, "descriptions").items()}
    assert texts == {"a": "Mail: [email]", "b": "Wir suchen: IT-Leiter b.", "x": "Wir suchen: IT-Leiter x."}
    leave_part(output, RUNS[2], ad("a", 2, text="Mail: [email]"), ad("b", 2))
    publish(output)
    assert rows_of(output, "descriptions")["a"]["text"] == "Mail: [email]"


DEADLINES = mostly_long([(-3, 9, "reopened"), (-3, None, "reopened"), (9, -1, "closed")], [(-3, None, "reopened")])


@pytest.mark.parametrize(("days_before", "days_now", "kind"), DEADLINES)
def test_a_deadline_that_is_read_otherwise_is_our_doing(
    tmp_path: Path, days_before: int, days_now: int | None, kind: str
) -> None:
    output = Output.at(tmp_path)
    day = FIRST.date()
    a = ad("a", apply_by_on=day + timedelta(days=days_before))
    two_nights(output, a, ad("b"))
    apply_by_on = None if days_now is None else day + timedelta(days=days_now)
    put_right(output, read_today(a, apply_by_on=apply_by_on))
    assert [cause for what, _, _, cause in changes_of(output) if what == kind] == ["reader"]
    assert {cause for *_, cause in changes_of(output)} == {"reader"}
    leave_part(output, RUNS[2], read_today(ad("a", 2), apply_by_on=apply_by_on), ad("b", 2), ad("x", 2))
    assert publish(output).changes == {}
    assert not rows_of(output, "postings")["a"]["stale"]


@pytest.mark.long
def test_the_night_after_a_newcomer_is_the_boards_news(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    a = ad("a", posted_on=None)
    two_nights(output, a)
    put_right(output, read_today(a, seniority="head"))
    leave_part(output, RUNS[2], read_today(ad("a", 2, posted_on=None), seniority="head"), ad("c", 2, posted_on=None))
    published = publish(output)
    assert published.changes == {"new": 1, "closed": 1}  # x was missed twice
    assert ("new", None, None, "board") in changes_of(output)
    archive = Path(output.archive(RUNS[1], "alpha"))
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"")
    assert known_runs(output, "alpha", RUNS[2], 7) == [RUNS[1]]  # what was read again is no run of the board


@pytest.mark.long
def test_killed_before_it_is_published_it_is_made_up_for_by_the_next_publish(tmp_path: Path) -> None:
    whole, killed = Output.at(tmp_path / "whole"), Output.at(tmp_path / "killed")
    a = ad("a")
    for output in (whole, killed):
        two_nights(output, a, ad("b"))
    put_right(whole, read_today(a, seniority="head"))
    with mock.patch("storage.tables.pq.write_table", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        put_right(killed, read_today(a, seniority="head"))
    assert publish(killed).runs == ()  # nothing of it is there
    with (
        mock.patch("storage.snapshot_writing.point_to", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        put_right(killed, read_today(a, seniority="head"))
    assert read_snapshot(killed).run == RUNS[1]  # type: ignore[union-attr]
    assert read_status(killed).unpublished_runs == (AGAIN,)
    assert publish(killed).run == AGAIN
    assert bytes_of(killed, AGAIN) == bytes_of(whole, AGAIN)


@pytest.mark.long
def test_a_damaged_corrected_snapshot_is_made_anew(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    a = ad("a")
    two_nights(output, a)
    put_right(output, read_today(a, seniority="head"))
    before = bytes_of(output, AGAIN)
    path = Path(output.snapshot(AGAIN), "jobs.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert publish(output).healed
    assert bytes_of(output, AGAIN) == before


def test_a_board_that_is_held_may_be_believed_after_a_reread(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    full = [ad(f"a{number:02}", 0, **pay(5000)) for number in range(20)]
    payless = [replace(ad(one.board_ref, 1), seniority="lead") for one in full]
    leave_part(output, RUNS[0], *full)
    publish(output)
    leave_part(output, RUNS[1], *payless)
    assert publish(output).refused
    put_right(output, read_today(full[0], seniority="head"))
    assert rows_of(output, "postings")["a00"]["seniority"] == "head"
    assert publish(output, accepted=["alpha"]).refused == {}
    assert rows_of(output, "postings")["a01"]["salary_basis"] is None


def test_columns_are_compared_with_examples(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    ads = [ad("a"), ad("b", seniority="lead"), ad("c", seniority="lead")]
    two_nights(output, *ads)
    now = zip(ads, ("head", None, "senior"), strict=True)
    stock = read_stock(read_snapshot(output))  # type: ignore[arg-type]
    rows = table_of(Posting, [read_today(one, seniority=value) for one, value in now])
    (column,) = compare_columns(stock, rows)
    assert (column.name, column.gained, column.lost, column.other) == ("seniority", 1, 1, 1)
    assert column.examples[0] == ("IT-Leiter a", "–", "head")


def spoil_parts(folder: Path) -> None:
    """Make the parts those of readers that read neither level nor pay."""
    for path in folder.glob("postings/*/*.parquet"):
        table = pq.read_table(path)
        metadata, count = table.schema.metadata, table.num_rows
        for name, value in (("seniority", None), ("salary_max_eur", None), ("readers", "older")):
            at = table.schema.get_field_index(name)
            field = table.schema.field(name)
            table = table.set_column(at, field, pa.array([value] * count, field.type))
        pq.write_table(table.replace_schema_metadata(metadata), path)


@pytest.mark.long
def test_an_archive_is_read_again_and_no_board_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output, where = Output.at(tmp_path), str(tmp_path)
    with pytest.raises(ConfigurationError, match="nothing was published yet"):
        reread([], SEARCH, where)
    for recording in ("recorded.warc", "next_day.warc"):
        files = [str(ROOT / "tests" / "boards" / "arbeitnow" / recording)]
        collect(["arbeitnow"], SEARCH, where, replay=files, archive=True)
        truth = rows_of_parts(tmp_path)
        spoil_parts(tmp_path)
        with pytest.raises(ConfigurationError, match=r"not yet published.*scrapy publish|nothing was published"):
            reread([], SEARCH, where)
        publish_parts(where, SEARCH, [])
    ids = {ref: row["job_id"] for ref, row in rows_of(output, "postings").items()}
    before = sorted(path for path in tmp_path.rglob("*.parquet"))
    capsys.readouterr()
    assert reread([], SEARCH, where, is_dry=True, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["name"] for one in told["columns"]} == {"seniority", "salary_max_eur"}
    assert sorted(path for path in tmp_path.rglob("*.parquet")) == before
    with pytest.raises(ConfigurationError, match="there is no archive of such a run"):
        reread(["20200101T000000Z"], SEARCH, where)
    assert reread([], SEARCH, where) == 0
    assert "Not counted, since it is no news of a board: our readers changed" in capsys.readouterr().out
    rows = rows_of(output, "postings")
    assert {ref: row["job_id"] for ref, row in rows.items()} == ids
    assert Counter(cause for *_, cause in changes_of(output)).keys() == {"reader"}
    assert {ref: row["seniority"] for ref, row in rows.items()} == {ref: truth[ref]["seniority"] for ref in rows}
    assert reread([], SEARCH, where) == 0
    assert "Nothing is read otherwise" in capsys.readouterr().out


def rows_of_parts(folder: Path) -> dict[str, dict[str, Any]]:
    rows = [row for path in sorted(folder.glob("postings/*/*.parquet")) for row in pq.read_table(path).to_pylist()]
    return {row["board_ref"]: row for row in rows}
