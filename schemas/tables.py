"""The rows of every table, and which table holds which: `from schemas.tables import Posting`."""

from schemas.asks import Vacancy
from schemas.boards import Benchmark, BoardRun
from schemas.columns import Row
from schemas.feeds import FeedRun
from schemas.jobs import Change, Description, Job, JobVersion
from schemas.places import PlaceOf
from schemas.postings import Posting, TextSignature, TrackedPosting

__all__ = [
    "TABLES", "Benchmark", "BoardRun", "Change", "Description", "FeedRun", "Job", "JobVersion",
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
