from __future__ import annotations

import pytest
import shapely

from pipeline.paper.frame import bounds_of, graticule, length_words, north, round_length

CRS = "EPSG:32629"


def test_a_frame_holds_all_shapes_and_has_the_papers_shape() -> None:
    shapes = [shapely.Point(0, 0), shapely.Point(100_000, 10_000)]
    west, south, east, up = bounds_of(shapes, 190, 95)
    assert (east - west) / (up - south) == pytest.approx(2)
    assert east - west == pytest.approx(116_000)
    assert [west + east, south + up] == pytest.approx([100_000, 10_000])


def test_a_single_place_has_a_frame_too() -> None:
    west, _, east, _ = bounds_of([shapely.Point(7, 7)], 190, 95)
    assert east - west >= 1500


def test_degrees_at_the_rim() -> None:
    lines = graticule(CRS, (490_000, 100, 510_000, 11_000))
    labels = [line.label for line in lines]
    assert "9.00° W" in labels
    assert "0.05° N" in labels
    middle = lines[labels.index("9.00° W")]
    assert [*middle.at] == pytest.approx([500_000, 100])
    assert 3 <= sum(line.is_longitude for line in lines) <= 7


def test_degrees_are_west_and_south_where_they_are() -> None:
    lines = graticule("EPSG:32729", (490_000, 9_900_000, 510_000, 9_911_000))
    assert {line.label[-1] for line in lines} == {"W", "S"}


def test_north_is_up_in_the_middle_of_a_zone_and_turned_at_its_edge() -> None:
    middle = north(CRS, (499_000, 1_000_000, 501_000, 1_002_000))
    assert [*middle] == pytest.approx([0, 1], abs=1e-6)
    x, y = north(CRS, (800_000, 1_000_000, 801_000, 1_001_000))
    assert x < -0.005
    assert x * x + y * y == pytest.approx(1)


@pytest.mark.parametrize(("metres", "length"), [(999, 500), (1000, 1000), (4999, 2000), (0.7, 0.5)])
def test_round_lengths(metres: float, length: float) -> None:
    assert round_length(metres) == pytest.approx(length)


def test_lengths_in_words() -> None:
    assert (length_words(500), length_words(2000), length_words(50_000)) == (
        "500 m",
        "2 km",
        "50 km",
    )


def test_a_frame_across_the_180th_meridian_has_degrees_of_both_sides() -> None:
    # In UTM zone 1 (middle 177 W) at 17 S, 180 lies about 319 km west of the middle.
    lines = graticule("EPSG:32701", (100_000, 8_100_000, 300_000, 8_200_000))
    labels = [line.label for line in lines if line.is_longitude]
    assert {label[-1] for label in labels} == {"E", "W"}
    assert 3 <= len(labels) <= 7
