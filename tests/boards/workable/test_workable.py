"""Workable: answers made by hand in the feed's form."""

from schemas.raw import RawPlace
from spiders.workable import Workable
from tests.support.answers import make_board
from tests.support.feed_rows import WORKABLE, read_feed, read_one


def test_workable_has_a_row_a_place_and_hidden_places_are_not_told() -> None:
    haan, erkrath, hidden = (
        {"city": city, "region": "NRW", "countryCode": "DE", "hidden": city == "Mettmann"}
        for city in ("Haan", "Erkrath", "Mettmann")
    )
    row = {**WORKABLE, "telecommuting": True, "published_on": "2026-03-02", "created_at": "2026-01-02", "code": "R-7"}
    rows = [{**row, "locations": [haan]}, {**row, "locations": [erkrath, hidden]}]
    (posting,) = read_feed(make_board(Workable), {"name": "Muster", "jobs": rows})
    assert posting.places == tuple(RawPlace(town=town, region="NRW", country="DE") for town in ("Haan", "Erkrath"))
    assert (posting.remote_raw, posting.posted_raw, posting.reference_raw) == ("Remote", "2026-03-02", "R-7")
    assert read_one(Workable, city="Haan", state="NRW", country="Germany").places == (
        RawPlace(town="Haan", region="NRW", country="Germany"),
    )
