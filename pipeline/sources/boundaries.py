"""Administrative boundaries of any level and format to `areas`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.crs import WGS84, metric
from pipeline.errors import CrsError, SourceError, few
from pipeline.formats.outlines import polygonal
from pipeline.formats.points import content_id
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import read_frame, require, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = (
    "area_id",
    "area_name",
    "level",
    "adm1_id",
    "adm1_name",
    "adm2_id",
    "adm2_name",
    "area_km2",
    "is_mended",
    "geometry",
)
EQUAL_AREA = "EPSG:6933"
HALF_GLOBE = 180
MAX_STRETCH = 1.1
"""Projected area over ground area, or the other way round; lengths are then 5 % wrong."""


def areas(*, files: list[Path], specs: list[dict[str, Any]], crs: str | None) -> Read:
    """One row an area, in metres; every row with an outline comes out.

    The code is the stated columns joined with `/`, those that are empty left out; a row with none
    gets `noid-` and a hash of its outline. Rows that share both code and outline are one; areas
    that share a code alone are numbered from west to east, the second is `~2`. Invalid rings are
    mended, their polygonal part is kept. Ground area is measured in an equal-area projection.

    Parameters
    ----------
    files, specs
        One file and its entry in the region file.
    crs
        The region's metric reference system; the areas' UTM zone if None.
    """
    path, spec = files[0], specs[0]
    sieve = Sieve(read_frame(path, spec), path)
    if not isinstance(sieve.frame, gpd.GeoDataFrame):
        raise SourceError(
            "a table has no boundaries; give a shapefile, GeoPackage or GeoJSON", file=path
        )
    columns = ("name", "adm1_id", "adm1_name", "adm2_id", "adm2_name")
    require(sieve.frame, [*spec["id"], *(spec.get(key) for key in columns)], path)
    _project(sieve, crs)
    _mend(sieve)
    if sieve.frame.empty:
        raise SourceError(f"no row has a polygon: {sieve.rejected['reason'].iloc[0]}", file=path)
    _refuse_date_line(sieve.frame, path)
    sieve.frame = sieve.frame.assign(area_id=_codes(sieve, spec["id"]))
    _number_repeats(sieve)
    sieve.check_share(path)
    table = _table(sieve.frame, spec)
    _refuse_stretched(table, path, crs)
    return gather([sieve], table)


def _project(sieve: Sieve, crs: str | None) -> None:
    """Bring the outlines into metres; rows without one are taken out."""
    geometry = sieve.frame.geometry
    sieve.drop(geometry.isna() | geometry.is_empty, "geometry is empty")
    if sieve.frame.empty:
        raise SourceError("no row has a polygon", file=sieve.path)
    sieve.frame = sieve.frame.to_crs(metric(sieve.frame, crs))
    is_lost = ~np.isfinite(sieve.frame.bounds).all(axis=1)
    sieve.drop(is_lost, "outline cannot be projected into the region's reference system")


def _refuse_date_line(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Refuse areas on both sides of the 180th meridian: no map or raster in degrees joins them."""
    west, _, east, _ = frame.geometry.to_crs(WGS84).total_bounds
    if east - west > HALF_GLOBE:
        raise SourceError(
            f"its areas span longitude {west:.2f} to {east:.2f}: across the 180th meridian, or "
            "over half the globe. Make one region of each side",
            file=path,
        )


def _refuse_stretched(table: gpd.GeoDataFrame, path: Path, crs: str | None) -> None:
    """Refuse a reference system in which the areas' lengths are wrong."""
    ground = table["area_km2"]
    of_weight = ground > ground.sum() / len(ground) / 1000
    stretch = (table.geometry.area[of_weight] / 1e6 / ground[of_weight]).to_numpy()
    worst = max(stretch.max(initial=1), 1 / stretch.min(initial=1))
    if not worst <= MAX_STRETCH:
        mend = "leave it out to have it estimated" if crs else "state a metric `crs` that does"
        raise CrsError(
            f"{path}: {table.crs.to_string()} ({table.crs.name}) does not fit the areas: an area "
            f"of it is up to {worst:.2f} times off its ground; {mend}, or make several regions"
        )


def _mend(sieve: Sieve) -> None:
    """Make every outline a valid polygon; rows that hold none are taken out."""
    shapes = shapely.force_2d(sieve.frame.geometry.array)
    mended = polygonal(shapes)
    kinds = pd.Series(sieve.frame.geom_type)
    sieve.frame = sieve.frame.set_geometry(
        gpd.GeoSeries(mended, index=sieve.frame.index, crs=sieve.frame.crs)
    ).assign(is_mended=~shapely.is_valid(shapes))
    sieve.drop(shapely.is_empty(mended), "geometry is a " + kinds + " without any surface")


def _codes(sieve: Sieve, columns: Sequence[str]) -> pd.Series:
    """Return the code of each row, made of what its id columns hold."""
    codes = pd.Series("", index=sieve.frame.index, dtype="str")
    for column in columns:
        part = texts_of(sieve.frame, column).fillna("")
        codes = codes.str.cat(part, sep="/").str.strip("/")
    nameless = codes == ""
    if nameless.any():
        codes[nameless] = content_id(sieve.frame[nameless], ["geometry"], "noid-")
        sieve.notes.append(
            f"{sieve.path.name}: {nameless.sum()} rows have no value in {', '.join(columns)}: "
            f"{few(sorted(codes[nameless]))}"
        )
    return codes


def _number_repeats(sieve: Sieve) -> None:
    """Merge rows alike in code and outline; tell apart areas that share a code alone."""
    outline = content_id(sieve.frame, ["geometry"], "").str.partition("-")[0]
    key = sieve.frame["area_id"] + "\n" + outline
    order = content_id(sieve.frame, list(sieve.frame.columns), "").sort_values().index
    first = pd.Series(order, index=order).groupby(key.loc[order]).transform("first")
    first = first.loc[sieve.frame.index]
    same = "the same code and outline as row " + first.astype("str")
    sieve.drop(first.to_numpy() != first.index, same, "merged")
    middle = sieve.frame.geometry.representative_point()
    ranked = sieve.frame[["area_id"]].assign(x=middle.x, y=middle.y, outline=outline)
    ranked = ranked.sort_values(["x", "y", "outline"])
    nth = (ranked.groupby("area_id").cumcount() + 1).loc[sieve.frame.index]
    repeated = sieve.frame["area_id"].duplicated(keep=False)
    if repeated.any():
        shared = sorted(set(sieve.frame.loc[repeated, "area_id"]))
        sieve.notes.append(
            f"{sieve.path.name}: {repeated.sum()} areas share a code and are numbered from west "
            f"to east: {few(shared)}; add a "
            "column to `id` to tell them apart"
        )
        numbered = sieve.frame["area_id"].where(
            nth == 1, sieve.frame["area_id"] + "~" + nth.astype("str")
        )
        sieve.frame = sieve.frame.assign(area_id=numbered)
    mended = sieve.frame.loc[sieve.frame["is_mended"], "area_id"]
    if len(mended):
        sieve.notes.append(
            f"{sieve.path.name}: {len(mended)} invalid outlines were mended: {few(sorted(mended))}"
        )


def _table(frame: gpd.GeoDataFrame, spec: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the columns of `areas`; an area is its own division at that division's level."""
    table = frame[["area_id", "is_mended", "geometry"]].copy()
    table["area_name"] = texts_of(frame, spec.get("name")).fillna(frame["area_id"])
    table["level"] = spec["level"]
    for level in (1, 2):
        is_own = spec["level"] == level
        for kind in ("id", "name"):
            stated = texts_of(frame, spec.get(f"adm{level}_{kind}"))
            table[f"adm{level}_{kind}"] = stated.fillna(table[f"area_{kind}"]) if is_own else stated
    table["area_km2"] = table.geometry.to_crs(EQUAL_AREA).area / 1e6
    return table[list(COLUMNS)].reset_index(drop=True)
