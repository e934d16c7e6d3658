"""Which of several towns of one name a place means."""

from collections.abc import Callable, Sequence

from german.places.drafts import Draft, kreise_of
from german.places.gazetteer import Gazetteer, Town, distance_km

_MEANT = 5.0  # a namesake this many times as big as the others is the one meant
_SURE = 10.0  # and one this many times as big is meant beyond doubt
_ABROAD = 10.0  # without a country, a town abroad counts for a tenth of its size
_SAME_SPOT_KM = 15.0
_NEAR_KM = 40.0


class Choice:
    """The towns still possible. `clash`: a statement fits none of them. `point`: where the stated postal code lies."""

    __slots__ = ("clash", "gazetteer", "point", "towns")

    def __init__(self, towns: Sequence[Town], gazetteer: Gazetteer) -> None:
        self.towns = towns
        self.gazetteer = gazetteer
        self.clash = False
        self.point: tuple[float, float] | None = None

    def narrow(self, draft: Draft, at_code: list[Town]) -> None:
        """Keep the towns that fit what is stated, the surest statements first: postal code, Land, Kreis, neighbours."""
        if at_code:
            self._keep_at_code(at_code, draft.code or "")
        if start := draft.code_start:
            self._keep(lambda town: any(code.startswith(start) for code in self.gazetteer.host(town).codes))
        if draft.lands:
            self._keep(lambda town: town.land in draft.lands)
        if draft.kreis:
            kreise = kreise_of(draft.kreis)
            self._keep(lambda town: (town.kreis, town.land) in kreise)
        for hint in draft.hints:
            self._keep_hinted(hint)
        self.clash = self.clash or draft.contradicted
        if draft.around:
            self._keep_nearest(draft.around)

    def best(self, near: tuple[float, float], *, home: bool) -> tuple[Town, bool]:
        """The town meant, and whether that is in doubt. `home`: no country is stated, so towns abroad count less."""
        if len(self.towns) == 1:
            return self.towns[0], self.clash
        weights = [town.weight / _ABROAD if home and town.country != "DE" else town.weight for town in self.towns]
        top = max(weights)
        meant = [town for town, weight in zip(self.towns, weights, strict=True) if weight * _MEANT >= top]
        best = min(meant, key=lambda town: distance_km(town.latitude, town.longitude, *near))
        rivals = [town for town, weight in zip(self.towns, weights, strict=True) if weight * _SURE >= top]
        return best, self.clash or any(best.km_to(rival) > _SAME_SPOT_KM for rival in rivals)

    def _keep(self, fits: Callable[[Town], bool]) -> None:
        """Keep the towns that fit; a statement that fits none is a contradiction, which is flagged."""
        kept = [town for town in self.towns if fits(town)]
        self.clash = self.clash or not kept
        self.towns = kept or self.towns

    def _keep_at_code(self, at_code: list[Town], code: str) -> None:
        """Keep the towns with the postal code; if none, towns near it: districts, or bigger than the code's own."""
        point = at_code[0].codes[code]
        kept = [town for town in self.towns if any(town is own or town.is_part_of(own) for own in at_code)]
        if not kept:
            biggest = max(own.weight for own in at_code)
            close = [t for t in self.towns if distance_km(t.latitude, t.longitude, *point) < _SAME_SPOT_KM]
            kept = [town for town in close if town.part_of or town.weight > biggest]
        self.clash = bool(self.towns) and not kept
        self.towns = kept or at_code
        self.point = next((own.codes[code] for own in at_code if own in self.towns), point)

    def _keep_hinted(self, hint: str) -> None:
        """Keep the towns that a surname, Kreis, landscape or neighbour points to."""
        meaning = self.gazetteer.meaning(hint)
        if "extent" in meaning and not any(town.has(hint) for town in self.towns):
            self.towns = [town for town in self.towns if lies_in(meaning["extent"], town)] or self.towns
        if len(self.towns) < 2:
            return
        if any(town.has(hint) for town in self.towns):
            self._keep(lambda town: town.has(hint))
        elif any(hint in town.kreis.lower() for town in self.towns):
            self._keep(lambda town: hint in town.kreis.lower())
        elif lands := meaning.get("region"):
            self._keep(lambda town: town.land in lands.split(","))
            self.clash = self.clash or ("river" in meaning and all(map(self._is_at_river, self.towns)))
        elif others := self.gazetteer.named(hint) or self.gazetteer.named(hint.removesuffix("er")):
            self._keep_nearest(others)

    def _is_at_river(self, town: Town) -> bool:
        """Whether a town is called after a river; one at another river is not meant."""
        return any("river" in self.gazetteer.meaning(word) for word in town.surnames)

    def _keep_nearest(self, others: Sequence[Town]) -> None:
        """Keep the towns nearest to the biggest of some others, "bei Köln", if they are near at all."""
        other = max(others, key=lambda town: town.weight)
        nearest = min(town.km_to(other) for town in self.towns)
        self.towns = [town for town in self.towns if town.km_to(other) <= max(_NEAR_KM, nearest + _SAME_SPOT_KM)]


def lies_in(extent: str, town: Town) -> bool:
    """Whether a town lies in a landscape, of which the middle and the radius in km are known.

    >>> town = Town("Langenfeld", "DE", "RP", "Mayen-Koblenz", 50.3769, 7.0916, 761, "", (), {})
    >>> lies_in("50.35:6.85:48", town), lies_in("51.25:8.05:50", town)
    (True, False)
    """
    latitude, longitude, km = map(float, extent.split(":"))
    return distance_km(latitude, longitude, town.latitude, town.longitude) <= km


def share_code(at_code: list[Town], town: Town) -> bool:
    """Whether several towns share a postal code, and the others are not much smaller than this one."""
    return len({own.name for own in at_code if own.weight * _SURE >= town.weight}) > 1
