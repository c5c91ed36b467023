"""Files with one point a row: where the points are, which lie in the region, what they are called.

A file's own geometry wins over columns, unless the region file names the columns.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipeline.crs import WGS84, known
from pipeline.errors import SourceError
from pipeline.formats.reading import Sieve
from pipeline.formats.tables import find_column, numbers, read_frame, require, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LONGITUDES = ("longitude", "lon", "long", "lng", "x", "point_x", "x_coord", "gps_longitude")
LATITUDES = ("latitude", "lat", "y", "point_y", "y_coord", "gps_latitude")
MOST = 0.5
"""Over this share of the rows, a fault is the file's and not the row's."""
GRAIN_M = 0.01
"""Positions are hashed to the centimetre, so that a projection's last bits change no id."""


def read_points(path: Path, spec: Mapping[str, Any], *, crs: Any) -> Sieve:  # noqa: ANN401  pyproj's CRS
    """Return a file's points in `crs`, with the rows that have no usable position taken out.

    Polygons and lines give a point on them. Rows that `where` leaves out are told in a note and
    do not count as rows in. Rejected are rows with an empty or unreadable position, degrees out of
    range, and (0, 0), which tables use for unknown. Coordinates of points too far away to be
    projected are infinite: `drop_outside` and `drop_far` take them out.

    Parameters
    ----------
    path
        The file.
    spec
        Its entry in the region file: `longitude`, `latitude`, `where`, and how to open it.
    crs
        The region's reference system.
    """
    frame = read_frame(path, spec)
    columns = _coordinate_columns(frame, spec, path)
    sieve = Sieve(frame, path)
    leave_out_others(sieve, spec.get("where") or {})
    if columns is None:
        _place_by_geometry(sieve)
    else:
        _place_by_columns(sieve, columns, spec.get("crs"))
    is_number = np.isfinite(shapely.get_coordinates(sieve.frame.geometry.array)).all(axis=1)
    sieve.drop(~is_number, "position is not a number")
    _drop_impossible(sieve)
    sieve.frame = sieve.frame.to_crs(crs)
    return sieve


def drop_outside(sieve: Sieve, areas: gpd.GeoDataFrame, margin_km: float, path: Path) -> None:
    """Take out, as `outside`, points further than a margin from all areas (the margin is in).

    Points that cannot be projected are outside.

    Raises
    ------
    SourceError
        Where no point is within, and where hardly any is but most would be with longitude and
        latitude swapped.
    """
    if sieve.frame.empty:
        return
    ground = shapely.union_all(areas.geometry.array)
    shapely.prepare(ground)
    points = sieve.frame.geometry
    within = _near(ground, points, margin_km)
    if within.mean() < MOST:
        flipped = _swapped(points)
        turned = _near(ground, flipped, margin_km)
        if turned.mean() > max(MOST, within.mean()):
            raise SourceError(_swap_text(sieve.where_from), file=path)
    if not within.any():
        raise SourceError(
            f"no point lies within {margin_km:g} km of the areas: points span "
            f"{_box(points)}, areas {_box(areas.geometry)}. Is it another region's file, or is "
            "its reference system another?",
            file=path,
        )
    how_far = f"over {margin_km:g} km " if margin_km else ""
    sieve.drop(~within, f"{how_far}outside all areas", "outside")


def area_of(points: gpd.GeoDataFrame | gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.Series:
    """Return the area that each point lies in, null outside all.

    On a shared border, or where areas overlap, the least id has it.
    """
    at, hit = areas.sindex.query(points.geometry.array, predicate="intersects")
    ids = areas["area_id"].to_numpy()[hit]
    least = pd.Series(ids, index=at, dtype="str").groupby(level=0).min()
    return least.reindex(range(len(points))).set_axis(points.index).rename("area_id")


def content_id(frame: pd.DataFrame, columns: Sequence[str], prefix: str) -> pd.Series:
    """Return ids that are hashes of what stands in the columns, whatever the order of the rows.

    Rows that are alike in these columns get `-2`, `-3` ... in the order of a hash of all their
    columns. Geometry counts to the centimetre.
    """
    ids = prefix + _hashes(frame, columns)
    repeated = ids.duplicated(keep=False).to_numpy()
    if not repeated.any():
        return ids
    alike = frame[repeated]
    order = _hashes(alike, list(frame.columns)).sort_values(kind="stable").index
    nth = ids.loc[order].groupby(ids.loc[order]).cumcount().reindex(alike.index) + 1
    later = nth.index[nth > 1]
    ids.loc[later] = ids.loc[later] + "-" + nth.loc[later].astype("str")
    return ids


def _coordinate_columns(
    frame: pd.DataFrame, spec: Mapping[str, Any], path: Path
) -> tuple[str, str] | None:
    """Return the columns to take positions from; None where the geometry is to be taken."""
    stated = (spec.get("longitude"), spec.get("latitude"))
    require(frame, stated, path)
    if isinstance(frame, gpd.GeoDataFrame) and stated == (None, None):
        return None
    longitude = stated[0] or find_column(frame, LONGITUDES)
    latitude = stated[1] or find_column(frame, LATITUDES)
    if longitude is None or latitude is None:
        have = ", ".join(frame.columns)
        raise SourceError(
            "no columns with longitude and latitude are known by their names; state `longitude` "
            f"and `latitude`. Its columns are: {have}",
            file=path,
        )
    return longitude, latitude


def leave_out_others(sieve: Sieve, where: Mapping[str, Sequence[str]]) -> None:
    """Leave out the rows that the region file does not ask for."""
    require(sieve.frame, where, sieve.path)
    keep = np.ones(len(sieve.frame), dtype=bool)
    for column, values in where.items():
        keep &= texts(sieve.frame[column]).isin(list(values)).to_numpy()
    if where and not keep.any():
        asked = "; ".join(f"{column} is one of {list(values)}" for column, values in where.items())
        raise SourceError(f"no row is what `where` asks for ({asked})", file=sieve.path)
    sieve.leave_out(~keep, "`where`")


def _place_by_geometry(sieve: Sieve) -> None:
    geometry = sieve.frame.geometry
    sieve.drop(geometry.isna() | geometry.is_empty, "geometry is empty")
    shapes = shapely.force_2d(sieve.frame.geometry.array)
    is_shape = shapely.get_type_id(shapes) != 0
    with np.errstate(all="ignore"):  # what overflows is off the globe, and told as such
        shapes[is_shape] = shapely.point_on_surface(shapely.make_valid(shapes[is_shape]))
    sieve.frame = sieve.frame.set_geometry(
        gpd.GeoSeries(shapes, sieve.frame.index, sieve.frame.crs)
    )


def _place_by_columns(sieve: Sieve, columns: tuple[str, str], stated: str | None) -> None:
    """Give the rows points from two columns, in degrees if no reference system is stated."""
    crs = known(stated or WGS84, what=f"crs of {sieve.path.name} in the region file")
    sieve.where_from = f"columns {columns[0]} and {columns[1]}"
    raw = [texts(sieve.frame[column]) for column in columns]
    if crs.is_geographic:
        raw = [values.str.replace(",", ".", regex=False) for values in raw]
    x, y = (numbers(values) for values in raw)
    if crs.is_geographic:
        _refuse_not_degrees(x, y, columns, sieve.path)
    points = gpd.points_from_xy(x, y, crs=crs)
    sieve.frame = gpd.GeoDataFrame(
        pd.DataFrame(sieve.frame.drop(columns="geometry", errors="ignore")), geometry=points
    )
    for values, parsed, column in zip(raw, (x, y), columns, strict=True):
        fault = (f"{column} " + values.astype("str") + " is no number").mask(
            values.isna(), f"{column} is empty"
        )
        here = sieve.frame.index
        sieve.drop(parsed.loc[here].isna(), fault.loc[here])


def _refuse_not_degrees(x: pd.Series, y: pd.Series, columns: tuple[str, str], path: Path) -> None:
    """Refuse columns that by most of their values are no longitude and latitude."""
    if (x.abs() > 180).sum() > MOST * x.notna().sum():
        raise SourceError(
            f"column {columns[0]} holds values such as {x[x.abs() > 180].iloc[0]:,.0f}: metres or "
            "another reference system, not degrees; state `crs`, such as "
            'crs = "EPSG:32635", or name other columns',
            file=path,
        )
    is_swapped = (y.abs() > 90) & (y.abs() <= 180) & (x.abs() <= 90)
    if is_swapped.sum() > MOST * y.notna().sum():
        raise SourceError(_swap_text(f"columns {columns[0]} and {columns[1]}"), file=path)


def _drop_impossible(sieve: Sieve) -> None:
    """Take out positions that are off the globe or stand for unknown."""
    x, y = (sieve.frame.geometry.x, sieve.frame.geometry.y)
    sieve.drop((x == 0) & (y == 0), "position is 0, 0, which stands for unknown")
    if sieve.frame.crs.is_geographic:
        x, y = (sieve.frame.geometry.x, sieve.frame.geometry.y)
        where = "longitude " + x.astype("str") + ", latitude " + y.astype("str")
        sieve.drop((x.abs() > 180) | (y.abs() > 90), where + " is not on the globe")


def _near(ground: Any, points: gpd.GeoSeries, margin_km: float) -> NDArray[np.bool_]:  # noqa: ANN401  any geometry
    """Return which points are within a margin of the ground; none without finite coordinates."""
    is_finite = np.isfinite(shapely.bounds(points.array)).all(axis=1)
    near = np.zeros(len(points), dtype=bool)
    near[is_finite] = shapely.dwithin(ground, points.array[is_finite], margin_km * 1000)
    return near


def _swapped(points: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return the points with longitude and latitude swapped; empty points where none can be."""
    degrees = points.to_crs(WGS84)
    x, y = (degrees.x.to_numpy(), degrees.y.to_numpy())
    can = np.abs(x) <= 90
    turned = gpd.points_from_xy(np.where(can, y, np.nan), np.where(can, x, np.nan), crs=WGS84)
    return gpd.GeoSeries(turned, index=points.index).to_crs(points.crs)


def _swap_text(where_from: str) -> str:
    return (
        f"longitude and latitude look swapped in {where_from}; name them the other way round as "
        "`longitude` and `latitude`"
    )


def _box(geometry: gpd.GeoSeries) -> str:
    """Return a bounding box in degrees, for people; of points, those that can be projected."""
    finite = geometry[np.isfinite(geometry.bounds).all(axis=1)]
    if finite.empty:
        return "places too far away to be projected"
    west, south, east, north = finite.to_crs(WGS84).total_bounds
    return f"longitude {west:.2f} to {east:.2f} and latitude {south:.2f} to {north:.2f}"


def _hashes(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Return 16 hexadecimal digits for the values of each row."""
    cells = [_cells(frame[column]) for column in columns]
    rows = zip(*cells, strict=True)
    digests = [blake2b("\x1f".join(row).encode(), digest_size=8).hexdigest() for row in rows]
    return pd.Series(digests, index=frame.index, dtype="str")


def _cells(values: pd.Series) -> list[str]:
    """Return one column's values as text, null as empty text."""
    if isinstance(values, gpd.GeoSeries):
        rounded = shapely.transform(
            values.array, lambda xy: np.round(xy / GRAIN_M) + 0.0, include_z=False
        )
        return list(shapely.to_wkb(rounded, hex=True, include_srid=False).astype("str"))
    return texts(values).fillna("").tolist()
