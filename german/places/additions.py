"""Statements that only make sense after a town: words that tell it from its namesakes, a district, a region abroad."""

from german.places.drafts import Drafts
from german.places.gazetteer import Gazetteer
from german.places.names import name_key
from german.places.pieces import Piece, holds_street, is_side_of_town

_OPENING = frozenset(("(", "[", "-", "–", "—"))


def tell_surname(drafts: Drafts, piece: Piece) -> bool:
    """The word that tells the town before from its namesakes: "Frankfurt, Main"."""
    last = drafts.last
    if last is None or not any(piece.key in town.surnames for town in last.towns):
        return False
    last.tell_apart(piece.key, piece.words)
    return True


def tell_short_surname(drafts: Drafts, piece: Piece) -> bool:
    """The beginning of a word that tells the town before from its namesakes: "Frankfurt (M.)"."""
    last = drafts.last
    if last is None or not any(town.has(piece.key) for town in last.towns):
        return False
    last.tell_apart(piece.key, piece.words)
    return True


def tell_district(drafts: Drafts, piece: Piece) -> bool:
    """A district that is not listed, in brackets or after a dash: "Moers (Kapellen-Süd)"."""
    last = drafts.last
    if last is None or not last.towns or piece.separator not in _OPENING or holds_street(piece.words):
        return False
    if not last.district and not is_side_of_town(piece.key) and is_name(drafts.gazetteer, piece.name):
        last.district = piece.name
    last.words.append(piece.words)
    return True


def is_name(gazetteer: Gazetteer, words: str) -> bool:
    """Whether words can be a district's name: they begin with a capital letter, and none of them means a site.

    >>> gazetteer = Gazetteer()
    >>> [is_name(gazetteer, words) for words in ("Kapellen-Süd", "ab sofort", "Werk II", "Neubau")]
    [True, False, False, False]
    """
    sites = (gazetteer.meaning(name_key(word)).get("part") == "site" for word in words.split())
    return words[:1].isupper() and not any(sites)


def tell_region_abroad(drafts: Drafts, piece: Piece) -> bool:
    """Whatever follows a town abroad: "Austin, TX"."""
    last = drafts.last
    if last is None or not last.towns or last.is_in_country("DE"):
        return False
    last.words.append(piece.words)
    return True
