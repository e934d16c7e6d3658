"""Makes gates and anchors from a list of wordings: quick looks at where in a text one of them can match.

Trying thirty wordings at every letter of an ad is slow, so a reader first checks the first letters (a gate), or reads
only what surrounds a few literal pieces (anchors). If gates and anchors were kept by hand beside their list, a new row
could be dead without anyone noticing; made here, it cannot.

The wordings are parsed by `re._parser`, the parser of `re` itself. It is not public, but nothing else in the standard
library tells how a pattern begins; hypothesis uses it, too, to generate matches of patterns.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import MappingProxyType
from typing import Any

from german.words.later import when_needed
from german.words.surroundings import find_places

# A gate checks so many characters; checking two or four made the search of ads no faster.
_LOOKED_AT = 3
# A piece with a chosen anchor is preferred to any other piece of a wording, however long.
_CHOSEN = 1_000
# An anchor leaves out the first letter of a longer word; without it, a shorter word would occur in too many others.
_SHORT = 4
_WORD = re.compile(r"\w+")
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_IN_ANY_CASE = "(?i:{})"
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_WORD: r"\W",
}


_parse = lru_cache(maxsize=256)(parser.parse)  # gates and anchors of one list are made one after the other


def any_of(wordings: Iterable[str]) -> str:
    """A pattern that matches the first of the wordings that fits."""
    return f"(?:{'|'.join(wordings)})"


def gated(wordings: Iterable[str]) -> str:
    """The same after their gate. Making one takes a millisecond: for what is looked for in each line of each ad.

    >>> gated(("unbefristet", "auf Dauer"))
    '(?=[au])(?=(?:auf|unb))(?:unbefristet|auf Dauer)'
    """
    wordings = tuple(wordings)
    return gate(wordings) + any_of(wordings)


class Finder:
    """Finds all matches of some wordings in a text, none of which goes on over the end of a line.

    Only lines that hold one of their `anchors` are searched.

    >>> find = Finder(("unbefristet", "auf Dauer"))
    >>> [match[0] for match in find("Die Stelle ist unbefristet.")], list(find("Die Stelle ist befristet."))
    (['unbefristet'], [])
    """

    def __init__(self, wordings: Iterable[str], chosen: Iterable[str] = ()) -> None:
        wordings = tuple(wordings)
        self.pattern, self._pieces = when_needed(any_of(wordings)), anchors(wordings, chosen)

    def __call__(self, text: str) -> Iterator[re.Match[str]]:
        searched = 0
        pieces = (piece for piece in self._pieces if piece in text)
        for place in sorted(place for piece in pieces for place in find_places(text, piece)):
            if place >= searched:
                start, searched = text.rfind("\n", 0, place) + 1, text.find("\n", place) + 1 or len(text)
                yield from self.pattern.finditer(text, start, searched)


def gate(wordings: Iterable[str], looked_at: int = _LOOKED_AT) -> str:
    r"""A lookahead that matches wherever one of the wordings can begin, by their first characters.

    It is empty if they can begin with anything, or if all begin with the same letter, which `re` looks for by itself.

    >>> gate((r"TV[öÖ]D\b", r"\bTV-?[LV]", r"(?<!i)ERA\b"))
    '(?=[ET])(?=(?:ERA|TV(?:[LV]|[öÖ]|\\-)))'
    >>> gate((r"\bab\b", r".+ Jahre"))
    ''
    """
    parsed = [_parse(wording) for wording in wordings]
    begun = {beginning for wording in parsed for beginning in _beginnings(wording, looked_at)}
    letters = [wording[0] if wording and wording[0][0] is ops.LITERAL else None for wording in parsed]
    if letters[:1] != [None] and letters == letters[:1] * len(letters):
        return ""
    if any(not beginning or "[^" in beginning[0] for beginning in begun):
        return ""
    firsts = sorted({beginning[0] for beginning in begun})
    chars = "".join(first.removeprefix("[").removesuffix("]") for first in firsts if first[:2] != _IN_ANY_CASE[:2])
    classes = [f"[{chars}]"] * bool(chars) + [first for first in firsts if first[:2] == _IN_ANY_CASE[:2]]
    return f"(?={'|'.join(classes)})(?={_tree(begun)})"


def stem(wording: str) -> str:
    """The literal characters that every match of a wording begins with. Raises ValueError if there are none.

    >>> stem("mobile?[mnrs]? arbeit"), stem("(?<=von zu )hause"), stem("ortsunabh|ortsflex")
    ('mobil', 'hause', 'orts')
    """
    parsed, known = _parse(wording), ""
    while len(begun := _beginnings(parsed, len(known) + 1)) == 1:
        letters = begun.pop()
        if len(letters) == len(known) or not (plain := re.fullmatch(r"\\?(\W)|(\w)", letters[-1])):
            break
        known += plain[1] or plain[2]
    if not known:
        raise ValueError(f"{wording!r} begins with no literal character")
    return known


def anchors(
    wordings: Iterable[str], chosen: Iterable[str] = (), spelled: Mapping[str, tuple[str, ...]] = _NONE
) -> tuple[str, ...]:
    r"""Literal pieces, one of which occurs in every match of every wording.

    `chosen`: pieces that are common to many wordings and rare elsewhere. `spelled`: such pieces with the spellings that
    are looked for instead; with none, a wording is read only near another anchor. "^" and "$" mean the ends of a
    literal part. A wording with no such piece is looked for by its longest word, in every case that an ad may write it
    in.
    Raises ValueError if a chosen piece occurs in no wording, or a wording has no literal character.

    >>> anchors((r"\bunbefristet\w*", "nicht befristet", "auf dauer", "unbegrenzt"), ("efrist",), {"dauer": ("Dauer",)})
    ('efrist', 'Dauer', 'nbegrenzt', 'NBEGRENZT')
    """
    spelled = {**{piece: (piece,) for piece in chosen}, **spelled}
    pieces: dict[str, None] = {}
    for wording in wordings:
        pieces.update(dict.fromkeys(literals(wording, tuple(spelled))))
    if unused := [part for part in spelled if not any(_has(piece, (part,)) for piece in pieces)]:
        raise ValueError(f"{unused} stand in no wording")
    others = [piece for piece in pieces if not _has(piece, spelled)]
    return tuple(dict.fromkeys(chain(*spelled.values(), *map(_spellings, others))))


def literals(wording: str, chosen: tuple[str, ...] = ()) -> list[str]:
    r"""Literal pieces, one of which occurs in every match of a wording: chosen ones, else those of the longest words.

    Raises ValueError if the wording has no literal character.

    >>> literals(r"\w*bonus|prämien?\b")
    ['bonus', 'prämie']
    """
    score, best = _best_pieces(_parse(wording), chosen)
    if not score:
        raise ValueError(f"no literal character stands in every match of {wording!r}")
    return best


def _has(piece: str, parts: Iterable[str]) -> bool:
    return any(part in f"^{piece}$" for part in parts)


def _spellings(piece: str) -> tuple[str, ...]:
    """The longest word of a piece in the cases that an ad may use; without its first letter, which may be a capital."""
    word = max(_WORD.findall(piece), key=len, default=piece)
    if not word.islower():
        return (word,)
    return (word[1:], word[1:].upper()) if len(word) > _SHORT else (word, word.capitalize(), word.upper())


def _best_pieces(parsed: Any, chosen: tuple[str, ...], run: str = "") -> tuple[int, list[str]]:
    """Pieces, one of which occurs in every match of a parsed wording, and how well they tell it from other words.

    `run`: the literal characters directly before.
    """
    best: tuple[int, list[str]] = (0, [])
    for op, argument in (*parsed, (None, None)):
        if op is ops.LITERAL:
            run += chr(argument)
            continue
        inner: tuple[int, list[str]] = (0, [])
        if op is ops.BRANCH:
            options = [_best_pieces(option, chosen, run) for option in argument[1]]
            inner = (min(score for score, _ in options), [piece for _, pieces in options for piece in pieces])
        elif op is ops.SUBPATTERN:
            inner = _best_pieces(argument[3], chosen, run)
        elif op is ops.ASSERT:
            inner = _best_pieces(argument[1], chosen)
        elif op in _REPEATS and argument[0]:
            inner = _best_pieces(argument[2], chosen, run)
        best = max(best, (_score(run, chosen), [run]), inner, key=lambda scored: scored[0])
        run = ""
    return best


def _score(run: str, chosen: tuple[str, ...]) -> int:
    if _has(run, chosen):
        return _CHOSEN
    return max(map(len, _WORD.findall(run)), default=len(run.strip()))


def _beginnings(parsed: Any, length: int) -> set[tuple[str, ...]]:
    """The first characters of every match of a parsed wording, up to `length`, each as a pattern of one character."""
    begun: set[tuple[str, ...]] = {()}
    for op, argument in parsed:
        if all(len(beginning) >= length for beginning in begun):
            break
        options = _options(op, argument, length)
        begun = {(beginning + option)[:length] for beginning in begun for option in options}
    return begun


def _options(op: Any, argument: Any, length: int) -> set[tuple[str, ...]]:
    """The first characters of one part of a parsed wording: a character, a class, a group, a repetition."""
    if op is ops.LITERAL:
        return {(re.escape(chr(argument)),)}
    if op is ops.NOT_LITERAL:
        return {(f"[^{re.escape(chr(argument))}]",)}
    if op is ops.ANY:
        return {("[^\\n]",)}
    if op is ops.IN:
        return {("[" + "".join(map(_class_part, argument)) + "]",)}
    if op is ops.BRANCH:
        return {beginning for option in argument[1] for beginning in _beginnings(option, length)}
    if op is ops.SUBPATTERN:
        _, flags, _, part = argument
        begun = _beginnings(part, length)
        if flags & re.IGNORECASE:
            begun = {tuple(_IN_ANY_CASE.format(letter) for letter in beginning) for beginning in begun}
        return begun
    if op in _REPEATS:
        least, most, part = argument
        times = range(min(least, length), min(most, length) + 1)
        return {beginning for count in times for beginning in _beginnings([*part] * count, length)}
    if op in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
        return {()}
    raise ValueError(f"no gate is made of wordings with {op}")


def _class_part(part: tuple[Any, Any]) -> str:
    op, argument = part
    if op is ops.NEGATE:
        return "^"
    if op is ops.CATEGORY:
        return _CATEGORIES[argument]
    first, last = argument if op is ops.RANGE else (argument, argument)
    return re.escape(chr(first)) + (f"-{re.escape(chr(last))}" if last != first else "")


def _tree(begun: Iterable[tuple[str, ...]]) -> str:
    """One pattern of several beginnings, each first character written once."""
    after: dict[str, set[tuple[str, ...]]] = {}
    for first, *rest in begun:
        after.setdefault(first, set()).add(tuple(rest))
    branches = [first + ("" if () in rests else _tree(rests)) for first, rests in sorted(after.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
