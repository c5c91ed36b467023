"""The same bytes whoever does the work, and in however many parts."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.toy import Toy


def rebuilt(toy: Toy, scheduler: str, workers: int | None) -> dict[str, bytes]:
    """Build two regions from nothing and return all bytes."""
    for folder in ("layers", "maps"):
        shutil.rmtree(toy.root / folder, ignore_errors=True)
    toy.write("west", "value\n5\n4\n")
    statuses = {
        event.status for event in toy.events("east", "west", scheduler=scheduler, workers=workers)
    }
    assert statuses == {"built"}
    assert not list(toy.root.glob("layers/*/.record/parts/*"))
    assert not list(toy.root.rglob(".draft-*"))
    return toy.outputs()


def test_one_worker_or_four_and_any_number_of_parts_give_the_same_bytes(toy: Toy) -> None:
    first = rebuilt(toy, "sync", 1)
    assert len(first) == 15
    for workers in (2, 3, 4):
        assert rebuilt(toy, "sync", workers) == first
    for workers in (1, 4):
        assert rebuilt(toy, "threads", workers) == first


def test_processes_give_the_same_bytes(toy: Toy) -> None:
    first = rebuilt(toy, "sync", 1)
    assert rebuilt(toy, "processes", 2) == first


def test_a_cluster_gives_the_same_bytes(toy: Toy) -> None:
    distributed = pytest.importorskip("distributed")
    first = rebuilt(toy, "sync", 1)
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        processes=False,
        protocol="tcp",
    ) as cluster:
        assert rebuilt(toy, cluster.scheduler_address, None) == first
        toy.edit("layers.py", "exponents\n    ]", "[*exponents]\n    ]")
        statuses = {e.stage: e.status for e in toy.events(scheduler=cluster.scheduler_address)}
    assert statuses["powers"] == "same"
    assert statuses["note"] == "fresh"


def test_parts_of_a_stage_that_is_not_stale_after_all_are_not_made(toy: Toy) -> None:
    toy.build()
    toy.write(values="value\n1\n3\n-1\n2\n")
    events = {event.stage: event.status for event in toy.events(workers=3)}
    assert events["numbers"] == "same"
    assert events["powers"] == "fresh"


def test_a_part_that_fails_fails_its_stage_once(toy: Toy) -> None:
    events = toy.events(workers=3, exponents=[1, "two", 3])
    failed = [event for event in events if event.status == "failed"]
    assert [event.stage for event in failed] == ["powers"]
    assert "TypeError" in failed[0].message
    assert not list(toy.root.glob("layers/*/powers.parquet"))
