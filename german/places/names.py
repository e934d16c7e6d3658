"""Keys that are equal for all spellings of a place name."""

import re
from functools import lru_cache

from german.words.fold import fold

_PLAIN = str.maketrans(
    {
        "ä": "a", "ö": "o", "ü": "u", "ß": "ss", "à": "a", "á": "a", "â": "a", "ã": "a", "å": "a", "ç": "c", "č": "c",
        "ć": "c", "è": "e", "é": "e", "ê": "e", "ë": "e", "ě": "e", "í": "i", "î": "i", "ï": "i", "ł": "l", "ñ": "n",
        "ń": "n", "ň": "n", "ó": "o", "ô": "o", "õ": "o", "ø": "o", "ř": "r", "š": "s", "ś": "s", "ú": "u", "û": "u",
        "ů": "u", "ý": "y", "ž": "z", "ż": "z", "ź": "z", "\u00a0": " ", "–": "-", "’": "'", "\u0308": None,
    }
)  # fmt: skip
_NOISE = re.compile(r"[\s.'-]+")
_SAINT = re.compile(r"^st |(?<= )st ")
_TAIL = re.compile(
    r"\s*(?:[(/,]| (?:an|am|auf|bei|beim|im|in|ob|unter|vor|vorm|zu|zum|zur|a\.? ?d\.?|i\.? ?d\.?|v\.? ?d\.?|o\.? ?d\.?"
    r"|[abiv]\.)(?=[ .A-ZÄÖÜ])|(?<=\w) a ?M\b)"
)
_BRACKETS = str.maketrans("()/,", "    ")
_LITTLE_WORDS = "an am auf bei beim im in ob unter vor vorm zu zum zur der dem den die das a b d i o v"
_LITTLE = frozenset(_LITTLE_WORDS.split())


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """The key of a whole name, equal for ü, ue and u, for hyphens, dots and blanks, and for Sankt and St.

    >>> name_key("Düsseldorf") == name_key("Duesseldorf") == name_key("DUSSELDORF")
    True
    >>> name_key("Sankt Leon-Rot") == name_key("St. Leon Rot")
    True
    """
    key = _NOISE.sub(" ", name.lower().translate(_PLAIN)).strip()
    key = key.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return _SAINT.sub("sankt ", key) if "st " in key else key


@lru_cache(maxsize=16384)
def head_key(name: str) -> str:
    """The key of a name without what tells it from its namesakes.

    >>> head_key("Mülheim an der Ruhr"), head_key("Halle (Saale)"), head_key("Frankfurt/Main"), head_key("Bad Homburg")
    ('mulheim', 'halle', 'frankfurt', 'bad homburg')
    """
    tail = _TAIL.search(name)
    return name_key(name[: tail.start()] if tail and tail.start() else name)


@lru_cache(maxsize=16384)
def umlaut_key(name: str) -> str:
    """The key of a name's head in which Lohne and Löhne differ, but Löhne and Loehne do not.

    >>> umlaut_key("Löhne") == umlaut_key("Loehne") != umlaut_key("Lohne (Oldenburg)")
    True
    """
    tail = _TAIL.search(name)
    return _NOISE.sub(" ", fold(name[: tail.start()] if tail and tail.start() else name)).replace("st ", "sankt ")


@lru_cache(maxsize=16384)
def tail_words(name: str) -> tuple[str, ...]:
    """The words that tell a name from its namesakes, as keys.

    >>> tail_words("Frankfurt a. d. Oder"), tail_words("Halle (Saale)"), tail_words("Bad Homburg")
    (('oder',), ('saale',), ())
    """
    tail = _TAIL.search(name)
    if tail is None or not tail.start():
        return ()
    words = name_key(name[tail.start() :].translate(_BRACKETS)).split(" ")
    return tuple(word for word in words if word and word not in _LITTLE)
