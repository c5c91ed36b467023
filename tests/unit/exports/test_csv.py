from __future__ import annotations

import csv as plain_csv
from typing import TYPE_CHECKING, Any

import hxl
import pandas as pd
import pytest

from pipeline.exports.csv import csv
from pipeline.outgoing.tables import LAYERS
from tests.given_away import HOSTILE, area_rows, points, tables

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, layer: str, *, hxl: bool = False, **changed: Any) -> Path:  # noqa: ANN401
    path = folder / f"region.{layer}.csv"
    csv(draft=path, layer=layer, base_scenario="dry-4x4", hxl=hxl, **{**tables(), **changed})
    return path


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(plain_csv.reader(file))


def test_holds_one_header_row_places_days_and_gaps(tmp_path: Path) -> None:
    path = written(tmp_path, "closure_effects")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfclosure_id,")
    assert lines(path)[0] == ["closure_id", "reported", "fate", "longitude", "latitude"]
    first = {row[0]: row[1:3] for row in lines(path)[1:]}
    assert first == {"l": ["", "expired"], "p": ["2024-03-01", "rules"], "s": ["", "no_road"]}
    place = [float(end) for end in lines(path)[2][3:]]
    assert place == pytest.approx([-9, 8.1424], abs=1e-3)


def test_numbers_have_no_digits_that_nobody_measured(tmp_path: Path) -> None:
    assert [row[-1] for row in lines(written(tmp_path, "stability_series"))[1:]] == ["1", "0.3"]


@pytest.mark.parametrize("layer", [name for name in LAYERS if name != "cells"])
def test_hxl_reads_the_second_row(tmp_path: Path, layer: str) -> None:
    plain = lines(written(tmp_path, layer))
    path = written(tmp_path, layer, hxl=True)
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        assert source.headers == lines(path)[0]
        assert source.display_tags == lines(path)[1]
        assert len(list(source)) == len(lines(path)) - 2
    assert plain == [lines(path)[0], *lines(path)[2:]]


def test_hxl_says_what_columns_are(tmp_path: Path) -> None:
    names, tags = lines(written(tmp_path, "areas", hxl=True))[:2]
    said = dict(zip(names, tags, strict=True))
    assert said["ADM3_PCODE"] == "#adm3+code"
    assert said["ADM1_EN"] == "#adm1+name"
    assert (said["latitude"], said["longitude"]) == ("#geo+lat", "#geo+lon")
    assert said["people"] == "#population"
    assert said["health_post_dry_4x4_median_min"] == (
        "#indicator+areas+health_post_dry_4x4_median_min+num"
    )
    assert said["resilience_grade"] == "#meta+areas+resilience_grade"
    names, tags = lines(written(tmp_path, "links", hxl=True))[:2]
    said = dict(zip(names, tags, strict=True))
    assert (said["status"], said["reported"]) == ("#status", "#date+reported")


def test_attributes_of_hxl_are_plain_letters_whatever_a_type_is_called(tmp_path: Path) -> None:
    access = tables()["access"].assign(service_type="3 école\u202e\U0001f600")
    path = written(tmp_path, "areas", hxl=True, access=access)
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        found = [one for one in source.display_tags if "median" in one]
    assert found == [
        f"#indicator+areas+x3_ecole___{season}_4x4_median_min+num" for season in ("dry", "wet")
    ]


def test_names_are_text_and_no_formula(tmp_path: Path) -> None:
    names = [*HOSTILE, "-12", "+1.5", " =1", "\uff1d1", "- none -"]
    ids = [f"{at:02}" for at in range(len(names))]
    services = points(service_id=ids, service_name=names, area_id="P1A")
    rows = lines(written(tmp_path, "services", services=services))[1:]
    shown = [row[1] for row in rows]
    runs = {"=cmd|' /C calc'!A0", " =1", "\uff1d1", "- none -"}
    assert shown == [f"'{name}" if name in runs else name for name in names]


def test_same_tables_same_bytes_in_any_row_order(tmp_path: Path) -> None:
    bytes_of = {
        written(tmp_path, "communities", communities=tables()["communities"][::step]).read_bytes()
        for step in (1, 1, -1)
    }
    assert len(bytes_of) == 1


def test_a_layer_without_rows_is_its_header(tmp_path: Path) -> None:
    flips = tables()["season_flips"][:0]
    assert len(lines(written(tmp_path, "season_flips", season_flips=flips))) == 1
    assert len(lines(written(tmp_path, "season_flips", hxl=True, season_flips=flips))) == 2


def test_area_names_are_named_beside_codes(tmp_path: Path) -> None:
    areas = area_rows(area_name=["=1+1", "Bé"])
    table = pd.read_csv(written(tmp_path, "indicators", areas=areas), dtype=str)
    assert table[["ADM3_PCODE", "ADM3_EN"]].to_numpy().tolist() == [["P1A", "'=1+1"], ["P1B", "Bé"]]
