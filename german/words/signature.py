"""A short signature of an ad's text, by which two texts can be compared without having them."""

import re
from zlib import crc32

import numpy as np
import pyarrow as pa

from german.words.fold import fold

SIZE = 128  # hashes kept for a text: enough to tell 0.87 from 0.95, in half a kilobyte
WORDS = 4  # consecutive words that are hashed together
SIGNATURE = pa.field(  # in a part; its form is raised by whatever makes other hashes of the same text
    "text_signature", pa.list_(pa.field("item", pa.int32(), nullable=False)), metadata={"form": "1"}
)
_LONGEST = 60_000  # characters of a text that are read
_SPACE = np.uint64(31)  # bits of a hash: it fits an int32 and is never negative
_GLUED = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")  # "unseremGehaltsmodell": a blank was lost
_WORD = re.compile(r"[a-z0-9]+")
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def sign_text(text: str | None) -> list[int]:
    """The 128 smallest hashes of all runs of four words, ascending; fewer words make one hash, no words make none.

    The share of equal hashes estimates how much of each text the other contains; the spelling of umlauts, case,
    punctuation and blanks do not count.

    >>> sign_text("Leitung der IT in Solingen") == sign_text("LEITUNG der IT\\n\\nin Solingen!")
    True
    >>> len(sign_text("Leitung der IT in Solingen")), sign_text(" … "), sign_text(None)
    (2, [], [])
    """
    words = _WORD.findall(fold(_GLUED.sub(" ", (text or "")[:_LONGEST])))
    if not words:
        return []
    hashes = np.fromiter(map(crc32, map(str.encode, words)), np.uint64, len(words))
    count = max(1, len(words) - WORDS + 1)
    mixed = np.zeros(count, np.uint64)
    for step in range(min(WORDS, len(words))):
        mixed = (mixed ^ hashes[step : step + count]) * _ODD
        mixed ^= mixed >> np.uint64(29)
    hashed: list[int] = ((mixed * _MIX) >> (np.uint64(64) - _SPACE)).tolist()
    return sorted(set(hashed))[:SIZE]  # np.unique is no quicker, and loads numpy.ma


def sign_texts(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The signatures of a column of texts, as a column of lists."""
    return pa.array([sign_text(text) for text in texts.to_pylist()], SIGNATURE.type)
