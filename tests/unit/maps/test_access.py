from __future__ import annotations

import re
from typing import Any

import numpy as np

from tests import grid_region, page_data


def layers(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    made = {**grid_region.tables(), **changes}
    data = page_data.data_of(grid_region.build("access", made))
    return {layer["id"]: layer for layer in data["layers"]}


def test_areas_are_classed_by_both_bands_together() -> None:
    # Shares within an hour: 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0.
    assert layers()["areas"]["classes"]["values"][0][0][0] == "443321100"


def test_area_is_unknown_where_nothing_is_known_of_most() -> None:
    made = grid_region.tables()["access"]
    unknown = made.assign(
        unknown_share=np.where(made["area_id"] == "A0000", 0.51, made["unknown_share"])
    )
    codes = layers(access=unknown)["areas"]["classes"]["values"][0][0][0]
    assert codes[0] == "5"
    half = made.assign(unknown_share=0.5)
    assert layers(access=half)["areas"]["classes"]["values"][0][0][0] == "443321100"


def test_communities_without_a_way_are_told_from_unknown_and_insecure_ones() -> None:
    made = grid_region.tables()["reach"]
    ids = ["C00000", "C00001", "C00002", "C00003"]
    first = made["service_type"].eq("health") & made["scenario"].eq("dry-4x4")
    rows = [first & made["community_id"].eq(one) for one in ids]
    reach = made.assign(
        status=np.select(rows, ["reachable", "unreachable", "unknown", "conditional"], "reachable"),
        reason=np.select(rows, ["ok", "disconnected", "map_gap", "insecure"], "ok"),
        minutes=np.select(rows, [60.0, np.nan, np.nan, 10.0], made["minutes"]),
    )
    circles = layers(reach=reach)["communities"]
    code = dict(zip(circles["titles"], circles["classes"]["values"][0][0], strict=True))
    assert [code[f"Village {n}"] for n in (1, 2, 3, 4)] == ["1", "5", "6", "7"]
    minutes = dict(zip(circles["titles"], circles["facts"][1]["values"][0][0], strict=True))
    assert minutes["Village 4"] == 10


def test_the_legend_has_an_entry_for_every_colour_of_communities() -> None:
    styles = layers()["communities"]["styles"]
    html = grid_region.build("access", grid_region.tables())
    block = html[html.index("Communities by travel time") :].split("</section>")[0]
    assert len(styles) == 8
    assert all(style["fillColor"] in block for style in styles)
    assert "only past insecure roads" in block


def test_parts_of_the_unreachable_and_unknown_are_told() -> None:
    facts = {fact["label"]: fact["values"] for fact in layers()["areas"]["facts"]}
    assert facts["Of these only past insecure roads"] != facts["Unreachable"]
    assert facts["Of these where too few roads are mapped"] == facts["Nothing can be said"]


def test_only_services_of_the_chosen_type_are_drawn() -> None:
    services = layers()["services"]
    kinds = ["health", "market", "school", "water_point", "health", "market"]
    assert services["classes"]["values"][0] == "".join(
        "01"[kind != "health"] for kind in sorted(kinds)
    )
    assert services["classes"]["values"][4] == "1" * 6


def test_headline_service_is_first_and_hubs_last() -> None:
    html = grid_region.build("access", grid_region.tables(), headline_service="school")
    order = [html.index(f">{name}</option>") for name in ("School", "Health", "Market", "Hub")]
    assert order == sorted(order)


def test_a_community_without_service_of_the_type_has_no_row_lost() -> None:
    made = grid_region.tables()["reach"]
    shown = layers(reach=made[made["community_id"] != "C00003"])["communities"]
    assert len(shown["shapes"]) == 18
    minutes = dict(zip(shown["titles"], shown["facts"][1]["values"][0][0], strict=True))
    assert minutes["Village 4"] is None
    assert minutes["Village 5"] is not None


def test_near_is_what_the_region_file_says() -> None:
    html = grid_region.build("access", grid_region.tables(), access_within_min=30)
    areas = page_data.data_of(html)["layers"][0]
    facts = {fact["label"]: fact["values"] for fact in areas["facts"]}
    assert facts["Within 30 min"] == facts["Up to 30 min"]
    views = re.findall(r"<option [^>]*>((?:People|Median)[^<]*)", html)
    assert views == [*(f"People within {n} min" for n in (30, 60, 120, 240)), "Median time"]


def test_areas_can_be_coloured_by_every_band_and_by_the_median() -> None:
    areas = layers()["areas"]
    assert areas["classes"]["over"] == ["view", "service", "scenario"]
    # Within 30 min half as many: 0.5, 0.4375, 0.375, 0.3125, 0.25, 0.1875, 0.125, 0.0625, 0.
    first = [view[0][0] for view in areas["classes"]["values"]]
    assert first[0] == "443321100"
    assert first[1] == "221110000"
    # Medians 20, 32.5 ... 120 min; nothing is known of most of none.
    bands = areas["styles"][6:]
    colours = [bands[int(code, 36) - 6]["fillColor"] for code in first[4]]
    assert [bands.index(next(b for b in bands if b["fillColor"] == c)) for c in colours] == [
        *(0, 1, 1, 1, 2, 2, 2, 2, 2)
    ]


def test_median_of_nobody_has_a_colour_of_its_own() -> None:
    made = grid_region.tables()["access"].assign(median_min=np.nan, unknown_share=0.0)
    areas = layers(access=made)["areas"]
    assert areas["classes"]["values"][4][0][0] == "b" * 9
    assert layers(access=made.assign(unknown_share=0.6))["areas"]["classes"]["values"][4][0][0] == (
        "c" * 9
    )


def test_the_nearest_service_is_a_row_of_the_services() -> None:
    made = grid_region.tables()
    communities = layers()["communities"]
    nearest = next(fact for fact in communities["facts"] if fact["label"] == "Nearest")
    assert nearest["namesOf"] == "services"
    reach = made["reach"].set_index(["service_type", "scenario", "community_id"])["service_id"]
    ids = made["communities"].set_index("community_name")["community_id"]
    services = made["services"].sort_values("service_type", kind="stable")  # all in one strip
    rows = dict(zip(services["service_id"], range(len(services)), strict=True))
    wanted = [reach["health", "dry-4x4", ids[name]] for name in communities["titles"]]
    assert nearest["values"][0][0] == [rows.get(key) for key in wanted]


def test_supply_is_told_by_type_and_not_of_hubs() -> None:
    facts = {fact["label"]: fact for fact in layers()["areas"]["facts"]}
    supply = facts["Supply per 1,000 people (2SFCA)"]
    assert supply["over"] == ["service"]
    assert supply["values"][0] == [0.125 * area for area in range(9)]
    assert supply["values"][1] == [1 + 0.125 * area for area in range(9)]
    assert supply["values"][4] == [None] * 9
    assert facts["People without any in the catchment"]["values"][0] == list(range(0, 90, 10))


def test_how_even_minutes_are_is_told_for_each_type_in_the_first_scenario() -> None:
    html = grid_region.build("access", grid_region.tables())
    told = re.findall(r"(\w+): of those who reach one, the nearest fifth need (\d+) min", html)
    assert told == [
        ("Health", "10"), ("Market", "12"), ("School", "14"), ("point", "16"), ("Hub", "18")
    ]  # fmt: skip
    assert "the furthest 120 min (Gini 0.25); 10 % do not." in html
    assert "is in neither fifth" not in grid_region.build(
        "access", grid_region.empty(grid_region.tables())
    )


def test_where_nobody_reaches_one_that_is_said() -> None:
    made = grid_region.tables()
    equity = made["equity"].assign(people_counted=0.0)
    html = grid_region.build("access", {**made, "equity": equity})
    assert "Market: nobody reaches one." in html
    assert "nearest fifth" not in html


def test_supply_has_an_evidence_of_its_own_by_type_and_hubs_have_none() -> None:
    made = grid_region.tables()
    is_school = made["catchments"]["service_type"] == "school"
    graded = made["catchments"].assign(grade=np.where(is_school, "C", "A"))
    evidence = {fact["label"]: fact for fact in layers(catchments=graded)["areas"]["facts"]}
    supply = evidence["Evidence for supply"]
    assert supply["over"] == ["service"]
    assert supply["brief"]
    said = [
        {None if code is None else supply["words"][code][0] for code in of_type}
        for of_type in supply["values"]
    ]
    assert said == [{"A"}, {"A"}, {"C"}, {"A"}, {None}]
    assert "over" not in evidence["Evidence"] or not evidence["Evidence"]["over"]


def test_bands_of_areas_bear_the_names_of_those_of_communities() -> None:
    html = grid_region.build("access", grid_region.tables())
    facts = [fact["label"] for fact in page_data.data_of(html)["layers"][0]["facts"]]
    first = facts.index("Up to 30 min")
    block = html[html.index("Communities by travel time") :].split("</section>")[0]
    named = re.findall(r"</i>([^<]*min)</li>", block)
    assert [name.lower() for name in facts[first : first + 5]] == named
    assert named[1] == "over 30 to 60 min"


def test_where_no_service_of_the_type_is_open_the_view_says_so() -> None:
    made = grid_region.tables()
    reach = made["reach"]
    is_closed = reach["service_type"].isin(["school", "hub"])
    reach = reach.assign(reason=reach["reason"].mask(is_closed, "no_service"))
    said = r'<div data-when="service" data-is="(\d)" hidden><p class="note">([^<]*)'
    html = grid_region.build("access", {**made, "reach": reach})
    block = html[html.index('data-block="areas"') :].split("</section>")[0]
    assert re.findall(said, block) == [
        ("2", "No service of this type is open in the region, so nobody is near one."),
        ("4", "The region has no hub, so nobody is near one."),
    ]
    assert not re.findall(said, grid_region.build("access", made))
