"""Words for changes, and the lines of a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.engine.dag import Step
from pipeline.engine.run import ABSENT, Event, Job
from pipeline.screen import Count, Screen, last_time, one_line, reasons, short


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"inputs.a.csv": (ABSENT, "x")}, "input a.csv is new"),
        ({"inputs.a.csv": ("x", None)}, "input a.csv is gone"),
        ({"inputs.a.csv": ("x", ABSENT)}, "input a.csv is gone"),
        ({"inputs.a.csv": ("x", "y")}, "input a.csv changed"),
        ({"needs.roads": ("x", "rebuilt")}, "roads is to be rebuilt"),
        ({"needs.roads": ("x", "y")}, "roads changed"),
        ({"parameters.walk_kmh": (4.5, 5.0)}, "walk_kmh changed from 4.5 to 5.0"),
        ({"parameters.specs.0.crs": (None, "EPSG:4326")}, "specs.0.crs changed from none to EPSG:"),
        ({"code": ("x", "y")}, "code changed"),
        ({"output": ("x", None)}, "output is missing"),
        ({"output": ("x", "y")}, "output is not as it was built"),
        (None, "never built"),
    ],
)
def test_a_change_in_words(change: dict[str, tuple[object, object]] | None, words: str) -> None:
    assert reasons(change).startswith(words)


def test_many_changes_are_counted() -> None:
    changes = {f"inputs.{i}": (ABSENT, "x") for i in range(6)}
    assert reasons(changes).endswith("input 3 is new; and 2 more")


def test_short_values() -> None:
    assert short("a" * 64) == "a" * 12
    assert short("x" * 64) == "x" * 37 + "..."
    assert short(None) == "none"
    assert short([1]) == "[1]"
    assert one_line("a\n  b ") == "a b"


def test_a_log_has_a_line_an_outcome_and_faults_go_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Screen(debug=False) as screen:
        screen.hear(Event("east", "roads", "pending", seconds=2.0))
        screen.hear(Event("east", "", "waiting", "east is being built; waiting for it"))
        screen.hear(Event("east", "roads", "running"))
        screen.hear(Event("east", "roads", "built", seconds=1.25, notes=["3 rows, 2 kept"]))
        screen.hear(Event("east", "reach", "failed", "no\nway", trace="Trace"))
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "east is being built; waiting for it",
        "east roads: built, 1.2 s",
        "  3 rows, 2 kept",
    ]
    assert said.err.splitlines() == ["east reach: failed: no way"]


def test_debug_shows_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(debug=True) as screen:
        screen.hear(Event("east", "reach", "failed", "no way", trace="Trace"))
    assert "Trace" in capsys.readouterr().err


def test_last_time_is_said_where_there_was_one() -> None:
    step = Step("east", "roads", "table", "toy:roads", Path("x"), Path())
    assert last_time(Job(step, {}, {}, {})) == ""
    assert last_time(Job(step, {}, {}, {"seconds": 2.0})) == " (2.0 s last time)"


def test_of_many_things_a_log_has_a_line_for_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with Count("sheets", 25) as count:
        for _ in range(25):
            count.one_more()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert (lines[0], lines[-1]) == ("3 of 25 sheets", "25 of 25 sheets")


def test_few_things_are_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with Count("sheets", 2) as count:
        count.one_more()
    assert capsys.readouterr().out == ""
