"""Sobol indices: nothing unless asked; all of it to the one thing that moves."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.layers.sensitivity import sensitivity
from pipeline.schema import DRAWN_GROUPS, conform
from tests import scored
from tests.scored import THREE, region


def made(*, sobol: bool = True, errors: float = 0.1, **changed: Any) -> pd.DataFrame:  # noqa: ANN401
    values: Any = {"near": [0.3, 0.6], "rate": [4, 6], "trust": [0.5, 0.6]}
    drawn = np.linspace(0.2, 0.8, 50)
    of = region(
        values,
        *THREE,
        errors={"trust": [errors, errors]},
        near=[drawn.tolist(), drawn[::-1].tolist()],
    )
    table = sensitivity(
        resilience=scored.scored(of),
        sobol=sobol,
        sobol_count=64,
        **scored.drawing(of, **changed),
    )
    return conform("sensitivity", table).set_index("group")


def test_nothing_unless_it_is_asked_for() -> None:
    assert made(sobol=False).empty


def test_the_only_thing_that_moves_makes_all_of_it() -> None:
    table = made(**{**scored.STILL, "goalpost_spread": 0.1})
    still = made(errors=0.0, **scored.STILL, draws=64)
    others = [group for group in DRAWN_GROUPS if group not in ("goalposts", "surveys", "speeds")]
    assert table.loc[others, "total_order"].tolist() == pytest.approx([0] * 3, abs=1e-6)
    assert still.loc["speeds", "first_order"] == pytest.approx(1, abs=0.05)
    assert still.loc["speeds", "total_order"] == pytest.approx(1, abs=0.05)


def test_total_order_is_not_below_first_order_but_for_its_error() -> None:
    table = made()
    slack = table["first_order_error"] + table["total_order_error"] + 0.05
    assert (table["total_order"] + slack >= table["first_order"]).all()
    assert set(table["runs_count"]) == {64 * 8}


def test_the_same_seed_gives_the_same_numbers() -> None:
    pd.testing.assert_frame_equal(made(), made())
