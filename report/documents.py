"""The documents that are made from the code: `make docs` writes them, tests fail when they are stale."""

from pathlib import Path

from report.house_map import write_house
from report.market.queries import write_market
from schemas.dictionary import write_codes, write_columns
from schemas.key_tables import write_key_tables
from storage.files import write_file

DOCS = Path(__file__).resolve().parents[1] / "docs"


def make_documents() -> dict[Path, str]:
    """Each document's text by its path; of search.md, house.md and market.md only the parts between marks are made.

    Raises ValueError where a mark is missing.
    """
    search, house, market = DOCS / "search.md", DOCS / "house.md", DOCS / "market.md"
    return {
        DOCS / "columns.md": write_columns(),
        DOCS / "codes.md": write_codes(),
        market: write_market(market.read_text(encoding="utf-8")),
        search: write_key_tables(search.read_text(encoding="utf-8")),
        house: write_house(house.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in make_documents().items():
        write_file(path, text)
