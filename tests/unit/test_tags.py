from __future__ import annotations

import pandas as pd
import pytest

from pipeline.errors import StageError
from pipeline.tags import tags_in

NETWORK = pd.DataFrame(
    {
        "link_id": ["a", "b", "c"],
        "surface": pd.Series(["Mud", None, "sand"], dtype="str"),
        "is_ford": [True, False, False],
        "length_m": [1.0, 2.0, 3.0],
    }
)


def rules(*tags: str) -> pd.DataFrame:
    return pd.DataFrame({"tag": pd.Series(tags, dtype="str")})


def test_links_bear_the_value_in_lower_case_and_those_without_one_the_other_number() -> None:
    tags = tags_in(rules("surface", "surface"), NETWORK, stage="s", table="t")
    assert list(tags) == ["surface"]
    found = tags["surface"].numbers({"mud": 0.5, "clay": 0.1}, 1.0)
    assert found.tolist() == [0.5, 1.0, 1.0]


@pytest.mark.parametrize("name", ["ford", "is_ford"])
def test_yes_and_no_are_words(name: str) -> None:
    tag = tags_in(rules(name), NETWORK, stage="s", table="t")[name]
    assert tag.column == "is_ford"
    assert tag.numbers({"yes": 1.0, "no": 2.0}, 0.0).tolist() == [1, 2, 2]


def test_no_rules_and_no_links() -> None:
    assert tags_in(rules(), NETWORK, stage="s", table="t") == {}
    tag = tags_in(rules("surface"), NETWORK.iloc[:0], stage="s", table="t")["surface"]
    assert tag.numbers({"mud": 1.0}, 0.0).tolist() == []


@pytest.mark.parametrize("name", ["surfaces", "length_m"])
def test_what_is_no_column_of_words_is_told_with_those_that_are(name: str) -> None:
    match = rf"s: tag {name} of travel\.t_table is no column .* known are link_id, surface, ford"
    with pytest.raises(StageError, match=match):
        tags_in(rules(name, "surface"), NETWORK, stage="s", table="t")
