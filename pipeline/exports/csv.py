"""One layer as a CSV file that a spreadsheet opens, with the HXL row where it is asked for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from pandas.api import types

from pipeline.formats.reading import without_formulas
from pipeline.outgoing.tables import layer as layer_of
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = {False: "utf-8-sig", True: "utf-8"}
"""Without and with HXL: spreadsheets take a file without the mark for one in their own country's
letters, and programs that read HXL take the mark for a part of the first name."""
DIGITS = "%.10g"
TAGS = {
    "longitude": "#geo+lon",
    "latitude": "#geo+lat",
    "people": "#population",
    "status": "#status",
    "reason": "#cause",
    "community_id": "#loc+code",
    "community_name": "#loc+name",
    "service_id": "#service+code",
    "service_name": "#service+name",
    "service_type": "#service+type",
    "capacity": "#capacity+num",
    "period_start": "#date+start",
    "reported": "#date+reported",
    "expires": "#date+end",
}
"""HXL hashtags of columns that mean the same everywhere."""
DIVISION = re.compile(r"ADM(\d)_(PCODE|EN)")


@withholding
def csv(
    *,
    draft: Path,
    layer: str,
    base_scenario: str,
    hxl: bool,
    **tables: Any,  # noqa: ANN401  with geometry or not
) -> None:
    """Write a layer as CSV: UTF-8, commas, one header row, days as YYYY-MM-DD.

    Points have `longitude` and `latitude`; of lines and surfaces these are a place on them, because
    no spreadsheet draws an outline. An empty cell means that nothing is known.

    What a spreadsheet would run as a formula (`=`, `+`, `-`, `@` at the start of a text or after a
    semicolon, or a tab or line break) has an apostrophe put before it; texts that are numbers are
    left alone.

    Parameters
    ----------
    hxl
        Whether a second row holds HXL hashtags; if not, the file begins with a byte order mark.
    """
    table = plain(layer_of(layer, tables, base_scenario).table)
    written: dict[str, Any] = {"index": False, "lineterminator": "\n"}
    with draft.open("w", encoding=ENCODINGS[hxl], newline="") as file:
        without_formulas(table[:0]).to_csv(file, **written)
        if hxl:
            tags = [tag(str(name), layer, table[name]) for name in table]
            pd.DataFrame([tags]).to_csv(file, header=False, **written)
        without_formulas(table).to_csv(
            file, header=False, float_format=DIGITS, date_format="%Y-%m-%d", **written
        )


def plain(table: Any) -> pd.DataFrame:  # noqa: ANN401  with geometry or not
    """Return a table with places as numbers, after its codes and names."""
    if not isinstance(table, gpd.GeoDataFrame):
        return pd.DataFrame(table)
    places = table.geometry.representative_point()
    rest = pd.DataFrame(table.drop(columns="geometry"))
    return rest.assign(longitude=places.x, latitude=places.y)


def tag(column: str, layer: str, values: pd.Series) -> str:
    """Return the HXL hashtag of a column, with the attributes that tell it from others."""
    if standard := DIVISION.fullmatch(column):
        level, ending = standard.groups()
        return f"#adm{level}+{'code' if ending == 'PCODE' else 'name'}"
    if column in TAGS:
        return TAGS[column]
    own = f"+{layer}+{_attribute(column)}"
    if types.is_datetime64_any_dtype(values):
        return f"#date{own}"
    if types.is_bool_dtype(values):
        return f"#meta{own}+bool"
    return f"#indicator{own}+num" if types.is_numeric_dtype(values) else f"#meta{own}"


def _attribute(column: str) -> str:
    """Return a column's name in the letters that an attribute may hold."""
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().lower()
    return re.sub(r"^(?![a-z])", "x", re.sub(r"\W", "_", plain))
