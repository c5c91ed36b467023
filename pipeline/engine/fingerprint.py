"""What things are: content hashes of files and of code. Times only tell when to hash again."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pipeline.errors import StageError
from pipeline.imports import Module, files_beside, module_file, read_module

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.engine.dag import Step

SIBLINGS = {".shp": (".dbf", ".shx", ".prj", ".cpg")}
"""Files that are read together with an input of this suffix."""
SETTLED_NS = 2_000_000_000
"""A file younger than this may change again within one tick of its clock: not remembered."""


class Memo:
    """Values computed from files, remembered in one JSON file while the files look the same.

    Losing or damaging the JSON file costs time, never correctness.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_new = False
        try:
            self._known: dict[str, Any] = dict(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            self._known = {}

    def get(self, file: Path, compute: Callable[[Path], Any]) -> Any:  # noqa: ANN401  any JSON
        """Return what `compute` says of a file, None where the file cannot be read."""
        try:
            seen = os.stat(file)  # noqa: PTH116  a third of Path.stat's time, thousands of times
            state = [seen.st_size, seen.st_mtime_ns, seen.st_ino, seen.st_ctime_ns]
            entry = self._known.get(str(file))
            if entry and entry[0] == state:
                return entry[1]
            value = compute(file)
        except OSError:
            return None
        if time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) > SETTLED_NS:
            self._known[str(file)] = [state, value]
            self._is_new = True
        return value

    def save(self) -> None:
        """Write what is new; a place that cannot be written to is no fault."""
        draft = self.path.with_name(f".draft-{os.getpid()}-{self.path.name}")
        with suppress(OSError):
            if self._is_new:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                draft.write_text(json.dumps(self._known), encoding="utf-8")
                draft.replace(self.path)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def text_hash(value: object) -> str:
    """Return the SHA-256 of plain values as canonical JSON."""
    text = json.dumps(value, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def input_hash(file: Path, memo: Memo) -> str | None:
    """Return the hash of an input with the files that belong to it; None if it cannot be read.

    A shapefile counts with its siblings, a folder (such as a .gdb) with all files in it.
    """
    own = SIBLINGS.get(file.suffix.lower(), ())
    siblings = [file.with_suffix(s) for suffix in own for s in (suffix, suffix.upper())]
    members = {path.suffix.lower(): path for path in siblings if path.is_file()}
    if file.is_dir():
        members = {str(path.relative_to(file)): path for path in file.rglob("*") if path.is_file()}
    elif not members:
        return memo.get(file, digest)  # type: ignore[no-any-return]
    else:
        members[""] = file
    hashes = {name: memo.get(path, digest) for name, path in members.items()}
    return None if None in hashes.values() else text_hash(hashes)


class Code:
    """Hashes of the code that steps run.

    That is the module of the step's function, every module of the same package that it imports at
    any depth, and the files beside them in their folders; of the module that checks the table its
    functions alone, because the step's promise says what of its values concerns this table; and the
    module that writes tables.
    """

    def __init__(self, folder: Path) -> None:
        version = "{}.{}".format(*sys.version_info)
        self.memo = Memo(folder / f"code-{version}.json")
        self._hashes: dict[tuple[str, str | None, str], str] = {}

    def of(self, step: Step) -> str:
        """Return the hash of a step's code."""
        key = (step.function, step.conform, step.promise)
        if key not in self._hashes:
            found: dict[str, Any] = {}
            self._follow(step.function.partition(":")[0], found)
            checker = step.conform.partition(":")[0] if step.conform else None
            checks = checker and self._module(checker).definitions
            writer = self._module("pipeline.stored").code
            self._hashes[key] = text_hash([found, checks, step.promise, writer])
        return self._hashes[key]

    def _follow(self, name: str, found: dict[str, Any]) -> None:
        """Gather the hash of a module, of what it imports and of the packages it lies in."""
        module = self._module(name)
        found[name] = module.code
        top, package = name.partition(".")[0], name.rpartition(".")[0]
        for other in [*module.imports, package]:
            file = module_file(other) if other.partition(".")[0] == top else None
            if file and other not in found:
                self._follow(other, found)
                if file.name == "__init__.py":
                    for path in files_beside(file.parent):
                        beside = f"{other}/{path.relative_to(file.parent)}"
                        found[beside] = self.memo.get(path, digest)

    def _module(self, name: str) -> Module:
        file = module_file(name)
        if file is None:
            raise StageError(f"there is no module {name}, which a stage's function names")
        return Module(*self.memo.get(file, lambda path: read_module(path, name)))
