"""Patterns that are made when they are first needed.

Making a large pattern takes milliseconds. One that most ads never come to, since it is asked only beside certain words,
is not made where a process begins.
"""

import re
from collections.abc import Callable
from typing import Any, cast


def when_needed(wording: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """A pattern that is made when it is first used; `wording` may be a function, where making a gate can wait, too.

    >>> pattern = when_needed(lambda: "a+")
    >>> pattern.findall("baab"), pattern.pattern
    (['aa'], 'a+')
    """
    return cast("re.Pattern[str]", _WhenNeeded(wording, flags))


class _WhenNeeded:
    """It has no attribute of a pattern but its wording until one is asked for, and then all of them."""

    def __init__(self, wording: str | Callable[[], str], flags: int) -> None:
        self._wording, self._flags = wording, flags
        if isinstance(wording, str):
            self.pattern = wording

    def __getattr__(self, name: str) -> Any:
        made = re.compile(self._wording if isinstance(self._wording, str) else self._wording(), self._flags)
        self.__dict__.update({one: getattr(made, one) for one in dir(made) if not one.startswith("__")})
        return getattr(made, name)
