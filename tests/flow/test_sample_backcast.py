"""Past years of the made-up region: what the pipeline would have said on that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner

from pipeline import stages
from pipeline.backcast.run import KEPT, Answer, backcast
from pipeline.backcast.years import known_by
from pipeline.built import Changed, Layers
from pipeline.cli import app
from tests.sample_project import built

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sample_project import Built

YEARS = 2
PRESENT = 2025
INDEX = {
    "index": "index",
    "score_p05": "index_p05",
    "score_p95": "index_p95",
    "smallest_change": "smallest_change",
    "security_index": "security_index",
    "rate_per_100k": "rate_per_100k",
    "quadrant": "quadrant",
    "index_grade": "grade",
}


@pytest.fixture(scope="module")
def answer(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    goal = tmp_path_factory.mktemp("backcast") / "sample"
    return backcast(sample.project, "sample", YEARS, to=goal, inputs=None, tell=print)


def test_the_present_year_is_the_published_layer(sample: Built, answer: Answer) -> None:
    now = answer.areas[answer.areas["year"] == PRESENT].reset_index(drop=True)
    published = sample.table("resilience").sort_values("area_id", ignore_index=True)
    assert_frame_equal(
        now[["area_id", *INDEX.values()]],
        pd.DataFrame(published[["area_id", *INDEX]].rename(columns=INDEX)),
        check_exact=True,
    )
    assert set(now["compared"]) <= {"no_clear_change", "unknown"}
    assert (now["change"].dropna() == 0).all()


def test_a_past_year_is_what_a_build_on_its_last_day_says(sample: Built, tmp_path: Path) -> None:
    change = "as_of = 2025-12-31", "as_of = 2023-12-31"
    then = built(tmp_path, ["stability"], lambda text: text.replace(*change))
    layers = Layers(stages.steps(sample.project, "sample"))
    day = pd.Timestamp("2023-12-31")
    found = Changed(layers, known_by(layers, day), kept=KEPT).table("stability")
    assert_frame_equal(found, then.table("stability"), check_exact=True)
    assert not np.allclose(found["incidents_weight"], sample.table("stability")["incidents_weight"])


def test_every_area_has_a_row_a_year(sample: Built, answer: Answer) -> None:
    areas = answer.areas
    assert len(areas) == (YEARS + 1) * len(sample.table("areas"))
    assert areas.groupby("year")["day"].first().dt.strftime("%m-%d").tolist() == ["12-31"] * 3
    assert not areas["is_short_window"].any()


def test_surveys_of_later_years_are_named_as_lacking(sample: Built, answer: Answer) -> None:
    asked = sample.table("surveys")["date"]
    before = answer.areas[answer.areas["day"] < asked.min()]
    assert len(before)
    lacking = before["lacking"].dropna().str.split(", ").explode()
    assert "trust_in_neighbours" in set(lacking)
    assert any("trust_in_neighbours" in line for line in answer.told)


def test_the_same_bytes_each_time(sample: Built, answer: Answer, tmp_path: Path) -> None:
    backcast(sample.project, "sample", YEARS, to=tmp_path / "again", inputs=None, tell=print)
    names = sorted(path.name for path in answer.folder.iterdir())
    assert names == [
        *("backcast.csv", "backcast.json", "backcast.parquet", "backcast.png", "backcast.svg"),
        *("backcast_levels.csv", "backcast_levels.parquet"),
    ]
    for name in names:
        assert (answer.folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_command_says_what_differs_most(sample: Built, tmp_path: Path) -> None:
    words = ["backcast", "sample", "--years", "1", "--project", str(sample.project)]
    ended = CliRunner().invoke(app, [*words, "--to", str(tmp_path / "told")])
    assert ended.exit_code == 0, ended.output
    assert "no history of them is known" in " ".join(ended.output.split())
    assert (tmp_path / "told" / "backcast.png").exists()


@pytest.mark.parametrize(("years", "said"), [("40", "begin on 2016"), ("0", "1 or more")])
def test_years_that_cannot_be_are_refused(sample: Built, years: str, said: str) -> None:
    words = ["backcast", "sample", "--years", years, "--project", str(sample.project)]
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 1
    assert said in " ".join(ended.output.split())


def test_a_region_that_was_not_built_says_so(sample: Built, tmp_path: Path) -> None:
    (tmp_path / "data" / "sample").mkdir(parents=True)
    text = (sample.project / "data" / "sample" / "region.toml").read_text()
    (tmp_path / "data" / "sample" / "region.toml").write_text(text)
    words = ["backcast", "sample", "--years", "1", "--project", str(tmp_path)]
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 1
    assert "not built yet" in " ".join(ended.output.split())
