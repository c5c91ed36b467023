"""What field devices are told: communities, links, hubs and reports, each as a mark with a text.

Tables in WGS 84 with the columns `name`, `about`, `kind` (which names the colour) and geometry,
those first that matter most: receivers and phones hold few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from pipeline.crs import WGS84
from pipeline.page import words
from pipeline.page.escape import one_line
from pipeline.page.language import say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

HUB = "hub"
MOST_PLACES = 5000
"""Communities that a file holds: more is beyond common receivers."""
MOST_LINKS = 500
OFF_M = 10
CLOSED, WARNING, CUT = "closed", "warning", "cut"
"""Kinds of links: of reports in force, and those whose closing would cut people off."""
IDLE = "idle"
"""Kind of a report that rules no link."""
REPORTED = {CLOSED: 0, WARNING: 1}
MARK = ["name", "about", "kind", "geometry"]


def heading(title: str, as_of: pd.DataFrame, base_scenario: str) -> tuple[str, str]:
    """Return what a file is called, and what it says of itself."""
    [day] = as_of["as_of"].dt.strftime("%Y-%m-%d").fillna(say("no date"))
    about = say(
        "Ways to a hub, {scenario}, as of {day}. Estimates from mapped roads and reports; check "
        "before you drive.",
        scenario=words.scenario(base_scenario).lower(),
        day=day,
    )
    return one_line(title), about


def places(
    communities: gpd.GeoDataFrame, reach: pd.DataFrame, hubs: gpd.GeoDataFrame, base_scenario: str
) -> gpd.GeoDataFrame:
    """Return communities by whether and why they reach a hub; those that do not come first.

    Then those with most people; ties by id.
    """
    is_asked = (reach["service_type"] == HUB) & (reach["scenario"] == base_scenario)
    table = communities.merge(reach[is_asked], on="community_id")
    table["hub"] = table["service_id"].map(hubs.set_index("hub_id")["hub_name"])
    table["is_reached"] = table["status"] == "reachable"
    table = table.sort_values(
        ["is_reached", "people", "community_id"], ascending=[True, False, True]
    )
    rows = zip(
        *(table[name] for name in ("status", "reason", "minutes", "hub", "people")), strict=True
    )
    about = [_of_place(*row) for row in rows]
    return _marks(table["community_name"], about, table["status"], table.geometry)


def _of_place(status: str, reason: str, minutes: float, hub: str, people: float) -> str:
    """Return what is told of a community."""
    said = [f"{words.STATUSES[status]}: {words.HUB_REASONS[reason]}"]
    if not np.isnan(minutes):
        said.append(say("{minutes} min to {hub}", minutes=words.number(minutes), hub=hub))
    return _sentences([*said, *_people(people)])


def links_that_matter(
    links: gpd.GeoDataFrame, link_status: pd.DataFrame, closure_effects: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return closed links, those with a warning, and those that most people hang on.

    Links of one report are one mark. Closed ones come first, then warnings, both by the people that
    the report cuts off from the hubs; then links by the people whom their closing would cut off.
    Ties by id. Lines keep to within 10 m of the road's, with fewer bends than it.
    """
    own = links[["link_id", "status", "road_name", "people_cut_off", "geometry"]]
    own = own.set_geometry(own.geometry.simplify(OFF_M))
    table = own.merge(link_status[["link_id", "closure_id"]], how="left", on="link_id")
    is_reported = table["status"].isin(list(REPORTED)) & table["closure_id"].notna()
    reported = _by_report(table[is_reported], closure_effects)
    cut = table[~is_reported & (table["people_cut_off"] > 0)].sort_values(
        ["people_cut_off", "link_id"], ascending=[False, True]
    )
    about = [
        say_many(
            "{people} person loses every way to a hub if it closes",
            "{people} people lose every way to a hub if it closes",
            round(people),
            people=words.number(people),
        )
        for people in cut["people_cut_off"]
    ]
    names = cut["road_name"].fillna(say("Road without a name"))
    return pd.concat(
        [reported, _marks(names, about, pd.Series(CUT, cut.index), cut.geometry)],
        ignore_index=True,
    )


def _by_report(links: gpd.GeoDataFrame, closure_effects: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the links of each report as one mark."""
    table = links.sort_values("link_id").dissolve(["closure_id", "status"], as_index=False)
    table = table[["closure_id", "status", "geometry"]].merge(
        closure_effects.drop(columns="status"), on="closure_id"
    )
    table["order"] = table["status"].map(REPORTED)
    table = table.sort_values(
        ["order", "people_cut_off", "closure_id"], ascending=[True, False, True]
    )
    return _marks(_named(table), _of_reports(table), table["status"], table.geometry)


def hub_marks(hubs: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the hubs, by id."""
    table = hubs.sort_values("hub_id")
    about = [words.service(HUB)] * len(table)
    return _marks(table["hub_name"], about, pd.Series(HUB, table.index), table.geometry)


def report_marks(closures: gpd.GeoDataFrame, closure_effects: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return reports where they were made, with date and source; those in force first, then by id.

    Reports without a place are left out.
    """
    table = closures[["closure_id", "source", "geometry"]].merge(closure_effects, on="closure_id")
    table = table[table.geometry.notna() & ~table.geometry.is_empty]
    table["is_idle"] = table["fate"] != "rules"
    table = table.sort_values(["is_idle", "closure_id"])
    kind = table["status"].mask(table["is_idle"], IDLE)
    return _marks(_named(table), _of_reports(table), kind, table.geometry)


def _named(reports: pd.DataFrame) -> pd.Series:
    return reports["closure_name"].fillna(say("Report without a name"))


def _of_reports(table: pd.DataFrame) -> list[str]:
    """Return what is told of reports."""
    sources = table["source"] if "source" in table else pd.Series(None, table.index, dtype="str")
    days = (table[name].dt.strftime("%Y-%m-%d") for name in ("reported", "expires"))
    people = (table[name] for name in ("people_cut_off", "people_slowed"))
    rows = zip(
        table["status"], table["fate"], *days, table["reported_by"], *people, sources, strict=True
    )
    return [_of_report(*row) for row in rows]


def _of_report(
    status: str,
    fate: str,
    reported: str | float,
    expires: str | float,
    by: str | float,
    cut_off: float,
    slowed: float,
    source: str | float,
) -> str:
    """Return what is told of one report; what is missing is left out."""
    said = [words.LINK_STATUSES[status], words.REPORT_FATES[fate]]
    if isinstance(reported, str):
        said.append(say("Reported on {day}", day=reported))
    if isinstance(expires, str):
        said.append(say("Holds until {day}", day=expires))
    if isinstance(by, str):
        said.append(say("Reported by {name}", name=by))
    if isinstance(source, str):
        said.append(say("Source: {name}", name=source))
    if max(np.nan_to_num([cut_off, slowed]).round()) > 0:
        said.append(words.effect(*np.nan_to_num([cut_off, slowed])))
    return _sentences(said)


def _people(people: float) -> list[str]:
    return [] if np.isnan(people) else [words.people(people)]


def _sentences(said: Sequence[str]) -> str:
    return f"{'. '.join(said)}."


def _marks(
    names: pd.Series, about: Sequence[str], kind: pd.Series, shapes: gpd.GeoSeries
) -> gpd.GeoDataFrame:
    """Return marks with texts that any file can hold, in WGS 84."""
    table = {
        "name": [one_line(name) for name in names],
        "about": [one_line(text) for text in about],
        "kind": kind.to_numpy(object),
    }
    there = shapes.to_crs(WGS84).to_numpy()
    return gpd.GeoDataFrame(table, geometry=there, crs=WGS84)[MARK]
