"""What a search is asked around, and that a mistake in its files is told before any crawl."""

from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawls.plan import choose_boards, user_agent
from german.places.search import find_area, load_search
from schemas.configuration import Where, load_employers
from schemas.mistakes import ConfigurationError
from tests.support.replay import run_commands

SPIDERS = SpiderLoader(Settings({"SPIDER_MODULES": ["spiders"]}))
SEARCH = """
[what]
keywords = ["IT-Leiter"]
titles = ["IT-Leiter"]
[where]
town = "Haan"
[boards.arbeitnow]
[boards.personio]
"""
EMPLOYER = '[[employer]]\nats = "{ats}"\ntenant = "{tenant}"\nname = "Muster {tenant}"\nsource = "x"\nsure = "seen"\n'


@pytest.mark.parametrize(
    ("where", "postal_code", "point"),
    [
        (Where(town="Kassel"), "34117", (51.32, 9.50)),
        (Where(town="Soest"), "59494", (51.58, 8.11)),
        (Where(town="Bad Salzuflen"), "32105", (52.09, 8.74)),
        (Where(town="Frankfurt am Main"), "60313", (50.12, 8.68)),
        (Where(town="Frankfurt", postal_code="15230"), "15230", (52.35, 14.55)),
        (Where(town="Neustadt", postal_code="31535"), "31535", (52.51, 9.46)),
        (Where(town="Munster", postal_code="29633"), "29633", (52.99, 10.09)),
        (Where(town="Elberfeld"), "42103", (51.26, 7.15)),
        (Where(town="Cologne"), "50676", (50.93, 6.95)),
        (Where(town="Wien"), "", (48.21, 16.37)),
        (Where(town="Wien", postal_code="1010"), "1010", (48.21, 16.37)),
        (Where(town="Paris", postal_code="75015"), "75015", (48.85, 2.35)),
        (Where(town="Soest", latitude=52.17, longitude=5.3), "", (52.17, 5.30)),
        (Where(town="Wuppertal", latitude=51.2562, longitude=7.1508), "42103", (51.26, 7.15)),
    ],
    ids=lambda value: f"{value.town} {value.postal_code or ''}" if isinstance(value, Where) else "",
)
def test_a_town_is_enough(where: Where, postal_code: str, point: tuple[float, float]) -> None:
    area = find_area(where, "search.toml [where]")
    assert (area.town, area.postal_code, area.radius_km) == (where.town, postal_code, 30)
    assert (area.latitude, area.longitude) == pytest.approx(point, abs=0.01)


def test_what_is_stated_stays_as_it_is_written() -> None:
    stated = Where(town="Wuppertal", postal_code="42103", latitude=51.2562, longitude=7.1508, radius_km=12.5)
    area = find_area(stated, "search.toml [where]")
    assert (area.postal_code, area.latitude, area.longitude, area.radius_km) == ("42103", 51.2562, 7.1508, 12.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A search with its employers."""
    (tmp_path / "search.toml").write_text(SEARCH, encoding="utf-8")
    (tmp_path / "employers.toml").write_text(EMPLOYER.format(ats="interamt", tenant="123"), encoding="utf-8")
    choose_boards([], load_search(tmp_path / "search.toml"), SPIDERS, replay=False)
    load_employers.cache_clear()
    return tmp_path


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("employers.toml", EMPLOYER.format(ats="persoino", tenant="a"),
         r"employers\.toml employer 1 \(Muster a\) ats is 'persoino', which no spider reads; did you mean 'personio'"),
        ("employers.toml", EMPLOYER.format(ats="arbeitnow", tenant="a"), "ats is 'arbeitnow', which no spider reads"),
        ("employers.toml", EMPLOYER.format(ats="personio", tenant="a") * 2,
         r"employer 2 \(Muster a\): ats 'personio' with tenant 'a' is there twice, first in row 1; remove one of them"),
        ("employers.toml", EMPLOYER.format(ats="personio", tenant="a") + 'place = "Solingn"\n',
         r"employer 1 \(Muster a\) place is 'Solingn', which is not known: write a town"),
        ("employers.toml", EMPLOYER.format(ats="personio", tenant="a") + 'feed = "https://a.example/{tenant}"\n',
         r"employer 1 \(Muster a\): feed 'https://a.example/{tenant}' has a brace"),
        ("employers.toml", "[[employer]\n", r"employers\.toml is not TOML: .*line 1"),
        ("employers.toml", None, r"employers\.toml is missing"),
        ("jobboards.toml", "[[jobbord]]\n", r"jobboards\.toml: unknown key 'jobbord'; did you mean 'jobboard'"),
    ],
)  # fmt: skip
def test_a_broken_row_is_told_before_a_board_is_asked(folder: Path, file: str, content: str | None, says: str) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        choose_boards([], load_search(folder / "search.toml"), SPIDERS, replay=False)


def test_a_file_may_be_missing_that_no_board_reads(folder: Path) -> None:
    (folder / "employers.toml").unlink()
    search = load_search(folder / "search.toml")
    assert choose_boards(["arbeitnow"], search, SPIDERS, replay=False) == (["arbeitnow"], {})


def test_an_unknown_board_is_named_with_its_table(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^unknown board 'personioo'; did you mean 'personio'"):
        choose_boards(["personioo"], load_search(folder / "search.toml"), SPIDERS, replay=False)
    (folder / "other.toml").write_text(SEARCH + "[boards.arbeitnau]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"^other\.toml \[boards\.arbeitnau\]: unknown .* mean 'arbeitnow'"):
        choose_boards([], load_search(folder / "other.toml"), SPIDERS, replay=False)


def test_who_does_not_say_how_to_be_reached_asks_nobody(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"search\.toml: contact is missing.* such as contact = "):
        user_agent(load_search(folder / "search.toml"))
    (folder / "reachable.toml").write_text(f'contact = "you@example.org"\n{SEARCH}', encoding="utf-8")
    assert user_agent(load_search(folder / "reachable.toml")) == "wupperjobs (+you@example.org)"


def test_the_commands_end_with_2_before_any_crawl(folder: Path) -> None:
    (folder / "employers.toml").write_text(EMPLOYER.format(ats="persoino", tenant="a"), encoding="utf-8")
    search, output = ["--search", str(folder / "search.toml")], ["--output", str(folder / "output")]
    commands = [["collect", *search, *output], ["doctor", *search, *output], ["record", "arbeitnow", *search]]
    for code, said in run_commands([*commands, ["boards", *search]]):
        assert code == 2
        assert said.startswith("wupperjobs: employers.toml employer 1 (Muster a) ats is 'persoino', which no spider")
    assert not (folder / "output").exists()
