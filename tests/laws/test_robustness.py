"""What must hold of communities' chances on any network whatever, and what networkx says of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geo.uniforms import uniforms
from pipeline.layers.robustness import robustness
from pipeline.schema import conform
from pipeline.travel import Travel, trips
from tests.laws.test_travel import SCENARIOS, TRIPS, Tables, world

DRAWS: dict[str, Any] = {"count": 12, "seed": 3, "closed_per_incident": 0.2}
KEY = ["season", "tag", "value"]
FAILURES = pd.DataFrame(
    [
        ("*", "surface_group", "paved", 0.02, 0.0),
        ("*", "surface_group", "earth", 0.05, 0.01),
        ("wet", "surface_group", "earth", 0.2, 0.0),
        ("dry", "road_class", "track", 0.3, 0.05),
        ("*", "oneway", "forward", 0.0, 0.3),
    ],
    columns=[*KEY, "per_km_share", "per_link_share"],
)
worlds = st.integers(0, 2**32 - 1)
laws = settings(max_examples=15, deadline=None, derandomize=True)


def risky(seed: int) -> Tables:
    """A random region with risk on some of its links."""
    tables = world(seed)
    random = np.random.default_rng(seed)
    links = tables["network"]["link_id"]
    risk = pd.DataFrame({"link_id": links, "risk": random.exponential(2, len(links))})
    return {**tables, "link_risk": risk[random.random(len(links)) < 0.3], "failures": FAILURES}


def told(tables: Tables, scenarios: list[str] = SCENARIOS, **settings: object) -> pd.DataFrame:
    asked = {**TRIPS, **DRAWS, "scenario_names": scenarios, **settings}
    return conform("robustness", robustness(**tables, **asked))


def chance(tables: Tables, link: Any, season: str) -> float:  # noqa: ANN401  a row as a tuple
    """Return the chance of one link, row by row."""
    rows = [
        row
        for row in tables["failures"].itertuples()
        if row.season in ("*", season) and getattr(link, row.tag) == row.value
    ]
    per_km = max((row.per_km_share for row in rows), default=0)
    per_link = max((row.per_link_share for row in rows), default=0)
    risk = dict(zip(tables["link_risk"]["link_id"], tables["link_risk"]["risk"], strict=True))
    spared = (1 - DRAWS["closed_per_incident"]) ** risk.get(link.link_id, 0)
    return float(1 - (1 - per_km) ** (link.length_m / 1000) * (1 - per_link) * spared)


def drawn(link_id: str) -> Any:  # noqa: ANN401  an array of numbers
    """Return one link's random number in each draw."""
    state = pd.util.hash_array(np.array([link_id], object), hash_key=f"{DRAWS['seed']:016}")
    return uniforms(state, range(DRAWS["count"]))[0]


def can_pass(tables: Tables, scenario: str) -> set[str]:
    """Return the links that are open in a scenario today."""
    of, status = tables["speeds"], tables["link_status"]
    speed = of[(of["scenario"] == scenario) & (of["speed_kmh"] > 0)]
    return set(speed["link_id"]) - set(status["link_id"][status["status"] != "open"])


def ways(tables: Tables, links: list[Any], *, is_on_foot: bool) -> nx.DiGraph:
    """Return a graph of the links that hold, cut where points come onto them."""
    graph = nx.DiGraph()
    touches = tables["connectors"]
    by_link = {link.link_id: link for link in tables["network"].itertuples()}

    def place(link: Any, share: float) -> Any:  # noqa: ANN401  a node's name
        at_end = {0.0: link.from_node, 1.0: link.to_node}
        return at_end.get(share, (link.link_id, share))

    touched = touches.groupby("link_id")["at_share"].agg(set).to_dict()
    for touch in touches.itertuples():
        on = place(by_link[touch.link_id], touch.at_share)
        if touch.point_kind == "community":
            graph.add_edge(("community", touch.point_id), on)
        elif touch.point_kind == "hub":
            graph.add_edge(on, "hub")
    for link in links:
        own = sorted({0.0, 1.0} | touched.get(link.link_id, set()))
        for low, high in pairwise(own):
            if is_on_foot or link.oneway != "backward":
                graph.add_edge(place(link, low), place(link, high))
            if is_on_foot or link.oneway != "forward":
                graph.add_edge(place(link, high), place(link, low))
    return graph


def recomputed(tables: Tables, scenario: str) -> list[float]:
    """Return the shares of a scenario, draw by draw and link by link."""
    season, vehicle = scenario.split("-")
    open_links = can_pass(tables, scenario)
    fails = {
        link: drawn(link.link_id) < chance(tables, link, season)
        for link in tables["network"].itertuples(index=False)
        if link.link_id in open_links
    }
    ids = sorted(tables["communities"]["community_id"])
    reached = np.zeros(len(ids))
    for draw in range(DRAWS["count"]):
        links = [link for link, has_failed in fails.items() if not has_failed[draw]]
        graph = ways(tables, links, is_on_foot=vehicle == "foot")
        there = nx.ancestors(graph, "hub") if "hub" in graph else set()
        reached += [("community", name) in there for name in ids]
    return list(reached / DRAWS["count"])


@laws
@given(worlds)
def test_networkx_finds_the_same_shares_in_the_same_draws(seed: int) -> None:
    tables = risky(seed)
    for scenario in SCENARIOS:
        assert list(told(tables, [scenario])["reachable_share"]) == recomputed(tables, scenario)


@laws
@given(worlds)
def test_a_greater_chance_makes_nobody_more_reachable(seed: int) -> None:
    tables = risky(seed)
    now = told(tables)["reachable_share"]
    more = FAILURES.assign(per_km_share=FAILURES["per_km_share"] * 1.5, per_link_share=0.4)
    risk = tables["link_risk"].assign(risk=tables["link_risk"]["risk"] + 0.5)
    assert (told({**tables, "failures": more})["reachable_share"] <= now).all()
    assert (told({**tables, "link_risk": risk})["reachable_share"] <= now).all()
    assert (told(tables, closed_per_incident=0.9)["reachable_share"] <= now).all()
    none = {**tables, "failures": FAILURES.iloc[:0], "link_risk": risk.iloc[:0]}
    assert (told(none)["reachable_share"] >= now).all()
    given = {name: table for name, table in tables.items() if name in Travel.__annotations__}
    ways = trips(cast("Travel", {**given, **TRIPS, "scenario_names": SCENARIOS}))
    by_scenario = told(none).pivot_table("reachable_share", "scenario", "community_id")
    for scenario in SCENARIOS:
        assert list(by_scenario.loc[scenario] == 1) == list(ways.has_way(scenario)[-1])


@laws
@given(worlds)
def test_neither_the_order_of_rows_nor_how_scenarios_are_split_shows(seed: int) -> None:
    tables = risky(seed)
    whole = told(tables)
    split = pd.concat([told(tables, [scenario]) for scenario in SCENARIOS])
    pd.testing.assert_frame_equal(whole, conform("robustness", split))
    names = ("network", "speeds", "connectors", "communities", "link_risk", "failures", "waits")
    shuffled = {name: tables[name].sample(frac=1, random_state=seed % 2**32) for name in names}
    pd.testing.assert_frame_equal(whole, told({**tables, **shuffled}))
