"""The posting whose words stand for its job."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

import numpy as np
import pandas as pd

from snapshots.arrays import Mask, Numbers

COLUMNS = ("status", "is_canonical", "via", "text_length", "posted_on", "url", "employer_key")
UNREAD = np.iinfo(np.int32).max  # a canonical posting that was not read in this run stays so until it is read again


def is_own_host(host: str, employer_key: str) -> bool:
    """Whether a page's host is the employer's own: one of its labels is the beginning of the employer's name.

    That covers employers' own sites and career feeds hosted under their name, without a list of boards.

    >>> [is_own_host(host, "muster werke") for host in ("muster-werke.jobs.example", "karriere.muster.example")]
    [True, True]
    >>> is_own_host("www.stellen.example", "muster werke"), is_own_host("abc.example", "abc kontor")
    (False, False)
    """
    return not _labels_of(host).isdisjoint(_beginnings_of(employer_key))


@lru_cache
def _labels_of(host: str) -> frozenset[str]:
    return frozenset(host.replace("-", "").split("."))


def _beginnings_of(employer_key: str) -> Iterator[str]:
    """The first word of a name, the first two, ... as one word."""
    whole = employer_key.replace("-", " ").split()
    return (name for name in accumulate(whole) if len(name) >= 4)


def rank_postings(postings: pd.DataFrame) -> Numbers:
    """The rank of each posting in its `group`; 0 is the canonical one. Columns: COLUMNS and `group`; sorted by key.

    The order: open before closed (of closed ones, the canonical one so far); with a text; on the employer's own page;
    not relayed from another board; the longest text; the earliest claimed publication; the key.
    """
    closed = (postings["status"] == "closed").to_numpy()
    stood = postings["is_canonical"].to_numpy()
    unread = pd.Series(np.where(stood, UNREAD, 1), index=postings.index)
    length = postings["text_length"].fillna(unread).to_numpy("int64")
    order = np.lexsort(
        (
            np.arange(len(postings)),
            postings["posted_on"].fillna(pd.Timestamp.max.date()).to_numpy("datetime64[D]"),
            -length,
            postings["via"].notna().to_numpy(),
            ~_own(postings),
            length == 0,
            ~(closed & stood),
            closed,
            postings["group"].to_numpy(),
        )
    )
    sorted_groups = pd.Series(postings["group"].to_numpy()[order])
    rank = np.empty(len(postings), "int64")
    rank[order] = sorted_groups.groupby(sorted_groups, sort=False).cumcount()
    return rank


def _own(postings: pd.DataFrame) -> Mask:
    """Mask: postings on their employer's own host; looked at only where a job has several."""
    own = np.zeros(len(postings), bool)
    several = postings["group"].duplicated(keep=False) & postings["employer_key"].notna()
    if not several.any():
        return own
    hosts = postings.loc[several, "url"].str.extract(r"^[a-z]+://([^/:?#]+)", expand=False).fillna("").str.lower()
    pairs = pd.DataFrame({"host": hosts, "key": postings.loc[several, "employer_key"]})
    number = pairs.groupby(["host", "key"], sort=False).ngroup().to_numpy()
    known = [is_own_host(host, key) for host, key in pairs.drop_duplicates().itertuples(index=False)]
    own[several.to_numpy()] = np.array(known, bool)[number]
    return own
