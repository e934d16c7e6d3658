"""Guidecom: answers made by hand in the feed's form, with its traps, and a recorded one."""

from typing import Any

import pytest

from spiders.guidecom import Guidecom
from tests.support.answers import make_board, postings_in
from tests.support.feed_rows import ask_feed
from tests.support.real_answers import needs_recordings, recorded
from tests.support.region import GUIDECOM, found_in, only_posting, read


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
    assert ask_feed(make_board(Guidecom), GUIDECOM).headers[b"Accept"] == b"application/json"


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


@needs_recordings
def test_the_recorded_traps_are_not_walked_into() -> None:
    bilstein = [read(one) for one in postings_in(found_in(make_board(Guidecom), GUIDECOM, recorded("bilstein.json")))]
    assert [one.fixed_term for one in bilstein] == [True, True, True]
    assert [one.remote for one in bilstein] == [None] * 3
