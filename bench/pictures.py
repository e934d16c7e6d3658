"""Pictures of the demo's page for the documents: `python -m bench.pictures [folder of a snapshot]`."""

import sys
from pathlib import Path
from typing import Literal

from bench.browser import browser

ROOT = Path(__file__).resolve().parents[1]
DEMO_DAY = "2026-11-21T12:00:00Z"
PICTURES: tuple[tuple[str, int, int, Literal["light", "dark"], str], ...] = (
    ("report-1280-light.png", 1280, 1500, "light", "en"),
    ("report-390-dark.png", 390, 1300, "dark", "de"),
)


def take_pictures(page: Path, folder: Path) -> None:
    """The head of a page at each width, in its colours and language."""
    with browser() as found:
        for name, width, height, scheme, language in PICTURES:
            context = found.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, locale=language
            )
            tab = context.new_page()
            tab.clock.set_fixed_time(DEMO_DAY)  # the demo's days are long past
            tab.goto(page.as_uri())
            tab.screenshot(path=folder / name)
            context.close()


if __name__ == "__main__":
    snapshot = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "output" / "demo" / "latest").resolve()
    take_pictures(snapshot / "report.html", ROOT / "docs" / "pictures")
