from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from pipeline.geo.noding import Mended, links

if TYPE_CHECKING:
    from pipeline.geo.cutting import Links


def noded(
    *wkt: str,
    can_be_cut: list[bool] | None = None,
    is_settled: list[bool] | None = None,
    level: list[int] | None = None,
    end_snap: float = 5.0,
) -> Links:
    return mended(
        *wkt, can_be_cut=can_be_cut, is_settled=is_settled, level=level, end_snap=end_snap
    )[0]


def mended(
    *wkt: str,
    can_be_cut: list[bool] | None = None,
    is_settled: list[bool] | None = None,
    level: list[int] | None = None,
    end_snap: float = 5.0,
) -> tuple[Links, Mended]:
    n = len(wkt)
    return links(
        shapely.from_wkt(np.array(wkt, object)),
        can_be_cut=np.array(can_be_cut or [True] * n),
        is_settled=np.array(is_settled or [False] * n),
        level=np.array(level or [0] * n),
        end_snap=np.full(n, end_snap),
    )


def ends(found: Links) -> list[Any]:
    return sorted(
        (int(line), tuple(found.node_xy[u].tolist()), tuple(found.node_xy[v].tolist()))
        for line, u, v in zip(found.line, found.from_node, found.to_node, strict=True)
    )


CROSS = ("LINESTRING (0 0, 100 0)", "LINESTRING (50 -50, 50 50)")


def test_lines_that_cross_are_cut_at_one_node() -> None:
    found = noded(*CROSS)

    assert ends(found) == [
        (0, (0, 0), (50, 0)),
        (0, (50, 0), (100, 0)),
        (1, (50, -50), (50, 0)),
        (1, (50, 0), (50, 50)),
    ]
    assert found.share.tolist() == [0.5] * 4
    assert found.node_xy.tolist() == [[0, 0], [50, -50], [50, 0], [50, 50], [100, 0]]


@pytest.mark.parametrize(
    "apart",
    [{"level": [0, 1]}, {"can_be_cut": [True, False]}, {"is_settled": [True, True]}],
    ids=["levels", "bridge", "settled"],
)
def test_lines_kept_apart_do_not_meet(apart: dict[str, Any]) -> None:
    assert len(noded(*CROSS, **apart).line) == 2


def test_a_line_file_meets_lines_that_are_cut_already() -> None:
    assert len(noded(*CROSS, is_settled=[True, False]).line) == 4


def test_an_end_moves_to_the_nearest_point_of_a_line_within_its_snap() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (40 3, 40 90)")

    assert ends(found) == [
        (0, (0, 0), (40, 0)),
        (0, (40, 0), (100, 0)),
        (1, (40, 0), (40, 90)),
    ]
    assert found.share.tolist() == [0.4, 0.6, 1.0]


def test_an_end_beyond_its_snap_stays() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (40 6, 40 90)")
    assert len(found.line) == 2


def test_an_end_that_touches_a_line_is_joined_without_any_snap() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (40 0, 40 90)", end_snap=0)
    assert len(found.line) == 3


def test_ends_near_each_other_become_the_one_with_most_lines() -> None:
    found = noded(
        "LINESTRING (0 0, 100 0)", "LINESTRING (103 0, 200 0)", "LINESTRING (103 0, 103 90)"
    )

    assert ends(found) == [
        (0, (0, 0), (103, 0)),
        (1, (103, 0), (200, 0)),
        (2, (103, 0), (103, 90)),
    ]


def test_an_end_takes_an_end_before_a_nearer_point_of_the_same_line() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (97 2, 97 90)")
    assert ends(found) == [(0, (0, 0), (97, 2)), (1, (97, 2), (97, 90))]


def test_a_bridge_joins_at_its_ends_only() -> None:
    found = noded(
        "LINESTRING (0 0, 100 0)",
        "LINESTRING (100 0, 200 0)",
        "LINESTRING (150 2, 150 90)",
        can_be_cut=[True, False, True],
    )
    assert len(found.line) == 3
    assert len(found.node_xy) == 5


def test_an_overshoot_is_not_joined_twice() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (40 -3, 40 90)")

    assert ends(found) == [
        (0, (0, 0), (40, 0)),
        (0, (40, 0), (100, 0)),
        (1, (40, -3), (40, 0)),
        (1, (40, 0), (40, 90)),
    ]


def test_a_short_line_does_not_close_up_on_itself() -> None:
    found = noded("LINESTRING (0 0, 4 0)", "LINESTRING (4 0, 100 0)")
    assert ends(found) == [(0, (0, 0), (4, 0)), (1, (4, 0), (100, 0))]


def test_three_lines_through_one_point_make_one_node() -> None:
    found = noded(*CROSS, "LINESTRING (0 -50, 100 50)")
    assert len(found.line) == 6
    assert len(found.node_xy) == 7


def test_lines_along_each_other_meet_at_both_ends_of_the_stretch() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (20 30, 20 0, 60 0, 60 40)")
    assert len(found.line) == 6
    assert found.share[:3].tolist() == [0.2, 0.4, 0.4]


def test_vertices_between_cuts_stay_and_lines_without_length_go() -> None:
    found = noded(
        "LINESTRING (7 7, 7 7)", "LINESTRING (0 0, 10 0, 10 10)", "LINESTRING (0 5, 30 5)"
    )
    assert found.line.tolist() == [1, 1, 2, 2]
    assert shapely.get_coordinates(found.geometry[0]).tolist() == [[0, 0], [10, 0], [10, 5]]
    assert found.share[:2].tolist() == [0.75, 0.25]


def test_no_lines_no_links() -> None:
    found = noded()
    assert len(found.line) == len(found.geometry) == len(found.node_xy) == 0


def test_lengths_are_kept_on_a_random_tangle() -> None:
    random = np.random.default_rng(1)
    lines = [shapely.to_wkt(shapely.LineString(random.uniform(0, 1000, (4, 2)))) for _ in range(40)]
    found = noded(*lines, end_snap=0)

    shares = np.bincount(found.line, weights=found.share)
    assert shares == pytest.approx(np.ones(40))
    whole = shapely.union_all(shapely.from_wkt(lines))
    assert shapely.length(found.geometry).sum() == pytest.approx(
        shapely.length(shapely.from_wkt(lines)).sum(), rel=1e-4
    )
    crossings = shapely.get_num_geometries(whole)
    assert crossings >= len(found.line)


def test_an_end_near_a_line_of_another_level_stays() -> None:
    wkt = ("LINESTRING (0 0, 100 0)", "LINESTRING (40 3, 40 90)")
    assert len(noded(*wkt, level=[1, 0]).line) == 2
    assert len(noded(*wkt, level=[1, 1]).line) == 3


def test_an_end_on_a_line_of_another_level_joins_it() -> None:
    found = noded("LINESTRING (0 0, 100 0)", "LINESTRING (40 0, 40 90)", level=[1, 0])
    assert len(found.line) == 3


def test_a_bridge_comes_to_the_ground_where_it_ends_by_itself() -> None:
    road, bridge = "LINESTRING (0 0, 100 0)", "LINESTRING (40 3, 40 90)"
    more = "LINESTRING (40 3, 90 50)"
    apart = {"level": [0, 1, 1], "can_be_cut": [True, False, False]}
    assert len(noded(road, bridge, level=[0, 1], can_be_cut=[True, False]).line) == 3
    assert len(noded(road, bridge, more, **apart).line) == 3  # type: ignore[arg-type]


def test_acts_are_told_by_line() -> None:
    _, acts = mended(
        "LINESTRING (7 7, 7 7)",
        "LINESTRING (0 0, 100 0)",
        "LINESTRING (50 -50, 50 50)",
        "LINESTRING (40 3, 40 90)",
        "LINESTRING (104 0, 200 0)",
        "LINESTRING (150 0, 150 70)",
    )
    assert acts.crossing.tolist() == [1, 4]
    assert (acts.joined.tolist(), acts.joined_m.tolist()) == ([3], [3.0])
    assert (acts.met.tolist(), acts.met_m.tolist()) == ([1], [4.0])
    assert acts.empty.tolist() == [0]


def test_acts_between_a_settled_and_another_line_are_told_of_the_other() -> None:
    _, acts = mended(
        "LINESTRING (0 0, 100 0)",
        "LINESTRING (50 -50, 50 50)",
        "LINESTRING (30 2, 30 90)",
        "LINESTRING (101 0, 200 0)",
        is_settled=[True, False, False, False],
    )
    assert [acts.crossing.tolist(), acts.joined.tolist(), acts.met.tolist()] == [[1], [2], [3]]


def test_no_lines_no_acts() -> None:
    assert [len(act) for act in mended()[1]] == [0] * 6


def test_nodes_are_numbered_along_a_curve_whatever_the_order_of_lines() -> None:
    lines = ("LINESTRING (0 90, 90 90)", "LINESTRING (90 0, 0 0)", "LINESTRING (0 0, 0 90)")
    # South-west, north-west, north-east would be the order by quarters; the south-east is third.
    corners = [[0, 0], [0, 90], [90, 0], [90, 90]]
    assert noded(*lines).node_xy.tolist() == corners
    assert noded(*lines[::-1]).node_xy.tolist() == corners
