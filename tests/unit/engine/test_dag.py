"""Order of steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.engine.dag import Step, closure
from pipeline.errors import StageError


def step(name: str, *needs: str) -> Step:
    return Step("east", name, "table", f"toy:{name}", Path(name), Path(), needs)


def names(steps: tuple[Step, ...]) -> list[str]:
    return [each.name for each in steps]


def test_a_goal_brings_what_it_needs_before_it_and_nothing_else() -> None:
    steps = [step("d", "b", "c"), step("c", "a"), step("b", "a"), step("a"), step("e", "a")]
    assert names(closure(steps, ["d"])) == ["a", "b", "c", "d"]
    assert names(closure(steps, [])) == []


def test_a_goal_that_is_no_stage_is_refused_with_the_stages() -> None:
    with pytest.raises(StageError, match="no stage makes x; stages are: a"):
        closure([step("a")], ["x"])


def test_a_circle_is_refused_with_its_way() -> None:
    with pytest.raises(StageError, match="a -> b -> a"):
        closure([step("a", "b"), step("b", "a")], ["a"])
