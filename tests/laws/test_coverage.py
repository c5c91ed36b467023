"""Nine intervals in ten hold the truth, on made-up regions of which everything is known.

Each region has a truth of its own: speeds, weights, goalposts and the way between them, what all
people would answer, rates of incidents and where each incident was. From it comes what a planner
would have: times at the speeds of the table, answers of a sample, incidents of which some are known
to their division only. The index of the truth is worked out here, in plain loops.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from pipeline.geo.intervals import wilson
from pipeline.geo.rates import empirical_bayes
from pipeline.layers.rate_draws import rate_draws
from tests import scored
from tests.scored import NEAR, RATE, Rule, region

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]

AREAS, DIVISION, REGIONS = 20, 5, 40
YEARS = 3.0
Z_95 = 1.6448536269514722
RULES = (
    NEAR,
    RATE,
    Rule("trust", "cohesion"),
    Rule("ties", "cohesion", weight=2.0),
)
ASKED = ("trust", "ties")
DAY = pd.DataFrame({"as_of": pd.Series(["2020-12-31"], dtype="datetime64[us]")})


class World(NamedTuple):
    """What is true of a region, and what is known of it."""

    truth: Floats
    known: scored.Region


def drawn_shares(
    rng: np.random.Generator, weights: list[float], concentration: float
) -> list[float]:
    total = sum(weights)
    return [float(v) for v in rng.dirichlet([w / total * concentration for w in weights])]


def score(value: float, worst: float, best: float, power: float) -> float:
    return float(10 * min(max((value - worst) / (best - worst), 0), 1) ** power)


def true_index(
    rng: np.random.Generator, values: dict[str, Floats], setting: dict[str, Any]
) -> Floats:
    """The index by the true method, which is drawn as the settings say."""
    keep, spread, curve = (
        setting[name] for name in ("weight_concentration", "goalpost_spread", "curve")
    )
    ends = {}
    for rule in RULES:
        low, high = rule.low, rule.high
        worst, best = (low, high) if rule.direction == "higher_is_better" else (high, low)
        moved = [one + (best - worst) * rng.uniform(-spread, spread) for one in (worst, best)]
        ends[rule.indicator] = (*moved, curve ** rng.uniform(-1, 1))
    trust, ties = drawn_shares(rng, [1, 2], keep)
    pillar = drawn_shares(rng, [1] * 7, keep)
    found = []
    for row in range(AREAS):
        scores = {name: score(values[name][row], *ends[name]) for name in values}
        pillars = (
            scores["near"],
            scores["rate"],
            trust * scores["trust"] + ties * scores["ties"],
        )
        weights = pillar[:3]
        logs = [w * math.log(0.9 * p + 1) for w, p in zip(weights, pillars, strict=True)]
        found.append((math.exp(sum(logs) / sum(weights)) - 1) / 0.9)
    return np.array(found)


def incidents_of(
    exact: npt.NDArray[np.int64], vague: npt.NDArray[np.int64], people: Floats
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Incidents by area, and where they count: the vague are known to their division only."""
    ids: list[str] = []
    rows: list[tuple[str, str, float]] = []
    for area in np.repeat(np.arange(AREAS), exact):
        ids.append(f"i{len(ids):05}")
        rows.append((ids[-1], f"a{area:02}", 1.0))
    for area in np.repeat(np.arange(AREAS), vague):
        name = f"i{len(ids):05}"
        ids.append(name)
        first = area // DIVISION * DIVISION
        members = range(first, first + DIVISION)
        whole = people[first : first + DIVISION].sum()
        rows += [(name, f"a{one:02}", people[one] / whole) for one in members]
    day = pd.Series(["2019-12-31"] * len(ids), dtype="datetime64[us]")
    table: Any = pd.DataFrame(
        {"incident_id": ids, "date": day, "date_start": day, "date_end": day}
    ).assign(date_precision="day")
    return table, pd.DataFrame(rows, columns=["incident_id", "area_id", "weight"])


def world(seed: int, setting: dict[str, Any]) -> World:
    rng = np.random.default_rng([2025, seed])
    people = rng.uniform(20_000, 200_000, AREAS)
    usual, steep = rng.uniform(0.1, 0.9, AREAS), rng.uniform(0, 0.8, AREAS)

    def near(factor: float) -> Floats:
        return np.clip(usual + steep * math.log(factor), 0, 1)

    sigma = math.log(1.2) / Z_95
    factors = np.exp(sigma * rng.standard_normal(101))
    # Incidents of vague place happen to people wherever in the division they live (METHODS).
    known_rate, vague_rate = rng.gamma(4, 0.8, AREAS), np.repeat(rng.gamma(4, 0.2, 4), DIVISION)
    rate = known_rate + vague_rate
    shares = {name: rng.beta(4, 4, AREAS) for name in ASKED}
    truth = true_index(rng, {"near": near(factors[0]), "rate": rate, **shares}, setting)
    n = rng.integers(30, 150, AREAS)
    told = {name: rng.binomial(n, share) / n for name, share in shares.items()}
    ends = {name: wilson(share, n.astype(float)) for name, share in told.items()}
    errors = {name: ((high - low) / (2 * Z_95)).tolist() for name, (low, high) in ends.items()}
    exact, vague = (rng.poisson(one * people * YEARS / 1e5) for one in (known_rate, vague_rate))
    events, placing = incidents_of(exact, vague, people)
    weight = placing.groupby("area_id")["weight"].sum()
    placed = weight.reindex([f"a{i:02}" for i in range(AREAS)], fill_value=0.0).to_numpy(float)
    shrunk = empirical_bayes(placed, people * YEARS) * 1e5
    values = {
        "near": usual.tolist(),
        "rate": shrunk.tolist(),
        **{name: share.tolist() for name, share in told.items()},
    }
    drawn = np.stack([near(factor) for factor in factors[1:].tolist()], axis=1)
    known = region(values, *RULES, errors=errors, people=people.tolist(), near=drawn.tolist())
    stable = scored.stability(known).assign(window_years=YEARS)
    rates = rate_draws(
        stability=stable, incidents=events, placing=placing, as_of=DAY, draws=300, seed=seed
    )
    return World(truth, known._replace(rate_draws=rates))


@pytest.mark.parametrize(
    "setting",
    [{**scored.SETTING, "draws": 300}, {**scored.SETTING, **scored.STILL, "draws": 300}],
    ids=["everything", "what is measured"],
)
def test_nine_intervals_in_ten_hold_the_truth(setting: dict[str, Any]) -> None:
    held = []
    for seed in range(REGIONS):
        truth, known = world(seed, setting)
        table = scored.scored(known, **{**setting, "seed": seed})
        held.append((table["score_p05"] <= truth) & (truth <= table["score_p95"]))
    assert 0.85 <= np.mean(held) <= 0.95
