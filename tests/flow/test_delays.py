"""A checkpoint on the made-up region: who passes it is late by its wait, and nobody else is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline import stages
from pipeline.engine.dag import closure
from pipeline.engine.run import Event, build
from pipeline.geo.components import components
from pipeline.geo.graph.cuts import cuts
from tests.sample_project import Built

if TYPE_CHECKING:
    from pathlib import Path

WAIT_MIN = 45
KEY = ["community_id", "service_type", "scenario"]
DELAYS = '\n[[delays]]\nfile = "delays.csv"\nid = "id"\nname = "name"\n'
Bools = np.ndarray[Any, np.dtype[np.bool_]]


class Delayed(NamedTuple):
    """The made-up region before and after a checkpoint, and where that is."""

    before: Built
    after: Built
    link_id: str
    events: dict[str, Event]
    """Of the build with the checkpoint."""
    events_far: dict[str, Event]
    """Of an earlier build, with the delay that is far from every road and no other."""

    def reached(self) -> pd.DataFrame:
        """Ways before and after, a row each, and by how many milliseconds they are longer."""
        before, after = (region.table("reach") for region in (self.before, self.after))
        both = before.merge(after, on=KEY, suffixes=("_before", "")).set_index(KEY)
        longer = (both["minutes"] - both["minutes_before"]) * 60_000
        assert (longer.dropna() - longer.round().dropna()).abs().max() < 1e-3
        return both.assign(longer_ms=longer.round())


@pytest.fixture(scope="module")
def delayed(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Delayed:
    """Return the region with a checkpoint in the middle of the link that most people hang on."""
    project = tmp_path_factory.mktemp("delayed")
    shutil.copytree(sample.project, project, dirs_exist_ok=True)
    links: gpd.GeoDataFrame = sample.table("network")
    behind = cuts(links["from_node"], links["to_node"], *weights(sample, links)).behind
    chosen = links.iloc[int(np.argmax(behind))]
    west = shapely.get_coordinates(links.geometry.to_numpy()).min(axis=0) - 3000
    at = [shapely.Point(west), chosen.geometry.interpolate(0.5, normalized=True)]
    far, middle = gpd.GeoSeries(at, crs=links.crs).to_crs(4326)
    rows: list[tuple[Any, ...]] = [("far", "Lone post", "checkpoint", 20, far)]
    events_far = rebuilt(project, rows)
    # Told of by eight people, it is one checkpoint.
    rows += [("gate", "Old gate", "Checkpoint", WAIT_MIN, middle)] * 8
    rows += [("less", "No wait", "border", -5, middle), ("soon", "A word", "border", "soon", far)]
    events = rebuilt(project, rows)
    return Delayed(sample, Built(project, sample.truth), chosen["link_id"], events, events_far)


def weights(sample: Built, links: gpd.GeoDataFrame) -> tuple[Any, Bools]:
    """How many communities come onto the network near each node, and where the hubs do."""
    near = sample.table("connectors").sort_values("distance_m")
    ends = links.set_index("link_id")[["from_node", "to_node"]]
    first = near.drop_duplicates(["point_kind", "point_id"]).join(ends, on="link_id")
    count = int(ends.to_numpy().max()) + 1
    people, hubs = (first[first["point_kind"] == kind] for kind in ("community", "hub"))
    is_hub = np.isin(np.arange(count), hubs[["from_node", "to_node"]])
    return np.bincount(people["from_node"], minlength=count), is_hub


def rebuilt(project: Path, rows: list[tuple[Any, ...]]) -> dict[str, Event]:
    """Give the region these delays, and build what is stale of its ways."""
    folder = project / "data" / "sample"
    table = pd.DataFrame(rows, columns=["id", "name", "kind", "minutes", "at"])
    at = gpd.GeoSeries(table.pop("at"))
    table.assign(lon=at.x, lat=at.y).to_csv(folder / "delays.csv", index=False)
    text = (folder / "region.toml").read_text(encoding="utf-8")
    if DELAYS not in text:
        head, travel, rest = text.partition("\n[travel]")
        (folder / "region.toml").write_text(head + DELAYS + travel + rest, encoding="utf-8")
    ended = build(closure(stages.steps(project, "sample"), ["reach"]), scheduler="threads")
    assert not [event.message for event in ended if event.is_bad]
    return {event.stage: event for event in ended}


def test_a_delay_far_from_every_road_is_told_of_and_changes_nothing(delayed: Delayed) -> None:
    statuses = {stage: event.status for stage, event in delayed.events_far.items()}
    assert statuses == {"delays": "built", "waits": "same", "reach": "fresh"}
    (note,) = delayed.events_far["waits"].notes
    assert note.startswith("1 of 1 delays lie further than 50 m")
    assert note.endswith("are not waited: far")


def test_only_what_hangs_on_the_wait_is_built_again(delayed: Delayed) -> None:
    statuses = {stage: event.status for stage, event in delayed.events.items()}
    assert statuses == {"delays": "built", "waits": "built", "reach": "built"}


def test_the_wait_is_on_the_link_and_told_by_its_id(delayed: Delayed) -> None:
    waits = delayed.after.table("waits")
    told = waits[["link_id", "wait_min", "delay_ids", "origin"]].to_numpy(object).tolist()
    assert told == [[delayed.link_id, WAIT_MIN, "gate", "delay"]]
    assert waits["at_share"].tolist() == [pytest.approx(0.5, abs=1e-6)]
    (note,) = delayed.events["waits"].notes
    assert note.startswith("1 of 2 delays")
    assert delayed.after.table("delays").set_index("delay_id")["kind"].to_dict() == {
        "far": "checkpoint",
        "gate": "checkpoint",
    }


def test_what_is_no_number_of_minutes_is_rejected_with_the_reason(delayed: Delayed) -> None:
    project = delayed.after.project
    fallen = pd.read_csv(project / "layers" / "sample" / "rejected" / "delays.csv")
    assert fallen["action"].value_counts().to_dict() == {"merged": 7, "rejected": 2}
    rejected = fallen[fallen["action"] == "rejected"].set_index("row")["reason"]
    assert rejected.to_dict() == {
        10: "minutes '-5' is no number of minutes from 0 to 10,080",
        11: "minutes 'soon' is no number of minutes from 0 to 10,080",
    }


def test_nobody_is_faster_and_nobody_waits_more_than_once(delayed: Delayed) -> None:
    both = delayed.reached()
    assert (both["minutes"].isna() == both["minutes_before"].isna()).all()
    longer = both["longer_ms"].dropna()
    assert longer.min() == 0
    assert longer.max() == WAIT_MIN * 60_000
    assert longer.between(1, WAIT_MIN * 60_000 - 1).any(), "some take another way"


def test_minutes_are_what_is_driven_and_walked(delayed: Delayed) -> None:
    both = delayed.reached()
    has_way = both["minutes"].notna()
    parts = both.loc[has_way, "driven_min"] + both.loc[has_way, "walked_min"]
    np.testing.assert_allclose(parts, both.loc[has_way, "minutes"], rtol=0, atol=1e-9)
    assert (both["driven_min"].isna() == ~has_way).all()
    is_same_way = both["longer_ms"].isin([0, WAIT_MIN * 60_000])
    is_same_way &= both["service_id"] == both["service_id_before"]
    same = both[is_same_way]
    pd.testing.assert_series_equal(same["walked_min"], same["walked_min_before"], check_names=False)
    other = both[has_way & ~is_same_way]
    assert (other["walked_min"] != other["walked_min_before"]).any(), "some walk elsewhere"


def test_those_who_can_only_pass_it_are_late_by_its_wait(delayed: Delayed) -> None:
    """The link is all that holds them to the hubs; the others' ways to a hub never come here."""
    beyond, before = sides(delayed)
    assert len(beyond) > 50
    assert len(before) > 1000
    longer = delayed.reached().query("service_type == 'hub'")["longer_ms"].dropna()
    assert set(longer[longer.index.isin(beyond, 0)]) == {WAIT_MIN * 60_000}
    assert set(longer[longer.index.isin(before, 0)]) == {0}


def sides(delayed: Delayed) -> tuple[set[str], set[str]]:
    """Communities all of whose connectors are beyond the link, or on the hubs' side of it."""
    links = delayed.before.table("network")
    is_gone = (links["link_id"] == delayed.link_id).to_numpy()
    left = links[~is_gone]
    u, v = (left[end].to_numpy(np.int64) for end in ("from_node", "to_node"))
    part = pd.Series(list(components(u, v, np.ones(len(u)))), index=left["link_id"])
    connectors = delayed.before.table("connectors")
    of_point = connectors.assign(part=connectors["link_id"].map(part).fillna(-1))
    parts = of_point.groupby(["point_kind", "point_id"])["part"].agg(["min", "max"])
    single = parts.loc[parts["min"] == parts["max"], "min"]
    (hubs_part,) = set(single["hub"])
    ends_of_link = set(links.loc[is_gone, ["from_node", "to_node"]].to_numpy().ravel())
    touches = left.loc[left["from_node"].isin(ends_of_link), "link_id"]
    (beyond_part,) = set(part[touches]) - {hubs_part}
    people = single["community"]
    return set(people.index[people == beyond_part]), set(people.index[people == hubs_part])
