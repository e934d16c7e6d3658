"""Coroutines that wait for nothing, run without an event loop."""

from collections.abc import Coroutine
from typing import Any


def finish(work: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits for something")
