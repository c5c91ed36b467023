"""The access page: how many people of each area are near a service, by type and scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import colours, drawing, frame, legend, slim, words
from pipeline.page.language import spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

MINUTE_BREAKS = (30, 60, 120, 240)
MOST_SHOWN_AT_FIRST = 400
OVER = ("service", "scenario")
OF_TYPE = "service_type"
HUB = "hub"
BANDS = {
    "band_30_min_share": "Up to 30 min",
    "band_60_min_share": "31 to 60 min",
    "band_120_min_share": "61 to 120 min",
    "band_240_min_share": "121 to 240 min",
    "beyond_share": "Over 240 min",
    "unreachable_share": "Unreachable",
    "insecure_share": "Of these only past insecure roads",
    "unknown_share": "Nothing can be said",
    "map_gap_share": "Of these where too few roads are mapped",
}
UNITS = {"services": "services", "capacity": "capacity (beds, staff)"}
COMMUNITIES = {
    **dict(zip(legend.ranges(MINUTE_BREAKS, " min"), colours.MINUTES, strict=True)),
    "no way in this scenario": colours.STATUSES["unreachable"],
    "unknown": colours.UNKNOWN,
    "only past insecure roads": colours.STATUSES["conditional"],
}
UNKNOWN, INSECURE = len(MINUTE_BREAKS) + 2, len(MINUTE_BREAKS) + 3
"""Their places in the list."""
SERVICE_STATUSES = {"open": "Open", "closed": "Closed", "unknown": "Unknown"}
SERVICE_COLOUR = colours.INK

TIME, REASON = 1, 2
"""Places of the communities' facts that their classes follow from."""

DOT_SHARE, LARGEST_DOT_PX = 0.3, 3.5
RING_SHARE, LARGEST_RING_PX = 0.15, 4.2

Switches = dict[str, list[str]]


@spoken
@withholding
def access(
    *,
    areas: gpd.GeoDataFrame,
    network: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    access: pd.DataFrame,
    reach: pd.DataFrame,
    rural_access: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    catchments: pd.DataFrame,
    equity: pd.DataFrame,
    as_of: pd.DataFrame,
    setting: Mapping[str, Any],
    scenarios: Sequence[str],
    service_types: Sequence[str],
    headline_service: str,
    access_within_min: int,
    catchment_min: float,
) -> str:
    """Page of areas by share of people near a service, switched by service and scenario.

    The headline service comes first, hubs last. Areas where nothing is known of more than half
    of the people are grey.
    """
    types = sorted(service_types, key=lambda name: (name != headline_service, name))
    switches = {OF_TYPE: [*types, HUB], "scenario": list(scenarios)}
    roads, left_out = drawing.roads(network)
    services = drawing.close_together(services)
    circles = _communities(areas, communities, reach, services, switches)
    layers = [
        _areas(areas, access, rural_access, mapped_roads, catchments, switches, access_within_min),
        roads,
        circles,
        _services(services, switches),
    ]
    page = frame.Page(
        name="access.html",
        day=frame.day(as_of),
        evidence=frame.graded(access.drop_duplicates("area_id")["grade"]),
        lead=f"How many people live within {access_within_min} minutes of a service, along the "
        "roads that the chosen season and vehicle leave open. Darker means worse; grey is unknown.",
        switches=(
            legend.switch("service", "Service", [words.service(name) for name in types] + ["Hub"]),
            legend.switch("scenario", "Scenario", [words.scenario(name) for name in scenarios]),
        ),
        blocks=_legend(access_within_min, is_on=circles.is_on),
        corner={"Near": f"within {access_within_min} min", "Communities": f"{len(communities):,}"},
        about=_about(left_out, _evenness(equity, switches), catchment_min),
    )
    data = {
        "switches": list(OVER),
        "layers": [layer.plain() for layer in layers],
        "labels": drawing.labels(areas, communities, has_dots=False),
    }
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _areas(
    areas: gpd.GeoDataFrame,
    access: pd.DataFrame,
    rural_access: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    catchments: pd.DataFrame,
    switches: Switches,
    within_min: int,
) -> drawing.Layer:
    """Return the areas by share of people near the service."""
    ids = areas["area_id"].tolist()
    column = drawing.by_switch(access, "area_id", ids, switches)
    near = np.sum([column(name) for name in drawing.near_bands(within_min)], axis=0)
    is_unknown = column("unknown_share") > drawing.MOST_UNKNOWN_SHARE
    supply = drawing.by_switch(catchments, "area_id", ids, {OF_TYPE: switches[OF_TYPE]})
    rural = rural_access.set_index("area_id").reindex(ids)
    mapped = mapped_roads.set_index("area_id").reindex(ids)
    facts = (
        drawing.measured("People", column("people")[0, 0], is_in_tip=True),
        drawing.percent(f"Within {within_min} min", near, over=OVER, is_in_tip=True),
        *(drawing.percent(BANDS[name], column(name), over=OVER) for name in BANDS),
        drawing.measured("Median time", column("median_min"), "min", over=OVER, is_in_tip=True),
        drawing.measured("90th percentile", column("p90_min"), "min", over=OVER),
        drawing.measured("People unreachable", column("people_unreachable"), over=OVER),
        drawing.Fact(
            "Supply per 1,000 people (2SFCA)",
            drawing.columns(supply("two_step_per_1k"), digits=3),
            OVER[:1],
            digits=3,
            is_brief=True,
        ),
        drawing.worded(
            "Supply counted in", supply("supply_unit"), UNITS, over=OVER[:1], is_brief=True
        ),
        drawing.Fact(
            "People without any in the catchment",
            drawing.columns(supply("people_without")),
            OVER[:1],
            is_brief=True,
        ),
        drawing.percent("Rural people near an all-season road", rural["all_season_share"]),
        drawing.measured("Mapped roads", mapped["road_km_per_km2"], "km per km\u00b2", digits=2),
        drawing.percent("Road surface guessed", mapped["guessed_surface_share"]),
        drawing.worded("Evidence", column("grade")[0, 0], words.GRADES),
    )
    return drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(colours.classes(np.where(is_unknown, np.nan, near), colours.SHARE_BREAKS)),
        colours.area_styles(colours.SHARES),
        OVER,
        areas["area_name"].tolist(),
        facts,
    )


def _communities(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    services: gpd.GeoDataFrame,
    switches: Switches,
) -> drawing.Layer:
    """Return the communities by minutes to the service."""
    communities = drawing.neighbours_first(communities)
    column = drawing.by_switch(reach, "community_id", communities["community_id"], switches)
    area_names = dict(zip(areas["area_id"], areas["area_name"], strict=True))
    minutes, reason = column("minutes").astype(float), column("reason")
    found = colours.classes(minutes, MINUTE_BREAKS)
    found[column("status") == "unknown"] = UNKNOWN
    found[reason == "insecure"] = INSECURE
    classes = drawing.ranged(
        found, minutes, MINUTE_BREAKS, reason, words.REASONS, number=TIME, word=REASON
    )
    facts = (
        drawing.measured("People", communities["people"], is_in_tip=True),
        drawing.minutes(
            "Travel time", minutes, "min", MINUTE_BREAKS, over=OVER, is_in_tip=True
        ),
        drawing.worded("Reason", reason, words.REASONS, over=OVER, is_in_tip=True),
        drawing.Fact(
            "Nearest",
            drawing.codes(column("service_id"), dict.fromkeys(services["service_id"], "")),
            OVER,
            names_of="services",
        ),
        drawing.named("Area", communities["area_id"].map(area_names)),
        drawing.worded("Evidence for people", communities["people_grade"], words.GRADES),
    )
    radius = drawing.dot_radius(len(communities), DOT_SHARE, LARGEST_DOT_PX)
    return drawing.Layer(
        "communities",
        "circle",
        slim.points(communities.geometry),
        classes,
        [colours.circle_style(colour, radius=radius, near=5) for colour in COMMUNITIES.values()],
        OVER,
        communities["community_name"].tolist(),
        facts,
        is_on=len(communities) <= MOST_SHOWN_AT_FIRST,
    )


def _services(services: gpd.GeoDataFrame, switches: Switches) -> drawing.Layer:
    """Return the services; of each type only while it is chosen, of hubs none."""
    kinds = services["service_type"].to_numpy()
    is_hidden = [np.where(kinds == chosen, 0, 1) for chosen in switches["service_type"]]
    facts = (
        drawing.named("Type", services["service_type"].map(words.service)),
        drawing.worded("Status", services["status"], SERVICE_STATUSES, is_in_tip=True),
        drawing.worded("Status assumed", services["is_status_assumed"], words.YES_NO),
        drawing.measured("Capacity", services["capacity"]),
        drawing.named("Source", services["source"]),
    )
    most = int(services["service_type"].value_counts().max()) if len(services) else 0
    radius = drawing.dot_radius(most, RING_SHARE, LARGEST_RING_PX)
    ring = {"color": SERVICE_COLOUR, "fillColor": "#ffffff", "fillOpacity": 1}
    sizes = {"radius": radius, "near": LARGEST_RING_PX, "weight": 1.6 if radius > 3 else 1.1}
    return drawing.Layer(
        "services",
        "circle",
        slim.points(services.geometry),
        drawing.columns(is_hidden),
        [{**ring, **sizes}, {"hidden": True}],
        OVER[:1],
        services["service_name"].fillna("Unnamed").tolist(),
        facts,
    )


def _legend(within_min: int, *, is_on: bool) -> list[str]:
    """Return the legend's blocks."""
    percents = [0, *(round(top * 100) for top in colours.SHARE_BREAKS), 100]
    shares = [
        legend.Entry(f"{low} to {high} %", colour)
        for low, high, colour in zip(percents, percents[1:], colours.SHARES, strict=False)
    ]
    unknown = legend.Entry("Unknown for most people", colours.UNKNOWN, "box unknown")
    circles = [legend.Entry(label, colour, "circle") for label, colour in COMMUNITIES.items()]
    return [
        legend.block("areas", f"People within {within_min} min", [*shares, unknown]),
        legend.block("communities", "Communities by travel time", circles, is_on=is_on),
        legend.block("services", "Services", [legend.Entry("Of the type", SERVICE_COLOUR, "ring")]),
        legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
    ]


def _evenness(equity: pd.DataFrame, switches: Switches) -> list[str]:
    """Return how evenly minutes fall on people, a line a service, in the first scenario."""
    scenario = switches["scenario"][0]
    rows = equity[equity["scenario"] == scenario].set_index(OF_TYPE)
    told = [kind for kind in switches[OF_TYPE] if kind in rows.index]
    if not told:
        return []
    lines = [
        _even(kind, row)
        for kind, row in zip(told, rows.loc[told].to_dict(orient="records"), strict=True)
    ]
    return [
        *lines,
        (
            "Who does not reach one, or not safely, has no minutes and is in neither fifth. The "
            "Gini coefficient is 0 where all need the same time."
        ),
    ]


def _even(kind: str, row: Mapping[Any, Any]) -> str:
    """Return how evenly minutes to one service fall on people."""
    name = words.service(kind)
    if not row["people_counted"]:
        return f"{name}: nobody reaches one."
    low, high = (words.number(row[f"{end}_fifth_min"]) for end in ("best", "worst"))
    return (
        f"{name}: of those who reach one, the nearest fifth need {low} min and the furthest {high} "
        f"min (Gini {words.number(row['gini'], 2)}); {words.percent(row['without_share'])} do not."
    )


def _about(left_out: list[str], evenness: list[str], catchment_min: float) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    return {
        "How even it is": evenness,
        "Method": [
            (
                "Time is that of the fastest way along the roads, with the walk from the community "
                "to the road and from the road to the service. Bands hold their upper end."
            ),
            "An area's shares count people where they live, not ground.",
            (
                "Who has a way only past insecure roads counts as unreachable, and so does who is "
                "beyond the time limit; the community still shows the minutes of the fastest way."
            ),
            (
                "Where nothing is known of more than half of the people, because too few roads are "
                "mapped, the area is grey: unknown is not unreachable."
            ),
        ],
        "Supply": [
            (
                "2SFCA (two-step floating catchments) shares each service out among all people "
                f"within {catchment_min:g} minutes of it, in the first scenario: its capacity, "
                "such as beds, where sources state one for enough of the type, else 1 a service."
            ),
        ],
        "Assumptions": [
            (
                "Speeds come from the region file's table by road class, capped by surface and "
                "reduced by season and vehicle."
            ),
            "A service whose source says nothing of its status is taken as open.",
            words.GRADE_NOTE,
        ],
        "Left out": frame.left_out(left_out),
    }
