"""What each report of a closed, dangerous or open way does, and to how many people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from pipeline.geo.batches import batches
from pipeline.travel import MS_PER_MIN, Roads, Travel, Trips, offers

if TYPE_CHECKING:
    import geopandas as gpd

SHUTTING = ("closed", "unknown")
COLUMNS = ["closure_id", "closure_name", "status", "date", "expires", "reported_by"]
COUNTS = ["links_count", "ruled_links_count", "contested_links_count"]
SUMS = ["shut_km", "people_cut_off", "people_slowed"]


def closure_effects(
    *,
    closures: gpd.GeoDataFrame,
    link_reports: pd.DataFrame,
    as_of: pd.DataFrame,
    **travel: Unpack[Travel],
) -> pd.DataFrame:
    """Every report with its fate, its links, and the people who feel it in the base scenario.

    One row a report, whatever became of it. The fate is the first that holds of: `not_yet` (dated
    after the day), `expired` (run out before it), `no_road`, `rules`, `overruled`. A report that
    closed and has expired still bears on its links: they are unknown, which counts as shut.

    A link counts in `shut_km` where this report rules it and shuts it, and the next in rank does
    not, if there is one: so a link that two reports shut is in no report's length. People are
    those of whom it makes a difference to the way to a hub that exactly these links are shut: who
    has none, but would have one; who has one, but would have one at least a minute faster. The
    time limit and insecure links play no part. A report that opens a way has none of all these.

    Parameters
    ----------
    link_reports
        Reports of each link in the order in which they would rule it.
    travel
        As `pipeline.travel.Travel` says; service types do not matter.
    """
    table = pd.DataFrame(closures[COLUMNS]).sort_values("closure_id", ignore_index=True)
    reports = link_reports.merge(travel["network"][["link_id", "length_m"]], on="link_id")
    reports["is_alone"] = _is_alone(reports)
    by_report = reports.assign(
        links_count=1,
        ruled_links_count=reports["is_ruling"].astype(int),
        contested_links_count=(reports["is_contested"] & ~reports["is_expired"]).astype(int),
        shut_km=reports["length_m"].where(reports["is_alone"], 0) / 1000,
    )
    sums = by_report.groupby("closure_id")[[*COUNTS, "shut_km"]].sum()
    people = _people(reports[reports["is_alone"]], travel)
    sums = sums.join(people).reindex(table["closure_id"]).reset_index(drop=True)
    table = table.join(sums.astype(float).fillna(0).astype(dict.fromkeys(COUNTS, "int64")))
    table["fate"] = _fate(table, as_of)
    return table.rename(columns={"date": "reported"})


def _is_alone(reports: pd.DataFrame) -> pd.Series:
    """Whether a link is shut by this report, and would not be without it."""
    shuts = reports["status"].isin(SHUTTING)
    next_shuts = reports["link_id"].isin(reports["link_id"][shuts & (reports["rank"] == 2)])
    return reports["is_ruling"] & shuts & ~next_shuts


def _fate(table: pd.DataFrame, as_of: pd.DataFrame) -> pd.Series:
    """Return what became of each report on the day."""
    day = as_of["as_of"].iloc[0] if len(as_of) else pd.NaT
    rows = {
        "not_yet": table["date"] > day,
        "expired": table["expires"] < day,
        "no_road": table["links_count"] == 0,
        "rules": table["ruled_links_count"] > 0,
    }
    held = [row.to_numpy(bool) for row in rows.values()]
    return pd.Series(np.select(held, list(rows), "overruled"), dtype="str")


def _people(alone: pd.DataFrame, travel: Travel) -> pd.DataFrame:
    """Return the people cut off and slowed by each report that shuts a link alone."""
    roads = Roads(travel)
    trips = Trips(roads, travel, offers(travel["services"], travel["hubs"], ()))
    scenario = travel["scenario_names"][0]
    people = travel["communities"].set_index("community_id")["people"].reindex(trips.ids)
    weight = people.to_numpy(float)
    links = alone.groupby("closure_id")["link_id"].agg(list)
    rows = []
    for some in batches(links.to_list(), roads.bytes_a_set):
        sets = [roads.link_ids.get_indexer(pd.Index(one)) for one in some]
        costs = next(trips.least_costs(*roads.laid_opened(scenario, sets)))
        now = trips.found(scenario).cost[0]
        for cost in costs.T:
            is_cut_off, has_both = (now < 0) & (cost >= 0), (now >= 0) & (cost >= 0)
            is_slowed = has_both & (now - cost >= MS_PER_MIN)
            rows.append((weight[is_cut_off].sum(), weight[is_slowed].sum()))
    return pd.DataFrame(rows, index=links.index, columns=["people_cut_off", "people_slowed"])
