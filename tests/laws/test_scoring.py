"""Laws of the index: its range, its direction, its gaps, its people, its draws and its honesty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.rates import empirical_bayes
from pipeline.schema import PILLARS
from pipeline.scoring import drawn_from
from tests import scored
from tests.scored import NEAR, RATE, Rule, region

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW: dict[str, Any] = {"draws": 20}
RULES = (
    NEAR,
    RATE,
    Rule("calm", "security", weight=2),
    Rule("trust", "cohesion"),
    Rule("vote", "participation"),
)
WORSE = {"near": -0.2, "rate": 3.0, "calm": -0.2, "trust": -0.2, "vote": -0.2}
DRAWN_ALONE = {"near": "near", "rate": "rates"}
"""Indicators of which draws are tables of their own."""
SCORES = ["index", "score_p05", "score_p95", *(f"{name}_index" for name in PILLARS)]
N = 4


def numbers(high: float) -> st.SearchStrategy[list[float | None]]:
    value = st.one_of(st.none(), st.floats(0, high))
    return st.lists(value, min_size=N, max_size=N)


VALUES = st.fixed_dictionaries(
    {rule.indicator: numbers(12.0 if rule.indicator == "rate" else 1.0) for rule in RULES}
)
PEOPLE = st.lists(st.sampled_from([0.0, 1.0, 70.0, 9e5]), min_size=N, max_size=N)
ERRORS = {name: [0.1] * N for name in ("calm", "trust")}


def made(values: Mapping[str, list[float | None]], people: list[float], **told: Any) -> Any:  # noqa: ANN401
    codes: Any = {"adm2_id": ["D", "D", None, "E"], "adm1_id": ["P", "P", "P", "P"]}
    return region(values, *RULES, errors=ERRORS, people=people, divisions=codes, **told)


@settings(max_examples=10, deadline=None)
@given(values=VALUES, people=PEOPLE, mean=st.sampled_from(["geometric", "inverted_geometric"]))
def test_scores_are_in_their_range_and_quantiles_in_order(
    values: Mapping[str, list[float | None]], people: list[float], mean: str
) -> None:
    table = scored.scored(made(values, people, aggregation=mean), aggregation=mean, **FEW)
    known = table[SCORES].to_numpy(float)
    assert ((known >= 0) & (known <= 10) | np.isnan(known)).all()
    has = table["index"].notna()
    assert (table["score_p05"] <= table["score_p95"])[has].all()
    assert (table["rank_p05"] <= table["rank_p95"])[has].all()
    assert table.loc[~has, ["score_p05", "rank", "class_share"]].isna().all().all()


@settings(max_examples=10, deadline=None)
@given(values=VALUES, people=PEOPLE, name=st.sampled_from([rule.indicator for rule in RULES]))
def test_a_worse_input_never_makes_a_score_better(
    values: dict[str, list[float | None]], people: list[float], name: str
) -> None:
    changed = [None if v is None else max(v + WORSE[name], 0.0) for v in values[name]]
    near = np.linspace(0, 1, N * 20).reshape(N, 20)
    draws = {"near": near, "rates": near * 12}
    before = scored.scored(made(values, people, **draws), **FEW)
    if name in DRAWN_ALONE:
        moved = draws[DRAWN_ALONE[name]].copy()
        moved[0] = np.maximum(moved[0] + WORSE[name], 0)
        draws[DRAWN_ALONE[name]] = moved
    worse = {**values, name: [changed[0], *values[name][1:]]}
    after = scored.scored(made(worse, people, **draws), **FEW)
    better = after[SCORES].to_numpy(float) - before[SCORES].to_numpy(float)
    assert (np.nan_to_num(better[0]) <= 1e-9).all()
    assert (np.nan_to_num(np.abs(better[1:])) <= 1e-12).all()


@settings(deadline=None)
@given(
    groups=st.lists(st.tuples(st.integers(0, 60), st.floats(0.05, 20)), min_size=1, max_size=8),
    more=st.integers(1, 5),
)
def test_more_incidents_never_lower_the_areas_own_shrunk_rate(
    groups: list[tuple[int, float]], more: int
) -> None:
    """It holds of no other area, whose rates may fall or rise, and of no single draw."""
    events, exposure = np.array(groups, float).T
    before = empirical_bayes(events, exposure)
    events[0] += more
    assert empirical_bayes(events, exposure)[0] >= before[0] * (1 - 1e-9)


@settings(max_examples=10, deadline=None)
@given(values=VALUES, people=PEOPLE)
def test_an_absent_pillar_changes_no_other_pillar(
    values: dict[str, list[float | None]], people: list[float]
) -> None:
    before = scored.scored(made(values, people), **FEW)
    after = scored.scored(made({**values, "trust": [None] * N}, people), **FEW)
    others = [f"{name}_index" for name in PILLARS if name != "cohesion"]
    pd.testing.assert_frame_equal(before[others], after[others])
    assert after["cohesion_index"].isna().all()


@settings(max_examples=10, deadline=None)
@given(values=VALUES, people=PEOPLE)
def test_people_and_their_scores_are_conserved_between_levels(
    values: dict[str, list[float | None]], people: list[float]
) -> None:
    of = made(values, people)
    areas, table = scored.scored(of, **FEW), scored.levels(of, least_share=0.0, **FEW)
    areas = scored.scored(of, least_share=0.0, **FEW)
    scores = (areas["index"] * areas["people"]).sum()
    for _, level in table.groupby("level"):
        assert level["people"].sum() == pytest.approx(sum(people))
        assert level["areas_count"].sum() == N
        assert (level["index"] * level["people_scored"]).sum() == pytest.approx(scores)


@settings(max_examples=8, deadline=None)
@given(values=VALUES, people=PEOPLE, order=st.permutations(range(N)), seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_show_in_any_bit(
    values: dict[str, list[float | None]], people: list[float], order: list[int], seed: int
) -> None:
    near = np.linspace(0, 1, N * 20).reshape(N, 20)
    of = made(values, people, near=near, rates=near * 12)
    turned = of._replace(
        areas=of.areas.iloc[order].reset_index(drop=True),
        people=[people[place] for place in order],
        indicators=of.indicators[::-1],
        access_draws=of.access_draws[::-1],
        rate_draws=of.rate_draws[::-1],
    )
    for made_by in (scored.scored, scored.levels):
        first, again = made_by(of, seed=seed, **FEW), made_by(turned, seed=seed, **FEW)
        pd.testing.assert_frame_equal(first, again, check_exact=True)


@pytest.mark.parametrize(
    ("values", "people"),
    [
        ({rule.indicator: [None] * N for rule in RULES}, [100.0] * N),
        ({rule.indicator: [0.5] * N for rule in RULES}, [0.0] * N),
    ],
    ids=["nothing known", "nobody"],
)
def test_nothing_to_go_by_is_a_clear_result(
    values: dict[str, list[float | None]], people: list[float]
) -> None:
    of = made(values, people)
    areas, levels = scored.scored(of, **FEW), scored.levels(of, **FEW)
    assert set(areas["index_grade"]) <= {"C", "X"}
    assert (areas["index"].isna() == (areas["index_grade"] == "X")).all()
    assert (levels["index"].isna() == (levels["grade"] == "X")).all()


def test_two_areas_are_enough() -> None:
    values: dict[str, list[float | None]] = {rule.indicator: [0.2, 0.9] for rule in RULES}
    table = scored.scored(region(values, *RULES))
    assert table["rank"].tolist() == [2, 1]
    assert table["index"].notna().all()


def test_indicators_and_pillars_of_one_name_are_weighed_apart() -> None:
    rules = [Rule(name, "cohesion") for name in PILLARS]
    of = region({name: [0.5] for name in PILLARS}, *rules)
    sets = drawn_from(["a00"], scored.drawing(of, draws=20)).sets
    by_name = sets.weight[1:, [sorted(PILLARS).index(name) for name in PILLARS]]
    assert by_name.shape == sets.pillar_weight[1:].shape
    assert not np.isclose(by_name, sets.pillar_weight[1:]).all(axis=1).any()
