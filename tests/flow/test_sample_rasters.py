"""Rasters of travel times of the made-up region, against `reach` on people put into its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rio_cogeo.cogeo import cog_validate

from pipeline.config import read_region
from pipeline.exports.tif import PARTS_PER_MIN
from pipeline.layers.connectors import connectors
from pipeline.layers.reach import reach
from pipeline.reasons import STATES
from pipeline.stages import LAYERS, service_types
from pipeline.stored import read_stored

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sample_project import Built

CELLS = 150
SCENARIOS = ["dry-4x4", "wet-4x4"]
MAX_SNAP_M, NEAREST_COUNT = 5000.0, 8


class Rasters(NamedTuple):
    """Both rasters: band, row, column."""

    minutes: np.ndarray[Any, Any]
    states: np.ndarray[Any, Any]
    bands: tuple[str, ...]
    transform: Any

    def middle(self, row: Any, column: Any) -> tuple[Any, Any]:  # noqa: ANN401  numbers or arrays
        """Return eastings and northings of the middles of cells."""
        side, _, west, _, _, north = tuple(self.transform)[:6]
        return west + (column + 0.5) * side, north - (row + 0.5) * side


def exported(sample: Built, name: str) -> Path:
    return next((sample.project / "layers" / "sample").rglob(f"*{name}"))


@pytest.fixture(scope="module")
def rasters(sample: Built) -> Rasters:
    """What both files hold."""
    with rasterio.open(exported(sample, "travel_times.tif")) as raster:
        minutes, bands, transform = raster.read(), raster.descriptions, raster.transform
    with rasterio.open(exported(sample, "travel_states.tif")) as raster:
        assert raster.descriptions == bands
        assert raster.transform == transform
        return Rasters(minutes, raster.read(), bands, transform)


@pytest.mark.parametrize("name", ["travel_times.tif", "travel_states.tif"])
def test_the_rasters_are_cloud_optimized(sample: Built, name: str) -> None:
    assert cog_validate(exported(sample, name), strict=True, quiet=True) == (True, [], [])
    with rasterio.open(exported(sample, name)) as raster:
        assert raster.overviews(1), "cells for a first look"
        assert raster.tags()["TITLE"] == "Xesaria (made up)"
        assert raster.tags()["AS_OF"] == "2025-12-31"


def test_numbers_stand_where_a_service_is_reached_and_the_states_tell_the_rest(
    rasters: Rasters,
) -> None:
    has_number = np.isfinite(rasters.minutes)
    has_way = [code for code, (_, why) in STATES.items() if why in ("ok", "insecure", "too_far")]
    assert np.array_equal(has_number, np.isin(rasters.states, has_way))
    assert {"reachable", "conditional", "unreachable", "unknown"} == {
        STATES[code][0] for code in np.unique(rasters.states) if code
    }
    assert (rasters.states == 0).any(), "the sea"
    assert rasters.minutes[has_number].min() >= 0


def test_cells_are_looked_at_where_their_middle_lies_in_an_area(
    sample: Built, rasters: Rasters
) -> None:
    ground = sample.table("areas").geometry.union_all()
    row, column = np.indices(rasters.states.shape[1:])
    x, y = rasters.middle(row, column)
    is_inside = shapely.contains_xy(ground, x, y)
    assert ((rasters.states != 0) == is_inside).all()


def test_cells_have_the_minutes_and_the_state_of_people_who_live_at_their_middle(
    sample: Built, rasters: Rasters
) -> None:
    region = read_region(sample.project / "data" / "sample" / "region.toml")
    stage = next(stage for stage in LAYERS if stage.name == "reach")
    folder = sample.project / "layers" / "sample"
    tables = {
        need: read_stored(next(folder.glob(f"{need}.*")))
        for need in stage.needs
        if need not in ("communities", "connectors")
    }
    inside = np.argwhere(rasters.states[0] != 0)
    row, column = np.random.default_rng(1).choice(inside, CELLS, replace=False).T
    people = settled(sample, rasters.middle(row, column))
    ways = connectors(
        communities=people,
        **{name: tables[name] for name in ("network", "services", "hubs")},
        max_snap_m=MAX_SNAP_M,
        nearest_count=NEAREST_COUNT,
    )
    told = {**stage.parameters(region), "scenario_names": SCENARIOS}
    table = reach(**tables, communities=people, connectors=ways, **told)
    for scenario in SCENARIOS:
        for kind in [*service_types(region), "hub"]:
            band = rasters.bands.index(f"{kind}_{scenario}")
            own = table[(table["scenario"] == scenario) & (table["service_type"] == kind)]
            own = own.set_index("community_id").loc[people["community_id"]]
            found = rasters.minutes[band, row, column]
            minutes = own["minutes"].to_numpy(float)
            # Half a part of rounding, and what 32 bits leave of a day of minutes.
            off = 0.5 / PARTS_PER_MIN + 1e-3
            assert np.allclose(found, minutes, rtol=0, atol=off, equal_nan=True)
            states = [STATES[code] for code in rasters.states[band, row, column].tolist()]
            assert states == list(zip(own["status"], own["reason"], strict=True))


def settled(sample: Built, at: tuple[Any, Any]) -> gpd.GeoDataFrame:
    """Return a community at each place, in the first area that holds it."""
    areas = sample.table("areas").sort_values("area_id")
    ids = [f"cell{n:03}" for n in range(len(at[0]))]
    people = gpd.GeoDataFrame(
        {"community_id": pd.Series(ids, dtype="str")},
        geometry=gpd.points_from_xy(*at),
        crs=areas.crs,
    )
    joined = people.sjoin(areas[["area_id", "geometry"]])
    first = joined.sort_values("area_id").drop_duplicates("community_id").sort_index()
    return first.drop(columns="index_right")
