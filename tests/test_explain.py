"""`scrapy explain` on snapshots made for it."""

import json
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from commands.explain import Command
from report.explanation import tell_why
from schemas.configuration import Keeping
from schemas.mistakes import ConfigurationError, NothingPublished
from schemas.results import Compared, Objection, Repeat, SideBySide
from schemas.tables import PlaceOf
from schemas.vocabulary import DuplicateKind
from snapshots.explanations import UnknownName, explain_job, explain_two
from snapshots.job_ids import make_id
from snapshots.publish import publish
from storage.layout import Output
from tests.support.snapshots_rows import RUNS, leave_part, pay, posting

SAME = {"title": "Leiter IT"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """Two days: a job of two boards whose pay is told on the second day, one elsewhere, and two of one client."""
    output = Output.at(tmp_path_factory.mktemp("explained"))
    relayed = {"title": "Leiter IT Warenwirtschaft Handel"}
    for day, told in enumerate(({}, pay(5000))):
        run = RUNS[day]
        leave_part(
            output,
            run,
            posting("1", run, **SAME, **told),
            posting("2", run, **SAME, town="Remscheid"),
            posting("3", run, **relayed, employer_key="personal nord", employer_is_agency=True),
            posting("4", run, **relayed, employer_key="alba", text="Wir suchen für uns."),
        )
        leave_part(output, run, posting("1", run, "beta", **SAME), board="beta")
        publish(output)
    return output


def test_a_job_is_explained_with_its_postings_reasons_and_changes(output: Output) -> None:
    found = explain_job(output, make_id("alpha", "1"))
    assert found.postings == ("alpha/1", "beta/1")
    assert SideBySide("title", ("Leiter IT", "Leiter IT")) in found.columns
    assert found.repeats[1] == Repeat("beta/1", DuplicateKind.FULL, "same_title same_employer same_towns same_text")
    assert tell_why(found) == [
        "alpha/1: its words stand for the job",
        "beta/1: full: same title, employer and towns, same text",
        "full means: the same text, or nearly",
    ]
    told = [(row.run, row.kind, row.field, row.after) for row in found.changes]
    assert (RUNS[0], "new", None, None) in told
    assert (RUNS[1], "changed", "salary_min_eur", "5000.00") in told
    assert explain_job(output, "beta/1").name == found.name


def test_why_two_are_not_one_is_said(output: Output) -> None:
    found = explain_two(output, "alpha/1", "alpha/2")
    against = (Objection("other_towns", "Solingen", "Remscheid"),)
    assert found.compared == (Compared("alpha/1", "alpha/2", False, "other_towns", against),)
    assert tell_why(found) == ["alpha/1 and alpha/2: two vacancies: no town in common (Solingen / Remscheid)"]
    assert tell_why(explain_two(output, "alpha/1", "beta/1"))[-1] == f"they are one job: {make_id('alpha', '1')}"


def test_jobs_that_may_be_one_clients_are_named(output: Output) -> None:
    assert explain_job(output, "alpha/3").also == (make_id("alpha", "4"),)
    told = tell_why(explain_two(output, "alpha/3", "alpha/4"))
    assert told[0].startswith("alpha/3 and alpha/4: two vacancies: other employers (personal nord / alba); employers")


def test_a_name_that_nothing_has_is_refused(output: Output, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="nope"):
        explain_job(output, "nope")
    with pytest.raises(NothingPublished, match="no snapshot"):
        explain_job(Output.at(tmp_path / "empty"), "nope")
    with pytest.raises(ConfigurationError, match="nope"):
        explain(output, "nope")


def explain(output: Output, *names: str, as_json: bool = False) -> int:
    return Command().execute(list(names), Namespace(output=output.root, json=as_json))


def test_the_explanation_is_printed_as_a_table_or_as_json(output: Output, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(output, make_id("alpha", "1")) == 0
    said = capsys.readouterr().out
    assert "same title, employer and towns, same text" in said
    assert "salary_min_eur: - -> 5000.00" in said
    assert explain(output, "alpha/1", "alpha/2", as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["why"] == [
        "alpha/1 and alpha/2: two vacancies: no town in common (Solingen / Remscheid)"
    ]


def test_what_links_two_parted_postings_and_what_an_id_became_is_named(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    words = [f"wort{number}" for number in range(120)]
    parts = (words[:40], words[80:])
    for run in RUNS[:2]:
        excerpts = (posting(f"{ref}", run, "beta", **SAME, text=" ".join(part)) for ref, part in enumerate(parts))
        leave_part(output, run, *excerpts, board="beta")
        leave_part(output, run, *([posting("1", run, **SAME, text=" ".join(words))] if run == RUNS[1] else []))
        publish(output)
    job = explain_job(output, "beta/0").name
    told = tell_why(explain_two(output, "beta/0", "beta/1"))
    assert "by themselves two vacancies" in told[0]
    assert "% are needed) (one job through alpha/1)" in told[0]
    assert told[1] == f"they are one job: {job}"
    gone = next(name for name in (make_id("beta", "0"), make_id("beta", "1")) if name != job)
    assert tell_why(explain_job(output, gone))[0].startswith(f"{gone} became {job}")


WORDS = [f"wort{number}" for number in range(150)]
TEXT, OTHER = " ".join(WORDS), " ".join(reversed(WORDS))
BOTH_TOWNS = tuple(PlaceOf(town=town, country="DE", distance_km=11.0) for town in ("Haan", "Hilden"))


def text_of(words: str) -> dict[str, Any]:
    return {"text": " ".join(f"{words}{number}" for number in range(150))}


def publish_days(output: Output, *days: Mapping[str, Mapping[str, Any]], keep: Keeping | None = None) -> None:
    """Publish a run a day, in which each board has one ad."""
    for run, boards in zip(RUNS, days, strict=False):
        for board, said in boards.items():
            leave_part(output, run, posting("1", run, board, title="Leiter IT Produktion", **said), board=board)
        publish(output, keep=keep)


def test_an_id_that_was_merged_twice_is_followed_to_where_it_went_last(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    one, other, third = (text_of(words) for words in ("eins", "zwei", "drei"))
    known = {"alpha": one, "gamma": other}
    publish_days(output, known, *(known | {"beta": said} for said in (third, one, third, other)))
    gone = make_id("beta", "1")
    found = explain_job(output, gone)
    assert found.name == explain_job(output, "beta/1").name == explain_job(output, "gamma/1").name
    assert [row.run for row in found.became] == [RUNS[4]]


@pytest.mark.long
def test_an_id_whose_merge_no_snapshot_tells_any_more_is_followed_by_its_ads(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    known = {"alpha": {"text": TEXT}}
    days = [known | {"beta": {"text": text}} for text in (OTHER, *[TEXT] * 5)]
    publish_days(output, known, *days, keep=Keeping(all_days=1, weekly_days=1))
    assert RUNS[2] not in output.folders("snapshots")
    found = explain_job(output, make_id("beta", "1"))
    assert found.name == explain_job(output, "beta/1").name == make_id("alpha", "1")
    assert (
        tell_why(found)[0] == f"{make_id('beta', '1')} ended in run {RUNS[2]}: its ads are of the job that is told here"
    )


@pytest.mark.parametrize(
    ("boards", "why"),
    [
        (
            {"alpha": {"seniority": "lead"}, "beta": {}, "gamma": {"seniority": "senior"}},
            "one of them fits several jobs that are not one, and joins none of them",
        ),
        (
            {"alpha": {"town": "Haan"}, "beta": {"town": "Haan", "places": BOTH_TOWNS}, "gamma": {"town": "Hilden"}},
            "other postings of one of them could not be one vacancy with the other",
        ),
    ],
)
def test_why_two_that_would_be_one_by_themselves_stay_two_is_said(
    boards: Mapping[str, Mapping[str, Any]], why: str, tmp_path: Path
) -> None:
    output = Output.at(tmp_path)
    publish_days(output, boards)
    two = explain_two(output, "beta/1", "gamma/1")
    assert tell_why(two)[-1] == f"they stay two jobs: {why}"


@pytest.mark.long
def test_two_jobs_that_lost_their_texts_are_told_to_be_two_for_that(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    both = {"alpha": {"text": TEXT}, "beta": {"text": OTHER}}
    publish_days(output, both, {board: {"text": None} for board in both})
    told = tell_why(explain_two(output, "alpha/1", "beta/1"))
    assert told == ["alpha/1 and beta/1: two vacancies: two vacancies until one lost its text"]
