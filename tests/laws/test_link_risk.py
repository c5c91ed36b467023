"""What must hold of the risk on links, whatever happened where."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.rates import decay
from pipeline.layers.link_risk import link_risk
from pipeline.schema import conform

CRS = "EPSG:32629"
DAY = pd.Timestamp("2024-03-31")
RULES = {"near_km": 2.0, "months": 24.0, "limit": 1.0, "half_life_months": 12.0, "blur_km": 8.0}
DAYS_PER_MONTH = 365.25 / 12
worlds = st.integers(0, 2**32 - 1)
laws = settings(max_examples=40, deadline=None, derandomize=True)


def roads(random: np.random.Generator) -> gpd.GeoDataFrame:
    count = int(random.integers(0, 12))
    ends = random.uniform(0, 20_000, (count, 2, 2)).round(-2)
    return gpd.GeoDataFrame(
        {
            "link_id": pd.Series([f"l{n:02}" for n in range(count)], dtype="str"),
            "is_schematic": random.random(count) < 0.2,
        },
        geometry=gpd.GeoSeries(np.asarray(shapely.linestrings(ends)), crs=CRS),
    )


def events(random: np.random.Generator) -> gpd.GeoDataFrame:
    count = int(random.integers(1, 10))
    day = DAY - pd.to_timedelta(random.integers(-60, 900, count), unit="D")
    at = random.uniform(0, 20_000, (count, 2)).round(-3)
    return gpd.GeoDataFrame(
        {
            "incident_id": pd.Series([f"i{n:02}" for n in range(count)], dtype="str"),
            "date": day,
            "date_start": day,
            "where_precision": random.integers(1, 5, count),
            "is_precision_assumed": random.random(count) < 0.3,
        },
        geometry=gpd.GeoSeries(np.asarray(shapely.points(at)), crs=CRS),
    )


def told(network: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    as_of = pd.DataFrame({"as_of": [DAY]})
    table, _, _ = link_risk(network=network, incidents=incidents, as_of=as_of, **RULES)
    return conform("link_risk", table)


def risk(network: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    """Risk of every link, 0 of those without a row."""
    by_link = told(network, incidents).set_index("link_id")["risk"]
    return by_link.reindex(network["link_id"]).fillna(0.0).to_numpy(float)


@laws
@given(worlds, st.integers(0, 9), st.integers(0, 900))
def test_a_later_incident_never_lowers_the_risk_nor_does_one_more(
    seed: int, pick: int, days: int
) -> None:
    random = np.random.default_rng(seed)
    network, incidents = roads(random), events(random)
    before = risk(network, incidents)
    row = pick % len(incidents)
    later = incidents.copy()
    if later.loc[row, "date"] <= DAY:
        moved = min(later.loc[row, "date"] + pd.Timedelta(days=days), DAY)
        later.loc[row, ["date", "date_start"]] = moved
    assert (risk(network, later) >= before - 1e-12).all()
    assert (risk(network, incidents.drop(index=row)) <= before + 1e-12).all()


@laws
@given(worlds)
def test_an_incident_adds_at_most_its_weight_and_all_of_it_only_if_exact(seed: int) -> None:
    """Each on its own: exact ones all or nothing, blurred ones a part, vague ones nothing."""
    random = np.random.default_rng(seed)
    network, incidents = roads(random), events(random)
    age_months = (DAY - incidents["date"]).dt.days.to_numpy(float) / DAYS_PER_MONTH
    weight = np.where((age_months >= 0) & (age_months <= 24), decay(age_months, 12.0), 0.0)
    alone = [risk(network, incidents.iloc[[n]]) for n in range(len(incidents))]
    for n, found in enumerate(alone):
        precision, is_assumed = incidents.loc[n, ["where_precision", "is_precision_assumed"]]
        assert (found <= weight[n]).all()
        if precision > 2:
            assert not found.any()
        elif precision == 1 and not is_assumed:
            near_m = network.geometry.distance(incidents.geometry[n]).to_numpy(float)
            is_near = (near_m <= 2000) & ~network["is_schematic"].to_numpy(bool)
            assert found.tolist() == np.where(is_near, weight[n], 0.0).tolist()
    np.testing.assert_allclose(risk(network, incidents), np.sum(alone, axis=0), rtol=1e-12)


@laws
@given(worlds)
def test_the_order_of_rows_does_not_show(seed: int) -> None:
    random = np.random.default_rng(seed)
    network, incidents = roads(random), events(random)
    shuffled = [table.sample(frac=1, random_state=seed % 1000) for table in (network, incidents)]
    pd.testing.assert_frame_equal(told(*shuffled), told(network, incidents), check_exact=True)
