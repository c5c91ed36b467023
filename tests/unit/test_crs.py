from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import box

from pipeline.crs import known, metric
from pipeline.errors import CrsError


def areas() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[box(-12, 8, -11, 9)], crs="EPSG:4326")


def test_the_utm_zone_of_the_areas_is_the_default() -> None:
    assert metric(areas(), None).to_epsg() == 32629


def test_a_stated_system_in_metres_is_used() -> None:
    assert metric(areas(), "EPSG:32628").to_epsg() == 32628


@pytest.mark.parametrize("stated", ["EPSG:4326", "EPSG:2225"])
def test_degrees_and_feet_are_refused(stated: str) -> None:
    with pytest.raises(CrsError, match="does not measure in metres"):
        metric(areas(), stated)


def test_an_unknown_system_says_how_to_state_one() -> None:
    with pytest.raises(CrsError, match="such as EPSG:32629"):
        known("EPSG:none", what="crs")
