"""How a mistake of the user is told: what is wrong, and what to write instead."""

import difflib
from collections.abc import Iterable
from typing import ClassVar

from schemas.exit_codes import ExitCode


class ConfigurationError(ValueError):
    """The configuration or a file cannot be used; the message says where and what to write or do instead.

    `cure`: what a kind of mistake adds to each of its messages for whoever reads it at a terminal; `code`: what a
    command ends with.
    """

    cure = ""
    code: ClassVar[ExitCode] = ExitCode.MISCONFIGURED


class NothingPublished(ConfigurationError):  # noqa: N818 - reads as what it says
    """There is no snapshot yet; the message says where."""

    cure = ": make run publishes one; that of make demo is in output/demo, for --output"
    code = ExitCode.GATED


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a misspelt word: the nearest known one, or all of them.

    >>> nearest("twon", ["town", "radius_km"]), nearest("x", ["town", "radius_km"])
    ("did you mean 'town'?", 'known: radius_km, town')
    """
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
