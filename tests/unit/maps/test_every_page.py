"""What holds for every page alike."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pipeline.page import words
from tests import grid_region, page_data

MAP_PAGES = [name for name in grid_region.PAGES if name != "index"]
LARGEST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return grid_region.tables()


@pytest.mark.parametrize("name", grid_region.PAGES)
def test_same_bytes_whatever_the_order_of_rows(name: str, made: dict[str, Any]) -> None:
    again = {key: table.sample(frac=1, random_state=1) for key, table in made.items()}
    again["areas"], again["communities"] = made["areas"], made["communities"]
    again["network"], again["services"] = made["network"], made["services"]
    again["incidents"], again["hubs"] = made["incidents"], made["hubs"]
    assert grid_region.build(name, made) == grid_region.build(name, again)


@pytest.mark.parametrize("name", grid_region.PAGES)
def test_empty_tables_still_make_a_page(name: str, made: dict[str, Any]) -> None:
    html = grid_region.build(name, grid_region.empty(made))
    assert "Grid region" in html


@pytest.mark.parametrize("name", grid_region.PAGES)
def test_names_from_files_stay_text(name: str) -> None:
    made = grid_region.tables(names=grid_region.HOSTILE)
    changes = {"show_incident_points": True} if name == "stability" else {}
    html = grid_region.build(name, made, grid_region.HOSTILE, **changes)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "\u2028" not in html
    assert "{{ 7 * 7 }}" in html
    assert html.count("Content-Security-Policy") == 1


@pytest.mark.parametrize("name", grid_region.PAGES)
def test_frame(name: str, made: dict[str, Any]) -> None:
    html = grid_region.build(name, made)
    assert '<h1 dir="auto">Grid region</h1>' in html
    assert "Data as of</span> 2024-03-31" in html
    assert all(f'href="{page}"' in html for page in words.PAGES)
    assert f'href="{name}.html" aria-current=page' in html
    assert not re.search(r'<(script|link|img)[^>]*(src|href)="(?!data:)', html)


@pytest.mark.parametrize("name", MAP_PAGES)
def test_every_layer_fits_its_rows_classes_and_facts(name: str, made: dict[str, Any]) -> None:
    data = page_data.data_of(grid_region.build(name, made))
    choices = {"service": 5, "scenario": 2, "shown": 4, "measure": 5, "colour": 2, "view": 5}

    def leaves(values: Any, over: list[str]) -> list[Any]:  # noqa: ANN401
        if not over:
            return [values]
        assert len(values) == choices[over[0]]
        return [leaf for part in values for leaf in leaves(part, over[1:])]

    for layer in data["layers"]:
        rows = len(layer["shapes"])
        for codes in leaves(layer["classes"]["values"], layer["classes"]["over"]):
            assert len(codes) == rows
            assert all(int(code, 36) < len(layer["styles"]) for code in codes)
        for fact in layer["facts"]:
            assert all(len(leaf) == rows for leaf in leaves(fact["values"], fact.get("over", [])))
        assert len(layer["titles"]) == (rows if layer["facts"] else len(layer["titles"]))


@pytest.mark.parametrize("name", MAP_PAGES)
def test_popups_carry_the_evidence_grade(name: str, made: dict[str, Any]) -> None:
    layers = page_data.data_of(grid_region.build(name, made))["layers"]
    labels = {fact["label"] for layer in layers for fact in layer["facts"]}
    assert any(label.startswith("Evidence") for label in labels)


@pytest.mark.parametrize("name", MAP_PAGES)
def test_every_switchable_layer_is_drawn(name: str, made: dict[str, Any]) -> None:
    html = grid_region.build(name, made)
    drawn = {layer["id"] for layer in page_data.data_of(html)["layers"]}
    assert set(re.findall(r'data-layer="(\w+)"', html)) <= drawn


def test_a_country_fits_into_a_megabyte_and_a_half() -> None:
    made = grid_region.tables(n=14, per_area=51)
    assert len(made["areas"]) == 196
    assert len(made["communities"]) == 9_996
    for name in grid_region.PAGES:
        assert len(grid_region.build(name, made).encode()) < LARGEST_BYTES, name


def test_data_block_is_plain_json(made: dict[str, Any]) -> None:
    data = page_data.raw_data_of(grid_region.build("access", made))
    assert json.loads(json.dumps(data)) == data
    assert data["switches"] == ["view", "service", "scenario"]
