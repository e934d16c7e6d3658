"""The documents that are made from the code: `make docs` writes them, tests fail when they are stale."""

from pathlib import Path

from report.house_map import write_house
from report.market.quality import write_quality
from report.market.queries import write_market
from schemas.coverage import SHIPPED, read_coverage, write_document
from schemas.dictionary import write_codes, write_columns
from schemas.key_tables import write_key_tables
from storage.files import write_file

DOCS = Path(__file__).resolve().parents[1] / "docs"


def make_documents() -> dict[Path, str]:
    """Each document's text by its path; of search, house, market and quality only the parts between marks are made.

    Raises ValueError where a mark is missing.
    """
    search, house, market, quality = (DOCS / f"{name}.md" for name in ("search", "house", "market", "quality"))
    return {
        DOCS / "columns.md": write_columns(),
        DOCS / "codes.md": write_codes(),
        quality: write_quality(quality.read_text(encoding="utf-8")),
        market: write_market(market.read_text(encoding="utf-8")),
        DOCS / "coverage.md": write_document(read_coverage(SHIPPED)),
        search: write_key_tables(search.read_text(encoding="utf-8")),
        house: write_house(house.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in make_documents().items():
        write_file(path, text)
