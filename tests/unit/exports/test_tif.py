from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely

from pipeline.exports.tif import MINUTES, STATE, tif
from pipeline.layers.travel_times import TIMES

if TYPE_CHECKING:
    from pathlib import Path

NAN = float("nan")
CELLS = [[(1.0, 1), (NAN, 23)], [(NAN, 0), (75.3, 11)]]
"""Minutes and state: reached, no road; outside, insecure."""


def given(day: str | None = "2025-12-31") -> dict[str, Any]:
    grid = {"cell_m": 1000.0, "west_m": 2000.0, "north_m": 5000.0}
    return {
        "areas": gpd.GeoDataFrame(geometry=[shapely.box(2000, 3000, 4000, 5000)], crs="EPSG:32629"),
        "raster_grid": pd.DataFrame([{**grid, "columns_count": 2, "rows_count": 2}]),
        "travel_times": np.array([CELLS, CELLS[::-1]], TIMES),
        "as_of": pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
        "title": "Kailahun\x00 <script>\u202e",
        "bands": {"health_dry-4x4": 0, "hub_dry-4x4": 1},
    }


def test_minutes_are_rounded_to_a_second_or_so_and_what_is_not_reached_has_none(
    tmp_path: Path,
) -> None:
    tif(draft=tmp_path / "t.tif", measure=MINUTES, **given())
    with rasterio.open(tmp_path / "t.tif") as raster:
        # 75.3 minutes are 4,819.2 parts of 1/64.
        assert np.array_equal(raster.read(1), [[1, NAN], [NAN, 4819 / 64]], equal_nan=True)
        assert np.array_equal(raster.read(2), [[NAN, 4819 / 64], [1, NAN]], equal_nan=True)
        assert raster.descriptions == ("health_dry-4x4", "hub_dry-4x4")
        assert raster.units == ("min", "min")
        assert raster.dtypes == ("float32", "float32")
        assert raster.bounds == (2000, 3000, 4000, 5000)
        tags = raster.tags()
    assert tags["TITLE"] == "Kailahun <script>"
    assert tags["AS_OF"] == "2025-12-31"
    assert "on foot to the road" in tags["ABOUT"]


def test_states_are_codes_with_their_meaning_and_outside_is_no_data(tmp_path: Path) -> None:
    tif(draft=tmp_path / "s.tif", measure=STATE, **given())
    with rasterio.open(tmp_path / "s.tif") as raster:
        assert raster.read(1).tolist() == [[1, 23], [0, 11]]
        assert raster.read(1, masked=True).mask.tolist() == [[False, False], [True, False]]
        assert raster.dtypes == ("uint8", "uint8")
        tags = raster.tags()
    assert tags["CODE_1"] == "reachable: ok"
    assert tags["CODE_23"] == "unreachable: no_road"
    assert tags["CODE_31"] == "unknown: map_gap"


def test_only_the_bands_that_are_asked_for_are_written(tmp_path: Path) -> None:
    told = {**given(None), "bands": {"hub_dry-4x4": 1}}
    tif(draft=tmp_path / "t.tif", measure=MINUTES, **told)
    tif(draft=tmp_path / "s.tif", measure=STATE, **told)
    with rasterio.open(tmp_path / "t.tif") as raster:
        assert raster.descriptions == ("hub_dry-4x4",)
        assert raster.read(1)[1, 0] == 1
        assert raster.tags()["AS_OF"] == "not stated"
    with rasterio.open(tmp_path / "s.tif") as raster:
        assert raster.read().tolist() == [[[0, 11], [1, 23]]]
