"""What stages leave on disk: tables as Parquet (GeoParquet with geometry), arrays as .npy."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


ARRAY = ".npy"
TABLE = ".parquet"


def read_stored(path: Path) -> Any:  # noqa: ANN401  a table, an array or a path
    """Return a stored table, with geometry where it has one, or an array mapped into memory.

    Of a file that was made for other programs, its path. Stages have no dot in their names, so a
    Parquet file with one, such as `sample.areas.parquet`, is such a file.
    """
    if path.suffix == ARRAY:
        import numpy as np  # noqa: PLC0415

        return np.load(path, mmap_mode="r", allow_pickle=False)
    if path.suffixes != [TABLE]:
        return path
    import pyarrow.parquet as pq  # noqa: PLC0415  heavy, as all below

    arrow = pq.read_table(path, memory_map=True)
    geo = (arrow.schema.metadata or {}).get(b"geo")
    table = arrow.replace_schema_metadata(None).to_pandas()
    return table if geo is None else _with_geometry(table, json.loads(geo))


def recalled(path: Path) -> Any:  # noqa: ANN401  a table, an array or None
    """Return what lies stored; None where nothing does, or nothing that can be read."""
    try:
        return read_stored(path)
    except (OSError, ValueError):  # pyarrow says the latter of what is no table
        return None


def _with_geometry(table: pd.DataFrame, geo: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return a table with its lines or points, which are stored as bytes."""
    import geopandas  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    name = geo["primary_column"]
    crs = geo["columns"][name]["crs"]
    shapes = shapely.from_wkb(table[name].to_numpy(object))
    column = geopandas.GeoSeries(shapes, index=table.index, crs=crs and _crs(json.dumps(crs)))
    return geopandas.GeoDataFrame(table.assign(**{name: column}), geometry=name)


@cache
def _crs(told: str) -> Any:  # noqa: ANN401
    """Return a reference system, looked up once: that takes longer than to read a small table."""
    from pyproj import CRS  # noqa: PLC0415

    return CRS.from_json(told)


def write_stored(stored: Any, draft: Path) -> None:  # noqa: ANN401  a table or an array
    """Write a table or an array: same content, same bytes, no index, no times."""
    if draft.suffix == ARRAY:
        import numpy as np  # noqa: PLC0415

        np.save(draft, stored, allow_pickle=False)
    else:
        _write_table(stored, draft)


def _write_table(table: pd.DataFrame, draft: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    metadata = None
    if getattr(table, "geometry", None) is not None:
        geometry: Any = table.geometry
        column = {
            "encoding": "WKB",
            "geometry_types": sorted(set(geometry.geom_type.dropna())),
            "crs": geometry.crs and geometry.crs.to_json_dict(),
        }
        geo = {"version": "1.0.0", "primary_column": geometry.name}
        metadata = {"geo": json.dumps({**geo, "columns": {geometry.name: column}})}
        table = table.to_wkb()  # type: ignore[operator]
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(metadata)
    pq.write_table(arrow, draft, compression="zstd")
