"""Which of a board's facts found something in a crawl: the others are exercised by no row of its recording."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import jmespath
from jmespath.visitor import TreeInterpreter

from spiders import Board, FeedBoard, PageBoard
from spiders._paths import Path


@contextmanager
def facts_unused(board: type[Board]) -> Iterator[set[str]]:
    """The facts that find nothing as long as this lasts, such as `posted_raw: created_at`.

    Of a FeedBoard each alternative of each path, of a PageBoard the selectors of `fields`.
    """
    by_path = {_tree(path): set[str]() for _, path in facts_of(board)}
    for name, path in facts_of(board):
        by_path[_tree(path)].add(f"{name}: {path}")
    unused = set[str]().union(*by_path.values())
    search, words_of_fields = Path.search, PageBoard.words_of_fields

    def noting_search(path: Path, data: Any) -> Any:
        for part in _alternatives_in(path.compiled.parsed):
            names = unused & by_path.get(json.dumps(part), set())
            if names and _is_stated(TreeInterpreter().visit(part, data)):
                unused.difference_update(names)
        return search(path, data)

    def noting_words(self: PageBoard, page: Any) -> dict[str, Any]:
        found = words_of_fields(self, page)
        unused.difference_update(f"{name}: {self.fields[name]}" for name in found)
        return found

    with patch.object(Path, "search", noting_search), patch.object(PageBoard, "words_of_fields", noting_words):
        yield unused


def facts_of(board: type[Board]) -> list[tuple[str, str]]:
    """Where a board says that words of a posting stand; each alternative by itself."""
    if not issubclass(board, FeedBoard):
        return list(board.fields.items())
    facts = [*board.fields.items(), *((f"place {name}", path) for name, path in board.place.items())]
    facts += [(name, path) for name in ("places", "text") for path in getattr(board, name)]
    facts += [(name, path) for name in ("pay", "next_page") if (path := getattr(board, name))]
    return [(name, one) for name, path in facts for one in alternatives(path)]


def alternatives(path: str) -> list[str]:
    """The parts of a JMESPath expression that stand in for each other.

    >>> alternatives("url || shortlink"), alternatives("!a && (b || c)")
    (['url', 'shortlink'], ['!a && (b || c)'])
    """
    found, depth = [""], 0
    for token in re.split(r"(\|\||[()\[\]{}])", path):
        depth += (token in "([{") - (token in ")]}") if token else 0
        if token == "||" and not depth:
            found.append("")
        else:
            found[-1] += token
    return [one.strip() for one in found]


def _tree(path: str) -> str:
    try:
        return json.dumps(jmespath.compile(path).parsed)
    except ValueError:  # a CSS selector
        return path


def _alternatives_in(node: Any) -> Iterator[Any]:
    """The same parts of an expression's tree; of several fields in one expression also those of each."""
    if node["type"] in ("multi_select_dict", "key_val_pair", "or_expression"):
        for part in node["children"]:
            yield from _alternatives_in(part)
    if node["type"] != "or_expression":
        yield node


def _is_stated(value: Any) -> bool:
    return value is not False and value not in (None, "", [], {})
