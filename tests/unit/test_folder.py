from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import StageError
from pipeline.folder import written

if TYPE_CHECKING:
    from pathlib import Path


def write(goal: Path, text: str, verb: str = "verb") -> None:
    with written(goal, verb, {"asked": text}) as draft:
        (draft / "a.txt").write_text(text)


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    goal = tmp_path / "deep" / "goal"
    write(goal, "one")
    (goal / "left.txt").touch()
    write(goal, "two")
    assert sorted(path.name for path in goal.iterdir()) == ["a.txt", "verb.json"]
    assert (goal / "a.txt").read_text() == "two"
    assert [path.name for path in goal.parent.iterdir()] == ["goal"]


def test_a_fault_leaves_what_there_was(tmp_path: Path) -> None:
    goal = tmp_path / "goal"
    write(goal, "one")
    with pytest.raises(ZeroDivisionError), written(goal, "verb", {}) as draft:
        (draft / "a.txt").write_text(str(1 / 0))
    assert (goal / "a.txt").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["goal"]


def test_what_another_wrote_is_refused(tmp_path: Path) -> None:
    goal = tmp_path / "goal"
    write(goal, "one", verb="other")
    with pytest.raises(StageError, match=r"no verb wrote .*verb\.json.*--to"):
        write(goal, "two")
    with pytest.raises(StageError, match="is a file"):
        write(goal / "a.txt", "two")


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StageError, match="cannot be written"):
        write(tmp_path / "file" / "to", "one")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(StageError, match="is a file; name a folder with --to"):
        write(tmp_path / "loop", "one")
