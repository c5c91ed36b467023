import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pytest
import rasterio
import shapely
from osmium.osm.mutable import Node, Way
from rasterio import Affine

from pipeline.check import check_region
from pipeline.config import Region, read_region
from pipeline.errors import ConfigError
from pipeline.onboard import first_region_file


def boundaries(path: Path, **columns: list[str]) -> Path:
    """Write two squares at the equator."""
    squares = [shapely.box(30, 0, 30.1, 0.1), shapely.box(30.1, 0, 30.2, 0.1)]
    gpd.GeoDataFrame(columns, geometry=squares, crs=4326).to_file(path, engine="pyogrio")
    return path


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def lines(path: Path, **columns: list[object]) -> Path:
    shape = shapely.LineString([(30, 0.05), (30.2, 0.05)])
    frame = gpd.GeoDataFrame(columns, geometry=[shape], crs=4326)
    frame.to_file(path, engine="pyogrio")
    return path


def lights(path: Path) -> Path:
    """Write cells that cover the two squares."""
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=1, count=1, dtype="float32", crs="EPSG:4326",
        transform=Affine(0.1, 0, 30, 0, -0.1, 0.1),
    ) as raster:  # fmt: skip
        raster.write(np.ones((1, 2), "float32"), 1)
    return path


def needed(folder: Path) -> list[Path]:
    """Write boundaries and people."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = {"ADM1_PCODE": ["X", "X"], "ADM2_PCODE": ["X1", "X2"], "ADM2_EN": ["West", "East"]}
    return [
        boundaries(folder / "adm2.geojson", **codes),
        table(folder / "pop.csv", "ADM2_PCODE,T_TL", "X1,100", "X2,50"),
    ]


def made(project: Path, files: list[Path]) -> Region:
    path, _ = first_region_file(project, "new", files)
    return read_region(path)


def test_a_folder_of_every_kind_of_file_gives_a_region_that_can_be_read(tmp_path: Path) -> None:
    here = tmp_path / "inputs"
    needed(here)
    lines(here / "roads.geojson", osm_id=["1"], fclass=["primary"])
    table(
        here / "places.csv",
        *("name,place,lon,lat", "A,town,30.05,0.05", "B,village,30.15,0.05", "C,suburb,30.1,0.05"),
    )
    table(here / "health_posts.csv", "facility,lon,lat", "H,30.05,0.05")
    table(
        here / "events.csv",
        *("event_id_cnty,event_date,geo_precision,fatalities,longitude,latitude",),
        "E1,2019-05-01,1,2,30.05,0.05",
    )
    table(here / "closures.csv", "status,date,expires,lon,lat", "closed,2019-05-01,,30.1,0.05")
    table(
        here / "trust.csv", "ADM2_PCODE,indicator,value,n,date", "X1,trust_police,3.5,40,2019-01-01"
    )
    table(here / "prices.csv", "ADM2_PCODE,commodity,price,date", "X1,maize,3.5,2019-01-01")
    table(here / "3w.csv", "ADM2_PCODE,organisation,sector", "X1,MSF,health", "X1,ICRC,health")
    lights(here / "viirs_2019.tif")
    path, notes = first_region_file(tmp_path, "new", [here])
    report = check_region(tmp_path, "new", inputs=None)
    assert report.is_ok, report.text()
    rows = {source.name: source.rows for source in report.sources}
    assert rows["areas"] == rows["places"] == 2
    assert all(rows[name] == 1 for name in ("roads", "services", "incidents", "closures"))
    assert rows["surveys"] == 1
    assert rows["evidence"] == 1 + 1 + 2
    assert not any("left out" in note for note in notes)
    assert '"../../inputs"' in path.read_text()
    region = read_region(path)
    assert (region.areas.id, region.areas.level) == (["ADM2_PCODE"], 2)
    assert (region.areas.name, region.areas.adm1_id) == ("ADM2_EN", "ADM1_PCODE")
    assert (region.people.area_id, region.people.people) == ("ADM2_PCODE", "T_TL")
    assert region.services[0].type == "health"
    by_file = {entry.file: entry for entry in region.evidence}
    assert by_file["3w.csv"].count_distinct == "organisation"
    assert by_file["prices.csv"].indicator == "commodity"
    assert by_file["viirs_2019.tif"].indicator_name == "night_lights"


def test_files_beside_the_region_file_need_no_inputs(tmp_path: Path) -> None:
    region = made(tmp_path, needed(tmp_path / "data" / "new"))
    assert region.inputs is None


def test_codes_that_repeat_are_joined_with_the_name(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    files[0].unlink()
    boundaries(files[0], CODEAS=["61", "61"], CODEZS=["6", "6"], NOMAS=["A", "B"])
    raster = tmp_path / "in" / "people.tif"
    raster.write_bytes(b"")
    region = made(tmp_path, [files[0], raster])
    assert region.areas.id == ["CODEAS", "NOMAS"]
    assert region.people.kind == "raster"


def test_road_classes_are_guessed_by_their_words(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    files.append(lines(tmp_path / "in" / "r.geojson", Road_type=["Partially Improved"]))
    road = made(tmp_path, files).roads[0]
    assert road.class_column == "Road_type"
    assert road.classes == {"Partially Improved": "unclassified"}


def test_straight_lines_with_their_length_are_schematic(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    files.append(lines(tmp_path / "in" / "r.geojson", length_km=[30.0]))
    road = made(tmp_path, files).roads[0]
    assert (road.length_km_column, road.crossings) == ("length_km", "ignore")
    assert road.default_class


def test_an_openstreetmap_extract_is_roads(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    writer = osmium.SimpleWriter(str(tmp_path / "in" / "r.osm.pbf"))
    writer.add_node(Node(id=1, location=(30, 0)))
    writer.add_way(Way(id=1, nodes=[1, 1], tags={"highway": "path"}))
    writer.close()
    assert made(tmp_path, [*files, tmp_path / "in" / "r.osm.pbf"]).roads[0].file == "r.osm.pbf"


def test_a_table_of_tagged_points_gives_places_and_services(tmp_path: Path) -> None:
    rows = ["T,town", "V,village", "S,school", "M,marketplace", "B,bench"]
    nodes = [f"{number},{row},30.05,0.05" for number, row in enumerate(rows)]
    files = needed(tmp_path / "in")
    files.append(table(tmp_path / "in" / "nodes.csv", "id,name,value,lon,lat", *nodes))
    region = made(tmp_path, files)
    assert region.places[0].where == {"value": ["town", "village"]}
    assert region.services[0].types == {"school": "school", "marketplace": "market"}


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    files[0].unlink()
    code = 'code"]\n[map]\ntiles = "http://x'
    boundaries(files[0], **{code: ["X1", "X2"]})
    odd = files[0].rename(files[0].with_name('a"#[hubs].geojson'))
    path, _ = first_region_file(tmp_path, "new", [odd, files[1]])
    region = read_region(path)
    assert region.areas.file == odd.name
    assert region.areas.id == [code]
    assert region.map.tiles is None
    assert set(tomllib.loads(path.read_text())) == {"title", "inputs", "areas", "people"}


def test_unreadable_files_are_left_out_and_said(tmp_path: Path) -> None:
    files = [*needed(tmp_path / "in"), table(tmp_path / "in" / "note.docx", "x")]
    files.append(table(tmp_path / "in" / "odd.csv", "a,b", "1,2"))
    _, notes = first_region_file(tmp_path, "new", files)
    left = [note for note in notes if note.startswith("left out")]
    assert len(left) == 2
    assert "docx" in left[0]
    assert "odd.csv" in left[1]


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    path, _ = first_region_file(tmp_path, "new", files)
    path.write_text("mine")
    with pytest.raises(ConfigError, match="there already"):
        first_region_file(tmp_path, "new", files)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["../new", "New", "", "a b", "."])
def test_names_that_are_none_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no region name"):
        first_region_file(tmp_path, name, needed(tmp_path / "in"))


def test_without_boundaries_or_people_nothing_is_written(tmp_path: Path) -> None:
    files = needed(tmp_path / "in")
    for some, lacking in ((files[:1], "no people"), (files[1:], "no areas"), ([], "no areas")):
        with pytest.raises(ConfigError, match=lacking):
            first_region_file(tmp_path, "new", some)
    with pytest.raises(ConfigError, match="no such file"):
        first_region_file(tmp_path, "new", [*files, tmp_path / "gone.csv"])
    assert not (tmp_path / "data").exists()
