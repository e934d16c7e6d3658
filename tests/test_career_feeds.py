"""Career feeds: what those of every ATS have in common, on answers made by hand in each form."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy.spidermiddlewares.httperror import HttpError

from schemas.configuration import Employer
from schemas.raw import RawPlace
from spiders import FeedBoard
from spiders._board import digest
from spiders.ashby import Ashby
from spiders.dvinci import Dvinci
from spiders.guidecom import Guidecom
from spiders.join import Join
from spiders.onlyfy import Onlyfy
from spiders.personio import Personio
from spiders.softgarden import Softgarden
from spiders.successfactors import Successfactors
from spiders.talention import Talention
from spiders.umantis import Umantis
from spiders.workday import Workday
from tests.support.answers import (
    ROOT,
    answer,
    answer_to,
    failure,
    make_board,
    postings_in,
    rejected_in,
    requests_in,
    stat,
)
from tests.support.feed_rows import ASHBY, FEEDS, LEAST, MUSTER, ask_feed, feed_of, list_of, read_feed
from tests.support.region import (
    DVINCI,
    GUIDECOM,
    JOIN,
    ONLYFY,
    PERSONIO,
    SOFTGARDEN,
    SUCCESSFACTORS,
    TALENTION,
    UMANTIS,
    body_of_talention,
    found_in,
    join_page,
    umantis_page,
    umantis_row,
    unread,
)


@pytest.fixture(params=FEEDS, ids=lambda feed: str(feed.name))
def board(request: pytest.FixtureRequest) -> Iterator[FeedBoard]:
    yield make_board(request.param)


def test_a_posting_with_the_least_takes_employer_and_place_from_the_employers_file(board: FeedBoard) -> None:
    (posting,) = read_feed(board, list_of(type(board), [LEAST[type(board)]]))
    assert posting.board_ref.startswith("muster/")
    assert (posting.title, posting.employer_raw, posting.places) == (
        "IT-Leiter (m/w/d)",
        "Muster GmbH",
        (RawPlace(words="Haan"),),
    )
    assert (posting.salary_fields, posting.remote_raw, posting.text_html) == (None, None, None)


def test_an_empty_list_says_that_there_are_no_openings(board: FeedBoard) -> None:
    assert read_feed(board, list_of(type(board), [])) == []
    assert stat(board, "unread/muster/") is None


@pytest.mark.parametrize(
    "body", [{}, {"jobs": {}, "items": {}, "offers": None}, {"error": "none"}, b"", b"<html>", b"[{"]
)
def test_an_answer_without_the_list_leaves_its_employer_unread(board: FeedBoard, body: Any) -> None:
    (rejected,) = read_feed(board, body)
    assert rejected.words == {"tenant": "muster", "employer": "Muster GmbH"}
    assert stat(board, "unread/muster/") == rejected.reason
    assert stat(board, "broken") is None


def test_a_row_that_cannot_be_read_is_rejected_alone(board: FeedBoard) -> None:
    least = LEAST[type(board)]
    found = read_feed(
        board, list_of(type(board), ["x", {}, {**least, "shortcode": "B2", "title": None, "text": None}, least])
    )
    assert len(postings_in(found)) == 1
    assert len(rejected_in(found)) == 3


@pytest.mark.parametrize(("broken", "is_unread"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_feed_is_unread_if_most_of_its_rows_are_rejected_however_well_others_are_read(
    board: FeedBoard, broken: int, is_unread: bool
) -> None:
    least, key = LEAST[type(board)], "shortcode" if "shortcode" in LEAST[type(board)] else "id"
    sound = [{**least, key: f"g{number}"} for number in range(30)]
    read_feed(board, list_of(type(board), [{}] * broken + sound[: 3 - broken]))
    read_feed(board, list_of(type(board), sound), replace(MUSTER, tenant="gross"))
    board.closed("finished")
    reason = f"{broken} postings could not be read, {3 - broken} could"
    assert stat(board, "unread/muster/") == (reason if is_unread else None)
    assert (stat(board, "unread/gross/"), stat(board, "broken")) == (None, None)


def test_an_employer_all_of_whose_pages_are_gone_has_moved_and_no_other() -> None:
    board, ids = make_board(Softgarden), "var complete_job_id_list = [1, 2, 3];"
    for tenant in ("muster", "gross"):
        who = replace(MUSTER, tenant=tenant)
        for asked in requests_in(list(board.parse(answer(ids, feed_of(board, who), employer=who)))):
            is_gone = tenant == "muster" or asked.url.endswith("1")
            list(board.parse_posting(answer_to(asked, "", 404 if is_gone else 200), **asked.cb_kwargs))
    board.closed("finished")
    assert (stat(board, "moved/muster/"), stat(board, "moved/gross/"), stat(board, "broken")) == (1, None, None)
    assert stat(board, "unread/muster/") == "all 3 posting pages are gone (404 or 410)"


@pytest.mark.parametrize(
    ("said", "kept", "refused"),
    [
        (None, 1, 0), ("", 1, 0), (True, 1, 0), (False, 0, 0), ("true", 1, 0), ("False", 0, 0), (1, 1, 0), (0, 0, 0),
        ("PUBLIC", 0, 1), (2, 0, 1), ({}, 0, 1), (["true"], 0, 1), ({"value": False}, 0, 1),
    ],
)  # fmt: skip
def test_a_row_that_does_not_say_in_a_boolean_whether_to_list_it_is_refused(said: Any, kept: int, refused: int) -> None:
    openings = {"applications_deadline_information": {"applications_allowed": said}}
    onlyfy = {"handle": "a", "title": "CIO", "showUrl": "https://o.example/a", **openings}
    for board, body in (
        (Ashby, {"jobs": [ASHBY | {"isListed": said}]}),
        (Onlyfy, {"jobs": [onlyfy], "totalResults": 1}),
    ):
        found = read_feed(make_board(board), body)
        assert (len(postings_in(found)), len(rejected_in(found))) == (kept, refused), board.name


def test_an_employer_that_is_not_known_is_rejected(board: FeedBoard) -> None:
    url = feed_of(board, MUSTER)
    (failed,) = board.request_failed(failure(url, HttpError(answer("", status=404)), employer=MUSTER))
    assert "404" in rejected_in([failed])[0].reason
    (moved,) = board.parse(
        answer(list_of(type(board), [LEAST[type(board)]]), "https://www.ats.example/", employer=MUSTER)
    )
    assert "redirected" in rejected_in([moved])[0].reason


def test_an_employers_own_feed_goes_before_the_usual_address(board: FeedBoard) -> None:
    own = Employer(ats="any", tenant="m", name="M", feed="https://api.eu.ats.example/m", source="test", sure="seen")
    assert ask_feed(board, own).url == "https://api.eu.ats.example/m"
    assert len(postings_in(read_feed(board, list_of(type(board), [LEAST[type(board)]]), own))) == 1


def test_no_employers_are_said_with_the_cure(board: FeedBoard, tmp_path: Path) -> None:
    (tmp_path / "employers.toml").write_text("")
    (tmp_path / "search.toml").write_text((ROOT / "search.toml").read_text(encoding="utf-8"), encoding="utf-8")
    idle = make_board(type(board), tmp_path / "search.toml")
    assert list(idle.first_requests()) == []
    assert f"names no employer with ats = '{board.name}': add an [[employer]]" in stat(idle, "broken")


def test_keys_that_are_not_read_are_counted(board: FeedBoard) -> None:
    least = LEAST[type(board)]
    rows = [{**least, "id": 1, "shortcode": 1, "neu": 5}, {**least, "id": 2, "shortcode": 2, "neu": 6, "leer": []}]
    read_feed(board, list_of(type(board), rows))
    board.closed("finished")
    stats = board.crawler.stats.get_stats()
    unread = {key: times for key, times in stats.items() if key.startswith(f"unread/{board.name}/")}
    assert unread.pop(f"unread/{board.name}/neu") == 2
    assert set(unread) <= {f"unread/{board.name}/{name}" for name in ("id", "shortcode")}


EMPTY: list[tuple[type[FeedBoard], Employer, Any]] = [
    (Dvinci, DVINCI, []),
    (Guidecom, GUIDECOM, {"ausschreibungen": [], "funktion": "ausschreibungVeroeffentlichen"}),
    (Talention, TALENTION, body_of_talention([], 0)),
    (Onlyfy, ONLYFY, {"totalResults": 0, "jobs": []}),
    (Softgarden, SOFTGARDEN, {"numberOfItems": 0, "dataFeedElement": []}),
    (Softgarden, SOFTGARDEN, {"totalNumberOfJobs": 0, "results": []}),
    (Softgarden, SOFTGARDEN, "<script>var complete_job_id_list = [];</script>"),
    (Umantis, UMANTIS, umantis_page("", "0")),
    (Join, JOIN, join_page(0)),
    (Join, JOIN, join_page(1, total=0)),
    (Personio, PERSONIO, b"<workzag-jobs/>"),
    (Personio, PERSONIO, b"<workzag-jobs><!-- no openings --></workzag-jobs>"),
]


BROKEN: list[tuple[type[FeedBoard], Employer, Any]] = [
    (Personio, PERSONIO, b"<workzag-jobs><job><id>1</id><name>IT-Leiter</name></job></workzag-jobs>"),
    (Dvinci, DVINCI, {"error": "no such portal"}),
    (Dvinci, DVINCI, "<html>Wartung</html>"),
    (Guidecom, GUIDECOM, {"ausschreibungen": []}),
    (Guidecom, GUIDECOM, {"funktion": "ausschreibungVeroeffentlichen"}),
    (Guidecom, GUIDECOM, "<html>Fehlersuche</html>"),
    (Talention, TALENTION, {"results": []}),
    (Talention, TALENTION, body_of_talention([], 3)),
    (Onlyfy, ONLYFY, {"totalResults": 3, "jobs": []}),
    (Onlyfy, ONLYFY, {"jobs": []}),
    (Softgarden, SOFTGARDEN, {"numberOfItems": 2, "dataFeedElement": []}),
    (Softgarden, SOFTGARDEN, {"dataFeedElement": []}),
    (Softgarden, SOFTGARDEN, {"results": []}),
    (Softgarden, SOFTGARDEN, "<html>Unsere Stellen</html>"),
    (Successfactors, SUCCESSFACTORS, b"<urlset><url><loc>https://jobs.sauger.example/</loc></url></urlset>"),
    (Successfactors, SUCCESSFACTORS, b"<rss><channel/></rss>"),
    (Umantis, UMANTIS, "<table></table>"),
    (Umantis, UMANTIS, umantis_page("", "3")),
    (Umantis, UMANTIS, umantis_page("", None)),
    (Join, JOIN, join_page(3)),
    (Join, JOIN, join_page(1)),
    (Join, JOIN, join_page(1, "11-kranmonteur", pageCount=None)),
    (Join, JOIN, '<script id="__NEXT_DATA__">{"props": {"pageProps": {"statusCode": 404}}}</script>'),
]


@pytest.mark.parametrize(("board", "who", "body"), EMPTY)
def test_no_openings_are_believed_when_the_answer_is_whole(board: type[FeedBoard], who: Employer, body: Any) -> None:
    spider = make_board(board)
    assert found_in(spider, who, body) == []
    assert unread(spider, who) is None


@pytest.mark.parametrize(("board", "who", "body"), BROKEN)
def test_an_answer_of_another_form_is_not_no_openings(board: type[FeedBoard], who: Employer, body: Any) -> None:
    spider = make_board(board)
    assert not postings_in(found_in(spider, who, body))
    assert unread(spider, who)


def test_a_redirect_to_another_host_is_no_feed_of_the_employer() -> None:
    for board, who, body in EMPTY:
        spider = make_board(board)
        found_in(spider, who, body, "https://www.ats.example/")
        assert "redirected" in unread(spider, who)


def test_every_kind_asks_each_of_its_employers() -> None:
    for board in (Dvinci, Guidecom, Talention, Onlyfy, Softgarden, Workday, Successfactors, Umantis, Join):
        spider = make_board(board, ROOT / "tests" / "boards" / "search.toml")
        asked = list(spider.first_requests())
        assert asked and all(request.url.startswith("https://") for request in asked)
        assert stat(spider, "broken") is None


def test_a_question_carries_what_the_list_says_of_the_posting() -> None:
    url = "https://jobs.sauger.example/job/Wuppertal-Monteur/1204/"
    sitemap = f"<s:urlset xmlns:s='x'><s:url><s:loc>{url}</s:loc><s:lastmod>2026-03-28</s:lastmod></s:url></s:urlset>"
    (monteur,) = requests_in(found_in(make_board(Successfactors), SUCCESSFACTORS, sitemap.encode()))
    assert (monteur.url, monteur.meta["stamp"]) == (url, digest("2026-03-28"))
    (driver,) = requests_in(found_in(make_board(Softgarden), SOFTGARDEN, "<script>complete_job_id_list=[7]</script>"))
    assert driver.meta["stamp"] is None
    page = umantis_page(umantis_row(1, "Online seit: 02.03.2026"), "1")
    (turner,) = requests_in(found_in(make_board(Umantis), UMANTIS, page))
    assert turner.meta["stamp"] == digest(["Dreher (m/w/d)", ["Online seit: 02.03.2026"]])
    (crane,) = requests_in(found_in(make_board(Join), JOIN, join_page(1, "11-kranmonteur")))
    row = {
        "id": 7001,
        "idparam": "11-kranmonteur",
        "title": "Kranmonteur",
        "company": "Krane Muster GmbH",
        "key": "7001",
    }
    assert crane.meta["stamp"] == digest(row)
