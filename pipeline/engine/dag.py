"""What a build is made of: stages as the page declares them, steps as one region runs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Makes = Literal["table", "array", "page", "file"]


@dataclass(frozen=True)
class Step:
    """One stage of one region: names, paths and plain values, so that it travels anywhere.

    The engine calls `function(files=..., **tables, **parameters)`: `files` (a list of paths) only
    where the step has inputs declared, one table a need under the need's name (of a need that makes
    a file, its path). A table's function
    gives a table, or (table, rejected rows, notes); a page's gives text; a file's is given
    `draft`, the path to write to.
    """

    region: str
    name: str
    makes: Makes
    function: str
    """Where it is: `package.module:function`."""
    output: Path
    home: Path
    """Folder of the region's tables; records, lock and rejected rows lie in it too."""
    needs: tuple[str, ...] = ()
    files: tuple[Path, ...] | None = None
    """Input files; None where the stage reads none."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    conform: str | None = None
    """Function that holds a table to its promise: `package.module:function`, called with name
    and table."""
    promise: str = ""
    """What `conform` holds the table to, as text; a changed promise makes the step stale."""
    recalls: bool = False
    """Whether the function is also given `before`: its own last output, None where there is none.
    It must make the same of what it made, so that a build that was killed can run again."""
    split: str | None = None
    """A list parameter that may be cut into parts whose outputs add up to the whole."""

    @property
    def key(self) -> tuple[str, str]:
        """Region and name."""
        return (self.region, self.name)


def closure(steps: Iterable[Step], goals: Iterable[str]) -> tuple[Step, ...]:
    """Return the goals' steps and all that they need, in an order in which they can run.

    Raises
    ------
    StageError
        Where a goal is no stage, a need is not met, or stages need each other in a circle.
    """
    by_name = {step.name: step for step in steps}
    ordered: dict[str, Step] = {}
    open_names: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        if name in open_names:
            raise StageError(f"stages need each other: {' -> '.join([*open_names, name])}")
        if name not in by_name:
            raise StageError(f"no stage makes {name}; stages are: {', '.join(by_name)}")
        open_names.append(name)
        for need in by_name[name].needs:
            visit(need)
        open_names.pop()
        ordered[name] = by_name[name]

    for goal in goals:
        visit(goal)
    return tuple(ordered.values())
