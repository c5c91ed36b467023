from pathlib import Path

import pytest

from pipeline.errors import SourceError
from tests.travel_tables import FOLDER, table_of

GROUNDS = ["paved", "gravel", "earth", "mud"]


@pytest.mark.parametrize(
    ("season", "vehicle", "shares"),
    [
        ("dry", "*", [1, 1, 1, 0.7]),
        ("wet", "truck", [0.9, 0.6, 0, 0]),
        ("wet", "4x4", [0.9, 0.8, 0.5, 0.3]),
        ("wet", "motorbike", [0.9, 0.8, 0.5, 0.4]),
        ("wet", "foot", [1, 0.9, 0.7, 0.6]),
    ],
)
def test_the_built_in_table_of_ground(season: str, vehicle: str, shares: list[float]) -> None:
    table = table_of("factors", FOLDER / "factors_default.csv")
    rows = table.set_index(["season", "vehicle", "tag", "value"])["factor"]
    assert [rows[season, vehicle, "surface_group", ground] for ground in GROUNDS] == shares


def test_no_built_in_barrier_stops_those_on_foot() -> None:
    table = table_of("factors", FOLDER / "factors_default.csv")
    barriers = table[(table["tag"] == "barrier") & (table["factor"] == 0)]
    assert set(barriers["vehicle"]) == {"truck", "4x4", "motorbike"}


def test_the_regions_own_table(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "season,vehicle,tag,value,factor,note\nHarvest,*,surface_group,Earth,0.8,dust\n"
    )
    assert table_of("factors", path).to_numpy().tolist() == [
        ["harvest", "*", "surface_group", "earth", 0.8, "f.csv"]
    ]


@pytest.mark.parametrize(
    "row",
    ["wet,*,ford,yes,1.5", "wet,*,ford,yes,", "wet,,ford,yes,1", "a-b,*,ford,yes,1", "dry,*,x,y,1"],
)
def test_no_row_is_passed_over(tmp_path: Path, row: str) -> None:
    (tmp_path / "f.csv").write_text(f"season,vehicle,tag,value,factor\ndry,*,x,y,1\n{row}\n")
    with pytest.raises(SourceError, match="row 2"):
        table_of("factors", tmp_path / "f.csv")
