"""Shares of draws with a way to a hub, on paper: chances of 0 and 1, and what lies between."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.geo.uniforms import uniforms
from pipeline.layers.robustness import robustness
from pipeline.schema import conform
from tests.hand_drawn import numbered
from tests.travel_tables import FOLDER, table_of
from tests.trips import SCENARIOS, TRIPS, travel_tables

CRS = "EPSG:32629"
Bools = npt.NDArray[np.bool_]
Links = dict[str, tuple[tuple[float, float], tuple[float, float], dict[str, Any]]]
DRAWS: dict[str, Any] = {"count": 40, "seed": 7, "closed_per_incident": 0.1}
SAFE: dict[str, Any] = {"surface_group": "paved"}
LOST: dict[str, Any] = {"surface_group": "mud"}
LIKELY: dict[str, Any] = {"surface_group": "earth"}
FAILURES = pd.DataFrame(
    [
        ("*", "surface_group", "mud", 0.0, 1.0),
        ("*", "surface_group", "earth", 0.0, 0.5),
        ("wet", "surface_group", "gravel", 0.1, 0.0),
    ],
    columns=["season", "tag", "value", "per_km_share", "per_link_share"],
)
ONE: Links = {"only": ((0, 0), (4000, 0), LIKELY)}
CHAIN: Links = {"a": ((0, 0), (4000, 0), LIKELY), "b": ((4000, 0), (8000, 0), LIKELY)}
BOTH: Links = {"a": ((0, 0), (4000, 0), LIKELY), "b": ((0, 0), (4000, 0), LIKELY)}
LINK: dict[str, Any] = {
    "component": 0,
    "road_class": "track",
    "surface_group": "paved",
    "surface": None,
    "passability": "earth",
    "oneway": "both",
    "is_bridge": False,
    "is_ford": False,
    "is_schematic": False,
    "seasonal": None,
}


def roads(links: Links) -> gpd.GeoDataFrame:
    """Straight links between points, with tags; points at the same place are one node."""
    ends = np.array([row[:2] for row in links.values()], float).reshape(-1, 2)
    node = np.unique(ends, axis=0, return_inverse=True)[1].reshape(-1, 2)
    lines = [f"LINESTRING ({a} {b}, {c} {d})" for (a, b), (c, d), _ in links.values()]
    geometry = gpd.GeoSeries.from_wkt(lines, crs=CRS)
    table = pd.DataFrame([{**LINK, **row[2]} for row in links.values()], columns=list(LINK))
    table = table.assign(
        link_id=pd.Series(list(links), dtype="str"),
        from_node=node[:, 0],
        to_node=node[:, 1],
        length_m=geometry.length,
    )
    return gpd.GeoDataFrame(table, geometry=geometry)


def tables_of(
    links: Links = ONE,
    communities: list[tuple[float, float]] | None = None,
    hubs: list[tuple[float, float]] | None = None,
    *,
    risk: dict[str, float] | None = None,
    closed: list[str] | None = None,
    shut: list[str] | None = None,
    failures: pd.DataFrame = FAILURES,
) -> dict[str, Any]:
    """A community at (0, 0) and a hub at (4000, 0), if nothing else is said.

    Nobody walks more than a kilometre; `shut` links have no speed in any scenario.
    """
    network, given, risks = roads(links), closed or [], risk or {}
    speeds = pd.DataFrame({"scenario": SCENARIOS}).merge(network["link_id"], how="cross")
    is_shut = speeds["link_id"].isin(shut or [])
    tables = travel_tables(
        network=network,
        speeds=speeds.assign(speed_kmh=np.where(is_shut, np.nan, 36.0)),
        link_status=pd.DataFrame(
            {"link_id": pd.Series(given, dtype="str"), "status": ["closed"] * len(given)}
        ),
        communities=numbered([(0, 0)] if communities is None else communities, "community_id"),
        services=numbered([], "service_id").assign(service_type="health", status="open"),
        hubs=numbered([(4000, 0)] if hubs is None else hubs, "hub_id"),
        max_snap_m=1000.0,
    )
    link_risk = pd.DataFrame(
        {"link_id": pd.Series(list(risks), dtype="str"), "risk": list(risks.values())}
    )
    return {**tables, "failures": failures, "link_risk": link_risk}


def told(tables: dict[str, Any], **settings: object) -> pd.DataFrame:
    return conform("robustness", robustness(**tables, **{**TRIPS, **DRAWS, **settings}))


def shares(tables: dict[str, Any], **settings: object) -> list[float]:
    return list(told(tables, **settings)["reachable_share"])


def holds(link: str, chance: float, count: int = 40, seed: int = 7) -> Bools:
    """In which draws a link holds, as the docstring says."""
    state = pd.util.hash_array(np.array([link], object), hash_key=f"{seed:016}")
    return np.asarray(uniforms(state, range(count))[0] >= chance)


def rule(season: str, tag: str, value: str, per_km: float, per_link: float) -> pd.DataFrame:
    row = (season, tag, value, per_km, per_link)
    return pd.DataFrame([row], columns=FAILURES.columns)


@pytest.mark.parametrize(("tags", "share"), [(SAFE, 1.0), (LOST, 0.0)])
def test_a_link_without_chance_never_fails_and_one_with_chance_1_always(
    tags: dict[str, Any], share: float
) -> None:
    table = told(tables_of({"only": ((0, 0), (4000, 0), tags)}))
    assert table.to_numpy().tolist() == [["c0", "dry-4x4", 40, share]]


def test_the_share_is_of_the_draws_in_which_the_link_holds() -> None:
    assert shares(tables_of()) == [holds("only", 0.5).mean()]
    assert 0.2 < shares(tables_of())[0] < 0.8


def test_a_chain_holds_where_all_its_links_do() -> None:
    both = holds("a", 0.5) & holds("b", 0.5)
    assert shares(tables_of(CHAIN, hubs=[(8000, 0)])) == [both.mean()]


def test_of_two_ways_one_is_enough() -> None:
    either = holds("a", 0.5) | holds("b", 0.5)
    assert shares(tables_of(BOTH)) == [either.mean()]
    assert either.mean() > holds("a", 0.5).mean()


def test_any_hub_is_enough() -> None:
    tables = tables_of(CHAIN, communities=[(4000, 0)], hubs=[(0, 0), (8000, 0)])
    assert shares(tables) == [(holds("a", 0.5) | holds("b", 0.5)).mean()]


def test_who_comes_onto_a_failed_link_part_way_is_lost_and_who_is_on_its_node_is_not() -> None:
    links: Links = {"lost": ((0, 0), (4000, 0), LOST), "safe": ((4000, 0), (8000, 0), SAFE)}
    there = [(2000.0, 300.0), (4000.0, 0.0), (5000.0, 300.0)]
    assert shares(tables_of(links, there, [(8000, 0)])) == [0, 1, 1]


@pytest.mark.parametrize(
    "tables",
    [
        tables_of(closed=["only"]),
        tables_of(shut=["only"]),
        tables_of(hubs=[]),
        tables_of(communities=[(0, 1001)]),
        tables_of({}),
    ],
)
def test_without_any_way_the_share_is_0(tables: dict[str, Any]) -> None:
    assert shares({**tables, "failures": FAILURES.iloc[:0]}) == [0]
    assert shares(tables) == [0]


def test_without_communities_there_is_no_row() -> None:
    assert len(told(tables_of(communities=[]))) == 0


def test_without_rules_and_risk_all_is_as_today() -> None:
    assert shares(tables_of(failures=FAILURES.iloc[:0]), scenario_names=SCENARIOS) == [1] * 8


def test_the_chance_by_km_the_chance_by_link_and_the_risk_are_independent() -> None:
    failures = rule("*", "surface_group", "gravel", 0.1, 0.2)
    links: Links = {"only": ((0, 0), (4000, 0), {"surface_group": "gravel"})}
    tables = tables_of(links, failures=failures, risk={"only": 3.0, "elsewhere": 9.0})
    chance = 1 - 0.9**4 * 0.8 * 0.7**3
    found = shares(tables, count=3000, closed_per_incident=0.3)
    assert found == [holds("only", chance, 3000).mean()]
    assert found[0] == pytest.approx(1 - chance, abs=0.03)


@pytest.mark.parametrize("chance", [0.02, 0.3, 0.9])
def test_links_fail_as_often_as_their_chance_says(chance: float) -> None:
    """Over 4,000 draws the share is within three standard deviations."""
    failures = rule("*", "surface_group", "paved", 0.0, chance)
    links: Links = {"only": ((0, 0), (4000, 0), SAFE)}
    (found,) = shares(tables_of(links, failures=failures), count=4000)
    assert 1 - found == pytest.approx(chance, abs=3 * (chance * (1 - chance) / 4000) ** 0.5)


def test_cutting_a_link_leaves_the_part_by_km_as_it_is() -> None:
    failures = rule("*", "surface_group", "paved", 0.08, 0.0)
    whole: Links = {"only": ((0, 0), (12_000, 0), SAFE)}
    cut: Links = {f"l{x}": ((x, 0), (x + 1500, 0), SAFE) for x in range(0, 12_000, 1500)}
    found = [
        shares(tables_of(links, hubs=[(12_000, 0)], failures=failures), count=4000)[0]
        for links in (whole, cut)
    ]
    assert found == pytest.approx([0.92**12] * 2, abs=3 * (0.25 / 4000) ** 0.5)


def test_of_all_rows_that_hold_the_greatest_of_each_chance_counts() -> None:
    rows = [
        rule("*", "surface_group", "paved", 0.1, 0.3),
        rule("dry", "surface_group", "paved", 0.2, 0.1),
        rule("wet", "surface_group", "paved", 0.9, 0.9),
        rule("*", "bridge", "yes", 0.0, 0.4),
        rule("*", "ford", "yes", 1.0, 1.0),
        rule("dry", "seasonal", "yes", 1.0, 1.0),
    ]
    links: Links = {"only": ((0, 0), (4000, 0), {**SAFE, "is_bridge": True})}
    tables = tables_of(links, failures=pd.concat(rows, ignore_index=True))
    chance = 1 - 0.8**4 * 0.6
    assert shares(tables, count=400) == [holds("only", chance, 400).mean()]


def test_the_scenarios_season_decides_and_all_scenarios_meet_the_same_draws() -> None:
    links: Links = {"only": ((0, 0), (4000, 0), {"surface_group": "gravel"})}
    found = told(tables_of(links), scenario_names=["wet-truck", "dry-4x4", "wet-4x4"])
    by_scenario = dict(zip(found["scenario"], found["reachable_share"], strict=True))
    wet = holds("only", 1 - 0.9**4).mean()
    assert by_scenario == {"dry-4x4": 1, "wet-4x4": wet, "wet-truck": wet}
    assert wet < 1


@pytest.mark.parametrize(
    ("tag", "value", "share"),
    [("surface_group", "paved", 1), ("road_class", "ferry", 0), ("seasonal", "yes", 0)],
)
def test_rows_about_ground_do_not_hold_for_ferries(tag: str, value: str, share: float) -> None:
    ferry = {**SAFE, "road_class": "ferry", "seasonal": "yes"}
    links: Links = {"only": ((0, 0), (4000, 0), ferry)}
    assert shares(tables_of(links, failures=rule("*", tag, value, 0.0, 1.0))) == [share]


def test_more_draws_begin_with_the_fewer_and_the_seed_decides() -> None:
    assert shares(tables_of(), count=7) == [holds("only", 0.5)[:7].mean()]
    assert shares(tables_of(), count=1) == [float(holds("only", 0.5)[0])]
    assert shares(tables_of(), seed=2**32, count=200) == [holds("only", 0.5, 200, 2**32).mean()]
    pd.testing.assert_frame_equal(told(tables_of()), told(tables_of()))
    assert holds("only", 0.5, seed=8).tolist() != holds("only", 0.5).tolist()


def test_links_elsewhere_change_nothing() -> None:
    elsewhere: Links = {"aa": ((0, 90_000), (1, 90_000), LOST), "z": ((0, 95_000), (1, 95_000), {})}
    pd.testing.assert_frame_equal(told(tables_of(ONE)), told(tables_of({**elsewhere, **ONE})))


@pytest.mark.parametrize(("name", "value"), [("SIDE_BY_SIDE", 7), ("ROOM_BYTES", 1.0)])
def test_draws_in_turn_are_draws_side_by_side(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float
) -> None:
    tables = tables_of(CHAIN, [(0, 0), (4000, 0)], [(8000, 0)])
    at_once = told(tables)
    monkeypatch.setattr(f"pipeline.geo.batches.{name}", value)
    pd.testing.assert_frame_equal(at_once, told(tables))


def test_in_the_built_in_table_earth_in_the_wet_fails_far_more_than_paved() -> None:
    tables = {
        ground: tables_of(
            {"only": ((0, 0), (20_000, 0), {"surface_group": ground})},
            hubs=[(20_000, 0)],
            failures=table_of("failures", FOLDER / "failures_default.csv"),
        )
        for ground in ("paved", "earth")
    }
    asked = {"scenario_names": ["dry-4x4", "wet-4x4"], "count": 4000}
    paved, earth = (
        shares({**of, "network": of["network"].assign(road_class="tertiary")}, **asked)
        for of in tables.values()
    )
    assert paved == pytest.approx([0.9998**20, 0.999**20], abs=0.01)
    assert earth == pytest.approx([0.999**20, 0.99**20], abs=0.025)


@pytest.mark.parametrize("tag", ["surfaces", "length_m", "geometry"])
def test_a_tag_that_is_no_column_is_told(tag: str) -> None:
    tables = tables_of(failures=rule("*", tag, "yes", 0, 0))
    with pytest.raises(StageError, match=rf"robustness: tag {tag} of travel\.failures_table is no"):
        told(tables)
