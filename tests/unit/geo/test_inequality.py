import numpy as np
import pytest

from pipeline.geo.inequality import ends, gini


def one_group(count: int) -> np.ndarray:
    return np.zeros(count, np.int64)


def by_pairs(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the coefficient over all pairs, as it is defined."""
    apart = np.abs(values[:, None] - values) * weights[:, None] * weights
    return float(apart.sum() / (2 * weights.sum() * (weights * values).sum()))


@pytest.mark.parametrize("seed", range(5))
def test_gini_of_groups_is_that_over_all_pairs(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, weights = random.uniform(0, 300, 200), random.uniform(0, 900, 200)
    values[:40] = values[40:80]
    groups = random.integers(0, 3, 200)
    expected = [by_pairs(values[groups == g], weights[groups == g]) for g in range(3)]
    np.testing.assert_allclose(gini(values, weights, groups, 3), expected, rtol=1e-9)


def test_gini_on_paper() -> None:
    """Of four people three have nothing; of two one has thrice what the other has."""
    values, weights = np.array([0.0, 10.0, 1.0, 3.0]), np.array([3.0, 1.0, 1.0, 1.0])
    assert gini(values, weights, np.array([0, 0, 1, 1]), 2).tolist() == [0.75, 0.25]


def test_equal_shares_are_even_and_so_is_nothing_at_all() -> None:
    values = np.array([7.0, 7, 7, 0, 0])
    assert gini(values, np.ones(5), np.array([0, 0, 0, 1, 1]), 2).tolist() == [0, 0]


def test_a_group_without_weight_is_null() -> None:
    values, weights = np.array([7.0, 1.0]), np.array([0.0, 1.0])
    groups = np.array([0, 1])
    np.testing.assert_array_equal(gini(values, weights, groups, 3), [np.nan, 0, np.nan])
    low, high = ends(values, weights, groups, 0.2, 3)
    np.testing.assert_array_equal(low, [np.nan, 1, np.nan])
    np.testing.assert_array_equal(high, [np.nan, 1, np.nan])


def test_rows_on_the_border_count_in_part() -> None:
    """A fifth of ten people are two: one with 1 and one of the six with 4; two of three with 9."""
    values, weights = np.array([9.0, 1.0, 4.0]), np.array([3.0, 1.0, 6.0])
    low, high = ends(values, weights, one_group(3), 0.2, 1)
    assert low.tolist() == pytest.approx([2.5])
    assert high.tolist() == pytest.approx([9])


def test_both_ends_of_the_whole_are_its_mean() -> None:
    values, weights = np.array([2.0, 8.0]), np.array([3.0, 1.0])
    low, high = ends(values, weights, one_group(2), 1.0, 1)
    assert low.tolist() == high.tolist() == [3.5]
