"""Dates are read as tests/tables/date.tsv says, and found in ads as tests/tables/ad_date.tsv says."""

import csv
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import german.dates.field
from bench.scoring import SHARED
from german.dates.ad import AdDates, find_dates
from german.dates.field import read_date
from german.dates.readings import Kind, ReadDate
from german.dates.soon import is_as_soon_as_possible
from german.dates.words import BERLIN
from german.words.unreadable import Unreadable
from tests.table_rows import each_row

TABLES = Path(__file__).parent / "tables"
SEEN = datetime(2026, 4, 15, 10, 30, tzinfo=BERLIN)  # a Wednesday
KINDS: tuple[Kind, ...] = get_args(Kind)

german_days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
moments = st.integers(946_800_000, 4_102_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
kinds = st.sampled_from(KINDS)
# What dates are made of: figures, marks, and the words of the grammar.
PIECES = """
0 1 3 12 31 99 2026 1970 20260415 . .. - / : , ( ) ' + Z T +01:00 * _ vor seit in ago bis ab zum am und oder ein a an
Tagen Stunden Wochen Monaten Jahren days hours mai may Mär. Ende Anfang KW Q3 1. H2 Quartal d. M. n. heute gestern Mo
Freitag letzten Bewerbungsfrist: befristet Start Uhr pm
"""
near_dates = st.lists(st.sampled_from([*PIECES.split(), "\u00a0", "\u00ad"]), max_size=12)


def read_table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@each_row(read_table("date.tsv"))
def test_a_date_is_read_as_the_table_says(row: dict[str, str]) -> None:
    kind = next(kind for kind in KINDS if kind == row["kind"])
    if row["on"] == "unreadable":
        with pytest.raises(Unreadable):
            read_date(row["text"], SEEN, kind)
        return
    read = read_date(row["text"], SEEN, kind)
    if row["on"] == "none":
        assert read is None, row["why"]
        return
    at = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC) if row["at"] else None
    expected = (date.fromisoformat(row["on"]), row["precision"], row["basis"], at, row["at_least"] == "yes")
    assert read is not None, row["why"]
    assert (read.on, read.precision, read.basis, read.at, read.at_least) == expected, row["why"]
    assert read.words == row["text"].strip()


@each_row(read_table("ad_date.tsv"))
def test_the_dates_of_an_ad_are_found_as_the_table_says(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")
    dates = find_dates(text, SEEN)
    found = [str(read.on) if read else "" for read in (dates.apply_by, dates.start, dates.contract_end)]
    assert found == [row["apply_by"], row["start"], row["contract_end"]]
    assert dates.as_soon_as_possible == (row["as_soon_as_possible"] == "yes")
    flat = " ".join(text.split())
    assert all(read.words in flat for read in (dates.apply_by, dates.start, dates.contract_end) if read)


def test_no_text_is_no_date() -> None:
    assert read_date(None, SEEN, "posted") is None
    assert find_dates(None, SEEN) == find_dates("", SEEN) == AdDates()
    assert not is_as_soon_as_possible(None)


def test_words_are_no_part_of_a_dates_identity() -> None:
    assert ReadDate(date(2026, 4, 7), words="07.04.2026") == ReadDate(date(2026, 4, 7), words="7. April 2026")


def test_a_heading_goes_before_a_sentence() -> None:
    ad = "Senden Sie Ihre Bewerbung bis 01.05.2026. Bewerbungsfrist: 15.05.2026"
    read = find_dates(ad, SEEN).apply_by
    assert read is not None
    assert (read.on, read.words) == (date(2026, 5, 15), "Bewerbungsfrist: 15.05.2026")


def test_hours_are_counted_on_the_clock_of_the_world_over_a_change_of_time() -> None:
    seen = datetime(2026, 3, 30, 8, tzinfo=BERLIN)
    read = read_date("vor 30 Stunden", seen, "posted")
    assert read is not None
    assert read.at == datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert read.at.astimezone(BERLIN).hour == 1


@pytest.mark.parametrize(
    ("words", "soon"),
    [
        ("sofort", True),
        ("ab sofort oder später", True),
        ("Nächstmöglicher Zeitpunkt", True),
        ("zum nächst möglichen Termin", True),
        ("baldmöglichst", True),
        ("so bald wie möglich", True),
        ("immediately", True),
        ("at the earliest possible date", True),
        ("nach Vereinbarung", False),
        ("01.07.2026", False),
        ("möglich", False),
    ],
)
def test_a_start_at_once_is_told_from_its_words(words: str, soon: bool) -> None:
    assert is_as_soon_as_possible(words) is soon


@given(
    german_days,
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d. %B %Y", "%d/%m/%Y", "%d-%m-%Y", "Stand: %d.%m.%Y"]),
    kinds,
)
def test_a_day_that_is_printed_is_read_back(day: date, form: str, kind: Kind) -> None:
    if form.startswith("Stand") and kind != "posted":
        return
    if kind != "posted" and (day - SEEN.date()).days > 548:  # an end or a start so far ahead may be a template's filler
        return
    read = read_date(day.strftime(form), SEEN, kind)
    assert read is not None
    assert (read.on, read.precision, read.basis, read.at) == (day, "day", "stated", None)


@given(moments, st.sampled_from(["iso", "rfc822", "epoch", "milliseconds", "utc"]))
def test_a_moment_that_is_printed_is_read_back(moment: datetime, form: str) -> None:
    moment = moment.replace(microsecond=0)
    words = {
        "iso": moment.astimezone(BERLIN).isoformat(),
        "rfc822": moment.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "epoch": str(int(moment.timestamp())).zfill(10),
        "milliseconds": str(int(moment.timestamp()) * 1000).zfill(13),
        "utc": moment.strftime("%Y-%m-%d %H:%M:%S UTC"),
    }[form]
    read = read_date(words, SEEN, "posted")
    assert read is not None
    assert (read.at, read.on) == (moment, moment.astimezone(BERLIN).date())


@given(german_days, kinds, moments)
def test_a_day_without_a_year_lies_near_the_day_it_was_seen(day: date, kind: Kind, seen: datetime) -> None:
    try:
        read = read_date(f"{day.day}.{day.month}.", seen, kind)
    except Unreadable:
        assert (day.month, day.day) == (2, 29)
        return
    assert read is not None
    assert (read.on.month, read.on.day) == (day.month, day.day)
    days = (read.on - seen.astimezone(BERLIN).date()).days
    assert -366 <= days <= 1 if kind == "posted" else -121 <= days <= 366


@given(st.integers(0, 400), kinds, moments)
def test_days_ago_are_counted_from_the_day_it_was_seen(count: int, kind: Kind, seen: datetime) -> None:
    read = read_date(f"vor {count} Tagen", seen, kind)
    assert read is not None
    assert read.on == seen.astimezone(BERLIN).date() - timedelta(count)


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=80), near_dates.map(" ".join), near_dates.map("".join)), kinds, moments)
def test_any_text_is_read_refused_or_none(text: str, kind: Kind, seen: datetime) -> None:
    try:
        read = read_date(text, seen, kind)
    except Unreadable:
        read = None
    assert read is None or 1998 < read.on.year < 2102 or read.basis == "relative"
    assert isinstance(find_dates(text, seen), AdDates)


@pytest.mark.parametrize(
    "piece",
    [
        *("1.1.", "12 ", "31.12.2026 ", "2026", "2026-", "bis zum 01.05.2026 ", "Bewerbung (bis ", "befristet bis "),
        *(
            "sofort ",
            "nächstmöglich ",
            "as soon as possible ",
            " mai",
            "Ende ",
            "vor ",
            "vor 1",
            "mo, ",
            "erst",
            "zum ",
        ),
        *("Start: ", "- ", " ", "\n", "a", "ä\u0308"),
    ],
)
def test_a_megabyte_of_anything_is_read_in_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    start = time.perf_counter()
    find_dates(text, SEEN)
    with suppress(Unreadable):
        read_date(text, SEEN, "start")
    is_as_soon_as_possible(text)
    assert time.perf_counter() - start < 5


def test_dateparser_is_asked_only_for_what_the_rules_do_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(german.dates.field, "_ask_dateparser", lambda words, _: asked.append(words))
    for row in read_table("date.tsv"):
        kind = next(kind for kind in KINDS if kind == row["kind"])
        try:
            read_date(row["text"], SEEN, kind)
        except Unreadable:
            continue
    assert sorted(asked) == sorted(row["text"].lower() for row in read_table("date.tsv") if row["why"] == "dateparser")


def test_the_readers_are_imported_without_dateparser() -> None:
    code = "import sys, german.dates.ad, german.dates.field; print('dateparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.skipif(not SHARED.exists(), reason="needs the labelled date strings, which are no part of the project")
def test_labelled_date_strings_are_read_right() -> None:
    from bench.score_dates import score_strings

    result = score_strings()
    assert result.right >= 0.97 * (result.right + result.wrong + result.missing), result.failures
    assert result.wrong + result.spurious <= 1, result.failures


@pytest.mark.skipif(not SHARED.exists(), reason="needs the labelled ads, which are no part of the project")
def test_the_dates_of_labelled_ads_are_found() -> None:
    from bench.score_dates import score_ads

    for result in score_ads("sure"):
        assert result.precision >= 0.97, result.failures
        assert result.recall >= 0.92, result.failures
