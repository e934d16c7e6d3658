"""One item can end nothing: whatever stands in a row, a feed or a page, the others beside it are read."""

import json
import math
import unicodedata
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from scrapy.utils.test import get_crawler

from german.places.search import load_search
from pipelines.normalize import read_posting
from pipelines.part import WritePart, move_rows
from schemas.columns import table_of
from schemas.raw import RawPosting, RawSalary, Refused, Rejected, refusal_of
from schemas.sound import make_sound
from schemas.tables import Posting
from schemas.vocabulary import Issue, Refusal
from spiders import Addresses, FeedBoard
from spiders._json_ld import read_json_ld
from spiders._xml_feed import _close_sections, read_object, read_xml
from storage.parts import read_refused
from tests.support.answers import ROOT, answer, make_board, postings_in, rejected_in, stat
from tests.support.long_cases import mostly_long

SEARCH = load_search(ROOT / "search.toml")
XML = etree.XMLParser(remove_comments=True)


class Stall(FeedBoard):
    """A board for these tests."""

    name, access, checked, floor = "stall", "open", "documented", 0
    asks = Addresses("https://stall.example/list")
    rows = "jobs"
    fields = {
        "employer_raw": "employer",
        "posted_raw": "posted",
        "apply_by_raw": "until",
        "start_raw": "start",
        "employer_url": "home",
        "salary_raw": "pay_words",
    }
    text, places, pay = ("text",), ("places",), "pay"


def good(number: int) -> dict[str, Any]:
    return {
        "id": f"good-{number}",
        "title": f"IT-Leitung {number}",
        "url": f"https://stall.example/{number}",
        "employer": "Muster GmbH",
        "posted": "2026-03-29",
        "until": "30.04.2026",
        "start": "sofort",
        "home": "https://muster.example/",
        "text": "<p>Wir suchen</p>",
        "places": [{"city": "Haan", "lat": 51.2, "lng": 7.0}],
        "pay": {"min": 60000, "max": 70000, "currency": "EUR", "period": "year"},
        "pay_words": None,
    }


def nest(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


HOSTILE = [
    *(
        "\ud83d",
        "a\x00b",
        "\x1b[31mred\x1b[0m",
        "\x1b]0;name\x07",
        "\u202egpj.exe",
        "\x9b2J",
        "\u2066x",
        "\ufeff",
        "\uffff",
    ),
    *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "<script>x</script>", "", " ", "x" * 10_000),
    *(0, -1, 10**30, 10**400, 1e308, math.nan, math.inf, True, False, None, "-50.000 € bis -60.000 €", "9999-99-99"),
    *([], {}, [None], {"a": {"b": 1}}, [[["x"]]], {"min": math.nan, "max": "1e400"}, nest(300), nest(700), {"name": 7}),
]


def is_control(letter: str) -> bool:
    return (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r") or letter in "\u202e\u2066"


QUICK_FIELDS = ("id", "title", "text", "places", "pay")


def read_stall(rows: list[Any]) -> tuple[Stall, list[Any]]:
    board = make_board(Stall)
    return board, list(board.parse(answer(json.dumps({"jobs": rows}).encode())))


@pytest.mark.parametrize("field", mostly_long(list(good(0)), QUICK_FIELDS))
def test_a_hostile_value_at_any_field_loses_no_row_beside_it_and_brings_no_control_character(field: str) -> None:
    for value in HOSTILE:
        board, found = read_stall([good(1), {**good(2), "id": "odd", field: value}, good(3)])
        assert stat(board, "broken") is None, repr(value)[:80]
        refs = [posting.board_ref for posting in postings_in(found)]
        assert {"good-1", "good-3"} <= set(refs), repr(value)[:80]
        assert len(refs) + len(rejected_in(found)) == 3
        rows = []
        for posting in postings_in(found):
            with suppress(ValueError) if posting.board_ref == "odd" else nullcontext():  # the last pipeline rejects it
                rows.append(read_posting(posting, "20260330T060000Z", SEARCH))
        tables: list[Any] = []
        assert not list(move_rows(Posting, rows, tables))
        words = json.dumps([table.to_pylist() for table in tables], default=str, ensure_ascii=False)
        words += repr([(one.url, one.reason, one.words) for one in rejected_in(found)]).encode().decode()
        assert not any(map(is_control, words)), repr(value)[:80]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    ),
    st.sampled_from(list(good(0))),
)
def test_any_json_at_any_field_leaves_the_other_rows(value: Any, field: str) -> None:
    _, found = read_stall([good(1), {**good(2), "id": "odd", field: value}, good(3)])
    assert {"good-1", "good-3"} <= {posting.board_ref for posting in postings_in(found)}


def test_a_row_that_is_nested_beyond_what_python_reads_leaves_the_others() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    body = f'{{"jobs": [{json.dumps(good(1))}, {{"id": 2, "title": "B", "url": "https://a.example", "text": {deep}}}]}}'
    found = list(make_board(Stall).parse(answer(body.encode())))
    assert "good-1" in [posting.board_ref for posting in postings_in(found)]


@given(st.text())
def test_sound_text_is_stored_and_shown_as_it_is_and_made_sound_once(text: str) -> None:
    sound = make_sound(text + "\ud800\x1b[1m")
    assert not any(map(is_control, sound))
    assert make_sound(sound) == sound
    assert sound.encode().decode() == sound


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<r><a>IT &ndash; Leitung</a></r>", "IT – Leitung"),
        (b"<r><a>Forschung & Lehre, R&D</a></r>", "Forschung & Lehre, R&D"),
        (b"<r><a>IT\x0b-Leitung&#11;</a></r>", "IT-Leitung"),
        (b"\n\n\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><r><a>B\xc3\xbcro</a></r>", "Büro"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><r><a>IT</a></r>", "IT"),
        (b"<!DOCTYPE r><r><a>IT</a></r>", "IT"),
        (b"<!DOCTYPE r []><r><a>IT &uuml;</a></r>", "IT ü"),
        (b"<?xml version='1.0' encoding='utf-16'?><r><a>IT</a></r>", "IT"),
        (b"<?xml version='1.0' encoding='latin-1'?><r><a>B\xfcro &nbsp;IT</a></r>", "Büro \xa0IT"),
        (b"<r><a><![CDATA[&ndash; & <b>]]></a><b>&nbsp;</b></r>", "&ndash; & <b>"),
        (b"<r><a>IT &unknown; &lt;b&gt;</a></r>", "IT &unknown; <b>"),
        (b"<r><a>Team < 10 und >5, <5 & ]]> mehr</a><b>&nbsp;</b></r>", "Team < 10 und >5, <5 & ]]> mehr"),
        (b"<r><a><![CDATA[Team < 10 ]]> < 5</a></r>", "Team < 10  < 5"),
        (b"<r><a>IT</a><b>" + b"<c>" * 5000 + b"</c>" * 5000 + b"</b></r>", "IT"),
    ],
)
def test_xml_that_a_template_breaks_is_read(body: bytes, words: str) -> None:
    found = read_object(read_xml(answer(body)))
    assert found["a" if "a" in found else "r"] == words


@given(st.lists(st.sampled_from(["<", "]]>", "&", ">", " ", "5", "=", '"', "€", ";", "#"]), max_size=12).map("".join))
def test_signs_that_begin_or_end_nothing_are_words_and_cost_no_posting(signs: str) -> None:
    body = f"<r><row>IT{signs}.</row><row>gut</row></r>".encode()
    assert read_object(read_xml(answer(body)))["row"] == [f"IT{signs}.", "gut"]
    with pytest.raises(ValueError):
        read_xml(answer(body[:-4]))


@given(
    st.lists(st.sampled_from(["plain", "closed", "open"]), min_size=1, max_size=6),
    st.sampled_from(["", "<p>&amp;</p>"]),
)
def test_a_section_that_is_not_closed_swallows_no_posting(forms: list[str], words: str) -> None:
    parts = {"plain": f"IT {{}} {words}", "closed": f"<![CDATA[IT {{}} {words}]]>", "open": f"<![CDATA[IT {{}} {words}"}
    rows = [f"<row nr='{n}'>\n<b>{parts[form].format(n)}</b></row>" for n, form in enumerate(forms)]
    body = f"<r>{''.join(rows)}</r>".encode()
    read = [row.findtext("b") for row in read_xml(answer(body))]
    assert [(one and one.split()[:2]) or None for one in read] == [["IT", f"{n}"] for n in range(len(forms))]
    with pytest.raises(ValueError):
        read_xml(answer(body[:-8]))


@pytest.mark.parametrize(
    "before",
    ["<![CDATA[IT]]>", "<![CDATA[IT]]> und <![CDATA[mehr]]> ", "<!-- <b> -->", "IT ", f"<![CDATA[{'IT ' * 900}]]>"],
)
def test_a_section_behind_another_one_of_its_element_is_closed_too(before: str) -> None:
    body = f"<r><row><b>{before}<![CDATA[1</b></row><row><b><![CDATA[2]]></b></row><row><b>3</b></row></r>"
    rows = read_xml(answer(body.encode()))
    assert [row.findtext("b")[-1] for row in rows] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "words",
    [
        "1<!-- <a><![CDATA[ -->",
        "<a><![CDATA[ <a>1</a> <![CDATA[ 2 ]]></a>",
        "<!-- <![CDATA[ --><a><![CDATA[<b>1</b>]]></a>",
        "<a><![CDATA[ <code><![CDATA[ 1 </code> ]]></a>",
    ],
)
def test_what_only_looks_like_an_open_section_is_read_as_it_stands(words: str) -> None:
    body = f"<r><b>{words}</b><b><![CDATA[3]]></b></r>".encode()
    assert read_object(read_xml(answer(body))) == read_object(etree.fromstring(body, XML))


@pytest.mark.parametrize("before", ["", "IT ", "\n "])
@pytest.mark.parametrize("attributes", ["", " x='1'", " x='a>b'"])
def test_a_section_ends_with_its_element_whatever_stands_before_it(before: str, attributes: str) -> None:
    body = f"<r><b{attributes}>{before}<![CDATA[1</b><b>2</b><b><![CDATA[3]]></b></r>".encode()
    assert read_object(read_xml(answer(body))) == {"b": [f"{before}1".strip(), "2", "3"]}


SECTIONS = ["<![CDATA[", "<b><![CDATA[", "<b><![CDATA[x</b>", f"<{'b' * 990}<![CDATA["]
QUICK_SECTIONS = [("<![CDATA[", ""), ("<b><![CDATA[x</b>", "]]>")]


@pytest.mark.parametrize(("part", "end"), mostly_long(product(SECTIONS, ["", "]]>"]), QUICK_SECTIONS))
def test_a_million_bytes_of_open_sections_are_read_in_a_moment(part: str, end: str) -> None:
    begin = perf_counter()
    _close_sections((part * (1_000_000 // len(part)) + end).encode())
    assert perf_counter() - begin < 10


@pytest.mark.parametrize(
    "body",
    [
        b"<r><a>IT &ndash; Leitung</a>",
        b"<r><a>IT & Leit",
        b"<r><a>Team < 10",
        b"<r><a>Team</a><",
        b"<r><a>Team</a></",
        b"<r><a>IT</b></r>",
        b"<r><a>IT</a></r><r/>",
        b"<r><a t=></a></r>",
        b'<!DOCTYPE r [<!ENTITY a "b">]><r><a>&a;</a></r>',
        b'<!DOCTYPE r [<!ENTITY a "b">]><r><a>&a; & &ndash;</a></r>',
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r><a>&ndash;</a></r>',
        b"",
    ],
)
def test_xml_that_is_cut_off_or_has_a_dtd_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_xml(answer(body))


JOB = '{"@type": "JobPosting", "title": "IT-Leitung"'


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{JOB}}}",
        f"{JOB},}}",
        f'{JOB}, "description": "a\nb"}}',
        f'{JOB}, "description": "a\x0bb"}}',
        f"/* made by a template */ {JOB}}} // end",
        f'{JOB}, // its title\n "url": "https://a.example"}}',
        f'{JOB}, "n": {"9" * 5000}}}',
        f'{JOB}, "n": {"[" * 5000}{"]" * 5000}}}',
        f'{JOB}, "n": NaN, "m": -Infinity}}',
    ],
)
def test_json_ld_that_a_template_breaks_is_read(text: str) -> None:
    (found,) = read_json_ld(text)
    assert found["title"] == "IT-Leitung"


@pytest.mark.parametrize(
    "text", [JOB, f'{JOB}, "description": "cut', f'{JOB}, "n": {"[" * 5000}', f"[{JOB}}}", f"{JOB}, "]
)
def test_json_ld_that_is_cut_off_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_json_ld(text)


def test_another_posting_under_an_id_is_refused_and_the_same_again_is_no_news() -> None:
    other = {**good(1), "title": "Pförtner"}
    board, found = read_stall([good(1), good(1), other, {**good(1), "posted": "gestern"}])
    assert [posting.title for posting in postings_in(found)] == ["IT-Leitung 1"]
    (refused,) = rejected_in(found)
    assert (refused.code, refused.words) == (Refusal.REPEATED, {"title": "Pförtner"})
    assert stat(board, "rejected") == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, Refusal.EMPTY),
        ({"url": "javascript:alert(1)"}, Refusal.ADDRESS),
        ({"title": nest(900)}, Refusal.DEPTH),
    ],
)
def test_what_is_refused_bears_its_code(change: dict[str, Any], code: Refusal) -> None:
    _, found = read_stall([good(1), {**good(2), **change}])
    assert [one.code for one in rejected_in(found)] == [code]


def test_a_row_that_ends_in_any_other_error_is_refused_as_one_that_cannot_be_read() -> None:
    assert refusal_of(TypeError("currency is dict, not words")) is Refusal.ROW


@pytest.mark.parametrize("field", ["title", "places", "employer"])
def test_the_part_names_the_rows_that_were_refused(field: str, tmp_path: Path) -> None:
    settings = {"RUN": "20260330T060000Z", "OUTPUT": str(tmp_path), "SEARCH_FILE": str(ROOT / "search.toml")}
    board, found = read_stall([good(1), {**good(2), field: nest(900)}])
    part = WritePart.from_crawler(get_crawler(Stall, settings))
    for item in found:
        part.process_item(read_posting(item, part.run, SEARCH) if isinstance(item, RawPosting) else item)
    part.closed(board, "finished")
    metadata = pq.read_schema(part.output.part(part.run, "stall")).metadata
    refused = read_refused(metadata)
    assert "good-2" in refused and "https://stall.example/2" in refused and "good-1" not in refused
    assert not any(" " in word for word in refused)


def raw(**words: Any) -> RawPosting:
    return RawPosting(
        board="stall",
        board_ref="1",
        url="https://stall.example/1",
        fetched_at=datetime(2026, 3, 30, tzinfo=UTC),
        title="IT-Leitung",
        **words,
    )


@pytest.mark.parametrize(
    ("words", "issue"),
    [
        ({"salary_raw": "-50.000 € bis -60.000 €"}, Issue.SALARY),
        ({"text_html": "Gehalt: -50.000 € bis -60.000 €"}, Issue.SALARY),
        ({"salary_raw": "NaN EUR YEAR"}, Issue.SALARY),
        ({"salary_raw": "inf EUR YEAR"}, Issue.SALARY),
        ({"salary_raw": "1000000000000 EUR YEAR"}, Issue.SALARY),
        ({"salary_fields": RawSalary(min="1e12", currency="EUR")}, Issue.SALARY),
        ({"posted_raw": str(10**30)}, Issue.POSTED),
        ({"apply_by_raw": "99999-01-01"}, Issue.APPLY_BY),
        ({"start_raw": "-1"}, Issue.START),
        ({"employer_url": "javascript:alert(1)"}, Issue.ADDRESS),
        ({"other_urls": ("data:text/html,x", "https://a.example")}, Issue.ADDRESS),
    ],
)
def test_a_value_that_cannot_be_is_left_empty_with_its_code(words: dict[str, Any], issue: Issue) -> None:
    posting = read_posting(raw(**words), "20260330T060000Z", SEARCH)
    assert posting.issues == (issue,)
    assert (posting.salary_min_eur, posting.posted_on, posting.apply_by_on, posting.employer_url) == (None,) * 4
    assert set(posting.other_urls) <= {"https://a.example"}


def test_a_row_that_no_column_holds_is_given_back_and_the_others_are_stored() -> None:
    rows = [read_posting(raw(), "20260330T060000Z", SEARCH) for _ in range(3)]
    object.__setattr__(rows[1], "distance_km", "far")
    tables: list[Any] = []
    ((row, reason),) = move_rows(Posting, held := list(rows), tables)
    assert (row is rows[1], sum(table.num_rows for table in tables), held) == (True, 2, [])
    assert reason
    assert table_of(Posting, rows[:1]).num_rows == 1


def test_words_that_are_none_are_refused_where_a_posting_is_made() -> None:
    with pytest.raises(TypeError, match="employer_raw is int"):
        raw(employer_raw=5)
    with pytest.raises(Refused, match="no address"):
        raw(other_urls=()).__class__(
            board="a", board_ref="1", url="file:///x", fetched_at=datetime(2026, 3, 30, tzinfo=UTC), title="x"
        )
    rejected = Rejected(board="a", url="https://a.example", code=Refusal.ROW, reason="\x1b[2Jx", words={"t": "\ud800"})
    assert (rejected.reason, rejected.words) == ("x", {"t": "\ufffd"})


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("DÃ¼sseldorf", "Düsseldorf"),
        ("DÃœSSELDORF", "DÜSSELDORF"),
        ("Gro\u00c3\u009fe Stra\u00c3\u0178e", "Große Straße"),
        ("Leiter IT â€“ KÃ¶ln", "Leiter IT – Köln"),
        ("fÃƒÂ¼r", "für"),
        ("SÃO PAULO", "SÃO PAULO"),
        ("Ã¼ber SÃO PAULO", "Ã¼ber SÃO PAULO"),  # one pair that is none: nothing is certain
        ("Bâle, Ähre, Straße", "Bâle, Ähre, Straße"),
    ],
)
def test_letters_read_as_two_are_one_again_where_all_of_them_are(words: str, mended: str) -> None:
    row = RawPosting(
        board="b", board_ref="1", url="https://b.example", fetched_at=datetime(2026, 11, 20, tzinfo=UTC), title=words
    )
    assert row.title == mended == make_sound(mended)
