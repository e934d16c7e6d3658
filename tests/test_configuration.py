"""A mistake in a TOML file is named with its file, key and cure."""

from pathlib import Path

import pytest

from schemas.configuration import Cluster, ConfigurationError, employers_of, load_search

ROOT = Path(__file__).parents[1]
GOOD = """
[what]
keywords = ["IT-Leiter"]
role_families = ["it_lead"]
[where]
town = "Wuppertal"
postal_code = "42103"
latitude = 51.2562
longitude = 7.1508
radius_km = 30
[boards.arbeitnow]
"""


def test_the_shipped_files_are_read() -> None:
    search = load_search(ROOT / "search.toml")
    assert search.where.town == "Wuppertal"
    assert search.boards["arbeitsagentur"].permission is False
    assert employers_of(search, "personio")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[what]", "what = 3\n[wat]", "table \\[what\\] is missing"),
        ("radius_km = 30", "radius_km = '30'", "radius_km is '30'; expected a number"),
        ("radius_km = 30", "", "radius_km is missing"),
        ("radius_km = 30", "radius_km = 0", "give kilometres above 0"),
        ('town = "Wuppertal"', 'twon = "Wuppertal"', "unknown key 'twon'; did you mean 'town'"),
        ('["it_lead"]', '["it_leed"]', "did you mean 'it_lead'"),
        ('["it_lead"]', "[]", "names no role: give role_families"),
        ('["IT-Leiter"]', "[]", "name at least one word"),
        ("[boards.arbeitnow]", "[boards.arbeitnow]\npermission = 'yes'", "expected true or false"),
        ("[boards.arbeitnow]", "[boards", "search.toml"),
        ("[boards.arbeitnow]", "[cluster]", r"search.toml \[cluster\]: scheduler is missing; expected text"),
        ("[what]", "cluster = 3\n[what]", r"search.toml \[cluster\] is 3, not a table"),
        ("[boards.arbeitnow]", "[cluster]\nworkers = 3", "unknown key 'workers'; known: scheduler"),
        ("[boards.arbeitnow]", "[cluster]\nscheduler = '10.0.0.5:8786'", 'such as scheduler = "tcp://10.0.0.5:8786"'),
        ("[boards.arbeitnow]", "[cluster]\nscheduler = 'tcp://10.0.0.5'", "is 'tcp://10.0.0.5': write it as"),
    ],
)
def test_a_mistake_is_named_with_its_cure(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "search.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
        load_search(file)


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tls://dask.example.org:8786", "tcp://[fd00::5]:8786"])
def test_a_cluster_is_its_scheduler(tmp_path: Path, address: str) -> None:
    file = tmp_path / "search.toml"
    file.write_text(f"{GOOD}[cluster]\nscheduler = '{address}'\n", encoding="utf-8")
    assert load_search(file).cluster == Cluster(scheduler=address)
    assert load_search(ROOT / "search.toml").cluster is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml is missing"):
        load_search(tmp_path / "nowhere.toml")
