"""The rows of every table, and which table holds which: `from schemas.tables import Posting`."""

from schemas.asks import Vacancy
from schemas.boards import Benchmark, BoardRun
from schemas.claims import Claim
from schemas.columns import Row
from schemas.feeds import FeedRun
from schemas.jobs import Change, Description, Job, JobVersion
from schemas.market import Figure
from schemas.places import PlaceOf
from schemas.postings import Posting, TrackedPosting
from schemas.quality import Quality

__all__ = [
    "FIGURES", "PUBLISHED", "TABLES", "Benchmark", "BoardRun", "Change", "Claim", "Description",
    "FeedRun", "Figure", "Job", "JobVersion", "PlaceOf", "Posting", "Quality",
    "TrackedPosting", "Vacancy",
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

FIGURES: dict[str, type[Row]] = {"market": Figure, "claims": Claim, "quality": Quality}
"""What is counted from these tables and published with them; one whose making failed is left out."""

PUBLISHED: dict[str, type[Row]] = TABLES | FIGURES
"""What whoever reads a snapshot finds in it."""
