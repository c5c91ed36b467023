"""Access and stability layers, unreachable communities and maps for post-conflict regions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_region"]


def open_region(name: str, project: Path | str | None = None) -> Any:  # noqa: ANN401  loaded late
    """Return a built region, for notebooks: one attribute a table, such as `region.access`.

    Parameters
    ----------
    name
        The region's name: that of its folder in `data/`.
    project
        Folder that holds `data/` and `layers/`; the nearest above the working folder that holds
        the region, if not given.
    """
    # By name, for every stage's code counts what this file imports: a change of what notebooks
    # show would make all tables stale.
    return import_module("pipeline.notebook.region").OpenRegion(name, project)
