import numpy as np
import pytest
from pytest import MonkeyPatch  # noqa: PT013  for its type
from scipy.spatial.distance import cdist

import pipeline.geo.nearby as module
from pipeline.geo.nearby import nearby_sums


def test_others_count_by_distance_and_the_own_value_not() -> None:
    points = np.array([(0.0, 0), (3, 4), (0, 10), (0, 0)])
    found = nearby_sums(points, np.array([2.0, 8, 1, 4]), 10)
    # At half the reach the kernel is (1 - 1/4)^2; at the reach it is 0.
    assert found[0] == pytest.approx(4 + 8 * 0.5625)
    assert found[3] == pytest.approx(2 + 8 * 0.5625)
    assert found[2] == pytest.approx(8 * (1 - 0.45) ** 2)


def test_blocks_add_up_to_the_whole(monkeypatch: MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    points, values = random.random((50, 2)), random.poisson(0.7, 50).astype(float)
    kernel = (1 - np.minimum(cdist(points, points) / 0.4, 1) ** 2) ** 2
    np.fill_diagonal(kernel, 0)
    for block in (7, 50):
        monkeypatch.setattr(module, "BLOCK", block)
        np.testing.assert_allclose(nearby_sums(points, values, 0.4), kernel @ values)


def test_nothing_around_is_zero() -> None:
    assert nearby_sums(np.zeros((2, 2)), np.zeros(2), 5).tolist() == [0, 0]
    assert nearby_sums(np.zeros((0, 2)), np.zeros(0), 5).tolist() == []
