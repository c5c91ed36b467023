from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from pipeline.layers.waits import waits
from pipeline.schema import conform

CRS = "EPSG:32629"
# A road along y = 0 in two links, a side road from their junction, a stand-in beside it.
LINKS: dict[str, tuple[int, int, str, bool, str]] = {
    "east": (1, 2, "primary", False, "LINESTRING (1000 0, 3000 0)"),
    "side": (1, 3, "track", False, "LINESTRING (1000 0, 1000 1000)"),
    "west": (0, 1, "primary", False, "LINESTRING (0 0, 1000 0)"),
    "stand-in": (0, 2, "trunk", True, "LINESTRING (0 20, 3000 20)"),
}
Row = tuple[str, float, float, float]


def network_of(links: dict[str, tuple[int, int, str, bool, str]]) -> gpd.GeoDataFrame:
    columns = ["from_node", "to_node", "road_class", "is_schematic", "wkt"]
    table = pd.DataFrame.from_dict(links, orient="index", columns=columns)
    lines = gpd.GeoSeries.from_wkt(table.pop("wkt").astype("str"), crs=CRS)
    table = table.astype({"from_node": "int64", "to_node": "int64", "is_schematic": "bool"})
    return gpd.GeoDataFrame(table.assign(link_id=table.index.astype("str")), geometry=lines)


def delays_of(*rows: Row) -> gpd.GeoDataFrame:
    """Delays of id, minutes, x, y."""
    table = pd.DataFrame(rows, columns=["delay_id", "wait_min", "x", "y"])
    points = gpd.points_from_xy(table.pop("x"), table.pop("y"), crs=CRS)
    table = table.astype({"delay_id": "str", "wait_min": "float64"})
    frame = gpd.GeoDataFrame(
        table.assign(delay_name=None, kind="checkpoint", source="f"), geometry=points
    )
    return conform("delays", frame)


def found(
    *rows: Row, links: dict[str, Any] = LINKS, ferry_wait_min: float = 30
) -> tuple[dict[str, list[object]], list[str]]:
    table, rejected, notes = waits(
        network=network_of(links),
        delays=delays_of(*rows),
        ferry_wait_min=ferry_wait_min,
        delay_tolerance_m=50,
    )
    assert rejected is None
    table = conform("waits", table).set_index("link_id")
    values = table[["wait_min", "at_share", "delay_ids"]]
    return {str(link): values.loc[link].tolist() for link in table.index}, notes


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (250, 0, {"west": [5, 0.25, "d"]}),
        (250, -50, {"west": [5, 0.25, "d"]}),
        (250, -50.1, {}),
        (250, 21, {"west": [5, 0.25, "d"]}),  # the stand-in is nearer, but no road
        (1000, 0, {"east": [5, 0, "d"]}),  # at the junction: paid once, on the least id
        (990, 12, {"side": [5, 0.012, "d"]}),
        (3030, 0, {"east": [5, 1, "d"]}),
    ],
)
def test_a_delay_is_waited_on_one_link(x: float, y: float, expected: dict[str, Any]) -> None:
    assert found(("d", 5, x, y))[0] == expected


def test_several_on_a_link_add_up_where_the_longest_is() -> None:
    rows = [("c", 10, 100, 0), ("b", 60, 500, 5), ("a", 60, 900, 5), ("e", 7, 2000, 0)]
    expected = {"east": [7, 0.5, "e"], "west": [130, 0.9, "a,b,c"]}
    assert found(*rows)[0] == found(*rows[::-1])[0] == expected


def test_delays_near_no_road_are_told() -> None:
    rows = [(f"d{n}", 5.0, 5000.0, 1000.0 * n) for n in range(6)]
    table, notes = found(*rows, ("near", 5, 100, 0))
    assert [*table] == ["west"]
    (note,) = notes
    assert note.startswith("6 of 7 delays lie further than 50 m (travel.delay_tolerance_m) from")
    assert note.endswith("not waited: d0, d1, d2, d3, d4, ...")
    assert found(rows[3])[1][0].endswith("not waited: d3")


def test_neither_delays_nor_links() -> None:
    assert found() == ({}, [])
    table, notes = found(("d", 5, 0, 0), links={})
    assert table == {}
    assert len(notes) == 1


# Two landings with a road each (nodes 1 and 4), a third without one (node 5); the crossings meet
# on the water (nodes 2 and 3).
FERRIES = {
    "road-1": (0, 1, "track", False, "LINESTRING (0 0, 0 1)"),
    "road-4": (4, 6, "track", False, "LINESTRING (4 0, 4 1)"),
    "ferry-12": (1, 2, "ferry", True, "LINESTRING (0 1, 1 1)"),
    "ferry-23": (2, 3, "ferry", True, "LINESTRING (1 1, 2 1)"),
    "ferry-34": (3, 4, "ferry", True, "LINESTRING (2 1, 4 0)"),
    "ferry-35": (3, 5, "ferry", True, "LINESTRING (2 1, 5 5)"),
    "ferry-16": (1, 6, "ferry", True, "LINESTRING (0 1, 4 1)"),
}


def test_every_crossing_is_waited_for_once() -> None:
    table, _ = found(links=FERRIES)
    waited = {link: row[0] for link, row in table.items()}
    assert waited == {"ferry-12": 15, "ferry-34": 15, "ferry-35": 15, "ferry-16": 30}
    assert {row[1] for row in table.values()} == {0}
    assert found(links=FERRIES, ferry_wait_min=0) == ({}, [])


def test_a_wait_says_what_for() -> None:
    table, _, _ = waits(
        network=network_of({**LINKS, "ferry": (2, 9, "ferry", True, "LINESTRING (3000 0, 9 9)")}),
        delays=delays_of(("d", 5, 10, 0)),
        ferry_wait_min=30,
        delay_tolerance_m=50,
    )
    table = conform("waits", table)
    assert dict(zip(table["link_id"], table["origin"], strict=True)) == {
        "ferry": "ferry",
        "west": "delay",
    }
    assert table["delay_ids"].isna().tolist() == [True, False]
