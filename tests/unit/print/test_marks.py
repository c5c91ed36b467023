from __future__ import annotations

import numpy as np
import pytest

from pipeline.print.contents import Sign
from pipeline.print.isolation import isolation
from pipeline.print.marks import (
    LARGEST_MM,
    LEAST_MM,
    own_places,
    people_per_mm2,
    plain_mm,
    sign_mm,
)
from pipeline.print.run import Asked, Job, sheet_of
from tests.print_region import source_of, two_divisions


def test_the_area_of_a_sign_grows_as_its_people() -> None:
    across = sign_mm(np.array([100.0, 400.0, 1600.0]), 100.0)
    assert across.tolist() == [1, 2, 4]
    assert sign_mm(np.array([0.0, 1e9]), 100.0).tolist() == [LEAST_MM, LARGEST_MM]


def test_the_largest_place_of_a_sheet_bears_the_largest_sign() -> None:
    sheet = sheet_of(source_of(), Job("isolation", "A4"), Asked())
    most = max(places.people.max(initial=0) for places in sheet.theme.places
               if places.people is not None)  # fmt: skip
    across = sign_mm(np.array([most]), people_per_mm2(sheet))
    assert across == pytest.approx(LARGEST_MM)


def test_signs_that_tell_no_people_shrink_where_they_are_many() -> None:
    sign = Sign("s", "o", "black", 2.0)
    assert plain_mm(sign, 10) == 2.0
    assert 1.1 <= plain_mm(sign, 2000) < 2.0
    assert plain_mm(sign, 10**6) == pytest.approx(1.1)


def test_a_division_shows_its_own_places_and_all_hubs() -> None:
    source = source_of(two_divisions())
    sheet = sheet_of(source, Job("isolation", "A4", "B/1"), Asked())
    whole = isolation(source)
    for own, every in zip(sheet.theme.places, whole.places, strict=True):
        rows = own_places(sheet.extent, own)
        is_hub = (every.area == -1).all()
        assert set(own.area[rows]) <= ({-1} if is_hub else {0, 1, 2})
        assert len(rows) == (every.area == -1).sum() + np.isin(every.area, [0, 1, 2]).sum()
