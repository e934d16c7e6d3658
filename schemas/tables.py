"""The rows of every table, and which table holds which: `from schemas.tables import Posting`."""

from schemas.asks import Vacancy
from schemas.boards import Benchmark, BoardRun
from schemas.columns import Row
from schemas.feeds import FeedRun
from schemas.jobs import Change, Description, Job, JobVersion
from schemas.places import PlaceOf
from schemas.postings import Posting, TextSignature, TrackedPosting

__all__ = [
    "KEPT_BESIDE", "TABLES", "Benchmark", "BoardRun", "Change", "Description", "FeedRun", "Job", "JobVersion",
    "PlaceOf", "Posting", "TextSignature", "TrackedPosting", "Vacancy",
]  # fmt: skip

TABLES: dict[str, type[Row]] = {
    "jobs": Job,
    "descriptions": Description,
    "postings": TrackedPosting,
    "changes": Change,
    "boards": BoardRun,
    "feeds": FeedRun,
    "benchmarks": Benchmark,
    "history": JobVersion,
}
"""What a snapshot publishes."""

KEPT_BESIDE: dict[str, type[Row]] = {"signatures": TextSignature}
"""What lies beside it in its folder for the next publish alone: half of all bytes, and nothing that is looked at."""
