"""What the doctor makes of what it saw of a board: verdict, reason, next step and notes, without a crawl."""

from types import SimpleNamespace
from typing import Any

import pytest

from crawls.diagnosis import diagnose
from schemas.results import Examined
from schemas.wires import Stat

LISTS = ["https://a.example/list", "https://a.example/page/2"]
READ = {
    "employer_raw": "Ronsdorfer Federn", "employer": "Ronsdorfer Federn", "place": "Wuppertal", "town": "Wuppertal",
    "posted_raw": "gestern", "posted_on": "2026-11-19", "salary_raw": None, "salary_basis": None, "remote": None,
    "issues": (),
}  # fmt: skip
REFUSED = {"path": "/list", "error": "RefusedAddress", "words": "10.0.0.1 is not public"}
NO_NAME = {"path": "/list", "error": "CannotResolveHostError", "words": "no such host"}
NO_TLS = {"path": "/list", "error": "ConnectError", "words": "bad certificate"}
SILENT = {"path": "/list", "error": "TimeoutError", "words": "it took too long"}
FORBIDDEN = {"path": "/list", "error": "IgnoreRequest", "words": "Forbidden by robots.txt"}
NOT_RECORDED = {"path": "/list", "error": "MissingRecord", "words": "no answer to /list"}
ROBOTS = {"path": "/robots.txt", "status": 200}
NO_ROBOTS = {"path": "/robots.txt", "status": 404}
BROKEN = {Stat.BROKEN: "the list has another form"}


def _look(
    stats: dict[str, Any] | None = None,
    seen: list[dict[str, Any]] | None = None,
    rows: tuple[dict[str, Any], ...] = (),
    archive: str | None = "its archive",
    **sample: Any,
) -> Examined:
    """The doctor's judgement; each row says how an ad differs from one that is read well."""
    told = {"asked": LISTS, "seen": seen or [], "rejected": [], "unasked": [], "stats": stats or {}} | sample
    return diagnose(_result(), told, [READ | row for row in rows], "its log", archive)


def _result(reason: str | None = None) -> Any:
    return SimpleNamespace(board="asked", reason=reason)


def _answers(*statuses: int) -> list[dict[str, Any]]:
    """A robots.txt, then the answers to questions."""
    return [NO_ROBOTS, *({"path": f"/{number}", "status": status} for number, status in enumerate(statuses))]


@pytest.mark.parametrize(
    ("stats", "seen", "verdict", "why"),
    [
        ({}, _answers(200), "none now", "it says that it has no ads for this"),
        ({Stat.GONE: 1}, _answers(200, 404), "none now", "the ad that was asked for is gone"),
        ({}, _answers(200, 410), "none now", "it says that it has no ads for this"),
        (BROKEN, _answers(200), "changed", "the list has another form"),
        ({Stat.UNREAD + "acme/": "acme answers otherwise"}, _answers(200), "changed", "acme answers otherwise"),
        (BROKEN | {Stat.UNREAD + "acme/": "acme"}, _answers(200), "changed", "the list has another form"),
        (BROKEN, [ROBOTS], "not set up", "the list has another form"),
        ({Stat.ROBOTS_FORBIDDEN: 1}, [ROBOTS, FORBIDDEN], "forbidden",
         "robots.txt forbids what we ask: the fault is ours, not yours"),
        ({Stat.MISSING: 2, Stat.FIRST_MISSING: "/list is not there"}, [NOT_RECORDED], "not recorded",
         "/list is not there"),
        ({Stat.MISSING: 1} | BROKEN, _answers(200), "changed", "the list has another form"),
        ({Stat.MISSING: 1, Stat.ROBOTS_REFUSED: 1}, [NOT_RECORDED], "unreachable", "no answer to /list"),
        ({Stat.ROBOTS_REFUSED: 1}, _answers(), "unreachable", "nothing was answered"),
        ({Stat.ROBOTS_REFUSED: 1} | BROKEN, _answers(), "unreachable", "the list has another form"),
        ({}, [NO_NAME], "unreachable", "no such host"),
        ({}, [NO_TLS], "unreachable", "bad certificate"),
        ({}, [SILENT], "unreachable", "it took too long"),
        ({Stat.BARRIER + "captcha": 1}, _answers(200), "blocked", "page_class/captcha"),
        ({Stat.BARRIER + "login": 1} | BROKEN, _answers(200), "blocked", "the list has another form"),
        ({}, _answers(401), "blocked", "answers 401: the board wants a login"),
        ({}, _answers(403), "blocked", "answers 403: the board refuses us"),
        ({}, _answers(200, 429), "blocked", "answers 429: the board asks us to slow down"),
        ({}, _answers(451), "blocked", "answers 451: the board is withheld by law"),
        ({}, [{"path": "/robots.txt", "status": 403}, {"path": "/.well-known/tdmrep.json", "status": 403},
              {"path": "/list", "status": 200}], "none now", "it says that it has no ads for this"),
        ({}, _answers(404), "moved", "answers 404: the address is gone"),
        ({}, _answers(410, 200), "moved", "answers 410: the address is gone"),
        (BROKEN, _answers(404), "moved", "the list has another form"),
        ({}, _answers(500), "unreachable", "answers 500: the board has trouble of its own"),
        ({}, _answers(200, 503), "unreachable", "answers 503: the board has trouble of its own"),
        ({}, _answers(499), "none now", "it says that it has no ads for this"),
    ],
)  # fmt: skip
def test_a_board_without_ads_is_judged_by_what_came_instead(
    stats: dict[str, Any], seen: list[dict[str, Any]], verdict: str, why: str
) -> None:
    found = _look(stats, seen)
    assert (found.verdict, found.why, found.board, found.ads) == (verdict, why, "asked", 0)
    assert found.asked == tuple(LISTS)


@pytest.mark.parametrize(
    ("stats", "seen", "step"),
    [
        ({Stat.ROBOTS_FORBIDDEN: 1}, [FORBIDDEN], "it is obeyed, and spiders/asked.py has to be changed"),
        ({Stat.MISSING: 1}, [NOT_RECORDED], "record it: scrapy record asked"),
        ({}, [NO_NAME], "check your own network"),
        ({}, [REFUSED], "check your own network"),
        ({}, [NO_TLS], "open the address in a browser: if it warns too"),
        ({}, [SILENT], "try again later; if it stays, open it in a browser"),
        ({Stat.ROBOTS_REFUSED: 1}, _answers(), "try again later; if it stays, open it in a browser"),
        ({Stat.BARRIER + "captcha": 1}, _answers(200, 200), "open https://a.example/page/2 in a browser"),
        ({}, _answers(403), "wait a day"),
        ({}, _answers(404), "open https://a.example/list in a browser, find where the list is now"),
        ({}, _answers(500), "try again later"),
        (BROKEN, [ROBOTS], "nothing was asked: see the addresses in spiders/asked.py"),
        (BROKEN, _answers(200), "compare the answer in its archive with what spiders/asked.py expects"),
        ({}, _answers(200), "nothing to do; ask again another day"),
    ],
)
def test_the_next_step_is_one_that_the_reader_can_take(
    stats: dict[str, Any], seen: list[dict[str, Any]], step: str
) -> None:
    assert (_look(stats, seen).next_step or "").startswith(step)


def test_why_a_board_changed_names_the_first_rejection_once() -> None:
    assert _look({}, _answers(200), rejected=["no title", "no employer"]).why == "no title"
    assert _look(BROKEN, _answers(200), rejected=["no title"]).why == "the list has another form; no title"
    assert _look(BROKEN, _answers(200), rejected=["the list has another form"]).why == "the list has another form"
    assert "the answer in the recording" in (_look(BROKEN, _answers(200), archive=None).next_step or "")


def test_a_board_with_nothing_to_ask_is_not_set_up() -> None:
    found = _look(asked=[], rows=({},))
    assert (found.verdict, found.why) == ("not set up", "it has no question to ask")
    assert found.next_step == "give it that, or set enabled = false under [boards.asked] in search.local.toml"
    assert _look({Stat.BROKEN: "its key is missing"}, asked=[]).why == "its key is missing"


def test_a_crash_is_told_by_its_log() -> None:
    for reason in ("killed by signal 9", None):
        found = diagnose(_result(reason), None, [], "its log", None)
        assert found.verdict == "crashed" and found.why == (reason or "its crawl ended without a word")
        assert (found.next_step or "").startswith("read its log; its last lines say where in spiders/asked.py")


@pytest.mark.parametrize(
    ("rows", "verdict", "why"),
    [
        (({},), "well", None),
        (({}, {"employer": None}), "well", None),
        (({"salary_raw": "50.000 €", "salary_basis": "stated"},), "well", None),
        (({"employer": None},), "look", "no employer was read, though 1 ads state one, such as 'Ronsdorfer Federn'"),
        (
            ({"town": None}, {"town": None, "place": "Remscheid"}),
            "look",
            "no place was read, though 2 ads state one, such as 'Wuppertal'",
        ),
        (({"posted_on": None},), "look", "no date was read, though 1 ads state one, such as 'gestern'"),
        (({}, {"salary_raw": "x" * 70}), "look", f"no pay was read, though 1 ads state one, such as '{'x' * 60}'"),
        (({"salary_raw": ""}, {"posted_raw": None, "posted_on": None}), "well", None),
        (({"employer_raw": None, "employer": None},) * 2, "look", "no ad states its employer"),
        (({"employer_raw": None, "employer": None}, {}), "well", None),
        (({"place": None, "town": None},), "look", "no ad states its place"),
        (({"place": None, "town": None, "remote": "remote"},), "well", None),
        (({"employer_raw": None, "employer": None, "remote": "remote"},), "look", "no ad states its employer"),
    ],
)  # fmt: skip
def test_ads_are_looked_at_for_what_they_state(rows: tuple[dict[str, Any], ...], verdict: str, why: str | None) -> None:
    found = _look({}, _answers(200), rows)
    assert (found.verdict, found.why, found.ads) == (verdict, why, len(rows))
    assert (found.next_step is None) == (verdict == "well")


def test_how_often_a_value_was_read_is_counted() -> None:
    rows: tuple[dict[str, Any], ...] = ({}, {"employer": None}, {"town": None, "posted_on": None})
    assert _look({}, _answers(200), rows).read == {"employer": 2, "place": 2, "date": 2, "pay": 0}


def test_ads_of_a_broken_crawl_count_only_if_it_was_cut_short() -> None:
    assert _look(BROKEN, _answers(200), ({},)).verdict == "changed"
    assert _look(BROKEN, _answers(404, 200), ({},)).verdict == "changed"
    assert _look({Stat.UNREAD + "acme/": "no answer"}, _answers(200), ({},)).verdict == "well"
    short = _look({Stat.BROKEN: "85 hits", Stat.CUT_SHORT: True}, _answers(200), ({},))
    assert (short.verdict, short.notes) == ("well", ("not all that the board has: 85 hits",))


@pytest.mark.parametrize(
    ("seen", "reached"),
    [
        ([], "not asked"),
        ([FORBIDDEN], "not asked"),
        ([ROBOTS], "yes"),
        ([SILENT, NO_ROBOTS], "yes"),
        ([FORBIDDEN, NO_NAME], "no name"),
        ([REFUSED], "no name"),
        ([NO_TLS], "no TLS"),
        ([SILENT | {"words": "SSL routines"}], "no TLS"),
        ([SILENT | {"words": "TLS handshake"}], "no TLS"),
        ([SILENT, NO_NAME], "no answer"),
        ([NO_TLS, SILENT], "no TLS"),
    ],
)
def test_how_far_the_network_led(seen: list[dict[str, Any]], reached: str) -> None:
    assert _look({}, seen).reached == reached
    assert _look({}, seen, archive=None).reached == "recording"


@pytest.mark.parametrize(
    ("stats", "seen", "robots"),
    [
        ({}, [], "not asked"),
        ({}, [SILENT | {"path": "/robots.txt"}], "not asked"),
        ({}, [NOT_RECORDED], "not asked"),
        ({}, [NOT_RECORDED | {"path": "/robots.txt"}], "no record"),
        ({Stat.ROBOTS_STATUS + "200": 1}, [ROBOTS], "allows"),
        ({Stat.ROBOTS_STATUS + "404": 1}, [NO_ROBOTS], "not there"),
        ({Stat.ROBOTS_STATUS + "301": 1}, [], "not asked"),
        ({Stat.ROBOTS_STATUS + "503": 1, Stat.ROBOTS_REFUSED: 1}, [], "not had"),
        ({Stat.ROBOTS_STATUS + "200": 1, Stat.ROBOTS_FORBIDDEN: 1}, [ROBOTS], "forbids"),
    ],
)
def test_what_robots_txt_said(stats: dict[str, Any], seen: list[dict[str, Any]], robots: str) -> None:
    assert _look(stats, seen).robots == robots


@pytest.mark.parametrize(
    ("stats", "seen", "rows", "page"),
    [
        ({}, _answers(200), ({},), "as expected"),
        ({}, _answers(200), (), "as expected"),
        ({}, _answers(200), ({"town": None},), "as expected"),
        (BROKEN, _answers(200), (), "other"),
        ({}, _answers(403), (), "other"),
        ({Stat.BARRIER + "consent": 1}, _answers(200), (), "consent"),
        ({}, _answers(404), (), "not seen"),
        ({}, [SILENT], (), "not seen"),
        ({Stat.ROBOTS_FORBIDDEN: 1}, [FORBIDDEN], (), "not seen"),
        ({Stat.MISSING: 1}, [NOT_RECORDED], (), "not seen"),
        (BROKEN, [ROBOTS], (), "not seen"),
    ],
)
def test_what_kind_of_page_came(
    stats: dict[str, Any], seen: list[dict[str, Any]], rows: tuple[dict[str, Any], ...], page: str
) -> None:
    assert _look(stats, seen, rows).page == page


def test_the_answers_to_questions_are_listed_by_their_status() -> None:
    assert _look({}, [ROBOTS, NOT_RECORDED, *_answers(200, 404)]).answers == (200, 404)


@pytest.mark.parametrize(
    ("stats", "rows", "sample", "notes"),
    [
        ({}, ({},), {}, ()),
        ({Stat.REJECTED: 0, "reservation/postings": 0}, ({},), {}, ()),
        ({Stat.REJECTED: 3}, (), {}, ("3 ads could not be read and were rejected",)),
        ({"reservation/postings": 2}, (), {}, ("2 ads are not kept: their page reserves its rights",)),
        ({"unread/asked/logo/url": 4, "unread/asked/branch": 5, Stat.ROWS: 6}, (), {},
         ("new key: branch in 5 of 6 rows", "new key: logo/url in 4 of 6 rows")),
        ({}, ({"issues": ("start:refused", "pay_grade:unreadable")}, {"issues": ("start:refused",)}), {},
         ("1 ads state a pay grade that is unreadable", "2 ads state a start that is refused")),
        ({}, (), {"unasked": ["b.example", "c.example", "a.example"]},
         ("of its 3 sites only a.example was asked",)),
        ({}, (), {"unasked": ["b.example"], "asked": ["https://d.example/", "https://a.example/"]},
         ("of its 3 sites only a.example, d.example was asked",)),
        ({}, (), {"unasked": ["a.example"]}, ()),
        ({Stat.UNREAD + "koch/": "no", Stat.UNREAD + "acme/jobs": "no"}, ({},), {},
         ("gave no answer that could be read: acme, koch",)),
        ({Stat.UNREAD + "koch/": "no"}, (), {}, ()),
    ],
)  # fmt: skip
def test_what_is_worth_knowing_is_noted(
    stats: dict[str, Any], rows: tuple[dict[str, Any], ...], sample: dict[str, Any], notes: tuple[str, ...]
) -> None:
    assert _look(stats, _answers(200), rows, **sample).notes == notes
