"""One layer as GeoParquet, for notebooks and databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.outgoing.tables import layer as layer_of
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from pathlib import Path


@withholding
def geoparquet(
    *,
    draft: Path,
    layer: str,
    base_scenario: str,
    **tables: Any,  # noqa: ANN401  with geometry or not
) -> None:
    """Write a layer as GeoParquet 1.1, with the box of each row, so that readers skip the rest."""
    table = layer_of(layer, tables, base_scenario).table
    table.to_parquet(
        draft,
        index=False,
        compression="zstd",
        schema_version="1.1.0",
        write_covering_bbox=True,
    )
