from pipeline.sample.violence import HXL, RISING
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
