"""What a map sheet shows: marks with their words, ready to be drawn; nothing is worked out after.

Classes can be told apart in grey: areas by lightness or by dots, places by shape, lines by width or
dashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Fill(NamedTuple):
    """How the areas of a class look."""

    label: str
    colour: str
    is_dotted: bool = False
    """Whether dots lie on the colour: what is not known."""


class Stroke(NamedTuple):
    """How the lines of a class look."""

    label: str
    colour: str
    width: float
    """In points, on A4."""
    dashes: tuple[float, ...] = ()
    """Lengths of dashes and gaps, in widths; none for a line that is whole."""
    casing: float = 0.0
    """How much wider, in points, the white below it is."""
    cross: str = ""
    """A sign in the middle of each line, as matplotlib calls it."""


class Sign(NamedTuple):
    """How the places of a class look."""

    label: str
    shape: str
    """As matplotlib calls its markers."""
    colour: str
    size_mm: float
    """On A4, where the places do not have sizes of their own."""
    edge: str = "white"


class Lines(NamedTuple):
    """Lines of one class."""

    stroke: Stroke
    shapes: NDArray[np.object_]
    """In metres."""


class Places(NamedTuple):
    """Places of one class, the most important first."""

    sign: Sign
    xy: NDArray[np.float64]
    area: NDArray[np.int64]
    """Row of the area that holds each; -1 for a place that no division's sheet leaves out."""
    people: NDArray[np.float64] | None = None
    """What the size of each tells; null where all are of one size."""
    is_counted: bool = True
    """Whether the legend says how many there are."""
    names: tuple[str, ...] = ()
    """Of each, where the first ones are to bear theirs."""


class Listed(NamedTuple):
    """One row of a list: what, how much, and the row of the area that it lies in."""

    text: str
    amount: str
    area: int


class List(NamedTuple):
    """What matters most, in words."""

    title: str
    rows: tuple[Listed, ...]
    none: str
    """What is said where there is no row."""


@dataclass(frozen=True)
class Theme:
    """What one page shows on paper, for all areas of a region."""

    heading: str
    lead: str
    fills: tuple[Fill, ...]
    """Classes of areas in the order of the legend; one for all where areas are but ground."""
    fill_title: str
    fill_of: NDArray[np.int64]
    """Place of each area's class among them."""
    people: NDArray[np.float64]
    """Of each area."""
    is_unsure: NDArray[np.bool_]
    """Whether an area is hatched."""
    unsure: str = ""
    """What the hatching says."""
    is_crossed: bool = False
    """Whether the first four classes are the quadrants of a cross, drawn as such."""
    lines: tuple[Lines, ...] = ()
    line_title: str = ""
    no_line: str = ""
    """What is said where there is no line."""
    places: tuple[Places, ...] = ()
    place_title: str = ""
    list: List | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """What it was made with: names and values."""
    grades: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, object))
    """Grade of the evidence of each area."""
    notes: tuple[str, ...] = ()
    """Sentences on the method."""
    is_of_places: bool = False
    """Whether names of places matter more than those of areas."""


class Extent(NamedTuple):
    """A region, or a division of it."""

    key: str
    """Code of the division, or its name; empty for the region."""
    name: str
    is_own: NDArray[np.bool_]
    """Whether each area lies in it."""


@dataclass(frozen=True)
class Sheet:
    """One map sheet."""

    title: str
    """Of the region."""
    day: str
    crs: Any
    theme: Theme
    extent: Extent
    sources: tuple[str, ...]
    """Sentences that name files and licences."""
    withheld: tuple[str, ...]
    """Sentences that say what is not shown."""
    version: str
    """Of the method."""
