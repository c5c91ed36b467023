"""Hypothesis profiles, and a toy project that the engine's tests build."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.sample_project import Built, built
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


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the made-up region, all of it built once."""
    return built(tmp_path_factory.mktemp("sample"))


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
