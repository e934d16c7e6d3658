"""Titles that offer no leading yet: courses for leaders, and prospects of leading."""

from german.titles.fields import AND
from german.titles.leaders import BREAKS
from german.titles.words import Token


def is_no_leader_yet(title: list[Token], kinds: frozenset[str]) -> bool:
    """Whether a course or a prospect is all that a title offers of leading; `kinds`: those of all its words.

    >>> from german.titles.words import read_tokens
    >>> for folded in ("kurs: it-leiter", "administrator mit option auf it-leitung", "leiter it und ausbildung"):
    ...     is_no_leader_yet(read_tokens(folded), frozenset({"course", "prospect"}))
    True
    True
    False
    """
    if not kinds & {"course", "prospect"}:
        return False
    leader = next((at for at, token in enumerate(title) if token.kinds & {"lead", "manager"}), len(title))
    for at, token in enumerate(title[:leader]):
        if "course" in token.kinds:
            return True
        if "prospect" in token.kinds and not any(_parts(behind) for behind in title[at + 1 : leader + 1]):
            return True
    return _ends_with_course(title)


def _parts(token: Token) -> bool:
    """Whether a word parts a prospect from the leader behind it: Ihre Chance als IT-Leiter, Coach und IT-Leiter."""
    return token.gap in BREAKS or token.word in ("als", *AND)


def _ends_with_course(title: list[Token]) -> bool:
    """Whether the last part of two is a course: IT-Manager – Lehrgang (IHK)."""
    bare = title[:-1] if title[-1].word == "ihk" else title
    return "course" in bare[-1].kinds and [token.gap for token in bare[1:] if token.gap in BREAKS] == [bare[-1].gap]
