"""Every row of the tables of places is needed: its example is read by it, and a row more is a place more."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from german.places import gazetteer, pieces, place, town_names, words
from german.places.choice import lies_in
from german.places.drafts import Drafts
from german.places.gazetteer import load
from german.places.names import head_key, name_key
from german.places.pieces import split_pieces
from german.places.place import Place, read_place
from german.places.town_names import find_town_in_phrase
from german.places.words import PHRASES, STATEMENTS, Kind, take_piece
from german.words import towns
from german.words.unreadable import Unreadable
from tests.fresh import edited
from tests.table_rows import each_row

VILLAGE = "Averlak"  # so small that only a label or a word of a region makes it a place: any other word might be a name
KINDS = (*STATEMENTS, *PHRASES)
REMEMBERED = (load, towns.town_lines, place._read)


def read_rows(file: Path) -> list[list[str]]:
    """The rows of a table without its head."""
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]


PLACE_WORDS = [
    (kind, value, word) for kind, value, listed in read_rows(gazetteer.PLACE_WORDS) for word in listed.split("|")
]


def kinds_read(text: str) -> list[str]:
    """The kind of each piece of a text."""
    drafts = Drafts(load(), "DE")
    return [take_piece(drafts, drafts.piece(piece, separator, piece)) for piece, separator in split_pieces(text)]


def read(text: str, country: str = "DE") -> list[Place] | None:
    """The places of a text; None where it is refused."""
    try:
        return read_place(text, country)
    except Unreadable:
        return None


def towns_of(text: str) -> list[str | None]:
    """The towns of a text."""
    return [found.town for found in read(text) or ()]


@pytest.fixture
def forget() -> Iterator[None]:
    """Read the tables anew, before and after a test."""
    for reader in REMEMBERED:
        reader.cache_clear()
    yield
    for reader in REMEMBERED:
        reader.cache_clear()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_of_statement_takes_its_example(kind: Kind) -> None:
    assert kinds_read(kind.example)[-1] == kind.name


def test_kinds_of_statements_have_names_of_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_no_place_word_stands_twice_in_a_kind() -> None:
    known = sorted((kind, name_key(word), word) for kind, _, word in PLACE_WORDS)
    assert [(one, other) for one, other in pairwise(known) if one[:2] == other[:2]] == []


@each_row(PLACE_WORDS)
def test_each_place_word_is_read_by_its_row(kind: str, value: str, word: str) -> None:
    if kind == "nowhere":
        assert read(word) == []
    elif kind == "alias":
        assert towns_of(word) == [value]
    elif kind == "abroad":
        assert towns_of(value) == [value]
        assert value in {town.name for town in load().named(head_key(word))}
    elif kind == "country":
        assert [found.country for found in read(f"Entenhausen, {word}") or ()] == [value]
    elif kind == "land":
        assert [found.state for found in read(f"Entenhausen, {word}") or ()] == [f"DE-{value}"]
    elif kind == "state":
        places = read(f"Xanten, {word}, {'USA' if word in ('New York', 'Washington') else ''}") or ()
        assert [(found.town, found.country) for found in places] == [("Xanten", value)]
    elif kind == "part":
        district = word if value == "district" else None
        assert [(found.town, found.district) for found in read(f"Xanten ({word})") or ()] == [("Xanten", district)]
    elif kind == "extent":
        assert tells_namesakes_apart(word, value)
    elif kind == "river":
        other = "Mülheim" if word in ("Main", "Oder") else "Frankfurt"  # which is called after another river
        assert [found.ambiguous for found in read(f"{other} ({word})") or ()] == [True]
    else:
        assert kind == "region"
        assert any(is_told_of(word, land) for land in value.split(","))


def tells_namesakes_apart(landscape: str, extent: str) -> bool:
    """Whether some town is meant beside a landscape that is not meant by its bare name."""
    for row in read_rows(towns.TOWNS):
        name = row[1]
        if row[7] or not name.isalpha():
            continue
        beside, alone = read(f"{name} ({landscape})"), read(name)
        if beside and alone and beside[0].latitude != alone[0].latitude:
            spots = [town for town in load().named(head_key(name)) if town.latitude == beside[0].latitude]
            if any(lies_in(extent, town) for town in spots):
                return True
    return False


def is_told_of(landscape: str, land: str) -> bool:
    """Whether a landscape is one alone, or of some town in a Land."""
    if kinds_read(landscape) == ["landscape"]:
        return True
    names = (row[1] for row in read_rows(towns.TOWNS) if row[2] == land and "," not in row[1])
    return any(kinds_read(f"{name}, {landscape}")[-1] == "landscape of the town before" for name in names)


@each_row(read_rows(gazetteer.DISTRICTS))
def test_each_district_is_found_in_its_town(row: list[str]) -> None:
    name, town, land, latitude, longitude = row
    places = read(f"{town}, {name}" if town else name)
    assert places
    found = places[0]
    assert (found.town, found.district, found.state) == ((town, name) if town else (name, None)) + (f"DE-{land}",)
    assert (found.latitude, found.longitude) == (float(latitude), float(longitude))


def test_towns_abroad_are_found_in_their_country() -> None:
    for _, name, country, latitude, longitude, _ in read_rows(gazetteer.ABROAD)[::40]:
        places = read(name, country) or []
        spots = {(town.latitude, town.longitude) for town in load().named(head_key(name)) if town.country == country}
        assert (float(latitude), float(longitude)) in spots, name
        assert [found.country for found in places] == [country], name


# -- the words about a name -------------------------------------------------------------------------------------------


def test_only_words_about_it_make_the_village_a_place() -> None:
    assert load().named(head_key(VILLAGE))
    assert towns_of(f"Xyz {VILLAGE}") == [] and towns_of(f"{VILLAGE} Xyz") == []


@pytest.mark.parametrize("label", pieces.LABELS)
def test_each_label_is_no_part_of_the_name_behind(label: str) -> None:
    assert towns_of(f"{label} {VILLAGE}") == towns_of(f"{label.upper()}: {VILLAGE}") == [VILLAGE]


@pytest.mark.parametrize("near", pieces.NEAR)
def test_each_word_of_nearness_says_whereabouts_a_place_lies(near: str) -> None:
    assert [(found.town, found.state) for found in read(f"Sprendlingen, {near} Mainz") or ()] == [
        ("Sprendlingen", "DE-RP")
    ]


@pytest.mark.parametrize("near", (*pieces.NEAR, *pieces.NEAR_BETWEEN_NAMES))
def test_each_word_of_nearness_stands_between_two_names(near: str) -> None:
    assert [found.words for found in read(f"Ratingen {near} Düsseldorf") or ()] == [f"Ratingen {near} Düsseldorf"]
    assert towns_of(f"{VILLAGE} {near} Xyz") == [VILLAGE]


@pytest.mark.parametrize("around", pieces.AROUND)
def test_each_word_of_a_region_is_no_part_of_the_name_before(around: str) -> None:
    assert towns_of(f"{VILLAGE} {around}") == [VILLAGE]


@pytest.mark.parametrize("side", pieces.SIDES_OF_TOWN)
def test_no_side_of_a_town_is_a_district(side: str) -> None:
    assert [(found.town, found.district) for found in read(f"München-{side}") or ()] == [("München", None)]


@pytest.mark.parametrize("words", [*(f"5 {word}" for word in pieces.COUNTED), *pieces.UNNAMED])
def test_places_that_are_not_named_are_none(words: str) -> None:
    assert read(words) == []


@pytest.mark.parametrize("street", pieces.STREETS)
def test_a_street_alone_is_refused(street: str) -> None:
    assert kinds_read(f"Muster{street}") == ["street"]


@pytest.mark.parametrize("first", town_names.FIRST_WORDS)
def test_what_stands_behind_a_first_word_is_no_town_of_its_own(first: str) -> None:
    assert find_town_in_phrase(load(), "Werk Haan") is not None
    assert find_town_in_phrase(load(), f"{first} Haan") is None


# -- a row more -------------------------------------------------------------------------------------------------------


def add_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: object, table: str, row: str) -> None:
    file: Path = getattr(module, table)
    more = tmp_path / file.name
    more.write_text(file.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    monkeypatch.setattr(module, table, more)


@pytest.mark.parametrize(
    ("module", "table", "row", "text", "expected"),
    [
        (gazetteer, "PLACE_WORDS", "alias\tWuppertal\tSchwebestadt", "Schwebestadt", "Wuppertal DE-NW DE"),
        (gazetteer, "PLACE_WORDS", "country\tIS\tIsland", "Reykjavik, Island", "Reykjavík None IS"),
        (gazetteer, "PLACE_WORDS", "region\tNW\tEntenland", "Münster (Entenland)", "Münster DE-NW DE"),
        (gazetteer, "DISTRICTS", "Gumpenviertel\tHaan\tNW\t51.190\t7.010", "Gumpenviertel", "Haan DE-NW DE"),
        (gazetteer, "ABROAD", "gansbach\tGansbach\tAT\t48.3\t15.5\t9000", "Gansbach", "Gansbach None AT"),
        (
            towns,
            "TOWNS",
            "entenhausen\tEntenhausen\tNW\tMettmann\t51.2\t7.0\t9000\t\t\t",
            "Entenhausen",
            "Entenhausen DE-NW DE",
        ),
    ],
    ids=lambda cell: cell if isinstance(cell, str) else "",
)
@pytest.mark.usefixtures("forget")
def test_a_row_more_is_a_place_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: object, table: str, row: str, text: str, expected: str
) -> None:
    before = read(text)
    add_row(monkeypatch, tmp_path, module, table, row)
    for reader in REMEMBERED:
        reader.cache_clear()
    after = read(text)
    assert before != after
    assert after is not None and f"{after[0].town} {after[0].state} {after[0].country}" == expected


@pytest.mark.usefixtures("forget")
def test_a_kind_more_of_statements_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    moon = Kind("moon", "Mare Imbrium", "", lambda drafts, piece: piece.words.startswith("Mare "))
    monkeypatch.setattr(words, "PHRASES", (moon, *PHRASES))
    assert kinds_read(moon.example) == ["moon"]
    assert read(f"Wuppertal, {moon.example}") == read("Wuppertal")


@pytest.mark.parametrize(
    ("edit", "reader", "words", "expected"),
    [
        (('"campus"', '"campus", "planetarium"'), "without_label", "Planetarium Haan", "Haan"),
        (('"rund um"', '"rund um", "unweit von"'), "without_near", "unweit von Haan", ("Haan", True)),
        (
            ('NEAR_BETWEEN_NAMES = ("b.",)', 'NEAR_BETWEEN_NAMES = ("b.", "nächst")'),
            "split_near",
            "Haan nächst Hilden",
            ("Haan", "Hilden"),
        ),
        (
            ('AROUND = ("area"', 'AROUND = ("surroundings", "area"'),
            "without_near",
            "Haan surroundings",
            ("Haan", False),
        ),
        (('"zentrum", "innenstadt", "city", "stadt"', '"zentrum", "altstadt"'), "is_side_of_town", "altstadt", True),
        (('"standorte", "orte"', '"standorte", "filialen"'), "is_unnamed", "7 Filialen", True),
        (('"mehrere", "alle"', '"mehrere", "sämtliche"'), "is_unnamed", "sämtliche Orte", True),
        (('"gasse", "markt"', '"gasse", "steig"'), "holds_street", "Am Entensteig", True),
    ],
    ids=lambda cell: cell[1] if isinstance(cell, tuple) else str(cell),
)
def test_a_word_more_about_a_name_is_known(edit: tuple[str, str], reader: str, words: str, expected: object) -> None:
    assert getattr(pieces, reader)(words) != expected
    assert getattr(edited(pieces, edit), reader)(words) == expected
