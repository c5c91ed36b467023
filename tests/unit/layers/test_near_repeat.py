from typing import Any

import pandas as pd
import pytest

from pipeline.layers.near_repeat import near_repeat
from pipeline.schema import conform
from tests.violence import incidents

NUMBERS = ["pairs_count", "expected_count", "ratio", "p"]


def made(events: Any, day: str | None = "2020-12-31", **options: Any) -> Any:  # noqa: ANN401
    told = {"distances_km": [1, 5], "days": [7, 30], "years": 3, "count": 99, "seed": 1, **options}
    table = near_repeat(
        incidents=events,
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
        **told,
    )
    return conform("near_repeat", table)


def pairs_of(n: int, *, precision: int = 1) -> list[tuple[str, int, float]]:
    """Return pairs of incidents 3 days and 500 m apart, pairs 10 days and 10 km apart."""
    days = pd.date_range("2020-01-01", periods=n, freq="10D")
    found = []
    for i, day in enumerate(days):
        for later, km in ((0, 0.0), (3, 0.5)):
            when = day + pd.Timedelta(days=later)
            found.append((str(when.date()), precision, 100.0 * i + km))
    return found


def test_repeats_stand_out_against_chance() -> None:
    table = made(incidents(*pairs_of(20)))
    assert table["pairs_count"].tolist() == [20, 0, 0, 0]
    assert table[["from_km", "to_km", "from_days", "to_days"]].to_numpy().tolist() == [
        [0, 1, 0, 7],
        [0, 1, 7, 30],
        [1, 5, 0, 7],
        [1, 5, 7, 30],
    ]
    assert table.loc[0, "ratio"] > 5
    assert table.loc[0, "p"] == 0.01
    assert table.loc[2:, "ratio"].isna().all()
    assert set(table["reason"]) == {"ok"}
    assert set(table["incidents_count"]) == {40}


@pytest.mark.parametrize(
    ("events", "day", "reason"),
    [
        (incidents(*pairs_of(14)), "2020-12-31", "few_incidents"),
        (incidents(), "2020-12-31", "few_incidents"),
        (incidents(*pairs_of(20)), None, "few_incidents"),
        (incidents(*pairs_of(20)), "2024-12-31", "few_incidents"),
        (incidents(*pairs_of(20, precision=2)), "2020-12-31", "no_exact_incidents"),
        (incidents(*[("2020", 1, 5.0)] * 40, kind="year"), "2020-12-31", "no_exact_incidents"),
    ],
)
def test_too_little_gives_rows_with_a_reason(events: Any, day: str, reason: str) -> None:  # noqa: ANN401
    table = made(events, day)
    assert len(table) == 4
    assert table[NUMBERS].isna().all(axis=None)
    assert set(table["reason"]) == {reason}


def test_incidents_outside_all_areas_take_part() -> None:
    assert made(incidents(*pairs_of(20)))["incidents_count"].iloc[0] == 40


def test_row_order_does_not_show() -> None:
    events = incidents(*pairs_of(20))
    pd.testing.assert_frame_equal(made(events[::-1]), made(events))
