"""`scrapy genboard`: from a page, live or saved, to a board whose recording gives rows."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawls.archive.recorded_response import RecordedResponse
from crawls.archive.warc_reader import Recording
from german.places.search import load_search
from schemas.configuration import load_employers
from schemas.exit_codes import ExitCode
from schemas.mistakes import ConfigurationError
from scouting.address_forms import find_pattern
from scouting.known_boards import find_board
from scouting.known_feeds import SIGNS, find_known_feeds
from scouting.new_board import describe, refuse, tell_known
from scouting.page_forms import find_form
from spiders import Employers
from tests.support.engine import Page, serving
from tests.support.replay import BOARDS, ROOT, collected, run_scrapy

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
URL = "https://www.stellen-am-fluss.example/stellen"
JOB = (
    '<h1>{0}</h1><script type="application/ld+json">{{"@type": "JobPosting", "title": "{0}", "datePosted":'
    ' "2026-11-16", "hiringOrganization": {{"name": "Ronsdorfer Federn GmbH"}}, "jobLocation": "42369 Wuppertal",'
    ' "url": "/stelle/{1}", "description": "Fragen: 0202 5631234"}}</script>'
)
LINKS = (
    '<a href="http://[">?</a><a href="/stelle/it-leiter-1">IT-Leiter</a><a href="/stelle/koch-2">Koch</a>'
    '<a href="/impressum">Impressum</a>'
)
TOWNS = "".join(f'<a href="/jobs/in-{town}">{town}</a>' for town in ("essen", "bochum", "hagen", "witten", "herne"))
BARE = (
    '<script type="application/ld+json">{{"@type": "JobPosting", "title": "{}", "hiringOrganization": {{"name": "{}"}},'
    ' "jobLocation": "Hagen"}}</script>'
)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
MAP = "<urlset>{}</urlset>"
MAPPED = ("stelle/cio-7", "stelle/koch-8", "impressum")


def _project(folder: Path) -> Path:
    """The project without its boards, which may ask servers on this machine."""
    for path in [*ROOT.glob("*/__init__.py"), ROOT / "settings.py"]:
        path = path.parent if path.name == "__init__.py" else path
        if path.name not in ("spiders", "tests"):
            (folder / path.name).symlink_to(path)
    (folder / "spiders").mkdir()
    for file in [*(ROOT / "spiders").glob("_*.py"), ROOT / "spiders" / "personio.py"]:
        shutil.copy(file, folder / "spiders")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = here\n")
    (folder / "here.py").write_text(
        "from settings import *\nALLOW_LOOPBACK = True\nDOWNLOAD_DELAY = 0\nAUTOTHROTTLE_ENABLED = False\n"
    )
    search = (ROOT / "search.toml").read_text(encoding="utf-8").split("[boards.")[0]
    (folder / "search.toml").write_text(f'contact = "you@example.org"\n{search}', encoding="utf-8")
    return folder


def test_a_live_page_becomes_a_board_that_gives_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, asked = _project(tmp_path), list[str]()

    def answer(method: str, path: str, body: bytes) -> Page:
        asked.append(path)
        pages = {
            "/robots.txt": ("text/plain", f"User-agent: *\nAllow: /\nSitemap: {site}/stellen.xml\n"),
            "/stellen.xml": (
                "text/xml",
                MAP.format("".join(f"<url><loc>{site}/{path}</loc></url>" for path in MAPPED)),
            ),
            "/stellen": ("text/html; charset=utf-8", LINKS),
        }
        kind, page = pages.get(path, ("text/html; charset=utf-8", JOB.format("IT-Leiter (m/w/d)", path[-1])))
        return 200, {"Content-Type": kind}, page.encode()

    with serving(answer) as site:
        done = run_scrapy("genboard", "am_fluss", f"{site}/stellen", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(asked) - asked.count("/robots.txt") == 3, asked
    written = (project / "spiders" / "am_fluss.py").read_text(encoding="utf-8")
    assert f'asks = Sitemaps("{site}/stellen.xml")' in written
    assert 'posting_urls = r"/stelle/(?:[^/?#]*[^/?#\\d])?(\\d+)$"' in written
    assert 'access = "permission"' in written, "off until someone has read the terms"
    assert "make accept BOARD=am_fluss" in done.stdout
    folder = project / "tests" / "boards" / "am_fluss"
    assert json.loads((folder / "board.json").read_text())["provenance"] == "recorded"
    assert not any(b"5631234" in one.body for one in Recording([folder / "recorded.warc"])), "contacts are masked"
    replayed = run_scrapy(
        "collect", "am_fluss", "--output", "out", "--replay", str(folder / "recorded.warc"), cwd=project
    )
    assert replayed.returncode == ExitCode.GATED, replayed.stderr  # a page that the recording does not hold
    (row,) = collected(project / "out", "am_fluss")["postings"]
    assert (row["title"], row["town"], row["posted_on"]) == ("IT-Leiter (m/w/d)", "Wuppertal", "2026-11-16")
    monkeypatch.chdir(project)
    with pytest.raises(ConfigurationError, match="there is a board 'am_fluss' already"):
        refuse("am_fluss", URL, [])


def test_a_saved_page_is_enough_and_what_is_written_is_tidy(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "page.html").write_text(LINKS, encoding="utf-8")
    done = run_scrapy("genboard", "am_fluss", URL, "--saved", "page.html", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = project / "tests" / "boards" / "am_fluss"
    assert [answer.status for answer in Recording([folder / "recorded.warc"])] == [404, 200]
    assert "robots.txt was not asked" in (folder / "board.json").read_text()
    spider = (project / "spiders" / "am_fluss.py").read_text(encoding="utf-8")
    assert f'asks = Addresses("{URL}")' in spider
    for check in (["ruff", "check"], ["ruff", "format", "--check"]):
        config = ["--config", str(ROOT / "pyproject.toml"), str(project / "spiders" / "am_fluss.py")]
        done_check = subprocess.run([ROOT / ".venv" / "bin" / check[0], *check[1:], *config], capture_output=True)
        assert done_check.returncode == 0, done_check.stdout


def _answers(page: str, **others: str) -> list[RecordedResponse]:
    pages = {URL: page, **{f"https://www.stellen-am-fluss.example/{path}": body for path, body in others.items()}}
    return [
        RecordedResponse(url=url, answered_at=AT, headers=(("Content-Type", _kind(body)),), body=body.encode())
        for url, body in pages.items()
    ]


def _kind(body: str) -> str:
    if body.startswith("<?xml"):
        return "text/xml"
    return "application/json" if body.startswith("{") else "text/html; charset=utf-8"


FORMS = {
    "links": ([LINKS], {"list_urls": (URL,), "posting_urls": r"/stelle/(?:[^/?#]*[^/?#\d])?(\d+)$"}),
    "links and a next page": (
        [LINKS + '<a rel="next" href="?seite=2">2</a>'],
        {
            "list_urls": (URL,),
            "posting_urls": r"/stelle/(?:[^/?#]*[^/?#\d])?(\d+)$",
            "next_page": 'a[rel~="next"]::attr(href)',
        },
    ),
    "several postings on the page": ([JOB.format("CIO", 1) + JOB.format("Koch", 2)], {"list_urls": (URL,)}),
    "a DataFeed": ([json.dumps({"@type": "DataFeed", "x": [{"@type": "JobPosting"}]})], {"list_urls": (URL,)}),
    "links to towns, more of them than of postings": (
        [TOWNS + LINKS],
        {"list_urls": (URL,), "posting_urls": r"/stelle/(?:[^/?#]*[^/?#\d])?(\d+)$"},
    ),
    "links to towns alone": ([TOWNS], {}),
    "links to towns after the occupation": (['<a href="/jobs/cio/essen">1</a><a href="/jobs/cio/hagen">2</a>'], {}),
    "postings without address and identifier": (
        [BARE.format("CIO", "Werk AG") + BARE.format("CIO", "Garn AG")],
        {"list_urls": (URL,)},
    ),
    "postings without address, identifier and employer": ([BARE.format("CIO", "") + BARE.format("Koch", "")], {}),
    "the state of a page that scripts draw": (
        ['<div id="root"></div><script>window.__STATE__ = {"jobs": [1, 2]}</script>'],
        {},
    ),
    "one posting": ([JOB.format("CIO", 1)], {}),
    "a feed of its own": (['{"jobs": []}'], {}),
    "a feed in XML": (['<?xml version="1.0"?><rss><channel/></rss>'], {}),
    "nothing": (["<p>Willkommen"], {}),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_found_or_nothing_is_written(name: str) -> None:
    (page,), facts = FORMS[name]
    assert find_form(_answers(page), URL).facts == facts


def test_of_two_forms_of_addresses_the_one_whose_page_is_a_job_posting_is_that_of_the_postings() -> None:
    topics = "".join(f'<a href="/jobs/thema-{number}">x</a>' for number in range(30))
    others = {"jobs/thema-0": "<h1>Thema</h1>", "stelle/it-leiter-1": JOB.format("IT-Leiter", 1)}
    form = find_form(_answers(topics + LINKS, **others), URL)
    assert form.facts == {"list_urls": (URL,), "posting_urls": r"/stelle/(?:[^/?#]*[^/?#\d])?(\d+)$"}
    first, *rest = form.shown
    assert first.endswith("/stelle/it-leiter-1; IT-Leiter; Ronsdorfer Federn GmbH; 42369 Wuppertal")
    assert len(rest) == 2


def test_what_it_would_read_is_said_with_the_key_of_each_posting() -> None:
    made = find_form(_answers(BARE.format("CIO", "Werk AG") + BARE.format("CIO", "Garn AG")), URL)
    assert made.shown[0] == "CIO; Werk AG; Hagen; key made of title and employer"
    own = find_form(_answers(JOB.format("CIO", 1) + JOB.format("Koch", 2)), URL)
    assert own.shown[1] == "Koch; Ronsdorfer Federn GmbH; 42369 Wuppertal; key /stelle/2"
    none = find_form(_answers(BARE.format("CIO", "") + BARE.format("Koch", "")), URL)
    said = describe(none, URL)
    assert "  2 of them could not be told apart from day to day, as they have no key:" in said
    assert "  Koch; Hagen; no key: neither address nor identifier" in said


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://www.stepstone.de/jobs/it-leiter/in-essen", "spiders/stepstone.py"),
        ("https://interamt.de/koop/app/stelle?id=1", "spiders/interamt.py"),
        ("https://www.arbeitsagentur.de/jobsuche/", "spiders/arbeitsagentur.py"),
        ("https://www.stellenanzeigen.de/job-suche/", "the row 'stellenanzeigen' of jobboards.toml, which is off"),
        ("https://www.stellen-am-fluss.example/stellen", None),
        ("https://karriere.werk.example/", None),
    ],
)
def test_a_board_that_is_read_already_is_named(url: str, says: str | None) -> None:
    found = find_board(url, load_search(ROOT / "search.toml"))
    assert found is None if says is None else found and found.startswith(says)


def test_a_posting_without_job_posting_is_read_by_its_heading() -> None:
    answers = _answers(LINKS, **{"stelle/koch-2": "<h1>Koch</h1>"})
    assert find_form(answers, URL).facts["fields"] == {"title": "h1::text"}


def test_a_barrier_is_no_board() -> None:
    with pytest.raises(ValueError, match="barrier: login"):
        find_form(_answers("<title>Anmelden</title><input type=password>"), URL)
    with pytest.raises(ValueError, match="answers 403"):
        find_form([RecordedResponse(url=URL, answered_at=AT, status=403)], URL)
    with pytest.raises(ValueError, match=r"robots\.txt forbids"):
        find_form([], URL)


# what a page of www.werk.example links, embeds or loads; the row of employers.toml
FEEDS = [
    ("https://boards.greenhouse.io/werk/jobs/12", "greenhouse", "werk"),
    ("https://job-boards.greenhouse.io/werk", "greenhouse", "werk"),
    ("https://job-boards.eu.greenhouse.io/werk", "greenhouse", "werk"),
    ("https://boards.greenhouse.io/embed/job_board/js?for=werk", "greenhouse", "werk"),
    ("https://boards.greenhouse.io/embed/job_app?gh_src=x&amp;for=werk&amp;token=1", "greenhouse", "werk"),
    ("https:\\/\\/boards-api.greenhouse.io\\/v1\\/boards\\/werk\\/jobs", "greenhouse", "werk"),
    ("https://jobs.lever.co/werk/0a1b?lever-source=x", "lever", "werk"),
    ("https://api.lever.co/v0/postings/werk?mode=json", "lever", "werk"),
    ("https://jobs.ashbyhq.com/Werk%20AG/embed?version=2", "ashby", "Werk AG"),
    ("https://api.ashbyhq.com/posting-api/job-board/werk", "ashby", "werk"),
    ("https://werk.recruitee.com/o/it-leiter", "recruitee", "werk"),
    ("https://apply.workable.com/werk/j/0A1B/", "workable", "werk"),
    ("https://apply.workable.com/api/v1/widget/accounts/werk", "workable", "werk"),
    ("https://werk-1719.teamtailor.com/jobs", "teamtailor", "werk-1719"),
    ("https://werk.jobs.personio.de/job/12", "personio", "werk"),
    ("https://werk.softgarden.io/de/vacancies", "softgarden", "werk"),
    ("https://werk.onlyfy.io/job/list", "onlyfy", "werk"),
    ("https://join.com/companies/werk/12-it-leiter", "join", "werk"),
    ("https://recruitingapp-9.de.umantis.com/Jobs/All", "umantis", "recruitingapp-9.de"),
    ("https://recruitingapp-9.umantis.com/Vacancies/1", "umantis", "recruitingapp-9"),
    ("https://werk.wd3.myworkdayjobs.com/de-DE/Werk_Jobs/job/Hagen/CIO_J1", "workday", "werk.wd3/Werk_Jobs"),
    ("https://werk.wd3.myworkdayjobs.com/wday/cxs/werk/Jobs/jobs", "workday", "werk.wd3/Jobs"),
    ("https://werk.dvinci-hr.com/de/jobs", "dvinci", "werk.dvinci-hr.com"),
    ("/jobPublication/list.json", "dvinci", "www.werk.example"),
    ("https://rmkcdn.successfactors.com/0a/1b.css", "successfactors", "www.werk.example"),
    ("/talention/api/3.2/job", "talention", "www.werk.example"),
    ("/api/guidecom/api/v2/offersummaries", "guidecom", "www.werk.example"),
    ("https://werk.onlyfy.jobs/job/8b38", "onlyfy", "werk"),
    ("https://werk.career.softgarden.de/vacancies", "softgarden", "werk"),
    ("https://werk.dvinci-easy.com/de/jobs", "dvinci", "werk.dvinci-easy.com"),
    ("https://werk.dvinci.de/de/jobs", "dvinci", "werk.dvinci.de"),
    ("https://werk-portal.rexx-systems.com/stellenangebote.html", "rexx", "werk-portal.rexx-systems.com"),
    ("https://werk.recruiting.rexx-recruitment.com/", "rexx", "werk.recruiting.rexx-recruitment.com"),
    ("https://jobs.werk.example/IT-Leiter-m-w-d-de-j2001.html", "rexx", "jobs.werk.example"),
    ("/Ausbildung-Koch-de-f2003.html?sid=0a", "rexx", "www.werk.example"),
    ("https://www.mein-check-in.de/werk/position-12", "mein_check_in", "werk"),
    ("https://werk.concludis.de/prj/lst/", "concludis", "werk"),
]
NO_FEEDS = [
    "https://www.recruitee.com/", "https://www.teamtailor.com/", "https://api.softgarden.io/", "https://join.com/jobs",
    "https://apply.workable.com/j/0A1B", "https://boards.greenhouse.io/embed/job_board", "https://join.company.example/",
    "https://werk.jobs.personio.design/", "https://jobs.lever.code.example/werk",
    "https://www.rexx-systems.com/", "https://www.dvinci.de/", "https://www.onlyfy.jobs/", "https://www.concludis.de/",
    "https://www.mein-check-in.de/", "/artikel-de-2001.html", "/seite-j2001.html",
]  # fmt: skip


@pytest.mark.parametrize(("address", "ats", "tenant"), FEEDS)
def test_an_employer_whose_feed_is_read_already_needs_no_spider(
    address: str, ats: str, tenant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = f'<html><script src="{address}"></script><a href="/stelle/1">1</a><a href="/stelle/2">2</a></html>'
    answers = [RecordedResponse(url="https://www.werk.example/", answered_at=AT, body=page.encode(), headers=HTML)]
    known = find_form(answers, "https://www.werk.example/").known
    assert [dict(row) for row in known] == [{"ats": ats, "tenant": tenant}]
    assert tell_known(known) == 0
    assert f'[[employer]]\nats = "{ats}"\ntenant = "{tenant}"\n' in capsys.readouterr().out


def test_a_feed_on_another_host_of_the_vendor_is_named() -> None:
    (lever,) = find_known_feeds("https://jobs.eu.lever.co/werk", URL)
    (personio,) = find_known_feeds("https://werk.jobs.personio.com/", URL)
    (savings,) = find_known_feeds("https://sparkasse.mein-check-in.de/sparkasse-werk", URL)
    (bite,) = find_known_feeds('<div data-bite-jobs-api-listing="werk:jobs">', URL)
    assert savings["feed"] == "https://sparkasse.mein-check-in.de/sparkasse-werk/overview"
    assert bite["tenant"] == "the key in https://cs-assets.b-ite.com/werk/jobs-api/jobs.min.js"
    assert lever["feed"] == "https://api.eu.lever.co/v0/postings/werk?mode=json"
    assert personio["feed"] == "https://werk.jobs.personio.com/xml?language=de"


@pytest.mark.parametrize("address", NO_FEEDS)
def test_a_vendors_own_page_and_a_similar_host_are_no_feed(address: str) -> None:
    assert find_known_feeds(address, URL) == []


def test_every_kind_of_career_feed_has_a_sign_and_every_employers_feed_shows_its_employer() -> None:
    loader = SpiderLoader.from_settings(get_project_settings())
    boards: dict[str, Any] = {name: loader.load(name).asks for name in loader.list()}  # type: ignore[attr-defined]
    feeds = {name: asks for name, asks in boards.items() if isinstance(asks, Employers)}
    assert {sign.ats for sign in SIGNS} == feeds.keys()
    for file in (ROOT / "employers.toml", BOARDS / "employers.toml"):
        for who in load_employers(file):
            feed = feeds[who.ats].feed_of(replace(who, feed=None)) if who.ats in feeds else ""
            if feed and feed != feeds[who.ats].feed_url and urlsplit(feed).hostname != who.tenant:
                assert {"ats": who.ats, "tenant": who.tenant} in find_known_feeds(feed, URL)


def test_an_address_that_could_break_out_of_the_file_is_passed_over() -> None:
    urls = [f'https://a.example/job/"+{name}+"' for name in ("eval", "exec")]
    assert find_pattern(urls, "https://a.example/") is None


@pytest.mark.parametrize(
    ("name", "url", "says"),
    [
        ("Elbe", URL, "cannot be a board's name"),
        ("../elbe", URL, "cannot be a board's name"),
        ("personio", URL, "already"),
        ("elbe", "file:///etc/passwd", "not the address of a page"),
        ("elbe", 'https://a.example/"""', "not the address of a page"),
    ],
)
def test_a_name_or_address_that_cannot_be_taken_is_refused(name: str, url: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        refuse(name, url, ["personio"])
