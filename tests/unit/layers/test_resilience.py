from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from pipeline.layers.resilience import resilience
from pipeline.schema import conform

CRS = "EPSG:32629"
AREAS = gpd.GeoDataFrame(
    {"area_id": list("ABCD"), "area_name": ["Ay", "Bee", "Cee", "Dee"]},
    geometry=[box(i, 0, i + 1, 1) for i in range(4)],
    crs=CRS,
)


def access(*rows: tuple[str, float | None, float | None, str]) -> pd.DataFrame:
    """Area, share within 60 minutes (a third of it within 30), share unknown, grade."""
    names = ["area_id", "near", "unknown_share", "grade"]
    table = pd.DataFrame(list(rows), columns=names).astype({"near": float, "unknown_share": float})
    return table.assign(
        service_type="health",
        scenario="dry-4x4",
        band_30_min_share=table["near"] / 3,
        band_60_min_share=table["near"] * 2 / 3,
        band_120_min_share=0.0,
        band_240_min_share=0.0,
    )


def stability(*rows: tuple[str, float | None, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["area_id", "rate_per_100k", "grade"])
    known = table.assign(people=100.0, window_incidents_weight=1.0)
    return known.astype({"rate_per_100k": float})


def isolation(*rows: tuple[str, float, str, str]) -> gpd.GeoDataFrame:
    names = ["area_id", "people", "status", "scenario"]
    table = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    frame = gpd.GeoDataFrame(table, geometry=[Point(0, 0)] * len(rows), crs=CRS)
    return frame.astype({"area_id": "str", "people": "float", "status": "str", "scenario": "str"})


SAFE = stability(("A", 1, "A"), ("B", 1, "B"), ("C", 1.1, "A"), ("D", 9, "C"))


def made(near: pd.DataFrame, safe: pd.DataFrame, cut: Any = None, **changed: Any) -> Any:  # noqa: ANN401
    parameters = {
        "base_scenario": "dry-4x4",
        "access_service": "health",
        "access_within_min": 60,
        "access_cut_share": 0.5,
        "stability_cut_per_100k": 1.0,
        **changed,
    }
    isolated = isolation() if cut is None else cut
    table = resilience(areas=AREAS, access=near, stability=safe, isolation=isolated, **parameters)
    return conform("resilience", table).set_index("area_id")


def test_four_quadrants_with_inclusive_cuts() -> None:
    near = access(("A", 0.5, 0, "A"), ("B", 0.49, 0, "A"), ("C", 0.9, 0, "B"), ("D", 0, 0, "A"))
    table = made(near, SAFE)
    expected = ["strong_reachable", "stable_cut_off", "reachable_unstable", "weak_cut_off"]
    assert table["quadrant"].tolist() == expected
    assert table["grade"].tolist() == ["A", "B", "B", "C"]
    assert table["access_share"].tolist() == pytest.approx([0.5, 0.49, 0.9, 0])
    assert table.crs == CRS


def test_minutes_choose_the_bands() -> None:
    near = access(*((name, 0.9, 0, "A") for name in "ABCD"))
    table = made(near, SAFE, access_within_min=30)
    assert table["access_share"].tolist() == pytest.approx([0.3] * 4)
    assert set(table["access_class"]) == {"poor"}


def test_what_is_not_known_is_unknown() -> None:
    near = access(("A", None, None, "X"), ("B", 0.1, 0.41, "A"), ("C", 0.5, 0.5, "A"))
    safe = stability(("A", 1, "A"), ("B", 1, "A"), ("C", None, "X"), ("D", 1, "A"))
    table = made(near, safe)
    assert table["access_class"].tolist() == ["unknown", "unknown", "good", "unknown"]
    assert table["stability_class"].tolist() == ["stable", "stable", "unknown", "stable"]
    assert set(table["quadrant"]) == {"unknown"}
    assert table["grade"].tolist() == ["X", "A", "X", "X"]


def test_access_is_poor_where_those_unknown_could_not_tip_it() -> None:
    near = access(("A", 0.1, 0.39, "A"), ("B", 0.1, 0.4, "A"))
    assert made(near, SAFE)["access_class"].tolist()[:2] == ["poor", "unknown"]


def test_the_regions_mean_alone_makes_no_area_unstable() -> None:
    quiet = SAFE.assign(window_incidents_weight=[0.0, 0.0, 0.0, 0.5])
    classes = made(access(("A", 0.9, 0, "A")), quiet)["stability_class"].tolist()
    assert classes == ["stable", "stable", "unknown", "unstable"]


@pytest.mark.parametrize("changed", [{"access_service": "school"}, {"base_scenario": "wet-4x4"}])
def test_service_or_scenario_that_the_region_lacks_is_unknown(changed: dict[str, str]) -> None:
    table = made(access(("A", 0.9, 0, "A")), SAFE, **changed)
    assert set(table["access_class"]) == {"unknown"}
    assert np.isnan(table["access_share"]).all()


def test_isolated_are_those_without_a_way_in_the_base_scenario() -> None:
    cut = isolation(
        ("A", 5, "unreachable", "dry-4x4"),
        ("A", 2, "conditional", "dry-4x4"),
        ("A", 9, "unknown", "dry-4x4"),
        ("B", 7, "unreachable", "wet-4x4"),
    )
    table = made(access(("A", 0.9, 0, "A")), SAFE, cut)
    assert table["people_isolated"].tolist() == [7, 0, 0, 0]


def test_empty_access_and_stability_without_rates() -> None:
    table = made(access(), stability(*((name, None, "X") for name in "ABCD")))
    assert set(table["quadrant"]) == {"unknown"}
    assert table["people"].tolist() == [100] * 4
