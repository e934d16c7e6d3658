"""The rows of every table, and which table holds which: `from schemas.tables import Posting`."""

from schemas.asks import Vacancy
from schemas.boards import Benchmark, BoardRun
from schemas.columns import Row
from schemas.feeds import FeedRun
from schemas.jobs import Change, Description, Job, JobVersion
from schemas.market import Figure
from schemas.places import PlaceOf
from schemas.postings import Posting, TextSignature, TrackedPosting

__all__ = [
    "FIGURES", "KEPT_BESIDE", "PUBLISHED", "TABLES", "Benchmark", "BoardRun", "Change", "Description", "FeedRun",
    "Figure", "Job", "JobVersion", "PlaceOf", "Posting", "TextSignature", "TrackedPosting", "Vacancy",
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
"""What a snapshot consists of."""

FIGURES: dict[str, type[Row]] = {"market": Figure}
"""What is counted from these tables and published with them; one whose making failed is left out."""

PUBLISHED: dict[str, type[Row]] = TABLES | FIGURES
"""What whoever reads a snapshot finds in it."""

KEPT_BESIDE: dict[str, type[Row]] = {"signatures": TextSignature}
"""What lies beside it in its folder for the next publish alone: half of all bytes, and nothing that is looked at."""
