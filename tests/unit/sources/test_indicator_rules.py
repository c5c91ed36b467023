from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline import config, schema, scoring
from pipeline.errors import SourceError
from pipeline.sources import indicator_rules as source
from tests.travel_tables import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN = FOLDER / "indicators_default.csv"
HEADER = (
    "indicator,pillar,title,origin,item,column,unit,direction,low,high,weight,version,definition"
)
GOOD = {
    "indicator": "a",
    "pillar": "access",
    "title": "A",
    "origin": "access",
    "item": "health",
    "column": "within_60_min_share",
    "unit": "share",
    "direction": "higher_is_better",
    "low": "0",
    "high": "1",
    "weight": "1",
    "version": "1",
    "definition": "What A is.",
}


def rules_of(path: Path, **definitions: object) -> pd.DataFrame:
    """Return the table that a file holds."""
    read = source.indicator_rules(files=[path], table=path.name, definitions=definitions)
    return schema.conform("indicator_rules", read.table)


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "own.csv"
    lines = [",".join((GOOD | row)[name] for name in HEADER.split(",")) for row in rows]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def test_the_pillars_are_the_same_in_every_room() -> None:
    assert source.PILLARS == schema.PILLARS == config.PILLARS == scoring.PILLARS
    assert (*scoring.CLASSES, "unknown") == schema.CLASSES
    assert scoring.GROUPS == schema.DRAWN_GROUPS


def test_every_column_that_may_be_asked_for_is_in_the_table_that_it_comes_from() -> None:
    for origin, columns in source.COLUMNS.items():
        known = schema.TABLES[origin].columns
        strangers = set(columns) - set(known) - set(source.NEAR)
        assert not strangers, f"{origin}: {strangers}"


def test_in_the_built_in_table_every_pillar_stands_on_what_most_regions_have() -> None:
    table = rules_of(BUILT_IN)
    assert set(table["pillar"]) == set(schema.PILLARS)
    core = table["origin"].isin(["access", "rural_access", "stability", "presence"])
    weight = table["weight"].where(core, 0).groupby(table["pillar"]).sum()
    share = weight / table.groupby("pillar")["weight"].sum()
    built = ["access", "security", "governance", "economy", "presence"]
    assert (share[built] >= 0.66).all()


def test_every_row_of_the_built_in_table_says_what_its_goalposts_are() -> None:
    notes = pd.read_csv(BUILT_IN)["note"]
    assert notes.str.contains("^assumption: |^goalposts: ").all()


def test_the_version_follows_what_moves_a_score_and_nothing_else(tmp_path: Path) -> None:
    first = rules_of(written(tmp_path, {}, {"indicator": "b"}))
    turned = rules_of(written(tmp_path, {"indicator": "b"}, {}))
    worded = rules_of(written(tmp_path, {"title": "Z"}, {"indicator": "b"}))
    moved = rules_of(written(tmp_path, {"high": "2"}, {"indicator": "b"}))
    versions = [table["method_version"].iloc[0] for table in (first, turned, worded, moved)]
    assert versions[0] == versions[1] == versions[2] != versions[3]
    assert versions[0].startswith("1-")


def test_the_version_follows_what_the_numbers_are(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    first, again, other = (
        rules_of(path, stability={"rate_years": years})["method_version"].iloc[0]
        for years in (3, 3, 5)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "is there twice"),
        ({"indicator": "b", "pillar": "luck"}, "pillar of b is 'luck'; known are access"),
        ({"indicator": "b", "origin": "gossip"}, "origin of b is 'gossip'"),
        ({"indicator": "b", "column": "median_min"}, "access has no column 'median_min'"),
        ({"indicator": "b", "direction": "up"}, "direction of b is 'up'"),
        ({"indicator": "b", "item": ""}, "b needs an item"),
        ({"indicator": "b", "low": "1"}, "high must be above low"),
        ({"indicator": "b", "weight": "0"}, "not a number from"),
        ({"indicator": "b", "version": "2"}, "another version"),
        ({"indicator": "b", "definition": ""}, "b has no definition"),
    ],
)
def test_a_faulty_row_refuses_the_file(tmp_path: Path, row: dict[str, str], said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        rules_of(written(tmp_path, {}, row))
    assert "row 2" in str(caught.value)
