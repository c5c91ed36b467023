"""Words and numbers that several sheets tell alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.page import colours, words
from pipeline.page.language import say
from pipeline.print.contents import Fill, Places, Sign

if TYPE_CHECKING:
    from pipeline.print.source import Source

LEAST_PEOPLE = 10
"""Fewer are not told, so that no household is."""
MOST_LISTED = 10
HUB = "hub"


def people(count: float) -> str:
    """Return a number of people, or that they are few."""
    if count > 0 and round(count) < LEAST_PEOPLE:
        return f"<\N{NO-BREAK SPACE}{LEAST_PEOPLE}"
    return words.number(count)


def unknown(label: str) -> Fill:
    """Return the class of areas of which nothing is known."""
    return Fill(label, colours.UNKNOWN, is_dotted=True)


def ground() -> Fill:
    """Return the look of areas that are but ground."""
    return Fill(say("Area"), "#f8f7f3")


def hubs(source: Source) -> Places:
    """Return the hubs; a division's sheet shows those of others too."""
    table = source.table("hubs")
    xy = np.column_stack([table.geometry.x, table.geometry.y])
    sign = Sign(say("Hub"), "*", "black", 4.6)
    return Places(sign, xy, np.full(len(table), -1), is_counted=False)


def hub_grades(source: Source) -> np.ndarray:
    """Return the grade of each area's access to hubs, in the base scenario."""
    access = source.table("access")
    own = access[(access["service_type"] == HUB) & (access["scenario"] == source.base)]
    return source.by_area(own)["grade"].to_numpy(object)
