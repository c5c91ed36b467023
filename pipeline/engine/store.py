"""Where outputs lie: written to a draft and renamed, left alone when the bytes are the same."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.engine.fingerprint import digest
from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from pipeline.engine.dag import Step

RECORDS = ".record"
DRAFT = ".draft-"


def resolve(dotted: str) -> Any:  # noqa: ANN401  any function
    """Return what `package.module:name` names."""
    module, _, name = dotted.partition(":")
    return getattr(import_module(module), name)


@contextmanager
def replacing(goal: Path) -> Iterator[Path]:
    """Give a draft of the goal's own name, and put it in the goal's place if all went well.

    The goal stays untouched, its time too, where the draft holds the same bytes, or where the
    block wrote none or failed.
    """
    goal.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=DRAFT, dir=goal.parent))
    try:
        draft = room / goal.name
        yield draft
        if not draft.exists():
            raise StageError(f"nothing was written to {goal.name}")
        with draft.open("rb") as opened:
            os.fsync(opened.fileno())
        if not (goal.is_file() and digest(draft) == digest(goal)):
            draft.replace(goal)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def write_rejected(step: Step, rejected: pd.DataFrame | None) -> None:
    """Write the rows that a step could not use; no rows, no file."""
    path = step.home / "rejected" / f"{step.name}.csv"
    if rejected is None or rejected.empty:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as draft:
        rejected.to_csv(draft, index=False, lineterminator="\n")


def read_record(step: Step) -> dict[str, Any]:
    """Return what is known of how an output was made; empty where nothing is."""
    try:
        return dict(json.loads((step.home / RECORDS / f"{step.name}.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def write_record(step: Step, record: dict[str, Any]) -> None:
    """Write how an output was made."""
    with replacing(step.home / RECORDS / f"{step.name}.json") as draft:
        draft.write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")


@contextmanager
def locked(home: Path, *, wait: bool, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold a region alone. A second run waits and says for whom, or is refused.

    Raises
    ------
    StageError
        Where another run holds the region and `wait` is false.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = f"{home.name} is being built by {file.read().strip() or 'another run'}"
            if not wait:
                raise StageError(f"{holder}; try again later, or without --no-wait") from None
            tell(f"{holder}; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        yield


def clean(folders: Iterable[Path]) -> None:
    """Remove the drafts and parts that a killed run left; the lock must be held."""
    for folder in folders:
        for left in [*folder.rglob(f"{DRAFT}*"), *folder.glob(f"{RECORDS}/parts")]:
            shutil.rmtree(left, ignore_errors=True)
            left.unlink(missing_ok=True)
