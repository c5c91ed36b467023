"""The page of methods, made from what the layers say of themselves, so that it cannot go stale."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from pipeline.config import SECTIONS_WITH_TABLES, Region
from pipeline.page.telling import goalposts
from pipeline.schema import TABLES
from pipeline.stages import LAYERS, BuiltIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.stages import Stage

CHAPTERS = {
    "People and places": ("as_of", "communities", "hubs"),
    "Roads": ("network", "topology", "hierarchy", "components", "mapped_roads"),
    "On and off the road": ("connectors", "snapping"),
    "What holds on a road": (
        *("link_reports", "link_status", "closure_effects", "link_risk"),
        *("scenarios", "speeds", "waits"),
    ),
    "Reaching services": ("reach", "nearest_services", "reach_spread", "robustness"),
    "Access by area": ("access", "catchments", "equity", "rural_access", "season_flips"),
    "Links that matter": ("link_use", "links", "cut_nodes"),
    "Isolation": ("isolation", "reopenings"),
    "Stability": (
        *("placing", "neighbours", "stability", "stability_region", "stability_series"),
        *("near_repeat", "presence", "cells", "stability_cells"),
    ),
    "Resilience": (
        *("indicators", "pillars", "access_draws", "rate_draws", "resilience"),
        *("resilience_levels", "sensitivity"),
    ),
}
"""Titles, and the layers of each in the order in which they are told."""

SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)
NAMED = re.compile(r"^(\w+(?:, \w+)*)$", re.MULTILINE)
ELSEWHERE = re.compile(r"`pipeline/(\w+)\.py`")
AS = re.compile(r"As (above|in)\b")
"""How a parameter points at what is told elsewhere."""
ASSUMPTION = "(assumption)"
DEFAULT_INDICATORS = SECTIONS_WITH_TABLES["index"]["indicators_table"]["default"]
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
    """Sentences on parameters, by name; also on keys of the region file that it does not take."""
    assumed: frozenset[str]
    """Keys that the region file's reference calls assumptions."""


def told_by(function: str) -> Told:
    """Return what the function of a stage, `package.module:function`, says of itself.

    Where it points at the head of another file, what stands there is told too. A parameter that it
    does not tell of has the sentence of the region file's key, of the section that bears the
    stage's name before others.
    """
    module, _, name = function.partition(":")
    home = importlib.import_module(module)
    rule, sections = _parts(inspect.getdoc(getattr(home, name)) or "")
    rule = POINTING_UP.sub("", rule).strip()  # what it points at follows
    heads = _about(inspect.getdoc(home) or "")
    for other in ELSEWHERE.findall(rule):
        heads += _about(inspect.getdoc(importlib.import_module(f"pipeline.{other}")) or "")
    keys = _descriptions(Region) | _of_section(name)
    own = _parameters(sections.get("Parameters", ""))
    told = {key: text for key, text in own.items() if key not in keys or not AS.match(text)}
    assumed = frozenset(key for key, text in keys.items() if ASSUMPTION in text)
    return Told(rule, heads, keys | told, assumed)


def _of_section(name: str) -> dict[str, str]:
    """Return the sentences of a section of the region file; none where there is no such section."""
    field = Region.model_fields.get(name)
    inner = field.annotation if field else None
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return _descriptions(inner)
    return {}


def _layer(stage: Stage) -> list[str]:
    """Return what one layer says of itself, and its parameters."""
    told, table = told_by(stage.function), TABLES.get(stage.name)
    parts = [f"### `{stage.name}`", *([table.doc] if table else []), told.rule, *told.head]
    values = stage.parameters(Region.model_validate(PLAIN))
    rows = [
        f"| `{key}` | {value_text(value)} | {told.meanings[key]} |"
        for key, value in values.items()
        if key in told.meanings
    ]
    if rows:
        parts.append("\n".join(["| parameter | default | meaning |", "| --- | --- | --- |", *rows]))
    return parts


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
    return [told, "\n".join(lines)]


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
    """Return the descriptions of a numpy section, by parameter."""
    names = NAMED.split(section.strip("\n"))
    found = {}
    for names_of_one, text in zip(names[1::2], names[2::2], strict=True):
        for name in names_of_one.split(", "):
            found[name] = " ".join(dedent(text).split())
    return found


def _descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return the sentences of a model's keys and of those below it."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= _descriptions(inner)
        elif field.description:
            found.setdefault(name, field.description)
    return found


def value_text(value: Any) -> str:  # noqa: ANN401  any default
    """Return a parameter as a person writes it."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner:g}" for key, inner in value.items())
    return f"`{', '.join(_texts(value))}`"


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  any default
    for one in value if isinstance(value, list) else [value]:
        yield f"{one:g}" if isinstance(one, float) else str(one)
