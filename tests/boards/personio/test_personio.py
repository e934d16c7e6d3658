"""Personio: its feeds, by hand and recorded."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from schemas.configuration import Employer
from schemas.raw import RawPlace, RawPosting, RawSalary, Rejected
from spiders._posting import make_posting, trim
from spiders.personio import Personio
from tests.support.answers import (
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
)
from tests.support.feed_rows import feed_of
from tests.support.real_answers import RECORDED, lost, named, needs_recordings, read_through, recorded_files

POSITION = """<position><id>11</id><subcompany>{employer}</subcompany><office>Solingen</office>
<additionalOffices><office>Hybrid</office><office>Solingen</office><office>Haan</office></additionalOffices>
<name>IT-Leiter (m/w/d)</name><jobDescriptions><jobDescription><name>Aufgaben</name>
<value><![CDATA[<ul><li>Leitung</li></ul>]]></value></jobDescription></jobDescriptions>
<employmentType>permanent</employmentType><seniority>lead</seniority><schedule>full-time</schedule>
<createdAt>2026-03-02T09:00:00+00:00</createdAt><salaryInformation><min>70000.00</min><max></max>
<currencyCode>EUR</currencyCode><type>yearly</type></salaryInformation></position>"""


EMPLOYER = Employer(ats="personio", tenant="muster", name="Muster GmbH", source="test", sure="seen")
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
    question = next(iter(personio.first_requests()))
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
    question = next(iter(personio.first_requests()))
    text = "<jobDescriptions><jobDescription><value>Wir</value></jobDescription></jobDescriptions>"
    position = f"<position><id>1</id><name>CIO</name>{office}{text}</position>"
    (posting,) = postings_in(list(personio.parse(answer_to(question, feed(position)))))
    assert tuple(place.words for place in posting.places) == places
    assert posting.remote_raw == remote


WRITTEN = "<jobDescription><name>Your role</name><value><![CDATA[<p>You lead.</p>]]></value></jobDescription>"
EMPTY = "<jobDescription><name>Your role</name><value></value></jobDescription>"
HOLLOW = "<jobDescription><name>Your role</name><value><![CDATA[<p>&nbsp;</p>]]></value></jobDescription>"


def crawl(board: Personio, employer: Employer, answered: Callable[[str], bytes]) -> list[Any]:
    """What comes of an employer's feed and of those in other languages."""
    found, waiting = list[Any](), [board.ask_list(feed_of(board, employer), employer=employer)]
    while waiting:
        request = waiting.pop()
        came = list(board.parse(answer_to(request, answered(request.url))))
        waiting += requests_in(came)
        found += [one for one in came if one not in waiting]
    return found


def told(texts: dict[str, list[str]], feed_url: str | None = None) -> tuple[list[RawPosting], list[str]]:
    """The postings of a feed that has these texts by language, and the languages asked for."""
    asked = list[str]()

    def answered(url: str) -> bytes:
        asked.append(url.rsplit("=", 1)[1])
        positions = enumerate(texts[asked[-1]])
        row = "<position><id>{}</id><name>CIO</name><jobDescriptions>{}</jobDescriptions></position>"
        return feed(*(row.format(number, text) for number, text in positions))

    board = make_board(Personio)
    postings = postings_in(crawl(board, replace(EMPLOYER, feed=feed_url), answered))
    assert stat(board, "unread/muster/") is None
    return postings, asked


@pytest.mark.parametrize("without", ["", EMPTY, HOLLOW])
def test_an_ad_has_the_text_of_the_language_in_which_it_is_written(without: str) -> None:
    postings, asked = told({"de": [WRITTEN, without, without], "en": [without, WRITTEN, without]})
    assert [bool(posting.text_html and "You lead" in posting.text_html) for posting in postings] == [True, True, False]
    assert [posting.url.rsplit("=", 1)[1] for posting in postings] == ["de", "en", "de"]
    assert [posting.board_ref for posting in postings] == ["muster/0", "muster/1", "muster/2"]
    assert asked == ["de", "en"]


def test_another_language_is_asked_for_only_if_a_text_is_missing() -> None:
    assert told({"de": [WRITTEN, WRITTEN]})[1] == ["de"]
    assert told({"de": []})[1] == ["de"]
    english = "https://muster.jobs.personio.com/xml?language=en"
    assert told({"en": [WRITTEN]}, english)[1] == ["en"]
    assert told({"en": [EMPTY], "de": [WRITTEN]}, english)[1] == ["en", "de"]


def test_a_feed_that_cannot_be_had_in_another_language_costs_no_posting() -> None:
    board = make_board(Personio)
    page = answer(feed(POSITION.replace("Leitung", "")), "https://muster.jobs.personio.de/xml", employer=EMPLOYER)
    (request,) = requests_in(list(board.parse(page)))
    found = list(board.request_failed(failure(request.url, TimeoutError(), **request.cb_kwargs)))
    assert [posting.board_ref for posting in postings_in(found)] == ["muster/11"]
    assert stat(board, "unread/muster/")


@pytest.mark.parametrize(
    ("url", "error", "unknown"),
    [
        ("https://muster.jobs.personio.de/xml?language=de", HttpError(answer("", status=404)), True),
        ("https://www.personio.com/", HttpError(answer("", "https://www.personio.com/", status=429)), True),
        ("https://www.personio.com/", IgnoreRequest("robots.txt of www.personio.com answers 429"), True),
        ("https://muster.jobs.personio.de/xml?language=de", HttpError(answer("", status=429)), False),
        ("https://muster.jobs.personio.de/xml?language=de", HttpError(answer("", status=500)), False),
        ("https://muster.jobs.personio.de/xml?language=de", TimeoutError(), False),
    ],
)
def test_what_personio_answers_for_a_tenant_that_it_does_not_know(url: str, error: Exception, unknown: bool) -> None:
    board = make_board(Personio)
    list(board.request_failed(failure(url, error, employer=EMPLOYER)))
    assert ("no such employer" in stat(board, "unread/muster/")) is unknown


def test_an_empty_personio_feed_says_that_there_are_no_openings(personio: Personio) -> None:
    question = next(iter(personio.first_requests()))
    assert list(personio.parse(answer_to(question, feed()))) == []
    assert stat(personio, "broken") is None


def test_a_position_without_a_title_is_rejected_alone(personio: Personio) -> None:
    question = next(iter(personio.first_requests()))
    broken = "<position><id>12</id><department>IT</department></position>"
    found = list(personio.parse(answer_to(question, feed(broken, POSITION))))
    assert len(postings_in(found)) == 1
    (rejected,) = rejected_in(found)
    assert rejected.words == {"id": "12", "department": "IT"}


@pytest.mark.parametrize(
    "body",
    [
        b"<workzag-jobs><position></workzag-jobs>",
        b"<html></html>",
        b"",
        b"<jobs/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><workzag-jobs/>',
    ],
)
def test_a_broken_feed_is_rejected_and_leaves_the_other_employers_alone(personio: Personio, body: bytes) -> None:
    first, second = personio.first_requests()
    (rejected,) = personio.parse(answer_to(first, body))
    assert isinstance(rejected, Rejected)
    assert rejected.words == {"tenant": "eins", "employer": "eins GmbH"}
    assert stat(personio, "unread/eins/") == rejected.reason
    assert stat(personio, "broken") is None
    assert len(postings_in(list(personio.parse(answer_to(second, feed(POSITION)))))) == 1
    assert stat(personio, "unread/zwei/") is None


def test_an_employer_that_personio_does_not_know_is_rejected(personio: Personio) -> None:
    first, second = personio.first_requests()
    (rejected,) = personio.parse(answer(feed(POSITION), "https://www.personio.com/", **first.cb_kwargs))
    assert isinstance(rejected, Rejected)
    assert "redirected" in rejected.reason
    (failed,) = personio.request_failed(failure(second.url, HttpError(answer("", status=429)), **second.cb_kwargs))
    assert isinstance(failed, Rejected)
    assert "429" in stat(personio, "unread/zwei/")


def test_no_employers_for_personio_is_said(personio: Personio) -> None:
    (personio.search.path.parent / "none.toml").write_text("")
    personio.search = replace(personio.search, employers_file="none.toml")
    assert list(personio.first_requests()) == []
    assert "none.toml" in stat(personio, "broken")


RECORDED_FEEDS = [
    *recorded_files("ats_personio/*.xml"),
    *recorded_files("ats_misc/personio*.xml"),
    *recorded_files("region/codecentric.xml"),
]


@needs_recordings
@pytest.mark.parametrize("file", [file for file in RECORDED_FEEDS if "faulty" not in file.name], ids=named)
def test_a_recorded_personio_feed_keeps_what_it_states(file: Path) -> None:
    board = make_board(Personio)
    found = crawl(board, EMPLOYER, lambda _: file.read_bytes())
    postings = {posting.board_ref: posting for posting in postings_in(found)}
    positions = {f"muster/{one.findtext('id').strip()}": one for one in etree.parse(file).getroot()}
    assert len(found) == len(postings) == len(positions)
    for ref, position in positions.items():
        posting = postings[ref]
        values = [value for one in position.iter("value") if (value := trim(one.text))]
        missing = lost(
            title=(posting.title, trim(position.findtext("name"))),
            employer=(posting.employer_raw, trim(position.findtext("subcompany")) or EMPLOYER.name),
            posted=(posting.posted_raw, trim(position.findtext("createdAt"))),
            places=(
                {place.words for place in posting.places} | set((posting.remote_raw or "").split(", ")) - {""},
                {trim(office.text) for office in position.iter("office")},
            ),
            text=([value for value in values if value not in (trim(posting.text_html) or "")], []),
            pay=(
                bool(posting.salary_fields),
                bool(position.findtext("salaryInformation/min") or position.findtext("salaryInformation/max")),
            ),
        )
        assert not missing, ref
    assert stat(board, "broken") is None


@needs_recordings
def test_the_faulty_personio_feed_is_clearly_rejected() -> None:
    board = make_board(Personio)
    body = (RECORDED / "ats_personio/personio_wp_positions_faulty.xml").read_bytes()
    (rejected,) = board.parse(answer(body, "https://muster.jobs.personio.de/xml", employer=EMPLOYER))
    assert isinstance(rejected, Rejected)
    assert "broken XML" in rejected.reason
    assert "line 5" in rejected.reason
    assert stat(board, "unread/muster/") == rejected.reason


@needs_recordings
def test_the_personio_feeds_keep_title_employer_and_date() -> None:
    for file in [*sorted((RECORDED / "ats_personio").glob("*.xml")), RECORDED / "region" / "codecentric.xml"]:
        employer = Employer(ats="personio", tenant="muster", name="Muster GmbH", source="test", sure="seen")
        page = answer(file.read_bytes(), "https://muster.jobs.personio.de/xml", employer=employer)
        found = list(make_board(Personio).parse(page))
        if "faulty" in file.name:
            assert [type(one) for one in found] == [Rejected]
            continue
        assert read_through([raw for raw in found if isinstance(raw, RawPosting)])
