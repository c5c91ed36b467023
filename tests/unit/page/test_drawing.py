from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.page import drawing
from tests import grid_region

WORDS = {"ok": "Fine", "bad": "Broken"}


def test_codes_are_places_among_the_words_and_strangers_are_missing() -> None:
    assert drawing.codes(["bad", "ok", None, "other"], WORDS) == "10--"


def test_digits_nest_as_the_array() -> None:
    assert drawing.digits(np.array([[0, 1], [10, 61]])) == ["01", "Az"]


def test_fact_leaves_out_what_is_empty() -> None:
    fact = drawing.measured("People", [1.4, np.nan], is_in_tip=True)
    assert fact.plain() == {"label": "People", "values": [1, None], "tip": True}


def test_facts_over_switches_hold_one_list_a_choice() -> None:
    values = np.array([[[1.26, 2], [3, 4]]])
    fact = drawing.measured("Time", values, "min", digits=1, over=("service", "scenario"))
    assert fact.plain()["values"] == [[[1.3, 2], [3, 4]]]
    assert fact.plain()["over"] == ["service", "scenario"]


def test_shares_become_percent() -> None:
    assert drawing.percent("Share", [0.1234, 1]).plain()["values"] == [12.3, 100]


def test_worded_facts_write_codes() -> None:
    fact = drawing.worded("State", ["bad", "ok"], WORDS)
    assert (fact.values, fact.words) == ("10", ("Fine", "Broken"))


def test_named_facts_write_each_text_once() -> None:
    fact = drawing.named("Area", pd.Series(["b", "a", None, "b"]))
    assert (fact.values, fact.words) == ([1, 0, None, 1], ("a", "b"))


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
    assert len(layer.shapes) == len(layer.classes) == len(layer.styles) == 4
    assert left_out == []
    assert layer.plain()["facts"] == []


def test_labels_put_hubs_before_towns_before_areas() -> None:
    made = grid_region.tables()
    labels = drawing.labels(made["areas"], made["communities"], made["hubs"])
    assert labels["names"][0] == "Capital"
    assert labels["kinds"] == ["hub", *["town"] * 3, *["area"] * 9]
    assert len(labels["at"]) == len(labels["names"])
    towns = made["communities"].set_index("community_name")["people"][labels["names"][1:4]]
    assert towns.is_monotonic_decreasing


def test_labels_without_towns_take_named_places_and_no_cells() -> None:
    made = grid_region.tables()
    places = made["communities"].assign(place_class="village")
    assert "town" in drawing.labels(made["areas"], places)["kinds"]
    cells = places.assign(place_class="cell")
    assert set(drawing.labels(made["areas"], cells)["kinds"]) == {"area"}
