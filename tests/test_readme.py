"""README.md names what there is, and shows what comes out."""

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.support.replay import ROOT
from tests.test_examples import KASSEL

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_target_it_names_is_there() -> None:
    commands = {file.stem for file in (ROOT / "commands").glob("[a-z]*.py")}
    assert set(re.findall(r"`scrapy ([a-z]+)", README)) == commands - {"demo"}
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(re.findall(r"(?m)(?:`|^|&& )make ([a-z]+)", README)) <= targets


def test_the_second_search_is_started_as_it_says() -> None:
    for command in ("collect", "publish"):
        assert f"scrapy {command} --search {KASSEL.relative_to(ROOT)}/search.toml --output " in README
    assert f"--replay {KASSEL.relative_to(ROOT)}/recorded.warc" in README


def test_the_rows_it_shows_are_the_demos(latest: Path) -> None:
    jobs = pd.read_parquet(latest / "jobs.parquet").set_index("title")
    shown = re.findall(r"(?m)^\| (.+ \(m/w/d\)) \| (.+?) \| (.+?) \| ([\d.]+) \| (.*?) ?\| (\w*) ?\| (.+?) \|$", README)
    assert len(shown) == 5
    for title, employer, town, km, pay, basis, boards in shown:
        job = jobs.loc[title]
        assert (job["employer"], job["town"], f"{job['distance_km']:.1f}") == (employer, town, km)
        assert ", ".join(job["boards"]) == boards
        assert (job["salary_basis"] if basis else pd.isna(job["salary_basis"])) == (basis or True)
        for figure, name in zip(pay.split("–"), ("salary_year_min_eur", "salary_year_max_eur"), strict=False):
            assert not figure or float(job[name]) == pytest.approx(float(figure.replace(",", "")), abs=0.5)
