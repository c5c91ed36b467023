from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.page import drawing, telling
from tests import page_data

RULE: dict[str, Any] = {
    "title": "Rate of incidents",
    "pillar": "security",
    "origin": "stability",
    "item": None,
    "column": "rate_per_100k",
    "unit": "per 100k a year",
    "direction": "lower_is_better",
    "low": 0.0,
    "high": 10.0,
    "weight": 2.0,
    "version": "1",
    "definition": "Incidents per 100,000 people a year.",
    "table_name": "default",
}
NEAR = {**RULE, "unit": "share", "direction": "higher_is_better", "high": 1.0, "item": "a|b"}
ROW: dict[str, Any] = {"reason": "ok", "value": 2.5, "score": 7.5, "grade": "B"}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.3456, "share", "34.6 %"),
        (1.0, "share", "100 %"),
        (1234.5, "min", "1,234.5 min"),
        (-0.001, "z", "0 z"),
        (float("nan"), "share", "\N{EN DASH}"),
        (None, "min", "\N{EN DASH}"),
    ],
)
def test_amounts_bear_their_unit_and_no_needless_zeros(
    value: float | None, unit: str, text: str
) -> None:
    assert telling.amount(value, unit) == text


def test_a_line_tells_number_score_and_grade() -> None:
    assert telling.line(ROW, RULE) == "2.5 per 100k a year, which scores 7.5 of 10; evidence B"


def test_an_absent_indicator_says_why_and_is_never_zero() -> None:
    row = {"reason": "no_source", "value": float("nan"), "score": float("nan"), "grade": "X"}
    assert telling.line(row, RULE) == "not known: the region has no source for it"


def test_goalposts_are_told_with_the_good_end() -> None:
    worst = "Lower is better: 10 per 100k a year or more scores 0, 0 per 100k a year or less"
    assert telling.goalposts(RULE).startswith(worst)
    best = "Higher is better: 0 % or less scores 0, 100 % or more scores 10."
    assert telling.goalposts(NEAR) == best


def test_a_note_names_definition_weight_and_column() -> None:
    note = telling.note(NEAR, 5.0)
    assert note.startswith("Incidents per 100,000 people a year. Higher is better")
    assert "It has 2 of 5 parts of the pillar security" in note
    assert "From rate_per_100k of a or b in the table stability; goalposts of version 1" in note


@pytest.mark.parametrize(
    ("settings", "lists", "text"),
    [
        ({"years": 3.0, "types": ["a", "b"]}, [], "Parameters: years = 3, types = a, b."),
        ({"limit_min": None}, ["b.csv, a.csv", "b.csv"], "Parameters: limit_min = none. Files: a"),
        ({}, [], ""),
    ],
)
def test_what_a_number_is_made_of_names_parameters_and_each_file_once(
    settings: dict[str, Any], lists: list[str], text: str
) -> None:
    said = telling.made_of(settings, lists)
    assert said.startswith(text)
    assert said.count("b.csv") == (1 if lists else 0)


def shown(fact: drawing.Fact) -> list[str | None]:
    """Return what a popup writes, row by row."""
    values = page_data.leaves(fact.values, fact.digits)
    if fact.words:
        return [None if at is None else fact.words[at] for at in values]
    return [f"{telling.number(one, fact.digits)} {fact.unit}".strip() for one in values]


def test_popups_unfold_the_sentences_of_note_and_line() -> None:
    none = {"value": np.nan, "score": np.nan, "grade": "X", "reason": "no_source", "sources": None}
    found: list[dict[str, Any]] = [
        {"area_id": "a", **ROW, "sources": "ged.csv"},
        {"area_id": "b", **ROW, "value": 0.0, "score": 10.0, "sources": "ged.csv"},
        {"area_id": "c", **none},
    ]
    rows = pd.DataFrame(found).assign(indicator="rate")
    rules = pd.DataFrame([{**RULE, "indicator": "rate"}])
    [told] = telling.told(rules, rows, ["a", "b", "c"], {"stability": {"rate_years": 3.0}})
    made_of = "Parameters: rate_years = 3. Files: ged.csv."
    assert told.note == f"{telling.note(RULE, 2.0)} {made_of}"
    facts = {name: shown(fact) for name, fact in told.facts.items()}
    for at, row in enumerate(found):
        said = told.line.format(**{name: texts[at] for name, texts in facts.items()})
        assert (shown(told.silent)[at] or said) == telling.line(row, RULE)


def test_a_pillar_without_data_is_a_gap() -> None:
    row = {"reason": "no_data", "score": float("nan"), "weight_share": 0.0, "grade": "X"}
    assert telling.pillar_line(row) == "no data: an information gap, never a zero"
    row = {"reason": "ok", "score": 4.25, "weight_share": 0.86, "grade": "C"}
    assert telling.pillar_line(row) == "4.2 of 10, from 86 % of its weight; evidence C"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        ({}, "none"),
        (12.0, "12"),
        (["dry", "wet"], "dry, wet"),
        ({"city": 100.0, "town": 20}, "city 100, town 20"),
        (
            {"travel": {"max_snap_m": 5000.0, "delivery": []}, "base": "dry-4x4"},
            "travel (max_snap_m 5000, delivery none), base dry-4x4",
        ),
    ],
)
def test_a_parameter_is_written_as_a_person_writes_it(value: object, text: str) -> None:
    assert telling.value_text(value) == text
