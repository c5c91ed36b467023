from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.built import Changed, Layers, made
from pipeline.engine.dag import Step
from pipeline.errors import StageError
from pipeline.stored import write_stored

if TYPE_CHECKING:
    from pathlib import Path


def first() -> pd.DataFrame:
    return pd.DataFrame({"n": [1]})


def doubled(*, first: pd.DataFrame, times: int) -> pd.DataFrame:
    return first * times


def summed(*, first: pd.DataFrame, doubled: pd.DataFrame) -> tuple[pd.DataFrame, None, list[str]]:
    return first + doubled, None, ["a note"]


def step(folder: Path, name: str, needs: tuple[str, ...] = (), **parameters: int) -> Step:
    return Step(
        region="r",
        name=name,
        makes="table",
        function=f"{__name__}:{name}",
        output=folder / f"{name}.parquet",
        home=folder,
        needs=needs,
        parameters=parameters,
    )


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layers:
    here = {f.__name__: f for f in (first, doubled, summed)}
    monkeypatch.setattr("pipeline.built.resolve", lambda dotted: here[dotted.partition(":")[2]])
    steps = [
        step(tmp_path, "first"),
        step(tmp_path, "doubled", ("first",), times=2),
        step(tmp_path, "summed", ("first", "doubled")),
    ]
    for one, n in zip(steps, (1, 2, 3), strict=True):
        write_stored(pd.DataFrame({"n": [n]}), one.output)
    return Layers(steps)


def n(table: pd.DataFrame) -> int:
    return int(table["n"].iloc[0])


def test_without_a_change_tables_are_as_they_are_stored(layers: Layers) -> None:
    assert n(Changed(layers, {}).table("summed")) == 3


def test_what_rests_on_a_changed_table_is_made_anew(layers: Layers) -> None:
    after = Changed(layers, {"first": pd.DataFrame({"n": [10]})})
    assert n(after.table("summed")) == 30
    assert n(layers.table("summed")) == 3


def test_what_is_kept_stays_whatever_it_rests_on(layers: Layers) -> None:
    after = Changed(layers, {"first": pd.DataFrame({"n": [10]})}, kept=["doubled"])
    assert n(after.table("doubled")) == 2
    assert n(after.table("summed")) == 12


def test_parameters_can_be_others(layers: Layers) -> None:
    tables = {"first": layers.table("first")}
    assert n(made(layers.steps["doubled"], tables, times=5)) == 5


def test_a_table_that_was_never_built_says_how_to_build_it(layers: Layers) -> None:
    layers.path("first").unlink()
    with pytest.raises(StageError, match="not built yet; `resilience build r` first"):
        layers.table("first")
