"""The layers that exports hold, so that a GIS, a notebook and a spreadsheet say the same.

In EPSG:4326, with areas' codes and names as in the COD standard: `ADMn_PCODE` and `ADMn_EN` for the
areas' level n, and those of the divisions above that the region has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer

from pipeline.crs import WGS84
from pipeline.page import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Tables = Mapping[str, Any]

HEADLINE = ("within_60_min_share", "median_min", "unreachable_share", "unknown_share")
SHARED = (
    *("two_step_per_1k", "enhanced_per_1k", "three_step_per_1k", "gravity_supply"),
    *("people_without", "supply_unit"),
)
TRIP = ("service_type", "scenario")
DIVISIONS = ("area_name", "adm1_id", "adm1_name", "adm2_id", "adm2_name")
FLIP = ("community_id", "service_type", "open_scenario", "shut_scenario")


class Origin(NamedTuple):
    """What a column of a layer is in the tables of the pipeline, where its meaning stands."""

    table: str
    column: str
    pattern: str = ""
    """Name that it shares with others, such as `<type>_<scenario>_median_min`."""
    about: str = ""
    """What sets it apart from them, in words."""


class Layer(NamedTuple):
    """One layer as every export holds it."""

    table: Any
    """With geometry in EPSG:4326 where it has one; rows by the layer's key."""
    origins: dict[str, Origin]
    """Of the columns that another table than the one of the layer's name has."""


class Recipe(NamedTuple):
    """How a layer is made."""

    make: Callable[[Tables, str], tuple[Any, dict[str, Origin]]]
    key: tuple[str, ...]
    geometry: str | None = None
    """As a GeoPackage calls it; none for a table without."""
    doc: str = ""
    """What it is, where it is more than the table of its name."""


def layer(name: str, tables: Tables, base_scenario: str) -> Layer:
    """Return a layer, made of the tables that it needs, `areas` among them.

    Parameters
    ----------
    name
        One of `LAYERS`.
    base_scenario
        The scenario in which communities also tell why they do not reach a service.
    """
    recipe = LAYERS[name]
    table, origins = recipe.make(tables, base_scenario)
    named = _with_divisions(table.sort_values(list(recipe.key)), tables["areas"])
    if recipe.geometry:
        named = named.to_crs(WGS84)
    return Layer(named.reset_index(drop=True), origins)


def _own(name: str) -> Callable[[Tables, str], tuple[Any, dict[str, Origin]]]:
    """Return how to make a layer that is one table."""
    return lambda tables, _base: (tables[name], {})


def _bare(name: str) -> Callable[[Tables, str], tuple[Any, dict[str, Origin]]]:
    """Return the same without its geometry."""
    return lambda tables, _base: (pd.DataFrame(tables[name].drop(columns="geometry")), {})


def _areas(tables: Tables, _base: str) -> tuple[Any, dict[str, Origin]]:
    """Return every table by area in columns."""
    by_area = {
        "resilience": tables["resilience"].drop(columns=["area_name", "geometry"]),
        "stability": tables["stability"].drop(columns=["people", "rate_per_100k"]),
        "presence": tables["presence"],
        "rural_access": tables["rural_access"],
        "mapped_roads": tables["mapped_roads"],
    }
    keyed = [
        table.set_index("area_id").rename(columns={"grade": f"{name}_grade"})
        for name, table in by_area.items()
    ]
    origins = {
        f"{name}_grade" if column == "grade" else column: Origin(name, column)
        for name, table in by_area.items()
        for column in table.columns.drop("area_id")
    }
    headlines, access_origins = _wide(
        tables["access"], "access", "area_id", TRIP, {name: name for name in HEADLINE}
    )
    shared, shared_origins = _wide(
        tables["catchments"], "catchments", "area_id", TRIP[:1], {name: name for name in SHARED}
    )
    wide = pd.concat([*keyed, headlines, shared], axis=1)
    table = tables["areas"].merge(wide, how="left", left_on="area_id", right_index=True)
    return table, origins | access_origins | shared_origins


def _communities(tables: Tables, base: str) -> tuple[Any, dict[str, Origin]]:
    """Return communities with how they reach services, and how often a hub if links fail."""
    reach, robustness = tables["reach"], tables["robustness"]
    told = {"minutes": "min", "status": "status"}
    often = {"reachable_share": "reachable_share"}
    why = reach[reach["scenario"] == base]
    parts = [
        _wide(reach, "reach", "community_id", TRIP, told),
        _wide(why, "reach", "community_id", TRIP, {"reason": "reason"}),
        _wide(robustness.assign(service_type="hub"), "robustness", "community_id", TRIP, often),
    ]
    wide = pd.concat([part for part, _ in parts], axis=1)
    table = tables["communities"].merge(wide, how="left", left_on="community_id", right_index=True)
    return table, {name: origin for _, origins in parts for name, origin in origins.items()}


def _wide(
    table: pd.DataFrame, name: str, key: str, by: Sequence[str], measures: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, Origin]]:
    """Return one row a key, and one column a service type (and scenario) and measure.

    Parameters
    ----------
    by
        `service_type`, with `scenario` where the table has it.
    measures
        By column of the table, how names of columns end.
    """
    if table.empty:
        return pd.DataFrame(index=pd.Index([], dtype="str", name=key)), {}
    slugs = [_slugs(table[column]) for column in by]
    long = table.set_index([key, *by])[list(measures)]
    wide: Any = long.unstack([*by])  # noqa: PD010  one row a trip: nothing to add up
    order = list(measures)
    columns: list[Any] = sorted(wide.columns, key=lambda one: (*one[1:], order.index(one[0])))
    origins = {}
    for measure, *trip in columns:
        prefix = "_".join(known[part] for known, part in zip(slugs, trip, strict=True))
        pattern = f"<type>{'_<scenario>' if trip[1:] else ''}_{measures[measure]}"
        about = ", ".join(
            [words.service(trip[0]), *(words.scenario(part).lower() for part in trip[1:])]
        )
        origins[f"{prefix}_{measures[measure]}"] = Origin(name, measure, pattern, about)
    return wide[columns].set_axis([*origins], axis=1), origins


def _slugs(names: pd.Series) -> dict[Any, str]:
    """Return what stands for each name in a column's name: letters, digits and `_`.

    Names that would be the same, as SQLite reads them, without regard to case, are numbered.
    """
    slugs: dict[Any, str] = {}
    taken: dict[str, int] = {}
    for name in sorted(names.unique()):
        slug = re.sub(r"\W", "_", str(name))
        taken[slug.lower()] = times = taken.get(slug.lower(), 0) + 1
        slugs[name] = slug if times == 1 else f"{slug}_{times}"
    return slugs


def _cells(tables: Tables, _base: str) -> tuple[Any, dict[str, Origin]]:
    """Return cells with what is known of their stability; none unless the region asks for them."""
    cells = tables["cells"].drop(columns="people")
    return cells.merge(tables["stability_cells"], on="cell_id"), {}


def _isolation(tables: Tables, _base: str) -> tuple[Any, dict[str, Origin]]:
    """Return isolation with the place on the nearest road that is reached in degrees."""
    table = tables["isolation"]
    x, y = table["nearest_reached_x_m"], table["nearest_reached_y_m"]
    turned = Transformer.from_crs(table.crs, WGS84, always_xy=True).transform(x, y)
    named = ("nearest_reached_longitude", "nearest_reached_latitude")
    degrees = {
        name: np.where(x.isna(), np.nan, part) for name, part in zip(named, turned, strict=True)
    }
    plain = table.drop(columns=["nearest_reached_x_m", "nearest_reached_y_m"])
    return plain.assign(**degrees), {name: Origin("isolation", name) for name in named}


def _closure_effects(tables: Tables, _base: str) -> tuple[Any, dict[str, Origin]]:
    """Return what reports do, where they lie."""
    lie = tables["closures"][["closure_id", "geometry"]]
    return lie.merge(tables["closure_effects"], on="closure_id"), {}


LAYERS = {
    "areas": Recipe(
        _areas,
        ("area_id",),
        "MultiPolygon",
        "Administrative areas with all that is known of each.",
    ),
    "cells": Recipe(
        _cells, ("cell_id",), "Polygon", "Grid cells with violence in each; none unless asked for."
    ),
    "communities": Recipe(
        _communities,
        ("community_id",),
        "Point",
        "Where people live, with minutes, status and reason to every service.",
    ),
    "services": Recipe(_own("services"), ("service_id",), "Point"),
    "hubs": Recipe(_own("hubs"), ("hub_id",), "Point"),
    "isolation": Recipe(_isolation, ("community_id", "scenario"), "Point"),
    "season_flips": Recipe(_own("season_flips"), FLIP, "Point"),
    "roads": Recipe(_own("network"), ("link_id",), "LineString"),
    "links": Recipe(_own("links"), ("link_id",), "LineString"),
    "cut_nodes": Recipe(_own("cut_nodes"), ("node",), "Point"),
    "reopenings": Recipe(_own("reopenings"), ("scenario", "rank"), "MultiLineString"),
    "closure_effects": Recipe(_closure_effects, ("closure_id",), "Unknown"),
    "access": Recipe(_own("access"), ("area_id", "service_type", "scenario")),
    "catchments": Recipe(_own("catchments"), ("area_id", "service_type")),
    "equity": Recipe(_own("equity"), ("service_type", "scenario")),
    "stability": Recipe(_own("stability"), ("area_id",)),
    "stability_series": Recipe(_own("stability_series"), ("area_id", "period_start")),
    "resilience": Recipe(_bare("resilience"), ("area_id",)),
    "resilience_levels": Recipe(_own("resilience_levels"), ("level", "division_id")),
    "indicators": Recipe(_own("indicators"), ("area_id", "indicator")),
}
"""Every layer that is exported, in the order in which it is told of."""
OTHERWISE = {"roads": "network", "cells": "stability_cells"}
"""Layers that bear another name than the table that says what they are."""


def _with_divisions(table: Any, areas: gpd.GeoDataFrame) -> Any:  # noqa: ANN401  with geometry or not
    """Return the table with codes and names of areas in the place of its `area_id`; places last."""
    if "area_id" not in table:
        return table
    place = list(table.columns).index("area_id")
    found = divisions(areas).reindex(table["area_id"]).set_axis(table.index)
    others = [name for name in table.columns if name not in (*DIVISIONS, "area_id")]
    before = [name for name in table.columns[:place] if name in others]
    after = [name for name in others if name not in before]
    joined = pd.concat([found, pd.DataFrame(table[others])], axis=1)
    places = [name for name in after if name == "geometry"]
    facts = [name for name in after if name != "geometry"]
    ordered = joined[[*before, *found.columns, *facts, *places]]
    if not places:
        return ordered
    return gpd.GeoDataFrame(ordered, geometry="geometry", crs=table.crs)


def divisions(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the standard's columns of each area: its own code and name, then those above."""
    level = int(areas["level"].max())
    own = {"area_id": f"ADM{level}_PCODE", "area_name": f"ADM{level}_EN"}
    above = {
        f"adm{n}_{ending}": f"ADM{n}_{standard}"
        for n in (2, 1)
        for ending, standard in (("id", "PCODE"), ("name", "EN"))
        if n < level and areas[f"adm{n}_{ending}"].notna().any()
    }
    named = own | above
    table = pd.DataFrame(areas[list(named)]).set_axis([*named.values()], axis=1)
    return table.set_axis(areas["area_id"].to_numpy())
