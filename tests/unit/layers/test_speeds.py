from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.config import (
    CLASS_SPEEDS_KMH,
    SEASON_FACTORS,
    SMOOTHNESS_CAPS_KMH,
    SURFACE_CAPS_KMH,
    TRACKTYPE_CAPS_KMH,
)
from pipeline.errors import StageError
from pipeline.layers.speeds import speeds
from pipeline.schema import conform

LINK: dict[str, Any] = {
    "link_id": "a",
    "road_class": "primary",
    "surface_group": "paved",
    "passability": "paved",
    "surface": None,
    "tracktype": None,
    "smoothness": None,
    "maxspeed_kmh": np.nan,
    "maxweight_t": np.nan,
    "maxheight_m": np.nan,
}
RULES: dict[str, Any] = {
    "surface_caps_kmh": SURFACE_CAPS_KMH,
    "tracktype_caps_kmh": TRACKTYPE_CAPS_KMH,
    "smoothness_caps_kmh": SMOOTHNESS_CAPS_KMH,
    "season_factors": SEASON_FACTORS,
    "motorbike_path_kmh": 10.0,
    "foot_road_kmh": 5.0,
    "truck_weight_t": 10.0,
    "truck_height_m": 3.8,
}


def table_of(*rows: dict[str, Any], **rules: object) -> pd.DataFrame:
    links = [{**LINK, "link_id": f"l{number}", **row} for number, row in enumerate(rows)]
    known = CLASS_SPEEDS_KMH["rural"]
    found = speeds(
        network=pd.DataFrame(links, columns=list(LINK)),
        class_speeds=pd.DataFrame({"road_class": list(known), "speed_kmh": list(known.values())}),
        **{**RULES, **rules},
    )
    return conform("speeds", found)


def one(scenario: str, row: dict[str, Any]) -> tuple[float | None, str]:
    table = table_of(row).set_index("scenario")
    kmh = table["speed_kmh"].to_dict()[scenario]
    return (None if np.isnan(kmh) else round(kmh, 6), str(table.loc[scenario, "bound_by"]))


EARTH = {"surface_group": "earth", "passability": "earth"}
MUD = {"surface_group": "mud", "passability": "track", "road_class": "track"}
PATH = {"surface_group": "earth", "passability": "path", "road_class": "path"}


@pytest.mark.parametrize(
    ("scenario", "row", "expected"),
    [
        ("dry-4x4", {}, (40, "class")),
        ("dry-4x4", {"maxspeed_kmh": 30.0}, (30, "maxspeed")),
        ("dry-4x4", {"maxspeed_kmh": 120.0}, (40, "class")),
        ("dry-4x4", {"surface": "mud", "surface_group": "mud"}, (7, "surface")),
        ("dry-4x4", {"surface": "clay", "tracktype": "grade5"}, (20, "tracktype")),
        ("dry-4x4", {"smoothness": "horrible", "surface": "earth"}, (10, "smoothness")),
        ("dry-4x4", {"smoothness": "impassable"}, (None, "smoothness")),
        ("wet-4x4", {}, (36, "class")),
        ("wet-4x4", EARTH, (20, "class")),
        ("wet-truck", EARTH, (None, "season")),
        ("wet-truck", MUD, (None, "season")),
        ("dry-truck", MUD, (10.5, "class")),
        ("dry-truck", {"tracktype": "grade3"}, (None, "vehicle")),
        ("dry-truck", {"tracktype": "grade2"}, (40, "class")),
        ("dry-truck", {"maxweight_t": 9.9}, (None, "vehicle")),
        ("dry-truck", {"maxweight_t": 10.0}, (40, "class")),
        ("dry-truck", {"maxheight_m": 3.5}, (None, "vehicle")),
        ("dry-4x4", {"maxweight_t": 1.0}, (40, "class")),
        ("dry-truck", PATH, (None, "vehicle")),
        ("dry-4x4", PATH, (None, "vehicle")),
        ("dry-motorbike", PATH, (10, "class")),
        ("wet-motorbike", PATH, (5, "class")),
        ("dry-foot", PATH, (5, "walking")),
        ("wet-foot", PATH, (3.5, "walking")),
        ("dry-foot", {"smoothness": "impassable"}, (5, "walking")),
        ("wet-foot", {"road_class": "ferry"}, (5, "class")),
        ("wet-truck", {"road_class": "ferry"}, (5, "class")),
    ],
)
def test_the_rule_that_sets_it(
    scenario: str, row: dict[str, Any], expected: tuple[float | None, str]
) -> None:
    assert one(scenario, row) == expected


def test_every_link_has_every_scenario() -> None:
    table = table_of({}, EARTH)
    assert len(table) == 16
    assert table["scenario"].nunique() == 8


def test_no_links() -> None:
    assert len(table_of()) == 0


def test_a_class_without_speed_is_told() -> None:
    with pytest.raises(StageError, match="no speed for road class raceway"):
        table_of({"road_class": "raceway"})


def test_a_surface_group_without_factor_is_told() -> None:
    with pytest.raises(StageError, match="no `dry` for paved"):
        table_of({}, season_factors={})
