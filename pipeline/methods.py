"""The page of methods, made from what the layers say of themselves, so that it cannot go stale."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import BaseModel

from pipeline.config import SECTIONS_WITH_TABLES, Region
from pipeline.page.telling import goalposts, value_text
from pipeline.schema import TABLES
from pipeline.stages import LAYERS, STAGES, BuiltIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

    from pipeline.stages import Stage

CHAPTERS = {
    "People and places": ("as_of", "communities", "hubs"),
    "Roads": ("network", "topology", "hierarchy", "components", "mapped_roads"),
    "On and off the road": ("connectors", "snapping"),
    "What holds on a road": (
        *("link_reports", "link_status", "closure_effects", "link_risk"),
        *("scenarios", "speeds", "waits"),
    ),
    "Reaching services": (
        *("reach", "nearest_services", "reach_spread", "robustness"),
        *("raster_grid", "travel_times"),
    ),
    "Access by area": ("access", "catchments", "equity", "rural_access", "season_flips"),
    "Links that matter": ("link_use", "links", "cut_nodes"),
    "Isolation": ("isolation", "reopenings"),
    "Stability": (
        *("placing", "neighbours", "stability", "stability_region", "stability_series"),
        *("stability_years", "near_repeat", "presence", "cells", "stability_cells"),
    ),
    "Resilience": (
        *("indicators", "pillars", "access_draws", "rate_draws", "resilience"),
        *("resilience_levels", "sensitivity"),
    ),
    "What changed": ("standing", "changes"),
}
"""Titles, and the layers of each in the order in which they are told."""

SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)
NAMED = re.compile(r"^(\w+(?:, \w+)*)$", re.MULTILINE)
"""One parameter, or several that share a description, which is then the meaning of none."""
ELSEWHERE = re.compile(r"`pipeline/(\w+)\.py`")
AS = re.compile(r"As (above|in)\b")
"""How a parameter points at what is told elsewhere."""
ASSUMPTION = "(assumption)"
DEFAULT_INDICATORS = SECTIONS_WITH_TABLES["index"]["indicators_table"]["default"]
ABSENT = (
    "What is absent keeps its row, with a reason and no score, and takes no part: the others of "
    "its pillar are weighed without it, and the pillar is null where they hold too little weight."
)
TIES = (
    "areas are scored one by one, so equal numbers have equal scores, and whatever lies at a "
    "goalpost or beyond it has the goalpost's; where the source column names several, the first "
    "that the region has counts for all areas. Two answers of one area, question and day are a "
    "repeat, of which one is kept. Ranks are of the index alone, and equals share the best."
)
POINTING_UP = re.compile(r"^[^.\n]*\bstand at the head of this file\.\s*", re.MULTILINE)
PLAIN: dict[str, Any] = {
    "title": "-",
    "areas": {"file": "a.gpkg", "id": ["id"], "level": 2},
    "people": {"file": "p.tif", "kind": "raster"},
}
"""The least that a region file holds: all else is as by default."""


def methods_page() -> str:
    """Return `docs/methods.md`: what each layer works out, by which rules, with which defaults."""
    parts = [
        "# Methods",
        (
            "What each layer works out: its rule, what it does with nulls and ties, and the "
            "parameters with their defaults. Each is told by the layer itself, in "
            "`pipeline/layers/<name>.py`; units and ranges of its columns are in the "
            "[data dictionary](data-dictionary.md), and every key of the region file in "
            "[region.md](region.md)."
        ),
    ]
    by_name = {stage.name: stage for stage in LAYERS}
    for title, names in CHAPTERS.items():
        parts.append(f"## {title}")
        for name in names:
            parts += _layer(by_name[name])
    parts += ["## Indicators of the index", *_indicators()]
    return "\n\n".join(parts) + "\n"


class Told(NamedTuple):
    """What a stage says of itself in its docstrings."""

    rule: str
    """What its function says, without its sections."""
    head: list[str]
    """What stands at the head of its file, after the first line."""
    meanings: dict[str, str]
    """Sentences on parameters, by name; also on keys of its sections that it does not take."""
    assumed: frozenset[str]
    """Keys that the region file's reference calls assumptions."""


def told_by(function: str) -> Told:
    """Return what the function of a stage, `package.module:function`, says of itself.

    Where it points at the head of another file, what stands there is told too. A parameter that it
    does not tell of by its own name has the sentence of the region file's key, of a section that
    the stage takes its parameters from.
    """
    module, _, name = function.partition(":")
    home = importlib.import_module(module)
    rule, sections = _parts(inspect.getdoc(getattr(home, name)) or "")
    rule = POINTING_UP.sub("", rule).strip()  # what it points at follows
    heads = _about(inspect.getdoc(home) or "")
    for other in ELSEWHERE.findall(rule):
        heads += _about(inspect.getdoc(importlib.import_module(f"pipeline.{other}")) or "")
    keys = _keys(function)
    own = _parameters(sections.get("Parameters", ""))
    told = {key: text for key, text in own.items() if key not in keys or not AS.match(text)}
    assumed = frozenset(key for key, text in keys.items() if ASSUMPTION in text)
    return Told(rule, heads, keys | told, assumed)


class Watched:
    """A region that remembers which of its keys were asked for."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  any key
        """Return what the region has there."""
        self.asked.append(name)
        return getattr(self.region, name)


def _keys(function: str) -> dict[str, str]:
    """Return the sentences of the keys and sections that a stage takes its parameters from."""
    stage = next(stage for stage in STAGES if stage.function == function)
    watched = Watched(Region.model_validate(PLAIN))
    stage.parameters(cast("Region", watched))
    return _sentences({name: Region.model_fields[name] for name in watched.asked})


def _layer(stage: Stage) -> list[str]:
    """Return what one layer says of itself, and its parameters."""
    told, table = told_by(stage.function), TABLES.get(stage.name)
    parts = [f"### `{stage.name}`", *([table.doc] if table else []), told.rule, *told.head]
    values = stage.parameters(Region.model_validate(PLAIN))
    rows = [
        f"| `{key}` | {_default(value)} | {told.meanings[key]} |"
        for key, value in values.items()
        if key in told.meanings
    ]
    if rows:
        parts.append("\n".join(["| parameter | default | meaning |", "| --- | --- | --- |", *rows]))
    return parts


def _default(value: Any) -> str:  # noqa: ANN401  any default
    """Return a default, as code where a region file would write it so."""
    text = value_text(value)
    return text if text == "none" or isinstance(value, dict) else f"`{text}`"


def _indicators() -> list[str]:
    """Return the shipped table of indicators, one row each, as the pages tell of them."""
    with BuiltIn(DEFAULT_INDICATORS).path.open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    rows = [
        f"| `{rule['indicator']}` | {rule['pillar']} | {rule['weight']} | {rule['definition']} "
        f"| `{rule['origin']}.{rule['column']}`{_item(rule['item'])} | {rule['unit']} "
        f"| {goalposts({**rule, 'low': float(rule['low']), 'high': float(rule['high'])})} "
        f"| {rule['note']} |"
        for rule in sorted(rules, key=lambda rule: (rule["pillar"], rule["indicator"]))
    ]
    head = ("indicator", "pillar", "weight", "definition", "source", "unit", "score", "note")
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *rows]
    told = (
        f"Version {rules[0]['version']} of the table that the package ships; a region file names "
        "one of its own by `indicators_table`, and `resilience tables` writes a copy to start from."
    )
    return [told, _nulls_and_ties(), "\n".join(lines)]


def _nulls_and_ties() -> str:
    """Return what is done with nulls and ties of all indicators, nulls in the layer's words."""
    [about] = told_by("pipeline.layers.indicators:indicators").head
    nulls = " ".join(about.partition("\n\n")[0].split())
    return f"Nulls and ties, for all of them: {nulls} {ABSENT} Ties: {TIES}"


def _item(item: str) -> str:
    """Return the service type or question of an indicator, of several the first that there is."""
    return f" of {item.replace('|', ' or ')}" if item else ""


def _parts(docstring: str) -> tuple[str, dict[str, str]]:
    """Return the text of a docstring before its sections, and the sections by name."""
    told, *rest = SECTION.split(docstring)
    return told.strip(), dict(zip(rest[::2], rest[1::2], strict=True))


def _about(docstring: str) -> list[str]:
    """Return the paragraphs of a module's docstring that follow its first line."""
    rest = docstring.partition("\n\n")[2].strip()
    return [rest] if rest else []


def _parameters(section: str) -> dict[str, str]:
    """Return the descriptions of a numpy section, by parameter that has one for itself."""
    names = NAMED.split(section.strip("\n"))
    told = zip(names[1::2], names[2::2], strict=True)
    return {name: " ".join(dedent(text).split()) for name, text in told if ", " not in name}


def _sentences(fields: Mapping[str, FieldInfo]) -> dict[str, str]:
    """Return the sentences of keys and of those below them."""
    found: dict[str, str] = {}
    for name, field in fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= _sentences(inner.model_fields)
        elif field.description:
            found[name] = field.description
    return found
