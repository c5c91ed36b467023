"""Placed weights sum to the placed incidents, and the order of rows does not show."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pipeline.layers.cells import cells
from pipeline.layers.neighbours import neighbours
from pipeline.layers.placing import placing
from pipeline.layers.stability import stability
from pipeline.layers.stability_cells import stability_cells
from pipeline.layers.stability_region import stability_region
from pipeline.layers.stability_series import stability_series
from pipeline.layers.stability_years import stability_years
from pipeline.schema import conform
from tests.violence import DEFAULTS

CRS = "EPSG:32629"
KM = 1000
AREAS = gpd.GeoDataFrame(
    {
        "area_id": list("ABCD"),
        "level": 3,
        "adm1_id": pd.Series(["P", "P", "P", None], dtype="str"),
        "adm2_id": pd.Series(["D", "D", None, None], dtype="str"),
    },
    geometry=[box(i * 10 * KM, 0, (i + 1) * 10 * KM, 10 * KM) for i in range(4)],
    crs=CRS,
)
RULES: dict[str, Any] = {**DEFAULTS, "spillover_km": 30}
DAY = pd.DataFrame({"as_of": pd.Series(["2020-12-31"], dtype="datetime64[us]")})


@st.composite
def communities(draw: st.DrawFn) -> gpd.GeoDataFrame:
    rows = draw(st.lists(st.tuples(st.integers(0, 39), st.sampled_from([0.0, 7.0, 900.0]))))
    columns = {
        "area_id": pd.Series(["ABCD"[x // 10] for x, _ in rows], dtype="str"),
        "people": pd.Series([n for _, n in rows], dtype=float),
        "people_grade": pd.Series(["A" if n else "X" for _, n in rows], dtype="str"),
    }
    return gpd.GeoDataFrame(columns, geometry=[Point(x * KM, 5 * KM) for x, _ in rows], crs=CRS)


@st.composite
def incidents(draw: st.DrawFn) -> gpd.GeoDataFrame:
    days = st.integers(0, 7000)
    rows = draw(st.lists(st.tuples(days, st.integers(1, 7), st.integers(-9, 49))))
    dates = pd.Timestamp("2020-12-31") - pd.to_timedelta([day for day, *_ in rows], unit="D")
    columns = {
        "incident_id": pd.Series([f"i{i:05}" for i in range(len(rows))], dtype="str"),
        "date": pd.Series(dates, dtype="datetime64[us]"),
        "date_start": pd.Series(dates, dtype="datetime64[us]"),
        "date_end": pd.Series(dates, dtype="datetime64[us]"),
        "date_precision": pd.Series("day", index=range(len(rows)), dtype="str"),
        "where_precision": pd.Series([kind for _, kind, _ in rows], dtype="int64"),
        "is_precision_assumed": pd.Series(data=False, index=range(len(rows)), dtype="bool"),
        "deaths_best": pd.Series([float(day % 5) for day, *_ in rows], dtype=float),
        "deaths_low": pd.Series([None for _ in rows], dtype=float),
        "deaths_high": pd.Series([float(day % 7) for day, *_ in rows], dtype=float),
        "area_id": pd.Series(
            ["ABCD"[x // 10] if 0 <= x < 40 else None for *_, x in rows], dtype="str"
        ),
    }
    return gpd.GeoDataFrame(columns, geometry=[Point(x * KM, 5 * KM) for *_, x in rows], crs=CRS)


def placed(people: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> pd.DataFrame:
    table = placing(areas=AREAS, communities=people, incidents=events, blur_km=12)
    return conform("placing", table)


def made(people: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> pd.DataFrame:
    beside = neighbours(areas=AREAS, communities=people, reach_km=30, border_tolerance_m=1)
    table = stability(
        areas=AREAS,
        communities=people,
        incidents=events,
        placing=placed(people, events),
        neighbours=conform("neighbours", beside),
        as_of=DAY,
        **RULES,
    )
    return conform("stability", table)


@settings(deadline=None, max_examples=60)
@given(communities(), incidents())
def test_weights_and_deaths_sum_to_the_placed_incidents(
    people: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    table = made(people, events)
    fates = conform("stability_region", stability_region(incidents=events)).set_index("fate")
    placed = fates.loc[["at_point", "blurred", "spread"]].sum()
    np.testing.assert_allclose(table["incidents_weight"].sum(), placed["incidents_count"])
    np.testing.assert_allclose(table["deaths_best"].sum(), placed["deaths_best"])
    assert fates["incidents_count"].sum() == len(events)
    assert (table["window_incidents_weight"] <= table["incidents_weight"] + 1e-9).all()
    assert (table["intensity"] <= table["incidents_weight"] + 1e-9).all()
    assert (table["exposed_people"] <= table["people"]).all()


@settings(deadline=None, max_examples=60)
@given(communities(), incidents())
def test_the_parts_of_every_placed_incident_sum_to_one(
    people: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    parts = placed(people, events).groupby("incident_id")["weight"].sum()
    can = events[(events["where_precision"] <= 4) & events["area_id"].notna()]
    assert set(parts.index) == set(can["incident_id"])
    np.testing.assert_allclose(parts, 1)


@settings(deadline=None, max_examples=30)
@given(communities(), incidents(), st.randoms(use_true_random=False))
def test_row_order_does_not_show(
    people: gpd.GeoDataFrame, events: gpd.GeoDataFrame, random: st.DataObject
) -> None:
    shuffled = list(range(len(events)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = events.iloc[shuffled]
    pd.testing.assert_frame_equal(placed(people[::-1], other), placed(people, events))
    pd.testing.assert_frame_equal(made(people[::-1], other), made(people, events))


@settings(deadline=None, max_examples=25)
@given(communities(), incidents())
def test_cells_hold_the_people_and_incidents_of_the_areas(
    people: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    grid = conform("cells", cells(areas=AREAS, communities=people, resolution=5))
    table = stability_cells(
        areas=AREAS,
        cells=grid,
        communities=people,
        incidents=events,
        placing=placed(people, events),
        as_of=DAY,
        blur_km=12,
        border_tolerance_m=1,
        **RULES,
    )
    of_cells, of_areas = conform("stability_cells", table), made(people, events)
    for name in ("people", "incidents_weight", "deaths_high", "intensity", "exposed_people"):
        np.testing.assert_allclose(of_cells[name].sum(), of_areas[name].sum(), err_msg=name)


@settings(deadline=None, max_examples=40)
@given(communities(), incidents(), st.sampled_from(["2020-12-31", "2010-06-15"]))
def test_the_series_adds_up_to_the_incidents_up_to_the_day(
    people: gpd.GeoDataFrame, events: gpd.GeoDataFrame, day: str
) -> None:
    table = stability_series(
        areas=AREAS,
        incidents=events,
        placing=placed(people, events),
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
    )
    found = conform("stability_series", table)
    until = events[events["date"] <= day]
    can = until[(until["where_precision"] <= 4) & until["area_id"].notna()]
    np.testing.assert_allclose(found["incidents_weight"].sum(), len(can))
    np.testing.assert_allclose(found["deaths_best"].sum(), can["deaths_best"].sum())
    if len(until):
        ends = found.groupby("area_id")["period_start"].agg(["min", "max"])
        assert len(ends) == len(AREAS)
        assert not ends.drop_duplicates().iloc[1:].size


@settings(deadline=None, max_examples=40)
@given(communities(), incidents(), st.sampled_from(["2020-12-31", "2010-06-15"]))
def test_years_hold_the_incidents_up_to_the_day_and_rates_lie_in_their_intervals(
    people: gpd.GeoDataFrame, events: gpd.GeoDataFrame, day: str
) -> None:
    table = stability_years(
        areas=AREAS,
        communities=people,
        incidents=events,
        placing=placed(people, events),
        as_of=pd.DataFrame({"as_of": pd.Series([day], dtype="datetime64[us]")}),
    )
    found = conform("stability_years", table)
    until = events[events["date"] <= day]
    can = until[(until["where_precision"] <= 4) & until["area_id"].notna()]
    np.testing.assert_allclose(found["incidents_weight"].sum(), len(can))
    np.testing.assert_allclose(found["deaths_best"].sum(), can["deaths_best"].sum())
    rated = found.dropna(subset="rate_per_100k")
    assert (rated["rate_low_per_100k"] <= rated["rate_per_100k"]).all()
    assert (rated["rate_per_100k"] <= rated["rate_high_per_100k"]).all()
    if len(until):
        whole = pd.Timestamp(day).year - until["date"].min().year + 1
        assert len(found) == len(AREAS) * whole


@settings(deadline=None, max_examples=40)
@given(communities())
def test_neighbours_are_mutual_and_their_order_does_not_show(people: gpd.GeoDataFrame) -> None:
    pairs = {"reach_km": 15.0, "border_tolerance_m": 1.0}
    table = conform("neighbours", neighbours(areas=AREAS, communities=people, **pairs))
    again = neighbours(areas=AREAS[::-1], communities=people[::-1], **pairs)
    pd.testing.assert_frame_equal(conform("neighbours", again), table)
    turned = table.rename(columns={"area_id": "neighbour_id", "neighbour_id": "area_id"})
    pd.testing.assert_frame_equal(conform("neighbours", turned), table)
