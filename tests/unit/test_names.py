from __future__ import annotations

import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.names import one_of

IDS = pd.Series(["a1", "a2", "a3", "Bo"])
NAMES = pd.Series(["Bo", "Kenema", "kenema ", None])


def found(word: str) -> str:
    return one_of(IDS, NAMES, "in " + IDS, word, "area", "a list has them")


def test_an_id_goes_before_a_name_and_case_does_not_matter() -> None:
    assert found("Bo") == "Bo"
    assert found("bo ") == "a1"


def test_namesakes_are_told_apart_by_their_ids() -> None:
    with pytest.raises(StageError, match=r"2 bear .*: a2 \(in a2\); a3 \(in a3\)$"):
        found("Kenema")


def test_a_miss_names_what_is_close_or_where_the_list_is() -> None:
    with pytest.raises(StageError, match=r"no area bears .*close to it: Kenema|kenema"):
        found("Kenemma")
    with pytest.raises(StageError, match="a list has them"):
        found("zzzzzz")
