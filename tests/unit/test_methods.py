from __future__ import annotations

import pytest

from pipeline.config import Index, Region
from pipeline.methods import CHAPTERS, PLAIN, methods_page, told_by
from pipeline.stages import LAYERS, Stage


def test_every_layer_is_told_once() -> None:
    told = [name for names in CHAPTERS.values() for name in names]
    assert sorted(told) == sorted(stage.name for stage in LAYERS)
    page = methods_page()
    assert all(page.count(f"\n### `{name}`\n") == 1 for name in told)


def test_rules_defaults_and_meanings_are_those_of_layer_and_region_file() -> None:
    page = methods_page()
    of_stability = page.partition("### `stability`")[2].partition("###")[0]
    assert "Escalating: 2 or\nmore" in of_stability, "what stands at the head of the file"
    assert "| `half_life_months` | `12` | Age at which an incident counts half" in of_stability
    assert "| `quiet_months` | `12` | Months without incidents" in of_stability
    assert "| `trend_p` | `0.05` |" in of_stability
    assert "| `time_limit_min` | none |" in page
    assert "Parameters\n---" not in page


def test_every_shipped_indicator_is_told_with_its_goalposts() -> None:
    of_index = methods_page().partition("## Indicators of the index")[2]
    rate = next(line for line in of_index.splitlines() if line.startswith("| `incident_rate` |"))
    assert "| security | 2 |" in rate
    assert "| `stability.rate_per_100k` | per 100k a year | Lower is better: " in rate
    near = next(line for line in of_index.splitlines() if line.startswith("| `water_near` |"))
    assert "`access.within_30_min_share` of water or water_point" in near


def test_a_parameter_takes_the_sentence_of_its_own_section() -> None:
    told = told_by("pipeline.layers.link_risk:link_risk")
    assert told.meanings["near_km"].startswith("Incidents this near a link")
    assert {"near_km", "months", "limit"} <= told.assumed


def test_a_key_that_sections_share_is_told_as_in_the_section_that_the_stage_takes_it_from() -> None:
    # `count` is in `draws`, `robustness` and `near_repeat`, `seed` in `index` too.
    assert told_by("pipeline.layers.reach_spread:reach_spread").meanings["count"].startswith("Sets")
    told = told_by("pipeline.layers.sensitivity:sensitivity")
    assert told.meanings["seed"] == Index.model_fields["seed"].description
    assert "count" not in told.meanings, "it takes none"


def test_speeds_drawn_for_access_are_told_as_such() -> None:
    of_draws = methods_page().partition("### `access_draws`")[2].partition("###")[0]
    assert "| `count` | `100` | Sets of speeds drawn" in of_draws
    assert "| `access_service` | `health` | Service type" in of_draws
    assert "| `access_within_min` | `60` | Minutes" in of_draws


@pytest.mark.parametrize("stage", LAYERS, ids=lambda stage: stage.name)
def test_no_two_parameters_of_a_layer_have_one_meaning(stage: Stage) -> None:
    meanings = told_by(stage.function).meanings
    given = stage.parameters(Region.model_validate(PLAIN))
    told = [meanings[name] for name in given if name in meanings]
    assert len(set(told)) == len(told)


def test_nulls_and_ties_of_indicators_are_told_above_their_table() -> None:
    above = methods_page().partition("## Indicators of the index")[2].partition("| indicator |")[0]
    assert "has a gap there, never a zero" in above, "the layer's own words"
    assert "Ties: areas are scored one by one" in above


def test_what_stands_at_the_head_of_another_file_is_told_too() -> None:
    told = told_by("pipeline.layers.stability:stability")
    assert any("Totals take all years" in part for part in told.head)
