from __future__ import annotations

import pytest

from pipeline.print.grey import ink_on, lightness, rgb


@pytest.mark.parametrize(
    ("colour", "light"),
    [("#ffffff", 100), ("#000000", 0), ("#777777", 50.03), ("#ff0000", 53.24), ("#0000ff", 32.30)],
)
def test_lightness_is_that_of_cie_1976(colour: str, light: float) -> None:
    assert lightness(colour) == pytest.approx(light, abs=0.02)


def test_colours_are_read_as_pages_write_them() -> None:
    assert rgb("rgb(166,166,166)") == pytest.approx((166 / 255,) * 3)
    assert lightness("rgb(51, 0, 255)") == lightness("#3300ff")


def test_letters_are_white_on_dark_and_black_on_light() -> None:
    assert (ink_on("#5a1f3c"), ink_on("#d3e9e2")) == ("white", "black")
