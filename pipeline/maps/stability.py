"""The stability page: how much violence each area sees, and which way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.page import colours, drawing, frame, legend, slim, words

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

RATE_BREAKS = (1, 2, 5, 10, 20)
RATE_UNIT = "per 100,000 a year"
ARROWS = ("up", "down")
INCIDENT_COLOUR = "#7a1420"


def stability(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    stability: pd.DataFrame,
    stability_region: pd.DataFrame,
    incidents: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    title: str,
    tiles: str | None,
    attribution: str | None,
    show_incident_points: bool,
    rate_years: float,
    half_life_months: float,
    exposure_km: float,
    exposure_months: float,
    blur_km: float,
) -> str:
    """Page of areas by shrunk rate of incidents, with arrows where a trend is seen.

    Incidents are drawn as points only where the region file allows it, and only those whose
    place is exact; otherwise the page holds none of their positions.
    """
    roads, left_out = drawing.roads(network)
    layers = [_areas(areas, stability, exposure_km), roads, _arrows(areas, stability)]
    if show_incident_points:
        layers.insert(2, _points(incidents))
    page = frame.Page(
        name="stability.html",
        title=title,
        day=frame.day(as_of),
        lead=f"Violent incidents per 100,000 people a year over {rate_years:g} years. "
        "Arrows mark areas where incidents clearly rise or fall. Darker means worse.",
        blocks=_legend(has_points=show_incident_points),
        corner={
            "Rate over": f"{rate_years:g} years",
            "Half-life": f"{half_life_months:g} months",
            "Exposed": f"{exposure_km:g} km, {exposure_months:g} months",
        },
        about={
            "Method": [
                (
                    "Rates of areas with few people are drawn towards the region's rate (empirical "
                    "Bayes), so that chance does not make the extremes."
                ),
                (
                    f"Incidents known to about 25 km are spread over {blur_km:g} km; those known "
                    "to a division are spread over its people."
                ),
                f"Intensity counts an incident half after every {half_life_months:g} months.",
                (
                    f"Exposed are people within {exposure_km:g} km of an incident of the last "
                    f"{exposure_months:g} months."
                ),
                "Trends are Mann-Kendall tests at the 5 % level.",
            ],
            "What became of the incidents": _fates(stability_region),
            "Assumptions": ["The half-life and the radii are choices.", words.GRADE_NOTE],
            "Left out": [*_withheld(show_incident_points), *frame.left_out(left_out)],
        },
    )
    data = {
        "layers": [layer.plain() for layer in layers],
        "labels": drawing.labels(areas, communities),
    }
    return frame.map_page(
        page, data, bounds=slim.bounds(areas), tiles=tiles, attribution=attribution
    )


def _areas(areas: gpd.GeoDataFrame, stability: pd.DataFrame, exposure_km: float) -> drawing.Layer:
    """Return the areas by shrunk rate."""
    own = stability.set_index("area_id").reindex(areas["area_id"])
    facts = (
        drawing.measured("Rate", own["rate_per_100k"], RATE_UNIT, digits=2, is_in_tip=True),
        drawing.measured("Raw rate", own["rate_raw_per_100k"], RATE_UNIT, digits=2),
        drawing.measured("People", own["people"], is_in_tip=True),
        drawing.measured("Incidents, all years", own["incidents_weight"], digits=1),
        drawing.measured("In the rate's years", own["window_incidents_weight"], digits=1),
        drawing.measured("Deaths, best estimate", own["deaths_best"], digits=1),
        drawing.measured("Intensity", own["intensity"], digits=2),
        drawing.measured(f"People within {exposure_km:g} km", own["exposed_people"]),
        drawing.percent("Exposed share", own["exposed_share"], is_in_tip=True),
        drawing.worded("Trend", own["trend"], words.TRENDS, is_in_tip=True),
        drawing.measured("Slope", own["trend_per_year"], "incidents a year", digits=2),
        drawing.measured("p of the trend", own["trend_p"], digits=3),
        drawing.measured("Quiet for", own["quiet_months"], "months"),
        drawing.worded("New onset", own["is_onset"], words.YES_NO),
        drawing.worded("Escalating", own["is_escalating"], words.YES_NO),
        drawing.worded("Evidence", own["grade"], words.GRADES),
    )
    return drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(colours.classes(own["rate_per_100k"], RATE_BREAKS)),
        colours.area_styles(colours.RATES),
        titles=areas["area_name"].tolist(),
        facts=facts,
    )


def _arrows(areas: gpd.GeoDataFrame, stability: pd.DataFrame) -> drawing.Layer:
    """Return an arrow in each area whose trend is seen."""
    trend = stability.set_index("area_id")["trend"].reindex(areas["area_id"]).to_numpy()
    moving = np.isin(trend, ["rising", "falling"])
    codes = drawing.columns(np.where(trend[moving] == "rising", 0, 1))
    shapes = slim.points(areas.geometry[moving].representative_point())
    return drawing.Layer(
        "trends", "icon", shapes, codes, [{"icon": name, "anchor": [9, 27]} for name in ARROWS]
    )


def _points(incidents: gpd.GeoDataFrame) -> drawing.Layer:
    """Return the incidents whose place is exact."""
    exact = incidents[incidents["where_precision"] == 1]
    facts = (
        drawing.named("Date", exact["date"].dt.date),
        drawing.measured("Deaths, best estimate", exact["deaths_best"], is_in_tip=True),
        drawing.named("Place", exact["place_name"]),
        drawing.worded("Place taken as exact", exact["is_precision_assumed"], words.YES_NO),
        drawing.named("Source", exact["source"]),
    )
    return drawing.Layer(
        "incidents",
        "circle",
        slim.points(exact.geometry),
        drawing.columns([0] * len(exact)),
        [colours.circle_style(INCIDENT_COLOUR, radius=3, near=5)],
        titles=exact["event_type"].fillna("Incident").tolist(),
        facts=facts,
    )


def _legend(*, has_points: bool) -> list[str]:
    """Return the legend's blocks."""
    names = legend.ranges(RATE_BREAKS)
    rates = [legend.Entry(name, c) for name, c in zip(names, colours.RATES, strict=True)]
    unknown = legend.Entry("Unknown: no people known", colours.UNKNOWN, "box unknown")
    arrows = [
        legend.Entry("Rising", colours.INK, "icon up"),
        legend.Entry("Falling", colours.INK, "icon down"),
    ]
    points = [legend.Entry("Incident at an exact place", INCIDENT_COLOUR, "circle")]
    return [
        legend.block("areas", "Incidents per 100,000 people a year", [*rates, unknown]),
        legend.block("trends", "Trend", arrows),
        *([legend.block("incidents", "Incidents", points)] if has_points else []),
        legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
    ]


def _fates(stability_region: pd.DataFrame) -> list[str]:
    """Return one line a fate: how many incidents and deaths."""
    own = stability_region.set_index("fate")
    return [
        f"{name}: {words.counted(own['incidents_count'][fate], 'incident')}, "
        f"{words.counted(own['deaths_best'][fate], 'death')}."
        for fate, name in words.FATES.items()
        if fate in own.index
    ]


def _withheld(show_incident_points: bool) -> list[str]:  # noqa: FBT001  the parameter's own name
    """Return the line that says that positions of incidents are not shown."""
    if show_incident_points:
        return ["Incidents whose place is not exact are shown at area level only."]
    return ["Positions of single incidents are withheld; they are shown at area level only."]
