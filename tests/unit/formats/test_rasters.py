from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio import Affine

from pipeline.errors import CrsError, SourceError
from pipeline.formats.rasters import read_cells, read_zones

CRS = "EPSG:32629"


def raster(folder: Path, values: list[list[float]], crs: str | None = CRS) -> Path:
    """Write cells of 1 m, the lower left corner at 0, 0; -9 is no data."""
    path = folder / "t.tif"
    cells = np.array(values, dtype="float32")
    height, width = cells.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=1, dtype="float32",
        crs=crs, transform=Affine(1, 0, 0, 0, -1, height), nodata=-9,
    ) as file:  # fmt: skip
        file.write(cells, 1)
    return path


def ground(*shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    names = [f"g{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs=CRS)


GRID = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]


def test_cells_come_with_the_share_that_is_covered(tmp_path: Path) -> None:
    pieces, beyond = read_cells(
        raster(tmp_path, GRID), ground(shapely.box(0.5, 0.5, 2.5, 2.5)), "name", stated=None
    )
    share = [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25]
    assert pieces["coverage_share"].tolist() == share
    assert pieces["value"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert pieces["row"].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert pieces["column"].tolist() == [0, 1, 2] * 3
    assert beyond == []


def test_points_are_centres_or_lie_in_the_covered_part(tmp_path: Path) -> None:
    shape = shapely.box(0, 1, 1.25, 2)
    pieces, _ = read_cells(raster(tmp_path, GRID), ground(shape), "name", stated=None)
    assert shapely.get_coordinates(pieces.geometry.array)[0].tolist() == [0.5, 1.5]
    assert 1 < pieces.geometry.x.iloc[1] < 1.25
    assert pieces.geometry.within(shape).all()


def test_no_data_is_no_cell(tmp_path: Path) -> None:
    pieces, _ = read_cells(
        raster(tmp_path, [[-9, 2], [float("nan"), 4]]), ground(shapely.box(0, 0, 2, 2)), "name",
        stated=None,
    )  # fmt: skip
    assert pieces["value"].tolist() == [2, 4]


def test_outlines_that_reach_beyond_are_named(tmp_path: Path) -> None:
    shapes = ground(shapely.box(0, 0, 1, 1), shapely.box(2, 2, 4, 4), shapely.box(8, 8, 9, 9))
    pieces, beyond = read_cells(raster(tmp_path, GRID), shapes, "name", stated=None)
    assert beyond == ["g1", "g2"]
    assert pieces["name"].tolist() == ["g0", "g1"]


def test_a_raster_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not cover the region: west, south"):
        read_cells(raster(tmp_path, GRID), ground(shapely.box(8, 8, 9, 9)), "name", stated=None)


def test_no_system_is_refused_unless_stated(tmp_path: Path) -> None:
    path = raster(tmp_path, GRID, crs=None)
    shapes = ground(shapely.box(0, 0, 1, 1))
    with pytest.raises(CrsError, match="add `crs`"):
        read_cells(path, shapes, "name", stated=None)
    assert read_cells(path, shapes, "name", stated=CRS).pieces["value"].tolist() == [7]


def test_a_broken_or_missing_raster_is_a_source_error(tmp_path: Path) -> None:
    shapes = ground(shapely.box(0, 0, 1, 1))
    with pytest.raises(SourceError, match="no such file"):
        read_cells(tmp_path / "gone.tif", shapes, "name", stated=None)
    path = raster(tmp_path, GRID)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(SourceError, match="not a readable raster"):
        read_cells(path, shapes, "name", stated=None)


def test_zones_count_cells_by_the_share_that_is_covered(tmp_path: Path) -> None:
    shapes = ground(
        shapely.box(0.5, 0.5, 2.5, 2.5), shapely.box(0, 0, 1, 1), shapely.box(8, 8, 9, 9)
    )
    path = raster(tmp_path, [[1, 2, 3], [4, -9, 6], [-9, 8, 9]])
    total, beyond = read_zones(path, shapes, "name", measure="sum", stated=None)
    mean, _ = read_zones(path, shapes, "name", measure="mean", stated=None)
    assert total.tolist()[0] == 0.25 * (1 + 3 + 9) + 0.5 * (2 + 4 + 6 + 8)
    assert mean.tolist()[0] == total.tolist()[0] / 2.75
    assert total.isna().tolist() == mean.isna().tolist() == [False, True, True]
    assert beyond == ["g2"]
