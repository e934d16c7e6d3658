"""How the texts of ads begin: in the page's opened rows, and in the feed."""

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from storage.tables import Pieces


def read_beginnings(descriptions: pa.Table | Pieces, job_ids: Collection[str], most: int) -> dict[str, str]:
    """How the texts of these jobs begin, in at most so many characters; a job without text is left out."""
    wanted, texts = pa.array(list(job_ids), pa.string()), dict[str, str]()
    for batch in descriptions.to_batches():
        found = batch.filter(pc.is_in(batch["job_id"], wanted))
        for job_id, text in zip(found["job_id"].to_pylist(), found["text"].to_pylist(), strict=True):
            texts[job_id] = shorten(text, most)
    return texts


def shorten(text: str, most: int) -> str:
    """A text cut at a blank, with an ellipsis, if it is longer.

    >>> shorten("Wir suchen Sie.", 20), shorten("Wir suchen Sie.", 12)
    ('Wir suchen Sie.', 'Wir suchen …')
    """
    if len(text) <= most:
        return text.strip()
    return text[:most].rsplit(None, 1)[0].rstrip(" \n•*-–") + " …"
