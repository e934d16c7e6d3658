"""The JSON feeds that the region's employers have: each in its form, with its traps, and when it breaks."""

from typing import Any

import pytest

from schemas.configuration import Employer
from schemas.raw import RawPlace
from spiders._career_feeds import CareerFeeds
from spiders.dvinci import Dvinci
from spiders.guidecom import Guidecom
from spiders.join import Join
from spiders.onlyfy import Onlyfy
from spiders.softgarden import Softgarden
from spiders.successfactors import Successfactors
from spiders.talention import Talention
from spiders.umantis import Umantis
from spiders.workday import Workday
from tests.answers import ROOT, answer_to, make_board, postings_in, rejected_in, requests_in, stat
from tests.region import (
    DVINCI,
    GUIDECOM,
    JOIN,
    ONLYFY,
    SOFTGARDEN,
    SUCCESSFACTORS,
    TALENTION,
    UMANTIS,
    body_of_talention,
    found_in,
    join_page,
    only_posting,
    question_of,
    read,
    umantis_page,
    unread,
)

EMPTY: list[tuple[type[CareerFeeds], Employer, Any]] = [
    (Dvinci, DVINCI, []),
    (Guidecom, GUIDECOM, {"ausschreibungen": [], "funktion": "ausschreibungVeroeffentlichen"}),
    (Talention, TALENTION, body_of_talention([], 0)),
    (Onlyfy, ONLYFY, {"totalResults": 0, "jobs": []}),
    (Softgarden, SOFTGARDEN, {"numberOfItems": 0, "dataFeedElement": []}),
    (Softgarden, SOFTGARDEN, {"totalNumberOfJobs": 0, "results": []}),
    (Softgarden, SOFTGARDEN, "<script>var complete_job_id_list = [];</script>"),
    (Umantis, UMANTIS, umantis_page("", "0")),
    (Join, JOIN, join_page(0)),
]
BROKEN: list[tuple[type[CareerFeeds], Employer, Any]] = [
    (Dvinci, DVINCI, {"error": "no such portal"}),
    (Dvinci, DVINCI, "<html>Wartung</html>"),
    (Guidecom, GUIDECOM, {"ausschreibungen": []}),
    (Guidecom, GUIDECOM, {"funktion": "ausschreibungVeroeffentlichen"}),
    (Guidecom, GUIDECOM, "<html>Fehlersuche</html>"),
    (Talention, TALENTION, {"results": []}),
    (Talention, TALENTION, body_of_talention([], 3)),
    (Onlyfy, ONLYFY, {"totalResults": 3, "jobs": []}),
    (Onlyfy, ONLYFY, {"jobs": []}),
    (Softgarden, SOFTGARDEN, {"numberOfItems": 2, "dataFeedElement": []}),
    (Softgarden, SOFTGARDEN, {"dataFeedElement": []}),
    (Softgarden, SOFTGARDEN, {"results": []}),
    (Softgarden, SOFTGARDEN, "<html>Unsere Stellen</html>"),
    (Successfactors, SUCCESSFACTORS, b"<urlset><url><loc>https://jobs.sauger.example/</loc></url></urlset>"),
    (Successfactors, SUCCESSFACTORS, b"<rss><channel/></rss>"),
    (Umantis, UMANTIS, "<table></table>"),
    (Umantis, UMANTIS, umantis_page("", "3")),
    (Umantis, UMANTIS, umantis_page("", None)),
    (Join, JOIN, join_page(3)),
    (Join, JOIN, join_page(None)),
    (Join, JOIN, '<script id="__NEXT_DATA__">{"props": {"pageProps": {"statusCode": 404}}}</script>'),
]


@pytest.mark.parametrize(("board", "who", "body"), EMPTY)
def test_no_openings_are_believed_when_the_answer_is_whole(board: type[CareerFeeds], who: Employer, body: Any) -> None:
    spider = make_board(board)
    assert found_in(spider, who, body) == []
    assert unread(spider, who) is None


@pytest.mark.parametrize(("board", "who", "body"), BROKEN)
def test_an_answer_of_another_form_is_not_no_openings(board: type[CareerFeeds], who: Employer, body: Any) -> None:
    spider = make_board(board)
    assert not postings_in(found_in(spider, who, body))
    assert unread(spider, who)


def test_a_redirect_to_another_host_is_no_feed_of_the_employer() -> None:
    for board, who, body in EMPTY:
        spider = make_board(board)
        found_in(spider, who, body, "https://www.ats.example/")
        assert "redirected" in unread(spider, who)


def test_every_kind_asks_each_of_its_employers() -> None:
    for board in (Dvinci, Guidecom, Talention, Onlyfy, Softgarden, Workday, Successfactors, Umantis, Join):
        spider = make_board(board, ROOT / "tests" / "boards" / "search.toml")
        asked = list(spider.first_questions())
        assert asked and all(request.url.startswith("https://") for request in asked)
        assert stat(spider, "broken") is None


# d.vinci


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


# Guidecom


def offer(**changes: Any) -> dict[str, Any]:
    site = {"stadt": "Ennepetal", "plz": "58256", "land": "DEUTSCHLAND", "remoteTyp": "HYBRID", "latitude": None}
    row = {
        "ausschreibungUniqueId": "2026-085",
        "titel": "Lagerist (m/w/d)",
        "Q3iTalentsoft": {"detailViewUrl": "https://www.teile.example/jobs/2026-085/"},
        "auftraggeber": "Teile GmbH + Co. KG",
        "erstelltAm": 1774000000000,
        "vertragsart": {"code": "permanent"},
        "arbeitszeit": {"code": "full_time"},
        "standortObjekte": [site],
        "contents": [{"titel": "Profil", "inhalt": "<p>B</p>", "rang": 2}, {"titel": "", "inhalt": "A", "rang": 1}],
        "kurzbeschreibung": "<p>B</p>",
        "formularfelder": [{"typ": "GEHALTSWUNSCH"}],
        "ansprechpartner": [{"nachname": "Muster"}],
    }
    return {**row, **changes}


def guidecom(*rows: Any) -> dict[str, Any]:
    return {"ausschreibungen": list(rows), "funktion": "ausschreibungVeroeffentlichen"}


def test_guidecom_is_asked_for_json() -> None:
    assert make_board(Guidecom).ask_feed(GUIDECOM).headers[b"Accept"] == b"application/json"


def test_guidecom_sorts_the_sections_and_leaves_the_remote_kind_of_the_site() -> None:
    posting = only_posting(make_board(Guidecom), GUIDECOM, guidecom(offer()))
    text = posting.text_html or ""
    assert text.index("A") < text.index("B") and text.count("<p>B</p>") == 1
    assert posting.remote_raw is None
    assert read(posting).fixed_term is False
    assert str(read(posting).posted_on) == "2026-03-20"


@pytest.mark.parametrize(
    ("title", "fixed"), [("Lagerist, 1 Jahr befristet", True), ("Lagerist, unbefristet", False), ("Lagerist", False)]
)
def test_guidecom_a_title_that_says_fixed_term_goes_before_the_form(title: str, fixed: bool) -> None:
    posting = read(only_posting(make_board(Guidecom), GUIDECOM, guidecom(offer(titel=title))))
    assert posting.fixed_term is fixed


# Talention


def campaign(number: int, **changes: Any) -> dict[str, Any]:
    url = f"http://jobs.tapete.example/talention/stellenangebote/{number}"
    row = {"id": number, "title": "Drucker  (w/m/d)", "url": url, "location": "Schwelm ", "enabledDate": "05.03.2026"}
    return {**row, "configuration": {"canonicalLink": url.replace("http:", "https:")}, **changes}


def test_talention_pages_by_post_until_its_total() -> None:
    board = make_board(Talention)
    first = board.ask_feed(TALENTION)
    assert (first.method, question_of(first)) == ("POST", {})
    found = found_in(board, TALENTION, body_of_talention([campaign(n) for n in range(10)], 12))
    (following,) = requests_in(found)
    assert (following.method, question_of(following)) == ("POST", {"offset": 10})
    rest = list(board.parse(answer_to(following, body_of_talention([campaign(n) for n in (10, 11)], 12))))
    assert len(postings_in(found)) + len(postings_in(rest)) == 12
    assert not requests_in(rest)


def test_talention_tidies_titles_towns_and_addresses() -> None:
    posting = only_posting(make_board(Talention), TALENTION, body_of_talention([campaign(7)], 1))
    assert (posting.title, posting.places) == ("Drucker (w/m/d)", (RawPlace(words="Schwelm"),))
    assert posting.url.startswith("https://")
    assert str(read(posting).posted_on) == "2026-03-05"


def test_talention_a_speculative_application_is_no_vacancy() -> None:
    row = campaign(8, title="Initiativbewerbung IT-Leiter", enabledDate="", location=None)
    assert read(only_posting(make_board(Talention), TALENTION, body_of_talention([row], 1))).left_out == "not_a_vacancy"


# onlyfy


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
