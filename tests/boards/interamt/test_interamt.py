"""Interamt: lists of single authorities and the whole inventory, by hand and recorded."""

import json
import re
from typing import Any

import pytest

from german import find_pay_grade
from pipelines.normalize import read_posting
from spiders.interamt import Interamt
from tests.support.answers import answer, make_board, stat
from tests.support.real_answers import RECORDED, SEARCH, needs_recordings


def partner_list(*rows: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"Anzahltreffer": len(rows) if total is None else total, "Stellenangebote": list(rows)}


PARTNER_ROW = {
    "Id": 1500001,
    "Behoerde": "Stadt Bergischwald",
    "StellenBezeichnung": "Leitung IT",
    "BeschaeftigungDauer": "unbefristet",
    "Teilzeit": "Vollzeit",
    "Bezahlung": {"Besoldung": "A13", "Entgelt": "TVöD-VKA E 12"},
    "StellenangebotOrt": [{"PLZ": "42275", "Ort": "Wuppertal", "Breite": 51.27, "Laenge": 7.2}],
    "Daten": {"Eingestellt": "04.11.2026", "Bewerbungsfrist": "27.11.2026"},
}


def inventory_row(number: int, north: float | None, east: float | None, **more: Any) -> dict[str, Any]:
    place = {"plz": "40213", "ort": "Düsseldorf", "latitude": north, "longitude": east}
    return {"stellenangebotId": number, "stellenbezeichnung": "Leitung IT", "einsatzorte": [place], **more}


def read_interamt(body: Any, rows: str) -> tuple[Interamt, list[Any]]:
    board = make_board(Interamt)
    return board, list(board.parse(answer(body, rows=rows)))


def test_interamt_is_asked_for_its_partners_of_the_region_and_for_the_inventory() -> None:
    *partners, inventory = make_board(Interamt).first_requests()
    assert [one.url.rpartition("=")[2] for one in partners] == ["1714", "2732", "1409"]
    assert (inventory.method, inventory.body) == ("POST", b'{"search":{}}')
    assert inventory.headers["X-REMOTE-APPLICATION"] == b"Interamtb2c"
    assert inventory.errback is not None


def test_two_pay_paths_of_one_job_are_read_as_alternatives() -> None:
    _, (posting,) = read_interamt(partner_list(PARTNER_ROW), "Stellenangebote")
    assert posting.pay_grade_raw == "A13 / TVöD-VKA E 12"
    row = read_posting(posting, "20261122T050000Z", SEARCH)
    assert (row.pay_grade_min, row.pay_grade_max, row.pay_grade_also) == ("EG 12", "EG 12", "BesO A A 13")
    assert (row.fixed_term, row.employment_types, str(row.apply_by_on)) == (False, ("full_time",), "2026-11-27")


def test_the_inventory_gives_grades_as_spans_and_only_what_may_be_near() -> None:
    spans = {
        "besoldungGruppe": "A9g",
        "besoldungGruppeMax": "A11",
        "tarifEbeneMin": "TV-L E 10",
        "tarifEbeneMax": "TV-L E 10",
    }
    rows = [
        inventory_row(1, 51.2254, 6.7763, **spans),
        inventory_row(2, 48.1, 11.6),
        inventory_row(3, None, None),
        inventory_row(4, 51.2562, 7.66),
    ]
    _, found = read_interamt({"data": rows}, "data")
    assert [posting.board_ref for posting in found] == ["1", "3"]
    assert found[0].pay_grade_raw == "A9g - A11 / TV-L E 10"


@pytest.mark.parametrize(
    ("least", "most", "read"),
    [
        ("TVöD-VKA E 1", "TVöD-VKA E 15", ""),
        ("TV-L E 2", "TV-L E 15Ü", ""),
        ("TVöD-SuE S 2", "TVöD-SuE S 18", ""),
        ("TVöD-VKA E 6", "TVöD-VKA E 9a", "TVöD-VKA E 6 - TVöD-VKA E 9a"),
        ("TV-L E 9b", "TV-L E 13", "TV-L E 9b - TV-L E 13"),
        ("TVöD-Bund E 15", "TVöD-Bund E 15", "TVöD-Bund E 15"),
    ],
)
def test_a_range_over_the_whole_scale_is_no_pay(least: str, most: str, read: str) -> None:
    wide = inventory_row(1, 51.2, 7.1, tarifEbeneMin=least, tarifEbeneMax=most)
    _, (posting,) = read_interamt({"data": [wide]}, "data")
    assert (posting.pay_grade_raw or "") == read
    beside = {**PARTNER_ROW, "Bezahlung": {"Besoldung": "A13", "Entgelt": f"{least} - {most}"}}
    _, (posting,) = read_interamt(partner_list(beside), "Stellenangebote")
    assert posting.pay_grade_raw == (f"A13 / {least} - {most}" if read else "A13")


@pytest.mark.parametrize(
    ("stated", "types", "place", "remote"),
    [
        ("BEIDES", ("full_time", "part_time"), "HYBRID", "hybrid"),
        ("beides möglich", ("full_time", "part_time"), "HOME_OFFICE", "hybrid"),
        ("VOLLZEIT", ("full_time",), "VOR_ORT", "none"),
        ("TEILZEIT", ("part_time",), "REMOTE", "full"),
        (None, (), None, None),
    ],
)
def test_the_words_of_the_inventory_are_read(
    stated: str | None, types: tuple[str, ...], place: str | None, remote: str | None
) -> None:
    row = inventory_row(1, 51.2, 7.1, teilzeitVollzeit=stated, dienstortEnumDto=place)
    _, (posting,) = read_interamt({"data": [row]}, "data")
    read = read_posting(posting, "20261122T050000Z", SEARCH)
    assert (read.employment_types, read.remote, read.issues) == (types, remote, ())


def test_a_posting_of_a_partner_and_of_the_inventory_is_one() -> None:
    board, found = read_interamt(partner_list(PARTNER_ROW), "Stellenangebote")
    assert len(found) == 1
    assert list(board.parse(answer({"data": [inventory_row(1500001, 51.2, 7.1)]}, rows="data"))) == []


@pytest.mark.parametrize(
    ("body", "rows", "words"),
    [
        (partner_list(), "Stellenangebote", None),
        (partner_list(PARTNER_ROW, total=3), "Stellenangebote", "1 of 3"),
        ({"error": "Kein Parameter angegeben"}, "Stellenangebote", "missing"),
        ({"Stellenangebote": []}, "Stellenangebote", "not a count"),
        ({"data": []}, "data", "0 of 1"),
        ("<html>Wartung</html>", "data", "page instead of JSON"),
    ],
)
def test_interamt_has_no_postings_only_where_its_own_count_says_so(body: Any, rows: str, words: str | None) -> None:
    board, _ = read_interamt(body, rows)
    assert (words is None and stat(board, "broken") is None) or words in stat(board, "broken")


@needs_recordings
def test_the_recorded_list_of_a_partner_is_read_whole() -> None:
    data = json.loads((RECORDED / "region" / "interamt-1714.json").read_text(encoding="utf-8"))
    board, (posting,) = read_interamt(data, "Stellenangebote")
    row = read_posting(posting, "20260915T050000Z", SEARCH)
    assert (row.town, row.postal_code, str(row.posted_on), str(row.apply_by_on)) == (
        "Wuppertal",
        "42275",
        "2026-09-04",
        "2026-09-27",
    )
    assert (row.pay_grade_max, row.pay_grade_also, row.issues, stat(board, "broken")) == (
        "EG 11",
        "BesO A A 12",
        (),
        None,
    )


@needs_recordings
def test_every_grade_and_date_of_the_recorded_table_is_read() -> None:
    """Rows of the older site, put into the form of today's lists."""
    table = json.loads((RECORDED / "interamt" / "job_table_2023-09.json").read_text(encoding="utf-8"))
    rows = [
        {
            "Id": row["ID"],
            "StellenBezeichnung": row["Bezeichnung"],
            "Bezahlung": {"Besoldung": row["Besoldung"], "Entgelt": row["Entgelt"]},
            "Daten": {"Eingestellt": row["Eingestellt"], "Bewerbungsfrist": row["Frist"]},
        }
        for row in table
    ]
    _, found = read_interamt(partner_list(*rows), "Stellenangebote")
    assert len(found) == len(table)
    for number, (posting, row) in enumerate(zip(found, table, strict=True)):
        read = read_posting(posting, "20230903T050000Z", SEARCH)
        grade = find_pay_grade(posting.pay_grade_raw)
        paths = bool(row["Besoldung"]) + bool(row["Entgelt"])
        assert paths == (grade is not None) + (grade is not None and grade.also is not None), number
        assert (read.posted_on is not None, read.issues) == (True, ()), number
        assert (read.apply_by_on is None) == (not re.fullmatch(r"[\d.]+", row["Frist"])), number
