"""Names on a map: how much paper their lines cover, and where they may stand beside a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.paper.lettering import POINTS_PER_MM, width_mm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""Right, left, above, below, then the corners: the order of preference."""
NEAR = 0.8
"""Part of the gap that is left between a sign and a name at its corner, across and up."""
LINE_HEIGHT = 1.15
"""Height of a line of text over its size."""


def extent_mm(lines: Sequence[str], size: float, *, is_bold: bool = False) -> tuple[float, float]:
    """Return width and height of lines of text at a size in points."""
    return (
        max(width_mm(line, size, is_bold=is_bold) for line in lines),
        len(lines) * size * LINE_HEIGHT / POINTS_PER_MM,
    )


def beside(
    x: float, y: float, gap: float, width: float, height: float
) -> Iterator[tuple[float, float]]:
    """Give the middles of boxes of a width and height beside a sign, the best first.

    Parameters
    ----------
    x, y
        The sign's middle.
    gap
        From there to the box.
    """
    for right, up in SIDES:
        own = gap * (NEAR if right and up else 1.0)
        yield x + right * (own + width / 2), y + up * (own + height / 2)
