from __future__ import annotations

from pipeline.methods import CHAPTERS, methods_page
from pipeline.stages import LAYERS


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
    assert "| `quiet_months` | `12` |" in of_stability, "two parameters with one description"
    assert "| `trend_p` | `0.05` |" in of_stability
    assert "| `time_limit_min` | none |" in page
    assert "Parameters\n---" not in page
