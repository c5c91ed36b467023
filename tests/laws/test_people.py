"""People are conserved from the input to communities and to the shares of access."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pipeline.layers.access import access
from pipeline.layers.communities import communities
from pipeline.schema import conform

CRS = "EPSG:32629"
KM = 1000
AREAS = gpd.GeoDataFrame(
    {"area_id": ["A", "B", "C"], "area_name": ["Ay", "Bee", "Cee"]},
    geometry=[box(i * 10 * KM, 0, (i + 1) * 10 * KM, 10 * KM) for i in range(3)],
    crs=CRS,
)
where = st.tuples(st.integers(0, 29), st.integers(0, 10))
heads = st.floats(0, 1e6, allow_subnormal=False)
classes = st.sampled_from(["city", "town", "village", "hamlet", "other"])


def frame(columns: dict[str, Any], at: list[tuple[int, int] | None]) -> gpd.GeoDataFrame:
    points = [None if spot is None else Point(spot[0] * KM, spot[1] * KM) for spot in at]
    return gpd.GeoDataFrame(columns, geometry=points, crs=CRS)


@st.composite
def places(draw: st.DrawFn) -> gpd.GeoDataFrame:
    rows = draw(st.lists(st.tuples(where, classes), max_size=8))
    ids = pd.Series([f"p{i}" for i in range(len(rows))], dtype="str")
    columns = {
        "place_id": ids,
        "place_name": ids,
        "place_class": pd.Series([kind for _, kind in rows], dtype="str"),
        "area_id": pd.Series(["ABC"[spot[0] // 10] for spot, _ in rows], dtype="str"),
    }
    return frame(columns, [spot for spot, _ in rows])


@st.composite
def people(draw: st.DrawFn) -> gpd.GeoDataFrame:
    located = draw(
        st.lists(st.tuples(where, heads, st.sampled_from(["raster", "points"])), max_size=12)
    )
    totals = draw(st.dictionaries(st.sampled_from("ABC"), heads))
    columns = {
        "area_id": pd.Series(
            ["ABC"[spot[0] // 10] for spot, *_ in located] + [*totals], dtype="str"
        ),
        "cell_id": pd.Series(
            [f"c{i}" for i in range(len(located))] + ["area"] * len(totals), dtype="str"
        ),
        "people": pd.Series([n for _, n, _ in located] + [*totals.values()], dtype=float),
        "method": pd.Series([kind for *_, kind in located] + ["area"] * len(totals), dtype="str"),
    }
    return frame(columns, [spot for spot, *_ in located] + [None] * len(totals))


def made(place_rows: gpd.GeoDataFrame, people_rows: gpd.GeoDataFrame) -> pd.DataFrame:
    table = communities(
        areas=AREAS,
        places=place_rows,
        people=people_rows,
        max_place_km=3,
        class_weights={"city": 100.0, "town": 20.0, "village": 4.0, "hamlet": 0.0},
        urban_classes=["city"],
    )
    return conform("communities", table)


@settings(deadline=None, max_examples=60)
@given(places(), people())
def test_every_area_keeps_its_people_and_every_place_its_row(
    place_rows: gpd.GeoDataFrame, people_rows: gpd.GeoDataFrame
) -> None:
    table = made(place_rows, people_rows)
    for area_id in "ABC":
        came = people_rows.loc[people_rows["area_id"] == area_id, "people"].sum()
        stayed = table.loc[table["area_id"] == area_id, "people"].sum()
        np.testing.assert_allclose(stayed, came, rtol=1e-9, atol=1e-6)
    assert set(place_rows["place_id"]) <= set(table["community_id"])
    assert ((table["people"] > 0) == (table["people_grade"] != "X")).all()


@settings(deadline=None, max_examples=40)
@given(places(), people(), st.data())
def test_shares_of_access_sum_to_one_and_people_are_kept(
    place_rows: gpd.GeoDataFrame, people_rows: gpd.GeoDataFrame, data: st.DataObject
) -> None:
    table = made(place_rows, people_rows)
    n = len(table)
    states = st.sampled_from(
        [
            *(("reachable", "ok"), ("conditional", "insecure"), ("conditional", "season")),
            *(("unreachable", "too_far"), ("unknown", "map_gap"), ("unknown", "closed_link")),
        ]
    )
    told = data.draw(st.lists(states, min_size=n, max_size=n))
    reach = pd.DataFrame(
        {
            "community_id": table["community_id"],
            "service_type": "health",
            "scenario": "dry-4x4",
            "minutes": data.draw(st.lists(st.floats(0, 500), min_size=n, max_size=n)),
            "status": pd.Series([status for status, _ in told], dtype="str"),
            "reason": pd.Series([reason for _, reason in told], dtype="str"),
        }
    ).iloc[: data.draw(st.integers(0, n))]
    shares = conform("access", access(areas=AREAS, communities=table, reach=reach))
    assert len(shares) == (3 if len(reach) else 0)
    peopled = shares[shares["people"] > 0]
    parts = ["insecure_share", "map_gap_share"]
    near = peopled.filter(regex="^within_").to_numpy(float)
    assert (np.diff(near) >= 0).all()
    added = peopled.filter(regex="^band_").cumsum(axis=1)
    np.testing.assert_allclose(near, added, atol=1e-9)
    bands = peopled.filter(like="_share").drop(columns=parts).filter(regex="^(?!within_)")
    np.testing.assert_allclose(bands.sum(axis=1), 1, atol=1e-9)
    wholes = peopled[["unreachable_share", "unknown_share"]].to_numpy(float)
    assert (peopled[parts].to_numpy(float) <= wholes + 1e-9).all()
    every = peopled[["people_reached", "people_unreachable", "people_unknown"]].sum(axis=1)
    np.testing.assert_allclose(every, peopled["people"], rtol=1e-9)
    assert shares.loc[shares["people"] == 0].filter(like="_share").isna().all(axis=None)
