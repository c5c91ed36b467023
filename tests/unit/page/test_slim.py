from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from pipeline.page import slim
from tests.page_data import points

CRS = "EPSG:32629"
WGS84 = "EPSG:4326"
OFFSET = np.array([700_000, 900_000])


def degrees(*shapes: object) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=WGS84)


def test_polygon_is_its_ring() -> None:
    corners = [(1, 2), (2, 2), (2, 3), (1, 3), (1, 2)]
    [[[ring]]] = slim.areas(degrees(shapely.Polygon(corners)))
    assert points(ring) == [(x * 100_000, y * 100_000) for x, y in corners]


def test_holes_and_parts_are_kept() -> None:
    holed = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    both = shapely.union(holed, shapely.box(5, 5, 6, 6))
    [polygons] = slim.areas(degrees(both))
    assert [len(rings) for rings in polygons] == [2, 1]


def test_vertices_within_a_metre_are_written_once() -> None:
    [[line]] = slim.lines(degrees(shapely.LineString([(0, 0), (1e-7, 0), (1, 0)])))
    assert points(line) == [(0, 0), (100_000, 0)]


def test_points() -> None:
    text = slim.points(degrees(shapely.Point(-11.5, 8.123456), shapely.Point(0, 1)))
    assert points(text) == [(-1_150_000, 812_346), (0, 100_000)]
    assert points(slim.points(gpd.GeoSeries([], crs=CRS))) == []


def test_empty_points_are_missing() -> None:
    text = slim.points(degrees(shapely.Point(), shapely.Point(0, 1)))
    assert points(text) == [(None, None), (0, 100_000)]


def wavy_neighbours() -> gpd.GeoSeries:
    """Two areas that share a border of 2,001 vertices."""
    y = np.linspace(0, 10_000, 2_001)
    border = np.column_stack([5_000 + 40 * np.sin(y / 15), y])
    west = shapely.Polygon(np.vstack([border, [(0, 10_000), (0, 0)]]))
    east = shapely.Polygon(np.vstack([border, [(10_000, 10_000), (10_000, 0)]]))
    shifted = [shapely.transform(s, lambda xy: xy + OFFSET) for s in (west, east)]
    return gpd.GeoSeries(shifted, crs=CRS)


def test_neighbours_stay_joined_when_simplified() -> None:
    west, east = [set(points(area[0][0])) for area in slim.areas(wavy_neighbours(), most=500)]
    assert len(west) + len(east) < 500
    assert len(west & east) >= min(len(west), len(east)) - 2


def test_few_vertices_are_left_as_they_are_and_cost_nothing() -> None:
    drawn = slim.areas(wavy_neighbours(), most=10_000)
    assert len(points(drawn[0][0][0])) == 2_004
    assert (drawn.moved_m, drawn.lost_share, drawn.is_apart) == (0, 0, False)


def metres(text: str) -> np.ndarray:
    """Return the points of a line or a ring in metres."""
    x, y = (np.array(axis) / 100_000 for axis in zip(*points(text), strict=True))
    spots = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=WGS84).to_crs(CRS)
    return np.asarray(spots.get_coordinates())


def test_cost_of_a_simpler_border_is_how_far_it_moved_and_the_ground_that_changed_sides() -> None:
    was = wavy_neighbours()
    drawn = slim.areas(was, most=300)
    now = [shapely.Polygon(metres(rings[0])) for [rings] in drawn]
    lost_m2 = sum(old.difference(new).area for old, new in zip(was, now, strict=True))
    corners = [shapely.points(old.exterior.coords) for old in was]
    moved_m = [
        shapely.distance(spots, new.exterior).max() for spots, new in zip(corners, now, strict=True)
    ]
    assert drawn.moved_m == pytest.approx(max(moved_m), abs=1)
    assert drawn.moved_m > 20
    rounded_share = 2e-4  # 1 m along all sides
    assert drawn.lost_share == pytest.approx(lost_m2 / 100e6, abs=rounded_share)
    assert drawn.lost_share > rounded_share
    assert not drawn.is_apart


def test_areas_that_overlap_are_simplified_each_on_its_own() -> None:
    west, east = wavy_neighbours()
    over = shapely.transform(east, lambda xy: xy - [500, 0])
    assert slim.areas(gpd.GeoSeries([west, over], crs=CRS), most=500).is_apart


def test_lines_are_simplified_to_fit() -> None:
    x = np.linspace(700_000, 800_000, 5_000)
    line = shapely.LineString(np.column_stack([x, 900_000 + 10 * np.sin(x)]))
    drawn = slim.lines(gpd.GeoSeries([line], crs=CRS), most=500)
    [[flat]] = drawn
    assert len(points(flat)) <= 500
    assert drawn.moved_m > 0
    moved_m = shapely.hausdorff_distance(line, shapely.LineString(metres(flat)))
    assert moved_m <= drawn.moved_m + 1, "no vertex is further than what is told"


def test_roads_are_merged_by_rank() -> None:
    network = gpd.GeoDataFrame(
        {"road_class": ["primary", "primary", "trail_of_ours"]},
        geometry=[
            shapely.LineString([(0, 0), (1, 0)]),
            shapely.LineString([(1, 0), (2, 0)]),
            shapely.LineString([(0, 5), (1, 5)]),
        ],
        crs=CRS,
    )
    joined, left_out = slim.merged(network, [("primary",), ("track",)])
    assert [shape.length for shape in joined] == [2, 1]
    assert shapely.get_num_geometries(np.asarray(joined)).tolist() == [1, 1]
    assert left_out == []


def test_classes_too_many_to_draw_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slim, "ROAD_VERTICES", 4)
    network = gpd.GeoDataFrame(
        {"road_class": ["primary", "track", "path"]},
        geometry=[shapely.LineString([(0, k), (1, k)]) for k in range(3)],
        crs=CRS,
    )
    joined, left_out = slim.merged(network, [("primary",), ("track", "path")])
    assert joined[1].is_empty
    assert left_out == ["path", "track"]


def test_bounds_are_south_west_north_east() -> None:
    areas = gpd.GeoDataFrame(geometry=[shapely.box(1, 2, 3, 4)], crs=WGS84)
    assert slim.bounds(areas) == [[2, 1], [4, 3]]
    assert slim.bounds(areas[:0]) == [[-60, -180], [75, 180]]
