from pathlib import Path

import pytest

from pipeline.errors import SourceError
from tests.travel_tables import FOLDER, table_of

HEADER = "vehicle,is_on_foot,walking_kmh,weight_t,axleload_t,height_m,width_m,note\n"


def test_the_built_in_vehicles() -> None:
    table = table_of("vehicles", FOLDER / "vehicles_default.csv").set_index("vehicle")
    assert table.index[table["is_on_foot"]].tolist() == ["foot"]
    assert table["walking_kmh"]["foot"] == 5
    sizes = table[["weight_t", "axleload_t", "height_m", "width_m"]].T
    assert sizes["truck"].tolist() == [10, 6.5, 3.8, 2.5]
    assert sizes["4x4"].isna().tolist() == [True, True, True, False]
    assert sizes[["motorbike", "foot"]].isna().all(axis=None)


def test_the_regions_own_table(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(HEADER + "Ambulance,No,,3.5,2,2.6,2.1,with a stretcher\n")
    row = table_of("vehicles", path).iloc[0]
    assert row[["vehicle", "weight_t", "table_name"]].tolist() == ["ambulance", 3.5, "v.csv"]
    assert not row["is_on_foot"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("foot,yes,,,,,,", "row 2: foot is on foot: give its walking_kmh"),
        ("van,no,5,,,,,", "row 2: van is not on foot"),
        ("van,maybe,,,,,,", "is_on_foot is 'maybe', neither yes nor no"),
        ("van,no,,heavy,,,,", "weight_t of van is 'heavy'"),
        ("van,no,,0,,,,", "weight_t of van is '0', not a number from 0.01"),
        ("van 2,no,,,,,,", "vehicle 'van 2' is no word"),
        ("truck,no,,,,,,", "truck is there twice"),
    ],
)
def test_no_row_is_passed_over(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / "v.csv").write_text(f"{HEADER}truck,no,,10,,,,\n{row}\n")
    with pytest.raises(SourceError, match=fault):
        table_of("vehicles", tmp_path / "v.csv")
