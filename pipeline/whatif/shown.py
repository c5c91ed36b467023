"""What a what-if prints: people who gain and lose, by service type, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from pipeline.whatif.differences import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from pipeline.whatif.run import Answer

MOST_AREAS = 8
COLUMNS = [f"people_{change}" for change in CHANGES]
HEADINGS = ("connected", "faster", "slower", "cut off")


def shown(answer: Answer) -> Iterator[Table | str]:
    """Yield tables and lines for a screen.

    People are those of the base scenario; other scenarios have a line where they differ from
    nothing. Areas are ordered by people for whom something changes, ties by `area_id`.
    """
    base = answer.scenarios[0]
    by_scenario = {
        str(name): rows.groupby("service_type")[COLUMNS].sum()
        for name, rows in answer.summary.groupby("scenario")
    }
    here = by_scenario[base]
    still = [name for name in here.index if not here.loc[name].any()]
    if len(still) < len(here):
        yield _table(f"People in {base}", ("service",), here.drop(still).reset_index())
        areas = _areas(answer.summary[answer.summary["scenario"] == base])
        yield _table("Areas that change most", ("area", "service"), areas)
    if still:
        yield f"nothing changes in {base} for: {', '.join(still)}"
    for scenario in answer.scenarios[1:]:
        yield _line(scenario, by_scenario[scenario])


def _areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the areas and service types for which most people's way changes."""
    rows = rows.assign(changed=rows[COLUMNS].sum(axis=1))
    rows = rows[rows["changed"] > 0].sort_values(
        ["changed", "area_id", "service_type"], ascending=[False, True, True]
    )
    return rows[["area_name", "service_type", *COLUMNS]][:MOST_AREAS]


def _table(title: str, names: tuple[str, ...], rows: pd.DataFrame) -> Table:
    table = Table(title=title, title_justify="left")
    for name in names:
        table.add_column(name)
    for name in HEADINGS:
        table.add_column(name, justify="right")
    for row in rows.to_numpy().tolist():
        texts, people = row[: len(names)], row[len(names) :]
        table.add_row(*map(str, texts), *(f"{count:,.0f}" for count in people))
    return table


def _line(scenario: str, rows: pd.DataFrame) -> str:
    """Return one scenario in a line: what changes for whom."""
    said = []
    for service, people in zip(rows.index, rows.to_numpy().tolist(), strict=True):
        counts = zip(HEADINGS, people, strict=True)
        found = ", ".join(f"{count:,.0f} {heading}" for heading, count in counts if count)
        said += [f"{service} {found}"] if found else []
    return f"{scenario}: {'; '.join(said) or 'nothing changes'}"
