from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.config import SECTIONS_WITH_TABLES, read_region
from pipeline.engine.run import look
from pipeline.errors import ConfigError
from pipeline.stages import BuiltIn, input_folder, steps

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


TABLES = ("class_speeds", "caps", "factors", "vehicles", "failures", "indicator_rules")


def test_shipped_tables_are_there_and_read_by_name_and_content(tmp_path: Path) -> None:
    shipped = [files for keys in SECTIONS_WITH_TABLES.values() for files in keys.values()]
    for files in shipped:
        assert all("note\n" in BuiltIn(name).path.read_text() for name in files.values())
    folder_of(tmp_path, None)
    jobs = {job.step.name: job for job in look(steps(tmp_path, "nowhere"))}
    for name in TABLES:
        (file,) = jobs[name].step.files or ()
        assert list(jobs[name].now["inputs"]) == [file.name]
        assert jobs[name].now["inputs"][file.name]
        assert str(file.parent) not in json.dumps(jobs[name].now)


def test_a_region_reads_its_own_tables_in_their_place(tmp_path: Path) -> None:
    own = TEXT + '[travel]\nfactors_table = "f.csv"\nspeed_table = "osrm"\n'
    folder = folder_of(tmp_path, None, own)
    files = {step.name: step.files for step in steps(tmp_path, "nowhere")}
    assert files["factors"] == (folder / "f.csv",)
    assert files["class_speeds"] == (BuiltIn("class_speeds_osrm.csv").path,)


@pytest.mark.parametrize(
    "changed",
    [
        *(
            "[stability]\nrate_years = 5",
            "[stability]\nexposure_km = 9",
            "[stability]\nblur_km = 9",
        ),
        *("[presence]\nnear_min = 60", "[index]\nsurvey_n = 9", '[travel]\nspeed_table = "osrm"'),
        '[travel]\nscenarios = ["wet-4x4"]',
    ],
)
def test_what_says_what_the_numbers_are_is_in_the_version_of_the_method(
    tmp_path: Path, changed: str
) -> None:
    told = []
    for text in (TEXT, TEXT + changed, TEXT + "[stability]\ntrend_p = 0.01"):
        folder_of(tmp_path, None, text)
        stage = {step.name: step for step in steps(tmp_path, "nowhere")}["indicator_rules"]
        told.append(stage.parameters["definitions"])
    assert told[0] == told[2] != told[1]


def test_bands_of_rasters_are_by_scenario_and_leave_out_what_is_sensitive(tmp_path: Path) -> None:
    services = "".join(
        f'[[services]]\nfile = "{kind}.csv"\ntype = "{kind}"\n' for kind in ("base", "clinic")
    )
    held = '[withholding]\nsensitive = ["base"]\n'
    assert bands_of(tmp_path, TEXT + services + held) == {
        "base_dry-4x4": 0,
        "clinic_dry-4x4": 1,
        "hub_dry-4x4": 2,
        "base_wet-4x4": 3,
        "clinic_wet-4x4": 4,
        "hub_wet-4x4": 5,
    }
    assert bands_of(tmp_path, "publish = true" + TEXT + services + held) == {
        "clinic_dry-4x4": 1,
        "hub_dry-4x4": 2,
        "clinic_wet-4x4": 4,
        "hub_wet-4x4": 5,
    }


def bands_of(project: Path, text: str) -> object:
    """Return the bands of the raster of minutes, by a region file."""
    folder_of(project, None, text)
    found = {step.name: step for step in steps(project, "nowhere")}
    return found["travel_times.tif"].parameters["bands"]
