"""The shared readers of spiders/: JSON, XML, JSON-LD and schema.org JobPosting."""

import contextlib
import doctest
import gzip
import importlib
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from schemas.raw import RawPlace, RawSalary
from spiders._jobposting import find_in_json, find_job_postings, merge_towns, read_job_posting
from spiders._json_feed import count_at, read_json, rows_at
from spiders._json_ld import read_json_ld
from spiders._xml_feed import find_locations, read_object, read_xml
from tests.answers import ROOT, answer

MODULES = sorted(path.stem for path in (ROOT / "spiders").glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"spiders.{name}")).failed == 0


# JSON and XML answers


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html></html>", "page instead of JSON"),
        (b"", "no JSON"),
        (b'{"data": [', "no JSON"),
        (b"[" * 200_000, "no JSON"),
        (b'{"data": "\xff"}', "no JSON"),
    ],
)
def test_an_answer_that_is_no_json_says_what_came_instead(body: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_json(answer(body))


def test_json_with_a_byte_order_mark_is_read() -> None:
    assert read_json(answer(b'\xef\xbb\xbf{"a": 1}')) == {"a": 1}


@pytest.mark.parametrize("data", [{}, {"rows": None}, {"rows": {}}, {"rows": "x"}, [], None])
def test_a_list_that_is_missing_is_no_empty_list(data: Any) -> None:
    with pytest.raises(ValueError, match=r"'rows' is (missing|not a list)"):
        rows_at(data, "rows")


@pytest.mark.parametrize("count", [None, "12", True, 1.5])
def test_a_count_that_is_no_whole_number_is_none(count: Any) -> None:
    with pytest.raises(ValueError, match="no count"):
        count_at({"count": count}, "count")


BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><urlset><url><loc>&c;</loc></url></urlset>'
FILE = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>&f;</loc></url></urlset>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BOMB, "DTD"),
        (FILE, "DTD"),
        (b"<a><b></a>", "broken XML"),
        (b"", "broken XML"),
        (b"<a>&nbsp;</a>", "broken XML"),
        (b"<!doctype html><html><body>Wartung</body></html>", "page instead of XML"),
        (b"<html><body>Wartung</body></html>", "page instead of XML"),
    ],
)
def test_an_answer_that_is_no_safe_xml_says_why(body: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_xml(answer(body))


def test_cdata_and_entities_give_the_same_words() -> None:
    root = read_xml(answer(b"<r><a><![CDATA[ <b>A & B</b> ]]></a><c>&lt;b&gt;A &amp; B&lt;/b&gt;</c></r>"))
    assert read_object(root) == {"a": "<b>A & B</b>", "c": "<b>A & B</b>"}


def test_addresses_of_a_sitemap_are_trimmed_and_may_be_packed() -> None:
    loc = b"<url><loc><![CDATA[ https://a.example/1 ]]></loc></url>"
    sitemap = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" + loc + b"</urlset>"
    for body in (sitemap, gzip.compress(sitemap)):
        assert find_locations(read_xml(answer(body))) == ["https://a.example/1"]
    with pytest.raises(ValueError, match="no sitemap"):
        find_locations(read_xml(answer(b"<rss/>")))


# JSON-LD as templates write it

BROKEN = [
    ('{"title": "A",}', [{"title": "A"}]),
    ('{"a": [1, 2,], "b": 1,\n}', [{"a": [1, 2], "b": 1}]),
    ('{"a": "x"\n"b": "y"}', [{"a": "x", "b": "y"}]),
    ('{"a": {"b": 1} "c": 2}', [{"a": {"b": 1}, "c": 2}]),
    ('[{"a": 1} {"a": 2}]', [[{"a": 1}, {"a": 2}]]),
    ('{"a": 1};', [{"a": 1}]),
    ('{"a": 1}{"a": 2}', [{"a": 1}, {"a": 2}]),
    ('{"a": 1}, {"a": 2}', [{"a": 1}, {"a": 2}]),
    ('{"a": "Zeile 1\nZeile\t2"}', [{"a": "Zeile 1\nZeile\t2"}]),
    ('<!-- {"a": 1} -->', [{"a": 1}]),
    ('//<![CDATA[\n{"a": [[1]]}\n//]]>', [{"a": [[1]]}]),
    ('/*<![CDATA[*/{"a": 1}/*]]>*/', [{"a": 1}]),
    ('<![CDATA[{"a": [1]}]]>', [{"a": [1]}]),
    ('{ // Stelle\n"a": 1 /* eins */, }', [{"a": 1}]),
    ("{&quot;a&quot;: &quot;x &amp;amp; y&quot;,}", [{"a": "x &amp; y"}]),
    ('{"a": "Leiter "IT" (m/w/d)", "b": 1}', [{"a": 'Leiter "IT" (m/w/d)', "b": 1}]),
    ('{"a": "Bereich "IT"", "b": "x"}', [{"a": 'Bereich "IT"', "b": "x"}]),
    ('{"a": "Wir sagen "Hallo", und Sie?"}', [{"a": 'Wir sagen "Hallo", und Sie?'}]),
    ('{"a": "Motto: "Wir": gemeinsam"}', [{"a": 'Motto: "Wir": gemeinsam'}]),
    ('{"a": "Laufwerk C:\\d", "b": "\\u00e4"}', [{"a": "Laufwerk C:\\d", "b": "ä"}]),
    ('{"a": "https://board.example/1",}', [{"a": "https://board.example/1"}]),
    ('\ufeff{"A": {"BaseSalary": 1}}', [{"a": {"basesalary": 1}}]),
]


@pytest.mark.parametrize(("text", "values"), BROKEN)
def test_broken_forms_of_json_ld_are_mended(text: str, values: list[Any]) -> None:
    assert read_json_ld(text) == values


@pytest.mark.parametrize("text", ['{"a": <% value %>}', "JobPosting", '{"a": "cut off', '{"a": ', "[" * 100_000])
def test_what_is_still_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="JSON-LD"):
        read_json_ld(text)


def test_no_text_is_no_value() -> None:
    assert read_json_ld(" \n") == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_json_that_is_whole_is_read_as_it_is(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert read_json_ld(text) == [json.loads(text, object_pairs_hook=lambda p: {k.lower(): v for k, v in p})]


@given(
    st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), st.lists(st.text(alphabet='aä"&, .{\\n', max_size=9)))
)
def test_trailing_commas_and_missing_ones_change_no_words(value: dict[str, list[str]]) -> None:
    text = json.dumps(value, indent=1)
    assert read_json_ld(text.replace("\n ]", ",\n ]") if "[]" not in text else text) == [value]
    assert read_json_ld(text.replace("],\n", "]\n")) == [value]


@given(st.text(alphabet='{}[]":,\\/*<!-> \n1atn', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        read_json_ld(text)


SIZE = 200_000
HOSTILE = [
    '{"a":"' + '"' * SIZE,
    '{"a":"' + '" \n' * SIZE,
    '{"a":"' + '", ' * SIZE,
    '{"a":' * SIZE,
    "/*" * SIZE,
    "<!--" * SIZE,
    '{"a" ' + " " * SIZE + "x",
    '{"a":"x"' + "\n" * SIZE + "x",
    "{" + "," * SIZE,
    '{"a":"' + "\\" * SIZE,
    ";" * SIZE + "{",
]


def test_hostile_texts_take_no_longer_than_others() -> None:
    began = time.perf_counter()
    for text in HOSTILE:
        with contextlib.suppress(ValueError):
            read_json_ld(text)
    assert time.perf_counter() - began < 8


# schema.org JobPosting


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
        ({"validThrough": "2026-04-30T23:59"}, "apply_by_raw", "2026-04-30T23:59"),
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
