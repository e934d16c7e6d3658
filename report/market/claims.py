"""claims.parquet: what a board's pages claim of the market, beside our figure; each claim is a row of facts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from report.figures.row import Row
from report.market.intervals import find_difference, find_ranks, find_share
from report.market.past import find_begun
from schemas.claims import Claim, ClaimVerdict
from schemas.columns import table_of
from schemas.market import LEAST

PAGE = (
    "https://www.wir-lieben-jobs.de/it-manager-jobs-in-wuppertal"  # its statements, as of November 2026, in our words
)
MORE = 0.05  # a share that is higher by less is not "more"
Found = tuple[float | None, float | None, float | None, int]  # value, low, high, n


@dataclass(frozen=True, slots=True)
class Some:
    """Some of the jobs, said twice: in SQL and for a row."""

    sql: str
    holds: Callable[[Row], Any]


def _names(column: str, *words: str) -> Some:
    """Jobs whose list has one of the words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return Some(f"list_has_any({column}, [{listed}])", lambda row: not set(words).isdisjoint(row[column]))


EVERY = Some("true", lambda row: True)
BEGINNERS = Some(
    "(coalesce(seniority IN ('trainee', 'junior'), false) OR coalesce(experience_level = 'entry', false))",
    lambda row: row["seniority"] in ("trainee", "junior") or row["experience_level"] == "entry",
)
EXPERIENCED = Some(f"NOT {BEGINNERS.sql}", lambda row: not BEGINNERS.holds(row))
BONUS = Some("(bonus OR thirteenth)", lambda row: row["bonus"] or row["thirteenth"])
LEADERS = Some(
    "leads_people IN ('functional', 'disciplinary')", lambda row: row["leads_people"] in ("functional", "disciplinary")
)
WIDE_PAY = Some(
    "greatest(salary_year_min_eur, salary_year_max_eur) > 6500 * 12",
    lambda row: (
        max(one for one in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if one is not None) > 78_000
    ),
)
STATED = Some(
    "salary_basis = 'stated' AND coalesce(salary_year_min_eur, salary_year_max_eur) IS NOT NULL",
    lambda row: row["salary_basis"] == "stated" and _pay(row) is not None,
)
SAP, IOT = _names("skills", "SAP", "SAP S/4HANA"), _names("skills", "IoT", "MES")
CLOUD = _names("skills", "Cloud", "Azure", "AWS", "Google Cloud")
AGILE = _names("skills", "Scrum", "Kanban", "SAFe")
PRIVACY = _names("skills", "Datenschutz")
TRAINING = _names("benefits", "training")
_PAY = (
    "(coalesce(salary_year_min_eur, salary_year_max_eur) + coalesce(salary_year_max_eur, salary_year_min_eur)) / 24.0"
)
COLUMNS = [
    *("job_id", "title_core", "seniority", "experience_level", "skills", "benefits", "bonus", "thirteenth"),
    *("leads_people", "salary_basis", "salary_year_min_eur", "salary_year_max_eur", "first_seen_at"),
]


@dataclass(frozen=True, slots=True)
class Told:
    """What is claimed: a name, our words, and bounds of the figure."""

    name: str
    statement: str
    at_least: float | None
    at_most: float | None
    sql: str
    find: Callable[[Sequence[Row]], Found]
    of: str = "jobs"  # or "begun": only the jobs whose beginning was seen


def claim_pay(name: str, statement: str, low: float, high: float, some: Some) -> Told:
    """The middle of stated pay, a month of twelve: the median of some jobs."""
    sql = f"SELECT median({_PAY})::DOUBLE AS value, count(*) AS n FROM jobs WHERE {STATED.sql} AND {some.sql}"

    def find(rows: Sequence[Row]) -> Found:
        values = sorted(pay for row in rows if STATED.holds(row) and some.holds(row) and (pay := _pay(row)) is not None)
        ranks = find_ranks(len(values), 0.5) if len(values) >= LEAST else None
        ends = (values[ranks[0] - 1], values[ranks[1] - 1]) if ranks else (None, None)
        return (median(values) if values else None), *ends, len(values)

    return Told(name, statement, low, high, sql, find)


def claim_share(
    name: str,
    statement: str,
    some: Some,
    *,
    of: Some = EVERY,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Told:
    """The share of some of the jobs."""
    sql = f"SELECT count(*) FILTER ({some.sql}) / count(*) AS value, count(*) AS n FROM jobs WHERE {of.sql}"

    def find(rows: Sequence[Row]) -> Found:
        those = [row for row in rows if of.holds(row)]
        k, n = sum(bool(some.holds(row)) for row in those), len(those)
        return (k / n, *find_share(k, n), n) if n else (None, None, None, 0)

    return Told(name, statement, at_least, at_most, sql, find)


def claim_growth(name: str, statement: str, some: Some) -> Told:
    """The share of some among the later half of the jobs that came, less that among the earlier half."""
    sql = (
        f"SELECT avg(({some.sql})::INT) FILTER (is_later) - avg(({some.sql})::INT) FILTER (NOT is_later) AS value, "
        "count(*) AS n FROM (SELECT *, row_number() OVER (ORDER BY first_seen_at, job_id) > count(*) OVER () // 2 AS "
        "is_later FROM begun)"
    )

    def find(rows: Sequence[Row]) -> Found:
        those = sorted(rows, key=lambda row: (row["first_seen_at"], row["job_id"]))
        earlier, later = those[: len(those) // 2], those[len(those) // 2 :]
        return _differ(some, later, earlier)

    return Told(name, statement, MORE, None, sql, find, "begun")


def claim_worth(name: str, statement: str, some: Some) -> Told:
    """The share of the well paid (above the median of stated pay) among some jobs, less that among the others."""
    sql = (
        f"SELECT avg(is_well::INT) FILTER ({some.sql}) - avg(is_well::INT) FILTER (NOT {some.sql}) AS value, "
        f"count(*) AS n FROM (SELECT *, {_PAY} > median({_PAY}) OVER () AS is_well FROM jobs WHERE {STATED.sql})"
    )

    def find(rows: Sequence[Row]) -> Found:
        paid = [row for row in rows if STATED.holds(row)]
        middle = median(pay for row in paid if (pay := _pay(row)) is not None) if paid else 0.0
        well = Some("", lambda row: (_pay(row) or 0) > middle)
        those, others = [row for row in paid if some.holds(row)], [row for row in paid if not some.holds(row)]
        return _differ(well, those, others)

    return Told(name, statement, MORE, None, sql, find)


CLAIMS: tuple[Told, ...] = (
    claim_pay("pay_entry", "Beginners are paid 3,700 to 4,500 € a month", 3_700, 4_500, BEGINNERS),
    claim_pay("pay_experienced", "Who brings more is paid 5,000 to 6,500 € a month", 5_000, 6_500, EXPERIENCED),
    claim_share(
        "pay_open_above",
        "Pay is flexible upwards (our bound: one ad in ten that states pay goes beyond 6,500 € a month)",
        WIDE_PAY,
        of=STATED,
        at_least=0.1,
    ),
    claim_share(
        "bonus_rare",
        "A bonus is negotiated, not standard (our bound: fewer than half of the ads offer one)",
        BONUS,
        at_most=0.5,
    ),
    claim_share("leads_people", "The job is to lead people, too (our bound: half of the ads)", LEADERS, at_least=0.5),
    claim_share("sap_asked", "SAP comes into old firms (our bound: one ad in ten names it)", SAP, at_least=0.1),
    claim_share("cloud_asked", "So does the cloud (our bound: one ad in ten)", CLOUD, at_least=0.1),
    claim_share(
        "machines_near", "The work is near the machines (our bound: one ad in ten names IoT or MES)", IOT, at_least=0.1
    ),
    claim_share("training", "Training is no luxury (our bound: half of the ads offer it)", TRAINING, at_least=0.5),
    *(
        make(f"{name}_{what}", f"{words} {told}", some)
        for name, words, some in (
            ("cloud", "Cloud skills", CLOUD),
            ("agile", "Agile methods", AGILE),
            ("privacy", "Skills in data protection", PRIVACY),
        )
        for make, what, told in (
            (claim_growth, "grows", "count more than before (our bound: 5 points more of the ads, late beside early)"),
            (
                claim_worth,
                "pays",
                "raise pay (our bound: 5 points more of its ads are above the median of stated pay)",
            ),
        )
    ),
)


def make_claims(tables: Mapping[str, Any]) -> pa.Table:
    """The claims of the page that this project began with, and of each benchmark that boards state, beside our figures.

    They are of all jobs that the snapshot knows, closed ones included.
    """
    jobs = tables["jobs"]
    rows = {"jobs": jobs.select(COLUMNS).to_pylist()}
    begun = set(jobs["job_id"].take(pa.array(find_begun(jobs, tables["postings"]))).to_pylist())
    rows["begun"] = [row for row in rows["jobs"] if row["job_id"] in begun]
    benchmarks = tables["benchmarks"].filter(pc.equal(tables["benchmarks"]["period"], "month")).to_pylist()
    told = [*((PAGE, one) for one in CLAIMS), *_of_benchmarks(benchmarks)]
    return table_of(Claim, (_judge(page, one, rows[one.of]) for page, one in told))


def list_claims() -> str:
    """The claims of that page in Markdown."""
    rows = [f"| `{one.name}` | {one.statement} | {one.of} |" for one in CLAIMS]
    return "\n".join(["| claim | statement | looked at |", "|---|---|---|", *rows])


def _of_benchmarks(benchmarks: Iterable[Row]) -> Iterator[tuple[str, Told]]:
    """Of each pay that a page states for a month its claim, beside the jobs whose title is the occupation's name."""
    named: dict[tuple[str, str], int] = {}
    for row in benchmarks:
        if row["min_eur"] is None or row["max_eur"] is None:
            continue
        level, words = row["level"] or "all", row["occupation"]
        title = re.sub(r"\W", "", words).lower()
        those = {"entry": BEGINNERS, "all": EVERY}.get(level, EXPERIENCED)
        some = Some(
            f"regexp_replace(lower(title_core), '[^\\p{{L}}\\p{{N}}_]', '', 'g') = '{title}' AND {those.sql}",
            partial(_is_named, title, those),
        )
        name = f"{words} / {level}"
        named[row["url"], name] = count = named.get((row["url"], name), 0) + 1
        statement = f"{words} in {row['town']} ({level}): {row['min_eur']:,.0f} to {row['max_eur']:,.0f} € a month"
        low, high = float(row["min_eur"]), float(row["max_eur"])
        yield row["url"], claim_pay(name if count == 1 else f"{name} / {count}", statement, low, high, some)


def _is_named(title: str, those: Some, row: Row) -> bool:
    return re.sub(r"\W", "", row["title_core"]).lower() == title and bool(those.holds(row))


def _judge(page: str, one: Told, rows: Sequence[Row]) -> Claim:
    value, low, high, n = one.find(rows)
    if n < LEAST or value is None:
        value, low, high = None, None, None
    return Claim(
        claimed_by=page,
        claim=one.name,
        statement=one.statement,
        at_least=one.at_least,
        at_most=one.at_most,
        value=value,
        low=low,
        high=high,
        n=n,
        verdict=judge(low, high, one.at_least, one.at_most),
        query=one.sql,
    )


def judge(low: float | None, high: float | None, at_least: float | None, at_most: float | None) -> ClaimVerdict:
    """What an interval says of the bounds of a claim.

    >>> [judge(*ends, 0.5, None).value for ends in ((0.6, 0.8), (0.1, 0.4), (0.4, 0.6), (None, None))]
    ['borne_out', 'not_borne_out', 'not_known_yet', 'not_known_yet']
    """
    if low is None or high is None:
        return ClaimVerdict.NOT_KNOWN_YET
    least, most = float("-inf") if at_least is None else at_least, float("inf") if at_most is None else at_most
    if least <= low and high <= most:
        return ClaimVerdict.BORNE_OUT
    return ClaimVerdict.NOT_BORNE_OUT if high < least or low > most else ClaimVerdict.NOT_KNOWN_YET


def _differ(some: Some, those: Sequence[Row], others: Sequence[Row]) -> Found:
    """The share of some among those, less that among the others."""
    n, of = len(those), len(others)
    k, before = (sum(bool(some.holds(row)) for row in rows) for rows in (those, others))
    if min(n, of) < LEAST:
        return None, None, None, n + of
    return k / n - before / of, *find_difference(k, n, before, of), n + of


def _pay(row: Row) -> float | None:
    """The middle of a job's yearly pay, a month of twelve; an end that is not stated takes the value of the other."""
    known = [one for one in (row["salary_year_min_eur"], row["salary_year_max_eur"]) if one is not None]
    return float(known[0] + known[-1]) / 24 if known else None
