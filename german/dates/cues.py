"""The wordings that tell what a date is: cues.tsv, a row a wording, as patterns.

A wording is a regular expression for text of lower case and single blanks; its example reads otherwise without it.
Of the dates of an ad (see ad.py):
    until, until link: before a last day; between such a word and the date.
    deadline: headings of a last day to apply.
    applying: words that make an "until" such a day; not applying, not applying behind: words before and behind it that
    take that away; to an address: behind it.
    limited, limited behind: words of a contract that ends, before and behind the end. not limited: between them and the
    date it is another one. limit of something else: before them. contract: they make the end of a span its end.
    start, start link: headings of a start; between them and the date. start behind: such words behind it.
    not start behind: words behind the date that make it the day of something else.
    from, job: a bare "ab" before the date is a start beside words of a job; not start: words that take that away.
Of a start as soon as possible (see soon.py):
    soon from, soonest: "zum" and "nächst" of "zum nächstmöglichen Zeitpunkt". soon heading, soon behind heading.
    soon alone. soon of a job: only beside a word of "job soon" and none of "reply soon". apply soon: takes it away.
Of the words of a field (see field.py): field ..., vague.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from german.words.gates import any_of

MOST_PLACES = 300
CUES = Path(__file__).with_name("cues.tsv")


class Cue(NamedTuple):
    """A row of cues.tsv."""

    kind: str
    wording: str
    example: str


@cache
def read_cues() -> tuple[Cue, ...]:
    """The rows of cues.tsv."""
    lines = CUES.read_text(encoding="utf-8").splitlines()[1:]
    return tuple(Cue(*line.split("\t")) for line in lines)


def wordings(kind: str) -> tuple[str, ...]:
    """The wordings of a kind."""
    return tuple(cue.wording for cue in read_cues() if cue.kind == kind)


def any_cue(kind: str) -> str:
    """A pattern for any wording of a kind."""
    return any_of(wordings(kind))


def find_pieces(pieces: Iterable[str], text: str) -> Iterator[int]:
    """Yield where literal pieces occur in a text, piece by piece; each at most 300 times, more than in any ad.

    >>> list(find_pieces(("mai", "juni"), "juni, mai, mai"))
    [6, 11, 0]
    """
    for piece in pieces:
        place = text.find(piece)
        for _ in range(MOST_PLACES):
            if place < 0:
                break
            yield place
            place = text.find(piece, place + len(piece))
