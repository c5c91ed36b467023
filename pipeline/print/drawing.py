"""The map of a sheet: areas, roads, lines, places and names, in metres of the region's plane."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patheffects import Normal
from matplotlib.patheffects import Stroke as Outline

from pipeline.page import words
from pipeline.page.language import say
from pipeline.paper.frame import graticule
from pipeline.paper.lettering import POINTS_PER_MM
from pipeline.paper.names import LINE_HEIGHT
from pipeline.paper.rim import SCALE_MM, draw_scale, write
from pipeline.print import shapes
from pipeline.print.called import called
from pipeline.print.contents import Stroke
from pipeline.print.extents import parts
from pipeline.print.grey import rgb
from pipeline.print.marks import (
    DOTS_MM,
    HATCH_MM,
    draw_patterns,
    draw_stroke,
    own_places,
    people_per_mm2,
    plain_mm,
    scatter,
    sign_mm,
)
from pipeline.print.names import Room, calm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from pipeline.paper.frame import Bounds
    from pipeline.print.contents import Sheet
    from pipeline.print.names import Name, Written
    from pipeline.print.source import Source

OUTSIDE = "#f1f1ef"
"""Areas that are not the sheet's."""
BORDER, OUTLINE = 0.35, 1.5
"""Widths in points of the rims of areas and of the sheet's own ground, on A4."""
DIVISION = Stroke("", "0.1", 1.0, (7.0, 2.0, 1.2, 2.0), casing=1.4)
GAP_MM = 0.6
"""Slits between neighbours up to this are closed."""
ROADS = (
    Stroke("", "0.4", 0.8, (5.0, 3.0), casing=1.0),
    Stroke("", "0.4", 1.1, casing=1.0),
    Stroke("", "0.45", 0.6, casing=0.8),
    Stroke("", "0.5", 0.35),
    Stroke("", "0.5", 0.35, (8.0, 5.0)),
)
"""Schematic roads, then roads from main ones to tracks."""
LEAST_KEPT_MM = 1.7
"""Across the least sign that no name may hide, on A4."""
MOST_PLACES = {1.0: 3000, 1.25: 6000}
"""Signs of a class that a sheet has room for, by unit; those of fewest people are left out."""
HALO = 1.5


@dataclass(frozen=True)
class Drawn:
    """What was drawn, as far as legend and notes must tell."""

    named: int
    """Areas that bear their name."""
    ranks_left: int
    """Ranks of roads for which there is no room."""
    signs_left: int
    """Signs for which there is no room."""


class Canvas:
    """A map of a given size on paper, being drawn.

    Parameters
    ----------
    bounds
        The frame, in metres.
    width
        Of the map, in millimetres.
    unit
        How much larger than on A4 letters, lines and signs are.
    """

    def __init__(
        self, axes: Axes, sheet: Sheet, source: Source, bounds: Bounds, width: float, unit: float
    ) -> None:
        self.axes, self.sheet, self.source = axes, sheet, source
        self.bounds, self.unit = bounds, unit
        self.m_per_mm = (bounds[2] - bounds[0]) / width
        self.detail_m = shapes.DETAIL_MM * self.m_per_mm
        self.room = Room(bounds, self.m_per_mm, unit)
        self.shapes = shapes.areas(np.asarray(source.areas.geometry), self.detail_m)
        self.own = shapes.merged(self.shapes[sheet.extent.is_own])
        axes.set(xlim=bounds[::2], ylim=bounds[1::2], xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set_zorder(20)

    def draw(self, paper: str) -> Drawn:
        """Draw all, from the ground up."""
        self._areas()
        self._patterns()
        ranks_left = self._roads()
        self._rims()
        self._lines()
        signs_left = self._places()
        draw_degrees(self.axes, self.sheet, self.bounds, self.m_per_mm, self.unit)
        corner = self._corner()
        draw_scale(
            self.axes, self.sheet.crs, self.bounds, corner, partial(_scale, paper), self.unit
        )
        named = self._names()
        return Drawn(named, ranks_left, signs_left)

    def _areas(self) -> None:
        """Fill the areas by class; those of other divisions are blank."""
        fills = [rgb(fill.colour) for fill in self.sheet.theme.fills]
        is_own = self.sheet.extent.is_own
        colours = [
            fills[code] if own else rgb(OUTSIDE)
            for code, own in zip(self.sheet.theme.fill_of, is_own, strict=True)
        ]
        paths = [shapes.path(shape) for shape in self.shapes]
        self.axes.add_collection(
            PathCollection(
                paths,
                facecolors=colours,
                edgecolors="0.5",
                linewidths=BORDER * self.unit,
                zorder=1,
            )
        )

    def _patterns(self) -> None:
        """Draw dots on what is not known, and hatch what is not sure."""
        theme, is_own = self.sheet.theme, self.sheet.extent.is_own
        step = self.unit * self.m_per_mm
        codes = [code for code, fill in enumerate(theme.fills) if fill.is_dotted]
        unknown = shapes.merged(self.shapes[np.isin(theme.fill_of, codes) & is_own])
        unsure = shapes.merged(self.shapes[theme.is_unsure & is_own])
        draw_patterns(
            self.axes,
            shapes.dots(unknown, DOTS_MM * step),
            shapes.hatching(unsure, HATCH_MM * step),
            self.unit,
        )

    def _roads(self) -> int:
        """Draw roads as quiet ground, and return how many ranks have no room."""
        drawn, left = shapes.roads(self.source.roads, self.bounds, self.detail_m)
        for rank in range(len(drawn) - 1, -1, -1):
            draw_stroke(self.axes, ROADS[rank], drawn[rank], self.unit, 3)
        return left

    def _rims(self) -> None:
        """Draw the rims of divisions and of the sheet's ground, and make pale what is outside."""
        gap_m = GAP_MM * self.m_per_mm
        rims = [shapes.outline(self.shapes[own], gap_m) for own in parts(self.source.areas)]
        whole = shapes.outline(np.asarray(rims, object), gap_m)
        own = whole
        if self.sheet.extent.key:
            own = shapes.outline(self.shapes[self.sheet.extent.is_own], gap_m)
        self._veil(own)
        draw_stroke(self.axes, DIVISION, self._inner(rims, whole, gap_m), self.unit, 4)
        for width, colour in ((OUTLINE + 1.2, "white"), (OUTLINE, "black")):
            self.axes.add_collection(
                PathCollection(
                    [shapes.path(own)],
                    facecolors="none",
                    edgecolors=colour,
                    linewidths=width * self.unit,
                    zorder=4,
                )
            )

    def _inner(self, rims: Sequence[Any], whole: Any, gap_m: float) -> list[np.ndarray]:  # noqa: ANN401
        """Return the bends of the rims between divisions, each once."""
        known, found = shapely.buffer(shapely.boundary(whole), gap_m), []
        for rim in rims:
            new = shapely.difference(shapely.boundary(rim), known)
            known = shapely.union(known, shapely.buffer(new, gap_m))
            found += shapes.bends(shapely.line_merge(new), self.bounds, self.detail_m)
        return found

    def _veil(self, own: Any) -> None:  # noqa: ANN401  a shape
        """Make pale what lies outside the sheet's ground."""
        frame = shapely.box(*self.bounds).buffer(self.m_per_mm)
        self.axes.add_collection(
            PathCollection(
                [shapes.path(shapely.difference(frame, own))],
                facecolors="white",
                edgecolors="none",
                alpha=0.6,
                zorder=3.5,
            )
        )

    def _lines(self) -> None:
        """Draw the lines of the theme, each class over the ones before it."""
        for stroke, lines in self.sheet.theme.lines:
            draw_stroke(
                self.axes, stroke, shapes.bends(lines, self.bounds, self.detail_m), self.unit, 5
            )

    def _places(self) -> int:
        """Draw signs, and return how many have no room."""
        room, left = MOST_PLACES[self.unit], 0
        scale = people_per_mm2(self.sheet)
        for number, places in reversed(list(enumerate(self.sheet.theme.places))):
            rows = own_places(self.sheet.extent, places)
            left += max(0, len(rows) - room)
            rows = rows[:room]
            xy, sign = places.xy[rows], places.sign
            across = np.full(len(rows), plain_mm(sign, len(rows)))
            if places.people is not None and scale:
                across = sign_mm(places.people[rows], scale)
            order = np.arange(len(rows))[::-1]  # the most important on top
            scatter(self.axes, places.sign, xy[order], across[order] * self.unit, 6 + number / 100)
            is_kept = across >= LEAST_KEPT_MM
            self.room.take_signs(xy[is_kept], across[is_kept] / 2)
        return left

    def _corner(self) -> Bounds:
        """Return the corner of the frame in which the scale hides least, and keep it free."""
        width, height = (side * self.unit * self.m_per_mm for side in SCALE_MM)
        west, south, east, north = self.bounds
        pad = 1.5 * self.m_per_mm
        boxes = [
            (x, y, x + width, y + height)
            for y in (south + pad, north - height - pad)
            for x in (west + pad, east - width - pad)
        ]
        best = min(boxes, key=lambda box: float(self.own.intersection(shapely.box(*box)).area))
        self.room.take([best])
        return best

    def _names(self) -> int:
        """Write names, the most important first, and return how many areas bear theirs."""
        asked = called(self.sheet, self.source, self.shapes, self.bounds, self.detail_m)
        written = self.room.written(asked)
        for one in written:
            self._write(one)
        once = {one.name.text for one in written}
        names = self.source.areas["area_name"][self.sheet.extent.is_own]
        return sum(calm(str(name)) in once for name in names)

    def _write(self, one: Written) -> None:
        """Write a name in black on a white rim."""
        color = {"area": "0.1", "hub": "black"}.get(one.name.kind, "0.15")
        step = one.size * LINE_HEIGHT / POINTS_PER_MM * self.m_per_mm
        rim = [Outline(linewidth=HALO * self.unit, foreground="white"), Normal()]
        for number, line in enumerate(one.lines):
            y = one.y + (len(one.lines) / 2 - 0.5 - number) * step
            for style in (
                {"color": "white", "zorder": 9, "path_effects": rim},
                {"color": color, "zorder": 10},
            ):
                write(
                    self.axes,
                    one.x,
                    y,
                    line,
                    one.size,
                    is_bold=one.name.is_bold,
                    **{"ha": "center", "va": "center_baseline", **style},
                )
        if one.name.kind == "town":
            self._dot(one.name)

    def _dot(self, name: Name) -> None:
        """Draw the place of a town."""
        self.axes.plot(
            [name.x],
            [name.y],
            linestyle="none",
            marker="o",
            markersize=2.6 * self.unit,
            color="white",
            markeredgecolor="black",
            markeredgewidth=0.7 * self.unit,
            zorder=7,
        )


def _scale(paper: str, number: float) -> str:
    return say("about 1 : {number} on {paper}", number=words.number(number), paper=paper)


def draw_degrees(axes: Axes, sheet: Sheet, bounds: Bounds, m_per_mm: float, unit: float) -> None:
    """Draw lines of equal longitude and latitude, labelled outside the frame."""
    lines = graticule(sheet.crs, bounds)
    xy = [np.asarray(line.xy) for line in lines]
    axes.add_collection(
        LineCollection(xy, colors="0.3", linewidths=0.3 * unit, linestyles=":", zorder=2.5)
    )
    for line in lines:
        x, y = line.at
        off = 1.6 * m_per_mm * unit
        style: dict[str, Any] = {"ha": "center", "clip_on": False}
        if line.is_longitude:
            style["va"] = "top"
            y -= off * 0.6
        else:
            style |= {"va": "center", "rotation": 90}
            x -= off
        write(axes, x, y, line.label, 5.6 * unit, **style)
