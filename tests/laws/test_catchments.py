"""What must hold of supply shared out, and of inequality, whatever the numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.catchments import Pairs, choice_weights, floating_catchments, step_weights
from pipeline.geo.inequality import ends, gini

STEPS = ((10.0, 0.962), (20.0, 0.704), (30.0, 0.377), (60.0, 0.042))
worlds = st.integers(0, 2**32 - 1)
laws = settings(max_examples=100, deadline=None, derandomize=True)


@laws
@given(worlds)
def test_all_supply_that_anyone_reaches_is_shared_out(seed: int) -> None:
    random = np.random.default_rng(seed)
    origins, destinations = random.integers(1, 30, 2)
    listed = np.flatnonzero(random.random(origins * destinations) < random.random())
    pairs = Pairs(*np.divmod(listed, destinations), random.uniform(0, 80, len(listed)))
    demand = random.choice([0.0, 1.0, 7e4], origins) * random.random(origins)
    supply = random.choice([0.0, 1.0, 300.0], destinations)
    stepped = step_weights(pairs.cost, STEPS)
    plain = (pairs.cost <= 60).astype(float)
    for weights in (plain, stepped, choice_weights(pairs, stepped, int(origins))):
        found = floating_catchments(pairs, weights, demand=demand, supply=supply)
        asks = (weights > 0) & (demand[pairs.origin] > 0)
        reached = supply[np.unique(pairs.destination[asks])].sum()
        np.testing.assert_allclose((demand * found).sum(), reached, rtol=1e-9)
        assert (found >= 0).all()


@laws
@given(worlds)
def test_unevenness_knows_neither_unit_nor_order_nor_how_people_are_grouped(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 50))
    values = random.integers(0, 9, count).astype(np.float64)
    weights = random.integers(1, 5, count).astype(np.float64)
    one = np.zeros(count, np.int64)
    order = random.permutation(count)
    (even,) = gini(values, weights, one, 1)
    assert 0 <= even < 1
    np.testing.assert_allclose(gini(60 * values, 7 * weights, one, 1), even, atol=1e-12)
    np.testing.assert_allclose(gini(values[order], weights[order], one, 1), even, atol=1e-12)
    alone = np.repeat(values, weights.astype(int))
    each = np.ones(len(alone)), np.zeros(len(alone), np.int64)
    np.testing.assert_allclose(gini(alone, *each, 1), even, atol=1e-12)
    low, high = (end[0] for end in ends(values, weights, one, 0.2, 1))
    mean = np.average(values, weights=weights)
    assert values.min() - 1e-9 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= values.max() + 1e-9
