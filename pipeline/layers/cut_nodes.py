"""Junctions and landings that cut people off from all hubs if they go."""

from __future__ import annotations

from typing import Unpack

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from pipeline.geo.graph.cuts import cuts
from pipeline.travel import Roads, Travel, Trips, offers

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

FERRY = "ferry"


def cut_nodes(**travel: Unpack[Travel]) -> gpd.GeoDataFrame:
    """Every node without which people lose all hubs, in the base scenario.

    Nodes that cut off nobody have no row, even where they are cut nodes of the graph. With a node
    go all who touch the network at that very place, a hub too; whoever touches a link part way
    keeps that link's other end. Only passable links count, directions play no part, as in `links`.

    A node is a `ferry_landing` where a ferry ends and a link that is none does too; else a
    `road_end` where fewer than two links meet; else a `junction`. A link that starts where it ends
    counts once.

    Parameters
    ----------
    travel
        As `pipeline.travel.Travel` says; of the scenarios the first counts, service types do not
        matter.
    """
    scenario = travel["scenario_names"][0]
    trips = Trips(Roads(travel), travel, offers(travel["services"], travel["hubs"], ()))
    by_id = travel["communities"].set_index("community_id")["people"]
    held = next(trips.lifelines(scenario, by_id.reindex(trips.ids).to_numpy(float)))
    people = held.node[trips.roads.hierarchy.rank]
    node = np.flatnonzero(people > 0)

    network = travel["network"].sort_values("link_id", ignore_index=True)
    ends = network[["from_node", "to_node"]].to_numpy(np.int64)
    is_passable = trips.roads.is_passable(scenario)
    is_ferry = (network["road_class"] == FERRY).to_numpy(bool)
    met = _met(ends[is_passable], len(people))
    ferries = _met(ends[is_passable & is_ferry], len(people))
    kinds = [(ferries > 0) & (ferries < met), met < 2]
    start, end = ends[is_passable].T
    columns = {
        "node": np.arange(len(people)),
        "kind": np.select(kinds, ["ferry_landing", "road_end"], "junction"),
        "links_count": met,
        "is_cut_node": cuts(start, end, np.zeros(len(people))).is_cut_node,
        "people_cut_off": people,
    }
    table = {name: column[node] for name, column in columns.items()}
    return gpd.GeoDataFrame(table, geometry=_places(network, ends, node), crs=network.crs)


def _met(ends: Ints, count: int) -> Ints:
    """Return how many links meet at each node."""
    is_loop = ends[:, 0] == ends[:, 1]
    at = np.concatenate([ends[:, 0], ends[~is_loop, 1]])
    return np.bincount(at, minlength=count)


def _places(network: gpd.GeoDataFrame, ends: Ints, node: Ints) -> npt.NDArray[np.object_]:
    """Return the points of nodes: ends of links there, all at one place."""
    known, first = np.unique(ends, return_index=True)
    at = first[np.searchsorted(known, node)]
    lines = network.geometry.to_numpy()[at // 2]
    return np.asarray(shapely.get_point(lines, np.where(at % 2, -1, 0)), object)
