"""What each column of a layer means: a name for people, its unit, one line of prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.outgoing.tables import OTHERWISE, Layer, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    Meanings = Mapping[str, Mapping[str, Mapping[str, str]]]
    """By table and column: `doc` and `unit`."""

STANDARD = re.compile(r"ADM(\d)_(PCODE|EN)")
OWN = {
    "nearest_reached_longitude": {
        "doc": "Longitude of the place on that road link.",
        "unit": "degrees",
    },
    "nearest_reached_latitude": {
        "doc": "Latitude of the place on that road link.",
        "unit": "degrees",
    },
}
"""Of columns that no table of the pipeline has."""
ENDINGS = (
    "_per_100k",
    "_per_1k",
    "_km_per_km2",
    "_km2",
    "_km",
    "_m",
    "_min",
    "_kmh",
    "_t",
    "_share",
)


class Meaning(NamedTuple):
    """What is said of a column."""

    column: str
    title: str
    unit: str
    doc: str
    pattern: str
    """The name that it shares with its like; its own where it has none."""
    plain: str
    """The prose without what sets it apart from its like."""


def meanings(name: str, layer: Layer, known: Meanings) -> list[Meaning]:
    """Return what each column of a layer means, in the order of the columns; titles differ.

    Parameters
    ----------
    known
        What columns of the pipeline's tables mean, of all tables that the layer was made of.
    """
    found = [
        _meaning(column, layer.origins.get(column), name, known)
        for column in layer.table.columns
        if column != "geometry"
    ]
    titles = [one.title for one in found]
    return [
        one if titles.count(one.title) == 1 else one._replace(title=f"{one.title} [{one.column}]")
        for one in found
    ]


def _meaning(column: str, origin: Origin | None, name: str, known: Meanings) -> Meaning:
    if standard := STANDARD.fullmatch(column):
        level, ending = standard.groups()
        what = "Code (P-code)" if ending == "PCODE" else "Name"
        doc = f"{what} of the administrative division of level {level}; empty outside all areas."
        return Meaning(column, f"{what}, level {level}", "", doc, column, doc)
    told = _told(column, origin, name, known)
    stem = origin.column if origin and origin.pattern else column
    title = _title(stem, told["unit"])
    about = origin.about if origin else ""
    return Meaning(
        column,
        f"{about}: {title[:1].lower()}{title[1:]}" if about else title,
        told["unit"],
        f"{about}. {told['doc']}" if about else told["doc"],
        (origin.pattern if origin else "") or column,
        told["doc"],
    )


def _told(column: str, origin: Origin | None, name: str, known: Meanings) -> Mapping[str, str]:
    """Return the prose of the table that a column comes from: the layer's own if not told."""
    if origin:
        return OWN.get(origin.column) or known[origin.table][origin.column]
    for table in (name, OTHERWISE.get(name, name)):
        if column in known.get(table, {}):
            return known[table][column]
    raise KeyError(f"{name}.{column}: no table says what it means")


def _title(column: str, unit: str) -> str:
    """Return a column's name as people write it, with its unit."""
    ending = next((end for end in ENDINGS if column.endswith(end)), "") if unit else ""
    plain = column.removesuffix(ending).removeprefix("is_").replace("_", " ")
    title = plain[:1].upper() + plain[1:]
    return f"{title} ({unit})" if ending else title
