from __future__ import annotations

import pytest

from pipeline.geo.batches import batches


@pytest.mark.parametrize(
    ("count", "bytes_each", "sizes"),
    [
        (40, 0, [16, 16, 8]),
        (40, 10**6, [16, 16, 8]),
        (16, 125_000_000, [16]),
        (16, 125_000_001, [15, 1]),
        (5, 900_000_000, [2, 2, 1]),
        (3, 10**12, [1, 1, 1]),
        (0, 1, []),
    ],
)
def test_as_many_as_fit(count: int, bytes_each: int, sizes: list[int]) -> None:
    found = list(batches(range(count), bytes_each))
    assert [len(one) for one in found] == sizes
    assert [value for one in found for value in one] == list(range(count))
