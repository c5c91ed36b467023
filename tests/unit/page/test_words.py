from __future__ import annotations

import pytest

from pipeline import schema
from pipeline.page import language, words


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (words.QUADRANTS, schema.QUADRANTS),
        (words.STATUSES, schema.STATUSES),
        (words.REASONS, schema.REASONS),
        (words.HUB_REASONS, schema.REASONS),
        (words.GRADES, schema.GRADES),
        (words.LINK_STATUSES, schema.LINK_STATUSES),
        (words.REGISTER_STATUSES, schema.TABLES["links"].columns["status"].choices),
        (
            {"known": "", **words.DETOURS},
            schema.TABLES["links"].columns["detour"].choices,
        ),
        (words.REPORT_FATES, schema.TABLES["closure_effects"].columns["fate"].choices),
        (words.NODES, schema.TABLES["cut_nodes"].columns["kind"].choices),
        (words.TRENDS, schema.TABLES["stability"].columns["trend"].choices),
        (words.FATES, schema.TABLES["stability_region"].columns["fate"].choices),
        (words.ORIGINS, schema.TABLES["as_of"].columns["origin"].choices),
    ],
)
def test_every_code_has_words(said: dict[str, str], codes: tuple[str, ...]) -> None:
    assert set(said) == set(codes)


def test_scenario() -> None:
    assert words.scenario("wet-foot") == "Wet season, on foot"
    assert words.scenario("as-it-is") == "as-it-is"


def test_service() -> None:
    assert words.service("water_point") == "Water point"
    assert words.service("") == "Unnamed service"


def test_numbers() -> None:
    assert words.number(1234.5) == "1,234"
    assert words.number(float("nan")) == words.number(None) == "\N{EN DASH}"
    assert words.percent(0.256) == "26 %"
    assert words.percent(None) == "\N{EN DASH}"


def test_people_are_counted_with_their_noun() -> None:
    counts = (0, 1, 1.4, 1_234, float("nan"))
    said = [words.people(count) for count in counts]
    assert said == ["0 people", "1 person", "1 person", "1,234 people", "\N{EN DASH} people"]
    assert words.effect(1, 2) == "Cuts off 1 person and slows 2 people"
    with language.speaking("fr"):
        assert [words.people(count) for count in counts[:2]] == ["0 personne", "1 personne"]
