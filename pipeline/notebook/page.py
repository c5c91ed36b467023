"""Rows of any table on a map of its own, in the frame of the pages: it asks no host."""

from __future__ import annotations

import html as escaping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.errors import ConfigError
from pipeline.notebook.table import WHOLE
from pipeline.page import colours, drawing, frame, legend, slim, words
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from pipeline.built import Layers
    from pipeline.config import Region

HEIGHT_PX = 560
QUANTILES = (0.2, 0.4, 0.6, 0.8)
DIGITS = 2
"""Significant ones of the breaks between classes."""
HUES = (*("#3c74a8", "#e69f2e", "#3f8f6b", "#7b2d8e", "#b3202c", "#c3d9ea", "#5a1f3c", "#b08a1e"),)
RISING = ("#d3dde5", *colours.MINUTES[1:])
"""The least is still seen on the ground."""
KINDS = {"Point": "circle", "LineString": "line", "MultiLineString": "line"}
SWATCHES = {"circle": "circle", "line": "bar", "area": "box"}
PLACED = {
    ("area", "area_id"): "areas",
    ("circle", "community_id"): "communities",
    ("line", "link_id"): "links",
}
"""What the pages' scripts call a layer of one row a place, by how it is drawn and by its key."""


class Shown:
    """A page in a notebook; `save` writes it to a file that opens without internet."""

    def __init__(self, html: str) -> None:
        self.html = html

    def save(self, path: Path | str) -> Path:
        """Write the page, and return where."""
        goal = Path(path)
        goal.write_text(self.html, encoding="utf-8", newline="\n")
        return goal

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, which can reach nothing of the notebook's."""
        return (
            f'<iframe srcdoc="{escaping.escape(self.html)}" sandbox="allow-scripts" '
            f'style="width:100%;height:{HEIGHT_PX}px;border:1px solid #ccc"></iframe>'
        )


def explored(
    name: str,
    column: str,
    rows: gpd.GeoDataFrame,
    layers: Layers,
    region: Region,
    title: str,
    chosen: Mapping[str, str],
) -> Shown:
    """Return rows on a map, coloured by a column, with every column in their popups.

    Parameters
    ----------
    name
        The table.
    title
        Column with the names of the places; empty where there is none.
    chosen
        What the rows were chosen by.
    """
    rows = rows[~(rows.geometry.isna() | rows.geometry.is_empty)].reset_index(drop=True)
    areas, communities = layers.table("areas"), layers.table("communities")
    classes, entries = _classes(rows[column], column)
    kind = _kind(rows)
    known_as = _known_as(name, rows, kind)
    layer = drawing.Layer(
        known_as,
        kind,
        _shapes(rows, kind),
        drawing.columns(classes),
        _styles(kind, [entry.colour for entry in entries]),
        titles=(rows[title].fillna("Unnamed") if title else pd.Series(name, rows.index)).tolist(),
        facts=_facts(name, rows),
    )
    shape = SWATCHES[kind]
    shown = [legend.Entry(one.label, one.colour, shape) for one in entries]
    roads, left_out = drawing.roads(layers.table("network"))
    bounds = slim.bounds(areas)
    page = frame.Page(
        name="explore.html",
        heading=f"{name}: {column}",
        day=frame.day(layers.table("as_of")),
        lead=f"{TABLES[name].doc} {WHOLE if region.publish else ''}".strip(),
        blocks=[
            legend.block(known_as, column, shown, note=TABLES[name].columns[column].doc),
            legend.block("roads", "Roads", [legend.Entry("Road", "#7c8792", "thin")]),
        ],
        corner={key: str(value) for key, value in chosen.items()} | {"Rows": f"{len(rows):,}"},
        about={"Left out": frame.left_out(left_out)},
    )
    drawn = [layer, roads] if kind == "area" else [roads, layer]
    if known_as == "areas":
        areas = areas.set_index("area_id").loc[rows["area_id"]]
    else:
        drawn = [_ground(areas), *drawn]
    data = {
        "layers": [one.plain() for one in drawn],
        "labels": drawing.labels(areas, communities),
    }
    setting = {"title": region.title}
    return Shown(frame.map_page(page, data, setting, bounds=bounds))


def _kind(rows: gpd.GeoDataFrame) -> str:
    """Return how rows are drawn; those of several kinds as circles in their midst."""
    kinds = {KINDS.get(kind, "area") for kind in set(rows.geom_type)}
    return kinds.pop() if len(kinds) == 1 else "circle"


def _known_as(name: str, rows: gpd.GeoDataFrame, kind: str) -> str:
    """Return what the pages' scripts call the layer: by its places, if each has one row.

    These they find by name, and areas they label, row for row.
    """
    for key in TABLES[name].key:
        if (kind, key) in PLACED and rows[key].is_unique:
            return PLACED[kind, key]
    return "rows"


def _shapes(rows: gpd.GeoDataFrame, kind: str) -> Any:  # noqa: ANN401  as the page's script reads
    if kind == "area":
        return slim.areas(rows.geometry)
    if kind == "line":
        return slim.lines(rows.geometry)
    return slim.points(rows.geometry.representative_point())


def _styles(kind: str, palette: Sequence[str]) -> list[dict[str, Any]]:
    """Return one style a class; the last colour stands for what is not known."""
    if kind == "area":
        return colours.area_styles(palette[:-1])
    if kind == "line":
        return [{"color": colour, "weight": 3} for colour in palette]
    return [colours.circle_style(colour, radius=3, near=6) for colour in palette]


def _ground(areas: gpd.GeoDataFrame) -> drawing.Layer:
    """Return the areas as quiet ground."""
    style = {"color": "#aab4bd", "weight": 1, "fillColor": "#f8f9fa"}
    shapes = slim.areas(areas.geometry)
    return drawing.Layer("areas", "area", shapes, drawing.columns([0] * len(areas)), [style])


def _classes(values: pd.Series, column: str) -> tuple[Any, list[legend.Entry]]:
    """Return the class of each value and what classes are called; the last is not known."""
    unknown = legend.Entry("not known", colours.UNKNOWN, "box unknown")
    is_number = pd.api.types.is_numeric_dtype(values) and values.dtype != bool
    if is_number and values.nunique() > len(QUANTILES):
        breaks = _breaks(values.to_numpy(float))
        names = legend.ranges(breaks)
        hues = [RISING[n * 4 // max(1, len(breaks))] for n in range(len(names))]
        entries = [legend.Entry(label, hue) for label, hue in zip(names, hues, strict=True)]
        return colours.classes(values, breaks), [*entries, unknown]
    kinds = sorted(values.dropna().unique())
    if len(kinds) > len(HUES):
        raise ConfigError(f"{column} has {len(kinds)} different values, too many to colour")
    place = pd.Index(kinds).get_indexer(pd.Index(values))
    entries = [legend.Entry(str(one), hue) for one, hue in zip(kinds, HUES, strict=False)]
    return np.where(place < 0, len(kinds), place), [*entries, unknown]


def _breaks(numbers: Any) -> list[float]:  # noqa: ANN401  any array of numbers
    """Return round numbers that cut the values into parts with about as many each.

    Where many are 0, that is a class of its own.
    """
    is_nothing = numbers == 0
    has_class = bool(is_nothing.mean() > QUANTILES[0])
    cuts = np.nanquantile(numbers[~is_nothing] if has_class else numbers, QUANTILES[has_class:])
    return sorted({*([0.0] if has_class else []), *(float(f"{cut:.{DIGITS}g}") for cut in cuts)})


def _facts(name: str, rows: gpd.GeoDataFrame) -> tuple[drawing.Fact, ...]:
    """Return every column as a line of the popup, by its name in the data dictionary."""
    return tuple(
        _fact(column, rows[column], TABLES[name].columns[column].dtype)
        for column in TABLES[name].columns
    )


def _fact(column: str, values: pd.Series, dtype: str) -> drawing.Fact:
    if dtype in ("float", "int"):
        digits = 0 if dtype == "int" or values.abs().min() > 100 else 3
        return drawing.measured(column, values, digits=digits)
    if dtype == "bool":
        return drawing.worded(column, values, words.YES_NO)
    return drawing.named(column, values.astype("str").where(values.notna(), None), is_brief=True)
