from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.layers.travel_times import travel_times
from pipeline.reasons import CODES, OUTSIDE
from tests.hand_drawn import CRS, Links, network_of, points_of, speeds_of
from tests.trips import TRIPS, risk_of, travel_tables

if TYPE_CHECKING:
    import pytest

OK, INSECURE = CODES["reachable", "ok"], CODES["conditional", "insecure"]
NO_ROAD, TOO_FAR = CODES["unreachable", "no_road"], CODES["unreachable", "too_far"]
GRID = {"cell_m": 1000.0, "west_m": 0.0, "north_m": 2000.0, "columns_count": 6, "rows_count": 2}
ROAD: Links = {"road": {"at": [(0, 500), (6000, 500)]}}


def times_of(
    links: dict[str, dict[str, Any]] = ROAD,
    *,
    areas: dict[str, Any] | None = None,
    insecure: tuple[str, ...] = (),
    link_status: dict[str, str] | None = None,
    gaps: tuple[str, ...] = (),
    service_status: str = "open",
    **told: object,
) -> np.ndarray[Any, Any]:
    """Bands of a grid of 6 x 2 cells, 1 km wide; the service lies in the south-west cell."""
    shapes = areas or {"x": shapely.box(0, 0, 6000, 2000)}
    reports = link_status or {}
    health = points_of({"s": (500, 500)}, "service_id")
    tables = travel_tables(
        network=network_of(links),
        speeds=speeds_of(links),
        link_status=pd.DataFrame({"link_id": list(reports), "status": list(reports.values())}),
        communities=points_of({}, "community_id").assign(area_id=pd.Series(dtype="str")),
        services=health.assign(service_type="health", status=service_status),
        hubs=points_of({"h": (5500, 500)}, "hub_id"),
        max_snap_m=600.0,
    )
    return travel_times(
        areas=gpd.GeoDataFrame({"area_id": list(shapes)}, geometry=list(shapes.values()), crs=CRS),
        raster_grid=pd.DataFrame([GRID]),
        mapped_roads=pd.DataFrame(
            {"area_id": list(shapes), "is_map_gap": [name in gaps for name in shapes]}
        ),
        link_risk=risk_of(*insecure),
        **{
            **tables,
            **TRIPS,
            "max_snap_m": 600.0,
            "connect_nearest_count": 8,
            "time_limit_min": None,
            **told,
        },
    )


def test_minutes_grow_with_the_drive_and_cells_far_from_a_road_have_none() -> None:
    health, hub = times_of()
    # The road runs through the centres of the south row, 1,000 m apart at 10 m/s.
    expected = np.arange(6) * 100 / 60
    assert np.allclose(health["minutes"][1], expected, rtol=1e-6)
    assert np.allclose(hub["minutes"][1], expected[::-1], rtol=1e-6)
    assert (health["state"][1] == OK).all()
    assert np.isnan(health["minutes"][0]).all(), "the north row is 1,000 m from the road"
    assert (health["state"][0] == NO_ROAD).all()


def test_the_walk_to_the_road_counts() -> None:
    [north, south] = times_of(max_snap_m=1000.0)[0]["minutes"]
    # 1,000 m straight are 1,300 m walked, at 4.5 km/h.
    assert np.allclose(north - south, 1300 / 4500 * 60, rtol=1e-5)


def test_cells_in_no_area_are_not_looked_at_and_those_in_a_gap_are_unknown() -> None:
    areas = {"a": shapely.box(0, 0, 2000, 2000), "gap": shapely.box(2000, 0, 4000, 2000)}
    health, _ = times_of(areas=areas, gaps=("gap",))
    gap = CODES["unknown", "map_gap"]
    assert health["state"][0].tolist() == [NO_ROAD, NO_ROAD, gap, gap, OUTSIDE, OUTSIDE]
    assert health["state"][1].tolist() == [OK, OK, OK, OK, OUTSIDE, OUTSIDE]
    assert np.isnan(health["minutes"][:, 4:]).all()
    assert np.isfinite(health["minutes"][1, :4]).all()


def test_a_centre_on_a_border_lies_in_the_first_area_whatever_the_order_of_rows() -> None:
    left, right = shapely.box(0, 0, 2500, 2000), shapely.box(2500, 0, 6000, 2000)
    for areas in ({"a": left, "b": right}, {"b": right, "a": left}):
        [north, _] = times_of(areas=areas, gaps=("b",))[0]["state"]
        assert north[2] == NO_ROAD, "not a gap: a comes before b"
        assert north[3] == CODES["unknown", "map_gap"]


def test_a_closed_link_leaves_no_number_and_the_state_says_so() -> None:
    links = {"near": {"at": [(0, 500), (2000, 500)]}, "far": {"at": [(2000, 500), (6000, 500)]}}
    health, hub = times_of(links, link_status={"far": "closed"})
    closed = CODES["unreachable", "closed_link"]
    assert health["state"][1].tolist() == [OK, OK, OK, *[closed] * 3], "the third walks 500 m"
    assert np.isnan(health["minutes"][1, 3:]).all()
    # The hub lies on the closed link, and nobody comes onto it: not even from the same link.
    assert hub["state"][1].tolist() == [closed] * 5 + [OK]


def test_a_season_that_shuts_the_way_is_told_band_by_band() -> None:
    links = {"road": {"at": [(0, 500), (6000, 500)], "shut": ["wet-4x4"]}}
    times = times_of(links, scenario_names=["dry-4x4", "wet-4x4"])
    assert len(times) == 4, "health and hub, dry; then health and hub, wet"
    assert (times["state"][:2, 1] == OK).all()
    season = CODES["conditional", "season"]
    assert times["state"][2, 1].tolist() == [OK, *[season] * 5], "who is at the service is there"


def test_beyond_the_limit_and_on_insecure_ways_minutes_stand_and_the_state_tells() -> None:
    health, _ = times_of(time_limit_min=2.0)
    assert health["state"][1].tolist() == [OK, OK, *[TOO_FAR] * 4]
    assert np.isfinite(health["minutes"][1]).all()
    health, _ = times_of(insecure=("road",))
    assert health["state"][1].tolist() == [OK, *[INSECURE] * 5]
    assert np.isfinite(health["minutes"][1]).all()


def test_no_open_service_and_no_roads_at_all_are_said() -> None:
    health, hub = times_of(service_status="closed")
    assert (health["state"] == CODES["unreachable", "no_service"]).all()
    assert (hub["state"][1] == OK).all()
    health, hub = times_of({})
    assert (hub["state"] == NO_ROAD).all()


def test_many_batches_make_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    once = times_of(max_snap_m=1000.0)
    monkeypatch.setattr("pipeline.layers.travel_times.AT_ONCE", 5)
    assert times_of(max_snap_m=1000.0).tobytes() == once.tobytes()
