"""Values that the examples of several columns share, and words that their meanings do."""

from datetime import UTC, datetime

JOB_ID, RUN = "nm2o3c7j2pjc", "20261122T050000Z"
FIRST, AT = (datetime(2026, 11, day, 5, 1, 39, tzinfo=UTC) for day in (20, 22))
OF_SNAPSHOT = "run of the snapshot that the row stands in; empty in snapshots from before there was this column"
