from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.layers.connectors import connectors
from pipeline.schema import conform
from tests.hand_drawn import Links, Points, network_of, points_of

if TYPE_CHECKING:
    import geopandas as gpd


def connected(
    links: Links,
    communities: Points,
    services: Points | None = None,
    hubs: Points | None = None,
    **settings: Any,  # noqa: ANN401  passed on as it is
) -> gpd.GeoDataFrame:
    found = connectors(
        network=network_of(links),
        communities=points_of(communities, "community_id"),
        services=points_of(services or {}, "service_id").assign(status="closed"),
        hubs=points_of(hubs or {}, "hub_id"),
        **{"max_snap_m": 5000.0, "nearest_count": 8, **settings},
    )
    return conform("connectors", found)


def rows(table: pd.DataFrame) -> list[tuple[str, str, float, float]]:
    values = table[["point_id", "link_id", "at_share", "distance_m"]]
    return [(a, b, round(c, 9), round(d, 6)) for a, b, c, d in values.itertuples(index=False)]


ROAD: Links = {"r-0": {"at": [(0, 0), (1000, 0)]}}


def test_the_nearest_place_on_a_link_and_the_straight_walk_there() -> None:
    table = connected(ROAD, {"c": (250, 40)})
    assert rows(table) == [("c", "r-0", 0.25, 40.0)]
    assert table.geometry.iloc[0].equals(shapely.Point(250, 0))


def test_communities_services_open_or_not_and_hubs() -> None:
    table = connected(ROAD, {"x": (0, 1)}, {"x": (0, 2)}, {"x": (0, 3)})
    kinds = dict(zip(table["point_kind"], table["distance_m"], strict=True))
    assert kinds == {"community": 1, "service": 2, "hub": 3}


def test_the_longest_walk_is_inclusive_and_beyond_it_is_no_row() -> None:
    table = connected(ROAD, {"at": (500, 5000), "beyond": (500, 5000.001)})
    assert table["point_id"].tolist() == ["at"]


def test_the_nearest_few_and_the_nearest_of_each_component_and_passability() -> None:
    stubs: Links = {f"stub{n}-0": {"at": [(0, n), (9, n)]} for n in range(1, 4)}
    far: Links = {
        "main-0": {"at": [(0, 100), (900, 100)]},
        "main-1": {"at": [(0, 100), (0, 900)]},
        "main-2": {"at": [(0, 100), (900, 900)], "passability": "track"},
    }
    table = connected({**stubs, **far}, {"c": (0, 0)}, nearest_count=1)
    assert table["link_id"].tolist() == ["main-0", "main-2", "stub1-0", "stub2-0", "stub3-0"]


def test_ties_go_to_the_least_link_whatever_the_order_of_rows() -> None:
    links: Links = {"b-0": {"at": [(0, 1), (9, 1)]}, "a-0": {"at": [(0, -1), (9, -1)]}}
    links["link"] = {"at": [(9, 1), (9, -1)]}
    table = connected(links, {"c": (0, 0)}, nearest_count=1)
    assert table["link_id"].tolist() == ["a-0"]


def test_stand_ins_are_entered_at_their_ends_by_everybody_within_reach() -> None:
    links: Links = {"ferry-0": {"at": [(0, 0), (8000, 0)], "is_schematic": True}}
    table = connected(links, {"a": (100, 0), "both": (4000, 3000), "none": (4000, 3001)})
    assert rows(table) == [
        ("a", "ferry-0", 0.0, 100.0),
        ("both", "ferry-0", 0.0, 5000.0),
        ("both", "ferry-0", 1.0, 5000.0),
    ]


def test_ferries_are_entered_at_landings_and_not_where_they_meet_on_the_water() -> None:
    ferry = {"is_schematic": True, "road_class": "ferry"}
    links: Links = {
        "f-0": {"at": [(0, 0), (100, 0)], **ferry},
        "f-1": {"at": [(100, 0), (200, 0)], **ferry},
        "f-2": {"at": [(100, 0), (100, 100)], **ferry},
        "s-0": {"at": [(200, 0), (300, 0)], "is_schematic": True},
        "r-0": {"at": [(0, 0), (0, -100)]},
    }
    table = connected(links, {"c": (100, 0)})
    assert rows(table) == [
        ("c", "f-0", 0.0, 100.0),  # with a road
        ("c", "f-1", 1.0, 100.0),  # with another stand-in
        ("c", "f-2", 1.0, 100.0),  # alone
        ("c", "r-0", 0.0, 100.0),
        ("c", "s-0", 0.0, 100.0),
        ("c", "s-0", 1.0, 200.0),
    ]


def test_no_links_and_no_points() -> None:
    assert len(connected({}, {"c": (0, 0)})) == 0
    assert len(connected(ROAD, {})) == 0
    assert len(connected({}, {}, base=connected({}, {}))) == 0


CUT: Links = {
    "r-0": {"at": [(0, 0), (400, 0)]},
    "r-1": {"at": [(400, 0), (1000, 0)]},
    "new-0": {"at": [(400, 0), (400, 30)]},
}


def test_an_added_road_adds_connectors_and_takes_none_away() -> None:
    base = connected(ROAD, {"c": (500, 300)}, nearest_count=1)
    alone = connected(CUT, {"c": (500, 300)}, nearest_count=1)
    table = connected(CUT, {"c": (500, 300)}, nearest_count=1, base=base)

    assert alone["link_id"].tolist() == ["new-0"]
    assert rows(table)[1:] == [("c", "r-1", round(1 / 6, 9), 300.0)]
    assert table.geometry.iloc[1].equals_exact(shapely.Point(500, 0), 1e-9)


def test_a_kept_connector_that_is_found_again_stands_once() -> None:
    base = connected(ROAD, {"c": (500, 30)})
    table = connected(CUT, {"c": (500, 30)}, base=base)
    assert table["link_id"].tolist() == ["new-0", "r-0", "r-1"]
    pd.testing.assert_frame_equal(connected(ROAD, {"c": (500, 30)}, base=base), base)


def test_a_kept_connector_stays_on_its_road_where_another_crosses_it_without_meeting() -> None:
    bridge: Links = {"z-0": {"at": [(0, 0), (1000, 0)]}}
    under: Links = {"a-0": {"at": [(500, -10), (500, 10)]}}
    base = connected(bridge, {"c": (500, 300)})
    table = connected({**bridge, **under}, {"c": (500, 300)}, nearest_count=1, base=base)
    assert rows(table) == [("c", "a-0", 1.0, 290.0), ("c", "z-0", 0.5, 300.0)]


def test_what_the_place_of_a_kept_connector_moves_is_walked_beyond_a_centimetre() -> None:
    base = connected(ROAD, {"c": (500, 30)})
    near: Links = {"r-0": {"at": [(0, 0.005), (1000, 0.005)]}}
    far: Links = {"r-0": {"at": [(0, -2), (1000, -2)]}}
    limits = {"max_snap_m": 1.0, "nearest_count": 1, "base": base}
    assert rows(connected(near, {"c": (500, 30)}, **limits)) == [("c", "r-0", 0.5, 30.0)]
    assert rows(connected(far, {"c": (500, 30)}, **limits)) == [("c", "r-0", 0.5, 32.0)]


def test_a_kept_connector_of_a_stand_in_stays_at_its_end() -> None:
    ferry: Links = {"f-0": {"at": [(0, 0), (800, 0)], "is_schematic": True}}
    base = connected(ferry, {"c": (1000, 0)}, max_snap_m=300.0)
    table = connected({**ferry, **CUT}, {"c": (1000, 0)}, max_snap_m=1.0, base=base)
    assert rows(table)[0] == ("c", "f-0", 1.0, 200.0)


def test_connectors_of_points_that_are_gone_are_not_kept() -> None:
    base = connected(ROAD, {"c": (500, 30), "gone": (500, 30)})
    assert connected(CUT, {"c": (500, 30)}, base=base)["point_id"].unique().tolist() == ["c"]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_show(seed: int) -> None:
    random = np.random.default_rng(seed)
    at = random.uniform(0, 3000, (30, 2, 2))
    links: Links = {f"r-{n}": {"at": ends, "is_schematic": n % 5 == 0} for n, ends in enumerate(at)}
    people: Points = {f"c{n}": (x, y) for n, (x, y) in enumerate(random.uniform(0, 3000, (20, 2)))}
    tables = {
        "network": network_of(links),
        "communities": points_of(people, "community_id"),
        "services": points_of({}, "service_id"),
        "hubs": points_of(people, "hub_id"),
    }
    shuffled = {name: table.sample(frac=1, random_state=seed) for name, table in tables.items()}
    limits: dict[str, Any] = {"max_snap_m": 800.0, "nearest_count": 2}
    pd.testing.assert_frame_equal(
        conform("connectors", connectors(**tables, **limits)),
        conform("connectors", connectors(**shuffled, **limits)),
    )
