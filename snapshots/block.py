"""A block of postings to compare: what the readers made of them, put side by side once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schemas.columns import PAIRED, names_with
from schemas.postings import TrackedPosting
from snapshots.arrays import Mask, Numbers
from snapshots.employers import employer_of, other_firm
from snapshots.text_signature import Signatures
from snapshots.title_facts import TitleFacts, facts_of
from snapshots.title_sites import Site, site_of
from snapshots.titles import form_of, head_of, is_generic, title_of

COLUMNS = names_with(TrackedPosting, PAIRED)  # the columns compared, besides the set of towns and the text's signature

SITE = tuple("site" if name == "town" else name for name in Site._fields)  # columns of what a title says of its site
MANY = 500  # postings of one employer, town and title; in larger groups each is compared with its neighbours only
_PARTS, _CENTURY = re.compile(r"[a-zäöüß]+|\d+"), re.compile(r"^20(?=[2-4]\d$)")
UP = 1 << 62  # when a posting that is still online was last seen


@dataclass(frozen=True, slots=True)
class Block:
    """Postings to compare, one a row.

    `rows` has COLUMNS, with days and sums as numbers, and what is derived from them: `towns` (see find_towns),
    `employer` and its `first_word`, `agency` (whether it is one), `title_words` and whether they are `generic`, what
    the title calls the `head` of a whole function, the `level` (heads of one function have one), `reference_key` and
    the `number` of the ad that the title states in the same form, `order` by key, whether they are one of MANY
    (`crowded`), and when the posting was `first` and `last` seen, in microseconds. What else titles state is added by
    `with_titles`, since it takes long, and most postings have no other that is like them.
    """

    rows: pd.DataFrame
    signatures: Signatures
    _codes: dict[str, Numbers] = field(default_factory=dict, init=False, repr=False)

    def codes(self, name: str) -> Numbers:
        """A column as numbers that are equal where its values are; -1 where it states nothing."""
        if name not in self._codes:
            self._codes[name] = pd.factorize(self.rows[name])[0]
        return self._codes[name]

    def with_titles(self, wanted: Numbers | None = None) -> "Block":
        """The block with what the titles of the `wanted` rows state (None: of all), and nothing of the others.

        That is the `form` of work, the `workload` in percent, the weekly `hours`, `grades` (the highest pay grade, if
        need be the title's), SITE (see title_sites.Site), the `firm` if it is another one than the employer,
        `start_year` and `start_month`, and `rank` and `trade` of a leader (see german.titles.key.Leader).
        """
        at = np.arange(len(self.rows)) if wanted is None else np.unique(wanted)
        rows = self.rows[["title", "towns", "employer", "employment_types"]].take(at)
        titles, towns, employers, types = (rows[name].to_numpy(object) for name in rows)
        told = [_read_title(*one) for one in zip(titles, towns, employers, types, strict=True)]
        stated = pd.DataFrame(told, columns=[*TitleFacts._fields, "form", *SITE], dtype=object, index=at)
        stated = stated.reindex(np.arange(len(self.rows)))
        stated["grades"] = self.rows["pay_grade_max"].fillna(self.rows["pay_grade_min"]).fillna(stated.pop("grade"))
        return Block(pd.concat([self.rows, stated], axis=1), self.signatures)


def read_block(postings: pa.Table, run: str | None = None) -> Block:
    """A block of tracked postings; those that the latest `run` carried are online (None: none are)."""
    rows: pd.DataFrame = _as_numbers(postings.select(COLUMNS)).to_pandas()
    employers = [employer_of(key) for key in rows["employer_key"].fillna("").to_numpy(object)]
    titles = [title_of(key) for key in rows["title_key"].to_numpy(object)]
    heads = [head_of(key) for key in rows["title_key"].to_numpy(object)]
    named = rows["title"].to_numpy(object)
    told = [ref if isinstance(ref, str) else None for ref in rows["reference"].to_numpy(object)]
    plain = [ref and _plain_number(ref) for ref in told]
    towns, first_words = find_towns(postings), [employer.partition(" ")[0] for employer in employers]
    is_up = postings["run"].to_numpy(zero_copy_only=False) == run
    derived = {
        "towns": towns,
        "employer": employers,
        "first_word": first_words,
        "crowded": _find_crowded(pd.DataFrame({"employer": first_words, "title": titles, "town": towns})),
        "title_words": titles,
        "generic": np.array([is_generic(title) for title in titles], bool),
        "head": _facts(heads),
        "level": rows["seniority"].mask(_facts(heads).notna() & rows["seniority"].eq("executive"), "head"),
        "reference_key": _facts(plain),
        "number": _facts(
            key if ref and ref in title else None for key, ref, title in zip(plain, told, named, strict=True)
        ),
        "agency": rows["employer_is_agency"].eq(True),
        "order": np.argsort(np.lexsort((rows["board_ref"], rows["board"]))),
        "first": rows["first_seen_at"].to_numpy("datetime64[us]").astype("int64"),
        "last": np.where(is_up, UP, rows["last_seen_at"].to_numpy("datetime64[us]").astype("int64")),
    }
    return Block(pd.concat([rows, pd.DataFrame(derived)], axis=1), Signatures(postings["text_signature"]))


def _read_title(title: str, towns: str, employer: str, types: Iterable[str]) -> tuple[object, ...]:
    """What a title states: TitleFacts, the firm only if it is another one than the employer; the form of work; SITE."""
    facts = facts_of(title)
    firm = other_firm(facts.firm, employer) if facts.firm else None
    return (*facts._replace(firm=firm), form_of(title, tuple(types)), *site_of(title, towns))


def _facts(values: Iterable[object]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


@lru_cache(maxsize=65536)
def _plain_number(number: str) -> str:
    """A number of an ad in one form: its signs alike, years of two figures, no zero before.

    >>> _plain_number("2026/0114") == _plain_number("26-114") == "26-114", _plain_number("IT 114/2026")
    (True, 'it-114-26')
    """
    parts = (_CENTURY.sub("", part).lstrip("0") or "0" for part in _PARTS.findall(number.lower()))
    return "-".join(parts)


def _find_crowded(rows: pd.DataFrame) -> Mask:
    """Mask: the rows whose `employer`, by its first word, has more than MANY of their `title` in a `town` of theirs."""
    crowded = np.zeros(len(rows), bool)
    of_any_town = rows.groupby(["employer", "title"], sort=False).ngroup()
    some = rows[(of_any_town.map(of_any_town.value_counts()) > MANY) & (rows["employer"] != "")]
    if len(some):
        ends = some.assign(town=some["town"].str.split("\n")).explode("town")
        of_one_town = ends.groupby(["employer", "title", "town"], sort=False).ngroup()
        crowded[ends.index[of_one_town.map(of_one_town.value_counts()) > MANY]] = True
    return crowded


def _as_numbers(postings: pa.Table) -> pa.Table:
    """The table with days and sums as numbers, which can be compared in bulk."""
    for at, column in enumerate(postings.schema):
        if pa.types.is_decimal(column.type):
            postings = postings.set_column(at, column.name, postings[column.name].cast(pa.float64()))
        elif pa.types.is_date(column.type):
            postings = postings.set_column(at, column.name, postings[column.name].cast(pa.int32()).cast(pa.float64()))
    return postings


def find_towns(postings: pa.Table) -> NDArray[np.object_]:
    """The sorted set of towns of each posting, joined by a line break; "" where none is known."""
    places = postings["places"].combine_chunks()
    places = places if isinstance(places, pa.Array) else pa.concat_arrays(places.chunks)
    listed = pd.DataFrame(
        {
            "row": pc.list_parent_indices(places).to_numpy(zero_copy_only=False),
            "town": pc.struct_field(pc.list_flatten(places), "town").to_numpy(zero_copy_only=False),
        }
    )
    main = pd.DataFrame({"row": np.arange(postings.num_rows), "town": postings["town"].to_numpy(zero_copy_only=False)})
    towns = pd.concat([main, listed]).dropna().drop_duplicates().sort_values(["row", "town"])
    rows, names = towns["row"].to_numpy(), towns["town"].to_numpy(object)
    found = np.full(postings.num_rows, "", object)
    found[rows] = names
    several = towns["row"].duplicated(keep=False).to_numpy()
    row, first = np.unique(rows[several], return_index=True)
    found[row] = ["\n".join(part) for part in np.split(names[several], first[1:])] if len(row) else ""
    return found
