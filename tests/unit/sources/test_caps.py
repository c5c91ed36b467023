from pathlib import Path

import pytest

from pipeline.errors import SourceError
from tests.travel_tables import FOLDER, table_of


def test_the_built_in_table_is_osrms() -> None:
    table = table_of("caps", FOLDER / "caps_osrm.csv").set_index(["tag", "value"])["speed_kmh"]
    assert table["surface", "gravel"] == 40
    assert table["surface", "mud"] == 10
    assert table["tracktype"].tolist() == [60, 40, 30, 25, 20]
    assert table["smoothness", "impassable"] == 0


def test_the_regions_own_table(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("tag,value,speed_kmh,note\nSurface,Laterite,35,ours\nbridge,yes,20,\n")
    assert table_of("caps", path).to_numpy().tolist() == [
        ["bridge", "yes", 20.0, "c.csv"],
        ["surface", "laterite", 35.0, "c.csv"],
    ]


@pytest.mark.parametrize("row", ["surface,mud,fast", "surface,mud,201", "surface,,5", "a b,c,5"])
def test_no_row_is_passed_over(tmp_path: Path, row: str) -> None:
    (tmp_path / "c.csv").write_text(f"tag,value,speed_kmh\nsurface,clay,5\n{row}\n")
    with pytest.raises(SourceError, match="row 2"):
        table_of("caps", tmp_path / "c.csv")
