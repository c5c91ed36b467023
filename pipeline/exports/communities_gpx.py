"""Communities as way points for receivers and phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpxpy.gpx import GPXWaypoint

from pipeline.field import MOST_PLACES, heading, places
from pipeline.formats.gpx import DIGITS, started, text_of
from pipeline.page.language import say, speaking
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

SYMBOLS = {
    "reachable": "Flag, Green",
    "conditional": "Flag, Blue",
    "unreachable": "Flag, Red",
    "unknown": "Navaid, White",
}
"""As receivers call their symbols."""


@withholding
def communities_gpx(
    *,
    draft: Path,
    areas: gpd.GeoDataFrame,  # noqa: ARG001  tells whose people are withheld
    communities: gpd.GeoDataFrame,
    reach: pd.DataFrame,
    hubs: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    title: str,
    base_scenario: str,
    language: str,
) -> None:
    """Write a GPX 1.1 file with a way point a community: name, status and reason, symbol.

    The 5,000 that matter most: those that do not reach a hub in the base scenario first, then those
    with most people. The file says how many there are in all.
    """
    with speaking(language):
        marks = places(communities, reach, hubs, base_scenario)
        name, about = heading(title, as_of, base_scenario)
        shown = marks.head(MOST_PLACES)
        bound = say(
            "{shown} of {all} communities: those that do not reach a hub first, then those with "
            "most people.",
            shown=len(shown),
            all=len(marks),
        )
        gpx = started(name, f"{about} {bound}")
    x, y = shown.geometry.x.round(DIGITS), shown.geometry.y.round(DIGITS)
    columns = (shown[name] for name in ("name", "about", "kind"))
    for name, told, kind, longitude, latitude in zip(*columns, x, y, strict=True):
        gpx.waypoints.append(
            GPXWaypoint(
                latitude,
                longitude,
                name=name,
                comment=told,
                description=told,
                symbol=SYMBOLS[kind],
                type=kind,
            )
        )
    draft.write_text(text_of(gpx), encoding="utf-8", newline="\n")
