from __future__ import annotations

import numpy as np
import pytest
import shapely

from pipeline.geo.cutting import Links, repeats


def links_of(*rows: tuple[int, int, str]) -> Links:
    """Links given by their nodes and lines."""
    n = len(rows)
    lines = shapely.from_wkt(np.array([wkt for _, _, wkt in rows], object))
    from_node = np.array([u for u, _, _ in rows], np.int64)
    to_node = np.array([v for _, v, _ in rows], np.int64)
    return Links(np.arange(n), np.ones(n), from_node, to_node, lines, np.zeros((9, 2)))


def repeated(found: Links, rank: list[int], kind: list[int] | None = None) -> list[bool]:
    kinds = np.array(kind or [0] * len(found.line), np.int64)
    return list(repeats(found, kinds, np.array(rank, np.int64)))


STRAIGHT = "LINESTRING (0 0, 90 0)"
BACK = "LINESTRING (90 0, 30 0, 0 0)"
BENT = "LINESTRING (0 0, 45 9, 90 0)"


def test_the_link_of_the_lowest_rank_stays() -> None:
    found = links_of((0, 1, STRAIGHT), (1, 0, BACK), (0, 1, STRAIGHT))
    assert repeated(found, [2, 0, 1]) == [True, False, True]
    assert repeated(found, [0, 0, 0]) == [False, True, True]


@pytest.mark.parametrize(
    ("row", "kind"),
    [((0, 1, BENT), 0), ((0, 2, STRAIGHT), 0), ((0, 1, STRAIGHT), 1)],
    ids=["line", "node", "kind"],
)
def test_links_that_differ_stay(row: tuple[int, int, str], kind: int) -> None:
    assert repeated(links_of((0, 1, STRAIGHT), row), [0, 1], [0, kind]) == [False, False]


def test_pairs_of_equals_among_parallel_links() -> None:
    found = links_of((0, 1, STRAIGHT), (0, 1, BENT), (1, 0, BACK), (0, 1, BENT))
    assert repeated(found, [0, 1, 2, 3]) == [False, False, True, True]


def test_no_links_no_repeats() -> None:
    assert repeated(links_of(), []) == []
