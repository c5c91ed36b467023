from __future__ import annotations

import shapely

from pipeline.sheet.labels import Name, Room

# A metre of ground a millimetre of paper, so that numbers are both.
FRAME = (0.0, 0.0, 200.0, 100.0)


def room(*way: list[tuple[float, float]]) -> Room:
    return Room(FRAME, 1.0, [shapely.LineString(line) for line in way])


def test_a_name_stands_to_the_right_of_its_sign() -> None:
    (written,) = room().written([Name("Bo", 50, 50, 10, 3)], 60)
    assert (written.x, written.y) == (53, 50)


def test_it_makes_room_for_the_way_for_signs_and_for_the_rim() -> None:
    east = [(50.0, 50.0), (200.0, 50.0)]
    (beside_way,) = room(east).written([Name("Bo", 50, 50, 10, 3)], 60)
    assert beside_way.x < 50
    crowded = room()
    crowded.take(58, 50, 3)
    assert crowded.written([Name("Bo", 50, 50, 10, 3)], 60)[0].x < 50
    assert room().written([Name("Bo", 199, 50, 10, 3)], 60)[0].x < 199


def test_names_do_not_lie_on_each_other_and_a_needless_one_is_left_out() -> None:
    names = [Name(f"Long name {i}", 100, 50, 10, 3, is_needed=i == 0) for i in range(20)]
    written = room().written(names, 60)
    assert 2 <= len(written) < 20
    assert len({(one.x, one.y) for one in written}) == len(written)


def test_a_needed_name_is_written_though_it_hides_something() -> None:
    ways = [[(4.0 * i, 0.0), (4.0 * i, 100.0)] for i in range(50)]
    assert len(room(*ways).written([Name("Bo", 50, 50, 10, 3)], 60)) == 1
    assert room(*ways).written([Name("Bo", 50, 50, 10, 3, is_needed=False)], 60) == []


def test_the_corner_is_that_in_which_least_is_hidden() -> None:
    assert room().corner(40, 10) == (160, 0, 200, 10)
    assert room([(150.0, 5.0), (200.0, 5.0)]).corner(40, 10) == (160, 90, 200, 100)


def test_what_is_taken_is_not_free() -> None:
    one = room()
    one.take(50, 50, 2)
    assert not one.is_free(53, 50, 2)
    assert one.is_free(60, 50, 2)
