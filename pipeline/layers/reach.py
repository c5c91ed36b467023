"""Minutes from every community to its nearest service of every type, in every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.graph.contacts import Found
from pipeline.travel import (
    MS_PER_MIN,
    OPEN,
    SHUT_IF_KNOWN,
    Roads,
    Trips,
    Walk,
    minutes_of,
    offers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Bools = npt.NDArray[np.bool_]


def reach(
    *,
    network: pd.DataFrame,
    hierarchy: npt.NDArray[np.int32],
    speeds: pd.DataFrame,
    scenarios: pd.DataFrame,
    waits: pd.DataFrame,
    link_status: pd.DataFrame,
    connectors: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    communities: pd.DataFrame,
    services: pd.DataFrame,
    hubs: pd.DataFrame,
    scenario_names: Sequence[str],
    service_types: Sequence[str],
    delivery: Sequence[str],
    walk_kmh: float,
    walk_detour: float,
    time_limit_min: float | None,
) -> pd.DataFrame:
    """Fastest way of every community to every service type and to the hubs, in every scenario.

    One row a community, type and scenario, whether there is a way or not. Walks at both ends
    always count; what is not walked is driven, waits at ferries and checkpoints included. Times
    are whole milliseconds a link and a walk, rounded up, so that ties are exact. Ties: least
    minutes, then least `service_id`, then the way that walks least. Only open services count.
    One-ways do not bind people on foot.

    Where a way was found the reason is `ok`, or `too_far` with its minutes. Else it is the first
    that holds of: `no_service`; `map_gap` (status unknown); `no_road`; `closed_link`;
    `disconnected` (no way in any scenario with every link open); `season` (a way of the same
    vehicle in another season); `vehicle` (a way in any other scenario). The last two are
    `conditional`. `closed_link` holds where opening closed links gives a way in this scenario, or
    where only that and another scenario together do. A link whose status is unknown, because its
    closure has run out, is taken as closed; where a way needs only such links the status is
    unknown, not unreachable.

    Parameters
    ----------
    speeds, scenarios
        For every scenario that may serve as an explanation, not only those asked for.
    scenario_names
        Those asked for.
    delivery
        Types whose way is measured from service to community.
    walk_kmh, walk_detour
        Speed of the walk between a point and a road, and walked over straight length.
    time_limit_min
        Beyond this a service is too far (the limit itself is not); None sets no limit.
    """
    roads = Roads(
        network=network,
        hierarchy=hierarchy,
        speeds=speeds,
        scenarios=scenarios,
        waits=waits,
        link_status=link_status,
    )
    people = communities.sort_values("community_id", ignore_index=True)
    ids = people["community_id"]
    is_snapped = connectors["point_kind"] == "community"
    is_gap = people["area_id"].map(mapped_roads.set_index("area_id")["is_map_gap"])
    known = {
        "is_gap": (is_gap == True).to_numpy(bool),  # noqa: E712  null is no gap
        "has_road": ids.isin(connectors["point_id"][is_snapped]).to_numpy(bool),
    }
    offered = offers(services, hubs, service_types)
    trips = Trips(roads, connectors, ids, offered, Walk(walk_kmh, walk_detour), delivery)
    has_service = np.array([len(offer.ids) > 0 for offer in offered])
    parts = []
    for scenario in scenario_names:
        found = trips.found(scenario)
        status, reason = _states(trips, scenario, has_service, known, time_limit_min)
        for row, offer in enumerate(offered):
            about = {"community_id": ids, "service_type": offer.kind, "scenario": scenario}
            about |= {"status": status[row], "reason": reason[row]}
            own = Found(*(column[row] for column in found))
            parts.append(pd.DataFrame({**about, **minutes_of(own, offer.ids)}))
    return pd.concat(parts, ignore_index=True)


def _states(
    trips: Trips,
    scenario: str,
    has_service: Bools,
    known: Mapping[str, Bools],
    limit_min: float | None,
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """Return status and reason of each type and community: the first row that holds."""
    table = trips.roads.scenarios
    every = list(table.index)
    same_vehicle = list(table.index[table["vehicle"] == table.loc[scenario, "vehicle"]])
    minutes, has_way = trips.found(scenario).cost / MS_PER_MIN, trips.has_way(scenario)
    everywhere = np.ones_like(has_way)
    rows = [
        (everywhere & ~has_service[:, None], "unreachable", "no_service"),
        (has_way & (minutes > (limit_min or np.inf)), "unreachable", "too_far"),
        (has_way, "reachable", "ok"),
        (everywhere & known["is_gap"], "unknown", "map_gap"),
        (everywhere & ~known["has_road"], "unreachable", "no_road"),
    ]
    if not np.any([row[0] for row in rows], axis=0).all():
        opened = trips.has_way(scenario, OPEN)
        rows += [
            (trips.has_way(scenario, SHUT_IF_KNOWN), "unknown", "closed_link"),
            (opened & trips.has_any_way(every), "conditional", "closed_link"),
            (opened, "unreachable", "closed_link"),
            (~trips.has_any_way(every, OPEN), "unreachable", "disconnected"),
            (trips.has_any_way(same_vehicle), "conditional", "season"),
            (trips.has_any_way(every), "conditional", "vehicle"),
            (trips.has_any_way(every, SHUT_IF_KNOWN), "unknown", "closed_link"),
        ]
    held, status, reason = zip(*rows, strict=True)
    return np.select(held, status, "unreachable"), np.select(held, reason, "closed_link")
