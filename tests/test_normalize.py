"""A posting's words become values: what goes before what, and what is refused."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from german.places.search import load_search
from pipelines.normalize import read_benchmarks, read_posting
from schemas.raw import RawBenchmark, RawPlace, RawPosting, RawSalary, Refused
from schemas.said import unpack_sums
from schemas.tables import Posting
from spiders._jobposting import find_in_json
from spiders._jobposting_words import read_job_posting
from spiders._json_ld import read_json_ld
from spiders._paths import words_at
from spiders._posting import make_posting
from spiders._row_words import read_pay, read_places, read_text

SEARCH = load_search(Path(__file__).parents[1] / "search.toml")
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
WUPPERTAL = RawPlace(postal_code="42103", town="Wuppertal")


def read(**words: Any) -> Posting:
    given: dict[str, Any] = {
        "board": "arbeitnow",
        "board_ref": "1",
        "url": "https://board.example/1",
        "fetched_at": NOW,
        "title": "IT-Leiter (m/w/d)",
        "employer_raw": "Beispielwerk GmbH",
        "places": (WUPPERTAL,),
    }
    return read_posting(RawPosting(**(given | words)), "20261120T050000Z", SEARCH)


def test_pay_in_fields_goes_before_pay_in_the_ad() -> None:
    row = read(
        salary_fields=RawSalary(min="72000", max="85000", currency="EUR", unit="YEAR"),
        text_html="<p>Wir zahlen 60.000 bis 65.000 Euro im Jahr.</p>",
    )
    assert (row.salary_basis, row.salary_min_eur, row.salary_max_eur) == ("stated", Decimal(72000), Decimal(85000))
    assert row.salary_year_min_eur == 72000


def test_pay_in_the_ad_goes_before_the_boards_estimate() -> None:
    estimate = RawSalary(min="50000", max="60000", currency="EUR", unit="YEAR")
    row = read(salary_fields=estimate, salary_estimated=True, text_html="<p>Gehalt: 72.000 € pro Jahr.</p>")
    assert (row.salary_basis, row.salary_max_eur) == ("stated", Decimal(72000))
    row = read(salary_fields=estimate, salary_estimated=True, text_html="<p>Gutes Gehalt.</p>")
    assert (row.salary_basis, row.salary_max_eur) == ("board_estimate", Decimal(60000))


def test_an_estimate_among_the_ads_words_is_the_boards() -> None:
    row = read(text_html="<p>42.000€ - 71.000€/Jahr (geschätzt für Vollzeit)</p>", salary_estimated=True)
    assert (row.salary_basis, row.salary_max_eur) == ("board_estimate", Decimal(71000))
    row = read(text_html="<p>Gehalt: 72.000 € pro Jahr.</p>", salary_estimated=True)
    assert row.salary_basis == "stated"


def test_a_pay_grade_gives_the_pay_of_its_table_and_says_so() -> None:
    row = read(text_html="<p>Die Vergütung erfolgt nach Entgeltgruppe 12 TVöD-VKA.</p>")
    assert (row.pay_scale, row.pay_grade_min, row.pay_grade_max) == ("TVöD-VKA", "EG 12", "EG 12")
    assert row.salary_basis == "pay_grade"
    assert row.salary_period == "month"
    assert row.salary_min_eur and row.salary_max_eur and row.salary_min_eur < row.salary_max_eur


def test_a_figure_in_the_title_is_pay() -> None:
    row = read(title="IT-Leiter (m/w/d) – 85.000 bis 100.000 € Jahresgehalt")
    assert (row.salary_min_eur, row.salary_max_eur) == (Decimal(85000), Decimal(100000))


def test_a_title_is_published_without_markup_and_its_number_is_the_reference() -> None:
    row = read(title="<strong>IT&#8209;Leiter</strong> (m\u2044w\u2044d), Kennziffer 12/26", reference_raw="ZX-9")
    assert (row.title, row.title_key, row.reference) == ("IT-Leiter (m/w/d), Kennziffer 12/26", "it leit", "12/26")
    assert read(title="IT-Leiter", reference_raw="ZX-9").reference == "ZX-9"


def test_a_script_in_a_title_stays_its_words() -> None:
    row = read(title='Leiter IT-Service (m/w/d) <script>alert("IT")</script> "onerror=alert(1)')
    assert row.title == 'Leiter IT-Service (m/w/d) <script>alert("IT")</script> "onerror=alert(1)'
    assert row.role_family == "it_lead" and not row.left_out


def test_what_is_not_understood_leaves_an_issue_and_the_words() -> None:
    row = read(salary_fields=RawSalary(min="90000", max="110000", currency="CHF", unit="YEAR"), posted_raw="31.02.2026")
    assert row.salary_min_eur is None
    assert row.salary_raw == "90000 - 110000 CHF YEAR"
    assert row.issues == ("posted:unreadable", "salary:unreadable")
    assert row.posted_raw == "31.02.2026"


ODD = {"von": "2026", "wert": {"y": 12}}  # an object where words belong


@pytest.mark.parametrize(
    ("stated", "issue"),
    [
        *(({name: odd}, issue) for odd in (ODD, [ODD]) for name, issue in (
            ("datePosted", "posted"), ("validThrough", "apply_by"), ("jobStartDate", "start"), ("workHours", "hours"),
            ("jobLocationType", "remote"), ("jobLocation", "place"), ("baseSalary", "salary"),
        )),
        ({"hiringOrganization": {"name": ODD}}, "employer"),
        ({"jobLocation": {"address": ODD}}, "place"), ({"jobLocation": {"address": {"addressLocality": ODD}}}, "place"),
        ({"baseSalary": {"value": ODD}}, "salary"), ({"baseSalary": {"value": {"minValue": ODD}}}, "salary"),
        ({"baseSalary": {"currency": "EUR", "maxValue": ODD}}, "salary"),
        ({"baseSalary": {"currency": "EUR", "value": {"minValue": 60000, "maxValue": ODD}}}, "salary"),
        ({"baseSalary": {"value": {"minValue": {"@type": "MonetaryAmount"}, "maxValue": 70000}}}, None),
        ({"baseSalary": {"value": {"minValue": {"name": {"@value": "60000"}}, "maxValue": 70000}}}, None),
        ({"jobLocation": {"address": {"postalCode": "42781", "addressLocality": ODD}}}, "place"),
        *(({"jobLocation": {"address": {"addressLocality": "Haan", name: ODD}}}, None)
          for name in ("streetAddress", "addressRegion")),
        ({"datePosted": {"@value": "2026-11-16"}}, None), ({"datePosted": {"@type": "Date"}}, None),
        ({"hiringOrganization": {"@type": "Organization"}}, None),
        ({"hiringOrganization": {"name": {"@value": "Werk GmbH", "@language": "de"}}}, None),
        ({"jobLocation": {"address": {"@type": "PostalAddress", "addressLocality": ""}}}, None),
        ({"jobLocation": {"address": {"addressLocality": {"@type": "City", "name": "Haan"}}}}, None),
        ({"baseSalary": {"currency": "EUR", "value": {"@type": "QuantitativeValue", "unitText": "YEAR"}}}, None),
        ({"baseSalary": {"currency": "EUR", "value": {"description": "nach Vereinbarung"}}}, None),
        ({"baseSalary": {"currency": "EUR", "value": {"minValue": {"@value": "70000"}, "unitText": "YEAR"}}}, None),
    ],
)  # fmt: skip
def test_an_object_where_words_belong_bears_the_code_of_its_column(stated: dict[str, Any], issue: str | None) -> None:
    page = json.dumps({"@type": "JobPosting", "title": "IT-Leiter (m/w/d)", **stated})
    (job,) = find_in_json(read_json_ld(page))
    words = read_job_posting(job, "https://board.example/1") | {"board_ref": "1"}
    row = read_posting(make_posting("arbeitnow", NOW, **words), "20261120T050000Z", SEARCH)
    assert row.issues == ((f"{issue}:unreadable",) if issue else ())


def test_an_object_in_a_feeds_row_bears_a_code_too() -> None:
    row = {"datum": ODD, "frist": ODD, "gehalt": {"min": ODD, "max": 90000, "currency": "EUR"}, "ort": {"city": ODD}}
    words = words_at(row, {"posted_raw": "datum", "apply_by_raw": "frist"})
    posting = make_posting(
        "arbeitnow", NOW, board_ref="1", url="https://board.example/1", title="IT-Leiter", employer_raw=ODD,
        places=read_places(row, ["ort"], {}), salary_fields=read_pay(row, "gehalt"), **words,
    )  # fmt: skip
    issues = read_posting(posting, "20261120T050000Z", SEARCH).issues
    assert issues == tuple(f"{one}:unreadable" for one in ("apply_by", "employer", "place", "posted", "salary"))


@pytest.mark.parametrize("odd", [ODD, [ODD], [[ODD]]])
def test_an_object_that_no_code_can_tell_of_is_left_out(odd: Any) -> None:
    given: dict[str, Any] = {"board_ref": "1", "url": "https://board.example/1", "title": "IT-Leiter"}
    names = ("employment", "industry", "seniority", "education", "experience", "benefits", "bonus", "positions",
             "reference", "via")  # fmt: skip
    places = read_places({"ort": {"city": "Haan", "street": odd, "region": odd}}, ["ort"], {})
    raw = make_posting(
        "arbeitnow", NOW, **given, **{f"{name}_raw": odd for name in names}, text_html=odd, places=places
    )
    row = read_posting(raw, "20261120T050000Z", SEARCH)
    assert "von" not in repr(raw) and (row.issues, row.place, row.town) == ((), "Haan", "Haan")
    with pytest.raises(Refused, match="title is empty"):
        make_posting("arbeitnow", NOW, **given | {"title": odd})


@pytest.mark.parametrize("odd", [{"name": {"@value": "Haan"}}, [{"@type": "City", "name": "Haan"}], {"@value": "Haan"}])
def test_a_name_in_an_object_is_read(odd: Any) -> None:
    (place,) = read_places({"ort": {"city": odd, "street": {"@type": "PostalAddress"}, "region": [{}]}}, ["ort"], {})
    assert str(place) == "Haan" and read_text({"text": [odd]}, ["text"], "{name}") in ("Haan", None)
    raw = make_posting("arbeitnow", NOW, board_ref="1", url="https://board.example/1", title=odd, employer_raw=odd)
    assert (raw.title, raw.employer_raw) == ("Haan", "Haan")


@pytest.mark.parametrize("low", [ODD, [ODD], "viel", {"@type": "MonetaryAmount"}, None])
@pytest.mark.parametrize("unit", ["year", {"name": "year"}, ODD])
@pytest.mark.parametrize("currency", ["EUR", ["EUR"], {"name": "EUR"}, ODD, 978])
def test_odd_pay_in_cents_ends_nothing(low: Any, unit: Any, currency: Any) -> None:
    pay = read_pay({"pay": {"min": low, "max": 7_000_000, "currency": currency, "period": unit}}, "pay", in_cents=True)
    raw = make_posting("b", NOW, board_ref="1", url="https://b.example/1", title="IT-Leiter", salary_fields=pay)
    row = read_posting(raw, "20261120T050000Z", SEARCH)
    is_sound = low in ({"@type": "MonetaryAmount"}, None) and unit != ODD and currency not in (ODD, 978)
    assert (row.issues, row.salary_max_eur) == (((), 70000) if is_sound else (("salary:unreadable",), None))


def test_nothing_stated_is_empty_without_an_issue() -> None:
    row = read()
    assert row.issues == ()
    assert (row.salary_basis, row.posted_on, row.pay_scale, row.fixed_term) == (None, None, None, None)


def test_relative_dates_are_read_against_the_answers_time() -> None:
    row = read(posted_raw="vor 3 Tagen", text_html="<p>Bewerben Sie sich bis zum 15.12.2026.</p>")
    assert (row.posted_on, row.apply_by_on) == (date(2026, 11, 17), date(2026, 12, 15))


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ({}, None),
        ({"title": "Softwareentwickler Java (m/w/d)"}, "role"),
        ({"title": "Initiativbewerbung IT-Leitung (m/w/d)"}, "not_a_vacancy"),
        ({"places": (RawPlace(postal_code="10115", town="Berlin"),)}, "area"),
        ({"places": ()}, "area"),
        ({"places": (RawPlace(words="Berlin"), RawPlace(words="Solingen"))}, None),
    ],
)
def test_other_roles_and_places_are_left_out_with_the_reason(words: dict[str, Any], left_out: str | None) -> None:
    assert read(**words).left_out == left_out


def test_the_nearest_place_stands_for_a_multi_place_ad() -> None:
    row = read(places=(RawPlace(words="Berlin"), RawPlace(words="Remscheid"), RawPlace(words="Essen")))
    assert row.town == "Remscheid"
    assert [place.town for place in row.places] == ["Remscheid", "Essen", "Berlin"]
    assert row.place == "Berlin; Remscheid; Essen"


def test_the_boards_own_coordinates_count() -> None:
    where = SEARCH.where
    there = RawPlace(postal_code="42103", town="Wuppertal", latitude=where.latitude, longitude=where.longitude)
    row = read(places=(there,))
    assert row.distance_km == 0


@pytest.mark.parametrize(("country", "code"), [("DEUTSCHLAND", "DE"), ("DE", "DE"), ("Österreich", "AT"), (None, "DE")])
def test_a_country_may_be_a_name_or_a_code(country: str | None, code: str) -> None:
    town = "Wien" if code == "AT" else "Wuppertal"
    assert read(places=(RawPlace(town=town, country=country),)).country == code


def test_contacts_are_masked_unless_kept() -> None:
    html = "<p>Fragen an max.muster@example.org, Telefon 0202 563-1234.</p>"
    assert "example.org" not in (read(text_html=html).text or "")
    raw = RawPosting(
        board="b", board_ref="1", url="https://b.example", fetched_at=NOW, title="IT-Leiter", text_html=html
    )
    kept = read_posting(raw, "20261120T050000Z", replace(SEARCH, keep_contacts=True))
    assert "max.muster@example.org" in (kept.text or "")


def test_hourly_pay_uses_the_hours_of_the_ad() -> None:
    row = read(salary_raw="30 € pro Stunde", hours_raw="35 Stunden pro Woche")
    assert row.salary_weekly_hours == 35
    assert row.salary_year_min_eur == round(30 * 35 * 4.348 * 12, 2)
    assert "weekly_hours" not in row.salary_assumed
    assert "weekly_hours" in read(salary_raw="30 € pro Stunde").salary_assumed


def test_an_essays_figures_are_benchmarks_and_no_postings_pay() -> None:
    essay = RawBenchmark(
        board="wir_lieben_jobs",
        url="https://board.example/essay",
        fetched_at=NOW,
        occupation_raw="IT Manager",
        town_raw="Wuppertal",
        text_html="<p>Für Einsteiger liegen die Monatsgehälter meist zwischen 3.600 € und 4.200 €.</p>",
    )
    (row,) = read_benchmarks(essay)
    assert (row.level, row.min_eur, row.max_eur, row.period) == ("entry", Decimal(3600), Decimal(4200), "month")
    assert row.town == "Wuppertal"


def test_a_boards_monthly_pay_counts_as_often_as_the_ad_says_beside_the_same_figures() -> None:
    fields = RawSalary(min="5400", max="6200", currency="EUR", unit="MONTH")
    words = "Wir zahlen 5.400 bis 6.200 € im Monat, dreizehnmal im Jahr."
    said = read(salary_fields=fields, text_html=words)
    assert (said.salary_payments_per_year, said.salary_year_min_eur) == (13, 70200)
    other = read(salary_fields=fields, text_html=words.replace("6.200", "6.900"))
    assert other.salary_payments_per_year == 12


RIGHT = (51.2563, 7.1482)


@pytest.mark.parametrize(
    ("point", "issues"),
    [
        (RIGHT, ()),
        ((51.35, 7.30), ()),  # 15 km away, as where a town is large
        ((0.0, 0.0), ()),  # none stated
        (RIGHT[::-1], ("place:coordinates_refused",)),
        ((51.2563, 0.0), ("place:coordinates_refused",)),
        ((0.0, 7.1482), ("place:coordinates_refused",)),
        ((51.1657, 10.4515), ("place:coordinates_refused",)),  # the middle of Germany
        ((51.4332, 7.6616), ("place:coordinates_refused",)),  # the middle of NRW
        ((52.52, 13.405), ("place:coordinates_refused",)),  # Berlin
        ((51256300.0, 7148200.0), ("place:coordinates_refused",)),
    ],
)
def test_coordinates_count_only_near_the_town_stated(point: tuple[float, float], issues: tuple[str, ...]) -> None:
    row = read(places=(RawPlace(postal_code="42103", town="Wuppertal", latitude=point[0], longitude=point[1]),))
    assert (row.town, row.left_out, row.issues) == ("Wuppertal", None, issues)
    assert row.distance_km is not None and row.distance_km < 16


@pytest.mark.parametrize(
    ("place", "town", "km", "issues"),
    [
        # of several towns in one string, the one that they lie in
        (RawPlace(words="Berlin, Solingen", latitude=51.17, longitude=7.08), "Solingen", 10.7, ()),
        # of several namesakes, too
        (RawPlace(words="Neustadt", latitude=50.33, longitude=11.12), "Neustadt bei Coburg", None, ()),
        (RawPlace(words="Neustadt"), "Neustadt am Rübenberge", None, ("place:ambiguous",)),
        # a Land has no point, and its middle is none
        (RawPlace(words="NRW", latitude=51.30, longitude=7.20), None, 6.0, ()),
        (RawPlace(words="NRW", latitude=51.4332, longitude=7.6616), None, None, ("place:coordinates_refused",)),
        (RawPlace(words="NRW", latitude=51.3, longitude=0.0), None, None, ("place:coordinates_refused",)),
        # a place abroad with the coordinates of its German namesake: one of the two is wrong
        (
            RawPlace(words="Essen, Belgium", latitude=51.45, longitude=7.01),
            "Essen",
            None,
            ("place:ambiguous", "place:coordinates_refused"),
        ),
        (RawPlace(words="Essen, Belgium", latitude=51.47, longitude=4.47), "Essen", 187.4, ()),
    ],
    ids=str,
)
def test_coordinates_are_weighed_against_what_else_is_stated(
    place: RawPlace, town: str | None, km: float | None, issues: tuple[str, ...]
) -> None:
    row = read(places=(place,))
    assert (row.town, row.issues) == (town, issues)
    assert km is None or row.distance_km == km
    assert km is not None or town is not None or row.distance_km is None


@pytest.mark.parametrize("country", ["Belgium", "Belgien", "Belgique", "België", "BE", "BEL"])
def test_a_namesake_abroad_is_no_town_of_the_search(country: str) -> None:
    row = read(places=(RawPlace(town="Essen", country=country),))
    assert (row.town, row.distance_km, row.left_out, row.issues) == (None, None, "area", ("place:unreadable",))


@pytest.mark.parametrize(
    ("words", "expected", "issues"),
    [
        ({"posted_raw": "2026-11-10", "apply_by_raw": "2026-11-10"}, {"apply_by_on": date(2026, 11, 10)}, ()),
        ({"posted_raw": "2026-11-10", "apply_by_raw": "2026-11-09"}, {"apply_by_on": None}, ("apply_by:refused",)),
        ({"posted_raw": "30+ days ago", "apply_by_raw": "2026-10-01"}, {"apply_by_on": date(2026, 10, 1)}, ()),
        ({"posted_raw": "KW 46", "apply_by_raw": "2026-11-08"}, {"apply_by_on": date(2026, 11, 8)}, ()),
        (
            {"start_raw": "01.01.2027", "contract_end_raw": "31.12.2028"},
            {"start_on": date(2027, 1, 1), "contract_until_on": date(2028, 12, 31), "fixed_term": True},
            (),
        ),
        (
            {"start_raw": "31.12.2028", "contract_end_raw": "31.12.2028"},
            {"start_on": None, "contract_until_on": None, "fixed_term": True, "start_raw": "31.12.2028"},
            ("start:refused",),
        ),
        (
            {"start_raw": "01.03.2029", "contract_end_raw": "31.12.2028"},
            {"start_on": None, "contract_until_on": None, "start_precision": None},
            ("start:refused",),
        ),
    ],
    ids=str,
)
def test_dates_are_weighed_against_each_other(
    words: dict[str, Any], expected: dict[str, Any], issues: tuple[str, ...]
) -> None:
    row = read(**words)
    assert {name: getattr(row, name) for name in expected} == expected
    assert row.issues == issues


def test_what_a_board_states_in_fields_of_asks_and_offers_goes_before_the_text() -> None:
    stated: dict[str, Any] = {
        "education_raw": "bachelor degree",
        "experience_raw": "3 Jahre Berufserfahrung",
        "benefits_raw": "JobRad; Kantine",
        "bonus_raw": "jährlicher Bonus",
        "positions_raw": "2",
    }
    text = "<p>Ihr Profil</p><ul><li>Promotion</li><li>mindestens 8 Jahre Berufserfahrung</li></ul>"
    read = read_posting(
        RawPosting(
            board="board", board_ref="1", url="https://board.example/1", title="IT-Leiter (m/w/d)", text_html=text,
            fetched_at=datetime(2026, 11, 28, 6, tzinfo=UTC), **stated,
        ),
        "20261128T060000Z",
        SEARCH,
    )  # fmt: skip
    assert (read.education_min, read.experience_years_min, read.positions, read.bonus) == ("bachelor", 3, 2, True)
    assert {"bike_leasing", "meals"} <= set(read.benefits)


@pytest.mark.parametrize(
    ("words", "assumed", "subjects"),
    [
        ({}, (False, False), {"title", "employer", "places"}),
        ({"assumed": ("employer_raw",)}, (True, False), {"title", "places"}),
        ({"assumed": ("employer_raw", "places")}, (True, True), {"title"}),
        ({"places": (), "employer_raw": None}, (None, None), {"title"}),
        ({"places": (RawPlace(words="bundesweit"),)}, (False, False), {"title", "employer", "places"}),
    ],
)
def test_what_is_assumed_is_no_word_of_the_boards(words: dict[str, Any], assumed: Any, subjects: set[str]) -> None:
    row = read(**words)
    assert (row.employer_assumed, row.place_assumed) == assumed
    assert set(unpack_sums(row.said)) == subjects


@pytest.mark.parametrize(
    ("said", "fixed_term"),
    [
        ("PERMANENT_EMPLOYMENT", False),
        ("FIXED_TERM", True),
        ("ZUNAECHST_BEFRISTET", True),
    ],
)
def test_an_enumeration_with_underscores_is_read_as_words(said: str, fixed_term: bool | None) -> None:
    assert read(contract_raw=said).fixed_term is fixed_term


@pytest.mark.parametrize(
    ("country", "known"),
    [
        ("276", True),
        ("DEU", True),
        ("056", False),
        ("BEL", False),
        ("840", False),
        ("POL", False),
        ("Republic of Poland", False),
        ("Côte d’Ivoire", False),
        ("NRW", True),
        ("Germany (DE)", True),
        ("Wuppertal", True),
        ("", True),
    ],
)
def test_a_country_in_figures_is_a_country(country: str, known: bool) -> None:
    assert (read(places=(RawPlace(town="Essen", country=country),)).distance_km is not None) == known
