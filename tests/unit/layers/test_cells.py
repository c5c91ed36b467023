from typing import Any

import pytest
import shapely

from pipeline.errors import StageError
from pipeline.layers.cells import cells
from pipeline.schema import conform
from tests.violence import ONE_EACH, areas, communities


def made(people: Any = ONE_EACH, resolution: int | None = 6) -> Any:  # noqa: ANN401
    return conform("cells", cells(areas=areas(), communities=people, resolution=resolution))


def test_cells_cover_the_areas_and_keep_all_people() -> None:
    table = made()
    assert shapely.union_all(table.geometry).buffer(1).contains(areas().union_all())
    assert table["people"].sum() == 10_000
    assert sorted(table["people"][table["people"] > 0]) == [1000, 3000, 6000]
    assert (table.loc[table["people"] > 0, "area_id"] == ["A", "B", "C"]).sum() >= 2
    assert table["area_id"].isna().any()


def test_a_community_outside_all_areas_has_its_cell() -> None:
    table = made(communities(("A", 7, -90)))
    assert table["people"].sum() == 7
    assert made()["people"].count() + 1 == len(table)


def test_none_are_made_unless_asked_for() -> None:
    assert made(resolution=None).empty
    assert made(resolution=None).crs == areas().crs


def test_no_communities() -> None:
    assert (made(communities())["people"] == 0).all()


def test_a_grid_too_fine_is_refused() -> None:
    # 300 km2 in cells of 0.0003 km2 are about a million.
    with pytest.raises(StageError, match="smaller `resolution`"):
        made(resolution=12)


def test_row_order_does_not_show() -> None:
    assert made(ONE_EACH[::-1]).equals(made())
