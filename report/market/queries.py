"""The SQL that gives each figure of the market once more, and docs/market.md, which shows it."""

import re
from collections.abc import Iterable
from datetime import date

from report.market.claims import list_claims
from report.market.comparisons import COMPARED, EARLIER, LATER, WINDOW
from report.market.indicators import INDICATORS, Indicator
from report.market.month import FIGURES, SUM_OF_DAYS
from report.market.past import BEGUN, CLOSED_BY_DAY, JOBS_BY_DAY, NEW_BY_DAY, OF_MONTH, OPEN_DAYS
from schemas.documents import put_between_marks
from schemas.market import LEAST, MEANINGS
from schemas.tables import TABLES

_THOSE = re.compile(r"\bthose\b")
OF_DAY = "FROM jobs WHERE status = 'open'"
OF_NOVEMBER = OF_MONTH.format(month="2026-11-01")
DAYS = {"jobs": JOBS_BY_DAY, "new_jobs": NEW_BY_DAY, "closed_jobs": CLOSED_BY_DAY}
TIME_OPEN = " UNION ALL ".join(
    [
        "SELECT 'all' AS slice, median_days AS value, low, high, jobs AS n FROM time_open(NULL)",
        *(
            f"SELECT '{column}: ' || value AS slice, median_days AS value, low, high, jobs AS n "
            f"FROM time_open({column}) WHERE value IS NOT NULL"
            for column in ("role_family", "seniority")
        ),
    ]
)
BENCHMARKS = {
    f"benchmark_{end}": "SELECT occupation || ' / ' || coalesce(level, 'not stated') AS slice, "
    f"avg({column})::DOUBLE AS value, count({column}) AS n FROM benchmarks "
    f"WHERE period = 'month' AND {column} IS NOT NULL GROUP BY ALL"
    for end, column in (("from", "min_eur"), ("to", "max_eur"))
}
SOURCES = {"month": "the month", "days": "the sum of its days", "snapshot": "the snapshot's day"}
OTHERS = (  # beside the table of indicators: name, meaning, unit, method
    (
        "new_jobs",
        "jobs that came on the day; those that stood there when their board was first watched are none",
        "jobs",
        "count",
    ),
    ("closed_jobs", "jobs that closed on the day; not those of which nobody knows whether they did", "jobs", "count"),
    ("days_open", "median of the days that jobs stay open, of all, and of each role and level", "days", "kaplan_meier"),
    (
        "compared",
        "slices compared, in `n` jobs that came: in how many places a rise or fall was looked for",
        "comparisons",
        "count",
    ),
    ("rises", 'what the jobs of late have more often; the slice is named "skill: SAP"', "share", "comparison"),
    ("falls", "what they have less often", "share", "comparison"),
    (
        "benchmark_from",
        "what boards state as lower end of a month's pay, by occupation and level",
        "EUR gross a month",
        "statement",
    ),
    ("benchmark_to", "what they state as upper end", "EUR gross a month", "statement"),
)


def open_tables(folder: str, names: Iterable[str] = TABLES) -> str:
    """A view of each table of a snapshot's folder, under its name."""
    views = [f"CREATE OR REPLACE VIEW {name} AS FROM '{folder}{name}.parquet';" for name in names]
    return "\n".join(["SET TimeZone = 'Europe/Berlin';", *views])


def write_windows(on: date) -> str:
    """The views of what is compared on a day: `later` and `earlier`."""
    between = on - LATER
    later = WINDOW.format(name="later", since=between, until=on)
    return later + WINDOW.format(name="earlier", since=between - EARLIER, until=between)


def write_comparison(one: Indicator) -> str:
    """The differences of an indicator's slices between the jobs of `later` and `earlier`."""
    assert one.measure.slices
    counted = (
        f"(SELECT slice, count(*) AS k FROM ({_THOSE.sub(name, one.measure.slices.sql)}) GROUP BY slice)"
        for name in ("later", "earlier")
    )
    a, b = counted
    return (
        f"SELECT '{one.name}: ' || slice AS slice, coalesce(a.k, 0) / n_later - coalesce(b.k, 0) / n_earlier AS value, "
        f"n_later + n_earlier AS n FROM {a} AS a FULL JOIN {b} AS b USING (slice), "
        "(SELECT count(*) AS n_later FROM later), (SELECT count(*) AS n_earlier FROM earlier) "
        f"WHERE coalesce(a.k, 0) + coalesce(b.k, 0) >= {LEAST}"
    )


def write_market(document: str) -> str:
    """docs/market.md with its lists of indicators, methods and queries. Raises ValueError where a mark is missing."""
    rows = [(one.name, one.meaning, str(one.unit), str(one.measure.method), one.is_now) for one in INDICATORS]
    rows += [(*row, True) for row in OTHERS]
    listed = ["| indicator | meaning | unit | method | periods |", "|---|---|---|---|---|"]
    for name, meaning, unit, method, is_now in rows:
        listed.append(f"| `{name}` | {meaning} | {unit} | {method} | {'day' if is_now else 'day, month'} |")
    queries = [(one.name, one.measure.sql) for one in INDICATORS]
    queries += [*DAYS.items(), ("days_open", TIME_OPEN), *BENCHMARKS.items()]
    queries += [("rises, falls", write_comparison(COMPARED[1]))]
    views = "".join([BEGUN, OPEN_DAYS, write_windows(date(2026, 11, 30))])
    those = (
        f"CREATE VIEW those AS {OF_DAY};  -- the jobs of a day\n-- or of a month\nCREATE VIEW those AS {OF_NOVEMBER};\n"
    )
    shown = [f"```text\n{views}{those}```", *(f"`{name}`\n\n```text\n{sql}\n```" for name, sql in queries)]
    document = put_between_marks(document, "\n".join(listed), "indicators")
    document = put_between_marks(document, list_claims(), "claims")
    document = put_between_marks(document, _list_month(), "month")
    methods = [f"- **{method}**: {meaning}." for method, meaning in MEANINGS.items()]
    document = put_between_marks(document, "\n".join(methods), "methods")
    return put_between_marks(document, "\n\n".join(shown), "queries")


def _list_month() -> str:
    """The figures of a month's report, and the SQL of those that are sums of days."""
    rows = ["| figure | indicator | slice | from |", "|---|---|---|---|"]
    rows += [f"| `{one.name}` | `{one.indicator}` | {one.slice} | {SOURCES[one.source]} |" for one in FIGURES]
    summed = SUM_OF_DAYS.format(days="… the indicator's SQL …", month="2026-11-01")
    return "\n".join([*rows, "", f"```text\n{summed}\n```"])
