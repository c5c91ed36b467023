"""What the links of the register can be coloured by: classes, lines and legend of each measure.

Classes go from the worst, which lies on top, to the quiet one of links with nothing to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.page import colours, language, legend, words
from pipeline.page.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

QUIET_COLOUR = "#b3bbc2"
QUIET = {"color": QUIET_COLOUR, "weight": 1}
PEOPLE_BREAKS = (0, 1_000, 10_000, 100_000)
TRIPS_BREAKS = (0, 1_000, 10_000, 100_000, 1_000_000)
DETOUR_BREAKS = (5, 30, 120)
RISK_SHARES = (0.1, 0.5)
BLUES = ("#16395e", "#3c74a8", "#82b4d6", "#a9cbe2")
WARM = ("#64200f", "#b8471d", "#e58a44", "#f0b47c")
TEALS = ("#0b3b3c", "#1f6f6b", "#4fa39a", "#8fc7bd", "#bfe0d8")


@dataclass(frozen=True)
class Measure:
    """One way to colour the links: the class of each, and how classes look and are called."""

    name: str
    classes: Any
    entries: Sequence[legend.Entry]
    styles: Sequence[dict[str, Any]]
    note: str = ""


def of(links: gpd.GeoDataFrame, base: str, risk_limit: float) -> list[Measure]:
    """Return the measures, in the order of the switch; use is none where it is withheld."""
    when = f"{words.scenario(base)}."
    is_use_told = links.empty or links["trips_people"].notna().any()
    return [_cut_off(links, when), *([_use(links, when)] if is_use_told else []),
            _detour(links, when), _risk(links, risk_limit), _status(links)]  # fmt: skip


def steps(breaks: Sequence[float]) -> list[str]:
    """Return the classes of whole numbers between breaks: up to 5, 6 to 30, over 30."""
    plain = [words.number(value) for value in breaks]
    above = [words.number(value + 1) for value in breaks]
    middle = [
        say("{low} to {high}", low=low, high=high)
        for low, high in zip(above, plain[1:], strict=False)
    ]
    return [say("up to {high}", high=plain[0]), *middle, say("over {low}", low=plain[-1])]


def _cut_off(links: gpd.GeoDataFrame, when: str) -> Measure:
    found = _falling(links["people_cut_off"], PEOPLE_BREAKS)
    names = steps(PEOPLE_BREAKS[1:])[::-1]
    return Measure(
        say("People cut off"),
        found,
        _entries([*names, say("nobody")], BLUES),
        _lines(BLUES, (8.0, 5.5, 3.6, 2.2)),
        say("People who reach a hub now and would not if the road link went. {when}", when=when),
    )


def _use(links: gpd.GeoDataFrame, when: str) -> Measure:
    found = _falling(links["trips_people"], TRIPS_BREAKS)
    names = steps(TRIPS_BREAKS[1:])[::-1]
    return Measure(
        say("Use by people"),
        found,
        _entries([*names, say("nobody")], TEALS),
        _lines(TEALS, (7.0, 5.0, 3.4, 2.2, 1.4)),
        say(
            "People whose fastest way to a hub or service runs on it, each counted once for every "
            "type. {when}",
            when=when,
        ),
    )


def _detour(links: gpd.GeoDataFrame, when: str) -> Measure:
    classes = 3 - colours.classes(links["detour_min"], DETOUR_BREAKS) + 1
    is_known = links["detour"].eq("known").to_numpy()
    found = np.where(is_known, classes, np.where(links["detour"].eq("none"), 0, 5))
    names = [say("no other way"), *(f"{step} min" for step in steps(DETOUR_BREAKS)[::-1])]
    shades = ("#3b0f24", *WARM)
    return Measure(
        say("Detour"),
        found,
        _entries([*names, say("not asked, not computed or not passable")], shades),
        _lines(shades, (5.5, 4.5, 3.4, 2.4, 1.8)),
        say(
            "Minutes that the next best way between its ends takes longer. {when} Links that "
            "nobody uses are not asked; a click says why a detour is not known.",
            when=when,
        ),
    )


def _risk(links: gpd.GeoDataFrame, limit: float) -> Measure:
    half, little = (limit * share for share in reversed(RISK_SHARES))
    if len(links) and links["risk"].isna().all():
        return _insecure(links, limit)
    found = np.where(links["is_insecure"], 0, 1 + _falling(links["risk"], (0, little, half)))
    most, middle, least = (language.short(value) for value in (limit, half, little))
    names = [
        say("insecure: over {limit}", limit=most),
        say("over {low} to {high}", low=middle, high=most),
        say("over {low} to {high}", low=least, high=middle),
        say("up to {high}", high=least),
    ]
    shades = (colours.INSECURE, "#a357b5", "#c48fd0", "#d9b8e0")
    return Measure(
        say("Risk"),
        found,
        _entries([*names, say("no incident near")], shades),
        _lines(shades, (6.0, 4.0, 2.8, 1.8)),
        say("From recent incidents near it; no known incident is no proof of safety."),
    )


def _insecure(links: gpd.GeoDataFrame, limit: float) -> Measure:
    """Return all that is told of risk where the rest is withheld."""
    return Measure(
        "Risk",
        np.where(links["is_insecure"], 0, 1),
        _entries([f"insecure: over {limit:g}", "not insecure"], (colours.INSECURE,)),
        _lines((colours.INSECURE,), (6.0,)),
        "From recent incidents near it, whose number is withheld; no known incident is no proof of "
        "safety.",
    )


def _status(links: gpd.GeoDataFrame) -> Measure:
    statuses = list(words.REGISTER_STATUSES)
    found = [statuses.index(status) for status in links["status"]]
    shades = [colours.LINKS[name] for name in statuses[:-1]]
    lines = _lines(shades, (5.0, 4.5, 4.0))
    lines[0]["dashArray"] = "6 6"
    shapes = ("dash", "line", "line", "thin")
    entries = [
        legend.Entry(name, colour, shape)
        for name, colour, shape in zip(
            words.REGISTER_STATUSES.values(), [*shades, QUIET_COLOUR], shapes, strict=True
        )
    ]
    note = say("As reported, on the day.")
    return Measure(say("Status"), np.array(found, int), entries, lines, note)


def _falling(numbers: Any, breaks: Sequence[float]) -> Any:  # noqa: ANN401  any array of numbers
    """Return the class of each number: 0 over the last break, and so on; the last is none.

    A number that is withheld is a small one: above none, up to the next break.
    """
    found = np.minimum(colours.classes(numbers, breaks), len(breaks))
    return np.where(np.isnan(np.asarray(numbers, float)), len(breaks) - 1, len(breaks) - found)


def _entries(names: Sequence[str], shades: Sequence[str]) -> list[legend.Entry]:
    """Return the classes of a legend; the last is the quiet one."""
    *told, quiet = names
    entries = [legend.Entry(name, shade, "bar") for name, shade in zip(told, shades, strict=True)]
    return [*entries, legend.Entry(quiet, QUIET_COLOUR, "thin")]


def _lines(shades: Sequence[str], widths: Sequence[float]) -> list[dict[str, Any]]:
    """Return the lines of the classes, the quiet one last."""
    loud = [
        {"color": shade, "weight": width, "dashArray": None}
        for shade, width in zip(shades, widths, strict=True)
    ]
    return [*loud, {**QUIET, "dashArray": None}]
