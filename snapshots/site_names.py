"""The names of towns, their parts and regions that a title has, and how clear it is that each is a place."""

import re
from functools import cache
from typing import NamedTuple

from german.places.gazetteer import load
from german.places.names import head_key, name_key
from german.titles.circumstances import regions
from german.titles.key import PERSONS
from german.titles.words import kinds_of, word_table
from german.words.towns import TOWN, names_of_towns

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AROUND = frozenset(("raum", "grossraum", "region", "metropolregion", "nahe", "naehe", "umgebung", "umkreis", "kreis"))
_LEADS = _AROUND | frozenset(
    (
        *("in", "bei", "standort", "standorte", "einsatzort", "arbeitsort", "dienstort", "werk", "filiale"),
        *("niederlassung", "zweigstelle", "geschaeftsstelle", "aussenstelle", "location", "office"),
    )
)
_JOINS = frozenset(("und", "oder", "bzw", "and", "or"))
_ALIKE = frozenset(("und", "and"))  # join words of one phrase, unlike "oder": "Studium und Lehre"
_LINKS = frozenset(("a", "am", "an", "b", "bei", "d", "der", "dem", "i", "im", "in", "ob", "u", "unter", "v", "vor"))
WITHIN, LAST, CLEAR = range(3)  # where a name stands: among other words, as the last of them, by itself or led
_NEEDS = dict.fromkeys(  # names that are also words, by where they must stand to be places
    (
        *("berg", "bergen", "bogen", "brake", "buch", "buchen", "burg", "feucht", "forst", "graben", "haar", "halle"),
        *("hausen", "hof", "holle", "horn", "jade", "kamen", "kirchen", "kuchen", "lage", "langen", "laufen", "leck"),
        *("lehre", "mauer", "moos", "much", "norden", "oder", "plate", "rain", "regen", "rohr", "rot", "sande"),
        *("singen", "sinn", "spalt", "springe", "steinen", "stelle", "vogt", "wald", "wangen", "weiden", "weil"),
        *("wenden", "wetter", "winzer", "wissen", "zell"),
    ),
    CLEAR,
) | {"essen": LAST}


class Name(NamedTuple):
    """A name in a title: the numbers of its first and its last word, what is read, and where it stands."""

    first: int
    last: int
    text: str
    stands: int
    around: bool


@cache
def _town_names() -> frozenset[str]:
    """Folded names of towns as titles have them; those of "Bad X" as X. Some are also words: see `_is_town`."""
    return names_of_towns(TOWN) | {word for word, kind in word_table().noise.items() if kind == "town"}


def _is_town(word: str) -> bool:
    return word in _town_names() and not kinds_of(word)  # Rust is also a programming language


@cache
def _heads() -> frozenset[str]:
    """Towns that are named with an addition, without it: neustadt."""
    return frozenset(
        name.partition(" ")[0] for name in names_of_towns(TOWN) if " " in name and name_key(name) != head_key(name)
    )


@cache
def _last_words() -> frozenset[str]:
    """The words that end the name of a town or region, and regions of several words with hyphens."""
    return frozenset(name.rpartition(" ")[2] for name in _town_names() | _heads() | regions()) | {
        name.replace(" ", "-") for name in regions()
    }


@cache
def _beginnings() -> frozenset[str]:
    """The words of which one stands in each title that names a place, but for parts of its own town."""
    return _last_words() | _town_names()


def find_names(folded: str, own_parts: frozenset[str]) -> list[Name]:
    """The names of places in a folded title; `own_parts`: folded names of the parts of the ad's own towns.

    >>> [name.text for name in find_names("fahrer essen auf raedern, frankfurt (oder) oder nrw", frozenset())]
    ['frankfurt (oder', 'nrw']
    """
    words = {*_WORD.findall(folded)}
    words |= {word.partition("-")[0] for word in words if "-" in word}
    if _beginnings().isdisjoint(words) and own_parts.isdisjoint(words):  # as most titles
        return []
    return _Title(folded, own_parts).find_names()


class _Title:
    """The words of a folded title, and which of them are names."""

    def __init__(self, folded: str, own_parts: frozenset[str]) -> None:
        self.folded, self.own_parts = folded, own_parts
        self.spans = [word.span() for word in _WORD.finditer(folded)]
        self.words = [folded[slice(*span)] for span in self.spans]

    def find_names(self) -> list[Name]:
        """The names of places, in their order; those that others of their list make clear are as clear."""
        last = _last_words()
        found: list[Name] = []
        for at, word in enumerate(self.words):
            may_be_name = word in last or word in self.own_parts or word.partition("-")[0] in _town_names()
            if may_be_name and (not found or at > found[-1].last) and (name := self._name_at(at)):
                if found and name.first <= found[-1].last:
                    found.pop()
                found.append(name)
        for at in range(1, len(found)):
            one, other = found[at - 1 : at + 1]
            if self._is_list(one, other):
                around = other.around or (
                    one.around and (one.text not in regions() or one.text in names_of_towns(TOWN))
                )
                found[at] = other._replace(stands=max(one.stands, other.stands), around=around)
        for at in range(len(found) - 1, 0, -1):
            one, other = found[at - 1 : at + 1]
            if self._is_list(one, other):
                found[at - 1] = one._replace(stands=max(one.stands, other.stands))
        return found

    def _is_list(self, one: Name, other: Name) -> bool:
        return _JOINS.issuperset(self.words[one.last + 1 : other.first])

    def _name_at(self, at: int) -> Name | None:
        """The name whose first part, or whole, ends with this word."""
        word, before = self.words[at], self.words[at - 1] if at else ""
        spelt = word.replace("-", " ")
        for region in (f"{before} {spelt}", spelt):
            if region in regions():
                return self._stood(at - (region != spelt), at, region)
        end = self._end_of_addition(at)
        if word in self.own_parts and end == at:
            return self._stood(at, at, word)
        town, _, part = word.partition("-")
        known = next((name for name in (f"{before} {word}", word) if _is_town(name)), None)
        if not known and part and _is_town(town) and not _is_role(part):
            known = word
        if not known and (end == at or word not in _heads()):
            return None
        first = at - (known not in (None, word) or before == "bad")
        text = self.folded[self.spans[first][0] : self.spans[end][1]].replace("/", " ")
        return self._stood(first, end, text)

    def _end_of_addition(self, at: int) -> int:
        """The number of the last word of what tells a town from its namesakes: Frankfurt (Oder)."""
        end = at + 1
        while end + 1 < len(self.words) and self.words[end] in _LINKS and not self._gap(end + 1).strip(" ."):
            end += 1
        if end >= len(self.words):
            return at
        word, gap = name_key(self.words[end]), self._gap(at + 1).strip()
        surnames = {name for town in load().named(head_key(self.words[at])) for name in town.surnames}
        is_marked = end > at + 1 or gap == "/" or (gap == "(" and len(word) > 1)
        is_whole = word in surnames and (word not in _JOINS or self._is_sign(end + 1))
        return end if is_whole or (is_marked and any(name.startswith(word) for name in surnames)) else at

    def _stood(self, first: int, last: int, text: str) -> Name | None:
        """The name as it stands in its segment; None of a word that is no place there."""
        farther, before = ["", "", *self.words][first : first + 2]
        around = before in _AROUND or (farther in _AROUND and before not in _last_words())
        led = before in _LEADS and not self._is_ending(first - 1)
        begins, ends = self._is_sign(first), self._is_sign(last + 1) or self.words[last + 1] in _JOINS
        stands = CLEAR if led or around or (begins and ends) else LAST if ends else WITHIN
        is_phrase = self._is_joined(first - 1, first - 2) or self._is_joined(last + 1, last + 2)
        needed = min(_NEEDS.get(text, WITHIN), LAST if text in self.own_parts else CLEAR)
        if stands < needed or (is_phrase and text not in regions() and (not led or text in _NEEDS)):
            return None
        return Name(first, last, text, stands, around)

    def _gap(self, at: int) -> str:
        """What stands before a word."""
        begin = self.spans[at - 1][1] if at else 0
        return self.folded[begin : self.spans[at][0] if at < len(self.spans) else None]

    def _is_sign(self, at: int) -> bool:
        """Whether a segment begins with this word."""
        return at in (0, len(self.words)) or not set(self._gap(at)) <= set(" .&'\"")

    def _is_ending(self, at: int) -> bool:
        """Whether a word ends the one before, as in "Verkäufer/in"."""
        return at > 0 and not self._gap(at).endswith(" ")

    def _is_joined(self, join: int, other: int) -> bool:
        """Whether "and" stands between a name and a word that is no place."""
        if not (min(join, other) >= 0 and max(join, other) < len(self.words)) or self.words[join] not in _ALIKE:
            return False
        word = self.words[other]
        return not (word in _last_words() or word in self.own_parts or word in _AROUND or "-" in word)


def _is_role(word: str) -> bool:
    return bool(kinds_of(word)) or any(person in word for person in PERSONS)
