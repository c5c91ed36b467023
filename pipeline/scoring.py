"""The index as arrays: from what areas measure to scores, pillars and index, and draws of all that.

What the layers of the index share, and nothing else. Areas and indicators are in the order of
their ids; the last axis holds indicators or pillars, the one before it areas, the first draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Unpack
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaincinv, ndtri

from pipeline.geo import scores as of
from pipeline.geo.scores import ranks
from pipeline.geo.uniforms import uniforms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PILLARS = (
    *("access", "security", "governance", "cohesion", "economy", "participation", "presence"),
)
GROUPS = ("speeds", "weights", "normalisation", "goalposts", "surveys", "incidents")
"""What is drawn: each group has sets of its own."""
MEASURED = ("speeds", "surveys", "incidents")
"""Groups that say how well things are known; the others are choices of the method."""
MEANS = {
    "geometric": of.geometric,
    "arithmetic": of.arithmetic,
    "inverted_geometric": of.inverted_geometric,
}
RATE = ("stability", "rate_per_100k")
"""The column whose incidents are placed anew in each draw."""
ROOM = 4_000_000
"""Numbers that are held at once."""
QUANTILES = (0.05, 0.95)
CLASSES = ("very_weak", "weak", "fair", "strong")
QUADRANTS = {
    ("good", "stable"): "strong_reachable",
    ("poor", "stable"): "stable_cut_off",
    ("good", "unstable"): "reachable_unstable",
    ("poor", "unstable"): "weak_cut_off",
}
"""By the classes of access and stability; any other pair is unknown."""
GRADES = np.array(["A", "B", "C", "X"])
GRADE_LEAST_SHARE = 1 / 3


class Stated(TypedDict):
    """The method as the region file states it."""

    aggregation: str
    """Mean of the pillars, one of `MEANS`."""
    pillar_weights: Mapping[str, float]
    """Of pillars that do not count 1."""
    least_share: float
    """Of a pillar's weight that must be there."""
    least_pillars: int


class Drawing(Stated):
    """What every layer that draws the index is given: tables, the method, and how it is drawn."""

    indicator_rules: pd.DataFrame
    indicators: pd.DataFrame
    access_draws: pd.DataFrame
    rate_draws: pd.DataFrame
    draws: int
    """How often everything uncertain is drawn."""
    seed: int
    """Where drawing begins: same seed, same scores."""
    weight_concentration: float
    """Of the Dirichlet distributions: the greater, the nearer to the stated weights."""
    curve: float
    goalpost_spread: float


class Method(NamedTuple):
    """How numbers become scores, scores pillars and pillars the index."""

    names: list[str]
    pillar: Ints
    """Of each indicator, by its place in `PILLARS`."""
    weight: Floats
    worst: Floats
    """Goalpost at which an indicator scores 0."""
    best: Floats
    pillar_weight: Floats
    aggregation: str
    least_share: float
    """Of a pillar's weight that must be there."""
    least_pillars: int
    version: str
    """Numbers of two runs can be compared where these are the same."""


class Sets(NamedTuple):
    """Drawn sets, one row a draw; row 0 holds what is stated."""

    weight: Floats
    pillar_weight: Floats
    exponent: Floats
    worst: Floats
    best: Floats
    near: dict[int, Floats]
    """By indicator: values under drawn speeds."""
    answers: dict[int, Floats]
    """By indicator: values within the error of what was asked or measured."""
    rates: Floats
    """Incidents per 100,000 a year."""
    rate_at: list[int]
    """Indicators that are these rates."""


@dataclass(frozen=True)
class Drawn:
    """What the index of areas is drawn from."""

    method: Method
    sets: Sets
    values: Floats
    """As stated, one row an area and one column an indicator."""
    count: int
    """How often it is drawn."""

    def index(self, moving: Collection[str]) -> Floats:
        """Return the index of each area (column) in each draw (row) in which some groups move."""
        picked = picks(self.sets, moving, self.count)
        return drawn_index(self.method, self.sets, self.values, picked)


def drawn_from(area_ids: Sequence[str], drawing: Drawing) -> Drawn:
    """Return what the index of areas is drawn from."""
    method = method_of(
        drawing["indicator_rules"],
        aggregation=drawing["aggregation"],
        pillar_weights=drawing["pillar_weights"],
        least_share=drawing["least_share"],
        least_pillars=drawing["least_pillars"],
    )
    values = by_area(drawing["indicators"], area_ids, method.names, "value")
    return Drawn(method, drawn_sets(method, area_ids, drawing), values, drawing["draws"])


def method_of(rules: pd.DataFrame, **stated: Unpack[Stated]) -> Method:
    """Return the method that the table of indicators and the region file state."""
    rows = rules.sort_values("indicator", ignore_index=True)
    low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
    is_lower = (rows["direction"] == "lower_is_better").to_numpy(bool)
    weight = np.array([float(stated["pillar_weights"].get(name, 1.0)) for name in PILLARS])
    table = rows["method_version"].iloc[0] if len(rows) else "0"
    aggregation, least_share = stated["aggregation"], stated["least_share"]
    whole = repr((table, aggregation, weight.tolist(), least_share, stated["least_pillars"]))
    return Method(
        names=rows["indicator"].tolist(),
        pillar=pd.Index(PILLARS).get_indexer(pd.Index(rows["pillar"])).astype(np.int64),
        weight=rows["weight"].to_numpy(float),
        worst=np.where(is_lower, high, low),
        best=np.where(is_lower, low, high),
        pillar_weight=weight,
        aggregation=aggregation,
        least_share=least_share,
        least_pillars=stated["least_pillars"],
        version=f"{table.partition('-')[0]}-{crc32(whole.encode()):08x}",
    )


def by_area(
    indicators: pd.DataFrame, area_ids: Iterable[str], names: Sequence[str], column: str
) -> Floats:
    """Return a column of `indicators`, one row an area and one column an indicator."""
    return wide(indicators, ["area_id", "indicator"], [list(area_ids), list(names)], column)


def wide(
    table: pd.DataFrame, keys: Sequence[str], wanted: Sequence[Sequence[str]], column: str
) -> Floats:
    """Return a column as an array with an axis a key; missing rows are null."""
    found = table.set_index(list(keys))[column].reindex(pd.MultiIndex.from_product(wanted))
    return found.to_numpy(float).reshape([len(one) for one in wanted])


def scores_of(method: Method, values: Floats) -> Floats:
    """Return scores by the stated goalposts."""
    return of.scores(values, method.worst, method.best)


def pillars_of(method: Method, scores: Floats) -> Floats:
    """Return pillars; null where too little of a pillar's stated weight is there."""
    return of.means_within(
        scores,
        method.weight,
        method.pillar,
        len(PILLARS),
        stated=method.weight,
        least_share=method.least_share,
    )


def index_of(method: Method, pillars: Floats, weight: Floats | None = None) -> Floats:
    """Return the index; null where fewer pillars are there than are asked for."""
    mean = MEANS[method.aggregation](pillars, method.pillar_weight if weight is None else weight)
    is_enough = np.isfinite(pillars).sum(axis=-1) >= method.least_pillars
    return np.where(is_enough, mean, np.nan)


def pulls(method: Method, scores: Floats, people: Floats) -> Floats:
    """Return what each indicator adds to each area's index.

    The index less what it would be with the region's mean score in the indicator's place, by
    people. Null where the indicator or the index is absent.
    """
    index = index_of(method, pillars_of(method, scores))
    mean = of.arithmetic(scores.T, people)
    found = np.full(scores.shape, np.nan)
    for column in range(scores.shape[1]):
        other = scores.copy()
        other[:, column] = np.where(np.isfinite(scores[:, column]), mean[column], np.nan)
        found[:, column] = index - index_of(method, pillars_of(method, other))
    return np.where(np.isfinite(scores), found, np.nan)


def classes(index: Floats, cuts: Sequence[float]) -> npt.NDArray[np.str_]:
    """Return the class of each index; a cut point belongs to the class above it."""
    found = np.array(CLASSES)[np.searchsorted(list(cuts), index + of.ROUNDING, side="right")]
    return np.where(np.isfinite(index), found, "unknown")


def quadrant_classes(
    near: Floats,
    unknown: Floats,
    rate: Floats,
    is_busy: npt.NDArray[np.bool_],
    *,
    access_cut_share: float,
    stability_cut_per_100k: float,
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    """Return the classes of access and of stability, as `layers.resilience` says.

    Parameters
    ----------
    near, unknown
        Share of people near the service, and of whom nothing is known.
    is_busy
        Whether anything happened in the rate's window.
    """
    # A sum of shares may fall short of the cut by rounding alone.
    cut = access_cut_share - of.ROUNDING
    access = np.select([near >= cut, near + unknown < cut], ["good", "poor"], "unknown")
    is_over = rate > stability_cut_per_100k
    stable = [rate <= stability_cut_per_100k, is_over & is_busy]
    return access, np.select(stable, ["stable", "unstable"], "unknown")


def near_asked(rules: pd.DataFrame, known: Collection[str]) -> list[tuple[str, int]]:
    """Return the service types and minutes that indicators of access ask for, sorted.

    Parameters
    ----------
    known
        The service types of the region, the hubs apart.
    """
    rows = rules[rules["origin"] == "access"]
    pairs = zip(rows["item"], rows["column"], strict=True)
    asked = {(item_of(item, (*known, "hub")), int(column.split("_")[1])) for item, column in pairs}
    return sorted((kind, within) for kind, within in asked if kind is not None)


def item_of(stated: str, known: Collection[str]) -> str | None:
    """Return the first of the items with `|` between them that is known; None if none is."""
    return next((item for item in stated.split("|") if item in known), None)


def chances(keys: Sequence[str], seed: int, count: int) -> Floats:
    """Uniform random numbers within 0 and 1, one row a draw and one column a key.

    A number depends on the seed, its key and the number of the draw alone.
    """
    states = pd.util.hash_array(np.array(keys, object), hash_key=f"{seed:016}")
    return uniforms(states, range(count)).T + 2.0**-54


def drawn_sets(method: Method, area_ids: Sequence[str], drawing: Drawing) -> Sets:
    """Draw sets of everything that is drawn, as `layers.resilience` says.

    Of speeds and rates there are as many as their tables hold.
    """
    count, seed, indicators = drawing["draws"], drawing["seed"], drawing["indicators"]
    names = method.names
    values = by_area(indicators, area_ids, names, "value")
    errors = by_area(indicators, area_ids, names, "error")
    covered = by_area(indicators, area_ids, names, "coverage_share")
    rows = drawing["indicator_rules"].sort_values("indicator", ignore_index=True)
    span = method.best - method.worst
    moved = [
        drawing["goalpost_spread"]
        * (2 * chances([f"{end} {name}" for name in names], seed, count) - 1)
        for end in ("worst", "best")
    ]
    bent = 2 * chances([f"curve {name}" for name in names], seed, count) - 1
    origins = list(zip(rows["origin"], rows["column"], strict=True))
    rate_at = [place for place, origin in enumerate(origins) if origin == RATE]
    return Sets(
        weight=_shares([f"weight {name}" for name in names], method.weight, method.pillar, drawing),
        pillar_weight=_shares(
            [f"pillar {name}" for name in PILLARS],
            *(method.pillar_weight, np.zeros(len(PILLARS), np.int64), drawing),
        ),
        exponent=np.vstack([np.ones(len(names)), drawing["curve"] ** bent]),
        worst=np.vstack([method.worst, method.worst + moved[0] * span]),
        best=np.vstack([method.best, method.best + moved[1] * span]),
        near=_near(rows, values, covered, area_ids, drawing["access_draws"]),
        answers=_answers(names, values, errors, area_ids, rate_at, seed, count),
        rates=_rates(drawing["rate_draws"], area_ids, values, rate_at),
        rate_at=rate_at,
    )


def _shares(
    keys: Sequence[str],
    weight: Floats,
    groups: Ints,
    drawing: Drawing,
) -> Floats:
    """Draw weights from Dirichlet distributions, one a group, round the stated ones."""
    whole = np.bincount(groups, weight)[groups]
    share = weight / whole
    chance = chances(keys, drawing["seed"], drawing["draws"])
    gamma = gammaincinv(share * drawing["weight_concentration"], chance)
    total = np.stack([gamma[:, groups == one].sum(axis=1) for one in groups], axis=1)
    return np.vstack([share, gamma / np.maximum(total, np.finfo(float).tiny)])


def _near(
    rows: pd.DataFrame,
    values: Floats,
    covered: Floats,
    area_ids: Sequence[str],
    access_draws: pd.DataFrame,
) -> dict[int, Floats]:
    """Return the values under drawn speeds, of those of whom something is known."""
    known = set(access_draws["service_type"].unique())
    found = {}
    for place in np.flatnonzero((rows["origin"] == "access").to_numpy()).tolist():
        kind = item_of(rows["item"].iloc[place], known)
        within = int(rows["column"].iloc[place].split("_")[1])
        if kind is None:
            continue
        share = near_draws(access_draws, kind, within, area_ids)
        drawn = np.clip(share / np.maximum(covered[:, place], 1e-9), 0, 1)
        drawn[:, np.isnan(values[:, place])] = np.nan
        found[place] = np.vstack([values[:, place], drawn])
    return found


def near_draws(
    access_draws: pd.DataFrame, kind: str, within: int, area_ids: Sequence[str]
) -> Floats:
    """Return drawn shares of people near a service, one row a draw and one column an area."""
    is_asked = (access_draws["service_type"] == kind) & (access_draws["within_min"] == within)
    return _wide(access_draws[is_asked], "near_share", area_ids)


def rates_drawn(rate_draws: pd.DataFrame, area_ids: Sequence[str]) -> Floats:
    """Return drawn rates, one row a draw and one column an area."""
    return _wide(rate_draws, "rate_per_100k", area_ids)


def _wide(table: pd.DataFrame, column: str, area_ids: Sequence[str]) -> Floats:
    draws = int(table["draw"].max()) + 1 if len(table) else 0
    found = np.full((draws, len(area_ids)), np.nan)
    place = pd.Index(area_ids).get_indexer(pd.Index(table["area_id"]))
    found[table["draw"].to_numpy(np.int64), place] = table[column].to_numpy(float)
    return found


def _answers(
    names: Sequence[str],
    values: Floats,
    errors: Floats,
    area_ids: Sequence[str],
    rate_at: Collection[int],
    seed: int,
    count: int,
) -> dict[int, Floats]:
    """Return values that are off by a normal error, where an error is known."""
    found = {}
    for place in np.flatnonzero(np.isfinite(errors).any(axis=0)).tolist():
        if place in rate_at:
            continue
        keys = [f"answer {names[place]} {area}" for area in area_ids]
        off = ndtri(chances(keys, seed, count)) * np.nan_to_num(errors[:, place])
        found[place] = np.vstack([values[:, place], values[:, place] + off])
    return found


def _rates(
    rate_draws: pd.DataFrame, area_ids: Sequence[str], values: Floats, rate_at: Sequence[int]
) -> Floats:
    """Return the stated rates, then the drawn ones."""
    stated = values[:, rate_at[0]] if rate_at else np.full(len(area_ids), np.nan)
    return np.vstack([stated, rates_drawn(rate_draws, area_ids)])


def picks(sets: Sets, moving: Collection[str], count: int) -> dict[str, Ints]:
    """Return the row of each group in each draw: the drawn ones in turn, or the stated one."""
    sizes = {
        **dict.fromkeys(GROUPS, count),
        "speeds": max((len(one) - 1 for one in sets.near.values()), default=0),
        "incidents": len(sets.rates) - 1,
    }
    still = np.zeros(count, np.int64)
    return {
        group: 1 + np.arange(count) % sizes[group] if group in moving and sizes[group] else still
        for group in GROUPS
    }


def drawn_index(method: Method, sets: Sets, values: Floats, picked: Mapping[str, Ints]) -> Floats:
    """Return the index of each area (column) in each draw (row); null where the stated one is."""
    pillars = pillars_of(method, scores_of(method, values))
    has = np.flatnonzero(np.isfinite(index_of(method, pillars)))
    count = len(picked["speeds"])
    found = np.full((count, len(values)), np.nan)
    width = max(ROOM // max(len(has), 1), 1)
    for start in range(0, count, width):
        rows = {group: some[start : start + width] for group, some in picked.items()}
        drawn = _drawn_pillars(method, sets, values, rows, has)
        drawn[:, np.isnan(pillars[has])] = np.nan
        weight = sets.pillar_weight[rows["weights"]][:, None]
        found[start : start + width, has] = index_of(method, drawn, weight)
    return found


def _drawn_pillars(
    method: Method, sets: Sets, values: Floats, rows: Mapping[str, Ints], areas: Ints
) -> Floats:
    """Return pillars of some areas in some draws, whatever share of their weight is there.

    One indicator after the other: all at once would not fit into the caches.
    """
    count = len(rows["weights"])
    total, whole = (np.zeros((len(PILLARS), count, len(areas))) for _ in range(2))
    for place, pillar in enumerate(method.pillar.tolist()):
        is_there = np.isfinite(values[areas, place])
        if not is_there.any():
            continue
        scored = of.scores(
            _drawn_values(sets, values, place, rows)[..., areas],
            *(
                column[rows[group], place][:, None]
                for column, group in (
                    (sets.worst, "goalposts"),
                    (sets.best, "goalposts"),
                    (sets.exponent, "normalisation"),
                )
            ),
        )
        weight = sets.weight[rows["weights"], place][:, None] * is_there
        total[pillar] += weight * np.where(is_there, scored, 0.0)
        whole[pillar] += weight
    means: Floats = np.divide(total, whole, out=np.full(total.shape, np.nan), where=whole > 0)
    return np.ascontiguousarray(np.moveaxis(means, 0, -1))


def _drawn_values(sets: Sets, values: Floats, place: int, rows: Mapping[str, Ints]) -> Floats:
    """Return an indicator's values, one row a draw, or one for all where it does not move."""
    if place in sets.near:
        return sets.near[place][rows["speeds"]]
    if place in sets.answers:
        return sets.answers[place][rows["surveys"]]
    if place in sets.rate_at:
        return sets.rates[rows["incidents"]]
    return values[None, :, place]


def spread(
    index: Floats, drawn: Floats, measured: Floats, cuts: Sequence[float]
) -> dict[str, npt.NDArray[np.generic]]:
    """Return classes, quantiles and ranks, one entry an area or division.

    Parameters
    ----------
    index
        As stated.
    drawn, measured
        One row a draw: with everything drawn, and with what is measured alone.
    cuts
        Where the next better class begins, rising.
    """
    low, high = np.quantile(drawn, QUANTILES, axis=0)
    own_low, own_high = np.quantile(measured, QUANTILES, axis=0)
    own, each = ranks(index), ranks(drawn)
    rank_low, rank_high = np.quantile(each, QUANTILES, axis=0, method="closest_observation")
    found = classes(index, cuts)
    same = (classes(drawn, cuts) == found).mean(axis=0)
    return {
        "index": index,
        "score_p05": low,
        "score_p95": high,
        "smallest_change": own_high - own_low,
        "class": found,
        "class_share": np.where(np.isfinite(index), same, np.nan),
        "rank": own,
        "rank_p05": rank_low,
        "rank_p95": rank_high,
    }


def quadrants(
    near: Floats,
    unknown: Floats,
    rate: Floats,
    is_busy: npt.NDArray[np.bool_],
    drawn: tuple[Floats, Floats],
    *,
    access_cut_share: float,
    stability_cut_per_100k: float,
) -> dict[str, npt.NDArray[np.generic]]:
    """Return classes of access and stability, quadrant, and the share of draws that agree.

    Parameters
    ----------
    near, unknown, rate, is_busy
        As in `quadrant_classes`.
    drawn
        Shares near and rates, one row a draw; taken in turn where there are more of one.
    """
    cuts = {
        "access_cut_share": access_cut_share,
        "stability_cut_per_100k": stability_cut_per_100k,
    }
    access, stable = quadrant_classes(near, unknown, rate, is_busy, **cuts)
    pairs = zip(access.tolist(), stable.tolist(), strict=True)
    quadrant = np.array([QUADRANTS.get(pair, "unknown") for pair in pairs], object)
    share = np.full(len(near), np.nan)
    count = max(map(len, drawn)) if all(map(len, drawn)) else 0
    if count:
        nears, rates = (one[np.arange(count) % len(one)] for one in drawn)
        each = quadrant_classes(nears, unknown, rates, is_busy, **cuts)
        share = ((each[0] == access) & (each[1] == stable)).mean(axis=0)
    return {
        "access_share": near,
        "unknown_share": unknown,
        "rate_per_100k": rate,
        "access_class": access,
        "stability_class": stable,
        "quadrant": quadrant,
        "quadrant_share": np.where(quadrant == "unknown", np.nan, share),
    }
