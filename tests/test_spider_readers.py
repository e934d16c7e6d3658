"""The shared readers of spiders/: JSON, XML, and JSON-LD as templates write it."""

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

from spiders._json_ld import read_json_ld
from spiders._paths import count_at, rows_at, value_at
from spiders._responses import read_json
from spiders._xml_feed import find_locations, read_object, read_xml
from tests.support.answers import ROOT, answer
from tests.support.real_answers import RECORDED, needs_recordings

MODULES = sorted(path.stem for path in (ROOT / "spiders").glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"spiders.{name}")).failed == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html></html>", "page instead of JSON"),
        (b"", "is not JSON"),
        (b'{"data": [', "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
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
    with pytest.raises(ValueError, match="not a count"):
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
    with pytest.raises(ValueError, match="not a sitemap"):
        find_locations(read_xml(answer(b"<rss/>")))


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
    began = time.process_time()
    for text in HOSTILE:
        with contextlib.suppress(ValueError):
            read_json_ld(text)
    assert time.process_time() - began < 8


@needs_recordings
def test_recorded_sitemap_and_rss_item_are_read() -> None:
    sitemap = (RECORDED / "jsonld_in_the_wild/de_amadeus_fire_sitemap.xml").read_bytes()
    assert all(url.startswith("https://") and " " not in url for url in find_locations(read_xml(answer(sitemap))))
    rss = (RECORDED / "jsonld_in_the_wild/sf_googlefeed_item.xml").read_bytes()
    rss = rss.replace(b"<rss>", b'<rss xmlns:g="http://base.google.com/ns/1.0">')  # the excerpt lost it
    item = value_at(read_object(read_xml(answer(rss))), "channel.item")
    assert item["title"].endswith(")")
    assert item["g:id"]
