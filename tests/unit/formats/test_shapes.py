from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipeline.errors import SourceError
from pipeline.formats.reading import Sieve
from pipeline.formats.shapes import drop_far

AREAS = gpd.GeoDataFrame(
    {"area_id": ["a"]}, geometry=[shapely.box(500_000, 0, 510_000, 10_000)], crs="EPSG:32635"
)


def lines(*distances_m: float) -> gpd.GeoDataFrame:
    """Lines that begin so far to the east of the area."""
    starts = [510_000 + distance for distance in distances_m]
    shapes = [shapely.LineString([(x, 0), (x + 5000, 0)]) for x in starts]
    return gpd.GeoDataFrame(geometry=shapes, crs="EPSG:32635")


def test_shapes_wholly_beyond_the_margin_are_outside() -> None:
    sieve = Sieve(lines(-1, 1000, 1001), Path("a.shp"))
    drop_far(sieve, AREAS, 1.0)
    assert sieve.frame.index.tolist() == [1, 2]
    assert sieve.rejected[["row", "action"]].to_numpy().tolist() == [[3, "outside"]]


def test_nothing_near_is_refused() -> None:
    with pytest.raises(SourceError, match="spans longitude 27"):
        drop_far(Sieve(lines(1001), Path("a.shp")), AREAS, 1.0)


def test_no_shapes_are_no_fault() -> None:
    sieve = Sieve(lines(), Path("a.shp"))
    drop_far(sieve, AREAS, 1.0)
    assert len(sieve.frame) == len(sieve.rejected) == 0
