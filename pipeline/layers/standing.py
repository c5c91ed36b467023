"""How things stand, and how they stood at the build before: what `changes` compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

NOW, BEFORE = "now", "before"
KEY = ["moment", "kind", "id"]
HUB = "hub"
CUT_OFF = ["unreachable", "conditional"]
SHUT = ["closed", "unknown"]
AT_POINT = 1
"""Precision of an incident that is told with its area."""
LEAST_COUNT, LEAST_SHARE = 0.5, 0.0005
"""Figures that differ by less are the same."""


def standing(
    *,
    before: pd.DataFrame | None,
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    access: pd.DataFrame,
    isolation: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    link_status: pd.DataFrame,
    closure_effects: pd.DataFrame,
    links: gpd.GeoDataFrame,
    reopenings: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    stability_region: pd.DataFrame,
    resilience: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    base_scenario: str,
    access_service: str,
    access_within_min: int,
    access_cut_share: float,
    stability_cut_per_100k: float,
    definitions: Mapping[str, Any],
) -> pd.DataFrame:
    """Figures of the region, quadrants, indices, communities, shut links and incidents, one a row.

    Rows of `now` are made of the tables. Rows of `before` are those that were `now` when they last
    differed from today's in anything: so a build that finds nothing new leaves them as they are.
    The first build has none.

    Parameters
    ----------
    before
        This table as the last build left it; None where there was none, or of other columns.
    base_scenario
        Scenario that figures and communities are told for.
    definitions
        What else says what the numbers are; `measured_by` differs where it does.
    """
    told = f"{crc32(repr(definitions).encode()):08x}"
    by_access = f"{base_scenario}, {access_service} within {access_within_min} min"
    by_quadrant = f"{by_access} from {access_cut_share:g}, {stability_cut_per_100k:g} per 100k"
    parts = [
        _day(as_of),
        _figures(communities, areas, isolation, base_scenario).assign(
            measured_by=f"{base_scenario}, {told}"
        ),
        _near(access, base_scenario, access_service, access_within_min).assign(
            measured_by=f"{by_access}, {told}"
        ),
        _roads(links, reopenings, season_flips, base_scenario).assign(
            measured_by=f"{base_scenario}, {told}"
        ),
        _incident_figures(stability_region),
        _quadrants(resilience).assign(measured_by=f"{by_quadrant}, {told}"),
        _indices(resilience),
        _communities(communities, isolation, base_scenario).assign(
            measured_by=f"{base_scenario}, {told}"
        ),
        _shut(network, link_status, closure_effects),
        _incidents(incidents, areas),
    ]
    now = _table(pd.concat([_whole(part) for part in parts], ignore_index=True))
    if before is None or list(before.columns) != list(now.columns):
        return now
    last = _table(before[before["moment"] == NOW])
    if last.equals(now):
        return _table(before)
    return _table(pd.concat([now, last.assign(moment=BEFORE)], ignore_index=True))


EMPTY = {
    **dict.fromkeys(["moment", "kind", "id", "name", "status", "part_of"], "str"),
    **dict.fromkeys(["number", "least_change", "sure_share", "people"], "float64"),
    "measured_by": "str",
}
"""Columns with their types; what a kind of row does not say is empty."""


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of now with all columns."""
    given = rows.assign(moment=NOW)
    return given.reindex(columns=list(EMPTY)).astype(EMPTY)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order of their key, `measured_by` empty where anything compares."""
    ordered = rows.sort_values(KEY, ignore_index=True)
    return ordered.assign(measured_by=ordered["measured_by"].fillna(""))


def _figure(
    name: str, number: float, label: str | None = None, least: float = LEAST_COUNT
) -> dict[str, Any]:
    return {"kind": "figure", "id": name, "name": label, "number": number, "least_change": least}


def _day(as_of: pd.DataFrame) -> pd.DataFrame:
    """Return the day that the data speak of."""
    days = as_of["as_of"].dt.strftime("%Y-%m-%d")
    return pd.DataFrame({"kind": "day", "id": "as_of", "status": days})


def _figures(
    communities: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    scenario: str,
) -> pd.DataFrame:
    """Return people, communities, areas, and people cut off from every hub."""
    cut = isolation[isolation["scenario"].eq(scenario) & isolation["status"].isin(CUT_OFF)]
    return pd.DataFrame(
        [
            _figure("people", communities["people"].sum()),
            _figure("communities", len(communities)),
            _figure("areas", len(areas)),
            _figure("people_cut_off", cut["people"].sum()),
        ]
    )


def _near(access: pd.DataFrame, scenario: str, service: str, within_min: int) -> pd.DataFrame:
    """Return the share of the region's people near the service; null without any."""
    asked = access[(access["service_type"] == service) & (access["scenario"] == scenario)]
    people = (asked[f"within_{within_min}_min_share"] * asked["people"]).sum()
    total = asked["people"].sum()
    share = float(people / total) if total else np.nan
    return pd.DataFrame([_figure("near_share", share, least=LEAST_SHARE)])


def _roads(
    links: gpd.GeoDataFrame,
    reopenings: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    scenario: str,
) -> pd.DataFrame:
    """Return people cut off by the worst link, regained by the best to reopen, and by season."""
    worst = links.sort_values(["people_cut_off", "link_id"], ascending=[False, True])[:1]
    best = reopenings[reopenings["scenario"].eq(scenario) & reopenings["rank"].eq(1)][:1]
    concerned = (season_flips[["open_scenario", "shut_scenario"]] == scenario).any(axis=1)
    to_hub = season_flips[concerned & season_flips["service_type"].eq(HUB)]
    return pd.DataFrame(
        [
            _figure("worst_road_people", worst["people_cut_off"].sum(), _first(worst["road_name"])),
            _figure("best_opening_people", best["people"].sum(), _first(best["road_names"])),
            _figure("season_people", to_hub.drop_duplicates("community_id")["people"].sum()),
        ]
    )


def _first(names: pd.Series) -> str | None:
    """Return the first name; None where there is none."""
    told = names.dropna()
    return str(told.iloc[0]) if len(told) else None


def _incident_figures(stability_region: pd.DataFrame) -> pd.DataFrame:
    """Return how many incidents there are, and how many lie in no area."""
    count = stability_region["incidents_count"]
    is_lost = stability_region["fate"].isin(["not_placed", "outside"])
    return pd.DataFrame(
        [
            _figure("incidents", count.sum()),
            _figure("incidents_not_placed", count[is_lost].sum()),
        ]
    )


def _quadrants(resilience: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the quadrant of each area, and how sure it is."""
    told = {
        "area_id": "id",
        "area_name": "name",
        "quadrant": "status",
        "quadrant_share": "sure_share",
        "people": "people",
    }
    return pd.DataFrame(resilience[list(told)]).rename(columns=told).assign(kind="quadrant")


def _indices(resilience: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return index and class of each area, with its smallest meaningful change."""
    told = {
        "area_id": "id",
        "area_name": "name",
        "class": "status",
        "index": "number",
        "smallest_change": "least_change",
        "people": "people",
        "method_version": "measured_by",
    }
    return pd.DataFrame(resilience[list(told)]).rename(columns=told).assign(kind="index")


def _communities(
    communities: gpd.GeoDataFrame, isolation: gpd.GeoDataFrame, scenario: str
) -> pd.DataFrame:
    """Return of each community whether it is reached, cut off, or nothing is known."""
    own = isolation[isolation["scenario"] == scenario].set_index("community_id")["status"]
    status = communities["community_id"].map(own).astype("str")
    status = status.replace(dict.fromkeys(CUT_OFF, "cut_off"))
    return pd.DataFrame(
        {
            "kind": "community",
            "id": communities["community_id"],
            "name": communities["community_name"],
            "status": status.fillna("reached"),
            "part_of": communities["area_id"],
            "people": communities["people"],
        }
    )


def _shut(
    network: gpd.GeoDataFrame, link_status: pd.DataFrame, closure_effects: pd.DataFrame
) -> pd.DataFrame:
    """Return the links that a report shuts, with the people whom the report cuts off."""
    shut = link_status[link_status["status"].isin(SHUT)]
    about = shut.merge(network[["link_id", "road_name", "length_m"]], on="link_id", how="left")
    felt = closure_effects.set_index("closure_id")["people_cut_off"]
    both = about["road_name"] + " (" + about["closure_name"] + ")"
    return pd.DataFrame(
        {
            "kind": "link",
            "id": about["link_id"],
            "name": both.fillna(about["road_name"]).fillna(about["closure_name"]),
            "status": about["status"],
            "part_of": about["closure_id"],
            "number": about["length_m"] / 1000,
            "people": about["closure_id"].map(felt),
        }
    )


def _incidents(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return each incident with its deaths, and its area where its place is known well."""
    is_placed = incidents["where_precision"] <= AT_POINT
    area = incidents["area_id"].where(is_placed)
    return pd.DataFrame(
        {
            "kind": "incident",
            "id": incidents["incident_id"],
            "name": area.map(areas.set_index("area_id")["area_name"]),
            "part_of": area,
            "number": incidents["deaths_best"].astype("float64"),
        }
    )
