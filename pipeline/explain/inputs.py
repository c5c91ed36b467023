"""What a table was made of: stages, parameters, files and their rows, as the records have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.engine.run import closure
from pipeline.engine.store import read_record
from pipeline.methods import told_by
from pipeline.page.telling import value_text
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.built import Layers
    from pipeline.engine.run import Step

HASH_LETTERS = 12
LEFT_OUT = ("specs", "stated", "base", "asked", "table", "crs", "as_of")
"""Parameters that are told by the files, or are not for people."""


class Origin(NamedTuple):
    """A file that numbers rest on."""

    stage: str
    file: str
    sha256: str
    notes: list[str]
    """What became of its rows."""


def upstream(layers: Layers, goals: list[str]) -> list[Step]:
    """Return the stages that tables were made by, in the order in which they run."""
    return list(closure(layers.steps.values(), goals))


def origins(steps: list[Step]) -> Iterator[Origin]:
    """Yield the files that stages read, by their records, with what became of their rows."""
    for step in steps:
        record = read_record(step)
        for file, content in record.get("inputs", {}).items():
            name = file.rpartition("/")[2]
            notes = [one for one in record.get("notes", []) if one.startswith(f"{name}: ")]
            rows = [one.removeprefix(f"{name}: ") for one in notes]
            yield Origin(step.name, file, str(content)[:HASH_LETTERS], rows)


class Parameter(NamedTuple):
    """A number or choice that a stage was given."""

    stage: str
    name: str
    value: str
    meaning: str
    is_assumed: bool
    """Whether the reference of the region file calls it an assumption."""


def parameters(steps: list[Step]) -> Iterator[Parameter]:
    """Yield the parameters of stages, each once, at the first stage that takes it."""
    seen: set[tuple[str, str]] = set()
    for step in steps:
        told = told_by(step.function)
        for name, value in step.parameters.items():
            text = value_text(value)
            if name in LEFT_OUT or name not in told.meanings or (name, text) in seen:
                continue
            seen.add((name, text))
            yield Parameter(step.name, name, text, told.meanings[name], name in told.assumed)


def purpose(step: Step) -> str:
    """Return in a line what a stage makes."""
    table = TABLES.get(step.name)
    return table.doc if table else told_by(step.function).rule.partition("\n\n")[0]


def made_with(step: Step) -> str:
    """Return when a table was made, and with which libraries."""
    record: dict[str, Any] = read_record(step)
    libraries = ", ".join(f"{name} {of}" for name, of in record.get("libraries", {}).items())
    return f"{record.get('built', 'at a time that is not recorded')}, with {libraries or 'none'}"
