import json
from pathlib import Path

import numpy as np
import osmium
import pandas as pd
import pyogrio
import rasterio
import shapely

from pipeline.sample import files
from pipeline.sample.grid import COLUMNS, ROWS
from pipeline.sample.roadmap import RoadMap


def test_areas_have_p_codes_and_one_ring_crosses_itself(tmp_path: Path) -> None:
    round_shapes = [shapely.Point(x, 1).buffer(0.4) for x in (4, 5)]
    areas = pd.DataFrame(
        {
            "area_id": ["XS010101", "XS010102"],
            "area_name": ["Pola", "Gürne"],
            "adm2_id": "XS0101",
            "adm2_name": "Zosa",
            "adm1_id": "XS01",
            "adm1_name": "Pume",
            "outline": round_shapes,
        }
    )
    files.write_areas(tmp_path / "areas.shp", areas, "XS010102", "2025-12-31")
    table = pyogrio.read_dataframe(tmp_path / "areas.shp")
    assert table["ADM3_PCODE"].tolist() == ["XS010101", "XS010102"]
    assert table["ADM3_EN"].tolist() == ["Pola", "Gürne"]
    assert table.geometry.is_valid.tolist() == [True, False]
    assert table.crs.to_epsg() == 4326


def test_roads_are_nodes_and_ways_with_their_tags(tmp_path: Path) -> None:
    roadmap = RoadMap()
    roadmap.add(np.array([[0.0, 0.0], [1.0, 0.0]]), {"highway": "trunk", "name": "Pola"}, "main")
    files.write_roads(tmp_path / "roads.osm.pbf", roadmap)
    found = [
        (thing.id, dict(thing.tags), [node.ref for node in thing.nodes])
        for thing in osmium.FileProcessor(tmp_path / "roads.osm.pbf")
        if isinstance(thing, osmium.osm.Way)
    ]
    way = roadmap.ways[0]
    assert found == [(way.way_id, {"highway": "trunk", "name": "Pola"}, list(way.nodes))]


def test_people_are_a_raster_with_the_sea_as_no_data(tmp_path: Path) -> None:
    cells = np.full(ROWS * COLUMNS, np.nan)
    cells[COLUMNS + 2] = 7
    files.write_cells(tmp_path / "people.tif", cells)
    with rasterio.open(tmp_path / "people.tif") as raster:
        values = raster.read(1, masked=True)
        assert raster.crs.to_epsg() == 4326
    assert values.sum() == 7
    assert values[1, 2] == 7
    assert values.count() == 1


def test_columns_for_the_truth_alone_are_not_written(tmp_path: Path) -> None:
    rows = pd.DataFrame({"name": ["Këime"], "true_status": ["open"]})
    files.write_table(tmp_path / "a.csv", rows)
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "name\nKëime\n"


def test_features_are_geojson(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {"name": "Këime"}, "geometry": None}
    files.write_features(tmp_path / "a.geojson", [feature, feature])
    read = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert read == {"type": "FeatureCollection", "features": [feature, feature]}
