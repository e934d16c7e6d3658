"""Postings as they are compared (snapshots.block.Block), built from what each says; no text is read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from snapshots.block import SITE, Block
from snapshots.text_signature import Signatures

DAY = 86_400_000_000  # in microseconds
WORDS = 100  # of a whole text: so few that its signature holds them all, and shares are exact
POSTING: dict[str, Any] = {
    "board": "alpha", "board_ref": "1", "language": "de", "title": "IT-Leiter", "title_key": "it leit",
    "title_words": "it leit produktion",
    "crowded": False, "generic": False, "head": None,
    "employer": "muster", "first_word": "muster", "agency": False, "towns": "Solingen",
    "level": None, "form": None, "workload": None, "hours": None, "grades": None, "number": None, "reference": None,
    **dict.fromkeys(SITE), "firm": None, "start_year": None, "start_month": None, "rank": None, "trade": None,
    "order": 0, "first": 0, "last": 10 * DAY, "posted_on": 1.0, "text_sha256": "a",
    "salary_basis": None, "salary_period": "year", "salary_min_eur": np.nan, "salary_max_eur": np.nan,
    "salary_year_min_eur": np.nan, "salary_year_max_eur": np.nan, "fixed_term": None, "contract_until_on": np.nan,
}  # fmt: skip
Said = dict[str, Any]  # of POSTING, what one posting says otherwise


def block_of(*postings: Said, texts: Sequence[Sequence[int]] = ()) -> Block:
    """A block of postings; `texts`: the hashes of each (none are given: every text is one of WORDS that all share)."""
    own = ({"order": at, "board_ref": f"{at}"} for at in range(len(postings)))
    rows = [
        POSTING | one | {"reference_key": said.get("reference")} | said for one, said in zip(own, postings, strict=True)
    ]
    words = {name: object for name, value in POSTING.items() if value is None or isinstance(value, str)}
    signed = [sorted(text) for text in texts] or [list(range(WORDS))] * len(rows)
    return Block(pd.DataFrame(rows).astype(words), Signatures(pa.array(signed, pa.list_(pa.int32()))))
