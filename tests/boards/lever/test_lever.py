"""Lever: answers made by hand in the feed's form."""

from schemas.raw import RawPlace, RawSalary
from spiders.lever import Lever
from tests.support.feed_rows import read_one


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


def test_lever_pay_in_words_is_read_in_plain_form_where_there_is_no_other() -> None:
    posting = read_one(Lever, salaryDescription="", salaryDescriptionPlain="72.000 € im Jahr")
    assert posting.text_html == "72.000 € im Jahr"
