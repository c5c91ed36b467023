from typing import Any

import pandas as pd

from pipeline.layers.stability_region import stability_region
from pipeline.schema import conform


def fates(*rows: tuple[int, str | None, float | None]) -> dict[str, list[float]]:
    table = pd.DataFrame(list(rows), columns=["where_precision", "area_id", "deaths_best"])
    types = {"where_precision": "int64", "area_id": "str", "deaths_best": "float"}
    incidents: Any = table.astype(types)
    made = conform("stability_region", stability_region(incidents=incidents))
    return {row[0]: row[1:] for row in made.to_numpy().tolist()}


def test_every_precision_has_its_fate() -> None:
    inside: list[tuple[int, str | None, float | None]] = [(p, "A", p) for p in range(1, 8)]
    assert fates(*inside) == {
        "at_point": [1, 1],
        "blurred": [1, 2],
        "spread": [2, 7],
        "not_placed": [3, 18],
        "outside": [0, 0],
    }


def test_points_outside_all_areas_are_outside_unless_never_to_be_placed() -> None:
    result = fates((1, None, 3), (2, None, None), (3, None, 5), (6, None, 7))
    assert result["outside"] == [3, 8]
    assert result["not_placed"] == [1, 7]


def test_no_incidents_are_five_rows_of_nothing() -> None:
    assert list(fates().values()) == [[0, 0]] * 5
