"""Recruitee: answers made by hand in the feed's form."""

from schemas.raw import RawPlace, RawSalary
from spiders.recruitee import Recruitee
from tests.support.feed_rows import read_one


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


def test_recruitee_hours_are_a_weeks_under_either_name() -> None:
    assert read_one(Recruitee, min_hours=32, max_hours=40).hours_raw == "32 - 40 Stunden/Woche"
    assert read_one(Recruitee, min_hours=40, max_hours=40).hours_raw == "40 Stunden/Woche"
    assert read_one(Recruitee, min_hours=0, max_hours_per_week="38.5", max_hours=38).hours_raw == "38.5 Stunden/Woche"
    assert read_one(Recruitee, min_hours=None).hours_raw is None
