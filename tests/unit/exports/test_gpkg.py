from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from pipeline.exports.gpkg import gpkg
from tests.given_away import DOCS, HOSTILE, area_rows, points, tables

if TYPE_CHECKING:
    from pathlib import Path

GEOMETRIES = {
    "areas": "MultiPolygon",
    "cells": "Polygon",
    "communities": "Point",
    "services": "Point",
    "hubs": "Point",
    "isolation": "Point",
    "season_flips": "Point",
    "roads": "LineString",
    "links": "LineString",
    "cut_nodes": "Point",
    "reopenings": "MultiLineString",
    "closure_effects_points": "Point",
    "closure_effects_lines": "MultiLineString",
    "closure_effects_surfaces": "MultiPolygon",
}
PLAIN = {
    *("access", "catchments", "equity", "stability_series", "resilience_levels", "indicators"),
}


def written(folder: Path, **changed: Any) -> Path:  # noqa: ANN401
    draft = folder / "region.gpkg.draft"
    made(draft, **{**tables(), **changed})
    return draft.rename(folder / "region.gpkg")


def made(draft: Path, kinds: tuple[str, ...] = ("health post", "school"), **given: Any) -> None:  # noqa: ANN401
    scenarios = ["dry-4x4", "wet-4x4"]
    gpkg(
        draft=draft,
        docs=DOCS,
        base_scenario=scenarios[0],
        scenarios=scenarios,
        service_types=kinds,
        **given,
    )


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(query).fetchall()


def test_opens_with_its_layers_in_degrees(tmp_path: Path) -> None:
    path = written(tmp_path)
    names = dict(pyogrio.list_layers(path).tolist())
    assert names == {**GEOMETRIES, **dict.fromkeys([*PLAIN, "layer_styles"])}
    communities = gpd.read_file(path, layer="communities")
    assert communities.crs.to_epsg() == 4326
    assert communities.geometry[0].x == pytest.approx(-9)
    assert communities["community_id"].tolist() == ["a", "b"]
    assert list(tmp_path.iterdir()) == [path]


def test_every_column_has_a_name_for_people_and_a_meaning(tmp_path: Path) -> None:
    path = written(tmp_path)
    told = rows(path, "SELECT table_name, column_name, name, description FROM gpkg_data_columns")
    there = {
        (name, column)
        for name in [*GEOMETRIES, *PLAIN]
        for column in pyogrio.read_info(path, layer=name)["fields"]
    }
    assert {row[:2] for row in told} == there
    assert all(title and doc for _, _, title, doc in told)
    by_column = {row[:2]: row[2:] for row in told}
    assert by_column["areas", "health_post_dry_4x4_median_min"] == (
        "Health post, dry season, 4x4: median (min)",
        "Health post, dry season, 4x4. People-weighted median over those who do.",
    )
    assert by_column["links", "people_cut_off"][0] == "People cut off"
    assert by_column["areas", "ADM3_PCODE"][0] == "Code (P-code), level 3"
    standard = rows(path, "SELECT extension_name FROM gpkg_extensions WHERE column_name IS NULL")
    assert standard == [("gpkg_schema",)] * 2


def test_every_layer_has_one_style_that_it_opens_with(tmp_path: Path) -> None:
    path = written(tmp_path)
    styles = rows(path, "SELECT f_table_name, useAsDefault, styleName, styleQML FROM layer_styles")
    opened = [name for name, is_default, _, _ in styles if is_default]
    assert sorted(opened) == sorted([*GEOMETRIES, *PLAIN])
    named = [(name, style) for name, _, style, _ in styles]
    assert len(set(named)) == len(named)
    assert [style for name, style in named if name == "areas"] == ["Quadrant", "Index", "Hot spots"]
    for name, _, _, qml in styles:
        root = ET.fromstring(qml)  # noqa: S314  our own
        assert (root.find("renderer-v2") is not None) is (name in GEOMETRIES)
        aliases = {alias.get("field") for alias in root.iter("alias")}
        assert aliases == set(pyogrio.read_info(path, layer=name)["fields"])


def test_a_table_without_geometry_is_one(tmp_path: Path) -> None:
    table = pyogrio.read_dataframe(written(tmp_path), layer="equity")
    assert table.to_numpy().tolist() == [["health", "dry-4x4", 0.5], ["hub", "dry-4x4", 0.25]]


def test_what_reports_do_lies_where_they_lie(tmp_path: Path) -> None:
    path = written(tmp_path)
    for form, (closure, fate) in {
        "points": ("p", "rules"),
        "lines": ("l", "expired"),
        "surfaces": ("s", "no_road"),
    }.items():
        layer = gpd.read_file(path, layer=f"closure_effects_{form}")
        assert layer[["closure_id", "fate"]].to_numpy().tolist() == [[closure, fate]]


def test_reopenings_are_best_first_and_links_tell_what_breaks(tmp_path: Path) -> None:
    path = written(tmp_path)
    best = gpd.read_file(path, layer="reopenings")
    assert best["link_ids"].tolist() == ["l,m", "l"]
    assert set(best.geom_type) == {"MultiLineString"}
    assert gpd.read_file(path, layer="links")["people_cut_off"].tolist() == [7]
    assert gpd.read_file(path, layer="cut_nodes")["node"].tolist() == [1, 3]


def test_the_same_tables_give_the_same_bytes_in_any_row_order(tmp_path: Path) -> None:
    digests = set()
    for name, step in (("one", 1), ("two", 1), ("three", -1)):
        (tmp_path / name).mkdir()
        draft = tmp_path / name / "region.gpkg"
        made(draft, **{key: table[::step] for key, table in tables().items()})
        digests.add(hashlib.sha256(draft.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_draft_left_by_a_killed_run_is_replaced(tmp_path: Path) -> None:
    left = tmp_path / "region.gpkg.draft.gpkg"
    left.write_bytes(b"half a file")
    assert len(pyogrio.list_layers(written(tmp_path))) == len(GEOMETRIES) + len(PLAIN) + 1
    assert not left.exists()


def test_empty_tables_are_empty_layers(tmp_path: Path) -> None:
    full = tables()
    names = set(full) - {"areas", "resilience"}
    path = written(tmp_path, **{name: full[name][:0] for name in names})
    assert len(pyogrio.list_layers(path)) == len(GEOMETRIES) + len(PLAIN) + 1
    assert gpd.read_file(path, layer="roads").empty
    assert gpd.read_file(path, layer="closure_effects_surfaces").empty
    assert len(gpd.read_file(path, layer="areas")) == 2


def test_names_are_text_in_layers_and_styles(tmp_path: Path) -> None:
    names = [*HOSTILE, "bell\x07"]
    ids = [str(at) for at in range(len(names))]
    services = points(service_id=ids, service_name=names, service_type=names, area_id="P1A")
    access = pd.concat([tables()["access"].assign(service_type=name) for name in names])
    draft = tmp_path / "r.gpkg"
    changed = {"areas": area_rows(area_name=names[:2]), "services": services, "access": access}
    made(draft, tuple(names), **{**tables(), **changed})
    assert gpd.read_file(draft, layer="areas")["ADM3_EN"].tolist() == names[:2]
    assert gpd.read_file(draft, layer="services")["service_name"].tolist() == names
    styled = "SELECT styleQML FROM layer_styles WHERE f_table_name IN ('services', 'areas')"
    for (qml,) in rows(draft, styled):
        assert ET.fromstring(qml).tag == "qgis"  # noqa: S314  our own
    values = {one.get("value") for one in ET.fromstring(first_style(draft)).iter("category")}  # noqa: S314
    assert set(HOSTILE[:5]) < values


def first_style(path: Path) -> str:
    """Return how services are drawn when they are opened."""
    query = "SELECT styleQML FROM layer_styles WHERE f_table_name = 'services' AND useAsDefault"
    ((qml,),) = rows(path, query)
    return str(qml)
