"""The page's table of open jobs, packed column by column with repeated values once, so that it stays small."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from report.figures.row import Row
from report.texts import read_beginnings
from schemas.columns import ON_AD, ON_JOB, fields_of, names_with
from schemas.said import KEPT
from schemas.tables import Job, TrackedPosting

LISTED = 20_000  # most jobs in the table; with more the file would open slowly
JOB_COLUMNS = names_with(Job, ON_JOB)
AD_COLUMNS = names_with(TrackedPosting, ON_AD)
MINUTE = 60_000_000  # microseconds: to the minute the page knows when a job came
BEGINNING = 320  # characters of an ad's text that an opened row shows
# The columns with an ad's words beside those that are read from them first of all.
READ_FROM = {
    words: tuple(field.name for field in fields_of(TrackedPosting) if field.use.read_from[:1] == (subject,))
    for subject, words in KEPT.items()
    if words in AD_COLUMNS
}


def pack_jobs(tables: Mapping[str, Any], ids: Any, news: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The jobs with these ids in their order, and their postings one after another, open and canonical ones first.

    `news`: job_ids by what happened, new or changed.
    """
    jobs, postings = tables["jobs"], tables["postings"]
    jobs = jobs.take(pc.index_in(ids, jobs["job_id"].combine_chunks()))
    place = pc.index_in(postings["job_id"], ids)
    ads = postings.append_column("at", place).filter(pc.is_valid(place))
    ads = ads.append_column("repeats", pc.invert(ads["is_canonical"]).cast(pa.int8()))
    order = [("at", "ascending"), ("status", "descending"), ("repeats", "ascending")]
    ads = ads.sort_by([*order, ("board", "ascending"), ("board_ref", "ascending")])
    counts = [0] * jobs.num_rows
    for found in ads["at"].to_pylist():
        counts[found] += 1
    columns = {name: pack_column(jobs[name]) for name in JOB_COLUMNS}
    kinds = {job_id: kind for kind, found in news.items() for job_id in found}
    columns["news"] = _code([kinds.get(job_id) for job_id in ids.to_pylist()])
    columns["ads"] = _code(counts)
    columns["came"] = _code(pc.floor(pc.divide(pc.cast(jobs["first_seen_at"], pa.int64()), MINUTE)).to_pylist())
    begins = read_beginnings(tables["descriptions"], ids.to_pylist(), BEGINNING)
    columns["begins"] = _code([_lines(begins.get(job_id, "")) or None for job_id in ids.to_pylist()])
    of_ads = {name: pack_column(keep_quotable(ads, name)) for name in AD_COLUMNS}
    for name, told in (("title", "title"), ("employer", "employer_raw")):
        same = pc.equal(ads[told], jobs[name].take(ads["at"]))
        of_ads[name] = pack_column(pc.if_else(pc.fill_null(same, False), None, ads[told]))
    return {"job_count": jobs.num_rows, "ad_count": ads.num_rows, "jobs": columns, "ads": of_ads}


def _lines(text: str) -> str:
    """The lines of a text, without empty ones."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def keep_quotable(ads: Any, name: str) -> Any:
    """A column of postings; one of an ad's words without those that nothing was read from, and without mere codes.

    A code, such as 2026-11-18, 1795172340 or FULL_TIME, has no small letter or joins its words by _. Pay grades are
    spelt so by people.
    """
    column = ads[name]
    if name not in READ_FROM:
        return column
    is_read = pa.array([False] * len(column), pa.bool_())
    for fact in READ_FROM[name]:
        known = ads[fact]
        is_flag = pa.types.is_boolean(known.type) and not ads.schema.field(fact).nullable
        is_read = pc.or_(is_read, known if is_flag else pc.is_valid(known))
    if name != "pay_grade_raw":
        is_code = pc.or_(pc.match_substring(column, "_"), pc.invert(pc.match_substring_regex(column, r"\p{Ll}")))
        is_read = pc.and_(is_read, pc.invert(pc.fill_null(is_code, True)))
    return pc.if_else(is_read, column, None)


def pack_column(column: Any) -> Any:
    """Values as JSON: days are counted from 1970, an instant is its day in Berlin, rows within are lists; see _code.

    >>> from datetime import datetime
    >>> pack_column(pa.chunked_array([[datetime.fromisoformat("1970-01-01T23:30+00:00")]], pa.timestamp("us", "UTC")))
    [1]
    """
    if pa.types.is_timestamp(column.type):
        column = pc.local_timestamp(column.cast(pa.timestamp("us", "Europe/Berlin"))).cast(pa.date32(), safe=False)
    if pa.types.is_date(column.type):
        column = column.cast(pa.int32())
    elif pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    return _code([_flat(value) or None if isinstance(value, list) else value for value in column.to_pylist()])


def _flat(values: list[Any]) -> tuple[Any, ...]:
    """A list as it can be counted; of rows within it, such as languages, each the tuple of its values."""
    return tuple(tuple(one.values()) if isinstance(one, dict) else one for one in values)


def pack_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """Rows of one shape, column by column.

    >>> pack_rows([{"a": 1, "b": None}])
    {'a': [1], 'b': None}
    """
    names = rows[0] if rows else ()
    return {name: pack_column(pa.chunked_array([pa.array([row[name] for row in rows])])) for name in names}


def _code(values: list[Any]) -> Any:
    """If at most half of the values differ, each once and its places: 0 for None, 1 for the first. No values: None.

    >>> _code(["a", None, "a", "a"]), _code(["a", "b"]), _code([None, None])
    ({'d': ['a'], 'i': [1, 0, 1, 1]}, ['a', 'b'], None)
    """
    places: dict[Any, int] = {None: 0}
    coded = [places.setdefault(value, len(places)) for value in values]
    if len(places) == 1:
        return None
    return values if (len(places) - 1) * 2 > len(values) else {"d": list(places)[1:], "i": coded}
