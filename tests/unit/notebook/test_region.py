from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline import open_region
from pipeline.errors import ConfigError, StageError
from pipeline.schema import TABLES
from pipeline.stored import write_stored
from tests import grid_region

if TYPE_CHECKING:
    from pathlib import Path

REGION = """
title = "Grid region"
[areas]
file = "a.gpkg"
id = ["id"]
level = 2
[people]
file = "p.tif"
kind = "raster"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose region has two tables."""
    for part in ("data", "layers"):
        (tmp_path / part / "grid").mkdir(parents=True)
    (tmp_path / "data" / "grid" / "region.toml").write_text(REGION, encoding="utf-8")
    made = grid_region.tables()
    for name in ("areas", "access"):
        write_stored(made[name], tmp_path / "layers" / "grid" / f"{name}.parquet")
    return tmp_path


def test_tables_are_attributes_that_the_tab_key_finds(project: Path) -> None:
    region = open_region("grid", project)
    assert dir(region) == ["access", "areas"]
    assert region.access.table.equals(grid_region.tables()["access"])
    assert region.access is region.access


def test_a_region_is_found_from_a_folder_below(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "docs").mkdir()
    monkeypatch.chdir(project / "docs")
    assert dir(open_region("grid")) == ["access", "areas"]


def test_a_region_that_is_not_there_is_told_with_those_that_are(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    with pytest.raises(ConfigError, match=r"no data/gird/region\.toml in .*; there are: grid;"):
        open_region("gird")


def test_a_slip_of_the_pen_is_told_what_may_have_been_meant(project: Path) -> None:
    with pytest.raises(AttributeError, match=r"acess is no table .*; did you mean access\?"):
        _ = open_region("grid", project).acess


def test_a_table_that_is_not_built_says_how_to(project: Path) -> None:
    with pytest.raises(StageError, match="not built yet; `resilience build grid` first"):
        _ = open_region("grid", project).reach.table


def test_it_lists_every_table_with_its_line(project: Path) -> None:
    region = open_region("grid", project)
    said, html = repr(region), region._repr_html_()
    for name, table in TABLES.items():
        assert table.doc in said
        assert f"<code>{name}</code>" in html
    assert "(not built)" in said
    assert "published" not in said


def test_a_published_region_says_that_its_tables_are_whole(project: Path) -> None:
    path = project / "data" / "grid" / "region.toml"
    path.write_text("publish = true\n" + REGION, encoding="utf-8")
    region = open_region("grid", project)
    assert "What notebooks show is whole; do not give it away." in repr(region)
    assert "What notebooks show is whole; do not give it away." in region._repr_html_()


def test_the_package_loads_nothing_heavy() -> None:
    code = "import sys, pipeline; print([m for m in ('pandas', 'pydantic') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "[]"
