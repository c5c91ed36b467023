from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.errors import SourceError
from pipeline.schema import TABLES
from tests.travel_tables import FOLDER, table_of

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN = FOLDER / "failures_default.csv"
HEADER = "season,tag,value,per_km_share,per_link_share"
GROUNDS = ["paved", "gravel", "earth", "mud"]
CHANCES = ["per_km_share", "per_link_share"]


def test_every_row_of_the_built_in_table_is_marked_as_an_assumption() -> None:
    assert pd.read_csv(BUILT_IN)["note"].str.startswith("assumption: ").all()


def test_in_the_built_in_table_ground_fails_more_the_softer_it_is_and_most_in_the_wet() -> None:
    table = table_of("failures", BUILT_IN)
    ground = table[table["tag"] == "surface_group"].set_index(["season", "value"])["per_km_share"]
    always, wet = ([ground[season, name] for name in GROUNDS] for season in ("*", "wet"))
    assert always == sorted(set(always))
    assert wet == sorted(set(wet))
    assert all(more > less for more, less in zip(wet, always, strict=True))
    assert ground["wet", "earth"] == 10 * ground["wet", "paved"]


def test_no_built_in_rule_of_the_wet_is_below_the_one_of_every_season() -> None:
    table = table_of("failures", BUILT_IN)
    wet, always = (
        table[table["season"] == season].set_index(["tag", "value"])[CHANCES].to_numpy(float)
        for season in ("wet", "*")
    )
    assert wet.shape == always.shape
    assert (wet >= always).all()
    assert (wet > always).any(axis=1).all()


def test_built_in_tags_are_columns_of_the_network() -> None:
    columns = TABLES["network"].columns
    tags = set(table_of("failures", BUILT_IN)["tag"])
    assert tags == {"surface_group", "road_class", "bridge", "ford"}
    assert all(tag in columns or f"is_{tag}" in columns for tag in tags)


def test_the_regions_own_table(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        f"{HEADER},note\nHarvest,surface_group,Earth,0.8,0,dust\n*,bridge,yes,0,1,old\n"
    )
    assert table_of("failures", path).to_numpy().tolist() == [
        ["*", "bridge", "yes", 0, 1, "f.csv"],
        ["harvest", "surface_group", "earth", 0.8, 0, "f.csv"],
    ]


@pytest.mark.parametrize(
    "row",
    [
        "wet,ford,yes,1.5,0",
        "wet,ford,yes,0,-0.1",
        "wet,ford,yes,0,",
        "wet,ford,yes,,0",
        ",ford,yes,0,0",
        "a-b,ford,yes,0,0",
        "wet,ford,*,0,0",
        "dry,x,y,0,0",
    ],
)
def test_no_row_is_passed_over(tmp_path: Path, row: str) -> None:
    (tmp_path / "f.csv").write_text(f"{HEADER}\ndry,x,y,0,1\n{row}\n")
    with pytest.raises(SourceError, match="row 2"):
        table_of("failures", tmp_path / "f.csv")
