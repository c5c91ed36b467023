"""What is written, what is left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.engine import store
from pipeline.engine.dag import Step
from pipeline.errors import StageError

if TYPE_CHECKING:
    from pathlib import Path

ROWS = pd.DataFrame({"id": ["a", "b"], "n": [1, 2]})


def step(home: Path) -> Step:
    return Step("east", "roads", "table", "toy:roads", home / "roads.parquet", home)


def test_a_goal_with_the_same_bytes_is_left_alone_and_another_replaced(tmp_path: Path) -> None:
    goal = tmp_path / "in" / "x.txt"
    for text, is_kept in (("one", False), ("one", True), ("two", False)):
        if goal.exists():
            os.utime(goal, (1, 1))
        with store.replacing(goal) as draft:
            assert draft.name == "x.txt"
            draft.write_text(text)
        assert (goal.stat().st_mtime == 1) is is_kept
        assert goal.read_text() == text
    assert [path.name for path in goal.parent.iterdir()] == ["x.txt"]


def test_a_fault_while_writing_leaves_the_goal_and_no_draft(tmp_path: Path) -> None:
    goal = tmp_path / "x.txt"
    goal.write_text("good")

    def fail() -> None:
        with store.replacing(goal) as draft:
            draft.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert goal.read_text() == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]
    with pytest.raises(StageError, match=r"nothing was written to x\.txt"), store.replacing(goal):
        pass


def test_rejected_rows_are_a_file_only_while_there_are_any(tmp_path: Path) -> None:
    path = tmp_path / "rejected" / "roads.csv"
    store.write_rejected(step(tmp_path), ROWS)
    assert path.read_bytes() == b"id,n\na,1\nb,2\n"
    store.write_rejected(step(tmp_path), ROWS[:0])
    assert not path.exists()
    store.write_rejected(step(tmp_path), None)


def test_a_record_comes_back_and_a_damaged_one_is_empty(tmp_path: Path) -> None:
    assert store.read_record(step(tmp_path)) == {}
    store.write_record(step(tmp_path), {"code": "x"})
    assert store.read_record(step(tmp_path)) == {"code": "x"}
    for text in ("", "[]", "{"):
        (tmp_path / ".record" / "roads.json").write_text(text)
        assert store.read_record(step(tmp_path)) == {}


def test_clean_removes_what_a_killed_run_left_and_nothing_else(tmp_path: Path) -> None:
    keep = [tmp_path / "roads.parquet", tmp_path / ".record" / "roads.json"]
    drop = [
        tmp_path / ".draft-x" / "roads.parquet",
        tmp_path / ".record" / ".draft-1-hashes.json",
        tmp_path / ".record" / "parts" / "1of2.parquet",
    ]
    for path in [*keep, *drop]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    store.clean([tmp_path, tmp_path / "not there"])
    assert all(path.exists() for path in keep)
    assert not any(path.exists() for path in drop)
    assert not drop[0].parent.exists()


def test_resolve_gives_what_a_dotted_name_means() -> None:
    assert store.resolve("pipeline.engine.store:resolve") is store.resolve
