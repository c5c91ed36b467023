from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipeline.check import check_region
from pipeline.errors import ConfigError

REGION = """
title = "Two squares"
areas = { file = "areas.geojson", id = ["code"], level = 2, where_from = "the surveyors" }
people = { kind = "table", file = "people.csv", area_id = "code", people = "n" }
hubs = [{ name = "x" }]
[[roads]]
file = "roads.geojson"
[[places]]
file = "places.csv"
name = "name"
[[incidents]]
file = "events.csv"
where_from = "ucdp.uu.se"
date = "date"
"""


def write(project: Path) -> Path:
    """Write a region of two squares at the equator with every kind of file."""
    folder = project / "data" / "two"
    folder.mkdir(parents=True)
    (folder / "region.toml").write_text(REGION)
    squares = [shapely.box(30, 0, 30.1, 0.1), shapely.box(30.1, 0, 30.2, 0.1)]
    gpd.GeoDataFrame({"code": ["A", "B"]}, geometry=squares, crs=4326).to_file(
        folder / "areas.geojson"
    )
    line = shapely.LineString([(30, 0.05), (30.2, 0.05)])
    gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[line], crs=4326).to_file(
        folder / "roads.geojson"
    )
    (folder / "people.csv").write_text("code,n\nA,100\nB,50\n")
    (folder / "places.csv").write_text("name,lon,lat\nX,30.05,0.05\n")
    (folder / "events.csv").write_text("date,lon,lat\n2019-05-01,30.05,0.05\n")
    return folder


def test_a_sound_region(tmp_path: Path) -> None:
    write(tmp_path)
    report = check_region(tmp_path, "two", inputs=None)
    text = report.text()
    assert report.is_ok, text
    assert "areas: 2 rows" in text
    assert "UTM zone 36N" in text or "UTM zone 35N" in text
    assert "150 people" in text
    assert "km by class: primary 22" in text
    assert "from 2019-05-01 to 2019-05-01" in text
    assert "Thin: no closures" in text
    assert text.endswith("Everything that the region file names can be read.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_missing_file_says_where_to_get_it_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "events.csv").unlink()
    report = check_region(tmp_path, "two", inputs=None)
    assert not report.is_ok
    assert "events.csv: get it from ucdp.uu.se" in report.text()
    assert "Thin: no incidents" in report.text()
    assert "150 people" in report.text()
    assert "needs 1 missing files and 0 faults mended" in report.text()


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "people.csv").write_text("code,people\nA,1\n")
    (folder / "events.csv").write_text("date,lon,lat\nyesterday,30.05,0.05\n")
    text = check_region(tmp_path, "two", inputs=None).text()
    assert "no column 'n'" in text
    assert "yesterday" in text
    assert "2 faults" in text


def test_of_two_files_the_faulty_one_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    toml = folder / "region.toml"
    toml.write_text(toml.read_text() + '[[incidents]]\nfile = "more.csv"\ndate = "day"\n')
    (folder / "more.csv").write_text("date,lon,lat\n2019-05-01,30.05,0.05\n")
    report = check_region(tmp_path, "two", inputs=None)
    faults = next(source for source in report.sources if source.name == "incidents").faults
    assert len(faults) == 1
    assert "more.csv" in faults[0]


def test_a_hub_of_no_place_is_a_fault(tmp_path: Path) -> None:
    toml = write(tmp_path) / "region.toml"
    toml.write_text(toml.read_text().replace('name = "x"', 'name = "Nowhere"'))
    report = check_region(tmp_path, "two", inputs=None)
    assert not report.is_ok
    assert "hub Nowhere is the name of no place" in report.text()


def test_without_areas_the_rest_waits(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "areas.geojson").unlink()
    text = check_region(tmp_path, "two", inputs=None).text()
    assert "areas.geojson: get it from the surveyors" in text
    assert "not read: areas must be readable first" in text


def test_a_region_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such region file"):
        check_region(tmp_path, "two", inputs=None)


def test_scenarios_that_the_tables_do_not_give_are_a_fault(tmp_path: Path) -> None:
    toml = write(tmp_path) / "region.toml"
    text = toml.read_text()
    toml.write_text(text + '[travel]\nscenarios = ["dry-tank"]\n')
    report = check_region(tmp_path, "two", inputs=None)
    assert not report.is_ok
    assert "FAULT    scenarios: travel.scenarios asks for dry-tank" in report.text()
    toml.write_text(text + '[travel]\nfactors_table = "f.csv"\n')
    header = "season,vehicle,tag,value,factor\n"
    (toml.parent / "f.csv").write_text(header + "dry,trcuk,surface,mud,0\nwet,*,ford,yes,0\n")
    assert "names vehicle trcuk" in check_region(tmp_path, "two", inputs=None).text()


def test_tags_and_seasons_that_nothing_has_are_told(tmp_path: Path) -> None:
    toml = write(tmp_path) / "region.toml"
    toml.write_text(toml.read_text() + '[travel]\nfailures_table = "f.csv"\ncaps_table = "c.csv"\n')
    header = "season,tag,value,per_km_share,per_link_share\n"
    rows = "harvest,is_ford,yes,0,1\nwet,length_m,9,0,1\n*,bridges,yes,0,1\n*,bridge,yes,0,1\n"
    (toml.parent / "f.csv").write_text(header + rows)
    (toml.parent / "c.csv").write_text("tag,value,speed_kmh\nsurfaces,mud,10\n")
    sources = {source.name: source for source in check_region(tmp_path, "two", inputs=None).sources}
    odd = "is no column of the network that holds words or yes and no; known are link_id, "
    assert [fault.partition(", ")[0] + ", " for fault in sources["failures"].faults] == [
        f"tag bridges {odd}",
        f"tag length_m {odd}",
    ]
    assert sources["caps"].faults[0].startswith(f"tag surfaces {odd}")
    assert "surface_group" in sources["caps"].faults[0]
    note = sources["failures"].notes[-1]
    assert note.startswith("no scenario has season harvest: its rows never hold; ")
    assert note.endswith(" has seasons dry, wet")
    assert sources["factors"].faults == []


def test_indicators_without_a_source_are_told(tmp_path: Path) -> None:
    write(tmp_path)
    thin = check_region(tmp_path, "two", inputs=None).thin
    (told,) = [line for line in thin if line.startswith("no source for the indicators ")]
    named = told.removeprefix("no source for the indicators ").split(", ")
    assert {"court_near", "trust_in_police", "night_lights"} <= set(named)
    assert not {"hub_near", "incident_rate", "base_near"} & set(named)
