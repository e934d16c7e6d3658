"""What a board says of itself, and how the table of boards is written."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawls.board_facts import read_facts, read_row, write_into
from schemas.mistakes import ConfigurationError
from tests.support.searches import make_search


@pytest.mark.parametrize(
    ("boards", "access", "state", "floor"),
    [
        ("[boards.beta]\n", "open", "off", 5),
        ("[boards.alpha]\n", "open", "on", 5),
        ("[boards.alpha]\nfloor = 0\n", "open", "on", 0),
        ("[boards.alpha]\nenabled = false\nfloor = 7\n", "open", "off", 7),
        ("[boards.alpha]\n", "permission", "consent", 5),
        ("[boards.alpha]\npermission = true\n", "permission", "on", 5),
        ("[boards.alpha]\nenabled = false\n", "permission", "off", 5),
    ],
)
def test_a_board_states_its_terms_and_the_search_if_it_is_on(
    tmp_path: Path, boards: str, access: str, state: str, floor: int
) -> None:
    said = "A board.\n\nMore of it."
    spider = SimpleNamespace(name="alpha", __doc__=said, access=access, checked="live", floor=5, terms="read 2026")
    facts = read_facts(spider, make_search(tmp_path, boards))
    assert (facts.what, facts.state, facts.floor, facts.access) == ("A board.", state, floor, access)
    assert (facts.name, facts.checked, facts.terms) == ("alpha", "live", "read 2026")
    for nothing in (None, " \n"):
        spider.__doc__ = nothing
        with pytest.raises(ConfigurationError, match=r"^alpha: its class says nothing of the board"):
            read_facts(spider, make_search(tmp_path, boards))


@pytest.mark.parametrize(
    ("lists", "maps", "enabled", "site", "state"),
    [
        (("https://www.a.example/jobs", "https://b.example/"), (), True, "a.example", "on"),
        ((), ("https://c.example/map.xml",), True, "c.example", "on"),
        (("nothing",), (), True, "own", "on"),
        (("https://a.example/",), (), False, "a.example", "off"),
    ],
)
def test_a_row_of_job_boards_is_a_board(
    lists: tuple[str, ...], maps: tuple[str, ...], enabled: bool, site: str, state: str
) -> None:
    row: Any = SimpleNamespace(
        name="own",
        list_urls=lists,
        sitemap_urls=maps,
        enabled=enabled,
        access="open",
        checked="live",
        floor=4,
        terms="t",
    )
    facts = read_row(row, "on")
    assert (facts.name, facts.what, facts.state) == ("jobboard/own", f"Job board at {site}.", state)
    assert (facts.access, facts.checked, facts.floor, facts.terms) == ("open", "live", 4, "t")


def test_a_table_goes_between_its_marks(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("none")
    with pytest.raises(ConfigurationError, match=r"^--write .*a.md: "):
        write_into(document, "| table |")
    assert document.read_text() == "none"
