"""The towns of Germany, towns.tsv: what readers of places look up, and what readers of titles pass over.

Data: GeoNames (geonames.org, CC BY 4.0), made by german/places/make_gazetteer.py.
"""

from functools import cache
from pathlib import Path

from german.words.fold import fold

TOWNS = Path(__file__).with_name("towns.tsv")
TOWN = 3000  # inhabitants; the names of smaller towns are also ordinary words


@cache
def town_lines() -> tuple[str, ...]:
    """One line for each town, its columns separated by tabs; the first column is the name's key."""
    return tuple(TOWNS.read_text(encoding="utf-8").split("\n")[1:-1])


@cache
def names_of_towns(least: int) -> frozenset[str]:
    """Folded names of the towns with at least so many inhabitants; for "Bad X", X.

    >>> "wuppertal" in names_of_towns(3000), "salzuflen" in names_of_towns(3000)
    (True, True)
    """
    names: set[str] = set()
    for line in town_lines():
        _, name, _, _, _, _, people, part_of, _ = line.split("\t", 8)
        if not part_of and people.isdigit() and int(people) >= least:
            names.add(fold(name).removeprefix("bad "))
    return frozenset(names)
