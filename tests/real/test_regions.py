"""The case studies end to end, on the real files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import exactextract
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from pipeline import stages
from pipeline.engine.run import build
from pipeline.geo.graph.arcs import NEVER
from pipeline.geo.graph.sweep import costs
from pipeline.schema import REASONS, STATUSES
from pipeline.stored import read_stored
from pipeline.travel import SHUT, Roads
from pipeline.whatif.run import Asked, what_if

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
ENDING = {
    "ok": {"reachable"},
    "map_gap": {"unknown"},
    "closed_link": {"unreachable", "conditional", "unknown"},
    "season": {"conditional"},
    "vehicle": {"conditional"},
    "insecure": {"conditional"},
    "too_far": {"unreachable"},
    "no_service": {"unreachable"},
    "no_road": {"unreachable"},
    "disconnected": {"unreachable"},
}
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="the shared real data is not here"),
]


class Region(NamedTuple):
    """A case study that has been built."""

    project: Path
    name: str

    def table(self, name: str) -> pd.DataFrame:
        """Return one of its tables."""
        table: pd.DataFrame = read_stored(self.project / "layers" / self.name / f"{name}.parquet")
        return table


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Region]:
    """Build a case study the first time that it is asked for."""
    project = tmp_path_factory.mktemp("real")
    done: set[str] = set()

    def built(name: str) -> Region:
        if name not in done:
            shutil.copytree(ROOT / "data" / name, project / "data" / name)
            events = build(stages.steps(project, name, inputs=REAL))
            assert {event.status for event in events} == {"built"}, events
            done.add(name)
        return Region(project, name)

    return built


def test_sierra_leone_keeps_every_area_person_and_incident(
    region: Callable[[str], Region],
) -> None:
    sierra_leone = region("sierra-leone")
    assert len(sierra_leone.table("areas")) == 167
    census = pd.read_csv(REAL / "sierra-leone" / "sle_admpop_adm3_2020.csv", encoding="utf-8-sig")
    by_area = sierra_leone.table("communities").groupby("area_id")["people"].sum()
    assert by_area.sum() == pytest.approx(7_907_338, abs=1e-6)
    assert by_area.to_dict() == pytest.approx(census.set_index("ADM3_PCODE")["Total"].to_dict())
    rejected = sierra_leone.project / "layers" / "sierra-leone" / "rejected" / "incidents.csv"
    fallen = len(pd.read_csv(rejected)) if rejected.exists() else 0
    assert len(sierra_leone.table("incidents")) + fallen == 515


def test_kivu_keeps_every_area_and_the_people_of_the_raster(
    region: Callable[[str], Region],
) -> None:
    kivu = region("kivu-ituri")
    assert len(kivu.table("areas")) == 642
    areas = gpd.read_file(REAL / "kivu-ituri" / "health_areas.shp")
    ground = gpd.GeoDataFrame(geometry=[areas.make_valid().union_all()], crs=areas.crs)
    raster = REAL / "kivu-ituri" / "gpw_v4_population_30s.tif"
    inside = exactextract.exact_extract(raster, ground, "sum", output="pandas")["sum"].iloc[0]
    assert kivu.table("communities")["people"].sum() == pytest.approx(inside, rel=1e-6)
    by_area = kivu.table("communities").groupby("area_id")["people"].sum()
    cells = kivu.table("people").groupby("area_id")["people"].sum()
    assert by_area[by_area > 0].to_dict() == pytest.approx(cells.to_dict(), rel=1e-9)
    fallen = kivu.project / "layers" / "kivu-ituri" / "rejected" / "incidents.csv"
    assert len(kivu.table("incidents")) + (
        len(pd.read_csv(fallen)) if fallen.exists() else 0
    ) == len(pd.read_csv(REAL / "kivu-ituri" / "ucdp_ged_20_1.csv"))


@pytest.mark.parametrize("name", ["sierra-leone", "kivu-ituri"])
def test_every_community_has_a_status_and_a_reason(
    region: Callable[[str], Region], name: str
) -> None:
    built = region(name)
    reach, communities = built.table("reach"), built.table("communities")
    pairs = reach[["service_type", "scenario"]].drop_duplicates()
    assert len(reach) == len(communities) * len(pairs)
    assert set(reach["status"]) <= set(STATUSES)
    assert set(reach["reason"]) <= set(REASONS)
    for reason, found in reach.groupby("reason"):
        assert set(found["status"]) <= ENDING[str(reason)], reason
    has_way = reach["reason"].isin(("ok", "insecure", "too_far"))
    assert (reach["minutes"].notna() == has_way).all()


@pytest.mark.parametrize("name", ["sierra-leone", "kivu-ituri"])
def test_without_a_way_a_thin_map_is_unknown_and_parts_apart_are_disconnected(
    region: Callable[[str], Region], name: str
) -> None:
    """No minutes between parts of the network that do not meet, and no verdict on a thin map."""
    built = region(name)
    reach = built.table("reach").merge(built.table("communities")[["community_id", "area_id"]])
    gaps = built.table("mapped_roads").set_index("area_id")["is_map_gap"]
    is_gap = reach["area_id"].map(gaps)
    assert {"map_gap", "disconnected", "no_road"} <= set(reach["reason"])
    assert (reach.loc[reach["reason"] == "map_gap", "area_id"].map(gaps)).all()
    silent = is_gap & reach["minutes"].isna() & (reach["reason"] != "no_service")
    assert (reach.loc[silent, "status"] == "unknown").all()


@pytest.mark.parametrize("name", ["sierra-leone", "kivu-ituri"])
def test_every_area_is_in_every_layer_by_area(region: Callable[[str], Region], name: str) -> None:
    built = region(name)
    areas = set(built.table("areas")["area_id"])
    for layer in ("access", "rural_access", "mapped_roads", "stability", "resilience"):
        assert set(built.table(layer)["area_id"]) == areas, layer
    access = built.table("access")
    parts = ["insecure_share", "map_gap_share"]
    told = [str(column) for column in access if str(column).endswith("_share")]
    bands = [column for column in told if not column.startswith("within_")]
    peopled = access["people"] > 0
    shares = access.loc[peopled, [column for column in bands if column not in parts]]
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)
    for part, whole in zip(parts, ("unreachable_share", "unknown_share"), strict=True):
        assert (access.loc[peopled, part] <= access.loc[peopled, whole] + 1e-9).all()


def test_a_second_build_finds_everything_fresh(region: Callable[[str], Region]) -> None:
    built = region("sierra-leone")
    assert build(stages.steps(built.project, built.name, inputs=REAL)) == []


@pytest.mark.parametrize("scenario", ["dry-4x4", "wet-4x4", "dry-foot"])
@pytest.mark.parametrize("name", ["sierra-leone", "kivu-ituri"])
def test_costs_on_the_network_are_scipys_at_every_node(
    region: Callable[[str], Region], name: str, scenario: str
) -> None:
    """With a tenth of the links closed by a draw."""
    built = region(name)
    links = built.table("network")
    packed = read_stored(built.project / "layers" / name / "hierarchy.npy")
    shut = links["link_id"].sample(frac=0.1, random_state=1)
    tables: Any = {
        "network": links,
        "hierarchy": packed,
        "speeds": built.table("speeds"),
        "scenarios": built.table("scenarios"),
        "waits": built.table("waits"),
        "link_status": pd.DataFrame({"link_id": shut, "status": "closed"}),
    }
    roads = Roads(tables)
    weights, edges = roads.laid(scenario, SHUT)
    count = len(roads.hierarchy.rank)
    ways = np.full((count, count), np.inf)
    tail = np.column_stack([edges.start, edges.end]).ravel()
    head = np.column_stack([edges.end, edges.start]).ravel()
    is_open = edges.cost < NEVER
    np.minimum.at(ways, (tail[is_open], head[is_open]), edges.cost[is_open])
    ways[np.isinf(ways)] = 0
    seeds = np.random.default_rng(1).integers(0, count, 20).astype(np.int32)
    told = dijkstra(csr_array(ways), indices=seeds, min_only=True)
    found = costs(roads.hierarchy, weights, seeds, np.zeros(20, np.uint32))
    np.testing.assert_array_equal(found, np.where(told < NEVER, told, NEVER))
    assert (found < NEVER).sum() > 20


@pytest.mark.parametrize("name", ["sierra-leone", "kivu-ituri"])
def test_a_what_if_adds_up_and_closing_makes_nobody_faster(
    region: Callable[[str], Region], name: str, tmp_path: Path
) -> None:
    """Closed are the link that most people hang by and the one that most people's ways cross."""
    built = region(name)
    links = built.table("links")
    hung = links.sort_values(["people_cut_off", "link_id"], ascending=[False, True])
    used = links.sort_values(["hub_people", "link_id"], ascending=[False, True])
    held, busy = hung.iloc[0], used[used["link_id"] != hung["link_id"].iloc[0]].iloc[0]
    asked = Asked(close=[str(held["link_id"]), str(busy["link_id"])])
    told: list[str] = []
    answer = what_if(built.project, name, asked, to=tmp_path / "to", inputs=REAL, tell=told.append)
    assert told == []
    assert set(answer.changes["change"]) == {"slower", "cut_off", "same"}
    by_type = answer.summary.groupby(["service_type", "scenario"]).sum(numeric_only=True)
    people = built.table("communities")["people"].sum()
    parts = by_type.filter(like="people_").sum(axis=1)
    assert parts.to_numpy() == pytest.approx(people)
    assert by_type["people"].to_numpy() == pytest.approx(people)
    base = (answer.changes["scenario"] == answer.scenarios[0]) & (
        answer.changes["service_type"] == "hub"
    )
    lost = answer.changes[base & (answer.changes["change"] == "cut_off")]
    assert lost["people"].sum() >= held["people_cut_off"] * (1 - 1e-9)
    before, after = (built.table("reach"), read_stored(answer.folder / "after" / "reach.parquet"))
    keys = ["community_id", "service_type", "scenario"]
    was, is_ = (table.set_index(keys)["minutes"].fillna(np.inf) for table in (before, after))
    assert (is_ >= was.loc[is_.index]).all()
