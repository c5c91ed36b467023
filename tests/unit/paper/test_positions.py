from __future__ import annotations

import pytest

from pipeline.paper.positions import Position, bearing, bearing_words, positions


@pytest.mark.parametrize(
    ("at", "grid"),
    [
        (Position(42.0, -93.0), "15T WG 00000 49776"),  # the library's own example
        (Position(0.0, -9.0), "29N NA 00000 00000"),  # where zone 29 begins to count
        (Position(88.0, 20.0), "Z AE 75952 91323"),  # 222,068 m from the pole, on paper
    ],
)
def test_places_in_mgrs(at: Position, grid: str) -> None:
    assert at.mgrs == grid


def test_places_in_degrees_bear_their_hemispheres() -> None:
    assert Position(8.4791, -13.2679).degrees == "8.47910° N, 13.26790° W"
    assert Position(-0.5, 9.25).degrees == "0.50000° S, 9.25000° E"


def test_metres_become_degrees() -> None:
    first, second = positions("EPSG:32629", [500_000, 500_000], [0, 110_574.0 * 0.9996])
    assert [*first] == pytest.approx([0.0, -9.0])
    assert second.latitude == pytest.approx(1.0, abs=1e-4)


def test_the_way_the_crow_flies() -> None:
    east = bearing(Position(0.0, 0.0), Position(0.0, 1.0))
    assert [*east] == pytest.approx([90, 111_319.491])
    assert bearing(Position(1.0, 0.0), Position(0.0, 0.0))[0] == pytest.approx(180)


@pytest.mark.parametrize(
    ("degrees", "words"),
    [
        (0, "000° (N)"),
        (45.4, "045° (NE)"),
        (337, "337° (NW)"),
        (338, "338° (N)"),
        (359.7, "000° (N)"),
    ],
)
def test_a_bearing_in_words(degrees: float, words: str) -> None:
    assert bearing_words(degrees) == words
