"""Reading modules without running them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import StageError
from pipeline.imports import files_beside, imported_by, module_file, parse, read_module

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("code", "package", "names"),
    [
        ("import a.b, c", "p", ["a.b", "c"]),
        ("from a.b import c, d", "p", ["a.b", "a.b.c", "a.b.d"]),
        ("from . import c", "p.q", ["p.q", "p.q.c"]),
        ("from .b import c", "p.q", ["p.q.b", "p.q.b.c"]),
        ("from ..b import c", "p.q", ["p.b", "p.b.c"]),
        ("x = 1", "p", []),
    ],
)
def test_an_import_may_mean_these_modules(code: str, package: str, names: list[str]) -> None:
    assert list(imported_by(ast.parse(code).body[0], package)) == names


def test_a_module_is_its_tree_without_texts(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text('"""Doc."""\nX = 1  # one\n\n\nclass C:\n    y: int\n    """Why."""\n')
    first = read_module(file, "p.m")
    file.write_text("X = 1\nclass C:\n    y: int\n")
    assert read_module(file, "p.m") == first
    file.write_text("X = 2\nclass C:\n    y: int\n")
    second = read_module(file, "p.m")
    assert second.code != first.code
    assert second.definitions == first.definitions


def test_a_file_that_is_no_python_is_named(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text("def (:\n")
    with pytest.raises(StageError, match=r"m\.py: not readable as Python"):
        parse(file)


def test_a_modules_file_is_found_without_importing_it() -> None:
    found = module_file("pipeline.engine.dag")
    assert found
    assert found.parts[-3:] == ("pipeline", "engine", "dag.py")
    package = module_file("pipeline.engine")
    assert package
    assert package.name == "__init__.py"
    assert module_file("pipeline.engine.dag.Step") is None
    assert module_file("json.decoder.nothing") is None
    assert module_file("no_such_package.x") is None


def test_files_beside_are_those_of_the_package_alone(tmp_path: Path) -> None:
    for name in ("__init__.py", "a.css", "assets/b.js", "inner/__init__.py", "inner/c.css"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.nbi").write_text("")
    assert [path.name for path in files_beside(tmp_path)] == ["a.css", "b.js"]
