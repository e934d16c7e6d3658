"""Footers of Parquet files, in Thrift's compact protocol, as far as it takes to tell where a column's values lie."""

from collections.abc import Sequence
from dataclasses import dataclass

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_WIDTH = {_TRUE: 0, _FALSE: 0, _BYTE: 1, _DOUBLE: 8}  # bytes of a value; the two truths stand in their field's head
_I64, _INTEGERS = 6, (4, 5, 6)
_Struct = dict[int, tuple[int, bytes]]  # number of a field -> its type, and its value as it is written

# numbers of fields in parquet.thrift
_ROW_GROUPS = 4  # of FileMetaData
_COLUMNS, _GROUP_BYTES, _GROUP_COMPRESSED = 1, 2, 6  # of RowGroup
_META_DATA = 3  # of ColumnChunk
_UNCOMPRESSED, _COMPRESSED, _DATA_PAGE, _STATISTICS = 6, 7, 9, 12  # of ColumnMetaData; all from statistics on may lack


@dataclass(frozen=True, slots=True)
class Place:
    """Where the values of a column in a row group lie, and how many bytes they are, as they lie and uncompressed."""

    offset: int
    size: int
    uncompressed: int


def move_column(footer: bytes, column: int, places: Sequence[Place]) -> bytes:
    """The footer with one column's values at other places, one a row group, and without their statistics."""
    file, _ = _read_struct(footer, 0)
    groups = file[_ROW_GROUPS][1]
    count, at = _read_list_head(groups, 0)
    if count != len(places):
        raise ValueError(f"{len(places)} places of values in {count} row groups")
    moved = []
    for place in places:
        group, at = _read_struct(groups, at)
        moved.append(_move_in_group(group, column, place))
    file[_ROW_GROUPS] = (_LIST, _write_list(moved))
    return _write_struct(file)


def _move_in_group(group: _Struct, column: int, place: Place) -> bytes:
    chunks = _read_list(group[_COLUMNS][1])
    chunk, _ = _read_struct(chunks[column], 0)
    told, _ = _read_struct(chunk[_META_DATA][1], 0)
    more = {_GROUP_BYTES: place.uncompressed - _int(told[_UNCOMPRESSED]), _GROUP_COMPRESSED: place.size}
    more[_GROUP_COMPRESSED] -= _int(told[_COMPRESSED])
    told = {number: field for number, field in told.items() if number < _STATISTICS}
    sizes = {_UNCOMPRESSED: place.uncompressed, _COMPRESSED: place.size, _DATA_PAGE: place.offset}
    told |= {number: (_I64, _write_int(value)) for number, value in sizes.items()}
    chunk[_META_DATA] = (_STRUCT, _write_struct(told))
    chunks[column] = _write_struct(chunk)
    group[_COLUMNS] = (_LIST, _write_list(chunks))
    group |= {number: (_I64, _write_int(_int(group[number]) + by)) for number, by in more.items() if number in group}
    return _write_struct(group)


def _read_struct(data: bytes, at: int) -> tuple[_Struct, int]:
    """The fields of the struct that begins at a byte, and where it ends."""
    fields: _Struct = {}
    number = 0
    while head := data[at]:
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            value, at = _read_varint(data, at)
            number = value >> 1
        end = _skip(data, at, head & 15)
        fields[number] = (head & 15, data[at:end])
        at = end
    return fields, at + 1


def _write_struct(fields: _Struct) -> bytes:
    written, before = bytearray(), 0
    for number, (kind, value) in sorted(fields.items()):
        step = number - before
        written += bytes([step << 4 | kind]) if step < 16 else bytes([kind]) + _write_int(number)
        written += value
        before = number
    return bytes(written) + b"\0"


def _read_list(data: bytes) -> list[bytes]:
    """The structs of a list, each as it is written."""
    count, at = _read_list_head(data, 0)
    found = []
    for _ in range(count):
        end = _skip(data, at, _STRUCT)
        found.append(data[at:end])
        at = end
    return found


def _write_list(structs: Sequence[bytes]) -> bytes:
    count = len(structs)
    head = bytes([count << 4 | _STRUCT]) if count < 15 else bytes([0xF0 | _STRUCT]) + _write_varint(count)
    return head + b"".join(structs)


def _read_list_head(data: bytes, at: int) -> tuple[int, int]:
    return (data[at] >> 4, at + 1) if data[at] >> 4 < 15 else _read_varint(data, at + 1)


def _skip(data: bytes, at: int, kind: int) -> int:
    """Where a value of a type ends that begins at a byte."""
    if kind == _STRUCT:
        while head := data[at]:
            at += 1
            if not head >> 4:
                at = _skip(data, at, _I64)
            if (of := head & 15) in _INTEGERS:  # most fields are; a call for each would double the time
                while data[at] & 0x80:
                    at += 1
                at += 1
            else:
                at = _skip(data, at, of)
        return at + 1
    if kind in _WIDTH:
        return at + _WIDTH[kind]
    if kind in (_LIST, _SET):
        of = data[at] & 15
        count, at = _read_list_head(data, at)
        for _ in range(count):
            at = at + 1 if of in (_TRUE, _FALSE) else _skip(data, at, of)
        return at
    if kind == _BINARY:
        size, at = _read_varint(data, at)
        return at + size
    while data[at] & 0x80:
        at += 1
    return at + 1


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _write_varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(written) + bytes([value])


def _int(field: tuple[int, bytes]) -> int:
    """A size or a place; one bit of it is the sign, and none is below 0."""
    return _read_varint(field[1], 0)[0] >> 1


def _write_int(value: int) -> bytes:
    return _write_varint(value << 1)
