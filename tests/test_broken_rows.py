"""One broken row of XML is rejected with its reason; the others are read, and a feed that is cut off is refused."""

from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import Refusal
from spiders import Board, FeedBoard, PageBoard, Sitemaps
from spiders._xml_feed import read_object, read_xml
from spiders._xml_rows import BrokenRow
from spiders.personio import Personio
from spiders.service_bund import ServiceBund
from spiders.successfactors import Successfactors
from tests.support.answers import answer, make_board, postings_in, rejected_in, requests_in, stat
from tests.support.feed_rows import feed_of
from tests.support.region import PERSONIO, SUCCESSFACTORS


class Landkarte(PageBoard):
    """A board with a sitemap."""

    name = "landkarte"
    asks = Sitemaps("https://markt.example/sitemap.xml")
    posting_urls = r"/stelle/(\d+)"


@dataclass(frozen=True)
class Form:
    """How a board writes its list: a row has a number, and a place ({damage}) that may hold anything."""

    board: type[FeedBoard | PageBoard]
    frame: str
    row: str
    facts: dict[str, Any]

    def write(self, *damages: str) -> str:
        return self.frame.format("\n".join(self.row.format(number=n, damage=one) for n, one in enumerate(damages, 11)))

    def read(self, body: str) -> tuple[Board, list[Any]]:
        board = make_board(self.board)
        who, url = self.facts.get("employer"), "https://markt.example/sitemap.xml"
        url = feed_of(board, who) if who and isinstance(board, FeedBoard) else url
        return board, list(board.parse(answer(body.encode(), url, **self.facts)))


FORMS = [
    Form(
        Personio,
        "<?xml version='1.0' encoding='UTF-8'?><workzag-jobs>{}</workzag-jobs>",
        "<position><id>{number}</id><office>Haan</office><name>IT-Leitung</name><!-- <position> --><jobDescriptions>"
        "<jobDescription><name>Profil</name><value><![CDATA[<b>Sie</b> <position>]]> {damage}</value></jobDescription>"
        "</jobDescriptions><createdAt>2026-03-02T09:00:00+00:00</createdAt></position>",
        {"employer": PERSONIO},
    ),
    Form(
        ServiceBund,
        "<rss><channel><title>A &ndash; B</title><!-- <item> --><image><url>x</url></image>{}</channel></rss>",
        "<item><title>Gärtner</title><guid>https://www.service.bund.de/IMPORTE/Stellenangebote/{number}.html</guid>"
        "<pubDate>Mon, 16 Nov 2026 09:12:40 +0100</pubDate><description>Ort: Haan {damage}</description></item>",
        {},
    ),
    Form(
        Successfactors,
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><link>x</link>{}</channel></rss>',
        "<item><title>Monteur</title><link>https://jobs.sauger.example/job/x/{number}/</link><g:id>{number}</g:id>"
        "<description>Wir {damage}</description><g:location>Haan</g:location></item>",
        {"employer": SUCCESSFACTORS},
    ),
    Form(
        Successfactors,
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>",
        "<url><loc>https://jobs.sauger.example/job/Haan/{number}/</loc><lastmod>2026-03-02 {damage}</lastmod></url>",
        {"employer": SUCCESSFACTORS},
    ),
    Form(
        Landkarte,
        "<s:urlset xmlns:s='x'>{}</s:urlset>",
        "<s:url><s:loc>https://markt.example/stelle/{number}</s:loc><s:lastmod>2026 {damage}</s:lastmod></s:url>",
        {"sitemap": 1},
    ),
]
DAMAGES = [
    *("<br>", "</p>", "<b>x</i>", "<li><b>x</li>", "<br>" * 99, "<p>" * 300, "</p>" * 200, "<a hre", "<a></a ", "</>"),
    *("<i a=1>x</i>", "<input disabled>", '<i a="1" a="2"/>', '<a href="x>y</a>', "<a href='x", '<i a="1"b="2"/>'),
    *(
        '<i a="&nope;">x</i>',
        '<i a="&nbsp; & <">x</i>',
        "&nope; & <3",
        "<o:p>x</o:p>",
        "<o:p/>",
        "<:>x</:>",
        "<1>x</1>",
    ),
    *("<!-- x", "<!-- x --", "<!-- a -- b -->", "<!>", "<!DOCTYPE html>", "<!ENTITY a 'b'>", "<?xml version='1.0'?>"),
    *(
        "<![CDATA[ <br>",
        "<![CDATA[ <br>]]> <br>",
        "]]>",
        "<![CDATA[<![CDATA[ x ]]>",
        "<br><![CDATA[ x",
        "<?x",
        "\x0b\x00",
    ),
]


def refs_in(found: list[Any]) -> list[str]:
    refs = [one.board_ref for one in postings_in(found)] + [one.cb_kwargs["board_ref"] for one in requests_in(found)]
    return sorted(ref.rpartition("/")[2] for ref in refs)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.board.name} {form.frame[:7]}")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_row_that_is_broken_costs_no_other(form: Form, damage: str) -> None:
    for at in range(3):
        body = form.write(*("" if n != at else damage for n in range(3)))
        board, found = form.read(body)
        refs, refused = refs_in(found), rejected_in(found)
        assert {"11", "12", "13"} - {f"{11 + at}"} <= set(refs), (refused, stat(board, "broken"))
        assert len(refs) + len(refused) == 3
        assert [(one.code, bool(one.reason)) for one in refused] in ([], [(Refusal.ROW, True)])
        assert [stat(board, "rejected") or 0, stat(board, "broken")] == [len(refused), None]
        assert all(any(f"{11 + at}" in word for word in one.words.values()) for one in refused)


@given(st.sampled_from(FORMS), st.lists(st.sampled_from(["", *DAMAGES]), min_size=1, max_size=5), st.data())
def test_a_feed_that_is_cut_off_is_refused_whatever_is_broken_in_it(form: Form, damages: list[str], data: Any) -> None:
    body = form.write(*damages)
    end = data.draw(st.integers(0, len(body) - 1))
    _, found = form.read(body[:end])
    assert {one.code for one in rejected_in(found)} <= {Refusal.FEED} and refs_in(found) == []


@given(st.sampled_from(FORMS), st.lists(st.sampled_from(["", *DAMAGES]).filter("]]>".__ne__), min_size=1, max_size=6))
def test_the_sound_rows_are_read_however_many_are_broken(form: Form, damages: list[str]) -> None:
    _, found = form.read(form.write(*damages))
    sound = {f"{number}" for number, damage in enumerate(damages, 11) if not damage}
    assert sound <= set(refs_in(found))
    assert len(refs_in(found)) + len(rejected_in(found)) == len(damages)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.board.name} {form.frame[:7]}")
def test_a_feed_whose_frame_is_broken_is_refused(form: Form) -> None:
    body = form.write("", "<br>", "")
    start, end = "\n" + form.row[: form.row.index(">") + 1], form.row[form.row.rindex("<") :]
    for old, new in ((start, ""), (start, "<x>"), (end, ""), (end, f"{end}<br>"), (end, end + start), (end, end + end)):
        assert old in body
        _, found = form.read(body.replace(old, new, 1))
        assert refs_in(found) == [], (old, new)


@pytest.mark.parametrize("row", ["<p/>", "<p><br></p>", "<p><!--</p>", "<p ", "<p>", "</p>", "<!-- <p>", "<x:p/>"])
def test_a_hundred_thousand_bytes_of_broken_rows_are_read_in_a_moment(row: str) -> None:
    body = f"<r><p><br></p>{row * (100_000 // len(row))}</r>".encode()
    begin = perf_counter()
    with suppress(ValueError):
        read_object(read_xml(answer(body), "p"))
    assert perf_counter() - begin < 10


def test_what_can_be_told_of_a_broken_row_is_told() -> None:
    root = read_xml(answer(b'<r xmlns:g="g"><p><g:id>1</g:id><t>a<br></t></p><p><g:id>2</g:id></p></r>'), "p")
    broken, sound = read_object(root)["p"]
    assert (broken["g:id"], sound) == ("1", {"g:id": "2"})
    assert isinstance(broken, BrokenRow) and "br" in broken.reason
    with pytest.raises(ValueError, match="broken XML"):
        read_xml(answer(b"<r><p><br></p></r>"))
    with pytest.raises(ValueError, match="DTD"):
        read_xml(answer(b'<!DOCTYPE r [<!ENTITY a "b">]><r><p><br>&a;</p></r>'), "p")


def test_an_address_that_is_none_costs_no_other_of_its_sitemap() -> None:
    body = FORMS[-1].write("", "", "").replace("markt.example/stelle/12", "[markt/stelle/12")
    board, found = FORMS[-1].read(body)
    assert (refs_in(found), stat(board, "broken")) == (["11", "13"], None)
