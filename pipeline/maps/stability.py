"""The stability page: how much violence each area sees, and which way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, frame, legend, slim, words
from pipeline.page.language import Words, say_many, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

RATE_BREAKS = (1, 2, 5, 10, 20)
RATE_UNIT = "per 100,000 a year"
SHOWN = "shown"
HOTSPOTS, EMERGING = colours.HOTSPOTS.values(), colours.EMERGING.values()
BANDS = ["from_km", "to_km", "from_days", "to_days", "pairs_count", "expected_count", "p"]
REASONS = {
    "few_incidents": "Cannot be told: fewer than 30 recent incidents know place and day exactly.",
    "no_exact_incidents": "Cannot be told: no incident knows both place and day exactly.",
}
ARROWS = ("up", "down")
INCIDENT_COLOUR = "#7a1420"


@spoken
@withholding
def stability(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    stability: pd.DataFrame,
    stability_region: pd.DataFrame,
    presence: pd.DataFrame,
    near_repeat: pd.DataFrame,
    incidents: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    show_incident_points: bool,
    rate_years: float,
    half_life_months: float,
    exposure_km: float,
    exposure_months: float,
    blur_km: float,
    spillover_km: float,
    hotspot_level: float,
    near_min: float,
) -> str:
    """Page of areas by shrunk rate, hot spot or how it emerges, with arrows where a trend is seen.

    Incidents are drawn as points only where the region file allows it, and only those whose
    place is exact; otherwise the page holds none of their positions.
    """
    roads, left_out = drawing.roads(network)
    layers = [
        _areas(areas, stability, presence, exposure_km, near_min),
        roads,
        _arrows(areas, stability),
    ]
    if show_incident_points:
        layers.insert(2, _points(incidents))
    page = frame.Page(
        name="stability.html",
        day=frame.day(as_of),
        evidence=frame.graded(stability["grade"]),
        lead=f"Violent incidents per 100,000 people a year over {rate_years:g} years. "
        "Arrows mark areas where incidents clearly rise or fall. Darker means worse.",
        switches=(legend.switch(SHOWN, "Show", ["Rate", "Hot spots", "Emerging"]),),
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
                (
                    "Hot spots are areas that with their neighbours have higher rates than chance "
                    f"would lay together (Getis-Ord), with at most {hotspot_level * 100:g} % false "
                    "ones among them. Only incidents that one area holds take part."
                ),
                (
                    "Emerging says how a hot spot behaved over the periods that its popup names, "
                    "as in Esri's emerging hot spot analysis."
                ),
                (
                    f"Spillover is the intensity of other areas within {spillover_km:g} km, the "
                    "nearer the more."
                ),
            ],
            "Do incidents follow each other?": _repeats(near_repeat),
            "What became of the incidents": _fates(stability_region),
            "Assumptions": [
                "The half-life, the radii and the false share are choices.",
                words.GRADE_NOTE,
            ],
            "Left out": [*_withheld(show_incident_points), *frame.left_out(left_out)],
        },
    )
    data = {
        "switches": [SHOWN],
        "layers": [layer.plain() for layer in layers],
        "labels": drawing.labels(areas, communities),
        "places": {"communities": drawing.places(communities, areas)},
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _areas(
    areas: gpd.GeoDataFrame,
    stability: pd.DataFrame,
    presence: pd.DataFrame,
    exposure_km: float,
    near_min: float,
) -> drawing.Layer:
    """Return the areas by shrunk rate, by hot spot and by how it emerges."""
    own = stability.set_index("area_id").reindex(areas["area_id"])
    bases = presence.set_index("area_id").reindex(areas["area_id"])
    facts = (
        drawing.measured("Rate", own["rate_per_100k"], RATE_UNIT, digits=2, is_in_tip=True),
        drawing.measured("Raw rate", own["rate_raw_per_100k"], RATE_UNIT, digits=2),
        drawing.measured("People", own["people"], is_in_tip=True),
        drawing.measured("Incidents, all years", own["incidents_weight"], digits=1),
        drawing.measured("In the rate's years", own["window_incidents_weight"], digits=1),
        drawing.measured("Deaths, best estimate", own["deaths_best"], digits=1),
        drawing.measured("Deaths, low", own["deaths_low"], digits=1),
        drawing.measured("Deaths, high", own["deaths_high"], digits=1),
        drawing.measured("Intensity", own["intensity"], digits=2),
        drawing.measured("Spillover from around", own["spillover"], digits=2),
        drawing.measured(f"People within {exposure_km:g} km", own["exposed_people"]),
        drawing.percent("Exposed share", own["exposed_share"], is_in_tip=True),
        drawing.worded("Hot spot", own["hotspot"], words.HOTSPOTS, is_in_tip=True),
        drawing.measured("Gi*", own["gi_z"], digits=2),
        drawing.measured("p of Gi*", own["gi_p"], digits=4),
        drawing.worded("Too few areas for sure", own["is_few_areas"], words.YES_NO),
        drawing.worded("Emerging", own["emerging"], words.EMERGING, is_in_tip=True),
        drawing.measured("Told from periods of", own["emerging_months"], "months"),
        drawing.worded("Trend", own["trend"], words.TRENDS, is_in_tip=True),
        drawing.measured("Slope", own["trend_per_year"], "incidents a year", digits=2),
        drawing.measured("p of the trend", own["trend_p"], digits=3),
        drawing.measured("Quiet for", own["quiet_months"], "months"),
        drawing.worded("New onset", own["is_onset"], words.YES_NO),
        drawing.worded("Escalating", own["is_escalating"], words.YES_NO),
        drawing.measured("From the nearest base", bases["base_min"], "min"),
        drawing.percent(f"People within {near_min:g} min of one", bases["people_near_share"]),
        drawing.percent("Last year's incidents within it", bases["events_near_share"]),
        drawing.worded("Evidence for bases", bases["grade"], words.GRADES),
        drawing.worded("Evidence", own["grade"], words.GRADES),
    )
    return drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(_classes(own)),
        colours.area_styles([*colours.RATES, *HOTSPOTS, *EMERGING]),
        (SHOWN,),
        areas["area_name"].tolist(),
        facts,
    )


def _classes(own: pd.DataFrame) -> NDArray[np.int64]:
    """Return places in the list of styles, one row a choice: rates, hot spots, emerging."""
    unknown = len(colours.RATES) + len(HOTSPOTS) + len(EMERGING)
    rate = colours.classes(own["rate_per_100k"], RATE_BREAKS)
    rows = [np.where(rate == len(colours.RATES), unknown, rate)]
    first = len(colours.RATES)
    for column, palette in (("hotspot", colours.HOTSPOTS), ("emerging", colours.EMERGING)):
        place = pd.Index(list(palette)).get_indexer(pd.Index(own[column]))
        rows.append(np.where(place < 0, unknown, first + place))
        first += len(palette)
    return np.stack(rows)


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
    lists = [
        ([*rates, _unknown("Unknown: no people known")], "Incidents per 100,000 people a year."),
        (_worded(colours.HOTSPOTS, words.HOTSPOTS), "High rates that lie together."),
        (_worded(colours.EMERGING, words.EMERGING), "How hot spots behave in time."),
    ]
    arrows = [
        legend.Entry("Rising", colours.INK, "icon up"),
        legend.Entry("Falling", colours.INK, "icon down"),
    ]
    points = [legend.Entry("Incident at an exact place", INCIDENT_COLOUR, "circle")]
    return [
        legend.block("areas", "Areas", body=legend.by_choice(SHOWN, lists)),
        legend.block("trends", "Trend", arrows),
        *([legend.block("incidents", "Incidents", points)] if has_points else []),
        legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
    ]


def _worded(palette: dict[str, str], said: Words) -> list[legend.Entry]:
    """Return one entry a class, and one for what is unknown."""
    known = [legend.Entry(said[name], colour) for name, colour in palette.items()]
    return [*known, _unknown(said["unknown"])]


def _unknown(label: str) -> legend.Entry:
    return legend.Entry(label, colours.UNKNOWN, "box unknown")


def _repeats(near_repeat: pd.DataFrame) -> list[str]:
    """Return one line a band: how many pairs of incidents, against what chance gives."""
    told = near_repeat.sort_values(["to_km", "to_days"])
    if not (told["reason"] == "ok").all():
        return [REASONS[reason] for reason in sorted(set(told["reason"]))]
    return [
        f"Over {low_km:g} to {high_km:g} km and {low:g} to {high:g} days apart: "
        f"{words.number(pairs)} pairs, chance gives {words.number(expected, 1)} (p {p:.3f})."
        for low_km, high_km, low, high, pairs, expected, p in told[BANDS].to_numpy().tolist()
    ]


def _fates(stability_region: pd.DataFrame) -> list[str]:
    """Return one line a fate: how many incidents and deaths."""
    own = stability_region.set_index("fate")
    return [
        f"{name}: "
        + say_many("{n} incident", "{n} incidents", own["incidents_count"][fate])
        + ", "
        + say_many("{n} death", "{n} deaths", own["deaths_best"][fate])
        for fate, name in words.FATES.items()
        if fate in own.index
    ]


def _withheld(show_incident_points: bool) -> list[str]:  # noqa: FBT001  the parameter's own name
    """Return the line that says that positions of incidents are not shown."""
    if show_incident_points:
        return ["Incidents whose place is not exact are shown at area level only."]
    return ["Positions of single incidents are withheld; they are shown at area level only."]
