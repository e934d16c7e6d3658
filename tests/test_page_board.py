"""Boards read from their pages: what PageBoard does for all."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.raw import Gone, RawPlace, RawPosting, Rejected
from spiders import Addresses, PageBoard, Sitemaps
from spiders._posting import trim
from tests.support.answers import answer, answer_to, make_board, postings_in, rejected_in, requests_in, stat
from tests.support.real_answers import RECORDED, named, needs_recordings, recorded_files


class Markt(PageBoard):
    """A board with lists that link to their postings."""

    name = "markt"
    asks = Addresses("https://markt.example/stellen")
    posting_urls = r"/stelle/(\d+)"
    next_page = "a.weiter::attr(href)"
    none_words = r"\b0 Stellen gefunden"
    fields = {"title": "h1::text", "places": ".ort::text"}


class Feed(PageBoard):
    """A board whose lists carry the postings."""

    name = "feed"
    asks = Addresses("https://feed.example/jobs")
    none_words = "Keine Stellen"


def linked(*paths: str) -> str:
    return "<body>" + "".join(f'<a href="{path}">x</a>' for path in paths) + "</body>"


def test_links_to_postings_are_followed_once_and_the_next_page_after_them() -> None:
    board = make_board(Markt)
    (question,) = board.first_requests()
    page = linked("/stelle/1#oben", "/stelle/1", "/stelle/2", "https://andere.example/stelle/3", "/agb")
    found = requests_in(list(board.parse(answer_to(question, page + '<a class="weiter" href="?seite=2">Weiter</a>'))))
    assert [one.url for one in found] == [
        "https://markt.example/stelle/1",
        "https://markt.example/stelle/2",
        "https://markt.example/stellen?seite=2",
    ]
    assert requests_in(list(board.parse(answer_to(found[-1], linked("/stelle/2"))))) == []
    assert stat(board, "broken") is None


@pytest.mark.parametrize(
    ("page", "broken"), [("<p>Es wurden 0 Stellen gefunden.</p>", False), ("<p>Wartung</p>", True), (b"\x00PNG", True)]
)
def test_a_list_without_postings_is_believed_only_in_the_boards_own_words(page: Any, broken: bool) -> None:
    board = make_board(Markt)
    assert list(board.parse(answer(page, "https://markt.example/stellen"))) == []
    assert bool(stat(board, "broken")) is broken


def test_a_sitemap_of_sitemaps_is_followed() -> None:
    class Landkarte(PageBoard):
        name = "landkarte"
        asks = Sitemaps("https://markt.example/sitemap.xml")
        posting_urls = r"/stelle/(\d+)"

    board = make_board(Landkarte)
    (question,) = board.first_requests()
    index = b"<sitemapindex><sitemap><loc>https://markt.example/s1.xml</loc></sitemap></sitemapindex>"
    (inner,) = requests_in(list(board.parse(answer_to(question, index))))
    urls = b"<urlset><url><loc> https://markt.example/stelle/9 </loc></url></urlset>"
    (posting,) = requests_in(list(board.parse(answer_to(inner, urls))))
    assert (posting.url, posting.cb_kwargs["board_ref"]) == ("https://markt.example/stelle/9", "9")
    assert stat(board, "broken") is None
    list(board.parse(answer_to(question, b"<urlset></urlset>")))
    assert stat(board, "broken")


JOB = {"@type": "JobPosting", "title": "CIO", "jobLocation": "Hagen"}


def script(*jobs: dict[str, Any]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(job)}</script>' for job in jobs)


def read(page: Any) -> Any:
    board = make_board(Markt)
    (found,) = board.parse_posting(answer_to(board.ask_posting("https://markt.example/stelle/7", "7"), page))
    return found


def test_a_page_is_read_from_its_job_posting_its_fields_or_both() -> None:
    both = read(script(JOB) + "<h1>Leiter IT</h1>")
    assert (both.title, both.places, both.board_ref) == ("Leiter IT", (RawPlace(words="Hagen"),), "7")
    plain = read('<h1> </h1><h1>Leiter IT</h1><p class="ort">Hagen</p><p class="ort">Haan</p>')
    assert plain.title == "Leiter IT"
    assert plain.places == (RawPlace(words="Hagen"), RawPlace(words="Haan"))


def test_a_page_with_several_job_postings_is_read_for_its_own_address_only() -> None:
    own = {**JOB, "title": "Leiter IT", "url": "https://markt.example/stelle/7"}
    other = {**JOB, "url": "https://markt.example/stelle/8"}
    assert read(script(other, own)).title == "Leiter IT"
    assert "several JobPostings" in read(script(JOB | {"url": "/a"}, JOB | {"url": "/b", "title": "B"})).reason


def test_a_page_without_a_title_is_rejected() -> None:
    assert "title is empty" in read("<p>Unser Werk in Hagen.</p>").reason
    assert isinstance(read("<p>Diese Stelle ist besetzt.</p>"), Gone)


def test_postings_that_a_list_carries_are_read_and_broken_ones_named() -> None:
    board = make_board(Feed)
    jobs = [{**JOB, "url": f"/job/{number}"} for number in (1, 2)]
    broken = '<script type="application/ld+json">{"@type": "JobPosting", "title": {{ title }} }</script>'
    found = list(board.parse(answer(script(*jobs, {**JOB, "title": None, "url": "/job/3"}) + broken)))
    assert [posting.board_ref for posting in postings_in(found)] == ["/job/1", "/job/2"]
    assert len(rejected_in(found)) == 2
    assert stat(board, "broken") is None


def test_postings_without_address_and_identifier_keep_the_key_made_of_title_and_employer() -> None:
    jobs = [{**JOB, "hiringOrganization": {"name": name}} for name in ("Garn AG", "Werk AG")]
    keys = []
    for listed in (jobs, [*reversed(jobs), {**jobs[0], "jobLocation": "Essen"}]):
        found = list(make_board(Feed).parse(answer(script(*listed))))
        keys.append({posting.employer_raw: posting.board_ref for posting in postings_in(found)})
    assert keys[0] == keys[1] and len(set(keys[0].values())) == 2
    (nameless,) = make_board(Feed).parse(answer(script({**JOB, "hiringOrganization": None})))
    assert isinstance(nameless, Rejected) and "board_ref is empty" in nameless.reason


@pytest.mark.parametrize(
    ("body", "postings", "broken"),
    [
        ({"@type": "DataFeed", "numberOfItems": 1, "dataFeedElement": [{"item": {**JOB, "identifier": 5}}]}, 1, False),
        ({"@type": "DataFeed", "numberOfItems": 2, "dataFeedElement": [{"item": {**JOB, "identifier": 5}}]}, 1, True),
        ({"@type": "DataFeed", "numberOfItems": 0, "dataFeedElement": []}, 0, False),
        ({"@type": "DataFeed", "dataFeedElement": []}, 0, True),
        ("<p>Keine Stellen</p>", 0, False),
        ("<p>Wartung</p>", 0, True),
    ],
)
def test_a_feed_is_empty_only_when_it_says_so(body: Any, postings: int, broken: bool) -> None:
    board = make_board(Feed)
    found = list(board.parse(answer(body)))
    assert len(postings_in(found)) == postings
    assert bool(stat(board, "broken")) is broken


def test_gone_and_read_postings_are_told_apart() -> None:
    board = make_board(Markt)
    question = board.ask_posting("https://markt.example/stelle/7", "7")
    assert [type(one) for one in board.parse_posting(answer_to(question, "", 410))] == [Gone]
    assert [type(one) for one in board.parse_posting(answer_to(question, "<h1>CIO</h1>"))] == [RawPosting]


@needs_recordings
def test_a_recorded_page_with_json_ld_becomes_a_posting() -> None:
    class Seite(PageBoard):
        name = "seite"

    board = make_board(Seite)
    page = (RECORDED / "jsonld/jsonld_neura_robotics_manager.html").read_text(encoding="utf-8")
    (posting,) = board.parse_posting(answer(page, board_ref="1"))
    assert isinstance(posting, RawPosting)
    assert all((posting.title, posting.employer_raw, posting.places, posting.posted_raw, posting.text_html))


@needs_recordings
@pytest.mark.parametrize(
    "file", recorded_files("region/knipex.json") + recorded_files("jsonld_in_the_wild/*knipex.json"), ids=named
)
def test_a_recorded_data_feed_is_read_and_its_cut_is_noticed(file: Path) -> None:
    class Datenfeed(PageBoard):
        name = "datenfeed"

    board = make_board(Datenfeed)
    found = list(board.parse(answer(file.read_bytes(), "https://karriere.example/jobs.feed.json")))
    items = [one["item"] for one in json.loads(file.read_bytes())["dataFeedElement"]]
    assert [posting.title for posting in postings_in(found)] == [trim(item["title"]) for item in items]
    assert all(posting.places and posting.employer_raw and posting.posted_raw for posting in postings_in(found))
    assert "27" in stat(board, "broken")  # the feed says 27, the recording was cut
