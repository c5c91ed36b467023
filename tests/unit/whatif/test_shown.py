"""What is printed, of a summary made up for it."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console

from pipeline.whatif.run import Answer
from pipeline.whatif.shown import COLUMNS, shown


def answer(*rows: tuple[Any, ...]) -> Answer:
    """Rows of area, service type, scenario, and people connected, faster, slower, cut off."""
    columns = ["area_id", "service_type", "scenario", *COLUMNS]
    table = pd.DataFrame(rows, columns=columns).assign(area_name=lambda t: t["area_id"].str.upper())
    return Answer(pd.DataFrame(), table, ["dry", "wet"], Path("to"))


def printed(told: Answer) -> str:
    """Return the lines of a screen, with single spaces and no rules."""
    console = Console(width=100, file=StringIO(), markup=False)
    for part in shown(told):
        console.print(part)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return re.sub(r"[ \N{BOX DRAWINGS LIGHT VERTICAL}]+", " ", text)


def test_people_of_the_base_scenario_are_added_up_by_service() -> None:
    told = printed(
        answer(
            ("a", "health", "dry", 0, 0, 10, 1000),
            ("b", "health", "dry", 0, 0, 5, 500),
            ("a", "school", "dry", 0, 0, 0, 0),
            ("a", "health", "wet", 7, 0, 0, 0),
        )
    )
    assert "People in dry" in told
    assert " health 0 0 15 1,500 " in told
    assert "nothing changes in dry for: school" in told
    assert "wet: health 7 connected" in told


def test_areas_stand_in_the_order_of_people_and_ties_by_id() -> None:
    told = printed(
        answer(
            ("c", "health", "dry", 0, 0, 0, 5),
            ("a", "health", "dry", 0, 5, 0, 0),
            ("b", "health", "dry", 0, 0, 9, 0),
            ("d", "health", "dry", 0, 0, 0, 0),
            ("a", "health", "wet", 0, 0, 0, 0),
        )
    )
    _, _, areas = told.partition("Areas that change most")
    assert re.findall(r"^ ([A-D]) health", areas, re.MULTILINE) == ["B", "A", "C"]
    assert "wet: nothing changes" in told


def test_where_nothing_changes_there_is_no_empty_table() -> None:
    told = printed(answer(("a", "health", "dry", 0, 0, 0, 0), ("a", "health", "wet", 0, 0, 0, 0)))
    assert told.splitlines() == ["nothing changes in dry for: health", "wet: nothing changes"]
