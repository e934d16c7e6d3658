"""Which columns an export has: those that people look at, unless others are asked for."""

from schemas.columns import schema_of
from schemas.mistakes import ConfigurationError, nearest
from schemas.tables import PUBLISHED

ALL = "all"
_OF_AN_AD = (
    *(
        "title",
        "employer",
        "town",
        "distance_km",
        "role_family",
        "seniority",
        "remote",
        "employment_types",
        "fixed_term",
    ),
    *("salary_basis", "salary_year_min_eur", "salary_year_max_eur", "posted_on", "apply_by_on", "first_seen_at"),
)
LOOKED_AT: dict[str, tuple[str, ...]] = {
    "jobs": (*_OF_AN_AD, "boards", "url", "job_id"),
    "postings": (*_OF_AN_AD, "board", "salary_raw", "url", "job_id", "status"),
    "history": (*_OF_AN_AD, "url", "job_id", "status", "closed_on", "closed_reason", "valid_from", "valid_to"),
}
"""Of the tables with more columns than anyone looks at; the others are exported whole."""
WHEN_CLOSED = ("status", "closed_on", "closed_reason")  # besides, where closed jobs are asked for


def choose_columns(table: str, asked: str | None, *, closed: bool = False) -> list[str]:
    """The columns of a table's export, as they are asked for: names with commas between them, "all" or none.

    Raises ConfigurationError for a name that the table does not have.
    """
    row: type = PUBLISHED[table]
    every = schema_of(row).names
    if asked == ALL or (asked is None and table not in LOOKED_AT):
        return list(every)
    if asked is None:
        more = [name for name in WHEN_CLOSED if closed and name not in LOOKED_AT[table]]
        return [*LOOKED_AT[table], *more]
    names = [name.strip() for name in asked.split(",") if name.strip()]
    for name in names:
        if name not in every:
            raise ConfigurationError(f"--columns: {table} has no column {name!r}; {nearest(name, every)}")
    if not names:
        raise ConfigurationError("--columns: name at least one column, or all")
    return list(dict.fromkeys(names))
