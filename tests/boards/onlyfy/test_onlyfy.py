"""onlyfy: answers made by hand in the feed's form, with its traps."""

from typing import Any

from spiders.onlyfy import Onlyfy
from tests.support.answers import make_board, postings_in
from tests.support.region import ONLYFY, found_in, only_posting, read, unread


def job(**changes: Any) -> dict[str, Any]:
    row = {
        "title": "Mechatroniker (m/w/d)",
        "handle": "abc",
        "shortHandle": "a1",
        "showUrl": "https://schalter.onlyfy.jobs/job/a1",
        "simple_html_content": "<p>Sie bauen Schalter.</p>",
        "city": {
            "title": "Wuppertal",
            "countryCode": "DE",
            "zip_code": "42279",
            "latitude": "51.27",
            "longitude": "7.25",
        },
        "positionType": {"title": "Apprenticeship"},
        "published_at": "2026-01-14",
        "startOfWork": "2026-09-01",
        "remote": "office",
        "salary": None,
        "instance": {"name": "Aufzug GmbH"},
        "custom_data_fields": [{"name": "Interne Ausschreibung", "value": "Nein"}],
    }
    return {**row, **changes}


def onlyfy(*rows: Any) -> dict[str, Any]:
    return {"company": {"name": "Schalter AG"}, "totalResults": len(rows), "jobs": list(rows)}


def test_onlyfy_office_is_on_site_and_the_employer_is_the_instance() -> None:
    posting = read(only_posting(make_board(Onlyfy), ONLYFY, onlyfy(job())))
    assert (posting.remote, posting.employer, posting.postal_code) == ("none", "Aufzug GmbH", "42279")
    assert str(posting.start_on) == "2026-09-01"
    assert posting.board_ref == "schalter/a1"


def test_onlyfy_an_internal_ad_is_not_for_the_public() -> None:
    internal = job(shortHandle="a2", custom_data_fields=[{"name": "Interne Ausschreibung", "value": "Ja"}])
    board = make_board(Onlyfy)
    assert len(postings_in(found_in(board, ONLYFY, onlyfy(job(), internal)))) == 1
    assert unread(board, ONLYFY) is None


def test_onlyfy_a_cut_list_is_not_the_whole_board() -> None:
    board = make_board(Onlyfy)
    assert postings_in(found_in(board, ONLYFY, {**onlyfy(job()), "totalResults": 119}))
    assert "119" in unread(board, ONLYFY)


def test_onlyfy_takes_the_numbered_parts_where_there_is_no_simple_text() -> None:
    parts = {"job_content_2": "<p>Zwei</p>", "job_content_1": "<style>p{}</style><p>Eins</p>", "job_content_3": None}
    posting = only_posting(make_board(Onlyfy), ONLYFY, onlyfy(job(simple_html_content=None, description=parts)))
    assert read(posting).text == "Eins\n\nZwei"
