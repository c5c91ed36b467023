"""Communities as circles by whether they reach a hub, with the reason and the way out."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from pipeline.page import colours, drawing, slim, words
from pipeline.page.language import say, say_many

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Column = Callable[[str], np.ndarray]

OVER = ("scenario",)
HUB = "hub"
REACHED = "reachable"
CUT_OFF = ("unreachable", "conditional")
CLASSES = (*CUT_OFF, "unknown", REACHED)
LARGEST_RADIUS = 20.0
LEAST_SHARE, MOST_LEAST_PX = 0.35, 2.8
DOT_SHARE, LARGEST_DOT_PX = 0.25, 2.0
ROOMY = 200
"""So many circles may be as large as the largest."""

SEPARATOR = re.compile(r"[,;\s]+")
COUNT, REASON, SEASONS, OPENED = 0, 2, 4, 5
"""Places of facts that lists show."""


class Look(NamedTuple):
    """How circles are drawn, by how many there are of all communities and how large they are."""

    styles: list[dict[str, Any]]
    """By `CLASSES`."""
    size: dict[str, float]


def look(
    communities: gpd.GeoDataFrame, isolation: gpd.GeoDataFrame, scenarios: Sequence[str]
) -> Look:
    """Return how circles are drawn, whether all of them are or some."""
    dot = {
        "radius": drawing.dot_radius(len(communities), DOT_SHARE, LARGEST_DOT_PX),
        "near": 3,
        "weight": 0,
        "fillColor": colours.STATUSES[REACHED],
        "fillOpacity": 0.9,
    }
    own = isolation[isolation["scenario"].isin(scenarios)]
    is_shown = communities["community_id"].isin(own["community_id"])
    shown = max([1, *own["scenario"].value_counts()])
    return Look(
        [*(colours.circle_style(colours.STATUSES[name]) for name in CLASSES[:-1]), dot],
        _size(communities["people"], is_shown, shown),
    )


def circles(
    areas: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    reopenings: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    robustness: pd.DataFrame,
    scenarios: Sequence[str],
    look: Look,
) -> drawing.Layer:
    """Return the communities, by status in each scenario."""
    ids = communities["community_id"].tolist()
    switches = {"scenario": list(scenarios)}
    column = drawing.by_switch(isolation, "community_id", ids, switches)
    drawn = drawing.by_switch(robustness, "community_id", ids, switches)
    flips = drawing.by_switch(_flips(season_flips), "community_id", ids, switches)
    reason = np.where(pd.isna(column("reason")), "ok", column("reason"))
    status = np.where(pd.isna(column("status")), REACHED, column("status"))
    nearest_m = column("nearest_road_m").astype(float)  # the same in every scenario
    area_names = dict(zip(areas["area_id"], areas["area_name"], strict=True))
    facts = (
        drawing.measured(say("People"), communities["people"], is_in_tip=True),
        drawing.worded(say("Status"), status, words.STATUSES, over=OVER, is_in_tip=True),
        drawing.worded(say("Reason"), reason, words.HUB_REASONS, over=OVER, is_in_tip=True),
        _open_in(column("open_scenarios")),
        _seasons(flips("seasons")),
        *_to_open(column, reopenings),
        _away(column, communities, np.isin(status, CUT_OFF)),
        drawing.measured(say("Nearest road"), np.fmax.reduce(nearest_m, axis=0), "m"),
        _kept(drawn("reachable_share"), status, robustness["draws_count"]),
        drawing.named(say("Area"), communities["area_id"].map(area_names)),
        drawing.worded(say("Evidence for people"), communities["people_grade"], words.GRADES),
    )
    return drawing.Layer(
        "communities",
        "circle",
        slim.points(communities.geometry),
        drawing.codes(status, dict.fromkeys(CLASSES, "")),
        look.styles,
        OVER,
        communities["community_name"].tolist(),
        facts,
        look.size,
        leads_to=_leads(column, np.isin(status, CUT_OFF), communities.crs),
    )


def largest(
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    scenarios: Sequence[str],
    most: int,
) -> tuple[list[list[int]], list[list[int]]]:
    """Return the rows of the largest that are cut off, and that one season alone reaches.

    Both by scenario; ties go to the least id.
    """
    row_of = pd.Index(communities["community_id"])
    cut_off = isolation[isolation["status"].isin(CUT_OFF)]

    def rows(table: pd.DataFrame) -> list[list[int]]:
        by_size = table.sort_values(["people", "community_id"], ascending=[False, True])
        named = (by_size.loc[by_size["scenario"] == s, "community_id"] for s in scenarios)
        return [row_of.get_indexer(pd.Index(ids[:most])).tolist() for ids in named]

    return rows(cut_off), rows(_flips(season_flips))


def listed(
    communities: gpd.GeoDataFrame,
    isolation: gpd.GeoDataFrame,
    season_flips: gpd.GeoDataFrame,
    scenarios: Sequence[str],
    most: int,
) -> gpd.GeoDataFrame:
    """Return the communities that any list of the `largest` names, in their own order."""
    lists = largest(communities, isolation, season_flips, scenarios, most)
    rows = {row for by_scenario in lists for rows in by_scenario for row in rows}
    return communities.iloc[sorted(rows)].reset_index(drop=True)


def _flips(season_flips: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return who reaches a hub in one season only, once for each scenario that it concerns."""
    to_hub = pd.DataFrame(season_flips[season_flips["service_type"] == HUB])
    to_hub = to_hub.sort_values(["community_id", "open_scenario", "shut_scenario"])
    pairs = zip(to_hub["open_scenario"], to_hub["shut_scenario"], strict=True)
    to_hub["seasons"] = pd.Series([words.seasons(*pair) for pair in pairs], to_hub.index, "str")
    sides = [to_hub.assign(scenario=to_hub[f"{side}_scenario"]) for side in ("shut", "open")]
    both = pd.concat(sides, ignore_index=True)
    return both.drop_duplicates(["scenario", "community_id"], ignore_index=True)


def _seasons(said: np.ndarray) -> drawing.Fact:
    """Return the season that decides, in words."""
    texts = {text: text for text in sorted(set(said[~pd.isna(said)]))}
    return drawing.worded(say("Season"), said, texts, over=OVER, is_brief=True)


def _to_open(column: Column, reopenings: gpd.GeoDataFrame) -> tuple[drawing.Fact, ...]:
    """Return the roads that would have to open, the reports that close them, and their length."""
    sets = reopenings.drop_duplicates("link_ids").sort_values("link_ids")
    needed = column("reopening_link_ids")

    def said(names: pd.Series) -> dict[str, str]:
        return {key: words.few(name) for key, name in zip(sets["link_ids"], names, strict=True)}

    roads = said(sets["road_names"].fillna(say("a road without a name")))
    reports = said(sets["closure_names"].fillna(say("a report without a name")))
    length_km = column("reopening_km").astype(float)
    return (
        drawing.worded(say("Reached if opened"), needed, roads, over=OVER, is_brief=True),
        drawing.worded(say("Closed by"), needed, reports, over=OVER, is_brief=True),
        drawing.measured(say("Road to open"), length_km, "km", digits=2, over=OVER, is_brief=True),
    )


def _away(column: Column, communities: gpd.GeoDataFrame, is_cut_off: np.ndarray) -> drawing.Fact:
    """Return how far, and where, the nearest road is that is reached from a hub, if cut off."""
    east_m = column("nearest_reached_x_m").astype(float) - communities.geometry.x.to_numpy()
    north_m = column("nearest_reached_y_m").astype(float) - communities.geometry.y.to_numpy()
    is_told = is_cut_off & ~np.isnan(east_m)
    said = np.full(east_m.shape, None, object)
    steps = zip(east_m[is_told], north_m[is_told], strict=True)
    said[is_told] = [words.away(*step) for step in steps]
    texts = {text: text for text in sorted(set(said[is_told]))}
    return drawing.worded(say("Nearest road from a hub"), said, texts, over=OVER, is_brief=True)


def _kept(shares: np.ndarray, status: np.ndarray, draws_count: pd.Series) -> drawing.Fact:
    """Return in what share of the draws a way to a hub is left; nothing where there is none."""
    has_none = (status != REACHED) & (shares == 0)
    percent = np.where(has_none, np.nan, shares.astype(float) * 100)
    count = draws_count.max() if len(draws_count) else 0
    label = say_many("Reached if roads fail ({n} draw)", "Reached if roads fail ({n} draws)", count)
    return drawing.measured(label, percent, say("% of them"), over=OVER, is_brief=True)


def _leads(column: Column, is_cut_off: np.ndarray, crs: Any) -> list[str]:  # noqa: ANN401
    """Return the place on the nearest reached road, by scenario, for those cut off."""
    x, y = (
        np.where(is_cut_off, column(f"nearest_reached_{axis}_m").astype(float), np.nan)
        for axis in "xy"
    )
    rows = zip(x, y, strict=True)
    return [slim.points(gpd.GeoSeries(gpd.points_from_xy(*row), crs=crs)) for row in rows]


def _size(people: pd.Series, is_shown: pd.Series, shown: int) -> dict[str, float]:
    """Return how large circles are: smaller where many are `shown` in one scenario."""
    most = max([1.0, *people[is_shown].dropna()])
    largest_px = LARGEST_RADIUS * min(1.0, max(0.4, math.sqrt(ROOMY / shown)))
    return {
        "fact": COUNT,
        "factor": round(largest_px / math.sqrt(most), 5),
        "least": drawing.dot_radius(len(people), LEAST_SHARE, MOST_LEAST_PX),
        "near": 5,
        "most": round(largest_px, 1),
    }


def _open_in(codes: np.ndarray) -> drawing.Fact:
    """Return the scenarios in which a hub is reached, in words."""
    said = {
        text: "; ".join(words.scenario(code) for code in SEPARATOR.split(text))
        for text in sorted(set(codes[~pd.isna(codes)]))
    }
    return drawing.worded(say("Reached in"), codes, said, over=OVER, is_brief=True)
