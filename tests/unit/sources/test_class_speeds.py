from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.formats.osm_tags import WAYS
from pipeline.schema import conform
from pipeline.sources.class_speeds import class_speeds
from tests.travel_tables import FOLDER, table_of


def read(tmp_path: Path, *rows: str) -> list[list[object]]:
    path = tmp_path / "s.csv"
    path.write_text("\n".join(["road_class,speed_kmh", *rows]))
    found = class_speeds(files=[path], table="s.csv")
    rows_read: list[list[object]] = conform("class_speeds", found.table).to_numpy().tolist()
    return rows_read


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("rural", {"motorway": 50, "trunk_link": 35, "tertiary": 30, "track": 15, "ferry": 5}),
        ("osrm", {"motorway": 90, "trunk_link": 80, "tertiary": 40, "service": 15, "path": 10}),
    ],
)
def test_the_built_in_tables_know_every_class(name: str, known: dict[str, float]) -> None:
    table = table_of("class_speeds", FOLDER / f"class_speeds_{name}.csv").set_index("road_class")
    assert set(table.index) == set(WAYS)
    assert table["speed_kmh"][list(known)].to_dict() == known


def test_the_regions_own_table(tmp_path: Path) -> None:
    assert read(tmp_path, "Trunk,50", "track,0") == [
        ["track", 0.0, "s.csv"],
        ["trunk", 50.0, "s.csv"],
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("track,fast", "row 2: speed_kmh of track is 'fast'"),
        ("track,-5", "not a number from 0 to 200"),
        ("track,", "speed_kmh of track is ''"),
        ("trunk,40", "trunk is there twice"),
        (",40", "row 2: a row has no road_class"),
    ],
)
def test_no_row_is_passed_over(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(SourceError, match=fault):
        read(tmp_path, "trunk,50", row)


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("road_class,speed\ntrunk,50\n")
    with pytest.raises(SourceError, match="did you mean 'speed'"):
        class_speeds(files=[tmp_path / "s.csv"], table="s.csv")
