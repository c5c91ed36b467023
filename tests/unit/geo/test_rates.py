import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes
from numpy.typing import NDArray
from scipy.stats import gamma, nbinom

from pipeline.geo.rates import SPREADS, decay, empirical_bayes, gamma_posteriors

Floats = NDArray[np.float64]


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


def rate_draws(events: Floats, people: Floats, draws: int, seed: int) -> Floats:
    """Draws of each rate, one row a draw."""
    random = np.random.default_rng(seed)
    rows = np.tile(events, (draws, 1))
    shape, scale = gamma_posteriors(rows, people, random.uniform(size=(draws, 3)))
    return random.gamma(shape, scale)


@pytest.mark.parametrize(
    ("shape", "mean", "n", "people"),
    [
        *((4, 3.2, 20, 200_000), (4, 3.2, 20, 20_000), (1, 1, 20, 20_000), (1, 1, 100, 20_000)),
        *((20, 2, 20, 200_000), (1, 0.3, 50, 5_000), (0.5, 1, 20, 20_000)),
    ],
)
def test_nine_intervals_of_rates_in_ten_hold_the_truth(
    shape: float, mean: float, n: int, people: float
) -> None:
    """Rates in 100,000 person-years, of regions of many and of few incidents, over three years."""
    held = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        exposure = random.uniform(0.2, 1.8, n) * people * 3 / 1e5
        truth = random.gamma(shape, mean / shape, n)
        drawn = rate_draws(random.poisson(truth * exposure).astype(float), exposure, 200, seed)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        held.append((low <= truth) & (truth <= high))
    assert 0.85 <= np.mean(held) <= 0.95


def test_rates_that_are_all_alike_are_held_too_often_and_no_wider_than_on_their_own() -> None:
    exposure, held = np.full(20, 6.0), []
    for seed in range(20):
        events = np.random.default_rng(seed).poisson(exposure).astype(float)
        low, high = np.quantile(rate_draws(events, exposure, 200, seed), [0.05, 0.95], axis=0)
        held.append((low <= 1) & (high >= 1))
        alone = gamma.ppf(0.95, events + 0.5, scale=1 / 6) - gamma.ppf(0.05, events + 0.5) / 6
        assert (high - low).mean() < alone.mean()
    assert np.mean(held) >= 0.9


def test_no_events_at_all_leave_rates_open_up_to_what_would_have_shown() -> None:
    drawn = rate_draws(np.zeros(20), np.full(20, 0.5), 2000, 1)
    high = np.quantile(drawn, 0.95, axis=0)
    # Of one place with ten of exposure and no event: the gamma distribution of 1/2 event.
    one = gamma.ppf(0.95, 0.5) / 10
    assert ((high > one / 2) & (high < 3 * one)).all()


def test_draws_lie_round_the_raw_rates_where_there_is_much_to_go_by() -> None:
    events, people = np.array([900.0, 100.0, 400.0]), np.array([100.0, 100.0, 100.0])
    drawn = rate_draws(events, people, 4000, 1)
    np.testing.assert_allclose(drawn.mean(axis=0), events / people, rtol=0.02)
    np.testing.assert_allclose(drawn.std(axis=0), np.sqrt(events) / people, rtol=0.1)


def test_each_row_of_events_has_a_posterior_of_its_own() -> None:
    rows = np.array([[12.0, 1.0, 0.0], [2.0, 2.0, 9.0], [0.0, 0.0, 5.0]])
    people = np.array([100.0, 400.0, 0.0])
    chance = np.array([[0.2, 0.4, 0.5], [0.9, 0.1, 0.3], [0.5, 0.7, 0.8]])
    found = gamma_posteriors(rows, people, chance)
    for place in range(3):
        alone = gamma_posteriors(rows[place], people, chance[place])
        np.testing.assert_allclose([one[place] for one in found], alone, rtol=1e-12)
    assert np.isnan(found[0][:, 2]).all()


def test_a_spread_is_drawn_as_often_as_its_likelihood_says() -> None:
    events, people = np.array([3.0, 0.0, 9.0, 1.0]), np.array([2.0, 1.0, 1.5, 3.0])
    rows = np.arange(20_000)
    chance = np.column_stack([(rows + 0.5) / len(rows), *np.full((2, len(rows)), 0.5)])
    shape, _ = gamma_posteriors(np.tile(events, (len(rows), 1)), people, chance)
    expected = (events.sum() + 0.5) / people.sum() * people
    size = 1 / SPREADS[:, None] ** 2
    likely = nbinom.pmf(events, size, size / (size + expected)).prod(axis=1)
    drawn = 1 / np.sqrt(shape[:, 1])
    share = np.isclose(drawn[:, None], SPREADS).mean(axis=0)
    np.testing.assert_allclose(share, likely / likely.sum(), atol=1e-4)
