"""Every row of every word list of the readers of pay and of ads is needed by an example of tests/tables."""

import pkgutil
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from tests.table_rows import table_rows
from tests.word_lists import Asked, Example, alternatives, imported_anew, read, strings, watch, without_each, wordings

PACKAGES = ("german.pay", "german.ads")
# Not words: rules with examples of their own, scales with tests of their own, and what is made from other lists.
NO_WORDS = {
    "german.pay.grade_forms": "_PROFESSORSHIPS",
    "german.pay.salary": "_ESTIMATE_ANCHORS",
    "german.pay.scales": "_MUNICIPAL _TABLES",
    "german.pay.sums": "_NOT_PAY _NO_MONEY _BARE_PAY RULES_FOR_MONEY_IN_ADS RULES_FOR_MONEY_IN_FIELDS "
    "RULES_FOR_FIGURES_IN_ADS RULES_FOR_FIGURES_IN_FIELDS",
    "german.ads.contract": "_ANCHORS",
    "german.ads.text": "_HALF_ENDS _WITHIN",
    "german.ads.unnamed": "_ENDINGS _LETTERS",
}
_IN_GROUP = re.compile(r"^\((?:\?P<\w+>)?|\)$")
_FEW = 20
FILLER = "Wir freuen uns auf Menschen mit Freude an der Arbeit. " * 10
# Lists that are looked up as they are: each row is left out in turn, and the examples are read again.
LOOKED_UP = {
    "german.pay.words": "_WHOLE _BEGINNINGS _PAY_ENDINGS _OTHER_ENDINGS _OTHER_PARTS _PERIOD_PARTS _TOTAL_BEGINNINGS "
    "_FLOOR_BEGINNINGS",
    "german.pay.before": "_BULLETS _INSERTS _ABBREVIATIONS _GOVERNING _PASSED",
    "german.pay.after": "LETTERS _PER_PIECE _OR _MORE _HOURS",
    "german.pay.amounts": "_EURO_BEFORE _FOREIGN_BEFORE _THOUSANDS_BEFORE",
    "german.pay.benchmarks": "_EURO",
    "german.pay.fields": "_PERIODS _NOTHING _EURO_NAMES",
    "german.pay.grades": "_FIELD_WORDS",
    "german.pay.bounds": "_PLAUSIBLE",
    "german.pay.sums": "_TELLING",
    "german.ads.contacts": "_NO_NAME_ENDS _ROLE_ENDS _NO_NAMES _CUES",
    "german.ads.language": "_LANGUAGES_OF",
    "german.ads.remote": "_FIELD_MODES",
    "german.ads.text": "_SILENT _AROUND _ODD",
}


def _examples(modules: dict[str, Any]) -> Iterator[Example]:
    """All texts of the tables, each with the reader that the table's test asks."""

    def example(module: str, reader: str, text: str, fields: tuple[str | None, ...] = ()) -> Example:
        return Example(f"german.{module}", getattr(modules[f"german.{module}"], reader), text, fields)

    for row in table_rows("salary") + table_rows("salary_word"):
        for reader in {"field": ["read_salary"], "ad": ["find_salary"], "both": ["read_salary", "find_salary"]}[
            row["reader"]
        ]:
            yield example("pay.salary", reader, row["text"])
    for row in table_rows("salary_field"):
        stated = tuple(row[name] or None for name in ("low", "high", "currency", "unit"))
        yield example("pay.fields", "read_salary_fields", " ".join(filter(None, stated)), stated)
    for table, module, reader in (
        ("pay_grade", "pay.grades", "find_pay_grade"),
        ("benchmark", "pay.benchmarks", "find_benchmarks"),
        ("employer", "ads.employers", "read_employer"),
        ("contact", "ads.contacts", "mask_contacts"),
        ("ad_text", "ads.text", "read_text"),
    ):
        yield from (example(module, reader, row["text"]) for row in table_rows(table))
    for row in table_rows("agency"):
        by_name = row["reader"] == "name"
        yield example(
            *(("ads.employers", "read_employer") if by_name else ("ads.agencies", "is_agency_ad")), row["text"]
        )
    readers = {
        "contract": ("ads.contract", "find_contract"),
        "hours": ("ads.hours", "find_hours"),
        "types": ("ads.employment", "find_employment_types"),
        "types in ad": ("ads.employment", "find_employment_types_in_ad"),
        "remote": ("ads.remote", "find_remote"),
        "language": ("ads.language", "find_language"),
        "skills": ("ads.skills", "find_skills"),
        "certificates": ("ads.skills", "find_certificates"),
    }
    for row in table_rows("contract"):
        yield example(*readers[row["reader"]], row["text"])
        yield example(*readers[row["reader"]], f"{FILLER}\n\n- {row['text']}\n\n{FILLER}")
    yield from (example(*readers[row["finder"]], row["text"]) for row in table_rows("terms"))


def _unneeded_in_pattern(asked: Asked, rows: set[str]) -> Iterator[str]:
    """Of a pattern made from a list the rows, of any other none: its alternatives are grammar."""
    yield from sorted(row for row in asked.unneeded() if row in rows or _IN_GROUP.sub("", row) in rows)


def _unneeded_in_table(module: Any, name: str, said: dict[Example, str], caches: list[Any]) -> Iterator[str]:
    table = getattr(module, name)
    for row, rest in without_each(table):
        setattr(module, name, rest)
        if len(table) < _FEW:  # such as kinds of words, which are not words
            asked = list(said)
        else:
            asked = [example for example in said if row.lower() in example.text.lower()]
        if not any(_read_afresh(example, caches) != said[example] for example in asked):
            yield row
    setattr(module, name, table)


def _read_afresh(example: Example, caches: list[Any]) -> str:
    for cache in caches:
        cache.cache_clear()
    return repr(read(example))


@pytest.fixture(scope="module")
def unneeded() -> dict[str, list[str]]:
    """The rows that no example needs, by module and list."""
    found: dict[str, list[str]] = {}
    with imported_anew(PACKAGES) as module_of:
        foreign = list(vars(module_of("german.dates.forms")).values())
        names = [
            f"{package}.{module.name}"
            for package in PACKAGES
            for module in pkgutil.iter_modules(module_of(package).__path__)
        ]
        modules = {name: module_of(name) for name in names}
        watched = {name: watch(module, foreign) for name, module in modules.items()}
        caches = [v for m in modules.values() for v in vars(m).values() if hasattr(v, "cache_clear")]
        said = {example: repr(read(example)) for example in _examples(modules)}
        for name, patterns in watched.items():
            tables = [v for v in vars(modules[name]).values() if isinstance(v, tuple | dict | frozenset)]
            rows = set(wordings(tuple(tables)))
            for pattern, asked in patterns.items():
                found[f"{name} {pattern}"] = list(_unneeded_in_pattern(asked, rows))
        for name, tables_ in LOOKED_UP.items():
            pay = name.startswith("german.pay")  # which is read by all modules together
            own = {
                e: words for e, words in said.items() if e.module == name or (pay and e.module.startswith("german.pay"))
            }
            for table in tables_.split():
                found[f"{name} {table}"] = list(_unneeded_in_table(modules[name], table, own, caches))
        known = {row for asked in chain(*map(dict.values, watched.values())) for row, _ in alternatives(asked.pattern)}
        found["lists that no pattern is made of and that are not LOOKED_UP"] = [
            f"{name} {variable}"
            for name, module in modules.items()
            for variable, table in vars(module).items()
            if isinstance(table, tuple | dict | frozenset) and not variable.startswith("__")
            if variable not in f"{LOOKED_UP.get(name, '')} {NO_WORDS.get(name, '')}".split()
            if any(strings(table)) and not any(row in known for row in wordings(table))
        ]
    return found


@pytest.mark.long
def test_every_row_is_needed_by_an_example(unneeded: dict[str, list[str]]) -> None:
    assert {where: rows for where, rows in unneeded.items() if rows} == {}
