"""What the index is made of, from a table that the package ships or the region's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zlib import crc32

from pipeline.formats.reading import Read, gather
from pipeline.formats.rules import WORD, read_rules, refuse
from pipeline.formats.tables import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

PILLARS = (
    *("access", "security", "governance", "cohesion", "economy", "participation", "presence"),
)
DIRECTIONS = ("higher_is_better", "lower_is_better")
NEAR = tuple(f"within_{minutes}_min_share" for minutes in (30, 60, 120, 240))
COLUMNS = {
    "access": NEAR,
    "rural_access": ("paved_share", "all_season_share", "any_road_share"),
    "stability": (
        *("rate_per_100k", "intensity", "spillover", "exposed_share", "trend_z", "trend_per_year"),
    ),
    "presence": ("base_min", "people_near_share", "events_near_share"),
    "surveys": ("value",),
    "evidence": ("value",),
}
"""By table that a number may come from: the columns that may be asked of it."""
WITH_ITEM = ("access", "surveys", "evidence")
"""Tables of which the service type, question or indicator must be told too."""
AS_THEY_ARE = ("item", "title", "definition", "unit", "version")
WORDS = ("indicator", "pillar", "origin", "column", "direction")
RANGES = {"low": (-1e9, 1e9), "high": (-1e9, 1e9), "weight": (0.001, 1000)}


def indicator_rules(
    *, files: Sequence[Path], table: str, definitions: Mapping[str, object]
) -> Read:
    """Return one row an indicator: its pillar, where it comes from, and how it is scored.

    `method_version` is the stated version and a hash of all that moves a score.

    Parameters
    ----------
    files
        One file, columns as in the table, less `table_name` and `method_version`. `item` holds the
        service type, question or indicator; of several with `|` between them the first that the
        region has counts.
    table
        The table's name.
    definitions
        Parameters of the region file that say what the numbers are, such as the years of a rate.

    Raises
    ------
    SourceError
        Where an indicator repeats, or names a pillar, table or column that there is not, where the
        goalposts are no range, or the rows are of several versions.
    """
    path = files[0]
    names = {**dict.fromkeys(WORDS, WORD), "indicator": WORD}
    sieve = read_rules(path, names=names, ranges=RANGES, key=("indicator",), others=AS_THEY_ARE)
    rows = sieve.frame.assign(**{name: texts_of(sieve.frame, name) for name in AS_THEY_ARE})
    _refuse_strangers(rows, path)
    kept = rows[[*WORDS, *AS_THEY_ARE, *RANGES]].reset_index(drop=True)
    kept = kept.sort_values("indicator", ignore_index=True)
    return gather(
        [sieve], kept.assign(table_name=table, method_version=_version(kept, definitions))
    )


def _refuse_strangers(rows: pd.DataFrame, path: Path) -> None:
    """Refuse what no score can be made of."""
    name = rows["indicator"]
    for column, known in (("pillar", PILLARS), ("origin", (*COLUMNS,)), ("direction", DIRECTIONS)):
        fault = f"{column} of " + name + " is '" + rows[column] + f"'; known are {', '.join(known)}"
        refuse(~rows[column].isin(known), fault, path)
    for origin, known in COLUMNS.items():
        is_of = rows["origin"] == origin
        fault = f"{origin} has no column '" + rows["column"] + f"'; known are {', '.join(known)}"
        refuse(is_of & ~rows["column"].isin(known), name + ": " + fault, path)
    lacks = rows["origin"].isin(WITH_ITEM) & rows["item"].isna()
    refuse(lacks, name + " needs an item: the service type or what was asked", path)
    refuse(rows["high"] <= rows["low"], name + ": high must be above low", path)
    for column in ("title", "definition", "unit", "version"):
        refuse(rows[column].isna(), name + f" has no {column}", path)
    first = rows["version"].iloc[:1].tolist()
    refuse(~rows["version"].isin(first), name + " is of another version than the first row", path)


def _version(rows: pd.DataFrame, definitions: Mapping[str, object]) -> str:
    """Return the stated version and a hash of all that moves a score."""
    what = rows.drop(columns=["title", "definition", "unit", "version"])
    said = what.fillna("").to_csv(index=False, lineterminator="\n")
    stated = rows["version"].iloc[0] if len(rows) else "0"
    whole = said + json.dumps(definitions, sort_keys=True)
    return f"{stated}-{crc32(whole.encode()):08x}"
