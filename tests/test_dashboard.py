"""The dashboard, run by Streamlit's own test driver: two days beside each other, history by slice, in two languages."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from examples.dashboard_words import WORDS, Speaker
from report.market.looking_back import SLICES
from report.wording import load_words
from schemas.columns import NEWS, names_with
from schemas.tables import Vacancy
from schemas.vocabulary import ClosedReason
from snapshots.publish import publish
from storage.layout import Output, run_id
from tests.support.replay import ROOT
from tests.support.snapshots_rows import FIRST, leave_part, pay, posting

SCRIPT = ROOT / "examples" / "dashboard.py"
UNWATCHED = 2


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """Four nights, of which the third was not watched; jobs come, go and change, and a board is down on the last."""
    output = Output.at(tmp_path_factory.mktemp("nights"))
    for night in (0, 1, 3):
        run = run_id(FIRST + timedelta(days=night))
        raised = posting("3", run, seniority="head" if night else "lead", **pay(5000 + 100 * night))
        rows = [raised if one == 3 else f"{one}" for one in range(night, night + 4)]
        leave_part(output, run, *rows, gone=(f"{night - 1}", f"{night - 2}"))
        leave_part(output, run, board="beta", verdict="failed" if night == 3 else "complete")
        publish(output)
    return output


def run_app(where: str, monkeypatch: pytest.MonkeyPatch, language: str = "de") -> AppTest:
    monkeypatch.setenv("OUTPUT", where)
    app = ran(AppTest.from_file(str(SCRIPT), default_timeout=60).run())
    return ran(app.radio("language").set_value(language).run()) if language != "de" else app


def ran(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def text_of(app: AppTest) -> str:
    """All that the page says but for names."""
    parts = [*app.header, *app.subheader, *app.caption, *app.warning, *app.info, *app.error]
    labels = [one.label for one in (*app.date_input, *app.selectbox, *app.tabs)]
    tables = [one.value for one in (*app.table, *app.dataframe)]
    cells = [str(cell) for table in tables for cell in (*table.columns, *table.to_numpy().ravel())]
    return "\n".join([*(one.value for one in parts), *labels, *app.selectbox[0].options, *cells])


def test_two_days_stand_beside_each_other(nights: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run_app(nights.root, monkeypatch)
    figures = app.table[0].value.set_index(app.table[0].value.columns[0])
    assert list(figures.columns) == ["22.11.2026", "25.11.2026", "+/−"]
    assert list(figures.loc["Stellen"]) == ["4", "4", "±0"]
    heads = [one.value for one in app.subheader]
    assert heads[:3] == ["3 dazugekommen", "3 weggefallen", "1 geändert"]
    came, went, changed = (one.value for one in app.dataframe)
    assert set(came["Stelle"]) == {"IT-Leiter 4", "IT-Leiter 5", "IT-Leiter 6"}
    assert came["Anzeige"].str.startswith("https").all()
    assert set(went["Warum"]) == {"Von der Börse als beendet gemeldet"}
    facts = changed.set_index("Angabe")
    assert list(facts.loc["Ebene", ["Zuvor", "Danach"]]) == ["Teamleitung", "Leitung"]
    assert list(facts.loc["Gehalt", ["Zuvor", "Danach"]]) == ["5.000\u00a0€", "5.300\u00a0€"]
    told = " ".join(one.value for one in app.caption)
    assert (
        "Am 25.11.2026 nicht oder nicht ganz gelesen: beta (" in told
        and "Am 22.11.2026 wurden alle Börsen gelesen" in told
    )


def test_a_day_that_was_not_watched_is_said_so(nights: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run_app(nights.root, monkeypatch)
    gap = FIRST.date() + timedelta(days=UNWATCHED)
    assert "Nicht beobachtet, darüber weiß niemand etwas: 24.11.2026." in app.caption[0].value
    ran(app.date_input("other").set_value(gap).run())
    assert app.warning[0].value.startswith("Am 24.11.2026 wurde nicht beobachtet. Gezeigt wird")
    assert "23.11.2026" in app.table[0].value.columns
    ran(app.date_input("one").set_value(gap - timedelta(days=1)).run())
    assert "zwei beobachtete Tage" in app.info[0].value, "both are the same snapshot"


def test_history_is_told_by_slice(nights: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run_app(nights.root, monkeypatch)
    for by in SLICES:
        ran(app.selectbox("by").set_value(by).run())
        paid, stays = (one.value for one in app.table[1:])
        assert list(paid["Monat"]) == ["11/2026"]
        assert set(paid.iloc[0, 1:]) <= {"– (1)", "–"}, "pay of one job is not told"
        assert len(stays) and stays["Median"].str.startswith("noch nicht bekannt").all()


def test_german_has_no_english_and_english_no_german(nights: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    where = Path(nights.root).as_uri()  # a URL, as s3://bucket/jobs is one
    german, english = text_of(run_app(where, monkeypatch)), text_of(run_app(where, monkeypatch, "en"))
    assert not re.search(r"\b(the|of|and|jobs|days|not|stated|closed|before|by|None|nan|NaT)\b", german)
    assert not re.search(r"\b(der|die|und|von|Stellen|Tage|nicht|genannt|None|nan|NaT)\b", english)
    assert "3 dazugekommen" in german and "3 came" in english


def test_every_word_is_there_in_both_languages_and_none_is_left_over() -> None:
    rows = (SCRIPT.parent / "dashboard.tsv").read_text(encoding="utf-8").splitlines()[1:]
    own = {row.split("\t")[0] for row in rows}
    assert len(own) == len(rows) and not own & set(load_words())
    source = "".join(file.read_text(encoding="utf-8") for file in SCRIPT.parent.glob("dashboard*.py"))
    used = set(re.findall(r"\"([\w.]+)\"", source)) | {f"by.{name}" for name in SLICES}
    begun = ("figure.", "closed.", "of.")
    assert not {key for key in own if key not in used and not key.startswith(begun)}
    for key in own:
        names = [set(re.findall(r"\{(\w+)", words)) for words in WORDS[key]]
        assert names[0] == names[1] and all(WORDS[key]), key
    needed = {f"by.{name}" for name in SLICES} | {f"closed.{why}" for why in (*ClosedReason, "merged")}
    needed |= {f"field.{name}" for name in names_with(Vacancy, NEWS) if not name.endswith("_eur")} | {"field.salary"}
    assert not needed - set(WORDS)


def test_values_are_said_as_people_read_them() -> None:
    german, english = Speaker("de"), Speaker("en")
    assert german.value("seniority", "head") == "Leitung" and english.value("seniority", "head") == "head"
    assert german.value("apply_by_on", date(2026, 12, 1)) == "01.12.2026" and german.value("fixed_term", True) == "ja"
    assert german.value("weekly_hours_min", 38.5) == "38,5" and english.value("weekly_hours_min", 39.0) == "39"
    assert german.value("employment_types", ["full_time"]) == "full_time" and german.value("town", None) == "nichts"
    assert german.pay((60_000, None)) == "ab 60.000\u00a0€" and english.pay((None, 70_000)) == "up to €70,000"
    assert german.value("salary", (None, None)) == "nichts" and german.pay((5, 5)) == "5\u00a0€"
    assert german.figure("pay_from", 1_000, None) == ["1.000\u00a0€", "zu wenige", ""]
    assert german.figure("jobs", 1_200, 3) == ["1.200", "3", "−1.197"]


def test_a_snapshot_without_jobs_opens_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = Output.at(tmp_path)
    leave_part(output, run_id(FIRST))
    publish(output)
    app = run_app(str(tmp_path), monkeypatch)
    assert "zwei beobachtete Tage" in app.info[0].value and "Beobachtet: 1 Tag vom" in app.caption[0].value


def test_without_a_snapshot_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run_app(str(tmp_path), monkeypatch)
    assert "make run" in app.warning[0].value and not app.table


def test_nothing_is_told_to_anybody_and_only_this_machine_is_answered() -> None:
    config = tomllib.loads((SCRIPT.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1" and config["server"]["headless"] is True
