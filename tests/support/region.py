"""Made-up employers of the region, one for each kind of career feed, and what is asked of their spiders."""

import json
from html import escape
from typing import Any

from scrapy import Request

from german.places.search import load_search
from pipelines.normalize import read_posting
from schemas.configuration import Employer
from schemas.raw import RawPosting
from schemas.tables import Posting
from spiders import Board, FeedBoard
from spiders.workday import Workday
from tests.support.answers import ROOT, answer, answer_to, make_board, postings_in, stat
from tests.support.feed_rows import feed_of

SEARCH = load_search(ROOT / "search.toml")


def employer(ats: str, tenant: str, place: str | None = "Wuppertal", feed: str | None = None) -> Employer:
    return Employer(ats=ats, tenant=tenant, name="Muster GmbH", place=place, feed=feed, source="made up", sure="seen")


DVINCI = employer("dvinci", "karriere.wasser.example")
PERSONIO = employer("personio", "bergfunk")
GUIDECOM = employer("guidecom", "www.teile.example")
TALENTION = employer("talention", "jobs.tapete.example")
ONLYFY = employer("onlyfy", "schalter", feed="https://schalter.onlyfy.io/job/list/1a?format=json")
SOFTGARDEN = employer("softgarden", "talwerke")
WORKDAY = employer("workday", "stecker.wd5/JOBS")
SUCCESSFACTORS = employer("successfactors", "jobs.sauger.example")
UMANTIS = employer("umantis", "recruitingapp-9.de")
JOIN = employer("join", "krane")


def found_in(board: FeedBoard, who: Employer, body: Any, url: str | None = None, **facts: Any) -> list[Any]:
    return list(board.parse(answer(body, url or feed_of(board, who), employer=who, **facts)))


def only_posting(board: FeedBoard, who: Employer, body: Any) -> RawPosting:
    (posting,) = postings_in(found_in(board, who, body))
    return posting


def read(posting: RawPosting) -> Posting:
    return read_posting(posting, "20260330T060000Z", SEARCH)


def unread(board: Board, who: Employer) -> Any:
    return stat(board, f"unread/{who.tenant}/")


def question_of(request: Request) -> Any:
    return json.loads(request.body)


def body_of_talention(rows: list[Any], total: int) -> dict[str, Any]:
    return {"results": rows, "resultsTotal": total, "maxResults": 10, "offset": 0}


def umantis_page(rows: str, total: Any, following: str = "") -> str:
    state = json.dumps({"TableTotalLines": total, "NextLink": {"EnhancedUrl": following}})
    return f'<table>{rows}</table><table-navigation initial-data-string="{escape(state)}"></table-navigation>'


def umantis_row(number: int, words: str) -> str:
    return f'<tr><td><a href="/Vacancies/{number}/Description/1">Dreher (m/w/d)</a> <span>{words}</span></td></tr>'


def workday_posting(posted: str | None, **info: Any) -> RawPosting:
    board = make_board(Workday)
    url = "https://stecker.wd5.myworkdayjobs.com/wday/cxs/stecker/JOBS/job/Wuppertal/Ingenieur_J1"
    request = board.ask_posting(url, "stecker.wd5/JOBS/J1", employer=WORKDAY, posted=posted)
    plain = {"title": "Ingenieur", "jobDescription": "<p>A</p>", "location": "DEU Wuppertal Plant – MFG"}
    (posting,) = board.parse_posting(answer_to(request, {"jobPostingInfo": {**plain, **info}}))
    assert isinstance(posting, RawPosting)
    return posting


def join_page(pages: int, *names: str, whose: str = "krane", first: int = 7001, **pagination: Any) -> str:
    """A list page of JOIN; the rows' ids begin at `first`."""
    items = [{"id": first + number, "idParam": name, "title": "Kranmonteur"} for number, name in enumerate(names)]
    jobs = {"items": items, "pagination": {"page": 1, "perPage": 5, "pageCount": pages, **pagination}}
    return join_state(company={"domain": whose, "name": "Krane Muster GmbH"}, jobs=jobs)


def join_state(**state: Any) -> str:
    page = json.dumps({"props": {"pageProps": {"initialState": state}}})
    return f'<script id="__NEXT_DATA__" type="application/json">{page}</script>'
