"""Minutes on the made-up region, against networkx on the same connectors and milliseconds."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np
import pytest
import shapely

from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.snap import connectors
from pipeline.travel import link_ms

if TYPE_CHECKING:
    import geopandas as gpd

    from tests.sample_project import Built

WALK_KMH, WALK_DETOUR, MAX_SNAP_M, NEAREST_COUNT = 4.5, 1.3, 5000.0, 8
MS_PER_MIN = 60_000


class Way(NamedTuple):
    """Where a point comes onto a link."""

    point: int
    link: int
    share: float
    walk_ms: float


def ways(links: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> list[Way]:
    """Every way from points onto links."""
    kinds = links["component"].astype(str) + " " + links["passability"]
    found = connectors(
        shapely.get_coordinates(points.geometry.to_numpy()),
        links.geometry.to_numpy(),
        np.unique(kinds, return_inverse=True)[1],
        nearest_count=NEAREST_COUNT,
        max_distance=MAX_SNAP_M,
    )
    walk_ms = link_ms(found.distance * WALK_DETOUR, np.full(len(found.distance), WALK_KMH))
    return [
        Way(*row)
        for row in zip(
            found.point.tolist(),
            found.edge.tolist(),
            found.share.tolist(),
            walk_ms.tolist(),
            strict=True,
        )
    ]


def drives(sample: Built, links: gpd.GeoDataFrame, scenario: str) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds along each link and back, infinite where it is closed."""
    speeds = sample.table("speeds")
    kmh = speeds[speeds["scenario"] == scenario].set_index("link_id")["speed_kmh"]
    ms = link_ms(links["length_m"].to_numpy(), kmh.reindex(links["link_id"]).to_numpy())
    status = sample.table("link_status").set_index("link_id")["status"]
    shut = links["link_id"].map(status).isin(("closed", "unknown")) | (ms == NEVER)
    along = np.where(shut | (links["oneway"] == "backward"), np.inf, ms)
    back = np.where(shut | (links["oneway"] == "forward"), np.inf, ms)
    return along, back


@pytest.mark.parametrize("scenario", ["dry-4x4", "wet-truck"])
@pytest.mark.parametrize("service_type", ["health", "market"])
def test_minutes_are_those_of_networkx(sample: Built, service_type: str, scenario: str) -> None:
    """Every community and service is a node of its own, hung between the ends of its links."""
    links: gpd.GeoDataFrame = sample.table("network")
    people: gpd.GeoDataFrame = sample.table("communities")
    services = sample.table("services")
    is_open = (services["service_type"] == service_type) & (services["status"] == "open")
    along, back = drives(sample, links, scenario)
    graph = nx.MultiDiGraph()
    for u, v, a, b in zip(links["from_node"], links["to_node"], along, back, strict=True):
        graph.add_edge(u, v, ms=a)
        graph.add_edge(v, u, ms=b)
    start, end = links["from_node"].to_numpy(), links["to_node"].to_numpy()
    on_link: dict[int, list[Way]] = defaultdict(list)
    for way in ways(links, services[is_open]):
        to_end, to_start = part(along[way.link], way.share), part(back[way.link], 1 - way.share)
        graph.add_edge(start[way.link], ("service", way.point), ms=to_end + way.walk_ms)
        graph.add_edge(end[way.link], ("service", way.point), ms=to_start + way.walk_ms)
        on_link[way.link].append(way)
    sources = {("service", way.point) for found in on_link.values() for way in found}
    to_node = nx.multi_source_dijkstra_path_length(graph.reverse(), sources, weight="ms")
    best = np.full(len(people), np.inf)
    for way in ways(links, people):
        options = [
            to_node.get(start[way.link], np.inf) + part(back[way.link], way.share),
            to_node.get(end[way.link], np.inf) + part(along[way.link], 1 - way.share),
        ]
        for other in on_link[way.link]:
            gap = other.share - way.share
            there = along[way.link] if gap > 0 else back[way.link]
            options.append(part(there, abs(gap)) + other.walk_ms)
        best[way.point] = min(best[way.point], min(options) + way.walk_ms)
    reach = sample.table("reach")
    chosen = (reach["service_type"] == service_type) & (reach["scenario"] == scenario)
    minutes = reach[chosen].set_index("community_id")["minutes"].reindex(people["community_id"])
    assert np.isfinite(best).sum() > 1000
    np.testing.assert_allclose(minutes.fillna(np.inf), best / MS_PER_MIN, atol=1e-6)


def part(ms: float, share: float) -> float:
    """Milliseconds of a share of a link, rounded up; nothing for no share of a closed link."""
    return 0.0 if share <= 0 else float(np.ceil(ms * share - 1e-6))
