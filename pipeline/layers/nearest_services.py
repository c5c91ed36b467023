"""The few nearest services of every type, of every community, in every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.travel import (
    SHUT,
    Roads,
    Trips,
    Walk,
    minutes_of,
    offers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def nearest_services(
    *,
    network: pd.DataFrame,
    hierarchy: npt.NDArray[np.int32],
    speeds: pd.DataFrame,
    scenarios: pd.DataFrame,
    waits: pd.DataFrame,
    link_status: pd.DataFrame,
    connectors: pd.DataFrame,
    communities: pd.DataFrame,
    services: pd.DataFrame,
    hubs: pd.DataFrame,
    scenario_names: Sequence[str],
    service_types: Sequence[str],
    delivery: Sequence[str],
    walk_kmh: float,
    walk_detour: float,
    nearest_count: int,
) -> pd.DataFrame:
    """Nearest services with their ids and minutes, best first, where there is a way.

    Rank 1 is what `reach` says. A community has fewer rows where it reaches fewer services, and
    none where it reaches none; why, `reach` says. Ties go to the least `service_id`. There is no
    time limit.

    Parameters
    ----------
    nearest_count
        How many at most.
    delivery
        Types whose way is measured from service to community.
    walk_kmh, walk_detour
        Speed of the walk between a point and a road, and walked over straight length.
    """
    roads = Roads(
        network=network,
        hierarchy=hierarchy,
        speeds=speeds,
        scenarios=scenarios,
        waits=waits,
        link_status=link_status,
    )
    ids = communities["community_id"].sort_values(ignore_index=True)
    rank = np.tile(np.arange(1, nearest_count + 1), len(ids))
    offered = offers(services, hubs, service_types)
    trips = Trips(roads, connectors, ids, offered, Walk(walk_kmh, walk_detour), delivery)
    parts = []
    for scenario in scenario_names:
        by_type = trips.nearest(scenario, SHUT, nearest_count)
        for offer, nearest in zip(offered, by_type, strict=True):
            found = minutes_of(nearest, offer.ids)
            table = pd.DataFrame(found).assign(
                community_id=ids.repeat(nearest_count).to_numpy(),
                service_type=offer.kind,
                scenario=scenario,
                rank=rank,
            )
            parts.append(table.dropna(subset="minutes"))
    return pd.concat(parts, ignore_index=True)
