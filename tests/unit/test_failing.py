"""Chances to fail, on paper. That links fail as often is shown where `robustness` draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.failing import chances

FAILURES = pd.DataFrame(
    [
        ("*", "surface_group", "earth", 0.1, 0.0),
        ("wet", "surface_group", "earth", 0.2, 0.0),
        ("dry", "bridge", "yes", 0.0, 0.5),
        ("*", "road_class", "ferry", 0.0, 0.25),
    ],
    columns=["season", "tag", "value", "per_km_share", "per_link_share"],
)


def found(season: str, risk: float = 0.0, **link: Any) -> float:  # noqa: ANN401
    plain = {"length_m": 2000.0, "surface_group": "earth", "is_bridge": False, "road_class": "x"}
    links = pd.DataFrame([{**plain, **link}])
    told: dict[str, Any] = {"season": season, "closed_per_incident": 0.1, "stage": "test"}
    return float(chances(links, FAILURES, np.array([risk]), **told)[0])


def test_by_km_by_link_and_by_risk() -> None:
    assert found("dry") == pytest.approx(1 - 0.9**2)
    assert found("wet") == pytest.approx(1 - 0.8**2)
    assert found("dry", is_bridge=True) == pytest.approx(1 - 0.9**2 * 0.5)
    assert found("dry", risk=3.0) == pytest.approx(1 - 0.9**2 * 0.9**3)
    assert found("dry", surface_group="paved") == 0


def test_rows_about_ground_do_not_hold_for_ferries() -> None:
    assert found("dry", road_class="ferry") == pytest.approx(0.25)


def test_no_links_no_chances() -> None:
    links = pd.DataFrame({"length_m": [], "surface_group": [], "is_bridge": [], "road_class": []})
    none = chances(
        links.astype({"surface_group": "str", "road_class": "str", "is_bridge": bool}),
        FAILURES,
        np.array([]),
        season="dry",
        closed_per_incident=0.1,
        stage="test",
    )
    assert len(none) == 0


def test_a_tag_that_is_no_column_is_told_by_who_asks() -> None:
    with pytest.raises(StageError, match=r"test: tag bridge of travel\.failures_table is no"):
        found("dry", is_bridge=1.5)
