from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.geo.graph.hierarchy import unpack
from pipeline.layers.hierarchy import hierarchy
from pipeline.layers.topology import topology

NETWORK = pd.DataFrame(
    {"link_id": ["b", "a"], "from_node": [2, 0], "to_node": [1, 1], "road_name": ["x", "y"]}
)


def test_topology_is_ends_by_link_and_nothing_else() -> None:
    assert topology(network=NETWORK).tolist() == [[0, 2], [1, 1]]
    renamed = NETWORK.assign(road_name="z").iloc[::-1]
    assert topology(network=renamed).tolist() == [[0, 2], [1, 1]]
    assert topology(network=NETWORK).dtype == np.int32


def test_the_hierarchy_holds_every_node_and_link() -> None:
    of = unpack(hierarchy(topology=topology(network=NETWORK)))
    assert sorted(of.rank) == [0, 1, 2]
    assert len(of.slot) == 2


def test_no_links_make_an_empty_hierarchy() -> None:
    of = unpack(hierarchy(topology=topology(network=NETWORK[:0])))
    assert [len(part) for part in of] == [0, 1, 0, 0]
