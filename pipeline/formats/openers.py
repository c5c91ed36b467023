"""One way to open each kind of file; a file that is not what it should be is said in words."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import geopandas as gpd
import pandas as pd
import pyogrio
from pyarrow import ArrowException
from pyogrio.errors import DataLayerError, DataSourceError

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

ZIPPED = (".shp", ".gpkg", ".geojson")
SEPARATORS = (",", ";", "\t")


def open_text(path: Path, encoding: str | None) -> pd.DataFrame:
    """Return a delimited file's cells as text."""
    text = _decoded(path, encoding).lstrip("\r\n")
    if not text.strip():
        raise SourceError("the file is empty", file=path)
    if "\x00" in text:
        raise SourceError("the file is not text; save it as UTF-8 CSV", file=path)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=_separator(text),
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        raise SourceError(f"not a readable table: {str(error).strip()}", file=path) from None
    if not isinstance(frame.index, pd.RangeIndex):
        raise SourceError("its rows have more cells than its header", file=path)
    return frame


def _decoded(path: Path, encoding: str | None) -> str:
    """Return a file's text: as stated, else by its mark, else utf-8, else latin-1."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=path) from None
    if encoding is None and raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        return raw.decode(encoding or "utf-8-sig").removeprefix("\ufeff")
    except LookupError:
        raise SourceError(f"encoding {encoding!r} is not known; try utf-8", file=path) from None
    except UnicodeDecodeError as error:
        if encoding is None:
            return raw.decode("latin-1")
        raise SourceError(f"is not {encoding}: {error}; state its `encoding`", file=path) from None


def _separator(text: str) -> str:
    """Return the separator that the header has most of, quoted cells left aside."""
    header = "".join(text.partition("\n")[0].split('"')[::2])
    return max(SEPARATORS, key=header.count)


def open_book(path: Path, sheet: str | None) -> pd.DataFrame:
    """Return a workbook's sheet as text."""
    try:
        with warnings.catch_warnings():
            # Styles and validation rules that openpyxl does not know say nothing about cells.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            with pd.ExcelFile(path, engine="openpyxl") as book:
                if sheet is not None and sheet not in book.sheet_names:
                    have = ", ".join(str(name) for name in book.sheet_names)
                    raise SourceError(f"no sheet {sheet!r}; its sheets are: {have}", file=path)
                return pd.read_excel(book, sheet_name=sheet or 0, dtype=str, keep_default_na=False)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise SourceError(f"not a readable workbook: {error}", file=path) from None


def open_parquet(path: Path) -> gpd.GeoDataFrame:
    """Return the rows of a GeoParquet file."""
    try:
        return gpd.read_parquet(path)
    except (ArrowException, ValueError, OSError) as error:
        fault = str(error).partition("\n")[0]
        raise SourceError(f"not a readable GeoParquet file: {fault}", file=path) from None


def open_shapes(path: Path, layer: str | None, encoding: str | None) -> gpd.GeoDataFrame:
    """Return the features of a file that GDAL reads.

    `layer` is that of a GeoPackage, or of a zip the file's name without its ending; the first if
    None.
    """
    _refuse_cut_off(path)
    source = str(path)
    if path.suffix.lower() == ".zip":
        source, layer = _inside(path, layer), None
    try:
        with warnings.catch_warnings():
            # GDAL speaks of broken rings and odd fields; both are looked at row by row later.
            warnings.simplefilter("ignore", RuntimeWarning)
            frame = pyogrio.read_dataframe(source, layer=layer or 0, encoding=encoding)
    except DataLayerError:
        have = ", ".join(pyogrio.list_layers(source)[:, 0])
        raise SourceError(f"no layer {layer!r}; its layers are: {have}", file=path) from None
    except (DataSourceError, ValueError, LookupError, OSError) as error:
        fault = str(error).partition("; It might help")[0]
        hint = "; its .shx, .dbf and .prj must lie beside it" if path.suffix == ".shp" else ""
        raise SourceError(f"not a readable file: {fault}{hint}", file=path) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError("its layer holds no geometry", file=path)
    return frame


def _refuse_cut_off(path: Path) -> None:
    """Refuse a shapefile that is shorter than its head says: GDAL gives its rest as empty."""
    if path.suffix.lower() != ".shp":
        return
    with path.open("rb") as file:
        head = file.read(28)
    stated, size = 2 * int.from_bytes(head[24:28], "big"), path.stat().st_size
    if size < stated:
        raise SourceError(
            f"the file is cut off: {size:,} bytes of {stated:,}; get it again", file=path
        )


def _inside(path: Path, layer: str | None) -> str:
    """Return GDAL's name of the file to read in a zip."""
    try:
        with ZipFile(path) as archive:
            names = sorted(archive.namelist())
    except (BadZipFile, OSError) as error:
        raise SourceError(f"not a readable zip: {error}", file=path) from None
    readable = {PurePosixPath(name): name for name in names if name.lower().endswith(ZIPPED)}
    for member, name in readable.items():
        if layer in (None, member.stem):
            return f"/vsizip/{path}/{name}"
    asked = f"no {layer!r}" if readable else f"no file that ends in {' '.join(ZIPPED)}"
    raise SourceError(f"the zip holds {asked}; it holds: {', '.join(names)}", file=path)
