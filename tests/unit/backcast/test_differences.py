from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.backcast.differences import differences

METHOD: dict[str, Any] = {
    "aggregation": "arithmetic",
    "pillar_weights": {},
    "least_share": 0.5,
    "least_pillars": 1,
}
RULES = pd.DataFrame(
    {
        "indicator": ["rate", "trust"],
        "pillar": ["security", "security"],
        "direction": "higher_is_better",
        "low": 0.0,
        "high": 1.0,
        "weight": 1.0,
        "method_version": "1-x",
    }
)


def year(rate: float | None, trust: float | None, least: float = 0.5) -> dict[str, Any]:
    scores = pd.DataFrame({"area_id": "a", "indicator": ["rate", "trust"], "score": [rate, trust]})
    table = pd.DataFrame({"area_id": ["a"], "smallest_change": [least]})
    return {"indicators": scores.astype({"score": float}), "resilience": table}


@pytest.mark.parametrize(
    ("then", "now", "change", "word"),
    [
        (year(2, 4), year(6, 4), 2.0, "stronger"),
        (year(6, 4), year(2, 4), -2.0, "weaker"),
        (year(2, 4), year(2.8, 4), 0.4, "no_clear_change"),
        (year(2, 4), year(3, 4), 0.5, "stronger"),
        (year(2, 4, least=0.6), year(3, 4), 0.5, "no_clear_change"),
        (year(2, 4, least=0), year(2, 4, least=0), 0.0, "no_clear_change"),
    ],
)
def test_a_change_is_clear_from_the_smallest_meaningful_one_on(
    then: dict[str, Any], now: dict[str, Any], change: float, word: str
) -> None:
    row = differences(then, now, RULES, METHOD).iloc[0]
    assert row["change"] == pytest.approx(change)
    assert row["compared"] == word
    assert pd.isna(row["lacking"])


def test_an_indicator_that_only_one_year_has_is_no_change() -> None:
    row = differences(year(2, None), year(2, 10), RULES, METHOD).iloc[0]
    assert row["change"] == 0
    assert row["lacking"] == "trust"


def test_years_with_nothing_in_common_cannot_be_compared() -> None:
    row = differences(year(2, None), year(None, 3), RULES, METHOD).iloc[0]
    assert pd.isna(row["change"])
    assert row["compared"] == "unknown"
    assert row["lacking"] == "rate, trust"
