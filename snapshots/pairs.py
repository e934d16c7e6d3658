"""Which two postings are one vacancy: candidates by blocks, then a decision with a score and a reason in words."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from german.words.fold import fold
from schemas.columns import PAIRED, names_with
from schemas.tables import TrackedPosting
from snapshots.text_signature import Signatures

REPOSTED_DAYS = 60  # a posting that comes up longer than this after the last sight of its like is a new vacancy
DAY = 86_400_000_000  # microseconds
UP = 1 << 62  # last sight of a posting that is still up

COLUMNS = names_with(TrackedPosting, PAIRED)  # looked at, beside the set of towns and the text's signature

# Shares of the shorter text's words that the other holds too.
NEAR = 0.85  # near-identical: mends a spelling of the employer or of the title, and a fact that differs
EDITED = 0.6  # one text, edited
GENERIC = 0.7  # what a title that fits many vacancies needs
PLAIN = 0.35  # what a title of several words needs
EXCERPT = 0.3  # what the beginning of an ad needs, a teaser
SHORT = 0.6  # a text shorter than this share of the other is an excerpt of it
SAME_DAY = 0.9  # two ads put up on one board on one day are two vacancies unless their texts agree so far
MANY = 200  # postings of one employer, town and title: beyond, each is compared with its neighbours only
NEIGHBOURS = 40
LITTLE = 12  # a text of fewer hashes than this says nothing
PROBES = 4  # smallest hashes of a text under which postings of differently written employers meet

# -- titles and employers as they are compared -------------------------------------------------------------------------


@cache
def _synonyms() -> dict[str, str]:
    rows = (Path(__file__).parent / "title_synonyms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {word: meaning for meaning, _, words in (row.partition("\t") for row in rows) for word in words.split()}


@lru_cache(maxsize=65536)
def title_of(title_key: str) -> str:
    """The words of a title key with synonyms as one word, without words on the way of working.

    `title_key`: words, each once, in the order of the alphabet; where none is a synonym, that is the answer.

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


def titles_of(title_keys: Any) -> Any:
    """title_of of each key of an Arrow array.

    >>> titles_of(pa.array(["hybrid it leit", "it leit", "werk"])).to_pylist()
    ['it leit', 'it leit', 'werk']
    """
    reworded = pc.match_substring_regex(title_keys, rf"\b(?:{'|'.join(_synonyms())})\b")
    titles = pa.array([title_of(key) for key in title_keys.filter(reworded).to_pylist()], pa.string())
    return pc.replace_with_mask(title_keys, reworded, titles)


_AT_HOME = {"hybrid", "hybride", "hybrides", "remote", "homeoffice", "home", "mobil", "mobile", "mobiles"}
_DAYS = {"tag", "tage", "days"}
_HOW = _DAYS | {"arbeit", "arbeiten", "arbeitsmodell"}  # on the way of working, where that is named
_LEGAL_REST = {
    *("auf", "gegenseitigkeit", "ag", "vvag", "adoer", "aoer", "kdoer", "gmbh", "se", "kg"),
    *("deutschland", "germany", "gruppe", "group"),
}


@lru_cache(maxsize=65536)
def employer_of(employer_key: str) -> str:
    """An employer key without what is left of a legal form or of the country.

    >>> employer_of("elbwerk versicherung auf gegenseitigkeit"), employer_of("elbwerk s p a"), employer_of("gruppe")
    ('elbwerk versicherung', 'elbwerk', 'gruppe')
    """
    words = employer_key.split()
    while len(words) > 1 and (words[-1] in _LEGAL_REST or len(words[-1]) == 1):
        words.pop()
    return " ".join(words)


def are_related(one: str, other: str) -> bool:
    """Whether two employers may be parent and part, or a name and its letters; near-identical texts must confirm it.

    >>> are_related("arvo", "arvo supply chain"), are_related("lbw", "landesbank wupper"), are_related("alba", "beta")
    (True, True, False)
    """
    short, long = sorted((one, other), key=lambda name: (len(name), name))
    words, of = short.split(), long.split()
    if len(words) < len(of) and of[: len(words)] == words and short not in _PUBLIC:
        return True
    if len(words) > 1 or not 3 <= len(short) <= 5 or short[0] != long[0]:
        return False
    letters = iter("".join(of))
    return all(letter in letters for letter in short) and {word[0] for word in of} <= set(short)


_PUBLIC = {
    *("stadt", "kreis", "land", "gemeinde", "universitaet", "hochschule", "technische", "deutsche"),
    *("klinikum", "sparkasse"),
}

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
    """The form of work that sets a vacancy apart from another of its title; None: none is named.

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
    """Whether one employer may well have several vacancies of this title at once."""
    words = title.split()
    return len(words) <= 2 or any(word.startswith(_ACADEMIC) for word in words)


# -- the block ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """Postings to compare: what the readers made of them, once a posting."""

    rows: pd.DataFrame
    signatures: Signatures


def read_block(postings: Any, towns: pd.Series, is_up: Any) -> Block:
    """A block of a table with the columns COLUMNS and `text_signature`; `towns`: the sorted set of towns of each row,
    joined by line breaks, "" where none is known; `is_up`: mask of the rows that are up now.
    """
    rows: pd.DataFrame = _as_numbers(postings.select(COLUMNS)).to_pandas().assign(towns=towns.to_numpy(object))
    employers = [employer_of(key) for key in rows["employer_key"].fillna("").to_numpy(object)]
    titles = [title_of(key) for key in rows["title_key"].to_numpy(object)]
    named = rows["title"].to_numpy(object)
    types = [tuple(kinds) for kinds in postings["employment_types"].to_pylist()]
    return Block(
        rows.assign(
            employer=employers,
            first_word=[employer.partition(" ")[0] for employer in employers],
            title_words=titles,
            generic=np.array([is_generic(title) for title in titles], bool),
            form=pd.Series([form_of(*both) for both in zip(named, types, strict=True)], dtype=object),
            agency=rows["employer_is_agency"].eq(True),
            order=np.argsort(np.lexsort((rows["board_ref"], rows["board"]))),
            grades=rows["pay_grade_max"].fillna(rows["pay_grade_min"]),
            first=rows["first_seen_at"].to_numpy("datetime64[us]").astype("int64"),
            last=np.where(is_up, UP, rows["last_seen_at"].to_numpy("datetime64[us]").astype("int64")),
        ),
        Signatures(postings["text_signature"]),
    )


def _as_numbers(postings: Any) -> Any:
    """The table with days and sums as numbers, which compare in bulk."""
    for at, field in enumerate(postings.schema):
        if pa.types.is_decimal(field.type):
            postings = postings.set_column(at, field.name, postings[field.name].cast(pa.float64()))
        elif pa.types.is_date(field.type):
            postings = postings.set_column(at, field.name, postings[field.name].cast(pa.int32()).cast(pa.float64()))
    return postings


def find_meetings(ends: pd.DataFrame, first_words: Any, signatures: Signatures) -> pd.DataFrame:
    """Where postings meet whose pairs are worth a look: columns row, place and `by`, a row each.

    `ends`: row and place (the number of a town and title) of each posting with a town and an employer, a row a town.
    `by` is the number of the employer's first word or one of the smallest hashes of the text; postings of one title
    and town with none of these in common do not meet.
    """
    ends = ends[ends.duplicated("place", keep=False)]
    at = ends["row"].to_numpy()
    meetings = [ends.assign(by=-1 - pd.factorize(first_words)[0][at])]
    for probe in range(PROBES):
        values = signatures.values[at, probe].astype(np.int64)
        known = values < 1 << 31
        meetings.append(ends[known].assign(by=values[known]))
    return pd.concat(meetings, ignore_index=True)


def find_candidates(block: Block) -> pd.DataFrame:
    """Pairs of row numbers `a` < `b` worth a look: those that meet."""
    rows, count = block.rows, len(block.rows)
    towns = rows.loc[(rows["towns"] != "") & (rows["employer"] != ""), "towns"].str.split("\n").explode()
    at = towns.index.to_numpy()
    ends = pd.DataFrame({"row": at, "town": towns.to_numpy(), "title": rows["title_words"].to_numpy()[at]})
    ends["place"] = ends.groupby(["town", "title"], sort=False).ngroup()
    meetings = find_meetings(ends[["row", "place"]], rows["first_word"].to_numpy(object), block.signatures)
    at = meetings["row"].to_numpy()
    near = block.signatures.values[:, 0][at]
    found = np.unique(_pairs_within(meetings.assign(order=rows["order"].to_numpy()[at], near=near), count))
    return pd.DataFrame({"a": found // max(count, 1), "b": found % max(count, 1)})


def _pairs_within(part: pd.DataFrame, count: int) -> Any:
    """All pairs of rows that share place and `by`, as one number each: the smaller row times `count`, plus the
    other. In a group beyond MANY only the neighbours by text.
    """
    key = part.groupby(["place", "by"], sort=False).ngroup().to_numpy()
    order = np.lexsort((part["order"].to_numpy(), part["near"].to_numpy(), key))
    key, rows = key[order], part["row"].to_numpy()[order]
    sizes = np.bincount(key)[key] if len(key) else key
    pieces = [np.empty(0, np.int64)]
    for step in range(1, int(min(sizes.max(initial=1), MANY))):
        near = np.flatnonzero((key[step:] == key[:-step]) & ((sizes[step:] <= MANY) | (step <= NEIGHBOURS)))
        one, other = rows[near], rows[near + step]
        pieces.append(np.minimum(one, other) * count + np.maximum(one, other))
    return np.concatenate(pieces)


# -- the decision ------------------------------------------------------------------------------------------------------


def decide(block: Block, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs (columns `a`, `b`) with `same`, `score` (0 to 1), `kind` and `reason`.

    `kind` says how b repeats a, where they are one. A veto is a reason that no likeness of text outweighs.
    """
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    left, right = (block.rows.iloc[at].reset_index(drop=True) for at in (a, b))
    identical = left["text_sha256"].eq(right["text_sha256"]).to_numpy()
    one = np.ones(len(a))
    one[~identical] = block.signatures.compare(a[~identical], b[~identical])
    size_a, size_b = block.signatures.size[a], block.signatures.size[b]
    known = (np.minimum(size_a, size_b) >= LITTLE) | identical
    excerpt = known & (np.minimum(size_a, size_b) < SHORT * np.maximum(size_a, size_b))
    near = identical | (known & (one >= NEAR))
    apart = ((left["first"] > right["last"]) | (right["first"] > left["last"])).to_numpy()
    equal_employer = left["employer"].eq(right["employer"]).to_numpy()
    equal_title = left["title_key"].eq(right["title_key"]).to_numpy()
    agency = (left["agency"] | right["agency"]).to_numpy()
    generic = left["generic"].to_numpy()
    translated = (
        left["language"].notna() & right["language"].notna() & left["language"].ne(right["language"])
    ).to_numpy()

    tests = _vetoes(left, right, near, identical, apart, equal_employer)
    same_reference = _equal(left, right, "reference").to_numpy() & equal_employer
    enough = np.select(
        [~known | translated | same_reference, excerpt, agency & ~generic, ~equal_title, agency, generic],
        [0.0, EXCERPT, np.where(left["title_words"].str.count(" ") >= 4, 0.0, EXCERPT), EDITED, 0.5, GENERIC],
        PLAIN,
    )
    same_day = (_equal(left, right, "posted_on") & _equal(left, right, "board")).to_numpy() & ~agency
    enough = np.where(same_day & known & ~excerpt & ~translated & ~same_reference, SAME_DAY, enough)
    tests.append((one < enough, "same title, employer and town, but texts of two vacancies"))
    conditions = [test for test, _ in tests]
    veto = np.logical_or.reduce(conditions)
    refused = np.select(conditions, [words for _, words in tests], "")

    kind = np.select(
        [identical, apart, translated, ~known | excerpt, equal_title & (one >= NEAR)],
        ["full", "temporal", "semantic", "partial", "full"],
        "semantic",
    ).astype(object)
    score = np.where(known, 0.6 + 0.4 * one, 0.7) - 0.1 * ~equal_employer - 0.05 * ~equal_title
    return pd.DataFrame(
        {
            "a": a,
            "b": b,
            "same": ~veto,
            "score": np.round(np.where(veto, 0.0, score), 3),
            "kind": kind,
            "reason": np.where(veto, refused, _reasons(left, right, identical, known, excerpt, translated, apart, one)),
        }
    )


def _vetoes(
    left: pd.DataFrame, right: pd.DataFrame, near: Any, identical: Any, apart: Any, equal_employer: Any
) -> list[tuple[Any, str]]:
    """What makes two postings two vacancies, and how that is said; the first that holds is the reason."""
    elsewhere = (left["towns"].eq("") | right["towns"].eq("")).to_numpy(copy=True)
    for at in np.flatnonzero(left["towns"].ne(right["towns"]).to_numpy()):
        elsewhere[at] |= set(left["towns"][at].split("\n")).isdisjoint(right["towns"][at].split("\n"))
    related = equal_employer.copy()
    for at in np.flatnonzero(~equal_employer):
        related[at] = are_related(left["employer"][at], right["employer"][at])
    gap = np.maximum((left["first"] - right["last"]).to_numpy(), (right["first"] - left["last"]).to_numpy())
    pay = (
        _disjoint(left, right, "salary_min_eur", "salary_max_eur").to_numpy()
        & (
            _equal(left, right, "salary_period")
            & left["salary_basis"].eq("stated")
            & right["salary_basis"].eq("stated")
        ).to_numpy()
    )
    contract = (_differ(left, right, "fixed_term") | _differ(left, right, "contract_until_on")).to_numpy() & ~near
    worded = left["title_key"].ne(right["title_key"]) & left["fixed_term"].eq(True).ne(right["fixed_term"].eq(True))
    return [
        (left["title_words"].ne(right["title_words"]).to_numpy(), "other titles"),
        (elsewhere, "no town in common"),
        (left["employer"].eq("").to_numpy() | right["employer"].eq("").to_numpy(), "an employer is not known"),
        (~related, "other employers"),
        (~equal_employer & ~near, "employers written differently, and texts that do not confirm that they are one"),
        (_differ(left, right, "seniority").to_numpy(), "other levels"),
        (_differ(left, right, "form").to_numpy(), "other forms of work"),
        (_differ(left, right, "grades").to_numpy(), "other pay grades"),
        (pay & ~identical & ~(near & apart), "other pay"),
        (contract | worded.to_numpy(), "other terms of contract"),
        (_differ(left, right, "reference").to_numpy() & ~near, "other reference numbers"),
        (gap > REPOSTED_DAYS * DAY, f"more than {REPOSTED_DAYS} days apart"),
    ]


def _equal(left: pd.DataFrame, right: pd.DataFrame, name: str) -> pd.Series:
    return left[name].notna() & right[name].notna() & left[name].eq(right[name])


def _differ(left: pd.DataFrame, right: pd.DataFrame, name: str) -> pd.Series:
    """Where both state something and not the same."""
    return left[name].notna() & right[name].notna() & left[name].ne(right[name])


def _disjoint(left: pd.DataFrame, right: pd.DataFrame, low: str, high: str) -> pd.Series:
    """Where two ranges, both stated, have no value in common."""
    ends = [(side[low].fillna(side[high]), side[high].fillna(side[low])) for side in (left, right)]
    (low_a, high_a), (low_b, high_b) = ((a.astype(float), b.astype(float)) for a, b in ends)
    return (high_a < low_b) | (high_b < low_a)


def _reasons(
    left: pd.DataFrame,
    right: pd.DataFrame,
    identical: Any,
    known: Any,
    excerpt: Any,
    translated: Any,
    apart: Any,
    one: Any,
) -> Any:
    title = np.where(left["title_key"].eq(right["title_key"]), "same title", "titles that mean the same")
    employer = np.where(left["employer"].eq(right["employer"]), "employer", "an employer written in two ways")
    town = np.where(left["towns"].eq(right["towns"]), "towns", "a town in common")
    share = np.char.add(np.round(one * 100).astype(int).astype(str), " %")
    text = np.select(
        [identical, ~known, translated, excerpt],
        ["same text", "one with hardly any text", "texts in two languages", "one text an excerpt of the other"],
        np.char.add(np.char.add("texts ", share), " alike"),
    )
    later = np.where(apart & ~identical, ", at another time", "")
    words = [title, ", ", employer, " and ", town, ", ", text, later]
    joined = np.array([""])
    for word in words:
        joined = np.char.add(joined, np.asarray(word, str))
    return joined.astype(object)
