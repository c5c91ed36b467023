"""In what share of draws each community reaches a hub, when links fail by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.geo.batches import batches
from pipeline.geo.uniforms import uniforms
from pipeline.tags import ALL, Tag, tags_in
from pipeline.travel import Roads, Travel, Trips, offers

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float64]

FERRY = "ferry"
ON_WATER = ("road_class", "barrier", "seasonal")
"""Tags whose rows hold for ferries too: the others speak of ground."""


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

    per_km and per_link are the greatest of the rows of `failures` that hold for the scenario's
    season and a tag of the link, 0 where none does; of ferries only rows of class, barrier and
    `seasonal` hold. The risk is that of `link_risk`, 0 where it has no row. Cutting a link into
    parts leaves the part by km as it is. A link that has failed is as one closed today: who comes
    onto it part way cannot use it, who comes to its end is on the node.

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
        Draws.
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
    spared = (1 - closed_per_incident) ** risk
    tags = tags_in(failures, links, stage="robustness", table="failures")
    states = pd.util.hash_array(links["link_id"].to_numpy(object), hash_key=f"{seed:016}")
    roads = Roads(travel)
    trips = Trips(roads, travel, offers(travel["services"], travel["hubs"], ()))
    parts = []
    for scenario in travel["scenario_names"]:
        rows = failures[failures["season"].isin((roads.scenarios.loc[scenario, "season"], ALL))]
        chance = 1 - _kept(links, tags, rows) * spared
        reached = np.zeros(len(trips.ids), np.int64)
        for draws in batches(range(count), roads.bytes_a_set):
            holds = uniforms(states, draws) >= chance[:, None]
            laid = roads.laid_side_by_side(scenario, holds.T.astype(float))
            for costs in trips.least_costs(*laid):
                reached += (costs >= 0).sum(axis=1)
        about = {"community_id": trips.ids, "scenario": scenario, "draws_count": count}
        parts.append(pd.DataFrame({**about, "reachable_share": reached / count}))
    return pd.concat(parts, ignore_index=True)


def _kept(links: pd.DataFrame, tags: Mapping[str, Tag], rows: pd.DataFrame) -> Floats:
    """Return the chance that each link stays whole by its tags, whatever the risk on it."""
    km = links["length_m"].to_numpy(float) / 1000
    per_km, per_link = (
        _greatest(links, tags, rows, column) for column in ("per_km_share", "per_link_share")
    )
    return (1 - per_km) ** km * (1 - per_link)


def _greatest(
    links: pd.DataFrame, tags: Mapping[str, Tag], rows: pd.DataFrame, column: str
) -> Floats:
    """Return the greatest chance that a row gives each link."""
    is_ferry = (links["road_class"] == FERRY).to_numpy(bool)
    chance = np.zeros(len(links))
    for name, of_tag in rows.groupby("tag"):
        own = tags[str(name)].numbers(of_tag.groupby("value")[column].max().to_dict(), 0.0)
        if name not in ON_WATER:
            own[is_ferry] = 0.0
        chance = np.maximum(chance, own)
    return chance
