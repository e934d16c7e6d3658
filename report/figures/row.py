"""A row of a snapshot's table, as the page counts it."""

from typing import Any

Row = dict[str, Any]  # None in a column that a job does not state
