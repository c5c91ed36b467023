"""What a region's input files hold, before anything is built: found, read, thin, missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.config import HUB, Roads, read_region
from pipeline.errors import PipelineError
from pipeline.schema import TABLES
from pipeline.stages import SOURCES, service_types, steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.config import InputFile, Region
    from pipeline.engine.dag import Step
    from pipeline.stages import BuiltIn

MORE_THAN_NAMED = 8


@dataclass
class Source:
    """What became of one source."""

    name: str
    missing: list[str] = field(default_factory=list)
    """Files that are not there, each with where to get it."""
    faults: list[str] = field(default_factory=list)
    """What cannot be used, each with how to mend it."""
    notes: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    """What the table holds."""
    table: Any = None

    @property
    def rows(self) -> int:
        """Rows of the table; 0 where there is none."""
        return 0 if self.table is None else len(self.table)


@dataclass(frozen=True)
class Report:
    """What was found in a region's input files."""

    region: str
    sources: tuple[Source, ...]
    thin: tuple[str, ...]
    """Which layers will say little, and why."""

    @property
    def is_ok(self) -> bool:
        """Whether a build can run to its end."""
        return not any(source.missing or source.faults for source in self.sources)

    def text(self) -> str:
        """Return the report as lines for a terminal."""
        lines = [f"{self.region}: input files"]
        for source in self.sources:
            lines += ["", f"{source.name}: {source.rows:,} rows"]
            lines += [f"  MISSING  {text}" for text in source.missing]
            lines += [f"  FAULT    {text}" for text in source.faults]
            lines += [f"  {text}" for text in (*source.facts, *source.notes)]
        lines += ["", *self._ending()]
        return "\n".join(lines)

    def _ending(self) -> list[str]:
        missing = sum(len(source.missing) for source in self.sources)
        faults = sum(len(source.faults) for source in self.sources)
        lines = [f"Thin: {text}" for text in self.thin]
        if self.is_ok:
            return [*lines, "Everything that the region file names can be read."]
        return [*lines, f"A full build needs {missing} missing files and {faults} faults mended."]


def check_region(project: Path, region: str, *, inputs: Path | None) -> Report:
    """Return what a region's input files hold; nothing is written.

    Every file is tried, whatever became of the others, so that all faults are said at once.

    Parameters
    ----------
    project
        Folder that holds `data/`.
    region
        The region's name.
    inputs
        Folder of input files, or of one folder a region; the region file's own if not given.

    Raises
    ------
    ConfigError
        Where the region file cannot be used.
    """
    settings = read_region(project / "data" / region / "region.toml")
    by_name = {step.name: step for step in steps(project, region, inputs=inputs)}
    found: dict[str, Source] = {}
    for stage in SOURCES:
        entries = stage.inputs(settings) if stage.inputs else ()
        origins = [_origin(entry, region) for entry in entries]
        found[stage.name] = _checked(by_name[stage.name], origins, found)
    found["places"].faults += _nameless_hubs(settings, found)
    found["factors"].faults += _odd_scenarios(by_name["scenarios"], found)
    for name in ("caps", "factors", "failures"):
        found[name].faults += _odd_tags(found[name])
    found["failures"].notes += _idle_seasons(found)
    return Report(region, tuple(found.values()), tuple(_thin(settings, found)))


def _origin(entry: InputFile | BuiltIn, region: str) -> str | None:
    """Return in words where a file comes from; None if nobody says."""
    if isinstance(entry, Roads) and entry.place:
        return f"OpenStreetMap: `resilience fetch {region}` downloads it"
    return entry.where_from


def _checked(step: Step, origins: Sequence[str | None], before: Mapping[str, Source]) -> Source:
    """Return what one source makes of the files that are there."""
    source = Source(step.name)
    files = list(step.files or ())
    here = [number for number, path in enumerate(files) if path.exists()]
    for path, where in zip(files, origins, strict=True):
        if not path.exists():
            get = f"get it from {where}" if where else "put it there, or change `file`"
            source.missing.append(f"{path}: {get}")
    if files and not here:
        return source
    needs = {need: before[need].table for need in step.needs}
    unmet = [need for need, table in needs.items() if table is None]
    if unmet:
        source.notes.append(f"not read: {', '.join(unmet)} must be readable first")
        return source
    _read(source, step, needs, here)
    return source


def _read(source: Source, step: Step, needs: Mapping[str, Any], here: Sequence[int]) -> None:
    """Read the files that are there; where that fails, each alone, to say every file's fault."""
    try:
        read = _call(step, needs, here)
    except Exception as error:  # noqa: BLE001  one source's fault hides no other's
        for number in here if len(here) > 1 else ():
            try:
                _call(step, needs, [number])
            except Exception as own:  # noqa: BLE001  the same
                source.faults.append(_said(own))
        source.faults = source.faults or [_said(error)]
        return
    source.table = read.table
    source.notes += read.notes
    source.facts += _facts(step.name, read.table)


def _said(error: Exception) -> str:
    """Return a fault in words; one that nobody foresaw with its kind, for a report of it."""
    kind = "" if isinstance(error, PipelineError) else f"{type(error).__name__}: "
    return kind + " ".join(str(error).split())


def _call(step: Step, needs: Mapping[str, Any], here: Sequence[int]) -> Any:  # noqa: ANN401  Read
    """Return what the step's function makes of some of its files, held to the table's promise."""
    arguments: dict[str, Any] = dict(step.parameters)
    if step.files is not None:
        arguments["files"] = [step.files[number] for number in here]
        if "specs" in arguments:
            arguments["specs"] = [arguments["specs"][number] for number in here]
    read = _named(step.function)(**needs, **arguments)
    if step.conform is None:
        return read
    return read._replace(table=_named(step.conform)(step.name, read.table))


def _named(where: str) -> Any:  # noqa: ANN401  whatever function it is
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


def _facts(name: str, table: Any) -> list[str]:  # noqa: ANN401  plain or with geometry
    """Return what a planner looks at first in a table."""
    if not len(table):
        return []
    facts = []
    if name == "areas":
        facts.append(f"measured in {table.crs.name} ({table.crs.to_string()})")
        facts.append(f"{table['area_km2'].sum():,.0f} km2")
    if name == "people":
        facts.append(f"{table['people'].sum():,.0f} people")
    if "road_class" in table and "length_m" in table:
        km = table.groupby("road_class")["length_m"].sum() / 1000
        facts.append("km by class: " + _listed(km))
    facts += [
        f"{column}: {_listed(table[column].value_counts())}"
        for column in ("place_class", "service_type", "status", "event_type", "indicator")
        if column in table and table[column].notna().any()
    ]
    if "date" in table and table["date"].notna().any():
        last = table["date_end"] if "date_end" in table else table["date"]
        facts.append(f"from {table['date'].min():%Y-%m-%d} to {last.max():%Y-%m-%d}")
    if name in ("services", "incidents"):
        facts.append(f"{int(table['area_id'].notna().sum()):,} of them inside an area")
    return facts


def _listed(numbers: Any) -> str:  # noqa: ANN401  pandas' Series
    """Return the greatest numbers with their names; ties by name."""
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], str(item[0])))
    named = [f"{name} {number:,.0f}" for name, number in ranked[:MORE_THAN_NAMED]]
    rest = len(ranked) - MORE_THAN_NAMED
    return ", ".join(named) + (f" and {rest} more" if rest > 0 else "")


def _thin(region: Region, found: Mapping[str, Source]) -> list[str]:
    """Return which layers will say little, and why."""

    def is_empty(*names: str) -> bool:
        return not any(found[name].rows for name in names)

    thin = {
        "no roads: nobody is called reachable or unreachable": is_empty("osm", "roads"),
        "no places: communities are raster cells or whole areas, without names": is_empty("places"),
        "no services: access holds the way to hubs only": is_empty("services"),
        "no incidents: stability and quadrants stay unknown": is_empty("incidents"),
        "no closures: every link counts as open": is_empty("closures"),
        "no surveys: nothing is said of trust": is_empty("surveys"),
        "no evidence: nothing is said of prices, night lights or partners": is_empty("evidence"),
        "no hubs: the community with most people is the hub": not region.hubs,
    }
    said = [text for text, holds in thin.items() if holds]
    said += _lacking(region, found)
    wanted = region.resilience.access_service
    services = found["services"]
    if services.rows and wanted not in set(services.table["service_type"]):
        said.append(f"no service of type {wanted}: quadrants stay unknown by access")
    return said


def _lacking(region: Region, found: Mapping[str, Source]) -> list[str]:
    """Return the indicators of which the region has no source: gaps in the index."""
    rules = found["indicator_rules"].table
    if rules is None:
        return []
    known = {"access": {HUB, *service_types(region)}}
    for name in ("surveys", "evidence"):
        known[name] = set(found[name].table["indicator"]) if found[name].rows else set()
    lacking = [
        row["indicator"]
        for row in rules.sort_values("indicator").to_dict("records")
        if row["origin"] in known and not known[row["origin"]] & set(str(row["item"]).split("|"))
    ]
    return [f"no source for the indicators {', '.join(lacking)}"] if lacking else []


def _nameless_hubs(region: Region, found: Mapping[str, Source]) -> list[str]:
    """Return the hubs without coordinates whose name no place and no area bears.

    Nothing is said where places or areas could not be read whole: that fault comes first.
    """
    if any(found[name].missing or found[name].table is None for name in ("areas", "places")):
        return []
    there: set[str] = set()
    for source, column in (("places", "place_name"), ("areas", "area_name")):
        if found[source].rows:
            there |= set(found[source].table[column].dropna().str.strip().str.casefold())
    return [
        f"hub {hub.name} is the name of no place and no area; give it coordinates"
        for hub in region.hubs
        if hub.longitude is None and hub.name.strip().casefold() not in there
    ]


def _odd_scenarios(step: Step, found: Mapping[str, Source]) -> list[str]:
    """Return what keeps the tables of rules from giving the scenarios that are asked for."""
    tables = {need: found[need].table for need in step.needs}
    if any(table is None for table in tables.values()):
        return []
    try:
        _named(step.function)(**tables, **step.parameters)
    except PipelineError as error:
        return [_said(error)]
    return []


def _odd_tags(source: Source) -> list[str]:
    """Return the tags that no link can bear: the table names a column that is not there."""
    dtypes = {name: column.dtype for name, column in TABLES["network"].columns.items()}
    words = [name for name, dtype in dtypes.items() if dtype in ("text", "bool")]
    plain = [name.removeprefix("is_") for name in words]
    named = set(source.table["tag"]) if source.rows else set()
    return [
        f"tag {tag} is no column of the network that holds words or yes and no; known are "
        + ", ".join(plain)
        for tag in sorted(named - {*words, *plain})
    ]


def _idle_seasons(found: Mapping[str, Source]) -> list[str]:
    """Return the seasons of failures that no scenario has, so that their rows never hold."""
    if not found["failures"].rows or not found["factors"].rows:
        return []
    named, known = (set(found[name].table["season"]) for name in ("failures", "factors"))
    return [
        f"no scenario has season {season}: its rows never hold; travel.factors_table has seasons "
        + ", ".join(sorted(known - {"*"}))
        for season in sorted(named - known - {"*"})
    ]
