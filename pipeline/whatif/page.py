"""The map of a what-if: who gains and who loses, and how it was before and would be after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, frame, legend, seasons, slim, words
from pipeline.page.language import Words, say, spoken
from pipeline.whatif.differences import SAME
from pipeline.whatif.panel import (
    CHANGE_COLOURS,
    CHANGE_WORDS,
    DEED_COLOURS,
    DEEDS,
    MINUTE_BREAKS,
    TIME_COLOURS,
    about,
    blocks,
    lead,
)
from pipeline.withheld import published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from pipeline.built import Layers

OVER = ("view", "service", "scenario")
INNER = OVER[1:]
VIEWS = Words({"change": "Change", "before": "Before", "after": "After"})
SIDES = ("before", "after")
FACTS = Words(
    {
        "status_before": "Status before",
        "reason_before": "Reason before",
        "status_after": "Status after",
        "reason_after": "Reason after",
    }
)
HUB = "hub"
LARGEST = 10
EDGE_PX = 0.9
"""Under 1, so that it gets thinner where circles are small: edges alone would make a black mass."""
DEED_STYLES = [
    {"color": colour, "weight": 6, "dashArray": "7 6" if deed == "closed" else None}
    for deed, colour in DEED_COLOURS.items()
]
SPOT_STYLES = [
    {"color": colour, "weight": 3.5, "radius": 7, "fillColor": "#ffffff", "fillOpacity": 1}
    for colour in DEED_COLOURS.values()
]
SERVICE_STYLE = {
    "color": "#ffffff",
    "weight": 1.5,
    "radius": 6,
    "fillColor": DEED_COLOURS["added"],
    "fillOpacity": 1,
}
DOT_SHARE, LARGEST_DOT_PX = 0.3, 3.5
STILL_SHARE, LARGEST_STILL_PX = 0.22, 2.0
LARGEST_RADIUS = 18.0
LEAST_SHARE, MOST_LEAST_PX = 0.35, 3.2


@spoken
def page(
    layers: Layers,
    after: Mapping[str, Any],
    changes: pd.DataFrame,
    *,
    links: gpd.GeoDataFrame,
    added: gpd.GeoDataFrame,
    told: Sequence[str],
) -> str:
    """Page of communities by what changes for them, switched to before and after.

    It speaks the parameter `language`. Service types come first that change for most people in the
    base scenario, hubs last of equals.

    Parameters
    ----------
    layers
        The region's tables as they are.
    after
        `network` and others as they would be.
    links
        Links that were closed, opened or added, by `deed`.
    added
        Services that were added.
    told
        What was changed, in words.
    """
    own = layers.steps["isolation.html"].parameters
    areas, hubs = layers.table("areas"), layers.table("hubs")
    shown, setting = _published(layers, own)
    communities = drawing.neighbours_first(shown["communities"])
    changes = _of_shown(changes, communities, shown["services"], added)
    scenarios = seasons.ordered(own["scenarios"])
    switches = {"service_type": _types(changes, scenarios[0]), "scenario": scenarios}
    roads, left_out = drawing.roads(after["network"])
    column = drawing.by_switch(changes, "community_id", communities["community_id"], switches)
    circles = _communities(areas, communities, column)
    lines, spots = _links(links)
    marks = [lines, spots, _services(added, switches), drawing.stars(hubs)]
    types = [words.service(name) for name in switches["service_type"]]
    told_page = frame.Page(
        name="whatif.html",
        heading=say("What if"),
        day=frame.day(layers.table("as_of")),
        evidence=frame.graded(communities["people_grade"]),
        evidence_of=say("Communities by evidence"),
        lead=lead(links, added),
        switches=(
            legend.switch("view", say("Show"), list(VIEWS.values())),
            legend.switch("service", say("Service"), types),
            *seasons.switches(scenarios),
        ),
        blocks=blocks(circles.size or {}, links, added),
        list_title=say("The {n} largest communities that gain or lose", n=LARGEST),
        list_note=say("People; what changes, minutes before and after."),
        corner={say("Communities"): words.number(len(communities))},
        about=about([layers.table("network"), shown["services"]], links, told, left_out),
    )
    data = {
        "switches": list(OVER),
        "layers": [layer.plain() for layer in (drawing.ground(areas), roads, circles, *marks)],
        "labels": drawing.labels(areas, communities, hubs, has_dots=False),
        "list": {
            "layer": "communities",
            "over": list(INNER),
            "values": _largest(communities, column("change")),
            "count": 0,
            "why": [1, 2, 3],
        },
        "numbers": {"over": list(INNER), "values": _people(changes, switches)},
    }
    return frame.map_page(told_page, data, setting, bounds=slim.bounds(areas))


def _published(layers: Layers, own: Mapping[str, Any]) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Return tables and setting with what a published region keeps back; else as they are."""
    tables = {name: layers.table(name) for name in ("areas", "communities", "services")}
    if own["publish"] is None:
        return tables, own["setting"]
    shown, withheld = published(tables, own["publish"])
    return shown, {**own["setting"], "withheld": withheld}


def _of_shown(
    changes: pd.DataFrame,
    communities: gpd.GeoDataFrame,
    services: gpd.GeoDataFrame,
    added: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Return the changes of the types that are shown, with the people that are."""
    types = {*services["service_type"], *added["service_type"], HUB}
    shown = changes[changes["service_type"].isin(types)]
    people = communities.set_index("community_id")["people"]
    return shown.assign(people=shown["community_id"].map(people))


def _types(changes: pd.DataFrame, base: str) -> list[str]:
    """Return the service types, those first that change for most people."""
    here = changes[changes["scenario"] == base]
    people = here["people"].where(here["change"] != SAME, 0).groupby(here["service_type"]).sum()
    return sorted(people.index, key=lambda name: (-people[name], name == HUB, name))


def _communities(areas: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, column: Any) -> Any:  # noqa: ANN401
    """Return the communities by change, and by minutes before and after."""
    change = column("change")
    place = pd.Index([*CHANGE_WORDS]).get_indexer(change.ravel()).reshape(change.shape)
    times = [
        _bands(column(f"minutes_{side}"), column(f"status_{side}")) + len(CHANGE_WORDS)
        for side in SIDES
    ]
    area_names = dict(zip(areas["area_id"], areas["area_name"], strict=True))
    facts = (
        drawing.measured(say("People"), communities["people"], is_in_tip=True),
        drawing.worded(say("Change"), change, CHANGE_WORDS, over=INNER, is_in_tip=True),
        *(
            drawing.measured(
                VIEWS[side], column(f"minutes_{side}"), "min", over=INNER, is_in_tip=True
            )
            for side in SIDES
        ),
        *(
            drawing.worded(
                FACTS[name],
                column(name),
                words.STATUSES if name.startswith("status") else words.REASONS,
                over=INNER,
            )
            for name in FACTS
        ),
        drawing.named(say("Area"), communities["area_id"].map(area_names)),
        drawing.worded(say("Evidence for people"), communities["people_grade"], words.GRADES),
    )
    count = len(communities)
    still = {
        "radius": drawing.dot_radius(count, STILL_SHARE, LARGEST_STILL_PX),
        "near": 3,
        "weight": 0,
        "fillColor": CHANGE_COLOURS[-1],
        "fillOpacity": 0.9,
    }
    moved = [colours.circle_style(colour, weight=EDGE_PX) for colour in CHANGE_COLOURS[:-1]]
    radius = drawing.dot_radius(count, DOT_SHARE, LARGEST_DOT_PX)
    bands = [colours.circle_style(colour, radius=radius, near=5) for colour in TIME_COLOURS]
    return drawing.Layer(
        "communities",
        "circle",
        slim.points(communities.geometry),
        drawing.columns(np.stack([place, *times])),
        [*moved, still, *bands],
        OVER,
        communities["community_name"].tolist(),
        facts,
        _size(communities["people"].fillna(0).to_numpy(), change != SAME),
    )


def _bands(minutes: NDArray[Any], status: NDArray[Any]) -> NDArray[np.int64]:
    """Return the band of each community that is reached, else no way or unknown."""
    found = colours.classes(minutes.astype(float), MINUTE_BREAKS)
    found[status != "reachable"] = len(MINUTE_BREAKS) + 1
    found[status == "unknown"] = len(MINUTE_BREAKS) + 2
    return found


def _size(people: NDArray[Any], is_shown: NDArray[np.bool_]) -> dict[str, float]:
    """Return how large the circles of those are for whom something changes."""
    most = max(1.0, float(people[is_shown.any(axis=(0, 1))].max(initial=0)))
    return {
        "fact": 0,
        "factor": round(LARGEST_RADIUS / float(np.sqrt(most)), 5),
        "least": drawing.dot_radius(len(people), LEAST_SHARE, MOST_LEAST_PX),
        "near": 5,
        "most": LARGEST_RADIUS,
    }


def _largest(communities: gpd.GeoDataFrame, change: NDArray[Any]) -> list[list[list[int]]]:
    """Return the rows of the largest communities for whom something changes."""
    people, ids = communities["people"].to_numpy(float), communities["community_id"].to_numpy(str)
    order = np.lexsort((ids, -people))
    return [
        [order[scenario[order] != SAME][:LARGEST].tolist() for scenario in service]
        for service in change
    ]


def _people(changes: pd.DataFrame, switches: Mapping[str, list[str]]) -> list[list[list[str]]]:
    """Return the people for whom something changes, and for whom nothing does, in words."""
    people = changes.groupby([*switches, "change"])["people"].sum()
    return [
        [
            [words.number(people.get((kind, scenario, change), 0)) for change in CHANGE_WORDS]
            for scenario in switches["scenario"]
        ]
        for kind in switches["service_type"]
    ]


def _links(links: gpd.GeoDataFrame) -> tuple[drawing.Layer, drawing.Layer]:
    """Return the links that were closed, opened or added, and a ring amid each, to be found by."""
    facts = (
        drawing.worded(say("What if"), links["deed"], DEEDS, is_in_tip=True),
        drawing.measured(say("Length"), links["length_m"] / 1000, "km", digits=1),
        drawing.named(say("Link"), links["link_id"]),
        drawing.named(say("Source"), links["source"]),
    )
    deeds = drawing.codes(links["deed"], DEEDS)
    titles = links["road_name"].fillna(say("Unnamed road")).tolist()
    amid = links.geometry.interpolate(0.5, normalized=True)
    lines, rings = slim.lines(links.geometry), slim.points(amid)
    return (
        drawing.Layer("links", "line", lines, deeds, DEED_STYLES, titles=titles, facts=facts),
        drawing.Layer("spots", "circle", rings, deeds, SPOT_STYLES, titles=titles, facts=facts),
    )


def _services(added: gpd.GeoDataFrame, switches: Mapping[str, list[str]]) -> drawing.Layer:
    """Return the added services, each while its type is chosen."""
    kinds = added["service_type"].to_numpy()
    is_hidden = [np.where(kinds == chosen, 0, 1) for chosen in switches["service_type"]]
    facts = (
        drawing.named(say("Type"), added["service_type"].map(words.service)),
        drawing.named(say("Source"), added["source"]),
    )
    return drawing.Layer(
        "services",
        "circle",
        slim.points(added.geometry),
        drawing.columns(is_hidden),
        [SERVICE_STYLE, {"hidden": True}],
        ("service",),
        added["service_name"].fillna(say("Unnamed")).tolist(),
        facts,
    )
