"""The hashes of all that is given away, so that whoever gets it can see that it is whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def manifest(*, draft: Path, **files: Path) -> None:
    """Write one line a file, its SHA-256 and its name: `sha256sum -c` reads it in their folder."""
    names = sorted(files.values(), key=lambda path: path.name)
    lines = [f"{_digest(path)}  {path.name}\n" for path in names]
    draft.write_text("".join(lines), encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
