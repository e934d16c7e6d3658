"""Skills and certificates that an ad names, from skills.tsv."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple


class _Synonym(NamedTuple):
    """A way to write a skill: its words after the first one, and the first as written if its case matters."""

    rest: tuple[str, ...]
    first: str | None
    is_beginning: bool
    name: str
    kind: str


class _Starting(NamedTuple):
    """What a word of an ad may begin: the (kind, name) that it means by itself, and phrases with their second words."""

    names: frozenset[tuple[str, str]]
    seconds: tuple[str, ...]
    phrases: tuple[_Synonym, ...]


class _Synonyms(NamedTuple):
    """skills.tsv by first word, and the beginnings of words ("datenschutz*") with their lengths."""

    by_first: dict[str, list[_Synonym]]
    beginnings: tuple[str, ...]
    lengths: tuple[int, ...]


@cache
def _read_synonyms() -> _Synonyms:
    """Read skills.tsv: a synonym after "=" is matched with its case, "*" stands for any rest of a word."""
    by_first: dict[str, list[_Synonym]] = {}
    beginnings: set[str] = set()
    for row in (Path(__file__).parent / "skills.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, kind, listed = row.split("\t")
        for synonym in listed.split("|"):
            first, *rest = _WORD.findall(synonym)
            written = first if synonym.startswith("=") else None
            is_beginning = synonym.endswith("*")
            if is_beginning and not rest:
                beginnings.add(first.lower())
            item = _Synonym(tuple(map(str.lower, rest)), written, is_beginning, name, kind)
            by_first.setdefault(first.lower(), []).append(item)
    return _Synonyms(by_first, tuple(beginnings), tuple(sorted({len(word) for word in beginnings})))


@lru_cache(maxsize=65536)
def _starting(word: str) -> _Starting | None:
    """What a word may begin, as an ad writes it; None: nothing."""
    by_first, beginnings, lengths = _read_synonyms()
    low = word.lower()
    found = [item for item in by_first.get(low, ()) if item.first is None or item.first == word]
    if low.startswith(beginnings):
        starts = (low[:length] for length in lengths if length < len(low))
        found += [item for start in starts for item in by_first.get(start, ()) if item.is_beginning and not item.rest]
    if not found:
        return None
    phrases = tuple(item for item in found if item.rest)
    names = frozenset((item.kind, item.name) for item in found if not item.rest)
    return _Starting(names, tuple({item.rest[0] for item in phrases}), phrases)


@lru_cache(maxsize=1)  # skills and certificates are read from the same ad, one after the other
def _find_terms(text: str) -> frozenset[tuple[str, str]]:
    """Every (kind, name) of skills.tsv that the text names."""
    words = _WORD.findall(text)
    names: set[tuple[str, str]] = set()
    for at, starting in enumerate(map(_starting, words)):
        if starting:
            names |= starting.names
            if starting.phrases and at + 1 < len(words) and words[at + 1].lower().startswith(starting.seconds):
                names.update(
                    (phrase.kind, phrase.name) for phrase in starting.phrases if _goes_on(phrase, words, at + 1)
                )
    return frozenset(names)


def _goes_on(phrase: _Synonym, words: list[str], at: int) -> bool:
    """Whether a phrase whose first word was found continues with the words from `at`."""
    end = at + len(phrase.rest) - 1
    if end >= len(words):
        return False
    last = words[end].lower()
    if last != phrase.rest[-1] and not (phrase.is_beginning and last.startswith(phrase.rest[-1])):
        return False
    return all(word.lower() == wanted for word, wanted in zip(words[at:end], phrase.rest, strict=False))


def find_skills(text: str | None) -> tuple[str, ...]:
    """Find the skills of skills.tsv that a text names: canonical names, sorted; empty where it names none.

    >>> find_skills("Erfahrung mit S/4HANA, Azure und Microsoft 365; Kenntnisse in ISO/IEC 27001, safe driver")
    ('Azure', 'ISO 27001', 'Microsoft 365', 'SAP S/4HANA')
    """
    return tuple(sorted(name for kind, name in _find_terms(text or "") if kind == "skill"))


def find_certificates(text: str | None) -> tuple[str, ...]:
    """Find the certificates of skills.tsv that a text names: canonical names, sorted; empty where it names none.

    >>> find_certificates("PMP oder PRINCE2, ITIL-Zertifizierung von Vorteil")
    ('ITIL-Zertifikat', 'PMP', 'PRINCE2')
    """
    return tuple(sorted(name for kind, name in _find_terms(text or "") if kind == "certificate"))


_WORD = re.compile(r"[A-Za-z0-9äöüÄÖÜß]+[+#]*")
