from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.page import tiles
from tests import grid_region, page_data

if TYPE_CHECKING:
    import pytest

SWITCHES = {"service_type": ["health", "school", "hub"], "scenario": ["dry-4x4", "wet-4x4"]}


def test_communities_times_choices_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MOST_TIMES", 60)
    rows = pd.DataFrame(index=range(11))
    # Three types in two scenarios: ten communities have 60 times, eleven have 66.
    assert not tiles.is_needed(rows[:10], SWITCHES)
    assert tiles.is_needed(rows, SWITCHES)


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
    assert "the search box does not find their names" in html
    assert 'data-layer="communities"' not in html


def test_the_field_for_the_file_has_a_label_and_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "MOST_TIMES", 0)
    html = grid_region.build("access", grid_region.tables(), language="fr")
    field = re.search(r'<input id="(\S+)" type="file"[^>]*aria-describedby="(\S+)"', html)
    assert field
    assert f'<label for="{field[1]}">' in html
    assert f'id="{field[2]}"' in html
    assert "Open communities.pmtiles" not in html
