"""Cloud Optimized GeoTIFFs: rasters that a GIS opens at once and the web reads piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import rasterio.shutil
from rasterio import Affine
from rasterio.io import MemoryFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

TILE = 256
LEAST_OVERVIEW = 128
"""Cells of the longer side under which no further overview is made."""


class Placed(NamedTuple):
    """Where a raster lies: its reference system, north-west corner and the side of its cells."""

    crs: Any
    west: float
    north: float
    side: float


def write_cog(
    path: Path,
    bands: npt.NDArray[Any],
    placed: Placed,
    *,
    names: Sequence[str],
    nodata: float,
    unit: str = "",
    tags: Mapping[str, str],
) -> None:
    """Write bands, by row from the north, with overviews, into one file; same values, same bytes.

    A cell of an overview is one of the cells below it, never a mean: so numbers do not creep over
    cells without one, and the overviews of two files tell of the same cells.

    Parameters
    ----------
    names
        Of the bands.
    nodata
        Value of cells without any.
    unit
        Of the values, as in `min`.
    """
    count, height, width = bands.shape
    profile = {
        "count": count,
        "height": height,
        "width": width,
        "dtype": bands.dtype,
        "crs": placed.crs,
        "transform": Affine(placed.side, 0, placed.west, 0, -placed.side, placed.north),
        "nodata": nodata,
    }
    smaller = _overviews(max(height, width), min(height, width))
    with MemoryFile() as memory:
        with memory.open(driver="GTiff", **profile) as raster:
            raster.write(bands)
            raster.descriptions = tuple(names)
            raster.units = (unit,) * count
            raster.update_tags(**tags)
        rasterio.shutil.copy(
            memory.name,
            path,
            driver="COG",
            compress="DEFLATE",
            predictor="YES",
            blocksize=TILE,
            overview_resampling="NEAREST",
            overviews="AUTO" if smaller else "NONE",
            overview_count=smaller,
            num_threads=1,
        )


def _overviews(long: int, short: int) -> int:
    """Return how many overviews there are, each half as long and as wide as the last.

    One at least, unless a side is too short to be halved.
    """
    count = 1
    while long >> (count + 1) >= LEAST_OVERVIEW:
        count += 1
    return min(count, short.bit_length() - 1)
