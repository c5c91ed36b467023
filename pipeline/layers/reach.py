"""Minutes from every community to its nearest service of every type, in every scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from pipeline.geo.graph.contacts import Found
from pipeline.reasons import Known, states, worded
from pipeline.travel import SECURE, SHUT, Travel, Trips, minutes_of, trips

if TYPE_CHECKING:
    import numpy.typing as npt


def reach(
    *,
    mapped_roads: pd.DataFrame,
    link_risk: pd.DataFrame,
    time_limit_min: float | None,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Fastest way of every community to every service type and to the hubs, in every scenario.

    One row a community, type and scenario, whether there is a way or not. Walks at both ends
    always count; what is not walked is driven, waits at ferries and checkpoints included. Times
    are whole milliseconds a link and a walk, rounded up, so that ties are exact. Ties: least
    minutes, then least `service_id`, then the way that walks least. Only open services count.
    One-ways do not bind people on foot.

    Where a way was found the reason is the first that holds of: `insecure` (conditional: every
    way, or every way within the time limit, crosses a link of which `link_risk` says so), `too_far`
    and `ok`; all three have the minutes of the fastest way, whatever it crosses. Else it is the
    first that holds of: `no_service`; `map_gap` (status unknown); `no_road`; `closed_link`;
    `disconnected` (no way in any scenario with every link open); `season` (a way of the same
    vehicle in another season); `vehicle` (a way in any other scenario). The last two are
    `conditional`. `closed_link` holds where opening closed links gives a way in this scenario, or
    where only that and another scenario together do. A link whose status is unknown, because its
    closure has run out, is taken as closed; where a way needs only such links the status is
    unknown, not unreachable.

    Conditional rows name the scenarios, of all seasons and vehicles, in which there is a way; for
    `insecure` those in which one within the time limit crosses no insecure link. Null where there
    is none, and for every other status.

    Parameters
    ----------
    time_limit_min
        Beyond this a service is too far (the limit itself is not); None sets no limit.
    travel
        As `pipeline.travel.Travel` says.
    """
    ways = trips(travel, link_risk["link_id"][link_risk["is_insecure"]])
    connectors, area_of = travel["connectors"], travel["communities"].set_index("community_id")
    is_snapped = connectors["point_kind"] == "community"
    limit_min = np.inf if time_limit_min is None else time_limit_min
    is_gap = ways.ids.map(area_of["area_id"]).map(mapped_roads.set_index("area_id")["is_map_gap"])
    known = Known(
        has_service=np.array([len(offer.ids) > 0 for offer in ways.offered]),
        is_gap=(is_gap == True).to_numpy(bool),  # noqa: E712  null is no gap
        has_road=ways.ids.isin(connectors["point_id"][is_snapped]).to_numpy(bool),
    )
    parts = []
    for scenario in travel["scenario_names"]:
        found = ways.found(scenario)
        status, reason = worded(states(ways, scenario, known, limit_min))
        for row, offer in enumerate(ways.offered):
            about = {"community_id": ways.ids, "service_type": offer.kind, "scenario": scenario}
            about |= {"status": status[row], "reason": reason[row]}
            told = status[row], reason[row]
            about["open_scenarios"] = _open_scenarios(ways, row, *told, limit_min)
            own = Found(*(column[row] for column in found))
            parts.append(pd.DataFrame({**about, **minutes_of(own, offer.ids)}))
    return pd.concat(parts, ignore_index=True)


def _open_scenarios(
    ways: Trips,
    row: int,
    status: npt.NDArray[np.object_],
    reason: npt.NDArray[np.object_],
    limit_min: float,
) -> pd.Series:
    """Return, for conditional communities, the scenarios with a way, sorted, with commas."""
    named = pd.Series(None, index=pd.RangeIndex(len(status)), dtype="str")
    every = list(ways.roads.scenarios.index)
    is_insecure = reason == "insecure"
    for is_one, view, most in ((is_insecure, SECURE, limit_min), (~is_insecure, SHUT, np.inf)):
        asked = np.flatnonzero((status == "conditional") & is_one)
        if len(asked):
            minutes = np.stack([ways.minutes(name, view)[row, asked] for name in every], axis=1)
            is_open = np.isfinite(minutes) & (minutes <= most)
            sets, number = np.unique(is_open, axis=0, return_inverse=True)
            texts = [",".join(np.array(every)[one]) or None for one in sets]
            named.iloc[asked] = np.array(texts, object)[number.reshape(-1)]
    return named
