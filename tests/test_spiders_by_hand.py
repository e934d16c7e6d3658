"""Four of the boards on answers made by hand in their true forms."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy.spidermiddlewares.httperror import HttpError

from schemas.raw import RawPlace, RawPosting, RawSalary, Rejected
from spiders._board import make_posting
from spiders.arbeitnow import Arbeitnow
from spiders.arbeitsagentur import Arbeitsagentur
from spiders.karriere_nrw import KarriereNrw
from spiders.personio import Personio
from tests.answers import (
    ANSWERED,
    ROOT,
    answer,
    answer_to,
    failure,
    make_board,
    postings_in,
    rejected_in,
    requests_in,
    stat,
)  # fmt: skip

# Bundesagentur für Arbeit


def ba_row(ref: str = "10000-1-S", **facts: Any) -> dict[str, Any]:
    address = {"strasse": "null", "plz": "42103", "ort": "Wuppertal", "land": "DEUTSCHLAND"}
    return {
        "referenznummer": ref,
        "stellenangebotsTitel": "IT-Leiter (m/w/d)",
        "firma": "Muster GmbH",
        "stellenlokationen": [{"adresse": address, "breite": 51.25, "laenge": 7.15}],
        "datumErsteVeroeffentlichung": "2026-03-02",
        "vertragsdauer": "KEINE_ANGABE",
        **facts,
    }


def ba_page(*rows: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    listed = {"ergebnisliste": list(rows)} if rows else {}
    return {**listed, "maxErgebnisse": len(rows) if total is None else total, "page": 1, "size": 100}


def test_the_bundesagentur_is_asked_by_every_keyword_around_the_centre() -> None:
    board = make_board(Arbeitsagentur)
    questions = list(board.first_questions())
    assert len(questions) == len(board.search.what.keywords)
    assert questions[0].url.endswith("/pc/v6/jobs?was=IT-Manager&wo=Wuppertal&umkreis=30&angebotsart=1&page=1&size=100")
    assert questions[0].headers["X-API-Key"] == b"jobboerse-jobsuche"


def test_a_posting_found_by_two_keywords_is_asked_once() -> None:
    board = make_board(Arbeitsagentur)
    first, second = list(board.first_questions())[:2]
    (detail,) = requests_in(list(board.parse(answer_to(first, ba_page(ba_row())))))
    assert detail.url.endswith("/pc/v4/jobdetails/MTAwMDAtMS1T")
    assert list(board.parse(answer_to(second, ba_page(ba_row())))) == []


def test_no_hits_are_believed_when_the_bundesagentur_says_zero() -> None:
    board = make_board(Arbeitsagentur)
    question = next(iter(board.first_questions()))
    assert list(board.parse(answer_to(question, ba_page()))) == []
    assert stat(board, "broken") is None


@pytest.mark.parametrize("body", [{}, {"maxErgebnisse": 3}, {"stellenangebote": []}, b"<html>", b"", ba_page(total=4)])
def test_hits_without_a_list_break_the_bundesagentur(body: Any) -> None:
    board = make_board(Arbeitsagentur)
    question = next(iter(board.first_questions()))
    assert list(board.parse(answer_to(question, body))) == []
    assert stat(board, "broken")


@pytest.mark.parametrize(
    ("page", "total", "following", "broken"), [(1, 101, 2, 0), (2, 200, 0, 0), (100, 10_001, 0, 1)]
)
def test_pages_are_asked_one_after_the_other_within_the_boards_reach(
    page: int, total: int, following: int, broken: int
) -> None:
    board = make_board(Arbeitsagentur)
    found = list(board.parse(answer_to(board.ask_page("CIO", page), ba_page(ba_row(), total=total))))
    pages = [one.cb_kwargs["page"] for one in requests_in(found) if "page" in one.cb_kwargs]
    assert pages == ([following] if following else [])
    assert bool(stat(board, "broken")) is bool(broken)


def ba_posting(detail: Any, status: int = 200, **row: Any) -> RawPosting:
    board = make_board(Arbeitsagentur)
    listed = answer_to(board.ask_page("CIO", 1), ba_page(ba_row(**row)))
    (question,) = requests_in(list(board.parse(listed)))
    (posting,) = board.parse_posting(answer_to(question, detail, status))
    assert isinstance(posting, RawPosting)
    return posting


def test_a_detail_of_the_bundesagentur_becomes_a_posting_with_what_its_list_says_beside() -> None:
    posting = ba_posting(
        ba_row(
            stellenangebotsBeschreibung="Aufgaben\n- Leitung",
            verguetungsangabe="JAHRESGEHALT",
            gehaltsspanneVon=60772.4,
            gehaltsspanneBis=87110,
            vertragsdauer="BEFRISTET",
            befristungInMonaten=24,
            befristetBis="2028-03-31",
            eintrittszeitraum={"von": "2026-05-01"},
            arbeitszeitVollzeit=True,
            arbeitszeitTeilzeitAbend=True,
            arbeitszeitTeilzeitFlexibel=True,
            istArbeitnehmerUeberlassung=True,
            homeofficemoeglich=True,
            homeofficetyp="NACH_VEREINBARUNG",
            chiffrenummer="K-12",
            allianzpartnerName="jobs.example",
            ansprechpartner={"name": "N. N."},
        ),
        externeURL="https://jobs.example/1",
    )
    assert posting == make_posting(
        "arbeitsagentur",
        ANSWERED,
        board_ref="10000-1-S",
        url="https://www.arbeitsagentur.de/jobsuche/jobdetail/10000-1-S",
        title="IT-Leiter (m/w/d)",
        employer_raw="Muster GmbH",
        places=(
            RawPlace(postal_code="42103", town="Wuppertal", country="DEUTSCHLAND", latitude=51.25, longitude=7.15),
        ),
        text_html="Aufgaben\n- Leitung",
        salary_fields=RawSalary(min="60772.4", max="87110", unit="JAHRESGEHALT"),
        posted_raw="2026-03-02",
        start_raw="2026-05-01",
        contract_raw="BEFRISTET, 24 Monate",
        contract_end_raw="2028-03-31",
        employment_raw="Vollzeit, Teilzeit, Arbeitnehmerüberlassung",
        remote_raw="Homeoffice möglich, NACH_VEREINBARUNG",
        reference_raw="K-12",
        via_raw="jobs.example",
        other_urls=("https://jobs.example/1",),
    )


def test_a_detail_that_the_bundesagentur_does_not_have_leaves_what_its_list_says() -> None:
    posting = ba_posting("", 404, festgehalt=5000, verguetungsangabe="MONATSGEHALT")
    assert (posting.title, posting.text_html) == ("IT-Leiter (m/w/d)", None)
    assert posting.salary_fields == RawSalary(min="5000", max="5000", unit="MONATSGEHALT")


def test_boxes_not_ticked_and_words_for_nothing_say_nothing() -> None:
    posting = ba_posting(
        ba_row(
            homeofficemoeglich=False,
            verguetungsangabe="KEINE_ANGABEN",
            arbeitszeitVollzeit=False,
            stellenangebotsart="ARBEIT",
            allianzpartnerName="arbeitsagentur.de",
        )
    )
    assert (posting.remote_raw, posting.salary_fields, posting.employment_raw) == (None, None, None)
    assert (posting.contract_raw, posting.via_raw, posting.places[0].street) == (None, None, None)


# karriere.nrw

UUID = "0f0e1b5c-0000-4000-8000-000000000001"
ITEM = {
    "uuid": UUID,
    "title": "IT-Leitung",
    "authority": "Stadt Muster",
    "location": "Hagen",
    "published": "2026-03-01",
}
RESULT = {"uuid": UUID, "titel_der_stelle": "IT-Leitung", "ausschreibende_behoerde": "Stadt Muster", "ort": "Hagen"}
JOB = {
    "titel_der_stelle": "Leitung der IT (w/m/d)",
    "behoerde": "Stadt Muster",
    "stellenbeschreibung": "<p>Aufgaben</p>",
    "ergaenzende_inhalte": "<p>Wir</p>",
    "besoldung_entgelt": ["A 14", "TVöD 14"],
    "bewerbungsfrist": "2026-04-14",
    "arbeitszeit_display": ["Vollzeit mit Teilzeitmöglichkeit"],
    "befristung_display": "Unbefristet",
    "address_display": "Rathausstraße 11, 58095 Hagen",
    "ansprechpartner": [{"name": "N. N."}],
}


@pytest.mark.parametrize(("form", "row"), [("items", ITEM), ("results", RESULT)])
def test_karriere_nrw_is_read_in_both_forms_and_says_which_came(form: str, row: dict[str, Any]) -> None:
    board = make_board(KarriereNrw)
    question = next(iter(board.first_questions()))
    (detail,) = requests_in(list(board.parse(answer_to(question, {form: [row], "count": 1, "pages": 1}))))
    assert detail.url == f"https://api.karriere.nrw/v1.0/combined-jobs/{UUID}/"
    assert stat(board, f"form/{form}") == 1
    (posting,) = postings_in(list(board.parse_posting(answer_to(detail, JOB))))
    assert posting.url == f"https://www.karriere.nrw/stellenausschreibung/{UUID}"
    assert (posting.title, posting.employer_raw) == ("Leitung der IT (w/m/d)", "Stadt Muster")
    assert (posting.pay_grade_raw, posting.contract_raw) == ("A 14, TVöD 14", "Unbefristet")
    assert (posting.apply_by_raw, posting.text_html) == ("2026-04-14", "<p>Aufgaben</p>\n<p>Wir</p>")
    assert str(posting.places[0]) == "Rathausstraße 11, 58095 Hagen"
    assert "N. N." not in repr(posting)


@pytest.mark.parametrize(("row", "place"), [(ITEM, "Hagen"), ({**RESULT, "plz": "58095"}, "58095 Hagen")])
def test_a_job_of_karriere_nrw_without_an_address_has_the_town_of_its_list(row: dict[str, Any], place: str) -> None:
    board = make_board(KarriereNrw)
    question = board.ask_posting("https://api.karriere.nrw/1", UUID, row=row)
    (posting,) = postings_in(list(board.parse_posting(answer_to(question, {"lat": "51.36", "lon": 7.47}))))
    assert [(str(one), one.latitude, one.longitude) for one in posting.places] == [(place, 51.36, 7.47)]
    assert posting.title == "IT-Leitung"


@pytest.mark.parametrize(
    ("body", "following", "broken"),
    [
        ({"items": [], "count": 0, "pages": 0}, None, False),
        ({"items": [ITEM], "count": 11, "pages": 2}, 2, False),
        ({"results": [RESULT] * 10, "count": 11}, 2, False),
        ({"results": [RESULT], "count": 1}, None, False),
        ({"items": [], "count": 11, "pages": 2}, None, True),
        ({"items": []}, None, True),
        ({"count": 0}, None, True),
        ([], None, True),
    ],
)
def test_karriere_nrw_is_paged_and_empty_only_when_it_says_so(body: Any, following: int | None, broken: bool) -> None:
    board = make_board(KarriereNrw)
    found = list(board.parse(answer_to(board.ask_page("IT-Leitung", 1), body)))
    pages = [one.cb_kwargs["page"] for one in requests_in(found) if "page" in one.cb_kwargs]
    assert pages == ([following] if following else [])
    assert bool(stat(board, "broken")) is broken


# Arbeitnow


def arbeitnow_page(*slugs: str, more: bool = False) -> dict[str, Any]:
    rows = [
        {
            "slug": slug,
            "company_name": "Muster GmbH",
            "title": "Head of IT",
            "description": "<p>Text</p>",
            "remote": True,
            "url": f"https://www.arbeitnow.com/jobs/{slug}",
            "tags": ["IT"],
            "job_types": ["Full-time", "berufserfahren"],
            "location": "Wuppertal",
            "created_at": 1774850000,
        }
        for slug in slugs
    ]
    return {"data": rows, "links": {"next": "https://www.arbeitnow.com/api/job-board-api?page=2" if more else None}}


def test_arbeitnow_is_read_page_after_page() -> None:
    board = make_board(Arbeitnow)
    (question,) = board.first_questions()
    found = list(board.parse(answer_to(question, arbeitnow_page("a", "b", more=True))))
    (following,) = requests_in(found)
    assert following.url.endswith("?page=2")
    found += board.parse(answer_to(following, arbeitnow_page("b", "c")))
    assert [posting.board_ref for posting in postings_in(found)] == ["a", "b", "c"]
    assert (stat(board, "repeated"), stat(board, "broken")) == (1, None)
    posting = postings_in(found)[0]
    assert (posting.posted_raw, posting.employment_raw) == ("1774850000", "Full-time, berufserfahren")
    assert (posting.places, posting.remote_raw) == ((RawPlace(words="Wuppertal"),), "remote")


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (1, arbeitnow_page()),
        (1, {"links": {}}),
        (2, {"data": []}),
        (60, arbeitnow_page("a", more=True)),
        (1, b"<html>"),
    ],
)
def test_arbeitnow_is_broken_where_its_end_is_not_known(page: int, body: Any) -> None:
    board = make_board(Arbeitnow)
    assert requests_in(list(board.parse(answer(body, page=page)))) == []
    assert stat(board, "broken")


# Personio

POSITION = """<position><id>11</id><subcompany>{employer}</subcompany><office>Solingen</office>
<additionalOffices><office>Hybrid</office><office>Solingen</office><office>Haan</office></additionalOffices>
<name>IT-Leiter (m/w/d)</name><jobDescriptions><jobDescription><name>Aufgaben</name>
<value><![CDATA[<ul><li>Leitung</li></ul>]]></value></jobDescription></jobDescriptions>
<employmentType>permanent</employmentType><seniority>lead</seniority><schedule>full-time</schedule>
<createdAt>2026-03-02T09:00:00+00:00</createdAt><salaryInformation><min>70000.00</min><max></max>
<currencyCode>EUR</currencyCode><type>yearly</type></salaryInformation></position>"""
FEED = "<?xml version='1.0' encoding='UTF-8'?><workzag-jobs>{}</workzag-jobs>"


@pytest.fixture
def personio(tmp_path: Path) -> Personio:
    """Personio with two employers, `eins` and `zwei`."""
    rows = [
        f'[[employer]]\nats = "personio"\ntenant = "{tenant}"\nname = "{tenant} GmbH"\nplace = "Haan"\nsource = "x"\n'
        'sure = "seen"\n'
        for tenant in ("eins", "zwei")
    ]
    (tmp_path / "employers.toml").write_text("".join(rows))
    (tmp_path / "search.toml").write_text((ROOT / "search.toml").read_text())
    return make_board(Personio, tmp_path / "search.toml")


def feed(*positions: str) -> bytes:
    return FEED.format("".join(positions)).encode()


def test_a_personio_feed_is_read_by_direct_children(personio: Personio) -> None:
    question = next(iter(personio.first_questions()))
    assert question.url == "https://eins.jobs.personio.de/xml?language=de"
    body = feed(POSITION.format(employer="Muster GmbH"), POSITION.format(employer="").replace(">11<", ">12<"))
    first, second = postings_in(list(personio.parse(answer_to(question, body))))
    assert first == make_posting(
        "personio",
        ANSWERED,
        board_ref="eins/11",
        url="https://eins.jobs.personio.de/job/11?language=de",
        title="IT-Leiter (m/w/d)",
        employer_raw="Muster GmbH",
        places=(RawPlace(words="Solingen"), RawPlace(words="Haan")),
        remote_raw="Hybrid",
        text_html="<h3>Aufgaben</h3>\n<ul><li>Leitung</li></ul>",
        salary_fields=RawSalary(min="70000.00", currency="EUR", unit="yearly"),
        posted_raw="2026-03-02T09:00:00+00:00",
        contract_raw="permanent",
        employment_raw="full-time, permanent",
        seniority_raw="lead",
    )
    assert (second.board_ref, second.employer_raw) == ("eins/12", "eins GmbH")


@pytest.mark.parametrize(
    ("office", "places", "remote"),
    [("", ("Haan",), None), ("<office>Remote</office>", (), "Remote"), ("<office> Köln </office>", ("Köln",), None)],
)
def test_an_office_that_is_no_town_is_no_place(
    personio: Personio, office: str, places: tuple[str, ...], remote: str | None
) -> None:
    question = next(iter(personio.first_questions()))
    position = f"<position><id>1</id><name>CIO</name>{office}</position>"
    (posting,) = postings_in(list(personio.parse(answer_to(question, feed(position)))))
    assert tuple(place.words for place in posting.places) == places
    assert posting.remote_raw == remote


def test_an_empty_personio_feed_says_that_there_are_no_openings(personio: Personio) -> None:
    question = next(iter(personio.first_questions()))
    assert list(personio.parse(answer_to(question, feed()))) == []
    assert stat(personio, "broken") is None


def test_a_position_without_a_title_is_rejected_alone(personio: Personio) -> None:
    question = next(iter(personio.first_questions()))
    broken = "<position><id>12</id><department>IT</department></position>"
    found = list(personio.parse(answer_to(question, feed(broken, POSITION))))
    assert len(postings_in(found)) == 1
    (rejected,) = rejected_in(found)
    assert rejected.words == {"id": "12", "department": "IT"}


@pytest.mark.parametrize(
    "body",
    [b"<workzag-jobs><position></workzag-jobs>", b"<html></html>", b"", b"<jobs/>", b"<!DOCTYPE a []><workzag-jobs/>"],
)
def test_a_broken_feed_is_rejected_and_leaves_the_other_employers_alone(personio: Personio, body: bytes) -> None:
    first, second = personio.first_questions()
    (rejected,) = personio.parse(answer_to(first, body))
    assert isinstance(rejected, Rejected)
    assert rejected.words == {"tenant": "eins", "employer": "eins GmbH"}
    assert stat(personio, "unread/eins/") == rejected.reason
    assert stat(personio, "broken") is None
    assert len(postings_in(list(personio.parse(answer_to(second, feed(POSITION)))))) == 1
    assert stat(personio, "unread/zwei/") is None


def test_an_employer_that_personio_does_not_know_is_rejected(personio: Personio) -> None:
    first, second = personio.first_questions()
    (rejected,) = personio.parse(answer(feed(POSITION), "https://www.personio.com/", **first.cb_kwargs))
    assert isinstance(rejected, Rejected)
    assert "redirected" in rejected.reason
    (failed,) = personio.question_failed(failure(second.url, HttpError(answer("", status=429)), **second.cb_kwargs))
    assert isinstance(failed, Rejected)
    assert "429" in stat(personio, "unread/zwei/")


def test_no_employers_for_personio_is_said(personio: Personio) -> None:
    (personio.search.path.parent / "none.toml").write_text("")
    personio.search = replace(personio.search, employers_file="none.toml")
    assert list(personio.first_questions()) == []
    assert "none.toml" in stat(personio, "broken")
