from __future__ import annotations

from pipeline.errors import few


def test_the_first_names_are_told_and_how_many_more_there_are() -> None:
    assert few(["a"]) == "a"
    assert few(list("abcde")) == "a, b, c, d, e"
    assert few(["x"] * 2000, 1) == "x and 1,999 more"
