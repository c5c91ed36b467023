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
        [UNKNOWN] * 9,
    ]
    assert areas["styles"][6]["fillColor"] == colours.HOTSPOTS["hot"]
    assert areas["styles"][UNKNOWN]["fillColor"] == colours.UNKNOWN


def test_the_legend_has_a_list_for_each_choice_and_shows_one() -> None:
    html = grid_region.build("stability", grid_region.tables())
    legend = html.partition('class="legend"')[2]
    assert re.findall(r'data-when="shown" data-is="(\d)"( hidden)?', legend) == [
        ("0", ""),
        ("1", " hidden"),
        ("2", " hidden"),
        ("3", " hidden"),
    ]


def test_years_and_months_are_those_of_the_tables() -> None:
    made = grid_region.tables()
    time = page_data.raw_data_of(grid_region.build("stability", made))["time"]
    years, months = time["units"]
    assert years["labels"] == ["2022", "2023", "2024, up to 2024-03-31"]
    assert years["hasEnded"] == [1, 1, 0]
    assert years["at"] == 1
    assert months["labels"][0] == "December 2023"
    incidents, deaths, rate = years["facts"]
    number = [0, 1, 2, 3, 0, 1, 2, 3, 0]
    for k in range(3):
        assert page_data.leaves(incidents["values"], 2)[k] == [n * k for n in number]
        assert page_data.leaves(deaths["values"], 1)[k] == [2 * n * k for n in number]
        assert page_data.leaves(rate["values"], 2)[k] == [*(10 * n * k for n in number[:8]), None]
    assert page_data.leaves(years["totals"], 1)[0] == [0, 12, 24]
    assert page_data.leaves(years["totals"], 1)[1] == [0, 24, 48]


def test_months_without_a_row_between_the_first_and_the_last_are_zero() -> None:
    time = page_data.raw_data_of(grid_region.build("stability", grid_region.tables()))["time"]
    incidents = time["units"][1]["facts"][0]
    columns = page_data.leaves(incidents["values"], 2)
    assert columns == [[1.0] * 9, [2.5, *[0] * 8], [0] * 9, [0] * 9]
    assert [fact["label"] for fact in time["units"][1]["facts"]] == [
        "Incidents in {period}",
        "Deaths in {period}, best estimate",
    ]


def test_classes_of_periods_are_the_same_for_all_of_them() -> None:
    years, months = page_data.raw_data_of(grid_region.build("stability", grid_region.tables()))[
        "time"
    ]["units"]
    # Rates 0 10 20 30 0 ... of 2023: up to 1, 5 to 10, 10 to 20, over 20; no people, no rate.
    assert page_data.leaves(years["classes"])[1] == [0, 3, 4, 5, 0, 3, 4, 5, 6]
    assert page_data.leaves(months["classes"])[0] == [1] * 9
    assert page_data.leaves(months["classes"])[1] == [3, *[0] * 8]


def test_where_only_years_are_known_there_is_no_choice_of_months() -> None:
    made = grid_region.tables()
    series = made["stability_series"].assign(period="year")
    html = grid_region.build("stability", {**made, "stability_series": series})
    assert len(page_data.raw_data_of(html)["time"]["units"]) == 1
    assert 'data-switch="unit"' not in html


def test_without_a_period_there_is_no_slider_and_no_choice_of_it() -> None:
    made = grid_region.tables()
    none = {name: made[name][:0] for name in ("stability_years", "stability_series")}
    html = grid_region.build("stability", {**made, **none})
    assert "time" not in page_data.raw_data_of(html)
    assert "Over time" not in html


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


def test_popups_say_what_hot_spots_and_emerging_ones_are_asked_of() -> None:
    html = grid_region.build("stability", grid_region.tables())
    facts = {fact["label"]: fact for fact in layers(html)["areas"]["facts"]}
    asked = facts["Hot spot in the rate's years"]
    assert "Neither: can be chance among so many areas" in asked["words"]
    assert "Emerging, period by period" in facts
    assert "p of Gi*, for this area alone" in facts
    assert "The two can differ: the one asks of all" in html


def test_one_year_and_one_month_are_told_in_the_singular() -> None:
    once: dict[str, Any] = {"rate_years": 1.0, "half_life_months": 1.0, "exposure_months": 1.0}
    html = grid_region.build("stability", grid_region.tables(), **once)
    for said in ("a year over 1 year.", "half after every 1 month.", "of the last 1 month."):
        assert said in html
    for said in ("<dd>1 year</dd>", "<dd>1 month</dd>", "km, 1 month</dd>"):
        assert said in html
