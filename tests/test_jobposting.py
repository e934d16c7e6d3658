"""schema.org JobPosting: found in JSON-LD and microdata, by hand and in the wild."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from parsel import Selector

from schemas.raw import RawPlace, RawSalary
from spiders._jobposting import find_in_json, find_job_postings, merge_towns
from spiders._jobposting_words import read_job_posting
from spiders._json_ld import read_json_ld
from spiders._posting import make_posting, trim
from tests.support.real_answers import RECORDED, lost, named, needs_recordings, read_through, recorded_files


def page_with(*blocks: str) -> Selector:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return Selector(text=f"<html><head>{scripts}</head><body><p>Stelle</p></body></html>")


def words_of(posting: dict[str, Any], url: str = "https://board.example/stelle/1") -> dict[str, Any]:
    (found,) = find_in_json(read_json_ld(json.dumps({"@type": "JobPosting", **posting})))
    return read_job_posting(found, url)


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "JobPosting", "title": "A"}',
        '[{"@type": "Organization"}, {"@type": "JobPosting", "title": "A"}]',
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "JobPosting"], "title": "A"}]}',
        '{"@type": "DataFeed", "dataFeedElement": [{"item": {"@type": "JobPosting", "title": "A"}}]}',
        '{"@type": "ItemList", "itemListElement": [{"item": {"@type": "schema:JobPosting", "title": "A"}}]}',
        '{"@type": "http://schema.org/JobPosting", "Title": "A",}',
        '{"title": "A", "hiringOrganization": "Muster GmbH"}',
    ],
)
def test_a_posting_is_found_wherever_it_stands(block: str) -> None:
    found, unreadable = find_job_postings(page_with('{"@type": "WebSite", "title": "x"}', block))
    assert [posting["title"] for posting in found] == ["A"]
    assert unreadable == []


def test_a_backslash_that_escapes_nothing_is_dropped_before_a_mark_and_kept_before_a_letter() -> None:
    (job,) = find_in_json(read_json_ld(r'{"@type": "JobPosting", "title": "CIO, \$95, \-C:\Temp"}'))
    assert job["title"] == r"CIO, $95, -C:\Temp"


def test_several_postings_keep_their_order_and_a_broken_one_is_named() -> None:
    one, two = (json.dumps({"@type": "JobPosting", "title": title}) for title in "AB")
    found, unreadable = find_job_postings(page_with(one, '{"@type": "JobPosting", "title": <?= t ?>}', f"[{two}]", "{"))
    assert [posting["title"] for posting in found] == ["A", "B"]
    assert len(unreadable) == 1  # the last block names no posting


def test_an_employer_named_by_its_id_is_found_in_the_graph() -> None:
    graph = [
        {"@type": "Organization", "@id": "#wir", "name": "Muster GmbH"},
        {"@type": "JobPosting", "title": "A", "hiringOrganization": {"@id": "#wir"}, "jobLocation": [{"@id": "#ort"}]},
        {"@type": "Place", "@id": "#ort", "address": "Haan"},
        {"@type": "JobPosting", "title": "B", "hiringOrganization": {"@id": "#fehlt"}},
    ]
    first, second = find_in_json(read_json_ld(json.dumps({"@graph": graph})))
    words = read_job_posting(first, "https://board.example/1")
    assert (words["employer_raw"], words["places"]) == ("Muster GmbH", (RawPlace(words="Haan"),))
    assert read_job_posting(second, "https://board.example/1")["employer_raw"] is None


def test_a_job_listed_once_per_town_is_one_with_all_places() -> None:
    jobs = [{"title": "A", "joblocation": town} for town in ("Wuppertal", "Solingen")]
    merged = merge_towns([*jobs, {"title": "B", "joblocation": "Hagen"}])
    assert [read_job_posting(job, "https://a.example/")["places"] for job in merged] == [
        (RawPlace(words="Wuppertal"), RawPlace(words="Solingen")),
        (RawPlace(words="Hagen"),),
    ]


ADDRESS = {"addressLocality": "Wuppertal", "postalCode": "42103", "addressCountry": {"name": "Deutschland"}}


PLACE = RawPlace(postal_code="42103", town="Wuppertal", country="Deutschland")


@pytest.mark.parametrize(
    ("location", "places"),
    [
        ({"address": ADDRESS}, (PLACE,)),
        ([{"address": ADDRESS}, {"address": ADDRESS}], (PLACE,)),
        ({"address": [ADDRESS, {"addressLocality": "Hagen"}]}, (PLACE, RawPlace(town="Hagen"))),
        ({"address": "Solingen"}, (RawPlace(words="Solingen"),)),
        ("Remscheid", (RawPlace(words="Remscheid"),)),
        ({"name": "Werk Barmen"}, (RawPlace(words="Werk Barmen"),)),
        ({"name": "Muster GmbH"}, ()),
        ({"address": {"addressLocality": "-", "postalCode": "Not Available"}}, ()),
        ({"address": {"addressLocality": None}, "geo": {"latitude": "51.2", "longitude": 7.1}}, ()),
        (
            {"address": {"addressLocality": "Velbert"}, "geo": {"latitude": "51.3", "longitude": 7}},
            (RawPlace(town="Velbert", latitude=51.3, longitude=7.0),),
        ),
        (None, ()),
    ],
)
def test_places_are_read_from_every_form_of_job_location(location: Any, places: tuple[RawPlace, ...]) -> None:
    assert words_of({"hiringOrganization": {"name": "Muster GmbH"}, "jobLocation": location})["places"] == places


def pay(**value: Any) -> dict[str, Any]:
    return {"currency": "EUR", "value": {"unitText": "MONTH", **value}}


@pytest.mark.parametrize(
    ("base", "fields", "prose"),
    [
        (pay(minValue=5000, maxValue=6500.5), RawSalary(min="5000", max="6500.5", currency="EUR", unit="MONTH"), None),
        (pay(value=5000), RawSalary(min="5000", max="5000", currency="EUR", unit="MONTH"), None),
        (pay(minValue="45.000"), RawSalary(min="45.000", currency="EUR", unit="MONTH"), None),
        ({"value": "45.000", "unitText": "Jahr"}, RawSalary(min="45.000", max="45.000", unit="Jahr"), None),
        ({"minValue": 20, "maxValue": 25, "unitText": "HOUR"}, RawSalary(min="20", max="25", unit="HOUR"), None),
        (60000, RawSalary(min="60000", max="60000"), None),
        ([pay(value=1)], RawSalary(min="1", max="1", currency="EUR", unit="MONTH"), None),
        (pay(minValue=16.125), RawSalary(min="16.1250", currency="EUR", unit="MONTH"), None),
        (pay(minValue=0.0, maxValue=0.0), None, None),
        (pay(value=""), None, None),
        (pay(value="nach Vereinbarung"), None, "nach Vereinbarung EUR MONTH"),
        ({"minValue": "ab 20 €", "maxValue": "25 €", "unitText": "HOUR"}, None, "ab 20 € - 25 € HOUR"),
        ("4.000 € bis 5.000 € brutto", None, "4.000 € bis 5.000 € brutto"),
        ({}, None, None),
        (None, None, None),
    ],
)
def test_pay_is_read_from_every_form_of_base_salary(base: Any, fields: RawSalary | None, prose: str | None) -> None:
    words = words_of({"baseSalary": base})
    assert (words.get("salary_fields"), words.get("salary_raw")) == (fields, prose)
    assert not words.get("salary_estimated")


def test_an_estimated_salary_says_so_and_never_replaces_a_stated_one() -> None:
    assert words_of({"estimatedSalary": pay(value=9)})["salary_estimated"] is True
    assert words_of({"baseSalary": pay(value=8), "estimatedSalary": pay(value=9)})["salary_fields"].min == "8"


@pytest.mark.parametrize(
    ("posting", "name", "words"),
    [
        ({"title": "IT-Leiter &amp;amp; CIO"}, "title", "IT-Leiter & CIO"),
        ({"name": "IT-Leiter"}, "title", "IT-Leiter"),
        ({"hiringOrganization": "Muster GmbH"}, "employer_raw", "Muster GmbH"),
        ({"hiringOrganization": [{"legalName": "Muster GmbH"}]}, "employer_raw", "Muster GmbH"),
        ({"hiringOrganization": {"sameAs": "https://muster.example"}}, "employer_url", "https://muster.example"),
        ({"hiringOrganization": {"sameAs": "https://board.example/muster"}}, "employer_url", None),
        ({"identifier": 4711}, "reference_raw", "4711"),
        ({"identifier": {"name": "Muster GmbH", "value": "K-12"}}, "reference_raw", "K-12"),
        ({"identifier": {"name": "Muster GmbH", "value": ""}}, "reference_raw", None),
        ({"employmentType": ["FULL_TIME", "PART_TIME"]}, "employment_raw", ["FULL_TIME", "PART_TIME"]),
        ({"jobImmediateStart": "True"}, "start_raw", "sofort"),
        ({"jobLocationType": "TELECOMMUTE"}, "remote_raw", ["TELECOMMUTE"]),
        ({"url": "/stelle/2"}, "url", "https://board.example/stelle/2"),
        ({"description": "&lt;p&gt;A &amp;amp; B&lt;/p&gt;"}, "text_html", "<p>A &amp; B</p>"),
        ({"description": "<p>A &amp;ndash; B</p>"}, "text_html", "<p>A &ndash; B</p>"),
        ({"description": "Zeile 1\\nZeile 2"}, "text_html", "Zeile 1\nZeile 2"),
        ({"description": "<p>A</p>", "responsibilities": ["<p>B</p>", "A"]}, "text_html", "<p>A</p>\n<p>B</p>"),
        ({"description": "Pay: \\$95,000"}, "text_html", "Pay: $95,000"),
        ({"validThrough": "2026-04-30T23:59"}, "apply_by_raw", "2026-04-30T23:59"),
        ({"validThrough": "0000-00-00"}, "apply_by_raw", None),
        ({"validThrough": "00.00.0000"}, "apply_by_raw", None),
        ({"educationRequirements": {"credentialCategory": "bachelor degree"}}, "education_raw", "bachelor degree"),
        ({"educationRequirements": ["Studium", {"name": "Ausbildung"}]}, "education_raw", "Studium; Ausbildung"),
        ({"educationRequirements": "n/a"}, "education_raw", None),
        ({"experienceRequirements": {"monthsOfExperience": 36}}, "experience_raw", "3 Jahre Berufserfahrung"),
        ({"experienceRequirements": {"monthsOfExperience": "30"}}, "experience_raw", "30 Monate Berufserfahrung"),
        ({"experienceRequirements": {"monthsOfExperience": 0}}, "experience_raw", None),
        ({"experienceRequirements": "mehrjährige Erfahrung"}, "experience_raw", "mehrjährige Erfahrung"),
        ({"jobBenefits": ["JobRad", "-", "Kantine"]}, "benefits_raw", "JobRad; Kantine"),
        ({"incentiveCompensation": "jährlicher Bonus"}, "bonus_raw", "jährlicher Bonus"),
        ({"totalJobOpenings": 2}, "positions_raw", "2"),
    ],
)
def test_words_are_selected_and_their_coats_taken_off(posting: dict[str, Any], name: str, words: Any) -> None:
    assert words_of(posting)[name] == words


MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting">
 <h1 itemprop="title">IT-Leiter <span>(m/w/d)</span></h1>
 <meta itemprop="datePosted" content="Wed Aug 26 02:01:00 UTC 2026">
 <div itemprop="hiringOrganization" itemscope><b itemprop="name">Muster GmbH</b></div>
 <div itemprop="jobLocation" itemscope><p itemprop="address" itemscope><i itemprop="addressLocality">Haan</i></p></div>
 <div itemprop="jobLocation" itemscope><p itemprop="address" itemscope><i itemprop="addressLocality">Hagen</i></p></div>
 <div itemprop="description"><p>Aufgaben</p></div></div>"""


def test_microdata_is_read_where_there_is_no_json_ld() -> None:
    (found,), _ = find_job_postings(Selector(text=MICRODATA))
    words = read_job_posting(found, "https://board.example/1")
    assert (words["title"], words["employer_raw"]) == ("IT-Leiter (m/w/d)", "Muster GmbH")
    assert words["places"] == (RawPlace(town="Haan"), RawPlace(town="Hagen"))
    assert words["posted_raw"] == "Wed Aug 26 02:01:00 UTC 2026"
    assert words["text_html"] == '<div itemprop="description"><p>Aufgaben</p></div>'


# What the snippets hold: a JobPosting, none (fragments of one), or one that no reader can mend.
FRAGMENTS = {"itviec_text_in_value.json", "lba_hardcoded_salary.json", "de_softgarden_dash_placeholders.json"}


UNREADABLE = {"de_cms_template_unit_jahr.html"}  # a template before it is filled


SNIPPETS = [
    *recorded_files("jsonld_in_the_wild/*.json"),
    *recorded_files("jsonld_in_the_wild/*.html"),
    *recorded_files("jsonld/*.html"),
]


def first_word(value: Any, *names: str) -> str | None:
    """A stated word of JSON-LD, by the shortest way; None where it is not plain words."""
    while isinstance(value, list | dict):
        value = value[0] if isinstance(value, list) and value else value
        value = next((value[name] for name in names if name in value), None) if isinstance(value, dict) else value
    return trim(value)


@needs_recordings
@pytest.mark.parametrize("file", SNIPPETS, ids=named)
def test_a_snippet_from_the_wild_keeps_what_it_states(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        found, unreadable = find_in_json(read_json_ld(text)), list[str]()
    else:
        found, unreadable = find_job_postings(Selector(text=text))
    assert bool(unreadable) is (file.name in UNREADABLE)
    assert bool(found) is (file.name not in FRAGMENTS | UNREADABLE)
    for job in found:
        words = read_job_posting(job, "https://board.example/1")
        missing = lost(
            title=(bool(words["title"]), "title" in job),
            employer=(bool(words["employer_raw"]), bool(first_word(job.get("hiringorganization"), "name"))),
            posted=(words["posted_raw"], first_word(job.get("dateposted"))),
            places=(
                bool(words["places"]),
                bool(first_word(job.get("joblocation"), "address", "addresslocality", "name")),
            ),
        )
        assert not missing


@needs_recordings
def test_a_list_page_with_many_postings_gives_each_once() -> None:
    jobs = [{"@type": "JobPosting", "title": f"T{number}", "url": f"/{number}"} for number in range(25)]
    assert len(merge_towns(find_in_json(read_json_ld(json.dumps(jobs + jobs))))) == 25


@needs_recordings
def test_a_recorded_page_with_json_ld_is_read_through() -> None:
    page = (RECORDED / "jsonld" / "jsonld_neura_robotics_manager.html").read_text(encoding="utf-8")
    jobs, _ = find_job_postings(Selector(page))
    words = read_job_posting(jobs[0], "https://board.example/1")
    raw = make_posting("page", datetime(2026, 9, 26, tzinfo=UTC), **{**words, "board_ref": "1"})
    assert read_through([raw])[0].employer
