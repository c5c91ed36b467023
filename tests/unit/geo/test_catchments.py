from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from access import fca
from access.weights import step_fn

from pipeline.geo.catchments import (
    Pairs,
    choice_weights,
    floating_catchments,
    gravity_weights,
    potential,
    step_weights,
)

DEMAND, SUPPLY = np.array([100.0, 50, 10]), np.array([15.0, 20, 100])
FAR, NEAR = 80.0, 40.0
COST = np.array([[1, FAR, NEAR], [FAR, 1, NEAR], [NEAR, NEAR, 1]])
"""Two ends and a middle."""
EVERY = Pairs(*np.divmod(np.arange(9), 3), COST.ravel())
ENHANCED = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
THREE_STEP = ((10.0, 0.962), (20.0, 0.704), (30.0, 0.377), (60.0, 0.042))


def within(limit: float, weights: np.ndarray) -> np.ndarray:
    return np.where(EVERY.cost < limit, weights, 0)


def test_two_steps_give_the_published_answer() -> None:
    found = floating_catchments(EVERY, within(61, 1 / EVERY.cost), demand=DEMAND, supply=SUPPLY)
    np.testing.assert_allclose(found, [0.331444, 0.579828, 7.286418], atol=5e-7)


def test_three_steps_give_the_published_answer_choosing_among_all() -> None:
    weights = within(61, choice_weights(EVERY, 1 / EVERY.cost, 3))
    found = floating_catchments(EVERY, weights, demand=DEMAND, supply=SUPPLY)
    np.testing.assert_allclose(found, [0.156257, 0.406216, 9.906352], atol=5e-7)


@pytest.mark.parametrize(
    ("half_min", "beta_per_s"),
    [
        (15, 0.0007701635),
        (30, 0.0003850818),
        (60, 0.0001925409),
        (120, 0.0000962704),
        (300, 0.0000385082),
    ],
)
def test_gravity_fades_at_the_published_rate(half_min: float, beta_per_s: float) -> None:
    (at_a_second,) = gravity_weights(np.array([1.0]), half_min * 60)
    assert -np.log(at_a_second) == pytest.approx(beta_per_s, abs=5e-11)
    assert gravity_weights(np.array([half_min]), half_min).tolist() == [0.5]


def test_potential_adds_up_whoever_shares() -> None:
    pairs = Pairs(np.array([0, 0, 2]), np.array([0, 1, 1]), np.zeros(3))
    weights = np.array([1.0, 0.5, 0.25])
    found = potential(pairs, weights, supply=np.array([4.0, 8.0]), origin_count=3)
    assert found.tolist() == [8, 0, 2]


def test_a_step_holds_its_upper_end() -> None:
    costs = np.array([0, 10, 10.1, 20, 30, 30.1])
    assert step_weights(costs, ENHANCED).tolist() == [1, 1, 0.68, 0.68, 0.22, 0]


def test_supply_that_no_demand_reaches_falls_to_nobody() -> None:
    pairs = Pairs(np.array([0, 1]), np.array([0, 1]), np.zeros(2))
    demand, supply = np.array([0.0, 4.0, 9.0]), np.array([5.0, 8.0, 7.0])
    found = floating_catchments(pairs, np.ones(2), demand=demand, supply=supply)
    assert found.tolist() == [0, 2, 0]


def test_who_has_no_weight_chooses_nothing() -> None:
    pairs = Pairs(np.array([0, 0, 1]), np.array([0, 1, 0]), np.zeros(3))
    assert choice_weights(pairs, np.array([1.0, 3.0, 0.0]), 2).tolist() == [0.25, 2.25, 0]


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # which the peer still uses
@pytest.mark.parametrize("seed", range(5))
def test_random_catchments_agree_with_pysal(seed: int) -> None:
    random = np.random.default_rng(seed)
    origins, destinations = 40, 15
    demand, supply = random.uniform(1, 1e4, origins), random.uniform(0, 90, destinations)
    listed = random.permutation(origins * destinations)[:300]
    pairs = Pairs(*np.divmod(listed, destinations), random.uniform(0, 70, len(listed)))
    people = pd.DataFrame({"demand": demand}).rename_axis("geoid")
    offers = pd.DataFrame({"supply": supply}).rename_axis("geoid")
    ways = pd.DataFrame({"origin": pairs.origin, "dest": pairs.destination, "cost": pairs.cost})
    named = {"demand_index": True, "max_cost": 60}

    def told(found: pd.Series) -> np.ndarray:
        return found.reindex(range(origins)).fillna(0).to_numpy()

    def ours(weights: np.ndarray) -> np.ndarray:
        return floating_catchments(pairs, weights, demand=demand, supply=supply)

    plain = fca.two_stage_fca(people, offers, ways, **named)
    np.testing.assert_allclose(ours((pairs.cost <= 60) * 1.0), told(plain), rtol=1e-9)
    enhanced = fca.two_stage_fca(people, offers, ways, weight_fn=step_fn(dict(ENHANCED)), **named)
    stepped = step_weights(pairs.cost, ENHANCED)
    np.testing.assert_allclose(ours(stepped), told(enhanced), rtol=1e-9)
    third = fca.three_stage_fca(people, offers, ways, weight_fn=step_fn(dict(THREE_STEP)), **named)
    chosen = choice_weights(pairs, step_weights(pairs.cost, THREE_STEP), origins)
    np.testing.assert_allclose(ours(chosen), told(third), rtol=1e-9)
