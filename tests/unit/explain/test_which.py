from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.explain.which import Subject, area_of, subject_of


class Tables:
    """The tables of a question, and the names of all stages."""

    steps = dict.fromkeys(("resilience", "stability", "access"))

    def table(self, name: str) -> Any:  # noqa: ANN401
        areas = {"area_id": ["a", "b"], "area_name": ["Bo", "Bo"], "adm1_name": [None, "South"]}
        return {
            "areas": pd.DataFrame(areas).assign(adm2_name=None),
            "indicator_rules": pd.DataFrame({"indicator": ["health_near", "incident_rate"]}),
        }[name]


layers: Any = Tables()


@pytest.mark.parametrize(
    ("word", "kind", "table"),
    [
        ("health_near", "indicator", "indicators"),
        ("security", "pillar", "pillars"),
        ("quadrant", "column", "resilience"),
        ("rate_per_100k", "column", "stability"),
        ("resilience.rate_per_100k", "column", "resilience"),
        ("median_min", "column", "access"),
    ],
)
def test_a_word_is_an_indicator_a_pillar_or_a_column(word: str, kind: str, table: str) -> None:
    assert subject_of(layers, word) == Subject(kind, word.rpartition(".")[2], table)


@pytest.mark.parametrize("word", ["rate_per_100", "area_id", "access.rate_per_100k", "helth_near"])
def test_a_word_that_is_none_of_them_names_what_is_close(word: str) -> None:
    with pytest.raises(
        StageError, match=r"no indicator, pillar, or column .*(close to|indicators)"
    ):
        subject_of(layers, word)


def test_namesakes_are_told_apart_by_id_and_division() -> None:
    with pytest.raises(StageError, match=r"2 bear the name 'bo'.*a \(a\); b \(South\)"):
        area_of(layers, "bo")
    assert area_of(layers, "b")["adm1_name"] == "South"
