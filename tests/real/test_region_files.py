"""The case studies' region files, and roads and incidents of the shared real data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from pipeline.check import Report, check_region
from pipeline.config import read_region
from pipeline.onboard import first_region_file
from pipeline.schema import conform
from pipeline.sources.incidents import incidents
from pipeline.sources.osm import osm

if TYPE_CHECKING:
    from pipeline.formats.reading import Read

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data at {DATA}"),
]
CASES = ("sierra-leone", "kivu-ituri")


@cache
def report(region: str) -> Report:
    return check_region(PROJECT, region, inputs=DATA)


def table_of(region: str, name: str) -> Any:  # noqa: ANN401  plain or with geometry
    return next(source.table for source in report(region).sources if source.name == name)


def notes_of(region: str, name: str) -> list[str]:
    return next(source.notes for source in report(region).sources if source.name == name)


@pytest.mark.parametrize("region", CASES)
def test_every_file_that_a_region_file_names_can_be_read(region: str) -> None:
    assert report(region).is_ok, report(region).text()


@pytest.mark.parametrize("region", CASES)
def test_every_file_says_where_it_comes_from(region: str) -> None:
    settings = read_region(PROJECT / "data" / region / "region.toml")
    entries = [settings.areas, settings.people, *settings.roads, *settings.places]
    entries += [*settings.services, *settings.incidents]
    assert all(entry.where_from for entry in entries)
    assert all("/" not in entry.file for entry in entries)


@pytest.mark.parametrize(
    ("region", "areas", "people", "events"),
    [("sierra-leone", 167, 7_907_338, 515), ("kivu-ituri", 642, 8_890_000, 1118)],
)
def test_nothing_of_a_case_study_is_lost(region: str, areas: int, people: int, events: int) -> None:
    assert len(table_of(region, "areas")) == areas
    assert table_of(region, "people")["people"].sum() == pytest.approx(people, rel=1e-3)
    assert notes_of(region, "incidents") == [f"ucdp_ged_20_1.csv: {events:,} rows, {events:,} kept"]
    types = set(table_of(region, "services")["service_type"])
    assert types >= {"health", "school", "market", "police", "townhall", "water"}


def test_sierra_leones_trunk_links_keep_their_true_length() -> None:
    roads = table_of("sierra-leone", "roads")
    trunk = roads[roads["road_class"] == "trunk"]
    assert len(trunk) == 44
    assert (trunk["length_m"] > 0.99 * trunk.length).all()
    assert set(trunk["crossings"]) == {"ignore"}
    assert roads.groupby("source").size()["osm_roads.geojson"] == 2526


def test_kivus_road_classes_are_all_mapped() -> None:
    notes = " ".join(notes_of("kivu-ituri", "roads"))
    assert "97 rows, 63 kept, 1 merged, 33 outside" in notes
    assert "rejected" not in notes


def square(west: float, south: float, east: float, north: float, crs: str) -> gpd.GeoDataFrame:
    box = gpd.GeoSeries([shapely.box(west, south, east, north)], crs="EPSG:4326")
    return gpd.GeoDataFrame({"area_id": ["a"]}, geometry=box.to_crs(crs))


def test_all_of_ucdps_columns_under_a_row_of_tags() -> None:
    path = DATA / "south-sudan" / "ucdp_ged_conflict_data_ssd.csv"
    areas = square(24, 3.4, 36, 12.3, "EPSG:32635")
    read = incidents(files=[path], areas=areas, specs=[{}], margin_km=50, as_of=None)
    table = conform("incidents", read.table)
    assert len(table) + len(read.rejected) == 941
    assert table["event_type"].value_counts().to_dict() == {
        "state-based": 384,
        "one-sided": 356,
        "non-state": 201,
    }
    assert table["date_precision"].value_counts().to_dict() == {
        "day": 732,
        "month": 148,
        "year": 61,
    }
    assert not table["is_precision_assumed"].any()


def extract(name: str, areas: gpd.GeoDataFrame) -> Read:
    return osm(files=[DATA / name], areas=areas, specs=[{}], margin_km=50)


def test_djibouti_is_cut_at_shared_nodes_and_round_fords() -> None:
    areas = square(41, 10.5, 44, 13, "EPSG:32638")
    read = extract("djibouti/djibouti-latest_filter-road-secondary.osm.pbf", areas)
    table = conform("osm", read.table)
    assert "409 rows, 409 kept" in read.notes[0]
    assert table["road_id"].str.extract(r"^w(\d+)-\d+$")[0].nunique() == 409
    is_stub = (table["is_ford"] | table["barrier"].notna()) & (table["length_m"] <= 10.001)
    assert is_stub.sum() > 50
    # Each vertex inside a link belongs to that link alone; a stub adds the places of its cuts.
    ends = {tuple(xy) for xy in shapely.get_coordinates(shapely.boundary(table.geometry.array))}
    inner = sum(len(line.coords) - 2 for line in table.geometry)
    assert 12_139 < len(ends) + inner <= 12_139 + 2 * is_stub.sum()


def test_porto_is_read_whole() -> None:
    read = extract("porto/porto.osm.pbf", square(-9, 40.5, -8, 42, "EPSG:32629"))
    table = conform("osm", read.table)
    segments = shapely.get_num_coordinates(table.geometry.array).sum() - len(table)
    assert segments > 340_000
    assert table["length_m"].sum() / 1000 > 10_000


@pytest.mark.parametrize("region", CASES)
def test_a_guessed_region_file_reads_all_that_the_case_study_has(
    region: str, tmp_path: Path
) -> None:
    first_region_file(tmp_path, region, [DATA / region])
    found = check_region(tmp_path, region, inputs=None)
    assert found.is_ok, found.text()
    rows = {source.name: source.rows for source in found.sources}
    assert all(rows[name] for name in ("areas", "roads", "places", "services", "incidents"))
