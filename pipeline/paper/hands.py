"""Many pages by many hands: processes of their own, of which each reads what it needs once."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Done(NamedTuple):
    """What became of one job."""

    job: Any
    made: Any = None
    """What the work returned; None where it failed."""
    fault: str = ""
    """Why it failed."""


def each(
    jobs: Sequence[Any],
    work: Callable[[Any, Any], Any],
    *,
    here: Callable[[], Any],
    there: Callable[[], Any],
    count: int,
) -> Iterator[Done]:
    """Do every job, and tell what became of each as it ends; one that fails stops no other.

    Parameters
    ----------
    work
        What is done: a function of what a process has read, and of a job.
    here
        What this process has read; it does all jobs where `count` is less than 2.
    there
        How another process reads the same; it and `work` can be sent to it.
    count
        Processes at once.
    """
    if count < 2:
        read = here()
        for job in jobs:
            yield _done(work, read, job)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, _begin, (there,)) as pool:
        waiting = {pool.submit(partial(_in_process, work), job): job for job in jobs}
        for ended in as_completed(waiting):
            fault = ended.exception()
            if fault:  # the process itself died
                yield Done(waiting[ended], fault=f"{type(fault).__name__}: {fault}")
            else:
                yield ended.result()


_READ: list[Any] = []
"""What this process has read, for all that it does."""


def _begin(there: Callable[[], Any]) -> None:
    _READ[:] = [there()]


def _in_process(work: Callable[[Any, Any], Any], job: Any) -> Done:  # noqa: ANN401
    return _done(work, _READ[0], job)


def _done(work: Callable[[Any, Any], Any], read: Any, job: Any) -> Done:  # noqa: ANN401
    """Do one job; whatever goes wrong with it is told, with its kind, and stops no other."""
    try:
        return Done(job, work(read, job))
    except Exception as error:  # noqa: BLE001  told by the job's name
        return Done(job, fault=f"{type(error).__name__}: {error}")
