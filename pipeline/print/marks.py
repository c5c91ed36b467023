"""Signs, lines and patterns, as they are drawn on a map and in its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection

from pipeline.print.grey import rgb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from pipeline.print.contents import Extent, Places, Sheet, Sign, Stroke

HATCH_MM, DOTS_MM = 2.2, 1.5
LARGEST_MM, LEAST_MM = 7.0, 1.0
"""Across the largest sign that tells people, and the least."""
LEAST_PLAIN = 0.55
"""Least share of their size to which signs shrink."""
ROOMY = 150
"""So many signs may be as large as the largest."""


def own_places(extent: Extent, places: Places) -> np.ndarray:
    """Return the rows of places that a sheet of an extent shows."""
    return np.flatnonzero(np.append(extent.is_own, True)[places.area])


def people_per_mm2(sheet: Sheet) -> float:
    """Return how many people a square millimetre of a sign tells, on A4; 0 where none tells any.

    The largest sign is smaller where there are many.
    """
    people = [
        places.people[own_places(sheet.extent, places)]
        for places in sheet.theme.places
        if places.people is not None
    ]
    everyone = np.nan_to_num(np.concatenate(people)) if people else np.empty(0)
    if not everyone.max(initial=0):
        return 0.0
    across = LARGEST_MM * min(1.0, max(0.45, (ROOMY / len(everyone)) ** 0.25))
    return float(everyone.max() / across**2)


def sign_mm(people: np.ndarray, people_per_mm2: float) -> np.ndarray:
    """Return how large signs are that tell people by their area: across, in millimetres on A4.

    Those of nobody, or of a number that is not known, are the least.
    """
    if not people_per_mm2:
        return np.full(len(people), LEAST_MM)
    across: np.ndarray = np.sqrt(np.nan_to_num(people) / people_per_mm2)
    clipped: np.ndarray = np.clip(across, LEAST_MM, LARGEST_MM)
    return clipped


def plain_mm(sign: Sign, count: int) -> float:
    """Return how large signs are that tell no people: the smaller, the more there are."""
    share: float = min(1.0, (ROOMY / max(count, 1)) ** 0.25)
    return sign.size_mm * max(LEAST_PLAIN, share)


def scatter(axes: Axes, sign: Sign, xy: np.ndarray, across_mm: np.ndarray, zorder: float) -> None:
    """Draw signs of a class, of any sizes."""
    if not len(xy):
        return
    axes.scatter(
        xy[:, 0],
        xy[:, 1],
        s=(across_mm * 72 / 25.4) ** 2,
        marker=sign.shape,
        color=[rgb(sign.colour)],
        edgecolors=sign.edge,
        linewidths=np.clip(across_mm * 0.25, 0.2, 0.7).tolist(),
        zorder=zorder,
    )


def draw_stroke(
    axes: Axes, stroke: Stroke, lines: Sequence[np.ndarray], unit: float, zorder: float
) -> None:
    """Draw lines of a class, with the white below and the sign on each."""
    dashes = (0, stroke.dashes) if stroke.dashes else "solid"
    if stroke.casing:
        width = (stroke.width + stroke.casing) * unit
        axes.add_collection(
            LineCollection(list(lines), colors="white", linewidths=width, zorder=zorder)
        )
    axes.add_collection(
        LineCollection(
            list(lines),
            colors=[rgb(stroke.colour)],
            linewidths=stroke.width * unit,
            linestyles=dashes,
            capstyle="butt" if stroke.dashes else "round",
            zorder=zorder,
        )
    )
    if stroke.cross and len(lines):
        at = shapely.line_interpolate_point(
            [shapely.LineString(line) for line in lines], 0.5, normalized=True
        )
        axes.plot(
            *shapely.get_coordinates(at).T,
            linestyle="none",
            marker=stroke.cross,
            color="black",
            markersize=6 * unit,
            markeredgewidth=1.5 * unit,
            zorder=zorder + 0.5,
        )


def draw_patterns(
    axes: Axes, dots: np.ndarray, hatching: Sequence[np.ndarray], unit: float
) -> None:
    """Draw dots, and lines with a white rim, which are seen on any colour."""
    if len(dots):
        axes.plot(
            *dots.T,
            linestyle="none",
            marker="o",
            markersize=0.9 * unit,
            color="0.15",
            markeredgewidth=0,
            zorder=2,
        )
    for width, colour in ((1.7, "white"), (0.7, "black")):
        axes.add_collection(
            LineCollection(
                list(hatching),
                colors=colour,
                linewidths=width * unit,
                capstyle="butt",
                zorder=2,
            )
        )
