"""Everything that is given away in one zip."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip knows: the same files are the same bytes."""
READABLE = 0o100644 << 16
UNIX = 3


def bundle(*, draft: Path, **files: Path) -> None:
    """Write a zip of files, by name, the manifest of their hashes among them."""
    with ZipFile(draft, "w") as zipped:
        for path in sorted(files.values(), key=lambda path: path.name):
            entry = ZipInfo(path.name, WRITTEN)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE
            entry.create_system, entry.file_size = UNIX, path.stat().st_size
            with path.open("rb") as source, zipped.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
