"""Ads that came on a day on which our readers or rules changed, and that may be of a vacancy that was known before."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from snapshots.arrays import Column
from snapshots.pairs import REPOSTED_DAYS
from snapshots.same_words import LOOKED_AT, ReadAgain, Row
from snapshots.titles import title_of

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
        self.first_words = _first_words(before["employer_key"])

    def has_twin(self, new: Row) -> bool:
        """Whether a posting that the snapshot before does not have, with COLUMNS, has a twin there."""
        words = (new["employer_key"] or "").split(" ")[0]
        since = pa.scalar(new["fetched_at"] - timedelta(days=REPOSTED_DAYS), self.before["last_seen_at"].type)
        is_near = pc.and_(pc.equal(self.first_words, words), pc.greater_equal(self.before["last_seen_at"], since))
        known = self.before.filter(pc.fill_null(is_near, False))
        if self.same_rules:
            known = known.filter(pc.fill_null(pc.not_equal(known["readers"], new["readers"] or ""), True))
        return any(_are_twins(self._as_today(row, new), new) for row in known.select(COLUMNS).to_pylist())

    def _as_today(self, known: Row, new: Row) -> Row:
        """A known posting as the readers of the new one read it, as far as its words are at hand."""
        again = self.read_again(known) if known["readers"] != new["readers"] else None
        return again.as_record() if again else known


def _are_twins(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    towns, others = ({row["town"], *(place["town"] for place in row["places"])} - {None} for row in (one, other))
    in_common = not towns.isdisjoint(others) or not towns or not others
    return in_common and title_of(one["title_key"]) == title_of(other["title_key"])


def _first_words(keys: Column) -> Column:
    """The first word of each employer's key."""
    return pc.replace_substring_regex(keys, r" .*", "")
