"""onlyfy: answers made by hand in the feed's form, with its traps."""

from typing import Any

import pytest

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


@pytest.mark.parametrize("company", ["Schalter AG", {"name": "Schalter AG"}])
@pytest.mark.parametrize(
    ("instance", "employer"),
    [
        ({"name": "Schalter - PROFESSIONALS", "is_legal_entity": False}, "Schalter AG"),
        ({"name": "Azubis und Studierende", "is_legal_entity": False}, "Schalter AG"),
        ({"name": "Aufzug GmbH", "is_legal_entity": True}, "Aufzug GmbH"),
        ({"name": "Aufzug GmbH"}, "Aufzug GmbH"),
        ({"name": "", "is_legal_entity": True}, "Schalter AG"),
        (None, "Schalter AG"),
    ],
)
def test_onlyfy_the_label_of_a_pipeline_is_not_an_employer(company: Any, instance: Any, employer: str) -> None:
    body = {**onlyfy(job(instance=instance)), "company": company}
    assert only_posting(make_board(Onlyfy), ONLYFY, body).employer_raw == employer


def test_onlyfy_without_any_company_the_employer_is_that_of_the_list() -> None:
    body = {**onlyfy(job(instance={"name": "Profis", "is_legal_entity": False})), "company": None}
    assert only_posting(make_board(Onlyfy), ONLYFY, body).employer_raw == "Muster GmbH"


def test_onlyfy_an_internal_ad_is_not_for_the_public() -> None:
    internal = job(shortHandle="a2", custom_data_fields=[{"name": "Interne Ausschreibung", "value": "Ja"}])
    board = make_board(Onlyfy)
    assert len(postings_in(found_in(board, ONLYFY, onlyfy(job(), internal)))) == 1
    assert unread(board, ONLYFY) is None


def test_onlyfy_an_ad_that_takes_no_applications_is_closed() -> None:
    closed = job(applications_deadline_information={"applications_allowed": False, "stop_applications_at": None})
    board = make_board(Onlyfy)
    assert not postings_in(found_in(board, ONLYFY, onlyfy(closed)))
    assert unread(board, ONLYFY) is None


def test_onlyfy_a_permanent_position_is_no_fixed_term_unless_the_ad_has_a_field_that_says_so() -> None:
    permanent = {"positionType": {"title": "Permanent employment"}}
    own = [{"name": "Befristung", "value": "befristet auf 24 Monate"}]
    for fields, fixed in (([], False), ([{"name": "Befristung", "value": None}], False), (own, True)):
        row = job(**permanent, custom_data_fields=fields)
        assert read(only_posting(make_board(Onlyfy), ONLYFY, onlyfy(row))).fixed_term is fixed


def test_onlyfy_a_cut_list_is_not_the_whole_board() -> None:
    board = make_board(Onlyfy)
    assert postings_in(found_in(board, ONLYFY, {**onlyfy(job()), "totalResults": 119}))
    assert "119" in unread(board, ONLYFY)


def test_onlyfy_takes_the_numbered_parts_where_there_is_no_simple_text() -> None:
    parts = {"job_content_2": "<p>Zwei</p>", "job_content_1": "<style>p{}</style><p>Eins</p>", "job_content_3": None}
    posting = only_posting(make_board(Onlyfy), ONLYFY, onlyfy(job(simple_html_content=None, description=parts)))
    assert read(posting).text == "Eins\n\nZwei"
