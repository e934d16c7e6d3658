"""What the page tells, counted from a snapshot's tables, subject by subject."""
