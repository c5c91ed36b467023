import pandas as pd
import shapely

from pipeline.sample.plan import AMBUSH
from pipeline.sample.terrain import kilometres
from pipeline.sample.violence import AMBUSHES, HXL, RISING
from pipeline.sample.write import AS_OF, World


def test_the_first_row_is_of_hxl_tags(world: World) -> None:
    first = world.violence.rows.iloc[0]
    assert {name: first[name] for name in HXL} == HXL


def test_nothing_is_recorded_in_the_quiet_corner(world: World) -> None:
    names = world.areas.set_index("area_id").loc[world.violence.quiet, "area_name"]
    assert not set(names) & set(world.violence.rows["where_coordinates"])


def test_violence_rises_where_the_truth_says(world: World) -> None:
    name = world.areas.set_index("area_id").loc[world.violence.rising, "area_name"]
    rows = world.violence.rows.drop([row - 1 for row in world.violence.rejected])
    rows = rows.drop_duplicates("id")
    by_year = rows.loc[rows["where_coordinates"] == name, "year"].value_counts().sort_index()
    assert tuple(by_year) == RISING


def test_recent_events_are_many_on_the_ambushed_stretch_and_few_near_any_other_way(
    world: World,
) -> None:
    rows = world.violence.rows.drop([row - 1 for row in world.violence.rejected])
    day = pd.to_datetime(rows["date_start"].str[:10], format="%Y-%m-%d", errors="coerce")
    is_recent = (day > pd.Timestamp(AS_OF) - pd.Timedelta(days=731)) & (rows["where_prec"] == "1")
    lonlat = rows.loc[is_recent & (rows["latitude"] != ""), ["longitude", "latitude"]]
    events = shapely.points(kilometres(lonlat.astype(float).to_numpy()))
    ambushed = world.drawn.into[AMBUSH]
    near = {
        way.way_id: int((shapely.distance(events, world.roadmap.line(way)) < 2.2).sum())
        for way in world.roadmap.ways
    }
    assert near.pop(ambushed.way_id) == AMBUSHES
    assert max(near.values()) < 8


def test_all_codes_of_precision_occur(world: World) -> None:
    assert set(world.violence.rows["where_prec"]) >= {"1", "2", "3", "4", "5", "6"}
    assert set(world.violence.rows["date_prec"]) >= {"1", "2", "3", "4", "5"}


def test_faulty_rows_stand_where_the_truth_says(world: World) -> None:
    bad = world.violence.rows.iloc[[row - 1 for row in world.violence.rejected]]
    is_late = bad["year"] > AS_OF[:4]
    is_bad = is_late | (bad["latitude"].isin(("", "0"))) | (bad["date_end"] == "")
    assert is_bad.all()
    assert len(bad) == 4


def test_deaths_low_best_and_high_are_in_order(world: World) -> None:
    deaths = world.violence.rows.iloc[1:][["low", "best", "high"]].astype(int)
    assert (deaths["low"] <= deaths["best"]).all()
    assert (deaths["best"] <= deaths["high"]).all()
