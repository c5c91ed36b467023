from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio
from rio_cogeo.cogeo import cog_validate

from pipeline.formats.cog import TILE, Placed, write_cog

if TYPE_CHECKING:
    from pathlib import Path

PLACED = Placed("EPSG:32629", 1000.0, 9000.0, 500.0)
NAN = float("nan")


def written(path: Path, bands: np.ndarray[Any, Any], **told: Any) -> Path:  # noqa: ANN401
    names = [f"b{n}" for n in range(len(bands))]
    given: dict[str, Any] = {"names": names, "nodata": NAN, "unit": "min", "tags": {}, **told}
    write_cog(path, bands, PLACED, **given)
    return path


def test_values_places_and_what_is_said_read_back(tmp_path: Path) -> None:
    bands = np.array([[[1, 2, NAN], [4, 5, 6]], [[7, 8, 9], [NAN, NAN, 12]]], np.float32)
    path = written(tmp_path / "r.tif", bands, names=["dry", "wet"], tags={"TITLE": "<é> & \"'"})
    with rasterio.open(path) as raster:
        assert np.array_equal(raster.read(), bands, equal_nan=True)
        assert raster.crs.to_epsg() == 32629
        assert raster.bounds == (1000, 8000, 2500, 9000), "3 cells wide and 2 high, 500 m each"
        assert raster.descriptions == ("dry", "wet")
        assert raster.units == ("min", "min")
        assert np.isnan(raster.nodata)
        assert raster.tags()["TITLE"] == "<é> & \"'"
        # x 1,750 lies in the second cell, y 8,250 in the second row.
        assert next(raster.sample([(1750, 8250)])).tolist()[0] == 5


def test_the_file_is_cloud_optimized_with_overviews(tmp_path: Path) -> None:
    bands = np.arange(2 * 700 * 600, dtype=np.float32).reshape(2, 700, 600)
    path = written(tmp_path / "r.tif", bands)
    assert cog_validate(path, strict=True, quiet=True) == (True, [], [])
    with rasterio.open(path) as raster:
        assert raster.overviews(1) == [2, 4]
        assert raster.block_shapes == [(TILE, TILE)] * 2


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 2), (1, 3, 1), (1, 3, 900), (2, 255, 256)])
def test_small_rasters_are_cloud_optimized_too(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = written(tmp_path / "r.tif", np.ones(shape, np.uint8), nodata=0)
    assert cog_validate(path, strict=True, quiet=True)[0]


def test_overviews_take_whole_cells_and_let_no_number_creep_over_missing_ones(
    tmp_path: Path,
) -> None:
    minutes = np.full((1, 512, 512), 100, np.float32)
    minutes[0, ::2, 1::2] = 200
    minutes[0, :, 256:] = NAN
    codes = np.where(np.isnan(minutes), 0, minutes // 100).astype(np.uint8)
    with rasterio.open(written(tmp_path / "m.tif", minutes), overview_level=0) as raster:
        small = raster.read(1)
    with rasterio.open(written(tmp_path / "c.tif", codes, nodata=0), overview_level=0) as raster:
        small_codes = raster.read(1)
    assert small.shape == (256, 256)
    assert set(np.unique(small[:, :128])) <= {100, 200}, "150 would be a mean"
    assert np.isnan(small[:, 128:]).all()
    assert np.array_equal(np.nan_to_num(small) // 100, small_codes), "of the same cells"


def test_the_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    bands = np.random.default_rng(1).random((3, 300, 300), np.float32)
    one, other = (written(tmp_path / name, bands, tags={"A": "b"}) for name in ("1.tif", "2.tif"))
    assert one.read_bytes() == other.read_bytes()
