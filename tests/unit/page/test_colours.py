from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from pipeline.maps import access
from pipeline.page import colours, measures, register
from pipeline.whatif import panel
from tests import grid_region

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SIGHTS = ("normal", "deuteranomaly", "protanomaly", "tritanomaly")
APART = 10.0
"""Least distance in CAM02-UCS; 1 is what a trained eye can just tell side by side."""
WIDER = 1.2
"""How many times as wide a line is that its width tells from another."""
UNKNOWN = {"unknown": colours.UNKNOWN}
TOGETHER: dict[str, Mapping[Any, str]] = {
    "quadrants": colours.QUADRANTS,
    "classes of the index": {**colours.CLASSES, **UNKNOWN},
    "shares": {**dict(enumerate(colours.SHARES)), **UNKNOWN},
    "minutes": {**dict(enumerate(colours.MINUTES)), **UNKNOWN},
    "communities by minutes": dict(enumerate(access.COMMUNITY_COLOURS)),
    "medians": dict(enumerate(access.MEDIAN_COLOURS)),
    "rates": {**dict(enumerate(colours.RATES)), **UNKNOWN},
    "hot spots": {**colours.HOTSPOTS, **UNKNOWN},
    "emerging hot spots": {**colours.EMERGING, **UNKNOWN},
    "statuses": colours.STATUSES,
    "links": colours.LINKS,
    "changes of a what-if": dict(zip(panel.CHANGE_WORDS, panel.CHANGE_COLOURS, strict=True)),
    "deeds of a what-if": panel.DEED_COLOURS,
}


def shade(colour: str) -> NDArray[np.float64]:
    """Return red, green and blue from 0 to 1."""
    if colour.startswith("#"):
        return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.array([int(part) for part in re.findall(r"\d+", colour)]) / 255


def seen(colour: str, sight: str) -> NDArray[np.float64]:
    """Return a colour as it looks to someone who lacks one kind of cone."""
    if sight == "normal":
        return shade(colour)
    space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
    found: NDArray[np.float64] = np.clip(cspace_convert(shade(colour), space, "sRGB1"), 0, 1)
    return found


def distance(one: str, other: str, sight: str) -> float:
    return float(deltaE(seen(one, sight), seen(other, sight), input_space="sRGB1"))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("name", TOGETHER)
def test_classes_shown_together_stay_apart(name: str, sight: str) -> None:
    near = [
        (a, b, round(distance(one, other, sight), 1))
        for (a, one), (b, other) in combinations(TOGETHER[name].items(), 2)
        if distance(one, other, sight) < APART
    ]
    assert near == []


@pytest.fixture(scope="module")
def asked() -> list[measures.Measure]:
    """Return the ways to colour road links."""
    made = grid_region.tables()
    told = register.told(made["links"], made["link_risk"])
    return measures.of(told, grid_region.SCENARIOS[0], 1.0)


@pytest.mark.parametrize("sight", SIGHTS)
def test_lines_of_links_are_told_by_colour_width_or_dashes(
    asked: list[measures.Measure], sight: str
) -> None:
    alike = [
        (measure.name, one["color"], other["color"])
        for measure in asked
        for one, other in combinations(measure.styles, 2)
        if distance(one["color"], other["color"], sight) < APART
        and one["weight"] < WIDER * other["weight"]
        and one["dashArray"] == other["dashArray"]
    ]
    assert [len(measure.styles) > 2 for measure in asked] == [True] * len(asked)
    assert alike == []


def test_index_darkens_towards_worse() -> None:
    assert all(lightness(b) - lightness(a) > 6 for a, b in pairwise(colours.CLASSES.values()))


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
