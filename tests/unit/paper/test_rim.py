from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from pipeline.paper.frame import ground_m
from pipeline.paper.rim import SCALE_MM, draw_scale, write

MIDDLE_OF_ZONE = "EPSG:32629"


@pytest.mark.parametrize(
    ("crs", "north", "ground"),
    [(MIDDLE_OF_ZONE, 1_000_000, 1 / 0.9996), ("EPSG:3857", 8_399_738, 0.5), ("EPSG:3857", 0, 1)],
)
def test_a_metre_of_the_plane_is_as_much_ground_as_the_projection_says(
    crs: str, north: float, ground: float
) -> None:
    # 8,399,738 m of web Mercator is 60 degrees north, whose cosine is a half.
    frame = (499_000, north - 1000, 501_000, north + 1000)
    assert ground_m(crs, frame) == pytest.approx(ground, rel=0.004)


@pytest.mark.parametrize("unit", [1.0, 1.25])
def test_the_bar_tells_a_round_length_and_the_scale_of_the_paper(unit: float) -> None:
    m_per_mm = 1000.0
    axes = Figure().add_axes((0, 0, 1, 1))
    corner = (0.0, 0.0, SCALE_MM[0] * unit * m_per_mm, SCALE_MM[1] * unit * m_per_mm)
    frame = (400_000.0, 0.0, 600_000.0, 200_000.0)
    draw_scale(axes, MIDDLE_OF_ZONE, frame, corner, "1 : {:,.0f}".format, unit)
    texts = [text.get_text() for text in axes.texts]
    assert {"20 km", "1 : 1,000,000", "N"} <= set(texts)


def test_text_is_never_a_formula_and_may_stand_outside_the_frame() -> None:
    axes = Figure().add_axes((0, 0, 1, 1))
    write(axes, 0, 0, "$x$", 6, clip_on=False)
    (text,) = axes.texts
    assert (text.get_text(), text.get_parse_math(), text.get_clip_on()) == ("$x$", False, False)
