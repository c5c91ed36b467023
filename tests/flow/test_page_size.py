"""Pages of made-up regions are small enough to carry; their bytes do not depend on the machine."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from pipeline.page import drawing, frame, slim
from tests import grid_region, large_region

COUNTRY_BYTES = 3_000_000
LARGEST_BYTES = 8_000_000
TENTH = (20, 25, 20)
"""A tenth of 5,000 areas and 100,000 communities."""


@cache
def country() -> dict[str, Any]:
    """Return 200 areas and 10,000 communities."""
    return large_region.tables(10, 20, 50)


@pytest.mark.parametrize("name", ["access", "isolation", "links"])
def test_a_page_of_a_country_is_below_three_megabytes(name: str) -> None:
    assert len(large_region.build(name, country()).encode()) < COUNTRY_BYTES


def test_ten_times_a_tenth_of_a_large_region_is_below_eight_megabytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "MANY_MINUTES", drawing.MANY_MINUTES // 10)
    monkeypatch.setattr(drawing, "MANY_VALUES", drawing.MANY_VALUES // 10)
    monkeypatch.setattr(frame, "MOST_PLAIN", 0)
    monkeypatch.setattr(slim.areas, "__defaults__", (slim.AREA_VERTICES // 10,))
    monkeypatch.setattr(slim.lines, "__defaults__", (slim.ROAD_VERTICES // 10,))
    fixed = len(grid_region.build("access", grid_region.tables(1, 1)).encode())
    whole = len(large_region.build("access", large_region.tables(*TENTH)).encode())
    assert fixed + 10 * (whole - fixed) < LARGEST_BYTES
