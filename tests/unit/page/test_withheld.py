from __future__ import annotations

import pytest

from pipeline.page.withheld import lines
from pipeline.withheld import FEW_PEOPLE, SENSITIVE, Withheld
from tests import grid_region


def test_nothing_is_said_where_nothing_is_published() -> None:
    assert lines(None) == []


def test_a_published_page_says_that_nothing_had_to_be_withheld() -> None:
    assert lines([]) == ["Nothing had to be withheld."]


def test_numbers_add_up_over_tables_and_types_do_not() -> None:
    told = [Withheld(FEW_PEOPLE, name, "people", 600) for name in ("access", "links")]
    told += [Withheld(SENSITIVE, name, "", 2) for name in ("access", "links")]
    people, types = lines(told)
    assert "1,200" in people
    assert types.endswith("where they are: 2.")


@pytest.mark.parametrize("name", grid_region.PAGES)
def test_every_page_lists_it_where_it_is_published_and_only_there(name: str) -> None:
    made = grid_region.tables()
    asked = grid_region.publish(k_min=10_000, sensitive=["school"])
    html = grid_region.build(name, made, publish=asked)
    assert html.count(">Withheld<") == 1
    assert html.count("Numbers that tell of few people") == 1
    assert "Numbers that tell of few people" not in grid_region.build(name, made)
