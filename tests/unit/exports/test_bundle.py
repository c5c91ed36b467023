from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zipfile import ZipFile

from pipeline.exports.bundle import bundle

if TYPE_CHECKING:
    from pathlib import Path


def files(folder: Path) -> dict[str, Path]:
    texts = {"README.md": "read me", "sample.gpkg": "x" * 100_000, "sample.areas.csv": ""}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: folder / name for name in texts}


def test_holds_every_file_by_name(tmp_path: Path) -> None:
    given = files(tmp_path)
    bundle(draft=tmp_path / "z", **given)
    with ZipFile(tmp_path / "z") as zipped:
        assert zipped.namelist() == ["README.md", "sample.areas.csv", "sample.gpkg"]
        assert zipped.testzip() is None
        for name, path in given.items():
            assert zipped.read(name) == path.read_bytes()
    assert (tmp_path / "z").stat().st_size < 2000


def test_the_same_files_are_the_same_bytes_whenever_written_and_in_any_order(
    tmp_path: Path,
) -> None:
    given = files(tmp_path)
    bundle(draft=tmp_path / "one", **given)
    for path in given.values():
        os.utime(path, (0, 1_700_000_000))
        path.chmod(0o600)
    bundle(draft=tmp_path / "two", **dict(reversed(given.items())))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
