"""Teamtailor: answers made by hand in the feed's form."""

from schemas.raw import RawPlace, RawSalary
from spiders.teamtailor import Teamtailor
from tests.support.answers import answer_to, make_board, requests_in, stat
from tests.support.feed_rows import TEAMTAILOR, read_feed, read_one


def test_teamtailor_reads_its_items_and_the_jobposting_in_them() -> None:
    job = {
        "@type": "JobPosting",
        "title": "Anderer Titel",
        "identifier": {"value": 7},
        "validThrough": "2026-04-30",
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"name": "Muster Werke"},
        "jobLocation": [{"address": {"postalCode": "42781", "addressLocality": "Haan", "addressCountry": "DE"}}],
        "baseSalary": {"currency": "EUR", "value": {"minValue": "72000", "maxValue": "84000", "unitText": "YEAR"}},
        "description": "<p>Kurz</p>",
    }
    posting = read_one(
        Teamtailor, date_published="2026-03-02T09:00:00+01:00", content_html="<p>Lang</p>", _jobposting=job
    )
    assert (posting.board_ref, posting.url, posting.title) == ("muster/a", "https://t.example/a", "IT-Leiter (m/w/d)")
    assert (posting.employer_raw, posting.text_html) == ("Muster Werke", "<p>Lang</p>")
    assert posting.places == (RawPlace(postal_code="42781", town="Haan", country="DE"),)
    assert (posting.posted_raw, posting.apply_by_raw) == ("2026-03-02T09:00:00+01:00", "2026-04-30")
    assert posting.salary_fields == RawSalary(min="72000", max="84000", currency="EUR", unit="YEAR")
    assert posting.reference_raw is None


def test_teamtailor_asks_for_the_next_page() -> None:
    board = make_board(Teamtailor)
    (question,) = requests_in(read_feed(board, {"items": [TEAMTAILOR], "next_url": "/jobs.json?page=2"}))
    assert question.url == "https://muster.teamtailor.com/jobs.json?page=2"
    assert list(board.parse(answer_to(question, {"items": [TEAMTAILOR]}))) == []
    assert stat(board, "repeated") == 1
