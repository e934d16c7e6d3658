"""Cases that are many: `make test` tries a few of them, and `make long` the others."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def mostly_long(cases: Iterable[Any], quick: Iterable[Any]) -> list[Any]:
    """The cases, those that are not quick marked `long`. A tuple is the values of one case; a mapping names each."""
    named = cases.items() if isinstance(cases, Mapping) else ((None, case) for case in cases)
    params, left = [], list(quick)
    for name, case in named:
        if is_quick := (name or case) in left:
            left.remove(name or case)
        values = case if isinstance(case, tuple) else (case,)
        params.append(pytest.param(*values, id=name, marks=() if is_quick else pytest.mark.long))
    assert not left, f"these are none of the cases: {left}"
    return params
