"""Footers in Thrift's compact protocol: of any footer, only what tells of one column's values changes."""

from collections.abc import Sequence
from typing import Any

import pytest

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


INTEGERS = (0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2**31 - 1, -(2**31), 2**62, -(2**62))
LEAVES: list[Value] = [
    ("true", None), ("false", None), ("byte", b"\x15"), ("double", b"\0\x15\x16\x17\x18\x19\x1a\x1b"),
    *[("binary", b"\x15" * size) for size in (0, 1, 127, 128, 130)],
    *[(kind, number) for kind in ("i16", "i32", "i64") for number in INTEGERS],
]  # fmt: skip
COUNTS = (0, 1, 14, 15, 16, 127, 128)  # of a list: beside its type, or behind it
LISTS: list[Value] = [
    (kind, (of, [held] * count))
    for kind in ("list", "set")
    for of, held in LEAVES[:9] + LEAVES[-1:]
    for count in COUNTS[:5]
]
FLAT = [*LEAVES, *LISTS]


def struct_of(values: Sequence[Value], step: int) -> Value:
    """The values as fields of a struct, from number 40 on, the numbers so far apart."""
    return "struct", {40 + step * at: value for at, value in enumerate(values)}


STRUCTS = [struct_of(FLAT, step) for step in (1, 15, 16)]
NESTED = [*STRUCTS, ("list", ("struct", [STRUCTS[0][1]] * 2)), ("list", ("list", [LISTS[0][1], LISTS[-1][1]]))]
MANY = struct_of([*FLAT, *NESTED], 1)[1]  # fields that have nothing to do with the column
FEW: dict[int, Value] = {20: ("binary", b"x"), 36: ("true", None)}
COLUMN = 1  # whose values move
SIZES = (1, 63, 64, 5000, 2**62)


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


@pytest.mark.parametrize("has_sizes", [True, False])
@pytest.mark.parametrize(
    ("others", "count", "columns", "sizes"),
    [(MANY, 1, 2, 1), *[(FEW, count, 2, 5) for count in COUNTS], *[(FEW, 2, 14, 5), (FEW, 2, 15, 5)]],
)
def test_only_what_tells_of_the_columns_values_changes(
    others: dict[int, Value], count: int, columns: int, sizes: int, has_sizes: bool
) -> None:
    for at, size in enumerate(SIZES[:sizes]):
        whole, place = SIZES[at - 1], Place(SIZES[at - 2], SIZES[at - 3], SIZES[at - 4])
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
