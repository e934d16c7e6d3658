"""README.md names what there is, and shows what comes out."""

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from commands._command import GROUPS
from tests.support.replay import ROOT, run_scrapy
from tests.test_examples import KASSEL

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_target_it_names_is_there() -> None:
    commands = {file.stem for file in (ROOT / "commands").glob("[a-z]*.py")}
    assert set(re.findall(r"`scrapy ([a-z]+)", README)) == commands - {"demo"}
    german = (ROOT / "README.de.md").read_text(encoding="utf-8")
    assert set(re.findall(r"scrapy ([a-z]+)", german)) <= commands
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(re.findall(r"(?m)(?:`|^|&& )make ([a-z]+)", README + german)) <= targets


def test_it_leads_and_is_short() -> None:
    words = [word for word in README.split() if re.search(r"\w", word)]  # not the bars of its tables
    assert len(words) < 900
    for first, then in pairwise(
        ("docs/pictures/report-", "make demo", "make run", "scrapy doctor", "load(", "docs/faq.md)")
    ):
        assert README.index(first) < README.index(then), then


def test_help_lists_our_commands_first_by_what_they_are_for() -> None:
    said = run_scrapy("--help").stdout
    ours, _, others = said.partition("Scrapy's own:")
    commands = {file.stem for file in (ROOT / "commands").glob("[a-z]*.py")}
    assert set(re.findall(r"(?m)^  ([a-z]+)  ", ours)) == commands
    assert re.findall(r"(?m)^(\w.*):$", ours) == list(GROUPS)
    assert "genspider" in others and "watch" not in others


def test_the_second_search_is_started_as_it_says() -> None:
    for command in ("collect", "publish"):
        assert f"scrapy {command} --search {KASSEL.relative_to(ROOT)}/search.toml --output " in README
    assert f"--replay {KASSEL.relative_to(ROOT)}/recorded.warc" in README


def test_the_rows_it_shows_are_the_demos(latest: Path) -> None:
    jobs = pd.read_parquet(latest / "jobs.parquet").set_index("title")
    shown = re.findall(r"(?m)^\| (.+ \(m/w/d\)) \| (.+?) \| (.+?) \| ([\d.]+) \| (.*?) ?\| (\w*) ?\| (.+?) \|$", README)
    assert len(shown) == 3
    for title, employer, town, km, pay, basis, boards in shown:
        job = jobs.loc[title]
        assert (job["employer"], job["town"], f"{job['distance_km']:.1f}") == (employer, town, km)
        assert ", ".join(job["boards"]) == boards
        assert (job["salary_basis"] if basis else pd.isna(job["salary_basis"])) == (basis or True)
        for figure, name in zip(pay.split("–"), ("salary_year_min_eur", "salary_year_max_eur"), strict=False):
            assert not figure or float(job[name]) == pytest.approx(float(figure.replace(",", "")), abs=0.5)
