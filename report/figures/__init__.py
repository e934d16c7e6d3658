"""The figures of the page, counted from a snapshot's tables, subject by subject."""
