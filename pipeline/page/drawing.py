"""What a page draws, as plain values for the page's script; every value is written once.

A field that depends on a switch (service, scenario) holds one list a choice, nested in the order
of `over`; each list is a packed column.
"""

from __future__ import annotations

import math
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.page import packed, slim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

SCHEMATIC = "schematic"
ROAD_RANKS = (
    (SCHEMATIC,),
    ("motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link"),
    ("secondary", "secondary_link", "tertiary", "tertiary_link"),
    ("unclassified", "residential", "living_street", "road", "service"),
    ("track", "path", "footway"),
)
ROAD_STYLES = (
    {"color": "#a0a9b1", "weight": 1.1, "dashArray": "9 6"},
    {"color": "#87919b", "weight": 1.6},
    {"color": "#a0a9b1", "weight": 1.1},
    {"color": "#b3bbc2", "weight": 0.8},
    {"color": "#b3bbc2", "weight": 0.8, "dashArray": "3 3"},
)
GROUND = {"color": "#aab4bd", "weight": 1, "fillColor": "#f8f9fa"}
MOST_TOWNS = 60
STRIP_DEGREES = 0.2
UNNAMED = "unnamed"
"""How the names of places without one begin."""

MOST_UNKNOWN_SHARE = 0.5
"""Part of an area's people of whom nothing is known, over which it is drawn as unknown."""
MANY_VALUES = 200_000
"""A fact of more values than that is rounded more, for want of room."""

MOST_NAMES = 200_000
"""Communities that the search box finds where the page draws none."""

MANY_MINUTES = 2_000_000
"""Minutes that are more than that are rounded to steps."""

STEPS_MIN = (15, 15, 30, 60, 120)
"""Steps below each end of the bands, and above all."""

MOST_MINUTES = 1_200
"""All that is longer is said to be so long, where minutes are rounded to steps."""

DOT_ROOM_PX2 = 300_000
"""Room for dots on a small screen."""

LEAST_DOT_PX = 1.1


@dataclass(frozen=True)
class Fact:
    """One line of a popup: a number with its unit, or words by code."""

    label: str
    values: Any
    over: tuple[str, ...] = ()
    unit: str = ""
    digits: int = 0
    words: tuple[str, ...] = ()
    names_of: str = ""
    """Layer whose rows the values count; its titles are the words."""
    is_in_tip: bool = False
    is_brief: bool = False
    """Whether the line is left out where there is nothing to say."""
    most: float = 0
    """Number that a bar beside the value is full at; no bar if 0."""
    ends: Any = None
    """Two columns: where a line across the bar begins and ends, the value's interval."""
    steps: tuple[float, ...] = ()
    """Numbers that the values are places of, where they are few."""

    def plain(self) -> dict[str, Any]:
        """Return the fact as JSON values, without what is empty."""
        items = {
            "label": self.label,
            "values": self.values,
            "over": list(self.over),
            "unit": self.unit,
            "digits": self.digits,
            "words": list(self.words),
            "namesOf": self.names_of,
            "tip": self.is_in_tip,
            "brief": self.is_brief,
            "most": self.most,
            "ends": self.ends,
            "steps": list(self.steps),
        }
        return {key: value for key, value in items.items() if key == "values" or value}


@dataclass(frozen=True)
class Told:
    """What a popup unfolds of a number: what it is, once for all rows, and how it is in each."""

    title: str
    note: str
    line: str
    """Text with the names of `facts` in braces."""
    facts: Mapping[str, Fact]
    silent: Fact
    """Words in the place of the line where there is nothing to tell, by row."""

    def plain(self) -> dict[str, Any]:
        """Return what is told as JSON values."""
        return {
            "title": self.title,
            "note": self.note,
            "line": self.line,
            "facts": {name: fact.plain() for name, fact in self.facts.items()},
            "silent": self.silent.plain(),
        }


@dataclass(frozen=True)
class Ranges:
    """Classes that follow from two facts, so that no one has to write them down.

    A row's class is how many of `breaks` its number exceeds, and one more than there are breaks
    where it has none; words of the second fact that have a class of their own go before.
    """

    number: int
    """Place of the fact with the number."""
    breaks: tuple[float, ...]
    word: int
    """Place of the fact in words."""
    own: Mapping[int, int]
    """Class by place among its words."""

    def plain(self) -> dict[str, Any]:
        """Return the ranges as JSON values."""
        own = {str(place): found for place, found in self.own.items()}
        return {"number": self.number, "breaks": self.breaks, "word": self.word, "own": own}


@dataclass(frozen=True)
class Layer:
    """One drawn layer: a shape, a title and a class a row, and the facts of its popups."""

    name: str
    kind: str
    """`area`, `line`, `circle` or `icon`."""
    shapes: Any
    """One text for all points; a list of texts a row for areas and lines."""
    classes: Any
    """Places in `styles`, one packed column a choice of `over`, or `Ranges`."""
    styles: Sequence[Mapping[str, Any]]
    over: tuple[str, ...] = ()
    titles: list[str] = field(default_factory=list)
    facts: tuple[Fact, ...] = ()
    size: Mapping[str, float] | None = None
    """Circle size: `fact` its number, `factor` times its square root, from `least` to `most`.

    Circles of earlier styles lie on later ones, small ones on large.
    """
    is_on: bool = True
    told: tuple[Told, ...] = ()
    """What popups unfold below their facts."""
    leads_to: Any = None
    """Where a thin dashed line leads from a row that is opened: one text of points a choice of
    `over`, missing where to nowhere; made by `slim.points`."""

    def plain(self) -> dict[str, Any]:
        """Return the layer as JSON values; each different title is written once."""
        places, names = once(self.titles)
        is_ranged = isinstance(self.classes, Ranges)
        classes = {"ranges": self.classes.plain()} if is_ranged else {"values": self.classes}
        return {
            "id": self.name,
            "kind": self.kind,
            "shapes": self.shapes,
            "classes": {**classes, "over": list(self.over)},
            "styles": [dict(style) for style in self.styles],
            "titles": {"values": places, "words": names},
            "facts": [fact.plain() for fact in self.facts],
            "size": dict(self.size) if self.size else None,
            "on": self.is_on,
            **({"told": [told.plain() for told in self.told]} if self.told else {}),
            "leadsTo": {"values": self.leads_to, "over": list(self.over)}
            if self.leads_to
            else None,
        }


def once(texts: Any) -> tuple[str, list[str]]:  # noqa: ANN401  any array of text
    """Return the place of each text among the different ones, packed, and these, sorted."""
    place, words = pd.factorize(pd.Series(texts, dtype="str"), sort=True)
    return packed.column(np.where(place < 0, np.nan, place)), [str(word) for word in words]


def columns(numbers: Any, digits: int = 0) -> Any:  # noqa: ANN401  nested arrays and texts
    """Return numbers as packed columns, nested as the switches are."""
    values = np.asarray(numbers, dtype=float)
    if values.ndim == 1:
        return packed.column(values, digits)
    if values.ndim == 2:
        return packed.columns(values, digits)
    return [columns(part, digits) for part in values]


def codes(values: Any, words: Mapping[Any, str]) -> Any:  # noqa: ANN401  nested arrays, texts
    """Return each value's place among the keys of `words`, packed; strangers are missing."""
    plain = np.asarray(values, dtype=object)
    found = pd.Index(list(words)).get_indexer(plain.ravel()).reshape(plain.shape)
    return columns(np.where(found < 0, np.nan, found))


def worded(
    label: str,
    values: Any,  # noqa: ANN401  any array of text
    words: Mapping[Any, str],
    *,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
    is_brief: bool = False,
) -> Fact:
    """Return a fact in words; `values` holds keys of `words`, by row after the switches."""
    found = codes(values, words)
    return Fact(
        label, found, over, words=tuple(words.values()), is_in_tip=is_in_tip, is_brief=is_brief
    )


def measured(
    label: str,
    values: Any,  # noqa: ANN401  any array of numbers
    unit: str = "",
    *,
    digits: int = 0,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
    is_brief: bool = False,
) -> Fact:
    """Return a fact in numbers, by row after the switches."""
    found = columns(values, digits)
    return Fact(label, found, over, unit, digits, is_in_tip=is_in_tip, is_brief=is_brief)


def percent(
    label: str,
    shares: Any,  # noqa: ANN401  any array of numbers
    *,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
) -> Fact:
    """Return a fact in percent from shares of 0 to 1; whole where there are many."""
    hundredths = np.asarray(shares, dtype=float) * 100
    digits = 1 if hundredths.size <= MANY_VALUES else 0
    return measured(label, hundredths, "%", digits=digits, over=over, is_in_tip=is_in_tip)


def minutes(
    label: str,
    values: Any,  # noqa: ANN401  any array of minutes
    unit: str,
    breaks: Sequence[int],
    *,
    over: tuple[str, ...] = (),
    is_in_tip: bool = False,
) -> Fact:
    """Return a fact in whole minutes, each in the range of `breaks` that it was in before.

    Where there are more than `MANY_MINUTES`, they are rounded to `STEPS_MIN`.
    """
    plain = np.asarray(values, dtype=float)
    steps = STEPS_MIN if plain.size > MANY_MINUTES else (1,) * (len(breaks) + 1)
    rounded = in_steps(plain, breaks, steps)
    if steps[0] == 1:
        return measured(label, rounded, unit, over=over, is_in_tip=is_in_tip)
    rounded = np.minimum(rounded, MOST_MINUTES)
    different = np.unique(rounded[~np.isnan(rounded)])
    places = np.where(np.isnan(rounded), np.nan, np.searchsorted(different, rounded))
    told = tuple(different.tolist())
    return Fact(label, columns(places), over, unit, steps=told, is_in_tip=is_in_tip)


def in_steps(
    minutes: NDArray[np.float64], breaks: Sequence[int], steps: Sequence[int]
) -> NDArray[np.float64]:
    """Return minutes in steps, one for each range of `breaks`, each in the range that it was in."""
    ranges = np.searchsorted(breaks, minutes, side="left")
    step = np.asarray(steps)[np.minimum(ranges, len(breaks))]
    above = np.asarray([0, *breaks])[np.minimum(ranges, len(breaks))]
    least = np.where(above > 0, above + step, 0)
    most = np.asarray([*breaks, np.inf])[np.minimum(ranges, len(breaks))]
    found: NDArray[np.float64] = np.clip(np.round(minutes / step) * step, least, most)
    return found


def ranged(
    classes: NDArray[np.int64],
    values: NDArray[Any],
    breaks: Sequence[float],
    said: NDArray[Any],
    words: Mapping[Any, str],
    *,
    number: int,
    word: int,
) -> Any:  # noqa: ANN401
    """Return the classes as `Ranges` of two facts where they follow from them, else as columns.

    Parameters
    ----------
    values, said
        What the facts at `number` and `word` hold: numbers, and keys of `words`.
    """
    found = np.searchsorted(breaks, values, side="left")
    found = np.where(np.isnan(values), len(breaks) + 1, found)
    own = {}
    for place, key in enumerate(words):
        is_said = said == key
        if (found[is_said] != classes[is_said]).any():
            own[place] = int(classes[is_said][0])
            found[is_said] = own[place]
    if (found != classes).any():
        return columns(classes)
    return Ranges(number, tuple(breaks), word, own)


def barred(
    label: str,
    values: Any,  # noqa: ANN401  any array of numbers
    most: float,
    digits: int = 1,
    *,
    ends: Sequence[Any] = (),
    is_in_tip: bool = False,
) -> Fact:
    """Return a fact in numbers from 0 to `most`, each with a bar and, across it, an interval."""
    span = [columns(end, digits) for end in ends]
    return Fact(
        label, columns(values, digits), digits=digits, most=most, ends=span, is_in_tip=is_in_tip
    )


def named(label: str, values: pd.Series, *, is_brief: bool = False) -> Fact:
    """Return a fact in free text, each different text written once."""
    places, words = once(values)
    return Fact(label, places, words=tuple(words), is_brief=is_brief)


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


def roads(network: gpd.GeoDataFrame) -> tuple[Layer, list[str]]:
    """Return the road network as thin grey lines, and the classes left out for want of room.

    Schematic links are dashed whatever their class: the road is not where they run.
    """
    is_schematic = network["is_schematic"].astype(bool)
    drawn = network.assign(road_class=network["road_class"].mask(is_schematic, SCHEMATIC))
    joined, left_out = slim.merged(drawn, ROAD_RANKS)
    ranks = packed.column(range(len(ROAD_RANKS)))
    return Layer("roads", "line", slim.lines(joined), ranks, ROAD_STYLES), left_out


def ground(areas: gpd.GeoDataFrame) -> Layer:
    """Return the areas as quiet ground, for what lies on them."""
    return Layer("areas", "area", slim.areas(areas.geometry), columns([0] * len(areas)), [GROUND])


def stars(hubs: gpd.GeoDataFrame) -> Layer:
    """Return a star at each hub; its name is among the labels."""
    shapes = slim.points(hubs.geometry)
    return Layer("hubs", "icon", shapes, columns([0] * len(hubs)), [{"icon": "star"}])


def neighbours_first(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return communities by area, then from south to north and west to east.

    Neighbours have much in common, so that columns in this order pack well.
    """
    at = communities.geometry.to_crs(slim.WGS84)
    order = np.lexsort(
        [communities["community_id"], at.x, at.y.round(4), communities["area_id"].astype("str")]
    )
    return communities.iloc[order].reset_index(drop=True)


def close_together(services: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return services by type, then along strips from south to north, each from west to east.

    Neighbours' nearest services then have places near to each other, which pack well.
    """
    at = services.geometry.to_crs(slim.WGS84)
    strip = (at.y / STRIP_DEGREES).round()
    order = np.lexsort(
        [services["service_id"], at.x, strip, services["service_type"].astype("str")]
    )
    return services.iloc[order].reset_index(drop=True)


def dot_radius(count: int, share: float, most: float) -> float:
    """Return the radius in pixels at which so many dots leave the map to be seen.

    Parameters
    ----------
    share
        Radius as a share of the dots' mean distance.
    """
    distance = math.sqrt(DOT_ROOM_PX2 / max(1, count))
    return round(min(most, max(LEAST_DOT_PX, share * distance)), 1)


def labels(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    hubs: gpd.GeoDataFrame | None = None,
    *,
    has_dots: bool = True,
) -> dict[str, Any]:
    """Return names to write on the map, the most important first: hubs, towns, areas.

    Towns are the communities with most people among those of class city or town, or among all
    named places where there are none of either; they get a dot where the page draws none. Areas
    named by a code alone have an empty label.
    """
    is_named = ~communities["community_name"].str.startswith(UNNAMED)
    settled = communities[is_named & ~communities["place_class"].isin(["cell", "area"])]
    towns = settled[settled["place_class"].isin(["city", "town"])]
    towns = settled if towns.empty else towns
    towns = towns.sort_values(["people", "community_id"], ascending=[False, True])[:MOST_TOWNS]
    parts = [
        ("town" if has_dots else "name", towns["community_name"], towns.geometry),
        ("area", areas["area_name"].map(_calm), areas.geometry.representative_point()),
    ]
    if hubs is not None:
        parts.insert(0, ("hub", hubs["hub_name"], hubs.geometry))
    return {
        "kinds": [kind for kind, names, _ in parts for _ in names],
        "names": [str(name) for _, names, _ in parts for name in names],
        "at": [slim.points(shapes) for _, _, shapes in parts],
    }


def places(communities: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return names and places of communities for the search box of a page that draws none.

    Of more than `MOST_NAMES` these are the ones with most people, ties by least id; `left` says
    how many there are beside them.
    """
    by_size = communities.sort_values(["people", "community_id"], ascending=[False, True])
    own = neighbours_first(by_size[:MOST_NAMES])
    left = len(communities) - len(own)
    rows = pd.Index(areas["area_id"]).get_indexer(pd.Index(own["area_id"]))
    return {
        "names": [str(name) for name in own["community_name"]],
        "at": slim.points(own.geometry),
        "areas": packed.column(np.where(rows < 0, np.nan, rows)),
        **({"left": left} if left else {}),
    }


def _calm(name: str) -> str:
    """Return a name as a label: no shouting, and nothing for a mere code."""
    if not any(character.isalpha() for character in name):
        return ""
    return string.capwords(name) if name.isupper() else name
