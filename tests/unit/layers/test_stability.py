from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes

from tests.violence import ONE_EACH, areas, communities, incidents, made


def test_exact_incident_counts_where_it_lies() -> None:
    table = made(incidents(("2020-12-01", 1, 5), ("2020-12-01", 1, 15), ("2020-12-02", 1, 15)))
    assert table["incidents_weight"].tolist() == [1, 2, 0]
    assert table["deaths_best"].tolist() == [2, 4, 0]


def test_a_few_incidents_known_by_year_only_do_not_make_the_trend_yearly() -> None:
    rows = [(f"2020-{month:02d}-10", 1, 5.0) for month in range(1, 13)]
    daily, yearly = incidents(*rows), incidents(("2020", 1, 5), kind="year")
    yearly["incident_id"] = "by year"
    table = made(pd.concat([daily, yearly], ignore_index=True), day="2021-01-05")
    assert table.loc["A", "trend"] == "none_seen"
    assert table.loc["A", "trend_z"] == 0
    assert table.loc["A", "incidents_weight"] == 13


def test_rate_takes_the_window_and_shrinks_as_esda_does() -> None:
    rows = [("2019-05-01", 1, 5.0)] * 9 + [("2018-06-01", 1, 25.0)] * 3 + [("2010-01-01", 1, 5.0)]
    table = made(incidents(*rows))
    assert table["window_incidents_weight"].tolist() == [9, 0, 3]
    assert set(table["window_years"]) == {3}
    assert table["rate_raw_per_100k"].tolist() == pytest.approx([300, 0, 3 / 18000 * 1e5])
    expected = Empirical_Bayes(np.array([9, 0, 3]), np.array([3000, 9000, 18000])).r.ravel() * 1e5
    np.testing.assert_allclose(table["rate_per_100k"], expected)


def test_window_is_capped_by_the_data_but_never_under_a_year() -> None:
    long = made(incidents(("2019-01-01", 1, 5)))
    assert set(long["window_years"]) == {730 / 365.25}
    assert long["window_incidents_weight"].tolist() == [1, 0, 0]
    short = made(incidents(("2020-12-31", 1, 5)))
    assert set(short["window_years"]) == {1}
    assert short.loc["A", "rate_raw_per_100k"] == pytest.approx(100)


def test_intensity_halves_with_each_half_life() -> None:
    days = ["2020-12-31", "2020-07-01", "2020-01-01", "2019-01-01"]
    for day, expected in zip(days, [1, 0.70710678, 0.5, 0.25], strict=True):
        assert made(incidents((day, 1, 5))).loc["A", "intensity"] == pytest.approx(
            expected, rel=2e-3
        )


def test_people_near_a_recent_exact_incident_are_exposed_even_from_outside() -> None:
    people = communities(("A", 10, 1), ("A", 30, 3.1), ("C", 50, 25))
    events = incidents(("2020-06-01", 1, -2), ("2020-06-01", 2, 25), ("2019-06-01", 1, 25))
    table = made(events, people=people)
    assert table["exposed_people"].tolist() == [10, 0, 0]
    np.testing.assert_array_equal(table["exposed_share"], [0.25, np.nan, 0])
    assert table["incidents_weight"].sum() == pytest.approx(2)


def test_monthly_trend_counts_finished_months() -> None:
    rows = [(f"2020-{month:02d}-10", 1, 5.0) for month in range(1, 13) for _ in range(month)]
    table = made(incidents(*rows))
    assert table.loc["A", "trend"] == "rising"
    assert table.loc["A", "trend_per_year"] == 144
    assert table.loc["B", ["trend", "trend_z", "trend_p", "trend_per_year"]].tolist() == [
        "none_seen",
        0,
        1,
        0,
    ]
    unfinished = made(incidents(*rows), day="2020-12-30")
    assert unfinished.loc["A", "trend_z"] == pytest.approx(54 / np.sqrt(11 * 10 * 27 / 18))


def test_yearly_data_have_a_yearly_trend() -> None:
    rows = [(str(2020 - i), 1, 5.0) for i in range(10) for _ in range(i + 1)]
    table = made(incidents(*rows, kind="year"))
    assert table.loc["A", ["trend", "trend_per_year"]].tolist() == ["falling", -1]


def test_trend_of_few_periods_is_unknown() -> None:
    table = made(incidents(("2020-06-01", 1, 5)))
    assert set(table["trend"]) == {"unknown"}
    assert table[["trend_z", "trend_p", "trend_per_year"]].isna().all(axis=None)


def test_quiet_months_and_onset() -> None:
    rows = [("2015-01-01", 1, 25.0), ("2019-06-01", 1, 15.0), ("2020-03-01", 1, 15.0)]
    table = made(incidents(*rows, ("2020-10-31", 1, 5), ("2020-11-30", 1, 5)))
    assert table["quiet_months"].tolist() == [1, 10, 71]
    assert table["is_onset"].tolist() == [True, False, False]
    assert np.isnan(made(incidents(*rows)).loc["A", "quiet_months"])


def test_onset_asks_for_data_that_reach_back() -> None:
    assert not made(incidents(("2020-10-31", 1, 5)))["is_onset"].any()


def test_yearly_data_have_an_onset_after_a_year_without() -> None:
    quiet = made(incidents(("2018", 1, 5), ("2020", 1, 5), kind="year"))
    assert quiet.loc["A", "is_onset"]
    busy = made(incidents(("2019", 1, 5), ("2020", 1, 5), kind="year"))
    assert not busy.loc["A", "is_onset"]


def test_spread_incidents_do_not_break_the_quiet() -> None:
    where = areas(adm1_id=["P", "P", "P"])
    table = made(incidents(("2020-12-01", 4, 5)), where=where)
    assert table["quiet_months"].isna().tolist() == [True, True, False]


def test_escalating_is_twice_as_many_and_at_least_two() -> None:
    old = [("2010-01-01", 1, 25.0)]
    before, recent = ("2019-06-01", 1, 5.0), ("2020-06-01", 1, 5.0)
    assert made(incidents(*old, before, recent, recent)).loc["A", "is_escalating"]
    assert not made(incidents(*old, before, recent)).loc["A", "is_escalating"]
    assert not made(incidents(*old, recent)).loc["A", "is_escalating"]
    assert not made(incidents(before, recent, recent)).loc["A", "is_escalating"]


def test_escalating_with_yearly_data_compares_finished_years() -> None:
    rows = [("2019", 1, 5.0), ("2020", 1, 5.0), ("2020", 1, 5.0)]
    assert made(incidents(*rows, kind="year"))["is_escalating"].tolist() == [True, False, False]
    cut = made(incidents(*rows, kind="year"), day="2020-09-30")
    assert not cut["is_escalating"].any()


def test_yearly_incident_whose_span_is_cut_counts_on_the_day() -> None:
    table = made(incidents(("2020", 1, 5), kind="year"), day="2020-03-01")
    assert table.loc["A", ["intensity", "window_incidents_weight"]].tolist() == [1, 1]


def test_incidents_after_the_day_count_in_totals_only() -> None:
    events = incidents(("2019-12-01", 1, 15), ("2020-12-01", 1, 5))
    row = made(events, day="2020-01-01").loc["A"]
    assert row["incidents_weight"] == 1
    assert row[["window_incidents_weight", "intensity", "exposed_people"]].tolist() == [0, 0, 0]
    assert np.isnan(row["quiet_months"])


def test_area_without_people_has_no_rates() -> None:
    table = made(incidents(("2020-06-01", 1, 5)), people=communities(("A", 10, 5), ("B", 0, 15)))
    names = ["rate_raw_per_100k", "rate_per_100k", "exposed_share"]
    assert table.loc[["B", "C"], names].isna().all(axis=None)
    assert table["grade"].tolist() == ["A", "X", "X"]


def test_without_incidents_or_day_nothing_is_known() -> None:
    for day in (None, "2020-12-31"):
        table = made(incidents(), day=day)
        assert (table[["incidents_weight", "intensity", "exposed_people"]] == 0).all(axis=None)
        assert table["rate_per_100k"].isna().all()
        assert set(table["trend"]) == {"unknown"}
        assert set(table["grade"]) == {"X"}
        assert not table[["is_onset", "is_escalating"]].any(axis=None)


def test_no_communities_at_all() -> None:
    table = made(incidents(("2020-06-01", 2, 5)), people=communities())
    assert table["incidents_weight"].tolist() == [1, 0, 0]
    assert table["rate_per_100k"].isna().all()


def test_peaceful_area_has_a_raw_rate_of_zero() -> None:
    table = made(incidents(("2020-06-01", 1, 5)))
    assert table.loc["C", "rate_raw_per_100k"] == 0
    assert table.loc["C", "rate_per_100k"] >= 0


def test_grade_follows_the_precision_of_the_place() -> None:
    day = "2020-06-01"
    assert made(incidents((day, 1, 5)))["grade"].tolist() == ["A", "A", "A"]
    assert made(incidents((day, 1, 5), assumed=True))["grade"].tolist() == ["B", "B", "B"]
    mixed = made(incidents((day, 1, 5), (day, 3, 15), (day, 6, 5)))
    assert mixed["grade"].tolist() == ["A", "C", "C"]


def test_row_order_does_not_show() -> None:
    events = incidents(("2020-06-01", 2, 5), ("2019-06-01", 1, 15), ("2015-06-01", 3, 25))
    pd.testing.assert_frame_equal(made(events[::-1], people=ONE_EACH[::-1]), made(events))


def test_deaths_keep_their_range() -> None:
    events = incidents(("2020-12-01", 1, 5), ("2020-12-01", 1, 5), ("2020-12-02", 1, 15))
    events.loc[1, ["deaths_low", "deaths_high"]] = None
    table = made(events)
    assert table["deaths_low"].tolist() == [1 + 2, 1, 0]
    assert table["deaths_high"].tolist() == [5 + 2, 5, 0]


def test_spillover_is_the_violence_of_others_by_distance() -> None:
    events = incidents(("2020-12-31", 1, 5), ("2020-12-31", 1, 5), ("2020-12-31", 1, 25))
    table = made(events, spillover_km=20)
    at_10_km = (1 - 0.25) ** 2
    assert table["spillover"].tolist() == pytest.approx([0, 3 * at_10_km, 0])


LINE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def line(
    *rows: tuple[str, int, float],
    people: gpd.GeoDataFrame | None = None,
    kind: str = "day",
    **options: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Return the stability of 26 areas in a row, each with the same people."""
    if people is None:
        people = communities(*((name, 1000, 10 * i + 5) for i, name in enumerate(LINE)))
    where = areas(LINE, **options.pop("columns", {}))
    events = incidents(*rows, kind=kind, end_km=260)
    return made(events, where=where, people=people, **options)


def test_hot_spot_is_where_high_rates_lie_together() -> None:
    rows = [("2020-06-01", 1, x) for x in (115.0, 125.0, 135.0) for _ in range(20)]
    table = line(*rows, *(("2020-06-01", 1, 10.0 * i + 5) for i in range(26)))
    assert table.index[table["hotspot"] == "hot"].tolist() == ["M"]
    assert set(table["hotspot"].drop("M")) == {"none"}
    assert table["has_neighbours"].all()
    assert table["is_few_areas"].all()
    n, rate = 26, np.sqrt(table["rate_per_100k"].to_numpy())
    inner = rate[[11, 12, 13]].sum() - 3 * rate.mean()
    expected = inner / (rate.std() * np.sqrt((n * 3 - 9) / (n - 1)))
    assert table.loc["M", "gi_z"] == pytest.approx(expected)


def test_hot_spots_are_not_made_by_spreading() -> None:
    divisions = {"adm2_id": ["D" if 8 <= i < 16 else f"E{i}" for i in range(26)]}
    rows = [("2020-06-01", 3, 115.0)] * 40
    table = line(*rows, ("2020-06-01", 1, 5), columns=divisions)
    assert table.loc["L", "window_incidents_weight"] == pytest.approx(5)
    assert set(table["hotspot"]) == {"none"}
    only_spread = line(*rows, columns=divisions)
    assert set(only_spread["hotspot"]) == {"unknown"}
    assert set(only_spread["emerging"]) == {"unknown"}


def test_a_band_makes_other_neighbours_than_borders() -> None:
    rows = [("2020-06-01", 1, x) for x in (5.0, 15.0, 25.0) for _ in range(9)]
    assert not line(*rows, hotspot_band_km=9)["has_neighbours"].any()
    wide = line(*rows, hotspot_band_km=20)
    assert wide["has_neighbours"].all()
    assert wide.loc["A", "gi_z"] > line(*rows).loc["A", "gi_z"]


def test_areas_without_people_or_neighbours_are_no_part_of_hot_spots() -> None:
    people = communities(*((LINE[i], 1000, 10 * i + 5) for i in range(26) if i not in (1, 5)))
    table = line(("2020-06-01", 1, 5), ("2020-06-01", 1, 65), people=people)
    # A's only neighbour is B, where nobody lives.
    assert table.loc[["A", "B", "F"], "hotspot"].tolist() == ["unknown"] * 3
    assert table.loc[["A", "B", "F"], ["gi_z", "gi_p"]].isna().all(axis=None)
    assert np.isfinite(table.loc["G", "gi_z"])


def test_two_areas_or_one_have_no_hot_spots() -> None:
    for ids in ("AB", "A"):
        table = made(incidents(("2020-06-01", 1, 5)), where=areas(ids), people=ONE_EACH[: len(ids)])
        assert set(table["hotspot"]) == {"unknown"}
        assert set(table["emerging"]) == {"unknown"}
        assert table["is_few_areas"].all()
    assert not table["has_neighbours"].any()


def test_one_incident_is_no_hot_spot() -> None:
    assert set(line(("2020-06-01", 1, 125))["hotspot"]) == {"none"}


def test_all_in_one_place_is_no_cluster_of_areas() -> None:
    table = line(*[("2020-06-01", 1, 125.0)] * 50)
    assert table.loc["M", "incidents_weight"] == 50
    assert table["rate_per_100k"].idxmax() == "M"
    # That the one place lies in a given neighbourhood of three in 26 is no surprise.
    assert "hot" not in set(table["hotspot"])
    assert table["gi_z"].nlargest(4).index.isin(list("ALMNZ")).all()


def test_hot_spots_are_known_to_be_new() -> None:
    old = [(f"{year}-01-01", 1, 10.0 * i + 5) for year in range(2008, 2021) for i in range(26)]
    rows = [("2020-06-01", 1, x) for x in (115.0, 125.0, 135.0) for _ in range(20)]
    table = line(*old, *rows)
    assert set(table["emerging_months"]) == {12}
    assert table.loc["M", "emerging"] == "new"
    assert set(table["emerging"].drop(["L", "M", "N"])) == {"none"}


def test_emerging_takes_the_longest_periods_of_which_there_are_eight() -> None:
    recent = ("2020-06-01", 1, 5.0)
    months = {"2012-06-01": 12, "2015-06-01": 3, "2020-04-01": 1}
    for first, expected in months.items():
        assert set(line((first, 1, 5.0), recent)["emerging_months"]) == {expected}
    short = line(recent)
    assert set(short["emerging"]) == {"unknown"}
    assert short["emerging_months"].isna().all()


def test_yearly_data_emerge_by_year() -> None:
    rows = [(str(year), 1, x) for year in range(2011, 2021) for x in (115.0, 125.0, 135.0)] * 20
    table = line(*rows, kind="year")
    assert set(table["emerging_months"]) == {12}
    assert table.loc["M", "emerging"] == "persistent"
