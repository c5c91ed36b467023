from __future__ import annotations

import re

from pipeline.page import seasons

WHOLE = ["wet-truck", "dry-4x4", "wet-4x4", "dry-truck"]


def values(html: str) -> list[tuple[int, str]]:
    found = re.findall(r'value="(\d+)"[^>]*><span>([^<]*)', html)
    return [(int(value), label) for value, label in found]


def test_values_of_season_and_vehicle_add_up_to_the_place_of_their_scenario() -> None:
    season, vehicle = (values(html) for html in seasons.switches(WHOLE))
    assert season == [(0, "Wet season"), (2, "Dry season")]
    assert vehicle == [(0, "Truck"), (1, "4x4")]
    assert seasons.ordered(WHOLE) == ["wet-truck", "wet-4x4", "dry-truck", "dry-4x4"]


def test_the_base_scenario_stays_the_first() -> None:
    assert seasons.ordered(WHOLE)[0] == WHOLE[0]


def test_where_a_pair_is_lacking_scenarios_stay_one_list_in_their_order() -> None:
    lacking = ["dry-truck", "wet-4x4", "dry-4x4"]
    assert seasons.ordered(lacking) == lacking
    (html,) = seasons.switches(lacking)
    assert [label for _, label in values(html)] == [
        *("Dry season, truck", "Wet season, 4x4", "Dry season, 4x4")
    ]


def test_with_one_vehicle_or_one_season_there_is_one_switch() -> None:
    for some in (["dry-4x4", "wet-4x4"], ["dry-4x4", "dry-foot"]):
        (html,) = seasons.switches(some)
        assert [value for value, _ in values(html)] == [0, 1]


def test_parts_of_a_switch_have_names_of_their_own() -> None:
    for part, html in zip(("season", "vehicle"), seasons.switches(WHOLE), strict=True):
        assert set(re.findall(r' name="(\w+)"', html)) == {part}
        assert set(re.findall(r'data-switch="(\w+)"', html)) == {"scenario"}


def test_one_scenario_needs_no_switch() -> None:
    assert seasons.switches(["dry-4x4"]) == ("",)
