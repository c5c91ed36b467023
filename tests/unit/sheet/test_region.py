from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import StageError
from pipeline.sheet.region import Tables, built_region
from pipeline.stored import write_stored
from tests.trips import NO_RISK

if TYPE_CHECKING:
    from pathlib import Path

REGION = """
title = "East"
areas = { file = "a.shp", id = ["a"], level = 2 }
people = { file = "p.tif", kind = "raster" }
"""


def test_what_is_not_built_is_named_with_the_command_that_builds_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "east"
    folder.mkdir(parents=True)
    (folder / "region.toml").write_text(REGION)
    with pytest.raises(StageError, match=r"east: .*network.* not built; run `resilience build ea"):
        built_region(tmp_path, "east")


def test_a_table_is_read_when_it_is_asked_for_and_once(tmp_path: Path) -> None:
    path = tmp_path / "risk.parquet"
    tables = Tables({"risk": path})
    write_stored(NO_RISK, path)
    assert len(tables["risk"]) == 0
    path.unlink()
    assert list(tables["risk"].columns) == list(NO_RISK.columns)
