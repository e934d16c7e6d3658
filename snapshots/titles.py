"""Titles as they are compared: the words that count, the form of work they name, how specific they are."""

import re
from functools import cache, lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from german.words.fold import fold
from snapshots.arrays import Column


@cache
def _synonyms() -> dict[str, str]:
    rows = (Path(__file__).parent / "title_synonyms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {word: meaning for meaning, _, words in (row.partition("\t") for row in rows) for word in words.split()}


@lru_cache(maxsize=65536)
def title_of(title_key: str) -> str:
    """The words of a title key with synonyms as one word, without words on the way of working.

    `title_key`: words, each once, in alphabetical order; if none is a synonym, the result is the key itself.

    >>> title_of("architekt hybrid it remote") == title_of("architect it")
    True
    >>> title_of("hybrid remote"), title_of("arbeit hybrides it leit"), title_of("arbeit sozial")
    ('hybrid remote', 'it leit', 'arbeit sozial')
    """
    named, synonyms = title_key.split(), _synonyms()
    if synonyms.keys().isdisjoint(named):
        return title_key
    words = {synonyms.get(word, word) for word in named}
    words.discard("")
    if not _AT_HOME.isdisjoint(named):
        words = {word for word in words if word not in _HOW and not (word.isdigit() and _DAYS.intersection(named))}
    return " ".join(sorted(words)) or title_key


def titles_of(title_keys: Column) -> Column:
    """The result of title_of for each key of an Arrow array.

    >>> titles_of(pa.array(["hybrid it leit", "it leit", "werk"])).to_pylist()
    ['it leit', 'it leit', 'werk']
    """
    reworded = pc.match_substring_regex(title_keys, rf"\b(?:{'|'.join(_synonyms())})\b")
    titles = pa.array([title_of(key) for key in title_keys.filter(reworded).to_pylist()], pa.string())
    return pc.replace_with_mask(title_keys, reworded, titles)


_AT_HOME = {"hybrid", "hybride", "hybrides", "remote", "homeoffice", "home", "mobil", "mobile", "mobiles"}
_DAYS = {"tag", "tage", "days"}
_HOW = _DAYS | {"arbeit", "arbeiten", "arbeitsmodell"}  # dropped only beside one of _AT_HOME

_FORMS = {
    "mini-job": re.compile(r"mini-?job|geringfuegig|\bgfb\b|\b(?:450|520|538|556|603)[ -]?(?:euro|eur|€)"),
    "student": re.compile(r"werkstudent|working student|studentische|\bhiwi\b"),
    "internship": re.compile(r"praktik(?:um|ant)|\bintern(?:ship)?\b"),
    "apprenticeship": re.compile(r"ausbildung (?:zu|als)|\bazubi|auszubildend|duales studium|apprentice"),
    "freelance": re.compile(r"freelanc|freiberuf|freie[rn]? mitarbeit"),
    "part time": re.compile(r"teilzeit|part[ -]?time"),
    "full time": re.compile(r"vollzeit|full[ -]?time"),
}
_ANY_FORM = re.compile("|".join(words.pattern for words in _FORMS.values()))
_TYPES = {
    "mini_job": "mini-job", "working_student": "student", "intern": "internship", "apprenticeship": "apprenticeship",
}  # fmt: skip


@lru_cache(maxsize=65536)
def form_of(title: str, types: tuple[str, ...]) -> str | None:
    """The form of work that tells a vacancy from another of the same title; None: none is named.

    >>> form_of("Kassierer (m/w/d) auf 556-Euro-Basis", ()), form_of("IT-Leiter in Voll- oder Teilzeit", ())
    ('mini-job', None)
    """
    folded = fold(title)
    named = [form for form, words in _FORMS.items() if words.search(folded)] if _ANY_FORM.search(folded) else []
    named = named or [_TYPES[kind] for kind in types if kind in _TYPES and len(types) == 1]
    if named == ["part time"] and "voll-" in folded:
        return None
    return named[0] if len(named) == 1 else None


_ACADEMIC = ("wissenschaftlich", "doktorand", "phd", "postdoc", "research", "researcher", "professur", "akademisch")


@lru_cache(maxsize=65536)
def is_generic(title: str) -> bool:
    """Whether one employer may easily have several vacancies of this title at once."""
    words = title.split()
    return len(words) <= 2 or any(word.startswith(_ACADEMIC) for word in words)
