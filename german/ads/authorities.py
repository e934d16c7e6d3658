"""Towns and districts as employers: one form for "Der Bürgermeister der Stadt X", "Große Kreisstadt X", "X, Stadt"."""

import re
from functools import cache

from german.words.later import when_needed
from german.words.towns import names_of_towns

_HEADS = (
    r"(?:ober|erster )?buergermeister(?:in|amt)?|landr(?:at|aetin)|(?:ober|stadt|gemeinde|kreis|amts)?direktor(?:in)?"
    r"|magistrat|stadtrat|rat|kreisausschuss|(?:stadt|kreis|gemeinde)?verwaltung|stadtvorstand|gemeindevorstand"
)
_KIND = r"(?:[\w-]*stadt|(?:\w+)?gemeinde|marktes|flecken|(?:land)?kreis(?:es)?)"
_HEAD_OF = when_needed(
    rf"^(?:(?:der|die) )?(?:{_HEADS}) (?:der |des |von )?(?=(?:[\w-]+ (?:und )?){{0,3}}{_KIND}\b|[\w-]+-kreis(?:es)?\b)"
)
_BEHIND = re.compile(
    r"^(?P<town>[^,(]{2,60}?)\s?[,(]\s?(?P<kind>(?:grosse )?[\w-]*stadt|gemeinde|markt|(?:land)?kreis)\)?$"
)
_OFFICE = re.compile(
    r"^(?:die )?(stadt|gemeinde|kreis|samtgemeinde|verbandsgemeinde)verwaltung (?:(?:der|des) )?(?:\1 )?"
)
_DISTRICT_OFFICE = re.compile(
    r"^(?:landratsamt (?:des )?(?:land)?(?:kreis(?:es)? )?|landkreis(?:es)? |kreis(?:es)? )(?=\w)"
)
_TITLE = re.compile(
    r"^(?:(?:freien?|alten?|grossen?|kreisfreien?|selbst(?:st)?aendigen?|und) ){0,3}(?:[\w-]+ (?:und|&) )?"
    r"(?P<title>[\w-]+)-?stadt (?P<town>.+)$"
)
_KIND_OF_STADT = re.compile(r"^(?:grosse |freie |kreisfreie |selbst(?:st)?aendige ){1,2}stadt (?=\w)")
_TITLES = (
    *(
        "landeshaupt",
        "bundes",
        "universitaets",
        "kloster",
        "hanse",
        "kreis",
        "klingen",
        "luther",
        "barock",
        "kur",
        "dom",
    ),
    *("wissenschafts", "schloss", "residenz", "hochschul", "messe", "garten", "kaiser", "berg", "hafen", "documenta"),
)
_ADJECTIVE = re.compile(r"\b(\w+isch)en kreis\b")
_OF_KREIS = re.compile(r"\b((?:land)?kreis)es\b")
_OWN_KREIS = re.compile(r"^kreis (?=[\w-]+kreis\b|[\w-]+er kreis\b)")


def one_form(folded: str) -> str:
    """The name of a town or district as an employer in one form; other names as they are.

    >>> [one_form(name) for name in ("der buergermeister der stadt haan", "grosse kreisstadt aalen", "aalen, stadt")]
    ['stadt haan', 'stadt aalen', 'stadt aalen']
    >>> one_form("der landrat des kreises mettmann"), one_form("kreisverwaltung ennepe-ruhr-kreis")
    ('kreis mettmann', 'ennepe-ruhr-kreis')
    >>> one_form("neustadt apotheke"), one_form("stadt wuppertal")
    ('neustadt apotheke', 'stadt wuppertal')
    """
    if not _CONCERNS.search(folded):
        return folded
    name = _HEAD_OF.sub("", folded)
    name = _BEHIND.sub(r"\g<kind> \g<town>", name)
    name = _OFFICE.sub(r"\1 ", name)
    if "kreis" in name or "landrat" in name:
        name = _DISTRICT_OFFICE.sub("kreis ", _ADJECTIVE.sub(r"\1er kreis", _OF_KREIS.sub(r"\1", name)))
        name = _OWN_KREIS.sub("", name)
    name = _KIND_OF_STADT.sub("stadt ", name)
    title = _TITLE.match(name)
    if title and _is_title(title["title"].rstrip("-"), title["town"]):
        return f"stadt {title['town']}"
    return name


_CONCERNS = re.compile(r"stadt|kreis|gemeinde|landrat|markt")


def _is_title(title: str, town: str) -> bool:
    """Whether a word such as "Klingenstadt" is a title of the town behind it, not a town ("Neustadt Apotheke")."""
    if title in _TITLES or title.split("-")[-1] in _TITLES:
        return True
    return not is_town(f"{title}stadt") and is_town(town)


def is_town(folded: str) -> bool:
    """Whether folded words begin with the first word of a German town's name."""
    first = _FIRST_WORD.match(folded)
    return first is not None and first[0] in _first_words_of_towns()


_FIRST_WORD = re.compile(r"[a-z]+")


@cache
def _first_words_of_towns() -> frozenset[str]:
    return frozenset(first[0] for name in names_of_towns(0) if (first := _FIRST_WORD.match(name)))
