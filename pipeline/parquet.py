"""Tables on disk: Parquet, and GeoParquet where there is geometry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def read_table(path: Path) -> pd.DataFrame:
    """Return a stored table, with geometry where it has one."""
    import pyarrow.parquet as pq  # noqa: PLC0415  heavy, as all below

    if b"geo" in (pq.read_schema(path).metadata or {}):
        import geopandas  # noqa: PLC0415

        return geopandas.read_parquet(path)  # type: ignore[no-any-return]
    return pq.read_table(path, memory_map=True).to_pandas()  # type: ignore[no-any-return]


def write_table(table: pd.DataFrame, draft: Path) -> None:
    """Write a table as Parquet (GeoParquet): same rows, same bytes, no index, no times."""
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
