import pandas as pd
import pytest

from pipeline.formats.dates import days, spans


def span(*texts: object) -> list[tuple[str, str]]:
    found = spans(pd.Series(list(texts)))
    assert found["fault"].isna().all()
    return [
        (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")
        for start, end in zip(found["start"], found["end"], strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019-04-03", "2019-04-03", "2019-04-03"),
        ("2019-04-03 00:00:00.000", "2019-04-03", "2019-04-03"),
        ("2019-04-03T23:30:00+02:00", "2019-04-03", "2019-04-03"),
        ("2019-04-03T23:30:00Z", "2019-04-03", "2019-04-03"),
        ("2019/4/3", "2019-04-03", "2019-04-03"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
        (2019, "2019-01-01", "2019-12-31"),
        (2019.0, "2019-01-01", "2019-12-31"),
        ("03 April 2019", "2019-04-03", "2019-04-03"),
        ("3-Apr-2019", "2019-04-03", "2019-04-03"),
        ("April 3, 2019", "2019-04-03", "2019-04-03"),
        ("13/04/2019", "2019-04-13", "2019-04-13"),
        ("04/13/2019 10:30", "2019-04-13", "2019-04-13"),
        (pd.Timestamp("2019-04-03 10:00"), "2019-04-03", "2019-04-03"),
    ],
)
def test_dates_that_are_understood(text: object, start: str, end: str) -> None:
    assert span(text) == [(start, end)]


def test_one_clear_row_settles_the_order_of_the_whole_column() -> None:
    assert span("03/04/2019", "13/04/2019") == [
        ("2019-04-03", "2019-04-03"),
        ("2019-04-13", "2019-04-13"),
    ]


@pytest.mark.parametrize("text", ["2019-02-30", "yesterday", "99/99/2019", "2019-13", "20190403"])
def test_dates_that_are_not_understood(text: str) -> None:
    found = spans(pd.Series([text]))
    assert found["start"].isna().all()
    assert "is not understood" in found["fault"][0]


def test_figures_that_leave_the_order_open_are_a_fault() -> None:
    assert "day or month first" in spans(pd.Series(["03/04/2019"]))["fault"][0]
    both = spans(pd.Series(["13/04/2019", "04/13/2019", "03/04/2019"]))
    assert both["start"].isna().all()


def test_nothing_is_neither_a_date_nor_a_fault() -> None:
    assert spans(pd.Series([None, " "], dtype="str")).isna().all(axis=None)
    assert spans(pd.Series([], dtype="str")).empty


def test_a_year_is_no_day() -> None:
    found = days(pd.Series(["2019", "2019-04-03", "x", None]))
    assert found["day"].isna().tolist() == [True, False, True, True]
    assert found["fault"].fillna("").tolist() == [
        "date '2019' names no day",
        "",
        "date 'x' is not understood; write it as 2019-04-03",
        "",
    ]
