from pathlib import Path

import pandas as pd

from pipeline.formats.ids import distinct, drop_known, row_ids
from pipeline.formats.reading import Sieve

PATH = Path("t.csv")


def sieve(*rows: tuple[str | None, str]) -> Sieve:
    return Sieve(pd.DataFrame(rows, columns=["id", "name"]), PATH)


def test_ids_of_the_column_are_kept_and_gaps_are_hashed() -> None:
    ids = row_ids(sieve(("7", "a"), (None, "b")), "id", ["name"], "p-")
    assert ids.iloc[0] == "7"
    assert ids.iloc[1].startswith("p-")


def test_no_column_is_all_hashes() -> None:
    assert row_ids(sieve(("7", "a")), None, ["name"], "p-").str.startswith("p-").all()


def test_whole_floats_are_whole() -> None:
    ids = row_ids(sieve(("7.0", "a"), ("8.0", "b")), "id", ["name"], "p-")
    assert ids.tolist() == ["7", "8"]


def test_the_same_row_twice_is_merged_and_another_is_rejected() -> None:
    rows = sieve(("7", "a"), ("7", "a"), ("8", "a"))
    assert row_ids(rows, "id", ["name"], "p-").tolist() == ["7", "8"]
    assert rows.rejected.to_numpy().tolist() == [
        ["t.csv", 2, "merged", "the same in every column as row 1"]
    ]
    rows = sieve(("7", "a"), ("7", "b"))
    assert len(row_ids(rows, "id", ["name"], "p-")) == 1
    assert rows.rejected["action"].tolist() == ["rejected"]
    assert rows.rejected["reason"].str.match("id 7 is taken by row [12]").all()


def test_which_row_stays_does_not_depend_on_the_order() -> None:
    kept = []
    for rows in (
        sieve(("7", "a"), ("7", "b"), ("7", "a")),
        sieve(("7", "b"), ("7", "a"), ("7", "a")),
    ):
        row_ids(rows, "id", ["name"], "p-")
        kept.append(rows.frame["name"].tolist())
        assert len(rows.rejected) == 2
    assert kept[0] == kept[1]


def test_a_later_row_with_a_known_id_is_numbered() -> None:
    assert distinct(pd.Series(["a", "b", "a", "a"])).tolist() == ["a", "b", "a~2", "a~3"]
    assert distinct(pd.Series([], dtype="str")).empty


def test_what_an_earlier_file_has_is_merged() -> None:
    known: set[str] = set()
    for rows, kept in ((sieve(("7", "a"), ("8", "b")), ["7", "8"]), (sieve(("8", "c")), [])):
        drop_known(rows, rows.frame["id"], known, "seen")
        assert rows.frame["id"].tolist() == kept
    assert rows.rejected.to_numpy().tolist() == [["t.csv", 1, "merged", "seen"]]
    assert known == {"7", "8"}
