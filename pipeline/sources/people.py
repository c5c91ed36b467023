"""Where people live, from a raster, a table by area code or points, to `people`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from pipeline.errors import SourceError, few
from pipeline.formats.ids import drop_repeats
from pipeline.formats.points import area_of, content_id, drop_outside, read_points
from pipeline.formats.rasters import read_cells
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import find_column, numbers, read_frame, require, texts, texts_of

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ["area_id", "cell_id", "people", "method", "source", "geometry"]
PEOPLE_COLUMNS = ("total", "t_tl", "population", "people", "pop", "total_population")
GREATEST_PEOPLE = 1e10
"""More people than there are on Earth are a value for no data, or a slip of the pen."""


def people(*, files: list[Path], areas: gpd.GeoDataFrame, specs: list[dict[str, Any]]) -> Read:
    """One row a place where people are, in parts that add up to the source's people in the areas.

    A raster gives one row an area and cell of its first band: people are the cell's value times
    the share of the cell that the area covers, at the cell's centre, or at a point of the covered
    part where the centre lies outside the area. Cells without people are left out. Ground that
    several areas claim counts once, for the least `area_id`. A table gives
    one row an area, `method` area, without geometry; where several areas share a code (`~2`),
    its people are split by ground area. Points give one row a point.

    Parameters
    ----------
    files, specs
        One file and its entry in the region file.
    areas
        Outlines and codes.
    """
    path, spec = files[0], specs[0]
    if spec["kind"] == "raster":
        return _from_raster(path, areas, spec.get("crs"))
    if spec["kind"] == "points":
        return _from_points(path, areas, spec)
    return _from_table(path, areas, spec)


def _from_raster(path: Path, areas: gpd.GeoDataFrame, stated: str | None) -> Read:
    """Return raster cells cut by area."""
    ground, notes = _claimed_once(areas, path)
    cells, beyond = read_cells(path, ground, "area_id", stated=stated)
    if beyond:
        notes.append(
            f"{path.name}: the raster does not cover all of {len(beyond)} areas: {few(beyond)}"
        )
    is_impossible = ~cells["value"].between(0, GREATEST_PEOPLE)
    if is_impossible.any():
        strange = cells.loc[is_impossible, "value"].value_counts().index[0]
        notes.append(
            f"{path.name}: {is_impossible.sum():,} pieces of cells hold negative or impossibly "
            f"many people (mostly {strange:g}) and are left out; is that the value for no data?"
        )
    cells = cells[(cells["value"] > 0) & ~is_impossible]
    empty = sorted(set(areas["area_id"]) - set(cells["area_id"]))
    if empty:
        notes.append(f"{path.name}: no people in {len(empty)} areas: {few(empty)}")
    table = cells.assign(
        cell_id="r" + cells["row"].astype("str") + "c" + cells["column"].astype("str"),
        people=cells["value"] * cells["coverage_share"],
        method="raster",
        source=path.name,
    )
    total = f"{path.name}: {table['people'].sum():,.0f} people in {len(table):,} pieces of cells"
    return gather([], table[COLUMNS].reset_index(drop=True), [total, *notes])


def _claimed_once(areas: gpd.GeoDataFrame, path: Path) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the areas without the ground that an area of lesser id claims too."""
    ground = areas[["area_id", "geometry"]].sort_values("area_id", ignore_index=True)
    shapes = ground.geometry.array
    later, earlier = ground.sindex.query(shapes, predicate="intersects")
    is_pair = earlier < later
    later, earlier = later[is_pair], earlier[is_pair]
    common = shapely.area(shapely.intersection(shapes[later], shapes[earlier]))
    later, earlier, common = later[common > 0], earlier[common > 0], common[common > 0]
    if not len(later):
        return ground, []
    taken = gpd.GeoSeries(shapes[earlier]).groupby(later).agg(shapely.union_all)
    left = shapely.difference(shapes[taken.index], taken.to_numpy())
    ground.loc[taken.index, "geometry"] = left
    note = (
        f"{path.name}: areas overlap by {common.sum() / 1e6:,.2f} km2 in all, most in "
        f"{ground['area_id'][later[common.argmax()]]}; that ground counts for the least area_id"
    )
    return ground[~ground.geometry.is_empty].reset_index(drop=True), [note]


def _from_points(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any]) -> Read:
    """Return people at points inside the areas."""
    sieve = read_points(path, spec, crs=areas.crs)
    column = _people_column(sieve.frame, spec, path)
    drop_outside(sieve, areas, 0, path)
    sieve.frame = sieve.frame.assign(area_id=area_of(sieve.frame, areas))
    sieve.drop(sieve.frame["area_id"].isna(), "outside all areas", "outside")
    _count(sieve, column)
    cell_id = content_id(sieve.frame, list(sieve.frame.columns), "point-")
    table = sieve.frame.assign(cell_id=cell_id, method="points", source=path.name)
    sieve.check_share(path)
    return gather([sieve], table[COLUMNS].reset_index(drop=True))


def _from_table(path: Path, areas: gpd.GeoDataFrame, spec: dict[str, Any]) -> Read:
    """Return people by area code."""
    frame = read_frame(path, spec)
    require(frame, [spec.get("area_id")], path)
    codes = areas["area_id"].str.replace(r"~\d+$", "", regex=True)
    sieve = Sieve(frame, path)
    code = texts(frame[spec.get("area_id") or _code_column(frame, set(codes), path)])
    stranger = "no area has the code " + code.fillna("(empty)")
    sieve.drop(~code.isin(codes), stranger)
    sieve.check_share(path)
    _count(sieve, _people_column(frame, spec, path))
    drop_repeats(sieve, code.loc[sieve.frame.index], "area code")
    sieve.check_share(path)
    given = sieve.frame["people"].set_axis(code.loc[sieve.frame.index])
    share = areas["area_km2"] / areas["area_km2"].groupby(codes).transform("sum")
    table = pd.DataFrame(
        {
            "area_id": areas["area_id"],
            "cell_id": "area",
            "people": codes.map(given) * share,
            "method": "area",
            "source": path.name,
        }
    )
    without = sorted(table.loc[table["people"].isna(), "area_id"])
    notes = [f"{path.name}: no row for {len(without)} areas: {few(without)}"] if without else []
    if codes.duplicated().any():
        notes.append(f"{path.name}: people of codes that areas share are split by ground area")
    table = table[table["people"].notna()]
    nowhere = gpd.GeoSeries([None] * len(table), index=table.index, crs=areas.crs)
    placed = gpd.GeoDataFrame(table, geometry=nowhere).reset_index(drop=True)
    return gather([sieve], placed[COLUMNS], notes)


def _code_column(frame: pd.DataFrame, codes: set[str], path: Path) -> str:
    """Return the column in which most rows hold an area code; the leftmost of several."""
    hits = {
        str(name): int(texts(frame[name]).isin(codes).sum())
        for name in frame.columns
        if name != "geometry"
    }
    best = max(hits, key=lambda name: hits[name])
    if hits[best] == 0:
        raise SourceError(
            f"no column holds area codes such as {few(sorted(codes), 3)}; its columns are: "
            f"{', '.join(hits)}. Name the column as `area_id`",
            file=path,
        )
    return best


def _people_column(frame: pd.DataFrame, spec: dict[str, Any], path: Path) -> str:
    """Return the column with the number of people."""
    require(frame, [spec.get("people")], path)
    column = spec.get("people") or find_column(frame, PEOPLE_COLUMNS)
    if column is None:
        have = ", ".join(str(name) for name in frame.columns)
        raise SourceError(
            f"no column is known by its name to hold people ({', '.join(PEOPLE_COLUMNS)}); name "
            f"it as `people`. Its columns are: {have}",
            file=path,
        )
    return column


def _count(sieve: Sieve, column: str) -> None:
    """Give each row its people; rows without a number of people are taken out."""
    raw = texts_of(sieve.frame, column)
    count = numbers(raw)
    sieve.frame = sieve.frame.assign(people=count)
    sieve.drop(
        ~count.between(0, GREATEST_PEOPLE),
        f"{column} " + raw.fillna("(empty)") + " is no number of people",
    )
