"""One step made, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engine.make import ABSENT, Event, Job, make_output, make_part
from pipeline.engine.run import look
from pipeline.engine.store import read_record

if TYPE_CHECKING:
    from tests.toy import Toy


def job(toy: Toy, stage: str = "numbers", **parameters: Any) -> Job:  # noqa: ANN401
    return next(j for j in look(toy.steps(**parameters)) if j.step.name == stage)


def with_record(toy: Toy, **record: Any) -> Job:  # noqa: ANN401
    fresh = job(toy)
    return replace(fresh, record={**fresh.now, **record})


def test_changes_name_each_ingredient_with_old_and_new(toy: Toy) -> None:
    assert with_record(toy).changes == {}
    assert with_record(toy, code="x").changes.keys() == {"code"}
    assert with_record(toy, parameters={"unit": "km"}).changes == {"parameters.unit": ("km", "m")}
    assert with_record(toy, parameters={}).changes == {
        "parameters": ({}, ABSENT),
        "parameters.unit": (ABSENT, "m"),
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, {}),
        ({}, []),
        ("(absent)", None),
        ([], None),
        ({"a": {}}, {}),
        ({"b.c": 1}, {"b": {"c": 1}}),
    ],
)
def test_no_difference_is_too_small_to_see(toy: Toy, old: object, new: object) -> None:
    base = job(toy)
    now = {**base.now, "parameters": {"p": new}}
    assert replace(base, now=now, record={**now, "parameters": {"p": old}}).changes


def test_an_output_is_recorded_with_all_that_it_is_made_of(toy: Toy) -> None:
    one = job(toy)
    event = make_output(one, [], [])
    record = read_record(one.step)
    assert (event.status, event.notes) == ("built", ["4 rows, 3 kept"])
    assert {kind: record[kind] for kind in ("inputs", "needs", "parameters", "code")} == {
        kind: one.now[kind] for kind in ("inputs", "needs", "parameters", "code")
    }
    assert record["output"] == event.output
    assert (record["rows"], record["fallen"]) == (3, {"rejected": 1})
    assert record["libraries"]["pandas"]
    assert record["seconds"] >= 0
    assert job(toy).changes == {}


def test_a_step_whose_need_failed_is_skipped(toy: Toy) -> None:
    event = make_output(job(toy, "scaled"), [Event("east", "numbers", "failed")], [])
    assert (event.status, event.message) == ("skipped", "it needs numbers")


def test_a_part_waits_in_the_records_folder_and_a_bad_one_is_the_stages_fault(toy: Toy) -> None:
    toy.build()
    whole = job(toy, "powers", exponents=[2])
    part = replace(whole, step=replace(whole.step, output=toy.root / "part.parquet"))
    event = make_part(part, [])
    assert (event.status, event.output) == ("part", str(toy.root / "part.parquet"))
    assert (toy.root / "part.parquet").exists()
    bad = replace(event, status="failed", message="why")
    assert make_output(whole, [], [event, bad]) == bad


def test_a_stage_that_rejects_rows_cannot_be_cut(toy: Toy) -> None:
    event = make_part(job(toy), [])
    assert event.status == "failed"
    assert "cannot reject rows" in event.message


def test_a_function_cannot_change_the_parameters_it_is_given(toy: Toy) -> None:
    toy.edit("sources.py", '"""Numbers of', 'unit.append(1); unit = "m"\n    """Numbers of')
    one = job(toy, unit=["m"])
    assert make_output(one, [], []).status == "built"
    assert one.step.parameters == {"unit": ["m"]}
