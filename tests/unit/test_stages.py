from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import read_region
from pipeline.errors import ConfigError
from pipeline.stages import input_folder

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
"""


def folder_of(project: Path, inputs: Path | None, text: str = TEXT) -> Path:
    path = project / "data" / "nowhere" / "region.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return input_folder(path, read_region(path), inputs)


def test_inputs_lie_beside_the_region_file_or_where_it_says(tmp_path: Path) -> None:
    own = tmp_path / "data" / "nowhere"
    assert folder_of(tmp_path, None) == own
    assert folder_of(tmp_path, None, 'inputs = "raw"' + TEXT) == own / "raw"


def test_inputs_hold_one_folder_a_region_or_are_one(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "areas.shp").touch()
    assert folder_of(tmp_path, inputs) == inputs
    (inputs / "nowhere").mkdir()
    (inputs / "nowhere" / "areas.shp").touch()
    assert folder_of(tmp_path, inputs) == inputs / "nowhere"


def test_a_region_that_inputs_do_not_hold_keeps_its_own(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    assert folder_of(tmp_path, inputs) == tmp_path / "data" / "nowhere"


def test_inputs_that_are_no_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        folder_of(tmp_path, tmp_path / "nothing")
