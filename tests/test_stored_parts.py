"""Parts and their texts as files: written, found, read, and what becomes of those that are damaged. No publish."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from schemas.columns import table_of
from schemas.tables import Posting
from snapshots.parts import latest_rows, read_part
from storage.files import write_file
from storage.layout import Output
from storage.parts import (
    LOOKED_BACK,
    find_parts,
    parts_of,
    read_board_run,
    read_clocks,
    read_finished,
    read_known,
    read_postings,
    read_refused,
    reseal,
    write_part,
)
from storage.tables import UNREADABLE
from storage.texts import KNOWN, TEXTS, fill_in, read_sums, read_texts, set_apart, write_texts
from tests.support.snapshots_rows import RUNS, board_run, hash_of, leave_part, posting


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def sums_in(output: Output, run: str) -> list[str]:
    return sorted(read_sums(output, run, "alpha").to_pylist())


def runs_named(output: Output, run: str) -> list[str | None]:
    return list(pq.read_table(output.part(run, "alpha"))["text_run"].to_pylist())


def test_a_part_holds_what_its_crawl_said(output: Output) -> None:
    rows = table_of(Posting, [posting("b"), posting("a", text=None)])
    told = board_run(RUNS[0], postings=2, feeds=("a/",), reason="as it says")
    write_part(output, told, [rows], ["y", "x", "y"], {"odd", "https://a.example"}, {"a.example": -2.5})
    path = output.part(RUNS[0], "alpha")
    metadata = pq.read_schema(path).metadata
    assert read_board_run(metadata) == (told, ["x", "y"])
    assert read_refused(metadata) == ["https://a.example", "odd"]
    read = read_postings(output, path)
    assert read["board_ref"].to_pylist() == ["a", "b"] and read["text"].to_pylist() == [None, posting("b").text]
    assert read_known(output, RUNS[0], "alpha") == (told, ["a", "b"])
    assert read_finished(output, RUNS[0], "alpha") == told
    assert read_known(output, RUNS[1], "alpha") is None and read_finished(output, RUNS[1], "alpha") is None
    with pytest.raises(ValueError, match="the file is not a part"):
        read_board_run({})
    assert read_refused({}) == []
    write_part(output, told, [])
    assert read_board_run(pq.read_schema(path).metadata) == (told, [])
    assert pq.read_table(path).num_rows == 0 and read_clocks(output, RUNS[0]) == {}


def test_what_a_part_says_of_its_crawl_has_a_checksum_and_parts_of_before_have_none(output: Output) -> None:
    told = board_run(RUNS[0], verdict="partial", unread=("a/",), reason="no answer")
    write_part(output, told, [], ["x"], ["odd"], {"a.example": -2.5})
    path = output.part(RUNS[0], "alpha")
    table = pq.read_table(path)
    before = {name: words for name, words in table.schema.metadata.items() if name != b"sha256"}
    assert read_board_run(before) == (told, ["x"])
    for name, words in before.items():
        if name not in (b"board_run", b"gone", b"refused", b"clocks"):
            continue
        bent = table.schema.metadata | {name: words.replace(b"a", b"e").replace(b"x", b"y").replace(b"o", b"n")}
        lacking = {one: said for one, said in table.schema.metadata.items() if one != name}
        for metadata in (bent, lacking):
            pq.write_table(table.replace_schema_metadata(metadata), path)
            with pytest.raises(ValueError, match="is damaged"):
                read_board_run(metadata)
            assert read_finished(output, RUNS[0], "alpha") is None and read_clocks(output, RUNS[0]) == {}
            assert (
                read_part(output, path).error == "part cannot be read: what its metadata says of its crawl is damaged"
            )
    changed = before | {b"gone": b"[]"}
    assert reseal(changed) == changed and read_board_run(dict(reseal(changed | {b"sha256": b""}))) == (told, [])


def test_a_damaged_part_has_no_verdict(output: Output) -> None:
    path = Path(leave_part(output, RUNS[0], "a", "b"))
    data = path.read_bytes()
    for bent in (b"", data[:100], data[:-3]):
        path.write_bytes(bent)
        assert read_known(output, RUNS[0], "alpha") is None and read_finished(output, RUNS[0], "alpha") is None
    changed = bytearray(data)
    at = pq.read_schema(pa.BufferReader(data)).names.index("board_ref")
    column = pq.read_metadata(pa.BufferReader(data)).row_group(0).column(at)
    changed[(column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size - 1] ^= 1
    path.write_bytes(bytes(changed))
    assert read_known(output, RUNS[0], "alpha") is None
    assert read_finished(output, RUNS[0], "alpha") is None
    pq.write_table(pa.table({"board_ref": ["a"]}), path)
    assert read_finished(output, RUNS[0], "alpha") is None


def test_parts_are_found_by_run(output: Output) -> None:
    for run, board in ((RUNS[0], "beta"), (RUNS[0], "alpha"), (RUNS[2], "alpha")):
        leave_part(output, run, board=board)
    for name in (f"{RUNS[2]}/.hidden.parquet", f"{RUNS[2]}/_half.parquet", f"{RUNS[2]}/notes.txt", "notes/a.parquet"):
        write_file(output.path("postings", name), "x")
    Path(output.path("postings", RUNS[2], "folder.parquet")).mkdir()
    write_file(output.path("postings", RUNS[3]), "no folder")
    first, second, third = output.part(RUNS[0], "alpha"), output.part(RUNS[0], "beta"), output.part(RUNS[2], "alpha")
    assert find_parts(output, None) == [first, second, third]
    assert find_parts(output, RUNS[0]) == find_parts(output, RUNS[1]) == [third] and find_parts(output, RUNS[2]) == []
    assert parts_of(output, RUNS[2]) == [third] and parts_of(output, RUNS[9]) == []
    assert find_parts(output, None, "benchmarks") == []
    write_file(output.benchmark_part(RUNS[0], "alpha"), "x")
    assert find_parts(output, None, "benchmarks") == [output.benchmark_part(RUNS[0], "alpha")]


def test_of_what_boards_say_of_a_hosts_clock_the_nearest_counts(output: Output) -> None:
    clocks = {"alpha": {"a": 5.0, "b": -3.0}, "beta": {"a": -2.0, "b": 9.0}, "gamma": {"a": 4.0, "c": 1.0}}
    for board, told in clocks.items():
        write_part(output, board_run(RUNS[0], board), [], clocks=told)
    write_file(output.part(RUNS[0], "damaged"), "x")
    pq.write_table(pa.table({"a": [1]}), output.part(RUNS[0], "without"))
    assert read_clocks(output, RUNS[0]) == {"a": -2.0, "b": -3.0, "c": 1.0}


def test_a_text_is_written_by_the_run_that_brings_it(output: Output) -> None:
    leave_part(output, RUNS[0], posting("a", text="one"), posting("b", text="one"), posting("c", text=None))
    assert sums_in(output, RUNS[0]) == [hash_of("one")] and runs_named(output, RUNS[0]) == [RUNS[0], RUNS[0], None]
    leave_part(output, RUNS[1], posting("a", RUNS[1], text="one"), posting("b", RUNS[1], text="two"), verdict="recent")
    assert sums_in(output, RUNS[1]) == [hash_of("two")] and runs_named(output, RUNS[1]) == [RUNS[0], RUNS[1]]
    leave_part(output, RUNS[2], posting("a", RUNS[2], text="one"))  # known from before the last, which was not whole
    assert runs_named(output, RUNS[2]) == [RUNS[0]] and not Path(output.texts(RUNS[2], "alpha")).exists()
    leave_part(output, RUNS[3], posting("b", RUNS[3], text="two"))  # the last whole run did not have it
    assert runs_named(output, RUNS[3]) == [RUNS[3]]
    leave_part(output, RUNS[3], posting("b", RUNS[3], text="one"))  # again: what it brought itself is not looked at
    assert runs_named(output, RUNS[3]) == [RUNS[0]]
    leave_part(output, RUNS[4], posting("a", RUNS[4], board="beta", text="one"), board="beta")
    assert pq.read_table(output.part(RUNS[4], "beta"))["text_run"].to_pylist() == [RUNS[4]]


@pytest.mark.parametrize(("between", "known"), [(9, True), (10, False)])
def test_ten_parts_are_looked_through_for_a_text(output: Output, between: int, known: bool) -> None:
    assert LOOKED_BACK == 10
    leave_part(output, RUNS[0], posting("a", text="one"), verdict="incomplete")
    for run in RUNS[1 : 1 + between]:
        leave_part(output, run, verdict="incomplete")
    last = RUNS[1 + between]
    leave_part(output, last, posting("a", last, text="one"))
    assert runs_named(output, last) == [RUNS[0] if known else last]


def test_a_text_whose_file_is_gone_or_damaged_is_not_known(output: Output) -> None:
    leave_part(output, RUNS[0], posting("a", text="one"))
    texts = Path(output.texts(RUNS[0], "alpha"))
    texts.write_bytes(b"PAR1")
    assert sums_in(output, RUNS[0]) == [] == sums_in(output, RUNS[9])
    leave_part(output, RUNS[1], posting("a", RUNS[1], text="one"))
    assert runs_named(output, RUNS[1]) == [RUNS[1]]
    Path(output.part(RUNS[1], "alpha")).write_bytes(b"PAR1")  # a damaged part is passed over
    leave_part(output, RUNS[2], posting("a", RUNS[2], text="one"))
    assert runs_named(output, RUNS[2]) == [RUNS[2]]


def test_texts_are_set_apart_from_postings() -> None:
    withheld = posting("d", text="its own", text_sha256=None)
    rows = table_of(Posting, [posting("a", text="äöü"), posting("b", text="one"), posting("c", text=None), withheld])
    known = pa.table({"text_sha256": [hash_of("one")], "text_run": [RUNS[0]]}, KNOWN)
    rest, texts = set_apart(rows, known, RUNS[5])
    assert rest["text"].to_pylist() == [None, None, None, "its own"]
    assert rest["text_run"].to_pylist() == [RUNS[5], RUNS[0], None, None]
    assert rest["text_length"].to_pylist() == [3, 3, 0, 7]
    assert texts.to_pylist() == [{"text_sha256": hash_of("äöü"), "text": "äöü"}]
    assert rest.drop_columns(["text_length", "text", "text_run"]).equals(rows.drop_columns(["text", "text_run"]))


def texts_of(*words: str) -> pa.Table:
    return pa.table({"text_sha256": [hash_of(word) for word in words], "text": list(words)}, TEXTS)


def test_texts_of_a_run_are_added_to_and_signed_once(output: Output) -> None:
    signed: list[int] = []

    def sign(texts: pa.Table) -> pa.Table:
        signed.append(texts.num_rows)
        return texts.append_column("signature", pa.array([1] * texts.num_rows))

    write_texts(output, RUNS[0], "alpha", texts_of("one", "two"), None)
    write_texts(output, RUNS[0], "alpha", texts_of("two", "three"), sign)
    table = pq.read_table(output.texts(RUNS[0], "alpha"))
    assert sorted(table["text"].to_pylist()) == ["one", "three", "two"] and signed == [3]
    assert table["text_sha256"].to_pylist() == sorted(table["text_sha256"].to_pylist())
    assert pq.read_metadata(output.texts(RUNS[0], "alpha")).row_group(0).column(1).has_dictionary_page is False
    wanted = pa.table({"text_sha256": [hash_of("two"), None], "text_run": [RUNS[0], None]}, KNOWN)
    (found,) = read_texts(output, output.part(RUNS[9], "alpha"), "alpha", wanted, lambda _: ["text", "text_sha256"])
    assert found.to_pylist() == [{"text": "two", "text_sha256": hash_of("two")}]
    Path(output.texts(RUNS[0], "alpha")).write_bytes(b"PAR1")
    write_texts(output, RUNS[0], "alpha", texts_of("four"), None)
    assert sums_in(output, RUNS[0]) == [hash_of("four")]


def test_postings_get_their_texts_back_from_each_run_that_holds_some(output: Output) -> None:
    for run, word in ((RUNS[1], "two"), (RUNS[0], "one")):
        write_texts(output, run, "alpha", texts_of(word), None)
    rows = table_of(Posting, [posting(ref) for ref in "abcd"])
    values: dict[str, Any] = {
        "text": [None, None, None, "its own"], "text_sha256": [hash_of("two"), hash_of("one"), None, None],
        "text_run": [RUNS[1], RUNS[0], None, None],
    }  # fmt: skip
    for name, column in values.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(column, pa.string()))
    path = output.part(RUNS[2], "alpha")
    assert fill_in(output, path, "alpha", rows)["text"].to_pylist() == ["two", "one", None, "its own"]
    before = rows.drop_columns(["text_run"])
    assert fill_in(output, path, "alpha", before) is before
    Path(output.texts(RUNS[0], "alpha")).unlink()
    with pytest.raises(UNREADABLE):
        fill_in(output, path, "alpha", rows)


def test_parts_are_written_where_there_are_no_folders(tmp_path: Path) -> None:
    store = Output(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "bucket")
    for name in (RUNS[0], f"texts/{RUNS[0]}"):
        Path(tmp_path, "bucket", "postings", name).mkdir(parents=True)
    leave_part(store, RUNS[0], "a")
    assert find_parts(store, None) == [store.part(RUNS[0], "alpha")]
    assert read_postings(store, store.part(RUNS[0], "alpha"))["text"].to_pylist() == [posting("a").text]


@pytest.mark.parametrize(
    ("refs", "kept"),
    [
        ("", ""), ("a0", "a0"), ("a0 b0", "a0 b0"), ("b0 a0", "a0 b0"), ("a0 a1", "a1"), ("a1 a0", "a1"),
        ("a0 a2 a1 b1 c0 c1", "a2 b1 c1"), ("c0 b1 b0 a0", "a0 b1 c0"), ("a0 b0 b0 c0", "a0 b0 c0"),
    ],
)  # fmt: skip
def test_of_rows_of_one_posting_the_one_fetched_last_counts(refs: str, kept: str) -> None:
    rows = pa.table(
        {
            "board_ref": pa.array([word[0] for word in refs.split()], pa.string()),
            "fetched_at": pa.array([int(word[1]) for word in refs.split()], pa.int64()),
        }
    )
    assert " ".join(f"{row['board_ref']}{row['fetched_at']}" for row in latest_rows(rows).to_pylist()) == kept
