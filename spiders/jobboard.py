"""The boards of jobboards.toml, whose postings carry schema.org JobPosting: each row apart from the others."""

from collections.abc import Iterator, Sequence

from scrapy import Request

from schemas.jobboards import jobboards_of
from spiders import Board
from spiders._jobboard_row import RowBoard


class JobBoards(Board):
    """Job boards read by their rows in jobboards.toml."""

    name = "jobboard"
    access = "tolerated"
    checked = "documented"  # each row states this for itself
    terms = "Each row of jobboards.toml states its board's terms."

    rows: Sequence[RowBoard] = ()

    def first_requests(self) -> Iterator[Request]:
        self.rows = [RowBoard.of(row, self) for row in jobboards_of(self.search)]
        if not self.rows:
            self.mark_incomplete(f"no row of {self.search.jobboards_file} is enabled")
        for row in self.rows:
            self.note_feed(f"{row.row.name}/")
            yield from row.next_request()

    def closed(self, reason: str) -> None:
        for row in self.rows:
            row.closed(reason)
