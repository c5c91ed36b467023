from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import shapely

from pipeline.sheet.incidents import nearness, recent
from tests.sheet_region import DAY, incidents_of

AT_ZERO = shapely.Point(500_000, 0)
Rows = list[tuple[float, float, dict[str, Any]]]


def said(rows: Rows, *, is_exact: bool) -> tuple[str, ...]:
    table = incidents_of(rows).assign(area_name="Area X")
    return nearness(table, AT_ZERO, months=24, blur_km=25, is_exact=is_exact)


def test_the_nearest_the_last_and_how_many() -> None:
    rows: Rows = [
        (0, 12_400, {"date": pd.Timestamp("2025-05-03")}),
        (0, 3200, {"date": pd.Timestamp("2024-11-20")}),
        (0, 0, {"where_precision": 4}),
    ]
    assert said(rows, is_exact=True) == (
        "Nearest: 3 km, 2024-11-20, exact place.",
        "Last: 12 km, 2025-05-03, exact place.",
        "2 in the region in the last 24 months; 1 more are known by district only.",
    )


def test_where_points_may_not_be_shown_neither_place_nor_day_is_told() -> None:
    rows: Rows = [(0, 12_400, {"date": pd.Timestamp("2025-05-03")})]
    assert said(rows, is_exact=False)[0] == "Nearest: 10 to 15 km, 2025-05, in Area X."
    near: Rows = [(0, 4999, {"date": pd.Timestamp("2025-05-03")})]
    assert said(near, is_exact=False)[0] == "Nearest: under 5 km, 2025-05, in Area X."


def test_nothing_is_told_more_exactly_than_it_is_known() -> None:
    rows: Rows = [(0, 400, {"where_precision": 2, "date_precision": "year"})]
    assert said(rows, is_exact=True)[0] == (
        "Nearest: under 1 km, 2025 (day unknown), place known to about 25 km."
    )
    assumed: Rows = [(0, 400, {"is_precision_assumed": True, "date_precision": "month"})]
    assert said(assumed, is_exact=True)[0] == (
        "Nearest: under 1 km, 2025-05 (day unknown), place taken as exact."
    )


def test_ties_go_to_the_newer_one_whatever_the_order() -> None:
    rows: Rows = [
        (0, 2000, {"date": pd.Timestamp("2025-01-01")}),
        (0, -2000, {"date": pd.Timestamp("2025-02-01")}),
    ]
    assert said(rows, is_exact=True) == said(rows[::-1], is_exact=True)
    assert said(rows, is_exact=True)[0] == "Nearest: 2 km, 2025-02-01, exact place."


def test_none_at_all() -> None:
    assert said([], is_exact=True) == ("None in the last 24 months.",)


@pytest.mark.parametrize(
    ("day", "is_in"),
    [("2025-06-30", True), ("2025-07-01", False), ("2023-07-01", True), ("2023-06-29", False)],
)
def test_recent_is_up_to_so_many_months_before_the_day(day: str, *, is_in: bool) -> None:
    table = incidents_of([(0, 0, {"date": pd.Timestamp(day)})])
    as_of = pd.DataFrame({"as_of": [DAY]})
    assert len(recent(table, as_of, 24)) == is_in
    assert len(recent(table, pd.DataFrame({"as_of": [pd.NaT]}), 24)) == 0
