"""Answer a question: from what is asked to a folder with layers before and after, and a map."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import pandas as pd

from pipeline import stages
from pipeline.built import Changed, Layers, made, outdated
from pipeline.errors import ConfigError
from pipeline.folder import refuse_others, written
from pipeline.formats.reading import without_formulas
from pipeline.schema import conform
from pipeline.stored import write_stored
from pipeline.whatif import added, differences, given
from pipeline.whatif.page import page
from pipeline.whatif.statuses import Turned, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

VERB = "whatif"
GOALS = ("reach", "access", "isolation")
KEPT = ("network", "link_status", "services", *GOALS)
"""What is written as it was before and as it is after."""
POINTS = ("communities", "services", "hubs")
FERRY, LEAST_CLASS = "ferry", "track"


@dataclass(frozen=True)
class Asked:
    """What a user asks for; each a link, a file, or `TYPE=FILE`, as the command takes them."""

    close: Sequence[str] = ()
    open_: Sequence[str] = ()
    add_road: Sequence[str] = ()
    add_service: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.close or self.open_ or self.add_road or self.add_service)


class Answer(NamedTuple):
    """What came of it."""

    changes: pd.DataFrame
    """Communities before and after, as `differences.changes` says."""
    summary: pd.DataFrame
    """The same by area, as `differences.summary` says."""
    scenarios: list[str]
    """Those of the region, the base scenario first."""
    folder: Path


class Question(NamedTuple):
    """The tables that are others, and what there is to tell of them."""

    after: Changed
    links: gpd.GeoDataFrame
    """Links that were closed, opened or added: `link_id`, `road_name`, `deed`."""
    services: gpd.GeoDataFrame
    """Services that were added."""
    told: list[str]


def what_if(
    project: Path,
    region: str,
    asked: Asked,
    *,
    to: Path | None,
    inputs: Path | None,
    tell: Callable[[str], None],
) -> Answer:
    """Write what would change, to `whatif/<region>` if no folder is named, and return it.

    The region's own layers are read and never written. What rests on a changed table is made anew
    as the region file says, and nothing else.

    Raises
    ------
    StageError
        Where the region's layers were not built, or the folder is not ours.
    """
    if asked.is_empty:
        raise ConfigError("nothing is asked; give --close, --open, --add-road or --add-service")
    goal = to or project / "whatif" / region
    refuse_others(goal, VERB)
    steps = stages.steps(project, region, inputs=inputs)
    layers = Layers(steps)
    for name in KEPT:
        layers.path(name)
    if warning := outdated(layers, GOALS):
        tell(warning)
    this = question(layers, asked)
    for line in this.told:
        tell(line)
    tables = {name: this.after.table(name) for name in KEPT}
    found = differences.changes(layers.table("reach"), tables["reach"], layers.table("communities"))
    by_area = differences.summary(found, layers.table("areas"))
    scenarios = list(layers.steps["reach"].parameters["scenario_names"])
    with written(goal, VERB, asdict(asked)) as draft:
        _write_layers(layers, tables, draft)
        write_stored(found, draft / "changes.parquet")
        for name, table in (("changes", found), ("summary", by_area)):
            without_formulas(table).to_csv(draft / f"{name}.csv", index=False, lineterminator="\n")
        told = {"links": this.links, "added": this.services, "told": this.told}
        language = layers.steps["isolation.html"].parameters["language"]
        html = page(layers, tables, found, language=language, **told)
        (draft / "whatif.html").write_text(html, encoding="utf-8", newline="\n")
    return Answer(found, by_area, scenarios, goal)


def question(layers: Layers, asked: Asked) -> Question:
    """Return the tables that would be others, read from what is asked."""
    links = turned(layers, asked.close, asked.open_)
    told = list(links.told)
    changed: dict[str, Any] = {}
    if asked.close or asked.open_:
        changed["link_status"] = links.link_status
    services = _services(layers, asked.add_service, told)
    if len(services):
        changed["services"] = added.with_services(layers, services)
    if asked.add_road:
        changed |= _roads(layers, asked.add_road, links.link_status, told)
    if asked.add_road:
        changed["waits"] = _waits(layers, changed["network"])
    if len(services) or asked.add_road:
        changed["connectors"] = _connectors(layers, changed)
    if len(services):
        told += _out_of_reach(layers, changed)
    after = Changed(layers, changed, kept=("mapped_roads",))
    new = after.table("services")
    is_new = ~new["service_id"].isin(layers.table("services")["service_id"])
    return Question(after, _shown(layers, after, links), new[is_new].reset_index(drop=True), told)


def _services(layers: Layers, values: Sequence[str], told: list[str]) -> gpd.GeoDataFrame:
    """Return the services of files under each other; none without files."""
    parts = [layers.table("services").iloc[:0]]
    for value in values:
        table, notes = given.services(layers, value)
        parts.append(table)
        told += notes
    full = [part for part in parts if len(part)] or parts
    table = pd.concat(full, ignore_index=True)
    again = table.groupby("service_id").cumcount()
    own = table["service_id"].where(again == 0, table["service_id"] + "~" + again.astype("str"))
    return gpd.GeoDataFrame(table.assign(service_id=own))


def _roads(
    layers: Layers, files: Sequence[str], link_status: pd.DataFrame, told: list[str]
) -> dict[str, Any]:
    """Return the network with roads of files, and the status of its links."""
    parts = []
    for number, file in enumerate(files):
        table, notes = given.roads(layers, file)
        mark = f"{number + 1}/" if len(files) > 1 else ""
        parts.append(table.assign(road_id=mark + table["road_id"]))
        told += notes
    roads = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))
    network, part_of, notes = added.with_roads(layers, roads)
    told += notes
    status = added.carried(link_status, part_of)
    return {"network": network, "link_status": conform("link_status", status)}


def _waits(layers: Layers, network: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the waits of a network with added roads: a checkpoint stays on the road that it is on.

    A delay goes to the greatest class nearby; so added roads are taken for tracks, ferries aside.
    """
    is_base = network["road_id"].isin(layers.table("network")["road_id"])
    is_kept = is_base | (network["road_class"] == FERRY)
    lesser = network.assign(road_class=network["road_class"].where(is_kept, LEAST_CLASS))
    table: pd.DataFrame = made(
        layers.steps["waits"], {"network": lesser, "delays": layers.table("delays")}
    )
    return table


def _connectors(layers: Layers, changed: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return where points come onto the network: those that there were, and more."""
    step, base = layers.steps["connectors"], layers.table("connectors")
    tables = {name: changed.get(name, layers.table(name)) for name in ("network", *POINTS)}
    if "network" in changed:
        return made(step, tables, base=base)
    is_new = ~tables["services"]["service_id"].isin(layers.table("services")["service_id"])
    few = {name: tables[name].iloc[:0] for name in POINTS} | {
        "services": tables["services"][is_new]
    }
    more = made(step, {**tables, **few})
    parts = [table for table in (base, more) if len(table)] or [base]
    return conform("connectors", pd.concat(parts, ignore_index=True))


def _out_of_reach(layers: Layers, changed: dict[str, Any]) -> list[str]:
    """Return what to say of added services that nobody can come to."""
    services, connectors = changed["services"], changed["connectors"]
    is_new = ~services["service_id"].isin(layers.table("services")["service_id"])
    at_road = connectors["point_id"][connectors["point_kind"] == "service"]
    lost = services[is_new & ~services["service_id"].isin(at_road)]
    max_m = layers.steps["connectors"].parameters["max_snap_m"]
    names = lost["service_name"].fillna(lost["service_id"])
    return [
        f"{name}: further than {max_m:g} m (travel.max_snap_m) from every road; nobody reaches it"
        for name in names
    ]


def _shown(layers: Layers, after: Changed, links: Turned) -> gpd.GeoDataFrame:
    """Return the links that were closed, opened or added."""
    base, now = layers.table("network"), after.table("network")
    deed = pd.Series(index=now.index, dtype="str")
    is_added = ~now["road_id"].isin(base["road_id"])
    deed[is_added] = "added"
    added_now = now.assign(deed=deed)[is_added]
    told = dict.fromkeys(links.closed, "closed") | dict.fromkeys(links.opened, "opened")
    turned_base = base.assign(deed=base["link_id"].map(told).astype("str"))
    turned_base = turned_base[turned_base["link_id"].isin(told)]
    parts = [table for table in (turned_base, added_now) if len(table)] or [turned_base]
    columns = ["link_id", "road_name", "deed", "length_m", "source", "geometry"]
    found = pd.concat(parts, ignore_index=True)[columns]
    return gpd.GeoDataFrame(found, crs=base.crs)


def _write_layers(layers: Layers, after: dict[str, Any], draft: Path) -> None:
    """Write tables as they were, byte by byte, and as they would be."""
    for side in ("before", "after"):
        (draft / side).mkdir()
    for name in KEPT:
        shutil.copyfile(layers.path(name), draft / "before" / f"{name}.parquet")
        write_stored(after[name], draft / "after" / f"{name}.parquet")
