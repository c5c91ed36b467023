"""The register of road links: what holds of each, who uses it, and what breaks if it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.graph.arcs import NEVER, graph
from pipeline.geo.graph.cuts import cuts
from pipeline.geo.graph.detours import NO_WAY, NOT_COMPUTED, detours
from pipeline.geo.graph.units import whole_units
from pipeline.travel import HUB, MS_PER_MIN, SHUT, Roads, Travel, Trips, offers

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.geo.graph.arcs import Costs

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TOLD = ("open", "warning", "closed")
ABOUT = ["link_id", "road_name", "road_class", "surface_group", "length_m", "geometry"]


def links(
    *,
    link_risk: pd.DataFrame,
    link_use: pd.DataFrame,
    detour_steps: int,
    **travel: Unpack[Travel],
) -> tuple[gpd.GeoDataFrame, None, list[str]]:
    """Every link of the network with its state, its use, and what its loss would do.

    All is said of the base scenario, the first. A link is passable if its vehicle can pass in one
    direction at least and no report closes it. Cut links, and the people cut off, are those over
    passable links whatever their directions. A community is cut off if it loses all places at
    which it comes onto the network: one part way along a link goes with the link, one at its end
    is on the junction and stays. So people can be cut off by a link that is no cut link, where
    they touch nothing else; and nobody by a cut link behind which nobody lives, or a hub is too.

    The detour is that of the way round between the link's ends, less the link itself, with today's
    closures and waits, and never under 0; of a link that can be passed both ways, the longer one.
    Those that carry most people are asked first (ties: least `link_id`), until `detour_steps` are
    used up; cut links have none, and are not searched. A note tells how many are known.

    Parameters
    ----------
    link_use
        People by link and nearest service. A community counts once for each type in
        `trips_people`.
    detour_steps
        Nodes that the search for detours may visit in all.
    travel
        As `pipeline.travel.Travel` says.
    """
    scenario = travel["scenario_names"][0]
    trips = Trips(Roads(travel), travel, offers(travel["services"], travel["hubs"], ()))
    by_id = travel["communities"].set_index("community_id")["people"]
    held = next(trips.lifelines(scenario, by_id.reindex(trips.ids).to_numpy(float)))
    network = travel["network"].sort_values("link_id", ignore_index=True)
    ends = network[["from_node", "to_node"]].to_numpy(np.int64)
    is_passable = trips.roads.is_passable(scenario)
    used = _used(link_use, trips.roads.link_ids)
    is_cut = _is_cut(ends, is_passable)
    order = np.argsort(-used["trips_people"], kind="stable")
    asked = order[(is_passable & (used["trips_people"] > 0))[order]]
    cost = trips.roads.edges(scenario, SHUT).cost
    table = network[ABOUT].assign(
        **_state(network["link_id"], travel["link_status"], link_risk),
        is_passable=is_passable,
        is_cut_link=is_cut,
        people_cut_off=held.edge,
        **used,
        **_detours(ends, cost, asked, is_cut, detour_steps),
    )
    computed = int(table["detour"].isin(["known", "none"]).sum())
    told = f"detours computed for {computed:,} of {len(asked):,} links that carry people"
    return table, None, [told] if len(asked) else []


def _state(
    link_ids: pd.Series, link_status: pd.DataFrame, link_risk: pd.DataFrame
) -> dict[str, Any]:
    """Return what reports and incidents say of each link."""
    ruling = link_status.set_index("link_id").reindex(link_ids).reset_index(drop=True)
    status = ruling["status"].where(ruling["status"].isin(TOLD), "no_recent_information")
    contested = link_status["link_id"][link_status["is_contested"].astype(bool)]
    insecure = link_risk["link_id"][link_risk["is_insecure"].astype(bool)]
    return {
        "status": status,
        "reported": ruling["reported"],
        "reported_by": ruling["reported_by"],
        "is_contested": link_ids.isin(contested),
        "risk": link_ids.map(link_risk.set_index("link_id")["risk"]).astype(float).fillna(0),
        "is_insecure": link_ids.isin(insecure),
    }


def _is_cut(ends: Ints, is_passable: Bools) -> Bools:
    """Return whether each link is a bridge of the graph of passable ones."""
    is_cut = np.zeros(len(ends), np.bool_)
    start, end = ends[is_passable].T
    is_cut[is_passable] = cuts(start, end, np.zeros(ends.max(initial=-1) + 1)).is_cut_edge
    return is_cut


def _used(link_use: pd.DataFrame, link_ids: pd.Index) -> dict[str, Any]:
    """Return the people, types and services whose ways run on each link."""
    link = link_ids.get_indexer(pd.Index(link_use["link_id"]))
    is_hub = (link_use["service_type"] == HUB).to_numpy(bool)
    people = link_use["people"].to_numpy(float)
    return {
        "hub_people": _sums(link[is_hub], people[is_hub], len(link_ids)),
        "trips_people": _sums(link, people, len(link_ids)),
        "service_types": _types(link, link_use["service_type"], len(link_ids)),
        "services_count": np.bincount(link, minlength=len(link_ids)),
    }


def _sums(link: Ints, people: Floats, count: int) -> Floats:
    """Return the people on each link, summed exactly, so that the order of rows never shows."""
    whole, power = whole_units(people)
    total = np.zeros(count, np.int64)
    np.add.at(total, link, whole)
    return np.ldexp(total.astype(np.float64), power)


def _types(link: Ints, service_type: pd.Series, count: int) -> pd.Series:
    """Return the types on each link, sorted, with commas; null where there is none."""
    kind, names = pd.factorize(service_type, sort=True)
    has = np.zeros((count, len(names)), np.bool_)
    has[link, kind] = True
    used = np.flatnonzero(has.any(axis=1))
    sets, number = np.unique(has[used], axis=0, return_inverse=True)
    texts = np.array([",".join(names[one]) for one in sets], object)
    joined = pd.Series(None, index=pd.RangeIndex(count), dtype="str")
    joined.iloc[used] = texts[number.reshape(-1)]
    return joined


def _detours(ends: Ints, cost: Costs, asked: Ints, is_cut: Bools, budget: int) -> dict[str, Any]:
    """Return minutes and state of the way round each link; links not asked carry nobody."""
    searched = asked[~is_cut[asked]]
    arc = np.stack([2 * searched, 2 * searched + 1], axis=1).ravel()
    arc = arc[cost[arc] < NEVER]
    of = graph(ends[:, 0], ends[:, 1], ends.max(initial=-1) + 1)
    by_arc = np.zeros(2 * len(ends), np.int64)
    by_arc[arc] = detours(of, cost, arc.astype(np.int32), budget)
    both_ways = by_arc.reshape(-1, 2)
    # Where one way has no way round, the longer one has none, whatever the other has.
    rows = {
        "not_passable": (cost.reshape(-1, 2) >= NEVER).all(axis=1),
        "not_used": ~np.isin(np.arange(len(ends)), asked),
        "none": is_cut | (both_ways == NO_WAY).any(axis=1),
        "not_computed": (both_ways == NOT_COMPUTED).any(axis=1),
    }
    state = pd.Series(np.select(list(rows.values()), list(rows), "known"), dtype="str")
    return {
        "detour": state,
        "detour_min": np.where(state == "known", both_ways.max(axis=1) / MS_PER_MIN, np.nan),
    }
