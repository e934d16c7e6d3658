"""Ads that came on a day on which our readers or rules changed, and that may be of a vacancy that was known before."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import in_one
from snapshots.pairs import REPOSTED_DAYS
from snapshots.same_words import LOOKED_AT, ReadAgain, Row
from snapshots.titles import title_of, titles_of

COLUMNS = list(
    dict.fromkeys(("board", "board_ref", "run", "url", "fetched_at", "title_key", "town", "employer_key", *LOOKED_AT))
)


class Twins:
    """Finds out whether a new ad has a known twin: one of its title, with a town and the employer's first word.

    Where nothing of ours changed, the decision that they are two vacancies stands. Where something did, nobody knows
    whether it would have been the same the day before, so that what has a twin is not told as a new job.
    """

    def __init__(self, before: pa.Table, read_again: ReadAgain, *, same_rules: bool) -> None:
        """`before`: the postings of the snapshot before; `same_rules`: its rules of grouping are those of today."""
        self.before, self.read_again, self.same_rules = before, read_again, same_rules
        self.by_readers: dict[str, tuple[pa.Table, Mapping[Any, Any]]] = {}  # of a new ad: see _eligible

    def has_twin(self, new: Row) -> bool:
        """Whether a posting that the snapshot before does not have, with COLUMNS, has a twin there."""
        known, by_key = self._eligible(new["readers"] or "")
        if not known.num_rows:
            return False
        word = (new["employer_key"] or "").split(" ")[0]
        keys = (word, f"{word} {title_of(new['title_key'])}")
        known = known.take(pa.array([row for key in keys for row in by_key.get(key, ())], pa.int64()))
        since = pa.scalar(new["fetched_at"] - timedelta(days=REPOSTED_DAYS), known["last_seen_at"].type)
        known = known.filter(pc.greater_equal(known["last_seen_at"], since))
        return any(_are_twins(self._as_today(row, new), new) for row in known.to_pylist())

    def _eligible(self, readers: str) -> tuple[pa.Table, Mapping[Any, Any]]:
        """The postings that may be twins of an ad with these readers, and their rows by the employer's first word, with
        the title if they have these readers as well: others may be read under another one today.
        """
        if readers not in self.by_readers:
            known = self.before.select([*COLUMNS, "last_seen_at"])
            if self.same_rules:
                known = known.filter(pc.fill_null(pc.not_equal(known["readers"], readers), True))
            words = pc.replace_substring_regex(in_one(known["employer_key"]), r" .*", "")
            titled = pc.binary_join_element_wise(words, titles_of(in_one(known["title_key"])), " ")
            stands = pc.fill_null(pc.equal(in_one(known["readers"]), readers), False)
            keys = pc.if_else(stands, titled, words).to_numpy(zero_copy_only=False)
            rows = pd.Series(np.arange(known.num_rows)).groupby(keys).indices
            self.by_readers[readers] = known.combine_chunks(), rows
        return self.by_readers[readers]

    def _as_today(self, known: Row, new: Row) -> Row:
        """A known posting as the readers of the new one read it, as far as its words are at hand."""
        again = self.read_again(known) if known["readers"] != new["readers"] else None
        return again.as_record() if again else known


def _are_twins(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    towns, others = ({row["town"], *(place["town"] for place in row["places"])} - {None} for row in (one, other))
    in_common = not towns.isdisjoint(others) or not towns or not others
    return in_common and title_of(one["title_key"]) == title_of(other["title_key"])
