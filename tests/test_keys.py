"""Rows looked up by words."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from snapshots.keys import find_rows

WORDS = st.lists(st.sampled_from("abcdefg"))


@given(words=WORDS, known=WORDS, times=st.sampled_from([1, 20]), pieces=st.sampled_from([1, 3]))
def test_the_first_row_of_a_word_is_found_however_many_are_known(
    words: list[str], known: list[str], times: int, pieces: int
) -> None:
    known = known * times
    right = [known.index(word) if word in known else -1 for word in words]
    chunks = [words[start::pieces] for start in range(pieces)]
    column = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks], pa.string())
    expected = [right[words.index(word)] for chunk in chunks for word in chunk]
    assert find_rows(column, pa.array(known, pa.string())).tolist() == expected
    assert find_rows(pa.array(words, pa.string()), pa.chunked_array([known], pa.string())).tolist() == right
