from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.engine.dag import Step
from pipeline.explain.inputs import made_with, origins, parameters

if TYPE_CHECKING:
    from pathlib import Path


def step(home: Path, name: str, function: str, **parameters: object) -> Step:
    return Step(
        region="r",
        name=name,
        makes="table",
        function=function,
        output=home / f"{name}.parquet",
        home=home,
        parameters=parameters,
    )


def risk(home: Path, **others: object) -> Step:
    given = {"near_km": 2.0, "months": 24.0, "limit": 1.0, **others}
    return step(home, "link_risk", "pipeline.layers.link_risk:link_risk", **given)


def test_files_come_with_their_own_rows_from_the_record(tmp_path: Path) -> None:
    own = step(tmp_path, "services", "pipeline.sources.services:services")
    record = {
        "inputs": {"deep/a.csv": "0123456789abcdef", "b.csv": None},
        "notes": ["a.csv: 3 rows, 2 kept", "a.csv: 1 rows left out", "other: x"],
    }
    path = tmp_path / ".record" / "services.json"
    path.parent.mkdir()
    path.write_text(json.dumps(record))
    first, second = origins([own])
    assert (first.stage, first.file, first.sha256) == ("services", "deep/a.csv", "0123456789ab")
    assert first.notes == ["3 rows, 2 kept", "1 rows left out"]
    assert second.notes == []


def test_without_a_record_nothing_is_made_up(tmp_path: Path) -> None:
    assert list(origins([risk(tmp_path)])) == []
    assert made_with(risk(tmp_path)) == "at a time that is not recorded, with none"


def test_parameters_are_told_once_with_meaning_and_whether_assumed(tmp_path: Path) -> None:
    found = list(parameters([risk(tmp_path), risk(tmp_path, limit=3.0)]))
    assert [(one.name, one.value) for one in found] == [
        *(("near_km", "2"), ("months", "24"), ("limit", "1"), ("limit", "3")),
    ]
    assert all(one.meaning and one.is_assumed for one in found)
