"""Ashby: answers made by hand in the feed's form."""

from schemas.raw import RawPlace, RawSalary
from spiders.ashby import Ashby
from tests.support.answers import make_board
from tests.support.feed_rows import ASHBY, read_feed, read_one


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
    assert read_feed(make_board(Ashby), {"jobs": [ASHBY | {"isListed": False}]}) == []
    assert read_one(Ashby, isRemote=True).remote_raw == "Remote"
