"""How light a colour is when all colour is taken out."""

from __future__ import annotations

import re

from matplotlib.colors import to_rgb

LINEAR_UP_TO = 0.04045
DARK = 55.0
"""Lightness under which white letters are read better than black ones."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue from 0 to 1, of a colour as pages write it (`rgb(1,2,3)` too)."""
    parts = re.fullmatch(r"rgb\((\d+), ?(\d+), ?(\d+)\)", colour)
    if parts:
        red, green, blue = (int(part) / 255 for part in parts.groups())
        return red, green, blue
    return to_rgb(colour)


def lightness(colour: str) -> float:
    """Return the lightness L* (CIE 1976), 0 for black to 100 for white: equal steps look equal."""
    red, green, blue = (
        part / 12.92 if part <= LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4
        for part in rgb(colour)
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


def ink_on(colour: str) -> str:
    """Return the colour of letters that are read well on a colour."""
    return "white" if lightness(colour) < DARK else "black"
