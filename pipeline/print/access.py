"""The access sheet: what share of each area's people is near a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.page import colours, legend, notes, words
from pipeline.page.colours import SHARE_BREAKS
from pipeline.page.drawing import MOST_UNKNOWN_SHARE
from pipeline.page.language import say, say_many
from pipeline.print import told
from pipeline.print.contents import Fill, List, Listed, Places, Sign, Theme
from pipeline.print.names import calm

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.print.source import Source


def access(source: Source, service: str, scenario: str) -> Theme:
    """Return the areas by share of people near a service, in a scenario, with the services.

    Areas where nothing is known of more than half of the people are unknown.
    """
    within_min = source.region.resilience.access_within_min
    table = source.table("access")
    is_asked = (table["service_type"] == service) & (table["scenario"] == scenario)
    own = source.by_area(table[is_asked])
    near = own[f"within_{within_min}_min_share"].mask(own["unknown_share"] > MOST_UNKNOWN_SHARE)
    fills = [Fill(entry.label, entry.colour) for entry in legend.shares()]
    name = words.service(service)
    places = _services(source, service) if service != told.HUB else told.hubs(source)
    return Theme(
        heading=say("Access: {service}", service=name),
        lead=say_many(
            "How many people live within {n} minute of a service, along the roads that season and "
            "vehicle leave open. Darker means worse.",
            "How many people live within {n} minutes of a service, along the roads that season "
            "and vehicle leave open. Darker means worse.",
            within_min,
        ),
        fills=(*fills, told.unknown(say("Unknown for most people"))),
        fill_title=say("People within {minutes} min", minutes=within_min),
        fill_of=colours.classes(near, SHARE_BREAKS),
        people=own["people"].to_numpy(float),
        is_unsure=np.zeros(len(own), bool),
        places=(places,),
        list=_furthest(source, own),
        facts=(
            (say("Scenario"), words.scenario(scenario)),
            (say("Service"), name),
            (say("Near"), say("within {minutes} min", minutes=within_min)),
        ),
        grades=own["grade"].to_numpy(object),
        notes=(
            say(
                "Time is that of the fastest way along the roads, with the walk from the "
                "community to the road and from the road to the service."
            ),
            say(
                "Where nothing is known of more than half of the people, because too few roads "
                "are mapped, the area is unknown: unknown is not unreachable."
            ),
            notes.open_services(),
        ),
    )


def _services(source: Source, service: str) -> Places:
    """Return the services of a type, closed ones left out."""
    table = source.table("services")
    own = table[(table["service_type"] == service) & (table["status"] != "closed")]
    own = own.sort_values("service_id")
    xy = np.column_stack([own.geometry.x, own.geometry.y])
    sign = Sign(say("Service, not closed"), "o", "white", 1.3, "black")
    return Places(sign, xy, source.area_rows(own["area_id"]))


def _furthest(source: Source, own: pd.DataFrame) -> List:
    """Return the areas with most people who do not reach the service."""
    names = source.areas.set_index("area_id")["area_name"]
    rows = own[own["people_unreachable"].round() > 0].reset_index()
    rows = rows.sort_values(["people_unreachable", "area_id"], ascending=[False, True])
    at = source.area_rows(rows["area_id"])
    people = map(told.people, rows["people_unreachable"])
    return List(
        say("Most people who do not reach one"),
        tuple(map(Listed, map(calm, rows["area_id"].map(names).astype(str)), people, at.tolist())),
        say("Everyone of whom something is known reaches one."),
    )
