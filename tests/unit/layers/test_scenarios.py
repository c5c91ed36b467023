from __future__ import annotations

import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.layers.scenarios import scenarios
from pipeline.schema import conform


def found(
    seasons: list[str], vehicles: list[str], asked: list[str], named: str = "*"
) -> pd.DataFrame:
    return scenarios(
        factors=pd.DataFrame({"season": pd.Series(seasons, dtype="str"), "vehicle": named}),
        vehicles=pd.DataFrame({"vehicle": vehicles, "is_on_foot": [v == "foot" for v in vehicles]}),
        asked=asked,
    )


def test_every_season_with_every_vehicle() -> None:
    table = conform("scenarios", found(["wet", "*", "dry", "wet"], ["van", "foot"], ["wet-van"]))
    assert table.to_numpy().tolist() == [
        ["dry-foot", "dry", "foot", True],
        ["dry-van", "dry", "van", False],
        ["wet-foot", "wet", "foot", True],
        ["wet-van", "wet", "van", False],
    ]


def test_a_scenario_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(StageError, match=r"asks for wet-tank; .* give wet-van, wet-foot"):
        found(["wet"], ["van", "foot"], ["wet-van", "wet-tank"])


def test_factors_without_a_season_are_told() -> None:
    with pytest.raises(StageError, match="names no season"):
        found(["*"], ["van"], [])


def test_factors_of_a_vehicle_that_is_not_there_are_told() -> None:
    with pytest.raises(StageError, match=r"names vehicle trcuk; .*vehicles_table holds foot, van;"):
        found(["wet"], ["van", "foot"], [], named="trcuk")
    assert len(found(["wet"], ["van", "foot"], [], named="van")) == 2


def test_no_vehicle_is_told() -> None:
    with pytest.raises(StageError, match=r"travel\.vehicles_table holds no vehicle; add a row"):
        found(["wet"], [], ["wet-van"])
