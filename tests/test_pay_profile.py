"""`scrapy pay`: the figures of ads like a profile, by basis, and no figure of too few."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pytest

from report.pay_profile import find_pay, show_pay
from schemas.mistakes import ConfigurationError, NothingPublished
from tests.support.snapshot_tables import job, make_tables

ON = date(2026, 11, 22)
ANY: dict[str, Any] = {"level": None, "town": None, "role": None, "skills": ()}


def paid(name: str, low: int, **values: Any) -> Any:
    given = {"seniority": "head", "salary_basis": "stated", "salary_year_min_eur": float(low), "skills": ("SAP",)}
    return job(name, **(given | values))


@pytest.fixture(scope="module")
def jobs() -> pa.Table:
    """Seven heads with stated pay, six by a pay grade, four leads, one without pay, one of two years ago."""
    old = datetime(2024, 11, 1, tzinfo=UTC)
    rows = [paid(f"stated{n}", 60_000 + 1_000 * n) for n in range(7)]
    rows += [paid(f"grade{n}", 90_000 + n, salary_basis="pay_grade") for n in range(6)]
    rows += [paid(f"lead{n}", 50_000 + n, seniority="lead", skills=("SAP", "ITIL"), town="Hagen") for n in range(4)]
    rows += [job("none", seniority="head"), paid("old", 10_000, first_seen_at=old, last_seen_at=old)]
    return make_tables(jobs=rows)["jobs"]


def test_each_basis_has_its_own_median_and_what_states_none_is_counted(jobs: pa.Table) -> None:
    found = find_pay(jobs, ON, **ANY | {"level": "Head"})
    assert [(one.basis, one.ads) for one in found.bases] == [("stated", 7), ("pay_grade", 6)]
    stated, grade = (one.ends["from"] for one in found.bases)
    assert (stated.median, stated.low, stated.high, stated.n) == (63_000, 60_000, 66_000, 7)
    assert (stated.q1, stated.q3) == (61_500, 64_500)
    assert grade.median == median(range(90_000, 90_006)) and found.without == 1 and found.is_known
    assert {row["job_id"] for row in found.paid} == {
        *(f"stated{n}" for n in range(7)),
        *(f"grade{n}" for n in range(6)),
    }


def test_of_too_few_nothing_is_told_but_which_they_are(jobs: pa.Table) -> None:
    found = find_pay(jobs, ON, **ANY | {"skills": ("sap", "itil"), "town": "hagen"})
    (only,) = found.bases
    assert (only.ads, only.ends["from"].median, only.ends["from"].n) == (4, None, 4) and not found.is_known
    assert {row["job_id"] for row in found.paid} == {f"lead{n}" for n in range(4)}


def test_a_skill_that_others_name_is_known_and_simply_none_of_these(jobs: pa.Table) -> None:
    found = find_pay(jobs, ON, **ANY | {"level": "head", "skills": ("ITIL",)})
    assert not found.paid and not found.bases and not found.is_known


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"town": "Solingn"}, "--town Solingn: no job has it; did you mean 'Solingen'"),
        ({"skills": ("ITIIL",)}, "did you mean 'ITIL'"),
        ({"level": "heads"}, "did you mean 'head'"),
        ({"role": "it_leader"}, "did you mean 'it_lead'"),
    ],
)
def test_what_no_job_has_is_answered_with_the_nearest(jobs: pa.Table, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        find_pay(jobs, ON, **ANY | asked)


def test_on_the_demo_it_is_told_and_its_exit_code_says_whether(
    demo: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(demo[0])
    assert show_pay(where, **ANY | {"level": "head"}) == 0
    said = capsys.readouterr().out
    assert "stated, to: median" in said and "of 17 ads" in said and "http" in said and "130,000–150,000" in said
    assert show_pay(where, **ANY | {"level": "junior"}) == 1
    assert "No ad like this states pay." in capsys.readouterr().out
    assert show_pay(where, **ANY | {"level": "head"}, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["is_known"] and told["bases"][0]["ends"]["to"]["n"] == 17


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="no snapshot in"):
        show_pay(str(tmp_path), **ANY)
