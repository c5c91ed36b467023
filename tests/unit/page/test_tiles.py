from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio

from pipeline.exports.communities_pmtiles import communities_pmtiles
from pipeline.maps import isolation as drawn_by
from pipeline.page import tiles
from tests import grid_region, page_data

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SWITCHES = {"service_type": ["health", "school", "hub"], "scenario": ["dry-4x4", "wet-4x4"]}


def test_communities_times_choices_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MOST_TIMES", 60)
    rows = pd.DataFrame(index=range(11))
    # Three types in two scenarios: ten communities have 60 times, eleven have 66.
    assert not tiles.has_too_many_times(rows[:10], SWITCHES)
    assert tiles.has_too_many_times(rows, SWITCHES)


def test_those_cut_off_weigh_more_than_those_that_reach_a_hub(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tiles, "COMMUNITY_BYTES", 10)
    monkeypatch.setattr(tiles, "SCENARIO_BYTES", 1)
    monkeypatch.setattr(tiles, "CUT_OFF_BYTES", 5)
    monkeypatch.setattr(tiles, "MOST_CUT_OFF_BYTES", 150)
    ten, cut_off = pd.DataFrame(index=range(10)), pd.DataFrame(index=range(7))
    # Ten in two scenarios take 120; six that are cut off in one of them 30, seven 35.
    assert tiles.isolation_bytes(ten, cut_off[:6], SWITCHES["scenario"]) == 150
    assert not tiles.has_too_many_cut_off(ten, cut_off[:6], SWITCHES["scenario"])
    assert tiles.has_too_many_cut_off(ten, cut_off, SWITCHES["scenario"])


def test_the_stamp_tells_days_regions_and_minutes_apart() -> None:
    made, fewer = grid_region.tables(), grid_region.tables(2)
    reach, as_of = made["reach"], made["as_of"]
    own = tiles.stamp(made["communities"], reach, as_of)
    assert own.startswith("2024-03-31, 18, ")
    assert tiles.stamp(made["communities"], reach.iloc[::-1], as_of) == own
    later = as_of.assign(as_of=pd.Timestamp("2024-04-30"))
    unknown = as_of.assign(as_of=pd.NaT)
    slower = reach.assign(minutes=reach["minutes"] + 1)
    others = {
        tiles.stamp(fewer["communities"], reach, as_of),
        tiles.stamp(made["communities"], slower, as_of),
        tiles.stamp(made["communities"], reach, later),
        tiles.stamp(made["communities"], reach, unknown),
    }
    assert len(others - {own}) == 4


def test_both_pages_and_the_file_share_a_stamp_whatever_is_withheld(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "MOST_TIMES", 0)
    monkeypatch.setattr(tiles, "MOST_CUT_OFF_BYTES", 0)
    made = grid_region.tables()
    publish = grid_region.publish(sensitive=["market"])
    pages = [grid_region.build(name, made, publish=publish) for name in ("access", "isolation")]
    path = tmp_path / "r.communities.pmtiles"
    communities_pmtiles(
        draft=path,
        **{name: made[name] for name in ("areas", "communities", "reach", "as_of")},
        scenarios=list(grid_region.SCENARIOS),
        service_types=list(grid_region.SERVICE_TYPES),
        publish=publish,
    )
    told = pyogrio.read_info(path, layer="communities")["dataset_metadata"]
    stamps = [page_data.raw_data_of(html)["tiles"]["stamp"] for html in pages]
    assert stamps == [told["description"]] * 2
    whole = tiles.stamp(made["communities"], made["reach"], made["as_of"])
    assert stamps[0] != whole


def test_a_page_over_the_bound_holds_no_community_and_says_what_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = grid_region.tables()
    monkeypatch.setattr(tiles, "MOST_TIMES", 18 * 5 * 2)
    whole = page_data.raw_data_of(grid_region.build("access", made))
    assert [layer["id"] for layer in whole["layers"]][2] == "communities"
    assert "tiles" not in whole
    monkeypatch.setattr(tiles, "MOST_TIMES", 18 * 5 * 2 - 1)
    html = grid_region.build("access", made)
    data = page_data.raw_data_of(html)
    assert "communities" not in [layer["id"] for layer in data["layers"]]
    assert data["tiles"]["keys"][0] == ["health_dry-4x4", "health_wet-4x4"]
    assert data["tiles"]["keys"][-1] == ["hub_dry-4x4", "hub_wet-4x4"]
    assert "Communities are in a file of their own" in html
    names = data["places"]["communities"]["names"]
    assert sorted(names) == sorted(made["communities"]["community_name"])
    assert 'data-layer="communities"' not in html


def test_an_isolation_page_over_the_bound_holds_those_that_it_lists_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = grid_region.tables()
    monkeypatch.setattr(drawn_by, "LARGEST", 1)
    whole = page_data.data_of(grid_region.build("isolation", made))
    monkeypatch.setattr(tiles, "MOST_CUT_OFF_BYTES", 0)
    html = grid_region.build("isolation", made)
    data = page_data.data_of(html)
    before, held = (
        next(layer for layer in one["layers"] if layer["id"] == "communities")
        for one in (whole, data)
    )
    assert "tiles" not in whole
    assert data["tiles"]["keys"] == ["hub_dry-4x4", "hub_wet-4x4"]
    lists = [data["list"], data["also"][1]]
    rows = {row for spec in lists for by_scenario in spec["values"] for row in by_scenario}
    assert rows == set(range(len(held["titles"])))
    assert 0 < len(rows) < len(before["titles"])
    assert named(data["list"], held) == named(whole["list"], before)
    assert held["size"] == before["size"] == data["tiles"]["size"]
    assert held["styles"] == before["styles"] == data["tiles"]["styles"]
    assert "is told only of those that are listed" in html
    assert "Without it only those in the lists are drawn" in html
    assert len(data["places"]["communities"]["names"]) == len(before["titles"])
    assert 'data-layer="communities"' not in html


def named(spec: dict[str, Any], layer: dict[str, Any]) -> list[list[str]]:
    """Return the names that a list has, by scenario."""
    return [[layer["titles"][row] for row in rows] for rows in spec["values"]]


def test_the_field_for_the_file_has_a_label_and_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MOST_TIMES", 0)
    html = grid_region.build("access", grid_region.tables(), language="fr")
    field = re.search(r'<input id="(\S+)" type="file"[^>]*aria-describedby="(\S+)"', html)
    assert field
    assert f'<label for="{field[1]}">' in html
    assert f'id="{field[2]}"' in html
    assert "Open communities.pmtiles" not in html
