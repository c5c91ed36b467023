from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SourceError
from pipeline.formats.reading import REJECTED_COLUMNS, Sieve, gather

PATH = Path("wells.csv")


def sieve(size: int = 10) -> Sieve:
    return Sieve(pd.DataFrame({"depth": range(size)}), PATH)


def test_rows_count_from_one_and_fall_with_a_reason() -> None:
    wells = sieve(4)
    wells.drop(wells.frame["depth"] == 1, "too shallow")
    wells.drop(wells.frame["depth"] == 3, "twin of row 1", "merged")
    assert wells.frame.index.tolist() == [1, 3]
    assert wells.rejected.to_numpy().tolist() == [
        ["wells.csv", 2, "rejected", "too shallow"],
        ["wells.csv", 4, "merged", "twin of row 1"],
    ]


def test_a_reason_a_row_follows_its_row() -> None:
    wells = sieve(3)
    reasons = "depth " + wells.frame["depth"].astype("str")
    wells.drop(wells.frame["depth"] > 0, reasons)
    assert wells.rejected["reason"].tolist() == ["depth 1", "depth 2"]


def test_nothing_dropped_is_an_empty_typed_frame() -> None:
    wells = sieve()
    wells.drop(wells.frame["depth"] > 100, "never")
    assert tuple(wells.rejected.columns) == REJECTED_COLUMNS
    assert wells.rejected["row"].dtype == "int64"
    assert wells.rejected.empty


def test_a_fifth_rejected_is_let_through_and_more_is_not() -> None:
    wells = sieve()
    wells.drop(wells.frame["depth"] < 2, "dry")
    wells.check_share(PATH)
    wells.drop(wells.frame["depth"] == 2, "no name")
    with pytest.raises(SourceError, match=r"3 of 10 rows .* 20% \(2 rows: dry; 1 rows: no name\)"):
        wells.check_share(PATH)


@pytest.mark.parametrize("action", ["merged", "outside"])
def test_merged_and_outside_rows_are_no_fault(action: str) -> None:
    wells = sieve()
    wells.drop(wells.frame["depth"] >= 0, "elsewhere", action)
    wells.check_share(PATH)


def test_rows_left_out_do_not_count_as_rows_in() -> None:
    wells = sieve()
    wells.leave_out(wells.frame["depth"] > 5, "`where`")
    assert wells.rows_in == 6
    assert wells.notes == ["wells.csv: 4 rows left out by `where`"]
    assert wells.rejected.empty


def test_gather_accounts_for_every_row() -> None:
    one, other = sieve(4), sieve(3)
    one.drop(one.frame["depth"] == 0, "dry")
    other.drop(other.frame["depth"] == 2, "far", "outside")
    read = gather([one, other], "table", ["a note"])
    assert read.table == "table"
    assert read.rejected["row"].tolist() == [1, 3]
    assert read.notes == [
        "wells.csv: 4 rows, 3 kept, 1 rejected",
        "wells.csv: 3 rows, 2 kept, 1 outside",
        "a note",
    ]


def test_gather_of_no_files_is_empty() -> None:
    read = gather([], "table")
    assert tuple(read.rejected.columns) == REJECTED_COLUMNS
    assert read.notes == []


def test_no_reason_is_a_formula_to_a_spreadsheet() -> None:
    sieve = Sieve(pd.DataFrame({"a": [1, 2]}), Path("=x.csv"))
    sieve.drop([True, False], pd.Series(["=cmd|' /C calc'!A0", "fine"]))
    sieve.drop([True], "as it is")
    assert sieve.rejected["reason"].tolist() == ["'=cmd|' /C calc'!A0", "as it is"]
    assert sieve.rejected["source"].tolist() == ["'=x.csv"] * 2
