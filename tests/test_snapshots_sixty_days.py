"""Sixty days of runs over a made-up market: each snapshot is compared with what follows from the boards' answers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from snapshots.changes import FACTS
from snapshots.publish import publish
from storage.layout import Output, started_at
from storage.snapshots import open_snapshot, read_snapshot
from tests.support.expected_lives import History, Key, Life
from tests.support.lagging_boards import DAYS, KINDS, make_lagging_market
from tests.support.lagging_boards import RUNS as LAGGING_RUNS
from tests.support.simulated_boards import (
    NOT_PUBLISHED,
    RUNS,
    Market,
    crawl_sixty_days,
    make_market_of_sixty_days,
)


@dataclass
class Day:
    """A publish: the runs it took in, its tables, and what the history said then."""

    runs: list[int]
    tables: dict[str, list[dict[str, Any]]]
    lives: dict[Key, Life]
    texts: dict[Key, str | None]
    verdicts: dict[str, str]

    @cached_property
    def jobs(self) -> dict[str, dict[str, Any]]:
        return {row["job_id"]: row for row in self.tables["jobs"]}

    @cached_property
    def job_of(self) -> dict[Key, str]:
        return {key_of(row): row["job_id"] for row in self.tables["postings"]}

    @cached_property
    def canonical(self) -> dict[str, Key]:
        return {row["job_id"]: key_of(row) for row in self.tables["postings"] if row["is_canonical"]}


@dataclass
class Story:
    """All days, and the truth behind them."""

    market: Market
    days: list[Day]

    def steps(self) -> Iterator[tuple[Day, Day]]:
        return pairwise(self.days)


LIFE = tuple(Life.__dataclass_fields__)
COLUMNS = {
    "postings": ["board", "board_ref", "job_id", "is_canonical", *LIFE],
    "jobs": ["job_id", "posting_count", "boards", *(name for name in LIFE if name != "missed_runs"), *FACTS],
    "descriptions": ["job_id", "board", "board_ref", "text"],
    "changes": ["run", "job_id", "kind", "field", "before", "after"],
    "boards": ["board", "run", "verdict"],
}


def key_of(row: dict[str, Any]) -> Key:
    return row["board"], row["board_ref"]


@pytest.fixture(scope="module")
def story(sixty_days: Output) -> Story:
    """What was published on each of the sixty days."""
    market, history = make_market_of_sixty_days(), History()
    days: list[Day] = []
    waiting: list[int] = []
    for run, answers in crawl_sixty_days(market):
        history.add(run, answers)
        waiting.append(run)
        if run in NOT_PUBLISHED:
            continue
        snapshot = open_snapshot(sixty_days, RUNS[run])
        assert snapshot.manifest["runs"] == [RUNS[run] for run in waiting]
        tables = {name: snapshot.table(name, columns).to_pylist() for name, columns in COLUMNS.items()}
        keys = history.keys()
        lives, texts = {key: history.life(*key) for key in keys}, {key: history.last(*key)[0].text for key in keys}
        verdicts = {board: log[-1].verdict for board, log in history.heard.items()}
        days.append(Day(waiting, tables, lives, texts, verdicts))
        waiting = []
    return Story(market, days)


def test_every_posting_lives_as_the_answers_of_its_board_say(story: Story) -> None:
    for day in story.days:
        rows = {key_of(row): row for row in day.tables["postings"]}
        assert len(rows) == len(day.tables["postings"])
        assert set(rows) == set(day.lives)
        for key, life in day.lives.items():
            told = Life(**{name: rows[key][name] for name in LIFE})
            if life.status == "closed":  # how often it was missed matters no more
                told.missed_runs = life.missed_runs
            assert told == life, (key, day.runs)


def test_boards_have_the_verdicts_that_their_answers_deserve(story: Story) -> None:
    for day in story.days:
        assert {row["board"]: row["verdict"] for row in day.tables["boards"]} == day.verdicts
        assert {row["run"] for row in day.tables["boards"]} == {RUNS[day.runs[-1]]}


def test_a_job_is_what_its_postings_are(story: Story) -> None:
    for day in story.days:
        assert len(day.jobs) == len(day.tables["jobs"])
        assert set(day.job_of.values()) == set(day.jobs) == set(day.canonical)
        assert sum(row["is_canonical"] for row in day.tables["postings"]) == len(day.jobs)
        for job_id, job in day.jobs.items():
            keys = [key for key, its in day.job_of.items() if its == job_id]
            lives = [day.lives[key] for key in keys]
            opened = [life for life in lives if life.status == "open"]
            assert job["posting_count"] == len(keys)
            assert job["boards"] == sorted({board for board, _ in keys})
            assert job["first_seen_at"] == min(life.first_seen_at for life in lives)
            assert job["last_seen_at"] == max(life.last_seen_at for life in lives)
            assert job["status"] == ("open" if opened else "closed")
            assert job["stale"] == (bool(opened) and all(life.stale for life in opened))
            assert day.lives[day.canonical[job_id]].status == job["status"]
            ends = [(life.closed_on, life.closed_reason) for life in lives if life.closed_on]
            if opened:
                assert (job["closed_on"], job["closed_reason"]) == (None, None)
            else:
                assert job["closed_on"] == max(closed_on for closed_on, _ in ends)
                assert (job["closed_on"], job["closed_reason"]) in ends


def test_a_job_is_told_in_the_words_of_its_canonical_posting(story: Story) -> None:
    for day in story.days:
        told = {row["job_id"]: (key_of(row), row["text"]) for row in day.tables["descriptions"]}
        assert told == {job_id: (key, day.texts[key]) for job_id, key in day.canonical.items()}


def test_vacancies_stay_apart_and_each_is_one_job(story: Story) -> None:
    vacancy_of = {(ad.board, ad.ref): ad.vacancy for ad in story.market.ads}
    for day in story.days:
        vacancies: dict[str, set[str]] = {}
        for key, job_id in day.job_of.items():
            vacancies.setdefault(job_id, set()).add(vacancy_of[key])
        assert [names for names in vacancies.values() if len(names) > 1] == [], day.runs
        jobs = Counter(name for names in vacancies.values() for name in names)
        assert {name for name in story.market.whole if jobs[name] > 1} == set(), day.runs


def moves(day: Day) -> list[dict[str, Any]]:
    return [row for row in day.tables["changes"] if row["field"] == "job_id"]


def test_an_id_goes_or_comes_only_as_changes_say(story: Story) -> None:
    for before, day in story.steps():
        lost, born = set(before.jobs) - set(day.jobs), set(day.jobs) - set(before.jobs)
        merged = {row["before"]: row["after"] for row in moves(day) if row["job_id"] == row["before"]}
        split = {row["after"]: row["before"] for row in moves(day) if row["job_id"] == row["after"]}
        assert set(merged) == lost, day.runs
        assert {row["job_id"] for row in day.tables["changes"] if row["kind"] == "new"} == born
        came_from: dict[str, set[str]] = {job_id: set() for job_id in born}
        for key, job_id in day.job_of.items():
            if job_id in born and key in before.job_of:
                came_from[job_id].add(before.job_of[key])
        assert set(split) == {job_id for job_id, sources in came_from.items() if sources}
        assert all(split[job_id] in came_from[job_id] for job_id in split)
        assert len(moves(day)) == len(merged) + len(split)


def test_the_older_id_stays_in_a_merge_and_the_canonical_postings_id_in_a_split(story: Story) -> None:
    for before, day in story.steps():
        if len(day.runs) > 1:
            continue  # what was canonical in between cannot be seen
        for row in moves(day):
            if row["job_id"] == row["before"]:
                assert day.job_of[before.canonical[row["before"]]] == row["after"]
        ages = {job_id: (job["first_seen_at"], job_id) for job_id, job in before.jobs.items()}
        for job_id in set(before.jobs) & set(day.jobs):
            assert day.job_of[before.canonical[job_id]] == job_id, day.runs
        for key, job_id in day.job_of.items():
            was = before.job_of.get(key)
            if was in ages and before.canonical[was] == key and job_id != was:
                assert ages[job_id] < ages[was]


def test_an_id_that_comes_back_names_the_posting_that_it_was_born_with(story: Story) -> None:
    born_with: dict[str, Key] = {}
    for day in story.days:
        eldest: dict[str, tuple[datetime, Key]] = {}
        for key, job_id in day.job_of.items():
            age = (day.lives[key].first_seen_at, key)
            eldest[job_id] = min(eldest.get(job_id, age), age)
        known = set(born_with)
        for row in day.tables["changes"]:
            if row["kind"] == "new" and row["job_id"] in known:
                assert eldest[row["job_id"]][1] == born_with[row["job_id"]]
        born_with = {job_id: key for job_id, (_, key) in eldest.items()} | born_with


def as_word(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(value) or None
    return None if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def facts_of(job: dict[str, Any]) -> dict[str, Any]:
    return {name: as_word(job[name]) for name in FACTS}


def test_changes_replayed_on_the_jobs_before_give_the_jobs(story: Story) -> None:
    for before, day in story.steps():
        jobs = {job_id: (facts_of(job), job["status"]) for job_id, job in before.jobs.items()}
        ends: dict[str, str] = {}
        for row in sorted(day.tables["changes"], key=lambda row: row["kind"] != "new"):
            job_id = row["job_id"]
            assert row["run"] == RUNS[day.runs[-1]]
            if row["field"] == "job_id":
                if job_id == row["before"]:
                    del jobs[job_id]
                continue
            if row["kind"] == "new":
                assert job_id not in jobs
                jobs[job_id] = (facts_of(day.jobs[job_id]), "open")
                continue
            facts, status = jobs[job_id]
            if row["kind"] == "changed":
                assert facts[row["field"]] == row["before"] != row["after"]
                facts[row["field"]] = row["after"]
                continue
            assert status == {"closed": "open", "reopened": "closed"}[row["kind"]]
            jobs[job_id] = facts, {"closed": "closed", "reopened": "open"}[row["kind"]]
            if row["kind"] == "closed":
                ends[job_id] = row["after"]
        assert jobs == {job_id: (facts_of(job), job["status"]) for job_id, job in day.jobs.items()}, day.runs
        assert ends == {job_id: day.jobs[job_id]["closed_reason"] for job_id in ends}


def test_the_story_has_all_that_it_is_to_try(story: Story) -> None:
    events: Counter[str] = Counter()
    for day in story.days[1:]:
        events["runs published together"] += len(day.runs) > 1
        for row in day.tables["changes"]:
            if row["field"] == "job_id":
                events["merged" if row["job_id"] == row["before"] else "split"] += 1
            else:
                events[f"{row['kind']} {row['after']}" if row["kind"] == "closed" else row["kind"]] += 1
        for key, life in day.lives.items():
            events[f"carried over, {day.verdicts[key[0]]}"] += life.stale
            events["missed once"] += life.missed_runs == 1 and life.status == "open"
    floors = {
        "runs published together": 6,
        "merged": 3,
        "split": 2,  # boards that lag split nothing at once
        "reopened": 5,
        "new": 40,
        "changed": 40,
        "closed missing": 20,
        "closed gone": 5,
        "closed deadline": 5,
        "closed unreachable": 5,
        "missed once": 40,
        **{f"carried over, {verdict}": 10 for verdict in ("not_run", "failed", "incomplete", "held", "partial")},
    }
    assert {name: events[name] for name, floor in floors.items() if events[name] < floor} == {}


# -- boards that lag --------------------------------------------------------------------------------------------------

TOLD = {column for column, _ in KINDS.values()}


ALL = [pytest.param(seed, DAYS, marks=pytest.mark.long) for seed in range(1, 26)]


@pytest.mark.parametrize(("seed", "days"), [(1, 18), *ALL])
def test_boards_that_lag_invent_and_lose_nothing_and_each_change_is_told_once(
    seed: int, days: int, tmp_path: Path
) -> None:
    market, output = make_lagging_market(seed, days), Output.at(tmp_path)
    vacancy_of = {(ad.board, ad.ref): vacancy for vacancy in market.vacancies for ad in vacancy.ads}
    full = {(ad.board, ad.ref) for vacancy in market.vacancies for ad in vacancy.ads if ad.is_full}
    ids: dict[int, set[str]] = {number: set() for number in range(len(market.vacancies))}
    told: dict[str, list[tuple[int, str, Any]]] = {}
    wrong: list[tuple[Any, ...]] = []
    for day, run in enumerate(LAGGING_RUNS[:days]):
        market.leave(output, day)
        publish(output)
        snapshot = read_snapshot(output)
        assert snapshot
        postings = snapshot.table("postings", ["board", "board_ref", "job_id", "first_seen_at"]).to_pylist()
        keys: dict[str, set[Key]] = {}
        for row in postings:
            keys.setdefault(row["job_id"], set()).add(key_of(row))
            if key_of(row) in full:
                ids[market.vacancies.index(vacancy_of[key_of(row)])].add(row["job_id"])
        for job_id, of_job in keys.items():
            if len({id(vacancy_of[key]) for key in of_job if key in full}) > 1:
                wrong.append((day, "two vacancies are one job", job_id, sorted(of_job)))
        for row in snapshot.table("changes").to_pylist():
            if row["field"] == "job_id" or row["kind"] in ("reopened", "closed"):
                if row["kind"] != "closed" or day < days - 8:
                    wrong.append((day, row["kind"], row["field"], row["before"], row["after"], row["title"]))
            elif row["kind"] == "new":
                first = [one for one in postings if one["job_id"] == row["job_id"]]
                if any(one["first_seen_at"] < started_at(run) for one in first):
                    wrong.append((day, "invented", row["job_id"], row["title"]))
            elif row["field"] in TOLD:
                told.setdefault(row["job_id"], []).append((day, row["field"], row["after"]))
    for number, vacancy in enumerate(market.vacancies):
        if len(ids[number]) != 1:
            wrong.append(("ids", vacancy.name, sorted(ids[number])))
        found = sorted(told.get(min(ids[number]), []))
        expected: list[tuple[int, str, Any]] = [
            (day, column, f"{value} {vacancy.name}" if column == "title" else value)
            for day, column, value in vacancy.expect(market.down)
        ]
        if found != expected:
            wrong.append(
                ("told", vacancy.name, [x for x in found if x not in expected], [x for x in expected if x not in found])
            )
    assert not wrong, "\n".join(map(str, wrong))
