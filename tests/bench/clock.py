"""Seconds of the quickest of a few tries, and bytes of peak memory over a base."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 5
PATIENCE_S = 60.0
"""After so long no try is begun any more."""


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that one call takes, and its answer."""
    begin = time.perf_counter()
    answer = ask()
    return time.perf_counter() - begin, answer


def best(ask: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Return the least seconds of a few calls after one to warm up, and the answer.

    Where calls are slow the tries are fewer, but one after the warm-up there always is.
    """
    begin = time.perf_counter()
    ask()
    seconds, answer = timed(ask)
    for _ in range(repeats - 1):
        if time.perf_counter() - begin > PATIENCE_S:
            break
        del answer  # its memory is not counted twice
        again, answer = timed(ask)
        seconds = min(seconds, again)
    return seconds, answer


def peak_bytes() -> int:
    """Return the most memory that this process has held so far.

    Linux tells it of this program alone; elsewhere it may be what the parent had held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class Growth:
    """How far peak memory has grown over what was held when this was made.

    Linux lets a process begin its peak anew; elsewhere what it held before may hide some growth.
    """

    def __init__(self) -> None:
        begin_anew = Path("/proc/self/clear_refs")
        if begin_anew.exists():
            begin_anew.write_text("5")
        self.base = peak_bytes()

    def bytes(self) -> int:
        """Return the bytes."""
        return peak_bytes() - self.base
