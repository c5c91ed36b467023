import shapely

from pipeline.sample.plan import CITIES, SPECIAL
from pipeline.sample.write import World


def test_districts_cover_the_land_without_gaps_or_overlaps(world: World) -> None:
    outlines = world.areas["outline"].to_numpy()
    assert len(outlines) == 60
    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)


def test_departments_and_provinces_are_whole(world: World) -> None:
    for level, count in (("adm2_id", 12), ("adm1_id", 4)):
        merged = world.areas.groupby(level)["outline"].agg(list)
        kinds = [shapely.coverage_union_all(parts).geom_type for parts in merged]
        assert len(kinds) == count
        # The island is part of a province on the mainland.
        assert kinds.count("MultiPolygon") == (level == "adm1_id")


def test_codes_begin_with_the_code_of_the_level_above(world: World) -> None:
    areas = world.areas
    assert areas["area_id"].is_unique
    assert (areas["area_id"].str[:6] == areas["adm2_id"]).all()
    assert (areas["adm2_id"].str[:4] == areas["adm1_id"]).all()
    assert areas["area_id"].str.fullmatch(r"XS\d{6}").all()


def test_every_department_has_one_town(world: World) -> None:
    assert (world.areas.groupby("adm2_id")["is_town"].sum() == 1).all()


def test_the_plan_marks_districts_and_cities(world: World) -> None:
    counts = world.areas["group"].value_counts()
    assert {name: counts[name] for name in SPECIAL} == {k: len(v) for k, v in SPECIAL.items()}
    assert set(world.areas["city"]) == {"", *CITIES}
