"""The dashboard on the demo's snapshot, run by Streamlit's own test driver."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.support.replay import ROOT

SCRIPT = ROOT / "examples" / "dashboard.py"


@pytest.fixture
def app(demo: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("OUTPUT", demo[0].as_uri())  # a URL, as s3://bucket/jobs is one
    return ran(AppTest.from_file(str(SCRIPT), default_timeout=120).run())


def ran(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def shown(app: AppTest) -> pd.DataFrame:
    """The table of jobs."""
    table: pd.DataFrame = app.dataframe[0].value
    return table


def test_the_figures_are_those_of_the_snapshot(app: AppTest, latest: Path) -> None:
    jobs = pd.read_parquet(latest / "jobs.parquet")
    jobs = jobs[jobs["status"] == "open"]
    stated = jobs[jobs["salary_basis"] == "stated"][["salary_year_min_eur", "salary_year_max_eur"]].astype(float)
    assert figures(app) == {
        "Jobs": str(len(jobs)),
        "New ones": "5",
        "Employers": str(jobs["employer"].nunique()),
        "With stated pay": str(len(stated)),
        "Its median a year": f"{stated.mean(axis=1).median():,.0f} €",
    }
    assert len(shown(app)) == len(jobs) and shown(app)["link"].str.startswith("https://").all()
    assert [one.value for one in app.caption] == ["Snapshot of 21 November 2026, 06:00"]


def test_filters_change_figures_and_table(app: AppTest) -> None:
    assert figures(ran(app.toggle("closed").set_value(True).run()))["Jobs"] == "48"
    app.toggle("closed").set_value(False)
    ran(app.slider("within").set_value(5).run())
    near = shown(app)
    assert 0 < len(near) < 46 and near["distance_km"].max() <= 5 and figures(app)["Jobs"] == str(len(near))
    ran(app.multiselect("levels").set_value(["head"]).run())
    assert 0 < len(shown(app)) < len(near) and set(shown(app)["level"]) == {"head"}
    ran(app.toggle("paid").set_value(True).run())
    assert figures(app)["Jobs"] == figures(app)["With stated pay"]
    app.toggle("paid").set_value(False)
    ran(app.multiselect("offered").set_value(["training"]).run())
    assert len(shown(app)) and shown(app)["benefits"].map(lambda offered: "training" in offered).all()
    app.multiselect("offered").set_value([])
    ran(app.text_input("words").set_value("(").run())  # as it stands, not as an expression
    assert shown(app)["title"].str.contains("(", regex=False).all()
    ran(app.text_input("words").set_value("nothing is called so").run())
    assert figures(app)["Jobs"] == "0" and [one.value for one in app.info] == ["No job is left: widen the filters."]


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUT", str(tmp_path))
    app = ran(AppTest.from_file(str(SCRIPT)).run())
    assert "make run" in app.warning[0].value and not app.metric


def test_nothing_is_told_to_anybody_and_only_this_machine_is_answered() -> None:
    config = tomllib.loads((SCRIPT.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1" and config["server"]["headless"] is True
