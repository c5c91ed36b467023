from __future__ import annotations

import pytest

from pipeline.errors import ConfigError
from pipeline.print.extents import divisions, parts, whole
from tests import grid_region
from tests.print_region import two_divisions


def test_each_division_by_its_code_with_the_areas_that_it_holds() -> None:
    areas = two_divisions()["areas"]
    found, outside = divisions(areas, "grid")
    assert [(one.key, one.name, int(one.is_own.sum())) for one in found] == [
        ("A", "First", 6),
        ("B/1", "Beta", 3),
    ]
    assert outside == 0
    assert [int(part.sum()) for part in parts(areas)] == [6, 3]
    assert whole(areas).is_own.all()


def test_names_stand_for_codes_that_are_not_known_and_some_areas_lie_in_none() -> None:
    areas = two_divisions()["areas"].assign(adm1_id=None)
    areas.loc[8, "adm1_name"] = None
    found, outside = divisions(areas, "grid")
    assert [one.key for one in found] == ["Beta", "First"]
    assert outside == 1
    assert [int(part.sum()) for part in parts(areas)] == [1, 3, 5]


def test_a_region_without_divisions_says_how_to_name_them() -> None:
    areas = grid_region.tables()["areas"].assign(adm1_id=None, adm1_name=None)
    with pytest.raises(ConfigError, match=r"grid: no area says.*adm1_id.*region file"):
        divisions(areas, "grid")
    assert [int(part.sum()) for part in parts(areas)] == [9]
