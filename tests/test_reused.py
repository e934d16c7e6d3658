"""An id that its board gives to another ad: the ad before it ended, and the other is a new job."""

import random
from pathlib import Path
from typing import Any

import pytest

from schemas.said import pack_sums
from schemas.tables import Posting
from snapshots.publish import publish
from storage.layout import Output
from tests.support.snapshots_rows import RUNS, changes_of, leave_part, posting, rows_of

TITLES = ("IT-Leiter", "Projektmanager Vertrieb", "Administrator Netze", "Referent Digitalisierung", "Architekt Cloud")
EMPLOYERS = ("Muster", "Elbwerk", "Garnhaus", "Talwerke", "Bergfunk")
TOWNS = ("Solingen", "Haan", "Hilden", "Wuppertal", "Remscheid")


def text_of(number: int) -> str:
    words = random.Random(number)
    return " ".join("".join(words.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(150))


def ad(ref: str, day: int, number: int, **values: Any) -> Posting:
    """The ad of a vacancy under an id, in its board's own words."""
    title, employer, town = (names[number % 5] for names in (TITLES, EMPLOYERS, TOWNS))
    given: dict[str, Any] = {
        "title": title,
        "employer": f"{employer} GmbH",
        "employer_key": employer.lower(),
        "town": town,
    }
    given |= {"text": text_of(number), "language": "de", "url": f"https://alpha.example/{ref}"} | values
    given |= {"employer_raw": given["employer"]}
    said = {"title": given["title"], "text": given["text"], "employer": given["employer"], "places": given["town"]}
    return posting(ref, RUNS[day], **{"said": pack_sums(said)} | given)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def live(output: Output, *days: list[Posting]) -> list[list[tuple[str, str | None, str]]]:
    """What each day's snapshot tells: kind, field, title."""
    told = []
    for day, ads in enumerate(days):
        leave_part(output, RUNS[day], *ads)
        publish(output)
        told.append([(kind, field, title) for kind, field, _, _, title in changes_of(output)])
    return told


@pytest.mark.parametrize("same", [{}, {"town": "Solingen"}, {"employer": "Muster GmbH", "employer_key": "muster"}])
def test_the_ad_before_ends_and_the_other_is_new(output: Output, same: dict[str, Any]) -> None:
    told = live(output, [ad("1", 0, 0)], *([ad("1", day, 1, **same)] for day in (1, 2)))
    assert told[1:] == [[("new", None, TITLES[1])], [("closed", None, TITLES[0])]]
    jobs, postings = rows_of(output, "jobs"), rows_of(output, "postings")
    assert jobs[TITLES[0]]["closed_reason"] == "missing"
    assert [jobs[title]["first_seen_at"].day for title in TITLES[:2]] == [22, 23]
    assert len({row["job_id"] for row in jobs.values()}) == len(jobs) == 2
    assert [postings[ref]["title"] for ref in sorted(postings)] == [TITLES[1], TITLES[0]]
    assert {row["board_ref"] for row in rows_of(output, "descriptions").values()} == set(postings)


def test_runs_taken_in_at_once_tell_the_same(tmp_path: Path) -> None:
    days = [[ad("1", 0, 0)], [ad("1", 1, 1)], [ad("1", 2, 2)], [ad("1", 3, 2)]]
    one_by_one, at_once = Output.at(tmp_path / "one"), Output.at(tmp_path / "all")
    live(one_by_one, *days)
    leave_part(at_once, RUNS[0], *days[0])
    publish(at_once)
    for day, ads in enumerate(days[1:], 1):
        leave_part(at_once, RUNS[day], *ads)
    publish(at_once)
    for table in ("jobs", "postings"):
        assert rows_of(one_by_one, table) == rows_of(at_once, table), table


def test_an_id_that_is_given_again_after_its_ad_closed_opens_nothing(output: Output) -> None:
    other = [ad("2", day, 3) for day in range(4)]
    told = live(output, [ad("1", 0, 0), other[0]], [other[1]], [other[2]], [ad("1", 3, 1), other[3]])
    assert told[2:] == [[("closed", None, TITLES[0])], [("new", None, TITLES[1])]]


@pytest.mark.parametrize(
    "values",
    [
        {"employer": "Muster GmbH", "employer_key": "muster", "town": "Solingen"},  # rewritten, and has another title
        {"text": text_of(0)},
        {"text": text_of(0)[:900] + text_of(7)[:300]},
        {"title": "IT-Leiter Infrastruktur", "title_key": "infrastruktur it-leiter"},
        {"language": "en", "town": "Solingen"},
        {"text": "Bitte anmelden.", "town": "Solingen"},
        {"text": None, "text_sha256": None, "town": "Solingen"},
        {"employer": None, "employer_key": None, "town": None, "places": ()},  # a notice
    ],
)
def test_an_ad_that_changed_is_the_same_job(output: Output, values: dict[str, Any]) -> None:
    live(output, [ad("1", 0, 0)], [ad("1", 1, 1, **values)])
    assert "new" not in {kind for kind, *_ in changes_of(output)}
    assert list(rows_of(output, "postings")) == ["1"]


def test_what_is_read_otherwise_of_the_same_words_is_the_same_job(output: Output) -> None:
    before = ad("1", 0, 0)
    live(output, [before], [ad("1", 1, 1, said=before.said)])
    assert list(rows_of(output, "postings")) == ["1"]


def test_a_page_that_stands_for_several_ads_is_none_of_them(output: Output) -> None:
    notice = {"title": "Anmeldung", "employer": "Portal", "employer_key": "portal", "text": text_of(9)}
    towns = [{"town": town} for town in TOWNS[:2]]
    live(
        output,
        [ad("1", 0, 0), ad("2", 0, 1)],
        [ad(ref, 1, 5, **notice, **town) for ref, town in zip("12", towns, strict=True)],
    )
    assert sorted(rows_of(output, "postings")) == ["1", "2"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("employers", [1, 5])
def test_ids_that_are_positions_tell_what_ids_of_ads_tell(tmp_path: Path, seed: int, employers: int) -> None:
    chance = random.Random(seed)
    values = {} if employers > 1 else {"employer": "Muster GmbH", "employer_key": "muster", "town": "Solingen"}
    up, coming, days = list(range(5)), 5, list[list[int]]()
    for _ in range(8):
        days.append([*up])
        if comes := chance.random() < 0.5:
            up.insert(chance.randrange(len(up)), coming)
            coming += 1
        if chance.random() < 0.5 and not comes:  # else nobody can tell it from a rewritten ad
            up.remove(chance.choice(up))
    outputs = [Output.at(tmp_path / name) for name in ("ads", "positions")]
    told = []
    for output, is_position in zip(outputs, (False, True), strict=True):
        rows = [
            [
                ad(
                    f"{at if is_position else number}",
                    day,
                    number,
                    title=f"{TITLES[number % 5]} {text_of(number)[:7]}",
                    **values,
                )
                for at, number in enumerate(ads)
            ]
            for day, ads in enumerate(days)
        ]
        told.append(live(output, *rows))
    assert told[0] == told[1]
