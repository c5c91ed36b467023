from __future__ import annotations

from pipeline.sheet.contents import Picture
from pipeline.sheet.facts import sheet_of
from pipeline.sheet.legend import keys_of, rows_of
from tests.sheet_region import source_of

ROADS = ["road_0", "road_1", "road_2"]


def test_what_is_on_the_map_is_explained_and_nothing_else() -> None:
    picture = sheet_of(source_of(), "c").picture
    assert keys_of(picture, shows_incidents=True) == [
        *("hub", "community", "weakest", "way", "other", "closed", "incident"),
        *ROADS,
    ]
    assert keys_of(Picture("EPSG:32629", ()), shows_incidents=False) == ["closed", *ROADS]


def test_rows_are_no_wider_than_the_page_and_lose_nothing() -> None:
    rows = rows_of(["hub", "community", "other", "way"], 60)
    assert [key for row in rows for key in row] == ["hub", "community", "other", "way"]
    assert len(rows) > 1
    assert rows_of(["hub"], 1) == [["hub"]]
