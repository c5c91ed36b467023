"""A built region as sheets need it: its file, its stored tables, and how trips are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pipeline import stages
from pipeline.config import Region, read_region
from pipeline.errors import StageError
from pipeline.stored import read_stored

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.travel import Travel

TABLES = (
    *stages.TRAVEL,
    *("areas", "as_of", "incidents", "failures", "link_risk", "link_reports", "links"),
    *("reach", "nearest_services", "reach_spread", "robustness", "access", "isolation"),
)


@dataclass(frozen=True)
class Built:
    """A region whose layers have been built."""

    name: str
    region: Region
    tables: dict[str, Any]
    travel: Travel
    """The tables of travel, and how trips are made."""

    @property
    def scenarios(self) -> list[str]:
        """The scenarios of the base scenario's vehicle, the base scenario first."""
        vehicle = self.base.partition("-")[2]
        return [s for s in self.region.travel.scenarios if s.partition("-")[2] == vehicle]

    @property
    def base(self) -> str:
        """The base scenario."""
        return self.region.travel.scenarios[0]


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
    tables = {table: read_stored(steps[table].output) for table in TABLES}
    trips = {name: tables[name] for name in stages.TRAVEL} | dict(steps["isolation"].parameters)
    region = read_region(project / "data" / name / "region.toml")
    return Built(name, region, tables, cast("Travel", trips))
