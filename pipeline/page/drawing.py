"""What a page draws, as plain values for the page's script; every value is written once.

A field that depends on a switch (service, scenario) holds one list a choice, nested in the order
of `over`. Codes are written as one character a row.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import slim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

CODES = string.digits + string.ascii_uppercase + string.ascii_lowercase
"""Characters for codes 0 to 61, as in the page's script; anything else is missing."""

MISSING_CODE = "-"
ROAD_RANKS = (
    ("motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link"),
    ("secondary", "secondary_link", "tertiary", "tertiary_link"),
    ("unclassified", "residential", "living_street", "road", "service"),
    ("track", "path", "footway"),
)
ROAD_STYLES = (
    {"color": "#7c8792", "weight": 2},
    {"color": "#98a2ab", "weight": 1.3},
    {"color": "#b3bbc2", "weight": 0.8},
    {"color": "#b3bbc2", "weight": 0.8, "dashArray": "3 3"},
)
MOST_TOWNS = 60


@dataclass(frozen=True)
class Fact:
    """One line of a popup: a number with its unit, or words by code."""

    label: str
    values: Any
    over: tuple[str, ...] = ()
    unit: str = ""
    digits: int = 0
    words: tuple[str, ...] = ()
    is_in_tip: bool = False

    def plain(self) -> dict[str, Any]:
        """Return the fact as JSON values, without what is empty."""
        items = {
            "label": self.label,
            "values": self.values,
            "over": list(self.over),
            "unit": self.unit,
            "digits": self.digits,
            "words": list(self.words),
            "tip": self.is_in_tip,
        }
        return {key: value for key, value in items.items() if key == "values" or value}


@dataclass(frozen=True)
class Layer:
    """One drawn layer: a shape, a title and a class a row, and the facts of its popups."""

    name: str
    kind: str
    """`area`, `line`, `circle` or `icon`."""
    shapes: list[Any]
    classes: Any
    """Codes into `styles`, one text of codes a choice of `over`."""
    styles: Sequence[Mapping[str, Any]]
    over: tuple[str, ...] = ()
    titles: list[str] = field(default_factory=list)
    facts: tuple[Fact, ...] = ()
    size: Mapping[str, float] | None = None
    """Circle size: `fact` its number, `factor` times its square root, from `least` to `most`."""
    is_on: bool = True

    def plain(self) -> dict[str, Any]:
        """Return the layer as JSON values."""
        return {
            "id": self.name,
            "kind": self.kind,
            "shapes": self.shapes,
            "classes": {"values": self.classes, "over": list(self.over)},
            "styles": [dict(style) for style in self.styles],
            "titles": self.titles,
            "facts": [fact.plain() for fact in self.facts],
            "size": dict(self.size) if self.size else None,
            "on": self.is_on,
        }


def digits(numbers: NDArray[np.int64]) -> Any:  # noqa: ANN401  nested lists of text
    """Return codes as one text a row of rows, nested as the switches are."""
    return nested(numbers, lambda row: "".join(CODES[number] for number in row))


def codes(values: Any, words: Mapping[Any, str]) -> str:  # noqa: ANN401  any array of text
    """Return each value's place among the keys of `words`, one character a value."""
    character = {key: CODES[place] for place, key in enumerate(words)}
    return "".join(character.get(value, MISSING_CODE) for value in values)


def worded(
    label: str,
    values: Any,  # noqa: ANN401  any array of text
    words: Mapping[Any, str],
    *,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
) -> Fact:
    """Return a fact in words; `values` holds keys of `words`, by row after the switches."""
    found = nested(np.asarray(values, dtype=object), lambda row: codes(row, words))
    return Fact(label, found, over, words=tuple(words.values()), is_in_tip=is_in_tip)


def measured(
    label: str,
    values: Any,  # noqa: ANN401  any array of numbers
    unit: str = "",
    *,
    digits: int = 0,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
) -> Fact:
    """Return a fact in numbers, by row after the switches."""
    plain = np.asarray(values, dtype=float)
    found = nested(plain, lambda row: slim.numbers(row, digits))
    return Fact(label, found, over, unit, digits, is_in_tip=is_in_tip)


def percent(
    label: str,
    shares: Any,  # noqa: ANN401  any array of numbers
    *,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
) -> Fact:
    """Return a fact in percent from shares of 0 to 1."""
    hundredths = np.asarray(shares, dtype=float) * 100
    return measured(label, hundredths, "%", digits=1, over=over, is_in_tip=is_in_tip)


def named(label: str, values: pd.Series) -> Fact:
    """Return a fact in free text, each different text written once."""
    place, texts = pd.factorize(values.astype("str"), sort=True)
    plain = [None if number < 0 else number for number in place.tolist()]
    return Fact(label, plain, words=tuple(str(text) for text in texts))


def by_switch(
    table: pd.DataFrame,
    key: str,
    ids: Sequence[str],
    switches: Mapping[str, Sequence[str]],
) -> Callable[[str], NDArray[Any]]:
    """Return a function from a column to its values by switch and id; missing rows are missing."""
    wanted = pd.MultiIndex.from_product([*switches.values(), list(ids)])
    found = table.set_index([*switches, key]).reindex(wanted)
    shape = (*(len(choices) for choices in switches.values()), len(ids))
    return lambda column: found[column].to_numpy().reshape(shape)


def nested(values: NDArray[Any], plain: Callable[[NDArray[Any]], Any]) -> Any:  # noqa: ANN401
    """Return the array as nested lists whose innermost rows went through `plain`."""
    if values.ndim == 1:
        return plain(values)
    return [nested(part, plain) for part in values]


def roads(network: gpd.GeoDataFrame) -> tuple[Layer, list[str]]:
    """Return the road network as thin grey lines, and the classes left out for want of room."""
    joined, left_out = slim.merged(network, ROAD_RANKS)
    ranks = CODES[: len(ROAD_RANKS)]
    return Layer("roads", "line", slim.lines(joined), ranks, ROAD_STYLES), left_out


def labels(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame | None = None,
    *,
    has_dots: bool = True,
) -> dict[str, Any]:
    """Return names to write on the map, the most important first: hubs, towns, areas.

    Towns are the communities with most people among those of class city or town, or among all
    named places where there are none of either; they get a dot where the page draws none.
    """
    settled = communities[~communities["place_class"].isin(["cell", "area"])]
    towns = settled[settled["place_class"].isin(["city", "town"])]
    towns = settled if towns.empty else towns
    towns = towns.sort_values(["people", "community_id"], ascending=[False, True])[:MOST_TOWNS]
    parts = [
        ("town" if has_dots else "name", towns["community_name"], towns.geometry),
        ("area", areas["area_name"], areas.geometry.representative_point()),
    ]
    if hubs is not None:
        parts.insert(0, ("hub", hubs["hub_name"], hubs.geometry))
    return {
        "kinds": [kind for kind, names, _ in parts for _ in names],
        "names": [str(name) for _, names, _ in parts for name in names],
        "at": [point for _, _, shapes in parts for point in slim.points(shapes)],
    }
