"""What tests in several processes share."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numba.core import caching

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


@contextmanager
def alone(lock: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold a lock file, alone or, with `LOCK_SH`, beside others who only read."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        fcntl.flock(file, how)
        yield


@contextmanager
def shared(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """Hold a folder of the whole run alone; whoever comes second finds what the first left."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # each process has a folder of its own in that of the run
    folder = root / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    with alone(root / f"shared-{name}.lock"):
        yield folder


def keep_kernels_whole() -> None:
    """Let one process at a time write compiled kernels, and none read meanwhile.

    numba gives two processes that compile one kernel for two kinds of arguments the same file
    name, and a third may find the one's code under the other's name.
    """
    files: Any = caching.IndexDataCacheFile
    save, load = files.save, files.load

    def save_alone(self: Any, key: Any, data: Any) -> None:  # noqa: ANN401  numba has no types
        with alone(Path(self._cache_path, ".lock")):
            save(self, key, data)

    def load_whole(self: Any, key: Any) -> Any:  # noqa: ANN401
        with alone(Path(self._cache_path, ".lock"), fcntl.LOCK_SH):
            return load(self, key)

    files.save, files.load = save_alone, load_whole
