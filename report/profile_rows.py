"""What the pay panel of the page needs beside the table of jobs: the other jobs that were seen within a year."""

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from report.job_rows import pack_column
from report.market.past import A_YEAR, keep_recent
from schemas.market import LEAST

MOST = 10_000  # jobs beside the table, those seen last
_OF_ALL = ("seniority", "town", "skills")  # what the panel chooses by
_OF_PAID = ("title", "employer", "url", "salary_basis", "salary_year_min_eur", "salary_year_max_eur")


def pack_profile(jobs: pa.Table, listed: Any, on: date) -> dict[str, Any]:
    """The jobs that are not `listed` in the table, column by column; of those without pay what is chosen by alone.

    `since`: the day, counted from 1970, after which a job must have been seen. `cut`: how many jobs were left out.
    """
    others = keep_recent(jobs, on)
    others = others.filter(pc.invert(pc.is_in(others["job_id"], value_set=listed)))
    cut = max(0, others.num_rows - MOST)
    if cut:
        others = others.sort_by([("last_seen_at", "descending"), ("job_id", "ascending")]).slice(0, MOST)
    is_paid = pc.or_(pc.is_valid(others["salary_year_min_eur"]), pc.is_valid(others["salary_year_max_eur"]))
    columns = {name: pack_column(others[name]) for name in _OF_ALL}
    columns |= {name: pack_column(pc.if_else(is_paid, others[name], None)) for name in _OF_PAID}
    since = (on - A_YEAR - date(1970, 1, 1)).days
    return {"rows": columns, "count": others.num_rows, "cut": cut, "since": since, "least": LEAST}
