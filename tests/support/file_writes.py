"""Finds in a module's source what opens for writing, creates, renames or removes files: by its syntax, not its text."""

import ast
import re
from collections.abc import Iterator

ALL = {"*"}
FUNCTIONS = {  # by module; whoever imports or calls one of them writes
    "os": {
        *("open", "truncate", "rename", "renames", "replace", "remove", "unlink", "link", "symlink", "mkfifo"),
        *("mkdir", "makedirs", "rmdir", "removedirs"),
    },
    "shutil": ALL,
    "tempfile": ALL,
    "logging": {"FileHandler"},
    "pyarrow": {"write_table", "write_dataset", "write_csv", "write_feather", "ParquetWriter", "OSFile"},
}
METHODS = {  # of paths, file systems and tables; nothing else has methods of these names
    *("write_text", "write_bytes", "touch", "unlink", "mkdir", "rmdir", "symlink_to", "hardlink_to"),
    *("open_output_stream", "open_append_stream", "create_dir", "delete_file", "delete_dir", "delete_dir_contents"),
    *("move", "to_parquet", "to_feather", "to_csv", "to_excel", "to_pickle"),
}
_WRITING_MODE = re.compile(r"(?=.*[wax+])[rwaxbt+]{1,4}")


def find_writes(source: str) -> list[str]:
    """Line and words of each, such as "7: path.write_text".

    What writes to a stream that it is given is not among them, since that was opened elsewhere.
    """
    tree = ast.parse(source)
    modules = _name_modules(tree)
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                words = [alias.name for alias in node.names if FUNCTIONS.get(alias.name) is ALL]
            case ast.ImportFrom(module=str(module)):
                words = [f"{module}.{alias.name}" for alias in node.names if _is_writer(module, alias.name)]
            case ast.Call(func=ast.Name("open")) if _opens_to_write(node, node.args[1:]):
                words = ["open"]
            case ast.Call(func=ast.Attribute(owner, name)) if _writes(node, name, modules.get(ast.unparse(owner))):
                words = [ast.unparse(node.func)]
            case _:
                continue
        found += [f"{node.lineno}: {word}" for word in words]
    return found


def _name_modules(tree: ast.Module) -> dict[str, str]:
    """The modules imported, by the name that each has in the file."""
    return {name: module for node in ast.walk(tree) for name, module in _names_of(node)}


def _names_of(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name, alias.name
            if not alias.asname:  # `import os.path` names os, too
                yield (root := alias.name.partition(".")[0]), root
    elif isinstance(node, ast.ImportFrom) and node.module == "pyarrow":
        for alias in node.names:
            yield alias.asname or alias.name, f"pyarrow.{alias.name}"


def _is_writer(module: str, name: str) -> bool:
    names = FUNCTIONS.get(module.partition(".")[0], set())
    return names is ALL or name in names


def _writes(call: ast.Call, name: str, module: str | None) -> bool:
    """Whether this call of `name` writes, a function of `module` or (None) a method."""
    if module:
        return _is_writer(module, name) or (name == "open" and _opens_to_write(call, call.args[1:]))
    if name == "open":
        return _opens_to_write(call, call.args)
    if name in ("rename", "replace"):  # a path has one target; a text two words, a date and a request keywords
        return len(call.args) + len(call.keywords) == 1 and all(word.arg == "target" for word in call.keywords)
    return name in METHODS


def _opens_to_write(call: ast.Call, from_mode: list[ast.expr]) -> bool:
    """Whether a call of some open() has a mode that writes, or one that cannot be seen."""
    modes = [*from_mode[:1], *(word.value for word in call.keywords if word.arg == "mode")]
    return any(not isinstance(mode, ast.Constant) or bool(_WRITING_MODE.fullmatch(str(mode.value))) for mode in modes)
