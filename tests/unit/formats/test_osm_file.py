from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from pipeline.formats.osm_file import read_ways


def test_ways_with_a_key_give_their_tags_and_vertices(tmp_path: Path) -> None:
    writer = osmium.SimpleWriter(str(tmp_path / "a.osm.pbf"))
    for node in range(1, 8):
        writer.add_node(Node(id=node, location=(node, node / 2)))
    writer.add_way(Way(id=5, nodes=[1, 2, 3], tags={"highway": "track", "note": "x"}))
    writer.add_way(Way(id=6, nodes=[1, 4], tags={"building": "yes"}))
    writer.add_way(Way(id=8, nodes=[3, 99], tags={"route": "ferry", "name": "F"}))
    writer.close()
    ways = read_ways(tmp_path / "a.osm.pbf", ("highway", "route"), ("highway", "name"))
    assert ways.tags.index.tolist() == [5, 8]
    assert ways.tags.fillna("-").to_dict("list") == {"highway": ["track", "-"], "name": ["-", "F"]}
    assert ways.way.tolist() == [0, 0, 0, 1, 1]
    assert ways.node.tolist() == [1, 2, 3, 3, 99]
    assert ways.xy[:4].round(7).tolist() == [[1, 0.5], [2, 1], [3, 1.5], [3, 1.5]]
    assert np.isnan(ways.xy[4]).all()
