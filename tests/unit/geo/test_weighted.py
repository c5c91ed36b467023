import numpy as np
import pytest

from pipeline.geo.weighted import means, quantiles, ratios, sums, worst_carried


def test_sums_and_means_by_group_with_a_group_of_nothing() -> None:
    values, weights = np.array([10.0, 20.0, 7.0]), np.array([1.0, 3.0, 0.0])
    groups = np.array([0, 0, 2])
    assert sums(weights, groups, 4).tolist() == [4, 0, 0, 0]
    np.testing.assert_array_equal(means(values, weights, groups, 4), [17.5, np.nan, np.nan, np.nan])


def test_ratio_over_nothing_is_null() -> None:
    np.testing.assert_array_equal(
        ratios(np.array([1.0, 0.0]), np.array([4.0, 0.0])), [0.25, np.nan]
    )


@pytest.mark.parametrize(("q", "expected"), [(0.5, 10), (0.51, 20), (0.9, 20), (1.0, 30)])
def test_quantile_is_the_least_value_that_serves_the_share(q: float, expected: float) -> None:
    values, weights = np.array([30.0, 10.0, 20.0]), np.array([10.0, 50.0, 40.0])
    assert quantiles(values, weights, np.zeros(3, dtype=np.int64), q, 1).tolist() == [expected]


def test_quantile_of_groups_ignores_values_without_weight() -> None:
    values, weights = np.array([1.0, 5.0, 2.0, 9.0]), np.array([0.0, 1.0, 1.0, 2.0])
    groups = np.array([0, 0, 2, 2])
    np.testing.assert_array_equal(quantiles(values, weights, groups, 0.5, 3), [5, np.nan, 9])


def test_quantile_is_not_moved_by_rounding() -> None:
    values, weights = np.arange(10.0), np.full(10, 0.1)
    assert quantiles(values, weights, np.zeros(10, dtype=np.int64), 0.3, 1).tolist() == [2]


def test_worst_rank_counts_only_where_it_carries_enough() -> None:
    ranks, groups = np.array([0, 1, 0, 2, 1]), np.array([0, 0, 1, 1, 2])
    weights = np.array([90.0, 10.0, 95.0, 5.0, 0.0])
    assert worst_carried(ranks, weights, groups, least_share=0.1, shape=(3, 4)).tolist() == [
        1,
        0,
        3,
    ]


def test_worst_rank_of_finely_split_weight_is_that_with_most() -> None:
    ranks, weights = np.array([0, 1, 2]), np.array([3.0, 4.0, 3.0])
    group = np.zeros(3, dtype=np.int64)
    assert worst_carried(ranks, weights, group, least_share=0.6, shape=(1, 3)).tolist() == [1]
