"""A Parquet file with a long column: an ordinary one, the same whether its row groups are carried or encoded."""

import random
from io import BytesIO
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.columns import schema_of
from schemas.tables import Description
from storage.long_column import LongTable, group_starts

SCHEMA = schema_of(Description)


def make(texts: dict[int, str], before: bytes | None = None, read: list[int] | None = None) -> bytes:
    """The file of some jobs' texts, by number; `read` hears of each text that is encoded."""
    ids = [f"job{number:04}" for number in sorted(texts)]
    values = [texts[number] for number in sorted(texts)]
    columns = {"job_id": ids, "board": ["alpha"] * len(ids), "board_ref": ids, "text_sha256": values, "run": ids}
    rows = pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})

    def read_texts(start: int, end: int) -> pa.Array:
        if read is not None:
            read.extend(range(start, end))
        return pa.array(values[start:end], pa.string())

    stream = BytesIO()
    earlier = None if before is None else pa.BufferReader(before)
    LongTable(rows, "text", "text_sha256", group_starts(ids, 4), read_texts, earlier).write(stream, SCHEMA)
    return stream.getvalue()


def read_back(data: bytes) -> dict[str, str]:
    table = pq.ParquetFile(BytesIO(data), page_checksum_verification=True).read()
    assert table.schema.equals(SCHEMA)
    return dict(zip(table["job_id"].to_pylist(), table["text"].to_pylist(), strict=True))


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.integers(0, 60), st.text(max_size=300), max_size=40),
    st.dictionaries(st.integers(0, 60), st.text(max_size=300), max_size=5),
    st.sets(st.integers(0, 60), max_size=5),
)
def test_a_file_over_another_is_the_same_bytes_as_one_made_anew(
    was: dict[int, str], new: dict[int, str], gone: set[int]
) -> None:
    now = {number: text for number, text in (was | new).items() if number not in gone}
    read: list[int] = []
    carried = make(now, make(was), read)
    assert carried == make(now)
    assert read_back(carried) == {f"job{number:04}": text for number, text in now.items()}
    read.clear()
    assert make(now, carried, read) == carried
    assert read == []


def test_only_the_row_groups_of_changed_texts_are_encoded() -> None:
    was = {number: f"Text {number} " * 50 for number in range(200)}
    read: list[int] = []
    make(was | {100: "anders"}, make(was), read)
    assert 100 in read
    assert len(read) < 40


def test_other_readers_read_it(tmp_path: Any) -> None:
    texts = {number: f"Text {number} äöü\n" * (number * 40) for number in range(1, 60)}
    path = tmp_path / "descriptions.parquet"
    path.write_bytes(make(texts, make({number: texts[number] for number in range(1, 50)})))
    told = duckdb.connect().sql(f"SELECT job_id, text FROM '{path}'").fetchall()
    assert dict(told) == {f"job{number:04}": text for number, text in texts.items()}
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(path)["text"].to_list() == [texts[number] for number in sorted(texts)]


def test_a_file_that_another_pyarrow_wrote_is_not_carried() -> None:
    was = {number: f"Text {number}" for number in range(20)}
    other = make(was).replace(b"parquet-cpp-arrow version", b"parquet-cpp-earow version")
    read: list[int] = []
    assert make(was, other, read) == make(was)
    assert read == list(range(20))


def test_a_file_says_of_itself_what_the_schema_says_and_where_its_keys_lie() -> None:
    file = pq.ParquetFile(BytesIO(make({number: f"Text {number}" for number in range(40)})))
    assert (SCHEMA.metadata or {}).items() <= file.schema_arrow.metadata.items()
    group = file.metadata.row_group(0)
    assert [group.column(at).path_in_schema for at in range(len(SCHEMA)) if group.column(at).is_stats_set] == ["job_id"]
    assert group.column(0).statistics.min == "job0000"


def test_a_text_that_is_damaged_on_the_disk_is_noticed() -> None:
    words = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=4000))
    data = bytearray(make({0: words}))
    data[len(data) // 4] ^= 1
    with pytest.raises(OSError):
        read_back(bytes(data))
