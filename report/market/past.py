"""The jobs of past days and months, from the history: which were open, and which came and went."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from report.figures.days import BERLIN
from report.figures.stays import UNKNOWN_ENDS
from report.market.cases import Cases, Numbers, days_of
from report.market.measures import Measured

A_YEAR = timedelta(days=365)
# `begun`: the jobs whose beginning was seen; those that stood there when their board was first watched came before.
BEGUN = """\
CREATE OR REPLACE VIEW begun AS
WITH watched AS (SELECT board, min(first_seen_at::DATE) AS since FROM postings GROUP BY board),
     firsts AS (SELECT job_id, min({'day': first_seen_at::DATE, 'board': board}) AS first FROM postings GROUP BY job_id)
SELECT jobs.* FROM jobs JOIN firsts USING (job_id) JOIN watched ON board = first.board
WHERE first.day > since AND came_by = 'board';
"""
# `open_days`: the days since history began, and how many jobs were open at the end of each.
OPEN_DAYS = """\
CREATE OR REPLACE VIEW open_days AS
SELECT day::DATE AS period_on, count(job_id) AS n
FROM (SELECT unnest(generate_series(
          (SELECT min(valid_from)::DATE FROM history),
          (SELECT strptime(any_value(run) || '+00', '%Y%m%dT%H%M%SZ%z')::DATE FROM jobs), INTERVAL 1 DAY)) AS day)
LEFT JOIN history ON status = 'open' AND valid_from::DATE <= day AND (valid_to IS NULL OR valid_to::DATE > day)
GROUP BY ALL;
"""
ENDED = f"closed_reason NOT IN {tuple(map(str, sorted(UNKNOWN_ENDS)))}"
JOBS_BY_DAY = "SELECT period_on, n AS value, n FROM open_days"
_FLOW = (
    "SELECT period_on, count(job_id) AS value, n FROM open_days LEFT JOIN {those} = period_on "
    "WHERE period_on > (SELECT min(period_on) FROM open_days) GROUP BY ALL"
)
NEW_BY_DAY = _FLOW.format(those="begun ON first_seen_at::DATE")
CLOSED_BY_DAY = _FLOW.format(those=f"jobs ON {ENDED} AND closed_on")
OF_MONTH = """\
FROM history WHERE status = 'open' AND valid_from < DATE '{month}' + INTERVAL 1 MONTH
  AND (valid_to IS NULL OR valid_to > DATE '{month}')
QUALIFY row_number() OVER (PARTITION BY job_id ORDER BY valid_from DESC) = 1"""


def keep_recent(jobs: pa.Table, on: date) -> pa.Table:
    """The jobs that were seen within a year before a day: older ads state the pay of another year."""
    return jobs.filter(pa.array(days_of(jobs["last_seen_at"]) > (on - A_YEAR)))


def find_begun(jobs: pa.Table, postings: pa.Table) -> Numbers:
    """The numbers of the jobs whose beginning was seen, in their order."""
    days, boards = days_of(postings["first_seen_at"]).astype(np.int64), postings["board"].combine_chunks()
    coded = boards.dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    since = np.full(len(coded.dictionary), np.iinfo(np.int64).max)
    np.minimum.at(since, codes, days)
    by_name = np.argsort(np.argsort(coded.dictionary.to_numpy(zero_copy_only=False)))  # of one day the first by name
    ids = pc.index_in(postings["job_id"], value_set=jobs["job_id"].combine_chunks()).to_numpy().astype(np.int64)
    order = np.lexsort((by_name[codes], days, ids))
    there, first = np.unique(ids[order], return_index=True)
    posting = order[first]
    begun = there[days[posting] > since[codes[posting]]]
    by_board = np.asarray(pc.equal(jobs["came_by"], "board").to_numpy(zero_copy_only=False), bool)
    return np.asarray(begun[by_board[begun]])


def list_months(history: pa.Table, on: date) -> Iterator[tuple[date, Cases]]:
    """Each month since history began, and the jobs that were open at some time in it, as they last were."""
    first = pc.min(history["valid_from"]).as_py()
    if first is None:
        return
    is_open = pc.equal(history["status"], "open").to_numpy(zero_copy_only=False)
    since = _instants(history["valid_from"])
    until = _instants(history["valid_to"])
    month = first.astimezone(BERLIN).date().replace(day=1)
    while month <= on:
        following = (month + timedelta(days=31)).replace(day=1)
        there = is_open & (since < _midnight(following)) & (np.isnat(until) | (until > _midnight(month)))
        found = history.filter(pa.array(there))
        ids = found["job_id"].to_numpy()
        last = np.append(ids[1:] != ids[:-1], [True]) if len(ids) else np.array([], bool)  # sorted by job and beginning
        jobs = found.filter(pa.array(last))
        yield month, Cases(jobs, jobs.slice(0, 0))
        month = following


def count_days(jobs: pa.Table, begun: Numbers, history: pa.Table, on: date) -> Iterator[tuple[str, date, Measured]]:
    """Of each day since history began: open jobs, and of each but the first those that came and those that closed."""
    if not history.num_rows:
        return
    is_open = history.filter(pc.equal(history["status"], "open"))
    came, gone = days_of(is_open["valid_from"]), days_of(is_open["valid_to"])
    began = days_of(history["valid_from"]).min()
    days = np.arange(began, np.datetime64(on) + 1)
    there = _count(came, days).cumsum() - _count(gone[~np.isnat(gone)], days).cumsum()
    new = _count(days_of(jobs["first_seen_at"])[begun], days)
    ended = pc.invert(pc.is_in(jobs["closed_reason"], value_set=pa.array(sorted(UNKNOWN_ENDS), pa.string())))
    closed_on = jobs["closed_on"].filter(pc.and_(pc.is_valid(jobs["closed_on"]), ended))
    closed = _count(closed_on.to_numpy().astype("datetime64[D]"), days)
    for at, day in enumerate(days.tolist()):
        if day < on:
            yield "jobs", day, _told(there[at], there[at])
        if at:
            yield "new_jobs", day, _told(new[at], there[at])
            yield "closed_jobs", day, _told(closed[at], there[at])


def _count(found: Numbers, days: Numbers) -> Numbers:
    """How many fall on each of the days."""
    at = (found - days[0]).astype(np.int64)
    return np.bincount(at[(at >= 0) & (at < len(days))], minlength=len(days))


def _told(value: Any, n: Any) -> Measured:
    return Measured("all", int(value), None, None, int(n))


def _instants(column: Any) -> Numbers:
    return np.asarray(column.cast(pa.timestamp("us")).to_numpy(), "datetime64[us]")


def _midnight(day: date) -> Any:
    return np.datetime64(int(datetime.combine(day, datetime.min.time(), BERLIN).timestamp()), "s")
