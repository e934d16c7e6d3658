"""What is refused is cut out of one archived response: which is left alone, which goes, and what of one stays."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crawls.archive.cutting import cut_response, cut_text, is_one_ad, read_text
from crawls.archive.recorded_response import RecordedResponse
from german.ads.refusals import Refusals

WHO = Refusals(employers=("Muster Werk GmbH",))
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
TWO = b'{"rows": [{"id": 47110, "firma": "Muster Werk"}, {"id": 47111, "firma": "Koch"}]}'
ONE = b'{"rows": [{"id": 47111, "firma": "Koch"}]}'


def _answer(body: bytes, kind: str = "application/json", **more: Any) -> RecordedResponse:
    headers = (("X-Board", "a"), ("Content-Type", kind), ("Content-Length", str(len(body))))
    return RecordedResponse(url="https://a.example/jobs", answered_at=AT, headers=headers, body=body, **more)


@pytest.mark.parametrize(
    "body", [b"", ONE, b"<p>Koch", b"Koch sucht", b"\xff\xfe\x00", '{"firma": "Müller"}'.encode("latin-1")]
)
def test_a_response_that_names_nothing_refused_is_left_as_it_is(body: bytes) -> None:
    answer = _answer(body)
    assert cut_response(answer, WHO, ["47110"]) is answer


@pytest.mark.parametrize(
    "answer",
    [
        replace(_answer(ONE), url="https://a.example/muster-werk/1"),
        replace(_answer(ONE), request_body=b'{"firma": "Muster Werk"}'),
        _answer(b'{"id": 47110, "title": "CIO"}'),
        _answer(b'{"firma": "Muster Werk GmbH", "title": "CIO"}'),
        _answer(gzip.compress(TWO), "application/octet-stream"),
    ],
)
def test_a_response_that_is_itself_refused_goes_as_a_whole(answer: RecordedResponse) -> None:
    assert cut_response(answer, WHO, ["47110"]) is None


@pytest.mark.parametrize("packed", [False, True])
def test_a_list_loses_the_refused_row_and_is_stored_unpacked(packed: bool) -> None:
    answer = _answer(gzip.compress(TWO) if packed else TWO, "application/json; charset=latin-1", status=203, stamp="s")
    if packed:
        answer = replace(answer, headers=(*answer.headers, ("Content-Encoding", "gzip")))
    cut = cut_response(answer, WHO, [])
    assert cut == replace(
        answer, body=ONE, headers=(("X-Board", "a"), ("Content-Type", "application/json; charset=utf-8"))
    )


def test_a_response_without_a_kind_is_given_none() -> None:
    cut = cut_response(replace(_answer(TWO), headers=()), WHO, ["47111"])
    assert cut and cut.headers == () and cut.body == b'{"rows": []}'


def test_a_name_in_a_header_is_masked() -> None:
    answer = replace(_answer(ONE), headers=(("Location", "https://a.example/Muster-Werk"),))
    cut = cut_response(answer, WHO, [])
    assert cut == replace(answer, headers=(("Location", "https://a.example/[refused]"),))


@pytest.mark.parametrize(("ref", "is_cut"), [("47110", True), ("4711", False)])
def test_an_id_is_looked_for_unless_it_is_so_short_that_other_values_have_it(ref: str, is_cut: bool) -> None:
    answer = _answer(f'{{"rows": [{{"id": {ref}}}, {{"id": 1}}]}}'.encode())
    cut = cut_response(answer, WHO, [ref])
    assert cut and cut.body == (b'{"rows": [{"id": 1}]}' if is_cut else answer.body)


def test_an_id_that_is_only_part_of_another_value_changes_nothing() -> None:
    answer = _answer(b'{"rows": [{"id": 471101}]}')
    assert cut_response(answer, WHO, ["47110"]) is answer


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('{"firma": "Muster-Werk"}', True),
        ('\ufeff {"firma": "MUSTER WERK GMBH"}', True),
        ('{"ad": {"employer": {"name": "Muster Werk"}}}', True),
        ('{"ad": {"id": 47110}}', True),
        ('{"id": "47110"}', True),
        ('{"id": true}', False),
        ('{"id": 1.0}', False),
        ('{"ids": [47110]}', False),
        ('[{"firma": "Muster Werk"}]', False),
        ('{"firma": "Koch AG", "text": "Wir sind Nachbarn von Muster Werk"}', False),
        (f'{{"firma": "{"Muster Werk".ljust(120)}"}}', True),
        (f'{{"firma": "{"Muster Werk".ljust(121)}"}}', False),
        ('{"firma": ""}', False),
        ('{"firma": "Muster Werk"', False),
        ("Muster Werk", False),
    ],
)
def test_a_json_object_is_one_ad_if_it_names_it_outside_of_lists(text: str, is_one: bool) -> None:
    assert is_one_ad(text, WHO, ["47110", "True"]) is is_one


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('[{"a": "Muster Werk"}, {"a": "Koch"}]', '[{"a": "Koch"}]'),
        ('\ufeff [{"id": 47110}, {"id": 47111}]', '[{"id": 47111}]'),
        ('{"a": [["Muster Werk"], "Muster Werk", "Köch"]}', '{"a": [[], "Köch"]}'),
        ('{"a": [{"b": [{"c": "Muster Werk"}], "d": 1}]}', '{"a": [{"b": [], "d": 1}]}'),
        ('{"a": [{"b": {"c": ["x", {"d": 47110}]}}]}', '{"a": [{"b": {"c": ["x"]}}]}'),
        ('{"a": [{"b": {"c": {"d": 47110}}}, 3]}', '{"a": [3]}'),
        ('{"a": [{"b": true, "n": null, "f": 1.5}]}', '{"a": [{"b": true, "n": null, "f": 1.5}]}'),
        ('{"a": [47110, 47111]}', '{"a": [47110, 47111]}'),  # a number alone may count something else
        ('{"Muster Werk": 1, "b": {"c": "bei Muster Werk"}}', '{"[refused]": 1, "b": {"c": "bei [refused]"}}'),
        ('{"a": "Muster Werk', '{"a": "[refused]'),
        ("Muster Werk sucht", "[refused] sucht"),
        ("", ""),
    ],
)
def test_json_and_plain_text_keep_what_is_not_refused(text: str, left: str) -> None:
    assert cut_text(text, WHO, ["47110", "True"]) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<rss><item><a>Muster Werk</a></item><item>B</item></rss>", "<rss><item>B</item></rss>"),
        ("<feed><Entry><a>47110</a></Entry></feed>", "<feed/>"),
        ("<source><x><job><a>Muster Werk</a></job></x></source>", "<source><x/></source>"),
        ('<urlset xmlns="urn:x"><url><loc>/47110</loc></url><url/></urlset>', '<urlset xmlns="urn:x"><url/></urlset>'),
        ("<rss><ad><a>Muster Werk</a></ad><ad><a/></ad></rss>", "<rss><ad><a/></ad></rss>"),
        ("<rss><ad><a>Muster Werk</a></ad></rss>", "<rss><ad><a>[refused]</a></ad></rss>"),
        ("<rss><ad>Muster Werk</ad><ad/></rss>", "<rss><ad>[refused]</ad><ad/></rss>"),
        ("<rss><b/><ad><a>Muster Werk</a></ad><c/></rss>", "<rss><b/><ad><a>[refused]</a></ad><c/></rss>"),
        ('<rss><item n="Muster Werk"/><item n="B"/></rss>', '<rss><item n="B"/></rss>'),
        ("<rss><item><b/>Muster Werk</item></rss>", "<rss/>"),
        ("<rss><item>Muster Werk</item><!-- Muster Werk --></rss>", "<rss><!-- [refused] --></rss>"),
        ("<?xml version='1.0'?><a><item>Muster Werk</item><BR>B</BR></a>", "<a><BR>B</BR></a>"),
        (
            "<?xml version='1.0' encoding='latin-1'?><a><job>Muster Werk</job><job>Köch</job></a>",
            "<a><job>Köch</job></a>",
        ),
        ("<sitemapindex/>", "<sitemapindex/>"),
        ("<workzag><position>47110</position></workzag>", "<workzag/>"),
        ("<rss><item>Muster Werk</item><item>B & C</rss>", "<rss><item>B  C</item></rss>"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>', "<a>&e;</a>"),
        ("<?xml", "<?xml"),
    ],
)
def test_xml_loses_the_smallest_entry_around_a_name(text: str, left: str) -> None:
    assert cut_text(text, WHO, ["47110"]) == left


def test_a_name_with_umlauts_is_found_in_xml_that_names_another_charset() -> None:
    text = "<?xml version='1.0' encoding='latin-1'?><a><job>Müller Optik</job><job>B</job></a>"
    assert cut_text(text, Refusals(employers=("Müller Optik",)), []) == "<a><job>B</job></a>"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<ul><li>CIO<br>Muster Werk</li><li>Koch</li></ul>", "<ul><li>Koch</li></ul>"),
        ("<div><article><a>Muster Werk</a><p>CIO</article><p>B</div>", "<div><p>B</p></div>"),
        ("<ul><li><article>47110</article> CIO</li><li>B</li></ul>", "<ul><li> CIO</li><li>B</li></ul>"),
        ("<table><tr><td>47110</td></tr><tr><td>B</td></tr></table>", "<table><tr><td>B</td></tr></table>"),
        ("<div><a href='/Muster-Werk'><b>CIO</b></a>B</div>", "<div>B</div>"),
        ("<div><a href='/47110'><b>CIO</b></a><br></div>", "<div><br></div>"),
        ("<div><script>x = 'Muster Werk'</script>B</div>", "<div>B</div>"),
        ("<div><p>bei Muster Werk</p><br></div>", "<div><p>bei [refused]</p><br></div>"),
        ("<p>Muster Werk", "<p>[refused]</p>"),
        ("<html><head><title>Muster Werk</title></head><body>B</body></html>",
         "<html><head></head><body>B</body></html>"),
        ("<div>A<title>Muster Werk</title>B<!-- C --></div>", "<div>AB<!-- C --></div>"),
        ("<div><b>A</b>a<meta name='Muster Werk'>B</div>", "<div><b>A</b>aB</div>"),
        ("<div><b>A</b><meta name='Muster Werk'>B</div>", "<div><b>A</b>B</div>"),
        ("<div><b>A</b>a<meta name='Muster Werk'></div>", "<div><b>A</b>a</div>"),
        ("<li>Muster Werk</li>", "<li>[refused]</li>"),
        ("<!-- Muster Werk -->", "<!-- [refused] -->"),
    ],
)  # fmt: skip
def test_a_page_loses_the_card_around_a_name(text: str, left: str) -> None:
    assert cut_text(text, WHO, ["47110"]) == left


@pytest.mark.parametrize(
    ("body", "headers", "text"),
    [
        ("Köch".encode(), {"Content-Type": "text/html; charset=utf-8"}, "Köch"),
        ("Köch".encode("latin-1"), {"Content-Type": "text/html; charset=latin-1"}, "Köch"),
        (gzip.compress(b"Koch", mtime=0), {"Content-Type": "text/html", "Content-Encoding": "gzip"}, "Koch"),
        (gzip.compress(b"Koch", mtime=0), {"Content-Type": "application/octet-stream"}, "Koch"),
        (gzip.compress(b"Koch", mtime=0)[:-9], {"Content-Type": "application/octet-stream"}, None),
        ("Köch\x00".encode(), {"Content-Type": "application/octet-stream"}, "Köch\x00"),
        (b"K\xf6ch\x00", {"Content-Type": "application/octet-stream"}, "K\ufffdch\x00"),
        (b"\x01K\xf6ch", {"Content-Type": "text/html", "Content-Encoding": "gzip"}, "\x01K\xf6ch"),
    ],
)
def test_a_body_is_read_as_text_however_it_is_packed(body: bytes, headers: dict[str, str], text: str | None) -> None:
    read = read_text(replace(_answer(body), headers=tuple(headers.items())))
    assert read == (body.decode("utf-8", "replace") if text is None else text)


def test_a_body_of_any_length_is_unpacked() -> None:
    body = gzip.compress(b"Koch " * 20)
    headers = (("Content-Type", "text/plain"), ("Content-Encoding", "gzip"))
    assert read_text(replace(_answer(body), headers=headers)) == "Koch " * 20
