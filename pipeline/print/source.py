"""What all map sheets of a region share: its file, its tables, its roads, where data come from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from pipeline import stages
from pipeline.built import Layers, names_of_stale
from pipeline.config import InputFile, Region, read_region
from pipeline.engine.run import closure
from pipeline.errors import StageError, few
from pipeline.page.drawing import ROAD_RANKS, SCHEMATIC
from pipeline.page.language import say
from pipeline.withheld import published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from pipeline.withheld import Withheld

SHARED = ("areas", "network", "communities", "hubs", "as_of", "resilience")
OF_PAGE = {
    "resilience": ("resilience",),
    "access": ("access", "services"),
    "stability": ("stability", "incidents"),
    "isolation": ("isolation", "link_status", "access"),
    "links": ("links", "access"),
}
"""Tables of each page, beside the shared ones."""


class Source:
    """A region as map sheets need it.

    Parameters
    ----------
    table
        What gives a table by its name.
    files
        Names of the input files' stages that each page rests on.
    withheld
        What was kept back of the tables; None where the region is not published.
    """

    def __init__(
        self,
        region: Region,
        table: Callable[[str], Any],
        files: Mapping[str, Iterable[str]],
        withheld: Sequence[Withheld] | None = None,
    ) -> None:
        self.region = region
        self.table = table
        self.withheld = withheld
        self._files = files

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """The areas."""
        areas: gpd.GeoDataFrame = self.table("areas")
        return areas

    @property
    def base(self) -> str:
        """The base scenario."""
        return self.region.travel.base_scenario

    @property
    def day(self) -> str:
        """The day that the layers speak of."""
        day = self.table("as_of")["as_of"].iloc[0]
        return say("no stated day") if pd.isna(day) else str(day.date().isoformat())

    @property
    def version(self) -> str:
        """The version of the method that made the index; empty without any area."""
        return str(next(iter(self.table("resilience")["method_version"].dropna()), ""))

    def by_area(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of one row an area, row by row as the areas."""
        return table.set_index("area_id").reindex(self.areas["area_id"])

    def area_rows(self, ids: pd.Series) -> NDArray[np.int64]:
        """Return the rows of the areas that bear these ids; -1 where none does."""
        return np.asarray(pd.Index(self.areas["area_id"]).get_indexer(pd.Index(ids)), np.int64)

    def sources(self, page: str) -> tuple[str, ...]:
        """Return sentences that name the input files of a page, with origin and licence."""
        wanted = set(self._files[page])
        named = {source["file"] for source in stages.sources(self.region)}
        entries = {
            entry.file: entry
            for stage in stages.SOURCES
            if stage.name in wanted and stage.inputs
            for entry in stage.inputs(self.region)
            if isinstance(entry, InputFile) and entry.file in named
        }
        said = [_told(entry) for _, entry in sorted(entries.items())]
        unlicensed = [name for name, entry in sorted(entries.items()) if not entry.licence]
        sentences = [say("Sources: {files}.", files="; ".join(said))] if said else []
        if unlicensed and len(unlicensed) == len(entries):
            sentences.append(say("The region file states no licence for them."))
        elif unlicensed:
            names = ", ".join(unlicensed)
            sentences.append(say("The region file states no licence for {names}.", names=names))
        return tuple(sentences)

    @cached_property
    def roads(self) -> list[Any]:
        """The roads as one shape a rank, schematic ones first, then from main roads to tracks."""
        network = self.table("network")
        rank_of = {name: rank for rank, names in enumerate(ROAD_RANKS) for name in names}
        is_schematic = network["is_schematic"].to_numpy(bool)
        found = network["road_class"].mask(is_schematic, SCHEMATIC).map(rank_of)
        rank = found.fillna(len(ROAD_RANKS) - 1).to_numpy(int)
        lines = np.asarray(network.geometry)
        return [
            shapely.line_merge(shapely.multilinestrings(lines[rank == one]))
            for one in range(len(ROAD_RANKS))
        ]


def _told(entry: InputFile) -> str:
    """Return an input file with its origin and licence."""
    more = [part for part in (entry.where_from, entry.licence) if part]
    return f"{entry.file} ({'; '.join(more)})" if more else entry.file


def read_source(
    project: Path, name: str, pages: Iterable[str], *, inputs: Path | None = None
) -> Source:
    """Return a region whose layers have been built and are up to date.

    Raises
    ------
    StageError
        Where a table of the pages was never built, or is not up to date; says how to mend it.
    """
    goals = {table for page in pages for table in (*SHARED, *OF_PAGE[page])}
    layers = Layers(stages.steps(project, name, inputs=inputs))
    for goal in sorted(goals):
        layers.path(goal)
    found = names_of_stale(layers, goals)
    if found:
        raise StageError(
            f"{name}: the layers are not up to date ({few(found)}), and paper "
            f"cannot be called back; run `resilience build {name}` first, with the same --inputs"
        )
    return as_built(project, name, inputs=inputs)


def as_built(project: Path, name: str, *, inputs: Path | None = None) -> Source:
    """Return a region as its layers are, up to date or not.

    Of a published region, tables are without what is kept back.
    """
    steps = stages.steps(project, name, inputs=inputs)
    region = read_region(project / "data" / name / "region.toml")
    files = {
        page: [step.name for step in closure(steps, (*SHARED[:-1], *own))]
        for page, own in OF_PAGE.items()
    }
    return shown(region, Layers(steps).table, files)


def shown(
    region: Region, table: Callable[[str], Any], files: Mapping[str, Iterable[str]]
) -> Source:
    """Return a region with what may be shown of its tables."""
    publish = stages.published(region)
    if publish is None:
        return Source(region, table, files)
    names = {*SHARED, *(name for own in OF_PAGE.values() for name in own)}
    kept, withheld = published({name: table(name) for name in sorted(names)}, publish)
    return Source(region, kept.__getitem__, files, withheld)
