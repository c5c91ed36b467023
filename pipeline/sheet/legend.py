"""The legend below the map: what is drawn on it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.collections import LineCollection

from pipeline.paper.lettering import width_mm
from pipeline.sheet.signs import LINES, SIGNS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.sheet.contents import Picture
    from pipeline.sheet.pen import Pen

SIZE = 6.3
SAMPLE = 7.0
"""Width of a sign or a stretch of line, in millimetres."""
GAP = 3.5
ROW = 3.6
SCALE = 0.65
"""Signs are smaller than on the map."""
HIDDEN = "Incidents are not shown as points (map.show_incident_points)."


def keys_of(picture: Picture, *, shows_incidents: bool) -> list[str]:
    """Return what the legend explains, in order."""
    there = {spot.kind for spot in picture.spots} | {"closed", "road_0", "road_1", "road_2"}
    there |= {"way"} if picture.way else set()
    there |= {"other"} if picture.other else set()
    there |= {"straight"} if picture.straight else set()
    there |= {"incident"} if shows_incidents else set()
    return [key for key in WORDS if key in there]


def rows_of(keys: Sequence[str], limit_mm: float) -> list[list[str]]:
    """Return the keys in rows that are no wider than a limit."""
    rows: list[list[str]] = [[]]
    for key in keys:
        if rows[-1] and sum(map(_width, [*rows[-1], key])) > limit_mm:
            rows.append([])
        rows[-1].append(key)
    return rows


def draw_legend(pen: Pen, rows: Sequence[Sequence[str]], x: float) -> None:
    """Draw rows of signs with their words, from a place to the right and down."""
    for row in rows:
        at = x
        for key in row:
            _draw_sign(pen, key, at)
            pen.write(at + SAMPLE + 1, pen.y, WORDS[key], SIZE)
            at += _width(key)
        pen.y += ROW


def _draw_sign(pen: Pen, key: str, x: float) -> None:
    middle = x + SAMPLE / 2
    if key in LINES:
        line = [[(x, pen.y), (x + SAMPLE, pen.y)]]
        pen.axes.add_collection(LineCollection(line, **LINES[key]))
    if key in SIGNS:
        sign = SIGNS[key] | {"markersize": SIGNS[key]["markersize"] * SCALE}
        pen.axes.plot(middle, pen.y, linestyle="none", **sign)


def _width(key: str) -> float:
    return SAMPLE + 1 + width_mm(WORDS[key], SIZE) + GAP
