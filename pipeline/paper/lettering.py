"""Text on paper: one font that the package ships, letters that it has, lines that fit."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

BOX = "\N{WHITE SQUARE}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LONGEST = 6000
"""Letters of a text that are looked at: no page holds as many in one paragraph."""
FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
POINTS_PER_MM = 72 / 25.4


@cache
def font(*, is_bold: bool = False) -> FontProperties:
    """Return the font, by its file: whatever else a machine has installed, pages are the same."""
    return FontProperties(fname=str(Path(mpl.get_data_path()) / "fonts" / "ttf" / FILES[is_bold]))


def plain(text: str) -> str:
    """Return a text in one line, without control characters (marks of direction too)."""
    kept = (" " if letter.isspace() else letter for letter in str(text)[:LONGEST])
    shown = "".join(letter for letter in kept if unicodedata.category(letter)[0] != "C")
    return " ".join(shown.split())


def shown(text: str) -> str:
    """Return a text in the font's letters: a white square for each that it lacks."""
    known = _letters()
    return "".join(letter if ord(letter) in known else BOX for letter in plain(text))


def width_mm(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return how wide a text is at a size in points; letters that join are measured apart."""
    return sum(_advance(letter, is_bold) for letter in text) * size / POINTS_PER_MM


def fitted(text: str, size: float, limit_mm: float, *, is_bold: bool = False) -> str:
    """Return a text in the font's letters, cut off with an ellipsis where it is too wide."""
    text = shown(text)
    if width_mm(text, size, is_bold=is_bold) <= limit_mm:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_mm(text[:middle].rstrip() + ELLIPSIS, size, is_bold=is_bold) <= limit_mm:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def wrapped(text: str, size: float, limit_mm: float, most: int) -> list[str]:
    """Return a text in at most so many lines, broken between words; the last one is cut to fit."""
    words, lines = shown(text).split(), [""]
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if not lines[-1] or width_mm(longer, size) <= limit_mm:
            lines[-1] = longer
            words.pop(0)
        elif len(lines) < most:
            lines.append("")
        else:
            lines[-1] = f"{lines[-1]} {' '.join(words)}"
            words = []
    return [fitted(line, size, limit_mm) for line in lines]


@cache
def _letters() -> frozenset[int]:
    """Return the letters that both faces have."""
    return frozenset.intersection(*(frozenset(_face(is_bold).get_charmap()) for is_bold in FILES))


@cache
def _face(is_bold: bool) -> FT2Font:  # noqa: FBT001  a key of the cache
    """Return the letters' shapes at 100 points, where a point is a unit."""
    face = FT2Font(str(font(is_bold=is_bold).get_file()))
    face.set_size(100, 72)
    return face


@cache
def _advance(letter: str, is_bold: bool) -> float:  # noqa: FBT001  a key of the cache
    """Return the advance of one letter at a size of one point, in points."""
    glyph = _face(is_bold).load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100
