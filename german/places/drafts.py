"""What is stated about places, draft by draft: a town begins a place, everything else tells more about one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from german.places.gazetteer import Gazetteer, Town
from german.places.names import name_key
from german.places.pieces import Piece
from german.places.town_names import FoundTown, is_city, parts_of

BRACKETS = ("(", "[")
# Separators that tie words to the town before them; any other one begins another place, or another list.
BESIDE = ("", " ", ",", *BRACKETS, "-", "–", "—")
_NEAR_KM = 40.0  # within so many km a town is in the region of another, "Haan, Raum Köln"


@dataclass(slots=True)
class Draft:
    """What is stated about one place, before a town is chosen.

    hints: keys of words that tell namesakes apart. around: towns in whose region the place lies. code_start: the first
    digits of its postal code. name: the town's name, as written, if no such town is known.
    unknown: words that name nothing known. contradicted: words about it fit no town of its name. part: it is a part of
    a town that its own words do not name, and here is its name; "" if that is no name of a district. separator: what
    stands before it.
    """

    words: list[str]
    towns: Sequence[Town] = ()
    hints: tuple[str, ...] = ()
    around: Sequence[Town] = ()
    district: str | None = None
    code: str | None = None
    code_start: str | None = None
    lands: frozenset[str] = frozenset()
    kreis: Sequence[Town] = ()
    country: str | None = None
    name: str | None = None
    unknown: bool = False
    contradicted: bool = False
    part: str | None = None
    separator: str = ""

    def allows(self, towns: Sequence[Town]) -> bool:
        """Whether one of the towns lies in the region stated so far."""
        kreise = kreise_of(self.kreis)
        return any(
            (not self.lands or town.land in self.lands)
            and (not kreise or (town.kreis, town.land) in kreise)
            and (not self.country or town.country == self.country)
            for town in towns
        )

    def is_in_country(self, country: str) -> bool:
        """Whether one of its towns lies in a country."""
        return any(town.country == country for town in self.towns)

    def tell_apart(self, key: str, words: str) -> None:
        """Take words with this key as telling the town from its namesakes."""
        self.hints = (*self.hints, key)
        self.words.append(words)

    def narrow(self, towns: Sequence[Town], hints: tuple[str, ...], other: "Draft") -> None:
        """Take another draft, of the same place, as telling which of the towns is meant."""
        self.towns, self.hints, self.code = towns, hints, self.code or other.code
        self.words += other.words


def kreise_of(towns: Iterable[Town]) -> set[tuple[str, str]]:
    """Name and Land of each Kreis that the towns lie in."""
    return {(town.kreis, town.land) for town in towns}


@dataclass(slots=True)
class Drafts:
    """The places of one text so far; what is read next either tells more about the last one or begins another.

    country: the country of a place whose words name none. last: the place that words without a town of their own
    tell more about. lost: words were ignored that may have been a place. separator: what
    stands before the words that are read now.
    """

    gazetteer: Gazetteer
    country: str
    places: list[Draft] = field(default_factory=list)
    last: Draft | None = None
    lost: bool = False
    separator: str = ""

    def piece(self, words: str, separator: str, name: str, near: bool = False) -> Piece:
        """The words between two separators, with what the name among them means."""
        key = name_key(name)
        return Piece(words, separator, name, key, self.gazetteer.meaning(key), near)

    def begin(self, draft: Draft) -> None:
        """Begin another place."""
        draft.separator = self.separator
        self.places.append(draft)
        self.last = draft

    def is_first(self, draft: Draft) -> bool:
        """Whether a place is the first of those that stand beside each other."""
        return draft is self.places[0] or draft.separator not in BESIDE

    def drop_last(self) -> None:
        """Forget the last place, since its words belong to the next one."""
        self.places.pop()
        self.last = self.places[-1] if self.places else None

    def add_town(self, found: FoundTown, words: str, *, tells_more: bool = False) -> None:
        """Add a town; `tells_more`: it may only say where the last place lies."""
        self.add(Draft([words], found.towns, found.hints, district=found.district), tells_more=tells_more)

    def add(self, new: Draft, *, tells_more: bool = False) -> None:
        """Add a place, unless it and the last one belong together."""
        last = self.last
        if last is None or not new.towns or (last.code and new.code):
            self.begin(new)
        elif not last.towns and not last.unknown and last.allows(new.towns):  # "NRW: Köln", "42103, Wuppertal"
            new.code, new.lands, new.kreis = new.code or last.code, new.lands or last.lands, new.kreis or last.kreis
            new.country = new.country or last.country
            new.words = last.words + new.words
            self.drop_last()
            self.begin(new)
        elif last.part is not None and self._is_part(last, new):  # "Altstadt, Düsseldorf"
            new.words, new.district = last.words + new.words, new.district or last.part or None
            separator = last.separator
            self.drop_last()
            self.begin(new)
            new.separator = separator
        elif tells_more and any(a.km_to(b) < _NEAR_KM for a in last.towns for b in new.towns):  # "Haan, Raum Köln"
            last.around = new.towns
            last.words += new.words
        elif parts := parts_of(new.towns, last.towns):
            if last.district or {part.part_of for part in parts} == {town.part_of for town in last.towns}:
                self.begin(new)
            else:
                last.narrow(parts, new.hints, new)  # "Wuppertal, Elberfeld"
        elif parts := parts_of(last.towns, new.towns):  # "Elberfeld, Wuppertal"
            last.narrow(parts, last.hints, new)
        elif new.code or [town.name for town in new.towns] != [town.name for town in last.towns]:
            self.begin(new)  # but "Berlin, Berlin" is one

    def _is_part(self, last: Draft, new: Draft) -> bool:
        """Whether the last place is a part of the new one: words that name no town, or "Neustadt" before a city."""
        if self.separator not in BESIDE or last.code or parts_of(last.towns, new.towns):
            return False
        keys = {name_key(town.name) for town in new.towns}
        if any(not keys.isdisjoint(name_key(town.kreis).split()) for town in last.towns):  # it lies in the Kreis
            return False
        return not last.towns or is_city(new.towns)
