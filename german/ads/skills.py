"""Skills and certificates that an ad names, from skills.tsv."""

import re
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from german.ads.skill_contexts import is_meant
from german.words.later import when_needed
from german.words.surroundings import MENTIONS, find_places


class _Term(NamedTuple):
    """A skill or certificate: its kind and its canonical name."""

    kind: str
    name: str


class _Synonym(NamedTuple):
    """A way to write a skill: its words after the first one, and the first as written if its case matters."""

    rest: tuple[str, ...]
    first: str | None
    is_beginning: bool
    is_doubtful: bool
    term: _Term


class _Starting(NamedTuple):
    """What a word of an ad may begin: the terms that it means by itself, those that it may mean, and phrases with their
    second words.
    """

    sure: frozenset[_Term]
    doubtful: frozenset[_Term]
    seconds: tuple[str, ...]
    phrases: tuple[_Synonym, ...]


class _Synonyms(NamedTuple):
    """skills.tsv by first word, the beginnings of words ("datenschutz*") with their lengths, and doubtful words."""

    by_first: dict[str, list[_Synonym]]
    beginnings: tuple[str, ...]
    lengths: tuple[int, ...]
    doubtful: dict[_Term, re.Pattern[str]]


@cache
def _read_synonyms() -> _Synonyms:
    """Read skills.tsv: a synonym after "=" is matched with its case, "*" stands for any rest of a word, and one after
    "?" can mean something else, so that skill_contexts.tsv decides.
    """
    by_first: dict[str, list[_Synonym]] = {}
    doubtful: dict[_Term, list[str]] = {}
    beginnings: set[str] = set()
    for row in (Path(__file__).parent / "skills.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, kind, listed = row.split("\t")
        for synonym in listed.split("|"):
            first, *rest = _WORD.findall(synonym)
            written = first if synonym.removeprefix("?").startswith("=") else None
            is_beginning = synonym.endswith("*")
            if is_beginning and not rest:
                beginnings.add(first.lower())
            term, is_doubtful = _Term(kind, name), synonym.startswith("?")
            if is_doubtful:
                words = r"\W+".join(map(re.escape, (first, *rest))) + ("" if is_beginning else r"(?!\w)")
                doubtful.setdefault(term, []).append(words if written else f"(?i:{words})")
            item = _Synonym(tuple(map(str.lower, rest)), written, is_beginning, is_doubtful, term)
            by_first.setdefault(first.lower(), []).append(item)
    lengths = tuple(sorted({len(word) for word in beginnings}))
    patterns = {term: when_needed(rf"\b(?:{'|'.join(words)})") for term, words in doubtful.items()}
    return _Synonyms(by_first, tuple(beginnings), lengths, patterns)


def _starting(word: str) -> _Starting | None:
    """What a word may begin, as an ad writes it; None: nothing."""
    by_first, beginnings, lengths, _ = _read_synonyms()
    low = word.lower()
    found = [item for item in by_first.get(low, ()) if item.first is None or item.first == word]
    if low.startswith(beginnings):
        starts = (low[:length] for length in lengths if length < len(low))
        found += [item for start in starts for item in by_first.get(start, ()) if item.is_beginning and not item.rest]
    if not found:
        return None
    phrases = tuple(item for item in found if item.rest)
    alone = [item for item in found if not item.rest]
    sure = frozenset(item.term for item in alone if not item.is_doubtful)
    doubtful = frozenset(item.term for item in alone if item.is_doubtful)
    return _Starting(sure, doubtful, tuple({item.rest[0] for item in phrases}), phrases)


class _Known(dict[str, _Starting | None]):
    """What each word met so far may begin. Looking it up is most of the work on an ad, and a dict does it quickest."""

    def __missing__(self, word: str) -> _Starting | None:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[word] = starting = _starting(word)
        return starting


_MOST_KNOWN = 65_536
_KNOWN = _Known()


@lru_cache(maxsize=1)  # skills and certificates are read from the same ad, one after the other
def _find_terms(text: str) -> frozenset[_Term]:
    """Every term of skills.tsv that the text names."""
    words = _WORD.findall(text)
    sure: set[_Term] = set()
    doubtful: dict[tuple[_Term, str], None] = {}  # with the first word as the ad writes it
    met = [(at, starting) for at, starting in enumerate(map(_KNOWN.__getitem__, words)) if starting is not None]
    for at, starting in met:
        sure |= starting.sure
        for term in starting.doubtful:
            doubtful[term, words[at]] = None
        if starting.phrases and at + 1 < len(words) and words[at + 1].lower().startswith(starting.seconds):
            for phrase in starting.phrases:
                if _goes_on(phrase, words, at + 1):
                    if phrase.is_doubtful:
                        doubtful[phrase.term, words[at]] = None
                    else:
                        sure.add(phrase.term)
    for term, first in doubtful:
        if term not in sure and _is_named(term, text, first):
            sure.add(term)
    return frozenset(sure)


def _is_named(term: _Term, text: str, first: str) -> bool:
    """Whether a doubtful word for a term, or a phrase, that begins with `first` means the term where it stands."""
    pattern = _read_synonyms().doubtful[term]
    mentions = (pattern.match(text, place) for place in islice(find_places(text, first), MENTIONS))
    return any(mention is not None and is_meant(term.name, text, *mention.span()) for mention in mentions)


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
