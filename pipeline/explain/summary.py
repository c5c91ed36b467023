"""An area's index in a page: pillars, indicators, what pulls it up and down, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.explain.paper import Paper
from pipeline.page import notes, telling, words

if TYPE_CHECKING:
    from pipeline.built import Layers

CLASSES = {"very_weak": "very weak"}


def summary(layers: Layers, area: str, heading: str) -> str:
    """Return what the layers say of an area, as text."""
    paper = Paper()
    paper.head(heading)
    table = layers.table("resilience")
    own = table[table["area_id"] == area].iloc[0].to_dict()
    paper.head("Index of resilience")
    _index(paper, own, int(table["index"].notna().sum()))
    paper.head("Pillars")
    pillars = layers.table("pillars")
    rows = pillars[pillars["area_id"] == area].to_dict("records")
    paper.rows([(row["pillar"], telling.pillar_line(row)) for row in rows])
    paper.head("Indicators, those that pull the index down most first")
    known, absent = _indicators(layers, area)
    paper.rows([(name, _pull(row["pull"]), _said(row, rule)) for name, row, rule in known])
    paper.say(
        "The number before each is what it adds to the index, against the region's mean score in "
        f"its place. {notes.grades()}"
    )
    paper.head("Not known")
    for name, row, rule in absent:
        paper.item(f"{name}: {rule['title']}: {telling.line(row, rule)}")
    for line in _unknown(own):
        paper.item(line)
    return paper.text()


def _index(paper: Paper, own: dict[str, Any], count: int) -> None:
    """Write the index, how sure it is, and the quadrant."""
    if pd.isna(own["index"]):
        paper.say("not known: too few pillars are there")
    else:
        kind = CLASSES.get(own["class"], own["class"])
        low, high = (f"{own[name]:.1f}" for name in ("score_p05", "score_p95"))
        paper.say(
            f"{own['index']:.1f} of 10, class {kind}; evidence {words.GRADES[own['index_grade']]}. "
            f"Of all draws 90 % lie from {low} to {high}; the class is the same in "
            f"{words.percent(own['class_share'])} of them."
        )
        best, worst = (f"{own[name]:.0f}" for name in ("rank_p05", "rank_p95"))
        paper.say(
            f"Rank {own['rank']:.0f} of {count:,} ({best} to {worst}), 1 is the strongest. A "
            f"difference of less than {telling.number(own['smallest_change'], 2)} between two "
            "years is no clear change."
        )
    share = own["quadrant_share"]
    sure = "" if pd.isna(share) else f", the same in {words.percent(share)} of draws"
    paper.say(f"Quadrant: {words.QUADRANTS[own['quadrant']]}{sure}.")
    paper.say(f"Method {own['method_version']}: compare only with numbers of the same method.")


def _indicators(
    layers: Layers, area: str
) -> tuple[list[tuple[str, Any, Any]], list[tuple[str, Any, Any]]]:
    """Return the indicators that are there, by pull, and those that are absent, by name."""
    rules = layers.table("indicator_rules").set_index("indicator").to_dict("index")
    table = layers.table("indicators")
    rows = table[table["area_id"] == area].sort_values(["pull", "indicator"]).to_dict("records")
    told = [(row["indicator"], row, rules[row["indicator"]]) for row in rows]
    known = [one for one in told if one[1]["reason"] not in telling.REASONS]
    return known, sorted(one for one in told if one not in known)


def _pull(pull: float) -> str:
    return telling.DASH if pd.isna(pull) else f"{pull:+.1f}".replace("-0.0", "0.0")


def _said(row: dict[str, Any], rule: dict[str, Any]) -> str:
    return f"{rule['title']}: {telling.line(row, rule)}"


def _unknown(own: dict[str, Any]) -> list[str]:
    """Return what is not known beside absent indicators."""
    told = []
    if not pd.isna(own["gaps"]):
        rest = "" if pd.isna(own["index"]) else "; the index is that of the others"
        told.append(f"pillars that are absent: {own['gaps']}{rest}")
    if not pd.isna(own["unknown_share"]) and own["unknown_share"] > 0:
        told.append(
            f"whether {words.percent(own['unknown_share'])} of its people are near services"
        )
    return told
