from typing import Any

import numpy as np
import pytest

from tests import scored
from tests.scored import THREE, Region, region

CODES: Any = {"adm2_id": ["D", "D", "E", None], "adm1_name": ["North", "North", "South", "South"]}


def made(**told: Any) -> Region:  # noqa: ANN401
    values: Any = {
        "near": [0.2, 0.8, 0.5, 0.5],
        "rate": [8, 2, 5, 5],
        "trust": [0.2, 0.8, 0.5, 0.5],
    }
    near = [[v, v] for v in (0.2, 0.8, 0.5, 0.5)]
    rates = [[v, v] for v in (8.0, 2.0, 5.0, 5.0)]
    people = [300.0, 100.0, 50.0, 0.0]
    whole = {**values, **told}
    return region(whole, *THREE, people=people, near=near, rates=rates, divisions=CODES)


def test_divisions_have_the_means_of_their_people() -> None:
    table: Any = scored.levels(made()).set_index(["level", "division_id"])
    assert table.loc[("adm2", "D"), "index"] == pytest.approx((3 * 2 + 8) / 4)
    assert table.loc[("adm2", "D"), "access_share"] == pytest.approx((3 * 0.2 + 0.8) / 4)
    assert table.loc[("adm2", "D"), "rate_per_100k"] == pytest.approx((3 * 8 + 2) / 4)
    assert table.loc[("adm2", "D"), "quadrant"] == "weak_cut_off"
    assert table.loc[("adm2", "E"), "cohesion_index"] == pytest.approx(5)
    assert table.loc[("region", "region"), "people"] == 450
    assert table.loc[("region", "region"), "areas_count"] == 4


def test_areas_without_a_division_are_in_one_of_their_own() -> None:
    table: Any = scored.levels(made()).set_index(["level", "division_id"])
    assert table.loc["adm2"].index.tolist() == ["D", "E", "unknown"]
    assert np.isnan(table.loc[("adm2", "unknown"), "index"])
    assert table.loc[("adm2", "unknown"), "grade"] == "X"


def test_a_level_without_codes_goes_by_names_and_one_without_either_is_left_out() -> None:
    table = scored.levels(made())
    assert table["division_id"][table["level"] == "adm1"].tolist() == ["North", "South"]
    bare = made()._replace(areas=scored.areas(4))
    assert set(scored.levels(bare)["level"]) == {"region"}


def test_a_division_most_of_whose_people_have_no_score_has_none() -> None:
    gap = {"near": [None, 0.8, 0.5, 0.5], "rate": [None, 2, 5, 5], "trust": [None, 0.8, 0.5, 0.5]}
    table: Any = scored.levels(made(**gap)).set_index(["level", "division_id"])
    assert table.loc[("adm2", "D"), "people_scored"] == 100
    assert np.isnan(table.loc[("adm2", "D"), "index"])
    assert table.loc[("adm2", "D"), "class"] == "unknown"


def test_ranks_are_among_the_divisions_of_a_level() -> None:
    table = scored.levels(made()).set_index(["level", "division_id"])["rank"]
    assert table.loc["adm2"].tolist()[:2] == [2, 1]
    assert table.loc["region"].tolist() == [1]
