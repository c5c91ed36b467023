"""The made-up region explains its numbers: from the score back to the rows of the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.engine.fingerprint import digest
from pipeline.explain.paper import WIDTH
from pipeline.explain.run import explain
from pipeline.page import telling
from tests import page_data

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sample_project import Built

LISTED = re.compile(r", (?=\w+ = )")
"""Between two parameters."""


def asked(sample: Built, area: str, word: str | None = None) -> str:
    return explain(sample.project, "sample", area, word, inputs=None)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def area(sample: Built) -> str:
    """Return an area that has a full index."""
    table = sample.table("resilience").sort_values(["gaps", "area_id"])
    return str(table[table["index"].notna()]["area_id"].iloc[0])


def test_the_summary_tells_the_index_each_pillar_and_each_indicator(
    sample: Built, area: str
) -> None:
    text = flat(asked(sample, area))
    row = sample.table("resilience").set_index("area_id").loc[area]
    assert f"{row['index']:.1f} of 10, class" in text
    for name in ("indicator_rules", "pillars"):
        column = "indicator" if name == "indicator_rules" else "pillar"
        assert all(word in text for word in sample.table(name)[column])
    for pillar in str(row["gaps"]).split(", "):
        assert f"{pillar} no data: an information gap" in text


def test_an_indicator_is_told_with_its_number_and_its_files(sample: Built, area: str) -> None:
    text = flat(asked(sample, area, "incident_rate"))
    table = sample.table("indicators").set_index(["area_id", "indicator"])
    row: Any = table.loc[(area, "incident_rate")]
    rule: Any = sample.table("indicator_rules").set_index("indicator").loc["incident_rate"]
    assert telling.line(row.to_dict(), rule.to_dict()) in text
    file = sample.project / "data" / "sample" / "ged.csv"
    kept, fallen = len(sample.table("incidents")), sample.fallen()
    rejected = ((fallen["source"] == "ged.csv") & (fallen["action"] == "rejected")).sum()
    assert f"ged.csv {digest(file)[:12]}" in text
    assert f"{kept} kept, {rejected} rejected" in text
    assert "rate_years = 3. Years up to `as_of`" in text
    assert "drawn towards" not in text, "no words but those of tables, records and layers"


def test_every_indicator_and_pillar_of_an_area_can_be_explained(sample: Built, area: str) -> None:
    words = [*sample.table("indicator_rules")["indicator"], *sample.table("pillars")["pillar"]]
    for word in dict.fromkeys(words):
        lines = asked(sample, area, word).splitlines()
        assert lines[0].startswith(word)
        assert max(map(len, lines)) <= WIDTH
        heads = [line for line in lines if line and not line.startswith(" ")]
        assert heads[-2:] == ["Not known, or assumed", "Made"]


def test_popups_unfold_the_number_as_it_is_explained(sample: Built, area: str) -> None:
    page = (sample.project / "maps" / "sample" / "resilience.html").read_text(encoding="utf-8")
    rules = sample.table("indicator_rules").sort_values(["pillar", "indicator"])
    unfolded = page_data.data_of(page)["layers"][0]["told"]
    for rule, popup in zip(rules.to_dict("records"), unfolded, strict=True):
        text = flat(asked(sample, area, rule["indicator"]))
        note, _, rest = popup["note"].partition(" Parameters: ")
        assert note in text
        for given in LISTED.split(rest.partition(". Files: ")[0].removesuffix(".")):
            assert " = " in given
            assert given in text, rule["indicator"]


@pytest.mark.parametrize("word", ["rate_per_100k", "quadrant", "access.median_min", "trend"])
def test_columns_of_tables_of_areas_can_be_explained(sample: Built, area: str, word: str) -> None:
    text = flat(asked(sample, area, word))
    assert "Formula, in the words of the layers" in text


def test_the_shares_of_a_table_by_service_are_told_for_the_base_scenario(
    sample: Built, area: str
) -> None:
    text = asked(sample, area, "band_30_min_share")
    table = sample.table("access").set_index(["area_id", "scenario", "service_type"])
    share: Any = table.loc[(area, "dry-4x4", "health"), "band_30_min_share"]
    assert f"health dry-4x4 {telling.amount(share, 'share')}" in flat(text)
    assert "wet-4x4" not in text.partition("Evidence")[0]


def test_a_miss_is_a_line_with_what_is_close(sample: Built, area: str) -> None:
    project = ["--project", str(sample.project)]
    ended = CliRunner().invoke(app, ["explain", "sample", area, "incident_rat", *project])
    assert ended.exit_code == 1
    assert "close to it: incident_rate" in flat(ended.output)
    ended = CliRunner().invoke(app, ["explain", "sample", "nowhere-at-all", *project])
    assert ended.exit_code == 1
    assert "no area bears" in flat(ended.output)


def test_a_table_that_is_out_of_date_is_told(sample: Built, area: str, tmp_path: Path) -> None:
    project = sample.lent(tmp_path, "\n[stability]\nrate_years = 4\n")
    said = explain(project, "sample", area, None, inputs=None)
    assert said.startswith("warning: the layers of sample are not up to date")
