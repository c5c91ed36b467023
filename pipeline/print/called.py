"""Which names a sheet asks for, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from pipeline.print.marks import own_places, people_per_mm2, sign_mm
from pipeline.print.names import Name, calm

if TYPE_CHECKING:
    import geopandas as gpd

    from pipeline.paper.frame import Bounds
    from pipeline.print.contents import Sheet
    from pipeline.print.shapes import Shapes
    from pipeline.print.source import Source

MOST_TOWNS = {True: 80, False: 14}
"""Towns that are named, where places matter more than areas and where not."""
FIRST_TOWNS = 4
"""Of them, so many before the names of areas."""
MOST_NAMED = 12
"""Places of a class that bear their names."""
UNNAMED = "unnamed"
OF_HUBS, OF_TOWNS = (7.5,), (6.4, 5.6)
OF_AREAS = {True: (5.6, 5.0), False: (6.4, 5.6, 4.9)}
"""Sizes of names in points, the first that fits; of areas by whether places matter more."""
FINE = 8
"""How much coarser than the drawing the middles of areas are found."""


def called(
    sheet: Sheet, source: Source, shapes: Shapes, bounds: Bounds, detail_m: float
) -> list[Name]:
    """Return the names that are asked for.

    Of a town that is called as its area is, the name is asked for once, and stands for both.

    Parameters
    ----------
    shapes
        The areas as they are drawn, row by row as the areas.
    bounds
        What the map shows.
    detail_m
        Bends finer than this are not drawn.
    """
    of_places = sheet.theme.is_of_places
    hubs, signs = _hubs(source, of_places=of_places), _signs(sheet)
    towns = _towns(source, bounds, MOST_TOWNS[of_places])
    areas = _areas(sheet, source, shapes, detail_m)
    if of_places:
        return _once(hubs, signs, towns, areas)
    named = _once(hubs, signs, areas, towns)
    rest = [name for name in towns if name in named]
    first = [*hubs, *signs, *rest[:FIRST_TOWNS]]
    return [*first, *(name for name in named if name not in first)]


def _once(*groups: list[Name]) -> list[Name]:
    """Return names group by group, without those that a group before has."""
    found: list[Name] = []
    for group in groups:
        known = {name.text for name in found}
        found += [name for name in group if name.text not in known]
    return found


def _signs(sheet: Sheet) -> list[Name]:
    """Return the names of the most important places of the theme."""
    scale, found = people_per_mm2(sheet), []
    for places in sheet.theme.places:
        if not places.names or places.people is None:
            continue
        rows = own_places(sheet.extent, places)[:MOST_NAMED]
        gaps = sign_mm(places.people[rows], scale) / 2 + 0.5
        for row, gap in zip(rows, gaps, strict=True):
            x, y = places.xy[row]
            if not places.names[row].startswith(UNNAMED):
                found.append(Name(calm(places.names[row]), x, y, OF_TOWNS, gap, kind="sign"))
    return [name for name in found if name.text]


def _hubs(source: Source, *, of_places: bool) -> list[Name]:
    """Return the hubs: beside their stars, where there are any, else as towns."""
    table = source.table("hubs").sort_values("hub_id")
    kind, gap = ("hub", 2.8) if of_places else ("town", 1.4)
    rows = zip(table["hub_name"], table.geometry.x, table.geometry.y, strict=True)
    named = [
        Name(calm(str(name)), x, y, OF_HUBS, gap, is_bold=True, kind=kind) for name, x, y in rows
    ]
    return [name for name in named if name.text]


def _towns(source: Source, bounds: Bounds, most: int) -> list[Name]:
    """Return the towns with most people, or other places where there are none."""
    towns = towns_of(source.table("communities"))
    towns = towns[~towns["community_name"].isin(source.table("hubs")["hub_name"])]
    is_seen = towns.geometry.intersects(shapely.box(*bounds))
    towns = towns[is_seen].sort_values(["people", "community_id"], ascending=[False, True])
    rows = zip(towns["community_name"], towns.geometry.x, towns.geometry.y, strict=True)
    named = (Name(calm(str(name)), x, y, OF_TOWNS, 1.3, kind="town") for name, x, y in rows)
    return [name for name in named if name.text][:most]


def towns_of(communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the cities and towns, or all named places where there are none."""
    is_named = ~communities["community_name"].str.startswith(UNNAMED)
    settled = communities[is_named & ~communities["place_class"].isin(["cell", "area"])]
    towns = settled[settled["place_class"].isin(["city", "town"])]
    return settled if towns.empty else towns


def _areas(sheet: Sheet, source: Source, shapes: Shapes, detail_m: float) -> list[Name]:
    """Return the areas of the sheet, the largest first."""
    names = [calm(str(name)) for name in source.areas["area_name"]]
    sizes, found = OF_AREAS[sheet.theme.is_of_places], []
    for row in np.argsort(-shapely.area(shapes), kind="stable"):
        shape = shapes[row]
        if sheet.extent.is_own[row] and names[row] and not shape.is_empty:
            x, y = shapely.maximum_inscribed_circle(shape, detail_m * FINE).coords[0][:2]
            found.append(Name(names[row], x, y, sizes, kind="area", shape=shape))
    return found
