import numpy as np
import pytest
from esda.getisord import G_Local
from libpysal.weights import W
from scipy.sparse import csr_array
from scipy.spatial.distance import cdist
from scipy.special import ndtr

from pipeline.geo.hotspots import (
    Clusters,
    are_discoveries,
    clusters,
    clusters_in_time,
    emerging,
    gi,
    two_sided,
)
from pipeline.geo.rates import empirical_bayes

GAP = np.nan
POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
VALUES = np.array([2, 3, 3.2, 5, 8, 7])


def within(points: np.ndarray, band: float) -> csr_array:
    """Weigh every other point within the band by 1."""
    near = (cdist(points, points) <= band).astype(float)
    np.fill_diagonal(near, 0)
    return csr_array(near)


def queens(side: int) -> csr_array:
    """Make neighbours of the squares of a board that touch."""
    row, column = np.divmod(np.arange(side * side), side)
    return within(np.column_stack([row, column]), 1.5)


def test_the_published_example() -> None:
    near = within(POINTS, 15)
    star = [-1.3972763, -0.2891776, 0.6506496, -0.2891776, 1.2345209, 2.0242433]
    plain = [-1.0136729, -0.0436159, 1.3155870, -0.3141268, 1.1537399, 1.7783394]
    np.testing.assert_allclose(clusters(VALUES, near).z, star, atol=5e-8)
    np.testing.assert_allclose(gi(VALUES, near), plain, atol=5e-8)


@pytest.mark.parametrize("seed", range(5))
def test_z_is_that_of_esda(seed: int) -> None:
    random = np.random.default_rng(seed)
    near = within(random.random((60, 2)), 0.3)
    values = random.gamma(0.5, 2, 60)
    rows = near.tolil().rows
    weights = W({i: list(row) for i, row in enumerate(rows)}, silence_warnings=True)
    for is_star, found in ((True, clusters(values, near).z), (False, gi(values, near))):
        peer = G_Local(values, weights, transform="B", star=is_star, permutations=0)
        np.testing.assert_allclose(found, peer.Zs, rtol=0, atol=1e-9)


def test_p_is_normal_where_values_are_not_skewed() -> None:
    values = np.array([1.0, 2, 3, 4, 5, 6, 7])
    found = clusters(values, csr_array(np.eye(7, k=1) + np.eye(7, k=-1)))
    np.testing.assert_allclose(found.p, 2 * ndtr(-np.abs(found.z)))


def test_a_high_sum_of_skewed_values_is_less_of_a_surprise_than_a_normal_one() -> None:
    assert two_sided(np.array([4.0]), np.array([1.5]))[0] > 20 * 2 * ndtr(-4)


def test_p_is_the_share_of_drawn_places_that_come_as_far() -> None:
    random = np.random.default_rng(3)
    near, values = queens(12), random.gamma(0.4, 1, 144)
    found = clusters(values, near)
    middle = 5 * 12 + 5
    drawn = np.array([clusters(random.permutation(values), near).z[middle] for _ in range(4000)])
    high = np.quantile(drawn, 0.99)
    of_sums = (((values - values.mean()) / values.std()) ** 3).mean() * (144 - 18) / 142
    of_sums *= np.sqrt(143 / (9 * 135))
    assert two_sided(np.array([high]), np.array([of_sums]))[0] == pytest.approx(0.01, rel=0.3)
    assert found.p.min() > 0


def test_missing_values_are_as_if_they_were_not_there() -> None:
    near = within(POINTS, 15)
    keep = np.array([0, 1, 3, 4, 5])
    found = clusters(np.where(np.arange(6) == 2, GAP, VALUES), near)
    expected = clusters(VALUES[keep], csr_array(near[keep][:, keep]))
    assert np.isnan(found.z[2])
    np.testing.assert_allclose(found.z[keep], expected.z)
    np.testing.assert_allclose(found.p[keep], expected.p)


def test_without_neighbours_or_with_all_as_neighbours_nothing_is_told() -> None:
    alone = clusters(VALUES, within(POINTS, 10))
    assert np.isnan(alone.z[[2, 3]]).all()
    assert np.isfinite(alone.z[[0, 1, 4, 5]]).all()
    assert np.isnan(clusters(VALUES, within(POINTS, 1000)).z).all()
    assert np.isnan(clusters(VALUES[:2], within(POINTS[:2], 1000)).p).all()
    assert np.isnan(clusters(np.full(6, GAP), within(POINTS, 15)).z).all()


def test_equal_values_have_no_clusters() -> None:
    found = clusters(np.full(6, 0.1), within(POINTS, 15))
    assert set(found.z) == {0}
    assert set(found.p) == {1}


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    p = np.array([0.01, GAP, 0.04, 0.03, 0.5])
    # 4 tests at 5 %: limits 0.0125, 0.025, 0.0375, 0.05 for 0.01, 0.03, 0.04, 0.5.
    assert are_discoveries(p, 0.05).tolist() == [True, False, False, False, False]
    assert are_discoveries(p, 0.06).tolist() == [True, False, True, True, False]
    assert not are_discoveries(np.full(3, GAP), 0.05).any()


def test_time_joins_the_period_before() -> None:
    near = csr_array(np.eye(4, k=1) + np.eye(4, k=-1))
    cube = np.array([[1.0, 2, 0], [3, 5, 1], [0, 1, 0], [2, 2, 9]])
    # The cube as 12 values, of which the last period's row 0 has rows 0 and 1 of two periods.
    flat = np.zeros((12, 12))
    flat[2, [1, 4, 5]] = 1
    found = clusters_in_time(cube, near)
    expected = clusters(cube.ravel(), csr_array(flat))
    assert found.z[0, 2] == pytest.approx(expected.z[2])
    assert found.p[0, 2] == pytest.approx(expected.p[2])


@pytest.mark.parametrize("share", [0.3, 1.0, 8.0])
def test_noise_has_no_hot_spot_in_95_of_100_regions(share: float) -> None:
    """Events fall on people at the same rate everywhere: few, some, many."""
    near, with_one, runs = queens(10), 0, 200
    for seed in range(runs):
        random = np.random.default_rng(seed)
        people = random.lognormal(9, 1, 100)
        events = random.poisson(people / people.sum() * share * 100).astype(float)
        found = clusters(np.sqrt(empirical_bayes(events, people)), near)
        with_one += bool(are_discoveries(found.p, 0.05).any())
    assert with_one <= 0.05 * runs


@pytest.mark.parametrize("share", [1.0, 8.0])
@pytest.mark.parametrize("shape", [0.3, 1.0, 4.0])
def test_rates_that_differ_without_lying_together_have_no_hot_spots(
    shape: float, share: float
) -> None:
    """Each area has a rate of its own, drawn apart from its neighbours'."""
    near, with_one, runs = queens(10), 0, 200
    for seed in range(runs):
        random = np.random.default_rng(seed)
        people = random.lognormal(9, 1, 100)
        truth = people / people.sum() * random.gamma(shape, 1 / shape, 100)
        found = clusters(
            np.sqrt(empirical_bayes(random.poisson(truth * share * 100).astype(float), people)),
            near,
        )
        with_one += bool(are_discoveries(found.p, 0.05).any())
    assert with_one <= 0.08 * runs, "5 of 100, and what chance adds in 200 regions"


def test_a_normal_p_would_see_hot_spots_in_noise_of_few_events() -> None:
    near, with_one, runs = queens(20), np.zeros(2), 60
    for seed in range(runs):
        random = np.random.default_rng(seed)
        people = random.lognormal(9, 1, 400)
        events = random.poisson(people / people.sum() * 20).astype(float)
        found = clusters(empirical_bayes(events, people), near)
        for i, p in enumerate((2 * ndtr(-np.abs(found.z)), found.p)):
            with_one[i] += are_discoveries(p, 0.05).any()
    assert with_one[0] > 0.2 * runs
    assert with_one[1] <= 0.05 * runs


def test_a_true_hot_spot_is_found() -> None:
    near, runs, hits = queens(12), 50, 0
    row, column = np.divmod(np.arange(144), 12)
    is_hot = (abs(row - 5) <= 1) & (abs(column - 5) <= 1)
    for seed in range(runs):
        random = np.random.default_rng(seed)
        people = random.lognormal(9, 0.5, 144)
        events = random.poisson(people / people.sum() * 300 * np.where(is_hot, 6, 1)).astype(float)
        found = clusters(np.sqrt(empirical_bayes(events, people)), near)
        hits += bool((are_discoveries(found.p, 0.05) & (found.z > 0))[5 * 12 + 5])
    assert hits >= 0.9 * runs


HOT, COLD = 9.0, -9.0
WORDS = {
    "new": [0, 0, 0, 0, 0, 0, 0, 0, 0, HOT],
    "consecutive": [0, 0, 0, 0, 0, 0, 0, HOT, HOT, HOT],
    "intensifying": [9, 9.1, 9.2, 9.3, 9.4, 9.5, 9.6, 9.7, 9.8, 9.9],
    "persistent": [9, 9.1, 9, 9.1, 9, 9.1, 9, 9.1, 9, 9.1],
    "diminishing": [9.9, 9.8, 9.7, 9.6, 9.5, 9.4, 9.3, 9.2, 9.1, 9],
    "sporadic": [0, 0, HOT, 0, 0, 0, HOT, 0, 0, HOT],
    "oscillating": [0, COLD, 0, 0, HOT, 0, 0, HOT, 0, HOT],
    "historical": [HOT, HOT, HOT, HOT, HOT, HOT, HOT, HOT, HOT, 0],
    "none": [0, HOT, HOT, 0, 0, 0, 0, 0, 0, 0],
    "unknown": [0, HOT, HOT, 0, 0, 0, 0, GAP, 0, HOT],
}


def word(series: list[float]) -> str:
    z = np.array([series])
    return str(emerging(Clusters(z, 2 * ndtr(-np.abs(z))), 0.05, 0.05)[0])


@pytest.mark.parametrize("expected", WORDS)
def test_every_class_is_reached(expected: str) -> None:
    assert word(WORDS[expected]) == expected


def classes_of_noise(share: float, *, is_own: bool, is_lasting: bool, runs: int) -> np.ndarray:
    """Return the classes of regions (rows) whose areas' rates owe nothing to their neighbours'."""
    near, found = queens(10), []
    for seed in range(runs):
        random = np.random.default_rng(seed)
        people = random.lognormal(9, 1, 100)
        rate = random.gamma(1, 1, (100, 1 if is_lasting else 12)) if is_own else 1.0
        mean = (people / people.sum() * share * 100)[:, None] * rate * np.ones(12)
        events = random.poisson(mean).astype(float)
        rates = empirical_bayes(events.ravel(), np.repeat(people, 12)).reshape(events.shape)
        found.append(emerging(clusters_in_time(np.sqrt(rates), near), 0.05, 0.05))
    return np.array(found)


@pytest.mark.parametrize("is_own", [False, True])
@pytest.mark.parametrize("share", [0.3, 4.0])
def test_nothing_emerges_from_noise_in_95_of_100_regions(share: float, *, is_own: bool) -> None:
    words = classes_of_noise(share, is_own=is_own, is_lasting=False, runs=100)
    assert (words != "none").any(axis=1).mean() <= 0.05


def test_of_areas_that_are_violent_by_themselves_for_long_one_in_a_hundred_has_a_class() -> None:
    """Each lies in its own neighbourhood twice, now and in the period before."""
    words = classes_of_noise(4.0, is_own=True, is_lasting=True, runs=100)
    assert (words != "none").mean() <= 0.01


def test_nine_tenths_are_enough_and_less_are_not() -> None:
    assert word([0, *[HOT] * 9]) == "persistent"
    assert word([0, 0, *[HOT] * 8]) == "consecutive"
    assert word([HOT] * 8 + [0, HOT]) == "persistent"
    assert word([HOT] * 8 + [0, 0]) == "none"


def test_cold_areas_have_no_class_of_their_own() -> None:
    assert word([COLD] * 10) == "none"
    assert word([COLD] * 9 + [HOT]) == "new"
