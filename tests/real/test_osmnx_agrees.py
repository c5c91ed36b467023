"""osmnx and this engine on one real extract, given the same lengths and speeds.

Independent of each other are: the reading of the file, one-ways and roundabouts, where ways are
cut, what is joined, and the search.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import osmnx
import pytest
import shapely
from pyproj import Transformer

from pipeline.geo.graph.arcs import LABEL_BITS, NEVER, graph
from pipeline.geo.graph.search import search
from pipeline.layers.network import network
from pipeline.sources.osm import osm
from pipeline.sources.roads import roads

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
EXTRACT = REAL / "djibouti" / "djibouti-latest_filter-road-secondary.osm.pbf"
SPEEDS_KMH = {
    "trunk": 40.0,
    "trunk_link": 35.0,
    "primary": 40.0,
    "primary_link": 35.0,
    "secondary": 30.0,
    "secondary_link": 25.0,
}
CRS = "EPSG:32638"
MAX_APART_MS = 20
"""Ways of hours: links are rounded to whole milliseconds, half a one each, some dozens a way."""
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not EXTRACT.is_file(), reason="the shared real data is not here"),
]


class Ours(NamedTuple):
    """Links as the engine has them."""

    links: gpd.GeoDataFrame
    at: dict[tuple[float, float], int]
    """Node by its place, in millimetres."""


@pytest.fixture(scope="module")
def ours() -> Ours:
    """Return the extract read and joined by this project."""
    box = gpd.GeoSeries([shapely.box(41, 10, 44, 13.5)], crs=4326).to_crs(CRS)
    areas = gpd.GeoDataFrame({"area_id": ["a"]}, geometry=box)
    read = osm(files=[EXTRACT], areas=areas, specs=[{}], margin_km=50).table
    lines = roads(files=[], areas=areas, specs=[], margin_km=50).table
    made: Any = network(osm=read, roads=lines)
    links = made[0] if isinstance(made, tuple) else made
    ends = shapely.get_point(links.geometry.to_numpy(), [[0], [-1]])
    places = np.round(shapely.get_coordinates(ends), 3)
    nodes = np.concatenate([links["from_node"], links["to_node"]])
    return Ours(links, dict(zip(map(tuple, places.tolist()), nodes.tolist(), strict=True)))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph:
    """Return the extract as osmnx reads it, with lengths in the region's metres, and times."""
    path = tmp_path_factory.mktemp("osmnx") / "djibouti.osm"
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(EXTRACT), osmium.osm.NODE | osmium.osm.WAY):
            writer.add(thing)
    found = osmnx.graph_from_xml(path, simplify=False, retain_all=True)
    to_metres = Transformer.from_crs(4326, CRS, always_xy=True)
    for data in found.nodes.values():
        data["place"] = to_metres.transform(data["x"], data["y"])
    for start, end, data in found.edges(data=True):
        length_m = np.hypot(*np.subtract(found.nodes[start]["place"], found.nodes[end]["place"]))
        data["travel_time"] = float(length_m) / SPEEDS_KMH[data["highway"]] * 3600  # milliseconds
    return found


def node_of(ours: Ours, theirs: nx.MultiDiGraph, node: int) -> int | None:
    x, y = theirs.nodes[node]["place"]
    return ours.at.get((round(x, 3), round(y, 3)))


def costs_ms(links: pd.DataFrame) -> NDArray[np.uint32]:
    """Return the time of each arc; against a one-way there is none."""
    speed = links["road_class"].map(SPEEDS_KMH).to_numpy(float)
    one = np.round(links["length_m"].to_numpy(float) / speed * 3600)
    oneway = links["oneway"].to_numpy(str)
    ahead, back = (
        np.where(oneway == "backward", NEVER, one),
        np.where(oneway == "forward", NEVER, one),
    )
    return np.column_stack([ahead, back]).ravel().astype(np.uint32)


# Every vertex of a road is a node where osmnx does not simplify: a search takes 30 times as long.
@pytest.mark.parametrize(("pairs", "simplify"), [(1000, True), (100, False)])
def test_the_shortest_times_of_random_pairs_agree(
    ours: Ours, theirs: nx.MultiDiGraph, pairs: int, *, simplify: bool
) -> None:
    if simplify:
        theirs = osmnx.simplify_graph(theirs)
    both = {node: mine for node in theirs if (mine := node_of(ours, theirs, node)) is not None}
    assert len(set(both.values())) == len(both) > 300
    assert not simplify or len(both) == len(theirs), "a junction of osmnx is none of ours"
    links = ours.links
    count = int(links[["from_node", "to_node"]].to_numpy().max()) + 1
    of, cost = graph(links["from_node"], links["to_node"], count), costs_ms(links)
    targets: dict[int, list[int]] = {}
    for origin, target in np.random.default_rng(7).choice(sorted(both), (pairs, 2)).tolist():
        targets.setdefault(origin, []).append(target)
    apart_ms = []
    for origin, wanted in targets.items():
        ms = search(of, cost, [both[origin]], [0]) >> np.uint64(LABEL_BITS)
        times = nx.single_source_dijkstra_path_length(theirs, origin, weight="travel_time")
        found = {node for node, own in both.items() if ms[own] < NEVER}
        assert found == set(times) & set(both), "not the same nodes can be reached"
        there = [target for target in wanted if target in times]
        apart_ms += [abs(times[target] - int(ms[both[target]])) for target in there]
    assert pairs / 2 < len(apart_ms) < pairs, "some pairs have a way, and some have none"
    assert max(apart_ms) < MAX_APART_MS
