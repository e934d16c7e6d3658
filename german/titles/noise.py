"""Words and segments of titles that say nothing about the role: places, hours, numbers, contracts."""

import re
from functools import lru_cache

from german.titles.circumstances import is_about_home, is_about_terms, is_place
from german.titles.words import kinds_of, word_table
from german.words.fold import fold
from german.words.towns import TOWN, names_of_towns

LEGAL_FORM = r"(?:g?GmbH|AG|SE|KG|KGaA|OHG|mbH|UG|eG|e\. ?V\.|Ltd\.?|Inc\.?|S\.A\.)"
_EMPLOYER = re.compile(rf"\bGmbH\b|\w {LEGAL_FORM}\W*$")
_WORD = re.compile(r"\d+-\d+%|[\w€][\w€%*~]*")
_CODE = re.compile(r"[a-z]{0,3}\d{3,}[a-z]?|\d{1,3}k")
_HOURS = re.compile(r"\d{1,2}(?:h|std)")
_LONG_CODE = re.compile(r"\d{6,}")
_PLACE_ENDING = re.compile(
    r"\w{3,}(?:dorf|hausen|heim|ingen|burg|stadt|kirchen|furt|hofen|bronn|weiler|reuth)"
    r"(?<!pflegeheim)(?<!kinderheim)(?<!altenheim)(?<!altersheim)(?<!seniorenheim)(?<!wohnheim)(?<!jugendheim)"
)
_WEAK = frozenset({"joins", "opens", "place"})
_SURE = frozenset({"away", "town", "place"})
_IN_A_PLACE = re.compile(r" (?:in|im|bei|Raum|Region|Standort|Großraum|Nähe|am Standort|für den Standort) (?=[A-ZÄÖÜ])")
_UNFINISHED = re.compile(r"\b(?:of|for|für|der|des|und|and|&|zur|zum)\s*$")
_SEPARATORS = " ,;:/&-–|"


@lru_cache(maxsize=32768)
def noise_kind(word: str) -> str:
    """What kind of noise a word is in a title: one of the noise kinds of title_words.tsv, or ''.

    away: says nothing about the role, wherever it is (Vollzeit); town; opens: may begin such words (in, ab, Standort);
    joins: may be among them (und, Jahre, 40); code: a number by itself; place: looks like a town's name.

    >>> [noise_kind(word) for word in ("Vollzeit", "Wuppertal", "in", "40", "4711", "Entenhausen", "Leiter")]
    ['away', 'town', 'opens', 'joins', 'code', 'place', '']
    """
    word = fold(word).rstrip("*.")
    if found := word_table().noise.get(word):
        return found
    if "%" in word or "€" in word:
        return "away"
    if _LONG_CODE.fullmatch(word) or _HOURS.fullmatch(word):
        return "away"
    if _CODE.fullmatch(word) and not kinds_of(word):  # D365 is a product
        return "code"
    if word.isdigit():
        return "joins"
    if word in names_of_towns(TOWN) and not kinds_of(word):  # Rust is also a programming language
        return "town"
    return "place" if _PLACE_ENDING.fullmatch(word) else ""


def names_firm(segment: str) -> bool:
    """Whether a segment has a firm's legal form in it."""
    return _EMPLOYER.search(segment) is not None


def _is_known(word: str) -> bool:
    return noise_kind(word) != ""


def is_noise(segment: str) -> bool:
    """Whether a whole segment says nothing about the role.

    >>> [is_noise(segment) for segment in ("100 % remote", "in Wuppertal", "ab sofort", "Das passt!", "SAP", "Halle 3")]
    [True, True, True, True, False, False]
    """
    if segment.rstrip().endswith("!") or names_firm(segment):
        return True
    words = _WORD.findall(segment)
    kinds = list(map(noise_kind, words))
    if kinds[-2:] == ["town", "joins"] and words[-1].isdigit():  # Halle 3, Köln 2: one of several there
        return False
    if "" not in kinds and (not _WEAK.issuperset(kinds) or not kinds or (kinds[0] == "opens" and kinds[-1] == "place")):
        return True
    folded = fold(segment)
    return is_place(folded) or is_about_terms(folded) or is_about_home(folded, _is_known)


def without_noisy_tail(segment: str) -> str:
    """A segment without the noise at its end, if that begins with a word that marks it as noise.

    >>> without_noisy_tail("Leiter IT in Berlin"), without_noisy_tail("IT 2026")
    ('Leiter IT', 'IT 2026')
    """
    for place in _IN_A_PLACE.finditer(segment):
        if is_place(fold(segment[place.start() :])):
            return segment[: place.start()].rstrip(_SEPARATORS)
    last = segment.rsplit(None, 1)[-1]
    if last.endswith(")") or (last.isalpha() and not noise_kind(last)):
        return segment.rstrip(_SEPARATORS)
    words = list(_WORD.finditer(segment))
    begin, sure = len(segment), False
    for word in reversed(words[1:]):
        kind = noise_kind(word[0])
        if not kind:
            break
        sure = sure or kind in _SURE
        if sure and kind in ("away", "opens"):
            begin = word.start()
    if _UNFINISHED.search(segment[:begin]):  # Head of Remote Work
        return segment.rstrip(_SEPARATORS)
    return segment[:begin].rstrip(_SEPARATORS)
