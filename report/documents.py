"""The documents that are made from the code: `make docs` writes them, tests fail when they are stale."""

from pathlib import Path

from schemas.dictionary import write_codes, write_columns
from schemas.key_tables import write_key_tables
from storage.files import write_file

DOCS = Path(__file__).resolve().parents[1] / "docs"


def make_documents() -> dict[Path, str]:
    """Each document's text by its path; docs/search.md is read first, since only its tables are made.

    Raises ValueError where a mark is missing in it.
    """
    search = DOCS / "search.md"
    return {
        DOCS / "columns.md": write_columns(),
        DOCS / "codes.md": write_codes(),
        search: write_key_tables(search.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in make_documents().items():
        write_file(path, text)
