"""d.vinci: answers made by hand in the feed's form, with its traps."""

from typing import Any

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


def test_dvinci_takes_the_address_for_the_place_and_no_contact() -> None:
    posting = only_posting(make_board(Dvinci), DVINCI, [publication()])
    assert posting.places == (RawPlace(town="Altena", postal_code="58762"),)
    assert posting.board_ref == "karriere.wasser.example/10711"
    assert posting.employment_raw == "FULL_TIME, PART_TIME"
    assert "Muster," not in (posting.text_html or "")
    assert posting.employer_raw == "Wasserverband Muster"


def test_dvinci_reads_no_pay_from_a_comment_and_the_grade_from_the_text() -> None:
    posting = read(only_posting(make_board(Dvinci), DVINCI, [publication()]))
    assert (posting.pay_scale, posting.pay_grade_min) == ("TVöD", "EG 7")
    assert posting.salary_basis != "stated"
    assert "99.000" not in (posting.text or "")
    assert "Sie prüfen Pumpen." in (posting.text or "")


def test_dvinci_rejects_a_publication_without_an_address_and_keeps_the_others() -> None:
    found = found_in(make_board(Dvinci), DVINCI, [publication(jobPublicationURL=None), publication(id=2)])
    assert len(rejected_in(found)) == len(postings_in(found)) == 1
