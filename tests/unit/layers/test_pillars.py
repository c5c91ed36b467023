import pytest

from pipeline.layers.pillars import pillars
from pipeline.schema import PILLARS, conform
from tests.scored import METHOD, NEAR, RATE, Rule, indicators, rules

TRUST = (Rule("a", "cohesion", weight=2), Rule("b", "cohesion", weight=1))


def made(values: dict[str, list[float | None]], *rows: Rule):  # type: ignore[no-untyped-def]  # noqa: ANN201
    table = rules(*rows)
    found = pillars(indicators=indicators(table, values), indicator_rules=table, **METHOD)
    return conform("pillars", found).set_index(["area_id", "pillar"])


def test_a_pillar_is_the_weighted_mean_of_its_indicators() -> None:
    table = made({"a": [0.2, 0.5], "b": [0.8, 0.5]}, *TRUST)
    assert table.loc[("a00", "cohesion"), "score"] == pytest.approx((2 * 2 + 8) / 3)
    assert table.loc[("a01", "cohesion"), "score"] == pytest.approx(5)


def test_each_area_has_each_pillar_whether_there_is_one_or_not() -> None:
    table = made({"a": [0.2, None], "b": [0.8, None]}, *TRUST)
    assert len(table) == 2 * len(PILLARS)
    assert table.loc[("a01", "cohesion"), "reason"] == "no_data"
    assert table.loc[("a00", "economy"), "reason"] == "not_in_table"
    assert set(table["grade"][table["score"].isna()]) == {"X"}


def test_too_little_weight_makes_no_pillar_and_its_share_is_told() -> None:
    table = made({"a": [0.2, None], "b": [None, 0.8]}, *TRUST).xs("cohesion", level="pillar")
    assert table["weight_share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["reason"].tolist() == ["ok", "too_little"]
    assert table["score"].iloc[0] == pytest.approx(2)
    assert table["score"].isna().tolist() == [False, True]
    assert table["indicators_count"].tolist() == [1, 1]


def test_lacking_weight_makes_the_grade_one_worse() -> None:
    table = made({"a": [0.2, 0.2], "b": [None, 0.8]}, *TRUST).xs("cohesion", level="pillar")
    assert table["grade"].tolist() == ["C", "B"]


def test_an_area_without_anything_is_a_clear_result() -> None:
    table = made({"near": [None], "rate": [None]}, NEAR, RATE)
    assert table["score"].isna().all()
    assert set(table["grade"]) == {"X"}
