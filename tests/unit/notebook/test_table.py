from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.config import region_of
from pipeline.errors import ConfigError
from pipeline.notebook.table import TableView
from tests import grid_region

REGION = region_of(
    {
        "title": "Grid region",
        "areas": {"file": "a.gpkg", "id": ["id"], "level": 2},
        "people": {"file": "p.tif", "kind": "raster"},
    },
    Path("grid/region.toml"),
)


class Stored:
    """Tables in memory, in the place of those on disk."""

    def __init__(self) -> None:
        self.tables = grid_region.tables()

    def table(self, name: str) -> Any:  # noqa: ANN401
        return self.tables[name]


def view(name: str) -> TableView:
    return TableView(name, Stored(), REGION)  # type: ignore[arg-type]


def test_what_is_not_chosen_is_the_headline_service_in_the_base_scenario() -> None:
    choices = view("access").choices
    assert choices["service_type"][0] == "health"
    assert choices["scenario"][0] == "dry-4x4"
    table = view("access").table
    assert set(choices["service_type"]) == set(table["service_type"])


def test_rows_are_one_an_area_with_its_ground() -> None:
    areas = grid_region.tables()["areas"]
    rows = view("access").rows(scenario="wet-4x4")
    assert rows["area_id"].tolist() == areas["area_id"].tolist()
    assert set(rows["scenario"]) == {"wet-4x4"}
    assert set(rows["service_type"]) == {"health"}
    assert rows.geometry.geom_equals(areas.geometry).all()
    assert rows.crs == areas.crs


def test_rows_of_communities_lie_where_these_do() -> None:
    communities = grid_region.tables()["communities"].set_index("community_id")
    rows = view("reach").rows().set_index("community_id")
    assert len(rows) == len(communities)
    assert rows.geometry.geom_equals(communities.geometry.reindex(rows.index)).all()
    assert rows["community_name"].equals(communities["community_name"].reindex(rows.index))


def test_a_choice_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="access has no service_type helth; it has: health, hub"):
        view("access").rows(service_type="helth")
    with pytest.raises(ConfigError, match="not chosen by service, but by service_type, scenario"):
        view("access").rows(service="health")


def test_a_table_without_places_says_so() -> None:
    with pytest.raises(ConfigError, match="equity has no place on a map"):
        view("equity").explore()


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="access has no column minutes; it has: area_id"):
        view("access").explore("minutes")


def test_the_table_that_is_given_is_a_copy() -> None:
    own = view("access")
    first = own.table
    first["people"] = 0.0
    assert own.table["people"].gt(0).any()


def test_it_tells_its_columns_and_its_first_rows() -> None:
    own = view("access")
    assert "unreachable_share" in repr(own)
    assert f"{len(own.table):,} rows" in own._repr_html_()
    assert own._repr_html_().count("<tr") == 1 + 5
