"""Whether a title is one that a search asks for."""

import re
from functools import cache, lru_cache

from german.words.fold import fold


@lru_cache(maxsize=32768)
def names_one_of(title: str, wanted: tuple[str, ...]) -> bool:
    """Whether a title contains one of these words or phrases of a search; endings do not count.

    >>> [names_one_of(title, ("Krankenpfleger",)) for title in ("Kinderkrankenpfleger", "Krankenpfleger:innen")]
    [False, True]
    >>> names_one_of("Senior Data-Engineers (m/w/d)", ("Data Engineer",)), names_one_of("CIO", ())
    (True, False)
    """
    return bool(wanted and _pattern_of(wanted).search(fold(title)))


@cache
def _pattern_of(wanted: tuple[str, ...]) -> re.Pattern[str]:
    rows = "|".join(r"[\s/-]+".join(map(re.escape, fold(words).split())) for words in wanted)
    return re.compile(rf"(?<![a-z0-9])(?:{rows})(?:[*:_/-]?in(?:nen)?|en|n|s)?(?![a-z0-9])")
