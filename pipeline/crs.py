"""Which reference system lengths are measured in; degrees are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from pipeline.errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"


def known(stated: str, *, what: str) -> Any:  # noqa: ANN401  pyproj's CRS
    """Return the reference system that a text names."""
    try:
        return CRS.from_user_input(stated)
    except ProjError:
        raise CrsError(
            f"{what}: {stated!r} is no known reference system; state one such as EPSG:32629"
        ) from None


def metric(areas: gpd.GeoDataFrame, stated: str | None) -> Any:  # noqa: ANN401  pyproj's CRS
    """Return the region's metric reference system: the stated one, else the areas' UTM zone."""
    if stated is None:
        try:
            return areas.estimate_utm_crs()
        except (RuntimeError, ValueError):
            raise CrsError(
                f"the areas lie at {areas.total_bounds.round(2).tolist()} (west, south, east, "
                f"north, {areas.crs.to_string()}), where there is no UTM zone; mend them, or "
                "state a metric `crs` at the head of the region file"
            ) from None
    crs = known(stated, what="crs in the region file")
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        raise CrsError(
            f"crs in the region file: {stated} ({crs.name}) does not measure in metres; "
            "state a projected one such as EPSG:32629, or leave it out to have it estimated"
        )
    return crs
