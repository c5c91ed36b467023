"""Drawn rates: they lie round the shrunk rate, and one incident is in one area."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from pipeline.layers.rate_draws import rate_draws
from pipeline.schema import conform
from tests import violence

DAY = pd.DataFrame({"as_of": pd.Series(["2020-12-31"], dtype="datetime64[us]")})
PEOPLE = violence.communities(("A", 40_000, 5), ("B", 30_000, 15), ("C", 60_000, 25))
EXACT = [(f"2020-0{m}-01", 1, km) for m in range(1, 9) for km in (4, 6)]
VAGUE = [("2020-02-01", 4, 5), ("2020-03-01", 4, 5), ("2020-04-01", 4, 15)]
WHERE = violence.areas(adm1_id="P")


def drawn(
    *rows: tuple[str, int, float], draws: int = 400, seed: int = 1
) -> tuple[npt.NDArray[np.float64], pd.DataFrame]:
    events = violence.incidents(*rows)
    stable = violence.made(events, where=WHERE, people=PEOPLE).reset_index()
    table = rate_draws(
        stability=stable,
        incidents=events,
        placing=violence.placed(events, WHERE, PEOPLE),
        as_of=DAY,
        draws=draws,
        seed=seed,
    )
    rates = conform("rate_draws", table)["rate_per_100k"].to_numpy(float)
    return rates.reshape(-1, draws), stable


def test_draws_lie_round_the_shrunk_rate() -> None:
    rates, stable = drawn(*EXACT, draws=2000)
    shrunk = stable["rate_per_100k"].to_numpy(float)
    low, high = np.quantile(rates, [0.05, 0.95], axis=1)
    assert ((low < shrunk) & (shrunk < high)).all()
    # Where there is much to go by the mean of the draws is the rate itself.
    assert rates[0].mean() == pytest.approx(shrunk[0], rel=0.05)
    assert (rates.std(axis=1) > 0.1 * rates.mean(axis=1)).all()


def test_vague_incidents_make_rates_less_sure() -> None:
    sure, _ = drawn(*EXACT, ("2020-02-01", 1, 15), ("2020-03-01", 1, 15), ("2020-04-01", 1, 25))
    vague, _ = drawn(*EXACT, *VAGUE * 3)
    assert vague[1:].std() > sure[1:].std()


def test_draws_depend_on_the_seed_and_not_on_the_order_of_rows() -> None:
    first, _ = drawn(*EXACT, *VAGUE)
    again, _ = drawn(*EXACT, *VAGUE)
    other, _ = drawn(*EXACT, *VAGUE, seed=2)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_fewer_draws_are_the_first_of_many() -> None:
    many, _ = drawn(*EXACT, *VAGUE, draws=50)
    few, _ = drawn(*EXACT, *VAGUE, draws=20)
    assert np.array_equal(many[:, :20], few)


def test_without_incidents_in_the_window_the_rate_is_low_and_not_certain() -> None:
    rates, stable = drawn(("2001-01-01", 1, 5))
    high = np.quantile(rates, 0.95, axis=1)
    years = stable["window_years"].max() * stable["people"].sum() / 100_000
    # A region with its rate at two events in the time would have had one by 86 %.
    assert ((high > 0) & (high < 3 * 2 / years)).all()


@pytest.mark.parametrize("rows", [(), (("2021-06-01", 1, 5),)])
def test_without_incidents_there_is_nothing_to_draw(
    rows: tuple[tuple[str, int, float], ...],
) -> None:
    rates, _ = drawn(*rows, draws=1)
    assert rates.size == 0
