"""Shares near under drawn speeds: a drive that takes as long as is near, times factors by hand."""

from typing import Any
from zlib import crc32

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from pipeline.layers.access_draws import access_draws
from pipeline.layers.reach import reach
from pipeline.schema import conform
from tests import scored
from tests.trips import NO_RISK, SCENARIOS, TRIPS, travel_tables

CRS = "EPSG:32629"
DRAWS: dict[str, Any] = {"count": 40, "seed": 7, "speed_spread": 0.2, "class_correlation": 0.0}
HEADLINE: dict[str, Any] = {"access_service": "health", "access_within_min": 30}
AREAS = gpd.GeoDataFrame({"area_id": ["A", "B", "C"]}, geometry=[Point(0, 0)] * 3, crs=CRS)
FACTORS = np.exp(
    np.log(1.2)
    / 1.6448536269514722
    * np.random.default_rng([7, crc32(b"track")]).standard_normal(40)
)
NO_RULES = scored.rules(scored.TRUST)


def tables() -> dict[str, Any]:
    """A road of 12 km at 12 km/h with a clinic at its end: 60, 30 and 15 minutes away.

    Two communities in A, 60 and 15 minutes away, one in B, 30, and nobody in C.
    """
    network = gpd.GeoDataFrame(
        {
            "link_id": ["only"],
            "from_node": [0],
            "to_node": [1],
            "component": 0,
            "road_class": "track",
            "passability": "earth",
            "oneway": "both",
            "is_schematic": False,
            "length_m": 12_000.0,
        },
        geometry=[LineString([(0, 0), (12_000, 0)])],
        crs=CRS,
    )
    people = gpd.GeoDataFrame(
        {
            "community_id": ["c0", "c1", "c2"],
            "area_id": ["A", "A", "B"],
            "people": [30.0, 70.0, 50.0],
        },
        geometry=[Point(0, 0), Point(9000, 0), Point(6000, 0)],
        crs=CRS,
    )
    return travel_tables(
        network=network,
        speeds=pd.DataFrame({"scenario": SCENARIOS, "link_id": "only", "speed_kmh": 12.0}),
        link_status=pd.DataFrame({"link_id": pd.Series(dtype="str"), "status": []}),
        communities=people,
        services=gpd.GeoDataFrame(
            {"service_id": ["s"], "service_type": ["health"], "status": ["open"]},
            geometry=[Point(12_000, 0)],
            crs=CRS,
        ),
        hubs=gpd.GeoDataFrame(
            {"hub_id": pd.Series([], dtype="str")}, geometry=gpd.GeoSeries([], crs=CRS), crs=CRS
        ),
    )


def reached(
    given: dict[str, Any], limit: float | None = None, risk: pd.DataFrame = NO_RISK
) -> pd.DataFrame:
    gaps = pd.DataFrame({"area_id": ["A", "B"], "is_map_gap": False})
    told: Any = {"mapped_roads": gaps, "link_risk": risk, "time_limit_min": limit}
    return reach(**given, **TRIPS, **told)


def drawn(
    given: dict[str, Any],
    times: pd.DataFrame | None = None,
    limit: float | None = None,
    rules: pd.DataFrame = NO_RULES,
    **changed: Any,  # noqa: ANN401
) -> pd.DataFrame:
    table = access_draws(
        areas=AREAS,
        indicator_rules=rules,
        reach=reached(given, limit) if times is None else times,
        time_limit_min=limit,
        **{**HEADLINE, **DRAWS, **changed},
        **given,
        **TRIPS,
    )
    return conform("access_draws", table)


def shares(table: pd.DataFrame, area: str, within: int = 30) -> list[float]:
    own = table[(table["area_id"] == area) & (table["within_min"] == within)]
    return [float(value) for value in own.sort_values("draw")["near_share"]]


def test_who_is_near_follows_the_drawn_speed() -> None:
    table = drawn(tables())
    is_faster = 30 / FACTORS <= 30
    assert 10 < is_faster.sum() < 30
    assert shares(table, "B") == is_faster.astype(float).tolist()
    assert shares(table, "A") == [0.7] * 40
    assert np.isnan(shares(table, "C")).all()


def test_without_spread_the_shares_are_those_of_access() -> None:
    table = drawn(tables(), speed_spread=0.0)
    assert set(shares(table, "A")) == {0.7}
    assert set(shares(table, "B")) == {1.0}


def test_whoever_has_an_insecure_way_only_or_none_is_near_in_no_draw() -> None:
    risky = NO_RISK.reindex([0]).assign(link_id="only", risk=9.0, is_insecure=True)
    given = tables()
    insecure = drawn(given, reached(given, risk=risky))
    assert set(shares(insecure, "A") + shares(insecure, "B")) == {0.0}
    unknown = reached(given).assign(status="unknown", reason="map_gap")
    assert set(shares(drawn(given, unknown), "A")) == {0.0}


def test_beyond_the_time_limit_nobody_is_near_and_on_this_side_of_it_they_may_be() -> None:
    table = drawn(tables(), limit=29.0, access_within_min=60)
    assert shares(table, "B", 60) == (30 / FACTORS <= 29).astype(float).tolist()


def test_what_indicators_ask_for_is_drawn_too_and_the_rest_is_not() -> None:
    asked = scored.NEAR._replace(item="clinic|health")
    rules = scored.rules(asked, asked._replace(indicator="b", item="market"))
    table = drawn(tables(), rules=rules)
    pairs = set(zip(table["service_type"], table["within_min"], strict=True))
    assert pairs == {("health", 30), ("health", 60)}


@pytest.mark.parametrize("service", ["school", "market"])
def test_a_headline_service_that_the_region_lacks_is_not_drawn(service: str) -> None:
    assert drawn(tables(), access_service=service).empty
