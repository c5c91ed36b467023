from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.exports.withheld import withheld
from tests import grid_region

if TYPE_CHECKING:
    from pathlib import Path


def test_each_number_that_is_missing_has_a_line(tmp_path: Path) -> None:
    draft = tmp_path / "draft"
    made = grid_region.tables()
    communities = made["communities"].assign(people=[4.0, *made["communities"]["people"][1:]])
    tables = {"areas": made["areas"], "communities": communities, "services": made["services"]}
    withheld(draft=draft, publish=grid_region.publish(sensitive=["school"]), **tables)
    listed = pd.read_csv(draft)
    first = communities["community_id"].iloc[0]
    few = listed[listed["why"] == "few_people"]
    assert set(few["column"]) == {"people"}
    assert f"community_id={first}" in set(few["key"])
    assert few["count"].tolist() == [1] * len(few)
    types = listed[listed["why"] == "sensitive"]
    assert types[["table", "key", "count"]].to_numpy().tolist() == [["services", "*", 1]]


def test_a_region_that_is_not_published_has_a_list_without_lines(tmp_path: Path) -> None:
    withheld(draft=tmp_path / "draft", publish=None)
    assert (tmp_path / "draft").read_text(encoding="utf-8") == "why,table,column,key,count\n"
