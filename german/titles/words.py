"""The words of titles: their kinds, listed in title_words.tsv, and a title taken apart into them.

Kinds that name a field: it, dev, data, service, security (IT, the latter four narrower), weak (IT if nothing else is
named: digital, systems), sales, trade, field (other work).
Kinds of words beside a field: apart (another profession behind the name of IT: IT-Recht), running (leads IT where it
stands between the two: IT-Betriebsleiter), adjective (says nothing without its noun: digitale), digitals (such nouns).
Kinds that name a person: lead, manager, project, role (an IT occupation by itself), builder, person,
assist (learners, and words that say that someone does not lead yet), course and prospect (say so of the leader
behind them), office (assistants), helper (of the leader behind).
Kinds that name a level: intern, trainee, junior, experienced, senior, leading, top. unit, scope, little: no field;
unit lists the first and last parts of compounds, too (Hauptsachgebiet), and lead what leads behind a unit (Teamchef).
Kinds of what is no part of the role: away, town, opens, joins (see `german.titles.title`).
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

IT_FIELDS = frozenset({"it", "dev", "data", "service", "security", "weak"})
FOREIGN = frozenset({"sales", "trade", "field"})
FIELDS = IT_FIELDS | FOREIGN
_NOISE = frozenset({"away", "town", "opens", "joins"})
_NONE: frozenset[str] = frozenset()
_SURE = FIELDS | {"sells"}
_LED = _SURE | {"running"}
_SHORTEST = 4  # letters of a word that is written as one with a name of IT: "item" is none
_DASHES = frozenset("-–—―‒─⁃﹘")
TITLE_WORDS = Path(__file__).with_name("title_words.tsv")


class WordTable(NamedTuple):
    """title_words.tsv for look-up: the kinds of whole words, of beginnings and endings of words, and of phrases."""

    words: dict[str, frozenset[str]]
    starts: dict[str, tuple[str, ...]]
    ends: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]
    noise: dict[str, str]
    names: tuple[str, ...]  # the names of IT, the longest first
    unit: re.Pattern[str]  # a compound that names a unit, such as hauptsachgebiets
    unit_leaders: tuple[str, ...]  # endings that lead behind a unit alone: Teamchef


@cache
def word_table() -> WordTable:
    """The words of title_words.tsv, read on first use; phrases are listed by their first word, the longest first."""
    words: dict[str, set[str]] = {}
    noise: dict[str, str] = {}
    phrases: dict[str, dict[tuple[str, ...], set[str]]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    ends: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {"first": (), "last": (), "unit": ()}
    for row in TITLE_WORDS.read_text(encoding="utf-8").splitlines()[1:]:
        kind, how, listed = row.split("\t")
        if how == "phrase":
            for phrase in listed.split("|"):
                first, *rest = phrase.split()
                phrases.setdefault(first, {}).setdefault(tuple(rest), set()).add(kind)
        elif how == "start":
            starts[kind] = tuple(listed.split())
        elif how == "end":
            ends[kind] = tuple(listed.split())
        elif how in parts:
            parts[how] = tuple(listed.split())
        elif kind in _NOISE:
            noise |= dict.fromkeys(listed.split(), kind)
        else:
            for word in listed.split():
                words.setdefault(word, set()).add(kind)
    return WordTable(
        {word: frozenset(kinds) for word, kinds in words.items()},
        starts,
        ends,
        {
            first: tuple((rest, frozenset(found[rest])) for rest in sorted(found, key=len, reverse=True))
            for first, found in phrases.items()
        },
        noise,
        tuple(sorted((word for word, kinds in words.items() if "itname" in kinds), key=len, reverse=True)),
        re.compile(rf"(?:{'|'.join(parts['first'])})+(?:{'|'.join(parts['last'])})(?:s|es|n|en)?"),
        parts["unit"],
    )


@lru_cache(maxsize=32768)
def kinds_of(word: str) -> frozenset[str]:
    """The kinds of one folded word, compounds included.

    >>> sorted(kinds_of("edvleiter")), sorted(kinds_of("filialleiterin")), sorted(kinds_of("teamleiter"))
    (['it', 'lead'], ['lead', 'trade'], ['lead'])
    """
    table = word_table()
    if word.endswith(("erin", "orin", "entin", "istin", "chefin")):
        word = word[:-2]
    if found := table.words.get(word):
        return found
    found = frozenset(kind for kind, starts in table.starts.items() if word.startswith(starts))
    if "unperson" in found:
        return found
    for ending in table.ends["lead"]:
        if word.endswith(ending):
            before = word[: -len(ending)]
            if is_unit(before):
                return frozenset({"lead"})
            of = kinds_of(before.removesuffix("s"))
            return frozenset({"lead"}) | (of & _LED) | (_NONE if of & _SURE else {"trade"})
    if any(word.endswith(ending) and is_unit(word.removesuffix(ending)) for ending in table.unit_leaders):
        return frozenset({"lead"})
    if is_unit(word):
        return frozenset({"unit"})
    last = {kind for kind, ends in table.ends.items() if word.endswith(ends) and kind != "lead"}
    return (found - IT_FIELDS if last & FOREIGN else found) | last  # Softwarevertrieb is selling


def is_unit(word: str) -> bool:
    """Whether a folded word, which may be the first of a compound, names a unit of whatever field.

    >>> is_unit("team"), is_unit("hauptsachgebiets"), is_unit("vertriebsbereichs")
    (True, True, False)
    """
    table = word_table()
    return "unit" in table.words.get(word, _NONE) or table.unit.fullmatch(word) is not None


@lru_cache(maxsize=32768)
def words_in(word: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """A folded word with its kinds; a name of IT and a known word that are written as one are two.

    >>> [word for word, _ in words_in("itmanager")], [word for word, _ in words_in("items")]
    (['it', 'manager'], ['items'])
    """
    table = word_table()
    for name in () if word in table.words else table.names:
        rest = word.removeprefix(name)
        if rest != word and len(rest) >= _SHORTEST and (kinds := kinds_of(rest)):
            return (name, kinds_of(name)), (rest, kinds)
    return ((word, kinds_of(word)),)


class Token(NamedTuple):
    """A word or phrase of a title, its kinds, and the gap before it.

    Gaps: '' a blank, '-' a hyphen, '&' and, '/' an alternative, '(' a bracket, '|' a dash, comma or other break.
    """

    word: str
    kinds: frozenset[str]
    gap: str


_TOKEN = re.compile(r"([^a-z0-9+#]*)([a-z0-9+#]+)")


@lru_cache(maxsize=1024)
def _gap(between: str) -> str:
    bare = between.strip()
    if not bare or between == "- ":  # System- und Netzwerkadministrator
        return ""
    if "(" in bare or "[" in bare:
        return "("
    if bare in ("/", "&"):
        return bare
    if between in _DASHES:
        return "-"
    return "|" if any(char in _DASHES or char in "|·•:;,)]" for char in bare) else ""


def read_tokens(folded: str) -> list[Token]:
    """The words of a folded title with their kinds; a phrase of the table is one token.

    >>> [token.word for token in read_tokens("teamleiter it-service desk")]
    ['teamleiter', 'it', 'service desk']
    """
    pairs = _TOKEN.findall(folded.replace("s/4", "s4"))
    phrases = word_table().phrases
    tokens: list[Token] = []
    at, end = 0, len(pairs)
    while at < end:
        gap, word = pairs[at]
        kinds = _NONE
        for rest, found in phrases.get(word, ()):
            following = pairs[at + 1 : at + 1 + len(rest)]
            if tuple(pair[1] for pair in following) == rest and all(_gap(pair[0]) in ("", "-") for pair in following):
                word, kinds = " ".join((word, *rest)), found
                at += len(rest)
                break
        for one, found in ((word, kinds),) if kinds else words_in(word):
            tokens.append(Token(one, found, _gap(gap)))
            gap = "-"
        at += 1
    return tokens
