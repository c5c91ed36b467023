from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.errors import StageError
from pipeline.layers.raster_grid import raster_grid
from pipeline.schema import conform


def grid_over(
    west: float, south: float, east: float, north: float, cell_m: float | None
) -> list[float]:
    areas = gpd.GeoDataFrame(geometry=[shapely.box(west, south, east, north)], crs="EPSG:32629")
    table = conform("raster_grid", raster_grid(areas=areas, cell_m=cell_m))
    return list(table.to_numpy(float)[0])


def test_edges_lie_on_multiples_and_cover_the_areas() -> None:
    # 1,300 to 2,600 east is two cells from 1,000; 450 to 3,100 north is four from 4,000 down to 0.
    assert grid_over(1300, 450, 2600, 3100, 1000.0) == [1000, 1000, 4000, 2, 4]


def test_areas_that_end_on_an_edge_need_no_further_cell() -> None:
    assert grid_over(-1000, -2000, 1000, 2000, 500.0) == [500, -1000, 2000, 4, 8]


def test_areas_smaller_than_a_cell_are_one_cell() -> None:
    assert grid_over(10, 10, 20, 20, 500.0) == [500, 0, 500, 1, 1]


@pytest.mark.parametrize(
    ("side_km", "cell_m"),
    # 500 x 500 cells are just as many as are allowed.
    [(1, 100), (50, 100), (50.1, 250), (125, 250), (126, 500), (500, 1000), (3000, 10_000)],
)
def test_cells_are_the_least_round_step_that_makes_few_enough(side_km: float, cell_m: int) -> None:
    assert grid_over(0, 0, side_km * 1000, side_km * 1000, None)[0] == cell_m


def test_too_small_cells_are_refused_with_the_key_that_mends_it() -> None:
    with pytest.raises(StageError, match=r"100,000,000 cells.*state a greater `cell_m`"):
        grid_over(0, 0, 100_000, 100_000, 10.0)


def test_nothing_given_is_changed() -> None:
    areas = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:32629")
    before = areas.copy()
    raster_grid(areas=areas, cell_m=None)
    pd.testing.assert_frame_equal(areas, before)
