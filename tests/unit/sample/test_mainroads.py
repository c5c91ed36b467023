import numpy as np

from pipeline.sample.mainroads import routes
from pipeline.sample.plan import CITIES, GAP, LINKED, NORMAL
from pipeline.sample.terrain import terrain
from pipeline.sample.write import SEED, World


def test_cities_lie_on_trunks_and_parts_of_their_own_have_one_link(world: World) -> None:
    ground = terrain(np.random.default_rng(SEED))
    found = routes(world.areas, ground)
    on_trunks = {row for route in found if route.kind == "trunk" for row in route.pair}
    assert set(np.flatnonzero(world.areas["city"] != "")) <= on_trunks
    assert len(CITIES) == 4
    assert sorted(route.group for route in found if route.is_link) == sorted(LINKED)
    reached = {row for route in found for row in route.pair}
    normal = set(np.flatnonzero(world.areas["group"] == NORMAL))
    assert normal <= reached
    assert not set(np.flatnonzero(world.areas["group"] == GAP)) & reached
