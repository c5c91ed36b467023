from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.page import drawing
from tests import grid_region, page_data

if TYPE_CHECKING:
    import pytest

WORDS = {"ok": "Fine", "bad": "Broken"}


def test_codes_are_places_among_the_words_and_strangers_are_missing() -> None:
    assert page_data.leaves(drawing.codes(["bad", "ok", None, "other"], WORDS)) == [
        1,
        0,
        None,
        None,
    ]


def test_columns_nest_as_the_array() -> None:
    assert page_data.leaves(drawing.columns(np.array([[0, 1], [10, 61]]))) == [[0, 1], [10, 61]]


def test_fact_leaves_out_what_is_empty() -> None:
    fact = drawing.measured("People", [1.4, np.nan], is_in_tip=True).plain()
    assert page_data.leaves(fact.pop("values")) == [1, None]
    assert fact == {"label": "People", "tip": True}


def test_facts_over_switches_hold_one_list_a_choice() -> None:
    values = [[[1.26, 2], [3, 4]]]
    fact = drawing.measured("Time", values, "min", digits=1, over=("service", "scenario"))
    assert page_data.leaves(fact.plain()["values"], 1) == [[[1.3, 2], [3, 4]]]
    assert fact.plain()["over"] == ["service", "scenario"]


def test_shares_become_percent() -> None:
    assert page_data.leaves(drawing.percent("Share", [0.1234, 1]).values, 1) == [12.3, 100]


def test_worded_facts_write_codes() -> None:
    fact = drawing.worded("State", ["bad", "ok"], WORDS)
    assert (page_data.leaves(fact.values), fact.words) == ([1, 0], ("Fine", "Broken"))


def test_named_facts_write_each_text_once() -> None:
    fact = drawing.named("Area", pd.Series(["b", "a", None, "b"]))
    assert (page_data.leaves(fact.values), fact.words) == ([1, 0, None, 1], ("a", "b"))


def test_titles_are_written_once() -> None:
    layer = drawing.Layer("areas", "area", [], "", [], titles=["b", "a", "b"]).plain()
    assert layer["titles"]["words"] == ["a", "b"]
    assert page_data.unpack(layer["titles"]["values"]) == [1, 0, 1]


def test_neighbours_follow_each_other_whatever_the_order_of_rows() -> None:
    made = grid_region.tables(n=2, per_area=3)["communities"]
    found = drawing.neighbours_first(made)
    assert found["area_id"].is_monotonic_increasing
    again = drawing.neighbours_first(made.sample(frac=1, random_state=1))
    assert found["community_id"].tolist() == again["community_id"].tolist()
    assert drawing.neighbours_first(made[:0]).empty


def test_dots_shrink_with_their_number_down_to_a_least() -> None:
    # Room of 300,000 square pixels: 3,000 dots lie 10 pixels apart.
    assert drawing.dot_radius(3_000, 0.3, 5) == 3
    assert drawing.dot_radius(0, 0.3, 5) == 5
    assert drawing.dot_radius(1_000_000, 0.3, 5) == drawing.LEAST_DOT_PX


def test_by_switch_fills_missing_rows() -> None:
    table = pd.DataFrame(
        {"scenario": ["dry", "wet", "dry"], "id": ["x", "x", "y"], "minutes": [1.0, 2.0, 3.0]}
    )
    column = drawing.by_switch(table, "id", ["y", "x"], {"scenario": ["dry", "wet"]})
    found = column("minutes")
    assert found.shape == (2, 2)
    assert found[0].tolist() == [3, 1]
    assert np.isnan(found[1, 0])


def test_roads_are_one_row_a_rank() -> None:
    layer, left_out = drawing.roads(grid_region.tables()["network"])
    assert len(layer.shapes) == len(layer.classes) == len(layer.styles) == 5
    assert left_out == []
    assert layer.plain()["facts"] == []


def test_labels_put_hubs_before_towns_before_areas() -> None:
    made = grid_region.tables()
    labels = drawing.labels(made["areas"], made["communities"], made["hubs"])
    assert labels["names"][0] == "Capital"
    assert labels["kinds"] == ["hub", *["town"] * 3, *["area"] * 9]
    assert sum(len(page_data.points(at)) for at in labels["at"]) == len(labels["names"])
    towns = made["communities"].set_index("community_name")["people"][labels["names"][1:4]]
    assert towns.is_monotonic_decreasing


def test_labels_without_towns_take_named_places_and_no_cells() -> None:
    made = grid_region.tables()
    places = made["communities"].assign(place_class="village")
    assert "town" in drawing.labels(made["areas"], places)["kinds"]
    cells = places.assign(place_class="cell")
    assert set(drawing.labels(made["areas"], cells)["kinds"]) == {"area"}


def test_labels_do_not_shout_and_name_no_codes_or_unnamed_places() -> None:
    made = grid_region.tables()
    areas = made["areas"].copy()
    areas["area_name"] = ["NORTH KIVU", "545301000", *areas["area_name"][2:]]
    places = made["communities"].assign(community_name="unnamed, Area 1")
    labels = drawing.labels(areas, places)
    assert labels["names"][:3] == ["North Kivu", "", "Area 3"]


def test_of_too_many_names_those_with_most_people_are_found_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = grid_region.tables()
    whole = drawing.places(made["communities"], made["areas"])
    assert len(whole["names"]) == 18
    assert "left" not in whole
    monkeypatch.setattr(drawing, "MOST_NAMES", 15)
    held = drawing.places(made["communities"], made["areas"])
    fewest = made["communities"].sort_values("people")["community_name"][:3]
    assert set(whole["names"]) - set(held["names"]) == set(fewest)
    assert held["left"] == 3
    said = "does not find the 3 communities with fewest people"
    for name in ("index", "links", "stability", "resilience", "compare"):
        assert said in grid_region.build(name, made), name
    assert said not in grid_region.build("isolation", made)
