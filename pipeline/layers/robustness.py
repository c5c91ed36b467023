"""In what share of draws each community reaches a hub, when links fail by chance."""

from __future__ import annotations

from typing import Unpack

import numpy as np
import pandas as pd

from pipeline.failing import chances
from pipeline.geo.batches import batches
from pipeline.geo.uniforms import uniforms
from pipeline.travel import Roads, Travel, Trips, offers


def robustness(
    *,
    failures: pd.DataFrame,
    link_risk: pd.DataFrame,
    count: int,
    seed: int,
    closed_per_incident: float,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Share of drawn seasons in which a way from each community to a hub is left.

    One row a community and scenario, 0 where there is no way with all links whole. In a draw each
    link fails for the season on its own, both directions and for every vehicle, with the chance

        1 - (1 - per_km)^km (1 - per_link) (1 - closed_per_incident)^risk

    as `pipeline.failing` has it for the scenario's season: per_km and per_link are the greatest of
    the rows of `failures` that hold for a tag of the link. The risk is that of `link_risk`, 0 where
    it has no row. A link that has failed is as one closed today: who comes onto it part way cannot
    use it, who comes to its end is on the node.

    Which draws a link fails in depends on seed, link id, number of the draw and its chance alone:
    all scenarios meet the same draws, more draws begin with the fewer, and a smaller chance never
    makes a link fail where a greater one does not.

    Parameters
    ----------
    failures
        Chances by season, tag and value; `*` is every season.
    link_risk
        Risk on links from recent incidents.
    count
        Sets of failed links drawn.
    seed
        Where drawing begins: same seed, same shares.
    closed_per_incident
        Chance that a risk of 1 closes a link for the season (assumption).
    travel
        As `pipeline.travel.Travel` says; service types do not matter.

    Raises
    ------
    StageError
        Where a tag is no column of text or yes/no of the network.
    """
    links = travel["network"].sort_values("link_id", ignore_index=True)
    risk = links["link_id"].map(link_risk.set_index("link_id")["risk"]).fillna(0).to_numpy(float)
    states = pd.util.hash_array(links["link_id"].to_numpy(object), hash_key=f"{seed:016}")
    roads = Roads(travel)
    trips = Trips(roads, travel, offers(travel["services"], travel["hubs"], ()))
    parts = []
    for scenario in travel["scenario_names"]:
        chance = chances(
            links,
            failures,
            risk,
            season=str(roads.scenarios.loc[scenario, "season"]),
            closed_per_incident=closed_per_incident,
            stage="robustness",
        )
        reached = np.zeros(len(trips.ids), np.int64)
        for draws in batches(range(count), roads.bytes_a_set):
            holds = uniforms(states, draws) >= chance[:, None]
            laid = roads.laid_side_by_side(scenario, holds.T.astype(float))
            for costs in trips.least_costs(*laid):
                reached += (costs >= 0).sum(axis=1)
        about = {"community_id": trips.ids, "scenario": scenario, "draws_count": count}
        parts.append(pd.DataFrame({**about, "reachable_share": reached / count}))
    return pd.concat(parts, ignore_index=True)
