from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from pipeline.outgoing.meanings import meanings
from pipeline.outgoing.tables import LAYERS, divisions, layer
from pipeline.stages import EXPORTED, WITH_GEOMETRY
from tests.given_away import DOCS, area_rows, tables


def made(name: str, **changed: Any) -> pd.DataFrame:  # noqa: ANN401
    table: pd.DataFrame = layer(name, {**tables(), **changed}, "dry-4x4").table
    return table


def test_stages_know_every_layer_and_which_have_geometry() -> None:
    assert list(EXPORTED) == list(LAYERS)
    assert [name for name, recipe in LAYERS.items() if recipe.geometry] == list(WITH_GEOMETRY)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_made_of_the_tables_that_its_stage_gives(name: str) -> None:
    every = tables()
    given = {need: every[need] for need in EXPORTED[name]}
    assert_frame_equal(layer(name, given, "dry-4x4").table, made(name))


@pytest.mark.parametrize("name", LAYERS)
def test_row_order_does_not_show_and_nothing_given_is_changed(name: str) -> None:
    given = tables()
    layer(name, given, "dry-4x4")
    for key, whole in tables().items():
        assert_frame_equal(given[key], whole)
    turned = {key: table[::-1] for key, table in given.items()}
    assert_frame_equal(layer(name, turned, "dry-4x4").table, made(name))


def test_areas_are_wide_and_named_as_in_cod() -> None:
    areas = made("areas").set_index("ADM3_PCODE")
    assert areas["ADM3_EN"].tolist() == ["Ay", "Bé"]
    assert areas["ADM1_PCODE"].tolist() == ["P", "P"]
    assert not {"adm2_id", "ADM2_PCODE", "area_id"} & set(areas.columns)
    row = areas.loc["P1A"]
    assert row["health_post_dry_4x4_within_60_min_share"] == 0.75
    assert row["health_post_wet_4x4_median_min"] == 70
    assert (row["resilience_grade"], row["stability_grade"]) == ("B", "C")
    assert (row["intensity"], row["any_road_share"], row["road_km"]) == (2, 1, 3)
    assert (row["health_post_two_step_per_1k"], row["school_two_step_per_1k"]) == (0.25, 2)
    assert row["school_supply_unit"] == "services"
    assert areas.filter(like="4x4").loc["P1B"].isna().to_numpy().all()


def test_communities_hold_how_they_reach_services_and_how_often_a_hub() -> None:
    table = made("communities").set_index("community_id")
    assert table["hub_dry_4x4_reachable_share"].to_dict() == {"a": 1, "b": 0.5}
    assert table["hub_wet_4x4_reachable_share"].fillna(-1).to_dict() == {"a": -1, "b": 0.25}
    assert table["hub_wet_4x4_min"].fillna(-1).to_dict() == {"a": 30.5, "b": -1}
    assert table["hub_wet_4x4_status"].to_dict() == {"a": "reachable", "b": "unreachable"}
    assert table["hub_dry_4x4_reason"].to_dict() == {"a": "ok", "b": "no_road"}
    assert "hub_wet_4x4_reason" not in table


def test_divisions_stand_where_the_area_stood_and_nowhere_where_it_is_not_known() -> None:
    services = tables()["services"].assign(area_id=pd.Series([None], dtype="str"))
    table = made("services", services=services)
    assert list(table.columns[-5:]) == [
        *("ADM3_PCODE", "ADM3_EN", "ADM1_PCODE", "ADM1_EN"),
        "geometry",
    ]
    assert table.iloc[0, -5:-1].isna().all()


def test_division_at_the_own_level_is_named_once() -> None:
    names = divisions(area_rows(level=1, adm1_id=["P1A", "P1B"])).columns
    assert list(names) == ["ADM1_PCODE", "ADM1_EN"]


def test_places_on_roads_are_in_degrees_and_stay_empty() -> None:
    table = made("isolation").set_index("scenario")
    assert table.loc["wet-4x4", "nearest_reached_longitude"] == pytest.approx(-9)
    assert table.loc["wet-4x4", "nearest_reached_latitude"] == pytest.approx(8.1424, abs=1e-3)
    assert table.filter(like="nearest").loc["dry-4x4"].isna().to_numpy().all()


def test_types_that_would_share_a_column_are_numbered() -> None:
    access = tables()["access"].iloc[:1].drop(columns="service_type")
    kinds = ["a b", "a-b", "A_b", "<script>"]
    table = pd.concat([access.assign(service_type=kind) for kind in kinds])
    names = made("areas", access=table).filter(like="median_min").columns
    assert list(names) == [
        *("_script__dry_4x4_median_min", "A_b_dry_4x4_median_min"),
        *("a_b_2_dry_4x4_median_min", "a_b_3_dry_4x4_median_min"),
    ]


@pytest.mark.parametrize("name", LAYERS)
def test_every_column_means_something(name: str) -> None:
    found = meanings(name, layer(name, tables(), "dry-4x4"), DOCS)
    assert [one.column for one in found] == [c for c in made(name) if c != "geometry"]
    assert all(one.doc.endswith(".") for one in found)
    assert len({one.title for one in found}) == len(found)


def test_columns_of_one_pattern_share_name_and_prose() -> None:
    found = {one.column: one for one in meanings("areas", layer("areas", tables(), ""), DOCS)}
    dry, wet = (found[f"health_post_{season}_4x4_median_min"] for season in ("dry", "wet"))
    assert dry.pattern == wet.pattern == "<type>_<scenario>_median_min"
    assert dry.plain == wet.plain
    assert dry.title == "Health post, dry season, 4x4: median (min)"
    assert (dry.unit, found["any_road_share"].unit, found["people"].unit) == ("min", "share", "")
    assert found["school_supply_unit"].pattern == "<type>_supply_unit"


def test_a_column_that_no_table_tells_of_is_refused() -> None:
    odd = tables()["links"].assign(stranger=1)
    with pytest.raises(KeyError, match=r"links.stranger: no table says what it means"):
        meanings("links", layer("links", {**tables(), "links": odd}, ""), DOCS)
