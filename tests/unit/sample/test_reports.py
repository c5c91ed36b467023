import shapely

from pipeline.sample.reports import CLOSED_ID, FLOOD_ID
from pipeline.sample.terrain import degrees
from pipeline.sample.write import World


def test_the_closed_bridge_s_report_lies_on_it(world: World) -> None:
    report = next(f for f in world.reports.features if f["properties"]["id"] == CLOSED_ID)
    bridge = shapely.transform(world.roadmap.line(world.drawn.closed), degrees)
    assert bridge.distance(shapely.geometry.shape(report["geometry"])) < 1e-5


def test_the_flood_covers_its_track_and_no_other_road_but_the_bridge(world: World) -> None:
    report = next(f for f in world.reports.features if f["properties"]["id"] == FLOOD_ID)
    flood = shapely.geometry.shape(report["geometry"])
    wet = [
        way.way_id
        for way in world.roadmap.ways
        if shapely.transform(world.roadmap.line(way), degrees).intersects(flood)
    ]
    assert wet == [world.drawn.bridges[1].way_id, world.flooded.way_id]


def test_faulty_reports_stand_where_the_truth_says(world: World) -> None:
    first, second = (world.reports.features[row - 1] for row in world.reports.rejected)
    assert first["geometry"] is None
    assert second["properties"]["date"] == "last week"


def test_answers_are_shares_of_districts_that_there_are_but_for_two_rows(world: World) -> None:
    rows = world.surveys.rows.drop([row - 1 for row in world.surveys.rejected])
    assert len(rows) == world.surveys.kept
    assert rows["district_pcode"].isin(world.areas["area_id"]).all()
    assert rows["share_yes"].astype(float).between(0, 1).all()
    assert (rows["answers"].astype(int) < 30).any()
    assert not rows.duplicated(["district_pcode", "question"]).any()
