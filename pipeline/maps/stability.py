"""The stability page: how much violence each area sees, and which way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, frame, language, legend, notes, slim, timeline, words
from pipeline.page.language import Words, say, say_many, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from pipeline.page.timeline import Periods

RATE_BREAKS = timeline.RATE_BREAKS
SHOWN, UNIT = "shown", "unit"
VIEWS = Words(
    {"rate": "Rate", "hotspots": "Hot spots", "emerging": "Emerging", "time": "Over time"}
)
OVER_TIME = list(VIEWS).index("time")
HOTSPOTS, EMERGING = colours.HOTSPOTS.values(), colours.EMERGING.values()
BANDS = ["from_km", "to_km", "from_days", "to_days", "pairs_count", "expected_count", "p"]
REASONS = Words(
    {
        "few_incidents": "Cannot be told: fewer than 30 recent incidents know place and day "
        "exactly.",
        "no_exact_incidents": "Cannot be told: no incident knows both place and day exactly.",
    }
)
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
    stability_years: pd.DataFrame,
    stability_series: pd.DataFrame,
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

    A slider steps through years, and through months where the data know them, with the same
    classes for all periods. It begins with the first incident and ends with `as_of`: of what is
    before and after nothing is shown, least of all zero.

    Incidents are drawn as points only where the region file allows it, and only those whose
    place is exact; otherwise the page holds none of their positions.
    """
    roads, left_out = drawing.roads(network)
    ids = areas["area_id"].tolist()
    units = [
        unit
        for unit in (
            timeline.years(stability_years, ids, as_of),
            timeline.months(stability_series, ids, as_of),
        )
        if unit
    ]
    layers = [
        _areas(areas, stability, presence, units, exposure_km, near_min),
        roads,
        _arrows(areas, stability),
    ]
    if show_incident_points:
        layers.insert(2, _points(incidents))
    page = frame.Page(
        name="stability.html",
        day=frame.day(as_of),
        evidence=frame.graded(stability["grade"]),
        lead=notes.violence(rate_years),
        switches=_switches(units),
        blocks=_legend(units, has_points=show_incident_points),
        corner={
            say("Rate over"): say_many(
                "{years} year", "{years} years", rate_years, years=language.short(rate_years)
            ),
            say("Half-life"): say_many(
                "{months} month",
                "{months} months",
                half_life_months,
                months=language.short(half_life_months),
            ),
            say("Exposed"): say_many(
                "{km} km, {months} month",
                "{km} km, {months} months",
                exposure_months,
                km=language.short(exposure_km),
                months=language.short(exposure_months),
            ),
        },
        about={
            say("Method"): _method(
                half_life_months, exposure_km, exposure_months, blur_km, spillover_km, hotspot_level
            ),
            **({say("Over time"): _over_time(units)} if units else {}),
            say("Do incidents follow each other?"): _repeats(near_repeat),
            say("What became of the incidents"): _fates(stability_region),
            say("Assumptions"): [
                say("The half-life, the radii and the false share are choices."),
                notes.grades(),
            ],
            say("Left out"): [
                notes.points(are_shown=show_incident_points),
                *frame.left_out(left_out),
            ],
        },
    )
    data = {
        "switches": [SHOWN],
        "layers": [layer.plain() for layer in layers],
        "labels": drawing.labels(areas, communities),
        "places": {"communities": drawing.places(communities, areas)},
        **({"time": _time(units)} if units else {}),
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _method(
    half_life_months: float,
    exposure_km: float,
    exposure_months: float,
    blur_km: float,
    spillover_km: float,
    hotspot_level: float,
) -> list[str]:
    """Return how the numbers come about, in plain words."""
    return [
        *notes.rates(blur_km),
        say_many(
            "Intensity counts an incident half after every {months} month.",
            "Intensity counts an incident half after every {months} months.",
            half_life_months,
            months=language.short(half_life_months),
        ),
        say_many(
            "Exposed are people within {km} km of an incident of the last {months} month.",
            "Exposed are people within {km} km of an incident of the last {months} months.",
            exposure_months,
            km=language.short(exposure_km),
            months=language.short(exposure_months),
        ),
        say("Trends are Mann-Kendall tests at the 5 % level."),
        say(
            "Hot spots are areas that with their neighbours have higher rates than chance would "
            "lay together (Getis-Ord), with at most {level} % false ones among them. Only "
            "incidents that one area holds take part.",
            level=language.short(hotspot_level * 100),
        ),
        say(
            "Emerging says how a hot spot behaved over the periods that its popup names, as in "
            "Esri's emerging hot spot analysis."
        ),
        say(
            "The two can differ: the one asks of all the rate's years together, the other of each "
            "period. Gi* and its p are those of the area alone: the p allows for rates of which "
            "most are low and few very high, and the more areas are asked, the smaller it must be "
            "to be more than chance."
        ),
        say(
            "Spillover is the intensity of other areas within {km} km, the nearer the more.",
            km=language.short(spillover_km),
        ),
    ]


def _over_time(units: Sequence[Periods]) -> list[str]:
    """Return what the slider shows and what it does not, in plain words."""
    lines = [
        say(
            "The slider begins with the period of the first incident and ends with the day that "
            "the data speak of. Before and after nothing is known, and nothing is drawn."
        ),
        say(
            "Rates of years are as they were counted, per 100,000 people of today; they are not "
            "drawn towards the region's rate. That of a year that has not ended is of the days so "
            "far."
        ),
        say("Incidents that no area holds are in none of the periods."),
    ]
    if len(units) > 1:
        said = say("Incidents known by year only are in the years and in none of the months.")
        lines.append(said)
    return lines


def _switches(units: Sequence[Periods]) -> list[str]:
    """Return the choice of what is shown, and below it that of the unit of time."""
    views = list(VIEWS.values()) if units else list(VIEWS.values())[:OVER_TIME]
    shown = legend.switch(SHOWN, say("Show"), views, most_buttons=4)
    step = legend.switch(UNIT, say("Step"), [unit.name for unit in units])
    return [shown, legend.only(SHOWN, OVER_TIME, step)] if step else [shown]


def _time(units: Sequence[Periods]) -> dict[str, Any]:
    """Return what the slider's script needs."""
    return {
        "layer": "areas",
        "switch": SHOWN,
        "choice": OVER_TIME,
        "step": UNIT,
        "without": "trends",
        "units": [{**timeline.plain(unit), "lead": _lead_of(unit)} for unit in units],
        "corner": say("Rate over"),
        "words": dict(timeline.WORDS),
    }


def _lead_of(unit: Periods) -> str:
    """Return the lead while the slider is shown; the script puts the period's name in."""
    if unit.rate is None:
        return say(
            "{period}: violent incidents of the month. Arrows of trends are of all periods and "
            "are not shown here. Darker means worse."
        )
    return say(
        "{period}: violent incidents per 100,000 people a year, as counted. Arrows of trends are "
        "of all periods and are not shown here. Darker means worse."
    )


def _areas(
    areas: gpd.GeoDataFrame,
    stability: pd.DataFrame,
    presence: pd.DataFrame,
    units: Sequence[Periods],
    exposure_km: float,
    near_min: float,
) -> drawing.Layer:
    """Return the areas by shrunk rate, by hot spot, by how it emerges, and by period.

    The script fills the facts of the period, which come first, and its classes.
    """
    own = stability.set_index("area_id").reindex(areas["area_id"])
    bases = presence.set_index("area_id").reindex(areas["area_id"])
    rate_unit = say("per 100,000 a year")
    facts = (
        *(timeline.facts(len(areas)) if units else ()),
        drawing.measured(say("Rate"), own["rate_per_100k"], rate_unit, digits=2, is_in_tip=True),
        drawing.measured(say("Raw rate"), own["rate_raw_per_100k"], rate_unit, digits=2),
        drawing.measured(say("People"), own["people"], is_in_tip=True),
        drawing.measured(say("Incidents, all years"), own["incidents_weight"], digits=1),
        drawing.measured(say("In the rate's years"), own["window_incidents_weight"], digits=1),
        drawing.measured(say("Deaths, best estimate"), own["deaths_best"], digits=1),
        drawing.measured(say("Deaths, low"), own["deaths_low"], digits=1),
        drawing.measured(say("Deaths, high"), own["deaths_high"], digits=1),
        drawing.measured(say("Intensity"), own["intensity"], digits=2),
        drawing.measured(say("Spillover from around"), own["spillover"], digits=2),
        drawing.measured(
            say("People within {km} km", km=language.short(exposure_km)), own["exposed_people"]
        ),
        drawing.percent(say("Exposed share"), own["exposed_share"], is_in_tip=True),
        drawing.worded(
            say("Hot spot in the rate's years"), own["hotspot"], words.HOTSPOTS, is_in_tip=True
        ),
        drawing.measured("Gi*", own["gi_z"], digits=2),
        drawing.measured(say("p of Gi*, for this area alone"), own["gi_p"], digits=4),
        drawing.worded(say("Too few areas for sure"), own["is_few_areas"], words.YES_NO),
        drawing.worded(
            say("Emerging, period by period"), own["emerging"], words.EMERGING, is_in_tip=True
        ),
        drawing.measured(say("Told from periods of"), own["emerging_months"], say("months")),
        drawing.worded(say("Trend"), own["trend"], words.TRENDS, is_in_tip=True),
        drawing.measured(say("Slope"), own["trend_per_year"], say("incidents a year"), digits=2),
        drawing.measured(say("p of the trend"), own["trend_p"], digits=3),
        drawing.measured(say("Quiet for"), own["quiet_months"], say("months")),
        drawing.worded(say("New onset"), own["is_onset"], words.YES_NO),
        drawing.worded(say("Escalating"), own["is_escalating"], words.YES_NO),
        drawing.measured(say("From the nearest base"), bases["base_min"], "min"),
        drawing.percent(
            say("People within {n} min of one", n=language.short(near_min)),
            bases["people_near_share"],
        ),
        drawing.percent(say("Last year's incidents within it"), bases["events_near_share"]),
        drawing.worded(say("Evidence for bases"), bases["grade"], words.GRADES),
        drawing.worded(say("Evidence"), own["grade"], words.GRADES),
    )
    return drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(_classes(own, has_time=bool(units))),
        colours.area_styles([*colours.RATES, *HOTSPOTS, *EMERGING]),
        (SHOWN,),
        areas["area_name"].tolist(),
        facts,
    )


def _classes(own: pd.DataFrame, *, has_time: bool) -> NDArray[np.int64]:
    """Return places in the list of styles, one row a choice: rates, hot spots, emerging, time."""
    unknown = len(colours.RATES) + len(HOTSPOTS) + len(EMERGING)
    rate = colours.classes(own["rate_per_100k"], RATE_BREAKS)
    rows = [np.where(rate == len(colours.RATES), unknown, rate)]
    first = len(colours.RATES)
    for column, palette in (("hotspot", colours.HOTSPOTS), ("emerging", colours.EMERGING)):
        place = pd.Index(list(palette)).get_indexer(pd.Index(own[column]))
        rows.append(np.where(place < 0, unknown, first + place))
        first += len(palette)
    if has_time:
        rows.append(np.full(len(own), unknown))
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
        drawing.named(say("Date"), exact["date"].dt.date),
        drawing.measured(say("Deaths, best estimate"), exact["deaths_best"], is_in_tip=True),
        drawing.named(say("Place"), exact["place_name"]),
        drawing.worded(say("Place taken as exact"), exact["is_precision_assumed"], words.YES_NO),
        drawing.named(say("Source"), exact["source"]),
    )
    return drawing.Layer(
        "incidents",
        "circle",
        slim.points(exact.geometry),
        drawing.columns([0] * len(exact)),
        [colours.circle_style(INCIDENT_COLOUR, radius=3, near=5)],
        titles=exact["event_type"].fillna(say("Incident")).tolist(),
        facts=facts,
    )


def _legend(units: Sequence[Periods], *, has_points: bool) -> list[str]:
    """Return the legend's blocks."""
    rates = [*_ranges(RATE_BREAKS), _unknown(say("Unknown: no people known"))]
    parts = [
        legend.noted(rates, say("Incidents per 100,000 people a year.")),
        legend.noted(
            _worded(colours.HOTSPOTS, words.HOTSPOTS), say("High rates that lie together.")
        ),
        legend.noted(
            _worded(colours.EMERGING, words.EMERGING), say("How hot spots behave in time.")
        ),
        legend.either(UNIT, [_period_classes(unit, rates) for unit in units]),
    ]
    arrows = [
        legend.Entry(say("Rising"), colours.INK, "icon up"),
        legend.Entry(say("Falling"), colours.INK, "icon down"),
    ]
    points = [legend.Entry(say("Incident at an exact place"), INCIDENT_COLOUR, "circle")]
    return [
        legend.block("areas", say("Areas"), body=legend.either(SHOWN, parts)),
        legend.block("trends", say("Trend"), arrows),
        *([legend.block("incidents", say("Incidents"), points)] if has_points else []),
        legend.block("roads", say("Roads"), [legend.Entry(say("Road"), "#7c8792", "thin")]),
    ]


def _period_classes(unit: Periods, rates: Sequence[legend.Entry]) -> str:
    """Return the classes of a unit of time, which hold for all of its periods."""
    if unit.rate is not None:
        said = say("Incidents of the year per 100,000 people; the same classes for all years.")
        return legend.noted(rates, said)
    none, *more = _ranges(timeline.COUNT_BREAKS)
    counts = [legend.Entry(say("none"), none.colour), *more]
    return legend.noted(counts, say("Incidents in the month; the same classes for all months."))


def _ranges(breaks: Sequence[float]) -> list[legend.Entry]:
    named = zip(legend.ranges(breaks), colours.RATES, strict=True)
    return [legend.Entry(name, colour) for name, colour in named]


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
        say(
            "Over {low_km} to {high_km} km and {low} to {high} days apart: {pairs} pairs, chance "
            "gives {expected} (p {p}).",
            low_km=language.short(low_km),
            high_km=language.short(high_km),
            low=language.short(low),
            high=language.short(high),
            pairs=words.number(pairs),
            expected=words.number(expected, 1),
            p=words.number(p, 3),
        )
        for low_km, high_km, low, high, pairs, expected, p in told[BANDS].to_numpy().tolist()
    ]


def _fates(stability_region: pd.DataFrame) -> list[str]:
    """Return one line a fate: how many incidents and deaths."""
    own = stability_region.set_index("fate")
    return [
        say(
            "{fate}: {incidents}, {deaths}",
            fate=name,
            incidents=say_many("{n} incident", "{n} incidents", own["incidents_count"][fate]),
            deaths=say_many("{n} death", "{n} deaths", own["deaths_best"][fate]),
        )
        for fate, name in words.FATES.items()
        if fate in own.index
    ]
