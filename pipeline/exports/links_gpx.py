"""Links that matter as tracks for receivers and phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from gpxpy.gpx import GPXTrack, GPXTrackPoint, GPXTrackSegment

from pipeline.field import MOST_LINKS, heading, links_that_matter
from pipeline.formats.gpx import DIGITS, started, text_of
from pipeline.page.language import say, speaking
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry


@withholding
def links_gpx(
    *,
    draft: Path,
    areas: gpd.GeoDataFrame,  # noqa: ARG001  tells whose people are withheld
    communities: gpd.GeoDataFrame,  # noqa: ARG001  the same
    links: gpd.GeoDataFrame,
    link_status: pd.DataFrame,
    closure_effects: pd.DataFrame,
    as_of: pd.DataFrame,
    title: str,
    base_scenario: str,
    language: str,
) -> None:
    """Write a GPX 1.1 file with a track for each closure and each link that people hang on.

    A track has the links of one report, a segment each, with what it says; or one link, with the
    people who lose every way to a hub if it closes. The 500 that matter most: closed ones first,
    then warnings, then by people. The file says how many there are in all.
    """
    with speaking(language):
        marks = links_that_matter(links, link_status, closure_effects)
        name, about = heading(title, as_of, base_scenario)
        shown = marks.head(MOST_LINKS)
        bound = say(
            "{shown} of {all} roads: closed ones first, then those with a warning, then those "
            "that most people hang on.",
            shown=len(shown),
            all=len(marks),
        )
        gpx = started(name, f"{about} {bound}")
    columns = (shown[name] for name in ("name", "about", "kind", "geometry"))
    for name, told, kind, shape in zip(*columns, strict=True):
        track = GPXTrack(name=name, description=told)
        track.comment, track.type = told, kind
        track.segments = [_segment(line) for line in shapely.get_parts(shape)]
        gpx.tracks.append(track)
    draft.write_text(text_of(gpx), encoding="utf-8", newline="\n")


def _segment(line: BaseGeometry) -> GPXTrackSegment:
    places = shapely.get_coordinates(line).round(DIGITS).tolist()
    return GPXTrackSegment([GPXTrackPoint(latitude, longitude) for longitude, latitude in places])
