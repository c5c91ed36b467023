from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import SourceError
from pipeline.formats.reading import REJECTED_COLUMNS, Sieve, gather, without_formulas

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


@pytest.mark.parametrize("kind", ["str", "object", "category"])
@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        ("  =1", "'  =1"),
        ("\u00a0\u3000=1", "'\u00a0\u3000=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\x00=1", "'\x00=1"),
        ("\tx", "'\tx"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20a", "'\uff20a"),
        ("Bo;=1+1", "Bo;'=1+1"),
        ("Bo; @a", "Bo;' @a"),
        ("Bo\n=1+1", "Bo\n'=1+1"),
        ("-", "'-"),
        ("-1-1", "'-1-1"),
        ("-12\n", "'-12\n"),
        ("-1e5", "'-1e5"),
        ("-12", "-12"),
        ("+1.5", "+1.5"),
        ("Bo = Ba", "Bo = Ba"),
        ("a-b, -c; d", "a-b, -c; d"),
        ("'=1", "'=1"),
        ("a\nb\r\nc", "a\nb\r\nc"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula_to_a_spreadsheet(kind: str, text: str, safe: str) -> None:
    table = pd.DataFrame({"name": pd.Series([text, None, "Bo"], dtype=kind)})
    found = without_formulas(table)["name"]
    assert found[0] == safe
    assert found.isna().tolist() == [False, True, False]
    assert found[2] == "Bo"


def test_numbers_days_and_what_is_given_are_not_touched() -> None:
    cells = {
        "a": [-1.5, np.nan],
        "b": [-1, 2],
        "c": [True, False],
        "d": pd.to_datetime(["2025-01-01", "NaT"]),
        "e": pd.Series([-1, "x"], dtype=object),
    }
    table = pd.DataFrame(cells)
    pd.testing.assert_frame_equal(without_formulas(table), pd.DataFrame(cells))
    kinds = table.assign(b=table["b"].astype("category"))
    assert without_formulas(kinds).to_csv() == table.to_csv()
    texts = pd.DataFrame({"name": ["=1"]})
    without_formulas(texts)
    assert texts["name"].tolist() == ["=1"]


def test_categories_that_become_the_same_stay_in_their_rows() -> None:
    table = pd.DataFrame({"name": pd.Categorical(["'=1", "=1", "Bo"])})
    assert without_formulas(table)["name"].tolist() == ["'=1", "'=1", "Bo"]


def test_no_name_of_a_column_is_a_formula() -> None:
    table = pd.DataFrame({"=1+1_min": [3.5], "-12": ["a"], "people": [7]})
    assert without_formulas(table).columns.tolist() == ["'=1+1_min", "-12", "people"]


def test_a_text_of_many_breaks_is_read_in_one_go() -> None:
    text = "\t" * 200_000
    assert without_formulas(pd.DataFrame({"name": [text]}))["name"][0] == f"'{text}"
