from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import ConfigError
from pipeline.notebook.page import Shown, _breaks, _classes
from tests import grid_region, page_data
from tests.unit.notebook.test_table import view

if TYPE_CHECKING:
    from pathlib import Path

DRAWN = {"access": "area", "reach": "circle", "links": "line", "isolation": "circle"}


def rows_of(shown: Shown) -> Any:  # noqa: ANN401
    layers = page_data.data_of(shown.html)["layers"]
    return next(layer for layer in layers if layer["id"] == "rows")


@pytest.mark.parametrize("name", DRAWN)
def test_rows_are_drawn_as_what_they_are(name: str) -> None:
    layer = rows_of(view(name).explore())
    assert layer["kind"] == DRAWN[name]
    assert len(layer["shapes"]) == len(view(name).rows())


def test_popups_hold_every_column_by_its_name() -> None:
    own = view("access")
    labels = {fact["label"] for fact in rows_of(own.explore())["facts"]}
    assert labels == {*own.table.columns}


def test_an_area_is_called_by_its_name() -> None:
    names = grid_region.tables()["areas"]["area_name"].tolist()
    assert rows_of(view("access").explore())["titles"] == names


def test_numbers_fall_into_parts_with_as_many_each() -> None:
    assert _breaks(np.arange(101.0)) == [20, 40, 60, 80]
    values = pd.Series([*np.arange(101.0), np.nan])
    classes, entries = _classes(values, "x")
    assert np.bincount(classes).tolist() == [21, 20, 20, 20, 20, 1]
    assert [entry.label for entry in entries][0::5] == ["up to 20", "not known"]


def test_many_that_are_nothing_are_a_class_of_their_own() -> None:
    assert _breaks(np.array([0.0] * 50 + [*range(1, 101)])) == [0, 41, 60, 80]


def test_words_are_classes_and_the_unknown_is_the_last() -> None:
    classes, entries = _classes(pd.Series(["b", None, "a", "b"]), "x")
    assert classes.tolist() == [1, 2, 0, 1]
    assert [entry.label for entry in entries] == ["a", "b", "not known"]


def test_too_many_words_cannot_be_told_apart_by_colour() -> None:
    with pytest.raises(ConfigError, match="x has 9 different values, too many"):
        _classes(pd.Series(list("abcdefghi")), "x")


def test_a_page_is_kept_as_it_is_shown(tmp_path: Path) -> None:
    shown = view("access").explore()
    assert shown.save(tmp_path / "a.html").read_text(encoding="utf-8") == shown.html
    frame = shown._repr_html_()
    assert frame.count("<") == 2, "nothing of the page stands outside the frame"
