"""The searches under examples/: another role in another town, with nothing changed but the search."""

from pathlib import Path

import pandas as pd
import pytest

from crawls.publishing import publish_parts
from german.places.search import load_search
from tests.support.replay import ROOT, replay

KASSEL = ROOT / "examples" / "kassel"


@pytest.fixture(scope="module")
def kassel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kassel")
    search = KASSEL / "search.toml"
    replay(folder, list(load_search(search).boards), str(KASSEL / "recorded.warc"), KASSEL)
    assert publish_parts(str(folder), str(search), []) == 0
    return folder


def test_nurses_around_kassel_are_found_and_merged_over_three_boards(kassel: Path) -> None:
    jobs = pd.read_parquet(kassel / "latest" / "jobs.parquet").set_index("title")
    assert len(jobs) == 7
    assert (jobs["distance_km"] <= 25).all()
    merged = jobs.loc["Pflegefachkraft (m/w/d) Intensivstation"]
    assert list(merged["boards"]) == ["arbeitnow", "arbeitsagentur", "personio"]
    assert merged["pay_grade_max"] == "P 8"


def test_what_is_of_another_role_or_too_far_is_left_out_with_the_reason(kassel: Path) -> None:
    parts = pd.concat(map(pd.read_parquet, (kassel / "postings").glob("*/*.parquet")))
    reasons = parts.set_index("title")["left_out"].dropna().to_dict()
    assert reasons == {
        "Altenpfleger (m/w/d)": "area",  # Bad Hersfeld
        "Gesundheits- und Krankenpfleger (m/w/d) Notaufnahme": "area",  # Göttingen
        "Controller (m/w/d)": "role",
        "Erzieher (m/w/d)": "role",
        "IT-Administrator (m/w/d)": "role",
        "Pflegedienstleitung (m/w/d)": "role",
    }
