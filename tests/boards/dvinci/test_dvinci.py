"""d.vinci: answers made by hand in the feed's form, with its traps."""

from typing import Any

import pytest

from schemas.raw import RawPlace
from spiders.dvinci import Dvinci
from tests.support.answers import make_board, postings_in, rejected_in
from tests.support.region import DVINCI, found_in, only_posting, read


def publication(**changes: Any) -> dict[str, Any]:
    place = {"name": "Kläranlage Rahmede", "address": {"address2": "Am Bach 1", "zipCode": "58762", "city": "Altena"}}
    opening = {
        "reference": "2026-0043",
        "locations": [place],
        "workingTimes": [{"internalName": "FULL_TIME"}, {"internalName": "PART_TIME"}],
        "contractPeriod": {"internalName": "LIMITED"},
        "earliestEntryDate": "zum nächstmöglichen Zeitpunkt",
        "company": {"name": "Wasserverband Muster"},
        "responsibleUser": {"lastName": "Muster", "email": "name@example.org"},
        "formFieldAnswers": [{"internalName": "ENTGELTRAHMEN"}],
    }
    sections = {
        "position": {"headline": None, "body": "<ul><li>Entgeltgruppe 7 TVöD</li></ul>"},
        "weOffer": {"headline": "Wir bieten", "body": "<!-- 99.000 € im Jahr --><p>30 Tage Urlaub</p>"},
        "contact": {"headline": "Kontakt", "body": "<p>Frau Muster, 02351 000000</p>"},
    }
    row = {
        "id": 10711,
        "position": "Wassermeister (m/w/d)",
        "jobPublicationURL": "https://karriere.wasser.example/de/jobs/10711/wassermeister",
        "startDate": "2026-02-25T23:00Z",
        "endDate": "2026-04-05T21:59:59.999Z",
        "tasks": "<p>Sie prüfen Pumpen.</p>",
        "renderedContent": sections,
        "jobOpening": opening,
    }
    return {**row, **changes}


def test_dvinci_writes_midnight_in_berlin_as_the_evening_before_in_utc() -> None:
    posting = read(only_posting(make_board(Dvinci), DVINCI, [publication()]))
    assert str(posting.posted_on) == "2026-02-26"
    assert str(posting.apply_by_on) == "2026-04-05"
    summer = read(only_posting(make_board(Dvinci), DVINCI, [publication(startDate="2025-08-25T22:00Z")]))
    assert str(summer.posted_on) == "2025-08-26"


def test_dvinci_takes_the_address_for_the_place_and_names_nobody() -> None:
    posting = only_posting(make_board(Dvinci), DVINCI, [publication()])
    assert posting.places == (RawPlace(town="Altena", postal_code="58762"),)
    assert posting.board_ref == "karriere.wasser.example/10711"
    assert posting.employment_raw == "FULL_TIME, PART_TIME"
    assert "Muster" not in (read(posting).text or "") and "000000" not in (read(posting).text or "")
    assert posting.employer_raw == "Wasserverband Muster"


def test_dvinci_reads_no_pay_from_a_comment_and_the_grade_from_the_text() -> None:
    posting = read(only_posting(make_board(Dvinci), DVINCI, [publication()]))
    assert (posting.pay_scale, posting.pay_grade_min) == ("TVöD", "EG 7")
    assert posting.salary_basis != "stated"
    assert "99.000" not in (posting.text or "")
    assert "Sie prüfen Pumpen." in (posting.text or "")


def test_dvinci_states_the_agreement_and_the_deadline_beside_the_contact() -> None:
    row = publication(endDate=None)
    row["renderedContent"] = {
        "position": {"body": "<ul><li>befristet</li><li>01.08.2027</li><li>EG 13</li></ul>"},
        "contact": {
            "body": "<p>Eingruppierung in die Entgeltgruppe 13 gemäß TVöD.</p><p>Bewerbungsfrist: 23.09.2026</p>"
        },
    }
    posting = read(only_posting(make_board(Dvinci), DVINCI, [row]))
    assert (posting.pay_scale, posting.pay_grade_min, str(posting.apply_by_on)) == ("TVöD", "EG 13", "2026-09-23")


@pytest.mark.parametrize(
    ("entry", "facts", "start", "end"),
    [
        ("01.08.2027", "befristet</li><li>01.08.2027", "2027-08-01", "None"),
        ("2027-08-01", "befristet</li><li>01.08.2027", "2027-08-01", "None"),
        ("01.08.2027", "befristet bis 31.07.2029", "2027-08-01", "2029-07-31"),
        ("zum nächstmöglichen Zeitpunkt", "befristet bis 31.07.2029", "None", "2029-07-31"),
    ],
)
def test_dvinci_the_entry_date_among_the_key_facts_is_no_end_of_a_contract(
    entry: str, facts: str, start: str, end: str
) -> None:
    row = publication(renderedContent={"position": {"body": f"<ul><li>{facts}</li><li>Vollzeit</li></ul>"}})
    row["jobOpening"]["earliestEntryDate"] = entry
    posting = read(only_posting(make_board(Dvinci), DVINCI, [row]))
    assert (str(posting.start_on), str(posting.contract_until_on), posting.fixed_term) == (start, end, True)
    assert not posting.issues


@pytest.mark.parametrize("country", [{"isoA2": "BE", "name": "Belgien"}, {"name": "Belgien"}])
@pytest.mark.parametrize("within", ["address", None])
def test_dvinci_a_namesake_abroad_is_told_by_code_or_name(country: dict[str, str], within: str | None) -> None:
    place: dict[str, Any] = {"name": "Werk", "address": {"zipCode": "2910", "city": "Essen"}}
    (place[within] if within else place)["country"] = country
    row = publication()
    row["jobOpening"]["locations"] = [place]
    assert read(only_posting(make_board(Dvinci), DVINCI, [row])).town is None


def test_dvinci_periods_and_times_of_the_employer_s_own_are_read_by_name() -> None:
    row = publication()
    row["jobOpening"] |= {
        "contractPeriod": {"internalName": "EV_24", "name": "befristet auf 24 Monate"},
        "workingTimes": [{"internalName": "FULL_TIME", "name": "Vollzeit"}, {"internalName": "X", "name": "Minijob"}],
    }
    posting = read(only_posting(make_board(Dvinci), DVINCI, [row]))
    assert (posting.contract_months, posting.employment_types) == (24, ("full_time", "minijob"))


def test_dvinci_rejects_a_publication_without_an_address_and_keeps_the_others() -> None:
    found = found_in(make_board(Dvinci), DVINCI, [publication(jobPublicationURL=None), publication(id=2)])
    assert len(rejected_in(found)) == len(postings_in(found)) == 1
