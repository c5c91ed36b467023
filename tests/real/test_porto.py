"""The largest extract at hand: every road of Porto from a PBF file to links."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from pipeline.formats.osm_file import Ways, read_ways
from pipeline.formats.osm_tags import NODE_TAGS, WAY_TAGS, WAYS
from pipeline.layers.network import network
from pipeline.schema import conform
from pipeline.sources.osm import STUB_M, osm
from pipeline.sources.roads import roads

if TYPE_CHECKING:
    from pipeline.formats.reading import Read

PORTO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "porto" / "porto.osm.pbf"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not PORTO.is_file(), reason=f"no real data at {PORTO}"),
]


def areas() -> gpd.GeoDataFrame:
    box = gpd.GeoSeries([shapely.box(-9.0, 40.8, -8.0, 41.6)], crs="EPSG:4326")
    return gpd.GeoDataFrame({"area_id": ["porto"]}, geometry=box.to_crs("EPSG:32629"))


@cache
def whole_file() -> Ways:
    return read_ways(PORTO, ("highway",), WAY_TAGS, ("barrier", "ford"), NODE_TAGS)


@cache
def read() -> Read:
    return osm(files=[PORTO], areas=areas(), specs=[{}], margin_km=10)


def test_every_road_node_of_the_file_is_read_and_placed() -> None:
    ways = whole_file()
    assert not np.isnan(ways.xy).any()
    is_step = (np.diff(ways.way) == 0) & (np.diff(ways.node) != 0)
    segments = np.column_stack([ways.node[:-1], ways.node[1:]])[is_step]
    assert len(segments) == 375_607
    assert len(np.unique(segments)) == 347_180


def test_links_hold_all_that_is_kept_and_nothing_twice() -> None:
    table = conform("osm", read().table)
    assert set(table["road_class"]) <= set(WAYS)
    assert {"track", "path", "footway", "steps", "residential"} <= set(table["road_class"])
    assert table["road_id"].is_unique
    assert table["length_m"].sum() == pytest.approx(table.length.sum())
    is_barrier = table["barrier"].notna()
    assert is_barrier.sum() > 100
    assert table.loc[is_barrier, "length_m"].max() <= 2 * STUB_M + 1e-6
    assert table["maxwidth_m"].notna().any()
    assert table["width_m"].notna().any()


def test_links_meet_where_ways_share_nodes_and_nowhere_else() -> None:
    none = roads(files=[], areas=areas(), specs=[], margin_km=10).table
    ways = conform("osm", read().table)
    made = network(osm=ways, roads=conform("roads", none))[0]
    links = conform("network", made)
    ends = shapely.get_coordinates(shapely.boundary(ways.geometry.array))
    assert len({*links["from_node"], *links["to_node"]}) <= len(np.unique(ends, axis=0)) + 100
    assert len(ways) - 100 < len(links) <= len(ways)
    assert links.groupby("component")["length_m"].sum().max() > 0.9 * links["length_m"].sum()
