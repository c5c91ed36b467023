"""What a back-cast prints: each year against today, and the areas that differ most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from pipeline.backcast.differences import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from pipeline.backcast.run import Answer

MOST_AREAS = 10
NONE = "-"
HEADINGS = ("stronger", "weaker", "unclear", "unknown")
"""Of the words of comparison."""


def shown(answer: Answer) -> Iterator[Table | str]:
    """Yield tables and lines for a screen.

    Of each area the year that differs most from today is shown, if the difference is clear; areas
    by how large it is, ties by `area_id`.
    """
    areas, today = answer.areas, answer.areas["year"].max()
    yield _by_year(answer, today)
    clear = areas[areas["compared"].isin(["stronger", "weaker"])]
    if clear.empty:
        yield "no area differs clearly from today in any of the years"
    else:
        yield _most(areas, clear, today)
    yield from answer.told


def _by_year(answer: Answer, today: int) -> Table:
    """Return the years: index, incidents in the rate's window, areas that were unstable.

    And how many areas are stronger in the last year than in each, or weaker.
    """
    title = f"{answer.title}: the region's index, and what areas are in {today} against the year"
    table = _table(title)
    for name in ("year", "index", "5-95 %", "incidents", "unstable", *HEADINGS):
        table.add_column(name, justify="right")
    region = answer.levels[answer.levels["level"] == "region"].set_index("year")
    for year, rows in answer.areas.groupby("year"):
        own = region.loc[year]
        counts = rows["compared"].value_counts()
        said = [NONE if year == today else f"{counts.get(word, 0):,}" for word in WORDS]
        ends = [_number(own[name]) for name in ("index_p05", "index_p95")]
        interval = NONE if NONE in ends else "-".join(ends)
        counted = f"{rows['incidents_weight'].sum():,.0f}"
        unstable = f"{(rows['stability_class'] == 'unstable').sum():,}"
        table.add_row(f"{year}", _number(own["index"]), interval, counted, unstable, *said)
    return table


def _most(areas: pd.DataFrame, clear: pd.DataFrame, today: int) -> Table:
    """Return the areas that differ most from today, each in its year."""
    size = clear["change"].abs().round(9)
    order = clear.assign(size=size).sort_values(
        ["size", "area_id", "year"], ascending=[False, True, True]
    )
    most = order.drop_duplicates("area_id")[:MOST_AREAS]
    now = areas[areas["year"] == today].set_index("area_id")
    table = _table(f"Areas that differ most from {today}")
    table.add_column("area")
    for name in ("year", "index", "today", "change", "rate", "today"):
        table.add_column(name, justify="right")
    for row in most.to_dict("records"):
        own = now.loc[row["area_id"]]
        table.add_row(
            str(row["area_name"]),
            f"{row['year']}",
            *(_number(value) for value in (row["index"], own["index"])),
            f"{row['change']:+.1f}",
            *(_number(value) for value in (row["rate_per_100k"], own["rate_per_100k"])),
        )
    return table


def _table(title: str) -> Table:
    """Return a table without rows that 80 letters hold."""
    plain = {"box": box.SIMPLE_HEAD, "padding": (0, 1, 0, 0), "pad_edge": False}
    return Table(title=title, title_justify="left", **plain)


def _number(value: Any) -> str:  # noqa: ANN401  a number or none
    """Return a number with one digit, a dash where there is none."""
    return NONE if value is None or value != value else f"{value:.1f}"  # noqa: PLR0124  NaN
