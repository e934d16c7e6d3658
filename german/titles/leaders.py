"""Line leaders: the words of a title that make the job line leadership, and what field they lead."""

from collections.abc import Iterator
from itertools import pairwise

from german.titles.fields import AND, GLUED, Field, find_field
from german.titles.words import FIELDS, IT_FIELDS, Token

BREAKS = frozenset("|(/")  # gaps between parts of a title
_BROAD = frozenset({"data", "weak", "service"})  # mean IT only if no other field is named
LEVELS = frozenset({"junior", "experienced", "senior"})
_FIELDLESS = LEVELS | {"lead", "unit", "scope", "little"}
ARTICLES = ("der", "des", "the", "to", "at", "an")
DEPUTIES = ("stellvertret", "stv", "deputy", "vertretung", "nachfolg")
_GRADES_OF_BANKS = ("vp", "avp", "evp", "svp", "vice president")
_GRADES = (*_GRADES_OF_BANKS, "director", "direktor")
_GERMAN = ("leiter", "leitung")
TEAMS = ("team", "gruppen", "fachteam", "group")
HEADS = (
    *("leiter", "leiterin", "leitung", "leitende", "leitender", "chef", "chefin", "head", "director", "direktor"),
    *("ltg", "ltr", "dezernent", "vp", "avp", "evp", "svp", "vice president"),
)


def find_leaders(title: list[Token]) -> Iterator[int]:
    """The places of the words that make the job line leadership, from the left."""
    for at, token in enumerate(title):
        if "lead" not in token.kinds:
            continue
        if token.word == "head" and _is_first_part(title, at):
            continue
        if _is_anothers(title, at) and not any(other.word.startswith(DEPUTIES) for other in title[:at]):
            continue
        if token.word in _GRADES_OF_BANKS and _stands_alone(title, at):
            continue
        if "top" in token.kinds and not opens_part(title, at):
            continue  # "Muster Group CTO" at the end names the unit
        yield at


def opens_part(title: list[Token], at: int) -> bool:
    """Whether a word is the first in the title, in an alternative or in a bracket, apart from words of scope."""
    while at and title[at].gap not in BREAKS and "scope" in title[at - 1].kinds:
        at -= 1
    return at == 0 or title[at].gap in ("/", "(")


def heads_more_than_team(title: list[Token], at: int) -> bool:
    """Whether a leader heads more than a team: Leiter, Abteilungsleiter, Head, Director; not Teamleiter, Team Lead."""
    word = title[at].word
    if word.startswith(TEAMS) or (at and title[at].gap in GLUED and title[at - 1].word in TEAMS):
        return False
    return word.endswith(HEADS)


def find_field_led(title: list[Token], at: int) -> Field | None:
    """What the leader at `at` leads; None if the title does not say."""
    begin, end = at, at + 1
    while begin and title[begin].gap not in BREAKS:
        begin -= 1
    while end < len(title) and title[end].gap not in BREAKS:
        end += 1
    own = title[begin:end]
    if title[at].word.endswith(_GERMAN):
        own = [token for before, token in pairwise([title[at], *own]) if _is_german_field(before, token)]
    if field := find_field(own, title):
        if field.kind in _BROAD and any("person" in token.kinds for token in title[begin:at]):
            return None  # Referent Digital und stellvertretende Abteilungsleitung
        return field
    if title[at].word in _GRADES:
        return None  # banks and consultancies use it, too
    field = find_field(title[end:] + title[:begin], title)
    if field and field.kind in _BROAD and not all(token.kinds & _FIELDLESS for token in own):
        return None  # Team Lead Rankings - Employer Data
    return field


def _is_german_field(before: Token, token: Token) -> bool:
    """Whether a word may name a field beside a German leader: "engineering" only where the word before is of IT."""
    return token.word != "engineering" or bool(before.kinds & IT_FIELDS)


def _is_first_part(title: list[Token], at: int) -> bool:
    """Whether "head" is a part of a compound that leads nobody: Head-Desk, Print-Head; but Head-of-IT, IT-Head."""
    behind = title[at + 1] if at + 1 < len(title) else None
    if behind and behind.gap == "-" and not behind.kinds & (FIELDS | {"little"}):
        return True
    return title[at].gap == "-" and not title[at - 1].kinds & (FIELDS | {"unit", "scope"})


def _is_anothers(title: list[Token], at: int) -> bool:
    """Whether an article or a helper before a leader makes that another person: Referent der IT-Leitung."""
    begin = at
    while begin and title[begin].gap == "-":
        begin -= 1
    if not begin or title[begin].gap:
        return False
    if title[begin - 1].word in ARTICLES:
        return True
    before = (token for token in reversed(title[:begin]) if "little" not in token.kinds or token.word in AND)
    return title[at].word.endswith(("leitung", "ltg")) and "helper" in next(before, title[at]).kinds


def _stands_alone(title: list[Token], at: int) -> bool:
    return title[at].gap == "|" and (at + 1 == len(title) or title[at + 1].gap in BREAKS)
