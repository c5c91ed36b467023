from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipeline.config import Surveys
from pipeline.errors import SourceError
from pipeline.formats.reading import Read
from pipeline.schema import conform
from pipeline.sources.surveys import surveys

GOOD = [f"A,trust,{n}.5,{n},2019-0{n}-30" for n in (1, 3, 4, 5, 6, 7, 8)]


def areas() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"area_id": ["A", "B"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs="EPSG:32629"
    )


def written(folder: Path, *rows: str, name: str = "s.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(["code,asked,value,n,date", *rows]) + "\n")
    return path


def read(*paths: Path, **spec: object) -> Read:
    given = {"file": "s.csv", "area_id": "code", "indicator": "asked", "date": "date", **spec}
    specs = [Surveys.model_validate(given).model_dump(mode="json")] * len(paths)
    return surveys(files=list(paths), areas=areas(), specs=specs)


def test_answers_come_by_area_and_day(tmp_path: Path) -> None:
    got = read(written(tmp_path, "A,trust,2.5,40,2019-06-30", "B,trust,3,30,"))
    table = conform("surveys", got.table)
    assert table["value"].tolist() == [2.5, 3]
    assert table["n"].tolist() == [40, 30]
    assert table["date"].tolist() == [pd.Timestamp("2019-06-30"), pd.Timestamp("1900-01-01")]


def test_one_indicator_may_be_named_for_all(tmp_path: Path) -> None:
    got = read(written(tmp_path, "A,,1,2,2019"), indicator=None, indicator_name="trust")
    assert got.table["indicator"].tolist() == ["trust"]
    assert got.table["date"].tolist() == [pd.Timestamp("2019-01-01")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Z,trust,1,2,2019", "area_id Z is no area code"),
        ("A,trust,x,2,2019", "value x is no number"),
        ("A,trust,1,2.5,2019", "n 2.5 is no number of answers"),
        ("A,trust,1,,2019", "n (empty) is no number of answers"),
        ("A,,1,2,2019", "indicator (empty) is empty"),
        ("A,trust,1,2,30/06/2019", "date 30/06/2019 is no date such as 2019-06-30"),
    ],
)
def test_rows_that_cannot_be_used_are_rejected(tmp_path: Path, row: str, reason: str) -> None:
    got = read(written(tmp_path, *GOOD, row))
    assert got.rejected[["row", "reason"]].to_numpy().tolist() == [[8, reason]]
    assert len(got.table) == 7


def test_an_answer_given_twice_counts_once(tmp_path: Path) -> None:
    one = written(tmp_path, *GOOD, "A,trust,9,9,2019-01-30")
    other = written(tmp_path, GOOD[1], name="t.csv")
    got = read(one, other)
    conform("surveys", got.table)
    assert len(got.table) == 7
    assert got.rejected["action"].tolist() == ["rejected", "merged"]


def test_unknown_codes_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="1 of 1 rows cannot be used"):
        read(written(tmp_path, "Z,trust,1,2,2019"))


def test_no_file_is_an_empty_table() -> None:
    assert conform("surveys", read().table).empty


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("auto", {"school": "mean", "trust": "share"}), ("mean", {"school": "mean", "trust": "mean"})],
)
def test_answers_between_none_and_all_are_shares_unless_told(
    tmp_path: Path, kind: str, expected: dict[str, str]
) -> None:
    path = written(tmp_path, "A,trust,0.5,40,", "B,trust,1,40,", "A,school,0.5,9,", "B,school,4,9,")
    table = conform("surveys", read(path, kind=kind).table)
    assert dict(zip(table["indicator"], table["kind"], strict=True)) == expected
    assert table["sd"].isna().all()


def test_a_share_over_one_is_none(tmp_path: Path) -> None:
    good = [f"A,trust,0.{n},40,2019-0{n}-01" for n in range(1, 8)]
    got = read(written(tmp_path, *good, "B,trust,55,40,2019"), kind="share")
    assert got.rejected["reason"].tolist() == ["value 55.0 is no share from 0 to 1"]
    assert set(got.table["kind"]) == {"share"}


def test_how_far_answers_lie_apart_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    rows = [f"A,wealth,3,40,{year},{1.5 if year > 2010 else ''}" for year in range(2010, 2016)]
    path.write_text("\n".join(["code,asked,value,n,date,sd", *rows, "B,wealth,3,40,2012,-1"]))
    got = read(path, sd="sd")
    assert conform("surveys", got.table)["sd"].fillna(0).tolist() == [0, *[1.5] * 5]
    assert got.rejected["reason"].tolist() == ["sd -1 is no standard deviation"]
