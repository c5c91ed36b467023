from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import SECTIONS_WITH_TABLES, read_region
from pipeline.errors import ConfigError
from pipeline.onboard.tables import write_tables
from pipeline.stages import BuiltIn, table_file

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
title = "Nowhere"
[areas]
file = "areas.shp"
id = ["PCODE"]
level = 2
[people]
file = "people.tif"
kind = "raster"
[travel]
"""


def region_in(project: Path, text: str = TEXT) -> Path:
    path = project / "data" / "nowhere" / "region.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def named(lines: list[list[str]]) -> str:
    """Return lines of a region file, each under its section; [travel] is open already."""
    sections = {section: "" for section, _ in lines}
    for section, line in lines:
        sections[section] += f"{line}\n"
    travel = sections.pop("travel")
    return travel + "".join(f"[{section}]\n{text}" for section, text in sections.items())


def test_copies_lie_where_the_build_reads_them_once_the_lines_are_set(tmp_path: Path) -> None:
    path = region_in(tmp_path)
    said = write_tables(tmp_path, "nowhere", inputs=None)
    told = [line.partition("set under [")[2].split("]: ") for line in said]
    settings = read_region(region_in(tmp_path, TEXT + named(told)))
    for section, keys in SECTIONS_WITH_TABLES.items():
        for key in keys:
            table = table_file(settings, key, section)
            assert not isinstance(table, BuiltIn)
            assert (path.parent / table.file).read_bytes() == BuiltIn(table.file).path.read_bytes()


def test_only_what_the_region_uses_and_beside_its_input_files(tmp_path: Path) -> None:
    region_in(tmp_path, 'inputs = "raw"' + TEXT + 'speed_table = "osrm"\ncaps_table = "c.csv"')
    write_tables(tmp_path, "nowhere", inputs=None)
    found = sorted(path.name for path in (tmp_path / "data" / "nowhere" / "raw").iterdir())
    assert found == [
        "class_speeds_osrm.csv",
        "factors_default.csv",
        "failures_default.csv",
        "indicators_default.csv",
        "vehicles_default.csv",
    ]


def test_nothing_is_overwritten_and_the_rest_is_written(tmp_path: Path) -> None:
    there = region_in(tmp_path).parent / "vehicles_default.csv"
    there.write_text("mine")
    said = write_tables(tmp_path, "nowhere", inputs=None)
    assert there.read_text() == "mine"
    assert [line.startswith("wrote ") for line in said] == [True, True, True, False, True, True]
    assert said[3] == (
        f"left alone {there}, which is there already; to use it, set under [travel]: "
        'vehicles_table = "vehicles_default.csv"'
    )
    assert len(list(there.parent.iterdir())) == 7


def test_a_region_with_tables_of_its_own_needs_none(tmp_path: Path) -> None:
    lines = [
        [section, f'{key} = "t.csv"']
        for section, keys in SECTIONS_WITH_TABLES.items()
        for key in keys
    ]
    region_in(tmp_path, TEXT + named(lines))
    with pytest.raises(ConfigError, match="tables of its own"):
        write_tables(tmp_path, "nowhere", inputs=None)
