"""A row added to any word list of the readers of pay and of ads is found at once, without a word anywhere else.

The readers are copied, the rows of tests/tables/added_row.tsv put into the lists of the copy, and both are asked.
"""

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import german
from tests.table_rows import table_rows

ROWS = table_rows("added_row")
READERS = Path(german.__file__).parent
FILLER = "Wir freuen uns auf Menschen mit Freude an der Arbeit. " * 10
# These are no lists of words that grow: kinds of words, what rules and gates are made of, what is made from the lists.
NO_WORD_LISTS = {
    "german.ads.refusals": "_UMLAUTS",
    "german.pay.words": "_WHOLE _BEGINNINGS _PAY_ENDINGS _OTHER_ENDINGS _OTHER_PARTS",
    "german.pay.amounts": "_HALVES",
    "german.pay.bounds": "_PLAUSIBLE",
    "german.pay.fields": "_AROUND",
    "german.pay.together": "_LEAST_AND_MOST",
    "german.pay.before": "_RULES _NEAR _FAR _GOVERNING _PASSED",
    "german.pay.after": "_RULES",
    "german.pay.sums": "_PLAUSIBLE _TELLING _NOT_PAY _NO_MONEY _BARE_PAY RULES_FOR_MONEY_IN_ADS "
    "RULES_FOR_MONEY_IN_FIELDS RULES_FOR_FIGURES_IN_ADS RULES_FOR_FIGURES_IN_FIELDS",
    "german.pay.agreements": "PUBLIC_SERVICE",
    "german.pay.grade_forms": "PUBLIC_SERVICE LEVEL_ANCHORS",
    "german.pay.payments": "_ANCHORS",
    "german.ads.contract": "COUNTS",
    "german.ads.employment": "_TIMES",
    "german.ads.hours": "_ANCHORS",
    "german.ads.unnamed": "_ENDINGS _LETTERS",
    "german.ads.text": "html5 _CP1252 _BYTES _ODD _WITHIN",
}


@contextmanager
def _readers_from(folder: Path) -> Iterator[Callable[[str], ModuleType]]:
    """Import the package `german` of a folder in the place of ours, which is back afterwards."""
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "german"}
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == "german"]:
            del sys.modules[name]
        sys.modules.update(kept)


@pytest.fixture(scope="module")
def with_rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    """The modules of a copy of the readers with every row of the table added."""
    folder = tmp_path_factory.mktemp("added")
    shutil.copytree(READERS, folder / "german", ignore=shutil.ignore_patterns("__pycache__"))
    for row in ROWS:
        file = folder / "german" / row["file"]
        text = file.read_text(encoding="utf-8")
        assert row["behind"] in text, f"{row['file']} has no {row['behind']!r}"
        file.write_text(text.replace(row["behind"], row["behind"] + row["row"], 1), encoding="utf-8")
    with _readers_from(folder) as module_of:
        return {name: module_of(name) for name in _modules()}


def _modules() -> list[str]:
    files = [file for kind in ("pay", "ads") for file in sorted((READERS / kind).glob("[!_]*.py"))]
    return [f"german.{file.parent.name}.{file.stem}" for file in files]


def _ours() -> dict[str, ModuleType]:
    return {name: importlib.import_module(name) for name in _modules()}


def _say(modules: dict[str, Any], reader: str, text: str) -> str:
    """What a reader finds, in a few words; of a text of an ad, also in the middle of a long one."""
    in_ad = f"{FILLER}\n\n- {text}\n\n{FILLER}"
    match reader:
        case "field":
            return _pay(modules, lambda: modules["german.pay.salary"].read_salary(text))
        case "ad":
            return _pay(modules, lambda: modules["german.pay.salary"].find_salary(text))
        case "fields":
            return _pay(modules, lambda: modules["german.pay.fields"].read_salary_fields(*text.split("|")))
        case "benchmark":
            found = modules["german.pay.benchmarks"].find_benchmarks(text)
            return " ".join(f"{level.level or 'none'} {level.min_eur}" for level in found)
        case "grade" | "far grade" | "field grade":
            grade = modules["german.pay.grades"].find_pay_grade(
                {"grade": in_ad, "far grade": f"Tarif {FILLER}\n\n- {text}\n\n{FILLER}", "field grade": text}[reader]
            )
            return _grade(grade) if grade else ""
        case "pay of":
            scale, _, grade = text.partition(" ")
            table_grade = modules["german.pay.grades"].PayGrade(scale, grade, "EG 15Ü" if "99" in grade else grade)
            pay = modules["german.pay.scales"].grade_pay(table_grade, date(2026, 11, 22))
            return f"{pay.min_eur}..{pay.max_eur}" if pay else ""
        case "contract":
            return _contract(modules["german.ads.contract"].find_contract(in_ad))
        case "hours":
            hours = modules["german.ads.hours"].find_hours(in_ad)
            return _hours(hours) if hours else ""
        case "types":
            return " ".join(modules["german.ads.employment"].find_employment_types(text))
        case "types in ad":
            return " ".join(modules["german.ads.employment"].find_employment_types_in_ad(in_ad))
        case "remote":
            remote = modules["german.ads.remote"].find_remote(text)
            return remote.mode if remote else ""
        case "language":
            return modules["german.ads.language"].find_language(text) or ""
        case "skills":
            return " ".join(modules["german.ads.skills"].find_skills(text))
        case "contact":
            return str(modules["german.ads.contacts"].mask_contacts(text))
        case "employer":
            employer = modules["german.ads.employers"].read_employer(text)
            return f"{employer.key} {'yes' if employer.is_agency else 'no'}" if employer else ""
        case "agency":
            return "yes" if modules["german.ads.agencies"].is_agency_ad(text) else "no"
        case "text":
            return str(modules["german.ads.text"].read_text(text))
    raise ValueError(reader)


def _pay(modules: dict[str, Any], read: Callable[[], Any]) -> str:
    try:
        pay = read()
    except modules["german.pay.salary"].Unreadable:
        return "!"
    if pay is None:
        return ""
    low, high = ("" if bound is None else f"{bound.normalize():f}" for bound in (pay.min_eur, pay.max_eur))
    flags = " a" * pay.approximate + " e" * pay.estimated + " t" * pay.total + " stated" * pay.period_stated
    return f"{low}..{high} {pay.period}{flags}" + (f" x{pay.payments_per_year}" if pay.payments_per_year else "")


def _grade(grade: Any) -> str:
    also = f" also {grade.also.grade_min}" if grade.also else ""
    return f"{grade.scale or '-'} {grade.grade_min or '-'} {grade.grade_max or '-'}{also}"


def _contract(found: Any) -> str:
    if found is None:
        return ""
    form = {True: "fixed", False: "permanent", None: "either"}[found.fixed_term]
    return form + (f" months={found.months}" if found.months else "")


def _hours(found: Any) -> str:
    low, high = ("" if bound is None else str(bound) for bound in (found.min_weekly, found.max_weekly))
    return f"{found.percent}%" if found.percent else f"{low}..{high}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file']} {row['row'][:20]}")
def test_an_added_row_is_found(row: dict[str, str], with_rows: dict[str, ModuleType]) -> None:
    assert _say(with_rows, row["reader"], row["text"]) == row["expected"]
    assert _say(_ours(), row["reader"], row["text"]) != row["expected"]


def test_every_list_has_an_added_row(with_rows: dict[str, ModuleType]) -> None:
    unchanged = [
        f"{name} {variable}"
        for name, module in _ours().items()
        for variable, table in vars(module).items()
        if _is_word_list(variable, table) and variable not in NO_WORD_LISTS.get(name, "").split()
        if table == getattr(with_rows[name], variable)
    ]
    assert unchanged == []


def _is_word_list(variable: str, table: Any) -> bool:
    if variable.startswith("__") or not isinstance(table, tuple | dict | frozenset):
        return False
    rows = list(table.items() if isinstance(table, dict) else table)
    cells = [cell for row in rows for cell in (row if isinstance(row, tuple) else (row,))]
    return any(isinstance(cell, str) for cell in cells)
