import numpy as np
import pytest
from scipy import stats

from pipeline.geo.intervals import borrowed, garwood, lender_variance, t_interval, wilson


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95])
def test_wilson_intervals_equal_scipy(confidence: float) -> None:
    yes, n = np.array([0, 1, 7, 30, 50, 12]), np.array([1, 3, 20, 30, 1000, 12])
    told = [stats.binomtest(int(k), int(m)) for k, m in zip(yes, n, strict=True)]
    expected = [one.proportion_ci(confidence, method="wilson") for one in told]
    found = wilson(yes / n, n.astype(float), confidence=confidence)
    np.testing.assert_allclose(np.array(found).T, np.array(expected), rtol=1e-9, atol=1e-12)


def test_a_share_of_none_or_all_is_its_own_end() -> None:
    low, high = wilson(np.array([0.0, 1.0]), np.array([7.0, 9.0]))
    assert (low[0], high[1]) == (0, 1)


def test_t_intervals_equal_scipy() -> None:
    mean, sd, n = np.array([4.0, -1.0]), np.array([2.0, 0.5]), np.array([5.0, 200.0])
    expected = stats.t.interval(0.9, n - 1, loc=mean, scale=sd / np.sqrt(n))
    np.testing.assert_allclose(t_interval(mean, sd, n), expected, rtol=1e-9)


def test_without_enough_answers_nothing_is_known() -> None:
    assert np.isnan(wilson(np.array([0.5, np.nan]), np.array([0.0, 10.0]))).all()
    assert np.isnan(t_interval(np.array([3.0]), np.array([1.0]), np.array([1.0]))).all()


def test_small_samples_are_lent_what_they_lack_and_large_ones_nothing() -> None:
    value, n = np.array([0.9, 0.9, np.nan, 0.9, np.nan]), np.array([10.0, 30, 0, 10, 0])
    parent, parent_n = np.array([0.6, 0.1, 0.6, np.nan, np.nan]), np.array([500.0, 500, 500, 0, 0])
    found = borrowed(value, n, parent, parent_n)
    np.testing.assert_allclose(found.value, [0.7, 0.9, 0.6, 0.9, np.nan])
    assert found.n.tolist() == [30, 30, 30, 10, 0]
    np.testing.assert_allclose(found.lent_share, [2 / 3, 0, 1, 0, np.nan])


def test_a_parent_lends_no_more_than_it_has() -> None:
    found = borrowed(np.array([1.0]), np.array([4.0]), np.array([0.0]), np.array([6.0]))
    np.testing.assert_allclose(found.value, [0.4])
    assert found.n.tolist() == [10]


def test_how_far_areas_differ_is_found_again_from_small_samples() -> None:
    random = np.random.default_rng(1)
    truth = random.normal(0.5, 0.1, 4000)
    n = random.integers(3, 60, 4000).astype(float)
    value = truth + random.normal(0, 0.4 / np.sqrt(n))
    whole = (n * value).sum() / n.sum()
    others = np.full(4000, whole)
    assert lender_variance(value, n, others, np.full(4000, 1e9), 0.4**2) == pytest.approx(
        0.01, rel=0.1
    )


def test_samples_that_seem_alike_may_be_so_by_chance() -> None:
    n, alike = np.array([10.0, 10.0]), np.array([0.5, 0.5])
    # Each says 0 - 0.25 x 0.2, and they do not differ: no standard error, and none known.
    assert lender_variance(alike, n, alike, n, 0.25) == 0
    value, others = np.array([0.5, 0.7]), np.array([0.7, 0.5])
    off = np.array([0.0, 0.2]) ** 2 - 0.05
    found = lender_variance(np.array([0.5, 0.7]), n, np.array([0.5, 0.5]), n, 0.25)
    assert found == pytest.approx(abs(off[0] - off[1]) / 2 / np.sqrt(2))
    assert lender_variance(value, n, others * np.nan, n * 0, 0.25) == 0


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95])
def test_intervals_of_counts_equal_scipys_chi_square(confidence: float) -> None:
    count = np.array([0.0, 1, 2, 7, 120])
    tail = (1 - confidence) / 2
    low = np.nan_to_num(stats.chi2.ppf(tail, 2 * count) / 2)
    high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
    np.testing.assert_allclose(garwood(count, confidence=confidence), [low, high], rtol=1e-9)
