"""Titles as they are compared: the words that count, the form of work they name, how specific they are."""

import re
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from german.titles.key import KEY_WORD, PERSONS, key_words
from german.titles.key import synonyms as key_synonyms
from german.titles.starts import is_for_a_term
from german.titles.words import kinds_of
from german.words.fold import fold
from snapshots.arrays import Column


def _rows(table: str) -> list[list[str]]:
    """The cells of each row of a table beside this file."""
    lines = (Path(__file__).parent / table).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


@cache
def _synonyms() -> dict[str, str]:
    """The meaning of each word that has one; words that have it only together are joined by "+".

    Those of keys, and words of other fields than IT: keys with these are not the same, only alike.
    """
    return key_synonyms() | {word: meaning for meaning, words in _rows("title_synonyms.tsv") for word in words.split()}


@cache
def _phrases() -> tuple[tuple[frozenset[str], str], ...]:
    """The words that mean something else together, and what."""
    return tuple((frozenset(words.split("+")), meaning) for words, meaning in _synonyms().items() if "+" in words)


@cache
def _longest_words() -> frozenset[str]:
    """The longest word of each phrase. A title without any of them has no phrase."""
    return frozenset(max(sorted(phrase), key=len) for phrase, _ in _phrases())


@cache
def _heads() -> dict[frozenset[str], tuple[str, str]]:
    """The titles of those who lead a whole function, as words: the function, and what they are called."""
    rows = _rows("title_heads.tsv")
    return {
        frozenset(title.split("+")): (function, called) for function, called, titles in rows for title in titles.split()
    }


@cache
def _worded() -> frozenset[str]:
    """The words that mean something else, by themselves or together."""
    return frozenset(part for words in _synonyms() for part in words.split("+"))


_YEAR = re.compile(r"20[2-4]\d").fullmatch
_SEAM = re.compile(r"\b([a-z]{2,})(\d+)\b")  # ISO27001, ISO 27001


@lru_cache(maxsize=65536)
def _parts_of(word: str) -> tuple[str, ...]:
    """The words that are written as one in a word of a key: ISO27001 is ISO 27001."""
    return tuple(_SEAM.sub(r"\1 \2", word).split())


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    """The words that a word means."""
    return {word: tuple(meaning.split()) for word, meaning in _synonyms().items()}


@lru_cache(maxsize=65536)
def _read(title_key: str) -> tuple[str, str | None]:
    """The title of a key, and what it calls the head of a whole function; None: it names none."""
    spelt = [*chain.from_iterable(map(_parts_of, title_key.split()))]
    named = frozenset(spelt)
    if not _longest_words().isdisjoint(named):
        for phrase, meaning in _phrases():
            if phrase <= named:
                named = named - phrase | {*meaning.split()}
    words, meanings = named, _meanings()
    if not meanings.keys().isdisjoint(named):
        words = frozenset(meant for word in named for meant in meanings.get(word, (word,)))
    if not _AT_HOME.isdisjoint(named):
        words = frozenset(
            word for word in words if word not in _HOW and not (word.isdigit() and _DAYS.intersection(named))
        )
    if "20" in title_key and (years := set(filter(_YEAR, words))) and is_for_a_term(" ".join(spelt)):
        following = {f"{int(year[2:]) + 1}" for year in years}  # Schuljahr 2026/27
        words = words - years - following or words
    if head := _heads().get(words):
        return " ".join(sorted({head[0], "leit"})), head[1]
    return " ".join(sorted(words)) or title_key, None


def title_of(title_key: str) -> str:
    """The words of a title key with synonyms as one word, without words on the way of working and the year of a term.

    `title_key`: words, each once, in alphabetical order; if none is a synonym, the result is the key itself. Whatever
    heads of one function are called, they have one title.

    >>> title_of("architekt hybrid it remote") == title_of("architect it")
    True
    >>> title_of("hybrid remote"), title_of("arbeit hybrides it leit"), title_of("arbeit sozial")
    ('hybrid remote', 'it leit', 'arbeit sozial')
    >>> title_of("cio") == title_of("it manager") == title_of("abteilung information leit technology") == "it leit"
    True
    """
    return _read(title_key)[0]


def head_of(title_key: str) -> str | None:
    """What a title calls the head of a whole function (title_heads.tsv); None: it names no such head.

    >>> head_of("it leit"), head_of("cio"), head_of("information leit technology"), head_of("it leit produktion")
    ('leit', 'cio', 'leit', None)
    """
    return _read(title_key)[1]


def titles_of(title_keys: Column) -> Column:
    """The result of title_of for each key of an Arrow array.

    >>> titles_of(pa.array(["hybrid it leit", "it manager", "cio", "werk"])).to_pylist()
    ['it leit', 'it leit', 'it leit', 'werk']
    """
    reworded = pc.or_(
        pc.match_substring_regex(title_keys, rf"\b(?:{'|'.join(sorted(_worded()))}|20[2-4]\d|[a-z]{{2,}}\d+)\b"),
        pc.is_in(title_keys, pa.array([" ".join(sorted(title)) for title in _heads()])),
    )
    keys = title_keys.filter(reworded).dictionary_encode()
    titles = pa.array([title_of(key) for key in keys.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(title_keys, reworded, titles.take(keys.indices))


_AT_HOME = {"hybrid", "hybride", "hybrides", "remote", "homeoffice", "home", "mobil", "mobile", "mobiles"}
_DAYS = {"tag", "tage", "days"}
_HOW = _DAYS | {"arbeit", "arbeiten", "arbeitsmodell"}  # dropped only beside one of _AT_HOME

_FORMS = {
    "mini-job": re.compile(r"mini-?job|geringfuegig|\bgfb\b|\b(?:450|520|538|556|603)[ -]?(?:euro|eur|€)"),
    "student": re.compile(r"werkstudent|working student|studentische|\bhiwi\b"),
    "internship": re.compile(r"praktik(?:um|ant)|\bintern(?:ship)?\b"),
    "apprenticeship": re.compile(r"ausbildung (?:zu|als)|\bazubi|auszubildend|duales studium|apprentice"),
    "freelance": re.compile(r"freelanc|freiberuf|freie[rn]? mitarbeit"),
    "part time": re.compile(r"teilzeit|part[ -]?time|\bhalbtags"),
    "full time": re.compile(r"vollzeit|full[ -]?time|\bganztags"),
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
    if not named and "%" in title and (share := workload_of(title)):
        named = ["full time" if share == _FULL else "part time"]
    named = named or [_TYPES[kind] for kind in types if kind in _TYPES and len(types) == 1]
    if named == ["part time"] and "voll-" in folded:
        return None
    return named[0] if len(named) == 1 else None


_SHARE = re.compile(
    r"(?<![\d,.%–-])(?<!bis )(?<!bis zu )(?<!mind\. )(?<!remote )\b(\d{2,3}) ?%"
    r"(?!\s?(?:-|–|bis|oder|und|/|,)\s?\d|\s?(?:remote|home|mobil|hybrid|vor ort|reise|office|travel|on ?site))"
)
_RANGE = re.compile(r"\d ?%?(?: ?[-–/] ?| bis (?:zu )?| oder | und |% ?, ?)\d{2,3} ?%")  # two shares, or up to one
_FULL = 100  # percent


@lru_cache(maxsize=65536)
def workload_of(title: str) -> int | None:
    """The share of full time that a title names, in percent; None: it names none, or several.

    >>> workload_of("Administrator (50 %)"), workload_of("Administrator 80-100 %"), workload_of("100 % remote")
    (50, None, None)
    """
    folded = fold(title)
    shares = {int(share) for share in _SHARE.findall(folded)} if not _RANGE.search(folded) else set()
    return shares.pop() if len(shares) == 1 and max(shares) <= _FULL else None


_ACADEMIC = ("wissenschaftlich", "doktorand", "phd", "postdoc", "research", "researcher", "professur", "akademisch")


@cache
def _titles_of_heads() -> frozenset[str]:
    return frozenset(" ".join(sorted({function, "leit"})) for function, _ in _heads().values())


_PERSONS = {*PERSONS, "engineer", "mitarbeit"}
_OF_A_PERSON = frozenset({"person", "role", "helper"})
_OF_A_ROLE = _OF_A_PERSON | {"lead", "manager", "project", "office", "assist", "prospect", "top", "intern", "trainee"}
_OF_A_ROLE |= {"junior", "experienced", "senior", "leading"}
_OTHER_ROLE = _PERSONS | {  # words that make another vacancy of the same other words, besides those of such kinds
    *("team", "gruppe", "projekt", "koordination", "deputy", "freelance", "interim", "minijob", "aushilfe", "gfb"),
    *("duales", "ehrenamt", "first", "second", "third"),
}
# Numbers, also Roman ones, letters that name a part, who stands in for another, and what is hybrid as a thing.
_TELLS_APART = re.compile(
    r"\d|^(?:[a-z]|[ivx]+|(?:stellv|stv|vize|kommissar|elternzeit)\w*|\w*vertret(?:ung|er|erin|end\w*)?|(?:hybrid|remote)\+)$"
).search
_ANYWHERE = {"it"}  # IT-Administrator, Administrator


@lru_cache(maxsize=32768)
def _tells_apart(word: str) -> bool:
    """Whether a word more makes another vacancy of a title."""
    return word in _OTHER_ROLE or bool(_TELLS_APART(word)) or not _OF_A_ROLE.isdisjoint(kinds_of(word))


def _is_person(word: str) -> bool:
    return word in _PERSONS or not _OF_A_PERSON.isdisjoint(kinds_of(word))


def says_more(one: str, other: str) -> bool:
    """Whether one of two titles has the other's words and more, none a number, a letter, a level or another role.

    >>> says_more("it leit", "it leit produktion"), says_more("filiale leit", "118 filiale leit")
    (True, False)
    >>> says_more("berat sap", "berat sap senior"), says_more("it leit", "it leit"), says_more("schule", "b schule")
    (False, False, False)
    """
    short, long = sorted((set(one.split()), set(other.split())), key=len)
    more = long - short
    return bool(short and more) and short < long and not any(map(_tells_apart, more))


def adds_area(title: str, longer: str, shorter: str) -> bool:
    """Whether a title, whose words are the `longer` ones, adds to the `shorter` ones behind the person whom these name,
    as an area does; behind the first of them, if they name no person. What stands before may be another role.

    >>> adds_area("Leiter IT Werk", "it leit werk", "it leit"), adds_area("IT-Werkleiter", "it leit werk", "it leit")
    (True, False)
    >>> adds_area("Sekretariat Netzbetrieb", "netzbetrieb sekretariat", "netzbetrieb")
    False
    """
    named, synonyms = set(shorter.split()), _synonyms()
    heads = set(filter(_is_person, named)) or named
    added = set(longer.split()) - named - _ANYWHERE
    for word in (part for token in KEY_WORD.findall(fold(title)) for part in key_words(token)):
        meant = synonyms.get(word, word)
        if meant in heads or meant in added:
            return meant in heads
    return True


@lru_cache(maxsize=65536)
def is_generic(title: str) -> bool:
    """Whether one employer may easily have several vacancies of this title at once."""
    words = title.split()
    return (len(words) <= 2 and title not in _titles_of_heads()) or any(word.startswith(_ACADEMIC) for word in words)
