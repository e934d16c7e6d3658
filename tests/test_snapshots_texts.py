"""Texts and their signatures: signed once, carried along, read from a part only where they are new."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from german.words import signature
from schemas.columns import table_of
from schemas.tables import Posting
from snapshots import descriptions
from snapshots.job_ids import make_id
from snapshots.publish import publish
from storage.layout import Output
from storage.parts import write_part
from tests.support.snapshots_rows import RUNS, board_run, bytes_of, hash_of, leave_part, posting, rows_of

SAME = {"title": "Leiter IT"}


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def test_a_text_that_the_crawl_signed_is_not_signed_again(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (posting("a"), posting("b", text=None), posting("c", left_out="role"))
    leave_part(output, RUNS[0], *rows, is_signed=True)
    monkeypatch.setattr(signature, "sign_text", lambda text: pytest.fail(f"signed again: {text}"))
    publish(output)
    monkeypatch.undo()
    assert rows_of(output, "signatures")["a"]["text_signature"] == signature.sign_text(rows[0].text)
    assert rows_of(output, "signatures")["b"]["text_signature"] == []


def test_signatures_of_another_form_are_made_anew(output: Output) -> None:
    other = pa.field("text_signature", signature.SIGNATURE.type, metadata={"form": "0"})
    table = table_of(Posting, [posting("a")]).append_column(other, pa.array([[7]], other.type))
    write_part(output, board_run(RUNS[0], postings=1), [table])
    publish(output)
    text = posting("a").text
    assert rows_of(output, "signatures")["a"]["text_signature"] == signature.sign_text(text)


def test_signed_and_unsigned_parts_make_the_same_snapshot(output: Output, tmp_path: Path) -> None:
    other = Output.at(tmp_path / "other")
    for place, is_signed in ((output, True), (other, False)):
        leave_part(place, RUNS[0], "a", posting("b", **SAME, text="eins zwei drei vier"), is_signed=is_signed)
        more = posting("2", board="beta", **SAME, text="eins zwei drei vier fünf")
        leave_part(place, RUNS[0], more, board="beta", is_signed=is_signed)
        publish(place)
    signed, unsigned = bytes_of(output, RUNS[0]), bytes_of(other, RUNS[0])
    assert {name for name in signed if signed[name] != unsigned[name]} == {"manifest.json"}  # the parts' own sums


def test_a_job_without_a_text_opens_no_old_part(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_part(output, RUNS[0], posting("silent", text=None), "a")
    publish(output)
    leave_part(output, RUNS[1], verdict="failed")
    monkeypatch.setattr(descriptions, "read_texts", lambda *what: pytest.fail(f"opened again: {what[1]}"))
    publish(output)
    assert set(rows_of(output, "descriptions")) == {"a"}


def test_only_texts_that_are_not_known_are_read_from_parts(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_part(output, RUNS[0], "a", "b", "c")
    publish(output)
    leave_part(
        output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1], text="ein neuer Text"), posting("d", RUNS[1])
    )
    monkeypatch.setattr(descriptions, "read_texts", lambda *what: pytest.fail(f"opened again: {what[1]}"))
    publish(output)
    texts = {ref: row["text"] for ref, row in rows_of(output, "descriptions").items()}
    assert texts == {ref: f"Wir suchen: IT-Leiter {ref}." for ref in "acd"} | {"b": "ein neuer Text"}


def test_the_texts_of_a_board_that_withholds_them_are_in_no_file(output: Output) -> None:
    secret, shown = "eins zwei drei vier fünf sechs geheim", "eins zwei drei vier fünf sechs"
    leave_part(output, RUNS[0], posting("a", text=secret), posting("own", title="CIO", text="ein langer Text geheim"))
    leave_part(output, RUNS[0], posting("2", board="beta", title=posting("a").title, text=shown), board="beta")
    publish(output)  # published at first, and then no more
    assert "geheim" in "".join(row["text"] for row in rows_of(output, "descriptions").values())
    for run in RUNS[1:3]:
        leave_part(output, run, posting("a", run, text=secret), verdict="incomplete" if run == RUNS[1] else "complete")
        publish(output, withheld={"alpha"})
        rows = rows_of(output, "descriptions")
        assert not [row for row in rows.values() if row["board"] == "alpha"]
        assert not [name for name, data in bytes_of(output, run).items() if b"geheim" in data]


def test_a_job_whose_text_is_withheld_has_that_of_another_posting(output: Output) -> None:
    text = "eins zwei drei vier fünf sechs sieben acht neun zehn"
    for board, one in (("alpha", f"{text} elf"), ("beta", text)):
        leave_part(output, RUNS[0], posting("1", board=board, **SAME, text=one), board=board)
    publish(output)
    (job,) = rows_of(output, "jobs").values()
    assert job["posting_count"] == 2
    (told,) = rows_of(output, "descriptions").values()
    assert told["board"] == "alpha"
    for board, one in (("alpha", f"{text} elf"), ("beta", text)):
        leave_part(output, RUNS[1], posting("1", RUNS[1], board=board, **SAME, text=one), board=board)
    publish(output, withheld={"alpha"})
    (told,) = rows_of(output, "descriptions").values()
    assert (told["board"], told["text"]) == ("beta", text)


def test_a_text_that_moves_to_another_job_is_under_its_id(output: Output) -> None:
    stays, goes = sorted(("1", "9"), key=lambda ref: make_id("alpha", ref))  # of two as old the smaller id stays
    short, title = "eins zwei drei vier fünf", "Leiter Softwareentwicklung Embedded"
    rows = [posting(stays, title=title, text=short), posting(goes, title="Leiter SAP", text=f"{short} sechs")]
    leave_part(output, RUNS[0], *rows, "x")
    publish(output)
    assert {row["job_id"] for row in rows_of(output, "descriptions").values()} >= {make_id("alpha", goes)}
    rows = [replace(row, run=RUNS[1], title=title, title_core=title, title_key=title.lower()) for row in rows]
    leave_part(output, RUNS[1], *rows, posting("x", RUNS[1]))
    publish(output)
    told = {row["job_id"]: (ref, row["text"]) for ref, row in rows_of(output, "descriptions").items()}
    assert told == {
        make_id("alpha", stays): (goes, f"{short} sechs"),
        make_id("alpha", "x"): ("x", "Wir suchen: IT-Leiter x."),
    }
    assert all(row["text_sha256"] == hash_of(row["text"]) for row in rows_of(output, "descriptions").values())


def test_signatures_of_a_snapshot_of_before_are_found_among_its_postings(output: Output) -> None:
    leave_part(output, RUNS[0], "a", is_signed=True)
    publish(output)
    folder = Path(output.snapshot(RUNS[0]))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    signed = pq.read_table(folder / "signatures.parquet")["text_signature"]
    table = pq.read_table(folder / "postings.parquet")
    pq.write_table(table.append_column("text_signature", signed), folder / "postings.parquet")
    (folder / "signatures.parquet").unlink()
    del manifest["files"]["signatures.parquet"]
    data = (folder / "postings.parquet").read_bytes()
    manifest["files"]["postings.parquet"] |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (Path(output.root) / "latest.json").unlink()
    leave_part(output, RUNS[1], verdict="failed")
    publish(output)
    assert rows_of(output, "signatures")["a"]["text_signature"] == signed[0].as_py() != []
