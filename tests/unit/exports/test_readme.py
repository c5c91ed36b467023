from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from pipeline.exports.readme import readme, shown
from pipeline.schema import TABLES
from pipeline.withheld import Withheld
from tests.given_away import DOCS, HOSTILE, area_rows, tables

SOURCES = [
    {"file": "a_b.shp", "where_from": "https://example.org/a", "licence": "ODbL 1.0"},
    {"file": "c.csv", "where_from": None, "licence": None},
]


def written(folder: Path, of: Any = readme, **changed: Any) -> str:  # noqa: ANN401
    given = {
        "title": "Xesaria",
        "gpkg": Path("x.gpkg"),
        "names": ["gpkg", "areas.csv", "links.parquet", "stac.json"],
        "sources": SOURCES,
        "docs": DOCS,
        "layer_docs": {name: table.doc for name, table in TABLES.items()},
        "base_scenario": "dry-4x4",
        "as_of": pd.DataFrame({"as_of": [pd.Timestamp("2025-12-31")]}),
        "indicator_rules": pd.DataFrame({"method_version": ["1-ab"]}),
        **tables(),
        **changed,
    }
    of(draft=folder / "README.md", **given)
    return (folder / "README.md").read_text(encoding="utf-8")


def as_html(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


def test_tells_day_method_files_sources_and_licences(tmp_path: Path) -> None:
    page = written(tmp_path)
    assert page.startswith("# Xesaria\n\nDay of the layers: 2025-12-31.\n")
    assert "`1-ab`" in page
    assert "| `x.gpkg` | all layers in one GeoPackage" in page
    assert "| `x.areas.csv` | Administrative areas with all that is known of each. For a" in page
    assert "| `x.links.parquet` | The register of road links" in page
    assert r"| a\_b.shp | https://example.org/a | ODbL 1.0 |" in page
    assert "| c.csv | not stated | not stated |" in page


def test_tells_each_column_once_by_its_pattern(tmp_path: Path) -> None:
    areas = written(tmp_path).partition("### areas")[2].partition("### ")[0]
    assert areas.startswith("\n\nAdministrative areas with all that is known of each. 2 rows.")
    assert areas.count("median_min`") == 1
    told = "| `<type>_<scenario>_median_min` | min | People-weighted median over those who do. |"
    assert told in areas
    assert "| `ADM3_PCODE` |  | Code (P-code) of the administrative division of level 3" in areas


def test_tells_what_was_withheld(tmp_path: Path) -> None:
    heading = "## What was withheld\n\n"
    assert f"{heading}- Nothing: the region file does not ask for it" in written(tmp_path)
    told = [Withheld("few_people", "areas", "people", 7)]
    page = written(tmp_path, of=inspect.unwrap(readme), withheld=told)
    assert f"{heading}- Numbers that tell of few people" in page
    assert ": 7. They are left empty." in page
    assert "`x.withheld.csv` lists each number and row." in page


def test_a_day_that_is_not_known_is_said(tmp_path: Path) -> None:
    unknown = pd.DataFrame({"as_of": pd.Series([None], dtype="datetime64[us]")})
    assert "The day of the layers is not known." in written(tmp_path, as_of=unknown)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_text(tmp_path: Path, name: str) -> None:
    source = {"file": name, "where_from": name, "licence": name}
    page = as_html(written(tmp_path, title=name, sources=[source], areas=area_rows(area_name=name)))
    assert not re.search(r"<(script|img)", page)
    (row,) = re.findall(r"<tr>\s*<td>((?:(?!<tr>).)*?)</td>\s*<td>\1</td>\s*<td>\1</td>", page)
    assert row == re.search(r"<h1>(.*)</h1>", page)[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a_b*c", r"a\_b\*c"),
        ("<b>", "&lt;b&gt;"),
        ("one\ntwo\u2028three", "one two three"),
        ("\u202eright", "right"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
    ],
)
def test_markdown_shows_texts_as_they_are(text: str, told: str) -> None:
    assert shown(text) == told


def test_same_tables_same_bytes(tmp_path: Path) -> None:
    turned = {name: table[::-1] for name, table in tables().items()}
    assert written(tmp_path) == written(tmp_path, **turned)
