"""A row class is the schema: its annotated fields give Arrow types, checks and the data dictionary."""

import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Flag, StrEnum, auto
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

import pyarrow as pa

SCHEMA_VERSION = "3"  # what raises it: CHANGES.md


@dataclass(frozen=True, slots=True)
class Column:
    """What stands beside a field's type: meaning, unit, the schema.org property it follows, if any, and a value."""

    meaning: str
    unit: str | None = None
    schema_org: str | None = None
    example: Any = None  # as a row holds it; each column has one


class Role(Flag):
    """What is done with a column, beside being kept and documented."""

    NEWS = auto()  # a job's change of it is a row of `changes`
    PAIRED = auto()  # the decision whether two postings are one vacancy looks at it
    EXPLAINED = auto()  # `scrapy explain` shows it side by side
    ON_JOB = auto()  # the page carries it with each job
    ON_AD = auto()  # the page carries it with each ad of a job
    TOLD = auto()  # the page tells it as it is, under its label, where a job is opened


NEWS, PAIRED, EXPLAINED, ON_JOB, ON_AD, TOLD = Role
KEPT = Role(0)  # nothing of these


@dataclass(frozen=True, slots=True)
class Use:
    """What becomes of a column; a field without one is only kept.

    A column that jobs and postings share is taken by a job from the first of its postings that states it. Columns that
    belong together are taken from one posting: from the first that states one of those `stated_with` each other, and
    those `along_with` it come from there whether or not they are stated. Both name a column.
    """

    roles: Role = KEPT
    stated_with: str | None = None
    along_with: str | None = None
    label: tuple[str, str] | None = None  # what the page calls it where it is news or told: German, English
    read_from: tuple[
        str, ...
    ] = ()  # where it is compared: what of the ad it is read from (subjects of schemas/said.py)
    counted_by: str | None = None  # of a board's run: the statistic of its crawl (schemas/wires.py) that it holds


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, as read from a row class."""

    name: str
    python_type: Any  # without Annotated and without None
    nullable: bool
    column: Column
    use: Use

    @property
    def values(self) -> tuple[str, ...]:
        """The words of an enumeration; empty for other columns."""
        if _is_enumeration(self.python_type):
            return tuple(word.value for word in self.python_type)
        return get_args(self.python_type) if get_origin(self.python_type) is Literal else ()

    @property
    def holds_records(self) -> bool:
        """Whether its values are lists of records, such as places."""
        return any(is_dataclass(part) for part in get_args(self.python_type))

    @property
    def arrow(self) -> pa.Field:
        return pa.field(self.name, _arrow_type(self.python_type), nullable=self.nullable)


_ARROW = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float64(),
    date: pa.date32(),
    datetime: pa.timestamp("us", "UTC"),
}


def _arrow_type(python_type: Any) -> pa.DataType:
    if python_type in _ARROW:
        return _ARROW[python_type]
    if python_type is Decimal:
        return pa.decimal128(12, 2)
    if get_origin(python_type) is Literal or _is_enumeration(python_type):
        return pa.string()
    if get_origin(python_type) is tuple:
        return pa.list_(pa.field("item", _arrow_type(get_args(python_type)[0]), nullable=False))
    if is_dataclass(python_type):
        return pa.struct([field.arrow for field in fields_of(typing.cast(type, python_type))])
    raise TypeError(f"no Arrow type for {python_type}")


def _is_enumeration(python_type: Any) -> bool:
    return isinstance(python_type, type) and issubclass(python_type, StrEnum)


@cache
def fields_of(row: type) -> tuple[Field, ...]:
    """The columns of a row class in their order, lists of records last. Raises TypeError for a field without a Column.

    fastparquet counts the columns of a file, not those of its records, and takes whatever follows such a list for its
    neighbour.
    """
    hints = typing.get_type_hints(row, include_extras=True)
    found = []
    for item in fields(row):
        python_type, *rest = get_args(hints[item.name]) or (None,)
        column = next((part for part in rest if isinstance(part, Column)), None)
        use = next((part for part in rest if isinstance(part, Use)), Use())
        if column is None:
            raise TypeError(f"{row.__name__}.{item.name} has no Column")
        nullable = False
        if get_origin(python_type) in (Union, types.UnionType):
            choices = [part for part in get_args(python_type) if part is not type(None)]
            nullable, python_type = True, choices[0]
        found.append(Field(item.name, python_type, nullable, column, use))
    return tuple(sorted(found, key=lambda field: field.holds_records))


@cache
def _names_of(row: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(row))


@cache
def names_with(row: type, role: Role) -> tuple[str, ...]:
    """The columns of a row class that have a role, in their order."""
    return tuple(field.name for field in fields_of(row) if role in field.use.roles)


@cache
def schema_of(row: type) -> pa.Schema:
    """The Arrow schema of a row class, `schema_version` in its metadata."""
    return pa.schema(
        [field.arrow for field in fields_of(row)],
        metadata={"schema_version": SCHEMA_VERSION, "table": row.__name__},
    )


@cache
def explained_schema_of(row: type) -> pa.Schema:
    """The schema of a row class with meaning and unit in each column's metadata, for files that others read."""
    explained = schema_of(row)
    for at, field in enumerate(fields_of(row)):
        unit = {"unit": field.column.unit} if field.column.unit else {}
        explained = explained.set(at, field.arrow.with_metadata({"meaning": field.column.meaning, **unit}))
    return explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that checks itself: types, nulls, empty words, enumerations and time zones.

    The word of an enumeration that is a class becomes its member. Raises ValueError naming the column, since Parquet
    itself would complain late or not at all.
    """

    key: ClassVar[tuple[str, ...]] = ()
    stamped: ClassVar[str | None] = None  # the column that a snapshot fills with its own run, as it is written

    def __post_init__(self) -> None:
        cls: type = type(self)
        for name, classes, nullable, values in _checks(cls):
            value = getattr(self, name)
            if value is None:
                if not nullable:
                    raise ValueError(f"{type(self).__name__}.{name} is missing")
                continue
            if type(value) not in classes:
                if not values or type(value) is not str:
                    raise ValueError(f"{type(self).__name__}.{name} is {value!r}, not {classes[0].__name__}")
                if value in values:
                    object.__setattr__(self, name, classes[0](value))
            if value == "" or (values and value not in values):
                raise ValueError(f"{type(self).__name__}.{name} is {value!r}, not one of {values or 'any words'}")
            if classes[0] is datetime and value.utcoffset() != timedelta(0):
                raise ValueError(f"{type(self).__name__}.{name} is {value!r}, not a UTC instant")
            if classes[0] is Decimal and not (value.is_finite() and value == round(value, 2) and abs(value) < 10**10):
                raise ValueError(f"{type(self).__name__}.{name} is {value!r}, not a number with two decimals")
            if classes[0] is float and not abs(value) < 10**10:
                raise ValueError(f"{type(self).__name__}.{name} is {value!r}, too large, or no number")

    @classmethod
    def from_record(cls, record: typing.Mapping[str, Any]) -> typing.Self:
        """The row that Arrow gives; a list becomes a tuple. Raises ValueError, TypeError for another form."""
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in record.items()})

    def as_record(self) -> dict[str, Any]:
        """The row as Arrow takes it."""
        cls: type = type(self)
        return {
            name: _plain(value) if isinstance(value := getattr(self, name), _NESTED) else value
            for name in _names_of(cls)
        }


_NESTED = (tuple, Row)  # what few of a hundred columns hold


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.as_record() if isinstance(value, Row) else value


@cache
def _checks(row: type) -> tuple[tuple[str, tuple[type, ...], bool, tuple[str, ...]], ...]:
    checks = []
    for field in fields_of(row):
        origin = get_origin(field.python_type)
        python_type = str if origin is Literal else origin or field.python_type
        classes = (float, int) if python_type is float else (python_type,)
        checks.append((field.name, classes, field.nullable, field.values))
    return tuple(checks)


def table_of(row: type[Row], rows: typing.Iterable[Row]) -> pa.Table:
    """The rows as an Arrow table, sorted by the key of their class."""
    cls: type = row
    table = pa.Table.from_pylist([one.as_record() for one in rows], schema=schema_of(cls))
    return table.sort_by([(name, "ascending") for name in row.key]) if row.key else table
