"""A file to a raw table: rows numbered as in the file, every fault of the file said in words."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from pipeline.crs import known
from pipeline.errors import CrsError, SourceError
from pipeline.formats.openers import open_book, open_parquet, open_shapes, open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
BOOK_SUFFIXES = (".xlsx", ".xlsm")
PARQUET_SUFFIXES = (".parquet", ".gpq", ".geoparquet")
SHAPE_SUFFIXES = (".shp", ".gpkg", ".geojson", ".json", ".zip")
NULLS = ("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "NaN", "nan", "NaT", "<NA>")
THOUSANDS = r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?"
DECIMAL_COMMA = r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?"


def read_frame(path: Path, spec: Mapping[str, Any]) -> Any:  # noqa: ANN401  plain or with geometry
    """Return a file's rows, indexed by `row`, counted from 1 over the file's data rows.

    Text files and workbooks give text alone: stripped, empty as null, a first row of HXL tags and
    rows without any value left out (later rows keep their number). Files with geometry give it
    with a reference system.

    Parameters
    ----------
    path
        csv, tsv, txt, xlsx; shp (also zipped), gpkg, geojson, parquet.
    spec
        `encoding`, `sheet`, `layer`, `crs` as in the region file; all may be absent.

    Raises
    ------
    SourceError
        Where the file is missing, empty, broken or of an unknown kind.
    CrsError
        Where neither the file nor `spec` states a reference system.
    """
    if not path.exists():
        raise SourceError("no such file; put it there, or change `file`", file=path)
    if not path.is_file():
        raise SourceError("is a folder, not a file; name the file in it", file=path)
    if not os.access(path, os.R_OK):
        raise SourceError("may not be read; change its permissions", file=path)
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return _numbered(open_text(path, spec.get("encoding")))
    if suffix in BOOK_SUFFIXES:
        return _numbered(open_book(path, spec.get("sheet")))
    if suffix in PARQUET_SUFFIXES:
        return _placed(open_parquet(path), path, spec.get("crs"))
    if suffix in SHAPE_SUFFIXES:
        shapes = open_shapes(path, spec.get("layer"), spec.get("encoding"))
        return _placed(_with_columns(shapes, spec), path, spec.get("crs"))
    kinds = " ".join((*TEXT_SUFFIXES, *BOOK_SUFFIXES, *SHAPE_SUFFIXES, *PARQUET_SUFFIXES))
    raise SourceError(
        f"{suffix or 'no ending'} is no known kind of file; known: {kinds}", file=path
    )


def require(frame: pd.DataFrame, columns: Iterable[str | None], path: Path) -> None:
    """Refuse a table that lacks a column that the region file names; None asks for nothing.

    Raises
    ------
    SourceError
        With what is missing, the closest match, and what there is.
    """
    there = [str(name) for name in frame.columns if name != "geometry"]
    have = ", ".join(there) or "none (those of a shapefile are in the .dbf beside it)"
    missing = [name for name in columns if name is not None and name not in there]
    if not missing:
        return
    lower = {name.lower(): name for name in there}
    faults = []
    for name in missing:
        close = difflib.get_close_matches(name.lower(), lower, n=1)
        faults.append(f"{name!r}" + (f" (did you mean {lower[close[0]]!r}?)" if close else ""))
    raise SourceError(
        f"no column {', '.join(faults)}; its columns are: {have}. Mend the name in the region "
        "file, or the file",
        file=path,
    )


def find_column(frame: pd.DataFrame, candidates: Iterable[str]) -> str | None:
    """Return the first candidate that a table has, whatever its case; None where it has none."""
    lower = {str(name).strip().lower(): str(name) for name in reversed(frame.columns)}
    return next((lower[name.lower()] for name in candidates if name.lower() in lower), None)


def numbers(values: pd.Series) -> pd.Series:
    """Return numbers from text, null where there is none.

    `1,234.5`, `1 234` and `1'234` have thousand separators; a comma that cannot be one (`9,3987`)
    is a decimal comma. Infinite values are null.
    """
    if pd.api.types.is_numeric_dtype(values):
        parsed = values.astype("float64")
    else:
        text = values.astype("str").str.replace(r"[\s\u00a0\u202f'\u2019]", "", regex=True)
        is_decimal = text.str.fullmatch(DECIMAL_COMMA).fillna(False)  # noqa: FBT003  pandas' own
        is_decimal &= ~text.str.fullmatch(THOUSANDS).fillna(False)  # noqa: FBT003  pandas' own
        is_thousands = text.str.fullmatch(THOUSANDS).fillna(False)  # noqa: FBT003  pandas' own
        text = text.mask(is_decimal, text.str.replace(",", ".", regex=False))
        text = text.mask(is_thousands, text.str.replace(",", "", regex=False))
        parsed = pd.to_numeric(text, errors="coerce").astype("float64")
    return parsed.where(np.isfinite(parsed))


def texts(values: pd.Series) -> pd.Series:
    """Return text, stripped; empty, `NA` and the like as null; whole floats without `.0`."""
    if pd.api.types.is_float_dtype(values):
        whole = values.dropna()
        if (whole == whole.round()).all() and (whole.abs() < 2**53).all():
            values = values.astype("Int64")
    text = values.astype("str").str.strip()
    return text.mask(text.isin(NULLS) | values.isna())


def texts_of(frame: pd.DataFrame, column: str | None) -> pd.Series:
    """Return a column as text; null in every row where no column is named."""
    if column is None:
        return pd.Series(np.nan, index=frame.index, dtype="str")
    return texts(frame[column])


def recode(values: pd.Series, mapping: Mapping[str, str]) -> pd.Series:
    """Return what a mapping makes of texts, null for those that it does not hold."""
    return values.map(dict(mapping)).astype("str")


def stack(parts: Sequence[Any], columns: Iterable[str], crs: Any = None) -> Any:  # noqa: ANN401
    """Return the tables of several files under each other; no file gives an empty table.

    Parameters
    ----------
    parts
        One table a file.
    columns
        The columns to keep, `geometry` left aside.
    crs
        Reference system of the geometry; a table without geometry if None.
    """
    names = [*columns] if crs is None else [*columns, "geometry"]
    if parts:
        return pd.concat([part[names] for part in parts], ignore_index=True)
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    return empty if crs is None else gpd.GeoDataFrame(empty, geometry=[], crs=crs)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return cells stripped, empty as null, rows numbered; HXL tags and blank rows left out."""
    frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))
    frame.columns = frame.columns.astype("str").str.strip()
    frame = frame.apply(texts)
    frame = frame[frame.notna().any(axis=1)]
    first = frame.iloc[0].dropna() if len(frame) else pd.Series(dtype="str")
    if len(first) and first.str.match(r"#\w").all():
        frame = frame.iloc[1:]
    return frame


def _with_columns(frame: gpd.GeoDataFrame, spec: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return shapes; GeoJSON without any knows no columns, then it has those that are asked for."""
    if len(frame) or len(frame.columns) > 1:
        return frame
    asked = {value for value in spec.values() if isinstance(value, str)} - {"geometry"}
    return frame.assign(**{name: pd.Series(dtype="str") for name in sorted(asked)})


def _placed(frame: gpd.GeoDataFrame, path: Path, stated: str | None) -> gpd.GeoDataFrame:
    """Return rows numbered, in the file's reference system, else the stated one."""
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    is_degrees = frame.crs is not None and frame.crs.is_geographic
    if frame.crs is None or (stated is not None and is_degrees and _is_metric(frame)):
        frame = frame.set_crs(_stated(stated, path), allow_override=True)
    elif is_degrees and _is_metric(frame):
        raise CrsError(
            f"{path}: coordinates reach {np.nanmax(np.abs(frame.total_bounds)):,.0f}, but "
            f"{frame.crs.to_string()} is in degrees; add their true `crs`, such as "
            'crs = "EPSG:32629", to its entry in the region file'
        )
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))


def _stated(stated: str | None, path: Path) -> Any:  # noqa: ANN401  pyproj's CRS
    """Return the reference system of the region file, for a file that states none."""
    if stated is None:
        raise CrsError(
            f"{path}: the file states no reference system; add `crs`, such as "
            'crs = "EPSG:4326" for degrees, to its entry in the region file'
        )
    return known(stated, what=f"crs of {path.name} in the region file")


def _is_metric(frame: gpd.GeoDataFrame) -> bool:
    """Return whether most rows lie where no degrees are."""
    return bool((frame.bounds.abs().max(axis=1) > 360).mean() > 0.5)
