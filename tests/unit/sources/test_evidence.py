from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio import Affine

from pipeline.config import Evidence
from pipeline.errors import CrsError, SourceError
from pipeline.schema import conform
from pipeline.sources.evidence import evidence

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.formats.reading import Read

CRS = "EPSG:32629"
FEW = [f"A,maize,{n}.5,2019-0{n}-15" for n in range(1, 8)]
PRICES = {
    "area_id": "code",
    "indicator": "item",
    "value": "price",
    "date": "date",
}


def areas() -> gpd.GeoDataFrame:
    """Squares of 2 km side by side, and one far away."""
    corners = [500_000, 502_000, 590_000]
    shapes = [shapely.box(x, 900_000, x + 2000, 902_000) for x in corners]
    return gpd.GeoDataFrame({"area_id": ["A", "B", "C"]}, geometry=shapes, crs=CRS)


def prices(folder: Path, *rows: str, name: str = "p.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(["code,item,price,date", *rows]) + "\n")
    return path


def lights(folder: Path, values: list[list[float]], crs: str | None = CRS) -> Path:
    """Write cells of 1 km whose lower left corner is that of area A; -9 is no data."""
    path = folder / "n.tif"
    cells = np.array(values, dtype="float32")
    height, width = cells.shape
    corner = Affine(1000, 0, 500_000, 0, -1000, 900_000 + 1000 * height)
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=1, dtype="float32",
        crs=crs, transform=corner, nodata=-9,
    ) as file:  # fmt: skip
        file.write(cells, 1)
    return path


def entry(path: Path, spec: dict[str, object]) -> dict[str, object]:
    return Evidence.model_validate({"file": path.name, **spec}).model_dump(mode="json")


def read(path: Path, *more: Path, **spec: object) -> Read:
    files = [path, *more]
    given = spec if spec.get("kind") == "raster" else {**PRICES, **spec}
    return evidence(files=files, areas=areas(), specs=[entry(file, given) for file in files])


def rows(found: Read) -> list[list[object]]:
    table = conform("evidence", found.table)
    days = table["date"].dt.strftime("%Y-%m-%d")
    return table.assign(date=days)[["area_id", "indicator", "date", "value"]].to_numpy().tolist()


def test_every_day_of_a_table_is_a_row_and_areas_without_are_not_there(tmp_path: Path) -> None:
    got = read(prices(tmp_path, "B,maize,2,2019-06", "A,maize,1.5,2019-06-30", "A,maize,9,2020"))
    assert rows(got) == [
        ["A", "maize", "2019-06-30", 1.5],
        ["A", "maize", "2020-01-01", 9],
        ["B", "maize", "2019-06-01", 2],
    ]
    assert set(got.table["origin"]) == {"table"}
    assert got.table[["n", "error"]].isna().all(axis=None)


def test_rows_without_a_date_have_the_day_that_the_entry_states(tmp_path: Path) -> None:
    path = prices(tmp_path, "A,maize,1,")
    assert rows(read(path, date=None, day="2021-03-04")) == [["A", "maize", "2021-03-04", 1]]
    assert rows(read(path)) == [["A", "maize", "1900-01-01", 1]]


def test_n_and_error_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("code,v,k,se\nA,3,40,0.5\nB,4,,\n")
    spec = {"indicator": None, "indicator_name": "yield", "value": "v", "n": "k", "error": "se"}
    table = conform("evidence", read(path, **spec, date=None).table)
    assert table["n"].tolist()[0] == 40
    assert table["error"].tolist()[0] == 0.5
    assert table.loc[1, ["n", "error"]].isna().all()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Z,maize,1,2019", "area_id Z is no area code"),
        ("A,maize,dear,2019", "value dear is no number"),
        ("A,maize,,2019", "value (empty) is no number"),
        ("A,maize,inf,2019", "value inf is no number"),
        ("A,,1,2019", "indicator (empty) is empty"),
        ("A,maize,1,30/06/2019", "date 30/06/2019 is no date such as 2019-06-30"),
    ],
)
def test_rows_that_cannot_be_used_are_rejected(tmp_path: Path, row: str, reason: str) -> None:
    got = read(prices(tmp_path, *FEW, row))
    assert got.rejected[["row", "reason"]].to_numpy().tolist() == [[8, reason]]
    assert len(got.table) == 7


@pytest.mark.parametrize(
    ("n", "error", "reason"),
    [("-1", "", "n -1 is no number of observations"), ("", "x", "error x is no standard error")],
)
def test_what_is_said_of_certainty_must_be_readable(
    tmp_path: Path, n: str, error: str, reason: str
) -> None:
    path = tmp_path / "e.csv"
    good = "".join(f"A,{year},1,5,0.1\n" for year in range(2010, 2020))
    path.write_text(f"code,date,price,k,se\n{good}B,2019,1,{n},{error}\n")
    spec = {"indicator": None, "indicator_name": "yield", "n": "k", "error": "se"}
    assert read(path, **spec).rejected["reason"].tolist() == [reason]


def test_rows_of_one_key_are_refused_unless_told_what_to_do_with_them(tmp_path: Path) -> None:
    path = prices(tmp_path, *FEW, "A,maize,3.5,2019-01-15", FEW[1])
    got = read(path)
    assert len(got.table) == 7
    assert sorted(got.rejected["action"]) == ["merged", "rejected"]
    mean = read(path, repeats="mean").table.set_index("date").loc["2019-01-15"]
    assert mean["value"] == 2.5
    assert mean["error"] == pytest.approx(np.std([1.5, 3.5], ddof=1) / np.sqrt(2))
    added = read(path, repeats="sum").table.set_index("date")
    assert added.loc["2019-01-15", "value"] == 5
    assert pd.isna(added.loc["2019-01-15", "error"])


def test_rows_with_errors_of_their_own_are_averaged_with_them(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("code,date,price,k,se\nA,2019,1,5,3\nA,2019,2,7,4\nB,2019,5,,1\nB,2019,5,1,\n")
    spec = {"indicator": None, "indicator_name": "yield", "n": "k", "error": "se"}
    mean: Any = conform("evidence", read(path, **spec, repeats="mean").table).set_index("area_id")
    assert mean.loc["A", ["value", "n", "error"]].tolist() == [1.5, 12, 2.5]
    assert mean.loc["B", ["n", "error"]].isna().all()
    added: Any = conform("evidence", read(path, **spec, repeats="sum").table).set_index("area_id")
    assert added.loc["A", ["value", "n", "error"]].tolist() == [3, 12, 5]


def test_different_organisations_are_counted_once_each(tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    more = "".join(f"B,Org {n % 3},health\n" for n in range(6))
    path.write_text(
        f"code,org,sector\nA,Red Cross,health\nA,RED  cross,water\nA,MSF,health\n{more}B,,\n"
    )
    spec: dict[str, object] = {
        "indicator": None, "indicator_name": "partners", "value": None, "date": None,
        "count_distinct": "org", "day": "2024-01-31",
    }  # fmt: skip
    got = read(path, **spec)
    assert rows(got) == [["A", "partners", "2024-01-31", 2], ["B", "partners", "2024-01-31", 3]]
    assert got.rejected["reason"].tolist() == ["org (empty) is empty"]
    only = read(path, **spec, where={"sector": ["water"]})
    assert rows(only) == [["A", "partners", "2024-01-31", 1]]
    assert "9 rows left out by `where`" in " ".join(only.notes)


def test_an_earlier_file_is_trusted_more(tmp_path: Path) -> None:
    one = prices(tmp_path, "A,maize,1,2019")
    other = prices(tmp_path, "A,maize,2,2019", "A,rice,5,2019", name="q.csv")
    got = read(one, other)
    assert [row[1:] for row in rows(got)] == [["maize", "2019-01-01", 1], ["rice", "2019-01-01", 5]]
    assert got.rejected["action"].tolist() == ["merged"]


def test_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no column 'cost'; its columns are: code, item, price"):
        read(prices(tmp_path, *FEW), value="cost")
    with pytest.raises(SourceError, match="no such file"):
        read(tmp_path / "none.csv")


def test_too_many_bad_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="1 of 1 rows cannot be used"):
        read(prices(tmp_path, "Z,maize,1,2019"))


def test_no_file_is_an_empty_table() -> None:
    assert conform("evidence", evidence(files=[], areas=areas(), specs=[]).table).empty


RASTER: dict[str, object] = {"kind": "raster", "indicator_name": "night_lights"}


@pytest.mark.parametrize(("measure", "expected"), [("mean", [2, 5]), ("sum", [8, 5])])
def test_a_raster_gives_its_cells_mean_or_sum(
    tmp_path: Path, measure: str, expected: list[float]
) -> None:
    path = lights(tmp_path, [[1, 2, -9, -9], [4, 1, -9, 5]])
    got = read(path, **RASTER, measure=measure, day="2023-12-31")
    assert [row[3] for row in rows(got)] == expected
    assert rows(got)[0][:3] == ["A", "night_lights", "2023-12-31"]
    assert got.rejected[["action", "reason"]].to_numpy().tolist() == [
        ["outside", "no cell with a value lies in C"]
    ]
    assert got.notes[-1] == "n.tif: the raster does not cover all of 1 areas: C"


def test_cells_that_are_cut_count_by_their_share(tmp_path: Path) -> None:
    """The raster's cells are 1 km and the area 2: moved by half a cell it holds half of some."""
    path = lights(tmp_path, [[0, 8, 4, 0], [0, 8, 4, 0]])
    half = areas().assign(geometry=areas().translate(500, 0))
    got = evidence(files=[path], areas=half, specs=[entry(path, RASTER)])
    assert got.table["value"].tolist()[:1] == [(0.5 * 0 + 8 + 0.5 * 4) / 2]


def test_a_raster_without_a_reference_system_is_refused_unless_stated(tmp_path: Path) -> None:
    path = lights(tmp_path, [[1, 1, 1, 1]] * 2, crs=None)
    with pytest.raises(CrsError, match="add `crs`"):
        read(path, **RASTER)
    assert [row[3] for row in rows(read(path, **RASTER, crs=CRS))] == [1, 1]


def test_a_raster_elsewhere_or_broken_is_refused(tmp_path: Path) -> None:
    far = areas().assign(geometry=areas().translate(0, 500_000))
    path = lights(tmp_path, [[1]])
    with pytest.raises(SourceError, match="does not cover the region"):
        evidence(files=[path], areas=far, specs=[entry(path, RASTER)])
    path.write_bytes(b"no raster")
    with pytest.raises(SourceError, match="not a readable raster"):
        read(path, **RASTER)


def test_infinite_cells_are_no_number(tmp_path: Path) -> None:
    path = lights(tmp_path, [[1, 1, float("inf"), 2]] * 2)
    with pytest.raises(SourceError, match="cells in B hold infinite values"):
        read(path, **RASTER)


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        ({"area_id": "a", "value": "v"}, "`indicator` or `indicator_name`"),
        ({"value": "v", "indicator": "i"}, "a table needs `area_id`"),
        ({"area_id": "a", "indicator": "i"}, "`value` or `count_distinct`"),
        ({"area_id": "a", "indicator": "i", "value": "v", "measure": "sum"}, "for a raster"),
        (
            {"area_id": "a", "indicator": "i", "count_distinct": "o", "n": "k"},
            "leaves nothing to `n`",
        ),
        ({"kind": "raster"}, "a raster needs `indicator_name`"),
        ({"kind": "raster", "indicator_name": "i", "value": "v"}, "value is for a table"),
    ],
)
def test_entries_that_make_no_sense_are_refused(spec: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Evidence.model_validate({"file": "f", **spec})
