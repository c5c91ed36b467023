"""What a module's code comes to and what it imports, read from its text without running it."""

from __future__ import annotations

import ast
import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Module(NamedTuple):
    """One module, as plain values that JSON keeps."""

    code: str
    """Hash of its syntax tree without docstrings: comments and layout do not count."""
    definitions: str
    """The same of its functions and classes alone, without the module's own values."""
    imports: list[str]
    """Every dotted name that its imports may mean as a module, inside functions too, sorted."""


def read_module(file: Path, name: str) -> Module:
    """Return what a module's file says.

    Raises
    ------
    StageError
        Where the file is not Python.
    """
    tree = parse(file)
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    imports = {found for node in ast.walk(tree) for found in imported_by(node, package)}
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [statement for statement in body if not _is_text(statement)]  # type: ignore[attr-defined]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    definitions = [node for node in tree.body if isinstance(node, kinds)]
    return Module(_hash([tree]), _hash(definitions), sorted(imports))


def parse(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    try:
        return ast.parse(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        raise StageError(f"{file}: not readable as Python: {error}") from None


def imported_by(node: ast.AST, package: str) -> Iterator[str]:
    """Yield every dotted name that one statement may import as a module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = package.split(".")
        above = parts[: len(parts) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)


def module_file(name: str) -> Path | None:
    """Return the file of a module, found without importing it; None where there is none."""
    top, *rest = name.split(".")
    spec = find_spec(top) if top else None
    if spec is None or not spec.submodule_search_locations:
        return None
    stem = Path(next(iter(spec.submodule_search_locations))).joinpath(*rest)
    return next((p for p in (stem / "__init__.py", stem.with_suffix(".py")) if p.is_file()), None)


def files_beside(package: Path) -> Iterator[Path]:
    """Yield the files of a package that are no Python, without those of packages inside it."""
    for path in sorted(package.iterdir()):
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            yield from files_beside(path)
        elif path.is_file() and path.suffix not in (".py", ".pyc"):
            yield path


def _is_text(statement: ast.stmt) -> bool:
    """Whether a statement is bare text, such as a docstring: it does nothing."""
    return isinstance(statement, ast.Expr) and isinstance(
        getattr(statement.value, "value", None), str
    )


def _hash(nodes: Sequence[ast.AST]) -> str:
    text = repr([sys.version_info[:2], [ast.dump(node) for node in nodes]])
    return hashlib.sha256(text.encode()).hexdigest()
