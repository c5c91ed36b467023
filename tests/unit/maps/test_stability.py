from __future__ import annotations

from typing import Any

from tests import grid_region, page_data


def layers(html: str) -> dict[str, Any]:
    return {layer["id"]: layer for layer in page_data.data_of(html)["layers"]}


def test_areas_are_classed_by_shrunk_rate() -> None:
    # Rates: 0, unknown, 6.5, 9.75, 13, 16.25, 19.5, 22.75, 26.
    areas = layers(grid_region.build("stability", grid_region.tables()))["areas"]
    assert areas["classes"]["values"] == "063344455"


def test_arrows_stand_only_where_a_trend_is_seen() -> None:
    trends = layers(grid_region.build("stability", grid_region.tables()))["trends"]
    assert trends["classes"]["values"] == "010101"
    assert [style["icon"] for style in trends["styles"]] == ["up", "down"]


def test_positions_of_incidents_are_withheld_by_default() -> None:
    html = grid_region.build("stability", grid_region.tables())
    assert "incidents" not in layers(html)
    assert "events.csv" not in html
    assert "Positions of single incidents are withheld" in html


def test_only_exact_places_are_drawn_where_allowed() -> None:
    made = grid_region.tables()
    html = grid_region.build("stability", made, show_incident_points=True)
    exact = int((made["incidents"]["where_precision"] == 1).sum())
    assert 0 < exact < len(made["incidents"])
    assert len(layers(html)["incidents"]["shapes"]) == exact


def test_what_was_not_placed_is_listed() -> None:
    html = grid_region.build("stability", grid_region.tables())
    assert "Not placed: position too vague: 7 incidents, 8 deaths." in html
    assert "Outside all areas: 2 incidents, 1 death." in html
