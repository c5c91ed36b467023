from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from pipeline.config import Services
from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.services import services

HEADER = "lon,lat,id,name,kind,beds,state"


def areas() -> gpd.GeoDataFrame:
    """Two squares of 10 km side by side."""
    shapes = [
        shapely.box(500_000, 900_000, 510_000, 910_000),
        shapely.box(510_000, 900_000, 520_000, 910_000),
    ]
    return gpd.GeoDataFrame({"area_id": ["A", "B"]}, geometry=shapes, crs="EPSG:32629")


def at(east_m: float, rest: str) -> str:
    """Return a row so many metres east of a point in A; a degree is 110.2 km there."""
    return f"{-8.95 + east_m / 110_200:.7f},8.18,{rest}"


def written(folder: Path, *rows: str, name: str = "s.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def spec(**given: object) -> dict[str, Any]:
    entry = {"file": "s.csv", "id": "id", "name": "name", "capacity": "beds", "status": "state"}
    kind = {} if "type_column" in given else {"type": "health"}
    return Services.model_validate({**entry, **kind, **given}).model_dump(mode="json")


def read(*paths: Path, specs: list[dict[str, Any]] | None = None) -> Read:
    return services(
        files=list(paths),
        areas=areas(),
        specs=specs or [spec()] * len(paths),
        margin_km=50,
        same_name_m=1000,
        any_name_m=50,
    )


def test_services_keep_what_the_file_knows(tmp_path: Path) -> None:
    path = written(
        tmp_path, at(0, "1,Bo,,12,open"), at(25_000, "2,,,x,"), at(90_000, "3,Far,,,open")
    )
    got = read(path)
    table = conform("services", got.table)
    assert table["service_id"].tolist() == ["1", "2"]
    assert table["capacity"].tolist()[0] == 12
    assert table["capacity"].isna().tolist() == [False, True]
    assert table["area_id"].isna().tolist() == [False, True]
    assert table["is_status_assumed"].tolist() == [False, True]
    assert table["status"].tolist() == ["open", "open"]
    assert got.rejected["action"].tolist() == ["outside"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Open", "open"),
        ("Moderately Functional", "open"),
        ("operational", "open"),
        ("CLOSED", "closed"),
        ("Not Functional", "closed"),
        ("non-functional", "closed"),
        ("Unknown", "unknown"),
        ("en panne", "closed"),
        ("looted", "unknown"),
    ],
)
def test_status_words_are_known_or_mapped_or_unknown(
    tmp_path: Path, word: str, status: str
) -> None:
    path = written(tmp_path, at(0, f"1,Bo,,,{word}"))
    got = read(path, specs=[spec(statuses={"En panne": "closed"})])
    assert got.table["status"].tolist() == [status]
    assert not got.table["is_status_assumed"].any()
    assert any("'looted' (1); say what they mean" in note for note in got.notes) == (
        word == "looted"
    )


def test_a_column_of_types_is_mapped_and_the_rest_left_out(tmp_path: Path) -> None:
    rows = [at(0, "1,a,school,,"), at(0, "2,b,marketplace,,"), at(0, "3,c,bar,,")]
    kinds = {"school": "school", "marketplace": "market"}
    got = read(written(tmp_path, *rows), specs=[spec(type_column="kind", types=kinds)])
    assert sorted(got.table["service_type"]) == ["market", "school"]
    assert "s.csv: 1 rows left out by `types`" in got.notes
    with pytest.raises(SourceError, match="the commonest values of kind are: school"):
        read(written(tmp_path, *rows), specs=[spec(type_column="kind", types={"x": "y"})])


def test_a_service_in_two_files_is_one_and_gaps_are_filled(tmp_path: Path) -> None:
    one = written(tmp_path, at(0, "1,Bo Hospital,,,"), at(5000, "2,Po,,3,open"))
    other = written(
        tmp_path, at(83, "7,BO HOSPITAL,,40,closed"), at(5030, "8,Other name,,9,closed"),
        name="t.csv",
    )  # fmt: skip
    got = read(one, other)
    table = conform("services", got.table)
    assert table["service_id"].tolist() == ["1", "2"]
    assert table["source"].tolist() == ["s.csv", "s.csv"]
    assert table["capacity"].tolist() == [40, 3]
    assert table["status"].tolist() == ["closed", "open"]
    assert table["is_status_assumed"].tolist() == [False, False]
    assert got.rejected.to_numpy().tolist() == [
        ["t.csv", 1, "merged", "merged into 1, 83 m away"],
        ["t.csv", 2, "merged", "merged into 2, 30 m away"],
    ]
    assert got.notes[:2] == ["s.csv: 2 rows, 2 kept", "t.csv: 2 rows, 0 kept, 2 merged"]


def test_the_same_id_elsewhere_in_another_file_is_another_service(tmp_path: Path) -> None:
    one = written(tmp_path, at(0, "1,Bo,,,"))
    other = written(tmp_path, at(5000, "1,Po,,,"), name="t.csv")
    assert read(one, other).table["service_id"].tolist() == ["1", "1~2"]


def test_row_order_does_not_show(tmp_path: Path) -> None:
    rows = [
        at(0, ",Bo,,,"), at(30, ",Bo Clinic,,5,"), at(60, ",,,,closed"), at(500, ",Bo,,,open"),
        at(4000, ",Po,,,"), at(4000, ",Po,,,"),
    ]  # fmt: skip
    one = conform("services", read(written(tmp_path, *rows)).table)
    other = conform("services", read(written(tmp_path, *reversed(rows))).table)
    assert one.equals(other)


def test_rows_in_are_rows_kept_and_rows_told(tmp_path: Path) -> None:
    rows = [at(step * 40, f"{step},x,,,") for step in range(20)]
    got = read(written(tmp_path, *rows, at(0, "0,y,,,"), "x,8,50,z,,,"))
    assert len(got.table) + len(got.rejected) == 22


def test_no_file_and_no_row_are_empty_tables(tmp_path: Path) -> None:
    assert conform("services", read().table).empty
    assert conform("services", read(written(tmp_path)).table).empty


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no column 'bed' \(did you mean 'beds'\?\)"):
        read(written(tmp_path, at(0, "1,a,,,")), specs=[spec(capacity="bed")])
