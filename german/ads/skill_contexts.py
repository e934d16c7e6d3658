"""Whether a word that can be a skill is one where it stands: "Netzwerk" is of computers or of partners.

A row of the table names a skill and, in words that begin as they are listed ("!" ends a whole word, "~" is any
word or none):
`beside`: one of them has to stand in the clause; none listed: nothing has to. `before` and `behind`: right before or
behind the word they make it something else. `elsewhere`: anywhere in the clause they do.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from german.words.gates import any_of
from german.words.later import when_needed
from german.words.surroundings import find_clause

_NEAR = 40  # characters that `before` and `behind` look at
_END = "!"
_ANY_WORD = re.escape(" ~ ")


class _Context(NamedTuple):
    """A row of skill_contexts.tsv; None: nothing is listed."""

    beside: re.Pattern[str] | None
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    elsewhere: re.Pattern[str] | None


@cache
def _read_contexts() -> dict[str, _Context]:
    lines = (Path(__file__).parent / "skill_contexts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    contexts = {}
    for name, beside, before, behind, elsewhere in (line.split("\t") for line in lines):
        contexts[name] = _Context(
            _pattern(r"\b{}", beside),
            _pattern(r"\b{}(?: \w+)?[ |/&]{1,3}\Z", before),
            _pattern(r"(?:e?[ns]?|en)\W*{}", behind),
            _pattern(r"\b{}", elsewhere),
        )
    return contexts


def _pattern(form: str, listed: str) -> re.Pattern[str] | None:
    if not listed:
        return None
    words = (re.escape(word.removesuffix(_END)) + r"\b" * word.endswith(_END) for word in listed.split("|"))
    words = (word.replace(_ANY_WORD, r"\ (?:\w+\ )?") for word in words)
    return when_needed(form.replace("{}", any_of(words)))


def is_meant(name: str, text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, which can be the skill `name`, is that skill, by the words of its clause.

    >>> for words in ("Betrieb von Netzwerken und Servern", "ein Netzwerk von Servicepartnern", "unser Netzwerk"):
    ...     start = words.index("Netzwerk")
    ...     print(is_meant("Netzwerke", words, start, start + len("Netzwerk")))
    True
    False
    False
    """
    beside, before, behind, elsewhere = _read_contexts()[name]
    if before and before.search(_plain(text[max(0, start - _NEAR) : start])):
        return False
    if behind and behind.match(_plain(text[end : end + _NEAR])):
        return False
    if not beside and not elsewhere:
        return True
    first, last = find_clause(text, start, end)
    clause = _plain(f"{text[first:start]}\n{text[end:last]}")
    return not (elsewhere and elsewhere.search(clause)) and not (beside and not beside.search(clause))


def _plain(words: str) -> str:
    return words.lower().replace("-", " ").replace("\n", " ")
