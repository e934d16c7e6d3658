"""The columns of pay: what is stated, what a grade's table or the board's estimate says, and what it makes a year."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from german.pay.fields import read_salary_fields
from german.pay.grades import PayGrade, find_pay_grade
from german.pay.salary import Salary, find_salary, read_salary
from german.pay.scales import grade_pay
from german.pay.year import year_range
from german.words.unreadable import Unreadable
from pipelines.subjects.ad import Ad, Columns, as_double, choose, words_of
from schemas.vocabulary import Issue, SalaryBasis

# Figures that no pay is, so that what stands beside them is not taken for it: below zero, no number, of nine digits.
_BELOW_ZERO = r"\b(?:bis|to) ?-\d"
_NO_PAY = re.compile(rf"^\s*-\d|{_BELOW_ZERO}|\d{{9}}|^\W*(?:nan|inf(?:inity)?)\b|\b\d+(?:\.\d+)?e\+?\d", re.IGNORECASE)


class Offer(NamedTuple):
    """Pay from one source."""

    basis: SalaryBasis
    salary: Salary
    source: Literal["board", "ad", "table"]


def pay_columns(ad: Ad, on: date, weekly_hours: Decimal | None) -> Columns:
    """The columns of pay (the first offer's) and of the pay grade, by the table in force on the day `on`."""
    raw = ad.raw
    grade = choose(ad.ask(Issue.PAY_GRADE, find_pay_grade, raw.pay_grade_raw), lambda: find_pay_grade(ad.words))
    offer = next(find_offers(ad, grade, on), None)
    is_boards = offer is None or offer.source == "board"
    fields = str(raw.salary_fields) if raw.salary_fields and (is_boards or ad.issues) else None
    columns = {
        "salary_raw": words_of(raw.salary_raw or fields, offer.salary if offer and offer.source == "ad" else None),
        **_grade_columns(ad, grade),
    }
    if offer:
        salary = _with_payments(ad, offer.salary) if is_boards else offer.salary
        columns |= {"salary_basis": offer.basis, **_figures(salary, weekly_hours)}
    return columns


def find_offers(ad: Ad, grade: PayGrade | None, on: date) -> Iterator[Offer]:
    """What the posting says of pay, what counts most first. Offers that contradict each other would be weighed by the
    caller, which takes the first.

    The order: stated in the board's fields, stated in the ad, the pay grade's table, an estimate in the board's fields,
    an estimate in the ad. Where the board's fields state pay, the ad is not read.
    """
    board = _read_board(ad)
    if board and not (ad.raw.salary_estimated or board.estimated):
        yield Offer("stated", board, "board")
    in_ad = ad.ask(Issue.SALARY, find_salary, ad.words)
    if in_ad and re.search(_BELOW_ZERO, in_ad.words):
        ad.issues.append(Issue.SALARY)
        in_ad = None
    if in_ad and not in_ad.estimated:
        yield Offer("stated", in_ad, "ad")
    if grade and (table := grade_pay(grade, on)):
        yield Offer("pay_grade", table, "table")
    if board:
        yield Offer("board_estimate", board, "board")
    if in_ad:
        yield Offer("board_estimate", in_ad, "ad")


def _read_board(ad: Ad) -> Salary | None:
    """What the board states outside the ad: in words, else in separate figures."""
    board, fields = ad.ask(Issue.SALARY, _read_words, ad.raw.salary_raw), ad.raw.salary_fields
    if board or not fields:
        return board
    return ad.ask(Issue.SALARY, read_salary_fields, fields.min, fields.max, fields.currency, fields.unit)


def _read_words(words: str | None) -> Salary | None:
    if words and _NO_PAY.search(words):
        raise Unreadable(f"no pay has such a figure: {words[:80]}")
    return read_salary(words)


def _with_payments(ad: Ad, salary: Salary) -> Salary:
    """A board's monthly pay, with the number of payments a year if the ad states it beside the same figures."""
    if salary.period != "month" or salary.payments_per_year:
        return salary
    with suppress(Unreadable):
        told = find_salary(ad.words)
        if told and (told.min_eur, told.max_eur, told.period) == (salary.min_eur, salary.max_eur, "month"):
            return replace(salary, payments_per_year=told.payments_per_year)
    return salary


def _figures(salary: Salary, weekly_hours: Decimal | None) -> Columns:
    year = year_range(salary, weekly_hours)
    return {
        "salary_min_eur": salary.min_eur,
        "salary_max_eur": salary.max_eur,
        "salary_period": salary.period,
        "salary_period_stated": salary.period_stated,
        "salary_approximate": salary.approximate,
        "salary_total": salary.total,
        "salary_year_min_eur": as_double(year.min_eur),
        "salary_year_max_eur": as_double(year.max_eur),
        "salary_payments_per_year": as_double(year.payments_per_year),
        "salary_weekly_hours": as_double(year.weekly_hours),
        "salary_assumed": year.assumed,
    }


def _grade_columns(ad: Ad, grade: PayGrade | None) -> Columns:
    columns: Columns = {"pay_grade_raw": words_of(ad.raw.pay_grade_raw, grade)}
    if grade:
        also = grade.also
        columns |= {
            "pay_scale": grade.scale,
            "pay_grade_min": grade.grade_min,
            "pay_grade_max": grade.grade_max,
            "pay_grade_also": " ".join(filter(None, (also.scale, also.grade_max or also.grade_min))) if also else None,
        }
    return columns
