"""The made-up region in the true formats, the same bytes every time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import pyogrio
import rasterio
import shapely
from rasterio import Affine

from pipeline.sample.divisions import COUNTRY, COUNTRY_CODE
from pipeline.sample.grid import CELL_DEGREES, COLUMNS, NORTH, ROWS, WEST
from pipeline.sample.roadmap import FIRST_NODE

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from pipeline.sample.roadmap import RoadMap

NO_DATA = -99999.0


def write_areas(path: Path, areas: pd.DataFrame, mended: str, as_of: str) -> None:
    """Write the districts as a shapefile with P-codes; one ring crosses itself."""
    columns: dict[str, Any] = {}
    for level, (code, name) in {
        "ADM3": ("area_id", "area_name"),
        "ADM2": ("adm2_id", "adm2_name"),
        "ADM1": ("adm1_id", "adm1_name"),
    }.items():
        columns[f"{level}_PCODE"] = areas[code]
        columns[f"{level}_EN"] = areas[name]
    columns |= {"ADM0_PCODE": COUNTRY_CODE, "ADM0_EN": COUNTRY}
    shapes = areas["outline"].to_numpy().copy()
    row = int(np.flatnonzero(areas["area_id"] == mended)[0])
    shapes[row] = _with_a_twist(shapes[row])
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326", index=areas.index)
    pyogrio.write_dataframe(
        table,
        path,
        driver="ESRI Shapefile",
        encoding="UTF-8",
        layer_options={"DBF_DATE_LAST_UPDATE": as_of},
    )


def _with_a_twist(outline: Any) -> Any:  # noqa: ANN401  polygons
    """Return the outline with two neighbouring points of its ring exchanged."""
    ring = shapely.get_coordinates(outline)
    ring[[5, 6]] = ring[[6, 5]]
    return shapely.Polygon(ring)


def write_roads(path: Path, roadmap: RoadMap) -> None:
    """Write nodes, then ways, by id, as an OpenStreetMap extract."""
    header = osmium.io.Header()
    header.set("generator", "resilience sample")
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for spot, place in enumerate(roadmap.positions):
            writer.add_node(
                osmium.osm.mutable.Node(id=FIRST_NODE + spot, version=1, location=place)
            )
        for way in roadmap.ways:
            tags = dict(sorted(way.tags.items()))
            writer.add_way(
                osmium.osm.mutable.Way(id=way.way_id, version=1, nodes=way.nodes, tags=tags)
            )


def write_cells(path: Path, cells: NDArray[np.float64]) -> None:
    """Write a number a cell as a GeoTIFF; the sea, where it is null, holds no data."""
    values = np.where(np.isnan(cells), NO_DATA, cells).reshape(ROWS, COLUMNS).astype("float32")
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=COLUMNS,
        height=ROWS,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=Affine(CELL_DEGREES, 0, WEST, 0, -CELL_DEGREES, NORTH),
        nodata=NO_DATA,
        compress="deflate",
    ) as raster:
        raster.write(values, 1)


def write_table(path: Path, rows: pd.DataFrame) -> None:
    """Write rows as CSV; columns whose name begins with `true_` are for the truth alone."""
    kept = [name for name in rows.columns if not str(name).startswith("true_")]
    rows[kept].to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_features(path: Path, features: list[dict[str, Any]]) -> None:
    """Write GeoJSON, one feature a line."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = '{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
