"""Which postings are compared at all: those that meet under one title, and those that one text ties under two."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.candidates import find_candidates, find_meetings, pair_within
from snapshots.crossings import find_crossings_in, read_bands
from tests.support.blocks import WORDS, Said, block_of

OTHER = {"employer": "beispiel", "first_word": "beispiel"}
FAR = range(5000, 5000 + WORDS)  # a text with no word of the others'
BETA = {"board": "beta"}
HALL: Said = {"title_words": "it leit halle"}  # a title within which the others' is not, and which says no more
MORE: Said = {"title_words": "it leit produktion werk"}


def pairs_of(found: pd.DataFrame) -> str:
    return " ".join(f"{a}{b}" for a, b in found[["a", "b"]].sort_values(["a", "b"]).itertuples(index=False))


@pytest.mark.parametrize(
    ("postings", "texts", "pairs"),
    [
        ([], [], ""),
        ([{}], [], ""),
        ([{}, {}], [], "01"),
        ([{}, {}, {}], [], "01 02 12"),
        ([{}, OTHER, {}], [range(WORDS), FAR, FAR], "02 12"),  # by the employer's name, or by the text
        ([{}, OTHER], [range(WORDS), FAR], ""),
        ([{}, OTHER], [range(WORDS), [0, *FAR]], "01"),  # one of the four smallest hashes is enough
        ([{}, OTHER], [range(WORDS), [3, *FAR]], "01"),
        ([{}, OTHER], [range(WORDS), [4, *FAR]], ""),
        ([{}, OTHER], [[], []], ""),
        ([{}, {}], [[], []], "01"),
        ([{}, {"employer": "muster werke", "first_word": "muster"}], [range(WORDS), FAR], "01"),
        ([{}, {"title_words": "netz leit"}], [], ""),
        ([{}, {"towns": "Hagen"}], [], ""),
        ([{}, {"towns": "Hagen\nSolingen"}], [], "01"),
        ([{"towns": "Hagen\nSolingen"}, {"towns": "Hagen\nSolingen"}], [], "01"),  # once, though they meet twice
        ([{"towns": ""}, {"towns": ""}], [], "01"),
        ([{"towns": ""}, {}], [], ""),
        ([{}, {"employer": ""}], [], ""),
    ],
)
def test_postings_of_one_title_and_town_meet_by_employer_or_text(
    postings: list[Said], texts: list[list[int]], pairs: str
) -> None:
    known = block_of(*postings, {"title_words": "cio"}, texts=[*texts, [1]] if texts else ())
    assert pairs_of(find_candidates(known)) == pairs


def test_postings_that_were_one_job_meet_too() -> None:
    known = block_of({}, {"towns": "Hagen"}, {"title_words": "netz leit"})
    mates = pd.DataFrame({"row": [0, 1, 2], "place": [0, 0, 1], "by": 0})
    assert pairs_of(find_candidates(known, mates)) == "01"


@pytest.mark.parametrize(("count", "pairs"), [(3, 3), (500, 124_750), (501, 19_220), (502, 19_260)])
def test_of_more_than_five_hundred_only_neighbours_are_paired(count: int, pairs: int) -> None:
    part = pd.DataFrame({"row": range(count), "place": 0, "by": 1, "near": 0, "order": range(count)})
    found = pair_within(part, count)
    assert len(found) == len(set(found.tolist())) == pairs
    widest = max(other - one for one, other in zip(found // count, found % count, strict=True))
    assert widest == (count - 1 if count <= 500 else 40)


def test_neighbours_are_those_of_the_nearest_texts() -> None:
    part = pd.DataFrame({"row": range(600), "place": 0, "by": 1, "near": [row % 2 for row in range(600)], "order": 0})
    found = pair_within(part, 600)
    across = sum((pair // 600 + pair % 600) % 2 for pair in found.tolist())
    assert 0 < across < 2 * 40 * 40  # where the one kind ends and the other begins


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=30))
def test_pairs_are_those_of_one_group_and_where_rows_are_wanted_those_with_one_of_them(
    rows: list[tuple[int, int, bool]],
) -> None:
    part = pd.DataFrame(rows, columns=["place", "by", "is_wanted"]).assign(row=range(len(rows)), near=0, order=0)
    wanted = part["is_wanted"].to_numpy(bool)
    groups = [row[:2] for row in rows]
    pairs = {(a, b) for b in range(len(rows)) for a in range(b) if groups[a] == groups[b]}
    for mask, expected in ((None, pairs), (wanted, {(a, b) for a, b in pairs if wanted[a] or wanted[b]})):
        found = pair_within(part, 30, mask).tolist()
        assert len(found) == len(set(found)) and {divmod(pair, 30) for pair in found} == expected


def test_each_place_and_tie_is_met_by_itself() -> None:
    part = pd.DataFrame({"row": [0, 1, 2, 3], "place": [0, 0, 0, 1], "by": [1, 2, 1, 1], "near": 0, "order": 0})
    assert pair_within(part, 4).tolist() == [2] and pair_within(part[:0], 4).tolist() == []
    known = block_of({}, {})
    ends = pd.DataFrame({"row": [0, 1], "place": [0, 1]})
    assert find_meetings(ends, known.rows["first_word"].to_numpy(object), known.signatures).empty


def sharing(shared: int, size: int = WORDS) -> list[range | list[int]]:
    """Two texts that share so many hashes."""
    return [range(WORDS), [*range(shared), *range(9000, 9000 + size - shared)]]


@pytest.mark.parametrize(
    ("one", "other", "shared", "size", "tied"),
    [
        ({}, HALL, 100, 100, True),
        ({}, HALL, 95, 100, True),
        ({}, HALL, 94, 100, False),
        ({}, MORE, 94, 100, False),  # one board
        ({}, MORE | BETA, 90, 100, True),
        ({}, MORE | BETA, 89, 100, False),
        ({}, HALL | BETA, 94, 100, False),  # it says something else
        ({}, {}, 100, 100, False),  # one title
        ({}, HALL | {"employer": "beispiel"}, 100, 100, False),
        ({"employer": ""}, HALL | {"employer": ""}, 100, 100, False),
        ({}, HALL | {"towns": "Hagen"}, 100, 100, False),
        ({}, HALL | {"towns": "Hagen\nSolingen"}, 100, 100, True),
        ({}, HALL, 60, 60, True),
        ({}, HALL, 59, 59, False),  # an excerpt
    ],
)
def test_near_identical_texts_tie_two_titles_of_one_employer(
    one: Said, other: Said, shared: int, size: int, tied: bool
) -> None:
    for first, second in ((one, other), (other, one)):
        known = block_of({"employer": "nobody"}, first, second, texts=[FAR, *sharing(shared, size)])
        assert pairs_of(find_crossings_in(known)) == ("12" if tied else "")


@pytest.mark.parametrize(("words", "tied"), [(11, False), (12, True)])
def test_texts_that_say_little_tie_nothing(words: int, tied: bool) -> None:
    known = block_of({}, HALL, texts=[range(words)] * 2)
    assert pairs_of(find_crossings_in(known)) == ("01" if tied else "")


def test_bands_are_those_of_each_text_alone() -> None:
    """However many are read at a time; texts that share all of a band's hashes share the band."""
    known = block_of({}, {}, {}, texts=[range(WORDS), range(WORDS), range(5)])
    bands = read_bands(known.signatures.take, pd.Series([0, 1, 2]).to_numpy())
    assert bands.shape == (3, 5) and (bands[0] == bands[1]).all() and bands[0].all() and not bands[2].any()
    assert len(set(bands[0].tolist())) == 5
    edited = block_of({}, {}, texts=[range(WORDS), [*range(3, WORDS), 9000]])
    one, other = read_bands(edited.signatures.take, pd.Series([0, 1]).to_numpy())
    assert 0 < (one == other).sum() < 5
