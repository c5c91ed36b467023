from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.layers.network import network
from pipeline.schema import conform
from tests.unsaid import UNSAID

CRS = "EPSG:32629"
BLANK: dict[str, Any] = {
    "road_name": None,
    "road_class": "secondary",
    **UNSAID,
    "length_m": None,
    "crossings": "node",
    "end_snap_m": 15.0,
    "source": "file",
}


def roads_of(*rows: dict[str, Any], name: str = "roads") -> gpd.GeoDataFrame:
    """Roads given by `at` (coordinates) and whatever differs from BLANK."""
    full = []
    for number, row in enumerate(rows):
        line = shapely.LineString(row["at"])
        own = {**BLANK, "road_id": f"r{number}", **row, "geometry": line}
        own["length_m"] = own["length_m"] or line.length
        full.append({key: value for key, value in own.items() if key != "at"})
    columns = [*BLANK, "road_id", "geometry"]
    table = gpd.GeoDataFrame(pd.DataFrame(full, columns=columns), geometry="geometry", crs=CRS)
    return conform(name, table)


def made(roads: gpd.GeoDataFrame, osm: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    other = roads_of(name="osm") if osm is None else osm
    return conform("network", network(osm=other, roads=roads)[0])


def test_crossing_roads_share_a_node_and_way_length_goes_by_share() -> None:
    table = made(
        roads_of({"at": [(0, 0), (100, 0)], "length_m": 400.0}, {"at": [(25, -50), (25, 50)]})
    )

    assert table["link_id"].tolist() == ["r0-0", "r0-1", "r1-0", "r1-1"]
    assert table["length_m"].tolist() == [100.0, 300.0, 50.0, 50.0]
    # Along the Z-curve the south-west quarter comes first, then the north-west, then the east.
    assert table["from_node"].tolist() == [1, 2, 0, 2]
    assert table["to_node"].tolist() == [2, 4, 2, 3]
    assert table["component"].tolist() == [0] * 4


def test_an_overpass_and_schematic_lines_do_not_meet_what_they_cross() -> None:
    table = made(
        roads_of(
            {"at": [(0, 0), (100, 0)]},
            {"at": [(25, -50), (25, 50)], "is_bridge": True, "layer": 1},
            {"at": [(50, -50), (50, 50)], "crossings": "ignore"},
            {"at": [(75, -50), (75, 50)], "layer": -1, "is_tunnel": True},
        )
    )
    assert len(table) == 4
    assert sorted(table["component"]) == [0, 1, 2, 3]


def test_osm_ways_meet_line_files_but_not_each_other() -> None:
    osm = roads_of(
        {"at": [(0, 0), (100, 0)], "crossings": "shared_nodes"},
        {"at": [(50, -50), (50, 50)], "crossings": "shared_nodes"},
        name="osm",
    )
    table = made(roads_of({"at": [(80, -50), (80, 50)]}), osm)

    assert table["link_id"].tolist() == ["file:r0-0", "file:r0-1", "r0-0", "r0-1", "r1-0"]
    assert table["road_id"].tolist() == ["r0", "r0", "r0", "r0", "r1"]


def test_an_end_within_its_snap_is_joined() -> None:
    near = {"at": [(50, 15), (50, 200)]}
    assert len(made(roads_of({"at": [(0, 0), (100, 0)]}, near))) == 3
    assert len(made(roads_of({"at": [(0, 0), (100, 0)]}, {**near, "end_snap_m": 14.0}))) == 2


def test_simplified_links_and_ferries_are_schematic() -> None:
    rows = [{"crossings": "ignore"}, {"road_class": "ferry"}, {}]
    lines = [{"at": [(0, 100 * n), (9, 100 * n)], **row} for n, row in enumerate(rows)]
    assert made(roads_of(*lines))["is_schematic"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("row", "group", "is_guessed", "passability"),
    [
        ({"surface": "asphalt"}, "paved", False, "paved"),
        ({"surface": "Concrete:plates"}, "paved", False, "paved"),
        ({"surface": "gravel;dirt"}, "gravel", False, "gravel"),
        ({"surface": "sand"}, "mud", False, "earth"),
        ({"surface": "whatever", "road_class": "primary"}, "paved", True, "paved"),
        ({"tracktype": "grade2"}, "gravel", False, "gravel"),
        ({"tracktype": "grade5", "road_class": "track"}, "mud", False, "track"),
        ({"tracktype": "grade4", "surface": "dirt", "road_class": "track"}, "mud", False, "track"),
        ({"tracktype": "grade4", "surface": "gravel"}, "gravel", False, "gravel"),
        ({"road_class": "trunk_link"}, "paved", True, "paved"),
        ({"road_class": "secondary"}, "earth", True, "earth"),
        ({"road_class": "footway"}, "earth", True, "path"),
        ({"road_class": "ferry"}, "paved", False, "paved"),
    ],
)
def test_the_ground(row: dict[str, Any], group: str, is_guessed: bool, passability: str) -> None:  # noqa: FBT001
    table = made(roads_of({"at": [(0, 0), (9, 0)], **row}))
    assert table["surface_group"].tolist() == [group]
    assert table["is_surface_guessed"].tolist() == [is_guessed]
    assert table["passability"].tolist() == [passability]


def test_no_roads_no_links() -> None:
    assert len(made(roads_of())) == 0


def test_the_order_of_rows_does_not_show() -> None:
    random = np.random.default_rng(3)
    roads = roads_of(*({"at": random.uniform(0, 200, (3, 2)).tolist()} for _ in range(30)))
    shuffled = roads.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(made(roads), made(shuffled))


def test_tags_of_roads_are_carried() -> None:
    row = {
        "maxwidth_m": 2.1,
        "width_m": 3.0,
        "is_ford": True,
        "barrier": "gate",
        "seasonal": "dry_season",
        "maxaxleload_t": 6.0,
        "hgv": "no",
        "motorcar": "destination",
        "motorcycle": "yes",
        "layer": 1,
    }
    table = made(roads_of({"at": [(0, 0), (9, 0)], **row}))
    assert table.loc[0, list(row)].to_dict() == row


def test_what_was_mended_is_told_file_by_file() -> None:
    roads = roads_of(
        {"at": [(0, 0), (100, 0)]},
        {"at": [(50, -50), (50, 50)]},
        {"at": [(80, 9), (80, 90)]},
        {"at": [(104, 0), (200, 0)]},
        {"at": [(0, 900), (100, 900)], "source": "other"},
    )
    assert network(osm=roads_of(name="osm"), roads=roads)[2] == [
        (
            "file: 1 crossings became junctions, 1 ends joined to a line (largest move 9.0 m), "
            "1 ends joined to another end (largest move 4.0 m)"
        ),
        "other: nothing to mend",
    ]


def test_no_roads_tell_nothing() -> None:
    assert network(osm=roads_of(name="osm"), roads=roads_of())[1:] == (None, [])


def test_of_two_lines_along_each_other_the_greater_class_stays_between_the_same_nodes() -> None:
    roads = roads_of(
        {"at": [(0, 0), (100, 0)], "road_class": "track"},
        {"at": [(60, 0), (40, 0), (20, 0), (20, 50)], "road_class": "primary", "source": "b"},
    )
    table, _, notes = network(osm=roads_of(name="osm"), roads=roads)
    assert sorted(table["link_id"]) == ["r0-0", "r0-2", "r1-0", "r1-1"]
    assert notes == [
        "b: nothing to mend",
        "file: 2 crossings became junctions, 1 duplicate links removed",
    ]


def test_of_equal_lines_of_one_class_the_least_id_stays() -> None:
    line = {"at": [(0, 0), (50, 5), (100, 0)]}
    assert made(roads_of(line, line))["link_id"].tolist() == ["r0-0"]


@pytest.mark.parametrize(
    "other",
    [
        {"at": [(0, 0), (50, 20), (100, 0)]},
        {"at": [(0, 0), (100, 0)], "layer": 1},
        {"at": [(100, 0), (0, 0)], "oneway": "forward"},
    ],
    ids=["another line", "another level", "the way back"],
)
def test_parallel_links_that_differ_all_stay(other: dict[str, Any]) -> None:
    one = {"at": [(0, 0), (100, 0)], "oneway": "forward"}
    table = made(roads_of(one, other))
    assert table["road_id"].tolist() == ["r0", "r1"]
    assert len({*table["from_node"], *table["to_node"]}) == 2


def test_long_roads_on_two_levels_meet_through_their_link_road_alone() -> None:
    below, above = [(0, 0), (1000, 0)], [(500, -500), (500, 500)]
    ramp = [(300, 0), (400, 100), (500, 100)]
    long_roads: list[dict[str, Any]] = [{"at": below}, {"at": above, "layer": 1}]
    apart, joined = made(roads_of(*long_roads)), made(roads_of(*long_roads, {"at": ramp}))

    assert apart["component"].tolist() == [0, 1]
    assert joined["component"].tolist() == [0] * 5
    crossing = shapely.Point(500, 0)
    at_crossing = joined[joined.distance(crossing) == 0]
    assert sorted(at_crossing["road_id"]) == ["r0", "r1"]
    assert not (at_crossing["from_node"].isin(at_crossing["to_node"])).any()
