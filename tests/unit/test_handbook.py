from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Region
from pipeline.handbook import dictionary_page, region_page
from pipeline.methods import methods_page
from pipeline.schema import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_key_of_a_region_file_has_its_sentence() -> None:
    page = region_page()
    assert all(f"`{name}`" in page or f"{name}]" in page for name in Region.model_fields)
    assert "None |" not in page


def test_every_table_and_column_is_in_the_dictionary() -> None:
    page = dictionary_page()
    assert all(f"## `{name}`" in page for name in TABLES)
    assert all(f"| `{column}` |" in page for table in TABLES.values() for column in table.columns)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("region.md", region_page()),
        ("data-dictionary.md", dictionary_page()),
        ("methods.md", methods_page()),
    ],
)
def test_the_committed_pages_are_those_that_the_schema_makes(name: str, page: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page, "run `make docs`"
