"""A STAC item, so that catalogues find a region's files, its day and its ground."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pystac
import shapely

from pipeline.crs import WGS84

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".gpkg": "application/geopackage+sqlite3",
    ".gpx": "application/gpx+xml",
    ".html": "text/html",
    ".json": "application/json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".kmz": "application/vnd.google-earth.kmz",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".pmtiles": "application/vnd.pmtiles",
    ".tif": "image/tiff; application=geotiff; profile=cloud-optimized",
    ".zip": "application/zip",
}
METADATA = (".md",)
FINEST = 200
"""The outline is as fine as this part of the region's width: an item is looked at, not measured."""
DIGITS = 5
SHA256 = "1220"
"""How a multihash says that it is a SHA-256 of 32 bytes."""
OPEN_ENDS = {
    "start_datetime": "1900-01-01T00:00:00Z",
    "end_datetime": "2200-12-31T00:00:00Z",
}
"""Where the day is not known; the same ends as a region file's."""


def stac(
    *,
    draft: Path,
    title: str,
    sources: Sequence[Mapping[str, str | None]],
    areas: gpd.GeoDataFrame,
    as_of: pd.DataFrame,
    indicator_rules: pd.DataFrame,
    **files: Path,
) -> None:
    """Write the item of a region, its assets beside it; it validates without internet.

    Sizes and hashes are named as in the file extension, which is not declared: whoever validates
    what an item declares must fetch the extension's schema, and would need internet. An outline is
    drawn coarse. Where the day of the layers is not known, the item's time is open.

    Parameters
    ----------
    title
        The region's name for people; its id is how its files begin.
    sources
        Input files with their `licence`.
    """
    region = draft.name.partition(".")[0]
    day = as_of["as_of"].iloc[0]
    known = day == day  # noqa: PLR0124  NaT is the one day unlike itself
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if known else None
    versions = sorted(indicator_rules["method_version"].unique())
    licences = sorted({str(source["licence"]) for source in sources if source["licence"]})
    outline = _outline(areas)
    properties = {
        "title": title,
        "description": "Access and stability by area, communities that cannot be reached and why, "
        "and road links, as one region's files. README.md says what each column means.",
        "license": "other",
        "resilience:source_licences": licences,
        "resilience:method_versions": versions,
        **({} if known else OPEN_ENDS),
    }
    item = pystac.Item(
        id=region,
        geometry=outline,
        bbox=[round(float(end), DIGITS) for end in areas.to_crs(WGS84).total_bounds],
        datetime=moment,
        properties=properties,
    )
    for path in sorted(files.values(), key=lambda path: path.name):
        item.add_asset(path.name.removeprefix(f"{region}."), _asset(path, region))
    told = item.to_dict(include_self_link=False, transform_hrefs=False)
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    draft.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _asset(path: Path, region: str) -> pystac.Asset:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = path.name.removeprefix(f"{region}.")
    return pystac.Asset(
        href=f"./{path.name}",
        title=name,
        media_type=MEDIA_TYPES.get(path.suffix),
        roles=["metadata"] if path.suffix in METADATA else ["data"],
        extra_fields={
            "file:size": path.stat().st_size,
            "file:checksum": f"{SHA256}{digest}",
        },
    )


def _outline(areas: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the region's ground, coarse, in degrees."""
    west, south, east, north = areas.total_bounds
    finest = max(east - west, north - south) / FINEST
    whole = shapely.simplify(areas.union_all(), finest)
    degrees = areas[["geometry"]][:1].set_geometry([whole]).to_crs(WGS84).geometry.iloc[0]
    rounded = shapely.transform(degrees, lambda ends: np.round(ends, DIGITS))
    told: dict[str, Any] = json.loads(shapely.to_geojson(shapely.make_valid(rounded)))
    return told
