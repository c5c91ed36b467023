from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.page import language, timeline
from tests import grid_region

AS_OF = pd.DataFrame({"as_of": [pd.Timestamp("2024-03-31")], "origin": ["region_file"]})


def test_without_rows_there_are_no_periods() -> None:
    made = grid_region.tables()
    ids = made["areas"]["area_id"].tolist()
    assert timeline.years(made["stability_years"][:0], ids, AS_OF) is None
    assert timeline.months(made["stability_series"][:0], ids, AS_OF) is None


@pytest.mark.parametrize(
    ("has_ended", "place"), [([True, True, False], 1), ([True], 0), ([False], 0)]
)
def test_the_newest_period_that_has_ended_is_shown_first(has_ended: list[bool], place: int) -> None:
    nothing = np.zeros((len(has_ended), 1))
    labels = [str(2020 + k) for k in range(len(has_ended))]
    assert timeline.Periods("", labels, has_ended, nothing, nothing).last_ended() == place


def test_an_area_that_the_table_does_not_know_has_no_number_of_a_year() -> None:
    made = grid_region.tables()
    years = timeline.years(made["stability_years"], ["A0001", "elsewhere"], AS_OF)
    assert years is not None
    assert years.incidents[:, 0].tolist() == [0, 1, 2]
    assert np.isnan(years.incidents[:, 1]).all()
    assert years.rate is not None
    assert years.classes()[:, 1].tolist() == [len(timeline.RATE_BREAKS) + 1] * 3


def test_months_bear_the_language_s_names_and_say_where_they_are_cut_off() -> None:
    made = grid_region.tables()
    series = made["stability_series"]
    is_last = series["period_start"] == series["period_start"].max()
    table = series.assign(is_finished=~is_last)
    ids = made["areas"]["area_id"].tolist()
    with language.speaking("fr"):
        months = timeline.months(table, ids, AS_OF)
    assert months is not None
    assert months.labels == [
        "décembre 2023",
        "janvier 2024",
        "février 2024",
        "mars 2024, jusqu'au 2024-03-31",
    ]
    assert months.has_ended == [True, True, True, False]
