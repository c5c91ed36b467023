"""What changed, in words: names, numbers before and now, most people first, short lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import changed
from pipeline.schema import TABLES, conform

if TYPE_CHECKING:
    import pytest

LABELS = {"near_share": "Health within 60 min", "people_cut_off": "Cut off from every hub"}


def table(*rows: dict[str, Any], change: str = "compared") -> pd.DataFrame:
    """Return the table of changes: the row of the build, and those given."""
    build = {"kind": "build", "id": "as_of", "change": change, "status_now": "2024-02-01"}
    build |= {} if change == "first" else {"status_before": "2024-01-01"}
    given = [{"count": 1, "id": f"{n}", **row} for n, row in enumerate([build, *rows])]
    columns = TABLES["changes"].columns
    types = {"float": "float64", "int": "int64", "text": "str"}
    made = pd.DataFrame(given).reindex(columns=list(columns))
    return conform("changes", made.astype({k: types[c.dtype] for k, c in columns.items()}))


def told(*rows: dict[str, Any]) -> dict[str, list[str]]:
    return {part.heading: part.lines for part in changed.news(table(*rows), LABELS)}


def test_first_build_has_nothing_to_compare_with() -> None:
    first = table(change="first")
    assert changed.built(first).startswith("This is the first build")
    assert changed.news(first, LABELS) == []


def test_days_of_both_builds_are_told_and_no_cause() -> None:
    said = changed.built(table())
    assert "2024-02-01" in said
    assert "2024-01-01" in said
    assert "not why" in said
    same = changed.built(table().assign(status_before="2024-02-01"))
    assert "both speak of 2024-02-01" in same


def test_figures_stand_before_and_now() -> None:
    near = {"kind": "figure", "id": "near_share", "change": "less"}
    cut = {"kind": "figure", "id": "people_cut_off", "change": "more"}
    assert told(
        {**cut, "number_before": 1000, "number_now": 2500},
        {**near, "number_before": 0.512, "number_now": 0.501},
    ) == {
        "Headline numbers": [
            "Health within 60 min: 51.2 % before, 50.1 % now",
            "Cut off from every hub: 1,000 before, 2,500 now",
        ]
    }


def test_communities_are_named_those_with_most_people_first() -> None:
    cut = {"kind": "community", "change": "cut_off"}
    rows = [{**cut, "name": f"C{n}", "people": 100.0 * n} for n in range(1, 9)]
    found = told(*rows, {"kind": "community", "change": "reconnected", "name": "D", "people": 7})
    assert found["8 communities newly cut off, 3,600 people"] == [
        *(f"C{n}: {n}00 people" for n in range(8, 2, -1)),
        "and 2 more",
    ]
    assert found["1 community reconnected, 7 people"] == ["D: 7 people"]


def test_people_of_communities_of_which_some_are_kept_back_are_at_least_so_many() -> None:
    cut = {"kind": "community", "change": "cut_off"}
    found = told({**cut, "name": "A", "people": 40.0}, {**cut, "name": "B", "people": None})
    assert list(found) == ["2 communities newly cut off, at least 40 people"]


def test_roads_are_told_with_what_they_do() -> None:
    road = {"kind": "road", "number_before": 0, "number_now": 12.34}
    assert told(
        {**road, "change": "closed", "name": "N1", "people": 50},
        {**road, "change": "closed", "people": 0},
        {**road, "change": "opened", "name": "N2", "people": 9},
    ) == {
        "2 roads newly closed": ["N1: 12.3 km, 50 people cut off by it", "Unnamed road: 12.3 km"],
        "1 road closed no longer": ["N2: 12.3 km, which had cut off 9 people"],
    }


def test_areas_go_from_one_class_to_another() -> None:
    moved = {"kind": "quadrant", "name": "Ay", "status_before": "weak_cut_off", "people": 1}
    index = {"kind": "index", "name": "Ay", "number_before": 4.04, "number_now": 2.5, "people": 1}
    classes = {"status_before": "fair", "status_now": "weak"}
    assert told(
        {**moved, "change": "moved", "status_now": "strong_reachable"},
        {**index, **classes, "change": "weaker"},
        {**index, **classes, "change": "no_clear_change", "id": "9", "name": "Bee"},
    ) == {
        "1 area in another quadrant": ["Ay: Weak and cut off before, Strong and reachable now"],
        "1 area clearly weaker": ["Ay: index 4.0 before, 2.5 now (Weak)"],
        "1 area of another class, but no clear change": ["Bee: Fair before, Weak now"],
    }


def test_incidents_are_summed_the_areas_with_most_first() -> None:
    new = {"kind": "incident", "change": "new", "number_before": 0}
    assert told(
        {**new, "count": 1, "number_now": 0},
        {**new, "name": "Ay", "count": 3, "number_now": 5},
    ) == {"4 new incidents": ["Ay: 3, deaths: 5", "Place not known well: 1"]}


def test_what_else_differs_is_told_in_a_line_each() -> None:
    assert told(
        {"kind": "community", "change": "new", "people": np.nan},
        {"kind": "community", "change": "unknown"},
        {"kind": "method", "id": "index", "change": "not_compared"},
    ) == {
        "Also": [
            "1 new community",
            "1 community of which nothing is known any more",
            "Measured in another way, so not compared: the index",
        ]
    }


def test_lines_that_read_alike_are_each_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed, "say_many", lambda *_: "one")
    rows = [{"kind": "community", "change": change} for change in ("new", "gone")]
    assert told(*rows)["Also"] == ["one", "one"]
