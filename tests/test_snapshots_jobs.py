"""Jobs from postings: merged, split, named, filled, and what changed in them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from german.words import signature
from schemas.columns import fields_of
from schemas.tables import PlaceOf, Vacancy
from snapshots.job_ids import make_id
from snapshots.jobs import JOB_FACTS, Fact
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import read_snapshot
from tests.support.snapshots_rows import RUNS, changes_of, hash_of, leave_part, pay, posting, rows_of

SAME = {"title": "Leiter IT"}


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path)


def publish_together(output: Output, *postings: Any, day: int = 0) -> dict[str, Any]:
    """Publish a run in which each posting stands on its own board; the one job that they make."""
    for row in postings:
        leave_part(output, RUNS[day], row, board=row.board)
    publish(output)
    (job,) = rows_of(output, "jobs").values()
    return job


def test_every_shared_column_is_taken_from_one_posting_with_its_companions() -> None:
    taken = [name for fact in JOB_FACTS.values() for name in (*fact.stated, *fact.along)]
    assert sorted(taken) == sorted(field.name for field in fields_of(Vacancy))
    assert all(name in fact.stated for name, fact in JOB_FACTS.items())


def test_what_belongs_to_one_fact_is_taken_together() -> None:
    assert JOB_FACTS["place"].stated == ("place", "town") and "distance_km" in JOB_FACTS["place"].along
    assert JOB_FACTS["fixed_term"] == Fact(("fixed_term", "contract_until_on", "contract_months"), ())
    assert JOB_FACTS["industry"] == Fact(("industry",), ())


def test_postings_of_two_boards_are_one_job(output: Output) -> None:
    job = publish_together(
        output, posting("1", board="alpha", **SAME), posting("2", board="beta", **SAME, **pay(5000)),
    )  # fmt: skip
    assert (job["posting_count"], job["boards"], job["salary_from"]) == (2, ["alpha", "beta"], "beta")
    assert job["urls"] == ["https://alpha.example/1", "https://beta.example/2"]
    assert job["job_id"] == make_id("alpha", "1")
    second = rows_of(output, "postings")["2"]
    assert (second["is_canonical"], second["duplicate_kind"]) == (False, "full")
    assert second["duplicate_reason"] == "same_title same_employer same_towns same_text"


def test_what_makes_two_postings_the_same_job(output: Output) -> None:
    differences: list[tuple[dict[str, Any], bool]] = [
        ({}, True),
        ({"seniority": "senior"}, True),
        ({"employer_key": None}, False),
        ({"employer_key": "andere"}, False),
        ({"title_key": "leiter edv"}, False),
        ({"town": "Remscheid"}, False),
        ({"town": None}, False),
        ({"places": (PlaceOf(town="Remscheid"), PlaceOf(town="Solingen"))}, True),
        ({"places": (PlaceOf(town="Solingen"), PlaceOf(town="Solingen", district="Ohligs"))}, True),
    ]
    pairs = [
        (
            posting(f"{number} one", title=f"IT-Leiter {number}"),
            posting(f"{number} two", **{"title": f"IT-Leiter {number}"} | values),
        )
        for number, (values, _) in enumerate(differences)
    ]
    leave_part(output, RUNS[0], *(row for pair in pairs for row in pair))
    publish(output)
    rows = rows_of(output, "postings")
    for number, (values, is_same) in enumerate(differences):
        assert (rows[f"{number} one"]["job_id"] == rows[f"{number} two"]["job_id"]) == is_same, values


def test_when_jobs_merge_the_older_id_stays_and_the_other_is_found_in_changes(output: Output) -> None:
    leave_part(output, RUNS[0], posting("z", **SAME))
    publish(output)
    leave_part(output, RUNS[1], posting("z", RUNS[1], **SAME), posting("a", RUNS[1], title="EDV-Leiter"))
    publish(output)
    leave_part(output, RUNS[2], posting("z", RUNS[2], **SAME), posting("a", RUNS[2], **SAME))
    publish(output)
    old, lost = make_id("alpha", "z"), make_id("alpha", "a")
    assert {row["job_id"] for row in rows_of(output, "postings").values()} == {old}
    assert ("changed", "job_id", lost, old, "EDV-Leiter") in changes_of(output)
    assert [row for row in changes_of(output) if row[0] != "changed"] == []


def test_of_jobs_first_seen_together_the_smallest_id_stays(output: Output) -> None:
    refs = ["a", "b", "c", "d"]
    leave_part(output, RUNS[0], *refs)
    publish(output)
    leave_part(output, RUNS[1], *(posting(ref, RUNS[1], **SAME) for ref in refs))
    publish(output)
    assert {row["job_id"] for row in rows_of(output, "jobs").values()} == {min(make_id("alpha", ref) for ref in refs)}


@pytest.mark.long
def test_when_a_job_splits_the_canonical_posting_keeps_the_id(output: Output) -> None:
    leave_part(output, RUNS[0], posting("a", **SAME, text="kurz"), posting("b", **SAME, text="ein langer Text"))
    publish(output)
    kept = make_id("alpha", "a")
    assert rows_of(output, "postings")["b"]["is_canonical"]
    leave_part(output, RUNS[1], posting("a", RUNS[1], title="EDV-Leiter"), posting("b", RUNS[1], **SAME))
    publish(output)
    rows = rows_of(output, "postings")
    assert rows["b"]["job_id"] == kept
    assert rows["a"]["job_id"] not in (kept, make_id("alpha", "b"))  # its own first name is taken
    assert ("changed", "job_id", kept, rows["a"]["job_id"], "EDV-Leiter") in changes_of(output)
    leave_part(output, RUNS[2], posting("a", RUNS[2], **SAME), posting("b", RUNS[2], **SAME))
    publish(output)
    assert {row["job_id"] for row in rows_of(output, "postings").values()} == {kept}


def test_whose_words_stand_for_a_job(output: Output) -> None:
    long = {"text": "viel länger als der andere Text"}
    cases: list[tuple[dict[str, Any], dict[str, Any]]] = [  # beta's stand, gamma's stand not
        ({"url": "https://muster.jobs.example/1"}, {"board": "alpha", **long}),
        ({}, {"board": "alpha", "via": "delta", **long}),
        (long, {"board": "alpha"}),
        ({}, {"board": "alpha", "posted_on": date(2026, 11, 23)}),
        ({}, {}),
        ({}, {"board": "alpha", "text": None, "url": "https://muster.jobs.example/1"}),
    ]
    rows = []
    for number, (better, worse) in enumerate(cases):
        same = {"title": f"Leiter IT {number}", "text": "Text"}
        rows.append(posting(f"{number} stands", **{"board": "beta", **same} | better))
        rows.append(posting(f"{number} stands not", **{"board": "gamma", **same} | worse))
    for board in ("alpha", "beta", "gamma"):
        leave_part(output, RUNS[0], *(row for row in rows if row.board == board), board=board)
    assert publish(output).jobs == len(cases)
    canonical = {ref for ref, row in rows_of(output, "postings").items() if row["is_canonical"]}
    assert canonical == {f"{number} stands" for number in range(len(cases))}


def test_stated_pay_beats_a_pay_grade_beats_an_estimate_and_is_never_mixed(output: Output) -> None:
    job = publish_together(
        output,
        posting("1", board="alpha", **SAME, **pay(9000, "board_estimate"), text="der längste Text von allen"),
        posting("2", board="beta", **SAME, **pay(4500, "pay_grade"), pay_grade_min="EG 11", pay_scale="TVöD-VKA"),
        posting("3", board="gamma", **SAME, **pay(5000, salary_max_eur=None, salary_period="year")),
    )
    assert (job["salary_basis"], job["salary_from"], job["salary_period"]) == ("stated", "gamma", "year")
    assert (job["salary_min_eur"], job["salary_max_eur"]) == (Decimal(5000), None)
    assert (job["pay_scale"], job["pay_grade_min"]) == ("TVöD-VKA", "EG 11")


def test_gaps_of_the_canonical_posting_are_filled_from_the_others(output: Output) -> None:
    job = publish_together(
        output,
        posting("1", board="alpha", **SAME, text="der längste Text von allen", skills=("sap",), remote="hybrid"),
        posting(
            "2", board="beta", **SAME, skills=("itil",), remote="full", certificates=("itil-4",), industry="Handel",
            start_as_soon_as_possible=True, postal_code="42651", weekly_hours_min=39.0,
        ),
    )  # fmt: skip
    assert (job["skills"], job["remote"]) == (["sap"], "hybrid")
    assert (job["certificates"], job["industry"], job["start_as_soon_as_possible"]) == (["itil-4"], "Handel", True)
    assert (job["postal_code"], job["weekly_hours_min"]) == ("42651", 39.0)


def test_a_permanent_contract_is_stated_and_not_overruled_by_another_posting(output: Output) -> None:
    job = publish_together(
        output,
        posting("1", board="alpha", **SAME, fixed_term=False, text="der längste Text von allen"),
        posting("2", board="beta", **SAME, fixed_term=True, contract_months=24),
    )
    assert (job["fixed_term"], job["contract_months"]) == (False, None)


def test_an_open_job_has_no_deadline_of_a_closed_posting(output: Output) -> None:
    job = publish_together(
        output,
        posting("1", board="alpha", **SAME),
        posting("2", board="beta", **SAME, **pay(5000), apply_by_on=date(2026, 11, 1)),
    )
    assert (job["status"], job["apply_by_on"], job["salary_min_eur"]) == ("open", None, Decimal(5000))


def test_an_open_posting_says_until_when_to_apply_though_a_longer_one_has_closed(output: Output) -> None:
    job = publish_together(
        output,
        posting("1", board="alpha", **SAME, apply_by_on=date(2026, 12, 15)),
        posting("2", board="beta", **SAME, text="Wir suchen: Leiter IT. Und mehr.", apply_by_on=date(2026, 11, 1)),
    )
    assert (job["status"], job["apply_by_on"]) == ("open", date(2026, 12, 15))


def test_a_job_is_open_while_one_of_its_postings_is(output: Output) -> None:
    for day, boards in enumerate(["alpha beta", "beta", "beta", "", ""]):
        for board in ("alpha", "beta"):
            rows = [posting(board, RUNS[day], board=board, **SAME)] if board in boards else []
            leave_part(output, RUNS[day], *rows, board=board)
        if day == 2:
            publish(output, accepted={"alpha", "beta"})
            assert rows_of(output, "postings")["alpha"]["status"] == "closed"
            assert rows_of(output, "jobs")["Leiter IT"]["status"] == "open"
    publish(output, accepted={"alpha", "beta"})
    job = rows_of(output, "jobs")["Leiter IT"]
    assert (job["status"], job["closed_on"], job["closed_reason"]) == ("closed", date(2026, 11, 26), "missing")


def test_each_changed_fact_is_a_row_with_its_words_before_and_after(output: Output) -> None:
    leave_part(output, RUNS[0], posting("a", **pay(5000), url="https://alpha.example/old", skills=("sap",)), "b")
    publish(output)
    now = posting(
        "a", RUNS[1], **pay(5500, salary_max_eur=None), apply_by_on=date(2026, 12, 31), employment_types=("full_time",),
        fixed_term=True, url="https://alpha.example/new", skills=("itil",),
    )  # fmt: skip
    leave_part(output, RUNS[1], now, "b")
    assert publish(output).changes == {"changed": 1}
    assert [row[1:4] for row in changes_of(output)] == [
        ("apply_by_on", None, "2026-12-31"),
        ("employment_types", None, "full_time"),
        ("fixed_term", None, "true"),
        ("salary_max_eur", "5000.00", None),
        ("salary_min_eur", "5000.00", "5500.00"),
    ]


@pytest.mark.long
def test_descriptions_are_kept_from_wherever_they_were_last_read(output: Output) -> None:
    long, short = "ein langer Text, der steht", "kurz"
    leave_part(output, RUNS[0], posting("1", **SAME, text=long))
    first_of_beta = leave_part(output, RUNS[0], posting("2", board="beta", **SAME, text=short), board="beta")
    publish(output)
    assert rows_of(output, "descriptions")["1"]["text"] == long
    leave_part(output, RUNS[1], verdict="failed")  # both carried over
    leave_part(output, RUNS[1], "x", board="beta", verdict="incomplete")
    publish(output)
    assert rows_of(output, "descriptions")["1"]["text"] == long
    leave_part(output, RUNS[2], gone=("1",))
    publish(output, accepted={"alpha"})  # the other stands now; its text is in its old part
    assert rows_of(output, "descriptions")["2"]["text"] == short
    Path(first_of_beta).unlink()
    leave_part(output, RUNS[3], posting("1", RUNS[3], **SAME, text=None))
    publish(output)  # the text is nowhere but in the snapshot before
    texts = {ref: row["text"] for ref, row in rows_of(output, "descriptions").items()}
    assert texts == {"x": "Wir suchen: IT-Leiter x.", "2": short}


def test_postings_carry_no_text_of_their_own(output: Output) -> None:
    leave_part(output, RUNS[0], "a")
    publish(output)
    snapshot = read_snapshot(output)
    assert snapshot
    row = snapshot.table("postings").to_pylist()[0]
    assert (row["text"], row["text_sha256"]) == (None, hash_of("Wir suchen: IT-Leiter a."))


def test_a_text_met_before_is_not_signed_again(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def sign(text: str | None) -> list[int]:
        asked.append(text)
        return [1, 2]

    monkeypatch.setattr(signature, "sign_text", sign)
    one, two, three = ("Wir suchen eine Leitung der IT", "Sie führen das Team", "Ein anderer Text als gestern")
    leave_part(
        output, RUNS[0], posting("a", text=one), posting("b", text=two), posting("c", left_out="role", text=three)
    )
    publish(output)
    assert sorted(asked) == sorted([one, two, three])
    four = "Noch ein Text von heute"
    leave_part(output, RUNS[1], posting("a", RUNS[1], text=four), posting("b", RUNS[1], text=three))
    publish(output)
    assert asked[3:] == [four]
