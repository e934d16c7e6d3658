"""Whose doing it is that an ad is read otherwise, came or went: its board's, our readers', or our search's."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from schemas.columns import schema_of
from schemas.said import pack_sums
from schemas.tables import Posting, TrackedPosting
from schemas.vocabulary import Cause
from snapshots.pairs import REPOSTED_DAYS
from snapshots.same_words import are_kept, find_reading_cause, find_search_cause, is_same
from snapshots.twins import COLUMNS, Twins
from storage.layout import started_at
from tests.support.snapshots_rows import RUNS, posting

Row = Mapping[str, Any]
AD = {"title": "IT-Leitung", "text": "Wir suchen.", "employer": "Muster", "places": "Haan", "remote": "ja", "pay": None}


def row_of(*, summed: bool = True, says: Mapping[str, str | None] = AD, **values: Any) -> dict[str, Any]:
    """A posting; `says`: what its board says of subjects, of which it keeps sums, or not, as parts of before."""
    words = {
        "title": says["title"] or "-", "text": None, "text_sha256": says["text"], "employer_raw": says["employer"],
        "place": says["places"], "remote_raw": says["remote"], "salary_raw": says["pay"],
    }  # fmt: skip
    said = pack_sums(dict(says)) if summed else ()
    return dict(posting("1", **words | {"said": said, "readers": "a"} | values).as_record())


def no_reader(row: Row) -> Posting | None:
    return None


@pytest.mark.parametrize("subject", ["title", "employer", "places", "text", "remote", "pay"])
@pytest.mark.parametrize("summed", [(True, True), (False, True), (True, False), (False, False)])
def test_a_board_says_the_same_as_long_as_its_words_are_the_same(subject: str, summed: tuple[bool, bool]) -> None:
    before, now = (row_of(summed=one) for one in summed)
    assert is_same(before, now, subject)
    other = AD | {subject: "anders"}
    assert is_same(row_of(summed=summed[0], says=other), row_of(summed=summed[1], says=other), subject)
    changed = row_of(summed=summed[1], says=other)
    assert not is_same(before, changed, subject) or (subject == "pay" and summed == (True, False))


@pytest.mark.parametrize(
    ("words", "sums", "same"),
    [
        # of the field: in the columns before and now (None: the column is empty), in the sums before and now
        (("ja", "nein"), ("ja", "ja"), True),  # the readers found other words in the ad
        (("ja", "ja"), ("ja", "nein"), False),
        (("ja", "ja"), (None, "ja"), False),
        (("ja", "nein"), (None, None), True),  # both found in the ad
    ],
)
def test_a_field_is_what_the_board_said_in_it(words: tuple[str, str], sums: tuple[Any, Any], same: bool) -> None:
    before, now = (row_of(says=AD | {"remote": said}, remote_raw=word) for word, said in zip(words, sums, strict=True))
    assert is_same(before, now, "remote") is same


def test_before_there_were_sums_words_may_be_of_the_ad() -> None:
    before = row_of(summed=False, remote_raw="Homeoffice")
    assert is_same(before, row_of(says=AD | {"remote": None}, remote_raw=None), "remote")
    assert not is_same(before, row_of(says=AD | {"remote": "nein"}), "remote")
    assert is_same(before, row_of(says=AD | {"remote": "Homeoffice"}, remote_raw=None), "remote")
    assert not is_same(row_of(summed=False), row_of(says=AD | {"text": None}), "text")
    assert not is_same(row_of(summed=False), row_of(says=AD | {"employer": None}), "employer")
    kept = row_of(summed=False, remote_raw="Homeoffice")
    assert is_same(kept, row_of(summed=False, remote_raw="Homeoffice"), "remote")
    assert not is_same(kept, row_of(summed=False, remote_raw="mobil"), "remote")


@pytest.mark.parametrize(
    ("summed", "words", "value", "kept"),
    [
        ((True, False), (None, None), "full", True),
        ((False, True), (None, None), "full", True),
        ((False, False), ("ja", "ja"), "full", True),
        ((False, False), ("ja", None), "full", False),
        ((False, False), (None, "ja"), "full", False),
        ((False, False), (None, None), None, True),  # no value, no words
    ],
)
def test_words_are_there_to_compare(summed: tuple[bool, bool], words: tuple[Any, Any], value: Any, kept: bool) -> None:
    before, now = (row_of(summed=one, remote_raw=word, remote=value) for one, word in zip(summed, words, strict=True))
    assert are_kept(before, now, "remote") is kept


@pytest.mark.parametrize(("value", "kept"), [([], True), (False, True), (["full_time"], False), (True, False)])
def test_nothing_and_no_have_no_words(value: Any, kept: bool) -> None:
    column = "employment_types" if isinstance(value, list) else "fixed_term"
    row = row_of(summed=False) | {column: value, "employment_raw": None, "contract_raw": None}
    assert are_kept(row, row, column) is kept


REMOTE = {"ja": "full", "nein": "none"}


def read_again(row: Row) -> Posting | None:
    """The reader of today, which reads `remote` of its words."""
    return posting("1", remote=REMOTE.get(row["remote_raw"] or ""), role_family="it_lead")


@pytest.mark.parametrize(
    ("before", "now", "cause", "why"),
    [
        ({"remote": None}, {"remote": "full", "readers": "b"}, Cause.READER, "the same words, read otherwise"),
        ({"remote": None}, {"remote": "full"}, Cause.READER, "whatever the readers' sum"),
        ({"remote": None}, {"remote": "none", "said": "nein"}, Cause.BOARD, "other words, the same readers"),
        ({"remote": None, "readers": "z"}, {"remote": "none", "said": "nein"}, Cause.BOARD, "they say another thing"),
        ({"remote": None, "readers": "z"}, {"remote": "full", "said": "nein"}, Cause.READER, "old words say it today"),
        ({"remote": None, "readers": None}, {"remote": "full", "said": "nein", "readers": None}, Cause.READER,
         "nobody knows whose readers they were"),
    ],
)  # fmt: skip
def test_whose_doing_another_value_is(before: dict[str, Any], now: dict[str, Any], cause: Cause, why: str) -> None:
    was = row_of(**before)
    row = row_of(says=AD | {"remote": now.pop("said", "ja")}, **now)
    assert find_reading_cause(was, row, "remote", read_again) is cause, why
    without_words = {**was, "said": (), "remote_raw": None, "remote": "full"}, {**row, "said": ()}
    assert find_reading_cause(*without_words, "remote", read_again) is Cause.BOARD
    if cause is Cause.READER and "said" not in now and row["remote_raw"] != "ja":
        assert find_reading_cause(was, row, "remote", no_reader) is Cause.BOARD, "the old words are not at hand"


def test_lists_are_compared_as_what_they_hold() -> None:
    def reads_types(row: Row) -> Posting:
        return posting("1", employment_types=("part_time",))

    was = row_of(readers="z", employment_types=("full_time",), employment_raw="Vollzeit", says=AD | {"employment": "v"})
    now = row_of(employment_types=("part_time",), employment_raw="Teilzeit", says=AD | {"employment": "t"})
    now["employment_types"] = ["part_time"]
    assert find_reading_cause(was, now, "employment_types", reads_types) is Cause.READER
    now["employment_types"] = ["part_time", "full_time"]
    assert find_reading_cause(was, now, "employment_types", reads_types) is Cause.BOARD


@pytest.mark.parametrize(("town", "cause"), [("Solingen", Cause.SEARCH), ("Haan", Cause.READER), (None, Cause.READER)])
def test_another_place_of_the_same_ad_counts_for_another_search(town: str | None, cause: Cause) -> None:
    before, now = row_of(town="Solingen"), row_of(town="Solingen")
    assert find_reading_cause(before | {"town": "Köln"}, now | {"town": town}, "town", no_reader) is cause


@pytest.mark.parametrize(
    ("before", "now", "again", "cause", "why"),
    [
        ({"left_out": "area"}, {}, None, Cause.SEARCH, "the same places are within the radius now"),
        ({}, {"left_out": "area"}, None, Cause.SEARCH, "and the other way round"),
        ({"left_out": "area", "town": "Bonn"}, {}, None, Cause.READER, "the same words are another place now"),
        ({"left_out": "area", "town": "Bonn"}, {"says": "places"}, None, Cause.BOARD, "it moved"),
        ({"left_out": "area", "town": "Bonn"}, {"says": "places"}, None, Cause.BOARD, "nobody knows"),
        ({"left_out": "area", "town": "Bonn"}, {"says": "places"}, "kept", Cause.SEARCH, "its old words are wanted"),
        ({"left_out": "area", "town": "Bonn", "readers": "z"}, {"says": "places"}, "kept", Cause.READER, "read anew"),
        ({"left_out": "area", "town": "Bonn", "readers": "z"}, {"says": "places"}, "area", Cause.BOARD, "they are not"),
        ({"town": "Bonn", "readers": "z"}, {"says": "places", "left_out": "area"}, "area", Cause.READER, "so today"),
        ({"town": "Bonn", "readers": "z"}, {"says": "places", "left_out": "area"}, "kept", Cause.BOARD, "they are not"),
        ({"left_out": "role"}, {}, None, Cause.SEARCH, "its role is wanted now"),
        ({"left_out": "role", "role_family": "other_it"}, {}, None, Cause.READER, "the same title is another role now"),
        ({"left_out": "role", "role_family": "other_it"}, {"says": "title"}, None, Cause.BOARD, "another title"),
        ({"left_out": "role", "role_family": "other_it"}, {"says": "text"}, None, Cause.BOARD, "another text"),
        ({"left_out": "role", "role_family": "other_it"}, {"says": "places"}, None, Cause.READER, "it says no role"),
        ({"left_out": "not_a_vacancy"}, {}, None, Cause.READER, "no value says so"),
        ({"left_out": "not_a_vacancy"}, {"says": "text"}, None, Cause.READER, "its title alone decides"),
        ({"left_out": "not_a_vacancy"}, {"says": "title"}, None, Cause.BOARD, "another title"),
    ],
)  # fmt: skip
def test_whose_doing_it_is_that_an_ad_is_of_the_search(
    before: dict[str, Any], now: dict[str, Any], again: str | None, cause: Cause, why: str
) -> None:
    def read(row: Row) -> Posting | None:
        return again and posting("1", left_out=None if again == "kept" else again)  # type: ignore[return-value]

    said = AD | {now.pop("says", "title"): "anders"} if "says" in now else AD
    was, row = row_of(**before), row_of(says=said, **now)
    was.pop("left_out") if not was["left_out"] else None
    assert find_search_cause(was, row, read) is cause, why


def test_of_places_their_towns_and_codes_decide_and_not_how_far_they_are() -> None:
    def places(*found: tuple[str | None, str | None, float]) -> list[dict[str, Any]]:
        return [{"town": town, "postal_code": code, "distance_km": km} for town, code, km in found]

    def cause(before: list[Any], now: list[Any]) -> Cause:
        was, row = row_of(left_out="area"), row_of()
        return find_search_cause(was | {"places": before}, row | {"places": now}, no_reader)

    two = places(("Haan", "42781", 9.0), (None, None, 70.0))
    assert cause(two, places((None, None, 7.0), ("Haan", "42781", 1.0))) is Cause.SEARCH
    assert cause(two, places(("Haan", "42782", 9.0), (None, None, 70.0))) is Cause.READER
    assert cause(two, places(("Bonn", "42781", 9.0), (None, None, 70.0))) is Cause.READER
    assert cause(two, two[:1]) is Cause.READER


NEW: dict[str, Any] = {
    "readers": "b", "fetched_at": started_at(RUNS[20]), "title_key": "it leiter", "employer_key": "muster stahl",
    "town": "Solingen",
}  # fmt: skip


def known_with(last_seen: datetime, **values: Any) -> pa.Table:
    """One posting of the snapshot before."""
    facts: dict[str, Any] = {"employer_key": "muster", "readers": "a", "title_key": "it leiter", "town": "Solingen"}
    row = posting("known", **facts | values).as_record() | {"last_seen_at": last_seen}
    table = pa.Table.from_pylist([row], pa.schema([schema_of(Posting).field(name) for name in COLUMNS]))
    return table.append_column(
        "last_seen_at", pa.array([last_seen], schema_of(TrackedPosting).field("last_seen_at").type)
    )


@pytest.mark.parametrize(
    ("known", "days", "same_rules", "has_twin", "why"),
    [
        ({}, 1, True, True, "the same title, town and employer's first word"),
        ({}, REPOSTED_DAYS, True, True, "for so long"),
        ({}, REPOSTED_DAYS + 1, True, False, "longer ago"),
        ({"readers": "b"}, 1, True, False, "nothing of ours changed"),
        ({"readers": "b"}, 1, False, True, "the rules did"),
        ({"readers": None}, 1, True, True, "nobody knows what read it"),
        ({"employer_key": "muster holz"}, 1, True, True, "another name of the employer"),
        ({"employer_key": "andere"}, 1, True, False, "another employer"),
        ({"employer_key": None}, 1, True, False, "no employer"),
        ({"title_key": "leiter it"}, 1, True, True, "its words in another order"),
        ({"title_key": "pfoertner"}, 1, True, False, "another title"),
        ({"town": "Haan", "places": ()}, 1, True, False, "another town"),
        ({"town": "Haan"}, 1, True, False, "another town"),
        ({"town": None}, 1, True, True, "no town"),
    ],
)
def test_a_new_ad_may_be_of_a_vacancy_that_was_known(
    known: dict[str, Any], days: int, same_rules: bool, has_twin: bool, why: str
) -> None:
    before = known_with(NEW["fetched_at"] - timedelta(days=days), **known)
    twins = Twins(before, no_reader, same_rules=same_rules)
    new = posting("new", **NEW).as_record()
    assert twins.has_twin(new) is has_twin, why
    assert twins.has_twin(new) is has_twin, "asked again"


def test_a_twin_is_looked_for_in_any_listed_place_and_as_todays_readers_read_it() -> None:
    def reads_title(row: Row) -> Posting:
        return posting("known", **NEW | {"title_key": "it leiter"})

    before = known_with(NEW["fetched_at"], title_key="leitung der it")
    new = posting("new", **NEW).as_record()
    assert not Twins(before, no_reader, same_rules=True).has_twin(new)
    assert Twins(before, reads_title, same_rules=True).has_twin(new)
    same_readers = known_with(NEW["fetched_at"], title_key="leitung der it", readers="b")
    assert not Twins(same_readers, reads_title, same_rules=False).has_twin(new)
    elsewhere = known_with(NEW["fetched_at"], town="Haan")
    both = new | {"places": [{"town": "Köln"}, {"town": "Haan"}]}
    assert Twins(elsewhere, no_reader, same_rules=True).has_twin(both)
    assert not Twins(elsewhere, no_reader, same_rules=True).has_twin(new | {"places": [{"town": "Köln"}]})
    nowhere = new | {"town": None, "places": [{"town": None}]}
    assert Twins(elsewhere, no_reader, same_rules=True).has_twin(nowhere)
    nobody = posting("new", **NEW | {"employer_key": None}).as_record()
    assert not Twins(before, no_reader, same_rules=True).has_twin(nobody)
    unread = posting("new", **NEW | {"readers": None}).as_record()
    assert Twins(known_with(NEW["fetched_at"]), no_reader, same_rules=True).has_twin(unread)
