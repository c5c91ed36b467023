"""Speed by road class: a known table, or the region's own CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.errors import SourceError
from pipeline.formats.reading import Read, Sieve, gather
from pipeline.formats.tables import numbers, read_frame, require, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GREATEST_KMH = 200


def class_speeds(*, files: Sequence[Path], table: str, known: Mapping[str, float]) -> Read:
    """Return one row a road class with its dry speed, km/h.

    Parameters
    ----------
    files
        The region's own table, columns `road_class` and `speed_kmh`; none for a known one.
    table
        The table's name.
    known
        Speeds of a known table.

    Raises
    ------
    SourceError
        Where a class of the region's own table repeats, or its speed is not from 0 (closed) to
        200 km/h: a speed left out would close roads in silence, so no row is passed over.
    """
    if not files:
        rows = pd.DataFrame({"road_class": [*known], "speed_kmh": [*known.values()]})
        return gather([], rows.assign(table_name=table))
    path = files[0]
    frame = read_frame(path, {})
    require(frame, ("road_class", "speed_kmh"), path)
    sieve = Sieve(frame, path)
    road_class = texts_of(frame, "road_class").str.lower()
    text = texts_of(frame, "speed_kmh")
    speed = numbers(text)
    _refuse(road_class.isna(), "a row has no road_class", path)
    twice = road_class.duplicated()
    _refuse(twice, "class " + road_class + " is there twice; leave one row", path)
    is_wrong = ~speed.between(0, GREATEST_KMH)
    told = (
        "speed_kmh of " + road_class + " is '" + text.fillna("") + "', not a number from 0 to 200"
    )
    _refuse(is_wrong, told, path)
    rows = pd.DataFrame({"road_class": road_class, "speed_kmh": speed, "table_name": table})
    return gather([sieve], rows.reset_index(drop=True))


def _refuse(mask: pd.Series, reason: str | pd.Series, path: Path) -> None:
    """Refuse the file for its first row in a mask."""
    if not mask.any():
        return
    row = int(mask.index[mask.to_numpy()][0])
    text = reason if isinstance(reason, str) else str(reason.loc[row])
    raise SourceError(text, file=path, row=row)
