import numpy as np
import pytest

from pipeline.geo.stubs import Vertices, parts, with_stubs


def vertices(*lines: list[tuple[int, float]]) -> Vertices:
    """Lines along the x axis, each as (node, x) of its vertices."""
    line = np.repeat(np.arange(len(lines)), [len(members) for members in lines])
    node = np.array([node for members in lines for node, _ in members], np.int64)
    x = np.array([x for members in lines for _, x in members], float)
    return Vertices(line.astype(np.int64), node, np.column_stack([x, 0 * x]))


def stubbed(given: Vertices, *marked: int) -> list[tuple[int, float]]:
    """Line and x of all vertices, with the vertices of the given numbers marked."""
    longer, is_new = with_stubs(given, np.isin(np.arange(len(given.line)), marked), 5.0)
    assert (longer.node[is_new] < 0).all()
    assert len(set(longer.node[is_new])) == is_new.sum()
    assert longer.node[~is_new].tolist() == given.node.tolist()
    return list(zip(longer.line.tolist(), longer.xy[:, 0].tolist(), strict=True))


def test_a_marked_vertex_gets_one_more_on_either_side() -> None:
    given = vertices([(1, 0), (2, 100), (3, 200)], [(4, 300), (5, 400)])
    assert stubbed(given, 1) == [
        *((0, 0.0), (0, 95.0), (0, 100.0), (0, 105.0), (0, 200.0)),
        *((1, 300.0), (1, 400.0)),
    ]
    assert len(stubbed(given)) == 5


def test_ends_of_lines_get_one_and_the_next_line_none() -> None:
    given = vertices([(1, 0), (2, 100)], [(3, 200), (4, 300)])
    assert stubbed(given, 1) == [(0, 0.0), (0, 95.0), (0, 100.0), (1, 200.0), (1, 300.0)]
    assert stubbed(given, 2) == [(0, 0.0), (0, 100.0), (1, 200.0), (1, 205.0), (1, 300.0)]


@pytest.mark.parametrize(
    ("length", "new"), [(100, [5.0, 95.0]), (16, [5.0, 11.0]), (10, [5.0]), (4, [2.0])]
)
def test_two_marked_neighbours_share_the_middle_of_a_short_segment(
    length: float, new: list[float]
) -> None:
    found = stubbed(vertices([(1, 0), (2, length)]), 0, 1)
    assert found == [(0, x) for x in [0.0, *new, length]]


def test_a_stub_ends_in_the_middle_of_a_short_segment() -> None:
    assert stubbed(vertices([(1, 0), (2, 4), (3, 104)]), 0) == [
        *((0, 0.0), (0, 2.0), (0, 4.0), (0, 104.0))
    ]
    assert stubbed(vertices([(1, 0), (2, 100), (3, 104)]), 2) == [
        *((0, 0.0), (0, 100.0), (0, 102.0), (0, 104.0))
    ]


def test_vertices_at_one_place_are_marked_together() -> None:
    found = stubbed(vertices([(1, 0), (2, 100), (3, 100), (4, 200)]), 1)
    assert [x for _, x in found] == [0.0, 95.0, 100.0, 100.0, 105.0, 200.0]


def test_no_vertices_give_none() -> None:
    empty = Vertices(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2)))
    longer, is_new = with_stubs(empty, np.zeros(0, bool), 5.0)
    assert longer.xy.shape == (0, 2)
    assert not len(is_new)
    assert [len(found) for found in parts(longer, is_new)] == [0, 0]


def test_new_ids_are_below_ids_that_are_negative_already() -> None:
    longer, is_new = with_stubs(vertices([(-7, 0), (2, 100)]), np.array([True, False]), 5.0)
    assert longer.node[is_new].tolist() == [-8]


def test_lines_are_cut_at_shared_nodes_and_where_told() -> None:
    given = vertices([(1, 0), (2, 1), (3, 2), (4, 3)], [(2, 1), (9, 9)])
    row, part = parts(given, np.array([False, False, True, False, False, False]))
    assert row.tolist() == [0, 1, 1, 2, 2, 3, 4, 5]
    assert part.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_ends_are_not_cut() -> None:
    given = vertices([(1, 0), (2, 1), (1, 0)])
    assert parts(given, np.array([True, False, True]))[1].tolist() == [0, 0, 0]
