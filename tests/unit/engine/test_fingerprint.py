"""What counts as the same."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.engine.dag import Step
from pipeline.engine.fingerprint import Code, Memo, digest, input_hash, text_hash
from pipeline.errors import StageError

if TYPE_CHECKING:
    from pathlib import Path


def settle(path: Path) -> None:
    """Let a file look as if its last change were long ago, as far as its clock tells."""
    os.utime(path, (1, 1))


def test_digest_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert digest(file) == hashlib.sha256(b"abc").hexdigest()


def test_a_memo_computes_once_a_state_and_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.engine.fingerprint.SETTLED_NS", -1)
    file, calls = tmp_path / "a", []
    file.write_text("x", encoding="utf-8")

    def length(path: Path) -> int:
        calls.append(path)
        return len(path.read_bytes())

    memo = Memo(tmp_path / ".record" / "memo.json")
    assert [memo.get(file, length), memo.get(file, length)] == [1, 1]
    memo.save()
    memo = Memo(memo.path)
    assert memo.get(file, length) == 1
    assert len(calls) == 1
    file.write_text("xy", encoding="utf-8")
    assert memo.get(file, length) == 2
    assert memo.get(tmp_path / "gone", length) is None


def test_a_file_changed_just_now_is_not_remembered(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x", encoding="utf-8")
    memo = Memo(tmp_path / "memo.json")
    memo.get(file, digest)
    memo.save()
    assert not memo.path.exists()


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "7"])
def test_a_damaged_memo_is_empty(tmp_path: Path, text: str) -> None:
    path = tmp_path / "memo.json"
    path.write_text(text, encoding="utf-8")
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert Memo(path).get(file, digest) == digest(file)


def test_a_shapefile_counts_with_its_siblings(tmp_path: Path) -> None:
    shp, memo = tmp_path / "a.shp", Memo(tmp_path / "memo.json")
    for suffix in (".shp", ".dbf", ".PRJ", ".qmd"):
        shp.with_suffix(suffix).write_text("1", encoding="utf-8")
    first = input_hash(shp, memo)
    shp.with_suffix(".qmd").write_text("2", encoding="utf-8")
    assert input_hash(shp, memo) == first
    seen = {first}
    for suffix in (".dbf", ".PRJ", ".cpg", ".shp"):
        shp.with_suffix(suffix).write_text("2", encoding="utf-8")
        seen.add(input_hash(shp, memo))
    assert len(seen) == 5
    shp.unlink()
    assert input_hash(shp, memo) is None


def test_a_folder_counts_with_all_files_in_it(tmp_path: Path) -> None:
    folder, memo = tmp_path / "a.gdb", Memo(tmp_path / "memo.json")
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "t").write_text("1", encoding="utf-8")
    first = input_hash(folder, memo)
    (folder / "in" / "t").write_text("2", encoding="utf-8")
    assert input_hash(folder, memo) != first


def test_a_missing_input_has_no_hash(tmp_path: Path) -> None:
    assert input_hash(tmp_path / "gone.csv", Memo(tmp_path / "memo.json")) is None


def test_text_hash_knows_no_order_of_keys_and_refuses_nan() -> None:
    assert text_hash({"a": 1, "b": 2}) == text_hash({"b": 2, "a": 1})
    assert text_hash([1, 2]) != text_hash([2, 1])
    with pytest.raises(ValueError, match="not JSON compliant"):
        text_hash(float("nan"))


PACKAGE = {
    "__init__.py": "",
    "a.py": "def f():\n    from kit import b\n    return b.g()\n",
    "b.py": "from .deep.c import h\nfrom os import path\ng = h\n",
    "other.py": "x = 1\n",
    "checks.py": "TABLES = 1\n\n\ndef conform(name, table):\n    return table\n",
    "deep/__init__.py": "",
    "deep/c.py": "def h():\n    return 1\n",
    "deep/assets/style.css": "a {}",
}


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a package `kit`."""
    for name, text in PACKAGE.items():
        path = tmp_path / "kit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "kit", raising=False)
    return tmp_path / "kit"


def code(kit: Path, step: Step | None = None) -> str:
    step = step or Step("east", "f", "table", "kit.a:f", kit / "f", kit)
    return Code(kit.parent / ".record").of(step)


@pytest.mark.parametrize(
    ("name", "text", "is_change"),
    [
        (
            "a.py",
            'def f():\n    """Doc."""\n    from kit import b  # why\n    return b.g()\n',
            False,
        ),
        ("a.py", "def f():\n    from kit import b\n    return b.g() + 1\n", True),
        ("b.py", "from .deep.c import h\nfrom os import path\ng = (h)\n", False),
        ("b.py", "from .deep.c import h\nfrom os import path\ng = h()\n", True),
        ("deep/c.py", "def h():\n    return 2\n", True),
        ("deep/__init__.py", "x = 1\n", True),
        ("deep/assets/style.css", "b {}", True),
        ("other.py", "x = 2\n", False),
        ("checks.py", "TABLES = 2\n", False),
    ],
)
def test_code_is_the_trees_of_all_that_is_imported(
    kit: Path, name: str, text: str, *, is_change: bool
) -> None:
    before = code(kit)
    (kit / name).write_text(text, encoding="utf-8")
    assert (code(kit) != before) is is_change


def test_code_counts_the_functions_of_the_check_and_the_steps_own_promise(kit: Path) -> None:
    step = Step("east", "f", "table", "kit.a:f", kit / "f", kit, conform="kit.checks:conform")
    before = code(kit, step)
    text = PACKAGE["checks.py"]
    (kit / "checks.py").write_text(text.replace("= 1", "= 2"), encoding="utf-8")
    assert code(kit, step) == before
    assert code(kit, replace(step, promise="a column")) != before
    (kit / "checks.py").write_text(text.replace("return table", "return 1"), encoding="utf-8")
    assert code(kit, step) != before


def test_a_module_that_is_not_there_is_named(kit: Path) -> None:
    step = Step("east", "f", "table", "kit.gone:f", kit / "f", kit)
    with pytest.raises(StageError, match=r"no module kit\.gone"):
        code(kit, step)
