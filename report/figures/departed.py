"""Jobs that are not open any more, for links that still lead to them: closed, or merged into another."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from report.figures.row import Row

MOST = 5_000  # of each kind, the latest first; a link to an older one is answered as one to a job that is not known


def find_departed(tables: Mapping[str, Any]) -> list[Row]:
    """The jobs that closed, and the ids that were merged: `now` is the id under which the vacancy goes on.

    Where a merged id went is found by its ad's address: the job that has it now.
    """
    jobs = tables["jobs"].select(["job_id", "status", "title", "employer", "closed_on", "closed_reason"])
    closed = jobs.filter(pc.equal(jobs["status"], "closed"))
    closed = closed.sort_by([("closed_on", "descending"), ("job_id", "ascending")]).slice(0, MOST)
    rows = [row | {"now": None} for row in closed.drop_columns(["status"]).to_pylist()]
    return rows + _find_merged(tables["history"], jobs["job_id"], tables["postings"])


def _find_merged(history: Any, ids: Any, postings: Any) -> list[Row]:
    gone = history.select(["job_id", "title", "employer", "url", "valid_from"])
    gone = gone.filter(pc.invert(pc.is_in(gone["job_id"], ids.combine_chunks())))
    last = {row["job_id"]: row for row in gone.sort_by("valid_from").to_pylist()}
    urls = pa.array(sorted({row["url"] for row in last.values()}), pa.string())
    found = postings.select(["url", "job_id"]).filter(pc.is_in(postings["url"], urls))
    now = dict(zip(found["url"].to_pylist(), found["job_id"].to_pylist(), strict=True))
    merged = [row for row in last.values() if row["url"] in now]
    merged.sort(key=lambda row: (row["valid_from"], row["job_id"]), reverse=True)
    nothing = {"closed_on": None, "closed_reason": None}
    return [
        {"job_id": row["job_id"], "title": row["title"], "employer": row["employer"], **nothing, "now": now[row["url"]]}
        for row in merged[:MOST]
    ]
