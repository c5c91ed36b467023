"""A region's tables as they are stored, and as they would be if some of them were others."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pipeline.engine.run import closure, look, stale
from pipeline.engine.store import resolve
from pipeline.errors import StageError, few
from pipeline.stored import read_stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from pipeline.engine.run import Step


class Layers:
    """The tables of a region that has been built; each is read when it is first asked for.

    Parameters
    ----------
    steps
        Every step of the region.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = {step.name: step for step in steps}
        self._read: dict[str, Any] = {}

    def path(self, name: str) -> Path:
        """Return where a table lies.

        Raises
        ------
        StageError
            Where it was never built.
        """
        step = self.steps[name]
        if not step.output.exists():
            raise StageError(
                f"{step.output}: not built yet; `resilience build {step.region}` first"
            )
        return step.output

    def table(self, name: str) -> Any:  # noqa: ANN401  a table or an array
        """Return a table as it is stored."""
        if name not in self._read:
            self._read[name] = read_stored(self.path(name))
        return self._read[name]


class Changed:
    """The same tables if some were others: those that rest on them are made anew, when asked for.

    Parameters
    ----------
    layers
        The tables as they are stored; never written.
    given
        The tables that are others, by name.
    kept
        Names of tables that stay as they are stored, whatever they rest on.
    """

    def __init__(
        self, layers: Layers, given: Mapping[str, Any], kept: Collection[str] = ()
    ) -> None:
        self._layers = layers
        self._made = dict(given)
        self._kept = frozenset(kept)

    def is_changed(self, name: str) -> bool:
        """Whether a table is one of the others, or rests on one."""
        if name in self._made:
            return True
        needs = self._layers.steps[name].needs
        return name not in self._kept and any(self.is_changed(need) for need in needs)

    def table(self, name: str) -> Any:  # noqa: ANN401  a table or an array
        """Return a table as it would be."""
        if not self.is_changed(name):
            return self._layers.table(name)
        if name not in self._made:
            step = self._layers.steps[name]
            self._made[name] = made(step, {need: self.table(need) for need in step.needs})
        return self._made[name]


def outdated(layers: Layers, goals: Iterable[str]) -> str:
    """Return a warning where tables, or what they rest on, are not up to date; else nothing."""
    names = names_of_stale(layers, goals)
    if not names:
        return ""
    region = layers.steps[names[0]].region
    return (
        f"warning: the layers of {region} are not up to date ({few(names)}); "
        f"some differences may come of that: `resilience build {region}` first"
    )


def names_of_stale(layers: Layers, goals: Iterable[str]) -> list[str]:
    """Return the names of tables, and of what they rest on, that are not up to date, sorted."""
    jobs = look(closure(layers.steps.values(), goals), remember=False)
    return sorted(name for _, name in stale(jobs))


def made(step: Step, tables: Mapping[str, Any], **others: Any) -> Any:  # noqa: ANN401
    """Return what a step makes of tables, held to the step's promise.

    Parameters
    ----------
    others
        Parameters in the place of the step's own.
    """
    parameters = {**copy.deepcopy(dict(step.parameters)), **others}
    result = resolve(step.function)(**tables, **parameters)
    table = result[0] if isinstance(result, tuple) else result
    return resolve(step.conform)(step.name, table) if step.conform else table


def read(step: Step, files: list[Path], **given: Any) -> Any:  # noqa: ANN401
    """Return what a step that reads files makes of others: table, rejected rows, notes."""
    return resolve(step.function)(files=files, **{**dict(step.parameters), **given})
