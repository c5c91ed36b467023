from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely

from pipeline.paper.lettering import width_mm
from pipeline.paper.names import extent_mm
from pipeline.print.names import LONGEST_MM, Name, Room, Written, calm

FRAME = (0.0, 0.0, 100_000.0, 100_000.0)
M_PER_MM = 1000.0


def room() -> Room:
    """A map of 100 by 100 mm."""
    return Room(FRAME, M_PER_MM, 1.0)


def place(text: str, x: float, y: float, **more: object) -> Name:
    return Name(text, x * M_PER_MM, y * M_PER_MM, (6.0,), 1.0, **more)  # type: ignore[arg-type]


def area(text: str, shape: shapely.Polygon, sizes: tuple[float, ...] = (6.0, 5.0)) -> Name:
    x, y = shape.centroid.x, shape.centroid.y
    return Name(text, x, y, sizes, kind="area", shape=shape)


def box_of(one: Written) -> shapely.Polygon:
    """The paper that a written name covers, in millimetres."""
    wide, high = extent_mm(one.lines, one.size)
    x, y = one.x / M_PER_MM, one.y / M_PER_MM
    return shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def test_no_name_hides_another_or_leaves_the_frame() -> None:
    spots = np.random.default_rng(1).uniform(0, 100, (200, 2))
    written = room().written(place(f"Village {n}", *spot) for n, spot in enumerate(spots.tolist()))
    assert 40 < len(written) < 200
    boxes = [box_of(one) for one in written]
    assert all(not a.intersects(b) for a, b in combinations(boxes, 2))
    assert all(box.within(shapely.box(0, 0, 100, 100)) for box in boxes)


def test_the_first_name_stands_on_the_right_and_the_next_one_gives_way() -> None:
    first, second = room().written([place("Bo", 50, 50), place("Bo", 50, 50)])
    assert first.x > 50 * M_PER_MM > second.x
    assert first.y == second.y == 50 * M_PER_MM


def test_a_dot_is_drawn_only_where_it_hides_no_name() -> None:
    written = room().written(
        [place("Long name of a town", 50, 50), place("Under", 56, 50, kind="town")]
    )
    assert [one.name.text for one in written] == ["Long name of a town"]


def test_an_area_that_is_too_small_for_its_name_bears_none() -> None:
    large, small = shapely.box(0, 0, 50_000, 50_000), shapely.box(60_000, 60_000, 63_000, 63_000)
    written = room().written([area("Large", large), area("Very much too long", small)])
    assert [one.name.text for one in written] == ["Large"]


def test_an_area_takes_a_smaller_size_or_two_lines_before_it_goes_without() -> None:
    wide = width_mm("Upper Bambara", 6.0)
    narrow = shapely.box(50_000, 0, 50_000 + wide * 0.5 * M_PER_MM, 20_000)
    (one,) = room().written([area("Upper Bambara", narrow)])
    assert one.lines == ("Upper", "Bambara")
    tight = shapely.box(20_000, 0, 20_000 + wide * 0.53 * M_PER_MM, 20_000)
    (one,) = room().written([area("UpperBambara", tight, (9.0, 5.0))])
    assert (one.lines, one.size) == (("UpperBambara",), 5.0)


def test_a_name_of_300_letters_is_cut() -> None:
    (one,) = room().written([place("X" * 300, 50, 50)])
    assert one.lines[0].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert width_mm(one.lines[0], 6.0) <= LONGEST_MM


def test_on_larger_paper_names_are_larger() -> None:
    (one,) = Room(FRAME, M_PER_MM, 1.25).written([place("Bo", 50, 50)])
    assert one.size == pytest.approx(7.5)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("NORD KIVU", "Nord Kivu"),
        ("Bo", "Bo"),
        ("0123", ""),
        ("\u202e\n", ""),
        ("a\nb", "a b"),
    ],
)
def test_labels_do_not_shout_and_mere_codes_are_none(name: str, label: str) -> None:
    assert calm(name) == label
