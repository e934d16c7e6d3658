"""`scrapy genboard`: from a page, live or saved, to a board whose recording gives rows."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands._look import find_form, find_pattern
from commands.genboard import refuse, tell_known
from extensions.warc import Answer, Recording
from schemas.configuration import ConfigurationError
from spiders.personio import Personio
from tests.engine import Page, serving
from tests.replay import ROOT, collected, run_scrapy

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
MAP = "<urlset>{}</urlset>"
MAPPED = ("stelle/cio-7", "stelle/koch-8", "impressum")


def _project(folder: Path) -> Path:
    """The project without its boards, which may ask servers on this machine."""
    for path in [*ROOT.glob("*/__init__.py"), ROOT / "settings.py", ROOT / "employers.toml"]:
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
    assert f'sitemap_urls = ("{site}/stellen.xml",)' in written
    assert 'posting_urls = r"/stelle/(?:[^/?#]*[^/?#\\d])?(\\d+)$"' in written
    assert 'access = "permission"' in written, "off until someone has read the terms"
    assert "make accept BOARD=am_fluss" in done.stdout
    folder = project / "tests" / "boards" / "am_fluss"
    assert json.loads((folder / "board.json").read_text())["provenance"] == "recorded"
    assert not any(b"5631234" in one.body for one in Recording([folder / "recorded.warc"])), "contacts are masked"
    replayed = run_scrapy(
        "collect", "am_fluss", "--output", "out", "--replay", str(folder / "recorded.warc"), cwd=project
    )
    assert replayed.returncode == 0, replayed.stderr
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
    assert f'list_urls = ("{URL}",)' in spider
    for check in (["ruff", "check"], ["ruff", "format", "--check"]):
        config = ["--config", str(ROOT / "pyproject.toml"), str(project / "spiders" / "am_fluss.py")]
        done_check = subprocess.run([ROOT / ".venv" / "bin" / check[0], *check[1:], *config], capture_output=True)
        assert done_check.returncode == 0, done_check.stdout


def _answers(page: str, **others: str) -> list[Answer]:
    pages = {URL: page, **{f"https://www.stellen-am-fluss.example/{path}": body for path, body in others.items()}}
    return [
        Answer(url=url, answered_at=AT, headers=(("Content-Type", _kind(body)),), body=body.encode())
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
    "one posting": ([JOB.format("CIO", 1)], {}),
    "a feed of its own": (['{"jobs": []}'], {}),
    "a feed in XML": (['<?xml version="1.0"?><rss><channel/></rss>'], {}),
    "nothing": (["<p>Willkommen"], {}),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_found_or_nothing_is_written(name: str) -> None:
    (page,), facts = FORMS[name]
    assert find_form(_answers(page), URL).facts == facts


def test_a_posting_without_job_posting_is_read_by_its_heading() -> None:
    answers = _answers(LINKS, **{"stelle/koch-2": "<h1>Koch</h1>"})
    assert find_form(answers, URL).facts["fields"] == {"title": "h1::text"}


def test_a_barrier_is_no_board() -> None:
    with pytest.raises(ValueError, match="barrier: login"):
        find_form(_answers("<title>Anmelden</title><input type=password>"), URL)
    with pytest.raises(ValueError, match="answers 403"):
        find_form([Answer(url=URL, answered_at=AT, status=403)], URL)
    with pytest.raises(ValueError, match=r"robots\.txt forbids"):
        find_form([], URL)


def test_an_employer_whose_feed_is_read_already_needs_no_spider(capsys: pytest.CaptureFixture[str]) -> None:
    links = ["https://www.federn.example/karriere", "https://federn.jobs.personio.de/job/12"]
    assert tell_known(links, [Personio]) == 0
    assert 'ats = "personio"\ntenant = "federn"' in capsys.readouterr().out


def test_an_address_that_could_break_out_of_the_file_is_passed_over() -> None:
    urls = [f'https://a.example/job/"+{name}+"' for name in ("eval", "exec")]
    assert find_pattern(urls, "https://a.example/") is None


@pytest.mark.parametrize(
    ("name", "url", "says"),
    [
        ("Elbe", URL, "no name for a board"),
        ("../elbe", URL, "no name for a board"),
        ("personio", URL, "already"),
        ("elbe", "file:///etc/passwd", "no address of a page"),
        ("elbe", 'https://a.example/"""', "no address of a page"),
    ],
)
def test_a_name_or_address_that_cannot_be_taken_is_refused(name: str, url: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        refuse(name, url, ["personio"])
