from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio import Affine

from pipeline.config import People
from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.people import people

CRS = "EPSG:32629"


def areas(*, ids: tuple[str, ...] = ("A", "B"), overlap_m: float = 0) -> gpd.GeoDataFrame:
    """Squares of 10 km side by side."""
    shapes = [
        shapely.box(500_000 + k * 10_000 - overlap_m * k, 900_000, 510_000 + k * 10_000, 910_000)
        for k in range(len(ids))
    ]
    return gpd.GeoDataFrame(
        {"area_id": list(ids), "area_km2": [100.0 * (k + 1) for k in range(len(ids))]},
        geometry=shapes,
        crs=CRS,
    )


def raster(folder: Path, values: list[list[float]]) -> Path:
    """Write cells of 5 km whose upper left corner is that of area A."""
    path = folder / "p.tif"
    cells = np.array(values, dtype="float32")
    with rasterio.open(
        path, "w", driver="GTiff", width=cells.shape[1], height=cells.shape[0], count=1,
        dtype="float32", crs=CRS, transform=Affine(5000, 0, 500_000, 0, -5000, 910_000), nodata=-9,
    ) as file:  # fmt: skip
        file.write(cells, 1)
    return path


def table(folder: Path, *rows: str, header: str = "code,Total") -> Path:
    path = folder / "p.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def read(path: Path, ground: gpd.GeoDataFrame | None = None, **spec: object) -> Read:
    entry = People.model_validate({"file": path.name, "kind": "table", **spec}).model_dump(
        mode="json"
    )
    return people(files=[path], areas=areas() if ground is None else ground, specs=[entry])


def test_raster_people_are_put_to_areas_cell_by_cell(tmp_path: Path) -> None:
    got = read(raster(tmp_path, [[1, 2, 3, 0], [4, -9, 6, 7]]), kind="raster")
    rows = conform("people", got.table)
    assert rows["cell_id"].tolist() == ["r0c0", "r0c1", "r1c0", "r0c2", "r1c2", "r1c3"]
    assert rows["area_id"].tolist() == ["A"] * 3 + ["B"] * 3
    assert rows["people"].tolist() == [1, 2, 4, 3, 6, 7]
    assert set(rows["method"]) == {"raster"}
    assert shapely.get_coordinates(rows.geometry.array)[0].tolist() == [502_500, 907_500]
    assert got.notes == ["p.tif: 23 people in 6 pieces of cells"]


def test_ground_that_two_areas_claim_counts_once(tmp_path: Path) -> None:
    path = raster(tmp_path, [[8, 8, 8, 8], [8, 8, 8, 8]])
    got = read(path, areas(overlap_m=2500), kind="raster")
    assert got.table["people"].sum() == pytest.approx(64)
    assert got.table.groupby("area_id")["people"].sum().tolist() == pytest.approx([32, 32])
    assert "areas overlap by 25.00 km2 in all, most in B" in got.notes[1]


def test_negative_cells_and_uncovered_areas_are_said(tmp_path: Path) -> None:
    got = read(raster(tmp_path, [[1, -5, 0]]), areas(ids=("A", "B", "C")), kind="raster")
    assert got.table["people"].tolist() == [1]
    assert got.notes[1] == "p.tif: the raster does not cover all of 3 areas: A, B, C"
    assert "1 pieces of cells hold negative or impossibly many people (mostly -5)" in got.notes[2]
    assert got.notes[3] == "p.tif: no people in 2 areas: B, C"


def test_a_raster_elsewhere_is_refused(tmp_path: Path) -> None:
    far = areas().set_geometry(areas().translate(500_000, 0))
    with pytest.raises(SourceError, match="does not cover the region"):
        read(raster(tmp_path, [[1]]), far, kind="raster")


def test_a_table_gives_areas_as_a_whole(tmp_path: Path) -> None:
    got = read(table(tmp_path, '"1,200",A', "0,B", header="Total,code"))
    rows = conform("people", got.table)
    assert rows["people"].tolist() == [1200, 0]
    assert rows["cell_id"].tolist() == ["area", "area"]
    assert rows.geometry.isna().all()
    assert rows.crs == CRS


@pytest.mark.parametrize("header", ["code,Total", "code,POPULATION", "code,people"])
def test_code_and_people_columns_are_found(tmp_path: Path, header: str) -> None:
    assert read(table(tmp_path, "A,5", "B,6", header=header)).table["people"].tolist() == [5, 6]


def test_columns_that_cannot_be_found_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="name it as `people`"):
        read(table(tmp_path, "A,5", header="code,x"))
    with pytest.raises(SourceError, match="no column holds area codes such as A, B"):
        read(table(tmp_path, "Z,5"))
    with pytest.raises(SourceError, match="no column 'cod'"):
        read(table(tmp_path, "A,5"), area_id="cod")


def test_unmatched_codes_fall_and_areas_without_row_are_said(tmp_path: Path) -> None:
    ground = areas(ids=("A", "B", "C", "D", "E", "F"))
    got = read(table(tmp_path, "A,1", "B,2", "C,3", "Z,9", "D,4", "E,5"), ground)
    assert got.rejected[["row", "reason"]].to_numpy().tolist() == [[4, "no area has the code Z"]]
    assert got.notes[-1] == "p.csv: no row for 1 areas: F"
    assert got.table["people"].sum() == 15
    with pytest.raises(SourceError, match="no area has the code Y"):
        read(table(tmp_path, "A,1", "Y,2"), ground)


def test_areas_that_share_a_code_share_its_people_by_ground(tmp_path: Path) -> None:
    got = read(table(tmp_path, "A,30"), areas(ids=("A", "A~2")))
    assert got.table["people"].tolist() == [10, 20]
    assert "split by ground area" in got.notes[-1]


def test_a_code_given_twice_counts_once(tmp_path: Path) -> None:
    ground = areas(ids=tuple("ABCDE"))
    got = read(table(tmp_path, "A,1", "B,1", "C,1", "D,1", "E,1", "A,1"), ground)
    assert got.table["people"].sum() == 5
    assert got.rejected["action"].tolist() == ["merged"]


def test_numbers_that_are_none_fall(tmp_path: Path) -> None:
    ground = areas(ids=tuple("ABCDE"))
    got = read(table(tmp_path, "A,1", "B,1", "C,1", "D,1", "E,-4"), ground)
    assert got.rejected["reason"].tolist() == ["Total -4 is no number of people"]


def test_points_outside_the_areas_fall(tmp_path: Path) -> None:
    rows = ("-8.95,8.18,10", "-8.85,8.18,20", "-8.70,8.18,40")
    got = read(table(tmp_path, *rows, header="lon,lat,pop"), kind="points")
    found = conform("people", got.table)
    assert found["people"].tolist() == [10, 20]
    assert found["area_id"].tolist() == ["A", "B"]
    assert set(found["method"]) == {"points"}
    assert got.rejected["action"].tolist() == ["outside"]


def test_row_order_does_not_show(tmp_path: Path) -> None:
    rows = ("-8.95,8.18,10", "-8.95,8.18,10", "-8.85,8.18,20")
    header = "lon,lat,pop"
    one = conform("people", read(table(tmp_path, *rows, header=header), kind="points").table)
    path = table(tmp_path, *reversed(rows), header=header)
    assert one.equals(conform("people", read(path, kind="points").table))


@pytest.mark.parametrize("value", [float("inf"), 3e38])
def test_more_people_than_there_are_is_no_number_of_people(tmp_path: Path, value: float) -> None:
    got = read(raster(tmp_path, [[1, value, 0]]), areas(), kind="raster")
    assert got.table["people"].tolist() == [1]
    assert any("impossibly many" in note for note in got.notes)
