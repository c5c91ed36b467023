"""A cell is reached as a community that lives at its centre is."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given

from pipeline.layers.reach import reach
from pipeline.layers.travel_times import travel_times
from pipeline.reasons import STATES
from pipeline.schema import conform
from tests.laws.test_travel import CRS, SCENARIOS, TRIPS, laws, world, worlds
from tests.trips import risk_of, travel_tables

SIDE_M, CELLS = 1250.0, 20
"""The region is 20 cells wide and high."""


GRID = pd.DataFrame(
    {
        "cell_m": [SIDE_M],
        "west_m": 0.0,
        "north_m": SIDE_M * CELLS,
        "columns_count": CELLS,
        "rows_count": CELLS,
    }
)
ASKED: dict[str, Any] = {
    "raster_grid": GRID,
    "max_snap_m": 5000.0,
    "connect_nearest_count": 8,
    "scenario_names": SCENARIOS,
    "time_limit_min": 120.0,
    **TRIPS,
}


@laws
@given(worlds)
def test_cells_agree_with_reach_in_minutes_status_and_reason(seed: int) -> None:
    random = np.random.default_rng(seed)
    tables = world(seed)
    row, column = random.integers(0, CELLS, (2, len(tables["communities"])))
    tables = living_at_centres(tables, row, column)
    links = tables["network"]["link_id"]
    tables["mapped_roads"] = pd.DataFrame({"area_id": ["x", "y"], "is_map_gap": [False, True]})
    tables["link_risk"] = risk_of(*links[random.random(len(links)) < 0.1])
    told: Any = {"scenario_names": SCENARIOS, "time_limit_min": 120.0, **TRIPS}
    reached = conform("reach", reach(**tables, **told))
    times = travel_times(**tables, areas=halves(), **ASKED)
    bands = [(s, kind) for s in SCENARIOS for kind in ("health", "school", "hub")]
    assert len(times) == len(bands)
    for band, (scenario, kind) in zip(times[:, row, column], bands, strict=True):
        is_one = (reached["scenario"] == scenario) & (reached["service_type"] == kind)
        own = reached[is_one].set_index("community_id").loc[tables["communities"]["community_id"]]
        minutes = own["minutes"].to_numpy(np.float32)
        assert np.array_equal(band["minutes"], minutes, equal_nan=True)
        assert [STATES[code] for code in band["state"].tolist()] == list(
            zip(own["status"], own["reason"], strict=True)
        )


@laws
@given(worlds)
def test_the_order_of_rows_does_not_show(seed: int) -> None:
    tables = world(seed)
    tables["mapped_roads"] = pd.DataFrame({"area_id": ["x", "y"], "is_map_gap": [False, True]})
    tables["link_risk"] = risk_of(*tables["network"]["link_id"][::3])
    tables["areas"] = halves()
    shuffled = {
        name: table.sample(frac=1, random_state=1) if isinstance(table, pd.DataFrame) else table
        for name, table in tables.items()
    }
    own, other = (travel_times(**given_tables, **ASKED) for given_tables in (tables, shuffled))
    assert own.tobytes() == other.tobytes()


def living_at_centres(tables: dict[str, Any], row: Any, column: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the tables with the communities in cells of a grid that begins at the south-west."""
    x, y = (column + 0.5) * SIDE_M, (CELLS - row - 0.5) * SIDE_M
    people = tables["communities"].set_geometry(gpd.points_from_xy(x, y, crs=CRS))
    people = people.assign(area_id=np.where(x < SIDE_M * CELLS / 2, "x", "y"))
    given_tables = ("network", "speeds", "link_status", "services", "hubs", "waits")
    return travel_tables(communities=people, **{name: tables[name] for name in given_tables})


def halves() -> gpd.GeoDataFrame:
    """Two areas, west and east, of which the map of the second is too thin."""
    wide = SIDE_M * CELLS
    shapes = [shapely.box(0, 0, wide / 2, wide), shapely.box(wide / 2, 0, wide, wide)]
    return gpd.GeoDataFrame({"area_id": ["x", "y"]}, geometry=shapes, crs=CRS)
