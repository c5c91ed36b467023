"""A folder that is written as a whole or not at all, and never in the place of someone's own."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def mark(verb: str) -> str:
    """Return the file that is in every folder of a verb's: what was asked."""
    return f"{verb}.json"


def refuse_others(goal: Path, verb: str) -> None:
    """Refuse a place that is taken by something which the verb did not write.

    Raises
    ------
    StageError
        Where it is a file, or a folder that holds other things.
    """
    if not goal.exists() and not goal.is_symlink():
        return
    if not goal.is_dir():
        raise StageError(f"{goal}: is a file; name a folder with --to")
    if any(goal.iterdir()) and not (goal / mark(verb)).is_file():
        raise StageError(
            f"{goal}: holds files that no {verb} wrote (there is no {mark(verb)}); name another "
            "folder with --to"
        )


@contextmanager
def written(goal: Path, verb: str, asked: Mapping[str, Any]) -> Iterator[Path]:
    """Give a draft of a folder, and put it in the goal's place if all went well."""
    refuse_others(goal, verb)
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f".{verb}-", dir=goal.parent))
    except OSError as error:
        raise StageError(f"{goal}: cannot be written: {error.strerror}") from None
    try:
        draft = room / "new"
        draft.mkdir()
        yield draft
        text = json.dumps(asked, indent=1, sort_keys=True, ensure_ascii=False)
        (draft / mark(verb)).write_text(f"{text}\n", encoding="utf-8")
        refuse_others(goal, verb)
        if goal.exists():
            os.replace(goal, room / "old")  # noqa: PTH105  a folder, on one file system
        os.replace(draft, goal)  # noqa: PTH105
    finally:
        shutil.rmtree(room, ignore_errors=True)
