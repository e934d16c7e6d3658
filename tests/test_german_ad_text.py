"""The text of an ad's HTML is read as tests/tables/ad_text.tsv says."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import SHARED
from german.ads.text import read_text
from tests.table_rows import table_rows


@pytest.mark.parametrize("row", table_rows("ad_text"), ids=lambda row: f"{row['why']}: {row['text'][:20]}")
def test_html_is_read_as_a_browser_shows_it(row: dict[str, str]) -> None:
    assert read_text(row["text"]) == row["read"], row["why"]


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
    started = time.process_time()
    read_text("<p>" + unit * (250_000 // len(unit)))
    read_text(unit * (250_000 // len(unit)))
    assert time.process_time() - started < 2.5


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded answers are not here")
def test_recorded_ads_lose_no_word_and_keep_no_tag() -> None:
    for path in sorted((SHARED / "recorded" / "arbeitnow").glob("*.json")):
        for ad in json.loads(path.read_text(encoding="utf-8"))["data"]:
            text = read_text(ad["description"])
            assert not re.search(r"</?(?:p|li|ul|br|strong|div)\b|&[a-z]+;", text), ad["slug"]
            visible = re.sub(r"<[^>]*>", "", ad["description"])
            letters = [re.sub(r"[^a-zäöüß]", "", re.sub(r"&#?\w+;", "", words)) for words in (visible, text)]
            assert len(letters[0]) * 0.98 <= len(letters[1]) <= len(letters[0]) * 1.02, ad["slug"]
