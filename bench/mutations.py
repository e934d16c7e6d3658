"""Small faults put into a module, one at a time: what bench/mutants.py asks the tests to notice."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {  # the boundary moved, and the sense turned round
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
LOGS = ("logger", "_log", "logging")  # what goes into the log alone changes nothing
PASSED_OVER = ("annotation", "returns", "decorator_list", "bases")  # parts of the syntax tree that do not run as code


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: in `file`, in the function that begins at `function` (1: outside of all), `line` reads otherwise."""

    file: str
    line: int
    function: int
    was: str
    now: str
    source: str  # of the whole file, with the fault

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {' '.join(self.was.split())}  ->  {' '.join(self.now.split())}"


def find_mutants(file: str, source: str) -> list[Mutant]:
    """All faults that can be put into a module, in the order of its lines.

    >>> for mutant in find_mutants("x.py", "def has_few(n):\\n    return n < 3\\n"):
    ...     print(mutant)
    x.py:2: return n < 3  ->  return None
    x.py:2: n < 3  ->  (n <= 3)
    x.py:2: n < 3  ->  (n >= 3)
    x.py:2: 3  ->  (4)
    x.py:2: 3  ->  (2)
    """
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    found = []
    for node, function in _walk(ast.parse(source), 1):
        for now in (*_change_expression(node), *_change_statement(node)):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            data = source.encode()
            changed = (data[:start] + now.encode() + data[end:]).decode()
            found.append(Mutant(file, node.lineno, function, data[start:end].decode(), now, changed))
    return sorted(found, key=lambda mutant: mutant.line)


def _walk(node: ast.AST, function: int) -> Iterator[tuple[ast.expr | ast.stmt, int]]:
    """All statements and expressions below a node that run as code, each with the line where its function begins."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        function = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    for name, value in ast.iter_fields(node):
        if name in PASSED_OVER:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.JoinedStr) or not isinstance(child, ast.AST):
                continue  # inside f-strings nodes do not know where they stand
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue  # of zip: an assertion, which holds
            if isinstance(child, ast.expr | ast.stmt):
                yield child, function
            if not _is_negative(child):  # of -1 the sign is changed; that it is not -2 often means nothing
                yield from _walk(child, function)


def _change_expression(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in COMPARISONS[type(node.ops[0])]:
            yield _write(ast.Compare(node.left, [other()], node.comparators))
    elif isinstance(node, ast.BoolOp):
        yield _write(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield _write(ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield _write(node.operand)
    elif isinstance(node, ast.IfExp):
        yield _write(ast.IfExp(node.test, node.orelse, node.body))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield _write(ast.Constant(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (_write(ast.Constant(node.value + by)) for by in (1, -1))
    elif isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield from (_write(ast.Constant(node.value * by if node.value else by)) for by in (1.5, 0.5))


def _change_statement(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Return) and node.value and not _is_none(node.value):
        yield "return None"
    dropped = isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break)
    dropped |= isinstance(node, ast.Assign) and all(
        isinstance(it, ast.Attribute | ast.Subscript) for it in node.targets
    )
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        dropped = not ast.unparse(node.value.func).startswith(LOGS)
    if dropped:
        yield "pass"


def _is_negative(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _write(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"
