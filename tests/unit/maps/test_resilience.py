from __future__ import annotations

from tests import grid_region


def test_areas_are_coded_by_quadrant() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    areas = grid_region.data_of(html)["layers"][0]
    assert areas["classes"]["values"] == "012340123"
    assert areas["styles"][4]["fillColor"] == "rgb(166,166,166)"


def test_missing_share_is_null_and_not_zero() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    facts = {fact["label"]: fact for fact in grid_region.data_of(html)["layers"][0]["facts"]}
    near = facts["People within 60 minutes of Health"]
    assert near["values"] == [40, 40, 40, 40, None, 40, 40, 40, 40]
    assert near["tip"]


def test_an_area_without_a_row_is_unknown() -> None:
    made = grid_region.tables()
    made["resilience"] = made["resilience"][1:]
    areas = grid_region.data_of(grid_region.build("resilience", made))["layers"][0]
    assert areas["classes"]["values"][0] == "4"


def test_cut_points_are_in_the_corner() -> None:
    html = grid_region.build("resilience", grid_region.tables())
    assert "up to 1 per 100,000 a year" in html
    assert "from 50 % of people" in html
