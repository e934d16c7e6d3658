"""An employer with hundreds of ads of one title, or of one template: each vacancy stays itself, day after day."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from german.words.signature import SIGNATURE, sign_texts
from schemas.columns import schema_of, table_of
from schemas.tables import Posting, TrackedPosting
from snapshots.block import MANY, read_block
from snapshots.duplicates import group_postings
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.snapshots_rows import RUNS, leave_part, posting

BOARDS = ("alpha", "beta")
TEMPLATE, OWN = 140, 60  # words of a text that all ads share, and its own
TRADES = ("Berater", "Entwickler", "Administrator", "Techniker", "Controller", "Planer", "Prüfer", "Händler")
Jobs = Mapping[tuple[str, str], object]  # by board and board_ref


@dataclass
class Vacancy:
    """A vacancy that all boards carry, each in a text with one other word."""

    number: int
    title: str
    texts: dict[str, list[str]]
    values: dict[str, str] = field(default_factory=dict)

    def read(self, board: str, run: str) -> Posting:
        key = " ".join(sorted(self.title.lower().split()))
        text = " ".join(self.texts[board])
        values = {"title": self.title, "title_key": key, "text": text} | self.values
        return posting(f"{self.number:04}", run, board, **values)


def make_words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(count)]


def make_vacancies(count: int, *, one_title: bool, own: int = OWN) -> list[Vacancy]:
    chance = random.Random(count)
    template, made = make_words(chance, TEMPLATE), []
    for number in range(count):
        text = [*template[: TEMPLATE // 2], *make_words(chance, own), *template[TEMPLATE // 2 :]]
        at = chance.randrange(len(text))
        title = "Elektroniker Betriebstechnik Anlagen"
        if not one_title:  # each second within another one's
            title = f"{TRADES[number % 8]} Bereich{number // 16} Projekt {'Ausland' if number // 8 % 2 else ''}".strip()
        made.append(Vacancy(number, title, {"alpha": text, "beta": [*text[:at], "anders", *text[at + 1 :]]}))
    return made


def together(jobs: Jobs) -> set[frozenset[tuple[str, str]]]:
    """The postings of each job."""
    found: dict[object, set[tuple[str, str]]] = {}
    for key, job in jobs.items():
        found.setdefault(job, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def group(vacancies: Sequence[Vacancy]) -> Jobs:
    """The groups of all their postings, decided at once."""
    rows = [vacancy.read(board, RUNS[0]) for board in BOARDS for vacancy in vacancies]
    table = table_of(Posting, rows)
    table = table.append_column(SIGNATURE, sign_texts(table["text"]))
    for name in ("first_seen_at", "last_seen_at"):
        table = table.append_column(schema_of(TrackedPosting).field(name), table["fetched_at"])
    groups = group_postings(read_block(table)).groups.tolist()
    return {(row.board, row.board_ref): number for row, number in zip(rows, groups, strict=True)}


TRUTH = {  # postings: whether all copies must be found
    260: True,
    2 * (MANY // 2) + 40: False,  # too many for all pairs to be looked at: some copies may be missed
}


@pytest.mark.parametrize("postings", TRUTH)
def test_of_many_vacancies_of_one_title_none_becomes_another(postings: int) -> None:
    vacancies = make_vacancies(postings // 2, one_title=True)
    found = together(group(vacancies))
    assert all(len({ref for _, ref in job}) == 1 for job in found)
    copies = sum(len(job) == len(BOARDS) for job in found)
    assert copies == len(vacancies) if TRUTH[postings] else copies > 0.9 * len(vacancies)
    vacancies[7].texts["alpha"][3] = "neu"
    again = together(group([*vacancies[:90], *vacancies[91:]]))  # one was edited, one is gone
    assert again == {job for job in found if not any(ref == "0090" for _, ref in job)}


def days(output: Output, vacancies: list[Vacancy]) -> Iterator[tuple[set[str], Jobs, list[tuple[str, str | None]]]]:
    """By day the vacancies that changed, the job of each posting, and what was told."""
    chance = random.Random(7)
    for day, run in enumerate(RUNS[:5]):
        changing = chance.sample(vacancies, day)
        for vacancy in changing:
            vacancy.values["remote"] = "none" if vacancy.values.get("remote") == "full" else "full"
        if day == 3:
            vacancies[0].texts["alpha"][9] = "neu"
        for board in BOARDS:
            leave_part(output, run, *(vacancy.read(board, run) for vacancy in vacancies), board=board)
        publish(output)
        snapshot = read_snapshot(output)
        assert snapshot
        rows = snapshot.table("postings").to_pylist()
        told = [(row["field"] or row["kind"], row["cause"]) for row in snapshot.table("changes").to_pylist()]
        yield (
            {f"{vacancy.number:04}" for vacancy in changing},
            {(row["board"], row["board_ref"]): row["job_id"] for row in rows},
            told if day else [],
        )


@pytest.mark.long
@pytest.mark.parametrize("one_title", [True, False])
@pytest.mark.parametrize("postings", TRUTH)
def test_of_many_alike_each_change_is_told_once_and_ids_stay(postings: int, one_title: bool, tmp_path: Path) -> None:
    vacancies = make_vacancies(postings // 2, one_title=one_title, own=OWN if one_title else 3)
    first: Jobs = {}
    for changed, jobs, told in days(Output.at(tmp_path), vacancies):
        first = first or jobs
        assert jobs == first
        count = sum(len({job for (_, ref), job in jobs.items() if ref == one}) for one in changed)
        assert told == [("remote", "board")] * count
    assert all(len({ref for _, ref in job}) == 1 for job in together(first))
