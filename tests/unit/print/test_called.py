from __future__ import annotations

import numpy as np

from pipeline.print.called import called, towns_of
from pipeline.print.isolation import isolation
from pipeline.print.resilience import resilience
from pipeline.print.run import Asked, Job, sheet_of
from tests import grid_region
from tests.print_region import source_of

FRAME = (699_000.0, 899_000.0, 731_000.0, 931_000.0)


def texts(page: str, tables: dict[str, object]) -> list[str]:
    source = source_of(tables)
    sheet = sheet_of(source, Job(page, "A4"), Asked())
    shapes = np.asarray(source.areas.geometry)
    return [name.text for name in called(sheet, source, shapes, FRAME, 10.0)]


def test_hubs_come_first_then_some_towns_then_areas() -> None:
    found = texts("resilience", grid_region.tables())
    assert found[0] == "Capital"
    assert [name.split()[0] for name in found[1:5]] == ["Village", "Village", "Village", "Area"]
    assert sorted(found[4:]) == [f"Area {n}" for n in range(1, 10)]


def test_where_places_matter_the_largest_that_are_cut_off_and_towns_come_before_areas() -> None:
    found = texts("isolation", grid_region.tables())
    assert found.index("Area 1") > max(found.index(name) for name in found if "Village" in name)


def test_a_town_that_is_called_as_its_area_is_named_once() -> None:
    tables = grid_region.tables()
    towns = tables["communities"]
    tables["communities"] = towns.assign(community_name=["Area 1", *towns["community_name"][1:]])
    assert texts("resilience", tables).count("Area 1") == 1
    assert texts("isolation", tables).count("Area 1") == 1


def test_places_without_a_name_are_no_towns_and_villages_stand_in_for_towns() -> None:
    communities = grid_region.tables()["communities"]
    assert set(towns_of(communities)["place_class"]) == {"town"}
    villages = communities.assign(place_class="village")
    named = ["unnamed, Area 1", *villages["community_name"][1:]]
    assert len(towns_of(villages.assign(community_name=named))) == len(communities) - 1


def test_themes_say_whether_places_matter_more() -> None:
    source = source_of()
    assert (resilience(source).is_of_places, isolation(source).is_of_places) == (False, True)
