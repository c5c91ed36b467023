"""A region as an object with one attribute a table."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import stages
from pipeline.built import Layers
from pipeline.config import read_region
from pipeline.errors import ConfigError
from pipeline.notebook.table import WHOLE, TableView
from pipeline.page.escape import text
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator


class OpenRegion:
    """The tables of a built region, each read when it is first asked for.

    Parameters
    ----------
    name
        The region's name.
    project
        Folder that holds `data/` and `layers/`; found upwards from here if not given.

    Raises
    ------
    ConfigError
        Where there is no such region.
    """

    def __init__(self, name: str, project: Path | str | None = None) -> None:
        self._name = name
        self._project = Path(project) if project else _project_of(name, Path.cwd())
        self._region = read_region(self._project / "data" / name / "region.toml")
        self._layers = Layers(stages.steps(self._project, name))
        self._views: dict[str, TableView] = {}

    def __getattr__(self, name: str) -> TableView:
        """Return a table by its name in the data dictionary."""
        if name not in TABLES:
            near = get_close_matches(name, TABLES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise AttributeError(f"{name} is no table of docs/data-dictionary.md{hint}")
        if name not in self._views:
            self._views[name] = TableView(name, self._layers, self._region)
        return self._views[name]

    def __dir__(self) -> list[str]:
        """Return the tables that are built, for completion by tab."""
        return [name for name, is_built in self._known() if is_built]

    def __repr__(self) -> str:
        """Return the region's title and its tables, a line each."""
        width = max(map(len, TABLES))
        lines = [
            f"  {name:{width}}  {TABLES[name].doc}{'' if is_built else ' (not built)'}"
            for name, is_built in self._known()
        ]
        return "\n".join([*self._heading(), *lines])

    def _repr_html_(self) -> str:
        """Return the same for a notebook."""
        rows = "".join(
            f"<tr><td><code>{name}</code></td><td style='text-align:left'>{text(TABLES[name].doc)}"
            f"{'' if is_built else ' <i>not built</i>'}</td></tr>"
            for name, is_built in self._known()
        )
        first, *others = map(text, self._heading())
        said = "".join(f"<p>{line}</p>" for line in others)
        return f"<h3>{first}</h3>{said}<table>{rows}</table>"

    def _heading(self) -> list[str]:
        published = [WHOLE] if self._region.publish else []
        missing = any(not is_built for _, is_built in self._known())
        how = [f"`resilience build {self._name}` makes what is not built."] if missing else []
        return [self._region.title, *published, *how]

    def _known(self) -> Iterator[tuple[str, bool]]:
        """Yield each table in the order of the stages, and whether it is built."""
        for name, step in self._layers.steps.items():
            if name in TABLES:
                yield name, step.output.exists()


def _project_of(name: str, here: Path) -> Path:
    """Return the nearest folder, from here upwards, that holds the region."""
    for folder in (here, *here.parents):
        if (folder / "data" / name / "region.toml").is_file():
            return folder
    known = sorted(
        {path.parent.name for up in (here, *here.parents) for path in up.glob("data/*/region.toml")}
    )
    others = f"; there are: {', '.join(known)}" if known else ""
    raise ConfigError(
        f"no data/{name}/region.toml in {here} or above{others}; name the project's folder with "
        "open_region(name, project)"
    )
