"""One way to open each kind of file; a file that is not what it should be is said in words."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  a class with a small letter

import geopandas as gpd
import pandas as pd
import pyogrio
from pyarrow import ArrowException
from pyogrio.errors import CRSError as ShapeCrsError
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from pipeline.errors import CrsError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

ZIPPED = (".shp", ".gpkg", ".geojson")
SEPARATORS = (",", ";", "\t")
MAX_UNPACKED_BYTES = 2_000_000_000
MAX_UNPACKED_RATIO = 100
"""A zip that unpacks to more than both allow is a mistake or a trap."""


def open_text(path: Path, encoding: str | None) -> pd.DataFrame:
    """Return a delimited file's cells as text."""
    text = _decoded(path, encoding).lstrip("\r\n")
    if not text.strip():
        raise SourceError("the file is empty; get it again", file=path)
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
        fault = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise SourceError(
            f"not a readable table: {fault}; put cells that hold a separator in quotes", file=path
        ) from None
    if not isinstance(frame.index, pd.RangeIndex):
        raise SourceError("its rows have more cells than its header", file=path)
    if _is_cut_off(text):
        raise SourceError("the file is cut off in its last row; get it again", file=path)
    return frame.set_axis(_told_apart(frame, text), axis=1)


def _is_cut_off(text: str) -> bool:
    """Return whether the last line has no end and fewer cells than the header."""
    header, last = text.partition("\n")[0], text.rpartition("\n")[2]
    separator = _separator(text)
    is_plain = last != "" and '"' not in header + last
    return is_plain and last.count(separator) < header.count(separator)


def _told_apart(frame: pd.DataFrame, text: str) -> list[str]:
    """Return the columns' names; those that share one but not their cells with their number.

    Neither of them is then found by the name that they share, so that none is taken by chance.
    """
    head = pd.read_csv(
        io.StringIO(text),
        sep=_separator(text),
        header=None,
        nrows=1,
        dtype=str,
        keep_default_na=False,
    )
    plain = head.iloc[0].str.strip()
    if len(plain) != frame.shape[1] or not plain[plain != ""].duplicated().any():
        return [str(name) for name in frame.columns]
    names = [str(name) for name in frame.columns]
    for name in plain[(plain != "") & plain.duplicated()].unique():
        at = [int(number) for number in plain.index[plain == name]]
        is_one = all(frame.iloc[:, number].equals(frame.iloc[:, at[0]]) for number in at)
        for nth, number in enumerate(at):
            names[number] = name if is_one and nth == 0 else f"{name} (column {number + 1})"
    return names


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
    _refuse_bomb(path)
    try:
        with warnings.catch_warnings():
            # Styles and validation rules that openpyxl does not know say nothing about cells.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            with pd.ExcelFile(path, engine="openpyxl") as book:
                if sheet is not None and sheet not in book.sheet_names:
                    have = ", ".join(str(name) for name in book.sheet_names)
                    raise SourceError(f"no sheet {sheet!r}; its sheets are: {have}", file=path)
                return pd.read_excel(book, sheet_name=sheet or 0, dtype=str, keep_default_na=False)
    except (BadZipFile, KeyError, ValueError, OSError, EOFError, ParseError, ZlibError) as error:
        raise SourceError(
            f"not a readable workbook: {error}; save it as .xlsx or CSV", file=path
        ) from None


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
    _refuse_bomb(path)
    source = str(path)
    if path.suffix.lower() == ".zip":
        source, layer = _inside(path, layer), None
    try:
        with warnings.catch_warnings():
            # GDAL speaks of broken rings and odd fields; both are looked at row by row later.
            warnings.simplefilter("ignore", RuntimeWarning)
            # An outline that cannot be is empty then, and its row is told of.
            frame = pyogrio.read_dataframe(
                source, layer=layer or 0, encoding=encoding, on_invalid="ignore"
            )
    except ShapeCrsError as error:
        if path.suffix.lower() not in (".shp", ".zip"):
            raise SourceError(f"not a readable file: {error}", file=path) from None
        raise CrsError(
            f"{path}: its reference system cannot be read ({error}); get its .prj again, or "
            'delete it and add `crs`, such as crs = "EPSG:4326", to its entry in the region file'
        ) from None
    except (DataSourceError, FeatureError, ValueError, LookupError, OSError) as error:
        fault = str(error).partition("; It might help")[0]
        hint = "; its .shx, .dbf and .prj must lie beside it" if path.suffix == ".shp" else ""
        raise SourceError(f"not a readable file: {fault}{hint}", file=path) from None
    except DataLayerError:
        have = ", ".join(pyogrio.list_layers(source)[:, 0])
        raise SourceError(f"no layer {layer!r}; its layers are: {have}", file=path) from None
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


def _refuse_bomb(path: Path) -> None:
    """Refuse a zip, or a workbook, which is one, that would unpack to more than anyone sends."""
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, OSError):
        return
    if unpacked > max(MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO * path.stat().st_size):
        raise SourceError(
            f"its {path.stat().st_size:,} bytes unpack to {unpacked:,}, too many to open; unpack "
            "it, see what it holds, and name that file",
            file=path,
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
