"""The question and its legend in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.whatif.panel import blocks, lead

NOBODY: Any = pd.DataFrame({"service_id": []})


def links(*deeds: tuple[str, float]) -> Any:  # noqa: ANN401  a table without its geometry
    return pd.DataFrame(deeds, columns=["deed", "length_m"])


def test_the_question_is_said_with_its_kilometres() -> None:
    told = lead(links(("closed", 1000), ("closed", 500), ("added", 12_300)), NOBODY)
    assert "if 1.5 km of road were closed and 12.3 km of road were added." in told
    two: Any = pd.DataFrame({"service_id": ["a", "b"]})
    assert "if 2 services were added." in lead(links(), two)
    assert "if 1 service was added." in lead(links(), two[:1])


def test_where_all_is_so_already_it_is_said() -> None:
    assert lead(links(), NOBODY) == "Nothing changes: all that was asked for is so already."


def test_only_what_was_done_is_in_the_legend() -> None:
    size = {"fact": 0, "factor": 0.05, "least": 2.0, "near": 5.0, "most": 18.0}
    told = "".join(blocks(size, links(("closed", 1.0)), NOBODY))
    assert "Links: closed" in told
    assert "Added services" not in told
    assert told.count('data-number="') == 5
    assert "Links" not in "".join(blocks(size, links(), NOBODY))
