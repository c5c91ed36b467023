from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.incidents import incidents

AREAS = gpd.GeoDataFrame(
    {"area_id": ["a"]}, geometry=[shapely.box(500_000, 0, 610_000, 110_000)], crs="EPSG:32635"
)
HERE = "27.5,0.5"  # inside the area
NEAR = "27.5,-0.1"  # 11 km south of it
FAR = "27.5,-3"


def read(*files: Path, as_of: str | None = None, **spec: object) -> Read:
    specs = [spec] * len(files)
    return incidents(files=files, areas=AREAS, specs=specs, margin_km=50, as_of=as_of)


def write(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


GED = (
    "id,year,type_of_violence,where_prec,where_coordinates,longitude,latitude,date_prec,"
    "date_start,date_end,deaths_civilians,best,high,low"
)


def ged(number: object = 1, start: str = "2011-09-17 00:00:00.000", **columns: object) -> str:
    row: dict[str, object] = {
        "type": 1,
        "where_prec": 1,
        "place": "Raga",
        "at": HERE,
        "date_prec": 1,
        "end": start,
        "best": 4,
    }
    row |= columns
    cells = [number, start[:4], row["type"], row["where_prec"], row["place"], row["at"]]
    cells += [row["date_prec"], start, row["end"], 1, row["best"], 9, 2]
    return ",".join(str(cell) for cell in cells)


def test_ucdp_with_all_columns_and_a_row_of_tags(tmp_path: Path) -> None:
    tags = "#x+id,#date+year,,,#loc,#geo+lon,#geo+lat,,#date+start,#date+end,,#affected,,"
    path = write(tmp_path / "a.csv", GED, tags, ged())
    row = conform("incidents", read(path).table).iloc[0]
    assert row["incident_id"] == "1"
    assert f"{row['date']:%Y-%m-%d} {row['date_end']:%Y-%m-%d}" == "2011-09-17 2011-09-17"
    assert (row["date_precision"], row["event_type"]) == ("day", "state-based")
    deaths = row[["deaths_best", "deaths_low", "deaths_high", "deaths_civilians"]]
    assert deaths.tolist() == [4, 2, 9, 1]
    assert (row["where_precision"], row["is_precision_assumed"]) == (1, False)
    assert (row["place_name"], row["area_id"], row["source"]) == ("Raga", "a", "a.csv")


@pytest.mark.parametrize(
    ("code", "precision"), [(1, "day"), (2, "day"), (3, "month"), (4, "month"), (5, "year")]
)
def test_ucdp_date_codes(tmp_path: Path, code: int, precision: str) -> None:
    path = write(tmp_path / "a.csv", GED, ged(date_prec=code))
    assert read(path).table["date_precision"].tolist() == [precision]


def test_a_span_has_its_middle_as_its_day(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", GED, ged(start="2011-09-01", end="2011-09-30", date_prec=4, type=3)
    )
    row = read(path).table.iloc[0]
    assert f"{row['date']:%Y-%m-%d} {row['date_end']:%Y-%m-%d}" == "2011-09-16 2011-09-30"
    assert row["event_type"] == "one-sided"


@pytest.mark.parametrize("year", [1999, 2000])
def test_ucdp_with_years_only(tmp_path: Path, year: int) -> None:
    header = "year,longitude,latitude,where_coordinates,best,deaths_civilians"
    path = write(tmp_path / "a.csv", header, f"{year},{HERE},Tassin,11,11", f"{year},{NEAR},Bo,2,0")
    table = conform("incidents", read(path).table)
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == [f"{year}-07-02"] * 2
    assert table["date_end"].dt.strftime("%Y-%m-%d").tolist() == [f"{year}-12-31"] * 2
    assert set(table["date_precision"]) == {"year"}
    assert table["is_precision_assumed"].all()
    assert table.set_index("place_name")["area_id"].fillna("").to_dict() == {
        "Tassin": "a",
        "Bo": "",
    }


def test_acled_columns(tmp_path: Path) -> None:
    header = (
        "event_id_cnty,event_date,time_precision,event_type,location,latitude,longitude,"
        "geo_precision,fatalities"
    )
    path = write(
        tmp_path / "a.csv",
        header,
        "SSD1,13 March 2019,1,Battles,Raga,0.5,27.5,1,3",
        "SSD2,2019-03-14,3,Riots,Raga,0.5,27.5,2,0",
        "SSD3,2019-03-14,2,Riots,Raga,0.5,27.5,3,0",
    )
    table = conform("incidents", read(path).table)
    assert table["incident_id"].tolist() == ["SSD1", "SSD2", "SSD3"]
    assert table["date"].dt.day.tolist() == [13, 14, 14]
    assert table["date_precision"].tolist() == ["day", "month", "month"]
    assert table["where_precision"].tolist() == [1, 2, 4]
    assert table["deaths_best"].tolist() == [3, 0, 0]
    assert table["event_type"].tolist() == ["Battles", "Riots", "Riots"]


def test_any_table_by_its_columns(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", "when,x,y,what,dead,prec,spot", f"25/12/2018,{HERE},raid,3,2,Here"
    )
    spec = {"event_type": "what", "deaths": "dead", "where_precision": "prec", "name": "spot"}
    row = conform("incidents", read(path, date="when", **spec).table).iloc[0]
    assert f"{row['date']:%Y-%m-%d}" == "2018-12-25"
    assert row[["event_type", "deaths_best", "where_precision", "place_name"]].tolist() == [
        *("raid", 3, 2, "Here")
    ]


def test_a_table_without_a_date_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "x,y,what", f"{HERE},raid")
    with pytest.raises(SourceError, match=r"state the column of the `date` or the `year`.*what"):
        read(path)
    with pytest.raises(SourceError, match="state `date` or `year`"):
        read(path, format="acled")


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "x,y,when", f"{HERE},2019-01-01")
    with pytest.raises(SourceError, match="did you mean 'when'"):
        read(path, date="When")


def test_dates_that_cannot_be_read_are_rejected(tmp_path: Path) -> None:
    rows = [ged(n) for n in range(12)]
    bad = [ged(20, "2011-13-40"), ged(21, "2011-09-17", end="2011-09-01")]
    found = read(write(tmp_path / "a.csv", GED, *rows, *bad))
    assert found.rejected["row"].tolist() == [13, 14]
    assert found.rejected["reason"].tolist() == [
        "date '2011-13-40' is not understood; write it as 2019-04-03",
        "ends before it begins",
    ]


def test_a_file_of_dates_that_can_be_two_days_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "x,y,when", f"{HERE},03/04/2019")
    with pytest.raises(SourceError, match="day or month first"):
        read(path, date="when")


def test_events_of_the_future_are_rejected(tmp_path: Path) -> None:
    rows = [ged(1, "2011-09-17"), ged(2, "2011-09-18"), ged(3, "2011-09-01", end="2011-09-30")]
    found = read(write(tmp_path / "a.csv", GED, *rows), as_of="2011-09-17")
    assert sorted(found.table["incident_id"]) == ["1", "3"]
    assert found.rejected["reason"].tolist() == [
        "on 2011-09-18 at the earliest, after as_of 2011-09-17"
    ]
    assert found.notes == ["a.csv: 3 rows, 2 kept, 1 rejected"]


def test_ids_that_repeat_are_rejected_or_merged(tmp_path: Path) -> None:
    rows = [ged(n) for n in range(3, 15)]
    one = write(tmp_path / "a.csv", GED, ged(1), ged(1), ged(2), ged(2, best=5), *rows)
    two = write(tmp_path / "b.csv", GED, ged(1, best=7), ged(99))
    found = read(one, two)
    assert found.table["incident_id"].is_unique
    assert len(found.table) == 15
    assert found.rejected.groupby(["source", "action"]).size().to_dict() == {
        ("a.csv", "merged"): 1,
        ("a.csv", "rejected"): 1,
        ("b.csv", "merged"): 1,
    }


def test_place_codes_that_there_are_not_are_rejected(tmp_path: Path) -> None:
    rows = [ged(n) for n in range(9)]
    found = read(write(tmp_path / "a.csv", GED, *rows, ged(9, where_prec=8)))
    assert found.rejected["reason"].tolist() == ["place precision '8' is no code there is"]


def test_events_beyond_the_margin_are_outside(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", GED, ged(1), ged(2, at=NEAR), ged(3, at=FAR)))
    assert sorted(found.table["incident_id"]) == ["1", "2"]
    assert found.rejected["action"].tolist() == ["outside"]


def test_rows_in_another_order_give_the_same_table(tmp_path: Path) -> None:
    header = "year,longitude,latitude,where_coordinates,best,deaths_civilians"
    rows = [f"1999,{HERE},T{n},{n},0" for n in range(3)] + [f"1999,{HERE},T2,2,0"]
    first = conform("incidents", read(write(tmp_path / "a.csv", header, *rows)).table)
    again = conform("incidents", read(write(tmp_path / "a.csv", header, *rows[::-1])).table)
    assert first.equals(again)
    assert len(first) == 4


def test_no_files_give_an_empty_table() -> None:
    assert conform("incidents", read().table).empty
