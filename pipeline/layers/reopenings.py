"""Sets of closed links that, opened, give people a way to a hub again; best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pipeline.geo.batches import batches
from pipeline.travel import Roads, Travel, Trips, offers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geo.graph.openings import Openings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

JOINT = 5
"""How many of the best sets are opened together."""


def reopenings(**travel: Unpack[Travel]) -> gpd.GeoDataFrame:
    """Every set of links that `isolation` names, with all the people who gain by it.

    One row a scenario and distinct set. People are all those without a way to a hub in the
    scenario who have one when exactly this set is opened, not only those whose own set it is. Sets
    may share links and people, so that the people of rows do not add up; `joint_people` says what
    this and all better sets do together. Whether the way is then secure or within the time limit
    is not asked.

    Ranks are those of people per km; ties: more people, then `link_ids`. There a link counts as a
    decimetre at least. Reports are named by their ids where they have no name.

    Parameters
    ----------
    travel
        As `pipeline.travel.Travel` says; service types do not matter.
    """
    trips = Trips(Roads(travel), travel, offers(travel["services"], travel["hubs"], ()))
    by_id = travel["communities"].set_index("community_id")["people"]
    people = by_id.reindex(trips.ids).to_numpy(float)
    links = travel["network"].sort_values("link_id", ignore_index=True)
    ruling = travel["link_status"].set_index("link_id")
    links["closed_by"] = links["link_id"].map(ruling["closure_name"].fillna(ruling["closure_id"]))
    parts = [_ranked(trips, scenario, links, people) for scenario in travel["scenario_names"]]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=links.crs)


def _ranked(
    trips: Trips, scenario: str, links: gpd.GeoDataFrame, people: Floats
) -> gpd.GeoDataFrame:
    """Return the sets of one scenario, best first."""
    opened = next(trips.openings(scenario))
    lost = np.where(opened.toll == 0, np.nan, people)
    sets = _distinct(opened)
    table = _about(sets, links).assign(scenario=scenario)
    table[["communities_count", "people"]] = _gains(trips, scenario, sets, lost)
    length_dm = [trips.roads.length_dm[one].sum() for one in sets]
    table["people_per_km"] = table["people"] / (np.array(length_dm, float) / 10_000)
    table = table.sort_values(
        ["people_per_km", "people", "link_ids"], ascending=[False, False, True]
    )
    best = [sets[n] for n in table.index[:JOINT]]
    joint = [np.unique(np.concatenate(best[: n + 1])) for n in range(len(best))]
    gained = pd.Series(_gains(trips, scenario, joint, lost)[:, 1], table.index[:JOINT])
    return table.assign(joint_people=gained, rank=np.arange(len(table)) + 1)


def _distinct(opened: Openings) -> list[Ints]:
    """Return the sets of links that points need opened, each once, in a fixed order."""
    _, first = np.unique(opened.point, return_index=True)
    return [np.array(one) for one in sorted({tuple(e) for e in np.split(opened.edge, first)[1:]})]


def _gains(trips: Trips, scenario: str, sets: Sequence[Ints], lost: Floats) -> Floats:
    """Return how many communities have a way with each set opened, and their people.

    Parameters
    ----------
    lost
        People of each community; null for those who have a way as it is.
    """
    rows = []
    for some in batches(sets, trips.roads.bytes_a_set):
        costs = next(trips.least_costs(*trips.roads.laid_opened(scenario, some)))
        gained = (lost[(cost >= 0) & ~np.isnan(lost)] for cost in costs.T)
        rows += [(len(people), people.sum()) for people in gained]
    return np.array(rows, float).reshape(-1, 2)


def _about(sets: Sequence[Ints], links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the links of each set: ids, number, length, names and lines."""
    number = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    edge = np.concatenate([np.empty(0, np.int64), *sets])
    rows = links.iloc[edge].assign(number=number)
    by_set = rows.groupby("number")
    lines = shapely.multilinestrings(rows.geometry.to_numpy(), indices=number)
    return gpd.GeoDataFrame(
        {
            "link_ids": by_set["link_id"].agg(",".join).astype("str"),
            "links_count": by_set.size(),
            "length_km": by_set["length_m"].sum() / 1000,
            "road_names": _names(rows, "road_name"),
            "closure_names": _names(rows, "closed_by"),
        },
        geometry=lines,
        crs=links.crs,
    )


def _names(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return the different names in each set, sorted, with commas; null where there is none."""
    named = rows[["number", column]].dropna().drop_duplicates().sort_values(["number", column])
    joined = named.groupby("number")[column].agg(", ".join)
    return joined.reindex(pd.RangeIndex(rows["number"].max() + 1 if len(rows) else 0)).astype("str")
