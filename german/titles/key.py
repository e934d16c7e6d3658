"""The key of a title, equal for different spellings of it."""

import re
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from german.titles.circumstances import mark_things
from german.titles.words import is_unit, kinds_of
from german.words.fold import fold

KEY_WORD = re.compile(r"[a-z0-9+#]+")
_LETTER = re.compile(r"(?<![\w&/])a(?=\W*$|\s*[,;|)])")  # no noun follows, as after an article: "Schule A"
PERSONS = (
    *("leit", "entwickl", "administrat", "berat", "architekt", "referent", "ingenieur", "techniker", "spezialist"),
    *("koordinat", "manager", "analyst"),
)
# Nouns that German joins to what they are about, and English does not: Datenmanagement, data management.
NOUNS = ("management", "sicherheit", "security", "analyse", "analytics", "architektur", "plattform", "infrastruktur")
_JOINED = re.compile(rf"(?P<about>\w{{3,}})(?P<noun>{'|'.join(NOUNS)})")
# Who leads a department leads its field; but a Bereichsleiter is above one, a Teamleiter below.
UNITS = frozenset({"abt", "abteilung", "abteilungs", "department", "bereich", "bereichs"})
_RANK = re.compile(
    r"\b(?P<one>abteilung|bereich|projekt)s?-?(?:leit|chef)"
    r"|\bleit\w* (?:(?:des|der|eines|einer) )?(?:\w+-)?(?P<other>abteilung|bereich|projekte)s?\b"
)
_HANGING = re.compile(r"-(?=\s|/|,|$)")  # Markt- und Filialleiter
SYNONYMS = Path(__file__).with_name("synonyms.tsv")
_COMPOUND = re.compile(
    rf"(?P<before>.*)(?P<person>{'|'.join(PERSONS)})(?P<ending>|er|erin|ung|or|orin|in|ion|ors|s|innen|erinnen)"
)


@cache
def synonyms() -> dict[str, str]:
    """The meaning of each word of a key that has one; words that have it only together are joined by "+"."""
    rows = (line.split("\t") for line in SYNONYMS.read_text(encoding="utf-8").splitlines()[1:])
    return {word: meaning for meaning, words in rows for word in words.split()}


@cache
def phrases() -> tuple[tuple[frozenset[str], str], ...]:
    """The words that mean something else together, and what."""
    return tuple((frozenset(words.split("+")), meaning) for words, meaning in synonyms().items() if "+" in words)


_OF_A_MAN = (("aerztin", "arzt"), ("kauffrau", "kaufmann"), ("fachfrau", "fachmann"), ("amtfrau", "amtmann"))


@lru_cache(maxsize=32768)
def key_words(word: str) -> tuple[str, ...]:
    """A folded word as it is in a key, before synonyms: without endings of gender and person, the word for the person
    split off.

    >>> key_words("softwareentwicklerin"), key_words("bereichsleitung"), key_words("der"), key_words("kuratorin")
    (('software', 'entwickl'), ('bereich', 'leit'), (), ('kurator',))
    >>> key_words("oberaerztin"), key_words("industriekauffrau")
    (('oberarzt',), ('industriekaufmann',))
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
        before = _without_joint(before)
        if person == "leit" and before == "abteilung":
            return (person,)
        return (*key_words(before), person) if before else (person,)
    if joined := _JOINED.fullmatch(word[:60]):
        return (*key_words(_without_joint(joined["about"])), joined["noun"])
    for ending, other in _OF_A_MAN:
        if word.endswith(ending):
            return (word.removesuffix(ending) + other,)
    if word.endswith(("erin", "orin", "istin", "entin", "antin", "erinnen")):
        return (word.removesuffix("innen").removesuffix("in"),)
    return (word,)


def _without_joint(part: str) -> str:
    """The first part of a compound without the s that joins it: abteilungs, but prozess."""
    return part[:-1] if len(part) > 4 and part.endswith("s") and not part.endswith("ss") else part


def core_key(folded: str) -> str:
    """The words of a folded core, each once, in alphabetical order.

    >>> core_key("leiterin der it-infrastruktur") == core_key("it-leitung infrastruktur") == "infrastruktur it leit"
    True
    """
    words = set(chain.from_iterable(map(key_words, KEY_WORD.findall(mark_things(folded)))))
    if "leit" in words and len(words) > 2:
        words -= UNITS
    if _LETTER.search(folded):
        words.add("a")
    for phrase, meaning in phrases():
        if phrase <= words:
            words = words - phrase | {meaning}
    return " ".join(sorted({synonyms().get(word, word) for word in words}))


class Leader(NamedTuple):
    """What a title says of its leader that its key does not tell. None: it says nothing of it, or of several.

    rank: whether an "abteilung" or a "bereich" is led, a "projekt" or all "projekte". trade: the first part of a
    compound, "produktion" of a Produktionsleiter, if that is neither IT nor a unit.
    """

    rank: str | None = None
    trade: str | None = None


@lru_cache(maxsize=65536)
def find_leader(title: str) -> Leader:
    """What a title says of its leader.

    >>> find_leader("Abteilungsleiterin Netze").rank, find_leader("Leitung des IT-Bereichs").rank
    ('abteilung', 'bereich')
    >>> find_leader("Produktionsleiter IT-Betrieb").trade, find_leader("IT-Leiter Produktion").trade
    ('produktion', None)
    """
    folded = fold(title)
    if "leit" not in folded and "chef" not in folded:
        return Leader()
    ranks = {rank["one"] or rank["other"] for rank in _RANK.finditer(folded)}
    compounds = [key_words(word) for word in KEY_WORD.findall(folded) if "leit" in word]
    trades = {
        " ".join(synonyms().get(word, word) for word in words[:-1])
        for words in compounds
        if words[1:] and words[-1] == "leit"
    }
    named = {trade for trade in trades if not is_unit(trade) and "itname" not in kinds_of(trade)}
    alone = len(named) == len(compounds) == 1 and not _HANGING.search(folded)
    return Leader(ranks.pop() if len(ranks) == 1 else None, named.pop() if alone else None)
