"""A page as an archive holds it."""

from datetime import UTC, datetime

from crawls.archive.recorded_response import RecordedResponse

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
URL = "https://a.example/jobs"
PAGE = RecordedResponse(url=URL, answered_at=AT, headers=(("Content-Type", "text/html"),), body=b"<p>CIO")
