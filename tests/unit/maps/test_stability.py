from __future__ import annotations

import re
from typing import Any

from pipeline.page import colours
from tests import grid_region, page_data

UNKNOWN = len([*colours.RATES, *colours.HOTSPOTS, *colours.EMERGING])


def layers(html: str) -> dict[str, Any]:
    return {layer["id"]: layer for layer in page_data.data_of(html)["layers"]}


def test_areas_are_classed_by_shrunk_rate_hot_spot_and_how_it_emerges() -> None:
    # Rates: 0, unknown, 6.5, 9.75, 13, 16.25, 19.5, 22.75, 26.
    areas = layers(grid_region.build("stability", grid_region.tables()))["areas"]
    rates = [0, UNKNOWN, 3, 3, 4, 4, 4, 5, 5]
    hotspots = [6, 7, 8, UNKNOWN] * 2 + [6]
    emerging = ["new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic"]
    emerging += ["oscillating", "historical", "none"]
    order = list(colours.EMERGING)
    assert areas["classes"]["over"] == ["shown"]
    assert [[int(code, 36) for code in row] for row in areas["classes"]["values"]] == [
        rates,
        hotspots,
        [9 + order.index(name) for name in emerging],
    ]
    assert areas["styles"][6]["fillColor"] == colours.HOTSPOTS["hot"]
    assert areas["styles"][UNKNOWN]["fillColor"] == colours.UNKNOWN


def test_the_legend_has_a_list_for_each_choice_and_shows_one() -> None:
    html = grid_region.build("stability", grid_region.tables())
    assert re.findall(r'data-when="shown" data-is="(\d)"( hidden)?', html) == [
        ("0", ""),
        ("1", " hidden"),
        ("2", " hidden"),
    ]


def test_near_repeats_are_told_or_why_not() -> None:
    made = grid_region.tables()
    html = grid_region.build("stability", made)
    line = "Over 0 to 1 km and 0 to 7 days apart: 12 pairs, chance gives 4.0 (p 0.005)."
    assert line in html
    none = made["near_repeat"].assign(reason="no_exact_incidents", pairs_count=None)
    html = grid_region.build("stability", {**made, "near_repeat": none})
    assert "no incident knows both place and day exactly" in html


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
    assert "Not placed: position too vague: 7 incidents, 8 deaths" in html
    assert "Outside all areas: 2 incidents, 1 death" in html
