"""The spiders on real answers, as others recorded them: nothing crashes, nothing that an answer states is lost.

The answers lie outside the project (ads are their authors' texts); messages name cases, never words of an ad.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from parsel import Selector

from bench.scoring import SHARED
from schemas.configuration import Employer
from schemas.raw import RawBenchmark, RawPosting, Rejected
from spiders._arbeitsagentur_ad import read_ad
from spiders._board import trim
from spiders._jobposting import find_in_json, find_job_postings, merge_towns, read_job_posting
from spiders._json_feed import value_at
from spiders._json_ld import read_json_ld
from spiders._page_board import PageBoard
from spiders._xml_feed import find_locations, read_object, read_xml
from spiders.arbeitnow import Arbeitnow
from spiders.arbeitsagentur import Arbeitsagentur
from spiders.personio import Personio
from spiders.wir_lieben_jobs import WirLiebenJobs
from tests.answers import ANSWERED, answer, answer_to, make_board, postings_in, requests_in, stat

RECORDED = SHARED / "recorded"
pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not on this machine")


def files(pattern: str) -> list[Path]:
    return sorted(RECORDED.glob(pattern)) or [RECORDED / pattern]


def named(path: Path) -> str:
    return path.name


def lost(**words: tuple[Any, Any]) -> list[str]:
    """The names of the words that were not read as they are stated. Kept in a variable, it shows no ad's words."""
    return [name for name, (read, stated) in words.items() if read != stated]


# Bundesagentur für Arbeit


def unflatten(row: dict[str, Any]) -> dict[str, Any]:
    """An ad as the board answered it: the recording wrote its booleans, at times more, as Python's words."""
    return {
        key: ast.literal_eval(value)
        if isinstance(value, str) and (value in ("True", "False", "None") or value[:2] in ("[{", "{'"))
        else value
        for key, value in row.items()
    }


def ba_ads() -> Iterator[tuple[int, dict[str, Any]]]:
    with (RECORDED / "arbeitsagentur/jobdetails_2025.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            yield number, {"refnr": f"line {number}", **unflatten(json.loads(line))}


def test_every_recorded_ad_of_the_bundesagentur_keeps_what_it_states() -> None:
    failed = {}
    for number, ad in ba_ads():
        posting = read_ad(ad, ANSWERED)
        addresses = [(location, location["adresse"]) for location in ad["stellenlokationen"]]
        failed[number] = lost(
            board_ref=(posting.board_ref, ad.get("referenznummer") or ad["refnr"]),
            title=(posting.title, trim(ad["stellenangebotsTitel"])),
            employer=(posting.employer_raw, trim(ad["firma"])),
            posted=(posting.posted_raw, ad["veroeffentlichungszeitraum"]["von"]),
            text=(posting.text_html, ad["stellenangebotsBeschreibung"].strip()),
            contract=(bool(posting.contract_raw), ad["vertragsdauer"] != "KEINE_ANGABE"),
            places=(
                [(place.town, place.postal_code, place.latitude, place.longitude) for place in posting.places],
                [
                    (trim(address.get("ort")), trim(address.get("plz")), location.get("breite"), location.get("laenge"))
                    for location, address in addresses
                ],
            ),
        )
    assert len(failed) == 1571
    assert {number: names for number, names in failed.items() if names} == {}


def test_a_recorded_search_of_the_bundesagentur_leads_to_its_details() -> None:
    board = make_board(Arbeitsagentur)
    question = board.ask_page("Informatiker", 1)
    body = (RECORDED / "arbeitsagentur/ba_v6_search_berlin_2026-09-26.json").read_bytes()
    (row,) = json.loads(body)["ergebnisliste"]
    detail, following = requests_in(list(board.parse(answer_to(question, body))))
    assert detail.cb_kwargs["board_ref"] == row["referenznummer"]
    assert following.cb_kwargs["page"] == 2
    (posting,) = board.parse_posting(answer_to(detail, "", 404))
    assert isinstance(posting, RawPosting)
    assert posting.salary_fields is not None
    assert (posting.salary_fields.min, posting.salary_fields.max) == (
        str(row["gehaltsspanneVon"]),
        str(row["gehaltsspanneBis"]),
    )
    assert posting.other_urls == (row["externeURL"],)
    assert posting.posted_raw == row["datumErsteVeroeffentlichung"]
    assert posting.remote_raw
    assert stat(board, "broken") is None


def test_a_recorded_search_without_a_match_is_a_good_answer() -> None:
    board = make_board(Arbeitsagentur)
    body = (RECORDED / "arbeitsagentur/ba_v6_search_nomatch_2026-09-26.json").read_bytes()
    assert list(board.parse(answer_to(board.ask_page("nichts", 1), body))) == []
    assert stat(board, "broken") is None


def test_a_recorded_detail_of_the_bundesagentur_is_read() -> None:
    ad = json.loads((RECORDED / "arbeitsagentur/ba_v4_jobdetails_bosch_2026-02.json").read_bytes())
    board = make_board(Arbeitsagentur)
    question = board.ask_posting("https://rest.example/1", ad["referenznummer"], row={}, listed_at=ANSWERED)
    (posting,) = board.parse_posting(answer_to(question, ad))
    assert isinstance(posting, RawPosting)
    assert posting.title == trim(ad["stellenangebotsTitel"])
    assert (posting.employer_raw, posting.reference_raw) == (ad["firma"], ad["chiffrenummer"])
    assert (posting.posted_raw, posting.salary_fields) == (ad["datumErsteVeroeffentlichung"], None)
    assert posting.employment_raw == "Vollzeit, PRAKTIKUM_TRAINEE"
    assert posting.places[0].postal_code == ad["stellenlokationen"][0]["adresse"]["plz"]


# Arbeitnow


@pytest.mark.parametrize("file", files("arbeitnow/*.json"), ids=named)
def test_a_recorded_page_of_arbeitnow_keeps_what_it_states(file: Path) -> None:
    rows = json.loads(file.read_bytes())["data"]
    board = make_board(Arbeitnow)
    found = list(board.parse(answer(file.read_bytes())))
    postings = {posting.board_ref: posting for posting in postings_in(found)}
    assert len(postings) == len(rows) == 100
    for row in rows:
        posting = postings[row["slug"]]
        missing = lost(
            title=(posting.title, trim(row["title"])),
            employer=(posting.employer_raw, trim(row["company_name"])),
            posted=(posting.posted_raw, str(row["created_at"])),
            text=(posting.text_html, row["description"].strip()),
            places=([place.words for place in posting.places], [row["location"]]),
        )
        assert not missing, row["slug"]
    whole = "links" in json.loads(file.read_bytes())
    assert bool(requests_in(found)) is whole
    assert bool(stat(board, "broken")) is not whole


# Personio

EMPLOYER = Employer(ats="personio", tenant="muster", name="Muster GmbH", source="test", sure="seen")
FEEDS = [*files("ats_personio/*.xml"), *files("ats_misc/personio*.xml"), *files("region/codecentric.xml")]


@pytest.mark.parametrize("file", [file for file in FEEDS if "faulty" not in file.name], ids=named)
def test_a_recorded_personio_feed_keeps_what_it_states(file: Path) -> None:
    board = make_board(Personio)
    found = list(board.parse(answer(file.read_bytes(), "https://muster.jobs.personio.de/xml", employer=EMPLOYER)))
    postings = {posting.board_ref: posting for posting in postings_in(found)}
    positions = {f"muster/{one.findtext('id').strip()}": one for one in etree.parse(file).getroot()}
    assert len(found) == len(postings) == len(positions)
    for ref, position in positions.items():
        posting = postings[ref]
        values = [value for one in position.iter("value") if (value := trim(one.text))]
        missing = lost(
            title=(posting.title, trim(position.findtext("name"))),
            employer=(posting.employer_raw, trim(position.findtext("subcompany")) or EMPLOYER.name),
            posted=(posting.posted_raw, trim(position.findtext("createdAt"))),
            places=(
                {place.words for place in posting.places} | set((posting.remote_raw or "").split(", ")) - {""},
                {trim(office.text) for office in position.iter("office")},
            ),
            text=([value for value in values if value not in (trim(posting.text_html) or "")], []),
            pay=(
                bool(posting.salary_fields),
                bool(position.findtext("salaryInformation/min") or position.findtext("salaryInformation/max")),
            ),
        )
        assert not missing, ref
    assert stat(board, "broken") is None


def test_the_faulty_personio_feed_is_clearly_rejected() -> None:
    board = make_board(Personio)
    body = (RECORDED / "ats_personio/personio_wp_positions_faulty.xml").read_bytes()
    (rejected,) = board.parse(answer(body, "https://muster.jobs.personio.de/xml", employer=EMPLOYER))
    assert isinstance(rejected, Rejected)
    assert "broken XML" in rejected.reason
    assert "line 5" in rejected.reason
    assert stat(board, "unread/muster/") == rejected.reason


# schema.org JobPosting

# What the snippets hold: a JobPosting, none (fragments of one), or one that no reader can mend.
FRAGMENTS = {"itviec_text_in_value.json", "lba_hardcoded_salary.json", "de_softgarden_dash_placeholders.json"}
UNREADABLE = {"de_cms_template_unit_jahr.html"}  # a template before it is filled
SNIPPETS = [*files("jsonld_in_the_wild/*.json"), *files("jsonld_in_the_wild/*.html"), *files("jsonld/*.html")]


def first_word(value: Any, *names: str) -> str | None:
    """A stated word of JSON-LD, by the shortest way; None where it is not plain words."""
    while isinstance(value, list | dict):
        value = value[0] if isinstance(value, list) and value else value
        value = next((value[name] for name in names if name in value), None) if isinstance(value, dict) else value
    return trim(value)


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


def test_a_recorded_page_with_json_ld_becomes_a_posting() -> None:
    class Seite(PageBoard):
        name = "seite"

    board = make_board(Seite)
    page = (RECORDED / "jsonld/jsonld_neura_robotics_manager.html").read_text(encoding="utf-8")
    (posting,) = board.parse_posting(answer(page, board_ref="1"))
    assert isinstance(posting, RawPosting)
    assert all((posting.title, posting.employer_raw, posting.places, posting.posted_raw, posting.text_html))


@pytest.mark.parametrize("file", files("region/knipex.json") + files("jsonld_in_the_wild/*knipex.json"), ids=named)
def test_a_recorded_data_feed_is_read_and_its_cut_is_noticed(file: Path) -> None:
    class Datenfeed(PageBoard):
        name = "datenfeed"

    board = make_board(Datenfeed)
    found = list(board.parse(answer(file.read_bytes(), "https://karriere.example/jobs.feed.json")))
    items = [one["item"] for one in json.loads(file.read_bytes())["dataFeedElement"]]
    assert [posting.title for posting in postings_in(found)] == [trim(item["title"]) for item in items]
    assert all(posting.places and posting.employer_raw and posting.posted_raw for posting in postings_in(found))
    assert "27" in stat(board, "broken")  # the feed says 27, the recording was cut


def test_a_list_page_with_many_postings_gives_each_once() -> None:
    jobs = [{"@type": "JobPosting", "title": f"T{number}", "url": f"/{number}"} for number in range(25)]
    assert len(merge_towns(find_in_json(read_json_ld(json.dumps(jobs + jobs))))) == 25


def test_recorded_sitemap_and_rss_item_are_read() -> None:
    sitemap = (RECORDED / "jsonld_in_the_wild/de_amadeus_fire_sitemap.xml").read_bytes()
    assert all(url.startswith("https://") and " " not in url for url in find_locations(read_xml(answer(sitemap))))
    rss = (RECORDED / "jsonld_in_the_wild/sf_googlefeed_item.xml").read_bytes()
    rss = rss.replace(b"<rss>", b'<rss xmlns:g="http://base.google.com/ns/1.0">')  # the excerpt lost it
    item = value_at(read_object(read_xml(answer(rss))), "channel.item")
    assert item["title"].endswith(")")
    assert item["g:id"]


# wir-lieben-jobs.de


def test_the_recorded_essay_becomes_one_benchmark() -> None:
    board = make_board(WirLiebenJobs)
    file = RECORDED / "wir_lieben_jobs/it-manager-jobs-in-wuppertal.txt"
    heading, beruf, *text = file.read_text(encoding="utf-8").splitlines()
    paragraphs = "".join(f"<p>{line}</p>" for line in text if line)
    count = "<p>0 IT Manager Jobs in Wuppertal die Sie lieben werden</p>"
    page = f"<h1>{heading}</h1><section><h2>{beruf}</h2>{paragraphs}</section>{count}"
    (benchmark,) = board.parse(answer(page, "https://www.wir-lieben-jobs.de/it-manager-jobs-in-wuppertal"))
    assert isinstance(benchmark, RawBenchmark)
    kept = Selector(text=benchmark.text_html).xpath("//p/text()").getall() == [line for line in text if line]
    assert kept
    assert stat(board, "broken") is None
