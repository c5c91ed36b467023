import geopandas as gpd
import pytest
from shapely import Point, box

from pipeline.layers.communities import communities
from pipeline.schema import TABLES, conform

CRS = "EPSG:32629"
KM = 1000
WEIGHTS = {"city": 100.0, "village": 4.0, "hamlet": 1.0}


def areas() -> gpd.GeoDataFrame:
    squares = [box(0, 0, 10 * KM, 10 * KM), box(10 * KM, 0, 20 * KM, 10 * KM)]
    return gpd.GeoDataFrame(
        {"area_id": ["A", "B"], "area_name": ["Ay", "Bee"]}, geometry=squares, crs=CRS
    )


def places(*rows: tuple[str, str | None, str, str, float, float]) -> gpd.GeoDataFrame:
    names = ["place_id", "place_name", "place_class", "area_id"]
    points = [Point(x * KM, y * KM) for *_, x, y in rows]
    table = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS).astype(dict.fromkeys(names, "str"))


def people(
    *rows: tuple[str, str, float, tuple[float, float] | None], method: str
) -> gpd.GeoDataFrame:
    points = [None if at is None else Point(at[0] * KM, at[1] * KM) for *_, at in rows]
    table = {
        "area_id": [row[0] for row in rows],
        "cell_id": [row[1] for row in rows],
        "people": [row[2] for row in rows],
        "method": method,
    }
    texts = {"area_id": "str", "cell_id": "str", "method": "str", "people": "float"}
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS).astype(texts)


def made(place_rows: gpd.GeoDataFrame, people_rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = communities(
        areas=areas(),
        places=place_rows,
        people=people_rows,
        max_place_km=5,
        class_weights=WEIGHTS,
        urban_classes=["city"],
    )
    return conform("communities", table).set_index("community_id")


def test_cells_far_from_places_of_their_area_are_urban_near_a_town_of_another() -> None:
    towns = places(("p1", "One", "city", "A", 9, 5), ("p2", "Two", "village", "A", 1, 5))
    cells = people(("B", "1", 50, (13, 5)), ("B", "2", 70, (15, 5)), method="raster")
    table = made(towns, cells)
    assert table["is_urban"].to_dict() == {"p1": True, "p2": False, "B/1": True, "B/2": False}


def test_cells_go_to_the_nearest_place_of_their_own_area() -> None:
    towns = places(("p1", "One", "city", "A", 9, 5), ("p2", "Two", "village", "B", 14, 5))
    cells = people(("A", "1", 50, (6, 5)), ("B", "2", 70, (10.5, 5)), method="raster")
    table = made(towns, cells)
    assert table["people"].to_dict() == {"p1": 50, "p2": 70}
    assert table["people_grade"].tolist() == ["B", "B"]
    assert table["is_urban"].tolist() == [True, False]
    assert table.loc["p1", "geometry"] == Point(9 * KM, 5 * KM)


def test_place_at_the_limit_takes_the_cell_and_the_least_id_takes_a_tie() -> None:
    towns = places(("q", "Q", "village", "A", 0, 0), ("b", "B", "village", "A", 8, 0))
    cells = people(("A", "1", 9, (4, 3)), ("A", "2", 5, (0, 5)), method="points")
    table = made(towns, cells)
    assert table["people"].to_dict() == {"b": 9, "q": 5}
    assert table["people_grade"].tolist() == ["A", "A"]


def test_far_cells_are_communities_of_their_own_and_empty_ones_are_dropped() -> None:
    towns = places(("p1", None, "village", "A", 0, 0))
    cells = people(("A", "1", 9, (6, 0)), ("A", "2", 0, (9, 9)), method="raster")
    table = made(towns, cells)
    assert table["people"].to_dict() == {"A/1": 9, "p1": 0}
    assert table["place_class"].tolist() == ["cell", "village"]
    assert table["community_name"].tolist() == ["Ay", "unnamed, Ay"]
    assert table["people_grade"].tolist() == ["B", "X"]


def test_area_totals_are_spread_by_class_and_unlisted_classes_count_least() -> None:
    towns = places(
        ("p1", "One", "village", "A", 1, 1),
        ("p2", "Two", "hamlet", "A", 2, 2),
        ("p3", "Three", "suburb", "A", 3, 3),
    )
    table = made(towns, people(("A", "area", 60, None), method="area"))
    assert table["people"].to_dict() == pytest.approx({"p1": 40, "p2": 10, "p3": 10})
    assert set(table["people_grade"]) == {"C"}


def test_area_without_places_is_one_community_inside_it() -> None:
    table = made(places(), people(("B", "area", 60, None), method="area"))
    row = table.loc["B/area"]
    assert (row["people"], row["place_class"], row["community_name"]) == (60, "area", "Bee")
    assert row["people_grade"] == "C"
    assert areas().geometry[1].contains(row["geometry"])


def test_weights_of_nothing_spread_evenly() -> None:
    towns = places(("p1", "One", "village", "A", 1, 1), ("p2", "Two", "city", "A", 2, 2))
    table = communities(
        areas=areas(),
        places=towns,
        people=people(("A", "area", 60, None), method="area"),
        max_place_km=5,
        class_weights={"village": 0.0, "city": 0.0},
        urban_classes=[],
    )
    assert table["people"].tolist() == [30, 30]


def test_nobody_and_nowhere_is_an_empty_table() -> None:
    table = made(places(), people(method="raster"))
    assert table.empty
    assert table.crs == CRS
    assert set(TABLES["communities"].columns) == {"community_id", *table.columns} - {"geometry"}


def test_places_without_people_are_still_communities() -> None:
    table = made(places(("p1", "One", "city", "A", 1, 1)), people(method="raster"))
    assert table[["people", "people_grade"]].to_numpy().tolist() == [[0, "X"]]


def test_row_order_does_not_show() -> None:
    towns = places(("q", "Q", "village", "A", 0, 0), ("b", "B", "village", "A", 8, 0))
    cells = people(("A", "1", 9, (4, 3)), ("A", "2", 5, (0, 5)), method="points")
    assert made(towns[::-1], cells[::-1]).equals(made(towns, cells))
