"""What the words of one sheet are made from, and words that several parts of it share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import shapely

from pipeline.page import words
from pipeline.paper.positions import Position, bearing, bearing_words
from pipeline.sheet.driven import whole

if TYPE_CHECKING:
    from pipeline.sheet.contents import Spot
    from pipeline.sheet.driven import Driven
    from pipeline.sheet.source import Source

HOSPITAL = "hospital"


class Told(NamedTuple):
    """What the words of one sheet are made from."""

    source: Source
    community: dict[str, Any]
    reached: dict[str, Any]
    """Its row of `reach`, to the hub in the base scenario."""
    cut_off: dict[str, Any]
    """Its row of `isolation` in the base scenario; empty where it is reached."""
    driven: Driven | None
    spots: dict[str, Spot]
    where: shapely.Geometry
    """What incidents are measured from."""


def duration(minutes: float | None) -> str:
    """Return minutes as `2 h 05 min`, rounded; `closed` where there are none."""
    if minutes is None:
        return "closed"
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def times(driven: Driven) -> str:
    """Return the minutes of the whole way by season, and the vehicle."""
    said = []
    for scenario in driven.scenarios:
        season = scenario.partition("-")[0]
        said.append(f"{season} {duration(whole(driven, scenario))}")
    vehicle = driven.scenario.partition("-")[2]
    return f"{'; '.join(said)} ({words.VEHICLES.get(vehicle, vehicle)})"


def which_way(told: Told) -> str:
    """Return what the way is, in words."""
    driven = told.driven
    if driven and driven.road:
        return "The way to the nearest reached road"
    if driven and driven.opened:
        return "The way if its closed links were opened"
    scenario = driven.scenario if driven else told.source.base
    return f"The way in the {scenario.partition('-')[0]} season"


def beyond(told: Told, at: Position) -> str:
    """Return distance and bearing from a place to the community."""
    degrees, metres = bearing(at, told.spots["community"].at)
    return f"{metres / 1000:,.1f} km in a straight line, bearing {bearing_words(degrees)} true"


def service(source: Source, community: dict[str, Any]) -> dict[str, Any]:
    """Return the nearest service of `service_type`: by time, else by straight line; or none."""
    kind = service_type(source)
    found = source.row(
        "reach",
        community_id=community["community_id"],
        service_type=kind,
        scenario=source.base,
    )
    if pd.notna(found.get("service_id")):
        return source.row("services", service_id=found["service_id"]) | {"reach": found}
    every = source.tables["services"]
    own = every[(every["service_type"] == kind) & (every["status"] == "open")]
    if own.empty:
        return {}
    far_m = shapely.distance(own.geometry.to_numpy(), community["geometry"]).round(3)
    nearest = own.assign(far_m=far_m).sort_values(["far_m", "service_id"]).iloc[0]
    return dict(nearest) | {"reach": found}


def service_type(source: Source) -> str:
    """Return `hospital` where the region has such services, else the type access is judged by."""
    is_known = (source.tables["services"]["service_type"] == HOSPITAL).any()
    return HOSPITAL if is_known else source.region.resilience.access_service


def name_of_service(row: dict[str, Any]) -> str:
    """Return a service's name; its type and id where it has none."""
    if pd.notna(row["service_name"]) and str(row["service_name"]).strip():
        return str(row["service_name"])
    return f"{words.service(row['service_type'])} {row['service_id']}"
