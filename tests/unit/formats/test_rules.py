from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import SourceError
from pipeline.formats.rules import ANY, WORD, WORD_OR_ALL, read_rules, refuse, yes_no

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.formats.reading import Sieve


def read(folder: Path, *rows: str) -> Sieve:
    path = folder / "r.csv"
    path.write_text("\n".join(["Note,who,what,n,m,ok", *rows]) + "\n")
    return read_rules(
        path,
        names={"who": WORD_OR_ALL, "what": ANY},
        ranges={"n": (0, 5), "m": (1, 2)},
        key=("who", "what"),
        may_be_empty=["m"],
        others=["ok"],
    )


def test_text_is_lowered_numbers_are_read_and_notes_left_alone(tmp_path: Path) -> None:
    sieve = read(tmp_path, "'a, b',A1,Wet Sand,0.5,,yes".replace("'", '"'), ",*,x y,5,2,no")
    assert sieve.frame[["who", "what", "n"]].to_numpy().tolist() == [
        ["a1", "wet sand", 0.5],
        ["*", "x y", 5],
    ]
    assert sieve.frame["m"].isna().tolist() == [True, False]
    assert yes_no(sieve, "ok").tolist() == [True, False]


def test_no_rows_are_no_fault(tmp_path: Path) -> None:
    assert len(read(tmp_path).frame) == 0


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",b,x,,,yes", r"r\.csv, row 2: n of b, x is '', not a number from 0 to 5"),
        (",b,x,six,,yes", "n of b, x is 'six'"),
        (",b,x,6,,yes", "not a number from 0 to 5"),
        (",b,x,1,9,yes", "m of b, x is '9', not a number from 1 to 2"),
        (",,x,1,,yes", "a row has no who"),
        (",b c,x,1,,yes", "who 'b c' is no word of letters"),
        (",b-c,x,1,,yes", "who 'b-c' is no word of letters"),
        (",A,X,1,,yes", "a, x is there twice"),
        (",b,*,1,,yes", r"what '\*' does not stand for every one here; write a row for each"),
        (",b,x,NaN,,yes", "n of b, x is 'NaN', not a number from 0 to 5"),
    ],
)
def test_no_row_is_passed_over(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(SourceError, match=fault):
        read(tmp_path, ",a,x,1,,yes", row)


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("whom\nx\n")
    with pytest.raises(SourceError, match="did you mean 'whom'"):
        read_rules(path, names={"who": WORD}, ranges={}, key=("who",))


def test_neither_yes_nor_no(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="row 1: ok is 'perhaps', neither yes nor no"):
        yes_no(read(tmp_path, ",a,x,1,,perhaps"), "ok")


def test_refusing_tells_the_first_row(tmp_path: Path) -> None:
    sieve = read(tmp_path, ",a,x,1,,yes", ",b,x,2,,yes")
    refuse(sieve.frame["n"] > 5, "never", sieve.path)
    with pytest.raises(SourceError, match="row 2: too much of b"):
        refuse(sieve.frame["n"] > 1, "too much of " + sieve.frame["who"], sieve.path)
