from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.sheet.weakest import weakest


def table(**columns: list[object]) -> pd.DataFrame:
    """Three parts on which nothing is the matter, unless columns say so."""
    plain = {"length_m": [1000.0] * 3, "status": [""] * 3, "is_insecure": [False] * 3}
    return pd.DataFrame({**plain, "risk": [0.0] * 3, **columns})


CHANCE = {"dry": np.array([0.01, 0.2, 0.1]), "wet": np.array([0.5, 0.001, 0.3])}


def test_closed_goes_before_insecure_and_insecure_before_likely_to_fail() -> None:
    insecure: dict[str, list[object]] = {
        "is_insecure": [True, False, True],
        "risk": [1.5, 0.0, 2.5],
    }
    both = weakest(table(**insecure, status=["", "unknown", ""]), CHANCE)
    assert both == (1, "a report closes it")
    assert weakest(table(**insecure), CHANCE) == (
        2,
        "insecure: risk 2.5 from recent incidents near it",
    )


def test_the_first_season_decides_and_all_are_told() -> None:
    assert weakest(table(), CHANCE) == (
        1,
        "likeliest to fail here: 20 % in the dry season, under 1 % in the wet season (assumed)",
    )
    wet_first = weakest(table(), dict(reversed(CHANCE.items())))
    assert wet_first
    assert wet_first.part == 0


def test_of_equals_the_longer_then_the_one_nearer_to_the_hub() -> None:
    equal = {"dry": np.full(3, 0.1)}
    longer = weakest(table(length_m=[1.0, 2.0, 3.0]), equal)
    first = weakest(table(), equal)
    shut = weakest(table(status=["closed"] * 3, length_m=[1.0, 3.0, 3.0]), equal)
    assert longer
    assert first
    assert shut
    assert (longer.part, first.part, shut.part) == (2, 0, 1)


def test_a_way_without_parts_has_none() -> None:
    assert weakest(table().iloc[:0], {"dry": np.array([])}) is None
