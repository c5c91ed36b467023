"""The page of methods, made from what the layers say of themselves, so that it cannot go stale."""

from __future__ import annotations

import importlib
import inspect
import re
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pipeline.config import Region
from pipeline.schema import TABLES
from pipeline.stages import LAYERS

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
    "Resilience": ("resilience",),
}
"""Titles, and the layers of each in the order in which they are told."""

SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)
NAMED = re.compile(r"^(\w+(?:, \w+)*)$", re.MULTILINE)
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
    return "\n\n".join(parts) + "\n"


def _layer(stage: Stage) -> list[str]:
    """Return what one layer says of itself, and its parameters."""
    module, _, name = stage.function.partition(":")
    function = getattr(importlib.import_module(module), name)
    told, sections = _parts(inspect.getdoc(function) or "")
    head = _about(inspect.getdoc(importlib.import_module(module)) or "")
    table = TABLES.get(stage.name)
    parts = [f"### `{stage.name}`", *([table.doc] if table else []), told, *head]
    values = stage.parameters(Region.model_validate(PLAIN))
    words = _descriptions(Region) | _parameters(sections.get("Parameters", ""))
    rows = [
        f"| `{key}` | {_value(value)} | {words[key]} |"
        for key, value in values.items()
        if key in words
    ]
    if rows:
        parts.append("\n".join(["| parameter | default | meaning |", "| --- | --- | --- |", *rows]))
    return parts


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


def _value(value: Any) -> str:  # noqa: ANN401  any default
    """Return a default as a person writes it."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner:g}" for key, inner in value.items())
    return f"`{', '.join(_texts(value))}`"


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  any default
    for one in value if isinstance(value, list) else [value]:
        yield f"{one:g}" if isinstance(one, float) else str(one)
