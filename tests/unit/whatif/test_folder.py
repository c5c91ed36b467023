"""The folder of an answer: whole or not there, and never in the place of someone's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import StageError
from pipeline.whatif.folder import MARK, refuse_others, written

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_folder_holds_what_was_written_and_what_was_asked(tmp_path: Path) -> None:
    goal = tmp_path / "deep" / "to"
    with written(goal, {"close": ["l1"]}) as draft:
        (draft / "a.txt").write_text("a", encoding="utf-8")
        assert not goal.exists()
    assert (goal / "a.txt").read_text(encoding="utf-8") == "a"
    assert json.loads((goal / MARK).read_text(encoding="utf-8")) == {"close": ["l1"]}
    assert [path.name for path in goal.parent.iterdir()] == ["to"]


def test_an_answer_of_ours_gives_way_as_a_whole(tmp_path: Path) -> None:
    goal = tmp_path / "to"
    for name in ("old", "new"):
        with written(goal, {}) as draft:
            (draft / name).touch()
    assert {path.name for path in goal.iterdir()} == {"new", MARK}


def test_a_fault_leaves_the_last_answer_and_no_half_one(tmp_path: Path) -> None:
    goal = tmp_path / "to"
    with written(goal, {}) as draft:
        (draft / "old").touch()
    with pytest.raises(FileNotFoundError), written(goal, {}) as draft:
        (draft / "no-such-folder" / "new").touch()
    assert {path.name for path in goal.iterdir()} == {"old", MARK}
    assert [path.name for path in tmp_path.iterdir()] == ["to"]


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    refuse_others(tmp_path)


def test_others_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").touch()
    with pytest.raises(StageError, match="holds files that no what-if wrote"):
        refuse_others(tmp_path)
    with pytest.raises(StageError, match="is a file; name a folder with --to"):
        refuse_others(tmp_path / "theirs.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(StageError, match="is a file; name a folder with --to"):
        refuse_others(tmp_path / "loop")


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StageError, match="cannot be written"),
        written(tmp_path / "file" / "to", {}),
    ):
        pass
