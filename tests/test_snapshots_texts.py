"""Texts and their signatures: stored once, signed once, carried along, read only where they are new."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from german.words import signature
from schemas.columns import table_of
from schemas.exit_codes import ExitCode
from schemas.tables import Posting
from snapshots import descriptions, signatures
from snapshots.job_ids import make_id
from snapshots.publish import publish
from snapshots.signatures import read_signatures
from snapshots.stock import STOCK
from storage import texts as stored
from storage.layout import Output
from storage.parts import read_postings, write_part
from storage.texts import read_texts
from tests.support.long_cases import mostly_long
from tests.support.snapshots_rows import RUNS, board_run, bytes_of, hash_of, leave_part, posting, rows_of

SAME = {"title": "Leiter IT"}
SUM = pa.field("text_sha256", pa.string())


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def signature_of(output: Output, text: str) -> list[int] | None:
    """As it is kept beside the snapshots."""
    kept = {row["text_sha256"]: row["text_signature"] for row in known_signatures(output).to_pylist()}
    return kept.get(hash_of(text))


def known_signatures(output: Output) -> pa.Table:
    """As (text_sha256, text_signature), by sum."""
    signatures = read_signatures(output, None, STOCK.empty_table())
    return signatures.add_to(pa.table({"text_sha256": signatures.sums})).sort_by("text_sha256")


def texts_of(output: Output) -> dict[str, str]:
    """The texts of the latest snapshot's jobs, by board_ref."""
    return {ref: row["text"] for ref, row in rows_of(output, "descriptions").items()}


def leave_part_of_before(output: Output, *rows: Posting, signed: pa.Field | None = None) -> None:
    """A part that holds its texts itself, as crawls wrote them once; with signatures of this form."""
    table = table_of(Posting, rows)
    write_part(output, board_run(RUNS[0], postings=len(rows)), [table])
    path = output.part(RUNS[0], "alpha")
    metadata = pq.read_schema(path).metadata
    table = table.drop_columns(["text_run"])
    if signed:
        table = table.append_column(signed, pa.array([[7]] * table.num_rows, signed.type))
    pq.write_table(table.replace_schema_metadata(metadata), path)
    rmtree(output.path("postings", "texts"))


def test_a_text_that_the_crawl_signed_is_not_signed_again(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (posting("a"), posting("b", text=None), posting("c", left_out="role"))
    leave_part(output, RUNS[0], *rows)
    monkeypatch.setattr(signature, "sign_text", lambda text: pytest.fail(f"signed again: {text}"))
    publish(output)
    monkeypatch.undo()
    assert rows[0].text
    assert signature_of(output, rows[0].text) == signature.sign_text(rows[0].text)
    assert known_signatures(output).num_rows == 1


def test_a_part_of_before_holds_its_texts_itself(output: Output) -> None:
    leave_part_of_before(output, posting("a"), posting("b"))
    publish(output)
    assert texts_of(output) == {ref: posting(ref).text for ref in "ab"}
    leave_part(output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1], text="ein neuer Text"))
    publish(output)
    assert texts_of(output) == {"a": posting("a").text, "b": "ein neuer Text"}


def test_signatures_of_another_form_are_made_anew(output: Output) -> None:
    other = pa.field("text_signature", signature.SIGNATURE.type, metadata={"form": "0"})
    leave_part_of_before(output, row := posting("a"), signed=other)
    publish(output)
    assert row.text
    assert signature_of(output, row.text) == signature.sign_text(row.text)


@pytest.mark.long
def test_kept_signatures_of_another_form_are_made_anew(output: Output) -> None:
    leave_part(output, RUNS[0], row := posting("a"))
    publish(output)
    (kept,) = Path(output.path("signatures")).glob("*.parquet")
    pq.write_table(pq.read_table(kept).replace_schema_metadata({"form": "another"}), kept)
    leave_part(output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1], text="ein neuer Text"))
    publish(output)
    assert row.text and signature_of(output, row.text) == signature.sign_text(row.text)


def test_signed_and_unsigned_texts_make_the_same_snapshot(output: Output, tmp_path: Path) -> None:
    other = Output.at(tmp_path / "other")
    for place, is_signed in ((output, True), (other, False)):
        leave_part(place, RUNS[0], "a", posting("b", **SAME, text="eins zwei drei vier"), is_signed=is_signed)
        more = posting("2", board="beta", **SAME, text="eins zwei drei vier fünf")
        leave_part(place, RUNS[0], more, board="beta", is_signed=is_signed)
        publish(place)
    assert bytes_of(output, RUNS[0]) == bytes_of(other, RUNS[0])


def test_a_text_is_stored_once_by_its_board(output: Output) -> None:
    leave_part(output, RUNS[0], "a", "b")
    leave_part(output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1], text="ein neuer Text"))
    leave_part(output, RUNS[2], posting("a", RUNS[2]), posting("b", RUNS[2]))
    assert [pq.read_table(output.texts(run, "alpha")).num_rows for run in RUNS[:2]] == [2, 1]
    parts = [pq.read_table(output.part(run, "alpha")) for run in RUNS[:3]]
    assert all(part["text"].null_count == part.num_rows for part in parts)
    assert [part["text_run"].to_pylist() for part in parts[:2]] == [[RUNS[0]] * 2, [RUNS[0], RUNS[1]]]
    read = read_postings(output, output.part(RUNS[2], "alpha"))
    assert read["text"].to_pylist() == [posting(ref).text for ref in "ab"]


DAMAGED = {"empty": 0, "half of it": 0.5, "its end is cut off": 0.98}  # how much of a file is left


@pytest.mark.parametrize("left", mostly_long({"gone": None} | DAMAGED, ["gone", "half of it"]))
@pytest.mark.parametrize("run", RUNS[:2], ids=["the same run again", "a later run"])
def test_texts_that_are_gone_or_damaged_are_stored_anew(output: Output, run: str, left: float | None) -> None:
    leave_part(output, RUNS[0], "a", "b")
    texts = Path(output.texts(RUNS[0], "alpha"))
    data = texts.read_bytes()
    texts.unlink()
    if left is not None:
        texts.write_bytes(data[: int(len(data) * left)])
    leave_part(output, run, posting("a", run), posting("b", run))
    publish(output, parts=[output.part(run, "alpha")])
    assert texts_of(output) == {ref: posting(ref).text for ref in "ab"}


def test_a_crawl_of_the_same_run_keeps_the_texts_that_parts_name(output: Output) -> None:
    leave_part(output, RUNS[0], posting("a", text="wie zuerst"))
    leave_part(output, RUNS[1], posting("a", RUNS[1], text="wie zuerst"))
    leave_part(output, RUNS[0], posting("a", text="wie dann"))
    texts = [read_postings(output, output.part(run, "alpha"))["text"].to_pylist() for run in RUNS[:2]]
    assert texts == [["wie dann"], ["wie zuerst"]]


def test_old_parts_may_go_and_no_text_with_them(output: Output) -> None:
    leave_part(output, RUNS[0], "a", "b")
    leave_part(output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1]))
    rmtree(output.path("postings", RUNS[0]))
    publish(output)
    assert texts_of(output) == {ref: posting(ref).text for ref in "ab"}


def test_a_board_whose_new_texts_are_damaged_fails_and_what_it_had_stands(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    leave_part(output, RUNS[1], posting("a", RUNS[1], text="ein neuer Text"))
    Path(output.texts(RUNS[1], "alpha")).write_bytes(b"PAR1")
    assert "part cannot be read" in publish(output).refused["alpha"]
    assert texts_of(output) == {"a": posting("a").text}


@pytest.mark.parametrize("left", mostly_long(DAMAGED, ["half of it"]))
@pytest.mark.parametrize("bad", mostly_long([0, 1], [0]))
def test_texts_that_are_damaged_are_told_until_they_are_there_again(output: Output, bad: int, left: float) -> None:
    """A snapshot that is made anew needs the texts of earlier runs."""
    leave_part(output, RUNS[0], "a")
    leave_part(output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1]))
    leave_part(output, RUNS[2], *(posting(ref, RUNS[2]) for ref in "abc"))
    publish(output)
    rmtree(output.path("snapshots"))
    texts = Path(output.texts(RUNS[bad], "alpha"))
    texts.write_bytes(texts.read_bytes()[: int(texts.stat().st_size * left)])
    told = publish(output)
    (words,) = told.texts_unread
    assert words.startswith(f"{texts} cannot be read: ") and "remove it" in words and "\n" not in words
    assert (told.run, told.exit_code, told.as_record()["texts_unread"]) == (RUNS[2], ExitCode.GATED, (words,))
    lost = "ab"[bad]
    assert texts_of(output) == {ref: posting(ref).text for ref in {*"abc"} - {lost}}, "the others are told"
    leave_part(output, RUNS[3], *(posting(ref, RUNS[3]) for ref in "abc"))
    again = publish(output)
    assert (again.texts_unread, again.exit_code) == ((), ExitCode.WELL)
    assert texts_of(output) == {ref: posting(ref).text for ref in "abc"}


@pytest.mark.long
def test_texts_that_are_gone_are_told_no_more(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    leave_part(output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1]))
    publish(output)
    rmtree(output.path("snapshots"))
    Path(output.texts(RUNS[0], "alpha")).unlink()
    assert publish(output).texts_unread == ()
    assert set(texts_of(output)) == {"b"}


@pytest.mark.long
def test_signatures_that_got_lost_are_made_anew(output: Output) -> None:
    leave_part(output, RUNS[0], "a", "b")
    publish(output)
    before = known_signatures(output)
    rmtree(output.path("signatures"))
    leave_part(output, RUNS[1], verdict="failed")
    publish(output)
    assert known_signatures(output).equals(before)


def test_a_file_of_signatures_of_before_is_taken_over(output: Output) -> None:
    leave_part(output, RUNS[0], "a", "b")
    publish(output)
    before, path = known_signatures(output), output.signatures(RUNS[0])
    lists = before["text_signature"].combine_chunks()
    pq.write_table(pa.table([before["text_sha256"], lists], schema=pa.schema([SUM, signature.SIGNATURE])), path)
    rmtree(output.path("postings"))
    leave_part(output, RUNS[1], verdict="failed")
    publish(output)
    assert [path.stem for path in Path(output.path("signatures")).iterdir()] == [RUNS[1]]
    assert known_signatures(output).equals(before)


def test_bands_are_those_of_the_signatures(output: Output) -> None:
    leave_part(output, RUNS[0], *(posting(ref, text=" ".join(f"{ref}{n}" for n in range(60))) for ref in "abc"))
    publish(output)
    kept = read_signatures(output, None, STOCK.empty_table())
    rows = kept.add_to(pa.table({"text_sha256": pa.concat_arrays([kept.sums, pa.array(["unknown"])])}))
    bands = kept.bands_of(rows)
    assert bands[:-1].all()
    assert not bands[-1].any()
    assert (bands == signatures.own_bands_of(rows)).all()


@pytest.mark.long
def test_many_files_of_signatures_become_one(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "SEVERAL", 2)
    for run, ref in zip(RUNS, "abcd", strict=False):
        leave_part(output, run, posting("x", run), posting(ref, run))
        publish(output)
    assert [path.stem for path in sorted(Path(output.path("signatures")).iterdir())] == [RUNS[2], RUNS[3]]
    sums = {hash_of(f"Wir suchen: IT-Leiter {ref}.") for ref in "xabcd"}
    assert set(known_signatures(output)["text_sha256"].to_pylist()) == sums


def test_a_job_without_a_text_opens_no_old_part(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_part(output, RUNS[0], posting("silent", text=None), "a")
    publish(output)
    leave_part(output, RUNS[1], verdict="failed")
    monkeypatch.setattr(descriptions, "read_texts", lambda *what: pytest.fail(f"opened again: {what[1]}"))
    monkeypatch.setattr(descriptions, "read_postings", lambda *what: pytest.fail(f"opened again: {what[1]}"))
    publish(output)
    assert set(rows_of(output, "descriptions")) == {"a"}


def test_only_texts_that_are_not_known_are_read(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_part(output, RUNS[0], "a", "b", "c")
    publish(output)
    leave_part(
        output, RUNS[1], posting("a", RUNS[1]), posting("b", RUNS[1], text="ein neuer Text"), posting("d", RUNS[1])
    )
    read: list[pa.Table] = []

    def read_and_note(*what: Any) -> list[pa.Table]:
        read.extend(tables := list(read_texts(*what)))
        return tables

    monkeypatch.setattr(descriptions, "read_texts", read_and_note)
    publish(output)
    texts = texts_of(output)
    assert texts == {ref: f"Wir suchen: IT-Leiter {ref}." for ref in "acd"} | {"b": "ein neuer Text"}
    assert {text for table in read for text in table["text"].to_pylist()} == {texts["b"], texts["d"]}


@pytest.mark.parametrize("wanted", ["", "a", "f", "aj", "cdefg", "abcdefghij"])
def test_of_a_file_of_texts_the_row_groups_are_read_that_hold_one(
    output: Output, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr(stored, "ROWS", 2)
    names = list("abcdefghij")
    stored.write_texts(output, RUNS[0], "alpha", pa.table({"text_sha256": names, "text": names}, stored.TEXTS), None)
    groups: list[list[int]] = []
    read = pq.ParquetFile.read_row_groups

    def read_and_note(file: Any, some: list[int], names: list[str]) -> pa.Table:
        groups.append(some)
        return read(file, some, names)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", read_and_note)
    named = pa.table({"text_sha256": [*wanted], "text_run": [RUNS[0]] * len(wanted)}, stored.KNOWN)
    found = list(read_texts(output, output.part(RUNS[1], "alpha"), "alpha", named))
    assert [text for table in found for text in table["text"].to_pylist()] == [*wanted]
    assert groups == ([sorted({names.index(one) // 2 for one in wanted})] if wanted else [])


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


@pytest.mark.long
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


@pytest.mark.long
def test_signatures_of_a_snapshot_of_before_are_found_among_its_postings(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    folder = Path(output.snapshot(RUNS[0]))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    table = pq.read_table(folder / "postings.parquet")
    signed = pa.array([[7]], signature.SIGNATURE.type)
    pq.write_table(table.append_column("text_signature", signed), folder / "postings.parquet")
    data = (folder / "postings.parquet").read_bytes()
    manifest["files"]["postings.parquet"] |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (Path(output.root) / "latest.json").unlink()
    rmtree(output.path("signatures"))
    rmtree(output.path("postings"))
    leave_part(output, RUNS[1], verdict="failed")
    publish(output)
    assert known_signatures(output)["text_signature"].to_pylist() == [[7]]
