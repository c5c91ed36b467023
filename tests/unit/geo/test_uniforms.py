from __future__ import annotations

import numpy as np
import pytest

from pipeline.geo.uniforms import uniforms


def test_the_generators_own_published_numbers() -> None:
    """Java's and C's SplitMix64 begun with 0 and with 1234567."""
    zero = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    other = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    found = uniforms(np.array([0, 1234567], np.uint64), range(3))
    assert found.tolist() == [[(bits >> 11) / 2**53 for bits in row] for row in (zero, other)]


def test_no_row_depends_on_another_and_no_column_on_which_are_asked_for() -> None:
    states = np.arange(7, dtype=np.uint64) ** np.uint64(20)
    whole = uniforms(states, range(40))
    assert (uniforms(states[::-1], range(40)) == whole[::-1]).all()
    assert (uniforms(states[2:4], range(10, 20)) == whole[2:4, 10:20]).all()
    assert (uniforms(states, [39, 3]) == whole[:, [39, 3]]).all()


def test_they_are_spread_evenly_and_do_not_move_together() -> None:
    found = uniforms(np.arange(500, dtype=np.uint64), range(400))
    assert found.min() >= 0
    assert found.max() < 1
    shares = np.histogram(found, 10, (0, 1))[0] / found.size
    assert shares == pytest.approx(0.1, abs=0.003)
    assert np.corrcoef(found[:-1].ravel(), found[1:].ravel())[0, 1] == pytest.approx(0, abs=0.01)
    assert np.corrcoef(found[:, :-1].ravel(), found[:, 1:].ravel())[0, 1] == pytest.approx(
        0, abs=0.01
    )


def test_nothing() -> None:
    assert uniforms(np.empty(0, np.uint64), range(5)).shape == (0, 5)
    assert uniforms(np.zeros(3, np.uint64), []).shape == (3, 0)
