from __future__ import annotations

import pytest

from pipeline.paper.names import NEAR, beside, extent_mm


def test_lines_of_text_are_as_wide_as_the_widest_and_lie_below_each_other() -> None:
    width, height = extent_mm(["Upper Bambara"], 10.0)
    assert extent_mm(["Upper Bambara", "Bo"], 10.0) == pytest.approx((width, 2 * height))
    assert extent_mm(["Upper Bambara"], 20.0) == pytest.approx((2 * width, 2 * height))
    assert extent_mm(["Upper Bambara"], 10.0, is_bold=True)[0] > width


def test_a_name_stands_right_of_its_sign_then_left_above_below_and_at_the_corners() -> None:
    middles = list(beside(100, 50, gap=1, width=10, height=4))
    assert middles[:4] == [(106, 50), (94, 50), (100, 53), (100, 47)]
    x, y = 5 + NEAR, 2 + NEAR
    corners = [(100 + x, 50 + y), (100 - x, 50 + y), (100 + x, 50 - y), (100 - x, 50 - y)]
    assert middles[4:] == [pytest.approx(corner) for corner in corners]
