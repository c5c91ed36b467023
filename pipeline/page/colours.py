"""Colours and classes of the pages: safe for the colour-blind, readable in grey.

On every page darker means worse, and what is not known is grey 166, 166, 166. Classes that are
shown together stay 10 apart in CAM02-UCS, for people who lack any one kind of cone too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

UNKNOWN = "rgb(166,166,166)"
INK = "#1f2a37"

QUADRANTS = {
    "strong_reachable": "#d3e9e2",
    "stable_cut_off": "#3d6f9c",
    "reachable_unstable": "#cd7426",
    "weak_cut_off": "#5a1f3c",
    "unknown": UNKNOWN,
}
CLASSES = {
    "very_weak": "#4a1246",
    "weak": "#9a4f92",
    "fair": "#d59fd0",
    "strong": "#f3e6f0",
}
"""Of the index."""
SHARES = ("#16395e", "#3c74a8", "#82b4d6", "#bfdaeb", "#eef5fa")
"""Least share (worst) to greatest."""
SHARE_BREAKS = (0.2, 0.4, 0.6, 0.8)
MINUTES = ("#eef5fa", "#bfdaeb", "#82b4d6", "#3c74a8", "#16395e")
"""Fewest minutes to most."""
MINUTE_BREAKS = (30, 60, 120, 240)
RATES = ("#fdf1e2", "#f9d3a5", "#f0a564", "#d9692f", "#a63d1b", "#64200f")
"""Lowest rate to highest."""
PLAIN = "#f6f2ec"
HOTSPOTS = {"hot": "#a63d1b", "cold": "#82b4d6", "none": PLAIN}
EMERGING = {
    "intensifying": "#4a0f06",
    "persistent": "#8f2a12",
    "consecutive": "#c74a1f",
    "new": "#ee7f00",
    "oscillating": "#7d6bb0",
    "sporadic": "#f2c14e",
    "diminishing": "#6fa3cc",
    "historical": "#c3d9ea",
    "none": PLAIN,
}
STATUSES = {
    "reachable": "#7ab8d4",
    "conditional": "#e69f2e",
    "unreachable": "#b3202c",
    "unknown": UNKNOWN,
}
INSECURE = "#7b2d8e"
OPENING = "#f7d154"
LIFELINE = "#4a6285"
LINKS = {
    "closed": "#c8102e",
    "warning": "#e8850c",
    "unknown": "rgb(120,120,120)",
    "open": "#3aa6a0",
}


def area_styles(palette: Iterable[str]) -> list[dict[str, Any]]:
    """Return one style a colour, and a last one for what is unknown: grey with a dashed edge."""
    plain = {"color": "#ffffff", "weight": 1, "dashArray": None}
    unknown = {"color": "#5f6a75", "weight": 1, "dashArray": "4 3"}
    known = [{**plain, "fillColor": colour} for colour in palette]
    return [*known, {**unknown, "fillColor": UNKNOWN}]


def hatched(style: Mapping[str, Any]) -> dict[str, Any]:
    """Return the style with lines across it: what it says is not sure."""
    return {**style, "hatch": style["fillColor"]}


def circle_style(colour: str, **other: float) -> dict[str, Any]:
    """Return a filled circle with a thin dark edge."""
    return {"fillColor": colour, "color": INK, "weight": 0.8, "fillOpacity": 0.9, **other}


def classes(values: ArrayLike, breaks: Sequence[float]) -> NDArray[np.int64]:
    """Return the class of each value: 0 up to the first break (inclusive), and so on.

    Missing values get a class of their own, the last, `len(breaks) + 1`.

    Parameters
    ----------
    breaks
        Upper ends of all classes but the highest, rising.
    """
    numbers = np.asarray(values, dtype=float)
    found = np.searchsorted(np.asarray(breaks, dtype=float), numbers, side="left")
    return np.where(np.isnan(numbers), len(breaks) + 1, found)
