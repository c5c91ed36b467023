"""Where names stand on a map, so that they hide neither the way nor each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import shapely

from pipeline.paper.lettering import fitted
from pipeline.paper.names import beside, extent_mm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.paper.frame import Bounds

OVERLAP = 50.0
"""How much worse a millimetre of another name is than a millimetre of the way."""
CORNERS = ((1, -1), (1, 1), (-1, 1), (-1, -1))


class Name(NamedTuple):
    """A name beside a sign."""

    text: str
    x: float
    y: float
    size: float
    """In points."""
    gap_mm: float
    """From the middle of the sign to the name."""
    is_bold: bool = False
    is_needed: bool = True
    """Whether it is written though it hides something."""


class Written(NamedTuple):
    """A name at its place: the middle of its left side."""

    name: Name
    x: float
    y: float


class Room:
    """A map's frame, and what may not be hidden in it.

    Parameters
    ----------
    bounds
        The frame, in metres.
    m_per_mm
        Metres of ground on a millimetre of paper.
    way
        Lines that names should not hide.
    """

    def __init__(self, bounds: Bounds, m_per_mm: float, way: Sequence[shapely.LineString]) -> None:
        self.bounds = bounds
        self.m_per_mm = m_per_mm
        self._frame = shapely.box(*bounds)
        self._way = shapely.MultiLineString(list(way))
        self._taken: list[shapely.Polygon] = []

    def take(self, x: float, y: float, half_mm: float) -> None:
        """Keep a square round a sign free of names."""
        half = half_mm * self.m_per_mm
        self._taken.append(shapely.box(x - half, y - half, x + half, y + half))

    def is_free(self, x: float, y: float, half_mm: float) -> bool:
        """Whether a square round a place hides no sign and no name."""
        half = half_mm * self.m_per_mm
        return not self._hides(shapely.box(x - half, y - half, x + half, y + half))

    def corner(self, width_mm: float, height_mm: float) -> Bounds:
        """Return a box in the corner of the frame in which it hides least, and keep it free."""
        width, height = width_mm * self.m_per_mm, height_mm * self.m_per_mm
        west, south, east, north = self.bounds
        boxes = [
            shapely.box(x, y, x + width, y + height)
            for x, y in (
                (east - width if i > 0 else west, north - height if j > 0 else south)
                for i, j in CORNERS
            )
        ]
        best = min(boxes, key=self._cost)
        self._taken.append(best)
        west, south, east, north = best.bounds
        return west, south, east, north

    def written(self, names: Sequence[Name], limit_mm: float) -> list[Written]:
        """Return names with their places, in order of importance.

        Each stands on the side of its sign where it hides least, and is cut to fit; a name that is
        not needed is left out where it would hide anything.
        """
        found = []
        for name in names:
            fit = name._replace(text=fitted(name.text, name.size, limit_mm, is_bold=name.is_bold))
            box = min(self._boxes(fit), key=self._cost)
            if fit.is_needed or self._cost(box) == 0:
                self._taken.append(box)
                west, south, _, north = box.bounds
                found.append(Written(fit, west, (south + north) / 2))
        return found

    def _boxes(self, name: Name) -> Iterator[shapely.Polygon]:
        """Give the ground that a name covers on each side of its sign."""
        own = extent_mm([name.text], name.size, is_bold=name.is_bold)
        width, height = (side * self.m_per_mm for side in own)
        gap = name.gap_mm * self.m_per_mm
        for x, y in beside(name.x, name.y, gap, width, height):
            yield shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def _cost(self, box: shapely.Polygon) -> float:
        """Return how much a box hides, in millimetres of the way; 0 for nothing."""
        hidden = self._way.intersection(box).length
        hidden += OVERLAP * sum(taken.intersection(box).area ** 0.5 for taken in self._hides(box))
        hidden += OVERLAP * box.difference(self._frame).area ** 0.5 * 4
        return float(round(hidden / self.m_per_mm, 3))

    def _hides(self, box: shapely.Polygon) -> list[shapely.Polygon]:
        return [taken for taken in self._taken if taken.intersects(box)]
