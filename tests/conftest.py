"""Hypothesis profiles, and projects that tests build: the made-up region, and a toy."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.processes import keep_kernels_whole, shared
from tests.sample_project import Built, built_in
from tests.toy import Toy, forget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Both without chance: a run on the same code gives the same answer every time.
settings.register_profile("fast", max_examples=30, deadline=None, derandomize=True)
settings.register_profile(
    "thorough",
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("thorough" if os.environ.get("CI") else "fast")
keep_kernels_whole()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the made-up region, all of it built once, whatever the number of processes."""
    with shared(tmp_path_factory, "sample") as project:
        return built_in(project)


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Toy]:
    """Return a toy project with one region, east, not built yet."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget()
    project = Toy(tmp_path)
    project.lay_out()
    yield project
    forget()
