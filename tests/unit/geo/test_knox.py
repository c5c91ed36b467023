import numpy as np
import pytest
from pytest import MonkeyPatch  # noqa: PT013  for its type

import pipeline.geo.knox as module
from pipeline.geo.knox import knox


def by_hand(
    points: np.ndarray, times: np.ndarray, distances: list[float], spans: list[float]
) -> np.ndarray:
    """Count pairs one by one."""
    counts = np.zeros((len(distances), len(spans)), dtype=int)
    for i in range(len(points)):
        for j in range(i):
            row = np.searchsorted(distances, np.hypot(*(points[i] - points[j])))
            column = np.searchsorted(spans, abs(int(times[i]) - int(times[j])))
            if row < len(distances) and column < len(spans):
                counts[row, column] += 1
    return counts


def test_bands_hold_their_upper_end_and_the_first_holds_zero() -> None:
    points = np.array([(0.0, 0), (0, 0), (3, 4), (0, 12)])
    found = knox(points, np.array([0, 0, 2, 9]), [5, 20], [2, 7], count=19, seed=1)
    # Within 5: (0,1) 0 days, (0,2) and (1,2) 2 days; to 20: event 3 with all, 9, 9 and 7 days.
    assert found.pairs.tolist() == [[3, 0], [0, 1]]
    assert found.used == 4


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_those_counted_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    points, times = random.integers(0, 20, (60, 2)).astype(float), random.integers(0, 40, 60)
    found = knox(points, times, [2, 5, 9], [3, 10], count=19, seed=1)
    np.testing.assert_array_equal(found.pairs, by_hand(points, times, [2, 5, 9], [3, 10]))


def test_expected_is_what_drawing_days_gives_on_paper() -> None:
    """Two pairs of one place each; days 0, 0, 100, 100: one draw in three keeps both together."""
    points = np.array([(0.0, 0), (0, 0), (99, 0), (99, 0)])
    found = knox(points, np.array([0, 0, 100, 100]), [1], [1], count=3000, seed=1)
    assert found.pairs.tolist() == [[2]]
    assert found.expected[0, 0] == pytest.approx(2 / 3, abs=0.05)
    assert found.p[0, 0] == pytest.approx(1 / 3, abs=0.03)


def test_events_that_follow_each_other_are_seen_and_random_ones_are_not() -> None:
    random = np.random.default_rng(5)
    points, times = random.random((200, 2)) * 100, random.integers(0, 1000, 200)
    alone = knox(points, times, [3], [7], count=199, seed=1)
    assert alone.p[0, 0] > 0.05
    again = np.concatenate([points, points[:60] + 1]), np.concatenate([times, times[:60] + 3])
    repeated = knox(*again, [3], [7], count=199, seed=1)
    assert repeated.p[0, 0] == 1 / 200
    assert repeated.pairs[0, 0] > 5 * repeated.expected[0, 0]


def test_same_seed_same_answer_and_blocks_do_not_show(monkeypatch: MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    given = random.random((80, 2)) * 9, random.integers(0, 60, 80), [2, 4], [5, 20]
    first = knox(*given, count=99, seed=4)
    monkeypatch.setattr(module, "BLOCK", 1)
    second = knox(*given, count=99, seed=4)
    np.testing.assert_array_equal(first.expected, second.expected)
    np.testing.assert_array_equal(first.p, second.p)


def test_too_many_pairs_are_thinned_and_the_ratio_stays(monkeypatch: MonkeyPatch) -> None:
    random = np.random.default_rng(6)
    points, times = random.random((1500, 2)) * 30, random.integers(0, 200, 1500)
    points[:700], times[:700] = points[700:1400] + 0.2, times[700:1400] + 1
    whole = knox(points, times, [1], [3], count=99, seed=1)
    monkeypatch.setattr(module, "MOST_PAIRS", 1500)
    part = knox(points, times, [1], [3], count=99, seed=1)
    assert part.used < whole.used == 1500
    assert part.p[0, 0] == whole.p[0, 0] == 0.01


def test_no_pairs_at_all() -> None:
    found = knox(np.array([(0.0, 0), (50, 50)]), np.array([0, 1]), [1], [1], count=19, seed=1)
    assert found.pairs.tolist() == [[0]]
    assert found.p.tolist() == [[1]]
