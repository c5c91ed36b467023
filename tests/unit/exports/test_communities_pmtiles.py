from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import pytest

from pipeline.exports import communities_pmtiles as made_by
from pipeline.exports.communities_pmtiles import ZOOMS, communities_pmtiles
from tests import grid_region

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

TYPES = list(grid_region.SERVICE_TYPES)
HIDDEN_BELOW = 10


def written(folder: Path, made: dict[str, Any] | None = None, **changed: Any) -> Path:  # noqa: ANN401
    tables = made or grid_region.tables()
    given = {name: tables[name] for name in ("areas", "communities", "reach", "as_of")}
    parameters = {"scenarios": list(grid_region.SCENARIOS), "service_types": TYPES}
    draft = folder / "r.communities.pmtiles"
    communities_pmtiles(**{"draft": draft, **given, **parameters, **changed})
    return draft


def read(path: Path) -> gpd.GeoDataFrame:
    """Return the communities as GDAL reads them, by name."""
    found = pyogrio.read_dataframe(path, layer="communities")
    return found.set_index("name").sort_index()


def test_every_community_is_there_once_where_it_is(tmp_path: Path) -> None:
    tables = grid_region.tables()
    found = read(written(tmp_path))
    own = tables["communities"].set_index("community_name").sort_index()
    assert list(found.index) == list(own.index)
    assert found["people"].tolist() == own["people"].round().tolist()
    away = found.geometry.to_crs(own.crs).centroid.distance(own.geometry)
    assert away.max() < 5
    names = tables["areas"].set_index("area_id")["area_name"]
    assert found["area"].tolist() == own["area_id"].map(names).tolist()
    assert found["people_grade"].tolist() == own["people_grade"].tolist()


def test_minutes_and_states_are_those_of_reach(tmp_path: Path) -> None:
    tables = grid_region.tables()
    found = read(written(tmp_path))
    names = tables["communities"].set_index("community_id")["community_name"]
    checked = 0
    for row in tables["reach"].itertuples():
        own = found.loc[names[row.community_id]]
        name = f"{row.service_type}_{row.scenario}"
        told = own[name]
        assert (np.isnan(row.minutes) and np.isnan(told)) or told == row.minutes
        state = own.fillna("reachable: ok").get(f"{name}_state", "reachable: ok")
        assert state == f"{row.status}: {row.reason}"
        checked += 1
    assert checked == 18 * 5 * 2


@pytest.mark.parametrize(
    ("minutes", "whole"), [(30.0, 30), (30.2, 31), (29.6, 30), (240.4, 241), (12.4, 12)]
)
def test_minutes_stay_on_their_side_of_a_class(tmp_path: Path, minutes: float, whole: int) -> None:
    tables = grid_region.tables()
    reach = tables["reach"].assign(minutes=minutes)
    assert set(read(written(tmp_path, reach=reach))["hub_dry-4x4"]) == {whole}


def test_tiles_are_no_fuller_than_is_promised_and_nothing_falls_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = grid_region.tables(4, 60)
    few = pyogrio.read_info(written(tmp_path, tables), layer="communities")
    monkeypatch.setattr(made_by, "MOST_IN_TILE", 70)
    path = written(tmp_path, tables)
    told = pyogrio.read_info(path, layer="communities")["dataset_metadata"]
    assert told["minzoom"] == told["maxzoom"]
    assert int(told["maxzoom"]) > ZOOMS[0]
    found = pyogrio.read_dataframe(path, layer="communities")
    side_m = 2 * math.pi * 6_378_137 / 2 ** int(told["maxzoom"])
    at = found.geometry.centroid
    tile = pd.Series(zip(at.x // side_m, at.y // side_m, strict=True))
    assert tile.value_counts().max() <= 70
    assert len(found) == found["name"].nunique() == 16 * 60
    assert few["features"] == 16 * 60
    monkeypatch.setattr(made_by, "MOST_IN_TILE", 0)
    assert len(read(written(tmp_path, tables))) == 16 * 60


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path).read_bytes()
    tables = grid_region.tables()
    (tmp_path / "other").mkdir()
    turned = tables["communities"].iloc[::-1], tables["reach"].iloc[::-1]
    again = written(tmp_path / "other", communities=turned[0], reach=turned[1])
    assert again.read_bytes() == first
    assert sorted(path.name for path in again.parent.iterdir()) == [again.name]


def test_hostile_names_are_held_as_they_are_on_one_line(tmp_path: Path) -> None:
    tables = grid_region.tables(names=grid_region.HOSTILE)
    found = read(written(tmp_path, tables))
    assert len(found) == 18
    assert all(grid_region.BAD in name and "\u2028" not in name for name in found.index)


def test_a_region_without_communities_has_an_empty_file(tmp_path: Path) -> None:
    assert written(tmp_path, grid_region.empty(grid_region.tables())).read_bytes() == b""


def test_few_people_and_sensitive_types_are_kept_back(tmp_path: Path) -> None:
    tables = grid_region.tables()
    communities = tables["communities"].assign(people=[3.0, *[50.0] * 17])
    publish = grid_region.publish(k_min=HIDDEN_BELOW, sensitive=["market"])
    path = written(tmp_path, communities=communities, publish=publish)
    found = read(path)
    assert np.isnan(found.loc[communities["community_name"].iloc[0], "people"])
    assert (found["people"].dropna() >= HIDDEN_BELOW).all()
    assert not [name for name in found.columns if "market" in name]
    assert [name for name in found.columns if "school" in name]
