"""The panel beside or below the map: blocks of signs with their words, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from matplotlib.collections import PathCollection

from pipeline.page.language import say
from pipeline.paper.lettering import fitted, width_mm, wrapped
from pipeline.print import shapes
from pipeline.print.contents import Fill, Sign, Stroke
from pipeline.print.grey import ink_on
from pipeline.print.marks import DOTS_MM, HATCH_MM, draw_patterns, draw_stroke, sign_mm
from pipeline.print.told import people as people_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.print.pen import Pen

TITLE, SIZE, SMALL = 7.0, 6.4, 5.6
"""Of letters, in points, on A4."""
TITLE_ROW, ROW, LINE, GAP = 4.6, 4.3, 2.9, 2.6
"""Heights in millimetres, on A4."""
SWATCH = 8.0
AMOUNTS = {1: (17.0,), 2: (10.0, 17.0)}
"""Widths of columns of numbers, by their number."""
MOST_LINES = 5
STEPS = (30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
"""Numbers of people that the sizes of signs are told for."""


class Row(NamedTuple):
    """A sign with its words, and numbers on the right."""

    text: str
    swatch: Fill | Stroke | Sign | None = None
    amounts: tuple[str, ...] = ()
    is_hatched: bool = False


@dataclass(frozen=True)
class Rows:
    """A heading with rows below it."""

    title: str
    rows: tuple[Row, ...]
    heads: tuple[str, ...] = ()
    """Of the columns of numbers."""

    def height(self, width: float) -> float:
        """Return the height on A4, in a column of some width."""
        lines = [len(self._lines(row, width)) for row in self.rows]
        own = sum(ROW + (count - 1) * LINE for count in lines)
        return own + TITLE_ROW * self._head_rows(width) + GAP

    def _head_rows(self, width: float) -> int:
        """Return how many rows the heading takes: two where the heads do not fit beside it."""
        wide = width_mm(self.title, TITLE, is_bold=True)
        fits = not self.title or not self.heads or wide <= width - self._numbers(self.heads)
        return bool(self.title or self.heads) + (not fits)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw from a place to the right and down."""
        rows = self._head_rows(width)
        if self.title:
            title = fitted(self.title, TITLE, width, is_bold=True)
            pen.write(x, y + 1.6, title, TITLE, is_bold=True)
        y += TITLE_ROW * rows
        self._write_numbers(pen, x + width, y + 1.6 - TITLE_ROW, self.heads, SMALL)
        for row in self.rows:
            lines = self._lines(row, width)
            if row.swatch or row.is_hatched:
                draw_swatch(pen, row, x, y + ROW / 2 - 0.2)
            for number, line in enumerate(lines):
                pen.write(x + self._start(row), y + ROW / 2 - 0.2 + number * LINE, line, SIZE)
            self._write_numbers(pen, x + width, y + ROW / 2 - 0.2, row.amounts, SIZE)
            y += ROW + (len(lines) - 1) * LINE

    def _start(self, row: Row) -> float:
        return SWATCH + 1.2 if row.swatch or row.is_hatched else 0.0

    def _lines(self, row: Row, width: float) -> list[str]:
        room = width - self._start(row) - self._numbers(row.amounts)
        return wrapped(row.text, SIZE, room, MOST_LINES)

    def _numbers(self, amounts: Sequence[str]) -> float:
        return sum(AMOUNTS[len(amounts)]) + 1 if amounts else 0.0

    def _write_numbers(
        self, pen: Pen, right: float, y: float, amounts: Sequence[str], size: float
    ) -> None:
        for amount, width in zip(
            reversed(amounts), reversed(AMOUNTS.get(len(amounts), ())), strict=True
        ):
            pen.write(right, y, fitted(amount, size, width), size, ha="right")
            right -= width


CELL, SIDE, HEAD = 13.0, 4.5, 4.0


@dataclass(frozen=True)
class Cross:
    """The two by two of access and stability: stable above, good access on the right."""

    title: str
    cells: tuple[tuple[Fill, tuple[str, ...]], ...]
    """Fill, and lines that are told of it, row by row."""

    def height(self, _width: float) -> float:
        """Return the height on A4."""
        return TITLE_ROW + HEAD + 2 * CELL + GAP

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw from a place to the right and down."""
        pen.write(x, y + 1.6, fitted(self.title, TITLE, width, is_bold=True), TITLE, is_bold=True)
        y += TITLE_ROW
        wide = (width - SIDE) / 2
        for number, head in enumerate((say("Access poor"), say("Access good"))):
            middle = x + SIDE + (number + 0.5) * wide
            pen.write(middle, y + HEAD / 2, fitted(head, SMALL, wide), SMALL, ha="center")
        for number, head in enumerate((say("Stable"), say("Unstable"))):
            middle = y + HEAD + (number + 0.5) * CELL
            text = fitted(head, SMALL, CELL)
            pen.write(x + SIDE / 2, middle, text, SMALL, ha="center", va="center", rotation=90)
        for number, (fill, said) in enumerate(self.cells):
            left = x + SIDE + number % 2 * wide
            top = y + HEAD + number // 2 * CELL
            pen.box(left, top, wide, CELL, fill.colour)
            ink = ink_on(fill.colour)
            named = [(line, SIZE) for line in wrapped(fill.label, SIZE, wide - 2, 2)]
            lines = [*named, *((fitted(line, SMALL, wide - 2), SMALL) for line in said)]
            for place, (line, size) in enumerate(lines):
                at = top + CELL / 2 + (place - (len(lines) - 1) / 2) * LINE
                pen.write(left + wide / 2, at, line, size, ha="center", color=ink)


@dataclass(frozen=True)
class Sizes:
    """Signs of a few numbers of people, as large as on the map."""

    title: str
    people_per_mm2: float
    most: float
    """People of the largest sign."""

    def height(self, _width: float) -> float:
        """Return the height on A4."""
        return TITLE_ROW + float(self._across().max(initial=0)) + 1 + GAP

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw from a place to the right and down."""
        pen.write(x, y + 1.6, fitted(self.title, TITLE, width, is_bold=True), TITLE, is_bold=True)
        across = self._across()
        middle = y + TITLE_ROW + across.max(initial=0) / 2
        sign = Sign("", "o", "white", 1, "black")
        for people, own in zip(self._steps(), across, strict=True):
            pen.scatter(sign, x + own / 2, middle, own)
            text = people_words(people)
            pen.write(x + own + 1, middle, text, SMALL)
            x += own + 3 + width_mm(text, SMALL)

    def _steps(self) -> list[int]:
        """Return the numbers that are told: up to three, whose sizes differ."""
        across = sign_mm(np.asarray(STEPS, float), self.people_per_mm2)
        told = [n for n, own in zip(STEPS, across, strict=True) if own > 1.2 and n <= self.most]
        return told[-3:]

    def _across(self) -> np.ndarray:
        return sign_mm(np.asarray(self._steps(), float), self.people_per_mm2)


LOCATOR = 26.0


@dataclass(frozen=True)
class Locator:
    """Where a division lies in its region."""

    title: str
    region: tuple[Any, ...]
    """The divisions, as shapes in metres."""
    own: Any

    def height(self, _width: float) -> float:
        """Return the height on A4."""
        return TITLE_ROW + LOCATOR + GAP

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw from a place to the right and down."""
        pen.write(x, y + 1.6, fitted(self.title, TITLE, width, is_bold=True), TITLE, is_bold=True)
        west, south, east, north = shapely.total_bounds(np.asarray(self.region, object))
        scale = min(width / max(east - west, 1e-9), LOCATOR / max(north - south, 1e-9))
        for shape, colour in (*((one, "white") for one in self.region), (self.own, "0.25")):
            moved = shapely.transform(
                shape, lambda xy: (xy - [west, north]) * [scale, -scale] + [x, y + TITLE_ROW]
            )
            pen.axes.add_collection(
                PathCollection(
                    [shapes.path(shapely.transform(moved, lambda xy: xy * pen.unit))],
                    facecolors=colour,
                    edgecolors="black",
                    linewidths=0.5 * pen.unit,
                )
            )


Block = Rows | Cross | Sizes | Locator


def draw_swatch(pen: Pen, row: Row, x: float, y: float) -> None:
    """Draw the sign of a row; `y` is its middle."""
    swatch, unit = row.swatch, pen.unit
    left, right, middle = x * unit, (x + SWATCH) * unit, y * unit
    if isinstance(swatch, Fill) or row.is_hatched:
        colour = swatch.colour if isinstance(swatch, Fill) else "#d8d8d8"
        pen.box(x, y - 1.6, SWATCH, 3.2, colour)
        box = shapely.box(left, middle - 1.6 * unit, right, middle + 1.6 * unit)
        is_dotted = isinstance(swatch, Fill) and swatch.is_dotted
        dots = shapes.dots(box, DOTS_MM * unit) if is_dotted else np.empty((0, 2))
        lines = shapes.hatching(box, HATCH_MM * unit) if row.is_hatched else []
        upright = [line * [1, -1] + [0, 2 * middle] for line in lines]
        draw_patterns(pen.axes, dots, upright, unit)
    elif isinstance(swatch, Stroke):
        line = np.array([[left + unit, middle], [right - unit, middle]])
        draw_stroke(pen.axes, swatch, [line], unit, 2)
    elif isinstance(swatch, Sign):
        pen.scatter(swatch, x + SWATCH / 2, y, min(max(swatch.size_mm, 2.4), 3.6))


def columns(blocks: Sequence[Block], count: int, width: float) -> tuple[list[list[Block]], float]:
    """Return blocks in columns that are as even as can be, in their order, and the height."""
    heights = [block.height(width) for block in blocks]
    spans = combinations(range(len(heights) + 1), 2)
    ends = sorted({sum(heights[i:j]) for i, j in spans})
    for limit in ends:
        parts: list[list[Block]] = [[]]
        left = limit
        for block, own in zip(blocks, heights, strict=True):
            if own > left + 1e-6:
                parts.append([])
                left = limit
            parts[-1].append(block)
            left -= own
            if left < -1e-6:
                break
        else:
            if len(parts) <= count:
                return parts, limit
    return [list(blocks)], sum(heights)
