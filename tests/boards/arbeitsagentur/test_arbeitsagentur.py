"""Bundesagentur für Arbeit: searches and details, by hand and recorded."""

import ast
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bench.real_ads import arbeitsagentur_ads
from pipelines.normalize import read_posting
from schemas.raw import RawPlace, RawPosting, RawSalary
from schemas.sound import make_sound
from schemas.tables import Posting
from spiders._arbeitsagentur_ad import read_ad
from spiders._posting import make_posting, trim
from spiders.arbeitsagentur import Arbeitsagentur
from tests.support.answers import ANSWERED, answer_to, make_board, requests_in, stat
from tests.support.real_answers import RECORDED, SEARCH, lost, needs_recordings, read_through, write_and_measure


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
    questions = list(board.first_requests())
    assert len(questions) == len(board.search.what.keywords)
    assert questions[0].url.endswith("/pc/v6/jobs?was=IT-Manager&wo=Wuppertal&umkreis=30&angebotsart=1&page=1&size=100")
    assert questions[0].headers["X-API-Key"] == b"jobboerse-jobsuche"


def test_a_posting_found_by_two_keywords_is_asked_once() -> None:
    board = make_board(Arbeitsagentur)
    first, second = list(board.first_requests())[:2]
    (detail,) = requests_in(list(board.parse(answer_to(first, ba_page(ba_row())))))
    assert detail.url.endswith("/pc/v4/jobdetails/MTAwMDAtMS1T")
    assert list(board.parse(answer_to(second, ba_page(ba_row())))) == []


def test_no_hits_are_believed_when_the_bundesagentur_says_zero() -> None:
    board = make_board(Arbeitsagentur)
    question = next(iter(board.first_requests()))
    assert list(board.parse(answer_to(question, ba_page()))) == []
    assert stat(board, "broken") is None


@pytest.mark.parametrize("body", [{}, {"maxErgebnisse": 3}, {"stellenangebote": []}, b"<html>", b"", ba_page(total=4)])
def test_hits_without_a_list_break_the_bundesagentur(body: Any) -> None:
    board = make_board(Arbeitsagentur)
    question = next(iter(board.first_requests()))
    assert list(board.parse(answer_to(question, body))) == []
    assert stat(board, "broken")


@pytest.mark.parametrize(
    ("page", "total", "following", "broken"), [(1, 101, 2, 0), (2, 200, 0, 0), (100, 10_001, 0, 1)]
)
def test_pages_are_asked_one_after_the_other_within_the_boards_reach(
    page: int, total: int, following: int, broken: int
) -> None:
    board = make_board(Arbeitsagentur)
    found = list(board.parse(answer_to(board.asks.ask_page(board, "CIO", page), ba_page(ba_row(), total=total))))
    pages = [one.cb_kwargs["page"] for one in requests_in(found) if "page" in one.cb_kwargs]
    assert pages == ([following] if following else [])
    assert bool(stat(board, "broken")) is bool(broken)


def ba_posting(detail: Any, status: int = 200, **row: Any) -> RawPosting:
    board = make_board(Arbeitsagentur)
    listed = answer_to(board.asks.ask_page(board, "CIO", 1), ba_page(ba_row(**row)))
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


def unflatten(row: dict[str, Any]) -> dict[str, Any]:
    """An ad as the board answered it: the recording wrote its booleans, at times more, as Python's words."""
    return {
        key: ast.literal_eval(value)
        if isinstance(value, str) and (value in ("True", "False", "None") or value[:2] in ("[{", "{'"))
        else value
        for key, value in row.items()
    }


def ba_ads() -> Iterator[tuple[int, dict[str, Any]]]:
    with (RECORDED / "arbeitsagentur/jobdetails_2025.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            yield number, {"refnr": f"line {number}", **unflatten(json.loads(line))}


@needs_recordings
def test_every_recorded_ad_of_the_bundesagentur_keeps_what_it_states() -> None:
    failed = {}
    for number, ad in ba_ads():
        posting = read_ad(ad, ANSWERED)
        addresses = [(location, location["adresse"]) for location in ad["stellenlokationen"]]
        failed[number] = lost(
            board_ref=(posting.board_ref, ad.get("referenznummer") or ad["refnr"]),
            title=(posting.title, make_sound(trim(ad["stellenangebotsTitel"]) or "")),
            employer=(posting.employer_raw, trim(ad["firma"])),
            posted=(posting.posted_raw, ad["veroeffentlichungszeitraum"]["von"]),
            text=(posting.text_html, ad["stellenangebotsBeschreibung"].strip()),
            contract=(bool(posting.contract_raw), ad["vertragsdauer"] != "KEINE_ANGABE"),
            places=(
                [(place.town, place.postal_code, place.latitude, place.longitude) for place in posting.places],
                [
                    (trim(address.get("ort")), trim(address.get("plz")), location.get("breite"), location.get("laenge"))
                    for location, address in addresses
                ],
            ),
        )
    assert len(failed) == 1571
    assert {number: names for number, names in failed.items() if names} == {}


@needs_recordings
def test_a_recorded_search_of_the_bundesagentur_leads_to_its_details() -> None:
    board = make_board(Arbeitsagentur)
    question = board.asks.ask_page(board, "Informatiker", 1)
    body = (RECORDED / "arbeitsagentur/ba_v6_search_berlin_2026-09-26.json").read_bytes()
    (row,) = json.loads(body)["ergebnisliste"]
    detail, following = requests_in(list(board.parse(answer_to(question, body))))
    assert detail.cb_kwargs["board_ref"] == row["referenznummer"]
    assert following.cb_kwargs["page"] == 2
    (posting,) = board.parse_posting(answer_to(detail, "", 404))
    assert isinstance(posting, RawPosting)
    assert posting.salary_fields is not None
    assert (posting.salary_fields.min, posting.salary_fields.max) == (
        str(row["gehaltsspanneVon"]),
        str(row["gehaltsspanneBis"]),
    )
    assert posting.other_urls == (row["externeURL"],)
    assert posting.posted_raw == row["datumErsteVeroeffentlichung"]
    assert posting.remote_raw
    assert stat(board, "broken") is None


@needs_recordings
def test_a_recorded_search_without_a_match_is_a_good_answer() -> None:
    board = make_board(Arbeitsagentur)
    body = (RECORDED / "arbeitsagentur/ba_v6_search_nomatch_2026-09-26.json").read_bytes()
    assert list(board.parse(answer_to(board.asks.ask_page(board, "nichts", 1), body))) == []
    assert stat(board, "broken") is None


@needs_recordings
def test_a_recorded_detail_of_the_bundesagentur_is_read() -> None:
    ad = json.loads((RECORDED / "arbeitsagentur/ba_v4_jobdetails_bosch_2026-02.json").read_bytes())
    board = make_board(Arbeitsagentur)
    question = board.ask_posting("https://rest.example/1", ad["referenznummer"], row={}, listed_at=ANSWERED)
    (posting,) = board.parse_posting(answer_to(question, ad))
    assert isinstance(posting, RawPosting)
    assert posting.title == trim(ad["stellenangebotsTitel"])
    assert (posting.employer_raw, posting.reference_raw) == (ad["firma"], ad["chiffrenummer"])
    assert (posting.posted_raw, posting.salary_fields) == (ad["datumErsteVeroeffentlichung"], None)
    assert posting.employment_raw == "Vollzeit, PRAKTIKUM_TRAINEE"
    assert posting.places[0].postal_code == ad["stellenlokationen"][0]["adresse"]["plz"]


@needs_recordings
@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.long)])
def test_every_ad_of_the_arbeitsagentur_keeps_title_employer_place_and_date(
    step: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    postings: list[Posting] = []
    unresolved = []
    for ad, raw in islice(arbeitsagentur_ads(), None, None, step):
        posting = read_posting(raw, "20250501T000000Z", SEARCH)
        where = raw.board_ref
        assert posting.title, where
        assert posting.employer or not ad.get("firma"), where
        assert posting.posted_on, where
        stated = [one for one in ad["stellenlokationen"] if one.get("adresse", {}).get("ort")]
        assert posting.place or not stated, where
        if stated and not posting.town:
            assert {"place:ambiguous", "place:unreadable"} & set(posting.issues), where
            unresolved.append(where)
        postings.append(posting)
    assert len(postings) >= 1200 // step
    filled = write_and_measure(postings, tmp_path)
    assert len(unresolved) <= len(postings) / 100
    with capsys.disabled():
        print(
            f"\nfilled, of {len(postings)} ads of the Arbeitsagentur: "
            + ", ".join(f"{k} {v:.0%}" for k, v in filled.items())
        )


@needs_recordings
def test_the_v6_search_is_read_through() -> None:
    search = json.loads((RECORDED / "arbeitsagentur" / "ba_v6_search_berlin_2026-09-26.json").read_text("utf-8"))
    (row,) = read_through([read_ad(hit, datetime(2026, 9, 26, tzinfo=UTC)) for hit in search["ergebnisliste"]])
    assert (row.town, row.salary_basis, row.salary_period) == ("Berlin", "stated", "year")
