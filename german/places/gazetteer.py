"""The towns that place words are looked up in. The files are read on first use, a line only when it is asked for.

Data: GeoNames (geonames.org, CC BY 4.0) in abroad.tsv and in ../words/towns.tsv, made by make_gazetteer.py;
districts.tsv and place_words.tsv are our own.
"""

import difflib
import math
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from german.places.names import head_key, name_key, tail_words
from german.words.towns import town_lines

ABROAD, DISTRICTS, PLACE_WORDS = (
    Path(__file__).with_name(name) for name in ("abroad.tsv", "districts.tsv", "place_words.tsv")
)
_UNKNOWN_WEIGHT = 1000.0  # a parish of several villages, which GeoNames lists one by one
_OWN_WEIGHT = 5000.0  # districts of districts.tsv, which are well known locally
_TOWN = 10_000.0  # inhabitants of a town that is known better than districts of its name
_PART_SHARE = 20.0
_TWIN_INHABITANTS = 20_000
_NO_MEANING: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Town:
    """A town, or a district of the town that `part_of` names.

    `weight`: its inhabitants, or a twentieth of them for a district, since few people name it without its town.
    `surnames`: keys of the words that tell it from its namesakes. `codes`: postal codes with their points.
    """

    name: str
    country: str
    land: str
    kreis: str
    latitude: float
    longitude: float
    weight: float
    part_of: str
    surnames: tuple[str, ...]
    codes: dict[str, tuple[float, float]]

    def has(self, surname: str) -> bool:
        """Whether a word, perhaps abbreviated ("M." for Main), tells this town from its namesakes."""
        return any(own.startswith(surname) for own in self.surnames)

    def is_part_of(self, host: "Town") -> bool:
        """Whether this is a district of `host`."""
        return self.part_of == host.name and self.land == host.land and not host.part_of

    def km_to(self, other: "Town") -> float:
        """The distance between the centres of two towns in km."""
        return distance_km(self.latitude, self.longitude, other.latitude, other.longitude)


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance in km of two points in degrees, on a sphere of 6,371 km.

    >>> round(distance_km(51.256, 7.148, 50.938, 6.957))
    38
    """
    a, b = math.radians(a_lat), math.radians(b_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(b_lon - a_lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, half)))


def _lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n")[1:-1]


class Gazetteer:
    """Towns by name, postal code and Kreis, and what other words about places mean."""

    def __init__(self) -> None:
        self._towns: dict[str, list[str]] = defaultdict(list)
        for line in town_lines():
            self._towns[line[: line.index("\t")]].append(line)
        self._abroad: dict[str, list[str]] = defaultdict(list)
        for line in _lines_of(ABROAD):
            self._abroad[line[: line.index("\t")]].append(line)
        self._districts: dict[str, list[list[str]]] = defaultdict(list)
        for line in _lines_of(DISTRICTS):
            row = line.split("\t")
            self._districts[head_key(row[0])].append(row)
        self._meanings: dict[str, dict[str, str]] = defaultdict(dict)
        for line in _lines_of(PLACE_WORDS):
            kind, value, words = line.split("\t")
            for word in words.split("|"):
                self._meanings[name_key(word)][kind] = value
            if kind == "abroad":
                self._meanings[name_key(value)]["foreign name"] = words
        self._parsed: dict[str, Town] = {}
        self._named: dict[str, list[Town]] = {}

    @cached_property
    def countries(self) -> frozenset[str]:
        """The ISO 3166-1 codes of the countries that have a name in place_words.tsv."""
        return frozenset(one["country"] for one in self._meanings.values() if "country" in one)

    def meaning(self, key: str) -> dict[str, str]:
        """What words with this key mean, by kind, such as land, region, country, alias (see place_words.tsv)."""
        return self._meanings.get(key, _NO_MEANING)

    def named(self, key: str) -> list[Town]:
        """Towns whose name, without its surname, has this key; else towns of whose double name it is one half."""
        towns = self._named.get(key)
        if towns is None:
            own = self._districts.get(key, [])
            hosts = {row[1] for row in own if row[1]}
            towns = [town for line in self._towns.get(key, ()) if (town := self._town(line)).part_of not in hosts]
            weight = (
                _OWN_WEIGHT if max((town.weight for town in towns), default=0) < _TOWN else _OWN_WEIGHT / _PART_SHARE
            )
            towns += [self._district(weight, *row) for row in own]
            towns += self._foreign(key)
            if not towns:
                towns = [self._town(line) for line in self._halves.get(key, ())]
            self._named[key] = towns
        return towns

    def at_code(self, code: str) -> list[Town]:
        """Towns with this German postal code."""
        return [self._town(line) for line in self._by_code.get(code, ())]

    def of_kreis(self, key: str) -> list[Town]:
        """Towns of the Kreis of this key ("mettmann", "ennepe ruhr kreis")."""
        return [self._town(line) for line in self._by_kreis.get(key, ())]

    def larger_than(self, inhabitants: int) -> list[tuple[str, float, float, int]]:
        """Name, latitude, longitude and inhabitants of the towns with more, those abroad included; no districts."""
        home = (line.split("\t", 8) for lines in self._towns.values() for line in lines)
        abroad = (line.split("\t") for lines in self._abroad.values() for line in lines)
        rows = [(row[1], row[4], row[5], row[6]) for row in home if not row[7]]
        rows += [(row[1], row[3], row[4], row[5]) for row in abroad]
        return [(name, float(x), float(y), int(people)) for name, x, y, people in rows if int(people) > inhabitants]

    def parts_of(self, town: str) -> list[str]:
        """The names of the parts of a town."""
        return self._parts.get(town, [])

    def host(self, town: Town) -> Town:
        """The town a district belongs to, or the town itself."""
        if not town.part_of:
            return town
        return min((t for t in self.named(head_key(town.part_of)) if town.is_part_of(t)), key=town.km_to, default=town)

    def spelt_like(self, name: str) -> list[str]:
        """Up to three names of towns spelt much like this one, the most similar first."""
        lines = {**self._abroad, **self._towns}
        near = difflib.get_close_matches(head_key(name), lines, n=3, cutoff=0.8)
        return [lines[key][0].split("\t")[1] for key in near]

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        parts: dict[str, list[str]] = defaultdict(list)
        for lines in self._towns.values():
            for line in lines:
                cells = line.split("\t", 8)
                parts[cells[7]].append(cells[1])
        for name, host, *_ in (row for rows in self._districts.values() for row in rows):
            parts[host].append(name)
        return {host: names for host, names in parts.items() if host}

    @cached_property
    def _by_code(self) -> dict[str, list[str]]:
        by_code: dict[str, list[str]] = defaultdict(list)
        for lines in self._towns.values():
            for line in lines:
                packed = line.split("\t", 9)[8]
                for point in packed.split(" ") if packed else ():
                    by_code[point[:5]].append(line)
        return by_code

    @cached_property
    def _by_kreis(self) -> dict[str, list[str]]:
        by_kreis: dict[str, list[str]] = defaultdict(list)
        keys: dict[str, str] = {}
        for lines in self._towns.values():
            for line in lines:
                cells = line.split("\t")
                if not cells[7]:
                    kreis = cells[3]
                    by_kreis[keys.get(kreis) or keys.setdefault(kreis, name_key(kreis))].append(line)
        return by_kreis

    @cached_property
    def _halves(self) -> dict[str, list[str]]:
        """The lines of double names, by each half: Leinfelden-Echterdingen is also called Echterdingen."""
        halves: dict[str, list[str]] = defaultdict(list)
        for lines in self._towns.values():
            for line in lines:
                cells = line.split("\t")
                first, joint, last = cells[1].partition("-")
                if joint and int(cells[6]) >= _TWIN_INHABITANTS:
                    halves[head_key(first)].append(line)
                    halves[head_key(last)].append(line)
        return halves

    def _town(self, line: str) -> Town:
        town = self._parsed.get(line)
        if town is None:
            _, name, land, kreis, latitude, longitude, population, part_of, packed, also = line.split("\t")
            codes = {}
            for point in packed.split(" ") if packed else ():
                code, code_latitude, code_longitude = point.split(":")
                codes[code] = (float(code_latitude), float(code_longitude))
            weight = float(population) or _UNKNOWN_WEIGHT
            weight = weight / _PART_SHARE if part_of else weight
            surnames = (*tail_words(name), *also.split())
            place = (float(latitude), float(longitude))
            town = Town(name, "DE", land, kreis, *place, weight, part_of, surnames, codes)
            self._parsed[line] = town
        return town

    def _district(self, weight: float, name: str, host: str, land: str, latitude: str, longitude: str) -> Town:
        part = Town(name, "DE", land, "", float(latitude), float(longitude), weight, host, tail_words(name), {})
        return replace(part, kreis=self.host(part).kreis) if host else part

    def _foreign(self, key: str) -> list[Town]:
        german = self._meanings.get(key, {}).get("abroad")
        names = self._meanings.get(name_key(german) if german else key, {}).get("foreign name", "")
        keys = {key, *(head_key(name) for name in names.split("|") if name)}
        found = []
        for line in (line for k in sorted(keys) for line in self._abroad.get(k, ())):
            _, name, country, latitude, longitude, population = line.split("\t")
            german = german or next((v for v in (self._meanings.get(head_key(name), {}).get("abroad"),) if v), None)
            found.append(
                Town(german or name, country, "", "", float(latitude), float(longitude), float(population), "", (), {})
            )
        return found


@cache
def load() -> Gazetteer:
    """The gazetteer, read once in a process, which takes some 20 ms."""
    return Gazetteer()
