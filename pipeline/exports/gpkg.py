"""One GeoPackage that a GIS opens at once, coloured, with every column explained."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pyogrio

from pipeline.outgoing.meanings import meanings
from pipeline.outgoing.styles import Style, qml, styles
from pipeline.outgoing.tables import LAYERS, layer
from pipeline.withheld import withholding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from pipeline.outgoing.meanings import Meaning

WRITTEN = "2000-01-01T00:00:00.000Z"
"""Stamped in the file for the time of writing, so that the same tables give the same bytes."""
SETTINGS = {"OGR_CURRENT_DATE": WRITTEN, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
"""Set for good and not only while writing: another thread may be writing too. The store brings the
whole file to the disk once it is done."""
VERSION = "1.2"
"""Of the standard: the newest that the readers of older systems know in full."""
IN_AREAS = ("stability", "resilience")
"""Layers whose columns `areas` holds."""
FORMS = {
    "points": ("Point", ("Point", "MultiPoint")),
    "lines": ("MultiLineString", ("LineString", "MultiLineString")),
    "surfaces": ("MultiPolygon", ("Polygon", "MultiPolygon")),
}
"""What a layer of all forms is parted into, because a style draws one form."""
COLUMNS = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec/#extension_schema', 'read-write');
"""
STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""


@withholding
def gpkg(
    *,
    draft: Path,
    docs: Mapping[str, Mapping[str, Any]],
    base_scenario: str,
    scenarios: Sequence[str],
    service_types: Sequence[str],
    **tables: Any,  # noqa: ANN401  with geometry or not
) -> None:
    """Write the layers that a planner opens in a GIS, in EPSG:4326, each named as its table.

    `areas` holds every table by area in columns: access by service type and scenario as
    `<type>_<scenario>_<measure>` (share within 60 minutes is cumulative), catchments as
    `<type>_<measure>`, grades as `<table>_grade`. `communities` holds reach in the same way.
    `roads` is the table `network`, of which `links` says what holds and what breaks.
    `closure_effects` lies where the reports do, in one layer for points, lines and surfaces each.

    The schema extension tells what each column is (QGIS shows it as alias and comment), and
    `layer_styles` how layers are drawn. The same tables give the same bytes.

    Parameters
    ----------
    docs
        What columns of the pipeline's tables mean, by table and column.
    base_scenario
        Scenario that layers open with.
    scenarios
        All scenarios.
    service_types
        All types of service.
    """
    # The driver wants the ending that it knows, and adds layers to a file that is there.
    work = draft.with_name(f"{draft.name}.gpkg")
    work.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options(SETTINGS)
    told: dict[str, list[Meaning]] = {}
    for name, recipe in LAYERS.items():
        if name not in IN_AREAS:
            made = layer(name, tables, base_scenario)
            found = meanings(name, made, docs)
            for part, (table, geometry_type) in _parts(name, made.table, recipe.geometry).items():
                _write(table, work, part, geometry_type)
                told[part] = found
    _explain(work, told, styles(base_scenario, scenarios, service_types))
    work.replace(draft)


def _parts(
    name: str, table: gpd.GeoDataFrame, geometry_type: str | None
) -> dict[str, tuple[gpd.GeoDataFrame, str | None]]:
    """Return what a layer is written as: itself, or one part a form where it has several."""
    if geometry_type != "Unknown":
        return {name: (table, geometry_type)}
    return {
        f"{name}_{form}": (table[table.geom_type.isin(held)], written)
        for form, (written, held) in FORMS.items()
    }


def _write(table: gpd.GeoDataFrame, path: Path, name: str, geometry_type: str | None) -> None:
    """Add one layer to the file."""
    options: dict[str, Any] = {"use_arrow": True, "dataset_options": {"VERSION": VERSION}}
    if geometry_type:
        options["geometry_type"] = geometry_type
        options["promote_to_multi"] = geometry_type.startswith("Multi")
    pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", **options)


def _explain(path: Path, told: Mapping[str, Sequence[Meaning]], drawn: Sequence[Style]) -> None:
    """Add what columns mean, and how layers are drawn."""
    with closing(sqlite3.connect(path)) as file:
        file.executescript(COLUMNS + STYLES)
        file.executemany(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            [
                (name, one.column, one.title, one.title, one.doc)
                for name, found in told.items()
                for one in found
            ],
        )
        file.executemany(
            "INSERT INTO layer_styles VALUES (NULL, '', '', ?, ?, ?, ?, '', ?, ?, '', NULL, ?)",
            _style_rows(told, drawn),
        )
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change, srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (WRITTEN,),
        )
        file.commit()


def _style_rows(
    told: Mapping[str, Sequence[Meaning]], drawn: Sequence[Style]
) -> Iterator[tuple[Any, ...]]:
    """Yield the styles of each layer, the one that it opens with first."""
    for name, found in told.items():
        titles = {one.column: one.title for one in found}
        own = [style for style in drawn if style.layer == name] or [Style(name, "Names", "")]
        for at, style in enumerate(own):
            place = "geom" if style.renderer is not None else ""
            yield name, place, style.name, qml(style, titles), at == 0, style.doc, WRITTEN
