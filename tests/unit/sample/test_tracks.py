import numpy as np
import shapely

from pipeline.sample.roadmap import RoadMap
from pipeline.sample.tracks import draw_tracks


def tracks_to(villages: list[list[float]], **more: object) -> RoadMap:
    roadmap = RoadMap()
    roadmap.add(np.array([[x, 0.0] for x in range(11)]), {"highway": "trunk"}, "main")
    draw_tracks(
        np.random.default_rng(1),
        roadmap,
        np.array(villages),
        start=("main",),
        group="tracks",
        tags=[{"highway": "track"}],
        **more,  # type: ignore[arg-type]
    )
    return roadmap


def test_a_track_starts_at_a_node_of_the_road_and_ends_at_the_village() -> None:
    roadmap = tracks_to([[4.0, 2.0]])
    road, track = roadmap.ways
    assert track.nodes[0] == road.nodes[4]
    assert np.allclose(roadmap.line(track).coords[-1], (4.0, 2.0), atol=1e-4)


def test_a_village_further_out_is_joined_to_the_track_before_it() -> None:
    _, near, far = tracks_to([[4.0, 4.0], [4.0, 2.0]]).ways
    assert far.nodes[0] == near.nodes[-1]


def test_no_track_to_a_village_on_the_road_beyond_reach_or_over_a_barrier() -> None:
    barrier = shapely.LineString([(0, 1), (10, 1)])
    assert len(tracks_to([[4.0, 0.2]]).ways) == 1
    assert len(tracks_to([[4.0, 3.0]], reach_km=2).ways) == 1
    assert len(tracks_to([[4.0, 2.0]], barrier=barrier).ways) == 1
