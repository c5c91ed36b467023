from __future__ import annotations

from io import BytesIO

import pytest
from matplotlib.figure import Figure

from pipeline.paper.lettering import BOX, ELLIPSIS, fitted, font, plain, shown, width_mm, wrapped


def test_a_text_is_one_line_without_marks_that_steer() -> None:
    assert plain(" a\n b\u200f\x00\u202e c ") == "a b c"


def test_letters_that_the_font_lacks_are_boxes() -> None:
    assert shown("Ñöž \u6f22") == f"Ñöž {BOX}"


def test_widths_grow_with_size_and_add_up() -> None:
    assert width_mm("ab", 10) == pytest.approx(width_mm("a", 10) + width_mm("b", 10))
    assert width_mm("a", 20) == pytest.approx(2 * width_mm("a", 10))
    assert width_mm("a", 10, is_bold=True) > width_mm("a", 10)
    assert width_mm("", 10) == 0


@pytest.mark.parametrize("text", ["x" * 300, "word " * 60, "W" * 100_000, "$\\frac{a}{b}$" * 30])
def test_what_is_too_wide_is_cut_to_fit(text: str) -> None:
    cut = fitted(text, 9, 40)
    assert cut.endswith(ELLIPSIS)
    assert 36 < width_mm(cut, 9) <= 40
    assert fitted("short", 9, 40) == "short"


def test_lines_break_between_words_and_the_last_is_cut() -> None:
    lines = wrapped("one two three four five six", 8, 14, 2)
    assert lines[0] == "one two"
    assert lines[1].startswith("three")
    assert lines[1].endswith(ELLIPSIS)
    assert all(width_mm(line, 8) <= 14 for line in lines)
    assert wrapped("", 8, 14, 2) == [""]


def drawn(text: str) -> bytes:
    figure = Figure((3, 0.6))
    figure.text(0.1, 0.4, text, fontproperties=font(), fontsize=24, parse_math=False)
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


def test_arabic_letters_are_joined_and_run_from_the_right() -> None:
    peace = "\u0633\u0644\u0627\u0645"
    # Seen as it begins a word, lam with alef, meem on its own: forms that need no joining.
    forms = "\ufeb3\ufefc\ufee1"
    assert shown(peace) == peace
    assert drawn(peace) == drawn(forms)
    assert drawn(peace) != drawn(peace[::-1])
