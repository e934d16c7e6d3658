"""What a pay grade pays, from dated tables (`pay_scales.tsv`)."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from german.pay.grades import PayGrade
from german.pay.salary import Salary

# The municipal agreement has parts for its branches, which share one table; the federal one has a table of its own.
_MUNICIPAL = ("TVöD-V", "TVöD-B", "TVöD-K", "TVöD-S")
_TABLES = {"TVöD": ("TVöD-VKA", "TVöD-Bund"), **dict.fromkeys(_MUNICIPAL, ("TVöD-VKA",))}


class PayTable(NamedTuple):
    """One pay table: euros gross a month at full time, lowest and highest step of each grade."""

    valid_from: date
    valid_until: date
    source: str
    grades: dict[str, tuple[Decimal, Decimal]]


def grade_pay(grade: PayGrade, on: date) -> Salary | None:
    """Monthly pay of a grade on a day: from the lowest step of the lowest grade to the highest of the highest.

    None: no table of the scale is valid on that day, the table lacks the grade, or the scale is ambiguous. A plain
    "TVöD" has a result only where the municipal and the federal table agree: not for EG 9a to 9c. Civil servants need a
    Land ("BesO A NRW"). Full time, without allowances. Raises nothing.

    >>> pay = grade_pay(PayGrade("TVöD-VKA", "EG 9b", "EG 11"), date(2026, 11, 2))
    >>> pay.min_eur, pay.max_eur, pay.period
    (Decimal('3779.84'), Decimal('6326.77'), 'month')
    >>> grade_pay(PayGrade("TVöD-VKA", "EG 11", "EG 11"), date(2027, 4, 1)) is None
    True
    >>> grade_pay(PayGrade("TVöD", "EG 9b", "EG 9b"), date(2026, 11, 2)) is None
    True
    """
    if not grade.scale or not (grade.grade_min or grade.grade_max):
        return None
    readings = {
        _range(table, grade.grade_min, grade.grade_max)
        for scale in _TABLES.get(grade.scale, (grade.scale,))
        for table in read_pay_scales().get(scale, ())
        if table.valid_from <= on <= table.valid_until
    }
    if len(readings) != 1 or (only := readings.pop()) is None:
        return None
    return Salary(*only, "month", words=grade.words)


def _range(table: PayTable, low: str | None, high: str | None) -> tuple[Decimal | None, Decimal | None] | None:
    if any(name and name not in table.grades for name in (low, high)):
        return None
    return table.grades[low][0] if low else None, table.grades[high][1] if high else None


@cache
def read_pay_scales() -> dict[str, tuple[PayTable, ...]]:
    """All tables by scale, read once; the file explains its own form."""
    scales: dict[str, tuple[PayTable, ...]] = {}
    grades: dict[str, tuple[Decimal, Decimal]] = {}
    for line in Path(__file__).with_name("pay_scales.tsv").read_text("utf-8").splitlines():
        name, *cells = line.split("\t")
        if name.startswith("= "):
            grades = {}
            first, last = (date.fromisoformat(day) for day in cells[:2])
            scales[name[2:]] = (*scales.get(name[2:], ()), PayTable(first, last, cells[2], grades))
        elif not name.startswith("#"):
            grades[name] = (Decimal(cells[0]), Decimal(cells[-1]))
    return scales
