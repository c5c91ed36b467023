"""The access page: how many people of each area are near a service, by type and scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import colours, drawing, frame, legend, notes, seasons, slim, tiles, words
from pipeline.page.colours import MINUTE_BREAKS
from pipeline.page.escape import text
from pipeline.page.language import Words, say, say_many, short, spoken
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

MOST_SHOWN_AT_FIRST = 400
BANDS_MIN = (30, 60, 120, 240)
OVER = ("service", "scenario")
OF_TYPE = "service_type"
HUB = "hub"
BANDS = Words(
    {
        "band_30_min_share": "Up to 30 min",
        "band_60_min_share": "Over 30 to 60 min",
        "band_120_min_share": "Over 60 to 120 min",
        "band_240_min_share": "Over 120 to 240 min",
        "beyond_share": "Over 240 min",
        "unreachable_share": "Unreachable",
        "insecure_share": "Of these only past insecure roads",
        "unknown_share": "Nothing can be said",
        "map_gap_share": "Of these where too few roads are mapped",
    }
)
UNITS = Words({"services": "services", "capacity": "capacity (beds, staff)"})
NO_MINUTES = Words(
    {
        "none": "no way in this scenario",
        "unknown": "unknown",
        "insecure": "only past insecure roads",
    }
)
"""What is said of communities that have no minutes, or not safely, after those that do."""
COMMUNITY_COLOURS = (
    *colours.MINUTES,
    colours.STATUSES["unreachable"],
    colours.UNKNOWN,
    colours.STATUSES["conditional"],
)
UNKNOWN, INSECURE = len(MINUTE_BREAKS) + 2, len(MINUTE_BREAKS) + 3
"""Their places among the colours."""
SERVICE_STATUSES = Words({"open": "Open", "closed": "Closed", "unknown": "Unknown"})
MEDIAN_COLOURS = (*colours.MINUTES, colours.STATUSES["unreachable"], colours.UNKNOWN)
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

    A third switch colours areas by another band, or by the median. The headline service comes
    first, hubs last. Areas where nothing is known of more than half of the people are grey. Where
    communities are too many, the page reads them from the file that `communities_pmtiles` makes.
    """
    types = sorted(service_types, key=lambda name: (name != headline_service, name))
    ordered = seasons.ordered(scenarios)
    switches = {OF_TYPE: [*types, HUB], "scenario": ordered}
    bands = sorted(BANDS_MIN, key=lambda top: (top != access_within_min, top))
    roads, left_out = drawing.roads(network)
    services = drawing.close_together(services)
    has_tiles = tiles.has_too_many_times(communities, switches)
    circles = [] if has_tiles else [_communities(areas, communities, reach, services, switches)]
    layers = [
        _areas(areas, access, rural_access, mapped_roads, catchments, switches, bands),
        roads,
        *circles,
        _services(services, switches),
    ]
    page = frame.Page(
        name="access.html",
        day=frame.day(as_of),
        evidence=frame.graded(access.drop_duplicates("area_id")["grade"]),
        lead=say(
            "How many people live near a service, along the roads that the chosen season and "
            "vehicle leave open. Darker means worse; grey is unknown."
        ),
        switches=(
            legend.switch(
                "service", say("Service"), [words.service(name) for name in switches[OF_TYPE]]
            ),
            *seasons.switches(scenarios),
            legend.switch("view", say("Colour areas by"), _views(bands)),
        ),
        blocks=_legend(
            bands,
            _none_open(reach, switches[OF_TYPE]),
            is_on=len(communities) <= MOST_SHOWN_AT_FIRST,
            has_tiles=has_tiles,
        ),
        corner={
            say("Near"): say("within {n} min", n=access_within_min),
            say("Communities"): words.number(len(communities)),
        },
        about=_about(
            [*frame.left_out(left_out), *(_not_in_file() if has_tiles else [])],
            _evenness(equity, switches),
            catchment_min,
        ),
    )
    data = {
        "switches": ["view", *OVER],
        "layers": [layer.plain() for layer in layers],
        "labels": drawing.labels(areas, communities, has_dots=False),
    }
    if has_tiles:
        data["tiles"] = _tiles(switches, tiles.stamp(communities, reach, as_of))
        data["places"] = {"communities": drawing.places(communities, areas)}
    return frame.map_page(page, data, setting, bounds=slim.bounds(areas))


def _areas(
    areas: gpd.GeoDataFrame,
    access: pd.DataFrame,
    rural_access: pd.DataFrame,
    mapped_roads: pd.DataFrame,
    catchments: pd.DataFrame,
    switches: Switches,
    bands: Sequence[int],
) -> drawing.Layer:
    """Return the areas by share of people near the service, for each band, and by the median."""
    ids = areas["area_id"].tolist()
    column = drawing.by_switch(access, "area_id", ids, switches)
    near = [column(f"within_{top}_min_share") for top in bands]
    is_unknown = column("unknown_share") > drawing.MOST_UNKNOWN_SHARE
    supply = drawing.by_switch(catchments, "area_id", ids, {OF_TYPE: switches[OF_TYPE]})
    rural = rural_access.set_index("area_id").reindex(ids)
    mapped = mapped_roads.set_index("area_id").reindex(ids)
    facts = (
        drawing.measured(say("People"), column("people")[0, 0], is_in_tip=True),
        drawing.percent(say("Within {n} min", n=bands[0]), near[0], over=OVER, is_in_tip=True),
        *(drawing.percent(BANDS[name], column(name), over=OVER) for name in BANDS),
        drawing.measured(
            say("Median time"), column("median_min"), "min", over=OVER, is_in_tip=True
        ),
        drawing.measured(say("90th percentile"), column("p90_min"), "min", over=OVER),
        drawing.measured(say("People unreachable"), column("people_unreachable"), over=OVER),
        drawing.Fact(
            say("Supply per {n} people (2SFCA)", n=words.number(1000)),
            drawing.columns(supply("two_step_per_1k"), digits=3),
            OVER[:1],
            digits=3,
            is_brief=True,
        ),
        drawing.worded(
            say("Supply counted in"), supply("supply_unit"), UNITS, over=OVER[:1], is_brief=True
        ),
        drawing.Fact(
            say("People without any in the catchment"),
            drawing.columns(supply("people_without")),
            OVER[:1],
            is_brief=True,
        ),
        drawing.worded(
            say("Evidence for supply"), supply("grade"), words.GRADES, over=OVER[:1], is_brief=True
        ),
        drawing.percent(say("Rural people near an all-season road"), rural["all_season_share"]),
        drawing.measured(
            say("Mapped roads"), mapped["road_km_per_km2"], say("km per km\u00b2"), digits=2
        ),
        drawing.percent(say("Road surface guessed"), mapped["guessed_surface_share"]),
        drawing.worded(say("Evidence"), column("grade")[0, 0], words.GRADES),
    )
    return drawing.Layer(
        "areas",
        "area",
        slim.areas(areas.geometry),
        drawing.columns(_classes(near, column("median_min"), is_unknown)),
        [*colours.area_styles(colours.SHARES), *colours.area_styles(MEDIAN_COLOURS)],
        ("view", *OVER),
        areas["area_name"].tolist(),
        facts,
    )


def _classes(
    near: Sequence[NDArray[Any]], median_min: NDArray[Any], is_unknown: NDArray[Any]
) -> NDArray[np.int64]:
    """Return the style of each area by view: shares of each band, then the median."""
    shares = colours.classes(np.where(is_unknown, np.nan, np.stack(near)), colours.SHARE_BREAKS)
    medians = colours.classes(median_min, MINUTE_BREAKS)
    medians = np.where(is_unknown, len(colours.MINUTES) + 1, medians)
    return np.concatenate([shares, medians[None] + len(colours.SHARES) + 1])


def _views(bands: Sequence[int]) -> list[str]:
    """Return what areas can be coloured by."""
    return [*(say("People within {n} min", n=top) for top in bands), say("Median time")]


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
        drawing.measured(say("People"), communities["people"], is_in_tip=True),
        drawing.minutes(
            say("Travel time"), minutes, "min", MINUTE_BREAKS, over=OVER, is_in_tip=True
        ),
        drawing.worded(say("Reason"), reason, words.REASONS, over=OVER, is_in_tip=True),
        drawing.Fact(
            say("Nearest"),
            drawing.codes(column("service_id"), dict.fromkeys(services["service_id"], "")),
            OVER,
            names_of="services",
        ),
        drawing.named(say("Area"), communities["area_id"].map(area_names)),
        drawing.worded(say("Evidence for people"), communities["people_grade"], words.GRADES),
    )
    radius = drawing.dot_radius(len(communities), DOT_SHARE, LARGEST_DOT_PX)
    return drawing.Layer(
        "communities",
        "circle",
        slim.points(communities.geometry),
        classes,
        [colours.circle_style(colour, radius=radius, near=5) for colour in COMMUNITY_COLOURS],
        OVER,
        communities["community_name"].tolist(),
        facts,
        is_on=len(communities) <= MOST_SHOWN_AT_FIRST,
    )


def _tiles(switches: Switches, stamp: str) -> dict[str, Any]:
    """Return what the page is told of the file with its communities."""
    styles = [colours.circle_style(colour, radius=LARGEST_DOT_PX) for colour in COMMUNITY_COLOURS]
    kinds, scenarios = switches.values()
    return tiles.told(
        stamp,
        over=OVER,
        keys=[[tiles.key(kind, scenario) for scenario in scenarios] for kind in kinds],
        styles=styles,
        own={"unknown": UNKNOWN, "insecure": INSECURE},
        tip=("people", "time", "reason"),
        reasons=words.REASONS,
        breaks=MINUTE_BREAKS,
    )


def _not_in_file() -> list[str]:
    """Return what a page whose communities are in a file does not tell, a sentence each."""
    return [
        tiles.told_apart(),
        say("Which service is the nearest is not in the file; layers and exports hold it."),
    ]


def _services(services: gpd.GeoDataFrame, switches: Switches) -> drawing.Layer:
    """Return the services; of each type only while it is chosen, of hubs none."""
    kinds = services["service_type"].to_numpy()
    is_hidden = [np.where(kinds == chosen, 0, 1) for chosen in switches["service_type"]]
    facts = (
        drawing.named(say("Type"), services["service_type"].map(words.service)),
        drawing.worded(say("Status"), services["status"], SERVICE_STATUSES, is_in_tip=True),
        drawing.worded(say("Status assumed"), services["is_status_assumed"], words.YES_NO),
        drawing.measured(say("Capacity"), services["capacity"]),
        drawing.named(say("Source"), services["source"]),
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
        services["service_name"].fillna(say("Unnamed")).tolist(),
        facts,
    )


def _none_open(reach: pd.DataFrame, types: Sequence[str]) -> str:
    """Return why nobody is near one, shown while a type is chosen of which none is open."""
    without = set(reach.loc[reach["reason"] == "no_service", OF_TYPE])
    said = {
        kind: say("The region has no hub, so nobody is near one.")
        if kind == HUB
        else say("No service of this type is open in the region, so nobody is near one.")
        for kind in types
    }
    return "".join(
        legend.only("service", place, f'<p class="note">{text(said[kind])}</p>')
        for place, kind in enumerate(types)
        if kind in without
    )


def _legend(bands: Sequence[int], none_open: str, *, is_on: bool, has_tiles: bool) -> list[str]:
    """Return the legend's blocks; that of the areas follows the switch."""
    minutes = legend.ranges(MINUTE_BREAKS, " min")
    unknown = legend.Entry(say("Unknown for most people"), colours.UNKNOWN, "box unknown")
    medians = [
        legend.Entry(label, colour)
        for label, colour in zip(
            [*minutes, say("nobody reaches one")], MEDIAN_COLOURS, strict=False
        )
    ]
    choices = [
        *(([*legend.shares(), unknown], _near_note(top)) for top in bands),
        (
            [*medians, unknown],
            say("Half of the people who reach one need no longer; who does not, does not count."),
        ),
    ]
    circles = [
        legend.Entry(label, colour, "circle")
        for label, colour in zip([*minutes, *NO_MINUTES.values()], COMMUNITY_COLOURS, strict=True)
    ]
    title = say("Communities by travel time")
    ring = legend.Entry(say("Of the type"), SERVICE_COLOUR, "ring")
    return [
        legend.block("areas", say("Areas"), body=legend.by_choice("view", choices) + none_open),
        tiles.block(title, legend.listed(circles), without=say("Without it no community is drawn."))
        if has_tiles
        else legend.block("communities", title, circles, is_on=is_on),
        legend.block("services", say("Services"), [ring]),
        legend.block("roads", say("Roads"), [legend.Entry(say("Road"), "#7c8792", "thin")]),
    ]


def _near_note(within_min: int) -> str:
    return say_many(
        "Share of people who reach one within {n} minute.",
        "Share of people who reach one within {n} minutes.",
        within_min,
    )


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
        say(
            "Who does not reach one, or not safely, has no minutes and is in neither fifth. The "
            "Gini coefficient is 0 where all need the same time."
        ),
    ]


def _even(kind: str, row: Mapping[Any, Any]) -> str:
    """Return how evenly minutes to one service fall on people."""
    name = words.service(kind)
    if not row["people_counted"]:
        return say("{name}: nobody reaches one.", name=name)
    return say(
        "{name}: of those who reach one, the nearest fifth need {low} min and the furthest {high} "
        "min (Gini {gini}); {share} do not.",
        name=name,
        low=words.number(row["best_fifth_min"]),
        high=words.number(row["worst_fifth_min"]),
        gini=words.number(row["gini"], 2),
        share=words.percent(row["without_share"]),
    )


def _about(left_out: list[str], evenness: list[str], catchment_min: float) -> dict[str, list[str]]:
    """Return methods, assumptions and what was left out, in plain words."""
    return {
        say("How even it is"): evenness,
        say("Method"): [
            say(
                "Time is that of the fastest way along the roads, with the walk from the community "
                "to the road and from the road to the service. Bands hold their upper end."
            ),
            say("An area's shares count people where they live, not ground."),
            say(
                "Who has a way only past insecure roads counts as unreachable, and so does who is "
                "beyond the time limit; the community still shows the minutes of the fastest way."
            ),
            say(
                "Where nothing is known of more than half of the people, because too few roads are "
                "mapped, the area is grey: unknown is not unreachable."
            ),
        ],
        say("Supply"): [
            say_many(
                "2SFCA (two-step floating catchments) shares each service out among all people "
                "within {minutes} minute of it, in the first scenario: its capacity, such as beds, "
                "where sources state one for enough of the type, else 1 a service.",
                "2SFCA (two-step floating catchments) shares each service out among all people "
                "within {minutes} minutes of it, in the first scenario: its capacity, such as "
                "beds, where sources state one for enough of the type, else 1 a service.",
                catchment_min,
                minutes=short(catchment_min),
            ),
        ],
        say("Assumptions"): [
            say(
                "Speeds come from the region file's table by road class, capped by surface and "
                "reduced by season and vehicle."
            ),
            notes.open_services(),
            notes.grades(),
        ],
        say("Left out"): left_out,
    }
