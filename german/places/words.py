"""Reads the words of a place field piece by piece into drafts of places: the kinds of statements, tried in turn.

A function that takes a kind is called `tell_` if it tells more about the place before, and `add_` if it begins a place.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from german.places.additions import tell_district, tell_region_abroad, tell_short_surname, tell_surname
from german.places.beside import tell_country_code, tell_part, tell_state
from german.places.drafts import Draft, Drafts
from german.places.figures import (
    COUNTRY_LETTERS,
    find_numbered_town,
    is_code_of_region,
    tell_cut_code,
    tidy,
)
from german.places.gazetteer import Gazetteer
from german.places.names import name_key
from german.places.pairs import join_pairs
from german.places.pieces import (
    Piece,
    holds_street,
    is_side_of_town,
    is_unnamed,
    split_pieces,
    without_label,
    without_near,
)
from german.places.regions import (
    add_land,
    add_landscape,
    begins_with_kreis,
    tell_country,
    tell_kreis,
    tell_land,
    tell_landscape,
)
from german.places.town_names import FoundTown, are_two_cities, find_town, find_town_in_phrase

_LISTING = frozenset(("und", "oder", "sowie", "and", "or", "u.", "bzw."))
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"(?:([A-Z]{1,2})[- ]{1,3})?(\d{4,5})(?!\d)[\s-]*([^\d\s-].*)?", re.DOTALL)
_CODE_INSIDE = re.compile(r"\s((?:[A-Z]{1,2}-)?\d{5}\s+[^\d\s].*)", re.DOTALL)
_CODE_START = re.compile(r"(\d{2})(?:\s+(\D+))?")
_MOST_WORDS = 8


class Kind(NamedTuple):
    """A kind of statement.

    example: place words whose last piece is of this kind. meaning: the kind in place_words.tsv that its words must
    have; "" if they need not have any. take: adds to the drafts what a piece of this kind states and returns True, or
    does nothing and returns False.
    """

    name: str
    example: str
    meaning: str
    take: Callable[[Drafts, Piece], bool]


def read_drafts(text: str, gazetteer: Gazetteer, country: str) -> Drafts:
    """What a text states about places; `country`: where they lie if their words do not say so."""
    drafts = Drafts(gazetteer, country)
    if "/" in text or "_" in text:
        text = tidy(text)
    if "nowhere" not in gazetteer.meaning(name_key(text)):
        for words, separator in split_pieces(text):
            take_piece(drafts, drafts.piece(words, separator, words))
        if len(drafts.places) > 1:
            join_pairs(drafts)
    return drafts


def take_piece(drafts: Drafts, piece: Piece) -> str:
    """Add to the drafts what a piece states; returns the name of its kind."""
    drafts.separator = piece.separator
    if kind := _take_as(STATEMENTS if piece.meaning else _WITHOUT_MEANING, drafts, piece):
        return kind
    name, near = without_near(piece.words)
    if near and (kind := _take_as(REGIONS, drafts, drafts.piece(name, piece.separator, name))):  # "Raum NRW"
        return kind
    name = without_label(name)
    if name != piece.words:
        piece = drafts.piece(piece.words, piece.separator, name, near)
    return _take_as(PHRASES, drafts, piece)


def _take_as(kinds: tuple[Kind, ...], drafts: Drafts, piece: Piece) -> str:
    """Take a piece as the first kind that fits, and return its name; "" if none fits."""
    for name, _, meaning, take in kinds:
        if (not meaning or meaning in piece.meaning) and take(drafts, piece):
            return name
    return ""


# -- statements: the piece as it is written ---------------------------------------------------------------------------


def _pass_over(drafts: Drafts, piece: Piece) -> bool:
    return True


def _pass_over_unnamed(drafts: Drafts, piece: Piece) -> bool:
    return is_unnamed(piece.words)


def _add_town(drafts: Drafts, piece: Piece) -> bool:
    """A town's name, unless it also means a region or a country."""
    if piece.meaning and "alias" not in piece.meaning:
        return False
    found = find_town(drafts.gazetteer, piece.words)
    if found is None:
        return False
    drafts.add_town(found, piece.words)
    return True


def _tell_code(drafts: Drafts, piece: Piece) -> bool:
    """A postal code: alone, of the place before, else of the town after it."""
    words, last = piece.words, drafts.last
    if not _DIGIT.search(words):
        return False
    if inside := _CODE_INSIDE.search(words):  # after a street
        words = inside[1]
    found = _CODE.fullmatch(words)
    if found is None:
        return False
    letters, code, name = found.groups()
    before = drafts.gazetteer.meaning(name_key(letters)) if letters else {}
    country = COUNTRY_LETTERS.get(letters or "") or before.get("country")
    if letters and not name and {"state", "land", "country"} & before.keys() == {"state"}:  # "Hanover, NH 03755"
        return tell_state(drafts, drafts.piece(letters, piece.separator, letters))
    if len(code) == 4 and drafts.country == "DE" and country in (None, "DE") and not name:
        return last is not None and tell_cut_code(drafts, last, code)
    if not name and last is not None and not last.code and (last.towns or last.unknown):
        last.code = code
        last.words.append(words)
        return True
    draft = Draft([words], code=code, country=country)
    if name:
        _add_name(drafts, draft, name)
    if len(code) == 4 and drafts.country == "DE" and draft.towns and {t.country for t in draft.towns} == {"DE"}:
        draft.code = None
        tell_cut_code(drafts, draft, code)
    if last is not None and last.unknown and not last.code and not last.lands:  # "Ortsteil, 12345 Stadt"
        draft.words = [*last.words, words]
        drafts.drop_last()
    drafts.add(draft)
    return True


def _tell_code_start(drafts: Drafts, piece: Piece) -> bool:
    """The first two digits of a postal code, alone after a town or before one: "42 Wuppertal"."""
    found, last = _CODE_START.fullmatch(piece.words), drafts.last
    if found is None:
        return False
    start, name = found.groups()
    if name is None:
        if last is not None and last.towns:
            last.code_start = start
        return last is not None
    draft = Draft([piece.words], code_start=start)
    _add_name(drafts, draft, name)
    if draft.towns:
        drafts.add(draft)
    return bool(draft.towns)


def _add_name(drafts: Drafts, draft: Draft, name: str) -> None:
    """Read the name after a postal code, with the Land, Kreis or country after that."""
    own = [town for town in drafts.gazetteer.at_code(draft.code or "") if town.name == name]
    if own and "land" in drafts.gazetteer.meaning(name_key(name)):  # "38835 Hessen", a village
        draft.towns = own
        return
    behind = Drafts(drafts.gazetteer, drafts.country)
    take_piece(behind, behind.piece(name, "", name))
    if not behind.places:
        return
    first = behind.places[0]
    if first.unknown:
        draft.name = first.words[0]
        return
    draft.towns, draft.hints, draft.around, draft.district = first.towns, first.hints, first.around, first.district
    draft.lands, draft.kreis, draft.country = first.lands, first.kreis, draft.country or first.country


# -- phrases: a name with other words, or an unknown name -------------------------------------------------------------


def _add_labelled_town(drafts: Drafts, piece: Piece) -> bool:
    """A town's name without the words around it: "Standort Haan", "Raum Köln"."""
    if piece.name == piece.words and not piece.meaning:
        return False  # there is no such town, as _add_town has found
    return _add_found(drafts, piece, find_town(drafts.gazetteer, piece.name))


def _add_numbered_town(drafts: Drafts, piece: Piece) -> bool:
    """A town with a number behind it."""
    return _DIGIT.search(piece.name) is not None and _add_found(
        drafts, piece, find_numbered_town(drafts.gazetteer, piece.name)
    )


def _split_statements(drafts: Drafts, piece: Piece) -> bool:
    """Two statements without a comma: "Hof Deutschland", "Haan Kreis Mettmann", "Düsseldorf Köln", "Köln-Bonn"."""
    gazetteer = drafts.gazetteer
    for joint in " -":
        words = piece.name.split(joint)
        for cut in range(1, len(words) if len(words) <= _MOST_WORDS else 0):
            front, rest = joint.join(words[:cut]), joint.join(words[cut:])
            if joint == " " and _is_statement(gazetteer, rest):
                fits = True
            elif joint == "-" and cut == 1 and is_code_of_region(gazetteer, front):  # "DE-Wuppertal"
                front, fits = COUNTRY_LETTERS.get(front, front), find_town(gazetteer, rest) is not None
            elif joint == " " and _is_statement(gazetteer, front) and not gazetteer.named(name_key(front)):
                fits = find_town(gazetteer, rest) is not None
            else:
                fits = are_two_cities(gazetteer, front, rest.partition("-")[0] if joint == "-" else rest)
            if fits:
                take_piece(drafts, drafts.piece(front, piece.separator, front))
                take_piece(drafts, drafts.piece(rest, joint, rest))
                return True
    return False


def _is_statement(gazetteer: Gazetteer, words: str) -> bool:
    """Whether words are a country, a Land, a Kreis, a postal code or no place at all, whatever surrounds them."""
    return bool(
        {"country", "land", "nowhere"} & gazetteer.meaning(name_key(words)).keys()
        or begins_with_kreis(words)
        or (words[-5:].isdecimal() and _CODE.fullmatch(words))
    )


def _add_town_in_phrase(drafts: Drafts, piece: Piece) -> bool:
    """A town with a district, a neighbour, a street or the name of a site: "Werk Solingen"."""
    return _add_found(drafts, piece, find_town_in_phrase(drafts.gazetteer, piece.name))


def _add_found(drafts: Drafts, piece: Piece, found: FoundTown | None) -> bool:
    if found is None:
        return False
    # "Haan, Raum Köln" is one place, "Haan oder Raum Köln" are two
    drafts.add_town(found, piece.words, tells_more=piece.near and piece.separator not in _LISTING)
    return True


def _lose_street(drafts: Drafts, piece: Piece) -> bool:
    """A street, a figure or a side of a town: not a place, but a sign that there is one."""
    if not holds_street(piece.words) and not is_side_of_town(piece.key):
        return False
    drafts.lost = True
    return True


def _add_unknown(drafts: Drafts, piece: Piece) -> bool:
    drafts.begin(Draft([piece.words], unknown=True))
    return True


REGIONS = (
    Kind("state abroad", "Berlin, Connecticut", "state", tell_state),
    Kind("code of a country", "Hagen, NO", "", tell_country_code),
    Kind("Land of the place before", "Neuss, NRW", "land", tell_land),
    Kind("landscape of the town before", "Kleve (Niederrhein)", "region", tell_landscape),
    Kind("Land", "NRW", "land", add_land),
    Kind("landscape", "Sauerland", "region", add_landscape),
    Kind("country", "Linz, Österreich", "country", tell_country),
)
STATEMENTS = (
    Kind("no place", "Wuppertal, Homeoffice", "nowhere", _pass_over),
    Kind("places not named", "Wuppertal, weitere Orte", "", _pass_over_unnamed),
    Kind("surname", "Frankfurt, Main", "", tell_surname),
    Kind("part of a town", "Wuppertal, Zoo", "part", tell_part),
    Kind("town", "Wuppertal", "", _add_town),
    *REGIONS,
    Kind("postal code", "42103 Wuppertal", "", _tell_code),
    Kind("start of a postal code", "42 Wuppertal", "", _tell_code_start),
    Kind("Kreis", "Haan, Kreis Mettmann", "", tell_kreis),
)
_WITHOUT_MEANING = tuple(kind for kind in STATEMENTS if not kind.meaning)
PHRASES = (
    Kind("part of a town, with words about it", "Wuppertal, Ortsteil Zoo", "part", tell_part),
    Kind("town with a number", "Wuppertal 2", "", _add_numbered_town),
    Kind("town with words about it", "Raum Köln", "", _add_labelled_town),
    Kind("two statements", "Düsseldorf Köln", "", _split_statements),
    Kind("town in a phrase", "Werk Solingen", "", _add_town_in_phrase),
    Kind("beginning of a surname", "Frankfurt (M.)", "", tell_short_surname),
    Kind("district not listed", "Wuppertal (Entenhausen)", "", tell_district),
    Kind("region abroad", "Austin, Travis County", "", tell_region_abroad),
    Kind("street", "Musterallee 5", "", _lose_street),
    Kind("unknown", "Entenhausen", "", _add_unknown),
)
