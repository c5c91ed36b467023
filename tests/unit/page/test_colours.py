from __future__ import annotations

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from pipeline.page import colours


def lightness(colour: str) -> float:
    """Return CIE L* of a colour, 0 to 100."""
    if colour.startswith("#"):
        parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    else:
        parts = [int(part) for part in re.findall(r"\d+", colour)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(parts) / 255
    ]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116 * y ** (1 / 3) - 16)


def test_classes_hold_their_upper_end_and_missing_is_last() -> None:
    values = [[0, 0.2, 0.21, 1], [0.8, np.nan, 0.81, 0.4]]
    found = colours.classes(values, (0.2, 0.4, 0.6, 0.8))
    assert found.tolist() == [[0, 0, 1, 4], [3, 5, 4, 1]]


@pytest.mark.parametrize("palette", [colours.SHARES[::-1], colours.MINUTES, colours.RATES])
def test_palettes_darken_towards_worse(palette: tuple[str, ...]) -> None:
    assert all(lightness(a) - lightness(b) > 6 for a, b in pairwise(palette))


def test_quadrants_can_be_told_apart_in_grey() -> None:
    shades = [lightness(colour) for colour in colours.QUADRANTS.values()]
    assert min(abs(a - b) for a, b in combinations(shades, 2)) > 8


def test_unknown_area_is_the_stated_grey_with_a_dashed_edge() -> None:
    *known, unknown = colours.area_styles(["#000000", "#ffffff"])
    assert [style["fillColor"] for style in known] == ["#000000", "#ffffff"]
    assert unknown["fillColor"] == "rgb(166,166,166)"
    assert unknown["dashArray"]


def test_circle_style_takes_more() -> None:
    assert colours.circle_style("#123456", radius=3)["radius"] == 3
