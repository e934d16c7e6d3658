"""Ids that boards give to another ad, as where ids are positions in a list: the ad that had the id is set apart.

It keeps its row under an id that no board gives, and is missed from then on; the other ad is a new posting. Where the
ad goes on under another id, its row is closed, and both are one job by what they say, as with any ad that gets another.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import TrackedPosting
from schemas.vocabulary import Cause, ClosedReason
from snapshots.arrays import Column, Mask, Numbers, holds, in_one
from snapshots.changes import differs
from snapshots.employers import employer_of
from snapshots.keys import find_rows, keys_of
from snapshots.pairs import EDITED, LITTLE
from snapshots.same_words import is_same
from snapshots.signatures import Sign
from snapshots.text_signature import Signatures
from snapshots.titles import title_of

COLUMNS = ["board", "board_ref", "title", "title_key", "text_sha256", "language", "employer_key", "employer_raw"]
COLUMNS += ["town", "place", "places", "said"]
CONTENT = ("board", "title_key", "text_sha256")
TITLE = 0.5  # share of their words that titles of one ad have in common at least
OTHERS = 2  # of text, employer and town, those that are another's beside the title


def find_reused(stock: pa.Table, seen: pa.Table, sign: Sign) -> tuple[Column, Column]:
    """The keys of the known postings under whose ids a run carries another ad, and of those the ones that it carries
    under another id. `sign` adds the signatures of texts.

    Another ad has another title, in its board's own words, and of text, employer and town two that are another's. Or
    one of both ads has another id now than before; where most have, one that is another's is enough for the rest. An ad
    that is rewritten, by the same employer at the same place, is no other one; nor is one in another language, or one
    whose new text others have.
    """
    was_at = find_rows(keys_of(seen), keys_of(stock))
    rows = np.flatnonzero(was_at >= 0)
    for name in CONTENT[1:]:
        rows = rows[holds(differs(stock[name].take(pa.array(was_at[rows])), seen[name].take(pa.array(rows))))]
    before, now = stock.select(COLUMNS).take(pa.array(was_at[rows])), seen.select(COLUMNS).take(pa.array(rows))
    if not len(rows):
        return keys_of(now), keys_of(now)
    unseen = holds(pc.equal(stock["status"], "open"))
    unseen[was_at[was_at >= 0]] = False
    goes_on = _has_content(before, now, seen.filter(pa.array(was_at < 0)))
    went_on = _has_content(now, before, stock.filter(pa.array(unseen)))
    alike, unlike = _compare_texts(before, now, sign)
    others = unlike + _count_others(before, now)
    is_other = moved = goes_on | went_on
    if 2 * moved.sum() > len(moved):  # ids that are positions
        is_other = is_other | (others > 0)
    is_other = is_other | (_have_other_titles(before, now) & (others >= OTHERS))
    is_other = is_other & ~alike & ~_have_same_words(before, now)
    return tuple(keys_of(now).filter(pa.array(mask)) for mask in (is_other, is_other & goes_on))


def set_apart(stock: pa.Table, keys: Column, run: str) -> pa.Table:
    """The stock, by key, in which the postings of these keys have ids of their own."""
    if not len(keys):
        return stock
    refs = pc.binary_join_element_wise(stock["board_ref"], run, "~")
    stock = _put(stock, {"board_ref": refs}, pc.is_in(keys_of(stock), in_one(keys)))
    return stock.sort_by([(name, "ascending") for name in TrackedPosting.key])


def close(stock: pa.Table, keys: Column, day: date) -> pa.Table:
    """The stock in which those of these postings that were open are closed: they go on under another id."""
    closing: dict[str, Any] = {"status": "closed", "closed_on": day, "closed_reason": ClosedReason.MISSING.value}
    closes = pc.and_(pc.is_in(keys_of(stock), in_one(keys)), pc.equal(stock["status"], "open"))
    return _put(stock, closing | {"left_by": Cause.BOARD.value}, closes) if len(keys) else stock


def _put(stock: pa.Table, values: Mapping[str, Any], where: Column) -> pa.Table:
    for name, value in values.items():
        at = stock.schema.get_field_index(name)
        stock = stock.set_column(at, stock.schema.field(at), pc.if_else(where, value, stock[name]))
    return stock


def _has_content(ads: pa.Table, *others: pa.Table) -> Mask:
    """Whether one of the others says the same as an ad."""
    said, *known = (pc.binary_join_element_wise(*(one[name] for name in CONTENT), "\n") for one in (ads, *others))
    return holds(pc.is_in(said, pa.concat_arrays([in_one(one) for one in known]))) & holds(pc.is_valid(said))


def _compare_texts(before: pa.Table, now: pa.Table, sign: Sign) -> tuple[Mask, Mask]:
    """Whether the texts are one that was edited at most, and whether they are two ads'; of some nobody can tell."""
    signed = [in_one(sign(one.select(["text_sha256"]))["text_signature"]) for one in (before, now)]
    texts, here = Signatures(pa.concat_arrays(signed)), np.arange(now.num_rows)
    tells = np.minimum(texts.size[: len(here)], texts.size[len(here) :]) >= LITTLE
    alike = texts.compare(here, here + len(here)) >= EDITED
    is_shared = now["text_sha256"].to_pandas().duplicated(keep=False).to_numpy()
    is_of_one_language = holds(pc.equal(before["language"], now["language"]))
    return alike & tells, ~alike & tells & ~is_shared & is_of_one_language


def _have_same_words(before: pa.Table, now: pa.Table) -> Mask:
    """Whether the board's own title of an ad is what it was, so that readers alone make another one of it."""
    both = zip(before.to_pylist(), now.to_pylist(), strict=True)
    return np.array([is_same(was, said, "title") for was, said in both], bool)


def _have_other_titles(before: pa.Table, now: pa.Table) -> Mask:
    """Whether the titles have little in common."""
    titles = ([set(title_of(key).split()) for key in one["title_key"].to_pylist()] for one in (before, now))
    return np.array([len(was & said) < TITLE * len(was | said) for was, said in zip(*titles, strict=True)], bool)


def _count_others(before: pa.Table, now: pa.Table) -> Numbers:
    """Of employer and town, those that both state, and that are another's by the board's own words."""
    counts = []
    for both in zip(before.to_pylist(), now.to_pylist(), strict=True):
        employers = [set(employer_of(row["employer_key"] or "").split()) for row in both]
        towns = [{row["town"], *(place["town"] for place in row["places"])} - {None} for row in both]
        sides = (("employer", employers), ("places", towns))
        counts.append(sum(all(two) and two[0].isdisjoint(two[1]) and not is_same(*both, name) for name, two in sides))
    return np.array(counts, np.int64)
