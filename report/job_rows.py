"""The table of open jobs as the page carries it: column by column, repeated values once, so that it stays small."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from report.days import berlin_day

WORDS = ("salary", "pay_grade", "posted", "apply_by", "start", "contract", "hours", "remote", "employment")
_EPOCH = date(1970, 1, 1).toordinal()
JOB_COLUMNS = (
    "job_id", "title", "employer", "employer_is_agency", "town", "district", "distance_km", "seniority",
    "role_family", "remote", "salary_basis", "salary_min_eur", "salary_max_eur", "salary_period",
    "salary_approximate", "salary_total", "salary_period_stated", "salary_payments_per_year", "salary_weekly_hours",
    "salary_assumed", "salary_from", "salary_year_min_eur", "salary_year_max_eur", "pay_scale", "pay_grade_min",
    "pay_grade_max", "pay_grade_also", "fixed_term", "contract_until_on", "contract_months", "weekly_hours_min",
    "weekly_hours_max", "employment_types", "posted_on", "posted_precision", "posted_at_least", "apply_by_on",
    "apply_by_precision", "start_on", "start_precision", "start_as_soon_as_possible", "skills", "certificates",
    "issues", "possible_same_vacancy", "stale", "first_seen_at", "last_seen_at",
)  # fmt: skip
_OF_POSTING = (
    "board", "status", "first_seen_at", "last_seen_at", "closed_on", "closed_reason", "stale", "is_canonical",
    "duplicate_kind", "duplicate_reason", "via", *(f"{word}_raw" for word in WORDS),
)  # fmt: skip
POSTING_COLUMNS = ("job_id", "board_ref", "url", "title", "employer_raw", *_OF_POSTING)


def pack_jobs(
    jobs: Sequence[dict[str, Any]],
    postings: Mapping[str, Sequence[dict[str, Any]]],
    news: Mapping[str, Collection[str]],
) -> dict[str, Any]:
    """Jobs in their order and their postings behind each other; `news`: job_ids by what happened, new or changed."""
    columns: dict[str, list[Any]] = {name: [row[name] for row in jobs] for name in JOB_COLUMNS}
    columns["news"] = [next((kind for kind, ids in news.items() if row["job_id"] in ids), None) for row in jobs]
    columns["ads"] = [len(postings.get(row["job_id"], ())) for row in jobs]
    ads = [(job, row) for job in jobs for row in postings.get(job["job_id"], ())]
    of_ads: dict[str, list[Any]] = {name: [row[name] for _, row in ads] for name in _OF_POSTING}
    of_ads["url"] = [row["url"] for _, row in ads]
    of_ads["title"] = [row["title"] if row["title"] != job["title"] else None for job, row in ads]
    of_ads["employer"] = [row["employer_raw"] if row["employer_raw"] != job["employer"] else None for job, row in ads]
    return {
        "job_count": len(jobs),
        "ad_count": len(ads),
        "jobs": {name: pack_column(values) for name, values in columns.items()},
        "ads": {name: pack_column(values) for name, values in of_ads.items()},
    }


def pack_column(values: Iterable[Any]) -> Any:
    """Values as JSON has them; where half or fewer differ, each once and its places: 0 for None, 1 for the first.

    A column of nothing is null. Days are counted from 1970; instants become the day in Berlin.

    >>> pack_column(["a", None, "a", "a"])
    {'d': ['a'], 'i': [1, 0, 1, 1]}
    >>> pack_column([date(1970, 1, 3), datetime.fromisoformat("1970-01-01T23:30+00:00")]), pack_column([None, ()])
    ([2, 1], None)
    """
    plain = [_plain(value) for value in values]
    places: dict[Any, int] = {}
    for value in plain:
        if value is not None:
            places.setdefault(tuple(value) if isinstance(value, list) else value, len(places) + 1)
    if not places:
        return None
    if len(places) * 2 > len(plain):
        return plain
    keys = [tuple(value) if isinstance(value, list) else value for value in plain]
    return {"d": list(places), "i": [0 if key is None else places[key] for key in keys]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return berlin_day(value).toordinal() - _EPOCH
    if isinstance(value, date):
        return value.toordinal() - _EPOCH
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, list | tuple):
        return list(value) or None
    return None if value == "" else value
