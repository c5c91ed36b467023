from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import ConfigError
from pipeline.notebook.page import Shown, _breaks, _classes, explored
from tests import grid_region, page_data
from tests.unit.notebook.test_table import REGION, Stored, view

if TYPE_CHECKING:
    from pathlib import Path

DRAWN = {
    "access": ("areas", "area"),
    "reach": ("communities", "circle"),
    "links": ("links", "line"),
    "isolation": ("communities", "circle"),
    "stability_years": ("rows", "area"),
    "hubs": ("rows", "circle"),
}
"""By table: what its layer is called, which search and labels know it by, and how it is drawn."""


def rows_of(shown: Shown) -> Any:  # noqa: ANN401
    """Return the one layer that is told in popups."""
    layers = page_data.data_of(shown.html)["layers"]
    (own,) = (layer for layer in layers if layer["facts"])
    return own


@pytest.mark.parametrize("name", DRAWN)
def test_rows_are_drawn_as_what_they_are(name: str) -> None:
    layer = rows_of(view(name).explore())
    assert (layer["id"], layer["kind"]) == DRAWN[name]
    assert len(layer["shapes"]) == len(view(name).rows())


def test_areas_are_labelled_row_for_row() -> None:
    own = view("access")
    short = own.rows().iloc[[2, 0]]
    shown = explored("access", "people", short, Stored(), REGION, "area_name", {})  # type: ignore[arg-type]
    labels = page_data.data_of(shown.html)["labels"]
    areas = [
        name for kind, name in zip(labels["kinds"], labels["names"], strict=True) if kind == "area"
    ]
    assert areas == rows_of(shown)["titles"] == short["area_name"].tolist()


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
