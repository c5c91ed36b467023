"""The resilience page: each area's quadrant of access and stability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.page import colours, drawing, frame, legend, slim, telling, words

if TYPE_CHECKING:
    import geopandas as gpd

WORST = "weak_cut_off"
PEOPLE, NEAR, INCIDENTS = 1, 2, 5
"""Places of the listed facts among those of the popup."""

MOST_LISTED = 20


def resilience(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    indicator_rules: pd.DataFrame,
    indicators: pd.DataFrame,
    as_of: pd.DataFrame,
    title: str,
    tiles: str | None,
    attribution: str | None,
    base_scenario: str,
    access_service: str,
    access_within_min: int,
    access_cut_share: float,
    stability_cut_per_100k: float,
) -> str:
    """Page of areas coloured by quadrant, as HTML text.

    Popups hold the numbers behind the quadrant and the evidence grade, and unfold how each
    indicator of the index comes about, in the words of `resilience explain`. Areas that are weak
    and cut off are listed, most people first, up to twenty; ties go to the least id. Missing
    numbers are an en dash, never zero.
    """
    roads, left_out = drawing.roads(network)
    near = f"within {access_within_min} minutes of {words.service(access_service)}"
    facts = _facts(areas, resilience, access, stability, near, (access_service, base_scenario))
    quadrants = resilience.set_index("area_id").reindex(areas["area_id"])["quadrant"]
    known = [key for key in words.QUADRANTS if key != "unknown"]
    layer = drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.codes(quadrants.fillna("unknown"), words.QUADRANTS),
        colours.area_styles(colours.QUADRANTS[key] for key in known),
        titles=areas["area_name"].tolist(),
        facts=facts,
        told=telling.told(indicator_rules, indicators, areas["area_id"].tolist()),
    )
    worst = _worst(areas, resilience)
    page = frame.Page(
        name="resilience.html",
        title=title,
        day=frame.day(as_of),
        lead="Where people can reach services and live in peace, where only one of the two "
        "holds, and where neither does. Darker means worse; grey is unknown.",
        blocks=(
            legend.block("areas", "Areas by quadrant", body=legend.quadrants()),
            legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
        ),
        list_title=_list_title(len(worst)),
        list_note=f"People; share {near}; incidents.",
        corner={
            "Scenario": words.scenario(base_scenario),
            "Service": words.service(access_service),
            "Near": f"within {access_within_min} min",
            "Good access": f"from {words.percent(access_cut_share)} of people",
            "Stable": f"up to {stability_cut_per_100k:g} per 100,000 a year",
        },
        about=_about(near, access_cut_share, stability_cut_per_100k, left_out),
    )
    data = {
        "layers": [layer.plain(), roads.plain()],
        "labels": drawing.labels(areas, communities),
        "list": {
            "layer": "areas",
            "over": [],
            "values": worst[:MOST_LISTED],
            "count": PEOPLE,
            "why": [NEAR, INCIDENTS],
        },
    }
    return frame.map_page(
        page, data, bounds=slim.bounds(areas), tiles=tiles, attribution=attribution
    )


def _worst(areas: gpd.GeoDataFrame, resilience: gpd.GeoDataFrame) -> list[int]:
    """Return the rows of the areas that are weak and cut off, most people first."""
    worst = resilience[resilience["quadrant"] == WORST]
    worst = worst.sort_values(["people", "area_id"], ascending=[False, True])
    rows: list[int] = pd.Index(areas["area_id"]).get_indexer(worst["area_id"]).tolist()
    return rows


def _list_title(count: int) -> str:
    shown = f"{MOST_LISTED} of {count}" if count > MOST_LISTED else f"{count}"
    return f"Weak and cut off areas, most people first ({shown})"


def _facts(
    areas: gpd.GeoDataFrame,
    resilience: gpd.GeoDataFrame,
    access: pd.DataFrame,
    stability: pd.DataFrame,
    near: str,
    headline: tuple[str, str],
) -> tuple[drawing.Fact, ...]:
    """Return the popup's lines, row by row as the areas."""
    ids = areas["area_id"].tolist()
    own = resilience.set_index("area_id").reindex(ids)
    safe = stability.set_index("area_id").reindex(ids)
    asked = access[(access["service_type"] == headline[0]) & (access["scenario"] == headline[1])]
    reached = asked.set_index("area_id").reindex(ids)
    rate_unit = "per 100,000 a year"
    return (
        drawing.worded("Quadrant", own["quadrant"], words.QUADRANTS, is_in_tip=True),
        drawing.measured("People", own["people"], is_in_tip=True),
        drawing.percent(f"People {near}", own["access_share"], is_in_tip=True),
        drawing.measured("Median travel time", reached["median_min"], "min"),
        drawing.percent("People of whom nothing can be said", own["unknown_share"]),
        drawing.measured("Incidents", own["rate_per_100k"], rate_unit, digits=2, is_in_tip=True),
        drawing.worded("Trend of incidents", safe["trend"], words.TRENDS),
        drawing.percent("People exposed to recent incidents", safe["exposed_share"]),
        drawing.measured("People who do not reach a hub", own["people_isolated"]),
        drawing.worded("Evidence", own["grade"], words.GRADES),
    )


def _about(
    near: str, cut_share: float, cut_rate: float, left_out: list[str]
) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    return {
        "Method": [
            (
                f"Access is good where at least {words.percent(cut_share)} of an area's people "
                f"live {near}, by road and on foot."
            ),
            (
                f"An area is stable where it has at most {cut_rate:g} incidents per 100,000 people "
                "a year. Rates of small areas are drawn towards the region's rate, so that one "
                "incident among few people does not decide."
            ),
            "An area is unknown where nothing is known of more than half of its people.",
        ],
        "Assumptions": [
            "Both cut points are choices of the region file, not findings.",
            "Travel speeds are those of the region file's table, less for bad ground and season.",
            words.GRADE_NOTE,
        ],
        "Left out": frame.left_out(left_out),
    }
