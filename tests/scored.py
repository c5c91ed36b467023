"""Tables of the index, written by hand: rules, what areas have, and the layers made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, box

from pipeline.layers.pillars import pillars
from pipeline.layers.resilience import resilience
from pipeline.layers.resilience_levels import resilience_levels
from pipeline.schema import conform
from pipeline.scoring import method_of, pulls, scores_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CRS = "EPSG:32629"
METHOD: dict[str, Any] = {
    "aggregation": "geometric",
    "pillar_weights": {},
    "least_share": 0.66,
    "least_pillars": 2,
}
SETTING: dict[str, Any] = {
    "draws": 50,
    "seed": 1,
    "weight_concentration": 30.0,
    "curve": 1.5,
    "goalpost_spread": 0.1,
}
STILL: dict[str, Any] = {"weight_concentration": 1e9, "curve": 1.0, "goalpost_spread": 0.0}
"""A setting in which the method does not move."""
QUADRANTS: dict[str, Any] = {
    "access_service": "health",
    "access_within_min": 60,
    "access_cut_share": 0.5,
    "stability_cut_per_100k": 1.0,
}
CUTS = [3.0, 5.0, 7.0]


class Rule(NamedTuple):
    """One row of the table of indicators; scores are the value times 10 if nothing is told."""

    indicator: str
    pillar: str
    origin: str = "surveys"
    item: str | None = "q"
    column: str = "value"
    weight: float = 1.0
    low: float = 0.0
    high: float = 1.0
    direction: str = "higher_is_better"


NEAR = Rule("near", "access", "access", "health", "within_60_min_share")
RATE = Rule(
    *("rate", "security", "stability", None, "rate_per_100k"),
    high=10.0,
    direction="lower_is_better",
)
TRUST = Rule("trust", "cohesion")
THREE = (NEAR, RATE, TRUST)


def rules(*rows: Rule, version: str = "1") -> pd.DataFrame:
    """Return the table of these indicators."""
    table = pd.DataFrame(list(rows), columns=Rule._fields)
    words = {"title": "T", "definition": "D", "unit": "share", "table_name": "t"}
    known = {"version": version, "method_version": f"{version}-x"}
    return conform("indicator_rules", table.assign(**words, **known))


def areas(n: int, **columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Squares in a row, a00, a01 and on, with the codes of their divisions."""
    ids = [f"a{i:02}" for i in range(n)]
    table = {"adm1_id": None, "adm1_name": None, "adm2_id": None, "adm2_name": None, **columns}
    squares = [box(i, 0, i + 1, 1) for i in range(n)]
    whole = {"area_id": ids, "area_name": ids, **table}
    frame = gpd.GeoDataFrame(whole, geometry=squares, crs=CRS)
    return frame.astype(dict.fromkeys(table, "str"))


def indicators(
    table: pd.DataFrame,
    values: Mapping[str, Sequence[float | None]],
    errors: Mapping[str, Sequence[float]] | None = None,
    people: Sequence[float] | None = None,
    **method: Any,  # noqa: ANN401
) -> pd.DataFrame:
    """Return the layer `indicators` of areas a00 and on that have these values."""
    told = method_of(table, **{**METHOD, **method})
    known = np.array([values[name] for name in told.names], float).T
    scores = scores_of(told, known)
    weight = np.ones(len(known)) if people is None else np.array(people, float)
    rows = pd.DataFrame(
        {
            "area_id": np.tile([f"a{i:02}" for i in range(len(known))], len(told.names)),
            "indicator": np.repeat(told.names, len(known)),
            "pillar": np.repeat(table["pillar"].to_numpy(), len(known)),
            "value": known.T.ravel(),
            "score": scores.T.ravel(),
            "pull": pulls(told, scores, weight).T.ravel(),
        }
    )
    given = errors or {}
    error = np.array([given.get(name, [np.nan] * len(known)) for name in told.names], float)
    has = rows["value"].notna()
    rows = rows.assign(
        error=error.ravel(),
        n=np.nan,
        date=pd.Series(pd.NaT, rows.index),
        coverage_share=np.where(has, 1.0, np.nan),
        sources=None,
        sources_count=0,
        reason=np.where(has, "ok", "no_value"),
        grade=np.where(has, "B", "X"),
        method_version=told.version,
    )
    return conform("indicators", rows.astype({"sources": "str"}))


def access_draws(shares: Sequence[Sequence[float]]) -> pd.DataFrame:
    """Return drawn shares of people near health care within an hour, one list an area."""
    rows = [
        (f"a{i:02}", "health", 60, draw, value)
        for i, one in enumerate(shares)
        for draw, value in enumerate(one)
    ]
    names = ["area_id", "service_type", "within_min", "draw", "near_share"]
    return pd.DataFrame(rows, columns=names)


def rate_draws(rates: Sequence[Sequence[float]]) -> pd.DataFrame:
    """Return drawn rates, one list an area."""
    rows = [(f"a{i:02}", draw, v) for i, one in enumerate(rates) for draw, v in enumerate(one)]
    return pd.DataFrame(rows, columns=["area_id", "draw", "rate_per_100k"])


class Region(NamedTuple):
    """All that the index is made of."""

    areas: gpd.GeoDataFrame
    rules: pd.DataFrame
    indicators: pd.DataFrame
    access_draws: pd.DataFrame
    rate_draws: pd.DataFrame
    people: list[float]


def region(
    values: Mapping[str, Sequence[float | None]],
    *rows: Rule,
    errors: Mapping[str, Sequence[float]] | None = None,
    people: Sequence[float] | None = None,
    near: Sequence[Sequence[float]] = (),
    rates: Sequence[Sequence[float]] = (),
    divisions: Mapping[str, Sequence[str | None]] | None = None,
    **method: Any,  # noqa: ANN401
) -> Region:
    """Return a region whose areas have these values, and these draws of access and rates."""
    table = rules(*rows)
    n = len(next(iter(values.values())))
    living = list(people) if people is not None else [100.0] * n
    made = indicators(table, values, errors, living, **method)
    drawn = access_draws(near), rate_draws(rates)
    return Region(areas(n, **(divisions or {})), table, made, *drawn, living)


def scored(of: Region, **changed: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Return the layer `resilience` of a region."""
    method = {key: changed.pop(key, value) for key, value in METHOD.items()}
    ids = of.areas["area_id"]
    made = pillars(indicators=of.indicators, indicator_rules=of.rules, **method)
    near = of.indicators[of.indicators["indicator"] == "near"].set_index("area_id")["value"]
    rate = of.indicators[of.indicators["indicator"] == "rate"].set_index("area_id")["value"]
    access = pd.DataFrame(
        {
            "area_id": ids,
            "service_type": "health",
            "scenario": "dry-4x4",
            "within_60_min_share": near.reindex(ids).to_numpy(float),
            "unknown_share": 0.0,
            "grade": "B",
        }
    )
    isolation = gpd.GeoDataFrame(
        {name: pd.Series([], dtype="str") for name in ("area_id", "status", "scenario")},
        geometry=[Point(0, 0)][:0],
        crs=CRS,
    ).assign(people=0.0)
    table = resilience(
        areas=of.areas,
        access=access,
        stability=stability(of, rate.reindex(ids).to_numpy(float)),
        isolation=isolation,
        pillars=conform("pillars", made),
        **{"base_scenario": "dry-4x4", **QUADRANTS, "class_cuts": CUTS},
        **drawing(of, **method, **changed),
    )
    return conform("resilience", table)


def drawing(of: Region, **changed: Any) -> Any:  # noqa: ANN401  a `Drawing`, some keys changed
    """Return what the layers that draw the index of a region are given."""
    tables = {
        "indicator_rules": of.rules,
        "indicators": of.indicators,
        "access_draws": of.access_draws,
        "rate_draws": of.rate_draws,
    }
    return {**tables, **METHOD, **SETTING, **changed}


def stability(of: Region, rate: Any = np.nan) -> pd.DataFrame:  # noqa: ANN401
    """Return what the index asks of the layer `stability`."""
    return pd.DataFrame(
        {
            "area_id": of.areas["area_id"],
            "people": of.people,
            "rate_per_100k": rate,
            "window_incidents_weight": 1.0,
            "grade": "B",
        }
    )


def levels(of: Region, **changed: Any) -> pd.DataFrame:  # noqa: ANN401
    """Return the layer `resilience_levels` of a region."""
    table = resilience_levels(
        areas=of.areas,
        resilience=scored(of, **changed),
        stability=stability(of),
        **{**QUADRANTS, "class_cuts": CUTS, **drawing(of), **changed},
    )
    return conform("resilience_levels", table)
