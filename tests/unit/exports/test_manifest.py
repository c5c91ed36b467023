from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pipeline.exports.manifest import manifest

if TYPE_CHECKING:
    from pathlib import Path

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_names_each_file_with_its_hash_by_name(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).touch()
    draft = tmp_path / "manifest-sha256.txt"
    manifest(draft=draft, **{"b.csv": tmp_path / "b.csv", "gpkg": tmp_path / "a.csv"})
    assert draft.read_bytes().decode() == f"{EMPTY}  a.csv\n{EMPTY}  b.csv\n"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_sha256sum_reads_it_and_sees_a_changed_file(tmp_path: Path) -> None:
    file = tmp_path / "sample.areas.csv"
    file.write_bytes(b"\xef\xbb\xbfa\n1\n")
    draft = tmp_path / "manifest-sha256.txt"
    manifest(draft=draft, gpkg=file)
    check = ["sha256sum", "-c", draft.name]
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    file.write_bytes(b"other")
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 1
