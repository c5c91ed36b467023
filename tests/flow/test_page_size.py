"""Pages of made-up regions are small enough to carry; their bytes do not depend on the machine."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from pipeline.page import drawing, frame, linked, register, slim, tiles
from tests import grid_region, large_region
from tests.grid_region import PAGES

COUNTRY_BYTES = 3_000_000
LARGEST_BYTES = 8_000_000
BUDGETS = {
    drawing: ("MANY_MINUTES", "MANY_VALUES", "MOST_NAMES"),
    slim: ("AREA_VERTICES", "ROAD_VERTICES"),
    register: ("VERTICES", "MOST_LINKS"),
    linked: ("MOST_LIFELINES",),
    tiles: ("MOST_TIMES", "MOST_CUT_OFF_BYTES"),
}
"""What a page has room for, so that a tenth of a region has a tenth of it."""


@cache
def country() -> dict[str, Any]:
    """Return 200 areas and 10,000 communities."""
    return large_region.tables(10, 20, 50)


@cache
def tenth() -> dict[str, Any]:
    """Return a tenth of 5,000 areas and 100,000 communities."""
    return large_region.tables(20, 25, 20)


@cache
def tenth_with_more() -> dict[str, Any]:
    """Return a tenth of 5,000 areas and 225,000 communities."""
    return large_region.tables(20, 25, 45)


@pytest.fixture
def a_tenth_of_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, names in BUDGETS.items():
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name) // 10)
    monkeypatch.setattr(slim.areas, "__defaults__", (slim.AREA_VERTICES,))
    monkeypatch.setattr(slim.lines, "__defaults__", (slim.ROAD_VERTICES,))
    monkeypatch.setattr(frame, "MOST_PLAIN", 0)


def ten_times(name: str, made: dict[str, Any]) -> int:
    """Return the bytes of a page of ten times as much; what every page has counts once."""
    fixed = len(grid_region.build(name, grid_region.tables(1, 1)).encode())
    return fixed + 10 * (len(large_region.build(name, made).encode()) - fixed)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_country_is_below_three_megabytes(name: str) -> None:
    assert len(large_region.build(name, country()).encode()) < COUNTRY_BYTES


@pytest.mark.usefixtures("a_tenth_of_the_room")
@pytest.mark.parametrize("name", PAGES)
def test_ten_times_a_tenth_of_a_large_region_is_below_eight_megabytes(name: str) -> None:
    assert ten_times(name, tenth()) < LARGEST_BYTES


@pytest.mark.usefixtures("a_tenth_of_the_room")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_more_communities_than_have_room_is_below_eight_megabytes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "MOST_CUT_OFF_BYTES", 0)
    made = tenth_with_more()
    assert len(made["communities"]) > drawing.MOST_NAMES
    assert ten_times(name, made) < LARGEST_BYTES


@pytest.mark.usefixtures("a_tenth_of_the_room")
@pytest.mark.parametrize("is_few", [True, False])
def test_isolation_holds_its_communities_up_to_a_bound_that_leaves_it_below_eight_megabytes(
    *, is_few: bool
) -> None:
    made = tenth_with_more() if is_few else large_region.less_reached(tenth(), 0.73)
    taken = tiles.isolation_bytes(made["communities"], made["isolation"], large_region.SCENARIOS)
    assert 0.9 * tiles.MOST_CUT_OFF_BYTES < taken <= tiles.MOST_CUT_OFF_BYTES
    assert 0.7 * LARGEST_BYTES < ten_times("isolation", made) < LARGEST_BYTES
