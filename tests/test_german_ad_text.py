import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import SHARED
from german.ads.text import read_text

CASES = [
    ("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei", "paragraphs apart"),
    ("<div>Eins<div>Zwei</div>Drei</div>", "Eins\nZwei\nDrei", "blocks on lines"),
    ("Eins<br>Zwei<br/>Drei", "Eins\nZwei\nDrei", "line breaks"),
    ("<h2>Aufgaben</h2><ul><li>SAP</li><li>ITIL</li></ul><p>Ende</p>", "Aufgaben\n\n- SAP\n- ITIL\n\nEnde", "a list"),
    ("<ul><li><p>SAP</p></li><li></li><li>• ITIL</li></ul>", "- SAP\n\n- ITIL", "paragraph, nothing, bullet in items"),
    ("<ol><li>Eins</li><li>Zwei</li></ol>", "- Eins\n- Zwei", "a numbered list"),
    ("<table><tr><th>Gehalt</th><td>E 11</td></tr></table>", "Gehalt\tE 11", "cells"),
    ("<b>Ihre Aufgaben</b>Sie leiten", "Ihre Aufgaben Sie leiten", "words glued at bold text"),
    ("<b>Das bieten wir:</b>ein Team", "Das bieten wir: ein Team", "a colon at bold text"),
    ("ab<b>4.500 €</b>brutto", "ab 4.500 € brutto", "figures glued at bold text"),
    ("Java<b>Script</b> und <b>I</b>T", "JavaScript und IT", "a word half bold"),
    ("CO<sub>2</sub> und m<sup>2</sup>", "CO2 und m2", "sub and sup"),
    ("<p>Wir   suchen\n\t eine</p>", "Wir suchen eine", "blanks of the source"),
    ("<b>Eins</b>\nZwei\n<i>Drei</i>", "Eins\nZwei\nDrei", "lines of a text with inline tags only"),
    (
        "<script>var a='<p>x</p>';</script><style>p{}</style>Text<!-- <b>weg</b> -->!",
        "Text!",
        "nothing that is not shown",
    ),
    ("<![CDATA[<p>Hallo</p>]]>", "Hallo", "a wrapper of feeds"),
    ("&lt;p&gt;Hallo&lt;/p&gt;&lt;p&gt;Welt&lt;/p&gt;", "Hallo\n\nWelt", "tags encoded once more"),
    ("<p>a &lt; b &amp; c</p>", "a < b & c", "entities"),
    ("M&uuml;ller &amp;amp; S&amp;ouml;hne &#8211; &euro;", "Müller & Söhne – €", "entities encoded twice"),
    ("f&#252;r &#128;5.000 &#x20AC;", "für €5.000 €", "numbers, also of Windows"),
    ("fuuml;r 60 ndash; 70, it rsquo;s", "für 60 – 70, it ’s", "entities that lost their sign"),
    ("F&E, AT&T; R&D", "F&E, AT&T; R&D", "no entities"),
    (
        "Wir\u00a0suchen Fach\u00adkräfte\u200b \ufefffür\u202f4",
        "Wir suchen Fachkräfte für 4",
        "characters one does not see",
    ),
    ("u\u0308ber", "über", "a letter in two parts"),
    ("fÃ¼r GrÃ¶ÃŸe â€“ 5 â‚¬", "für Größe – 5 €", "UTF-8 read as Windows-1252"),
    ("fÃƒÂ¼r", "für", "the same twice"),
    ("4.500\x80 \x84Text\x93", "4.500€ „Text“", "Windows-1252 read as Latin-1"),
    ("„Gruß“ „Ä“ SÃO Straß»", "„Gruß“ „Ä“ SÃO Straß»", "right as it is"),
    ("Eins\\nZwei\\n\\nDrei", "Eins\nZwei\n\nDrei", "line ends written out"),
    ("Eins\r\nZwei\rDrei", "Eins\nZwei\nDrei", "line ends of other systems"),
    ("Eins  \n\n\n\n  Zwei", "Eins\n\nZwei", "many empty lines"),
    ("\uf0b7 SAP", "• SAP", "a bullet of Word"),
    ("a < b und c > d, x<y", "a < b und c > d, x<y", "plain text"),
    ("Titel <m/w/d> & Co.", "Titel <m/w/d> & Co.", "no tag"),
]


@pytest.mark.parametrize(("html", "text", "why"), CASES, ids=[case[2] for case in CASES])
def test_html_is_read_as_a_browser_shows_it(html: str, text: str, why: str) -> None:
    assert read_text(html) == text, why


def test_nothing_reads_as_nothing() -> None:
    assert read_text(None) == read_text("") == read_text("<p></p>") == read_text("<!-- -->") == ""


WORDS = ["Wir", "suchen", "Größe", "4.500", "€", "(m/w/d)", "a<b", "SAP", "&", "R-D", "für"]
UNITS = ["<div>", "<ul><li>", "<script>", "<", "&", "&amp;", "Ã¼", " \n"]
UNITS += ["<![CDATA[", "<b>a</b>", "<!--", "<li>- ", "\\n", "<?", "\u00ad", "<p> ", "\n- "]
PIECES = ["<p>", "</p>", "<li>", "<b>", "</b>", "&amp;", "&", "<", "x", "Ã", "¼", "<!--", "-->", "<script>", "\\n"]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9)


@given(st.lists(words, min_size=1, max_size=6))
def test_plain_text_passes_unharmed(lines: list[list[str]]) -> None:
    text = "\n".join(" ".join(line) for line in lines)
    assert read_text(text) == text


@given(st.lists(words, min_size=1, max_size=6))
def test_a_list_that_we_print_we_read_back(items: list[list[str]]) -> None:
    texts = [" ".join(item) for item in items]
    html = "".join(f"<li>{text.replace('&', '&amp;').replace('<', '&lt;')}</li>" for text in texts)
    assert read_text(f"<ul>{html}</ul>") == "\n".join(f"- {text}" for text in texts)


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_read(text: str) -> None:
    read = read_text(text)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u200b\ufeff]", read)
    assert read == read.strip()


@pytest.mark.parametrize("unit", UNITS)
def test_half_a_megabyte_is_read_in_time(unit: str) -> None:
    started = time.perf_counter()
    read_text("<p>" + unit * (250_000 // len(unit)))
    read_text(unit * (250_000 // len(unit)))
    assert time.perf_counter() - started < 2.5


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded answers are not here")
def test_recorded_ads_lose_no_word_and_keep_no_tag() -> None:
    for path in sorted((SHARED / "recorded" / "arbeitnow").glob("*.json")):
        for ad in json.loads(path.read_text(encoding="utf-8"))["data"]:
            text = read_text(ad["description"])
            assert not re.search(r"</?(?:p|li|ul|br|strong|div)\b|&[a-z]+;", text), ad["slug"]
            visible = re.sub(r"<[^>]*>", "", ad["description"])
            letters = [re.sub(r"[^a-zäöüß]", "", re.sub(r"&#?\w+;", "", words)) for words in (visible, text)]
            assert len(letters[0]) * 0.98 <= len(letters[1]) <= len(letters[0]) * 1.02, ad["slug"]
