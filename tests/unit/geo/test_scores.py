import numpy as np
import pytest

from pipeline.geo.scores import (
    arithmetic,
    geometric,
    inverted_geometric,
    means_within,
    ranks,
    scores,
    shares_there,
)

NAN = np.nan
ONES = np.ones(2)


def test_scores_lie_between_the_goalposts_whichever_is_the_better() -> None:
    worst, best = np.array([0.0, 10.0]), np.array([4.0, 0.0])
    values = np.array([[-1.0, 12.0], [0.0, 10.0], [1.0, 7.5], [4.0, 0.0], [9.0, -3.0], [NAN, NAN]])
    expected = np.array([[0.0, 0], [0, 0], [2.5, 2.5], [10, 10], [10, 10], [NAN, NAN]])
    np.testing.assert_allclose(scores(values, worst, best), expected)


def test_a_bent_line_keeps_its_ends() -> None:
    bent = scores(np.array([0.0, 0.25, 1.0]), np.zeros(3), np.ones(3), 0.5)
    np.testing.assert_allclose(bent, [0, 5, 10])


def test_informs_inverted_geometric_mean_by_hand() -> None:
    # (10 - 2) / 10 * 9 + 1 = 8.2 and (10 - 8) / 10 * 9 + 1 = 2.8; their mean is sqrt(22.96)
    expected = (10 - 22.96**0.5) / 9 * 10
    assert inverted_geometric(np.array([2.0, 8.0]), ONES) == pytest.approx(expected)
    assert inverted_geometric(np.array([2.0, 8.0]), ONES) == pytest.approx(5.787045088572915)


def test_the_geometric_mean_by_hand() -> None:
    # 2 is 2.8 on 1 to 10 and 8 is 8.2
    expected = (22.96**0.5 - 1) / 9 * 10
    assert geometric(np.array([2.0, 8.0]), ONES) == pytest.approx(expected)
    assert geometric(np.array([0.0, 10.0]), ONES) == pytest.approx((10**0.5 - 1) / 9 * 10)
    weighted = geometric(np.array([0.0, 10.0]), np.array([3.0, 1.0]))
    assert weighted == pytest.approx((10**0.25 - 1) / 9 * 10)


@pytest.mark.parametrize("mean", [arithmetic, geometric, inverted_geometric])
def test_means_of_equals_are_what_they_are_and_absent_ones_take_no_part(mean) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    values = np.array([[3.0, 3.0], [NAN, 3.0], [NAN, NAN], [0, 0], [10, 10]])
    np.testing.assert_allclose(mean(values, ONES), [3, 3, NAN, 0, 10], atol=1e-12)


def test_a_weak_part_is_not_bought_off() -> None:
    values = np.array([1.0, 9.0])
    assert geometric(values, ONES) < arithmetic(values, ONES) < inverted_geometric(values, ONES)


def test_means_need_the_least_share_of_the_stated_weight() -> None:
    groups, stated = np.array([0, 0, 1]), np.array([2.0, 1.0, 5.0])
    values = np.array([[4.0, 10.0, 7.0], [4.0, NAN, NAN], [NAN, 10.0, 7.0]])
    shares = shares_there(values, groups, 3, stated=stated)
    np.testing.assert_allclose(shares, np.array([[1, 1, 0], [2 / 3, 0, 0], [1 / 3, 1, 0]]))
    means = means_within(values, stated, groups, 3, stated=stated, least_share=2 / 3)
    np.testing.assert_allclose(means, np.array([[6, 7, NAN], [4, NAN, NAN], [NAN, 7, NAN]]))


def test_drawn_weights_move_means_and_not_what_is_there() -> None:
    groups, values = np.array([0, 0]), np.array([[[4.0, 10.0], [4.0, NAN]]] * 2)
    drawn = np.array([[[1.0, 1.0]], [[0.0, 1.0]]])
    means = means_within(values, drawn, groups, 1, stated=np.array([9.0, 1.0]), least_share=0.9)
    np.testing.assert_allclose(means[..., 0], np.array([[7, 4], [10, NAN]]))


def test_equals_share_the_best_rank_and_the_absent_have_none() -> None:
    values = np.array([[3.0, 1.0, NAN, 3.0], [1.0, 2.0, 3.0, 4.0]])
    np.testing.assert_array_equal(ranks(values), [[1, 3, NAN, 1], [4, 3, 2, 1]])
