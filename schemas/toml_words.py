"""Values of a TOML file, and what a key takes, in words."""

import json
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from schemas.mistakes import nearest

_LONGEST = 80
_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "text in quotes"}


def write_toml(value: Any) -> str:
    """A value as TOML writes it, cut where it is long.

    >>> write_toml([False, "IT", 1.5]), write_toml({"town": "Haan"})
    ('[false, "IT", 1.5]', '{town = "Haan"}')
    """
    words = _write(value)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_write, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {_write(inner)}' for name, inner in value.items())}}}"
    if isinstance(value, int) and abs(value) >= 10**80:
        return "a number of many digits"  # which Python may refuse to write
    return str(value)


def describe(expected: Any) -> str:
    """What a type takes: what `Meta.description` says, else what type and bounds say.

    >>> describe(Annotated[int, msgspec.Meta(ge=1, le=9)]), describe(Literal["seen", "probed"]), describe(bool | None)
    ('a whole number, at least 1, at most 9', '"seen" or "probed"', 'true or false')
    """
    metas = [part for part in getattr(expected, "__metadata__", ()) if isinstance(part, msgspec.Meta)]
    if described := next((meta.description for meta in metas if meta.description), None):
        return described
    kind = get_args(expected)[0] if get_origin(expected) is Annotated else expected
    if get_origin(kind) is Literal:
        words = list(map(write_toml, get_args(kind)))
        return " or ".join(words) if len(words) == 2 else f"one of {', '.join(words)}"
    if get_origin(kind) in (Union, types.UnionType):
        return list(dict.fromkeys(describe(part) for part in get_args(kind) if part is not type(None)))[-1]
    if get_origin(kind) is tuple:
        return f"a list, each {describe(get_args(kind)[0])}"
    bounds = [f", above {meta.gt}" for meta in metas if meta.gt is not None]
    bounds += [f", at least {meta.ge}" for meta in metas if meta.ge is not None]
    bounds += [f", at most {meta.le}" for meta in metas if meta.le is not None]
    return _NAMES[kind] + "".join(bounds)


def hint(expected: Any, value: Any) -> str | None:
    """The nearest word of an enumeration to one that is none of it; None where it is not a word that is wrong."""
    known = _words_of(expected)
    words = value if isinstance(value, list) else [value]
    if not known or not all(isinstance(word, str) for word in words):
        return None
    unknown = next((word for word in words if word not in known), None)
    return None if unknown is None else f"unknown {write_toml(unknown)}; {nearest(unknown, known)}"


def _words_of(expected: Any) -> tuple[str, ...]:
    """The words of an enumeration, within a list or not; empty for other types."""
    if get_origin(expected) is Literal:
        return get_args(expected)
    return next(filter(None, map(_words_of, get_args(expected))), ())
