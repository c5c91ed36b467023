from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.graph.units import whole_units


def test_weights_come_back_and_their_sum_fits() -> None:
    whole, power = whole_units([3.0, 0.5, 0.0])
    assert np.ldexp(whole.astype(float), power).tolist() == [3.0, 0.5, 0.0]
    assert np.ldexp(float(whole.sum()), power) == 3.5


@pytest.mark.parametrize("scale", [1e-300, 0.1, 1e12])
def test_sums_are_the_same_in_any_order(scale: float) -> None:
    weight = np.random.default_rng(1).random(1000) * scale
    whole, power = whole_units(weight)
    assert whole.sum() == np.flip(whole).cumsum()[-1] > 0
    assert np.ldexp(float(whole.sum()), power) == pytest.approx(weight.sum(), rel=1e-12)


def test_none_and_nothing() -> None:
    assert whole_units([])[0].tolist() == []
    assert whole_units([0.0, 0.0])[0].tolist() == [0, 0]
