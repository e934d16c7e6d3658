"""The page: its figures, its words, and that an ad can be nothing in it but text. How it looks: test_report_browser."""

import base64
import hashlib
import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest

import report.pages
from bench.report_page import made_up
from crawls.publishing import publish_parts
from german.asks.languages import _NAMES as LANGUAGES
from german.places.search import add_landmarks, load_search
from report import job_rows
from report.charts.map import draw_map, place_labels
from report.charts.svg import ticks
from report.figures.changes import gather_changes
from report.figures.days import count_days
from report.figures.departed import find_departed
from report.figures.overlap import count_overlap
from report.figures.pay import group_pay, yearly
from report.figures.towns import Built, Spot, find_ground, find_spots
from report.figures.trouble import explain, find_troubles
from report.page import SECTIONS, make_page
from report.pages import Pages
from report.wording import load_words, say
from schemas.columns import NEWS, TOLD, fields_of, names_with, schema_of, table_of
from schemas.configuration import Search
from schemas.feeds import HeldFor
from schemas.monitors import Monitor
from schemas.reasons import Reason
from schemas.tables import TABLES, Benchmark, Job, JobVersion, TrackedPosting
from schemas.verdicts import Verdict
from schemas.vocabulary import (
    ChangeKind,
    ClosedReason,
    DuplicateKind,
    EducationLevel,
    ExperienceLevel,
    LeadsPeople,
    Period,
    Precision,
    Remote,
    RoleFamily,
    SalaryBasis,
    SalaryDisclosure,
    Seniority,
    Travel,
)
from snapshots.publish import publish
from storage.layout import Output
from storage.snapshots import read_snapshot, verify
from tests.support.long_cases import mostly_long
from tests.support.snapshots_rows import RUNS, bytes_of, leave_part, pay, posting

ROOT = Path(__file__).resolve().parents[1]
SEARCH = ROOT / "tests" / "boards" / "search.toml"
READ_FROM_WORDS = [name.removesuffix("_raw") for name in job_rows.AD_COLUMNS if name.endswith("_raw")]
BENEFITS = [line.split("\t")[0] for line in (ROOT / "german/asks/benefits.tsv").read_text("utf-8").splitlines()[1:]]
EARLIER = "20261121T010000Z"  # a run on the day of the one that is made up
SLOT = re.compile(r"\{\w+[^}]*\}")


@pytest.fixture(scope="module")
def made() -> tuple[dict[str, Any], dict[str, Any], Search]:
    return made_up(60)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output.at(tmp_path / "output")


class Read(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and the text of its scripts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": [], "h1": []}
        self.within, self.words = "", ""  # the words that people see
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.within = tag

    def handle_endtag(self, tag: str) -> None:
        self.within = "" if tag in self.inline else self.within

    def handle_data(self, data: str) -> None:
        if self.within not in ("script", "style"):
            self.words += data
        if self.within in self.inline:
            self.inline[self.within].append(data)

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.inline["script"][0])
        return data


def with_first(tables: dict[str, Any], table: str, **values: Any) -> dict[str, Any]:
    """The tables with other values in the first row of one."""
    rows = tables[table].to_pylist()
    rows[0] |= values
    return tables | {table: pa.Table.from_pylist(rows, tables[table].schema)}


def with_all(tables: dict[str, Any], table: str, **values: Any) -> dict[str, Any]:
    """The tables with other values in all rows of one."""
    rows = [row | values for row in tables[table].to_pylist()]
    return tables | {table: pa.Table.from_pylist(rows, tables[table].schema)}


def empty() -> dict[str, Any]:
    kinds: dict[str, Any] = TABLES
    return {name: schema_of(kind).empty_table() for name, kind in kinds.items()}


# Figures


def seen(day: int, closed: int | None = None) -> dict[str, Any]:
    first = datetime(2026, 11, day, 5, tzinfo=UTC)
    return {"first_seen_at": first, "closed_on": closed and date(2026, 11, closed)}


def test_open_jobs_are_counted_day_by_day() -> None:
    days = count_days([seen(1), seen(1, 3), seen(2), seen(4, 4)], date(2026, 11, 5))
    assert [day.open for day in days] == [2, 3, 2, 2, 2]
    assert [day.new for day in days] == [0, 1, 0, 1, 0]  # what the first day finds is not new
    assert [day.closed for day in days] == [0, 0, 1, 1, 0]
    assert count_days([], date(2026, 11, 5)) == []


def test_a_job_first_seen_after_midnight_in_germany_counts_for_that_day() -> None:
    late = {"first_seen_at": datetime(2026, 11, 1, 23, 30, tzinfo=UTC), "closed_on": None}
    assert [day.on.day for day in count_days([late], date(2026, 11, 2))] == [2]


def paid(low: int | None, high: int | None, basis: str | None = "stated", level: str | None = "head") -> dict[str, Any]:
    return {"salary_year_min_eur": low, "salary_year_max_eur": high, "salary_basis": basis, "seniority": level}


def test_pay_of_different_origin_or_level_is_never_mixed() -> None:
    groups = group_pay(
        [
            *(paid(60, 80), paid(70, 90), paid(50, None), paid(1, 2, "board_estimate"), paid(5, 6, level=None)),
            *(paid(None, None), paid(9, 9, None)),
        ]
    )
    assert [(group.level, group.basis, group.ranges) for group in groups] == [
        ("head", "stated", ((50, 50), (60, 80), (70, 90))),
        ("head", "board_estimate", ((1, 2),)),
        (None, "stated", ((5, 6),)),
    ]
    assert groups[0].typical == (60, 80)
    assert yearly(paid(None, 70)) == (70, 70)


def test_boards_overlap_by_the_jobs_they_share() -> None:
    overlap = count_overlap([["a"], ["a", "b"], ["a", "b", "c"], ["b"], ["a"]])
    assert overlap.by_number == {1: 3, 2: 1, 3: 1}
    assert overlap.by_board == {"a": 4, "b": 3, "c": 1}
    assert overlap.alone == {"a": 2, "b": 1}
    assert overlap.pairs[("a", "b")] == overlap.pairs[("b", "a")] == 2


def test_a_town_lies_where_it_lies() -> None:
    essen = {"town": "Essen", "latitude": 51.4566, "longitude": 7.0125, "distance_km": 24.3}
    around = add_landmarks(load_search(ROOT / "search.toml")).where
    (spot,) = find_spots([essen, essen], around)
    assert spot.east == pytest.approx(-9.4, abs=0.1) and spot.north == pytest.approx(22.3, abs=0.1)
    assert spot.jobs == 2 and spot.km == 24.3
    ground = {town.town: town for town in find_ground(around)}
    assert (ground["Essen"].east, ground["Essen"].north) == pytest.approx((spot.east, spot.north), abs=1)
    assert ground["Dortmund"].inhabitants > ground["Velbert"].inhabitants > 10_000 and "Elberfeld" not in ground


def test_the_ground_names_the_towns_of_the_map_that_have_no_jobs() -> None:
    ground = [Built("Essen", -10, 22, 590_000), Built("Hagen", 22, 11, 190_000), Built("Köln", -14, -36, 1_000_000)]
    drawn = draw_map([Spot("Hagen", 2, 24.6, 22, 11)], ground, "Wuppertal", 28)
    assert drawn.count("Essen</text>") == 2 and "Hagen</text>" not in drawn and "Hagen 2</text>" in drawn
    assert "Köln" not in drawn and drawn[drawn.index("ground") :].partition("</svg>")[0].count("<circle") == 2


def test_changes_of_one_job_stand_together() -> None:
    row = {"job_id": "x", "kind": "changed", "title": "T", "employer": None, "town": None, "after": "2"}
    fields = [row | {"field": name, "before": "1"} for name in ("salary_min_eur", "salary_max_eur")]
    (one,) = gather_changes(fields)["changed"]
    assert one.fields == {"salary_min_eur": ("1", "2"), "salary_max_eur": ("1", "2")}


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 1), (0, 46), (51_236, 150_000), (7, 7), (0, 123_456)])
def test_an_axis_holds_its_values_at_even_steps(low: int, high: int) -> None:
    marks = ticks(low, high, 4)
    assert marks[0] <= low and marks[-1] >= high and 2 <= len(marks) <= 8
    assert len({after - before for before, after in pairwise(marks)}) == 1


def test_names_on_the_map_lie_on_nothing() -> None:
    dots = [(0.5 + (n % 7 - 3) / 9, 0.5 + (n % 5 - 2) / 7, 5.0, f"Ort Nummer {n}") for n in range(35)]
    labels = place_labels(dots, 330, [(0.5, 0.9)], [(n / 8, n / 8, f"Dorf {n}") for n in range(8)])
    assert any(" " in label and 'class="quiet"' in label for label in labels)
    boxes = []
    for label in labels:
        told = {"dx": "0"} | dict(re.findall(r'([\w-]+)="([^"]*)"', label))
        x, y = (float(told[name].rstrip("%")) * 3.3 + float(told[f"d{name}"]) for name in "xy")
        wide = len(label[label.index(">") + 1 : -len("</text>")]) * 6.6
        left = x - {"start": 0, "end": wide, "middle": wide / 2}[told["text-anchor"]]
        boxes.append((left, y - 11, left + wide, y + 3))
    assert 3 < len(boxes) < 35
    assert all(left >= -0.1 and right <= 330.1 for left, _, right, _ in boxes)
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def keep(name: str, words: str | None, **read: Any) -> str | None:
    """What is quoted of an ad's words, if that was read from them."""
    row: dict[str, Any] = dict.fromkeys(job_rows.READ_FROM[name]) | {name: words} | read
    schema = schema_of(TrackedPosting)
    table = pa.Table.from_pylist([row], pa.schema([schema.field(one) for one in row]))
    kept: str | None = job_rows.keep_quotable(table, name)[0].as_py()
    return kept


@pytest.mark.parametrize(
    "words",
    ["unbefristet", "zunächst auf 2 Jahre befristet", "Unbefristeter Vertrag", "permanent", "befristet bis 31.12.28"],
)
def test_an_ads_words_are_quoted_beside_what_was_read_from_them(words: str) -> None:
    assert keep("contract_raw", words, fixed_term=False) == words
    assert keep("contract_raw", words) is None, "nothing was read from them"


@pytest.mark.parametrize(
    "code", ["1795172340", "2026-12-15", "2026-11-16T09:12:44+01:00", "FULL_TIME", "68000 - 84000 EUR YEAR", "4800.0",
             "4800.0 MONATSGEHALT", "UNBEFRISTET", "Homeoffice möglich, NACH_VEREINBARUNG", "fixed_term", "", None]
)  # fmt: skip
def test_codes_and_bare_figures_are_no_words_for_people(code: str | None) -> None:
    assert keep("apply_by_raw", code, apply_by_on=date(2026, 12, 15)) is None
    assert keep("salary_raw", code, salary_basis="stated") is None


def test_pay_grades_and_starts_are_quoted_as_people_write_them() -> None:
    assert keep("pay_grade_raw", "EG 13", pay_scale="TVöD") == "EG 13"
    assert keep("start_raw", "ab sofort", start_as_soon_as_possible=True) == "ab sofort"
    assert keep("start_raw", "nach Absprache", start_as_soon_as_possible=False) is None


def test_jobs_that_are_not_open_any_more_are_known_and_where_they_went(made: Any) -> None:
    tables = made[0]
    rows = tables["jobs"].to_pylist()
    to = next(row for row in rows if row["status"] == "open")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    was = {"job_id": "old", "title": "Alt", "url": "https://x.example", "valid_from": at}
    history = [
        to | was | {"valid_to": at},
        to | was | {"title": "IT-Leitung", "url": to["url"], "valid_from": at.replace(day=2), "valid_to": at},
        to | was | {"job_id": "lost", "valid_to": at},  # its ad is nowhere any more
        to | {"valid_from": at, "valid_to": None},
    ]
    found = {
        row["job_id"]: row
        for row in find_departed(tables | {"history": pa.Table.from_pylist(history, schema_of(JobVersion))})
    }
    assert set(found) == {row["job_id"] for row in rows if row["status"] == "closed"} | {"old"}
    assert found["old"]["title"] == "IT-Leitung" and found["old"]["now"] == to["job_id"]
    closed = next(row for row in rows if row["status"] == "closed")
    facts = {name: closed[name] for name in ("job_id", "title", "employer", "closed_on", "closed_reason")}
    assert found[closed["job_id"]] == facts | {"now": None}


def test_after_a_merge_the_old_id_leads_to_the_new_one(output: Output) -> None:
    """As it is published: two jobs of two boards, of which the second run shows that they are one."""
    text = "Sie leiten den Betrieb unserer Rechenzentren und ein Team von zwölf. Das Haus hat zweitausend Menschen."
    ids: list[set[str]] = []
    for run, title in ((RUNS[0], "Referentin Finanzen"), (RUNS[1], "IT-Leiter x")):
        leave_part(output, run, posting("x", run, text=text))
        leave_part(
            output, run, posting("y", run, "beta", title=title, text=text if ids else "Ganz anderes."), board="beta"
        )
        publish(output)
        snapshot = read_snapshot(output)
        assert snapshot
        tables = {name: snapshot.table(name) for name in ("jobs", "postings", "history")}
        ids.append({row["job_id"] for row in tables["jobs"].to_pylist()})
    assert [len(found) for found in ids] == [2, 1]
    gone = find_departed(tables)
    assert [({row["job_id"]}, {row["now"]}) for row in gone] == [(ids[0] - ids[1], ids[1])]


# Where the figures are not what they seem

LAST = "20261119T050000Z"


def in_trouble(made: Any, **verdicts: Any) -> tuple[dict[str, Any], dict[str, Any], Search]:
    """The tables with boards that did otherwise: board to what its row and its feed say."""
    tables, manifest, search = made
    boards, feeds = tables["boards"].to_pylist(), tables["feeds"].to_pylist()
    for board, (of_board, of_feed) in verdicts.items():
        boards = [row | of_board if row["board"] == board else row for row in boards]
        feeds = [row | {"since": LAST} | of_feed if row["board"] == board else row for row in feeds]
    tables = tables | {"boards": pa.Table.from_pylist(boards, tables["boards"].schema)}
    return tables | {"feeds": pa.Table.from_pylist(feeds, tables["feeds"].schema)}, manifest, search


DOWN = {
    "verdict": "failed",
    "requests": 3,
    "answered": 0,
    "failed": 3,
    "postings": 0,
    "reason": "no answer: DNSLookupError",
}
FALLEN = {"held_for": "place", "fallen_from": 20, "fallen_to": 0, "compared": 20, "feed_state": "held"}
HELD = {"verdict": "held", "reason": "0 of 20 postings with a known place, before 20"}


def test_a_job_is_concerned_if_no_board_that_was_read_carries_it(made: Any) -> None:
    trouble = in_trouble(made, personio=(DOWN, {"feed_state": "unread"}), arbeitnow=(HELD, FALLEN))[0]
    found = find_troubles(trouble["boards"].to_pylist(), trouble["feeds"].to_pylist(), trouble["postings"])
    carried: dict[str, set[str]] = {}
    for row in trouble["postings"].to_pylist():
        if row["status"] == "open":
            carried.setdefault(row["job_id"], set()).add(row["board"])
    doubted = {"personio", "arbeitnow"}
    alone = [boards for boards in carried.values() if boards <= doubted]
    assert 0 < found.jobs == len(alone) < sum(bool(boards & doubted) for boards in carried.values())
    assert {one.board: one.jobs for one in found.boards} == {
        board: sum(board in boards for boards in alone) for board in doubted
    }
    assert {one.since for one in found.boards} == {date(2026, 11, 19)}


def test_of_a_board_of_many_feeds_only_the_doubted_ones_count(made: Any) -> None:
    tables = in_trouble(
        made, arbeitnow=({"verdict": "partial", "unread": ["1"]}, {"feed": "1", "feed_state": "unread"})
    )[0]
    found = find_troubles(tables["boards"].to_pylist(), tables["feeds"].to_pylist(), tables["postings"])
    own = [row for row in tables["postings"].to_pylist() if row["board"] == "arbeitnow" and row["status"] == "open"]
    begun = [row for row in own if row["board_ref"].startswith("1")]
    assert 0 < found.jobs <= len(begun) < len(own)


def test_the_banner_stands_above_the_figures_and_is_not_there_when_all_is_well(made: Any) -> None:
    assert "trouble.title" not in re.sub(r"<script.*", "", make_page(*made).decode(), flags=re.DOTALL)
    page = make_page(*in_trouble(made, personio=(DOWN, {"feed_state": "unread"}), arbeitnow=(HELD, FALLEN))).decode()
    words = page[: page.index('<script type="application/json"')]
    assert words.index("trouble.title") < words.index("hero.open")
    for told in (
        say("cause.no_answer", n=3),
        say("held.place", to=0, n=20, was=20),
        say("trouble.since", d="2026-11-19"),
    ):
        assert told in words, told
    assert "DNSLookupError" not in words and "postings" not in words, "no English sentence of the run"


BOARD_RUN: dict[str, Any] = {
    "requests": 9, "answered": 9, "failed": 0, "postings": 9, "floor": 5, "unread": [], "rejected": 0
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "feeds", "reasons"),
    [
        ({"verdict": "complete"}, [], []),
        ({"verdict": "recent"}, [], ["die neuesten gelesen, der Rest von früher übernommen"]),
        ({"verdict": "not_run"}, [], ["in diesem Lauf nicht abgefragt"]),
        ({"verdict": "failed", "answered": 0, "failed": 9, "postings": 0}, [], ["keine Antwort auf 9 Anfragen"]),
        ({"verdict": "failed", "answered": 0, "requests": 1}, [], ["keine Antwort auf 1 Anfrage"]),
        ({"verdict": "failed", "answered": 0, "requests": 0}, [], ["Abruf abgebrochen"]),
        ({"verdict": "failed", "answered": 4}, [], ["Abruf abgebrochen"]),
        ({"verdict": "incomplete", "failed": 2}, [], ["2 von 9 Anfragen ohne Antwort"]),
        ({"verdict": "incomplete", "postings": 3}, [], ["3 Anzeigen, weniger als die mindestens erwarteten 5"]),
        ({"verdict": "incomplete"}, [], ["nicht vollständig gelesen"]),
        ({"verdict": "partial", "unread": ["a/", "b/"]}, [], ["nicht lesbar: a, b"]),
        (
            {"verdict": "partial", "unread": ["a/", "b/"]},
            [FALLEN | {"feed": "a/", "held_for": "count"}],
            ["nicht lesbar: b", "0 Anzeigen, sonst 20"],
        ),
        ({"verdict": "held"}, [FALLEN | {"feed": "*"}], ["0 von 20 Anzeigen mit bekanntem Ort, zuvor 20"]),
        (
            {"verdict": "held"},
            [FALLEN | {"feed": "*", "held_for": "closings", "fallen_to": 7}],
            ["13 von 20 Stellen wären auf einmal geschlossen; erst der nächste Lauf entscheidet"],
        ),
    ],
)
def test_why_a_board_was_not_read_is_told_from_codes(row: Any, feeds: Any, reasons: list[str]) -> None:
    told = explain(BOARD_RUN | row, feeds)
    assert [say(key, **facts) for key, facts in told] == reasons


# What is asked and offered


def test_shares_stand_beside_their_counts_and_few_jobs_are_called_few(made: Any) -> None:
    tables, manifest, search = made
    page = make_page(tables, manifest, search).decode()
    asked = page[page.index('<section id="asked"') : page.index('<section id="boards"')]
    rows = [row for row in tables["jobs"].to_pylist() if row["status"] == "open"]
    counts = Counter(one for row in rows for one in row["benefits"])
    for name, n in counts.items():
        told = re.search(rf'benefit={name}">.*?class="figures">(\d+) .*?>(\d+) %<', asked)
        assert told and [int(one) for one in told.groups()] == [n, round(n / 60 * 100)], name
    assert say("asked.stated", n=sum(bool(row["benefits"]) for row in rows), all=60) in asked
    assert say("asked.few", n=60) not in asked and "duty." not in asked, "zeros are left out"
    assert say("asked.few", n=12) in make_page(*made_up(12)).decode()


# The file


def test_the_same_tables_give_the_same_bytes(made: Any) -> None:
    tables, manifest, search = made
    again = {name: pa.concat_tables([table.slice(0, 7), table.slice(7)]) for name, table in tables.items()}
    assert make_page(tables, manifest, search) == make_page(again, manifest, search)


def test_nothing_but_the_files_own_script_and_style_may_run(made: Any) -> None:
    read = Read(make_page(*made))
    policy = next(told["content"] for tag, told in read.found if (told.get("http-equiv") or "").startswith("Content-S"))
    assert policy and "default-src 'none'" in policy and "unsafe" not in policy
    for text in (read.inline["script"][1], "".join(read.inline["style"])):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert not [tag for tag, _ in read.found if tag in ("iframe", "img", "object", "embed", "base")]
    for tag, told in read.found:
        assert not told.get("src") and not any(name.startswith("on") or name == "style" for name in told), tag
        if tag == "link":
            assert told["rel"] == "alternate" or (told["href"] or "").startswith("data:")


def test_an_ads_words_stay_words_and_only_web_addresses_become_links(made: Any) -> None:
    tables, manifest, search = made
    evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)> "onerror=alert(2)\u2028'
    plain = Read(make_page(tables, manifest, search))
    for table, names in {
        "jobs": ("title", "employer", "town"),
        "postings": ("title", "url", "salary_raw", "duplicate_reason"),
        "changes": ("title", "employer"),
        "boards": ("reason", "board"),
        "benchmarks": ("words", "occupation", "url"),
    }.items():
        tables = with_first(tables, table, **dict.fromkeys(names, evil))
    tables = with_first(tables, "benchmarks", url="javascript:alert(1)")
    page = make_page(tables, manifest, search)
    read = Read(page)
    kinds = [Counter(tag for tag, _ in one.found if tag in ("script", "img", "style")) for one in (plain, read)]
    assert kinds[0] == kinds[1] == {"script": 2, "style": 1}
    assert not any(name.startswith("on") for _, told in read.found for name in told)
    assert evil in read.data["jobs"]["title"] and "\u2028" not in read.inline["script"][0]
    assert not [told for _, told in read.found if (told.get("href") or "").startswith("javascript")]


def test_the_data_holds_every_open_job_with_its_ads(made: Any) -> None:
    tables, manifest, search = made
    data = Read(make_page(tables, manifest, search)).data
    jobs = {row["job_id"]: row for row in tables["jobs"].to_pylist() if row["status"] == "open"}
    assert data["job_count"] == 60 and set(data["jobs"]["job_id"]) == set(jobs)
    assert data["ad_count"] == sum(row["posting_count"] for row in jobs.values())
    ads = iter(data["ads"]["url"])
    counts = data["jobs"]["ads"]
    for place, job_id in enumerate(data["jobs"]["job_id"]):
        own = [next(ads) for _ in range(counts["d"][counts["i"][place] - 1])]
        assert own[0] == jobs[job_id]["url"], "the canonical ad stands first"
        assert sorted(own) == sorted(jobs[job_id]["urls"])
    assert len(READ_FROM_WORDS) == 7 and not {f"{word}_raw" for word in READ_FROM_WORDS} - set(data["ads"])


def test_a_column_packed_is_the_column() -> None:
    def unpack(packed: Any, count: int) -> list[Any]:
        if packed is None:
            return [None] * count
        return packed if isinstance(packed, list) else [[None, *packed["d"]][place] for place in packed["i"]]

    for values in (["a", "a", None, "b"], [1, 2, 3], [None, None], [["x"], ["x"], [], None], [date(1970, 1, 2)] * 3):
        column = pa.chunked_array([pa.array(values)])
        packed = unpack(json.loads(json.dumps(job_rows.pack_column(column))), len(values))
        assert packed == [1 if isinstance(value, date) else value or None for value in values]


def test_a_long_list_is_cut_and_says_so(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("report.page", "report.sections.footer"):
        monkeypatch.setattr(f"{module}.LISTED", 25)
    page = make_page(*made)
    assert Read(page).data["job_count"] == 25
    assert say("footer.cut", n=25, all=60) in page.decode() and say("hero.open", n=60) in page.decode()


def test_a_snapshot_of_nothing_and_a_first_one_say_what_is_missing(made: Any) -> None:
    tables, manifest, search = made
    page = make_page(empty(), manifest | {"previous": None}, search).decode()
    for key in ("hero.first", "days.none", "changes.first", "pay.none", "places.none", "employers.none", "skills.none"):
        assert say(key) in page, key
    first = make_page(tables, manifest | {"previous": None}, search).decode()
    assert (
        say("changes.first") in first and json.loads(Read(first.encode()).inline["script"][0])["jobs"]["news"] is None
    )


def test_pay_without_a_yearly_figure_and_benchmarks_by_the_hour_are_no_bars(made: Any) -> None:
    _, manifest, search = made
    row: dict[str, Any] = dict.fromkeys(schema_of(Benchmark).names)
    row |= {"board": "b", "url": "https://b.example", "occupation": "IT", "town": "Wuppertal", "min_eur": 30}
    row |= {"period": "hour", "period_stated": True, "words": "30 €", "seen_at": datetime(2026, 11, 1, tzinfo=UTC)}
    tables = empty() | {"benchmarks": pa.Table.from_pylist([row], schema_of(Benchmark))}
    assert say("pay.none") in make_page(tables, manifest, search).decode()


def test_figures_of_the_head_are_those_of_the_tables(made: Any) -> None:
    tables, manifest, search = made
    page = make_page(tables, manifest, search).decode()
    rows = [row for row in tables["jobs"].to_pylist() if row["status"] == "open"]
    counts = Counter(row["salary_basis"] for row in rows)
    facts = {basis: counts[basis] for basis in get_args(SalaryBasis)}
    words = Read(page.encode()).words
    told = ", ".join(say(f"pay.lead.{basis}", n=n) for basis, n in facts.items())
    assert f"{say('pay.lead', n=60, paid=60 - counts[None])}: {told}. {say('pay.lead.none', n=counts[None])}" in words
    assert f"Seit 20.11.2026: {tables['changes'].num_rows} neu." in words


def test_the_head_compares_with_the_snapshot_before_even_of_the_same_day(made: Any) -> None:
    tables, manifest, search = made
    new = tables["changes"].num_rows
    page = make_page(tables, manifest, search).decode()
    assert new and say("hero.more", n=new, was=60 - new, d="2026-11-20") in page
    page = make_page(tables, manifest | {"previous": EARLIER}, search).decode()
    assert say("today.hero.more", n=new, was=60 - new) in page and say("changes.today") in page


def test_what_says_nothing_is_left_out(made: Any) -> None:
    tables, manifest, search = made
    quiet = tables | {"changes": tables["changes"].slice(0, 0)}
    again = Read(make_page(quiet, manifest | {"previous": EARLIER}, search))
    assert "changes" not in {told.get("id") for _, told in again.found}, "a second run on one day, without news"
    assert not [told for _, told in again.found if told.get("href") == "#changes"]
    assert "am 21.11.2026" not in again.words
    day_after = Read(make_page(quiet, manifest, search)).words
    assert "Seit 20.11.2026: nichts Neues." in day_after, "a day without news is told"
    plain = Read(make_page(with_all(tables, "jobs", remote=None, employer_is_agency=False), manifest, search)).words
    for words in (again.words, day_after, plain):
        assert not re.search(r"(?<![\d.,–])0 [a-zäöü]", words), "no zero of anything"
    assert "mit Homeoffice" not in plain and "Personaldienstleister" not in plain
    first = with_all(tables, "jobs", first_seen_at=datetime(2026, 11, 21, 5, tzinfo=UTC), closed_on=None)
    one_day = Read(make_page(first, manifest | {"previous": None}, search))
    assert "days" not in {told.get("class") for _, told in one_day.found}, "one day is no history"


def test_a_board_that_asks_for_it_is_credited(made: Any) -> None:
    tables, manifest, search = made
    assert b"Jobs by Adzuna" not in make_page(tables, manifest, search)
    assert b"Jobs by Adzuna" in make_page(with_first(tables, "postings", board="adzuna"), manifest, search)


def test_ads_are_compared_with_the_benchmarks_of_their_own_title_only(made: Any) -> None:
    tables, manifest, search = made
    page = make_page(with_all(tables, "jobs", title_core="IT-Manager"), manifest, search).decode()
    chart = page[page.index('class="pay-chart"') : page.index('data-w="pay.marks"')]
    levels, benchmarks = chart.split("<h4>")
    assert 'class="band"' not in levels, "the rows of all roles have no band"
    assert benchmarks.count('class="band"') == benchmarks.count("<li ") == 4, "three bases and the benchmark"
    assert benchmarks.startswith("IT Manager</h4>")
    others = make_page(with_all(tables, "jobs", title_core="Head of IT"), manifest, search).decode()
    assert 'class="band"' not in others and "<h4>IT Manager</h4>" in others
    assert 'class="legend"' not in chart, "rows are labelled where they stand"


# Words


def test_every_word_of_the_interface_is_there_once_in_both_languages() -> None:
    words = load_words()
    lines = (ROOT / "report" / "words.tsv").read_text(encoding="utf-8").splitlines()
    labels = [field.name for field in fields_of(Job) if field.use.label]
    assert len(lines) - 1 + len(labels) + len(Verdict) + len(Monitor) == len(words)
    for key, (german, english) in words.items():
        assert german and english
        names = [set(re.findall(r"\{(\w+)", text)) for text in (german, english)]
        assert names[0] == names[1], key


def test_no_word_is_missing_and_none_is_left_over() -> None:
    words = set(load_words())
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted((ROOT / "report").rglob("*"))
        if file.suffix in (".py", ".html", ".js")
    )
    for key in re.findall(r'(?:said|say|labelled)\("([\w.]+\w)"[,)]', source):
        assert key in words, key
    whole = set(re.findall(r"[\"'{@]([\w.]+)[\"'}]", source)) | {
        f"label.{name}" for name in re.findall(r"\{\{@(\w+)", source)
    }
    whole |= {f"{section.name}.title" for section in SECTIONS}
    begun = tuple(re.findall(r"[\"']((?:[a-z_]+\.)+)(?:\{|[\"'] ?\+|[\"'])", source))
    assert not {key for key in words if key not in whole and not key.startswith(begun)}


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("level", get_args(Seniority)),
        ("family", get_args(RoleFamily)),
        ("basis", get_args(SalaryBasis)),
        ("remote", get_args(Remote)),
        ("period", get_args(Period)),
        ("leads", get_args(LeadsPeople)),
        ("education", get_args(EducationLevel)),
        ("experience", get_args(ExperienceLevel)),
        ("travel", get_args(Travel)),
        ("disclosure", get_args(SalaryDisclosure)),
        ("tongue", LANGUAGES),
        ("benefit", BENEFITS),
        ("verdict", Verdict),
        ("kind", DuplicateKind),
        ("why", Reason),
        ("closed", ClosedReason),
        ("change", ChangeKind),
        ("held", HeldFor),
        ("precision", set(get_args(Precision)) - {"day"}),
        ("fact", READ_FROM_WORDS),
        ("field", {*names_with(Job, NEWS), *names_with(Job, TOLD)} - {"salary_min_eur", "salary_max_eur"} | {"salary"}),
    ],
)
def test_every_code_has_words(prefix: str, names: Any) -> None:
    assert not {f"{prefix}.{name}" for name in names} - set(load_words())


def test_words_are_said_with_their_numbers_and_days() -> None:
    assert say("hero.more", n=1200, was=3, d="2026-11-02") == "1.200 mehr als am 02.11.2026 (3)"
    assert say("pay.n", n=1) == "1 Stelle"


# With every snapshot


def test_the_page_is_published_with_the_snapshot_in_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    pages = []
    for name, order in (("a", 1), ("b", -1)):
        output = Output.at(tmp_path / name)
        for run in RUNS[:2]:
            rows = [posting("x", run, **pay(5000)), posting("y", run), posting("z", run, text="Anderes.")]
            leave_part(output, run, *rows[::order])
        publish(output, pages=Pages(load_search(SEARCH), {}))
        verify(output, RUNS[1])
        pages.append(bytes_of(output, RUNS[1])["report.html"])
    assert pages[0] == pages[1]


def test_a_page_that_fails_costs_no_snapshot_but_is_told(
    output: Output, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_part(output, RUNS[0], "a")

    def fail(*_: object) -> bytes:
        raise KeyError("seniority")

    monkeypatch.setattr(report.pages, "make_page", fail)
    assert publish_parts(output.root, str(SEARCH), []) == 4
    said = capsys.readouterr()
    assert "report.html could not be made: KeyError: 'seniority'" in said.out and "Traceback" in said.err
    snapshot = read_snapshot(output)
    assert snapshot and "report.html" not in snapshot.manifest["files"]
    verify(output, RUNS[0])

    monkeypatch.undo()
    before = bytes_of(output, RUNS[0])
    leave_part(output, RUNS[1], "a", "b")
    assert publish_parts(output.root, str(SEARCH), []) == 0
    assert f"{RUNS[1]}/report.html: open it" in capsys.readouterr().out
    assert "report.html" in bytes_of(output, RUNS[1]) and bytes_of(output, RUNS[0]) == before


def test_made_up_rows_are_rows(made: Any) -> None:
    assert made[0]["jobs"].schema.equals(schema_of(Job)) and made[0]["postings"].schema.equals(
        schema_of(TrackedPosting)
    )
    assert table_of(Job, []).num_rows == 0


UNREAD: dict[str, tuple[dict[str, Any] | None, str]] = {
    "no answer": (
        {"verdict": "failed", "requests": 2, "failed": 2, "reason": "no answer"},
        "keine Antwort auf 2 Anfragen",
    ),
    "some answers": ({"verdict": "incomplete", "requests": 9, "failed": 4}, "4 von 9 Anfragen ohne Antwort"),
    "too few": ({"floor": 5}, "0 Anzeigen, weniger als die mindestens erwarteten 5"),
    "not asked": (None, "in diesem Lauf nicht abgefragt"),
}


@pytest.mark.parametrize(("verdict", "words"), mostly_long(UNREAD, ["no answer", "not asked"]))
def test_a_published_page_tells_since_when_a_board_is_not_read(
    output: Output, verdict: dict[str, Any] | None, words: str
) -> None:
    for run in RUNS[:3]:
        leave_part(output, run, "a")
        if run == RUNS[0]:
            leave_part(output, run, posting("b", run, "beta"), board="beta")
        elif verdict is not None:
            leave_part(output, run, board="beta", **verdict)
        publish(output, pages=Pages(load_search(SEARCH), {}))
    told = Read(bytes_of(output, RUNS[2])["report.html"]).words
    assert say("trouble.jobs", n=1, all=2) in told
    assert say("trouble.since", d="2026-11-23") in told and told.count(words) == 2, "in the banner and at its board"
