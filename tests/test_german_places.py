"""Places are read as tests/tables/place.tsv says, and the gazetteer holds what it should."""

import contextlib
import csv
import math
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score_places import FAR_KM, read_ba_places, read_first
from bench.scoring import SHARED
from german.places.gazetteer import distance_km, load
from german.places.names import head_key
from german.places.place import WUPPERTAL, Place, read_place
from german.words.towns import town_lines
from german.words.unreadable import Unreadable
from tests.table_rows import each_row

GERMAN = Path(__file__).parents[1] / "german"
with (Path(__file__).parent / "tables" / "place.tsv").open(encoding="utf-8", newline="") as lines:
    CASES = [
        (row["text"], row["places"], row["why"])
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
TOWNS = [line.split("\t") for line in town_lines()]
BEZIRKE = ["Elberfeld", "Elberfeld-West", "Uellendahl-Katernberg", "Vohwinkel", "Cronenberg", "Barmen", "Oberbarmen"]
BEZIRKE += ["Heckinghausen", "Langerfeld-Beyenburg", "Ronsdorf"]
PIECES = ["Köln", "42103", "/", ",", "(", ")", "bei", "Kreis", "-", "DE", "x"]
BIG_TOWNS = [row[1] for row in TOWNS if int(row[6]) > 30_000 and not row[7]]


def show(place: Place) -> str:
    """A place as the table writes it: code, town/district, Land or country, "?" where ambiguous, "-" for unknown."""
    if place.ambiguous and place.latitude is None and place.state is None:
        return "-" if place.country == "DE" else f"{place.town} {place.country} ?"
    town = f"{place.town}/{place.district}" if place.district else place.town
    region = (place.state or place.country).removeprefix("DE-")
    return " ".join(part for part in (place.postal_code, town, region, "?" if place.ambiguous else None) if part)


@each_row(CASES)
def test_place_words_of_the_table_are_read_as_it_says(text: str, expected: str, why: str) -> None:
    if expected == "!":
        with pytest.raises(Unreadable):
            read_place(text)
    else:
        assert "; ".join(show(place) for place in read_place(text)) == expected, why


def test_no_words_state_no_place() -> None:
    assert read_place(None) == read_place("") == read_place("  \n") == []


def test_a_stated_country_decides_over_the_size_of_a_namesake() -> None:
    assert [place.country for place in read_place("Baden", "CH")] == ["CH"]
    with pytest.raises(Unreadable):
        read_place("Wuppertal", "AT")


def test_the_centre_decides_between_namesakes_and_the_place_is_flagged() -> None:
    south = read_place("Neustadt", near=(48.8, 11.8))[0]
    north = read_place("Neustadt", near=(54.1, 10.8))[0]
    assert (south.town, north.town) == ("Neustadt an der Donau", "Neustadt in Holstein")
    assert south.ambiguous and north.ambiguous


def test_a_code_has_its_own_point_and_a_kreis_its_middle() -> None:
    code, town, kreis = (read_place(text)[0] for text in ("42369 Wuppertal", "Wuppertal", "Kreis Mettmann"))
    assert code.latitude is not None and code.longitude is not None and town.latitude is not None and kreis.latitude
    assert 2 < distance_km(code.latitude, code.longitude, *WUPPERTAL) < 6
    assert abs(kreis.latitude - 51.25) < 0.1


def test_words_are_kept_as_written() -> None:
    assert [place.words for place in read_place("Cologne, Entenhausen")] == ["Cologne", "Entenhausen"]


@pytest.mark.parametrize("bezirk", BEZIRKE)
def test_all_ten_bezirke_of_wuppertal_are_known(bezirk: str) -> None:
    for text in (bezirk, f"Wuppertal-{bezirk}", f"Wuppertal ({bezirk})", f"{bezirk}, Wuppertal"):
        place = read_place(text)[0]
        assert (place.town, place.district, place.ambiguous) == ("Wuppertal", bezirk, False)
        assert place.latitude is not None and place.longitude is not None
        assert distance_km(place.latitude, place.longitude, *WUPPERTAL) < 12


@pytest.mark.parametrize("kind", ["country", "land", "region", "nowhere"])
def test_every_word_of_the_word_list_is_understood_alone(kind: str) -> None:
    for line in (GERMAN / "places" / "place_words.tsv").read_text(encoding="utf-8").split("\n")[1:-1]:
        of, value, words = line.split("\t")
        for word in words.split("|") if of == kind else ():
            places = read_place(word)
            assert (places == []) == (kind == "nowhere"), word
            if kind == "country" and len(word) > 2:
                assert places[0].country == value, word


def test_every_line_of_the_tables_has_its_key_and_a_point_in_range() -> None:
    for key, name, _, _, latitude, longitude, *_ in TOWNS:
        assert key == head_key(name)
        assert 47.2 < float(latitude) < 55.1 and 5.8 < float(longitude) < 15.1, name
    hosts = {(row[1], row[2]) for row in TOWNS if not row[7]}
    for row in TOWNS:
        assert not row[7] or (row[7], row[2]) in hosts, row[1]
    for line in (GERMAN / "places" / "districts.tsv").read_text(encoding="utf-8").split("\n")[1:-1]:
        district, town, land, *_ = line.split("\t")
        assert not town or (town, land) in hosts, district


@each_row(BIG_TOWNS)
def test_every_big_town_is_found_by_its_own_name(name: str) -> None:
    place = read_place(name)[0]
    assert place.town == name or place.ambiguous


def test_what_is_printed_with_its_code_is_read_back() -> None:
    for row in TOWNS:
        if row[8]:
            code = row[8].split(":")[0]
            place = read_place(f"{code} {row[1]}")[0]
            assert place.postal_code == code and place.town == row[1]
            assert place.latitude is not None and place.longitude is not None
            assert distance_km(place.latitude, place.longitude, float(row[4]), float(row[5])) < 40, row[1]


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_read_refused_or_empty(text: str) -> None:
    try:
        places = read_place(text)
    except Unreadable:
        return
    for place in places:
        assert (place.latitude is None) == (place.longitude is None)
        assert place.latitude is None or math.isfinite(place.latitude)
        assert len(place.country) == 2


@pytest.mark.parametrize("unit", ["a,", "Wuppertal ", "Köln und ", "(", "a-", "1", "Haan bei ", "42103 "])
def test_a_megabyte_is_read_in_time(unit: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(Unreadable):
        read_place(unit * (1_000_000 // len(unit)))
    assert time.perf_counter() - started < 5


def test_distances_are_great_circles() -> None:
    assert distance_km(51.0, 7.0, 51.0, 7.0) == 0
    assert abs(distance_km(0, 0, 0, 180) - math.pi * 6371) < 1
    assert 450 < distance_km(*WUPPERTAL, 52.5244, 13.4105) < 455


def test_the_gazetteer_knows_the_towns_around_wuppertal() -> None:
    near = [row for row in TOWNS if row[8] and distance_km(float(row[4]), float(row[5]), *WUPPERTAL) < 30]
    assert len(near) >= 40
    assert all(load().named(row[0]) for row in near)


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded answers are not here")
def test_recorded_places_are_found_within_50_km_or_flagged() -> None:
    errors = []
    for case, code, town, _, latitude, longitude in read_ba_places():
        for text in (f"{code} {town}", town) if code and town else (town or code,):
            place = read_first(text) if text else None
            if place is None or place.latitude is None or place.longitude is None:
                errors.append(math.inf)
                continue
            error = distance_km(latitude, longitude, place.latitude, place.longitude)
            assert error < FAR_KM or place.ambiguous, case
            if code and text != town:
                errors.append(error)
    errors.sort()
    assert errors[int(len(errors) * 0.99)] < 15
    assert errors[len(errors) // 2] < 1.3
