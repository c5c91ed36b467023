import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes

from pipeline.geo.rates import decay, empirical_bayes, gamma_posteriors


@pytest.mark.parametrize("mean_events", [2.0, 10.0, 50.0])
@pytest.mark.parametrize("seed", range(5))
def test_shrunk_rates_equal_esda(seed: int, mean_events: float) -> None:
    """Of rates that vary beyond chance; below it esda goes on with a variance under 0."""
    random = np.random.default_rng(seed)
    people = random.lognormal(9, 1, 40)
    truth = mean_events / people.mean() * random.gamma(0.5, 2, 40)
    events = random.poisson(people * truth) * random.choice([0.5, 1.0], 40)
    expected = Empirical_Bayes(events, people).r.ravel()
    np.testing.assert_allclose(empirical_bayes(events, people), expected, rtol=1e-10)


def test_no_more_variance_than_chance_gives_the_common_rate() -> None:
    rates = empirical_bayes(np.array([1.0, 0.0]), np.array([100.0, 100.0]))
    np.testing.assert_allclose(rates, [0.005, 0.005])


def test_groups_without_exposure_are_null_and_take_no_part() -> None:
    rates = empirical_bayes(np.array([12.0, 9.0, 0.0]), np.array([1000.0, 0.0, 200.0]))
    expected = Empirical_Bayes(np.array([12.0, 0.0]), np.array([1000.0, 200.0])).r.ravel()
    np.testing.assert_allclose(rates[[0, 2]], expected)
    assert np.isnan(rates[1])
    assert np.isnan(empirical_bayes(np.array([1.0]), np.array([0.0]))).all()


def test_no_events_give_rates_of_zero() -> None:
    assert empirical_bayes(np.zeros(2), np.array([5.0, 6.0])).tolist() == [0, 0]


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_shrunk_rates_come_nearer_to_the_truth_than_raw_ones(spread: float) -> None:
    """Regions of 80 areas whose true rates are known: equal, unlike, very unlike."""
    errors = np.zeros(2)
    for seed in range(40):
        random = np.random.default_rng(seed)
        people = random.lognormal(9, 1, 80)
        truth = 3e-4 * random.lognormal(0, spread, 80)
        events = random.poisson(people * truth).astype(float)
        for i, rate in enumerate((events / people, empirical_bayes(events, people))):
            errors[i] += ((rate - truth) ** 2).mean()
    assert errors[1] < errors[0]


def test_decay_halves_with_each_half_life() -> None:
    weights = decay(np.array([0.0, 6.0, 12.0, 24.0]), 12)
    np.testing.assert_allclose(weights, [1, 0.70710678, 0.5, 0.25], atol=1e-8)


def test_the_posterior_mean_is_the_shrunk_rate() -> None:
    events = np.array([12.0, 0.0, 3.5, 40.0, 1.0])
    people = np.array([1000.0, 200.0, 5000.0, 900.0, 30.0])
    shape, scale = gamma_posteriors(events, people)
    np.testing.assert_allclose(shape * scale, empirical_bayes(events, people), rtol=1e-12)


def test_each_row_of_events_has_a_posterior_of_its_own() -> None:
    rows = np.array([[12.0, 1.0, 0.0], [2.0, 2.0, 9.0], [0.0, 0.0, 5.0]])
    people = np.array([100.0, 400.0, 0.0])
    shape, scale = gamma_posteriors(rows, people)
    for row, mean in zip(rows, shape * scale, strict=True):
        np.testing.assert_allclose(mean, empirical_bayes(row, people), atol=1e-15)


def test_without_more_variance_than_chance_next_to_nothing_is_left_open() -> None:
    shape, scale = gamma_posteriors(np.array([1.0, 0.0]), np.array([100.0, 100.0]))
    np.testing.assert_allclose(shape * scale, [0.005, 0.005], rtol=1e-6)
    assert (np.sqrt(shape) * scale / 0.005 < 1e-4).all()
