"""What the words of a question mean: an area, and a number of it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.errors import StageError
from pipeline.names import one_of
from pipeline.schema import PILLARS, TABLES

if TYPE_CHECKING:
    from pipeline.built import Layers

OF_AREAS = ("resilience", "stability", "access", "rural_access", "presence")
"""Tables of areas whose columns can be asked for, the first that has one goes before."""
NO_NUMBERS = ("area_id", "area_name", "service_type", "scenario", "method_version")


class Subject(NamedTuple):
    """What a question is about."""

    kind: str
    """`indicator`, `pillar` or `column`."""
    name: str
    table: str
    """Where its number stands."""


def area_of(layers: Layers, word: str) -> dict[str, Any]:
    """Return the row of the area that bears an id, or a name.

    Raises
    ------
    StageError
        Where none does, with close matches; where several do, with their ids.
    """
    areas = layers.table("areas")
    above = areas["adm2_name"].fillna(areas["adm1_name"]).fillna(areas["area_id"])
    lists = "layers/<region>/areas.parquet lists them"
    found = one_of(areas["area_id"], areas["area_name"], above, word, "area", lists)
    row: dict[str, Any] = areas.loc[areas["area_id"] == found].iloc[0].to_dict()
    return row


def subject_of(layers: Layers, word: str) -> Subject:
    """Return what a word names: an indicator, a pillar, or a column of a table of areas.

    `table.column` names the table too. A column that several tables have is taken from the table
    that makes it, not from `resilience`, which repeats it.

    Raises
    ------
    StageError
        Where it is none of them, with close matches.
    """
    indicators = layers.table("indicator_rules")["indicator"].tolist()
    if word in indicators:
        return Subject("indicator", word, "indicators")
    if word in PILLARS:
        return Subject("pillar", word, "pillars")
    table, _, column = word.rpartition(".")
    known = _columns(layers)
    homes = [name for name in known.get(column, ()) if table in ("", name)]
    if homes:
        return Subject("column", column, homes[-1] if homes[0] == "resilience" else homes[0])
    every = [*indicators, *PILLARS, *known]
    close = get_close_matches(word, every, n=5, cutoff=0.5)
    hint = f"close to it: {', '.join(close)}" if close else f"indicators: {', '.join(indicators)}"
    raise StageError(
        f"{word[:80]!r} is no indicator, pillar, or column of {', '.join(OF_AREAS)}; {hint}"
    )


def _columns(layers: Layers) -> dict[str, list[str]]:
    """Return the tables that have each column."""
    found: dict[str, list[str]] = {}
    for table in OF_AREAS:
        if table in layers.steps:
            for column in TABLES[table].columns:
                if column not in NO_NUMBERS:
                    found.setdefault(column, []).append(table)
    return found
