from __future__ import annotations

import pytest

from pipeline.paper.files import file_name


@pytest.mark.parametrize("name", ["xs-0001", "a.b_c", "r136d048a3fc3d520-5"])
def test_a_plain_id_is_its_files_name(name: str) -> None:
    assert file_name(name) == name


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", "", ".", "..", "\u0645", "x" * 300, "a b", "nul\x00", "-rf"]
)
def test_any_other_id_is_a_safe_name_of_its_own(name: str) -> None:
    safe = file_name(name)
    assert 1 < len(safe) <= 90
    assert not set(safe) & set('/\\\x00 *?"<>|:')
    assert not safe.startswith((".", "-"))
    assert safe != file_name(f"{name}x")
