import shapely

from pipeline.sample.reports import CLOSED_ID, Report, features
from pipeline.sample.write import World


def told(world: World, closure_id: str) -> Report:
    return next(one for one in world.reports if one.closure_id == closure_id)


def met(world: World, one: Report) -> list[int]:
    """Return the ways that a report's place lies on."""
    return [
        way.way_id
        for way in world.roadmap.ways
        if one.place.distance(world.roadmap.line(way)) < 0.06
    ]


def test_reports_at_a_point_lie_on_their_way_and_on_no_other(world: World) -> None:
    points = [one for one in world.reports if one.way_id and one.place.geom_type == "Point"]
    assert len(points) == 12
    for one in points:
        assert met(world, one) == [one.way_id], one.closure_id
    assert told(world, CLOSED_ID).way_id == world.drawn.into["valley"].way_id


def test_the_flood_covers_its_track_and_no_other_road_but_the_bridge(world: World) -> None:
    flood = told(world, "CL-003")
    assert met(world, flood) == [world.drawn.bridges[1].way_id, flood.way_id]


def test_every_fate_occurs_and_the_path_under_water_is_on_no_map(world: World) -> None:
    assert {one.fate for one in world.reports} == {
        *("rules", "expired", "not_yet", "no_road", "overruled", "rejected")
    }
    assert not met(world, told(world, "CL-006"))


def test_two_reports_contradict_each_other_and_the_later_rules(world: World) -> None:
    former = next(one for one in world.reports if one.fate == "overruled")
    latter = next(o for o in world.reports if o.way_id == former.way_id and o is not former)
    assert (former.status, latter.status) == ("open", "closed")
    assert former.told[0] < latter.told[0]


def test_features_hold_null_for_what_is_not_said() -> None:
    made = features(
        [
            Report("A", "Tree", "closed", ("2025-12-01", "", "Guard"), shapely.Point(0, 0)),
            Report("B", "Where?", "closed", ("", "", "Caller"), None),
        ]
    )
    first, second = (one["properties"] for one in made)
    assert [first[key] for key in ("id", "date", "expires", "source")] == [
        *("A", "2025-12-01", None, "Guard")
    ]
    assert second["date"] is None
    assert made[0]["geometry"]["type"] == "Point"
    assert made[1]["geometry"] is None


def test_answers_are_shares_of_districts_that_there_are_but_for_two_rows(world: World) -> None:
    rows = world.surveys.rows.drop([row - 1 for row in world.surveys.rejected])
    assert len(rows) == world.surveys.kept
    assert rows["district_pcode"].isin(world.areas["area_id"]).all()
    assert rows["share_yes"].astype(float).between(0, 1).all()
    assert (rows["answers"].astype(int) < 30).any()
    assert not rows.duplicated(["district_pcode", "question"]).any()
