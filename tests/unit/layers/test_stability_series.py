from typing import Any

import pandas as pd
import pytest

from pipeline.layers.stability_series import stability_series
from pipeline.schema import conform
from tests.violence import areas, incidents, placed


def made(events: Any, day: str | None = "2020-12-31", **columns: Any) -> pd.DataFrame:  # noqa: ANN401
    where = areas(**columns)
    table = stability_series(
        areas=where,
        incidents=events,
        placing=placed(events, where),
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
    )
    return conform("stability_series", table)


def rows(table: pd.DataFrame) -> list[tuple[str, str, float]]:
    days = table["period_start"].dt.strftime("%Y-%m-%d")
    return list(zip(table["area_id"], days, table["incidents_weight"], strict=True))


def test_months_with_something_and_the_first_and_last_of_all() -> None:
    table = made(
        incidents(("2020-02-03", 1, 5), ("2020-05-30", 1, 5), ("2020-05-01", 1, 5)),
        day="2020-07-10",
    )
    assert rows(table) == [
        ("A", "2020-02-01", 1),
        ("A", "2020-05-01", 2),
        ("A", "2020-07-01", 0),
        ("B", "2020-02-01", 0),
        ("B", "2020-07-01", 0),
        ("C", "2020-02-01", 0),
        ("C", "2020-07-01", 0),
    ]
    assert table["deaths_best"].tolist() == [2, 4, 0, 0, 0, 0, 0]
    assert table["is_finished"].tolist() == [True, True, False, True, False, True, False]
    assert set(table["period"]) == {"month"}


def test_the_last_month_is_finished_on_its_last_day() -> None:
    event = incidents(("2020-12-03", 1, 5))
    assert made(event)["is_finished"].all()
    assert not made(event, day="2020-12-30")["is_finished"].any()


def test_years_where_no_more_is_known() -> None:
    table = made(incidents(("2018", 1, 5), ("2020", 1, 15), kind="year"))
    assert set(table["period"]) == {"year"}
    assert rows(table)[:3] == [
        ("A", "2018-01-01", 1),
        ("A", "2020-01-01", 0),
        ("B", "2018-01-01", 0),
    ]


def test_spread_incidents_count_in_parts() -> None:
    table = made(incidents(("2020-12-01", 4, 5)), adm1_id=["P", "P", "P"])
    assert table["incidents_weight"].tolist() == pytest.approx([0.1, 0.3, 0.6])
    assert table["deaths_best"].tolist() == pytest.approx([0.2, 0.6, 1.2])


def test_incidents_after_the_day_do_not_count() -> None:
    table = made(incidents(("2020-01-05", 1, 5), ("2020-12-01", 1, 5)), day="2020-02-29")
    assert table["incidents_weight"].sum() == 1
    assert table["period_start"].max() == pd.Timestamp("2020-02-01")


def test_without_incidents_or_day_there_is_no_period() -> None:
    assert made(incidents()).empty
    assert made(incidents(("2020-01-05", 1, 5)), day=None).empty


def test_vague_incidents_alone_still_make_the_periods() -> None:
    assert made(incidents(("2020-12-05", 6, 5)))["incidents_weight"].tolist() == [0, 0, 0]


def test_row_order_does_not_show() -> None:
    events = incidents(("2020-06-01", 2, 5), ("2020-06-02", 2, 15), ("2015-06-01", 3, 25))
    pd.testing.assert_frame_equal(made(events[::-1]), made(events))
