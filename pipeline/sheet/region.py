"""A built region as sheets need it: its file, its stored tables, and how trips are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pipeline import stages
from pipeline.config import Region, read_region
from pipeline.errors import StageError
from pipeline.stored import read_stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.travel import Travel

TABLES = (
    *stages.TRAVEL,
    *("areas", "as_of", "incidents", "failures", "link_risk", "link_reports", "links"),
    *("reach", "nearest_services", "reach_spread", "robustness", "access", "isolation"),
)


class Tables(dict[str, Any]):
    """Stored tables by name, each read when first asked for."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        super().__init__()
        self._paths = paths

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  a table or an array
        """Read a table."""
        self[name] = read_stored(self._paths[name])
        return self[name]


@dataclass(frozen=True)
class Built:
    """A region whose layers have been built."""

    project: Path
    name: str
    region: Region
    tables: dict[str, Any]
    trips: dict[str, Any]
    """How trips are made, as the region file says."""

    @property
    def travel(self) -> Travel:
        """The tables of travel, and how trips are made."""
        return cast("Travel", {name: self.tables[name] for name in stages.TRAVEL} | self.trips)


def built_region(project: Path, name: str) -> Built:
    """Return a region's file with the tables that a build has left in `layers/`.

    Raises
    ------
    StageError
        Where a table has not been built; says how to.
    """
    steps = {step.name: step for step in stages.steps(project, name)}
    missing = [table for table in TABLES if not steps[table].output.exists()]
    if missing:
        raise StageError(
            f"{name}: sheets are made from the region's layers, and {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not built; run `resilience build {name}` first"
        )
    tables = Tables({table: steps[table].output for table in TABLES})
    region = read_region(project / "data" / name / "region.toml")
    return Built(project, name, region, tables, dict(steps["isolation"].parameters))
