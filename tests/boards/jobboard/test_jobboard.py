"""The rows of jobboards.toml: each read apart from the others, and its mistakes named."""

import re
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from schemas.jobboards import load_jobboards
from schemas.mistakes import ConfigurationError
from schemas.raw import Gone
from spiders import FeedBoard
from spiders.jobboard import JobBoards
from tests.support.answers import ROOT, answer_to, failure, make_board, requests_in, stat

ROW = """
[[jobboard]]
name = "{name}"
list_urls = ["https://{name}.example/{{keyword}}/{{town}}"]
posting_urls = '/job/(\\d+)$'
none_words = "Keine Treffer"
access = "tolerated"
checked = "documented"
terms = "fictional"
source = "fictional"
sure = "seen"
"""


AD = '<script type="application/ld+json">{"@type": "JobPosting", "title": "CIO", "jobLocation": "Hagen"}</script>'


def jobboards(folder: Path, *rows: str) -> JobBoards:
    (folder / "jobboards.toml").write_text("\n".join(rows), encoding="utf-8")
    (folder / "search.toml").write_text((ROOT / "search.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return make_board(JobBoards, folder / "search.toml")


def told(request: Request, body: Any, status: int = 200) -> list[Any]:
    """What comes of an answer; a row reads its own."""
    assert request.callback is not None
    return list(request.callback(answer_to(request, body, status), **request.cb_kwargs))


def failed(request: Request) -> list[Any]:
    assert request.errback is not None
    return list(request.errback(failure(request.url, TimeoutError(), **request.cb_kwargs)))


def test_each_row_is_asked_for_one_list_after_another(tmp_path: Path) -> None:
    board = jobboards(tmp_path, ROW.format(name="berg"), ROW.format(name="tal"))
    berg, tal = board.first_requests()
    assert [berg.url, tal.url] == [f"https://{name}.example/it-manager/wuppertal" for name in ("berg", "tal")]
    posting, following = told(berg, '<a href="/job/7">x</a><a href="/hilfe">x</a>')
    assert (posting.url, posting.cb_kwargs["board_ref"]) == ("https://berg.example/job/7", "berg/7")
    assert following.url == "https://berg.example/it-leiter/wuppertal"
    (read,) = told(posting, AD)
    assert (read.board, read.board_ref, read.title) == ("jobboard", "berg/7", "CIO")
    assert [type(one) for one in told(posting, "", 410)] == [Gone]


def test_a_broken_row_leaves_the_others_alone_and_is_asked_no_more(tmp_path: Path) -> None:
    board = jobboards(tmp_path, ROW.format(name="berg"), ROW.format(name="tal"))
    berg, tal = board.first_requests()
    assert told(berg, "<p>Wartung</p>") == []
    (posting, _) = told(tal, '<a href="/job/7">x</a>')
    told(posting, AD)
    board.closed("finished")
    assert "no posting is linked" in stat(board, "unread/berg/")
    assert stat(board, "unread/tal/") is None
    assert stat(board, "broken") is None


def test_a_list_without_an_answer_leaves_its_row_unread_and_a_posting_only_itself(tmp_path: Path) -> None:
    board = jobboards(tmp_path, ROW.format(name="berg"), ROW.format(name="tal"))
    berg, tal = board.first_requests()
    assert "TimeoutError" in failed(berg)[0].reason
    (posting, following) = told(tal, '<a href="/job/7">x</a>')
    failed(posting)
    assert "TimeoutError" in stat(board, "unread/berg/")
    assert "TimeoutError" in stat(board, "unread/tal/7")
    assert stat(board, "unread/tal/") is None
    assert requests_in(told(following, "Keine Treffer")) != []


def test_a_row_below_its_floor_or_of_pages_that_cannot_be_read_is_unread(tmp_path: Path) -> None:
    board = jobboards(tmp_path, ROW.format(name="berg") + "floor = 2", ROW.format(name="tal"), ROW.format(name="see"))
    berg, tal, see = board.first_requests()
    told(told(berg, '<a href="/job/7">x</a>')[0], AD)
    told(told(tal, '<a href="/job/7">x</a>')[0], "<p>Neues Gewand</p>")
    links = "".join(f'<a href="/job/{number}">x</a>' for number in range(3))
    for posting in told(see, links)[:3]:
        told(posting, "", 404)
    board.closed("finished")
    assert "1 postings, with a floor of 2" in stat(board, "unread/berg/")
    assert "1 postings could not be read" in stat(board, "unread/tal/")
    assert "3 posting pages are gone" in stat(board, "unread/see/")


def test_no_enabled_row_is_no_empty_board(tmp_path: Path) -> None:
    board = jobboards(tmp_path, ROW.format(name="berg") + "enabled = false")
    assert list(board.first_requests()) == []
    assert "no row of jobboards.toml is enabled" in stat(board, "broken")
    board.closed("finished")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "berg"', 'name = "Berg 1"', "write small letters"),
        ("list_urls", "list_url", "did you mean 'list_urls'"),
        ('list_urls = ["https://berg.example/{keyword}/{town}"]', "", "give one of them"),
        ("{town}", "{ort}", "may hold {keyword} and {town}"),
        ("list_urls", "sitemap_urls", "a sitemap's nothing of the kind"),
        ("https://berg", "http://berg", "write a list of addresses that begin with https://"),
        ("(\\d+)$", "(\\d+$", "posting_urls is not a regular expression"),
        ("(\\d+)", "(\\d)(\\d)", "posting_urls has 2 groups"),
        ('"tolerated"', '"permission"', "set permission = true"),
        ('"seen"', '"surely"', 'unknown "surely"; known: probed, seen'),
        ('source = "fictional"', "", "source is missing"),
    ],
)
def test_a_mistake_in_a_row_is_named_with_its_cure(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "jobboards.toml"
    text = ROW.format(name="berg")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"jobboards.toml jobboard 1.*{re.escape(words)}"):
        load_jobboards(file)


def test_a_name_is_a_rows_own(tmp_path: Path) -> None:
    file = tmp_path / "jobboards.toml"
    file.write_text(ROW.format(name="berg") * 2, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"jobboard 2 \(berg\): name 'berg' is there twice"):
        load_jobboards(file)


@pytest.mark.parametrize(
    ("name", "address", "ref"),
    [
        ("workwise", "https://www.workwise.io/job/48213-leiter-it", "48213"),
        ("workwise", "https://www.workwise.io/jobs/wuppertal/it-leiter", None),
        ("jobvector", "https://www.jobvector.de/job/leiter-it-d67888903900ab01/?utm_source=x", "d67888903900ab01"),
        ("jobvector", "https://www.jobvector.de/jobs/it-leiter/wuppertal/", None),
        ("yourfirm", "https://www.yourfirm.de/job/detail/YF-48852/", "YF-48852"),
        ("yourfirm", "https://www.yourfirm.de/job/detail/20251124-28301442/", "20251124-28301442"),
        ("yourfirm", "https://www.yourfirm.de/job/garn-gmbh/leiter-it/yf24686680/", "yf24686680"),
        ("yourfirm", "https://www.yourfirm.de/jobs/wuppertal/it-leiter/", None),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/leiter-it-hagen-16413766/", "16413766"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/detail/20251001-15665979/", "15665979"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job-suche/it-leiter/", None),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/leiter-it-m-w-d-hagen-sde-81234/", "sde-81234"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/leiter-it-mwd-16413766", "16413766"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/leiter-it-in-ulm-16413766", "16413766"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/leiter-it-hagen-reg28123/", "reg28123"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/detail/15861234/?utm_source=x", "15861234"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/detail/YF28891234/", "YF28891234"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/yf-51234#top", "yf-51234"),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/job/", None),
        ("stellenanzeigen", "https://www.stellenanzeigen.de/firma/garn-gmbh-16413766/", None),
        ("bochumer_jobanzeiger", "https://www.bochumer-jobanzeiger.de/suche/?q=it&jobId=REG28321234", "REG28321234"),
        ("bochumer_jobanzeiger", "https://www.bochumer-jobanzeiger.de/suche/?jobId=28321234&page=2", "28321234"),
        ("bochumer_jobanzeiger", "https://www.bochumer-jobanzeiger.de/suche/?locationIds=M-DE-11726", None),
        ("bochumer_jobanzeiger", "https://www.bochumer-jobanzeiger.de/jobangebote/it-leiter/", None),
        ("bochumer_jobanzeiger", "https://www.bochumer-jobanzeiger.de/job/leiter-it-reg283212", "reg283212"),
        ("jobvector", "https://www.jobvector.de/jobs-stellenangebote/it/leitung/leiter-it-211234/", "211234"),
        ("jobvector", "https://www.jobvector.de/jobs-stellenangebote/it/leitung/", None),
        ("empfehlungsbund", "https://www.empfehlungsbund.de/jobs/303742/leiter-it", "303742"),
        ("empfehlungsbund", "https://www.empfehlungsbund.de/jobs/search?q=it", None),
        ("jobware", "https://www.jobware.de/job/leiter-it-m-w-d-064084499", "064084499"),
        ("jobware", "https://www.jobware.de/job/detail/leiter-it-m-w-d.756741234.html", "756741234"),
        ("jobware", "https://www.jobware.de/job/leiter-it-m-w-d-1936891234?ref=x", "1936891234"),
        ("jobware", "https://www.jobware.de/jobsuche?jw_jobname=it", None),
        ("jobware", "https://www.jobware.de/job/it-leiter-2026", None),
        ("xing", "https://www.xing.com/jobs/wuppertal-leiter-it-118223344", "118223344"),
    ],
)  # fmt: skip
def test_the_shipped_rows_know_a_posting_by_its_address(name: str, address: str, ref: str | None) -> None:
    row = next(row for row in load_jobboards(ROOT / "jobboards.toml") if row.name == name)
    found = re.search(row.posting_urls, address)
    assert (found.group(1) if found else None) == ref


# docs/boards.md
def test_the_documentation_names_every_source_that_is_no_career_feed() -> None:
    text = (ROOT / "docs" / "boards.md").read_text(encoding="utf-8")
    spiders = SpiderLoader(Settings({"SPIDER_MODULES": ["spiders"]}))
    boards = [name for name in spiders.list() if not issubclass(spiders.load(name), FeedBoard)]
    rows = [row.name for row in load_jobboards(ROOT / "jobboards.toml")]
    assert [name for name in boards + rows if f"`{name}`" not in text] == []


def test_the_documentation_says_which_rows_are_off() -> None:
    text = (ROOT / "docs" / "boards.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| `(\w+)` \| (on|off) \|", text, re.MULTILINE))
    shipped = load_jobboards(ROOT / "jobboards.toml")
    assert stated == {row.name: "on" if row.enabled else "off" for row in shipped}
