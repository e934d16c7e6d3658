"""What rises and what falls: the jobs that came of late beside those that came before, beyond chance."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from report.market.cases import Cases, Numbers, days_of
from report.market.indicators import INDICATORS
from report.market.intervals import compare_shares, find_beyond_chance, find_difference
from report.market.measures import Measured, count_slices
from schemas.market import LEAST

LATER, EARLIER = timedelta(days=30), timedelta(days=90)
COMPARED = [one for one in INDICATORS if one.is_compared]
# `later` and `earlier`: of each employer the newest job that came then, since ads of one employer are alike.
WINDOW = """\
CREATE OR REPLACE VIEW {name} AS
FROM begun WHERE first_seen_at::DATE > DATE '{since}' AND first_seen_at::DATE <= DATE '{until}'
QUALIFY row_number() OVER (PARTITION BY coalesce(employer_key, job_id) ORDER BY first_seen_at DESC, job_id DESC) = 1;
"""


def choose(jobs: pa.Table, begun: Numbers, since: date, until: date) -> Cases:
    """The jobs that came after a day and up to another, of each employer the newest; their beginning was seen."""
    found = jobs.take(pa.array(begun))
    days = days_of(found["first_seen_at"])
    found = found.filter(pa.array((days > np.datetime64(since)) & (days <= np.datetime64(until))))
    found = found.sort_by([("first_seen_at", "descending"), ("job_id", "descending")])
    owners = pc.coalesce(found["employer_key"], found["job_id"]).to_numpy(zero_copy_only=False).astype(str)
    _, newest = np.unique(owners, return_index=True)
    return Cases(found.take(pa.array(newest)), jobs.slice(0, 0))


def compare(jobs: pa.Table, begun: Numbers, on: date) -> Iterator[tuple[str, Measured]]:
    """What rises, what falls, and how many slices were compared; nothing more where too few jobs came."""
    between = on - LATER
    later, earlier = choose(jobs, begun, between, on), choose(jobs, begun, between - EARLIER, between)
    n, before = later.jobs.num_rows, earlier.jobs.num_rows
    if min(n, before) < LEAST:
        yield "compared", Measured("all", None, None, None, n + before)
        return
    found = [
        (f"{one.name}: {name}", k, k_before)
        for one in COMPARED
        if one.measure.slices
        for name, k, k_before in _beside(
            dict(count_slices(one.measure.slices, later)), dict(count_slices(one.measure.slices, earlier))
        )
    ]
    yield "compared", Measured("all", len(found), None, None, n + before)
    chances = [compare_shares(k, n, k_before, before) for _, k, k_before in found]
    for (name, k, k_before), is_told in zip(found, find_beyond_chance(chances), strict=True):
        if is_told:
            change = k / n - k_before / before
            what = "rises" if change > 0 else "falls"
            yield what, Measured(name, change, *find_difference(k, n, k_before, before), n + before)


def _beside(later: dict[str, int], earlier: dict[str, int]) -> Iterator[tuple[str, int, int]]:
    """The counts of each slice in both, but of those with so few jobs that they cannot tell anything."""
    for name in sorted({*later, *earlier}):
        k, k_before = later.get(name, 0), earlier.get(name, 0)
        if k + k_before >= LEAST:
            yield name, k, k_before
