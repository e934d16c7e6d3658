"""The one level that a title states."""

from german.titles.leaders import LEVELS, find_leaders, heads_more_than_team, opens_part
from german.titles.words import Token
from schemas.vocabulary import Seniority

_LEARNERS: tuple[Seniority, ...] = ("intern", "trainee")
_PLAIN: tuple[Seniority, ...] = ("junior", "experienced", "senior")


def find_level(title: list[Token], kinds: frozenset[str]) -> Seniority | None:
    """The level of a title whose words have these kinds; None: it names none, several, or one in brackets.

    Learners are looked for first, then leaders.
    """
    for learner in _LEARNERS:
        if learner in kinds:
            return learner
    if kinds & {"assist", "office"}:
        return None
    if "top" in kinds and any("top" in token.kinds and opens_part(title, at) for at, token in enumerate(title)):
        return "executive"
    if "lead" in kinds and (leaders := list(find_leaders(title))):
        return "head" if any(heads_more_than_team(title, at) for at in leaders) else "lead"
    if "leading" in kinds:
        return "lead"
    if not kinds & LEVELS:
        return None
    stated = [level for level in _PLAIN if any(level in token.kinds and token.gap != "(" for token in title)]
    return stated[0] if len(stated) == 1 else None
