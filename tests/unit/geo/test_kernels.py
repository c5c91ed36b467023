"""Kernels call inner kernels, and nothing but kernels does."""

import ast
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import pipeline
from pipeline.geo.kernels import inner, kernel

PACKAGE = Path(pipeline.__file__).parent
MODULES = [path for path in PACKAGE.rglob("*.py") if "kernels import" in path.read_text()]


@inner
def _twice(value: int) -> int:
    return 2 * value


@kernel
def _double(values: npt.NDArray[np.int64]) -> None:
    for i in range(len(values)):
        values[i] = _twice(values[i])


def test_a_kernel_calls_an_inner_kernel_and_writes_into_its_array() -> None:
    values = np.arange(4)
    _double(values)
    assert values.tolist() == [0, 2, 4, 6]


def _decorated(part: ast.stmt, names: set[str]) -> bool:
    return isinstance(part, ast.FunctionDef) and any(
        isinstance(mark, ast.Name) and mark.id in names for mark in part.decorator_list
    )


def _inners(path: Path) -> set[str]:
    parts = ast.parse(path.read_text()).body
    return {part.name for part in parts if _decorated(part, {"inner"})}  # type: ignore[attr-defined]


SHARED = {name for path in MODULES for name in _inners(path) if not name.startswith("_")}
"""Inner kernels that kernels of other modules call."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_inner_kernels_are_called_from_kernels_only(path: Path) -> None:
    inners = _inners(path) | SHARED
    for part in ast.parse(path.read_text()).body:
        if not _decorated(part, {"inner", "kernel"}):
            names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}
            assert not names & inners, f"{path.name}: called from Python"
