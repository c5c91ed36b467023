"""Layers of the made-up region that are drawn or made in parts are the same bytes for any maker."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline import stages
from pipeline.engine.dag import closure
from pipeline.engine.run import build, look, stale
from pipeline.layers.topology import topology

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sample_project import Built

FILES = {
    "topology": "topology.npy",
    "hierarchy": "hierarchy.npy",
    "connectors": "connectors.parquet",
    "reach": "reach.parquet",
    "nearest_services": "nearest_services.parquet",
    "reach_spread": "reach_spread.parquet",
    "robustness": "robustness.parquet",
    "travel_times": "travel_times.npy",
    "links": "links.parquet",
    "stability": "stability.parquet",
    "near_repeat": "near_repeat.parquet",
    "access_draws": "access_draws.parquet",
    "rate_draws": "rate_draws.parquet",
    "indicators": "indicators.parquet",
    "resilience": "resilience.parquet",
    "resilience_levels": "resilience_levels.parquet",
}


@pytest.fixture
def project(sample: Built, tmp_path: Path) -> Path:
    """Return a copy of the built region, to do with as one likes."""
    shutil.copytree(sample.project, tmp_path, dirs_exist_ok=True)
    return tmp_path


def bytes_of(project: Path) -> dict[str, bytes]:
    folder = project / "layers" / "sample"
    return {stage: (folder / file).read_bytes() for stage, file in FILES.items()}


def differing(project: Path, sample: Built, scheduler: str, workers: int | None) -> list[str]:
    """Make the layers anew, and return those that are not the bytes they were."""
    for file in FILES.values():
        (project / "layers" / "sample" / file).unlink()
    steps = closure(stages.steps(project, "sample"), FILES)
    ended = build(steps, scheduler=scheduler, workers=workers)
    made = {event.stage for event in ended if event.status != "fresh"}
    assert made == set(FILES), "the layers between them are given the bytes that they were"
    assert {event.status for event in ended} <= {"built", "fresh"}
    was, now = bytes_of(sample.project), bytes_of(project)
    return [stage for stage in FILES if was[stage] != now[stage]]


@pytest.mark.parametrize(("scheduler", "workers"), [("threads", 1), ("processes", 2)])
def test_any_scheduler_and_number_of_parts_gives_the_same_bytes(
    sample: Built, project: Path, scheduler: str, workers: int
) -> None:
    assert differing(project, sample, scheduler, workers) == []


def test_worker_processes_of_a_cluster_and_three_parts_give_the_same_bytes(
    sample: Built, project: Path, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        processes=True,
        local_directory=str(tmp_path),
    ) as cluster:
        assert differing(project, sample, cluster.scheduler_address, 3) == []


def test_other_speeds_leave_the_hierarchy_alone(project: Path) -> None:
    change(project, "[travel]\n", '[travel]\nspeed_table = "osrm"\n')
    found = {stage for _, stage in stale(look(stages.steps(project, "sample")))}
    assert {"class_speeds", "speeds", "reach"} <= found
    assert not {"network", "topology", "hierarchy", "connectors"} & found


def test_another_surface_makes_no_hierarchy_anew(sample: Built, project: Path) -> None:
    change(project, 'file = "roads.osm.pbf"\n', 'file = "roads.osm.pbf"\nsurface = "mud"\n')
    steps = closure(stages.steps(project, "sample"), ["hierarchy"])
    statuses = {event.stage: event.status for event in build(steps, scheduler="sync")}
    assert statuses == {
        "osm": "built",
        "network": "built",
        "topology": "same",
        "hierarchy": "fresh",
    }
    was, now = bytes_of(sample.project), bytes_of(project)
    assert (was["topology"], was["hierarchy"]) == (now["topology"], now["hierarchy"])


def test_topology_does_not_ask_for_names_and_surfaces(sample: Built) -> None:
    network = sample.table("network")
    renamed = network.assign(road_name="another", surface="mud", surface_group="earth")
    stored = np.load(sample.project / "layers" / "sample" / FILES["topology"])
    np.testing.assert_array_equal(topology(network=renamed.iloc[::-1]), stored)


def change(project: Path, old: str, new: str) -> None:
    """Change the region file."""
    path = project / "data" / "sample" / "region.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
