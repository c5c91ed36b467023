from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import Region, read_region
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

LEAST = """
title = "Nowhere"
[areas]
file = "areas.shp"
id = ["PCODE"]
level = 2
[people]
file = "people.tif"
kind = "raster"
"""
HEALTH = '[[services]]\nfile = "s.csv"\ntype = "health"\n'


def region_file(folder: Path, text: str, name: str = "nowhere") -> Path:
    path = folder / "data" / name / "region.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_least_region_file_has_every_default(tmp_path: Path) -> None:
    region = read_region(region_file(tmp_path, LEAST))
    assert isinstance(region, Region)
    assert region.travel.max_snap_m == 5000
    assert region.travel.scenarios == ["dry-4x4", "wet-4x4"]
    assert region.travel.factors_table == "default"
    assert region.roads == []


def test_an_unknown_key_is_named_with_its_place(tmp_path: Path) -> None:
    path = region_file(tmp_path, LEAST + "[travel]\nmax_snapp_m = 3\n")
    with pytest.raises(ConfigError, match=r"`travel\.max_snapp_m` is not a key"):
        read_region(path)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = region_file(
        tmp_path,
        LEAST.replace("level = 2", "level = 9").replace('kind = "raster"', 'kind = "census"'),
    )
    with pytest.raises(ConfigError) as caught:
        read_region(path)
    assert "areas.level" in str(caught.value)
    assert "people.kind" in str(caught.value)
    assert "docs/region.md" in str(caught.value)


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ('[[hubs]]\nname = "A"\nlongitude = 3.0', "both longitude and latitude"),
        ('[[services]]\nfile = "s.csv"', "`type` or `type_column`"),
        ('[[surveys]]\nfile = "s.csv"\narea_id = "a"', "`indicator` or `indicator_name`"),
        ('[[places]]\nfile = "../../etc/passwd"', "without `..`"),
        ('[[places]]\nfile = "/etc/passwd"', "without `..`"),
        ("[travel]\nwalk_kmh = nan", "finite"),
        ("[travel]\nscenarios = []", "at least 1"),
        ('[travel]\nscenarios = ["Wet-tank"]', "match pattern"),
        ('[travel]\nscenarios = ["wet-big-tank"]', "match pattern"),
        ("[travel]\ntruck_weight_t = 10", "not a key"),
        ("[travel]\nferry_wait_min = -1", "greater than or equal to 0"),
        ('[travel]\ncaps_table = "rural"', "neither osrm nor a CSV"),
        ('[travel]\nfactors_table = "/etc/f.csv"', "without `..`"),
        ('[travel]\nvehicles_table = "v.xlsx"', "neither default nor a CSV"),
        ('[[delays]]\nfile = "d.csv"\nwait = "m"', "not a key"),
        ("[travel]\nwalk_kmh = 0", "greater than 0"),
        ("[rasters]\ncell_m = 5", "greater than or equal to 10"),
        ("[travel]\nwalk_kmh = true", "valid number"),
        ('[travel]\nscenarios = ["dry-4x4", "dry-4x4"]', "names a scenario twice"),
        ('[travel]\nspeed_table = "rurall"', "neither rural, osrm"),
        ('[travel]\nspeed_table = "../x.csv"', "without `..`"),
        ('[[places]]\nfile = "."', "printable"),
        ('[[roads]]\nname = "x"', "either `file` or `place`"),
        ('[[roads]]\nfile = "x.osm"\nplace = "X"', "either `file` or `place`"),
        ('[[roads]]\nplace = "../.."', "printable letters"),
        ('[[roads]]\nplace = "a\\u001bb"', "printable letters"),
        ("[[roads]]\nplace = 5", "valid string"),
        ('[travel]\ndelivery = ["helth"]', "delivery names helth, which no entry of `services`"),
        ('[travel]\ndelivery = ["hub"]\n' + HEALTH, "delivery names hub"),
        ('[travel]\ndelivery = ["helth"]\n' + HEALTH, "service types are: health. Every key"),
        (
            '[withholding]\nsensitive = ["helth"]\n' + HEALTH,
            "sensitive names helth, which no entry of `services` gives; service types are: health",
        ),
        ("[withholding]\nk_min = 1.5", "valid integer"),
        ('[[services]]\nfile = "s.csv"\ntype = "hub"', "`hub` stands for the region's hubs"),
        (
            '[[services]]\nfile = "s.csv"\ntype_column = "t"\ntypes = { H = "hub" }',
            "`hub` stands for the region's hubs",
        ),
    ],
)
def test_values_that_cannot_be_are_refused(tmp_path: Path, bad: str, word: str) -> None:
    with pytest.raises(ConfigError, match=r"region\.toml") as caught:
        read_region(region_file(tmp_path, LEAST + bad))
    assert word in str(caught.value)


def test_a_delivered_type_is_one_that_a_service_file_gives(tmp_path: Path) -> None:
    more = '[[services]]\nfile = "t.csv"\ntype_column = "t"\ntypes = { S = "school" }\n'
    path = region_file(
        tmp_path, LEAST + '[travel]\ndelivery = ["school", "health"]\n' + HEALTH + more
    )
    assert read_region(path).travel.delivery == ["school", "health"]


def test_a_fault_of_a_whole_entry_is_a_plain_sentence(tmp_path: Path) -> None:
    both = '[[roads]]\nfile = "x.osm"\nplace = "X"'
    with pytest.raises(ConfigError) as caught:
        read_region(region_file(tmp_path, LEAST + both))
    fault = "`roads.0`: give either `file` or `place`; both are given. Every key is in"
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("place", "file"),
    [
        ("Kailahun, Sierra Leone", "roads-kailahun-sierra-leone.osm"),
        ("Côte d'Ivoire / nord_est", "roads-côte-d-ivoire-nord-est.osm"),
        ("جيبوتي", "roads-جيبوتي.osm"),
        ("../../etc", "roads-etc.osm"),
        ("中" * 999, f"roads-{'中' * 33}.osm"),
    ],
)
def test_a_place_says_the_file_that_its_roads_are_fetched_to(
    tmp_path: Path, place: str, file: str
) -> None:
    region = read_region(region_file(tmp_path, LEAST + f'[[roads]]\nplace = "{place}"\n'))
    assert [(entry.place, entry.file) for entry in region.roads] == [(place, file)]


def test_bands_of_near_repeats_rise(tmp_path: Path) -> None:
    text = "[near_repeat]\ndays = [7, 7]\n"
    with pytest.raises(ConfigError, match=r"`near_repeat.days`: must rise"):
        read_region(region_file(tmp_path, LEAST + text))


def test_cells_are_made_only_where_asked_for(tmp_path: Path) -> None:
    plain = read_region(region_file(tmp_path, LEAST, name="plain"))
    asked = read_region(region_file(tmp_path, LEAST + "[cells]\nresolution = 6\n"))
    assert (plain.cells.resolution, asked.cells.resolution) == (None, 6)


def test_seasons_and_vehicles_are_words_that_tables_say(tmp_path: Path) -> None:
    text = '[travel]\nscenarios = ["harvest-ambulance"]\nvehicles_table = "V.CSV"\n'
    travel = read_region(region_file(tmp_path, LEAST + text)).travel
    assert travel.scenarios == ["harvest-ambulance"]
    assert travel.vehicles_table == "V.CSV"


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 1"):
        read_region(region_file(tmp_path, "title = x\n"))


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="resilience new nowhere"):
        read_region(tmp_path / "data" / "nowhere" / "region.toml")


def test_a_folder_whose_name_is_no_region_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lower-case"):
        read_region(region_file(tmp_path, LEAST, name="No Where"))


def test_a_region_is_frozen(tmp_path: Path) -> None:
    region = read_region(region_file(tmp_path, LEAST))
    with pytest.raises(ValueError, match="frozen"):
        region.title = "Elsewhere"  # type: ignore[misc]


def test_a_byte_order_mark_is_no_fault_and_latin_1_is(tmp_path: Path) -> None:
    path = region_file(tmp_path, "\ufeff" + LEAST)
    assert read_region(path).title == "Nowhere"
    path.write_bytes(LEAST.replace("Nowhere", "Nowhère").encode("latin-1"))
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        read_region(path)


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ('indicators_table = "mine"', "neither default nor a CSV file"),
        ('aggregation = "harmonic"', "index.aggregation"),
        ("pillar_weights = { luck = 2.0 }", "names luck; pillars are access, security"),
        ("class_cuts = [3.0, 3.0, 7.0]", "must rise"),
        ("class_cuts = [3.0, 7.0]", "index.class_cuts"),
        ("goalpost_spread = 0.5", "less than 0.5"),
        ("sobol_count = 100", "must be a power of 2"),
        ("draws = 5", "index.draws"),
    ],
)
def test_a_method_that_makes_no_index_is_refused(tmp_path: Path, bad: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        read_region(region_file(tmp_path, f"{LEAST}[index]\n{bad}\n"))


def test_what_access_is_judged_by_cannot_be_published_and_sensitive(tmp_path: Path) -> None:
    text = LEAST + '[withholding]\nsensitive = ["health"]\n' + HEALTH
    assert not read_region(region_file(tmp_path / "whole", text)).publish
    path = region_file(tmp_path / "published", "publish = true\n" + text)
    with pytest.raises(ConfigError, match="sensitive names health, which access is judged by"):
        read_region(path)
