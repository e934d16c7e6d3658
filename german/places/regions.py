"""Statements of a region: a country, a Land, a landscape or a Kreis, of the place before or a place of its own."""

import re
from collections.abc import Sequence

from german.places.beside import tell_country_of_namesake
from german.places.choice import lies_in
from german.places.drafts import BRACKETS, Draft, Drafts, kreise_of
from german.places.names import head_key, name_key
from german.places.pieces import Piece
from german.places.town_names import is_town

_KREIS = re.compile(r"(?:(?:land)?kreis|lkr?\.?|kr\.?|kreisfreie stadt)\s+(.+)", re.IGNORECASE)
_GOVERNMENT = re.compile(r"(?:Regierungsbezirk|Reg\.?[ -]?Bez\.?|RegBez\.?)\s+(.+)", re.IGNORECASE | re.DOTALL)
_CITY_STATES = {"BE": "berlin", "HH": "hamburg", "HB": "bremen"}


def tell_land(drafts: Drafts, piece: Piece) -> bool:
    """A Land of the place before: "Neuss, NRW"."""
    land, last = piece.meaning["land"], drafts.last
    if last is None:
        return False
    if piece.separator in BRACKETS and land not in _CITY_STATES and _contradicts(last, piece, (land,)):
        return True
    if not last.lands and (last.unknown or any(town.land == land for town in last.towns)):
        last.lands = frozenset((land,))
        last.words.append(piece.name)
        return True
    if last.lands != {land}:
        return False
    if not last.towns:  # "Brandenburg, BB"
        last.towns = [town for town in drafts.gazetteer.named(name_key(last.words[0])) if town.land == land]
    return True


def tell_landscape(drafts: Drafts, piece: Piece) -> bool:
    """A landscape of the place before, unless its words rather mean a town of that name: "Kleve (Niederrhein)"."""
    lands, last = piece.meaning["region"].split(","), drafts.last
    if last is not None and _contradicts(last, piece, lands):
        return True
    if last is not None and piece.separator in BRACKETS and (extent := piece.meaning.get("extent")):
        last.contradicted = bool(last.towns) and not any(lies_in(extent, town) for town in last.towns)
    if last is None or not any(town.land in lands for town in last.towns):
        return False
    has_namesakes = sum(not town.part_of for town in last.towns) > 1
    if not has_namesakes and not any(town.has(piece.key) for town in last.towns):
        own = [town for town in drafts.gazetteer.named(piece.key) if town.country == drafts.country]
        if is_town(own):
            return False
    last.tell_apart(piece.key, piece.name)
    return True


def _contradicts(last: Draft, piece: Piece, lands: Sequence[str]) -> bool:
    """Take a Land or a landscape in brackets that the town before does not lie in as a doubt: "Hilden (Bayern)"."""
    if piece.separator not in BRACKETS or not last.towns or any(town.land in lands for town in last.towns):
        return False
    last.contradicted = True
    last.words.append(piece.name)
    return True


def add_land(drafts: Drafts, piece: Piece) -> bool:
    """A Land that is a place of its own; a city state counts as its city: "NRW", "HH"."""
    land = piece.meaning["land"]
    if land not in _CITY_STATES:
        drafts.begin(Draft([piece.name], lands=frozenset((land,))))
    elif drafts.gazetteer.named(piece.key):  # "Hamburg", the town
        return False
    else:
        drafts.begin(Draft([piece.name], drafts.gazetteer.named(_CITY_STATES[land])))
    return True


def add_landscape(drafts: Drafts, piece: Piece) -> bool:
    """A landscape that is a place of its own, if no town has its name: "Sauerland"."""
    if drafts.gazetteer.named(piece.key):
        return False
    drafts.begin(Draft([piece.name], lands=frozenset(piece.meaning["region"].split(","))))
    return True


def tell_country(drafts: Drafts, piece: Piece) -> bool:
    """A country: of every place before that can lie in it or of a namesake there, else a place of its own."""
    country, last = piece.meaning["country"], drafts.last
    if country != "DE" and tell_country_of_namesake(drafts, piece):
        return True
    if last is not None and last.towns and not last.is_in_country(country):
        last = None
    if last is None and any(town.country == country for town in drafts.gazetteer.named(piece.key)):
        return False  # the town of Luxemburg, Singapur
    if last is None or last.country not in (None, country):
        drafts.begin(Draft([piece.name], country=country))
    for draft in drafts.places:
        if draft.country is None and (draft is last or draft.is_in_country(country)):
            draft.country = country
    return True


def tell_kreis(drafts: Drafts, piece: Piece) -> bool:
    """A Kreis or a Regierungsbezirk: of the place before, else a place of its own."""
    words, last, gazetteer = piece.words, drafts.last, drafts.gazetteer
    if words[:3].lower() == "reg" and _tell_government(drafts, piece):
        return True
    if last is None and words.lower().startswith("kreisfreie"):
        return False
    if kreis := _KREIS.fullmatch(words):
        towns = gazetteer.of_kreis(name_key(kreis[1])) or gazetteer.of_kreis(head_key(kreis[1]))
    elif "kreis" in words.lower() or words.startswith(("Region ", "Städteregion ")):
        towns = gazetteer.of_kreis(piece.key)
    else:
        return False
    if not towns:
        return False
    if last is not None and not kreise_of(towns).isdisjoint(kreise_of(last.towns)):
        last.kreis = towns
        last.words.append(words)
    else:
        drafts.begin(Draft([words], kreis=towns))
    return True


def _tell_government(drafts: Drafts, piece: Piece) -> bool:
    """A Regierungsbezirk: the Land of the place before, else a region of its own, never the town it is named after."""
    found = _GOVERNMENT.fullmatch(piece.words)
    if found is None:
        return False
    key, last = name_key(found[1]), drafts.last
    towns = [town for town in drafts.gazetteer.named(key) if town.country == "DE"]
    land = max(towns, key=lambda town: town.weight).land if towns else None
    land = drafts.gazetteer.meaning(key).get("region", land)
    if land is None:
        return False
    if last is not None and any(town.land == land for town in last.towns):
        last.lands = last.lands or frozenset((land,))
        last.words.append(piece.words)
    else:
        drafts.begin(Draft([piece.words], lands=frozenset((land,))))
    return True


def begins_with_kreis(words: str) -> bool:
    """Whether words begin with a word for a Kreis, and others follow.

    >>> begins_with_kreis("Kreis Mettmann"), begins_with_kreis("Kreis"), begins_with_kreis("Kreisstadt Unna")
    (True, False, False)
    """
    return _KREIS.match(words) is not None
