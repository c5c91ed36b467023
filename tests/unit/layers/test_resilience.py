from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from pipeline.layers.pillars import pillars
from pipeline.layers.resilience import resilience
from pipeline.schema import conform
from tests import scored
from tests.scored import THREE, Rule, region

CRS = "EPSG:32629"
AREAS = gpd.GeoDataFrame(
    {"area_id": list("ABCD"), "area_name": ["Ay", "Bee", "Cee", "Dee"]},
    geometry=[box(i, 0, i + 1, 1) for i in range(4)],
    crs=CRS,
)


def access(*rows: tuple[str, float | None, float | None, str]) -> pd.DataFrame:
    """Area, share within 60 minutes (a third of it within 30), share unknown, grade."""
    names = ["area_id", "near", "unknown_share", "grade"]
    table = pd.DataFrame(list(rows), columns=names).astype({"near": float, "unknown_share": float})
    return table.assign(
        service_type="health",
        scenario="dry-4x4",
        within_30_min_share=table["near"] / 3,
        within_60_min_share=table["near"],
    )


def stability(*rows: tuple[str, float | None, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["area_id", "rate_per_100k", "grade"])
    known = table.assign(people=100.0, window_incidents_weight=1.0)
    return known.astype({"rate_per_100k": float})


def isolation(*rows: tuple[str, float, str, str]) -> gpd.GeoDataFrame:
    names = ["area_id", "people", "status", "scenario"]
    table = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    frame = gpd.GeoDataFrame(table, geometry=[Point(0, 0)] * len(rows), crs=CRS)
    return frame.astype({"area_id": "str", "people": "float", "status": "str", "scenario": "str"})


SAFE = stability(("A", 1, "A"), ("B", 1, "B"), ("C", 1.1, "A"), ("D", 9, "C"))


def made(near: pd.DataFrame, safe: pd.DataFrame, cut: Any = None, **changed: Any) -> Any:  # noqa: ANN401
    table = scored.rules(*scored.THREE)
    nothing = dict.fromkeys(table["indicator"], [None] * len(AREAS))
    indicators = scored.indicators(table, nothing).assign(area_id=list("ABCD") * 3)
    method = {key: changed.pop(key, value) for key, value in scored.METHOD.items()}
    found = resilience(
        areas=AREAS,
        access=near,
        stability=safe,
        isolation=isolation() if cut is None else cut,
        indicator_rules=table,
        indicators=indicators,
        pillars=pillars(indicators=indicators, indicator_rules=table, **method),
        access_draws=scored.access_draws([]),
        rate_draws=scored.rate_draws([]),
        **method,
        **{
            "base_scenario": "dry-4x4",
            "class_cuts": scored.CUTS,
            **scored.QUADRANTS,
            **scored.SETTING,
            **changed,
        },
    )
    return conform("resilience", found).set_index("area_id")


def test_four_quadrants_with_inclusive_cuts() -> None:
    near = access(("A", 0.5, 0, "A"), ("B", 0.49, 0, "A"), ("C", 0.9, 0, "B"), ("D", 0, 0, "A"))
    table = made(near, SAFE)
    expected = ["strong_reachable", "stable_cut_off", "reachable_unstable", "weak_cut_off"]
    assert table["quadrant"].tolist() == expected
    assert table["grade"].tolist() == ["A", "B", "B", "C"]
    assert table["access_share"].tolist() == pytest.approx([0.5, 0.49, 0.9, 0])
    assert table.crs == CRS


def test_minutes_choose_the_bands() -> None:
    near = access(*((name, 0.9, 0, "A") for name in "ABCD"))
    table = made(near, SAFE, access_within_min=30)
    assert table["access_share"].tolist() == pytest.approx([0.3] * 4)
    assert set(table["access_class"]) == {"poor"}


def test_what_is_not_known_is_unknown() -> None:
    near = access(("A", None, None, "X"), ("B", 0.1, 0.41, "A"), ("C", 0.5, 0.5, "A"))
    safe = stability(("A", 1, "A"), ("B", 1, "A"), ("C", None, "X"), ("D", 1, "A"))
    table = made(near, safe)
    assert table["access_class"].tolist() == ["unknown", "unknown", "good", "unknown"]
    assert table["stability_class"].tolist() == ["stable", "stable", "unknown", "stable"]
    assert set(table["quadrant"]) == {"unknown"}
    assert table["grade"].tolist() == ["X", "A", "X", "X"]


def test_access_is_poor_where_those_unknown_could_not_tip_it() -> None:
    near = access(("A", 0.1, 0.39, "A"), ("B", 0.1, 0.4, "A"))
    assert made(near, SAFE)["access_class"].tolist()[:2] == ["poor", "unknown"]


def test_the_regions_mean_alone_makes_no_area_unstable() -> None:
    quiet = SAFE.assign(window_incidents_weight=[0.0, 0.0, 0.0, 0.5])
    classes = made(access(("A", 0.9, 0, "A")), quiet)["stability_class"].tolist()
    assert classes == ["stable", "stable", "unknown", "unstable"]


@pytest.mark.parametrize("changed", [{"access_service": "school"}, {"base_scenario": "wet-4x4"}])
def test_service_or_scenario_that_the_region_lacks_is_unknown(changed: dict[str, str]) -> None:
    table = made(access(("A", 0.9, 0, "A")), SAFE, **changed)
    assert set(table["access_class"]) == {"unknown"}
    assert np.isnan(table["access_share"]).all()


def test_isolated_are_those_without_a_way_in_the_base_scenario() -> None:
    cut = isolation(
        ("A", 5, "unreachable", "dry-4x4"),
        ("A", 2, "conditional", "dry-4x4"),
        ("A", 9, "unknown", "dry-4x4"),
        ("B", 7, "unreachable", "wet-4x4"),
    )
    table = made(access(("A", 0.9, 0, "A")), SAFE, cut)
    assert table["people_isolated"].tolist() == [7, 0, 0, 0]


def test_empty_access_and_stability_without_rates() -> None:
    table = made(access(), stability(*((name, None, "X") for name in "ABCD")))
    assert set(table["quadrant"]) == {"unknown"}
    assert table["people"].tolist() == [100] * 4


def values(**told: list[float | None]) -> dict[str, list[float | None]]:
    """Near 0.5, rate 5 and trust 0.5, which all score 5, in two areas."""
    return {"near": [0.5, 0.5], "rate": [5, 5], "trust": [0.5, 0.5], **told}


def test_the_index_is_the_mean_that_is_asked_for() -> None:
    made = values(near=[0.2, 0.5], rate=[2, 5], trust=[0.2, 0.5])
    index = {
        mean: scored.scored(region(made, *THREE, aggregation=mean), aggregation=mean)["index"]
        for mean in ("geometric", "arithmetic", "inverted_geometric")
    }
    # Scores 2, 8, 2: 2.8, 8.2, 2.8 on 1 to 10, and 8.2, 2.8, 8.2 from the other end.
    assert index["geometric"][0] == pytest.approx(((2.8**2 * 8.2) ** (1 / 3) - 1) / 9 * 10)
    assert index["arithmetic"][0] == pytest.approx(4)
    other = (10 - (8.2**2 * 2.8) ** (1 / 3)) / 9 * 10
    assert index["inverted_geometric"][0] == pytest.approx(other)
    assert [one[1] for one in index.values()] == pytest.approx([5, 5, 5])


def test_pillar_weights_count() -> None:
    weights = {"cohesion": 2.0}
    made = values(trust=[0.8, 0.5])
    asked: dict[str, Any] = {"aggregation": "arithmetic", "pillar_weights": weights}
    table = scored.scored(region(made, *THREE, **asked), **asked)
    assert table["index"][0] == pytest.approx((5 + 5 + 8 * 2) / 4)


def test_classes_begin_at_their_cut_points() -> None:
    near = [0.29, 0.3, 0.5, 0.7]
    made = {"near": near, "rate": [10 - 10 * v for v in near], "trust": near}
    table = scored.scored(region(made, *THREE))
    assert table["class"].tolist() == ["very_weak", "weak", "fair", "strong"]


def test_ranks_are_among_those_that_have_an_index() -> None:
    made: Any = {
        "near": [0.5, 0.9, None, 0.9],
        "rate": [5, 1, None, 1],
        "trust": [0.5, 0.9, 0.9, 0.9],
    }
    table = scored.scored(region(made, *THREE))
    assert table["rank"].fillna(0).tolist() == [3, 1, 0, 1]
    assert table["class"].tolist()[2] == "unknown"
    assert table["index_grade"].tolist()[2] == "X"
    assert table["gaps"].tolist()[2].startswith("access, security, governance")


def test_an_absent_pillar_is_a_gap_and_no_zero() -> None:
    table = scored.scored(region(values(trust=[None, 0.5]), *THREE))
    assert table["index"][0] == pytest.approx(5)
    assert np.isnan(table["cohesion_index"][0])
    assert "cohesion" in table["gaps"][0]


def test_what_pulls_most_is_named_most_first_and_ties_by_name() -> None:
    more = [Rule(name, "governance", weight=w) for name, w in (("b", 1), ("a", 1), ("c", 2))]
    few: Any = {"a": [0.1, 0.9], "b": [0.1, 0.9], "c": [0.1, 0.9]}
    table = scored.scored(region(values(**few), *THREE, *more))
    assert table["pulls_down"].fillna("").tolist() == ["c, a, b", ""]
    assert table["pulls_up"].fillna("").tolist() == ["", "c, a, b"]


def test_what_does_not_move_has_no_width() -> None:
    table = scored.scored(region(values(), *THREE), **scored.STILL)
    assert table["score_p05"].tolist() == pytest.approx([5, 5], abs=1e-3)
    assert table["score_p95"].tolist() == pytest.approx([5, 5], abs=1e-3)
    assert table["smallest_change"].tolist() == [0, 0]
    assert table["class_share"].tolist() == [1, 1]


def test_drawn_speeds_rates_and_answers_move_the_index() -> None:
    near = [[0.4, 0.6] * 10, [0.5] * 20]
    rates = [[5.0] * 20, [3.0, 7.0] * 10]
    moved = [
        region(values(), *THREE, near=near),
        region(values(), *THREE, rates=rates),
        region(values(), *THREE, errors={"trust": [0.1, 0.0]}),
    ]
    tables = [scored.scored(one, **scored.STILL) for one in moved]
    widths = np.array([table["smallest_change"] for table in tables])
    assert (widths > 0.3).tolist() == [[True, False], [False, True], [True, False]]
    assert tables[0]["quadrant_share"].isna().all()


def test_the_method_alone_moves_the_score_and_not_the_smallest_change() -> None:
    made = values(near=[0.2, 0.6], trust=[0.8, 0.5])
    table = scored.scored(region(made, *THREE))
    assert (table["score_p95"] - table["score_p05"] > 0.3).all()
    assert table["smallest_change"].tolist() == [0, 0]


def test_the_share_of_draws_in_the_quadrant_by_hand() -> None:
    near = [[0.4, 0.6] * 10, [0.9] * 20]
    rates = [[0.5] * 20, [0.5, 0.5, 0.5, 7.0] * 5]
    made = values(near=[0.6, 0.9], rate=[0.5, 0.5])
    table = scored.scored(region(made, *THREE, near=near, rates=rates))
    assert table["quadrant"].tolist() == ["strong_reachable"] * 2
    assert table["quadrant_share"].tolist() == pytest.approx([0.5, 0.75])


def test_too_few_pillars_make_no_index() -> None:
    table = scored.scored(region(values(), *THREE), least_pillars=4)
    assert table["index"].isna().all()
    assert set(table["class"]) == {"unknown"}
    assert set(table["index_grade"]) == {"X"}
    assert table[["score_p05", "rank", "rank_p95", "class_share"]].isna().all().all()


@pytest.mark.parametrize(
    "changed",
    [{"aggregation": "arithmetic"}, {"least_share": 0.5}, {"pillar_weights": {"access": 2.0}}],
)
def test_another_method_is_another_version_and_other_numbers_are_not(
    changed: dict[str, Any],
) -> None:
    before = scored.scored(region(values(), *THREE))["method_version"][0]
    again = scored.scored(region(values(near=[0.1, 0.2]), *THREE), seed=7)["method_version"][0]
    after = scored.scored(region(values(), *THREE), **changed)["method_version"][0]
    assert before == again != after
