from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from pipeline.backcast.chart import draw
from pipeline.backcast.run import Answer
from pipeline.backcast.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

YEARS = (2000, 2001, 2002)


def rows(names: list[str], index: float, **others: Any) -> pd.DataFrame:  # noqa: ANN401
    """Return rows of areas, one a name and year."""
    parts = [
        pd.DataFrame({"area_id": [f"a{n}"] * len(YEARS), "area_name": name, "year": YEARS})
        for n, name in enumerate(names)
    ]
    told = {"index": index, "index_p05": index - 1, "index_p95": index + 1, "change": 0.0}
    told |= {"security_index": 5.0, "rate_per_100k": 1.0, "incidents_weight": 2.0}
    words = {"compared": "no_clear_change", "stability_class": "unstable"}
    plain = {**told, **words, "is_short_window": False, "lacking": None, **others}
    return pd.concat(parts, ignore_index=True).assign(**plain).astype({"lacking": "str"})


def levels(index: float) -> pd.DataFrame:
    told = {"index": index, "index_p05": index - 1, "index_p95": index + 1, "security_index": 5.0}
    return pd.DataFrame({"level": "region", "division_id": "region", "year": YEARS}).assign(**told)


def svg(tmp_path: Path, areas: pd.DataFrame, index: float = 5.0) -> str:
    goal = tmp_path / "chart.svg"
    draw("R $x$ \N{MATHEMATICAL BOLD CAPITAL A}", areas, levels(index), goal)
    return goal.read_text()


@pytest.mark.parametrize("names", [["Bo"], ["$\\frac{$", "\u0645\u062f", ""], list("abcdefgh" * 4)])
def test_any_number_of_areas_and_any_names_make_a_chart(tmp_path: Path, names: list[str]) -> None:
    assert svg(tmp_path, rows(names, 5.0)) == svg(tmp_path, rows(names, 5.0))


def test_an_index_that_is_never_known_still_makes_a_chart(tmp_path: Path) -> None:
    assert "</svg>" in svg(tmp_path, rows(["Bo"], np.nan, change=np.nan), np.nan)


def test_hollow_points_and_grey_ground_change_the_chart(tmp_path: Path) -> None:
    plain = svg(tmp_path, rows(["Bo"], 5.0))
    assert svg(tmp_path, rows(["Bo"], 5.0, is_short_window=[True, False, False])) != plain
    assert svg(tmp_path, rows(["Bo"], 5.0, lacking=["trust", None, None])) != plain


def test_the_table_says_where_nothing_is_clear_and_what_is_not_known(tmp_path: Path) -> None:
    answer = Answer("R", rows(["Bo", "Kenema"], np.nan), levels(np.nan), ["told"], tmp_path)
    table, none, told = shown(answer)
    assert none == "no area differs clearly from today in any of the years"
    assert told == "told"
    cells = [list(column.cells) for column in getattr(table, "columns", [])]
    assert cells[1] == ["-", "-", "-"], "no index"
    assert cells[2] == ["-", "-", "-"], "no interval"
    assert cells[4] == ["2", "2", "2"], "unstable areas"
    assert cells[7] == ["2", "2", "-"], "nothing clear, and nothing to say of the last year itself"
