"""Footers in Thrift's compact protocol: of any footer, only what tells of one column's values changes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.footers import Place, move_column

# A value is its type and what it holds: of a struct the values by number, of a list the type of its values and these.
Value = tuple[str, Any]
TYPES = {"true": 1, "false": 2, "byte": 3, "i16": 4, "i32": 5, "i64": 6, "double": 7, "binary": 8, "list": 9, "set": 10}
TYPES |= {"struct": 12}


def varint(number: int) -> bytes:
    low, rest = number % 128, number // 128
    return bytes([low + 128]) + varint(rest) if rest else bytes([low])


def zigzag(number: int) -> int:
    return 2 * number if number >= 0 else -2 * number - 1


def encode(value: Value) -> bytes:
    """A value as the protocol's specification has it; a truth inside of a list is a byte."""
    kind, held = value
    if kind in ("true", "false"):
        return b""
    if kind in ("byte", "double"):
        return bytes(held)
    if kind == "binary":
        return varint(len(held)) + bytes(held)
    if kind in ("list", "set"):
        of, values = held
        head = bytes([len(values) * 16 + TYPES[of]]) if len(values) < 15 else bytes([240 + TYPES[of]])
        head += b"" if len(values) < 15 else varint(len(values))
        return head + b"".join(bytes([TYPES[of]]) if of in ("true", "false") else encode((of, one)) for one in values)
    if kind != "struct":
        return varint(zigzag(held))
    written, before = b"", 0
    for number, one in sorted(held.items()):
        step = number - before
        written += bytes([step * 16 + TYPES[one[0]]]) if step < 16 else bytes([TYPES[one[0]]]) + varint(zigzag(number))
        written += encode(one)
        before = number
    return written + bytes(1)


INTEGERS = st.sampled_from([0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2**31 - 1, -(2**31), 2**62, -(2**62)])
LEAVES = {
    "true": st.none(), "false": st.none(), "byte": st.binary(min_size=1, max_size=1), "i16": st.integers(-300, 300),
    "i32": INTEGERS, "i64": INTEGERS, "double": st.binary(min_size=8, max_size=8),
    "binary": st.binary(max_size=5) | st.binary(min_size=127, max_size=130),
}  # fmt: skip
NUMBERS = st.sampled_from([1, 2, 3, 7, 15, 16, 17, 18, 33, 34, 40, 64, 200])


def lists_of(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Of lists and sets: the type of the values, and so many that the count fits into the head, or does not."""
    counts = st.sampled_from([0, 1, 2, 14, 15, 16, 130])
    return st.sampled_from(sorted(values)).flatmap(
        lambda of: counts.flatmap(
            lambda count: st.tuples(st.just(of), values[of].map(lambda one: [one] * count))
        )
    )  # fmt: skip


def structs_of(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[int, Value]]:
    fields = st.sampled_from(sorted(values)).flatmap(lambda kind: st.tuples(st.just(kind), values[kind]))
    return st.dictionaries(NUMBERS, fields, max_size=4)


FLAT = LEAVES | {"list": lists_of(LEAVES), "set": lists_of(LEAVES), "struct": structs_of(LEAVES)}
NESTED = FLAT | {"list": lists_of(FLAT), "struct": structs_of(FLAT)}
THINGS = structs_of(NESTED)  # fields that have nothing to do with the column
COLUMN = 1  # whose values move
SIZES = (1, 63, 64, 5000, 2**35)


def footer_of(others: dict[int, Value], groups: list[dict[int, Value]]) -> dict[int, Value]:
    """A footer with fields of no interest around and in its row groups."""
    return others | {4: ("list", ("struct", groups))}


def group_of(others: dict[int, Value], size: int, whole: int, *, has_sizes: bool, columns: int) -> dict[int, Value]:
    """A row group; the values of each column have so many bytes, compressed and not."""
    told: dict[int, Value] = {6: ("i64", whole), 7: ("i64", size), 9: ("i64", 4), 12: ("struct", {5: ("binary", b"a")})}
    chunks = [others | {3: ("struct", others | told)} for _ in range(columns)]
    sizes: dict[int, Value] = {2: ("i64", columns * whole), 6: ("i64", columns * size)} if has_sizes else {}
    kept = {number: one for number, one in others.items() if number not in (2, 6)}
    return kept | {1: ("list", ("struct", chunks))} | sizes


def moved(group: dict[int, Value], place: Place, size: int, whole: int) -> dict[int, Value]:
    """What the footer is to say of a row group once the values of COLUMN lie elsewhere."""
    chunks = list(group[1][1][1])
    told = {number: one for number, one in chunks[COLUMN][3][1].items() if number < 12}
    told |= {6: ("i64", place.uncompressed), 7: ("i64", place.size), 9: ("i64", place.offset)}
    chunks[COLUMN] = chunks[COLUMN] | {3: ("struct", told)}
    sizes = {2: place.uncompressed - whole, 6: place.size - size}
    sums: dict[int, Value] = {number: ("i64", group[number][1] + by) for number, by in sizes.items() if number in group}
    return group | {1: ("list", ("struct", chunks))} | sums


@settings(max_examples=60)
@given(THINGS, st.sampled_from([0, 1, 14, 15, 16, 130]), st.booleans(), st.sampled_from([2, 15]), st.data())
def test_only_what_tells_of_the_columns_values_changes(
    others: dict[int, Value], count: int, has_sizes: bool, columns: int, data: st.DataObject
) -> None:
    size, whole = data.draw(st.sampled_from(SIZES)), data.draw(st.sampled_from(SIZES))
    sizes = st.sampled_from(SIZES)
    place = Place(data.draw(sizes), data.draw(sizes), data.draw(sizes))
    group = group_of(others, size, whole, has_sizes=has_sizes, columns=columns)
    footer = footer_of(others, [group] * count)
    now = move_column(encode(("struct", footer)), COLUMN, [place] * count)
    assert now == encode(("struct", footer_of(others, [moved(group, place, size, whole)] * count)))


def test_each_row_group_is_told_its_own_place() -> None:
    groups = [group_of({}, size, 2 * size, has_sizes=True, columns=2) for size in (10, 300)]
    places = [Place(4, 7, 9), Place(1000, 2000, 3000)]
    now = move_column(encode(("struct", footer_of({}, groups))), COLUMN, places)
    expected = [
        moved(group, place, size, 2 * size) for group, place, size in zip(groups, places, (10, 300), strict=True)
    ]
    assert now == encode(("struct", footer_of({}, expected)))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_footer_is_told_a_place_for_each_row_group(count: int) -> None:
    groups = [group_of({}, 10, 20, has_sizes=True, columns=2)] * 2
    with pytest.raises(ValueError, match=f"{count} places of values in 2 row groups"):
        move_column(encode(("struct", footer_of({}, groups))), COLUMN, [Place(4, 1, 1)] * count)
