"""Looking, deciding, and the graph that is run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dask
import distributed  # noqa: F401  brings its settings before one is changed
import pytest

from pipeline.engine.run import _graph, build, look, stale
from pipeline.errors import StageError
from pipeline.stored import read_stored

if TYPE_CHECKING:
    from pipeline.engine.dag import Step
    from tests.toy import Toy


def test_look_orders_steps_and_knows_where_needs_lie(toy: Toy) -> None:
    jobs = {job.step.name: job for job in look(reversed(toy.steps()))}
    assert list(jobs).index("numbers") < list(jobs).index("scaled") < list(jobs).index("total")
    assert jobs["scaled"].tables == {"numbers": toy.root / "layers/east/numbers.parquet"}
    assert jobs["numbers"].now["inputs"].keys() == {"numbers.csv"}
    assert jobs["numbers"].now["output"] is None
    assert jobs["numbers"].record == {}


def test_look_keeps_regions_apart(toy: Toy) -> None:
    toy.write("west", "value\n1\n")
    jobs = look([*toy.steps("east"), *toy.steps("west")])
    hashes = {j.step.region: j.now["inputs"] for j in jobs if j.step.name == "numbers"}
    assert len(jobs) == 14
    assert hashes["east"] != hashes["west"]


def test_stale_passes_on_to_what_needs_it(toy: Toy) -> None:
    toy.build()
    assert stale(look(toy.steps())) == {}
    (toy.root / "layers/east/signs.parquet").unlink()
    found = stale(look(toy.steps()))
    assert [stage for _, stage in found] == ["signs", "total", "total.html", "note"]
    assert found["east", "signs"]["output"][1] is None
    assert found["east", "note"]["needs.total"][1] == "rebuilt"


def test_task_names_say_stage_region_and_part_and_parts_share_the_list(toy: Toy) -> None:
    graph = _graph(look(toy.steps()), 2)
    names = [name.rsplit("-", 1)[0] for name in graph]
    assert names == [
        "numbers-east",
        "scaled-east",
        "1of2-powers-east",
        "2of2-powers-east",
        "powers-east",
        "signs-east",
        "total-east",
        "total.html-east",
        "note-east",
    ]
    parts = [task[1].step.parameters["exponents"] for task in graph.values() if len(task) == 3]
    assert parts == [[1], [2, 3]]
    assert len([name for name in _graph(look(toy.steps()), 1) if "powers" in name]) == 1
    assert len([name for name in _graph(look(toy.steps()), 9) if "powers" in name]) == 4


def test_nothing_to_build_is_nothing_built(toy: Toy) -> None:
    assert build([], scheduler="sync") == []
    toy.build()
    assert build(toy.steps(), scheduler="sync") == []


def test_a_scheduler_that_is_not_there_fails_what_is_stale_with_the_reason(toy: Toy) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": "200ms"}):
        events = build(toy.steps(), scheduler="tcp://127.0.0.1:1")
    assert {event.status for event in events} == {"failed"}
    assert "127.0.0.1:1" in events[0].message


def test_an_unknown_scheduler_is_refused(toy: Toy) -> None:
    with pytest.raises(StageError, match="no scheduler dusk; use threads, processes, sync or tcp:"):
        build(toy.steps(), scheduler="dusk")


def tally(toy: Toy) -> list[Step]:
    """Return the numbers and a step that recalls what it made of them last."""
    numbers, scaled = toy.steps()[:2]
    own: dict[str, Any] = {
        "name": "tally",
        "function": "toy.layers:tally",
        "parameters": {},
        "recalls": True,
    }
    return [numbers, replace(scaled, output=scaled.home / "tally.parquet", **own)]


def counted(toy: Toy) -> list[int]:
    steps = tally(toy)
    assert not [event.message for event in build(steps, scheduler="sync") if event.is_bad]
    return list(read_stored(steps[1].output)["n"])


def test_a_step_that_recalls_is_given_what_it_made_last(toy: Toy) -> None:
    assert counted(toy) == [3]
    toy.write(values="value\n3\n1\n")
    assert counted(toy) == [3, 2]
    assert counted(toy) == [3, 2]
    assert build(tally(toy), scheduler="sync") == []


def test_a_run_that_died_before_it_wrote_its_record_forgets_nothing(toy: Toy) -> None:
    counted(toy)
    toy.write(values="value\n3\n1\n")
    counted(toy)
    (tally(toy)[1].home / ".record" / "tally.json").unlink()
    assert counted(toy) == [3, 2]


def test_what_a_step_cannot_recall_it_begins_anew(toy: Toy) -> None:
    counted(toy)
    tally(toy)[1].output.write_text("no table")
    assert counted(toy) == [3]
