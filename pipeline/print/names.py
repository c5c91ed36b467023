"""Names on a map, so that none hides another: places beside their sign, areas inside themselves."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from pipeline.paper.lettering import POINTS_PER_MM, fitted, shown
from pipeline.paper.names import LINE_HEIGHT, beside, extent_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pipeline.paper.frame import Bounds

STEPS = (0, 1, -1, 2, -2)
"""Half lines by which the name of an area may move up."""
LONGEST_MM = 42.0
DOT_MM = 1.2
"""Across the dot of a town."""
LEAST_INSIDE = 0.6
"""Share of an area's name that lies in the area itself."""


class Name(NamedTuple):
    """A name that is to be written, in one of its sizes, the first that fits."""

    text: str
    x: float
    y: float
    sizes: tuple[float, ...]
    """In points."""
    gap_mm: float = 0.0
    """From a sign to its name; 0 for the name of an area, which stands on its place."""
    is_bold: bool = False
    kind: str = "place"
    shape: Any = None
    """The area that holds the name."""


class Written(NamedTuple):
    """A name at its place: the middle of its lines."""

    name: Name
    lines: tuple[str, ...]
    x: float
    y: float
    size: float


class Room:
    """A map's frame, and what in it may not be hidden.

    Parameters
    ----------
    bounds
        The frame, in metres.
    m_per_mm
        Metres of ground on a millimetre of paper.
    unit
        How much larger than on A4 letters and signs are.
    """

    def __init__(self, bounds: Bounds, m_per_mm: float, unit: float) -> None:
        self.bounds = bounds
        self.m_per_mm = m_per_mm
        self.unit = unit
        self._taken = np.empty((0, 4))

    def take(self, boxes: NDArray[np.float64] | Sequence[Bounds]) -> None:
        """Keep boxes free of names."""
        self._taken = np.concatenate([self._taken, np.reshape(np.asarray(boxes, float), (-1, 4))])

    def take_signs(self, xy: NDArray[np.float64], half_mm: NDArray[np.float64]) -> None:
        """Keep squares round signs free of names."""
        half = half_mm[:, None] * self.unit * self.m_per_mm
        self.take(np.concatenate([xy - half, xy + half], 1))

    def is_free(self, box: Bounds) -> bool:
        """Whether a box lies in the frame and hides nothing."""
        west, south, east, north = self.bounds
        if not (west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north):
            return False
        taken = self._taken
        hides = (
            (taken[:, 0] < box[2])
            & (taken[:, 2] > box[0])
            & (taken[:, 1] < box[3])
            & (taken[:, 3] > box[1])
        )
        return not hides.any()

    def written(self, names: Iterable[Name]) -> list[Written]:
        """Return the names for which there is room, each at its place, the first ones first."""
        found = (self._placed(name) for name in names)
        return [one for one in found if one is not None]

    def _placed(self, name: Name) -> Written | None:
        """Return a name where it hides nothing, and keep the place; None where there is none.

        The dot of a town is drawn with its name, and hides nothing either.
        """
        half = DOT_MM / 2 * self.unit * self.m_per_mm
        dot = (name.x - half, name.y - half, name.x + half, name.y + half)
        if name.kind == "town" and not self.is_free(dot):
            return None
        for size in name.sizes:
            for lines in _broken(name, size):
                width, height = self._extent(lines, size, is_bold=name.is_bold)
                for x, y in self._middles(name, width, height, size):
                    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                    if self.is_free(box) and _lies_in(name.shape, box):
                        self.take([box, dot] if name.kind == "town" else [box])
                        return Written(name, lines, x, y, size * self.unit)
        return None

    def _extent(self, lines: Sequence[str], size: float, *, is_bold: bool) -> tuple[float, float]:
        """Return width and height of lines, in metres of ground."""
        width, height = extent_mm(lines, size * self.unit, is_bold=is_bold)
        return (width + 0.6) * self.m_per_mm, height * self.m_per_mm

    def _middles(
        self, name: Name, width: float, height: float, size: float
    ) -> Iterable[tuple[float, float]]:
        """Give the places at which a name may stand, the best first."""
        if name.gap_mm:
            gap = name.gap_mm * self.unit * self.m_per_mm
            yield from beside(name.x, name.y, gap, width, height)
        else:
            half = size * self.unit * LINE_HEIGHT / POINTS_PER_MM * self.m_per_mm / 2
            for step in STEPS:
                yield name.x, name.y + step * half


def _broken(name: Name, size: float) -> list[tuple[str, ...]]:
    """Return a name in one line, and that of an area in two where it has a space to break at."""
    whole = fitted(name.text, size, LONGEST_MM, is_bold=name.is_bold)
    if name.gap_mm or " " not in whole:
        return [(whole,)]
    spaces = [at for at, letter in enumerate(whole) if letter == " "]
    middle = min(spaces, key=lambda at: abs(at - len(whole) / 2))
    return [(whole,), (whole[:middle], whole[middle + 1 :])]


def _lies_in(shape: Any, box: Bounds) -> bool:  # noqa: ANN401  an area
    """Whether enough of a box lies in a shape; all boxes do where there is none."""
    if shape is None:
        return True
    own = shapely.box(*box)
    return bool(shapely.intersection(shape, own).area >= LEAST_INSIDE * own.area)


def calm(name: str) -> str:
    """Return a name as a label: no shouting, and nothing for a mere code."""
    text = shown(name)
    if not any(letter.isalpha() for letter in text):
        return ""
    return string.capwords(text) if text.isupper() else text
