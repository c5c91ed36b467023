"""The grid region as map sheets need it: its tables by formula, and a region file in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import region_of
from pipeline.print.source import OF_PAGE, shown
from tests import grid_region

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.print.source import Source

FILE: dict[str, Any] = {
    "title": "Grid region",
    "areas": {
        "file": "areas.shp",
        "id": ["id"],
        "level": 2,
        "where_from": "Survey office",
        "licence": "CC BY 4.0",
    },
    "people": {"file": "people.tif", "kind": "raster"},
    "services": [{"file": "clinics.csv", "type": "health"}],
    "incidents": [{"file": "events.csv", "date": "day"}],
    "travel": {"scenarios": list(grid_region.SCENARIOS)},
}
FILES = dict.fromkeys(OF_PAGE, ("areas", "people", "services"))


def source_of(tables: Mapping[str, Any] | None = None, **file: Any) -> Source:  # noqa: ANN401
    """Return tables, those of the grid if none are given, with keys of the region file."""
    own = grid_region.tables() if tables is None else tables
    return shown(region_of(FILE | file, Path("grid/region.toml")), own.__getitem__, FILES)


def two_divisions(n: int = 3) -> dict[str, Any]:
    """Return the grid's tables, its first row of areas in division `B/1`, the others in `A`."""
    tables = grid_region.tables(n)
    is_first = tables["areas"].index < n
    names = {"adm1_id": "B/1", "adm1_name": "Beta"}
    areas = tables["areas"]
    changed = {key: areas[key].mask(is_first, name) for key, name in names.items()}
    return {**tables, "areas": areas.assign(**changed)}
