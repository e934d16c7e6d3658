"""Words beside a town that say which part of it or where abroad it is, though a town elsewhere may have their name."""

import re
from collections.abc import Iterable

from german.places.drafts import BESIDE, BRACKETS, Draft, Drafts
from german.places.gazetteer import Town
from german.places.names import head_key, name_key
from german.places.pieces import Piece
from german.places.town_names import is_city, is_only_part, parts_of

_CODE_BEFORE = re.compile(r"^(?:[A-Z]{1,2}-)?\d+\s+")
_METROPOLIS = 300_000.0  # inhabitants of a town that is better known than the state of its name
_SHORT = 3  # letters; a longer word is no abbreviation of a country or a state


def tell_part(drafts: Drafts, piece: Piece) -> bool:
    """A part of the town before or behind, whatever else has this name: "Wuppertal, Zoo", "Altstadt, Düsseldorf"."""
    value, last = piece.meaning["part"], drafts.last
    named = drafts.gazetteer.named(piece.key)
    name, only_part = piece.name if value == "district" else None, is_only_part(drafts.gazetteer, piece.name)
    is_beside = last is not None and bool(last.towns) and not last.part and piece.separator in BESIDE
    if last is not None and is_beside:
        if parts_of(named, last.towns):
            return False
        if only_part or piece.separator in BRACKETS or (name and is_city(last.towns)):
            last.district = last.district or name
            last.words.append(piece.words)
            return True
    if only_part:
        drafts.begin(Draft([piece.words], unknown=True, part=name or ""))
    else:
        drafts.add(Draft([piece.words], named, part=name))
    return True


def tell_country_code(drafts: Drafts, piece: Piece) -> bool:
    """The code of a country behind a town, unless it is a licence plate: "Brussels, BE", "Hagen, NO", "Siegen, SI"."""
    code, last = piece.words, drafts.last
    if len(code) != 2 or last is None or not code.isupper():
        return False
    if not last.towns:
        return (
            _is_code_abroad(drafts, piece, drafts.places[0])
            and _take_state(drafts, code)
            and (_tell_abroad(drafts, piece, code))
        )
    if last.towns[0].country == code and all(town.country == code for town in last.towns):
        last.country = code
        return True
    return _is_code_abroad(drafts, piece, last) and _tell_abroad(drafts, piece, code)


def _is_code_abroad(drafts: Drafts, piece: Piece, town: Draft) -> bool:
    """Whether two letters are a country abroad, and no Land: BE is Belgium, unless the town is in Berlin."""
    code = piece.words
    if code == "DE" or code not in drafts.gazetteer.countries:
        return False
    return "land" not in piece.meaning or (code == "BE" and all(one.land != code for one in town.towns))


def tell_state(drafts: Drafts, piece: Piece) -> bool:
    """A state of a country abroad behind a single town: "Berlin, Connecticut", "Hanover, MD"; else one of its own."""
    country = piece.meaning["state"]
    if len(piece.words) <= _SHORT and not piece.words.isupper():
        return False
    if any(
        town.weight > _METROPOLIS for town in drafts.gazetteer.named(piece.key)
    ):  # "Hamburg, New York" are two towns
        return False
    if _tell_abroad(drafts, piece, country):
        return True
    if len(piece.words) <= _SHORT or drafts.gazetteer.named(piece.key):
        return False
    drafts.begin(Draft([piece.words], country=country))
    return True


def tell_country_of_namesake(drafts: Drafts, piece: Piece) -> bool:
    """A country abroad behind a single town that is not known there: "Essen, Belgien", "Hamburg, New York, USA"."""
    country = piece.meaning["country"]
    if drafts.last is not None and drafts.last.is_in_country(country) and len(drafts.places) == 1:
        return False
    _take_state(drafts, country)
    return _tell_abroad(drafts, piece, country)


def _take_state(drafts: Drafts, country: str) -> bool:
    """Where the last of two places is the state that the first one lies in, they become one; whether it is."""
    if not _is_state_beside(drafts, country):
        return False
    state = drafts.places[-1]
    drafts.drop_last()
    drafts.places[-1].words += state.words
    return True


def _is_state_beside(drafts: Drafts, country: str) -> bool:
    """Whether the last of two places is rather the state that the first one lies in: by its name, or as nobody knows
    it ("Essen, VLG, BE"), or knows it in this country or in Germany ("Herne, Kent, England").
    """
    if len(drafts.places) < 2:
        return False
    town, state = drafts.places[-2:]
    is_named = drafts.gazetteer.meaning(name_key(state.words[0])).get("state") == country
    is_strange = state.unknown or (state.towns and not (state.is_in_country(country) or state.is_in_country("DE")))
    if not (is_named or is_strange) or not town.towns or state.code:
        return False
    return state.separator in BESIDE and drafts.is_first(town) and not town.is_in_country(country)


def _tell_abroad(drafts: Drafts, piece: Piece, country: str) -> bool:
    """Take words as naming the country of the town before, if nothing else stands there that they may belong to."""
    last = drafts.last
    if last is None or not last.towns or piece.separator not in BESIDE or last.country not in (None, country):
        return False
    if not last.is_in_country(country):
        if not drafts.is_first(last) or (last.code and drafts.gazetteer.at_code(last.code)):
            return False
        if len(piece.words) <= _SHORT and is_plate(piece.words, last.towns):
            last.words.append(piece.words)
            return True
        last.name = last.name or _CODE_BEFORE.sub("", last.words[0])
        spelt = [town for town in drafts.gazetteer.named(head_key(last.name)) if town.country == country]
        last.towns = spelt or last.towns  # "Krakow, Poland", which is not spelt like Kraków
    last.country = country
    last.words.append(piece.words)
    return True


def is_plate(letters: str, towns: Iterable[Town]) -> bool:
    """Whether letters can be the licence plate of a German town.

    They stand in its name or its Kreis's, the first one first: "Haan, ME" is in Kreis Mettmann, "Bremen, ME" in Maine.
    """
    names = {name_key(name) for town in towns if town.country == "DE" for name in (town.name, town.kreis)}
    return any(name[:1] == letters[0].lower() and _holds(name, letters.lower()) for name in names)


def _holds(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
