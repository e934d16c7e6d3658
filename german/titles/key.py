"""The key of a title, equal for different spellings of it."""

import re
from functools import lru_cache
from itertools import chain

from german.titles.words import kinds_of

_KEY_WORD = re.compile(r"[a-z0-9+#]+")
PERSONS = (
    *("leit", "entwickl", "administrat", "berat", "architekt", "referent", "ingenieur", "techniker", "spezialist"),
    *("koordinat", "manager"),
)
_COMPOUND = re.compile(
    rf"(?P<before>.*)(?P<person>{'|'.join(PERSONS)})(?P<ending>|er|erin|ung|or|orin|in|ion|ors|s|innen|erinnen)"
)


@lru_cache(maxsize=32768)
def _key_words(word: str) -> tuple[str, ...]:
    """A folded word as it is in the key: without endings of gender and person, the word for the person split off.

    >>> _key_words("softwareentwicklerin"), _key_words("abteilungsleitung"), _key_words("der"), _key_words("kuratorin")
    (('software', 'entwickl'), ('abteilung', 'leit'), (), ('kurator',))
    """
    if "little" in kinds_of(word):
        return ()
    if word in ("head", "lead", "leader"):
        return ("leit",)
    if word in ("teamlead", "teamleader"):
        return ("team", "leit")
    if compound := _COMPOUND.fullmatch(word[:60]):
        before, person, ending = compound.groups()
        if person != "leit" and ending in ("ung", "ion"):
            person += ending  # Entwicklung is not Entwickler, but Leitung and Leiter are one
        if len(before) > 4 and before.endswith("s") and not before.endswith("ss"):
            before = before[:-1]
        return (*_key_words(before), person) if before else (person,)
    if word.endswith(("erin", "orin", "istin", "entin", "antin", "erinnen")):
        return (word.removesuffix("innen").removesuffix("in"),)
    return (word,)


def core_key(folded: str) -> str:
    """The words of a folded core, each once, in alphabetical order.

    >>> core_key("leiterin der it-infrastruktur") == core_key("it-leitung infrastruktur") == "infrastruktur it leit"
    True
    """
    return " ".join(sorted(set(chain.from_iterable(map(_key_words, _KEY_WORD.findall(folded))))))
