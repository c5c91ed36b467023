"""What bad input gets: one line that says file, what and how to mend, or a row that is told of."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.sample.write import write_sample
from tests.sample_project import REGION_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

HEALTH, GED, SURVEY = "health_facilities.csv", "ged.csv", "survey.csv"
AREAS, PEOPLE, ROADS, PLACES = "areas.shp", "people.tif", "roads.osm.pbf", "places.geojson"
CLOSURES = "closures.geojson"
PRICES, LIGHTS, PARTNERS = "prices.csv", "night_lights.tif", "who_does_what_where.csv"
GOALS = {
    AREAS: "areas",
    PEOPLE: "people",
    ROADS: "osm",
    PLACES: "places",
    HEALTH: "services",
    GED: "incidents",
    CLOSURES: "closures",
    SURVEY: "surveys",
    PRICES: "evidence",
    LIGHTS: "evidence",
    PARTNERS: "evidence",
}
GARBAGE = bytes(range(256)) * 20


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the made-up region's files, its areas read."""
    project = tmp_path_factory.mktemp("pristine")
    folder = project / "data" / "sample"
    write_sample(folder)
    shutil.copy(REGION_FILE, folder / "region.toml")
    assert run(project, "build", "sample", "areas").exit_code == 0
    return project


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    """Return the input folder of a project of the test's own."""
    shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)
    return tmp_path / "data" / "sample"


def run(project: Path, verb: str, *words: str) -> Result:
    scheduler = ["--scheduler", "sync"] if verb == "build" else []
    return CliRunner().invoke(app, [verb, *words, *scheduler, "--project", str(project)])


def build(folder: Path, goal: str) -> Result:
    result = run(folder.parents[1], "build", "sample", goal)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def refused(folder: Path, goal: str, *words: str) -> str:
    """Return the one line that a refusal says; each word must be in it."""
    result = build(folder, goal)
    assert result.exit_code == 1, result.output
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert not re.search(r"failed: \w+(Error|Exception): ", lines[0]), "nobody foresaw this fault"
    for word in words:
        assert word in lines[0]
    return lines[0]


def rejected(folder: Path, goal: str) -> dict[int, str]:
    """Return reasons by row of the rows that a successful build rejected."""
    result = build(folder, goal)
    assert result.exit_code == 0, result.output
    table = pd.read_csv(folder.parents[1] / "layers" / "sample" / "rejected" / f"{goal}.csv")
    table = table[(table["action"] == "rejected") & (table["source"].isin(GOALS))]
    return dict(zip(table["row"], table["reason"], strict=True))


def table_of(folder: Path, file: str) -> pd.DataFrame:
    return pd.read_csv(folder / file, dtype=str, keep_default_na=False)


def put(folder: Path, file: str, column: str, *values: str) -> list[int]:
    """Put values into a table's column, from its last row up, and return the rows' numbers."""
    table = table_of(folder, file)
    rows = [len(table) - n for n in range(len(values))]
    for row, value in zip(rows, values, strict=True):
        table.loc[row - 1, column] = value
    table.to_csv(folder / file, index=False)
    return rows


def mend(folder: Path, old: str, new: str) -> None:
    path = folder / "region.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cells(folder: Path, change: Callable[[np.ndarray[Any, Any]], Any], **profile: Any) -> None:  # noqa: ANN401
    with rasterio.open(folder / PEOPLE) as raster:
        values, kept = raster.read(1), raster.profile
    with rasterio.open(folder / PEOPLE, "w", **kept | profile) as raster:
        raster.write(change(values), 1)


def feature(number: int, geometry: object) -> dict[str, Any]:
    properties = {"id": f"x{number}", "place_id": f"x{number}", "name": "X", "place": "village"}
    properties |= {"status": "closed", "date": "2025-01-01"}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_the_untouched_region_is_fine(folder: Path) -> None:
    assert run(folder.parents[1], "check", "sample").exit_code == 0


@pytest.mark.parametrize(("file", "goal"), GOALS.items())
def test_a_missing_file(folder: Path, file: str, goal: str) -> None:
    (folder / file).unlink()
    refused(folder, goal, file, "no such file")


@pytest.mark.parametrize("content", [b"", GARBAGE], ids=["empty", "garbage"])
@pytest.mark.parametrize(("file", "goal"), GOALS.items())
def test_a_file_of_nothing_or_of_garbage(
    folder: Path, file: str, goal: str, content: bytes
) -> None:
    (folder / file).write_bytes(content)
    refused(folder, goal, file)


@pytest.mark.parametrize("file", [AREAS, PEOPLE, ROADS, PLACES, HEALTH, CLOSURES])
def test_a_download_that_broke_off(folder: Path, file: str) -> None:
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: len(whole) // 2])
    refused(folder, GOALS[file], file)


@pytest.mark.parametrize("file", [AREAS, PEOPLE, ROADS, PLACES, GED])
def test_a_folder_where_a_file_should_be(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).mkdir()
    refused(folder, GOALS[file], file, "is a folder")


@pytest.mark.parametrize("file", [AREAS, PEOPLE, ROADS, GED])
def test_a_link_to_itself(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).symlink_to(folder / file)
    refused(folder, GOALS[file], file, "no such file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("file", [AREAS, PEOPLE, ROADS, GED])
def test_a_file_that_may_not_be_read(folder: Path, file: str) -> None:
    (folder / file).chmod(0)
    refused(folder, GOALS[file], file)


@pytest.mark.parametrize(
    ("part", "content", "word"),
    [
        (".prj", None, "add `crs`"),
        (".prj", b"", "add `crs`"),
        (".prj", b'GEOGCS["WGS', "get its .prj again"),
        (".dbf", None, ".dbf beside it"),
        (".dbf", GARBAGE, ".dbf beside it"),
        (".shx", None, "must lie beside it"),
        (".shx", GARBAGE, "must lie beside it"),
    ],
)
def test_a_shapefile_with_a_bad_part(
    folder: Path, part: str, content: bytes | None, word: str
) -> None:
    path = (folder / AREAS).with_suffix(part)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    refused(folder, "areas", AREAS, word)
    report = run(folder.parents[1], "check", "sample")
    assert report.exit_code == 1
    assert report.output.count("FAULT") == 1, "one fault, not what follows from it"


def test_a_missing_column_is_named_with_those_there_are(folder: Path) -> None:
    table_of(folder, HEALTH).drop(columns="beds").to_csv(folder / HEALTH, index=False)
    refused(folder, "services", HEALTH, "no column 'beds'", "facility_id")


def test_a_column_name_that_two_columns_bear(folder: Path) -> None:
    text = (folder / HEALTH).read_text(encoding="utf-8")
    (folder / HEALTH).write_text(text.replace("facility_type", "longitude", 1), encoding="utf-8")
    refused(folder, "services", "no column 'longitude'", "longitude (column 3)")


def test_swapped_longitude_and_latitude(folder: Path) -> None:
    mend(folder, 'longitude = "longitude"', 'longitude = "latitude"')
    mend(folder, 'latitude = "latitude"', 'latitude = "longitude"')
    refused(folder, "services", HEALTH, "look swapped")


def test_metres_in_a_column_named_longitude(folder: Path) -> None:
    table_of(folder, HEALTH).assign(longitude="612345.1").to_csv(folder / HEALTH, index=False)
    refused(folder, "services", HEALTH, "612,345", "state `crs`")


def test_dates_that_cannot_be(folder: Path) -> None:
    dates = ("soon", "2020-02-30", "9999-12-31", "0001-01-01")
    rows = put(folder, GED, "date_start", *dates)
    put(folder, GED, "date_end", *dates)
    reasons = rejected(folder, "incidents")
    assert "'soon' is not understood" in reasons[rows[0]]
    assert "2020-02-30" in reasons[rows[1]]
    assert "9999-12-31" in reasons[rows[2]]
    assert "is not within 1900 to 2200" in reasons[rows[3]]


def test_events_after_as_of(folder: Path) -> None:
    rows = put(folder, GED, "date_start", "2031-01-01", "2031-01-01")
    put(folder, GED, "date_end", "2031-01-01", "2031-01-01")
    assert "after as_of 2025-12-31" in rejected(folder, "incidents")[rows[1]]


def test_ids_that_repeat(folder: Path) -> None:
    rows = put(folder, HEALTH, "facility_id", "same", "same")
    (told,) = rejected(folder, "services").keys() & set(rows)
    other = next(row for row in rows if row != told)
    assert rejected(folder, "services")[told] == f"facility_id same is taken by row {other}"


def test_numbers_that_cannot_be(folder: Path) -> None:
    rows = put(folder, SURVEY, "answers", "9" * 400, "9" * 19, "1e300", "nan", "-1")
    assert set(rows) <= set(rejected(folder, "surveys"))
    rows = put(folder, PRICES, "usd_per_kg", "9" * 400, "nan", "inf", "0x10", "1/2")
    assert set(rows) <= set(rejected(folder, "evidence"))
    rows = put(folder, GED, "longitude", "1e300", "nan", "inf", "181")
    assert set(rows) <= set(rejected(folder, "incidents"))


def test_over_a_fifth_of_bad_rows(folder: Path) -> None:
    put(folder, HEALTH, "longitude", *["x"] * 30)
    refused(folder, "services", HEALTH, "more than 20%", "longitude x is no number")


def test_bytes_that_are_no_text(folder: Path) -> None:
    with (folder / HEALTH).open("ab") as file:
        file.write(b"a\x00b\n")
    refused(folder, "services", HEALTH, "is not text")


def test_a_row_with_more_cells_than_the_header(folder: Path) -> None:
    with (folder / HEALTH).open("a") as file:
        file.write("a,b,c,d,e,f,g,h,i\n")
    lines = (folder / HEALTH).read_text(encoding="utf-8").count("\n")
    refused(folder, "services", HEALTH, f"line {lines}", "quotes")


@pytest.mark.parametrize("file", [PLACES, CLOSURES])
def test_geometry_that_cannot_be(folder: Path, file: str) -> None:
    read = json.loads((folder / file).read_text(encoding="utf-8"))
    first = len(read["features"]) + 1
    shapes: list[Any] = [
        None,
        {"type": "Point", "coordinates": []},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "Banana", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Point", "coordinates": [float("nan"), 1]},
    ]
    read["features"] += [feature(n, shape) for n, shape in enumerate(shapes)]
    read["features"] += [feature(n, read["features"][0]["geometry"]) for n in range(100, 140)]
    (folder / file).write_text(json.dumps(read), encoding="utf-8")
    told = rejected(folder, GOALS[file])
    assert set(range(first, first + len(shapes))) <= set(told)
    assert told[first] == "geometry is empty"


@pytest.mark.parametrize("file", [PLACES, CLOSURES])
def test_geojson_without_features_is_an_empty_table(folder: Path, file: str) -> None:
    (folder / file).write_text('{"type": "FeatureCollection", "features": []}')
    result = build(folder, GOALS[file])
    assert result.exit_code == 0, result.output
    assert "0 rows, 0 kept" in result.output


def test_a_raster_of_another_place(folder: Path) -> None:
    cells(folder, lambda a: a, transform=rasterio.Affine(0.01, 0, 100, 0, -0.01, 50))
    refused(folder, "people", PEOPLE, "does not cover the region")


def test_a_raster_without_reference_system(folder: Path) -> None:
    cells(folder, lambda a: a, crs=None)
    refused(folder, "people", PEOPLE, "add `crs`")


@pytest.mark.parametrize("value", [-5, np.inf, 3e38])
def test_cells_that_hold_no_number_of_people(folder: Path, value: float) -> None:
    cells(folder, lambda a: np.where(a == a.max(), value, a).astype("float32"))
    result = build(folder, "people")
    assert result.exit_code == 0, result.output
    assert "is that the value for no data?" in result.output


def as_book(folder: Path) -> Path:
    """Turn the health facilities into a workbook."""
    table_of(folder, HEALTH).to_excel(folder / "health.xlsx", index=False)
    mend(folder, HEALTH, "health.xlsx")
    return folder / "health.xlsx"


def test_a_workbook_that_is_none(folder: Path) -> None:
    as_book(folder).write_text("a,b\n1,2\n")
    refused(folder, "services", "health.xlsx", "save it as .xlsx or CSV")


def test_a_workbook_with_broken_insides(folder: Path) -> None:
    book = as_book(folder)
    with zipfile.ZipFile(book) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = b"<worksheet><bad"
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    refused(folder, "services", "health.xlsx", "not a readable workbook")


def test_a_zip_that_is_none_and_one_without_shapes(folder: Path) -> None:
    mend(folder, AREAS, "areas.zip")
    (folder / "areas.zip").write_bytes(b"junk")
    refused(folder, "areas", "areas.zip", "not a readable zip")
    with zipfile.ZipFile(folder / "areas.zip", "w") as archive:
        archive.writestr("../../readme.txt", "hello")
    refused(folder, "areas", "areas.zip", "no file that ends in")


def test_a_zip_bomb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.formats.openers.MAX_UNPACKED_BYTES", 1_000_000)
    book = as_book(folder)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", bytes(20_000_000))
    refused(folder, "services", "health.xlsx", "too many to open")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('title = "', 'titel = "', "`titel` is not a key"),
        ('"people.tif"', '"../../../etc/passwd"', "without `..`"),
        ('"people.tif"', '"/etc/passwd"', "without `..`"),
        ('"people.tif"', '"a\\u0000.tif"', "printable"),
        ('"people.tif"', f'"{"a" * 300}.tif"', "printable"),
        ('"people.tif"', '""', "printable"),
        ('"people.tif"', "3", "valid string"),
        ("time_limit_min = 600", "walk_kmh = nan", "finite"),
        ("time_limit_min = 600", "walk_kmh = true", "valid number"),
        ("time_limit_min = 600", "walk_kmh = 1e308", "less than or equal"),
        ("time_limit_min = 600", f"walk_kmh = {'9' * 400}", "valid number"),
        ("time_limit_min = 600", 'speed_table = "../../x.csv"', "without `..`"),
        ("time_limit_min = 600", 'speed_table = "rurall"', "neither rural, osrm"),
        ("as_of = 2025-12-31", "as_of = 9999-12-31", "2200-12-31"),
        ("as_of = 2025-12-31", 'as_of = "soon"', "valid date"),
        ("as_of = 2025-12-31", "as_of = " + "[" * 2000 + "]" * 2000, "not a readable TOML"),
        ("as_of = 2025-12-31", 'inputs = "a\\u0000b"', "control characters"),
        ('"wet-truck"', '"dry-truck"', "names a scenario twice"),
        ("[travel]", "[travel", "not a readable TOML file"),
    ],
)
def test_a_region_file_that_cannot_be(folder: Path, old: str, new: str, word: str) -> None:
    mend(folder, old, new)
    refused(folder, "areas", "region.toml", word)


def test_a_region_file_as_old_editors_save_it(folder: Path) -> None:
    path = folder / "region.toml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert build(folder, "areas").exit_code == 0
    path.write_bytes(text.encode("latin-1"))
    refused(folder, "areas", "region.toml", "save it as UTF-8")


def test_an_empty_outline_is_told_and_a_missing_code_is_no_loss(folder: Path) -> None:
    table = gpd.read_file(folder / AREAS)
    table.loc[3, "geometry"] = None
    table.loc[5, "ADM3_PCODE"] = None
    table.to_file(folder / AREAS)
    assert rejected(folder, "areas") == {4: "geometry is empty"}
