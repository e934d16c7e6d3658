"""Figures and letters beside a town that are no name: numbers of sites, cut postal codes, codes of countries."""

import re

from german.places.drafts import Draft, Drafts
from german.places.gazetteer import Gazetteer
from german.places.names import name_key
from german.places.town_names import FoundTown, find_town

COUNTRY_LETTERS = {"A": "AT", "L": "LU"}  # before a postal code; words for other countries are in place_words.tsv
_LONGEST_CODE = 3  # letters of a country or a Land
_BIG = 10_000.0  # inhabitants; behind the name of a smaller town a number may be that of a house
_NUMBERED = re.compile(
    r"(?P<name>\D+?)\s+\d{1,3}(?:\s?[-–]\s?\d{1,3})?\s?(?:%|x|h|km|Std\.?|Stunden|Stellen?|Plätze)?", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_JOINED_CODE = re.compile(r"(?:(?<=^[A-Z]{2})|(?<=^[A-Z]{3}))_")
_GENDER = re.compile(r"(?<!\w)[mwfdx](?:\s?/\s?[mwfdxi]){2,3}(?!\w)|\([mwfd]\s?/\s?[mwfd]\)", re.IGNORECASE)


def tidy(text: str) -> str:
    """Place words without those that say who may apply, and with a hyphen behind a country's code.

    >>> tidy("Wuppertal (m/w/d)"), tidy("Frankfurt/Main"), tidy("DE_Wuppertal")
    ('Wuppertal ()', 'Frankfurt/Main', 'DE-Wuppertal')
    """
    if "_" in text:
        text = _JOINED_CODE.sub("-", text)
    return _GENDER.sub("", text) if "/" in text else text


def find_numbered_town(gazetteer: Gazetteer, words: str) -> FoundTown | None:
    """A town with the number of a site, of an office or of jobs behind it: "Wuppertal 2", "Werk Solingen 3"."""
    numbered = _NUMBERED.fullmatch(words) if _DIGIT.search(words) else None
    if numbered is None:
        return None
    site, _, rest = numbered["name"].partition(" ")
    found = find_town(gazetteer, numbered["name"])
    if found is None and "part" in gazetteer.meaning(name_key(site)):
        found = find_town(gazetteer, rest)
    return found if found and any(town.weight >= _BIG for town in found.towns) else None


def tell_cut_code(drafts: Drafts, draft: Draft, code: str) -> bool:
    """A postal code that lost its first zero, as spreadsheets do to it, if it is one of the town: "1067 Dresden"."""
    own = drafts.gazetteer.at_code(f"0{code}")
    if draft.code or not any(town is one or town.is_part_of(one) for town in draft.towns for one in own):
        return False
    draft.code = f"0{code}"
    return True


def is_code_of_region(gazetteer: Gazetteer, letters: str) -> bool:
    """Whether letters before a hyphen are the code of a country or a Land: "DE-Wuppertal"."""
    known = not {"country", "land"}.isdisjoint(gazetteer.meaning(name_key(letters)))
    return letters.isupper() and (letters in COUNTRY_LETTERS or (known and len(letters) <= _LONGEST_CODE))
