"""Areas, people, places and services of the shared real data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from exactextract import exact_extract

from pipeline.config import Areas, People, Places, Services
from pipeline.errors import SourceError
from pipeline.formats.points import read_points
from pipeline.schema import conform
from pipeline.sources.boundaries import areas
from pipeline.sources.people import people
from pipeline.sources.places import places
from pipeline.sources.services import services

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.formats.reading import Read

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data at {DATA}"),
]
REGIONS = {
    "sierra-leone": {
        "file": "sle_adm3.shp",
        "id": ["admin3Pcod"],
        "name": "admin3Name",
        "level": 3,
        "adm1_id": "admin1Pcod",
        "adm1_name": "admin1Name",
        "adm2_id": "admin2Pcod",
        "adm2_name": "admin2Name",
    },
    "kivu-ituri": {
        "file": "health_areas.shp",
        "id": ["CODEAS", "NOMAS"],
        "name": "NOMAS",
        "level": 4,
        "adm1_name": "PROVINCE",
    },
    "south-sudan": {
        "file": "ne10m_admin1_sds.geojson",
        "id": ["adm1_code"],
        "name": "name",
        "level": 1,
    },
}
WHO = {"name": "Facility name"}
HEALTHSITES = {
    "id": "osm_id",
    "name": "name",
    "capacity": "beds",
    "status": "operational_status",
}


def spec(model: Any, file: str, **given: object) -> dict[str, Any]:  # noqa: ANN401  a model class
    dumped: dict[str, Any] = model.model_validate({"file": file, **given}).model_dump(mode="json")
    return dumped


@cache
def read_areas(region: str) -> Read:
    given = REGIONS[region]
    path = DATA / region / str(given["file"])
    return areas(files=[path], specs=[Areas.model_validate(given).model_dump()], crs=None)


def ground(region: str) -> gpd.GeoDataFrame:
    return conform("areas", read_areas(region).table)


def read_services(region: str, entries: dict[str, dict[str, Any]]) -> Read:
    specs = [spec(Services, file, type="health", **given) for file, given in entries.items()]
    return services(
        files=[DATA / region / file for file in entries],
        areas=ground(region),
        specs=specs,
        margin_km=50,
        same_name_m=1000,
        any_name_m=50,
    )


@pytest.mark.parametrize(
    ("region", "rows", "km2"),
    [("sierra-leone", 167, 72_600), ("kivu-ituri", 642, 67_600), ("south-sudan", 10, 629_000)],
)
def test_every_area_comes_out(region: str, rows: int, km2: float) -> None:
    table = ground(region)
    assert len(table) == rows
    assert table["area_km2"].sum() == pytest.approx(km2, rel=0.02)
    assert table.is_valid.all()
    assert read_areas(region).rejected.empty


def test_kivu_has_mended_rings_and_nameless_areas() -> None:
    table = ground("kivu-ituri")
    assert table["is_mended"].sum() == 3
    assert table["area_id"].str.startswith("noid-").sum() == 2
    assert table["adm1_name"].notna().sum() >= 640


def test_sierra_leone_has_fourteen_districts() -> None:
    table = ground("sierra-leone")
    assert table["adm2_id"].nunique() == 14
    assert table["adm1_id"].nunique() == 4


def test_everybody_in_the_table_of_sierra_leone_is_placed() -> None:
    file = "sle_admpop_adm3_2020.csv"
    got = people(
        files=[DATA / "sierra-leone" / file],
        areas=ground("sierra-leone"),
        specs=[spec(People, file, kind="table")],
    )
    assert conform("people", got.table)["people"].sum() == 7_907_338


def test_everybody_in_the_raster_of_kivu_is_counted_once() -> None:
    path = DATA / "kivu-ituri" / "gpw_v4_population_30s.tif"
    outlines = ground("kivu-ituri")
    got = people(files=[path], areas=outlines, specs=[spec(People, path.name, kind="raster")])
    table = conform("people", got.table)
    degrees = outlines.to_crs("EPSG:4326")
    whole = degrees.iloc[:1].assign(geometry=shapely.union_all(degrees.geometry.array))
    counted = exact_extract(str(path), whole, ["sum"], output="pandas")
    assert table["people"].sum() == pytest.approx(counted["sum"].sum(), rel=1e-6)
    assert table["people"].sum() == pytest.approx(8_890_000, rel=1e-3)
    assert any("areas overlap" in note for note in got.notes)


@pytest.mark.parametrize(
    ("region", "entries", "least"),
    [
        (
            "sierra-leone",
            {
                "who_health_facilities.csv": WHO,
                "cdc_health_facilities.geojson": {"name": "Facility_N"},
                "healthsites_io.csv": HEALTHSITES,
            },
            1500,
        ),
        (
            "kivu-ituri",
            {
                "hospitals.csv": WHO,
                "who_health_facilities.csv": WHO,
                "healthsites_io.csv": HEALTHSITES,
            },
            1200,
        ),
        (
            "south-sudan",
            {
                "HSF_MASTER_FACILITY_LIST.xlsx": {
                    "name": "Health Facility Name",
                    "status": "Functional Status",
                }
            },
            1700,
        ),
    ],
)
def test_facilities_are_read_with_no_hand_editing(
    region: str, entries: dict[str, dict[str, Any]], least: int
) -> None:
    got = read_services(region, entries)
    table = conform("services", got.table)
    assert len(table) > least
    assert not table["service_name"].astype("str").str.contains("Ã").any()
    accounts = [note for note in got.notes if " rows, " in note]
    rows_in = sum(int(note.split(": ")[1].split(" rows")[0].replace(",", "")) for note in accounts)
    assert rows_in == len(table) + len(got.rejected)


def test_south_sudan_has_closed_facilities() -> None:
    got = read_services(
        "south-sudan",
        {"HSF_MASTER_FACILITY_LIST.xlsx": {"status": "Functional Status"}},
    )
    assert (got.table["status"] == "closed").sum() > 200
    assert not (got.table["status"] == "unknown").any()


def test_places_of_both_countries_are_read() -> None:
    got = places(
        files=[DATA / "sierra-leone" / "osm_places.geojson"],
        areas=ground("sierra-leone"),
        specs=[spec(Places, "p", id="osm_id", name="name", people="population")],
    )
    assert len(conform("places", got.table)) == 9544
    got = places(
        files=[DATA / "kivu-ituri" / "localities.gpkg"],
        areas=ground("kivu-ituri"),
        specs=[spec(Places, "p", id="PCODE", name="NOM1")],
    )
    assert len(conform("places", got.table)) > 1500


def test_metres_in_the_columns_of_localities_are_refused() -> None:
    with pytest.raises(SourceError, match="column LONGITUDE holds values such as"):
        read_points(
            DATA / "kivu-ituri" / "localities.gpkg",
            {"longitude": "LONGITUDE", "latitude": "LATITUDE"},
            crs=ground("kivu-ituri").crs,
        )
