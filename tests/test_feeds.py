"""Career feeds in JSON: hand-made answers in each form, and those that others recorded."""

import json
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from scrapy.spidermiddlewares.httperror import HttpError

from bench.scoring import SHARED
from schemas.configuration import Employer
from schemas.raw import RawPlace, RawSalary
from spiders._board import trim
from spiders._career_rows import CareerRows
from spiders._feed_board import USUAL
from spiders.ashby import Ashby
from spiders.greenhouse import Greenhouse
from spiders.lever import Lever
from spiders.recruitee import Recruitee
from spiders.teamtailor import Teamtailor
from spiders.workable import Workable
from tests.answers import ROOT, answer, answer_to, failure, make_board, postings_in, rejected_in, requests_in, stat

RECORDED = SHARED / "recorded"
FEEDS: tuple[type[CareerRows], ...] = (Ashby, Greenhouse, Lever, Recruitee, Teamtailor, Workable)
MUSTER = Employer(ats="any", tenant="muster", name="Muster GmbH", place="Haan", source="test", sure="seen")

GREENHOUSE = {"id": 7, "absolute_url": "https://g.example/7", "title": " IT-Leiter (m/w/d) ", "location": None}
LEVER = {"id": "a", "hostedUrl": "https://l.example/a", "text": "IT-Leiter (m/w/d)"}
ASHBY = {"id": "a", "jobUrl": "https://a.example/a", "title": "IT-Leiter (m/w/d)"}
RECRUITEE = {"id": 7, "careers_url": "https://r.example/7", "title": "IT-Leiter (m/w/d)"}
WORKABLE = {"shortcode": "A1", "url": "https://w.example/A1", "title": "IT-Leiter (m/w/d)"}
TEAMTAILOR = {"id": "a", "url": "https://t.example/a", "title": "IT-Leiter (m/w/d)"}
LEAST: dict[type[CareerRows], dict[str, Any]] = dict(
    zip(FEEDS, (ASHBY, GREENHOUSE, LEVER, RECRUITEE, TEAMTAILOR, WORKABLE), strict=True)
)


def feed_of(board: type[CareerRows], rows: list[Any]) -> Any:
    """An answer in the board's form."""
    if not board.rows:
        return rows
    return {board.rows: rows} | ({"meta": {"total": len(rows)}} if board.total else {})


def read(board: CareerRows, body: Any, employer: Employer = MUSTER) -> list[Any]:
    """What a board makes of an employer's answer."""
    return list(board.parse(answer(body, board.feed_of(employer), employer=employer)))


def read_one(board: type[CareerRows], **keys: Any) -> Any:
    """The posting of the board's least row with these keys."""
    (posting,) = read(make_board(board), feed_of(board, [LEAST[board] | keys]))
    return posting


# What they have in common


@pytest.fixture(params=FEEDS, ids=lambda feed: str(feed.name))
def board(request: pytest.FixtureRequest) -> Iterator[CareerRows]:
    yield make_board(request.param)


def test_a_posting_with_the_least_takes_employer_and_place_from_the_employers_file(board: CareerRows) -> None:
    (posting,) = read(board, feed_of(type(board), [LEAST[type(board)]]))
    assert posting.board_ref.startswith("muster/")
    assert (posting.title, posting.employer_raw, posting.places) == (
        "IT-Leiter (m/w/d)",
        "Muster GmbH",
        (RawPlace(words="Haan"),),
    )
    assert (posting.salary_fields, posting.remote_raw, posting.text_html) == (None, None, None)


def test_an_empty_list_says_that_there_are_no_openings(board: CareerRows) -> None:
    assert read(board, feed_of(type(board), [])) == []
    assert stat(board, "unread/muster/") is None


@pytest.mark.parametrize(
    "body", [{}, {"jobs": {}, "items": {}, "offers": None}, {"error": "none"}, b"", b"<html>", b"[{"]
)
def test_an_answer_without_the_list_leaves_its_employer_unread(board: CareerRows, body: Any) -> None:
    (rejected,) = read(board, body)
    assert rejected.words == {"tenant": "muster", "employer": "Muster GmbH"}
    assert stat(board, "unread/muster/") == rejected.reason
    assert stat(board, "broken") is None


def test_a_row_that_cannot_be_read_is_rejected_alone(board: CareerRows) -> None:
    least = LEAST[type(board)]
    found = read(
        board, feed_of(type(board), ["x", {}, {**least, "shortcode": "B2", "title": None, "text": None}, least])
    )
    assert len(postings_in(found)) == 1
    assert len(rejected_in(found)) == 3


def test_an_employer_that_is_not_known_is_rejected(board: CareerRows) -> None:
    url = board.feed_of(MUSTER)
    (failed,) = board.question_failed(failure(url, HttpError(answer("", status=404)), employer=MUSTER))
    assert "404" in rejected_in([failed])[0].reason
    (moved,) = board.parse(
        answer(feed_of(type(board), [LEAST[type(board)]]), "https://www.ats.example/", employer=MUSTER)
    )
    assert "redirected" in rejected_in([moved])[0].reason


def test_an_employers_own_feed_goes_before_the_usual_address(board: CareerRows) -> None:
    own = Employer(ats="any", tenant="m", name="M", feed="https://api.eu.ats.example/m", source="test", sure="seen")
    assert board.ask_feed(own).url == "https://api.eu.ats.example/m"
    assert len(postings_in(read(board, feed_of(type(board), [LEAST[type(board)]]), own))) == 1


def test_no_employers_are_said_with_the_cure(board: CareerRows, tmp_path: Path) -> None:
    (tmp_path / "employers.toml").write_text("")
    (tmp_path / "search.toml").write_text((ROOT / "search.toml").read_text(encoding="utf-8"), encoding="utf-8")
    idle = make_board(type(board), tmp_path / "search.toml")
    assert list(idle.first_questions()) == []
    assert f"names no employer with ats = '{board.name}': add an [[employer]]" in stat(idle, "broken")


def test_keys_that_are_not_read_are_counted(board: CareerRows) -> None:
    least = LEAST[type(board)]
    rows = [{**least, "id": 1, "shortcode": 1, "neu": 5}, {**least, "id": 2, "shortcode": 2, "neu": 6, "leer": []}]
    read(board, feed_of(type(board), rows))
    board.closed("finished")
    stats = board.crawler.stats.get_stats()
    unread = {key: times for key, times in stats.items() if key.startswith(f"unread/{board.name}/")}
    assert unread.pop(f"unread/{board.name}/neu") == 2
    assert set(unread) <= {f"unread/{board.name}/{name}" for name in ("id", "shortcode")}


# Each form


def test_greenhouse_gives_place_dates_reference_and_the_text_unescaped() -> None:
    posting = read_one(
        Greenhouse,
        company_name="Muster Werke ",
        location={"name": "Remote - Germany"},
        first_published="2026-03-02T09:00:00-04:00",
        updated_at="2026-03-29T09:00:00-04:00",
        application_deadline="2026-04-30",
        requisition_id="R-7",
        content="&lt;p&gt;Sie leiten Forschung &amp;amp; IT&lt;/p&gt;",
    )
    assert (posting.board_ref, posting.employer_raw) == ("muster/7", "Muster Werke")
    assert (posting.places, posting.remote_raw) == ((RawPlace(words="Remote - Germany"),), "Remote - Germany")
    assert (posting.posted_raw, posting.apply_by_raw) == ("2026-03-02T09:00:00-04:00", "2026-04-30")
    assert (posting.reference_raw, posting.text_html) == ("R-7", "<p>Sie leiten Forschung &amp; IT</p>")


def range_of(low: Any, high: Any, currency: str = "EUR") -> dict[str, Any]:
    return {"min_cents": low, "max_cents": high, "currency_type": currency}


@pytest.mark.parametrize(
    ("ranges", "pay"),
    [
        ([range_of(7200000, 8450050)], RawSalary(min="72000.0", max="84500.5", currency="EUR")),
        ([range_of(7200000, None)], RawSalary(min="72000.0", currency="EUR")),
        ([range_of(9, 9, "USD"), range_of(7200000, 8400000)], RawSalary(min="72000.0", max="84000.0", currency="EUR")),
        ([range_of(1, 2), range_of(3, 4)], None),  # a zone each: which one counts is not said
        ([range_of(0, 0)], None),
        (None, None),
    ],
)
def test_greenhouse_states_pay_in_cents(ranges: Any, pay: RawSalary | None) -> None:
    assert read_one(Greenhouse, pay_input_ranges=ranges).salary_fields == pay


def test_a_greenhouse_feed_that_is_not_whole_leaves_its_employer_unread() -> None:
    board = make_board(Greenhouse)
    found = read(board, {"jobs": [GREENHOUSE], "meta": {"total": 37}})
    assert len(postings_in(found)) == 1
    assert stat(board, "unread/muster/") == "the feed says 37 postings and carries 1"


def test_lever_gives_all_parts_of_the_text_and_pay_with_its_unit() -> None:
    posting = read_one(
        Lever,
        categories={"commitment": "Vollzeit", "level": "Lead", "location": "Haan ", "allLocations": ["Haan "]},
        country="DE",
        createdAt=1774850400000,
        workplaceType="hybrid",
        description="<div>Wir</div>",
        lists=[{"text": "Aufgaben", "content": "<li>Leitung</li>"}],
        additional="<div>Jobrad</div>",
        salaryRange={"min": 72000, "max": 84000, "currency": "EUR", "interval": "per-year-salary"},
        salaryDescription="<div>Bonus</div>",
    )
    assert posting.places == (RawPlace(words="Haan", country="DE"),)
    assert (posting.posted_raw, posting.remote_raw) == ("1774850400000", "hybrid")
    assert (posting.employment_raw, posting.seniority_raw) == ("Vollzeit", "Lead")
    parts = (
        "<div>Wir</div>",
        "<h3>Aufgaben</h3>",
        "<ul><li>Leitung</li></ul>",
        "<div>Jobrad</div>",
        "<div>Bonus</div>",
    )
    assert posting.text_html == "\n".join(parts)
    assert posting.salary_fields == RawSalary(min="72000", max="84000", currency="EUR", unit="year")


def test_lever_gives_its_country_to_an_only_place() -> None:
    posting = read_one(Lever, categories={"allLocations": ["Haan", "Wien"]}, country="DE", workplaceType="unspecified")
    assert (posting.places, posting.remote_raw) == ((RawPlace(words="Haan"), RawPlace(words="Wien")), None)


def test_ashby_gives_every_place_and_the_salary_beside_equity() -> None:
    salary = {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "EUR", "minValue": 7, "maxValue": 9}
    equity = {"compensationType": "EquityPercentage", "interval": "NONE", "minValue": 1, "maxValue": 2}
    address = {"postalAddress": {"addressLocality": "Haan", "addressRegion": "NRW ", "addressCountry": "Germany"}}
    row = {
        "location": "Werk Haan",
        "address": address,
        "secondaryLocations": [{"location": "Remote (Germany)", "address": {"postalAddress": {"addressLocality": ""}}}],
        "workplaceType": "Hybrid",
        "isRemote": True,
        "publishedAt": "2026-03-02T09:00:00.000+00:00",
        "employmentType": "FullTime",
        "descriptionHtml": "<p>Text</p>",
        "compensation": {"summaryComponents": [equity, salary]},
    }
    posting = read_one(Ashby, **row)
    assert posting.places == (
        RawPlace(town="Haan", region="NRW", country="Germany"),
        RawPlace(words="Remote (Germany)"),
    )
    assert (posting.remote_raw, posting.employment_raw, posting.text_html) == ("Hybrid", "FullTime", "<p>Text</p>")
    assert posting.salary_fields == RawSalary(min="7", max="9", currency="EUR", unit="YEAR")
    assert read_one(Ashby, **row, shouldDisplayCompensationOnJobPostings=False).salary_fields is None


def test_ashby_hands_over_only_what_its_employer_lists() -> None:
    assert read(make_board(Ashby), {"jobs": [ASHBY | {"isListed": False}]}) == []
    assert read_one(Ashby, isRemote=True).remote_raw == "Remote"


def test_recruitee_gives_pay_hours_modes_and_places_in_fields() -> None:
    posting = read_one(
        Recruitee,
        company_name="Muster Werke",
        published_at="2026-03-02 10:10:39 UTC",
        created_at="2026-03-01 10:10:39 UTC",
        close_at="2026-04-30 21:59:59 UTC",
        employment_type_code="fulltime_permanent",
        locations=[
            {"street": "Am Kotten 7", "postal_code": "42781", "city": "Haan", "state": "NRW", "country_code": "DE"}
        ],
        remote=False,
        hybrid=True,
        on_site=False,
        min_hours_per_week="38",
        max_hours_per_week="40",
        salary={"min": "60000", "max": "75000", "period": "year", "currency": "EUR"},
        description="<p>Wir</p>",
        requirements="<p>Sie</p>",
    )
    assert posting.places == (
        RawPlace(street="Am Kotten 7", postal_code="42781", town="Haan", region="NRW", country="DE"),
    )
    assert (posting.posted_raw, posting.apply_by_raw) == ("2026-03-02 10:10:39 UTC", "2026-04-30 21:59:59 UTC")
    assert (posting.employment_raw, posting.contract_raw) == ("fulltime_permanent", "fulltime permanent")
    assert (posting.remote_raw, posting.hours_raw) == ("hybrid", "38 - 40 Stunden/Woche")
    assert posting.salary_fields == RawSalary(min="60000", max="75000", currency="EUR", unit="year")
    assert posting.text_html == "<p>Wir</p>\n<p>Sie</p>"


def test_a_recruitee_posting_without_locations_has_the_place_of_its_own_keys() -> None:
    posting = read_one(
        Recruitee, city="Haan", postal_code="42781", country_code="DE", salary={"min": None, "max": None}
    )
    assert (posting.places, posting.salary_fields) == (
        (RawPlace(postal_code="42781", town="Haan", country="DE"),),
        None,
    )


def test_workable_has_a_row_a_place_and_hidden_places_are_not_told() -> None:
    haan, erkrath, hidden = (
        {"city": city, "region": "NRW", "countryCode": "DE", "hidden": city == "Mettmann"}
        for city in ("Haan", "Erkrath", "Mettmann")
    )
    row = {**WORKABLE, "telecommuting": True, "published_on": "2026-03-02", "created_at": "2026-01-02", "code": "R-7"}
    rows = [{**row, "locations": [haan]}, {**row, "locations": [erkrath, hidden]}]
    (posting,) = read(make_board(Workable), {"name": "Muster", "jobs": rows})
    assert posting.places == tuple(RawPlace(town=town, region="NRW", country="DE") for town in ("Haan", "Erkrath"))
    assert (posting.remote_raw, posting.posted_raw, posting.reference_raw) == ("Remote", "2026-03-02", "R-7")
    assert read_one(Workable, city="Haan", state="NRW", country="Germany").places == (
        RawPlace(town="Haan", region="NRW", country="Germany"),
    )


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
    (question,) = requests_in(read(board, {"items": [TEAMTAILOR], "next_url": "/jobs.json?page=2"}))
    assert question.url == "https://muster.teamtailor.com/jobs.json?page=2"
    assert list(board.parse(answer_to(question, {"items": [TEAMTAILOR]}))) == []
    assert stat(board, "repeated") == 1


# Answers that others recorded

RECORDINGS: list[tuple[type[CareerRows], str]] = [
    (Greenhouse, "ats_greenhouse/*.json"),
    (Lever, "ats_lever/*.json"),
    (Ashby, "ats_ashby/*.json"),
    (Recruitee, "ats_recruitee/*.json"),
    (Workable, "ats_misc/workable*.json"),
    (Teamtailor, "ats_misc/teamtailor*.json"),
]
FILES = [(feed, file) for feed, pattern in RECORDINGS for file in sorted(RECORDED.glob(pattern))]


def towns_in(row: Any) -> Iterator[str]:
    """Every town and place in words that a row states, wherever it stands."""
    names = {"addressLocality", "city", "allLocations", "addressCountry"}
    for name, value in row.items() if isinstance(row, dict) else enumerate(row):
        if isinstance(value, dict | list) and name not in ("translations", "offices", *names):
            yield from towns_in(value)
        elif name in names and value:
            yield from map(str, value if isinstance(value, list) else [value])


@pytest.mark.skipif(not FILES, reason="the recorded answers are not on this machine")
@pytest.mark.parametrize(("feed", "file"), FILES, ids=lambda one: one.stem if isinstance(one, Path) else "")
def test_a_recorded_feed_keeps_what_it_states(feed: type[CareerRows], file: Path) -> None:
    board = make_board(feed)
    data = json.loads(file.read_text(encoding="utf-8"))
    found = read(board, data, Employer(ats="any", tenant="muster", name="Muster GmbH", source="test", sure="seen"))
    postings = {posting.board_ref: posting for posting in postings_in(found)}
    for row in data[feed.rows] if feed.rows else data:
        paths = USUAL | feed.fields
        posting = postings[f"muster/{row[paths['board_ref']]}"]
        assert posting.title == trim(row[paths["title"]])
        posted = [str(row.get(path)) for path in paths["posted_raw"].split("|")]
        assert posting.posted_raw in posted
        kept = {word for place in posting.places for word in astuple(place)}
        assert [town for town in towns_in(row) if trim(town) not in kept | {"Germany"}] == []  # its code is kept
        assert bool(posting.text_html) is any(row.get(name) for name in ("content", "description", "descriptionHtml"))
        stated = row.get("salaryRange") or row.get("salary") or (row.get("compensation") or {}).get("summaryComponents")
        assert bool(posting.salary_fields) is bool(stated)
    assert len(rejected_in(found)) == (1 if feed is Greenhouse else 0)  # that recording is cut: its own total says so
