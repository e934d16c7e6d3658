"""Boards that follow each other, and postings that fit two jobs: what is one job, under which id, and what is told."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from german.words.signature import SIGNATURE, sign_text
from schemas.said import KEPT, pack_sums
from schemas.tables import Posting
from snapshots.publish import publish
from snapshots.reissues import inherit
from storage.layout import Output
from storage.snapshots import open_snapshot, read_snapshot
from tests.support.snapshots_rows import RUNS, hash_of, leave_part, pay, posting, stock_of, tracked

WORDS = [f"wort{number}" for number in range(150)]
TEXT, NEAR, OTHER = " ".join(WORDS), " ".join([*WORDS[1:], "anders"]), " ".join(reversed(WORDS))
TEASER = " ".join(f"vorspann{number}" for number in range(40))
TITLE = "Leiter IT Produktion"
Day = tuple[Any, Any]  # what two boards say of a job, or of several
Found = list[dict[str, str]]
DOWN: tuple[dict[str, Any], ...] = ()  # in place of what a board says: it does not answer


def jobs_of(output: Output, *days: Day, lag_days: int = 7) -> Found:
    """By day, the job of each posting (alpha/1, beta/1 …) after what the two boards said of a job on each day."""
    return jobs_of_each(output, {"Muster GmbH": days}, lag_days)["Muster GmbH"]


def jobs_of_each(output: Output, stories: Mapping[str, Sequence[Day]], lag_days: int = 7) -> dict[str, Found]:
    """The same of stories side by side, each of an employer of its own. One during which a board is down is alone."""
    found: dict[str, Found] = {name: [] for name in stories}
    for run, said in zip(RUNS, zip(*stories.values(), strict=True), strict=False):
        for board, told in zip(("alpha", "beta"), zip(*said, strict=True), strict=True):
            if DOWN in told:
                leave_part(output, run, board=board, verdict="failed")
                continue
            rows = []
            for name, values in zip(stories, told, strict=True):
                own = {"title": TITLE, "text": TEXT if board == "alpha" else NEAR, "employer": name} | {
                    "employer_key": name
                }
                ads = values if isinstance(values, list) else [values]
                rows += [posting(f"{name}/{ref}", run, board, **own | one) for ref, one in enumerate(ads, 1)]
            leave_part(output, run, *rows, board=board)
        publish(output, lag_days=lag_days)
        snapshot = read_snapshot(output)
        assert snapshot
        columns = ["board", "board_ref", "job_id", "possible_same_vacancy"]
        for day in found.values():
            day.append({})
        for row in snapshot.table("postings", columns).to_pylist():
            name, _, ref = row["board_ref"].partition("/")
            found[name][-1][f"{row['board']}/{ref}"] = row["job_id"]
    return found


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "pay": (pay(5000), pay(5500)),
    "grade": ({"pay_grade_max": "EG 11"}, {"pay_grade_max": "EG 12"}),
    "level": ({"seniority": "lead"}, {"seniority": "head"}),
    "employer": ({}, {"employer": "Andere AG", "employer_key": "andere"}),
    "town": ({}, {"town": "Remscheid"}),
    "title": ({}, {"title": "Direktor Rechenzentrum Nord"}),
}


def test_while_a_board_lags_a_job_stays_one_and_its_change_is_told_once(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    stories = {
        name: [(old, old), (old, old), (new, old), (new, old), (new, new), (new, new)]
        for name, (old, new) in CHANGES.items()
    }
    all_found = jobs_of_each(output, stories)
    changes = [row for run in RUNS[1:6] for row in open_snapshot(output, run).table("changes").to_pylist()]
    for name, found in all_found.items():
        assert {job for jobs in found for job in jobs.values()} == {found[0]["alpha/1"]}, name
        told = [row for row in changes if row["job_id"] == found[0]["alpha/1"]]
        assert {row["kind"] for row in told} == {"changed"}, name
        assert {row["run"] for row in told} == {RUNS[2]}, name
    assert {row["job_id"] for row in changes} == {found[0]["alpha/1"] for found in all_found.values()}


def test_a_board_that_never_follows_is_another_job_in_the_end_and_the_one_that_led_keeps_the_id(tmp_path: Path) -> None:
    old, new = CHANGES["pay"]
    found = jobs_of(Output.at(tmp_path), (old, old), *[(new, old)] * 3, lag_days=1)
    together = [len(set(jobs.values())) for jobs in found]
    assert together == [1, 1, 1, 2]
    assert found[-1]["alpha/1"] == found[0]["alpha/1"]


@pytest.mark.long
def test_what_a_board_that_is_down_said_last_parts_nothing(tmp_path: Path) -> None:
    old, new = CHANGES["pay"]
    found = jobs_of(Output.at(tmp_path), (old, old), *[(new, DOWN)] * 3, (new, new), lag_days=1)
    assert {job for jobs in found for job in jobs.values()} == {found[0]["alpha/1"]}


MISREAD: dict[str, tuple[str, dict[str, Any]]] = {  # by change: the subject whose words change, what was read of it
    "pay": ("pay", pay(500)),
    "grade": ("pay_grade", {"pay_grade_max": "EG 1"}),
    "level": ("text", {"seniority": "junior"}),
    "employer": ("employer", {"employer": "Verlesen GmbH", "employer_key": "verlesen"}),
    "town": ("places", {"town": "Haan"}),
    "title": ("title", {"title_key": "verlesen"}),
}


def words_of(subject: str, words: str) -> dict[str, Any]:
    """What a posting keeps of the words of a subject."""
    kept = {"text": {"text": f"{TEXT} {words}"}, "title": {}}.get(subject, {KEPT[subject]: words})
    return {"said": pack_sums({subject: words}), **kept}


@pytest.mark.long
def test_a_change_is_told_on_the_night_on_which_other_readers_read_the_boards_that_lag_otherwise(
    tmp_path: Path,
) -> None:
    output, stories = Output.at(tmp_path), {}
    for name, (old, new) in CHANGES.items():
        subject, misread = MISREAD[name]
        then, now = words_of(subject, "as before"), words_of(subject, "as it is now")
        before, lags, leads = old | then | misread | {"readers": "a"}, old | then, new | now
        stories[name] = [(before, before), (leads, lags), (leads, lags), (leads, leads)]
    all_found = jobs_of_each(output, stories)
    assert all(len({job for jobs in found for job in jobs.values()}) == 1 for found in all_found.values())
    changes = [row for run in RUNS[1:4] for row in open_snapshot(output, run).table("changes").to_pylist()]
    for name, (_, new) in CHANGES.items():
        job = all_found[name][0]["alpha/1"]
        told = [(row["run"], row["cause"]) for row in changes if row["job_id"] == job and row["field"] in new]
        assert set(told) == {(RUNS[1], "board")}, name


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "refs", "beta_lags"),
    [
        ("pay", "aabbb", True),  # the other board follows two days later
    ],
)
def test_a_value_that_changes_along_with_the_id_is_a_change_of_the_job(
    name: str, refs: str, beta_lags: bool, tmp_path: Path
) -> None:
    old, new = CHANGES[name]
    output = Output.at(tmp_path)
    for day, ref in enumerate(refs):
        leave_part(output, RUNS[day], ad(ref, RUNS[day], "alpha", old if day < 2 else new), board="alpha")
        beta = [ad("1", RUNS[day], "beta", old if day < 4 else new)] if beta_lags or day < 1 else []
        leave_part(output, RUNS[day], *beta, board="beta")
        publish(output)
    snapshot = read_snapshot(output)
    assert snapshot
    assert len(set(snapshot.table("postings")["job_id"].to_pylist())) == 1
    told = [row for run in RUNS[1:5] for row in open_snapshot(output, run).table("changes").to_pylist()]
    assert {(row["kind"], row["run"]) for row in told} == {("changed", RUNS[2])}


def ad(ref: str, run: str, board: str, values: dict[str, Any]) -> Posting:
    return posting(ref, run, board, **{"title": TITLE, "text": TEXT if board == "alpha" else NEAR} | values)


GONE: dict[str, Any] = {"missed_runs": 1, "said": pack_sums({"pay": "5000 €"})} | pay(5000)
FRESH: dict[str, Any] = {"job_id": None, "said": pack_sums({"pay": "5500 €"})} | pay(5500)
SAME: dict[str, Any] = {"said": pack_sums({"pay": "5000 €"})}


@pytest.mark.parametrize(
    ("rows", "expected", "why"),
    [
        ([GONE, FRESH], [True, True], "another id and pay"),
        ([GONE, FRESH | {"text": NEAR}], [True, True], "its text was edited, too"),
        ([GONE | {"readers": "a"}, FRESH | {"readers": "b"}], [True, True], "other words, and other readers"),
        ([GONE | {"readers": "a"}, FRESH | SAME | {"readers": "b"}], [False, False], "other readers read it"),
        ([GONE | {"missed_runs": 0}, FRESH], [], "the one before is there"),
        ([GONE | {"missed_runs": 2}, FRESH], [], "the one before was missing the night before"),
        ([GONE, FRESH | {"job_id": "K"}], [], "it was there the night before"),
        ([GONE, FRESH | {"text": OTHER}], [], "another text"),
        ([GONE, FRESH | {"board": "beta"}], [], "another board"),
        ([GONE, FRESH | {"town": "Haan"}], [], "another town"),
        ([GONE, FRESH | {"employer_key": "andere"}], [], "another employer"),
        ([GONE, FRESH | {"title_key": "andere"}], [], "another title"),
        ([GONE, FRESH, FRESH], [], "two may have taken its place"),
        ([GONE, GONE, FRESH], [], "it may have taken the place of two"),
    ],
)
def test_an_ad_under_another_id_remembers_what_it_said(
    rows: list[dict[str, Any]], expected: list[bool], why: str
) -> None:
    known = {"title": TITLE, "text": TEXT, "run": RUNS[0]}
    stock = stock_of(*(tracked(f"{at}", **known | row) for at, row in enumerate(rows)))

    def sign(table: pa.Table) -> pa.Table:
        signed = {hash_of(text): sign_text(text) for text in (TEXT, NEAR, OTHER)}
        texts = [signed[one] for one in table["text_sha256"].to_pylist()]
        return table.append_column(SIGNATURE, pa.array(texts, SIGNATURE.type))

    said = [entry for told in inherit(stock, RUNS[1], sign, lambda row: None).to_pylist() for entry in told]
    assert [entry["reworded"] for entry in said] == expected, why
    assert {entry["value"] for entry in said} <= {"5000.00"}
    assert {entry["field"] for entry in said} <= {"salary_min_eur", "salary_max_eur"}


CHAINS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "a teaser": ([{"text": f"{TEASER} {TEXT}"}, {"text": f"{TEASER} {OTHER}"}], {"text": TEASER}),
    "a card without text": ([{"text": TEXT}, {"text": OTHER}], {"text": None}),
    "two references": ([{"reference": "A1"}, {"text": OTHER, "reference": "A2"}], {"text": None}),
    "one without pay": ([pay(5000), {"text": f"{TEXT} mehr"} | pay(7000)], {}),
}


def test_what_fits_two_jobs_joins_neither_and_says_so(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    all_found = jobs_of_each(
        output, {name: [(two, []), (two, [card]), (two, [card])] for name, (two, card) in CHAINS.items()}
    )
    snapshot = read_snapshot(output)
    assert snapshot
    same = {
        (row["board"], row["board_ref"]): row["possible_same_vacancy"] for row in snapshot.table("postings").to_pylist()
    }
    for name, found in all_found.items():
        for jobs in found:
            assert jobs["alpha/1"] == found[0]["alpha/1"] != jobs["alpha/2"] == found[0]["alpha/2"], name
        assert found[1]["beta/1"] == found[2]["beta/1"] not in found[0].values(), name
        assert same["beta", f"{name}/1"], name


X, Y = ({"text": f"{TEASER} {text}"} for text in (TEXT, OTHER))
NEAR_X, NEAR_Y = ({"text": f"{TEASER} {text} neu"} for text in (TEXT, OTHER))
NO_TEXT, ITS_BEGINNING, NOTICE = {"text": None}, {"text": TEASER}, {"text": " ".join(f"hinweis{n}" for n in range(40))}


def test_an_ad_that_has_no_text_of_its_own_for_a_night_makes_no_two_jobs_one_and_no_job_two(tmp_path: Path) -> None:
    output = Output.at(tmp_path)
    alone: Day = ([X, Y], [])
    both: Day = ([X, Y], [NEAR_X, NEAR_Y])
    stories: dict[str, list[Day]] = {}
    for name, lost in (("no text", NO_TEXT), ("its beginning", ITS_BEGINNING), ("a notice", NOTICE)):
        stories[f"{name}, one board"] = [alone, alone, ([lost, lost], []), alone]
        stories[f"{name}, two boards"] = [both, both, ([lost, lost], [lost, lost]), both]
        stories[f"{name}, one board of two"] = [both, both, ([lost, lost], [NEAR_X, NEAR_Y]), both]
        stories[f"{name}, one ad"] = [both, both, ([X, lost], [NEAR_X, NEAR_Y]), both]
    for name, found in jobs_of_each(output, stories).items():
        assert found == [found[0]] * 4 and len(set(found[0].values())) == 2, name
    assert not [row for run in RUNS[1:4] for row in open_snapshot(output, run).table("changes").to_pylist()]


@pytest.mark.long
def test_two_jobs_without_a_text_are_one_once_it_is_long_ago_that_they_had_one(tmp_path: Path) -> None:
    lost: Day = ([NO_TEXT, NO_TEXT], [])
    found = jobs_of(Output.at(tmp_path), ([X, Y], []), *[lost] * 3, lag_days=1)
    assert [len(set(jobs.values())) for jobs in found] == [2, 2, 2, 1]


def test_an_ad_that_holds_the_texts_of_two_jobs_joins_neither(tmp_path: Path) -> None:
    two = [{"text": TEXT}, {"text": TEXT.replace("wort", "werk")}]
    holds_both = {"text": " ".join(one["text"] for one in two)}
    stories = {"later": [(two, []), (two, [holds_both])], "at once": [(two, [holds_both]), (two, [holds_both])]}
    for name, found in jobs_of_each(Output.at(tmp_path), stories).items():
        assert len(set(found[1].values())) == 3, name
        assert found[0].items() <= found[1].items(), name


@pytest.mark.long
def test_a_card_stays_with_the_job_that_it_was_one_with(tmp_path: Path) -> None:
    two, card = CHAINS["a card without text"]
    found = jobs_of(Output.at(tmp_path), ([two[0]], [card]), (two, [card]), (two, [card]))
    assert found[-1]["beta/1"] == found[-1]["alpha/1"] == found[0]["alpha/1"] != found[-1]["alpha/2"]


def test_one_text_and_two_excerpts_of_it_are_one_job_in_any_order(tmp_path: Path) -> None:
    texts = (TEXT, " ".join(WORDS[:50]), " ".join(WORDS[100:]))
    orders = [[{"text": text} for text in order] for order in permutations(texts)]
    stories = {f"order {number}": [(ads[:1], ads[1:])] for number, ads in enumerate(orders)}
    for found in jobs_of_each(Output.at(tmp_path), stories).values():
        assert len(found[0]) == 3 and len(set(found[0].values())) == 1
