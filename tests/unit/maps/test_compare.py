from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from pipeline.page import colours
from tests import grid_region, page_data

UNKNOWN = len([*colours.SHARES, *colours.RATES])
LEGEND = re.compile('data-block="areas".*?<ul>(.*?)</ul>')


def compared(html: str) -> dict[str, Any]:
    spec: dict[str, Any] = page_data.raw_data_of(html)["compare"]
    return spec


def test_shares_are_those_of_access_by_service_and_scenario() -> None:
    made = grid_region.tables()
    access = compared(grid_region.build("compare", made))["subjects"][0]
    assert access["labels"] == ["Dry season, 4x4", "Wet season, 4x4"]
    assert access["services"] == ["Health", "Market", "School", "Water point", "Hub"]
    table = made["access"].set_index(["service_type", "scenario", "area_id"]).sort_index()
    near = table["band_30_min_share"] + table["band_60_min_share"]
    for place, kind in enumerate(["health", "market", "school", "water_point", "hub"]):
        for at, scenario in enumerate(grid_region.SCENARIOS):
            told = page_data.leaves(access["values"], 1)[place][at]
            wanted = near.loc[kind, scenario].reindex(made["areas"]["area_id"])
            np.testing.assert_allclose(np.array(told, float), wanted * 100, atol=0.051)


def test_legend_of_shares_is_that_of_the_access_page() -> None:
    made = grid_region.tables()
    pages = [grid_region.build(name, made) for name in ("access", "compare")]
    access, compare = [LEGEND.findall(html)[0] for html in pages]
    assert compare == access
    assert compare.index("0 to 20 %") < compare.index("80 to 100 %")


def test_rates_of_years_bear_their_intervals() -> None:
    years = compared(grid_region.build("compare", grid_region.tables()))["subjects"][1]
    assert years["labels"] == ["2022", "2023", "2024, up to 2024-03-31"]
    number = [0, 1, 2, 3, 0, 1, 2, 3]
    for k in range(3):
        told = [page_data.leaves(years[name], 2)[k] for name in ("values", "low", "high")]
        rates = [10 * n * k for n in number]
        ends = [max(rate - 5, 0) for rate in rates], [rate + 5 for rate in rates]
        assert told == [[*numbers, None] for numbers in (rates, *ends)]


def test_shapes_are_written_once_and_both_sides_share_their_styles() -> None:
    html = grid_region.build("compare", grid_region.tables())
    data = page_data.data_of(html)
    assert [layer["id"] for layer in data["layers"]] == ["areas", "roads"]
    styles = data["layers"][0]["styles"]
    assert len(styles) == UNKNOWN + 1
    assert styles[UNKNOWN]["fillColor"] == colours.UNKNOWN
    access, years = data["compare"]["subjects"]
    assert page_data.leaves(years["classes"])[0] == [5] * 8 + [UNKNOWN]
    assert set(page_data.leaves(access["classes"])[0][0]) <= {*range(5), UNKNOWN}


def test_at_first_the_base_scenario_stands_left_and_the_newest_full_year_right() -> None:
    html = grid_region.build("compare", grid_region.tables())
    assert (
        '<select data-switch="left0" aria-labelledby="switch-left0"><option value="0" sel' in html
    )
    right = html.partition('data-switch="right0"')[2].partition("</select>")[0]
    assert '<option value="1" selected>' in right
    right = html.partition('data-switch="right1"')[2].partition("</select>")[0]
    assert '<option value="1" selected>2023<' in right


@pytest.mark.parametrize(
    ("scenarios", "subjects"), [(("dry-4x4",), 1), (("dry-4x4", "wet-4x4"), 2)]
)
def test_one_scenario_is_not_compared(scenarios: tuple[str, ...], subjects: int) -> None:
    html = grid_region.build("compare", grid_region.tables(), scenarios=list(scenarios))
    assert len(compared(html)["subjects"]) == subjects


def test_where_nothing_can_be_compared_the_page_says_so() -> None:
    made = grid_region.tables()
    years = made["stability_years"][:0]
    html = grid_region.build("compare", {**made, "stability_years": years}, scenarios=["dry-4x4"])
    assert "compare" not in page_data.raw_data_of(html)
    assert "There is nothing to compare" in html
