"""Documents of which `make docs` writes a table: it stands between two marks."""


def marks_of(subject: str) -> tuple[str, str]:
    """The line before a table and the line after it."""
    return f"<!-- {subject}: written by `make docs` -->", f"<!-- end of {subject} -->"


def put_between_marks(document: str, table: str, subject: str) -> str:
    """The document with the table between its two marks. Raises ValueError where it has not just one pair of them.

    >>> begin, end = marks_of("boards")
    >>> put_between_marks(f"Boards\\n{begin}\\nold\\n{end}\\nmore", "new", "boards").splitlines()[2]
    'new'
    """
    begin_mark, end_mark = marks_of(subject)
    before, begin, rest = document.partition(f"{begin_mark}\n")
    _, end, after = rest.partition(f"{end_mark}\n")
    if not begin or not end or begin_mark in after:
        raise ValueError(f"the document needs one line {begin_mark} and after it one line {end_mark}")
    return f"{before}{begin}{table}\n{end}{after}"
