from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from pipeline.paper.hands import Done, each

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = partial(int, "7")
"""What a process has read: a function that can be sent to it."""


def done(jobs: Sequence[int], count: int) -> dict[int, Done]:
    """Have 7 raised to each job, modulo 5."""
    work = partial(pow, mod=5)
    return {one.job: one for one in each(jobs, work, here=ROOT, there=ROOT, count=count)}


def test_one_process_and_two_do_the_same_and_tell_of_every_job() -> None:
    one, two = (done([1, 2, 3], count) for count in (1, 2))
    assert one == two == {1: Done(1, 2), 2: Done(2, 4), 3: Done(3, 3)}


def test_a_job_that_fails_is_told_with_its_kind_and_stops_no_other() -> None:
    work = partial(divmod)
    ended = each([0, 2], work, here=ROOT, there=ROOT, count=1)
    bad, good = ended
    assert (bad.job, bad.made) == (0, None)
    assert bad.fault.startswith("ZeroDivisionError: ")
    assert good == Done(2, (3, 1))


def test_a_process_that_dies_is_told() -> None:
    ended = list(each([3], _die, here=ROOT, there=ROOT, count=2))
    assert [(one.job, one.made) for one in ended] == [(3, None)]
    assert "BrokenProcessPool" in ended[0].fault


def _die(_read: int, job: int) -> None:
    os._exit(job)
