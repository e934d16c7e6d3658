"""A copy of a reader's module, for tests that change a table in it."""

import importlib.util
from pathlib import Path
from types import ModuleType


def fresh(module: ModuleType) -> ModuleType:
    """The module read once more, beside the one in use: patterns that it makes from tables are made anew."""
    return edited(module)


def edited(module: ModuleType, *edits: tuple[str, str]) -> ModuleType:
    """The module as it would be after edits of its source: each replaces a text that stands in it."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in source, f"{module.__name__} has no {old!r}"
        source = source.replace(old, new, 1)
    spec = importlib.util.spec_from_loader(f"{module.__name__}_edited", loader=None)
    assert spec is not None
    copy = importlib.util.module_from_spec(spec)
    copy.__file__ = module.__file__
    exec(compile(source, str(module.__file__), "exec"), copy.__dict__)  # noqa: S102 - our own source
    return copy
