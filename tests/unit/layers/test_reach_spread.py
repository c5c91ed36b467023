"""Quantiles over drawn speeds, on paper: drives divided by factors drawn by hand."""

from __future__ import annotations

import math
from typing import Any
from zlib import crc32

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from pipeline.layers.reach import reach
from pipeline.layers.reach_spread import reach_spread
from pipeline.schema import conform
from pipeline.travel import Roads
from tests.hand_drawn import numbered
from tests.trips import NO_RISK, NO_WAITS, SCENARIOS, TRIPS, travel_tables

CRS = "EPSG:32629"
Floats = npt.NDArray[np.float64]
Links = dict[str, tuple[float, float, str]]
QUANTILES = ["p05_min", "p50_min", "p95_min"]
DRAWS: dict[str, Any] = {"count": 40, "seed": 7, "speed_spread": 0.2, "class_correlation": 1.0}
TRACK: Links = {"only": (0, 6000, "track")}
TWO: Links = {"first": (0, 6000, "track"), "then": (6000, 12_000, "primary")}
NEAR_MIN = 2 / 60_000
"""Times are whole milliseconds a link, and there are two at most."""


def road(links: Links) -> gpd.GeoDataFrame:
    """Links along y = 0, each from x to x, of a class."""
    x = np.array([row[:2] for row in links.values()])
    node = np.unique(x, return_inverse=True)[1].reshape(-1, 2)
    lines = [f"LINESTRING ({a} 0, {b} 0)" for a, b, _ in links.values()]
    return gpd.GeoDataFrame(
        {
            "link_id": list(links),
            "from_node": node[:, 0],
            "to_node": node[:, 1],
            "component": 0,
            "road_class": [row[2] for row in links.values()],
            "passability": "earth",
            "oneway": "both",
            "is_schematic": False,
            "length_m": x[:, 1] - x[:, 0],
        },
        geometry=gpd.GeoSeries.from_wkt(lines, crs=CRS),
    )


def tables_of(
    links: Links = TRACK,
    communities: list[tuple[float, float]] | None = None,
    clinics: list[tuple[float, float]] | None = None,
    *,
    closed: list[str] | None = None,
    waits: pd.DataFrame = NO_WAITS,
) -> dict[str, Any]:
    """From (0, 0) to (6000, 0) if nothing else is said, at 600 m a minute, in the wet at 300."""
    network = road(links)
    speeds = pd.DataFrame({"scenario": SCENARIOS}).merge(network["link_id"], how="cross")
    shut = closed or []
    return travel_tables(
        network=network,
        speeds=speeds.assign(
            speed_kmh=np.where(speeds["scenario"].str.startswith("wet"), 18.0, 36.0)
        ),
        link_status=pd.DataFrame(
            {"link_id": pd.Series(shut, dtype="str"), "status": ["closed"] * len(shut)}
        ),
        communities=numbered([(0, 0)] if communities is None else communities, "community_id"),
        services=numbered([(6000, 0)] if clinics is None else clinics, "service_id").assign(
            service_type="health", status="open"
        ),
        hubs=numbered([], "hub_id"),
        waits=waits,
    )


def spread(tables: dict[str, Any], **settings: object) -> pd.DataFrame:
    table = conform("reach_spread", reach_spread(**tables, **{**TRIPS, **DRAWS, **settings}))
    return table[table["service_type"] == "health"].reset_index(drop=True)


def told(tables: dict[str, Any], **settings: object) -> Floats:
    """Quantiles, one row a community."""
    return spread(tables, **settings)[QUANTILES].to_numpy(float)


def deviates(*seed: int, count: int = 40) -> Floats:
    """Standard normal numbers, as the draws take them."""
    told = seed[0] if len(seed) == 1 else list(seed)
    return np.random.default_rng(told).standard_normal(count)


def factors(road_class: str, correlation: float, relative: float = 0.2) -> Floats:
    """Factors of a class as the docstring says; 1.645 standard deviations are the spread."""
    own = deviates(7, crc32(road_class.encode()))
    mixed = math.sqrt(correlation) * deviates(7) + math.sqrt(1 - correlation) * own
    return np.exp(math.log(1 + relative) / 1.6448536269514722 * mixed)


def quantiles(minutes: Floats) -> Any:  # noqa: ANN401  what equals numbers that are near
    return pytest.approx(np.quantile(minutes, [0.05, 0.5, 0.95]), abs=NEAR_MIN)


def test_a_drive_is_divided_by_each_draws_factor() -> None:
    table = spread(tables_of())
    assert table["draws_count"].tolist() == [40]
    (row,) = table[QUANTILES].to_numpy(float)
    assert row == quantiles(10 / factors("track", 1.0))
    assert row[2] - row[0] > 2


@pytest.mark.parametrize("relative", [0.05, 0.5, 1.0])
def test_the_spread_is_the_share_by_which_nine_of_ten_speeds_are_off(relative: float) -> None:
    (row,) = told(tables_of(), speed_spread=relative, count=2000)
    low, _, high = row
    assert low == pytest.approx(10 / (1 + relative), rel=0.05)
    assert high == pytest.approx(10 * (1 + relative), rel=0.05)
    (row,) = told(tables_of(), speed_spread=relative)
    assert row == quantiles(10 / factors("track", 1.0, relative))


def test_walks_and_waits_are_not_drawn() -> None:
    drive = 10 / factors("track", 1.0)
    (row,) = told(tables_of(communities=[(0, 75)], clinics=[(6000, 150)]))
    assert row == quantiles(1.3 + drive + 2.6)
    waits = pd.DataFrame({"link_id": ["only"], "wait_min": [30.0], "at_share": [0.5]})
    (row,) = told(tables_of(waits=waits))
    assert row == quantiles(30 + drive)
    (row,) = told(tables_of(communities=[(6000, 75)]))
    assert row.tolist() == [1.3, 1.3, 1.3]


def test_without_spread_all_quantiles_are_what_reach_says() -> None:
    tables = tables_of(TWO, [(0, 75), (3000, 0), (9000, 600)], [(6000, 0), (12_000, 75)])
    gaps = pd.DataFrame({"area_id": ["x"], "is_map_gap": [False]})
    people = tables["communities"].assign(area_id="x")
    asked = {**TRIPS, "time_limit_min": None}
    found = reach(
        **{**tables, "communities": people}, mapped_roads=gaps, link_risk=NO_RISK, **asked
    )
    known = conform("reach", found).query("service_type == 'health'")["minutes"].to_numpy(float)
    still = told(tables, speed_spread=0.0)
    assert known.tolist() == pytest.approx([11.3, 5, 5 + 600 * 1.3 / 75])
    assert still == pytest.approx(np.column_stack([known] * 3), abs=1e-9)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_a_way_over_two_classes_is_the_sum_of_both(correlation: float) -> None:
    tables = tables_of(TWO, [(0, 0)], [(12_000, 0)])
    (row,) = told(tables, class_correlation=correlation)
    both = [10 / factors(name, correlation) for name in ("track", "primary")]
    assert row == quantiles(both[0] + both[1])


def test_with_correlation_1_classes_move_together_and_with_0_alone() -> None:
    tables = tables_of(TWO, [(0, 0), (12_000, 0)], [(6000, 0)])
    on_track, on_primary = told(tables, class_correlation=1.0)
    assert on_track.tolist() == on_primary.tolist()
    on_track, on_primary = told(tables, class_correlation=0.0)
    assert on_track == quantiles(10 / factors("track", 0.0))
    assert on_primary == quantiles(10 / factors("primary", 0.0))
    assert on_track.tolist() != on_primary.tolist()
    apart = np.corrcoef(factors("track", 0.0), factors("primary", 0.0))
    assert abs(apart[0, 1]) < 0.3


@pytest.mark.parametrize("other", ["aaa", "path", "zzz"])
def test_a_road_of_another_class_changes_no_draws(other: str) -> None:
    elsewhere: Links = {"elsewhere": (90_000, 91_000, other)}
    before = spread(tables_of(TRACK), class_correlation=0.3)
    after = spread(tables_of({**elsewhere, **TRACK}), class_correlation=0.3)
    pd.testing.assert_frame_equal(before, after)


def test_every_scenario_meets_the_same_draws() -> None:
    table = spread(tables_of(), scenario_names=["wet-4x4", "dry-4x4"], class_correlation=0.5)
    dry, wet = table.sort_values("scenario")[QUANTILES].to_numpy(float)
    assert wet == pytest.approx(2 * dry, abs=2 * NEAR_MIN)
    pd.testing.assert_frame_equal(
        table[table["scenario"] == "dry-4x4"].reset_index(drop=True),
        spread(tables_of(), class_correlation=0.5),
    )


def test_the_seed_and_nothing_else_decides() -> None:
    tables = tables_of()
    pd.testing.assert_frame_equal(spread(tables), spread(tables))
    assert told(tables, seed=8).tolist() != told(tables).tolist()
    assert told(tables, seed=0) == pytest.approx(10, rel=0.4)
    tables = tables_of(TWO)
    shuffled = {**tables, "network": tables["network"].iloc[::-1]}
    (row,) = told(shuffled, class_correlation=0.0)
    assert row == quantiles(10 / factors("track", 0.0))


@pytest.mark.parametrize(
    ("name", "value", "width", "turns"), [("SIDE_BY_SIDE", 7, 7, 1), ("ROOM_BYTES", 1.0, 1, 2)]
)
def test_draws_in_turn_are_draws_side_by_side(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float, width: int, turns: int
) -> None:
    widths: list[int] = []
    laid = Roads.laid_side_by_side

    def heard(roads: Roads, scenario: str, factors: Floats) -> Any:  # noqa: ANN401  as it comes
        widths.append(len(factors))
        return laid(roads, scenario, factors)

    monkeypatch.setattr(Roads, "laid_side_by_side", heard)
    tables = tables_of(TWO, [(0, 75), (9000, 0)], [(6000, 0), (12_000, 75)])
    at_once = spread(tables, class_correlation=0.5)
    assert widths == [16, 16, 8]
    widths.clear()
    monkeypatch.setattr(f"pipeline.geo.batches.{name}", value)
    in_turn = spread(tables, class_correlation=0.5)
    assert widths == ([width] * (40 // width) + [40 % width] * (40 % width > 0)) * turns
    pd.testing.assert_frame_equal(at_once, in_turn)


def test_one_draw_is_all_three_quantiles() -> None:
    table = spread(tables_of(), count=1)
    assert table["draws_count"].tolist() == [1]
    factor = math.exp(math.log(1.2) / 1.6448536269514722 * deviates(7, count=1)[0])
    assert table[QUANTILES].to_numpy(float).tolist() == [
        pytest.approx([10 / factor] * 3, abs=NEAR_MIN)
    ]


def test_without_a_way_there_is_a_row_without_numbers() -> None:
    for tables in (
        tables_of(closed=["only"]),
        tables_of(clinics=[]),
        tables_of(communities=[(0, 5001)]),
    ):
        table = spread(tables)
        assert table["draws_count"].tolist() == [40]
        assert table[QUANTILES].isna().all(axis=None)
    assert len(spread(tables_of(communities=[]))) == 0


def test_a_way_that_some_draws_make_too_long_to_be_one_has_no_quantiles() -> None:
    """Ways of 2**31 - 1 ms and more are none; this one is 2 % shorter, and reach has it."""
    tables = tables_of()
    network = tables["network"].assign(length_m=0.98 * 2**31 / 1000 * 10)
    assert np.isnan(told({**tables, "network": network})).all()
    assert not np.isnan(told({**tables, "network": network}, speed_spread=0.0)).any()
