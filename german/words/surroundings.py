"""The few places in a long text that a reader has to look at, and the clause around a place."""

import re
from collections.abc import Iterator

BRIEF = 60  # a text of at most so many characters is a field, not an ad
MENTIONS = 20  # mentions of one thing that are read in one place; no ad has so many
_MOST = 12_000  # characters read of a text: three times what the wordiest ad needs
_LINK = re.compile(r"\]\([^()\s]{0,600}\)?")
_MARKS = re.compile(r"[*\[\]\xad\u200b_]")
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
# A clause ends with a sentence (not after "zzgl." and the like), a list item or a paragraph; not with a wrapped line.
_SHORTENED = ("zzgl", "inkl", "mind", "evtl", "bspw", "gsgr", "ltgr", "voll")
_BREAK = re.compile(
    r"[.!?\n;|•·○](?:(?<=[;|•·○])|(?<=\n)\s*(?:[-–•·○#]|\n)|(?=\s)(?:"
    rf"(?<=\w{{4}}[.!?]){''.join(f'(?<!{word}[.!?])' for word in _SHORTENED)}"
    r"|(?<=\b[A-ZÄÖÜ]{2}\.)(?<!EG\.)|(?<=\b[A-ZÄÖÜ]{3}\.)(?<!EG\.)))"
)


def find_surroundings(text: str, anchors: tuple[str, ...], reach: int, more: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the stretches within `reach` characters of any anchor, in order, without Markdown; lines are kept.

    A field's few words (`BRIEF`) are yielded whole, and of an endless text only the beginning. `more` anchors count
    only beside one of the `anchors`. Looking for literal words is much quicker than any regular expression over the
    whole text.

    >>> ad = "Wir suchen Verstärkung für unser Team! Wir bieten:\\n- **TV-L** und ein [Jobticket](https://job.example)"
    >>> list(find_surroundings(ad, ("TV",), 12)), list(find_surroundings(ad, ("AVR",), 12))
    (['bieten:\\n- TV-L und e'], [])
    """
    if len(text) <= BRIEF:
        yield _plain(text)
        return
    found = [anchor for anchor in anchors if anchor in text]
    if not found:
        return
    places = sorted(place for anchor in (*found, *more) for place in find_places(text, anchor))
    start, end, left = 0, -reach - 1, _MOST
    for place in places:
        if place - reach > end:
            if end >= 0:
                yield _plain(text[start:end])
                left -= end - start
            start = max(0, place - reach)
        end = place + reach
        if end - start >= left:
            break
    yield _plain(text[start:end])


def find_clause(window: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause around a match from `start` to `end` begins and ends; at most 200 and 120 characters away.

    >>> window = "Wir bieten Obst.\\n- Bezahlung nach TV-L\\n- 30 Tage Urlaub"
    >>> first, last = find_clause(window, 34, 38)
    >>> window[first:last]
    ' Bezahlung nach TV-L'
    >>> find_clause("In Vollzeit. Keine Reisen", 3, 11)
    (0, 11)
    """
    first = max(0, start - 200)
    for match in _BREAK.finditer(window, first, start):
        first = match.end()
    stop = _BREAK.search(window, end, end + 120)
    return first, stop.start() if stop else min(len(window), end + 120)


def same_clause(window: str, end: int, start: int) -> bool:
    """Whether no clause ends between the end of one match and the start of the next."""
    return not _BREAK.search(window, end, start)


def find_places(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text, as it is written; in other words, too."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))


def _plain(text: str) -> str:
    if "](" in text:
        text = _LINK.sub(" ", text)
    return _BLANKS.sub(" ", _MARKS.sub("", text))
